"""The cells of a workbook's sheets: text exactly as it is stored, each with its place.

Read here rather than by a library because a set's cells are judged by what libraries leave out: whether there is a
formula, whether cells are merged, whether a sheet is hidden; and because a bound must hold before anything is built.
"""

import posixpath
import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal, DecimalException
from typing import NamedTuple

from application.sets.archive import DAMAGED, Archive, Collector
from application.sets.document import FileRefused
from application.sets.formats import Formats
from application.sets.wording import TOO_MUCH_IN_WORKBOOK
from application.sheets import SHEET_PRECISION, letters
from domain.wording import Wording

MOST_SHEETS = 100
MOST_ROWS = 6_000
"""In all sheets together, so that checking them is a matter of a second or two."""
LAST_ROW = 50_000
MOST_COLUMNS = 100

REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})", re.ASCII)
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")

CALENDAR_1904 = Wording(
    "sổ tính dùng hệ ngày 1904",
    "the workbook counts days from 1904",
    "Tắt «Use 1904 date system» trong tùy chọn của Excel và nhập lại các ngày",
    "Switch 'Use 1904 date system' off in Excel's options and enter the days again",
)


class Cell(NamedTuple):
    """One cell that says something. ``numeric``: the sheet held a number, so that 1.10 and 1.1 were the same.

    ``shows`` tells a number that is shown as a ``percent``, a ``day`` or with ``decimals``.
    """

    text: str
    place: str
    numeric: bool = False
    formula: bool = False
    error: bool = False
    shows: str = ""


class SheetCells:
    """What stands on one sheet: its rows of cells by number, the areas whose cells are merged, and what is hidden."""

    def __init__(self, name: str, *, hidden: bool) -> None:
        """Starts blank."""
        self.name, self.hidden = name, hidden
        self.rows: dict[int, dict[int, Cell]] = {}
        self.merged: list[str] = []
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()

    def place(self, row: int, column: int) -> str:
        """How a cell is called: ``Sheet!C7``."""
        return f"{self.name}!{letters(column)}{row}"


def read_cells(data: bytes) -> list[SheetCells]:
    """Every sheet in the order of the workbook. Raises ``FileRefused``."""
    archive = Archive(data)
    book = _Book(archive)
    shared = _SharedStrings(archive, book.part("sharedStrings"))
    formats = Formats(archive, book.part("styles"))
    sheets: list[SheetCells] = []
    rows = 0
    for name, hidden, part in book.sheets():
        sheet = SheetCells(name, hidden=hidden)
        _SheetReader(sheet, shared.strings, formats).read(archive, part)
        sheets.append(sheet)
        rows += len(sheet.rows)
        if rows > MOST_ROWS:
            raise FileRefused(TOO_MUCH_IN_WORKBOOK, sheet.place(max(sheet.rows), 1))
    return sheets


def _ignore(_: object) -> None:
    return None


class _Book:
    """The workbook's own part: which sheets there are, and in which parts."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._entries: list[dict[str, str]] = []
        targets = self._relations("_rels/.rels", "")
        self._part = next((target for kind, target in targets.values() if kind == "officeDocument"), "")
        if not self._part:
            raise FileRefused(DAMAGED)
        archive.parse(self._part, self._start, _ignore, _ignore)
        folder, name = posixpath.split(self._part)
        self._relations_of_book = self._relations(f"{folder}/_rels/{name}.rels", folder)

    def _relations(self, part: str, folder: str) -> dict[str, tuple[str, str]]:
        """Kind and part by the relation's id."""
        found: dict[str, tuple[str, str]] = {}

        def start(name: str, attributes: dict[str, str]) -> None:
            if name == "Relationship":
                target = posixpath.normpath(posixpath.join("/", folder, attributes.get("Target", "")))
                kind = attributes.get("Type", "").rpartition("/")[2]
                found[attributes.get("Id", "")] = (kind, target.lstrip("/"))

        self._archive.parse(part, start, _ignore, _ignore)
        return found

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "sheet":
            self._entries.append({key.rpartition(" ")[2]: value for key, value in attributes.items()})
            if len(self._entries) > MOST_SHEETS:
                raise FileRefused(TOO_MUCH_IN_WORKBOOK)
        elif name == "workbookPr" and attributes.get("date1904") in {"1", "true"}:
            raise FileRefused(CALENDAR_1904)

    def part(self, kind: str) -> str:
        """The part of that kind; empty if there is none."""
        return next((target for each, target in self._relations_of_book.values() if each == kind), "")

    def sheets(self) -> Iterator[tuple[str, bool, str]]:
        """Name, whether it is hidden, and part of every sheet of cells."""
        for entry in self._entries:
            kind, part = self._relations_of_book.get(entry.get("id", ""), ("", ""))
            if kind != "worksheet":
                raise FileRefused(DAMAGED, value=entry.get("name", ""))
            yield unicodedata.normalize("NFC", entry.get("name", "")), entry.get("state", "visible") != "visible", part


