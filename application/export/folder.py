"""The folder of an export: what it says of itself, and how a new one takes the place of an earlier one."""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Literal
from uuid import uuid4

import msgspec

from application.export.dataset import FILES
from application.export.rows import SCHEMA_VERSION
from application.refusals import ExportFolderTaken
from domain.metadata import Code, Provenance

MANIFEST = "_bangvang.json"


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """By which an export of any version is known."""

    kind: Literal["bangvang-log-export"] = "bangvang-log-export"


class ExportedRound(msgspec.Struct, frozen=True, kw_only=True):
    """A round in the export, whether its scores are real, and what readers of them must be told."""

    province: Code
    round: Code
    name: str
    data_provenance: Provenance
    notice: str


class Manifest(Mark, frozen=True, kw_only=True):
    """What an export says of itself.

    It has ``events`` events in ``files`` files, those up to ``position`` of the log, of ``provinces`` or of all.
    """

    schema_version: int = SCHEMA_VERSION
    notice_vi: str = "Bản sao dùng để phân tích, có thể xóa và xuất lại; chỉ nhật ký có giá trị."
    notice_en: str = "A disposable copy for analysis, which can be deleted and exported again; the log alone counts."
    position: int
    events: int
    files: int
    provinces: Sequence[Code]
    rounds: Sequence[ExportedRound]


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Writes it in a form that people can read."""
    (folder / MANIFEST).write_bytes(msgspec.json.format(msgspec.json.encode(manifest), indent=2) + b"\n")


@contextmanager
def replacing(folder: Path) -> Iterator[Path]:
    """A new folder beside this one that takes its place when the block ends well, and is deleted when it does not.

    Raises ``ExportFolderTaken``, before the block and after it, where the folder has anything but an earlier export.
    """
    folder = folder.resolve()
    require_replaceable(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    new = _beside(folder)
    new.mkdir()
    try:
        yield new
        require_replaceable(folder)
        _swap(new, folder)
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        raise


def require_replaceable(folder: Path) -> None:
    """Refuses a folder in which there is a file that no export has written, or which is a file itself."""
    if folder.exists() and not (folder.is_dir() and (_is_export(folder) or not any(folder.iterdir()))):
        raise ExportFolderTaken(folder=folder)


def _is_export(folder: Path) -> bool:
    """Whether it has an export's manifest, and besides it nothing but an export's files."""
    manifest = folder / MANIFEST
    try:
        msgspec.json.decode(manifest.read_bytes(), type=Mark)
    except (OSError, msgspec.DecodeError):
        return False
    found = {path for path in folder.rglob("*") if not path.is_dir()}
    return found == {manifest, *folder.glob(FILES)}


def _swap(new: Path, folder: Path) -> None:
    """Moves the old folder away, the new one in, and deletes the old one; puts it back if the new one can't move."""
    if not folder.exists():
        new.rename(folder)
        return
    old = folder.rename(_beside(folder))
    try:
        new.rename(folder)
    except BaseException:
        old.rename(folder)
        raise
    shutil.rmtree(old)


def _beside(folder: Path) -> Path:
    """A hidden name on the same file system, which nothing has yet."""
    return folder.with_name(f".{folder.name}.{uuid4().hex}")
