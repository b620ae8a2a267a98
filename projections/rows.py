"""Rows of one table while events are folded: read when first needed, changed in memory, written at once."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from projections.database import insert_all, rows_at, upsert_all

ONLY_ADDED_TO = "only_added_to"
"""Marks, in a table's ``info``, that a fold puts each row once and never asks for it."""

MANY = 50
"""Rows from which on PostgreSQL is given them in one piece."""
AT_ONCE = 5_000
"""Keys that are asked for at once."""

Row = dict[str, Any]
Insert = postgresql.Insert | sqlite.Insert


class Rows:
    """A write-behind view of a table by primary key. Only the projection that owns the table may have one."""

    def __init__(self, table: sa.Table) -> None:
        """Starts empty; ``connection`` has to be set before rows are asked for."""
        self.table = table
        self.connection: sa.Connection
        self._key = key_of(table)
        self._key_in = _reading(self._key)
        self._cached: dict[tuple[Any, ...], Row | None] = {}
        self._dirty: dict[tuple[Any, ...], None] = {}
        self._only_added_to = bool(table.info.get(ONLY_ADDED_TO))
        self._added: list[Row] = []
        self.aside: Any = None
        """What a fold keeps for itself as long as these rows are held."""

    @property
    def are_written(self) -> bool:
        """Whether the next flush writes what was put; in a rebuild most rows wait for the end."""
        return True

    def get(self, *key: Any) -> Row | None:
        """The row with this primary key, if there is one."""
        if key not in self._cached:
            self._refuse_if_only_added_to()
            values = dict(zip(self._key, key, strict=True))
            found = self.connection.execute(_rows(self.table, tuple(values)), values).mappings().first()
            self._cached[key] = dict(found) if found else None
        return self._cached[key]

    def _refuse_if_only_added_to(self) -> None:
        if self._only_added_to:
            msg = f"{self.table.name} is only added to: its rows are not kept, so a fold can't ask for them"
            raise LookupError(msg)

    def bring(self, keys: Iterable[tuple[Any, ...]]) -> None:
        """Reads the rows with these primary keys at once; asked for one by one, each would take as long as many."""
        self._refuse_if_only_added_to()
        missing = [key for key in dict.fromkeys(keys) if key not in self._cached]
        for begin in range(0, len(missing), AT_ONCE):
            wanted = missing[begin : begin + AT_ONCE]
            self._cached.update(dict.fromkeys(wanted))
            for found in rows_at(self.connection, self.table, wanted):
                row = dict(found)
                self._cached[self._key_in(row)] = row

    def where(self, **values: Any) -> list[Row]:
        """Every row with these values, by their keys."""
        given = tuple(name for name, value in values.items() if value is not None)
        query = _rows(self.table, given, tuple(name for name in values if name not in given))
        found = self.connection.execute(query, {name: values[name] for name in given}).mappings()
        return self._up_to_date(found, lambda row: values.items() <= row.items())

    def among(self, column: str, values: Collection[Any]) -> list[Row]:
        """Every row that has one of these values in a column, by their keys."""
        found = self.connection.execute(_rows_among(self.table, column), {"values": list(values)}).mappings()
        return self._up_to_date(found, lambda row: row[column] in values)

    def _up_to_date(self, found: Iterable[sa.RowMapping], wanted: Callable[[Row], bool]) -> list[Row]:
        """What is not written yet stands above what is."""
        rows = {self._key_in(row): dict(row) for row in found}
        for row in self.pending():
            rows.pop(self._key_in(row), None)
        return self._matching([*rows.values(), *self.pending()], wanted)

    def _matching(self, rows: Iterable[Row], wanted: Callable[[Row], bool]) -> list[Row]:
        found = (dict(row) for row in rows if wanted(row))
        return sorted(found, key=lambda row: [row[name] for name in self._key])

    def like(self, row: Row) -> Row | None:
        """The row with the same primary key as this one, if there is one."""
        return self.get(*self._key_in(row))

    def require(self, *key: Any) -> Row:
        """The row with this primary key; raises ``KeyError`` where the log would have had to make one."""
        row = self.get(*key)
        if row is None:
            raise KeyError(self.table.name, *key)
        return row

    def put(self, row: Row) -> None:
        """Adds a row or replaces the one with the same primary key."""
        if self._only_added_to:
            self._added.append(row)
            return
        key = self._key_in(row)
        self._cached[key] = row
        self._dirty[key] = None

    def change(self, *key: Any, **values: Any) -> None:
        """Changes some columns of an existing row."""
        self.put({**self.require(*key), **values})

    def changing(self, *key: Any) -> Row:
        """An existing row, which the fold is about to change in place."""
        row = self.require(*key)
        self._dirty[key] = None
        return row

    def pending(self) -> Iterator[Row]:
        """The rows that the next flush writes."""
        yield from self._added
        for key in self._dirty:
            row = self._cached[key]
            if row is not None:
                yield row

    def flush(self) -> None:
        """Writes what was put since the last flush."""
        rows = list(self.pending())
        if len(rows) >= MANY and self.connection.dialect.name == "postgresql":
            write = insert_all if self._only_added_to else upsert_all
            write(self.connection, self.table, rows)
        elif rows:
            self.connection.execute(_upsert(self.table, self.connection.dialect.name), rows)
        self._dirty.clear()
        self._added.clear()


