"""The sheets that list bands, scopes, documents and migrations."""

from collections.abc import Mapping
from typing import Any

from application.sets.cell_reader import CellReader
from application.sets.cells import Cell, SheetCells
from application.sets.columns import label, table_fields, table_shape
from application.sets.document import UNREADABLE, Document, Path
from application.sets.fields import fields_of
from application.sets.headings import Header, find_header, missing_columns, named_cells
from application.sets.merges import refuse_merged
from application.sets.values import plain_type


def empty_lists(kinds: Mapping[str, Any]) -> dict[str, Any]:
    """Lists of words whose cell is blank: there are none of them."""
    return {name: [] for name, kind in kinds.items() if plain_type(kind) is tuple}


def read_table(sheet: SheetCells, document: Document, table: str, content: dict[str, Any]) -> None:
    """Reads a sheet that lists bands, scopes, documents or migrations."""
    structure = table_fields()[table]
    shape = table_shape(structure)
    labels = {name: label(name) for name in (*shape.own, *shape.below)}
    required = [name for name, field in fields_of(structure).items() if field.required and name != shape.inner]
    header = find_header(sheet, labels, document, required)
    if header is None:
        document.refuse_at(sheet.place(1, 1), "", missing_columns([label(name) for name in required]))
        return
    refuse_merged(sheet, header.row, document)
    items: list[dict[str, Any]] = content.setdefault(table, [])
    for number, cells in sorted(sheet.rows.items()):
        if number > header.row:
            _Row(sheet, number, header, document, named_cells(cells, header, document)).add(items, table, shape)


class _Row:
    """One line of such a sheet."""

    def __init__(
        self, sheet: SheetCells, number: int, header: Header, document: Document, cells: Mapping[str, Cell]
    ) -> None:
        self._sheet, self._number, self._header, self._cells = sheet, number, header, cells
        self._document, self._reader = document, CellReader(document)

    def add(self, items: list[dict[str, Any]], table: str, shape: Any) -> None:
        """Adds an item; or, where its own fields are those of the item before, to the list inside that one."""
        own = self._values(shape.own)
        last = items[-1] if items else {}
        again = bool(shape.inner and items) and own in ({}, {name: last[name] for name in last if name != shape.inner})
        if not again:
            self._place((table, len(items)), shape.own)
            items.append({**own, shape.inner: []} if shape.inner else own)
        if below := self._values(shape.below):
            inner = items[-1][shape.inner]
            self._place((table, len(items) - 1, shape.inner, len(inner)), shape.below)
            inner.append(below)

    def _values(self, kinds: Mapping[str, Any]) -> dict[str, Any]:
        given = {name: kind for name, kind in kinds.items() if name in self._cells}
        values = {name: self._reader.value(self._cells[name], kind) for name, kind in given.items()}
        missing = dict.fromkeys(self._header.missing & kinds.keys(), UNREADABLE)
        return (empty_lists(kinds) | values | missing) if values else {}

    def _place(self, path: Path, kinds: Mapping[str, Any]) -> None:
        self._document.places[path] = self._sheet.place(self._number, self._header.first)
        for name in kinds:
            self._document.places[(*path, name)] = self._sheet.place(self._number, self._header.column(name))
