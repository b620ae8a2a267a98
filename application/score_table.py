"""The table in which self-scores are handed in: its columns in Vietnamese and English, and what a line of it says."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import msgspec

from application.sheets import Cell, Row, letters, read_sheet
from domain.metadata import Name, Prose, Sha256
from domain.refusal import Refusal, RefusalKind
from domain.rules import Inputs
from domain.scorecard.events import Evidence

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "unit": ("mã đơn vị", "đơn vị", "unit code"),
    "indicator": ("mã tiêu chí", "tiêu chí", "mã chỉ số", "chỉ số", "indicator code"),
    "points": ("điểm", "điểm tự chấm", "self-score"),
    "inputs": ("đầu vào", "số liệu"),
    "explanation": ("giải trình", "thuyết minh"),
    "evidence name": ("evidence_name", "tên tài liệu kiểm chứng", "tài liệu kiểm chứng"),
    "evidence size": ("evidence_size", "dung lượng tài liệu kiểm chứng", "dung lượng"),
    "evidence sha256": ("evidence_sha256", "mã băm tài liệu kiểm chứng", "mã băm", "sha256"),
    "a": ("tử số",),
    "b": ("mẫu số",),
    "level": ("mức",),
    "count": ("số lượng",),
    "value": ("giá trị",),
}
"""Each column and what else it may be called. A column that is not here holds an input under the heading's own name."""

REMARKS = frozenset(
    {
        *("stt", "tên đơn vị", "tên tiêu chí", "tên chỉ số", "điểm tối đa", "ghi chú"),
        *("no.", "unit name", "indicator name", "max points", "note", "notes"),
    }
)
"""Columns that people put in for people; they are not read."""

REQUIRED = ("unit", "indicator")
EVIDENCE: Mapping[str, Any] = {
    "evidence name": Name,
    "evidence size": Evidence.__annotations__["size"],
    "evidence sha256": Sha256,
}
"""The columns of a verifying document, which are filled in together."""
OWN = frozenset({*REQUIRED, "points", "inputs", "explanation", *EVIDENCE})
"""The columns that hold something else than one of a rule's inputs."""

EXPECTED: Mapping[str, tuple[str, str]] = {
    "points": ("một số, dùng dấu chấm thập phân", "a number with a decimal point"),
    "inputs": ("các cặp tên=giá trị, cách nhau bằng dấu «;»", "pairs name=value, parted by ';'"),
    "explanation": ("tối đa 10 000 ký tự", "at most 10 000 characters"),
    "evidence name": ("tên tệp, tối đa 500 ký tự", "a file name of at most 500 characters"),
    "evidence size": ("dung lượng theo byte, số nguyên", "a whole number of bytes"),
    "evidence sha256": ("64 chữ số thập lục phân, chữ thường", "64 hexadecimal digits in lower case"),
}


class ColumnMissing(Refusal):
    """The table lacks a column that it must have."""

    code = "column-missing"
    kind = RefusalKind.INVALID
    vi = "Bảng không có cột «{column}»."
    en = "The table has no column '{column}'."
    advice_vi = "Dòng đầu tiên là tên cột; cột này có thể mang tên: {names}."
    advice_en = "The first line holds the headings; this column may be called: {names}."


class ColumnRepeated(Refusal):
    """Two columns mean the same."""

    code = "column-repeated"
    kind = RefusalKind.INVALID
    vi = "Cột «{column}» xuất hiện lần thứ hai."
    en = "The column '{column}' stands a second time."
    advice_vi = "Chỉ giữ một cột; các cột «a», «b»… nên mang đúng tên đầu vào của quy tắc."
    advice_en = "Keep one of them; call columns of inputs exactly what the rule calls them."


class CellWithoutHeading(Refusal):
    """A cell has text but its column has no heading."""

    code = "cell-without-heading"
    kind = RefusalKind.INVALID
    vi = "Ô có nội dung «{text}» nhưng cột không có tên."
    en = "The cell says '{text}' but its column has no heading."
    advice_vi = "Đặt tên cột, hoặc xóa nội dung; trong CSV, kiểm tra dấu phân cách và dấu ngoặc kép."
    advice_en = "Give the column a heading or empty the cell; in CSV, look at delimiters and quotes."


class CellMissing(Refusal):
    """A cell that must say something is empty."""

    code = "cell-missing"
    kind = RefusalKind.INVALID
    vi = "Thiếu «{column}»."
    en = "'{column}' is missing."
    advice_vi = "Điền ô này, hoặc xóa cả dòng."
    advice_en = "Fill the cell in, or delete the whole line."


class CellUnreadable(Refusal):
    """A cell says something that can't be read as what its column holds."""

    code = "cell-unreadable"
    kind = RefusalKind.INVALID
    vi = "Không đọc được «{text}»."
    en = "'{text}' can't be read."
    advice_vi = "Cột này cần: {expected_vi}."
    advice_en = "This column holds {expected_en}."


class CellFault(msgspec.Struct, frozen=True, kw_only=True):
    """What is wrong with one cell."""

    cell: Cell
    refusal: Refusal

    @property
    def column(self) -> str:
        """The column's letter."""
        return letters(self.cell.column)


