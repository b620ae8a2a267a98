"""The event store in an SQLite file: one machine, no server.

One writer at a time, each save one durable transaction; readers never wait. Positions come from an explicit
``AUTOINCREMENT`` column, since SQLite may renumber the implicit row ids on ``VACUUM``.
"""

import json
import logging
import sqlite3
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from threading import Condition
from time import monotonic, sleep
from typing import Any, cast
from uuid import UUID

import eventsourcing.sqlite as library
from eventsourcing.persistence import Notification, ProcessRecorder, StoredEvent
from eventsourcing.utils import Environment, EnvType

from application import recording
from application.recording import (
    Guard,
    GuardFailed,
    KeyTaken,
    Line,
    LogEntry,
    Page,
    Receipt,
    StoredEntry,
    StoredReceipt,
    StreamLine,
    library_error,
    pages,
)
from application.sqlite_checkpoints import CREATE_CHECKPOINTS, SQLiteCheckpoints
from application.sqlite_people import CREATE_PEOPLE, SQLitePeople, erase_people
from domain.person.reference import Reference

log = logging.getLogger(__name__)

LOCK_TIMEOUT = 30
"""Seconds to wait for other writers before a save fails; ``SQLITE_LOCK_TIMEOUT`` says otherwise."""

PAUSE = 0.01
"""Seconds before a locked file is tried again, where SQLite does not wait by itself."""

LAST_POSITION = 2**63 - 1
"""The greatest position that SQLite can count to."""

CREATE_TABLES = [
    """
    CREATE TABLE IF NOT EXISTS stored_events (
        notification_id INTEGER PRIMARY KEY AUTOINCREMENT,
        originator_id TEXT NOT NULL,
        originator_version INTEGER NOT NULL,
        topic TEXT NOT NULL,
        state BLOB NOT NULL,
        UNIQUE (originator_id, originator_version)
    )
    """,
    """
    CREATE TABLE IF NOT EXISTS idempotency_keys (
        key TEXT PRIMARY KEY,
        fingerprint TEXT NOT NULL,
        originator_id TEXT NOT NULL,
        originator_version INTEGER NOT NULL,
        position INTEGER NOT NULL,
        events INTEGER NOT NULL,
        recorded_at TEXT NOT NULL
    ) WITHOUT ROWID
    """,
    CREATE_PEOPLE,
    CREATE_CHECKPOINTS,
]

INSERT_EVENT = "INSERT INTO stored_events (originator_id, originator_version, topic, state) VALUES (?, ?, ?, ?)"

INSERT_RECEIPT = """
    INSERT INTO idempotency_keys
    SELECT :key, :fingerprint, :originator_id, coalesce(max(originator_version), 0),
           coalesce(:position, max(notification_id), 0), :events, strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now')
    FROM stored_events WHERE originator_id = :originator_id
"""

SELECT_RECEIPT = "SELECT * FROM idempotency_keys WHERE key = ?"

SELECT_VERSION = "SELECT coalesce(max(originator_version), 0) FROM stored_events WHERE originator_id = ?"

SELECT_LOG = """
    SELECT notification_id, originator_id, originator_version, topic, state FROM stored_events
    WHERE notification_id > :after AND notification_id <= :until
    AND (:names IS NULL OR topic IN (SELECT value FROM json_each(:names)))
    ORDER BY notification_id LIMIT :limit
"""

ENTRIES = """
    SELECT notification_id, CAST(originator_id AS BLOB), CAST(originator_version AS BLOB), CAST(topic AS BLOB),
           CAST(state AS BLOB)
    FROM stored_events WHERE notification_id > ? AND notification_id <= ? ORDER BY notification_id
"""

SELECT_ENTRIES = """
    SELECT notification_id, originator_id, originator_version, topic, state FROM stored_events
    WHERE notification_id IN (SELECT value FROM json_each(?)) ORDER BY notification_id
"""

SELECT_OPENINGS = """
    SELECT notification_id, originator_id, originator_version, topic, state FROM stored_events
    WHERE originator_version = 1 AND originator_id IN (SELECT value FROM json_each(?)) ORDER BY notification_id
"""

