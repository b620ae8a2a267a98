"""Reading the log as it grows: in order, without gaps, and woken when something was saved."""

from collections.abc import Collection, Generator, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from itertools import chain
from threading import Event
from time import monotonic
from typing import Protocol, TypeVar
from uuid import UUID

from application import recording
from application.postgres import PostgresRecorder
from application.postgres_connections import Connection, ConnectionLost, ConnectionPool
from application.postgres_datastore import CONNECT_TIMEOUT
from application.recording import Line, LogEntry, Page, StoredEntry, pages
from application.sqlite import SQLiteRecorder

__all__ = ["Line", "LogEntry", "LogReader", "Page", "PostgresLog", "SQLiteLog", "StoredEntry", "open_log"]

T = TypeVar("T")

GLANCE = 0.05
"""Seconds between two looks for saves of other processes, which can't wake a reader of an SQLite file."""


class LogReader(Protocol):
    """Reads the log of one store; every method may be called from any thread.

    No entry is ever skipped: an entry becomes visible only after all entries of lower positions.
    """

    def read(
        self, after: int, limit: int, names: Collection[str] | None = None, until: int | None = None
    ) -> list[LogEntry]:
        """At most ``limit`` entries behind position ``after``, up to ``until`` included, of these names only."""

    def at(self, positions: Collection[int]) -> list[LogEntry]:
        """The entries at these positions, in the order of the log."""

    def openings(self, streams: Collection[UUID]) -> list[LogEntry]:
        """The first entry of each of these streams, in the order of the log."""

    def scan(self, after: int, until: int, names: Collection[str]) -> AbstractContextManager[Iterator[Line]]:
        """Every entry of these names behind position ``after``, up to ``until`` included, read as it is asked for.

        What is read is in use until the block ends.
        """

    def entries(self, after: int, until: int) -> AbstractContextManager[Iterator[StoredEntry]]:
        """Every entry as its bytes stand in the store, whatever it is called, read as it is asked for.

        Another thread may read what comes next meanwhile; none does once the block has ended.
        """

    def pages(self, after: int, until: int, names: Collection[str]) -> AbstractContextManager[Iterator[Page]]:
        """Every entry of these names, many entries in one piece: the fastest way through the log.

        The next page is read by another thread while one is in use; none is once the block has ended.
        """

    def head(self) -> int:
        """The position of the last entry; 0 in an empty log."""

    def wait(self, timeout: float) -> None:
        """Returns when something was saved since the last wait returned, or after ``timeout`` seconds.

        It may return early for no reason, never late. One follower waits on one reader.
        """

    def close(self) -> None:
        """Gives back what the reader holds."""


class SQLiteLog:
    """The log in an SQLite file: woken at once by saves through the same factory, soon by those of others."""

    def __init__(self, recorder: SQLiteRecorder) -> None:
        """Reads through the recorder's connections."""
        self._recorder = recorder
        self._seen = 0

    def read(
        self, after: int, limit: int, names: Collection[str] | None = None, until: int | None = None
    ) -> list[LogEntry]:
        """At most ``limit`` entries behind position ``after``, up to ``until`` included, of these names only."""
        return self._recorder.select_log(after, limit, names, until)

    def at(self, positions: Collection[int]) -> list[LogEntry]:
        """The entries at these positions, in the order of the log."""
        return self._recorder.select_entries(positions)

    def openings(self, streams: Collection[UUID]) -> list[LogEntry]:
        """The first entry of each of these streams, in the order of the log."""
        return self._recorder.select_openings(streams)

    def scan(self, after: int, until: int, names: Collection[str]) -> AbstractContextManager[Iterator[Line]]:
        """Every entry of these names behind position ``after``, up to ``until`` included, read as it is asked for."""
        return self._recorder.scan_log(after, until, names)

    def entries(self, after: int, until: int) -> AbstractContextManager[Iterator[StoredEntry]]:
        """Every entry as its bytes stand in the store, whatever it is called, read as it is asked for."""
        return self._recorder.entries(after, until)

    @contextmanager
    def pages(self, after: int, until: int, names: Collection[str]) -> Iterator[Iterator[Page]]:
        """Every entry of these names, many entries in one piece: the fastest way through the log."""
        with self._recorder.log_pages(after, until, names) as found, closing(ahead(found)) as coming:
            yield coming

    def head(self) -> int:
        """The position of the last entry; 0 in an empty log."""
        return self._recorder.max_notification_id() or 0

    def wait(self, timeout: float) -> None:
        """Returns when something was saved since the last wait returned, or after ``timeout`` seconds."""
        deadline = monotonic() + timeout
        saved = self._recorder.datastore.saved
        with saved:
            # A save signals after its commit and under this lock, so none can slip between the look and the sleep.
            while not self._has_grown() and (left := deadline - monotonic()) > 0:
                saved.wait(min(left, GLANCE))

    def _has_grown(self) -> bool:
        seen, self._seen = self._seen, self.head()
        return self._seen > seen

    def close(self) -> None:
        """Holds nothing of its own."""