class _SharedStrings:
    """The texts that cells refer to by number."""

    def __init__(self, archive: Archive, part: str) -> None:
        self.strings: list[str] = []
        self._text = Collector()
        if part:
            archive.parse(part, self._start, self._end, self._text.characters)

    def _start(self, name: str, _attributes: dict[str, str]) -> None:
        self._text.start(name)

    def _end(self, name: str) -> None:
        self._text.end(name)
        if name == "si":
            self.strings.append(self._text.take())


class _SheetReader:
    """Reads one sheet; a cell that says nothing is left out."""

    def __init__(self, sheet: SheetCells, shared: list[str], formats: Formats) -> None:
        self._sheet, self._shared, self._formats = sheet, shared, formats
        self._row = self._column = 0
        self._type, self._style = "n", ""
        self._text = Collector()
        self._formula = False

    def read(self, archive: Archive, part: str) -> None:
        """Reads the part."""
        archive.parse(part, self._start, self._end, self._text.characters)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._text.start(name)
        if name == "row":
            self._row, self._column = int(attributes.get("r", self._row + 1)), 0
            if _is_hidden(attributes):
                self._sheet.hidden_rows.add(self._row)
        elif name == "col" and _is_hidden(attributes):
            first, last = (int(attributes.get(end, 0)) for end in ("min", "max"))
            self._sheet.hidden_columns.update(range(max(first, 1), min(last, MOST_COLUMNS) + 1))
        elif name == "c":
            self._cell(attributes)
        elif name == "f":
            self._formula = True
        elif name == "mergeCell":
            self._sheet.merged.append(attributes.get("ref", ""))

    def _cell(self, attributes: dict[str, str]) -> None:
        self._column += 1
        if reference := REFERENCE.fullmatch(attributes.get("r", "")):
            self._row, self._column = int(reference[2]), column_number(reference[1])
        self._type, self._style = attributes.get("t", "n"), attributes.get("s", "")
        self._formula = False

    def _end(self, name: str) -> None:
        self._text.end(name)
        if name == "c":
            self._store(self._text.take())

    def _store(self, raw: str) -> None:
        text = _clean(self._meaning(raw))
        if not text and not self._formula:
            return
        place = self._sheet.place(self._row, self._column)
        if self._row > LAST_ROW or self._column > MOST_COLUMNS:
            raise FileRefused(TOO_MUCH_IN_WORKBOOK, place, text)
        numeric = self._type == "n"
        shows = self._formats.shows(self._style) if numeric else ""
        cell = Cell(text, place, numeric, self._formula, self._type == "e", shows)
        self._sheet.rows.setdefault(self._row, {})[self._column] = cell

    def _meaning(self, raw: str) -> str:
        match self._type:
            case "s":
                return self._shared[_index(raw, len(self._shared))] if raw.strip() else ""
            case "b":
                return "yes" if raw.strip() == "1" else "no"
            case "n":
                return _digits(raw.strip())
            case _:
                return raw


def _is_hidden(attributes: dict[str, str]) -> bool:
    return attributes.get("hidden") in {"1", "true"}


def _index(raw: str, length: int) -> int:
    number = int(raw)
    if not 0 <= number < length:
        raise FileRefused(DAMAGED)
    return number


def column_number(column: str) -> int:
    """The number of a column's letters: 1 for A, 27 for AA."""
    number = 0
    for letter in column:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _digits(raw: str) -> str:
    """A number as one would write it: what sheets show as 0.3 may be stored as 0.30000000000000004."""
    try:
        number = SHEET_PRECISION.create_decimal(Decimal(raw))
    except DecimalException:
        return raw
    return format(number.normalize(), "f") if number.is_finite() and abs(number.adjusted()) < 40 else raw  # noqa: PLR2004


def _clean(text: str) -> str:
    """The text without white space around it and with the characters that XML can't hold.

    It is not yet in NFC: an escape and a combining character after it would become one letter.
    """
    return ESCAPED.sub(lambda found: chr(int(found[1], 16)), text).replace("\r\n", "\n").strip()
