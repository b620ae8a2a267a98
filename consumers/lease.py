"""A lease: at most one process at a time does a piece of work, and another takes over when that one is gone.

What is done under it is saved under its ``epoch``, which grows with every holder: one that was stopped for a while and
does not know yet that it has lost the lease can't overwrite what its successor has saved.
"""

import logging
import os
import socket
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol

import psycopg
import sqlalchemy as sa
from filelock import FileLock, Timeout

from projections.database import take_turn, writing
from projections.feeding.tables import RELAY
from projections.platform import Platform
from projections.rows import Rows

log = logging.getLogger(__name__)

CONNECTION: dict[str, Any] = {
    "autocommit": True,
    "application_name": "bangvang-lease",
    "connect_timeout": 5,
    "keepalives": 1,
    "keepalives_idle": 1,
    "keepalives_interval": 1,
    "keepalives_count": 2,
    "tcp_user_timeout": 3000,
}
"""A server that is gone is noticed in some seconds; left alone, it would take two hours."""

NOTICE = """
    SELECT set_config(name, setting, false)
    FROM (VALUES ('tcp_keepalives_idle', '1'), ('tcp_keepalives_interval', '1'), ('tcp_keepalives_count', '2'),
                 ('idle_session_timeout', %s)) AS wanted (name, setting)
    WHERE EXISTS (SELECT FROM pg_settings WHERE pg_settings.name = wanted.name)
"""
"""So that the server, too, soon notices that a holder's machine is gone."""

FROZEN = "30s"
"""A holder that has not looked for so long whether it still holds the lease is taken to hang, and loses it."""

GIVE_BACK = "SELECT pg_advisory_unlock_all()"
TAKE = "SELECT pg_try_advisory_lock(hashtextextended(%s, 0))"


class LeaseLost(Exception):  # noqa: N818  # It tells what has happened.
    """Somebody else may hold the lease by now; nothing more may be done under it."""


class Lock(Protocol):
    """What only one process can hold, and what a process that ends gives back whatever way it ends."""

    def take(self) -> bool:
        """Whether it is held from now on; does not wait."""

    def is_held(self) -> bool:
        """Whether it is still held; looks, rather than remembers."""

    def release(self) -> None:
        """Gives it back, if it is held."""


class PostgresLock:
    """A lock of a database session, on a connection of its own: it is held for as long as the session lasts.

    A connection pooler that hands sessions around must not stand between.
    """

    def __init__(self, url: str, name: str) -> None:
        """Takes the database's address and what the lock is called."""
        self._url, self._name = url, f"bangvang.lease.{name}"
        self._connection: psycopg.Connection[Any] | None = None

    def take(self) -> bool:
        """Whether it is held from now on; raises psycopg's errors."""
        if self._connection is None or self._connection.closed:
            self._connection = psycopg.connect(self._url, **CONNECTION)
            self._connection.execute(NOTICE, (FROZEN,))
        row = self._connection.execute(TAKE, (self._name,)).fetchone()
        return bool(row and row[0])

    def is_held(self) -> bool:
        """Whether the session is still there."""
        try:
            if self._connection is not None:
                self._connection.execute("SELECT 1")
        except psycopg.Error:
            return False
        return self._connection is not None

    def release(self) -> None:
        """Gives it back and ends the session: the server notices an end by itself, but only a little later."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with connection, suppress(psycopg.Error):
                connection.execute(GIVE_BACK)


class EmbeddedLock:
    """A lock on a file beside the embedded stores."""

    def __init__(self, path: Path) -> None:
        """Takes the file, which is made on first use."""
        self._lock = FileLock(path, thread_local=False)

    def take(self) -> bool:
        """Whether it is held from now on."""
        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            return False
        return True

    def is_held(self) -> bool:
        """Whether it is still held: the machine gives it to nobody else before this process ends."""
        return self._lock.is_locked

    def release(self) -> None:
        """Gives it back."""
        self._lock.release(force=True)


class Lease:
    """The lease of one name; the row of ``relay`` with that name has who holds it, and how far the work is."""

    def __init__(self, platform: Platform, name: str, holder: str | None = None) -> None:
        """Takes whose read database it is about, and how this process is called."""
        url = platform.settings.database_url
        self.name, self.holder = name, holder or holder_name()
        self.epoch = 0
        self._database = platform.database
        self._lock: Lock = (
            PostgresLock(url, name) if url else EmbeddedLock(platform.settings.data / f"{name}.lease.lock")
        )

    def take(self) -> int | None:
        """The position up to which the work is done, if the lease is held from now on; ``None`` if another has it.

        Raises ``INFRASTRUCTURE`` where the database is away.
        """
        if not self._lock.take():
            return None
        try:
            position = self._begin()
        except BaseException:
            self._lock.release()
            raise
        log.info("lease taken", extra={"lease": self.name, "holder": self.holder, "epoch": self.epoch})
        return position

    def _begin(self) -> int:
        with writing(self._database) as connection:
            take_turn(connection, f"lease.{self.name}")
            rows = Rows(RELAY)
            rows.connection = connection
            row = rows.get(self.name) or {"name": self.name, "position": 0, "epoch": 0}
            self.epoch = row["epoch"] + 1
            rows.put({**row, "epoch": self.epoch, "holder": self.holder})
            rows.flush()
        position: int = row["position"]
        return position

    def require(self) -> None:
        """Raises ``LeaseLost`` where it is not held any more."""
        if not self._lock.is_held():
            raise LeaseLost(self.name)

    def save(self, connection: sa.Connection, position: int) -> None:
        """Notes how far the work is, in the transaction of all else that is noted; raises ``LeaseLost``."""
        mine = RELAY.c.name == self.name, RELAY.c.epoch == self.epoch
        if connection.execute(sa.update(RELAY).where(*mine).values(position=position)).rowcount != 1:
            raise LeaseLost(self.name)

    def release(self) -> None:
        """Lets others have it."""
        self._lock.release()


def holder_name() -> str:
    """How this process is called among others."""
    return f"{socket.gethostname()}/{os.getpid()}"
