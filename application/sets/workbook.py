"""Sets read from workbooks: the columns of an official annex and those that make it a definition."""

from difflib import get_close_matches
from typing import Any

from application.sets.annex import Annex
from application.sets.cell_reader import CellReader
from application.sets.cells import SheetCells, read_cells
from application.sets.columns import (
    EXAMPLES,
    HELP,
    INFORMATION,
    Label,
    annex_labels,
    by_heading,
    folded,
    named,
    table_fields,
    table_label,
)
from application.sets.document import UNREADABLE, Document
from application.sets.headings import find_header
from application.sets.information import looks_like_information, read_information, required_information
from application.sets.table import read_table
from application.sheets import letters
from domain.wording import Wording

HIDDEN = Wording(
    "trang tính đang bị ẩn",
    "the sheet is hidden",
    "Hiện trang tính (Unhide) để mọi người thấy nội dung, hoặc xóa",
    "Unhide it, so that everybody sees what is imported, or delete it",
)
UNKNOWN_SHEET = Wording(
    "không nhận ra trang tính này",
    "this sheet is not recognised",
    "Trang phụ lục cần các cột STT, Chỉ số/Chỉ số thành phần, Điểm tối đa; xóa trang không dùng",
    "An annex needs the columns No., Indicator/component and Max points; delete sheets that are not used",
)
RENAMED_INFORMATION = Wording(
    "trang này có các mục của trang «Thông tin» nhưng mang tên khác",
    "this sheet has the lines of the sheet 'Set' but goes by another name",
    "Đổi tên trang thành «Thông tin»",
    "Rename it to 'Set'",
)
NO_INFORMATION = Wording(
    "thiếu trang «Thông tin»",
    "the sheet 'Set' is missing",
    "Thêm trang «Thông tin» như trong tệp mẫu",
    "Add the sheet 'Set' as in the template",
)
ANNEX_COLUMNS = ("code", "name", "max_points", "rule.kind", "rule")
"""The columns that an annex must have."""
MOST_NAMED = 10
"""So many hidden rows or columns are named."""
LEAST_COLUMNS = 2
"""A sheet with so many of them is an annex; what else it lacks is told."""


def hidden_cells(what_vi: str, what_en: str) -> Wording:
    """Rows or columns that nobody sees."""
    return Wording(
        f"{what_vi} đang bị ẩn",
        f"what is hidden: {what_en}",
        "Bỏ ẩn (Unhide) hoặc bỏ lọc để mọi người thấy nội dung, hoặc xóa",
        "Unhide them, or clear the filter, so that everybody sees what is imported, or delete them",
    )


def unknown_sheet(near: Label | None) -> Wording:
    """A sheet that is no annex, with the sheet that its name nearly is."""
    if near is None:
        return UNKNOWN_SHEET
    return UNKNOWN_SHEET._replace(
        advice_vi=f"Có phải là trang «{near.vi}»? {UNKNOWN_SHEET.advice_vi}",
        advice_en=f"Did you mean the sheet '{near.en}'? {UNKNOWN_SHEET.advice_en}",
    )


def read_workbook_into(data: bytes, document: Document) -> None:
    """Reads a workbook into the document. Raises ``FileRefused`` where it can't be read any further."""
    content: dict[str, Any] = {"groups": []}
    document.content = content
    sheets = read_cells(data)
    document.sheets = [sheet.name for sheet in sheets]
    reader = _Reader(document, content)
    for sheet in sheets:
        reader.read(sheet)
    reader.finish()


class _Reader:
    """Reads one sheet after another into the content."""

    def __init__(self, document: Document, content: dict[str, Any]) -> None:
        self._document, self._content = document, content
        self._annex = Annex(document, content)
        self._tables = {name: table_label(name) for name in table_fields()}

    def read(self, sheet: SheetCells) -> None:
        """Reads a sheet; one that is empty, and those that explain, are passed over."""
        if sheet.hidden:
            self._document.refuse_at(sheet.place(1, 1), "", HIDDEN)
        elif named(sheet.name, {"": HELP, " ": EXAMPLES}) is None and sheet.rows:
            self._refuse_hidden(sheet)
            self._by_name(sheet)

    def _by_name(self, sheet: SheetCells) -> None:
        if named(sheet.name, {"": INFORMATION}) is not None:
            self._information(sheet)
        elif (table := named(sheet.name, self._tables)) is not None:
            self._refuse_formulas(sheet)
            read_table(sheet, self._document, table, self._content)
        elif header := find_header(sheet, annex_labels(), self._document, ANNEX_COLUMNS, LEAST_COLUMNS):
            self._annex.add(sheet, header)
        elif looks_like_information(sheet) and () not in self._document.places:
            self._document.refuse_at(sheet.place(1, 1), sheet.name, RENAMED_INFORMATION)
            self._information(sheet)
        else:
            self._document.refuse_at(sheet.place(1, 1), sheet.name, unknown_sheet(self._near(sheet.name)))

    def _information(self, sheet: SheetCells) -> None:
        self._refuse_formulas(sheet)
        self._document.places[()] = sheet.place(1, 1)
        read_information(sheet, self._document, self._content)

    def _near(self, name: str) -> Label | None:
        """The sheet that the name nearly is."""
        known = by_heading({"": INFORMATION, **self._tables})
        near = get_close_matches(folded(name), known, n=1)
        return {"": INFORMATION, **self._tables}[known[near[0]]] if near else None

    def _refuse_formulas(self, sheet: SheetCells) -> None:
        cells = (cell for row in sheet.rows.values() for cell in row.values())
        CellReader(self._document).refuse_formulas(cells)

    def _refuse_hidden(self, sheet: SheetCells) -> None:
        """Refuses hidden rows and columns that say something, once a sheet."""
        if rows := sorted(sheet.rows.keys() & sheet.hidden_rows):
            numbers = ", ".join(map(str, rows[:MOST_NAMED])) + (", …" if len(rows) > MOST_NAMED else "")
            wording = hidden_cells(f"hàng {numbers}", f"row {numbers}")
            self._document.refuse_at(sheet.place(rows[0], 1), "", wording)
        used = {column for cells in sheet.rows.values() for column in cells}
        if columns := sorted(used & sheet.hidden_columns):
            names = ", ".join(letters(column) for column in columns[:MOST_NAMED])
            self._document.refuse_at(sheet.place(1, columns[0]), "", hidden_cells(f"cột {names}", f"column {names}"))

    def finish(self) -> None:
        """Builds the groups, when the particulars that rows take over are known."""
        if () not in self._document.places:
            self._document.refuse_at("", "", NO_INFORMATION)
            self._content.update(dict.fromkeys(required_information(), UNREADABLE))
        self._annex.finish()
