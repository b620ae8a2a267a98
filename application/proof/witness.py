"""What a witness keeps: its own private key, and the last checkpoint that it has seen of a log."""

import os
from collections.abc import Sequence
from pathlib import Path

from filelock import FileLock

from application.proof import checkpoints, notes
from application.proof.checkpoints import Checkpoint
from application.proof.files import PRIVATE_FILE, PUBLIC_FILE, replace, require_private, sync, write_new
from application.proof.signing import Kind, Signer, Verifier


def init(path: Path, name: str) -> Verifier:
    """Makes a witness's key in a new file that only its owner can read, and answers with the public part.

    Raises ``KeyMalformed`` for a name that no key may have, and ``FileExistsError``.
    """
    made = Signer.generate(name, Kind.COSIGNATURE)
    write_new(path, f"{made.private_text()}\n", PRIVATE_FILE)
    sync(path.parent)
    return made.verifier


def signer(path: Path) -> Signer:
    """The private key in a file; raises ``KeyExposed`` where others have access to it, and ``KeyMalformed``."""
    with path.open(encoding="utf-8", errors="replace") as file:
        require_private(path, os.fstat(file.fileno()).st_mode, PRIVATE_FILE)
        return Signer.parse(file.read().removesuffix("\n"))


class Memory:
    """The last checkpoint that a witness has seen of one log, in a file of its own."""

    def __init__(self, path: Path) -> None:
        """Takes the file, which need not be there yet; its folder has to be."""
        self._path = path

    def lock(self) -> FileLock:
        """Keeps other programs of this witness from signing meanwhile: two of them might see different logs."""
        return FileLock(self._beside("lock"))

    def seen(self) -> Checkpoint | None:
        """The checkpoint, nothing before the first; what can't be read is no reason to begin anew, but refused.

        Raises ``NoteMalformed`` and ``CheckpointMalformed``.
        """
        note = self._note()
        return None if note is None else checkpoints.read(notes.parse(note).text)

    def remember(self, note: str) -> None:
        """Keeps a checkpoint as the last one seen; it is on the disk when this returns."""
        replace(self._path, note)

    def keep_evidence(self, shown: str) -> Sequence[Path]:
        """Keeps two signed notes that contradict each other, what was seen before and what is shown now, as files.

        What was seen before stays remembered. Answers with the files.
        """
        name = notes.text_hash(shown)[:16]
        kept = {self._beside(f"{name}.seen"): self._note() or "", self._beside(f"{name}.shown"): shown}
        for path, note in kept.items():
            if not path.exists():
                write_new(path, note, PUBLIC_FILE)
        sync(self._path.absolute().parent)
        return [*kept]

    def _note(self) -> str | None:
        try:
            return self._path.read_bytes().decode(errors="replace")
        except FileNotFoundError:
            return None

    def _beside(self, ending: str) -> Path:
        return self._path.with_name(f"{self._path.name}.{ending}")
