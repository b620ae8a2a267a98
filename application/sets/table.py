"""Tables on sheets: finding headings, reading cells as fields, and the sheets of bands, scopes and the like."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from application.sets.cells import Cell, SheetCells
from application.sets.columns import Label, by_heading, folded, label, table_fields, table_shape
from application.sets.document import UNREADABLE, Document, Path
from application.sets.structure import fields_of
from application.sets.values import holds_codes, plain_type, value_of_text
from domain.metadata import IndicatorCode
from domain.wording import Wording

HEADING_ROWS = 30
"""The headings stand in one of the first so many rows; what is above them is a title."""
FIRST_DAY_NUMBER = 10_000
"""Above this, a number in a column of codes is a day that a spreadsheet made of 1.1."""

FORMULA = Wording(
    "ô chứa công thức",
    "the cell has a formula",
    "Dán giá trị thay cho công thức (Paste Special → Values)",
    "Paste the value in place of the formula (Paste Special → Values)",
)
ERROR_CELL = Wording("ô báo lỗi của Excel", "the cell shows an error of Excel's", "Nhập giá trị", "Enter the value")
MERGED = Wording(
    "các ô bị gộp",
    "cells are merged",
    "Bỏ gộp ô (Unmerge Cells) và điền từng ô",
    "Unmerge them and fill in each cell",
)
CODE_AS_NUMBER = Wording(
    "mã đang ở dạng số hoặc ngày, nên không phân biệt được 1.1 với 1.10",
    "the code is held as a number or a day, for which 1.1 and 1.10 are the same",
    "Đổi định dạng cột sang Text rồi nhập lại mã",
    "Format the column as Text and enter the code again",
)
UNKNOWN_COLUMN = Wording(
    "không nhận ra cột này",
    "this column is not recognised",
    "Dùng tên cột như trong tệp mẫu, hoặc xóa cột",
    "Use the names of the template, or delete the column",
)
SECOND_COLUMN = Wording("cột này bị lặp", "this column stands twice", "Chỉ giữ một cột", "Keep one of them")
NO_HEADING = Wording(
    "ô có nội dung nhưng cột không có tên",
    "the cell says something but its column has no heading",
    "Đặt tên cột, hoặc xóa nội dung",
    "Give the column a heading, or empty the cell",
)


def missing_columns(names: Sequence[str]) -> Wording:
    """A table without columns that it must have."""
    listed = ", ".join(names)
    return Wording(
        f"thiếu cột: {listed}",
        f"columns are missing: {listed}",
        "Dùng dòng tiêu đề như trong tệp mẫu",
        "Use the headings of the template",
    )


def empty_lists(kinds: Mapping[str, Any]) -> dict[str, Any]:
    """Lists of words whose cell is blank: there are none of them."""
    return {name: [] for name, kind in kinds.items() if plain_type(kind) is tuple}


class Header(NamedTuple):
    """The row of headings, and which column stands for what."""

    row: int
    columns: Mapping[int, str]
    numbers: Mapping[str, int]
    first: int

    def column(self, name: str) -> int:
        """The column of that name; the first one where there is none."""
        return self.numbers.get(name, self.first)


class CellReader:
    """Reads cells as the values of fields; what no field may hold is refused at the cell."""

    def __init__(self, document: Document) -> None:
        """Refuses into the document."""
        self._document = document

    def value(self, cell: Cell, kind: Any) -> Any:
        """Plain content for a field of that type."""
        wording = self._fault(cell, kind)
        if wording is None:
            return value_of_text(cell.text, kind)
        self._document.refuse_at(cell.place, cell.text, wording)
        return UNREADABLE

    def _fault(self, cell: Cell, kind: Any) -> Wording | None:
        if cell.formula:
            return FORMULA
        if cell.error:
            return ERROR_CELL
        ambiguous = not cell.text.isdecimal() or (kind == IndicatorCode and int(cell.text) >= FIRST_DAY_NUMBER)
        return CODE_AS_NUMBER if cell.numeric and holds_codes(kind) and ambiguous else None

    def refuse_formulas(self, sheet: SheetCells) -> None:
        """Refuses every formula and every error on the sheet."""
        for cell in (cell for cells in sheet.rows.values() for cell in cells.values()):
            if cell.formula or cell.error:
                self.value(cell, str)

    def refuse_merged(self, sheet: SheetCells, row: int) -> None:
        """Refuses merged cells from this row on."""
        for area in sheet.merged_from(row):
            self._document.refuse_at(f"{sheet.name}!{area.partition(':')[0]}", area, MERGED)


def find_header(
    sheet: SheetCells, labels: Mapping[str, Label], document: Document, required: Sequence[str]
) -> Header | None:
    """The first row with all headings that are required; refuses what is wrong with that row."""
    known = by_heading(labels)
    for number, cells in sorted(sheet.rows.items())[:HEADING_ROWS]:
        names = {column: known.get(folded(cell.text)) for column, cell in cells.items()}
        if set(required) <= set(names.values()):
            CellReader(document).refuse_merged(sheet, number)
            columns = _columns(cells, names, document)
            return Header(number, columns, {name: column for column, name in columns.items()}, min(columns))
    return None


def _columns(cells: Mapping[int, Cell], names: Mapping[int, str | None], document: Document) -> dict[int, str]:
    columns: dict[int, str] = {}
    for column, name in names.items():
        if name is None:
            document.refuse_at(cells[column].place, cells[column].text, UNKNOWN_COLUMN)
        elif name in columns.values():
            document.refuse_at(cells[column].place, cells[column].text, SECOND_COLUMN)
        else:
            columns[column] = name
    return columns


def named_cells(cells: Mapping[int, Cell], header: Header, document: Document) -> dict[str, Cell]:
    """A row's cells by column name; refuses those without a heading."""
    for column, cell in cells.items():
        if column not in header.columns:
            document.refuse_at(cell.place, cell.text, NO_HEADING)
    return {header.columns[column]: cell for column, cell in cells.items() if column in header.columns}


