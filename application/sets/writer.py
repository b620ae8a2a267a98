"""Workbooks written with openpyxl: cells that hold exactly what they are given."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from openpyxl import Workbook  # type: ignore[import-untyped]
from openpyxl.cell import WriteOnlyCell  # type: ignore[import-untyped]
from openpyxl.styles import Alignment, Font, PatternFill  # type: ignore[import-untyped]
from openpyxl.utils import get_column_letter  # type: ignore[import-untyped]
from openpyxl.worksheet.datavalidation import DataValidation  # type: ignore[import-untyped]
from openpyxl.worksheet.properties import PageSetupProperties  # type: ignore[import-untyped]

from application.sets.cell_types import holds_text, offered_words
from application.sets.columns import Label, Language
from domain.refusal import Refusal, RefusalKind

Value = str | Decimal | int | date | None

LONGEST_CELL = 32_767
EXACT_DIGITS = 15
"""Numbers with more digits than a spreadsheet keeps are written as text."""
TITLE = 31
TEXT_FORMAT, DAY_FORMAT = "@", "dd/mm/yyyy"
A4 = 9
"""The paper's number in workbooks."""
ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
WIDTHS: Mapping[str, int] = {"name": 45, "how": 60, "evidence": 40, "rule": 60, "examples": 40, "source": 40}
LAST_CHECKED_ROW = 2_000
WRAPPED, BOLD, SHADED = Alignment(wrap_text=True, vertical="top"), Font(bold=True), PatternFill("solid", "FFDDE8F5")


class SetUnwritable(Refusal):
    """A text is longer than a cell of a workbook may be."""

    code = "set-unwritable"
    kind = RefusalKind.INVALID
    vi = "Không ghi được ra Excel: nội dung «{start}…» dài hơn {limit} ký tự."
    en = "It can't be written as a workbook: '{start}…' is longer than {limit} characters."
    advice_vi = "Rút gọn nội dung đó, hoặc dùng tệp YAML."
    advice_en = "Shorten it, or keep the set as YAML."


class Column(NamedTuple):
    """A column to be written: what it is called, and the type of its field."""

    label: Label
    kind: Any


class Sheet:
    """A sheet to be written: its rows, of which the first, or the first cell of each, is a heading."""

    def __init__(self, title: str, widths: Iterable[int], *, heading_row: bool) -> None:
        """Starts blank."""
        self.title, self.widths, self.heading_row = title, tuple(widths), heading_row
        self.rows: list[list[Value]] = []
        self.choices: dict[str, Sequence[str]] = {}
        """Words that are offered in a cell or a range of cells."""
        self.text_columns: set[int] = set()
        """Columns that are formatted as Text all the way down."""
        self.text_values: set[int] = set()
        """Rows whose second cell is formatted as Text even if it is blank."""
        self.decimals: str | None = None
        """How numbers with a fraction are shown; as the spreadsheet likes where nothing is said."""
        self.wide: bool | None = None
        """Whether it is printed on A4 on its side or upright, as broad as the page; nothing is said if it is none."""

    @property
    def next_row(self) -> int:
        """The number of the row that is added next."""
        return len(self.rows) + 1

    def add(self, *values: Value) -> None:
        """Adds a row. Raises ``SetUnwritable`` for a text that is too long."""
        self.rows.append([_cell_text(value) if isinstance(value, str) else value for value in values])


def _cell_text(value: str) -> str:
    text = ESCAPED.sub("_x005F_", value)
    if len(text) > LONGEST_CELL:
        raise SetUnwritable(start=text[:40], limit=LONGEST_CELL)
    return text


