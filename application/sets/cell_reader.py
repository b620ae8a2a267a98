"""Reads cells as the values of fields; what no field may hold is refused at the cell."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from application.sets.cells import Cell
from application.sets.document import UNREADABLE, Document, shown
from application.sets.formats import DAY, DECIMALS, PERCENT
from application.sets.values import holds_codes, plain_type, value_of_text
from domain.metadata import IndicatorCode
from domain.points import is_sound, plain
from domain.wording import Wording

FIRST_DAY_NUMBER = 10_000
"""Above this, a number in a column of codes is a day that a spreadsheet made of 1.1."""

FORMULA = Wording(
    "ô chứa công thức",
    "the cell has a formula",
    "Dán giá trị thay cho công thức (Paste Special → Values)",
    "Paste the value in place of the formula (Paste Special → Values)",
)
ERROR_CELL = Wording("ô báo lỗi của Excel", "the cell shows an error of Excel's", "Nhập giá trị", "Enter the value")
CODE_AS_NUMBER = Wording(
    "mã đang ở dạng số hoặc ngày, nên không phân biệt được 1.1 với 1.10",
    "the code is held as a number or a day, for which 1.1 and 1.10 are the same",
    "Đổi định dạng cột sang Text rồi nhập lại mã",
    "Format the column as Text and enter the code again",
)
DAY_CELL = Wording(
    "ô chứa một ngày",
    "the cell holds a day",
    "Định dạng ô là Text rồi nhập lại",
    "Format it as Text and type it anew",
)

ENDLESS_PERCENT = Wording(
    "ô được định dạng phần trăm và có quá nhiều chữ số",
    "the cell is formatted as a percentage and has too many digits",
    "Đổi định dạng ô sang Number rồi ghi lại số",
    "Format it as a number and write the number again",
)


def percent_cell(text: str) -> Wording:
    """A number that the sheet shows as a percentage, so that 0.9 reads as 90%.

    The percentage is worked out only of a number that is short to write: 1E900000 is not.
    """
    if not is_sound(Decimal(text)):
        return ENDLESS_PERCENT
    number = shown(format(plain(Decimal(text) * 100), "f"))
    return Wording(
        f"ô được định dạng phần trăm ({number}%)",
        f"the cell is formatted as a percentage ({number}%)",
        f"Đổi định dạng ô sang Number rồi ghi {number}, là số thường",
        f"Format it as a number and write {number}, as a plain number",
    )


class CellReader:
    """Reads cells as the values of fields."""

    def __init__(self, document: Document) -> None:
        """Refuses into the document."""
        self._document = document

    def value(self, cell: Cell, kind: Any) -> Any:
        """Plain content for a field of that type."""
        wording = _fault(cell, kind)
        if wording is None:
            return value_of_text(cell.text, kind)
        self._document.refuse_at(cell.place, cell.text, wording)
        return UNREADABLE

    def refuse_formulas(self, cells: Iterable[Cell]) -> None:
        """Refuses every formula and every error."""
        for cell in cells:
            if cell.formula or cell.error:
                self.value(cell, str)


def _fault(cell: Cell, kind: Any) -> Wording | None:
    if cell.formula:
        return FORMULA
    if cell.error:
        return ERROR_CELL
    return _number_fault(cell, kind) if cell.numeric else None


def _number_fault(cell: Cell, kind: Any) -> Wording | None:
    """What a number can't stand for: a code, or what the sheet shows as something else than the number."""
    if holds_codes(kind) and (cell.shows in {PERCENT, DECIMALS} or _is_ambiguous(cell.text, kind)):
        return CODE_AS_NUMBER
    if cell.shows == PERCENT and _is_number(cell.text):
        return percent_cell(cell.text)
    return DAY_CELL if cell.shows == DAY and plain_type(kind) is not date else None


def _is_ambiguous(text: str, kind: Any) -> bool:
    """Whether the number may have been typed as another code: 1.1 as 1.10, or as what was taken for a day."""
    return not text.isdecimal() or (kind == IndicatorCode and Decimal(text) >= FIRST_DAY_NUMBER)


def _is_number(text: str) -> bool:
    try:
        return Decimal(text).is_finite()
    except InvalidOperation:
        return False
