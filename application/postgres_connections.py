"""Connections to PostgreSQL, each lent to one thread at a time, and what to do when one is lost."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from threading import BoundedSemaphore, Lock
from typing import Any, TypeVar

import psycopg
from eventsourcing import persistence
from psycopg.pq import DiagnosticField, ExecStatus, Format, TransactionStatus

from application.recording import library_error

Connection = psycopg.Connection[tuple[Any, ...]]
T = TypeVar("T")


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
        return self.twice(lambda: self.execute(statement, parameters))

    def read_row(self, statement: bytes, parameters: Sequence[str]) -> list[bytes]:
        """The same of one large row, in the server's binary format; ``$1`` stands for a parameter.

        Other threads run until the row is there: the driver's usual way takes it in many pieces, and waits for its turn
        among them before each.
        """
        return self.twice(lambda: self._row(statement, [parameter.encode() for parameter in parameters]))

    def _row(self, statement: bytes, parameters: Sequence[bytes]) -> list[bytes]:
        with self.lend() as connection:
            result = connection.pgconn.exec_params(statement, parameters, result_format=Format.BINARY)
            if result.status != ExecStatus.TUPLES_OK:
                state = result.error_field(DiagnosticField.SQLSTATE)
                raise _error_class(state)(result.get_error_message())
            return [result.get_value(0, column) or b"" for column in range(result.nfields)]

    def twice(self, work: Callable[[], T]) -> T:
        """Does work that may be done again when the connection was lost, and does it again then."""
        try:
            return work()
        except ConnectionLost:
            self.drop_idle()
            return work()

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


def _error_class(state: bytes | None) -> type[psycopg.Error]:
    """Psycopg's error for a state of the server; when the connection is lost, there may be none."""
    try:
        return psycopg.errors.lookup((state or b"").decode())
    except KeyError:
        return psycopg.OperationalError


@contextmanager
def translated_errors(connection: Connection | None = None) -> Iterator[None]:
    """Raises the library's error for each of psycopg's, and ``ConnectionLost`` if it cost the connection."""
    try:
        yield
    except psycopg.Error as error:
        if connection and connection.closed:
            raise ConnectionLost(str(error)) from error
        raise library_error(error) from error
