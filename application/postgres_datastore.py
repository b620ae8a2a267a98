"""A schema of a PostgreSQL database that keeps events: its tables, its statements and the connections to it."""

from collections.abc import Collection, Iterator
from importlib.resources import files
from typing import Any, cast
from uuid import UUID

import psycopg
from psycopg.conninfo import conninfo_to_dict
from psycopg.sql import SQL, Identifier, Literal

from application import recording
from application.postgres_arrays import UuidArray, register_arrays
from application.postgres_connections import Connection, ConnectionPool
from application.recording import Line, LogEntry, Page, StoredEntry

KEY_TAKEN = "23BV1"
"""A state of our own in SQL's class 23, integrity constraint violation."""

GUARD_FAILED = "23BV2"
"""As above."""

LAST_POSITION = 2**63 - 1
"""The greatest position, and the greatest version, that PostgreSQL can count to."""

CONNECT_TIMEOUT = 10
"""Seconds to wait for the server unless the URL says otherwise, and for a connection to become free."""

SETTINGS = """
    SELECT set_config('timezone', 'UTC', false),
           set_config('lock_timeout', %s, false),
           set_config('default_transaction_isolation', 'read committed', false),
           set_config('synchronous_commit', CASE current_setting('synchronous_commit')
               WHEN 'off' THEN 'on' WHEN 'local' THEN 'on' ELSE current_setting('synchronous_commit') END, false)
"""
"""A commit that has returned is on disk, and times are UTC; why the isolation matters is told in ``postgres.sql``."""

SELECT_HEAD = "SELECT max(notification_id) FROM {schema}.stored_events"

SELECT_LOG = """
    SELECT notification_id, originator_id, originator_version, topic, state FROM {schema}.stored_events
    WHERE notification_id > %s AND notification_id <= %s ORDER BY notification_id LIMIT %s
"""

SELECT_LOG_OF_NAMES = """
    SELECT notification_id, originator_id, originator_version, topic, state FROM {schema}.stored_events
    WHERE notification_id > %s AND notification_id <= %s AND topic = ANY(%s) ORDER BY notification_id LIMIT %s
"""

SELECT_ENTRIES = """
    SELECT notification_id, originator_id, originator_version, topic, state FROM {schema}.stored_events
    WHERE notification_id = ANY(%s) ORDER BY notification_id
"""

SELECT_OPENINGS = """
    SELECT notification_id, originator_id, originator_version, topic, state FROM {schema}.stored_events
    WHERE originator_version = 1 AND originator_id = ANY(%s) ORDER BY notification_id
"""

LOG_PAGE = """
    SELECT notification_id, topic, state FROM {schema}.stored_events
    WHERE notification_id > %s AND notification_id <= %s AND topic = ANY(%s) ORDER BY notification_id LIMIT %s
"""

ENTRIES = """
    SELECT notification_id, convert_to(encode(uuid_send(originator_id), 'hex'), 'UTF8'),
           convert_to(originator_version::text, 'UTF8'), convert_to(topic, 'UTF8'), state
    FROM {schema}.stored_events
    WHERE notification_id > %s AND notification_id <= %s ORDER BY notification_id FETCH FIRST (%s) ROWS WITH TIES
"""
"""Should somebody have put two entries at one position, both are read."""

PAGE_OF_LOG = """
    SELECT '['::bytea || string_agg(convert_to('["' || topic || '",' || notification_id || ',', 'UTF8') || state, '],')
           || ']]'::bytea, count(*), max(notification_id)
    FROM (SELECT notification_id, topic, state FROM {schema}.stored_events
          WHERE notification_id > $1 AND notification_id <= $2 AND topic = ANY(string_to_array($3, ','))
          ORDER BY notification_id LIMIT $4) AS page
"""
"""The server puts the entries of a page together: handing each to Python takes longer than reading it."""


