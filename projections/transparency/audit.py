"""The whole log held against its tree and against signed checkpoints: what does not hold, and where."""

import sys
from collections import deque
from collections.abc import Iterator, Sequence
from itertools import islice

import msgspec

from application.log import LogReader
from application.proof.checkpoints import Checkpoint
from application.proof.tree import Growing, Hash, leaf_hash
from application.recording import StoredEntry
from domain.refusal import Refusal
from projections.transparency.checkpointing import Checkpointing
from projections.transparency.findings import (
    Finding,
    Findings,
    altered,
    checkpoint_refused,
    fork_of_checkpoint,
    misnumbered,
    misplaced,
    missing,
    nothing_signed,
    out_of_order,
    tree_damaged,
    tree_differs,
    truncated,
    unreadable,
)
from projections.transparency.query import TransparencyQuery, TreeDamaged


class Audit(msgspec.Struct, frozen=True, kw_only=True):
    """What was examined and what was found.

    ``entries`` stand in the log and ``root`` is that of their tree; ``covered`` of them stand under one of the
    ``checkpoints`` (sizes). What came later is held against the tree alone, which nobody has signed yet.
    """

    entries: int
    root: bytes
    covered: int
    checkpoints: tuple[int, ...]
    findings: tuple[Finding, ...]
    omitted: int
    """Findings that are not listed, because there are too many."""

    @property
    def holds(self) -> bool:
        """Whether nothing was found."""
        return not self.findings


class Envelope(msgspec.Struct, gc=False):
    """Of a record where it says that it belongs."""

    originator_id: str
    originator_version: int


FIRST = -(2**63)
"""Before every position that a store can hold, for somebody may have put an event where none belongs."""
ENVELOPE = msgspec.json.Decoder(Envelope).decode


def audit(log: LogReader, tree: TransparencyQuery, checkpoints: Sequence[Checkpoint], *, sealed: bool = False) -> Audit:
    """Examines every entry; ``sealed`` records are encrypted or compressed and say nothing of where they belong."""
    head = log.head()
    examination = _Examination(checkpoints, sealed=sealed)
    with log.entries(FIRST, head) as entries:
        examination.run(entries, _stored_leaves(tree, examination.findings))
    try:
        examination.hold_against_tree(tree, head)
    except TreeDamaged as damage:
        examination.findings.add(tree_damaged(damage.level, damage.tile))
    return examination.result()


def audit_store(
    log: LogReader, tree: TransparencyQuery, made: Checkpointing, elsewhere: Sequence[str] = (), *, sealed: bool = False
) -> Audit:
    """Examines the log against the checkpoints that were made of it, and against notes that were kept elsewhere.

    Refuses a note from elsewhere that is none, or none of this log; one that is kept here is a finding then.
    """
    findings: list[Finding] = []
    known = [made.verified(note) for note in elsewhere]
    for size, note in made.notes():
        try:
            known.append(made.held_at(size, note))
        except Refusal as refusal:
            findings.append(checkpoint_refused(size, refusal.sentence("vi"), refusal.sentence("en")))
    if not known:
        findings.append(nothing_signed())
    found = audit(log, tree, known, sealed=sealed)
    return msgspec.structs.replace(found, findings=(*findings, *found.findings))


def _stored_leaves(tree: TransparencyQuery, findings: Findings) -> Iterator[Hash]:
    try:
        yield from tree.leaves()
    except TreeDamaged as damage:
        findings.add(tree_damaged(damage.level, damage.tile))


class _Examination:
    """One way through the log."""

    def __init__(self, checkpoints: Sequence[Checkpoint], *, sealed: bool) -> None:
        self.findings = Findings()
        self._checkpoints = sorted(checkpoints, key=lambda each: each.size)
        self._roots: dict[int, list[Checkpoint]] = {}
        for each in self._checkpoints:
            self._roots.setdefault(each.size, []).append(each)
        self._sealed = sealed
        self._signed = max((each.size for each in checkpoints), default=0)
        self._versions: dict[bytes, bytes] = {}
        self._growing = Growing()
        self._last = self._held = 0
        self._is_whole = self._is_as_signed = True

    def run(self, entries: Iterator[StoredEntry], leaves: Iterator[Hash]) -> None:
        self._check_roots()
        for entry in entries:
            position = entry[0]
            if position <= self._last:
                self.findings.add(misnumbered(position))
                continue
            if position != self._last + 1:
                self._skip_to(position, leaves)
            self._examine(entry, next(leaves, None))
            if position in self._roots:
                self._check_roots()

    def _skip_to(self, position: int, leaves: Iterator[Hash]) -> None:
        """Goes on at an entry that should have come later."""
        self.findings.add(missing(self._last + 1, position - 1))
        self._is_whole = False
        # However far it is, there are only so many leaves to pass by.
        deque(islice(leaves, min(position - self._last - 1, sys.maxsize)), maxlen=0)
        self._last = position - 1

    def _examine(self, entry: StoredEntry, expected: Hash | None) -> None:
        leaf = leaf_hash(entry)
        position, stream, version, *_ = entry
        self._last = position
        self._growing.append(leaf)
        if expected is not None and leaf != expected:
            # Where it belongs can't be told any more, so nothing is said of that.
            self.findings.add(altered(position))
        elif position > self._signed:
            # What was signed is what it was; what was not may have been put there by anybody.
            self._examine_place(entry, int(self._versions.get(stream, b"0")) + 1)
        self._versions[stream] = version if version.isdigit() else b"0"

    def _examine_place(self, entry: StoredEntry, number: int) -> None:
        """Whether the entry is the next of its stream and says so itself."""
        position, stream, version, _, state = entry
        if version != b"%d" % number:
            self.findings.add(out_of_order(position, number, version))
        elif not self._sealed:
            try:
                envelope = ENVELOPE(state)
            except (msgspec.DecodeError, UnicodeDecodeError):
                self.findings.add(unreadable(position))
                return
            said = envelope.originator_id.replace("-", "").encode(), b"%d" % envelope.originator_version
            if said != (stream, version):
                self.findings.add(misplaced(position))

    def _check_roots(self) -> None:
        """Holds the tree so far against the checkpoints of its size."""
        for checkpoint in self._roots.get(self._last, ()):
            if self._is_whole and checkpoint.root == self._growing.root():
                self._held = self._last
            elif self._is_as_signed:
                # Nothing behind it can be as signed, either.
                self._is_as_signed = False
                self.findings.add(fork_of_checkpoint(checkpoint.size, self._held))

    def hold_against_tree(self, tree: TransparencyQuery, head: int) -> None:
        """Holds the tree that is kept against the log's end and against the checkpoints."""
        size = tree.size()
        known = max([size, *(each.size for each in self._checkpoints)])
        if known > head:
            self.findings.add(truncated(head, known))
        for checkpoint in self._checkpoints:
            if checkpoint.size <= head and not _has_root(tree, checkpoint):
                self.findings.add(tree_differs(checkpoint.size))

    def result(self) -> Audit:
        return Audit(
            entries=self._growing.size,
            root=self._growing.root(),
            covered=self._held,
            checkpoints=tuple(each.size for each in self._checkpoints),
            findings=tuple(self.findings.listed),
            omitted=self.findings.omitted,
        )


def _has_root(tree: TransparencyQuery, checkpoint: Checkpoint) -> bool:
    return checkpoint.size <= tree.size() and tree.root(checkpoint.size) == checkpoint.root