class WorkbookWriter:
    """Gathers sheets and writes them all at the end, so that a refusal leaves no half a file."""

    def __init__(self, language: Language) -> None:
        """Starts a workbook without sheets."""
        self.language = language
        self._sheets: dict[str, Sheet] = {}

    def sheet(self, title: str, widths: Iterable[int], *, heading_row: bool = False) -> Sheet:
        """A new sheet with columns of these widths; its title is made short and unlike all others."""
        title = title[:TITLE].strip()
        while title.casefold() in self._sheets:
            number = str(len(self._sheets))
            title = f"{title[: TITLE - len(number) - 1].strip()} {number}"
        return self._sheets.setdefault(title.casefold(), Sheet(title, widths, heading_row=heading_row))

    def table(self, title: str, columns: Mapping[str, Column], rows: Iterable[Mapping[str, Value]]) -> Sheet:
        """A sheet with headings and these rows."""
        sheet = self.sheet(title, (WIDTHS.get(name, 16) for name in columns), heading_row=True)
        sheet.add(*(column.label.of(self.language) for column in columns.values()))
        for number, column in enumerate(columns.values(), start=1):
            self._format(sheet, number, column.kind)
        for row in rows:
            sheet.add(*(row.get(name) for name in columns))
        return sheet

    def _format(self, sheet: Sheet, number: int, kind: Any) -> None:
        letter = get_column_letter(number)
        if words := offered_words(kind, self.language):
            sheet.choices[f"{letter}2:{letter}{LAST_CHECKED_ROW}"] = words
        if holds_text(kind):
            sheet.text_columns.add(number)

    def save(self, path: Path) -> None:
        """Writes the file."""
        book = Workbook(write_only=True)
        for sheet in self._sheets.values():
            _write(book, sheet)
        book.save(path)


def _write(book: Any, sheet: Sheet) -> None:
    written = book.create_sheet(sheet.title)
    for column, width in enumerate(sheet.widths, start=1):
        dimension = written.column_dimensions[get_column_letter(column)]
        dimension.width = width
        if column in sheet.text_columns:
            dimension.number_format = TEXT_FORMAT
    if sheet.heading_row:
        written.freeze_panes = "A2"
    if sheet.wide is not None:
        _print_on_a4(written, sheet)
    for cells, words in sheet.choices.items():
        written.data_validations.append(_choices(cells, words))
    for number, row in enumerate(sheet.rows, start=1):
        written.append(_row(written, sheet, number, row))


def _print_on_a4(written: Any, sheet: Sheet) -> None:
    """As broad as a page, over as many pages as it needs, each with the headings."""
    written.page_setup.orientation = "landscape" if sheet.wide else "portrait"
    written.page_setup.paperSize = A4
    written.page_setup.fitToWidth, written.page_setup.fitToHeight = 1, 0
    written.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    if sheet.heading_row:
        written.print_title_rows = "1:1"


def _row(written: Any, sheet: Sheet, number: int, row: Sequence[Value]) -> list[Any]:
    headings = number == 1 if sheet.heading_row else None
    cells = [
        _cell(written, value, sheet.decimals, heading=not at if headings is None else headings)
        for at, value in enumerate(row)
    ]
    if number in sheet.text_values and cells[1] is None:
        cells[1] = _blank_text(written)
    return cells


def _blank_text(sheet: Any) -> Any:
    """A blank cell that keeps what is typed into it as text."""
    cell = WriteOnlyCell(sheet)
    cell.number_format = TEXT_FORMAT
    return cell


def _choices(cells: str, words: Sequence[str]) -> Any:
    offered = DataValidation(type="list", formula1=f'"{",".join(words)}"', allow_blank=True)
    offered.add(cells)
    return offered


def _cell(sheet: Any, value: Value, decimals: str | None, *, heading: bool) -> Any:
    """A cell that holds exactly this: text is never a formula, a number never loses a digit."""
    if value is None:
        return None
    if isinstance(value, date):
        cell = WriteOnlyCell(sheet, value)
        cell.number_format = DAY_FORMAT
    else:
        cell = _number_or_text(sheet, value, decimals)
    cell.alignment = WRAPPED
    if heading:
        cell.font, cell.fill = BOLD, SHADED
    return cell


def _number_or_text(sheet: Any, value: str | Decimal | int, decimals: str | None) -> Any:
    number = not isinstance(value, str) and len(Decimal(value).as_tuple().digits) <= EXACT_DIGITS
    cell = WriteOnlyCell(sheet, value if number else str(value))
    if not number:
        cell.data_type, cell.number_format = "s", TEXT_FORMAT
    elif decimals and isinstance(value, Decimal):
        cell.number_format = decimals
    return cell
