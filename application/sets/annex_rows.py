"""The rows of an annex's sheet: which of them are groups and indicators, and which are something else."""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from application.sets.cell_reader import CellReader
from application.sets.cells import LAST_ROW, Cell, SheetCells
from application.sets.document import Document
from application.sets.headings import Header, named_cells
from application.sets.merges import MergedAnnex
from application.sets.values import DASHES
from application.sets.words import folded
from domain.wording import Wording

NUMBERING = re.compile(r"\(\d+\)")
"""What official annexes print under their headings: (1), (2), (3)."""
CODE_LIKE = re.compile(r"[!-~]+")
"""A single word without accents, be it a sound code or not."""
TOTALS = frozenset({"total", "totals", "sum", "note", "notes", "note:", "notes:"})
"""Words without accents that stand where codes do, and are none."""
ANNEX_CODE = re.compile(r"[0-9A-Za-z]+(\.[0-9A-Za-z]+)*")
"""A sound code; every other is told unless it stands in a note."""
WORD = re.compile(r"(?![IVXLC]+$)[A-Za-z]{2,}")
"""A word without accents that is no Roman number, as notes begin with."""
MOST_TEXTS = 2
"""So many texts may a note have beside one another if the first could be a code."""
SPREAD = frozenset({"how", "evidence", "data_source", "verifier"})
"""Columns in which one merged cell may speak for several indicators."""

NOT_A_PART = Wording(
    "dòng này không phải nhóm hay chỉ số: không có STT",
    "this row is neither a group nor an indicator: it has no number",
    "Xóa dòng khi nhập (dòng tổng cộng, ghi chú, chữ ký), hoặc điền STT",
    "Delete it for the import (a total, a note, a signature), or fill in its number",
)


class Row(NamedTuple):
    """One row of the annex that is a group or an indicator."""

    sheet: SheetCells
    number: int
    header: Header
    cells: Mapping[str, Cell]

    def place(self, name: str) -> str:
        """Where the row's cell of that name stands, or would stand."""
        return self.sheet.place(self.number, self.header.column(name))

    def text(self, name: str) -> str:
        """What the cell of that name says; nothing if it is a mere dash."""
        said = self.cells[name].text if name in self.cells else ""
        return "" if said in DASHES else said


def rows_of(sheet: SheetCells, header: Header, document: Document) -> Iterator[Row]:
    """The groups and indicators of the sheet.

    A row counts as one if it has a number, a group's level or a kind of rule. Below the last of them, rows without
    points and without a number are notes and signatures, and are passed over, as is what no number starts with: TM., *
    or a word. Any other row is refused, once: a total or a note among the rows may as well be an indicator whose number
    was forgotten.
    """
    rows = _Rows(sheet, header)
    _refuse_formulas(sheet, rows, document)
    spread = {column for column, name in header.columns.items() if name in SPREAD}
    MergedAnnex(sheet, document).settle(header.row, rows.of_indicators, spread)
    for number in rows.others:
        first = sheet.rows[number][min(sheet.rows[number])]
        document.refuse_at(first.place, first.text, NOT_A_PART)
    for number in rows.parts:
        yield Row(sheet, number, header, named_cells(sheet.rows[number], header, document))


def _refuse_formulas(sheet: SheetCells, rows: "_Rows", document: Document) -> None:
    judged = (number for number in sheet.rows if number not in rows.passed_over)
    CellReader(document).refuse_formulas(cell for number in judged for cell in sheet.rows[number].values())


class _Rows:
    """The numbers of a sheet's rows by what they are."""

    def __init__(self, sheet: SheetCells, header: Header) -> None:
        self._sheet, self._header = sheet, header
        below = [number for number in sorted(sheet.rows) if number > header.row and not self._is_numbering(number)]
        judged = [] if "code" in header.missing else below
        parts = [number for number in judged if self._is_part(number)]
        last = max((number for number in parts if not self._is_like_note(number)), default=LAST_ROW + 1)
        self.parts = [number for number in parts if number <= last]
        self.of_indicators = frozenset(number for number in self.parts if self._text(number, "rule.kind"))
        self.passed_over = frozenset(judged) - frozenset(self.parts)
        told = (number for number in self.passed_over if number < last or not self._is_like_note(number))
        self.others = sorted(told)

    def _is_numbering(self, number: int) -> bool:
        return bool(NUMBERING.fullmatch(self._text(number, "code")))

    def _is_part(self, number: int) -> bool:
        code = self._text(number, "code")
        numbered = CODE_LIKE.fullmatch(code) and folded(code) not in TOTALS
        return bool(numbered or self._text(number, "level") or self._text(number, "rule.kind"))

    def _is_like_note(self, number: int) -> bool:
        """Whether the row would be a note below the last one: it has no rule, no points, and no number of its own."""
        level = self._text(number, "level")
        if self._text(number, "rule.kind") or self._has_points(number) or any(map(str.isdigit, level)):
            return False
        code = self._text(number, "code")
        if not code:
            return True
        return not self._text(number, "rule") and not self._is_number(code, len(self._sheet.rows[number]))

    def _is_number(self, code: str, texts: int) -> bool:
        """Whether the code may be that of a part: it has a digit, or is as sound as I and A."""
        if any(map(str.isdigit, code)):
            return True
        return bool(ANNEX_CODE.fullmatch(code)) and not (texts <= MOST_TEXTS and WORD.fullmatch(code))

    def _has_points(self, number: int) -> bool:
        """Whether the row's points are a number, something with a number in it, or would be worked out."""
        cell = self._sheet.rows[number].get(self._header.numbers.get("max_points", 0))
        return cell is not None and (cell.formula or cell.error or cell.numeric or any(map(str.isdigit, cell.text)))

    def _text(self, number: int, name: str) -> str:
        cell = self._sheet.rows[number].get(self._header.numbers.get(name, 0))
        return cell.text if cell and cell.text not in DASHES else ""
