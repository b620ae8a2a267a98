"""Finds the row of headings on a sheet, and tells what is wrong with it once."""

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import NamedTuple

from application.sets.cells import Cell, SheetCells
from application.sets.columns import Label, by_heading, folded
from application.sets.document import Document
from domain.wording import Wording

HEADING_ROWS = 30
"""The headings stand in one of the first so many rows; what is above them is a title."""
NEAR = 0.75
"""So much alike must two headings be for one to be a slip of the other."""

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


class Header(NamedTuple):
    """The row of headings: which column stands for what, which were refused, and what is missing altogether."""

    row: int
    columns: Mapping[int, str]
    numbers: Mapping[str, int]
    first: int
    refused: frozenset[int]
    missing: frozenset[str]

    def column(self, name: str) -> int:
        """The column of that name; the first one where there is none."""
        return self.numbers.get(name, self.first)


def missing_columns(labels: Sequence[Label]) -> Wording:
    """A table without columns that it must have."""
    vi, en = (", ".join(label.of(language) for label in labels) for language in ("vi", "en"))
    return Wording(
        f"thiếu cột: {vi}",
        f"columns are missing: {en}",
        "Thêm cột với đúng tên như trong tệp mẫu",
        "Add them under the names of the template",
    )


def unknown_column(near: Label | None) -> Wording:
    """A heading that is none, or nearly one."""
    if near is None:
        return UNKNOWN_COLUMN
    return UNKNOWN_COLUMN._replace(advice_vi=f"Có phải là «{near.vi}»?", advice_en=f"Did you mean '{near.en}'?")


def find_header(
    sheet: SheetCells, labels: Mapping[str, Label], document: Document, required: Sequence[str], least: int = 1
) -> Header | None:
    """The row with most of the required headings, at least so many; what is missing or wrong there is refused once."""
    known = by_heading(labels)
    found = [(number, _names(cells, known)) for number, cells in sorted(sheet.rows.items())[:HEADING_ROWS]]
    number, names = max(found, key=lambda row: len(set(required) & set(row[1].values())), default=(0, {}))
    if len(set(required) & set(names.values())) < least:
        return None
    return _Headings(sheet.rows[number], names, labels, document).header(number, required)


def _names(cells: Mapping[int, Cell], known: Mapping[str, str]) -> dict[int, str | None]:
    return {column: known.get(folded(cell.text)) for column, cell in cells.items()}


class _Headings:
    """One row of headings."""

    def __init__(
        self,
        cells: Mapping[int, Cell],
        names: Mapping[int, str | None],
        labels: Mapping[str, Label],
        document: Document,
    ) -> None:
        self._cells, self._names, self._labels, self._document = cells, names, labels, document
        self._columns: dict[int, str] = {}
        self._near: set[str] = set()

    def header(self, row: int, required: Sequence[str]) -> Header:
        """Refuses what is wrong and gives the rest."""
        for column, name in self._names.items():
            self._take(column, name)
        missing = [name for name in required if name not in self._columns.values()]
        first = min(self._columns)
        if untold := [self._labels[name] for name in missing if name not in self._near]:
            self._document.refuse_at(self._cells[min(self._cells)].place, "", missing_columns(untold))
        numbers = {name: column for column, name in self._columns.items()}
        refused = frozenset(self._cells.keys() - self._columns.keys())
        return Header(row, self._columns, numbers, first, refused, frozenset(missing))

    def _take(self, column: int, name: str | None) -> None:
        cell = self._cells[column]
        if name is None:
            near = self._nearest(cell.text)
            self._near.update([near] if near else [])
            self._document.refuse_at(cell.place, cell.text, unknown_column(self._labels[near] if near else None))
        elif name in self._columns.values():
            self._document.refuse_at(cell.place, cell.text, SECOND_COLUMN)
        else:
            self._columns[column] = name

    def _nearest(self, heading: str) -> str | None:
        """The column that the heading nearly names and that is not there."""
        free = {folded(called): name for name, called in self._free()}
        near = get_close_matches(folded(heading)[:200], free, n=1, cutoff=NEAR)
        return free[near[0]] if near else None

    def _free(self) -> Iterator[tuple[str, str]]:
        for name, label in self._labels.items():
            if name not in self._names.values():
                yield from ((name, called) for called in (label.vi, label.en, *label.also))


def named_cells(cells: Mapping[int, Cell], header: Header, document: Document) -> dict[str, Cell]:
    """A row's cells by column name; refuses those without a heading."""
    for column, cell in cells.items():
        if column not in header.columns and column not in header.refused:
            document.refuse_at(cell.place, cell.text, NO_HEADING)
    return {header.columns[column]: cell for column, cell in cells.items() if column in header.columns}
