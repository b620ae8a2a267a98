"""Sets written as workbooks that read as the same set."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

import msgspec

from application.sets.cell_types import annex_kinds, holds_text, offered_words
from application.sets.columns import (
    ANNEX,
    INFORMATION,
    InformationRow,
    Language,
    annex_labels,
    information_rows,
    label,
    table_fields,
    table_label,
    table_shape,
)
from application.sets.fields import fields_of
from application.sets.notation import format_examples, format_rule
from application.sets.values import text_of_value
from application.sets.writer import Column, Sheet, Value, WorkbookWriter
from domain.indicator_set.definition import Group, Indicator, IndicatorSet

Sheets = Literal["one", "groups"]

FORBIDDEN_IN_TITLES = re.compile(r"[\[\]:*?/\\'!]")


def write_workbook(definition: IndicatorSet, path: Path, *, sheets: Sheets = "one", language: Language = "vi") -> None:
    """Writes the set as a workbook with one annex for all groups or one for each top group."""
    writer = WorkbookWriter(language)
    write_information(writer, definition)
    for title, groups in _annexes(definition, sheets, language):
        writer.table(title, annex_table(), (row for group in groups for row in group_rows(group, 1)))
    for name in table_fields():
        write_list(writer, name, getattr(definition, name))
    writer.save(path)


def annex_table() -> dict[str, Column]:
    """The annex's columns."""
    kinds = annex_kinds()
    return {name: Column(known, kinds[name]) for name, known in annex_labels().items()}


def _annexes(definition: IndicatorSet, sheets: Sheets, language: Language) -> Iterator[tuple[str, Sequence[Group]]]:
    if sheets == "one":
        yield ANNEX.of(language), definition.groups
    else:
        for group in definition.groups:
            yield FORBIDDEN_IN_TITLES.sub(" ", f"{ANNEX.of(language)} {group.code} {group.name}"), (group,)


def group_rows(group: Group, level: int) -> Iterator[dict[str, Value]]:
    """The rows of a group: its own, its indicators', those of the groups below it."""
    yield {**_cells(group), "level": level}
    for indicator in group.indicators:
        yield indicator_row(indicator)
    for below in group.groups:
        yield from group_rows(below, level + 1)


def indicator_row(indicator: Indicator) -> dict[str, Value]:
    """The row of an indicator."""
    kind, written = format_rule(indicator.rule)
    rule = {"rule.kind": kind, "rule": written}
    return {**_cells(indicator), **rule, "examples": format_examples(indicator.examples) or None}


def _cells(part: msgspec.Struct) -> dict[str, Value]:
    """The fields that are not as they would be if nothing were written."""
    content = msgspec.to_builtins(part, builtin_types=(Decimal,))
    kinds = {name: field.kind for name, field in fields_of(type(part)).items()}
    kept = (name for name in content if name in kinds and name not in {"rule", "examples", "indicators", "groups"})
    return {name: text_of_value(content[name], kinds[name]) for name in kept if content[name] not in (None, "")}


def write_information(writer: WorkbookWriter, definition: IndicatorSet | None) -> None:
    """The set's particulars, one a line: name, value, and what to write there."""
    sheet = writer.sheet(INFORMATION.of(writer.language), (34, 60, 60))
    for row in information_rows():
        known = label(row.name, "set")
        _mark(sheet, row.kind, writer.language)
        sheet.add(known.of(writer.language), _particular(definition, row), known.help(writer.language))


def _mark(sheet: Sheet, kind: Any, language: Language) -> None:
    """Formats the value's cell in the row that is added next."""
    if holds_text(kind):
        sheet.text_values.add(sheet.next_row)
    if words := offered_words(kind, language):
        sheet.choices[f"B{sheet.next_row}"] = words


def _particular(definition: IndicatorSet | None, row: InformationRow) -> Value:
    value: Any = definition
    for step in row.path:
        value = getattr(value, step, None)
    plain = msgspec.to_builtins(value, builtin_types=(Decimal,))
    return None if plain in (None, "", []) else text_of_value(plain, row.kind)


def write_list(writer: WorkbookWriter, name: str, items: Sequence[msgspec.Struct]) -> None:
    """A list's own sheet."""
    shape = table_shape(table_fields()[name])
    columns = {field: Column(label(field), kind) for field, kind in {**shape.own, **shape.below}.items()}
    writer.table(table_label(name).of(writer.language), columns, _list_rows(items, shape.inner))


def _list_rows(items: Sequence[msgspec.Struct], inner: str) -> Iterator[dict[str, Value]]:
    for item in items:
        own = {name: value for name, value in _cells(item).items() if name != inner}
        below = getattr(item, inner) if inner else ()
        yield from ({**own, **_cells(each)} for each in below)
        if not below:
            yield own
