"""The annex: rows of groups and indicators, read into the tree that they stand for."""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

import msgspec

from application.sets.cells import Cell, SheetCells
from application.sets.document import UNREADABLE, Document, Path
from application.sets.notation import parse_examples, parse_rule
from application.sets.scanner import NotationError
from application.sets.structure import fields_of
from application.sets.table import CellReader, Header, named_cells
from domain.indicator_set.definition import Group, Indicator
from domain.wording import Wording

NUMBERING = re.compile(r"\(\d+\)")
"""What official annexes print under their headings: (1), (2), (3)."""
NOT_FIELDS = frozenset({"level", "rule.kind"})
DEEPEST = 8

NO_GROUP = Wording(
    "chỉ số đứng trước nhóm đầu tiên",
    "the indicator stands before the first group",
    "Thêm dòng nhóm phía trên, ghi cấp 1 ở cột «Cấp nhóm»",
    "Put a group's row above it, with 1 in the column 'Group level'",
)
WRONG_LEVEL = Wording(
    "cấp nhóm không hợp lệ",
    "the group's level is not valid",
    "Ghi 1 cho nhóm lớn; nhóm con chỉ sâu hơn nhóm phía trên một cấp",
    "Write 1 for a top group; a group is at most one level below the one above it",
)
NOT_FOR_GROUP = Wording(
    "cột này không dùng cho nhóm",
    "this column is not for groups",
    "Xóa nội dung, hoặc để trống «Cấp nhóm» nếu đây là chỉ số",
    "Empty the cell, or leave 'Group level' blank if this is an indicator",
)
NOT_FOR_INDICATOR = Wording(
    "cột này không dùng cho chỉ số",
    "this column is not for indicators",
    "Xóa nội dung, hoặc ghi «Cấp nhóm» nếu đây là nhóm",
    "Empty the cell, or fill in 'Group level' if this is a group",
)


class _Row(NamedTuple):
    """One row of the annex."""

    sheet: SheetCells
    number: int
    header: Header
    cells: Mapping[str, Cell]

    def place(self, name: str) -> str:
        """Where the row's cell of that name stands, or would stand."""
        return self.sheet.place(self.number, self.header.column(name))

    def text(self, name: str) -> str:
        """What the cell of that name says."""
        return self.cells[name].text if name in self.cells else ""


class Annex:
    """Gathers the rows of all annex sheets, then builds the groups."""

    def __init__(self, document: Document, groups: list[Any]) -> None:
        """Builds into ``groups``."""
        self._document, self._reader = document, CellReader(document)
        self._top = groups
        self._rows: list[_Row] = []
        self._open: list[tuple[dict[str, Any], Path]] = []
        """The groups that the next row may be in, from the top one down."""

    def add(self, sheet: SheetCells, header: Header) -> None:
        """Adds the rows of one sheet."""
        for number, cells in sorted(sheet.rows.items()):
            if number > header.row:
                row = _Row(sheet, number, header, named_cells(cells, header, self._document))
                if not NUMBERING.fullmatch(row.text("code")):
                    self._rows.append(row)

    def finish(self) -> None:
        """Builds the groups of all rows."""
        above = {code[:dot] for code in (row.text("code") for row in self._rows) for dot in _dots(code)}
        for row in self._rows:
            level = self._level(row, above)
            if level is None:
                self._indicator(row)
            else:
                self._group(row, level)

    def _level(self, row: _Row, above: set[str]) -> int | None:
        """The group's level as given; else, for a row without a rule above others by its code, as the code tells."""
        given, code = row.text("level"), row.text("code")
        if given:
            return int(given) if re.fullmatch(r"[1-9]", given) else 0
        if code in above and not row.text("rule.kind") and not row.text("rule"):
            return code.count(".") + 1
        return None

    def _group(self, row: _Row, level: int) -> None:
        if not 1 <= level <= min(len(self._open) + 1, DEEPEST):
            self._document.refuse_at(row.place("level"), row.text("level"), WRONG_LEVEL)
            level = min(len(self._open) + 1, DEEPEST)
        del self._open[level - 1 :]
        inside, path = self._inside("groups", self._top)
        group = self._part(row, Group, (*path, len(inside)))
        inside.append(group)
        self._open.append((group, (*path, len(inside) - 1)))

    def _indicator(self, row: _Row) -> None:
        if not self._open:
            self._document.refuse_at(row.place("code"), row.text("code"), NO_GROUP)
        inside, path = self._inside("indicators", [])
        indicator = self._part(row, Indicator, (*path, len(inside)))
        indicator["rule"] = self._rule(row)
        self._document.places[*path, len(inside), "rule", "kind"] = row.place("rule.kind")
        inside.append(indicator)

    def _inside(self, name: str, top: list[Any]) -> tuple[list[Any], Path]:
        """The list that the next part belongs to, and its path."""
        if not self._open:
            return top, (name,)
        group, path = self._open[-1]
        inside: list[Any] = group.setdefault(name, [])
        return inside, (*path, name)

    def _part(self, row: _Row, kind: type[msgspec.Struct], path: Path) -> dict[str, Any]:
        fields = fields_of(kind)
        self._document.places[path] = row.place("code")
        for name in fields:
            self._document.places[*path, name] = row.place(name)
        part = {name: self._value(name, cell, fields[name].kind) for name, cell in row.cells.items() if name in fields}
        for name, cell in row.cells.items():
            if name not in fields and name not in NOT_FIELDS:
                wording = NOT_FOR_GROUP if kind is Group else NOT_FOR_INDICATOR
                self._document.refuse_at(cell.place, cell.text, wording)
        return part

    def _value(self, name: str, cell: Cell, kind: Any) -> Any:
        if name not in {"rule", "examples"}:
            return self._reader.value(cell, kind)
        if name == "rule" or self._reader.value(cell, str) is UNREADABLE:
            return UNREADABLE
        try:
            return parse_examples(cell.text)
        except NotationError as error:
            self._document.refuse_at(cell.place, error.value, error.wording)
            return UNREADABLE

    def _rule(self, row: _Row) -> Any:
        kind, written = row.text("rule.kind"), row.cells.get("rule")
        if not kind:
            return {}
        if any(cell and (cell.formula or cell.error) for cell in (row.cells["rule.kind"], written)):
            return UNREADABLE
        try:
            return parse_rule(kind, written.text if written else "")
        except NotationError as error:
            self._document.refuse_at(row.place("rule"), error.value, error.wording)
            return UNREADABLE


def _dots(code: str) -> list[int]:
    return [position for position, character in enumerate(code) if character == "."]
