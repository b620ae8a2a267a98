"""The read database: SQLite beside the log, or a schema of its own in PostgreSQL. Never where events are kept."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from functools import cache
from operator import itemgetter
from pathlib import Path
from typing import Any

import msgspec
import psycopg
import sqlalchemy as sa
from filelock import FileLock
from psycopg.pq import Format
from sqlalchemy.dialects.postgresql import JSON
from sqlalchemy.engine import URL, make_url

from application.sqlite import LOCK_TIMEOUT, use_write_ahead_log

SCHEMA = "bangvang_read"
"""The PostgreSQL schema that the read models have to themselves."""

RANDOM_PAGE_COST = 1.1
"""PostgreSQL's own 4 is for turning disks: it would rather read the tables of all provinces than one round's rows."""


class BinaryCursor(psycopg.Cursor[Any]):
    """Takes results as the server has them: as text, bytes come in hexadecimal digits, and numbers have to be read."""

    def __init__(self, connection: psycopg.Connection[Any], **settings: Any) -> None:
        """Takes what psycopg gives every cursor."""
        super().__init__(connection, **settings)
        self.format = Format.BINARY


def sqlite(path: Path) -> sa.Engine:
    """The read database in an SQLite file, which is made on first use."""
    engine = sa.create_engine(URL.create("sqlite", database=str(path)), connect_args={"timeout": LOCK_TIMEOUT})
    sa.event.listen(engine, "connect", _prepare_sqlite)
    sa.event.listen(engine, "begin", _begin_sqlite)
    return engine


def postgres(url: str) -> sa.Engine:
    """The read database in PostgreSQL: its own schema, made on first use, beside the log's."""
    address = make_url(url).set(drivername="postgresql+psycopg")
    settings = f"-csearch_path={SCHEMA}", f"-crandom_page_cost={RANDOM_PAGE_COST}"
    options = " ".join(filter(None, [address.query.get("options"), *settings]))  # type: ignore[list-item]
    engine = sa.create_engine(
        address.update_query_dict({"options": options}),
        connect_args={"cursor_factory": BinaryCursor},
        pool_pre_ping=True,
    )
    with writing(engine) as connection:
        take_turn(connection, SCHEMA)
        connection.execute(sa.schema.CreateSchema(SCHEMA, if_not_exists=True))
    return engine


CHECKPOINT = 10_000
"""Pages of 4 KiB that SQLite writes before it waits for the disk to have them: a rebuild writes many at once."""


@contextmanager
def writing(engine: sa.Engine) -> Iterator[sa.Connection]:
    """A transaction that writes: on SQLite it takes its turn when it begins, not at its first write."""
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        yield connection


@contextmanager
def reading(engine: sa.Engine, gate: sa.Table) -> Iterator[sa.Connection]:
    """A transaction that reads one moment: no swap or batch shows in the middle of it.

    On PostgreSQL it first passes the gate, a table that swaps close: locking it takes no snapshot, so that what is
    read afterwards is of a moment at which no swap was under way.
    """
    if engine.dialect.name != "postgresql":
        with engine.connect() as connection, connection.begin():
            yield connection
        return
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection, connection.begin():
        connection.execute(sa.text(f"LOCK TABLE {gate.name} IN ACCESS SHARE MODE"))
        yield connection


def close_gate(connection: sa.Connection, gate: sa.Table) -> None:
    """Waits until nobody reads and keeps readers out until the transaction ends; SQLite's readers see no difference."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text(f"LOCK TABLE {gate.name} IN ACCESS EXCLUSIVE MODE"))


def take_turn(connection: sa.Connection, task: str) -> None:
    """Waits until no other transaction does the task; SQLite's writers take turns anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text("SELECT pg_advisory_xact_lock(hashtext(:task))"), {"task": task})


_TURNS = sa.text(
    "SELECT CASE WHEN shared THEN pg_advisory_xact_lock_shared(hashtext(task))"
    " ELSE pg_advisory_xact_lock(hashtext(task)) END"
    " FROM unnest(CAST(:tasks AS text[]), CAST(:shares AS boolean[])) AS turn(task, shared)"
)


def share_and_take_turns(connection: sa.Connection, shared: Sequence[str], taken: Sequence[str]) -> None:
    """Waits until nobody has taken any of these turns, nor shares one of those that are taken, in their order.

    Others may share meanwhile what is shared.
    """
    if connection.dialect.name == "postgresql":
        shares = [True] * len(shared) + [False] * len(taken)
        connection.execute(_TURNS, {"tasks": [*shared, *taken], "shares": shares})


@contextmanager
def exclusively(engine: sa.Engine, task: str) -> Iterator[None]:
    """Keeps other threads, processes and machines from doing the same task meanwhile; they wait."""
    if engine.dialect.name == "postgresql":
        with engine.connect() as connection:
            key = {"name": f"{SCHEMA}.{task}"}
            connection.execute(sa.text("SELECT pg_advisory_lock(hashtext(:name))"), key)
            connection.commit()
            try:
                yield
            finally:
                connection.execute(sa.text("SELECT pg_advisory_unlock(hashtext(:name))"), key)
                connection.commit()
    else:
        with FileLock(f"{engine.url.database}.{task}.lock"):
            yield