SELECT_STREAM = """
    SELECT originator_version, topic, state FROM stored_events
    WHERE originator_id = ? AND originator_version > ? ORDER BY originator_version
"""

SCAN_LOG = """
    SELECT notification_id, topic, state FROM stored_events
    WHERE notification_id > ? AND notification_id <= ? AND topic IN ({names}) ORDER BY notification_id
"""

PAGE_OF_LOG = """
    SELECT CAST('[' || group_concat('["' || topic || '",' || notification_id || ',' || state, '],') || ']]' AS BLOB),
           count(*), max(notification_id)
    FROM (SELECT notification_id, topic, state FROM stored_events
          WHERE notification_id > ? AND notification_id <= ? AND topic IN ({names})
          ORDER BY notification_id LIMIT ?)
"""
"""The store puts the entries of a page together: handing each to Python takes longer than reading it."""


def environment(path: Path | str) -> dict[str, str]:
    """The eventsourcing environment that keeps events in this file; it is made on first use."""
    return {
        "PERSISTENCE_MODULE": __name__,
        "MAPPER_TOPIC": "application.codec:EventMapper",
        "SQLITE_DBNAME": str(path),
    }


def use_write_ahead_log(connection: sqlite3.Connection, timeout: float) -> None:
    """Lets readers go on while somebody writes; the file keeps the setting.

    Changing it needs the file for itself, and SQLite does not wait for that: of several programs that open a new file
    at once, all but one are told that it is locked. They ask again for ``timeout`` seconds.
    """
    until = monotonic() + timeout
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or monotonic() > until:
                raise
            sleep(PAUSE)
        else:
            return


class SQLiteConnectionPool(library.SQLiteConnectionPool):
    """Connections on which a commit returns only when the disk has the events."""

    def _create_connection(self) -> library.SQLiteConnection:
        try:
            connection = sqlite3.connect(
                self.db_name, uri=True, check_same_thread=False, isolation_level=None, timeout=self.pool_timeout
            )
            use_write_ahead_log(connection, self.pool_timeout)
            # Whoever compiled SQLite has chosen the default, so it is never relied upon.
            connection.execute("PRAGMA synchronous = FULL")
            # What is erased is overwritten with zeros; the log itself never has anything erased.
            connection.execute("PRAGMA secure_delete = ON")
        except sqlite3.Error as error:
            raise library_error(error) from error
        connection.row_factory = sqlite3.Row
        return library.SQLiteConnection(connection, max_age=self.max_age)

    def close(self) -> None:
        """Waits until nobody uses a connection: one that is closed under a running statement ends the interpreter."""
        with self._put_condition:
            self._put_condition.wait_for(lambda: self.closed or not self._in_use, self.pool_timeout)
            super().close()


class SQLiteDatastore(library.SQLiteDatastore):
    """The file, its connections, and the signal that this process has saved something to it."""

    def __init__(self, db_name: str, *, lock_timeout: int) -> None:
        """Waits at most ``lock_timeout`` seconds for other writers, be they threads or processes."""
        super().__init__(db_name)
        self.pool = SQLiteConnectionPool(db_name=db_name, pool_timeout=lock_timeout)
        self.saved = Condition()

    @contextmanager
    def transaction(self, *, commit: bool) -> Iterator[library.SQLiteCursor]:
        """A transaction that is rolled back unless ``commit``; raises the library's errors.

        One that writes takes the write lock when it begins: having begun by reading, it could not become a writer once
        another had written, and would fail at once, whatever the time-out.
        """
        connection = self.pool.get_connection(is_writer=commit)
        cursor = connection.cursor()
        try:
            cursor.execute("BEGIN IMMEDIATE" if commit else "BEGIN")
            yield cursor
            if commit:
                connection.commit()
        except sqlite3.Error as error:
            raise library_error(error) from error
        finally:
            try:
                # An open cursor would reach into the transaction of the connection's next borrower.
                cursor.sqlite_cursor.close()
                # Without effect on what is committed by now.
                connection.rollback()
            finally:
                self.pool.put_connection(connection)

    def empty_write_ahead_log(self) -> None:
        """Moves all of it into the file and cuts it to nothing, once nobody reads what was there before.

        Whoever reads for longer than the time-out keeps it; that is logged, for erased names may still stand in it.
        """
        connection = self.pool.get_connection(is_writer=True)
        try:
            cursor = connection.cursor().sqlite_cursor
            (busy, *_) = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            cursor.close()
        finally:
            self.pool.put_connection(connection)
        if busy:
            log.warning("the write-ahead log of %s is being read and could not be emptied", self.pool.db_name)


