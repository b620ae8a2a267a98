"""The annex: rows of groups and indicators, read into the tree that they stand for."""

import re
from itertools import zip_longest
from typing import Any

import msgspec

from application.sets.annex_rows import Row, rows_of
from application.sets.cell_reader import CellReader
from application.sets.cells import SheetCells
from application.sets.document import UNREADABLE, Document, Path
from application.sets.fields import fields_of
from application.sets.headings import Header
from application.sets.rule_cell import check_rule, examples_advice
from application.sets.rule_reading import parse_examples
from application.sets.scanner import NotationError
from application.sets.values import DASHES
from application.sets.words import code_of
from domain.indicator_set.definition import Group, Indicator
from domain.metadata import Provenance
from domain.rules import KINDS
from domain.wording import Wording

NOT_FIELDS = frozenset({"level", "rule.kind"})
BLANK_IF_DASHED = frozenset({"evidence", "data_source", "verifier"})
"""Columns in which a mere dash says that there is none of it."""
DEEPEST = 8
PROVENANCES = [str(each) for each in Provenance]

NO_GROUP = Wording(
    "chỉ số đứng trước nhóm đầu tiên",
    "the indicator stands before the first group",
    "Thêm dòng nhóm phía trên, ghi cấp 1 ở cột «Cấp nhóm»",
    "Put a group's row above it, with 1 in the column 'Group level'",
)
UNDECIDED = Wording(
    "dòng này chưa rõ là nhóm hay chỉ số: không có quy tắc, và mã không đứng trước mã của dòng dưới",
    "as it stands the row is neither a group nor an indicator: it has no rule, nor does its number lead the next one",
    "Nếu là nhóm, ghi 1 ở cột «Cấp nhóm»; nếu là chỉ số, điền «Loại quy tắc»",
    "If it is a group, write 1 in the column 'Group level'; if an indicator, fill in 'Rule kind'",
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


class Annex:
    """Gathers the rows of all annex sheets, then builds the groups."""

    def __init__(self, document: Document, content: dict[str, Any]) -> None:
        """Builds into the content of the set."""
        self._document, self._reader = document, CellReader(document)
        self._content = content
        self._rows: list[Row] = []
        self._open: list[tuple[dict[str, Any], Path]] = []
        """The groups that the next row may be in, from the top one down."""
        self._unread = False
        """Whether there are rows that could not be read, so that the groups say nothing about the set's total."""
        self._undecided = self._stray = False
        """Whether a row was taken for a group although nothing says so, and an indicator stood before all groups."""

    def add(self, sheet: SheetCells, header: Header) -> None:
        """Adds the rows of one sheet."""
        self._unread = self._unread or "code" in header.missing
        self._rows.extend(rows_of(sheet, header, self._document))

    def finish(self) -> None:
        """Builds the groups of all rows."""
        above = {code[:dot] for code in (row.text("code") for row in self._rows) for dot in _dots(code)}
        for row, following in zip_longest(self._rows, self._rows[1:]):
            level = self._level(row, above)
            if level is None and following and self._leads(row, following):
                self._refuse_undecided(row)
                level = 1
            if level is None:
                self._indicator(row)
            else:
                self._group(row, level)
        if self._unread or (self._document.faults() and not self._rows):
            self._content["groups"] = UNREADABLE

    def _level(self, row: Row, above: set[str]) -> int | None:
        """The group's level as given; else, for a row without a rule above others by its code, as the code tells."""
        given, code = row.text("level"), row.text("code")
        if given:
            return int(given) if re.fullmatch(r"[1-9]", given) else 0
        if code in above and not row.text("rule.kind") and not row.text("rule"):
            return code.count(".") + 1
        return None

    def _leads(self, row: Row, following: Row) -> bool:
        """Whether the row looks like a group whose number does not lead those of its indicators: I above 1.1.

        It is refused all the same, once, and the rows below it are judged as if it were a top group. To take it for a
        group in silence would be less safe: an indicator whose rule was forgotten looks just like it, and its points
        would then move all those below it into a group that the annex does not have.
        """
        if "rule.kind" in row.header.missing or any(row.text(name) for name in ("rule.kind", "rule", "examples")):
            return False
        code = row.text("code")
        alone = not self._open or ("." not in code and (self._undecided or not any(map(str.isdigit, code))))
        return alone and bool(row.text("max_points")) and bool(following.text("rule.kind"))

    def _refuse_undecided(self, row: Row) -> None:
        self._undecided = True
        self._document.refuse_at(row.place("level"), row.text("code"), UNDECIDED)

    def _group(self, row: Row, level: int) -> None:
        if not 1 <= level <= min(len(self._open) + 1, DEEPEST):
            self._document.refuse_at(row.place("level"), row.text("level"), WRONG_LEVEL)
            level = min(len(self._open) + 1, DEEPEST)
        del self._open[level - 1 :]
        inside, path = self._inside("groups", self._content["groups"])
        group = self._part(row, Group, (*path, len(inside)))
        inside.append(group)
        self._open.append((group, (*path, len(inside) - 1)))

    def _indicator(self, row: Row) -> None:
        if not self._open and not self._stray:
            self._stray = True
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

    def _part(self, row: Row, kind: type[msgspec.Struct], path: Path) -> dict[str, Any]:
        fields = fields_of(kind)
        self._document.places[path] = row.place("code")
        for name in fields:
            self._document.places[*path, name] = row.place(name)
        given = [name for name in row.cells if row.text(name) or name not in BLANK_IF_DASHED]
        part = {name: self._value(row, name, fields[name].kind) for name in given if name in fields}
        for name, cell in row.cells.items():
            if name not in fields and name not in NOT_FIELDS and cell.text not in DASHES:
                wording = NOT_FOR_GROUP if kind is Group else NOT_FOR_INDICATOR
                self._document.refuse_at(cell.place, cell.text, wording)
        missing = dict.fromkeys(row.header.missing & fields.keys(), UNREADABLE)
        return {"provenance": self._inherited_provenance(), **part, **missing}

    def _inherited_provenance(self) -> Any:
        """That of the group around, else that of the set, for a row which has none of its own.

        Where there is nothing sound to take over, that was told there, and is not told again on every row.
        """
        around = self._open[-1][0] if self._open else self._content
        inherited = around.get("provenance", UNREADABLE)
        return inherited if inherited in PROVENANCES else UNREADABLE

    def _value(self, row: Row, name: str, kind: Any) -> Any:
        cell = row.cells[name]
        if name not in {"rule", "examples"}:
            return self._reader.value(cell, kind)
        if name == "rule" or self._reader.value(cell, str) is UNREADABLE:
            return UNREADABLE
        try:
            return parse_examples(cell.text, examples_advice(code_of(row.text("rule.kind"), KINDS)))
        except NotationError as error:
            self._document.refuse_at(cell.place, error.value, error.wording)
            return UNREADABLE

    def _rule(self, row: Row) -> Any:
        if {"rule.kind", "rule"} & row.header.missing or not self._readable(row):
            return UNREADABLE
        kind, written = row.text("rule.kind"), row.text("rule")
        if not kind and not written:
            return {}
        checked = check_rule(kind, written)
        for fault in checked.faults:
            cell = "rule.kind" if fault.in_kind else "rule"
            self._document.refuse_at(row.place(cell), fault.value, fault.wording)
        return checked.rule

    def _readable(self, row: Row) -> bool:
        """Whether both cells of the rule hold text, and not a formula or a day."""
        cells = [row.cells[name] for name in ("rule.kind", "rule") if name in row.cells]
        return UNREADABLE not in [self._reader.value(cell, str) for cell in cells]


def _dots(code: str) -> list[int]:
    return [position for position, character in enumerate(code) if character == "."]
