"""What is kept beside the log and has to come along: receipts of commands, people's names, checkpoints.

All else that the platform keeps, read models, can be made again from the log; keys are files.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, NamedTuple

from application import postgres_checkpoints
from application.migration.refusals import NotExactlyStorable
from application.postgres_connections import Connection
from application.postgres_datastore import PostgresDatastore
from application.proof import notes
from application.sqlite import SQLiteDatastore, stored_receipt
from application.sqlite_people import stored_person

Row = tuple[Any, ...]

AT_ONCE = 4_000
"""Rows that PostgreSQL sends together."""


class Beside(NamedTuple):
    """A table beside the log: its columns' types, its order, and how SQLite's values become those of PostgreSQL.

    ``order`` leaves room for the name of the collation that orders texts by their bytes.
    """

    name: str
    types: tuple[str, ...]
    order: str
    converted: Callable[..., Row]


def stored_checkpoint(size: int, text_hash: str, note: str, made_at: str) -> Row:
    """A row of ``checkpoints`` in its Python types."""
    return size, text_hash, note, datetime.fromisoformat(made_at)


RECEIPTS = Beside(
    "idempotency_keys",
    ("text", "text", "uuid", "int8", "int8", "int8", "timestamptz"),
    "key COLLATE {binary}",
    stored_receipt,
)
PEOPLE = Beside("people", ("text", "bytea", "text", "text", "timestamptz"), "reference COLLATE {binary}", stored_person)
CHECKPOINTS = Beside(
    "checkpoints", ("int8", "text", "text", "timestamptz"), "size, text_hash COLLATE {binary}", stored_checkpoint
)

TABLES = (RECEIPTS, PEOPLE, CHECKPOINTS)


@contextmanager
def of_source(datastore: SQLiteDatastore, table: Beside) -> Iterator[Iterator[Row]]:
    """The table's rows in SQLite, in order, in PostgreSQL's types; raises ``NotExactlyStorable``."""
    with datastore.transaction(commit=False) as transaction:
        cursor = transaction.sqlite_cursor
        cursor.row_factory = None
        yield _converted(table, cursor.execute(_select(table, "", "BINARY")))


def _converted(table: Beside, rows: sqlite3.Cursor) -> Iterator[Row]:
    for row in rows:
        try:
            yield table.converted(*row)
        except (TypeError, ValueError, AttributeError) as error:
            raise NotExactlyStorable(table=table.name, row=row[0], problem=error) from error


@contextmanager
def of_target(datastore: PostgresDatastore, table: Beside) -> Iterator[Iterator[Row]]:
    """The same rows in PostgreSQL, which sends them as they are asked for."""
    statement = datastore.statement(_select(table, "{schema}.", '"C"'))
    with (
        datastore.pool.lend() as connection,
        connection.transaction(),
        connection.cursor(name="beside", binary=True) as cursor,
    ):
        cursor.itersize = AT_ONCE
        yield iter(cursor.execute(statement))


def _select(table: Beside, schema: str, binary: str) -> str:
    return f"SELECT * FROM {schema}{table.name} ORDER BY {table.order.format(binary=binary)}"  # noqa: S608  # Our names.


ARRIVING = "CREATE TEMPORARY TABLE arriving (LIKE {{schema}}.{name}) ON COMMIT DROP"
COPY = "COPY arriving FROM STDIN (FORMAT BINARY)"
TAKE_OVER = "INSERT INTO {{schema}}.{name} SELECT * FROM arriving ON CONFLICT DO NOTHING"
LEAVE_OUT_ERASED = """
    DELETE FROM {schema}.people WHERE NOT EXISTS (SELECT FROM arriving WHERE arriving.reference = people.reference)
"""
"""Who was erased from the source since an earlier run must not stay in the target."""
SELECT_SIGNED_SINCE = """
    SELECT size, text_hash, kept.note, arriving.note FROM arriving JOIN {schema}.checkpoints AS kept
    USING (size, text_hash) WHERE arriving.note <> kept.note
"""


def copy_table(
    datastore: PostgresDatastore, connection: Connection, table: Beside, rows: Iterator[Row], *, is_in_use: bool
) -> None:
    """Takes the rows over in one transaction, and the signatures that checkpoints have got since an earlier run.

    Nothing is deleted but the names of people whom the source does not have, and from a target in use not even these:
    somebody may be entering them.
    """
    with connection.transaction():
        connection.execute(datastore.statement(ARRIVING.format(name=table.name)))
        with connection.cursor().copy(COPY) as copy:
            copy.set_types(table.types)
            for row in rows:
                copy.write_row(row)
        if table is PEOPLE and not is_in_use:
            connection.execute(datastore.statement(LEAVE_OUT_ERASED))
        if table is CHECKPOINTS:
            _add_signatures(datastore, connection)
        connection.execute(datastore.statement(TAKE_OVER.format(name=table.name)))


def _add_signatures(datastore: PostgresDatastore, connection: Connection) -> None:
    for size, text_hash, kept, arriving in connection.execute(datastore.statement(SELECT_SIGNED_SINCE)).fetchall():
        merged = notes.merge(kept, arriving)
        connection.execute(datastore.statement(postgres_checkpoints.UPDATE), (merged, size, text_hash))
