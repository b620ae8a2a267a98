"""The sheet of a set's particulars: lines of a name and a value."""

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from application.sets.cell_reader import CellReader
from application.sets.cells import Cell, SheetCells
from application.sets.columns import InformationRow, by_heading, folded, information_rows, label
from application.sets.document import Document
from application.sets.fields import fields_of
from application.sets.merges import refuse_merged
from application.sets.table import empty_lists
from domain.indicator_set.definition import IndicatorSet
from domain.wording import Wording

UNKNOWN_ROW = Wording(
    "không nhận ra mục này",
    "this line is not recognised",
    "Dùng tên mục như trong tệp mẫu, hoặc xóa dòng",
    "Use the names of the template, or delete the line",
)
SECOND_ROW = Wording("mục này bị lặp", "this line stands twice", "Chỉ giữ một dòng", "Keep one of them")
LEAST_LINES = 3
"""A sheet with so many of the lines is that of the particulars, whatever it is called."""


def read_information(sheet: SheetCells, document: Document, content: dict[str, Any]) -> None:
    """Reads the sheet into the content."""
    refuse_merged(sheet, 1, document)
    content.update(empty_lists({row.name: row.kind for row in _known().values()}))
    lines = _Lines(sheet, document, content)
    for number, cells in sorted(sheet.rows.items()):
        lines.read(number, cells)


def looks_like_information(sheet: SheetCells) -> bool:
    """Whether the sheet has the lines of the particulars."""
    names = _names()
    return sum(folded(cells[1].text) in names for cells in sheet.rows.values() if 1 in cells) >= LEAST_LINES


def required_information() -> tuple[str, ...]:
    """The particulars that every set must have."""
    required = {name for name, field in fields_of(IndicatorSet).items() if field.required}
    return tuple(row.path[0] for row in information_rows() if row.path[0] in required)


def _known() -> dict[str, InformationRow]:
    return {row.name: row for row in information_rows()}


def _names() -> dict[str, str]:
    return by_heading({name: label(name, "set") for name in _known()})


class _Lines:
    """The lines, one after another."""

    def __init__(self, sheet: SheetCells, document: Document, content: dict[str, Any]) -> None:
        self._sheet, self._document, self._content = sheet, document, content
        self._known, self._names = _known(), _names()
        self._reader = CellReader(document)

    def read(self, number: int, cells: Mapping[int, Cell]) -> None:
        """Reads one line."""
        name = self._names.get(folded(cells[1].text)) if 1 in cells else None
        if name is None:
            first = cells[min(cells)]
            self._document.refuse_at(first.place, first.text, self._unknown(first.text))
            return
        row = self._known[name]
        if row.path in self._document.places:
            self._document.refuse_at(cells[1].place, cells[1].text, SECOND_ROW)
            return
        self._document.places[row.path] = self._sheet.place(number, 2)
        if 2 in cells:  # noqa: PLR2004  # The second column holds the values.
            self._set(row, cells[2])

    def _set(self, row: InformationRow, cell: Cell) -> None:
        within = self._content
        for step in row.path[:-1]:
            within = within.setdefault(step, {})
        within[row.path[-1]] = self._reader.value(cell, row.kind)

    def _unknown(self, text: str) -> Wording:
        near = get_close_matches(folded(text)[:200], self._names, n=1, cutoff=0.75)
        if not near:
            return UNKNOWN_ROW
        meant = label(self._names[near[0]], "set")
        return UNKNOWN_ROW._replace(advice_vi=f"Có phải là «{meant.vi}»?", advice_en=f"Did you mean '{meant.en}'?")