class PostgresLog:
    """The log in PostgreSQL, on two connections of its own: one reads, one listens for saves of any process."""

    def __init__(self, recorder: PostgresRecorder) -> None:
        """Reads where the recorder writes, but connects on its own, at first use."""
        self._datastore = recorder.datastore
        self._reading = self._datastore.new_pool(1)
        self._listening = ConnectionPool(self._listen, size=1, timeout=CONNECT_TIMEOUT)
        self._deaf = False

    def read(
        self, after: int, limit: int, names: Collection[str] | None = None, until: int | None = None
    ) -> list[LogEntry]:
        """At most ``limit`` entries behind position ``after``, up to ``until`` included, of these names only."""
        return self._datastore.select_log(self._reading, after, limit, names, until)

    def at(self, positions: Collection[int]) -> list[LogEntry]:
        """The entries at these positions, in the order of the log."""
        return self._datastore.select_entries(self._reading, positions)

    def openings(self, streams: Collection[UUID]) -> list[LogEntry]:
        """The first entry of each of these streams, in the order of the log."""
        return self._datastore.select_openings(self._reading, streams)

    @contextmanager
    def scan(self, after: int, until: int, names: Collection[str]) -> Iterator[Iterator[Line]]:
        """Every entry of these names behind position ``after``, up to ``until`` included, read as it is asked for."""
        yield chain.from_iterable(self._datastore.log_lines(self._reading, after, until, names))

    @contextmanager
    def entries(self, after: int, until: int) -> Iterator[Iterator[StoredEntry]]:
        """Every entry as its bytes stand in the store, whatever it is called, read as it is asked for."""
        with closing(ahead_of_many(self._datastore.entries(self._reading, after, until))) as coming:
            yield chain.from_iterable(coming)

    @contextmanager
    def pages(self, after: int, until: int, names: Collection[str]) -> Iterator[Iterator[Page]]:
        """Every entry of these names, many entries in one piece: the fastest way through the log."""
        found = pages(lambda behind: self._datastore.page_of_log(self._reading, behind, until, names), after)
        with closing(ahead(found)) as coming:
            yield coming

    def head(self) -> int:
        """The position of the last entry; 0 in an empty log."""
        return self._datastore.select_head(self._reading) or 0

    def wait(self, timeout: float) -> None:
        """Returns when something was saved since the last wait returned, or after ``timeout`` seconds."""
        with suppress(ConnectionLost), self._listening.lend() as connection:
            if self._was_deaf():
                return
            # One save has one notification, so what came with the first would only wake the next wait for nothing.
            if list(connection.notifies(timeout=timeout, stop_after=1)):
                list(connection.notifies(timeout=0))

    def _listen(self) -> Connection:
        connection = self._datastore.connect()
        connection.execute(self._datastore.statement("LISTEN {channel}"))
        self._deaf = True
        return connection

    def _was_deaf(self) -> bool:
        """Whether saves may have gone unheard, before the first wait or while the connection was lost."""
        deaf, self._deaf = self._deaf, False
        return deaf

    def close(self) -> None:
        """Closes both connections."""
        self._reading.close()
        self._listening.close()


def ahead(items: Iterator[T]) -> Generator[T, None, None]:
    """The same items, of which the next is fetched by another thread while one is in use."""
    with ThreadPoolExecutor(max_workers=1) as reader:

        def fetch(begun: Event) -> T | None:
            begun.set()
            return next(items, None)

        def fetching() -> Future[T | None]:
            """Waits until the thread is at it: left alone, it would not come to its turn before this one rests."""
            begun = Event()
            coming = reader.submit(fetch, begun)
            begun.wait()
            return coming

        coming = fetching()
        while (item := coming.result()) is not None:
            coming = fetching()
            yield item


def ahead_of_many(found: Iterator[list[T]]) -> Generator[list[T], None, None]:
    """The same pages; from the second on, the next is fetched by another thread: most readers need but the first."""
    first = next(found, [])
    yield first
    if len(first) >= recording.PAGE:
        with closing(ahead(found)) as coming:
            yield from coming


def open_log(recorder: SQLiteRecorder | PostgresRecorder) -> LogReader:
    """A reader of the log to which this recorder appends."""
    return PostgresLog(recorder) if isinstance(recorder, PostgresRecorder) else SQLiteLog(recorder)