class SQLiteRecorder(SQLitePeople, SQLiteCheckpoints, library.SQLiteApplicationRecorder):
    """Appends events to the log, each save in one transaction, and reads them back."""

    datastore: SQLiteDatastore

    def construct_create_table_statements(self) -> list[str]:
        """The statements that make the tables where they don't exist."""
        return CREATE_TABLES

    def insert_events(
        self,
        stored_events: Sequence[StoredEvent],
        *,
        guards: Sequence[Guard] = (),
        receipt: Receipt | None = None,
        erased: Collection[Reference] = (),
        **_: Any,
    ) -> list[int]:
        """Writes the events and the receipt and erases people, all or nothing; answers the events' positions.

        Raises ``KeyTaken``, else ``GuardFailed``, else ``IntegrityError`` when a version is taken already.
        """
        with self.datastore.transaction(commit=True) as transaction:
            cursor = transaction.sqlite_cursor
            require_free(cursor, receipt)
            require_unchanged(cursor, guards)
            positions = [insert_event(cursor, event) for event in stored_events]
            insert_receipt(cursor, receipt, positions)
            if erased:
                erase_people(cursor, erased)
        if erased:
            self.datastore.empty_write_ahead_log()
        with self.datastore.saved:
            self.datastore.saved.notify_all()
        return positions

    def select_receipt(self, key: str) -> StoredReceipt | None:
        """The receipt stored under this key, if any."""
        rows = self._select(SELECT_RECEIPT, (key,))
        return stored_receipt(*rows[0]) if rows else None

    def select_log(
        self, after: int, limit: int, names: Collection[str] | None = None, until: int | None = None
    ) -> list[LogEntry]:
        """The first entries behind position ``after`` and up to ``until``, of these names only."""
        bounds = {
            "after": after,
            "until": LAST_POSITION if until is None else until,
            "names": None if names is None else json.dumps(list(names)),
            "limit": limit,
        }
        return [log_entry(*row) for row in self._select(SELECT_LOG, bounds)]

    def select_entries(self, positions: Collection[int]) -> list[LogEntry]:
        """The entries at these positions."""
        return [log_entry(*row) for row in self._select(SELECT_ENTRIES, (json.dumps(list(positions)),))]

    def select_openings(self, streams: Collection[UUID]) -> list[LogEntry]:
        """The first entry of each of these streams."""
        wanted = json.dumps([stream.hex for stream in streams])
        return [log_entry(*row) for row in self._select(SELECT_OPENINGS, (wanted,))]

    @contextmanager
    def scan_log(self, after: int, until: int, names: Collection[str]) -> Iterator[Iterator[Line]]:
        """The same of all entries, read as they are asked for while the block runs."""
        statement = SCAN_LOG.format(names=", ".join("?" * len(names)))
        with self.datastore.transaction(commit=False) as transaction:
            cursor = transaction.sqlite_cursor
            cursor.row_factory = None
            yield cursor.execute(statement, (after, until, *names))

    @contextmanager
    def entries(self, after: int, until: int) -> Iterator[Iterator[StoredEntry]]:
        """Every entry as its bytes stand in the file, whatever it is called."""
        with self.datastore.transaction(commit=False) as transaction:
            cursor = transaction.sqlite_cursor
            cursor.row_factory = None
            yield cursor.execute(ENTRIES, (after, until))

    @contextmanager
    def log_pages(self, after: int, until: int, names: Collection[str]) -> Iterator[Iterator[Page]]:
        """The same of many entries in one piece, each page read as it is asked for while the block runs."""
        statement = PAGE_OF_LOG.format(names=", ".join("?" * len(names)))
        with self.datastore.transaction(commit=False) as transaction:
            cursor = transaction.sqlite_cursor
            cursor.row_factory = None

            def read(behind: int) -> tuple[bytes, int, int]:
                bounds = behind, until, *names, recording.PAGE
                return cast("tuple[bytes, int, int]", cursor.execute(statement, bounds).fetchone())

            yield pages(read, after)

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> list[Notification]:
        """The log as the library's own programs read it."""
        after = (start or 0) - inclusive_of_start
        return [entry.notification() for entry in self.select_log(after, limit, topics or None, stop)]

    def select_stream(self, originator_id: UUID, after: int) -> list[StreamLine]:
        """A stream's events after a version, in the order of their versions."""
        return self._select(SELECT_STREAM, (originator_id.hex, after))

    def _select(self, statement: str, parameters: Any) -> list[Any]:
        with self.datastore.transaction(commit=False) as transaction:
            cursor = transaction.sqlite_cursor
            cursor.row_factory = None
            return cursor.execute(statement, parameters).fetchall()


