"""Tables that keep their past: a row says since which position it holds, and what held before stands in a second table.

What was known at a position is then read as what is known now: each row that had begun by then and had not ended.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

import sqlalchemy as sa

from projections.columns import Columns, at, key
from projections.rows import ONLY_ADDED_TO, Row, Rows

Kept = tuple[sa.Table, sa.Table]
"""What holds, and what held before."""
Condition = sa.ColumnElement[bool]


def with_past(
    metadata: sa.MetaData, name: str, suffix: str, columns: Callable[[], Columns], belongs_to: str | None = None
) -> Kept:
    """The table of what holds, and that of what held before, named ``…_past``.

    Rows are found quickly by the column ``belongs_to``, too.
    """
    keys = [column.name for column in columns() if column.primary_key]
    indexed = [] if belongs_to is None else [belongs_to, *keys]
    return (
        sa.Table(
            f"{name}{suffix}",
            metadata,
            *_parted(columns(), at("since")),
            *([sa.UniqueConstraint(*indexed)] if indexed else []),
        ),
        sa.Table(
            f"{name}_past{suffix}",
            metadata,
            *_parted(
                columns(),
                key("since", sa.BigInteger),
                at("until"),
            ),
            *([sa.UniqueConstraint(*indexed, "since", "until")] if indexed else []),
            info={ONLY_ADDED_TO: True},
        ),
    )


def _parted(columns: Columns, *between: sa.Column[Any]) -> Iterator[sa.Column[Any]]:
    """Keys first, for their order is that of the primary key; long texts last, for they are read through."""
    yield from (column for column in columns if column.primary_key)
    yield from between
    yield from (column for column in columns if not column.primary_key)


def put(rows: Mapping[str, Rows], table: str, position: int, row: Row) -> None:
    """From this position on the row holds; one with the same key passes into the past."""
    before = rows[table].like(row)
    if before is not None and before["since"] < position:
        rows[f"{table}_past"].put({**before, "until": position})
    rows[table].put({**row, "since": position})


def change(rows: Mapping[str, Rows], table: str, position: int, *key: Any, **values: Any) -> None:
    """From this position on some columns of an existing row are others."""
    put(rows, table, position, {**rows[table].require(*key), **values})


def known(
    connection: sa.Connection, table: Kept, position: int | None, *conditions: Callable[[sa.Table], Condition]
) -> Sequence[sa.RowMapping]:
    """The rows that meet the conditions, as they were known at a position; as of now if there is none."""
    now, past = table

    def rows(kept: sa.Table, *held: Condition) -> Sequence[sa.RowMapping]:
        query = _what_held(kept, now).where(*(meets(kept) for meets in conditions), *held)
        return connection.execute(query).mappings().all()

    if position is None:
        return rows(now)
    begun = rows(now, now.c.since <= position)
    return [*begun, *rows(past, past.c.since <= position, past.c.until > position)]


@cache
def _what_held(kept: sa.Table, now: sa.Table) -> sa.Select[tuple[Any, ...]]:
    """The columns of what holds, without since when; made once for each table."""
    return sa.select(*(kept.c[column.name] for column in now.columns if column.name != "since"))


def every(
    connection: sa.Connection, table: Kept, *conditions: Callable[[sa.Table], Condition]
) -> Sequence[sa.RowMapping]:
    """Each row that meets the conditions and has held at any time, with the position ``since`` which it did."""
    names = [column.name for column in table[0].columns]
    queries = (sa.select(*(t.c[name] for name in names)).where(*(meets(t) for meets in conditions)) for t in table)
    rows = [row for query in queries for row in connection.execute(query).mappings().all()]
    return sorted(rows, key=lambda row: int(row["since"]))