def _reading(names: Sequence[str]) -> Callable[[Mapping[Any, Any]], tuple[Any, ...]]:
    """What reads these columns from a row."""
    if len(names) > 1:
        return itemgetter(*names)
    (name,) = names
    return lambda row: (row[name],)


@lru_cache(maxsize=1000)
def key_of(table: sa.Table) -> Sequence[str]:
    """The names of the columns of the primary key."""
    return [column.name for column in table.primary_key]


@lru_cache(maxsize=1000)
def _rows(table: sa.Table, given: tuple[str, ...], missing: tuple[str, ...] = ()) -> sa.Select[tuple[Any, ...]]:
    """The rows with values in some columns and none in others.

    Statements are made once: making one takes as long as running it.
    """
    has = (table.c[name] == sa.bindparam(name) for name in given)
    return sa.select(table).where(*has, *(table.c[name].is_(None) for name in missing))


@lru_cache(maxsize=1000)
def _rows_among(table: sa.Table, column: str) -> sa.Select[tuple[Any, ...]]:
    """The rows with one of several values in a column."""
    return sa.select(table).where(table.c[column].in_(sa.bindparam("values", expanding=True)))


@lru_cache(maxsize=1000)
def _upsert(table: sa.Table, dialect: str) -> Insert:
    insert: Insert = (postgresql if dialect == "postgresql" else sqlite).insert(table)
    changes = {each.name: insert.excluded[each.name] for each in table.columns if each.name not in key_of(table)}
    return insert.on_conflict_do_update(index_elements=list(key_of(table)), set_=changes)


class FreshRows(Rows):
    """The rows of a table that began empty: nothing is ever read, and all is written in the end.

    A table that is only added to is written on the way and not kept in memory; a fold may not ask for its rows.
    """

    def __init__(self, table: sa.Table) -> None:
        """Starts empty, like the table."""
        super().__init__(table)
        self._complete = self._written = False

    @property
    def are_written(self) -> bool:
        """Whether the next flush writes what was put."""
        return self._only_added_to or self._complete

    def get(self, *key: Any) -> Row | None:
        """The row with this primary key, if there is one."""
        self._refuse_if_only_added_to()
        return self._cached.get(key)

    def bring(self, keys: Iterable[tuple[Any, ...]]) -> None:
        """All rows are held already."""

    def changing(self, *key: Any) -> Row:
        """An existing row, which the fold is about to change in place."""
        if self._complete:
            self._dirty[key] = None
        return self._cached[key]  # type: ignore[return-value]  # Of a missing row there is no key.

    def where(self, **values: Any) -> list[Row]:
        """Every row with these values, by their keys."""
        return self._kept(lambda row: values.items() <= row.items())

    def among(self, column: str, values: Collection[Any]) -> list[Row]:
        """Every row that has one of these values in a column, by their keys."""
        return self._kept(lambda row: row[column] in values)

    def _kept(self, wanted: Callable[[Row], bool]) -> list[Row]:
        self._refuse_if_only_added_to()
        return self._matching((row for row in self._cached.values() if row is not None), wanted)

    def pending(self) -> Iterator[Row]:
        """The rows that the next flush writes: until all is to be written, only those that are only added to."""
        return super().pending() if self.are_written else iter(())

    def complete(self) -> None:
        """All rows are there: the next flush writes them in one piece, later ones whatever has changed since."""
        if not self._only_added_to:
            self._dirty = dict.fromkeys(self._cached)
        self._complete = True

    def flush(self) -> None:
        """Writes what is pending."""
        if self._written:
            super().flush()
        elif self.are_written:
            insert_all(self.connection, self.table, self.pending())
            self._dirty.clear()
            self._added.clear()
            self._written = self._complete
