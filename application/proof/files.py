"""Files that a crash may not leave half written, and those that only their owner may read."""

import os
from pathlib import Path
from stat import S_IMODE

from application.proof.refusals import KeyExposed

PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700
PUBLIC_FILE = 0o644


def require_private(path: Path, mode: int, wanted: int) -> None:
    """Raises ``KeyExposed`` where others have more access than wanted to what has this mode."""
    if S_IMODE(mode) & ~wanted:
        raise KeyExposed(path=path, mode=f"{S_IMODE(mode):04o}", wanted=f"{wanted:04o}")


def write_new(path: Path, text: str, mode: int) -> None:
    """Writes a new file, and has it on the disk; raises ``FileExistsError``."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def replace(path: Path, text: str) -> None:
    """Writes the file so that whoever reads it finds what it had or all of what it has now, even after a crash."""
    beside = path.with_name(f"{path.name}.new")
    beside.unlink(missing_ok=True)
    write_new(beside, text, PUBLIC_FILE)
    beside.replace(path)
    sync(path.parent)


def sync(folder: Path) -> None:
    """Has the names in a folder on the disk."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