def require_free(cursor: sqlite3.Cursor, receipt: Receipt | None) -> None:
    """Refuses a key that was used before, ahead of any other reason, for its command has had its answer."""
    if receipt and cursor.execute(SELECT_RECEIPT, (receipt.key,)).fetchone():
        raise KeyTaken(receipt.key)


def require_unchanged(cursor: sqlite3.Cursor, guards: Sequence[Guard]) -> None:
    """Refuses the save if a guarded stream has another version; the write lock keeps it true until the commit."""
    for guard in guards:
        (actual,) = cursor.execute(SELECT_VERSION, (guard.originator_id.hex,)).fetchone()
        if actual != guard.originator_version:
            raise GuardFailed(guard, actual)


def insert_event(cursor: sqlite3.Cursor, event: StoredEvent) -> int:
    """Appends an event and answers its position."""
    row = cast("UUID", event.originator_id).hex, event.originator_version, event.topic, event.state
    return cast("int", cursor.execute(INSERT_EVENT, row).lastrowid)


def insert_receipt(cursor: sqlite3.Cursor, receipt: Receipt | None, positions: Sequence[int]) -> None:
    """Remembers the command and the outcome of its save."""
    if receipt:
        row = {
            "key": receipt.key,
            "fingerprint": receipt.fingerprint,
            "originator_id": receipt.originator_id.hex,
            "position": positions[-1] if positions else None,
            "events": len(positions),
        }
        cursor.execute(INSERT_RECEIPT, row)


def stored_receipt(key: str, fingerprint: str, originator_id: str, *outcome: Any) -> StoredReceipt:
    """A row of ``idempotency_keys`` in its Python types."""
    version, position, events, recorded_at = outcome
    stream = UUID(originator_id)
    return StoredReceipt(key, fingerprint, stream, version, position, events, datetime.fromisoformat(recorded_at))


def log_entry(position: int, originator_id: str, originator_version: int, name: str, state: bytes) -> LogEntry:
    """A row of ``stored_events`` in its Python types."""
    return LogEntry(position, UUID(originator_id), originator_version, name, state)


class SQLiteFactory(library.SQLiteFactory):
    """Makes the store that an environment describes; see ``environment``."""

    application_recorder_class = SQLiteRecorder

    def __init__(self, env: Environment | EnvType | None) -> None:
        """Reads ``SQLITE_DBNAME`` and ``SQLITE_LOCK_TIMEOUT``; raises ``OSError`` for a missing or odd setting."""
        super().__init__(env)
        pool = self.datastore.pool
        self.datastore = SQLiteDatastore(pool.db_name, lock_timeout=pool.lock_timeout or LOCK_TIMEOUT)

    def process_recorder(self) -> ProcessRecorder:
        """Not offered: a projection keeps its position in its own tables, not beside the events."""
        raise NotImplementedError
