"""Sets read from workbooks: the columns of an official annex and those that make it a definition."""

from collections.abc import Iterable
from typing import Any

from application.sets.annex import Annex
from application.sets.cells import Cell, SheetCells, read_cells
from application.sets.columns import (
    EXAMPLES,
    HELP,
    INFORMATION,
    annex_labels,
    by_heading,
    folded,
    information_rows,
    label,
    named,
    table_fields,
    table_label,
)
from application.sets.document import Document
from application.sets.table import CellReader, empty_lists, find_header, read_table
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
NO_INFORMATION = Wording(
    "thiếu trang «Thông tin»",
    "the sheet 'Set' is missing",
    "Thêm trang «Thông tin» như trong tệp mẫu",
    "Add the sheet 'Set' as in the template",
)
UNKNOWN_ROW = Wording(
    "không nhận ra mục này",
    "this line is not recognised",
    "Dùng tên mục như trong tệp mẫu, hoặc xóa dòng",
    "Use the names of the template, or delete the line",
)
SECOND_ROW = Wording("mục này bị lặp", "this line stands twice", "Chỉ giữ một dòng", "Keep one of them")


def read_workbook_into(data: bytes, document: Document) -> None:
    """Reads a workbook into the document. Raises ``FileRefused`` where it can't be read any further."""
    content: dict[str, Any] = {"groups": []}
    document.content = content
    annex = Annex(document, content["groups"])
    tables = {name: table_label(name) for name in table_fields()}
    sheets = read_cells(data)
    document.sheets = [sheet.name for sheet in sheets]
    for sheet in _visible(sheets, document):
        if named(sheet.name, {"": HELP, " ": EXAMPLES}) is not None:
            continue
        CellReader(document).refuse_formulas(sheet)
        if named(sheet.name, {"": INFORMATION}) is not None:
            document.places[()] = sheet.place(1, 1)
            _information(sheet, document, content)
        elif (table := named(sheet.name, tables)) is not None:
            read_table(sheet, document, table, content)
        else:
            _annex(sheet, document, annex)
    annex.finish()
    if () not in document.places:
        document.refuse_at("", "", NO_INFORMATION)


def _visible(sheets: Iterable[SheetCells], document: Document) -> Iterable[SheetCells]:
    for sheet in sheets:
        if sheet.hidden:
            document.refuse_at(sheet.place(1, 1), "", HIDDEN)
        else:
            yield sheet


def _annex(sheet: SheetCells, document: Document, annex: Annex) -> None:
    header = find_header(sheet, annex_labels(), document, ("code", "name", "max_points"))
    if header is None:
        document.refuse_at(sheet.place(1, 1), "", UNKNOWN_SHEET)
    else:
        annex.add(sheet, header)


def _information(sheet: SheetCells, document: Document, content: dict[str, Any]) -> None:
    """Lines of a name and a value."""
    known = {row.name: row for row in information_rows()}
    names = by_heading({name: label(name, "set") for name in known})
    content.update(empty_lists({name: row.kind for name, row in known.items()}))
    reader = CellReader(document)
    reader.refuse_merged(sheet, 1)
    for number, cells in sorted(sheet.rows.items()):
        name = names.get(folded(cells[1].text)) if 1 in cells else None
        if name is None:
            first = cells[min(cells)]
            document.refuse_at(first.place, first.text, UNKNOWN_ROW)
            continue
        row = known[name]
        if row.path in document.places:
            document.refuse_at(cells[1].place, cells[1].text, SECOND_ROW)
            continue
        document.places[row.path] = sheet.place(number, 2)
        _set(content, row.path, cells.get(2), row.kind, reader)


def _set(content: dict[str, Any], path: tuple[str, ...], cell: Cell | None, kind: Any, reader: CellReader) -> None:
    if cell is None:
        return
    for step in path[:-1]:
        content = content.setdefault(step, {})
    content[path[-1]] = reader.value(cell, kind)
