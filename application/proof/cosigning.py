"""Witnesses: others who have seen that the log only ever grew, and say so with a signature and the time.

A cosignature is what https://c2sp.org/tlog-cosignature has as ``cosignature/v1``.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

import msgspec

from application.proof import checkpoints, notes, tree
from application.proof.checkpoints import Checkpoint
from application.proof.keys import LogKey
from application.proof.refusals import CheckpointsInconsistent, KeyMalformed, SignatureWrong, WitnessUnknown
from application.proof.signing import Kind, Signer, Verifier

GoesOn = Callable[[Checkpoint, Checkpoint, Sequence[bytes]], bool]
"""Whether a path of hashes proves that the second checkpoint's log begins with the whole of the first one's."""


class Seen(msgspec.Struct, frozen=True):
    """What a witness remembers of a log, and the path of hashes that leads from there to what it is shown now."""

    checkpoint: Checkpoint
    path: Sequence[bytes] = ()


def grown(before: Checkpoint, after: Checkpoint, path: Sequence[bytes]) -> bool:
    """Whether the path is the consistency proof of RFC 9162 between both checkpoints."""
    return tree.is_consistent((before.size, before.root), (after.size, after.root), path)


def cosign(
    note: str,
    keys: Iterable[LogKey],
    witness: Signer,
    at: datetime,
    seen: Seen | None = None,
    goes_on: GoesOn = grown,
) -> str:
    """The witness's signature line for a log's checkpoint that goes on from what it has seen before, if anything.

    The caller remembers the checkpoint as seen before it hands out the line. ``goes_on`` is asked only about a log
    that was not empty and has grown since. Raises the refusals of ``checkpoints.verified``,
    ``CheckpointsInconsistent``, and ``KeyMalformed`` for a witness's key of the wrong type.
    """
    if witness.kind is not Kind.COSIGNATURE:
        raise KeyMalformed(problem_vi="không phải khóa của nhân chứng", problem_en="it is not of a witness's type")
    checkpoint = checkpoints.verified(note, keys)
    if seen and not _goes_on(seen, checkpoint, goes_on):
        raise CheckpointsInconsistent(size=checkpoint.size, previous=seen.checkpoint.size)
    return str(notes.signature(notes.parse(note).text, witness, int(at.timestamp())))


def _goes_on(seen: Seen, checkpoint: Checkpoint, goes_on: GoesOn) -> bool:
    before = seen.checkpoint
    if before.origin != checkpoint.origin or before.size > checkpoint.size:
        return False
    if before.size == checkpoint.size:
        return before.root == checkpoint.root
    return before.size == 0 or goes_on(before, checkpoint, seen.path)


def accept(note: str, line: str, witnesses: Iterable[Verifier]) -> str:
    """The note with a witness's signature line added; as it is where that witness has signed it before.

    Raises ``NoteMalformed``, ``WitnessUnknown``, and ``SignatureWrong`` where the line is not of this note.
    """
    read, made = notes.parse(note), notes.parse_signature(line)
    known = {(each.name, each.key_id): each for each in witnesses}
    witness = known.get(made.key)
    if witness is None:
        raise WitnessUnknown(name=made.name)
    if not witness.fits(read.text, made.content):
        raise SignatureWrong(name=made.name)
    if made.key in {each.key for each in read.signatures}:
        return note
    return notes.merge(note, str(notes.Note(read.text, (made,))))