def read_table(sheet: SheetCells, document: Document, table: str, content: dict[str, Any]) -> None:
    """Reads a sheet that lists bands, scopes, documents or migrations."""
    structure = table_fields()[table]
    shape = table_shape(structure)
    labels = {name: label(name) for name in (*shape.own, *shape.below)}
    required = [name for name, field in fields_of(structure).items() if field.required and name != shape.inner]
    header = find_header(sheet, labels, document, required)
    if header is None:
        document.refuse_at(sheet.place(1, 1), "", missing_columns([label(name).vi for name in required]))
        return
    items: list[dict[str, Any]] = content.setdefault(table, [])
    for number, cells in sorted(sheet.rows.items()):
        if number > header.row:
            _Row(sheet, number, header, document, named_cells(cells, header, document)).add(items, table, shape)


class _Row:
    """One line of such a sheet."""

    def __init__(
        self, sheet: SheetCells, number: int, header: Header, document: Document, cells: Mapping[str, Cell]
    ) -> None:
        self._sheet, self._number, self._header, self._cells = sheet, number, header, cells
        self._document, self._reader = document, CellReader(document)

    def add(self, items: list[dict[str, Any]], table: str, shape: Any) -> None:
        """Adds an item; or, where its own fields are those of the item before, to the list inside that one."""
        own = self._values(shape.own)
        last = items[-1] if items else {}
        again = bool(shape.inner and items) and own in ({}, {name: last[name] for name in last if name != shape.inner})
        if not again:
            self._place((table, len(items)), shape.own)
            items.append({**own, shape.inner: []} if shape.inner else own)
        if below := self._values(shape.below):
            inner = items[-1][shape.inner]
            self._place((table, len(items) - 1, shape.inner, len(inner)), shape.below)
            inner.append(below)

    def _values(self, kinds: Mapping[str, Any]) -> dict[str, Any]:
        given = {name: kind for name, kind in kinds.items() if name in self._cells}
        values = {name: self._reader.value(self._cells[name], kind) for name, kind in given.items()}
        return (empty_lists(kinds) | values) if values else {}

    def _place(self, path: Path, kinds: Mapping[str, Any]) -> None:
        self._document.places[path] = self._sheet.place(self._number, self._header.first)
        for name in kinds:
            self._document.places[(*path, name)] = self._sheet.place(self._number, self._header.column(name))
