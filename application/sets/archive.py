"""A workbook's parts, opened within bounds: what could exhaust memory or time, or carries code, is refused unread."""

import zlib
from collections.abc import Callable
from io import BytesIO
from xml.parsers import expat
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from application.sets.document import FileRefused
from application.sets.wording import TOO_LARGE
from domain.wording import Wording

MOST_PARTS = 1_000
LARGEST_PART = 32 * 1024 * 1024
LARGEST_TOTAL = 64 * 1024 * 1024
HIGHEST_RATIO = 200
"""So many times may a part of more than a mebibyte be compressed; sheets of text come to about 10 to 50."""
MOST_ELEMENTS = 400_000
LONGEST_CELL = 40_000

DAMAGED = Wording(
    "sổ tính bị hỏng hoặc bị cắt ngắn",
    "the workbook is damaged or cut short",
    "Mở bằng Excel hoặc LibreOffice và lưu lại dưới dạng .xlsx",
    "Open it in Excel or LibreOffice and save it again as .xlsx",
)
BOMB = Wording(
    "sổ tính nén quá mức bình thường",
    "the workbook is compressed more than any honest one",
    "Sao chép nội dung sang tệp mới từ mẫu",
    "Copy the content into a new file from the template",
)
ENCRYPTED = Wording("sổ tính được đặt mật khẩu", "the workbook is encrypted", "Bỏ mật khẩu", "Remove the password")
MACROS = Wording(
    "sổ tính có macro", "the workbook has macros", "Lưu lại dưới dạng .xlsx không có macro", "Save it without macros"
)
DOCTYPE = Wording(
    "sổ tính có khai báo DOCTYPE hoặc thực thể XML",
    "the workbook declares a DOCTYPE or XML entities",
    "Sao chép nội dung sang tệp mới từ mẫu",
    "Copy the content into a new file from the template",
)

Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]
Characters = Callable[[str], None]

FAILURES = (BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError, expat.ExpatError)


class Archive:
    """The parts of one workbook; reading all of them together keeps to one bound."""

    def __init__(self, data: bytes) -> None:
        """Looks at the directory only. Raises ``FileRefused``."""
        if data.count(b"PK\x01\x02") > MOST_PARTS:
            raise FileRefused(TOO_LARGE)
        try:
            self._zip = ZipFile(BytesIO(data))
        except FAILURES:
            raise FileRefused(DAMAGED) from None
        parts = self._zip.infolist()
        self.names = frozenset(part.filename for part in parts)
        self._elements = 0
        for part in parts:
            _check_part(part)
        if sum(part.file_size for part in parts) > LARGEST_TOTAL:
            raise FileRefused(TOO_LARGE)
        if len(self.names) < len(parts):
            raise FileRefused(DAMAGED)

    def parse(self, name: str, start: Start, end: End, characters: Characters) -> None:
        """Reads a part of XML; names come without their namespaces. Raises ``FileRefused``."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _refuse_doctype

        def counted(element: str, attributes: dict[str, str]) -> None:
            self._elements += 1
            if self._elements > MOST_ELEMENTS:
                raise FileRefused(TOO_LARGE)
            start(element.rpartition(" ")[2], attributes)

        parser.StartElementHandler = counted
        parser.EndElementHandler = lambda element: end(element.rpartition(" ")[2])
        parser.CharacterDataHandler = characters
        try:
            # All at once: what is unfinished at the end of a piece is read again with the next piece, so that a long
            # comment or tag takes time in the square of its length. The part is no larger than was checked.
            parser.Parse(self._zip.read(name), True)  # noqa: FBT003  # The library's own signature.
        except (KeyError, *FAILURES):
            raise FileRefused(DAMAGED) from None


def _check_part(part: ZipInfo) -> None:
    if part.flag_bits & 1:
        raise FileRefused(ENCRYPTED)
    if "vbaproject" in part.filename.casefold():
        raise FileRefused(MACROS)
    if part.compress_type not in {ZIP_STORED, ZIP_DEFLATED}:
        raise FileRefused(DAMAGED)
    if part.file_size > LARGEST_PART:
        raise FileRefused(TOO_LARGE, value=part.filename)
    if part.file_size > max(1024 * 1024, HIGHEST_RATIO * part.compress_size):
        raise FileRefused(BOMB, value=part.filename)


def _refuse_doctype(*_declaration: object) -> None:
    raise FileRefused(DOCTYPE)


class Collector:
    """Collects the text of some elements, up to what a cell may hold."""

    def __init__(self) -> None:
        """Collects nothing yet."""
        self._on = self._phonetic = False
        self._pieces: list[str] = []
        self._length = 0

    def start(self, name: str) -> None:
        """An element begins: a value or text, unless it tells how the text is pronounced."""
        self._phonetic = self._phonetic or name == "rPh"
        self._on = name in {"t", "v"} and not self._phonetic

    def end(self, name: str) -> None:
        """An element ends."""
        self._on = False
        self._phonetic = self._phonetic and name != "rPh"

    def characters(self, text: str) -> None:
        """One more piece of text."""
        if self._on:
            self._length += len(text)
            if self._length > LONGEST_CELL:
                raise FileRefused(TOO_LARGE, value=text)
            self._pieces.append(text)

    def take(self) -> str:
        """What was collected since the last time."""
        text = "".join(self._pieces)
        self._pieces.clear()
        self._length = 0
        return text
