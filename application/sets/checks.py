"""Checks a set file from end to end and tells all that is wrong with it at once."""

from collections.abc import Callable
from importlib.resources.abc import Traversable
from typing import Any, NamedTuple

import msgspec

from application.sets.document import CheckedSet, Document, FileRefused, Path
from application.sets.sound_part import SoundPart, paths_by_place, sound_part
from application.sets.structure import mistakes
from application.sets.workbook import read_workbook_into
from application.sets.yaml import LARGEST as LARGEST_YAML
from application.sets.yaml import read_yaml
from domain.indicator_set.content import normalised
from domain.indicator_set.definition import IndicatorSet
from domain.indicator_set.soundness import faults
from domain.wording import Wording

LARGEST_WORKBOOK = 16 * 1024 * 1024


class Format(NamedTuple):
    """A kind of file: up to which size, and how it is read."""

    largest: int
    read: Callable[[bytes, Document], None]


FORMATS = {
    ".yaml": Format(LARGEST_YAML, read_yaml),
    ".yml": Format(LARGEST_YAML, read_yaml),
    ".xlsx": Format(LARGEST_WORKBOOK, read_workbook_into),
}

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"

ENDING = Wording(
    "không phải tệp bộ chỉ số",
    "it is no set file",
    "Dùng tệp .yaml hoặc .xlsx",
    "Bring a .yaml or an .xlsx file",
)
MACROS = Wording(
    "sổ tính có macro",
    "the workbook may have macros",
    "Lưu lại dưới dạng «Excel Workbook (*.xlsx)», không có macro",
    "Save it as 'Excel Workbook (*.xlsx)', without macros",
)
ENCRYPTED = Wording(
    "sổ tính được đặt mật khẩu hoặc ở dạng Excel cũ (.xls)",
    "the workbook is encrypted, or of the old kind (.xls)",
    "Bỏ mật khẩu và lưu dưới dạng «Excel Workbook (*.xlsx)»",
    "Remove the password and save it as 'Excel Workbook (*.xlsx)'",
)
NOT_A_WORKBOOK = Wording(
    "nội dung không phải sổ tính Excel",
    "its content is no Excel workbook",
    "Mở bằng Excel hoặc LibreOffice và lưu dưới dạng .xlsx",
    "Open it in Excel or LibreOffice and save it as .xlsx",
)
NOT_TEXT = Wording(
    "nội dung là tệp nén hoặc sổ tính, không phải YAML",
    "its content is an archive or a workbook, not YAML",
    "Nếu là sổ tính, đặt đuôi tệp .xlsx",
    "If it is a workbook, let its name end in .xlsx",
)
EMPTY = Wording(
    "tệp rỗng", "the file is empty", "Bắt đầu từ mẫu hoặc từ tệp đi kèm", "Start from the template or a shipped file"
)
TOO_LARGE = Wording(
    "tệp quá lớn",
    "the file is too large",
    "Tối đa 768 KiB với YAML và 16 MiB với Excel; bỏ hình ảnh và dữ liệu khác",
    "At most 768 KiB of YAML or 16 MiB of Excel; leave out pictures and other data",
)
MISSING = Wording(
    "không mở được tệp", "the file can't be opened", "Kiểm tra tên tệp và quyền đọc", "Check its name and permissions"
)


def check_file(path: Traversable) -> CheckedSet:
    """The set in the file if nothing is wrong with it, else every fault, each with its place."""
    document = Document(str(path))
    try:
        _read(path, document)
    except FileRefused as refused:
        document.refuse_at(refused.place, refused.value, refused.wording)
        return CheckedSet(None, document.faults())
    return check_document(document)


def _read(path: Traversable, document: Document) -> None:
    ending = f".{path.name.rpartition('.')[2].casefold()}"
    if ending in {".xlsm", ".xltm", ".xlsb"}:
        raise FileRefused(MACROS)
    if ending == ".xls":
        raise FileRefused(ENCRYPTED)
    if ending not in FORMATS:
        raise FileRefused(ENDING)
    form = FORMATS[ending]
    form.read(bytes_of(path, form.largest, workbook=ending == ".xlsx"), document)


def bytes_of(path: Traversable, largest: int, *, workbook: bool) -> bytes:
    """What the file holds. Raises ``FileRefused`` where that is nothing, too much or of another kind."""
    try:
        with path.open("rb") as file:
            data: bytes = file.read(largest + 1)
    except OSError:
        raise FileRefused(MISSING) from None
    if not data.strip():
        raise FileRefused(EMPTY)
    if len(data) > largest:
        raise FileRefused(TOO_LARGE)
    if data.startswith(OLE):
        raise FileRefused(ENCRYPTED)
    if data.startswith(ZIP) is not workbook:
        raise FileRefused(NOT_A_WORKBOOK if workbook else NOT_TEXT)
    return data


def check_document(document: Document) -> CheckedSet:
    """The set that the document holds, or all that is wrong with its structure and with what it says."""
    sound = sound_part(document.content, refuse_mistakes(document, IndicatorSet))
    definition = _definition(sound.content)
    if definition:
        _refuse_contradictions(document, definition, sound)
    return CheckedSet(definition.in_order() if definition and not document.faults() else None, document.faults())


def refuse_mistakes(document: Document, kind: type[msgspec.Struct]) -> list[Path]:
    """Adds all that is wrong with the structure of what the document is to hold; answers where."""
    found = list(mistakes(document.content, kind))
    for mistake in found:
        if mistake.wording:
            document.refuse(mistake.path, mistake.wording)
    return [mistake.path for mistake in found]


def _definition(content: Any) -> IndicatorSet | None:
    try:
        return msgspec.convert(normalised(content), IndicatorSet)
    except msgspec.ValidationError:
        return None


def _refuse_contradictions(document: Document, definition: IndicatorSet, sound: SoundPart) -> None:
    """Adds what the domain finds wrong, at the place of the part that it is about."""
    paths = dict(paths_by_place(document.content))
    for fault in faults(definition):
        path = paths.get(fault.place, (fault.place,))
        if not sound.is_incomplete(path):
            document.refuse((*path, *fault.below), fault.wording)