def rows_of(connection: sa.Connection, table: sa.Table, *conditions: sa.ColumnElement[bool]) -> Sequence[sa.RowMapping]:
    """The rows that meet the conditions, in the order of their keys."""
    query = sa.select(table).where(*conditions).order_by(*table.primary_key)
    return connection.execute(query).mappings().all()


def insert_all(connection: sa.Connection, table: sa.Table, rows: Iterable[Mapping[str, Any]]) -> None:
    """Adds rows in the fastest way that the database has."""
    lines = _lines(table, connection.dialect, rows)
    with closing(connection.connection.cursor()) as cursor:
        if connection.dialect.name == "postgresql":
            quote = connection.dialect.identifier_preparer.quote
            columns = ", ".join(quote(column.name) for column in table.columns)
            with cursor.copy(f"COPY {quote(table.name)} ({columns}) FROM STDIN") as copy:
                for line in lines:
                    copy.write_row(line)
        else:
            insert = str(sa.insert(table).compile(dialect=connection.dialect))
            cursor.executemany(insert, lines)  # type: ignore[arg-type]  # Any iterable will do.


def upsert_all(connection: sa.Connection, table: sa.Table, rows: Iterable[Mapping[str, Any]]) -> None:
    """Adds rows to a table in PostgreSQL or replaces those with the same primary keys, by way of a temporary table."""
    staged, make, upsert = _staging(table, connection.dialect)
    connection.exec_driver_sql(make)
    insert_all(connection, staged, rows)
    connection.exec_driver_sql(upsert)


@cache
def _staging(table: sa.Table, dialect: sa.Dialect) -> tuple[sa.Table, str, str]:
    """The temporary table, what makes it, and what brings its rows to where they belong."""
    quote = dialect.identifier_preparer.quote
    staged = table.to_metadata(sa.MetaData(), name=f"written_{table.name}")
    live, temporary = quote(table.name), quote(staged.name)
    keys = ", ".join(quote(column.name) for column in table.primary_key)
    columns = ", ".join(quote(column.name) for column in table.columns)
    changes = (quote(column.name) for column in table.columns if not column.primary_key)
    sets = ", ".join(f"{name} = excluded.{name}" for name in changes)
    return (
        staged,
        f"CREATE TEMPORARY TABLE IF NOT EXISTS {temporary} (LIKE {live}) ON COMMIT DELETE ROWS",
        f"INSERT INTO {live} ({columns}) SELECT {columns} FROM {temporary}"  # noqa: S608  # Names of our own tables.
        f" ON CONFLICT ({keys}) DO " + (f"UPDATE SET {sets}" if sets else "NOTHING"),
    )


def rows_at(connection: sa.Connection, table: sa.Table, keys: Sequence[tuple[Any, ...]]) -> Sequence[sa.RowMapping]:
    """The rows with these primary keys, as far as there are any."""
    if not keys:
        return []
    query = _at(table, connection.dialect.name)
    if connection.dialect.name == "postgresql":
        columns = zip(table.primary_key, zip(*keys, strict=True), strict=True)
        given: Any = {column.name: msgspec.json.encode(values).decode() for column, values in columns}
    else:
        given = {"keys": keys}
    return connection.execute(query, given).mappings().all()


PLAIN = (sa.String, sa.Integer, sa.Date, sa.Boolean)
"""Types of which the JSON is what PostgreSQL takes for the value."""


@cache
def _at(table: sa.Table, dialect: str) -> sa.Select[tuple[Any, ...]]:
    key = list(table.primary_key)
    if dialect != "postgresql":
        return sa.select(table).where(sa.tuple_(*key).in_(sa.bindparam("keys", expanding=True)))
    if not all(isinstance(each.type, PLAIN) for each in key):
        msg = f"keys of {table.name} can't be looked up at once: not all are texts, whole numbers, dates or flags"
        raise TypeError(msg)
    # One value for each column, however many keys there are: the driver takes fifty times as long for an array.
    given = {each.name: sa.cast(sa.bindparam(each.name, type_=sa.Text), JSON) for each in key}
    values = (sa.cast(sa.func.json_array_elements_text(given[each.name]), each.type).label(each.name) for each in key)
    asked = sa.select(*values).subquery("asked")
    same = (each == asked.c[each.name] for each in key)
    return sa.select(table).join_from(asked, table, sa.and_(*same))


def _lines(table: sa.Table, dialect: sa.Dialect, rows: Iterable[Mapping[str, Any]]) -> Iterator[Sequence[Any]]:
    """The values in the order of the columns, as the driver takes them."""
    columns = [(column.name, column.type.dialect_impl(dialect).bind_processor(dialect)) for column in table.columns]
    if len(columns) > 1 and not any(prepare for _, prepare in columns):
        return map(itemgetter(*(name for name, _ in columns)), rows)
    return ([row[name] if prepare is None else prepare(row[name]) for name, prepare in columns] for row in rows)


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    # SQLAlchemy is to say when a transaction begins; left alone, the driver begins one only at the first write.
    connection.isolation_level = None
    use_write_ahead_log(connection, LOCK_TIMEOUT)
    # Read models can be rebuilt, so that a power cut may cost their last moments, though never their consistency.
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT}")
    # Whoever compiled SQLite may have it overwrite what is deleted: a swap would write all old tables once more.
    connection.execute("PRAGMA secure_delete = OFF")


def _begin_sqlite(connection: sa.Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
