"""Merged cells: where a sheet may have them, and what the cells below a merged one say."""

from collections.abc import Collection, Iterator
from typing import NamedTuple

from application.sets.cells import LAST_ROW, MOST_ROWS, REFERENCE, Cell, SheetCells, column_number
from application.sets.document import Document
from domain.wording import Wording

MERGED = Wording(
    "các ô bị gộp",
    "cells are merged",
    "Bỏ gộp ô (Unmerge Cells) và điền từng ô",
    "Unmerge them and fill in each cell",
)
COVERED = Wording(
    "ô bị che trong vùng gộp nhưng có nội dung khác, không hiện trên bảng tính",
    "merged cells cover this one, which says something else that the sheet does not show",
    "Bỏ gộp ô (Unmerge Cells), rồi xóa hoặc giữ nội dung của ô này",
    "Unmerge the cells, then delete what stands in this one or keep it",
)


class Area(NamedTuple):
    """The first and the last row and column of merged cells."""

    name: str
    top: int
    left: int
    bottom: int
    right: int


def merged_areas(sheet: SheetCells) -> Iterator[Area]:
    """The sheet's merged cells; what can't be read as an area reaches over everything."""
    for name in sheet.merged:
        first, _, last = name.partition(":")
        corners = REFERENCE.fullmatch(first), REFERENCE.fullmatch(last or first)
        if corners[0] and corners[1]:
            (left, top), (right, bottom) = (corner.groups() for corner in corners if corner)
            yield Area(name, int(top), column_number(left), int(bottom), column_number(right))
        else:
            yield Area(name, 1, 1, LAST_ROW, 1)


def refuse_merged(sheet: SheetCells, first_row: int, document: Document) -> None:
    """Refuses merged cells from this row on."""
    for area in merged_areas(sheet):
        if area.bottom >= first_row:
            _refuse(sheet, area, document)


def _refuse(sheet: SheetCells, area: Area, document: Document) -> None:
    document.refuse_at(sheet.place(area.top, area.left), area.name, MERGED)


class MergedAnnex:
    """The merged cells among an annex's rows.

    Two sorts are usual and clear: a row whose other merged cells are blank, as of a group's title; and a text about
    several indicators below one another, who verifies them or where the figures are from, which then goes for each.
    """

    def __init__(self, sheet: SheetCells, document: Document) -> None:
        """Refuses into the document."""
        self._sheet, self._document = sheet, document
        self._covered = 0

    def settle(self, first_row: int, rows: Collection[int], spread: Collection[int]) -> None:
        """Gives each of the rows its text in the columns that may be spread; refuses what is merged otherwise."""
        last_row = max(rows, default=first_row)
        for area in merged_areas(self._sheet):
            if area.bottom < first_row or area.top > last_row:
                continue
            if area.top < first_row or not (self._is_title(area) or self._is_spread(area, rows, spread)):
                _refuse(self._sheet, area, self._document)

    def _is_title(self, area: Area) -> bool:
        cells = self._sheet.rows.get(area.top, {})
        return area.top == area.bottom and not any(area.left < column <= area.right for column in cells)

    def _is_spread(self, area: Area, rows: Collection[int], spread: Collection[int]) -> bool:
        self._covered += area.bottom - area.top
        if area.left != area.right or area.left not in spread or self._covered > MOST_ROWS:
            return False
        said = self._sheet.rows.get(area.top, {}).get(area.left)
        for number in range(area.top + 1, area.bottom + 1):
            self._refuse_other(said, number, area.left)
            if said and number in rows:
                self._give(said, number, area.left)
        return True

    def _refuse_other(self, said: Cell | None, row: int, column: int) -> None:
        """Refuses a covered cell that says something else than the one that is shown."""
        covered = self._sheet.rows.get(row, {}).get(column)
        if covered and covered.text != (said.text if said else ""):
            self._document.refuse_at(covered.place, covered.text, COVERED)

    def _give(self, said: Cell, row: int, column: int) -> None:
        self._sheet.rows[row][column] = said._replace(place=self._sheet.place(row, column))
