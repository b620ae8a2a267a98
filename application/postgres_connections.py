"""Connections to PostgreSQL, each lent to one thread at a time, and what to do when one is lost."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from threading import BoundedSemaphore, Lock
from typing import Any

import psycopg
from eventsourcing import persistence
from psycopg.pq import TransactionStatus

from application.recording import library_error

Connection = psycopg.Connection[tuple[Any, ...]]


class ConnectionLost(persistence.OperationalError):
    """The connection broke while a statement ran, so whether the statement took effect is unknown."""


class ConnectionPool:
    """At most ``size`` connections; each is used by one thread at a time and kept for the next."""

    def __init__(self, connect: Callable[[], Connection], *, size: int, timeout: float) -> None:
        """Connects when needed; a thread waits at most ``timeout`` seconds for a connection."""
        self._connect = connect
        self.timeout = timeout
        self._slots = BoundedSemaphore(size)
        self._idle: list[Connection] = []
        self._lock = Lock()
        self._closed = False

    @contextmanager
    def lend(self) -> Iterator[Connection]:
        """A connection of the borrower's own; raises the library's errors."""
        if not self._slots.acquire(timeout=self.timeout):
            msg = f"no connection became free within {self.timeout} seconds"
            raise persistence.ConnectionUnavailableError(msg)
        try:
            with translated_errors():
                connection = self._take()
            try:
                with translated_errors(connection):
                    yield connection
            finally:
                self._put_back(connection)
        finally:
            self._slots.release()

    def _take(self) -> Connection:
        with self._lock:
            if self._closed:
                raise persistence.ConnectionPoolClosedError
            if self._idle:
                return self._idle.pop()
        return self._connect()

    def _put_back(self, connection: Connection) -> None:
        with self._lock:
            if connection.pgconn.transaction_status == TransactionStatus.IDLE and not self._closed:
                self._idle.append(connection)
                return
        connection.close()

    def execute(self, statement: bytes, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """The rows of a statement that may write: it is sent once, and ``ConnectionLost`` leaves its outcome open."""
        with self.lend() as connection:
            return connection.execute(statement, parameters, prepare=True, binary=True).fetchall()

    def read(self, statement: bytes, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """The rows of a statement that only reads, and so may be sent again when the connection was lost."""
        try:
            return self.execute(statement, parameters)
        except ConnectionLost:
            self.drop_idle()
            return self.execute(statement, parameters)

    def drop_idle(self) -> None:
        """Closes what is not lent: when one connection is found broken, the others mostly are."""
        with self._lock:
            dropped, self._idle = self._idle, []
        for connection in dropped:
            connection.close()

    def close(self) -> None:
        """Lends no more; a connection that is lent now is closed when it comes back."""
        self._closed = True
        self.drop_idle()


@contextmanager
def translated_errors(connection: Connection | None = None) -> Iterator[None]:
    """Raises the library's error for each of psycopg's, and ``ConnectionLost`` if it cost the connection."""
    try:
        yield
    except psycopg.Error as error:
        if connection and connection.closed:
            raise ConnectionLost(str(error)) from error
        raise library_error(error) from error