class ImportRefused(Refusal):
    """The table has faults, so that none of it was written; ``faults`` has every one of them."""

    code = "import-refused"
    kind = RefusalKind.INVALID
    vi = "Bảng điểm có {count} lỗi. Chưa ghi gì cả."
    en = "Faults in the table of scores: {count}. Nothing was written."
    advice_vi = "Sửa các ô đã nêu rồi nhập lại cả bảng."
    advice_en = "Mend the cells named and import the whole table again."

    def __init__(self, faults: Sequence[CellFault]) -> None:
        """Takes every fault, in the order of the table."""
        self.faults = tuple(faults)
        super().__init__(count=len(faults))


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """What one line of the table says of one indicator of one unit."""

    row: Row
    unit: str
    indicator: str
    inputs: Inputs | None
    points: Decimal | None
    evidence: tuple[Evidence, ...]
    explanation: str | None

    def cell(self, *columns: str) -> Cell:
        """The cell of the first of these columns that the table has; else that of the indicator."""
        return next((self.row.cells[name] for name in columns if name in self.row.cells), self.row.cells["indicator"])


def read_rows(path: Path) -> list[Row]:
    """The lines of the table, under the names of ``COLUMNS``.

    Raises ``FileUnreadable``, and ``ImportRefused`` for headings that are missing or repeated.
    """
    sheet = read_sheet(path)
    faults = list(_heading_faults(sheet.headings))
    if faults:
        raise ImportRefused(faults)
    return [_renamed(row) for row in sheet.rows]


def column_of(heading: str) -> str:
    """The column that a heading stands for."""
    name = " ".join(heading.casefold().split())
    return next((column for column, names in COLUMNS.items() if name in names), name)


def _renamed(row: Row) -> Row:
    return msgspec.structs.replace(row, cells={column_of(heading): cell for heading, cell in row.cells.items()})


def _heading_faults(headings: Iterable[Cell]) -> Iterator[CellFault]:
    seen: set[str] = set()
    for heading in headings:
        column = column_of(heading.text)
        if column in seen:
            yield CellFault(cell=heading, refusal=ColumnRepeated(column=heading.text))
        seen.add(column)
    first = next(iter(headings), Cell(text="", row=1, column=1))
    for column in REQUIRED:
        if column not in seen:
            names = ", ".join((column, *COLUMNS[column]))
            corner = Cell(text="", row=first.row, column=1, heading=column)
            yield CellFault(cell=corner, refusal=ColumnMissing(column=column, names=names))


class LineReader:
    """Reads one line, and goes on reading when it finds a fault."""

    def __init__(self, row: Row) -> None:
        """Starts with the cells that stand under no heading."""
        self._row = row
        self.faults = [CellFault(cell=cell, refusal=CellWithoutHeading(text=cell.text)) for cell in row.beyond]

    def line(self) -> Line:
        """What the line says; of a cell with a fault, nothing."""
        return Line(
            row=self._row,
            unit=self._required("unit"),
            indicator=self._required("indicator"),
            inputs=self._inputs(),
            points=self._points(),
            evidence=self._evidence(),
            explanation=self._read("explanation", Prose) if self._text("explanation") else None,
        )

    def _text(self, column: str) -> str:
        return self._row.cells[column].text if column in self._row.cells else ""

    def _fault(self, column: str, refusal: Refusal) -> None:
        cell = self._row.cells.get(column, self._row.cells["indicator"])
        self.faults.append(CellFault(cell=cell, refusal=refusal))

    def _unreadable(self, column: str) -> None:
        vi, en = EXPECTED[column]
        self._fault(column, CellUnreadable(text=self._text(column), expected_vi=vi, expected_en=en))

    def _required(self, column: str) -> str:
        text = self._text(column)
        if not text:
            self._fault(column, CellMissing(column=column))
        return text

    def _read(self, column: str, kind: Any) -> Any:
        """The text as a msgspec type; ``None`` where it is missing or can't be read."""
        text = self._required(column)
        try:
            return msgspec.convert(text, kind, strict=False) if text else None
        except msgspec.ValidationError:
            self._unreadable(column)
            return None

    def _points(self) -> Decimal | None:
        text = self._text("points")
        try:
            return Decimal(text) if text else None
        except InvalidOperation:
            self._unreadable("points")
            return None

    def _inputs(self) -> Inputs | None:
        inputs = {name: cell.text for name, cell in self._row.cells.items() if cell.text and name not in OWN | REMARKS}
        for pair in filter(str.strip, self._text("inputs").split(";")):
            name, equals, value = (part.strip() for part in pair.partition("="))
            if not (name and equals) or name in inputs:
                self._unreadable("inputs")
                break
            inputs[name] = value
        return inputs or None

    def _evidence(self) -> tuple[Evidence, ...]:
        if not any(self._text(column) for column in EVIDENCE):
            return ()
        values = {column.removeprefix("evidence "): self._read(column, kind) for column, kind in EVIDENCE.items()}
        return () if None in values.values() else (Evidence(**values),)
