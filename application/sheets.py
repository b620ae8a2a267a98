"""Rows of a CSV file or an Excel workbook, each cell as text that knows where it stands."""

import csv
import unicodedata
from collections.abc import Iterable, Sequence
from decimal import Context
from pathlib import Path
from typing import Any

import msgspec
from python_calamine import CalamineError, CalamineWorkbook

from application.exact_yaml import FileUnreadable

WORKBOOK_STARTS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""The first bytes of .xlsx and .ods, and of .xls; a file is known by what it is, whatever it is called."""

DELIMITERS = ",;\t"
SHEET_PRECISION = Context(prec=15)
"""The digits that spreadsheets keep: what they show as 0.3 may be stored as 0.30000000000000004."""


class Cell(msgspec.Struct, frozen=True, kw_only=True):
    """One cell: its text in NFC without surrounding white space, its place, and the heading it stands under.

    ``numeric`` tells that the sheet held a number, so that 1.10 and 1.1 were the same to it.
    """

    text: str
    row: int
    column: int
    heading: str = ""
    numeric: bool = False

    @property
    def place(self) -> str:
        """Column and row as spreadsheets name them: C7."""
        return f"{letters(self.column)}{self.row}"


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One line below the headings: its number, counted from 1 with the headings, and its cells under their headings."""

    number: int
    cells: dict[str, Cell]
    beyond: tuple[Cell, ...] = ()
    """Cells that have text but no heading."""


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """A table: its headings and the lines below them that are not blank."""

    headings: tuple[Cell, ...]
    rows: tuple[Row, ...]


def letters(column: int) -> str:
    """A column's letters: 1 is A, 26 is Z, 27 is AA."""
    name = ""
    while column:
        column, place = divmod(column - 1, 26)
        name = chr(ord("A") + place) + name
    return name


def read_sheet(path: Path) -> Sheet:
    """The file's table, of a workbook that of the first sheet; refuses what can't be read with ``FileUnreadable``.

    The first line that is not blank holds the headings.
    """
    try:
        lines = _workbook(path) if _is_workbook(path) else _csv(path)
    except (OSError, CalamineError, csv.Error, UnicodeDecodeError) as error:
        raise unreadable(path, str(error)) from None
    return _sheet([cells for cells in lines if any(cell.text for cell in cells)])


def unreadable(path: Path, problem: str) -> FileUnreadable:
    """The refusal of a file that is neither readable CSV nor a workbook."""
    vi = f"không đọc được dưới dạng CSV (UTF-8) hoặc Excel ({problem})"
    en = f"it can't be read as CSV (UTF-8) or Excel ({problem})"
    return FileUnreadable(file=str(path), path="$", problem_vi=vi, problem_en=en)


def _sheet(lines: Sequence[Sequence[Cell]]) -> Sheet:
    headings, rows = (lines[0], lines[1:]) if lines else ((), ())
    named = tuple(heading for heading in headings if heading.text)
    return Sheet(headings=named, rows=tuple(_row(named, cells) for cells in rows))


def _row(headings: Iterable[Cell], cells: Sequence[Cell]) -> Row:
    number, by_column = cells[0].row, {cell.column: cell for cell in cells}
    named = {heading.text: _under(heading, number, by_column.pop(heading.column, None)) for heading in headings}
    return Row(number=number, cells=named, beyond=tuple(cell for cell in by_column.values() if cell.text))


def _under(heading: Cell, row: int, cell: Cell | None) -> Cell:
    return msgspec.structs.replace(cell or Cell(text="", row=row, column=heading.column), heading=heading.text)


def _is_workbook(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4).startswith(WORKBOOK_STARTS)


def _workbook(path: Path) -> Iterable[Sequence[Cell]]:
    with CalamineWorkbook.from_path(path) as workbook:
        return _cells(workbook.get_sheet_by_index(0).to_python(skip_empty_area=False))


def _csv(path: Path) -> Iterable[Sequence[Cell]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        first = next((line for line in file if line.strip()), "")
        delimiter = max(DELIMITERS, key=first.count)
        file.seek(0)
        return _cells(csv.reader(file, delimiter=delimiter, strict=True))


def _cells(lines: Iterable[Sequence[Any]]) -> list[Sequence[Cell]]:
    return [
        [_cell(value, row, column) for column, value in enumerate(values, start=1)]
        for row, values in enumerate(lines, start=1)
    ]


def _cell(value: Any, row: int, column: int) -> Cell:
    numeric = isinstance(value, int | float) and not isinstance(value, bool)
    return Cell(text=unicodedata.normalize("NFC", _text(value)).strip(), row=row, column=column, numeric=numeric)


def _text(value: Any) -> str:
    """The value as one would write it: 3 for 3.0, 7.1 and not its nearest binary fraction, a day as 2022-11-14."""
    if isinstance(value, float):
        return format(SHEET_PRECISION.create_decimal(repr(value)).normalize(), "f")
    return str(value).lower() if isinstance(value, bool) else str(value)
