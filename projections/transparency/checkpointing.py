"""Signing what the log has come to: at intervals, and always where something happened that the world relies upon."""

import logging
from collections.abc import Sequence
from pathlib import Path

import msgspec

from application.postgres import PostgresRecorder
from application.proof import checkpoints, cosigning, keys, notes
from application.proof.checkpoints import Checkpoint
from application.proof.keys import LogKey
from application.proof.refusals import CheckpointMalformed, CheckpointUnknown, SignatureWrong
from application.proof.signing import Signer, Verifier
from application.sqlite import SQLiteRecorder
from domain.refusal import Refusal
from projections.failures import INFRASTRUCTURE
from projections.transparency.query import TransparencyQuery

EVERY = 1000
"""Entries after which a checkpoint is made though nothing particular has happened."""

MOST_FORKS = 10
"""So many checkpoints of one size are looked at."""

log = logging.getLogger(__name__)


class LogRewritten(Refusal):
    """The log is not the one that was signed before, so nothing more of it is signed."""

    code = "log-rewritten"
    vi = "Nhật ký hiện tại không nối tiếp điểm kiểm đã ký ở kích thước {size}; không ký thêm điểm kiểm nào."
    en = "The log does not go on from the checkpoint signed at size {size}; nothing more of it is signed."
    advice_vi = "Chạy bangvang audit verify để biết chỗ bị thay đổi; khôi phục nhật ký từ bản sao lưu."
    advice_en = "Run bangvang audit verify to find what was changed; restore the log from a backup."


class Signed(msgspec.Struct, frozen=True, kw_only=True):
    """A checkpoint and the note that has its signatures."""

    checkpoint: Checkpoint
    note: str


class Checkpointing:
    """The checkpoints of one log: those that were made, and making more of them."""

    def __init__(self, recorder: SQLiteRecorder | PostgresRecorder, folder: Path, tree: TransparencyQuery) -> None:
        """Keeps them beside the log and signs with the key in that folder."""
        self._recorder, self._folder, self._tree = recorder, folder, tree

    @property
    def can_sign(self) -> bool:
        """Whether keys were made; without them there are no checkpoints."""
        return (self._folder / keys.VERIFIERS).exists()

    def public_keys(self) -> list[LogKey]:
        """The public keys of the log. Refuses with ``KeysMissing``."""
        return keys.verifiers(self._folder)

    def notes(self, after: int = -1, limit: int | None = None) -> Sequence[tuple[int, str]]:
        """The checkpoints that were made, sizes and notes, behind a size, none of them verified."""
        return self._recorder.checkpoints(after, limit)

    def newest(self) -> tuple[int, str] | None:
        """The largest size that was signed, and its note as it is kept: whoever relies on it has to verify it."""
        return self._recorder.last_checkpoint()

    def verified(self, note: str) -> Checkpoint:
        """The checkpoint in a note that this log has signed. Refuses like ``checkpoints.verified``."""
        return checkpoints.verified(note, self.public_keys())

    def held_at(self, size: int, note: str) -> Checkpoint:
        """The same of a note that is kept for a size; refuses one of another size with ``CheckpointMalformed``."""
        checkpoint = self.verified(note)
        if checkpoint.size != size:
            raise CheckpointMalformed(
                problem_vi=f"được lưu ở kích thước {size}, nhưng ghi {checkpoint.size}",
                problem_en=f"it is kept for size {size} and says {checkpoint.size}",
            )
        return checkpoint

    def last(self) -> Signed | None:
        """The last one that was made, if its signature holds. Refuses like ``held_at``."""
        found = self._recorder.last_checkpoint()
        return Signed(checkpoint=self.held_at(*found), note=found[1]) if found else None

    def covering(self, position: int) -> Signed | None:
        """The first one that an entry stands under. Refuses like ``held_at``."""
        found = self._recorder.checkpoints(position - 1, 1)
        return Signed(checkpoint=self.held_at(*found[0]), note=found[0][1]) if found else None

    def make(self, size: int | None = None) -> Signed:
        """Signs what the log was at a size, now unless given.

        Refuses with ``LogRewritten`` where it does not go on from the last one, and like ``keys.signer``.
        """
        # Without a key there is no folder to lock, either.
        keys.signer(self._folder)
        # A rotation in between would retire the key at a smaller size than it signs.
        with keys.lock(self._folder):
            signer = keys.signer(self._folder)
            wanted = self._tree.size() if size is None else size
            before = self._signed_size()
            # A larger checkpoint must not hide that a smaller one is due.
            due = [each for each in self._tree.occasions(before) if each < wanted]
            return [self._make(signer, each) for each in (*due, wanted)][-1]

    def _make(self, signer: Signer, size: int) -> Signed:
        self._require_same_log()
        checkpoint = Checkpoint(signer.name, size, self._tree.root(size))
        note = notes.sign(checkpoints.text(checkpoint), signer)
        self._recorder.save_checkpoint(size, note)
        return Signed(checkpoint=checkpoint, note=note)

    def _signed_size(self) -> int:
        last = self.last()
        return last.checkpoint.size if last else 0

    def witnesses(self) -> list[Verifier]:
        """The public keys of those who may cosign. Refuses with ``KeyMalformed``."""
        return keys.witnesses(self._folder)

    def add_cosignature(self, size: int, line: str) -> str:
        """Adds a witness's signature line to the checkpoint of a size, and answers with its note.

        Refuses with ``CheckpointUnknown``, and like ``cosigning.accept``.
        """
        known = self.witnesses()
        refused: Refusal = CheckpointUnknown(size=size)
        # There are several of one size only where the log has forked; the line says nothing of which it is for.
        for found, note in self.notes(size - 1, MOST_FORKS):
            if found != size:
                break
            try:
                return self._recorder.replace_checkpoint(size, cosigning.accept(note, line, known))
            except SignatureWrong as refusal:
                refused = refusal
        raise refused

    def _require_same_log(self) -> None:
        last = self.last()
        if last is None:
            return
        size, root = last.checkpoint.size, last.checkpoint.root
        if size > self._tree.size() or self._tree.root(size) != root:
            raise LogRewritten(size=size)

    def make_due(self) -> Sequence[Signed]:
        """Makes those that are due; none without keys."""
        if not self.can_sign:
            return []
        signed = self._signed_size()
        due = self._tree.occasions(signed)
        size = self._tree.size()
        if size - max([signed, *due]) >= EVERY:
            due.append(size)
        return [self.make(each) for each in due]

    def keep_up(self) -> None:
        """The same for those who follow the log: what hinders it is logged, and must not hinder them."""
        try:
            self.make_due()
        except (Refusal, *INFRASTRUCTURE) as problem:
            # The problem says it all.
            log.error("no checkpoint was made: %s", problem)  # noqa: TRY400