class PostgresDatastore:
    """A schema of a database, and connections to it."""

    def __init__(self, url: str, *, schema: str, lock_timeout: int, pool_size: int) -> None:
        """Connects when needed; a save waits at most ``lock_timeout`` seconds for other writers."""
        self.schema = schema
        self.channel = f"stored_events_{schema}"[:63]
        self.pool = self.new_pool(pool_size)
        self._url = url
        self._lock_timeout = f"{lock_timeout}s"
        self._statements: dict[str, bytes] = {}

    def new_pool(self, size: int) -> ConnectionPool:
        """Connections apart from those that the recorder uses, for the caller to close."""
        return ConnectionPool(self.connect, size=size, timeout=CONNECT_TIMEOUT)

    def connect(self) -> Connection:
        """One connection, for the caller to close; raises psycopg's errors."""
        defaults: dict[str, Any] = {"connect_timeout": CONNECT_TIMEOUT, "application_name": "bangvang"}
        connection = psycopg.connect(**defaults | conninfo_to_dict(self._url), autocommit=True)
        connection.execute(SETTINGS, (self._lock_timeout,))
        register_arrays(connection)
        return connection

    def statement(self, text: str) -> bytes:
        """One of this module's statements, with this schema put in."""
        if text not in self._statements:
            names = SQL(text).format(
                schema=Identifier(self.schema),
                channel=Identifier(self.channel),
                key_taken=Literal(KEY_TAKEN),
                guard_failed=Literal(GUARD_FAILED),
            )
            self._statements[text] = names.as_bytes()
        return self._statements[text]

    def create_tables(self) -> None:
        """Makes the schema, the tables and the function where they don't exist; processes take turns."""
        with self.pool.lend() as connection, connection.transaction():
            connection.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (self.channel,))
            if not connection.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", (self.schema,)).fetchone():
                connection.execute(self.statement("CREATE SCHEMA {schema}"))
            connection.execute(self.statement(files(__package__).joinpath("postgres.sql").read_text("utf-8")))

    def select_log(
        self, pool: ConnectionPool, after: int, limit: int, names: Collection[str] | None, until: int | None
    ) -> list[LogEntry]:
        """The first entries behind position ``after`` and up to ``until``, of these names only."""
        bounds = after, LAST_POSITION if until is None else until
        if names is None:
            rows = pool.read(self.statement(SELECT_LOG), (*bounds, limit))
        else:
            rows = pool.read(self.statement(SELECT_LOG_OF_NAMES), (*bounds, list(names), limit))
        return [LogEntry(*row) for row in rows]

    def select_entries(self, pool: ConnectionPool, positions: Collection[int]) -> list[LogEntry]:
        """The entries at these positions."""
        return [LogEntry(*row) for row in pool.read(self.statement(SELECT_ENTRIES), (list(positions),))]

    def select_openings(self, pool: ConnectionPool, streams: Collection[UUID]) -> list[LogEntry]:
        """The first entry of each of these streams."""
        rows = pool.read(self.statement(SELECT_OPENINGS), (UuidArray(streams),))
        return [LogEntry(*row) for row in rows]

    def log_lines(self, pool: ConnectionPool, after: int, until: int, names: Collection[str]) -> Iterator[list[Line]]:
        """All entries of these names behind position ``after`` and up to ``until``, each page asked for when needed."""
        return self._pages(pool, LOG_PAGE, after, until, list(names))

    def entries(self, pool: ConnectionPool, after: int, until: int) -> Iterator[list[StoredEntry]]:
        """Every entry as its bytes stand in the table, whatever it is called, each page asked for when needed."""
        return self._pages(pool, ENTRIES, after, until)

    def _pages(self, pool: ConnectionPool, text: str, after: int, *others: object) -> Iterator[list[Any]]:
        """Page after page of rows that begin with their positions; one that is not full is the last."""
        statement = self.statement(text)
        page = pool.read(statement, (after, *others, recording.PAGE))
        while page:
            yield page
            is_full = len(page) >= recording.PAGE
            page = pool.read(statement, (page[-1][0], *others, recording.PAGE)) if is_full else []

    def page_of_log(self, pool: ConnectionPool, after: int, until: int, names: Collection[str]) -> Page:
        """The same of many entries in one piece."""
        bounds = str(after), str(until), ",".join(names), str(recording.PAGE)
        events, size, last = pool.read_row(self.statement(PAGE_OF_LOG), bounds)
        return Page(events, int.from_bytes(size), int.from_bytes(last))

    def select_head(self, pool: ConnectionPool) -> int | None:
        """The position of the last event; none in an empty log."""
        [(head,)] = pool.read(self.statement(SELECT_HEAD))
        return cast("int | None", head)
