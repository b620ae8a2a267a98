"""What both event stores share: conditions and receipts of a save, and an event's place in the log."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import NamedTuple, cast
from uuid import UUID

from eventsourcing import persistence
from eventsourcing.persistence import IntegrityError, Notification, OperationalError, PersistenceError

PAGE = 4_000
"""Entries that are asked for at once where the whole log is read."""


class Guard(NamedTuple):
    """A stream that the decision has read, and the version it saw; 0 is a stream without events."""

    originator_id: UUID
    originator_version: int


class Receipt(NamedTuple):
    """What to remember of a command, so that the same command given again is answered and not carried out again.

    ``key`` is the caller's idempotency key, ``fingerprint`` tells whether a later command with that key is the same
    one, ``originator_id`` is the stream that the command changes.
    """

    key: str
    fingerprint: str
    originator_id: UUID


class StoredReceipt(NamedTuple):
    """A receipt and the outcome it stands for.

    ``originator_version`` is the stream's version after the save, ``position`` the log position of the save's last
    event and ``events`` their number. Of a save without events the position is that of the stream's last event, or 0.
    """

    key: str
    fingerprint: str
    originator_id: UUID
    originator_version: int
    position: int
    events: int
    recorded_at: datetime


class LogEntry(NamedTuple):
    """A stored event at its position in the log: positions count from 1, in the order in which saves took effect."""

    position: int
    originator_id: UUID
    originator_version: int
    name: str
    state: bytes

    def notification(self) -> Notification:
        """The entry as the eventsourcing library's own programs know it."""
        return Notification(self.originator_id, self.originator_version, self.name, self.state, self.position)


StoredEntry = tuple[int, bytes, bytes, bytes, bytes]
"""A log entry as its bytes stand in the store: position, stream in hexadecimal digits, version in digits, name, record.

Nothing of it is read as anything: whoever checks the store must see what somebody may have put there.
"""

Line = tuple[int, str, bytes]
"""Of a log entry only its position, its name and its bytes, which tell the rest: what reading the whole log needs."""


class Page(NamedTuple):
    """Many log entries in one piece: a JSON array of ``[name, position, record]``, how many, and the last position.

    The records stand there as they are stored; the order is that of the log, as far as the store keeps it.
    """

    events: bytes
    size: int
    last: int


def pages(read: Callable[[int], tuple[bytes, int, int]], after: int) -> Iterator[Page]:
    """Page after page, as ``read`` answers with what stands behind a position, until there is nothing more."""
    while (page := Page(*read(after))).size:
        yield page
        after = page.last


StreamLine = tuple[int, str, bytes]
"""Of a stored event of a known stream its version in it, its name and its bytes."""


class GuardFailed(IntegrityError):  # noqa: N818  # What happened, in the words of this module.
    """A stream that the decision has read stands at another version by now: decide again. Nothing was written."""

    def __init__(self, guard: Guard, actual: int) -> None:
        """Takes the guard and the stream's actual version."""
        self.guard = guard
        self.actual = actual
        super().__init__(f"stream {guard.originator_id} stands at version {actual}, not {guard.originator_version}")


class KeyTaken(IntegrityError):  # noqa: N818  # As above.
    """A receipt with this key was stored before, so the command has had its answer. Nothing was written."""

    def __init__(self, key: str) -> None:
        """Takes the idempotency key."""
        self.key = key
        super().__init__(f"the idempotency key {key!r} is taken")


class SaveUnconfirmed(OperationalError):  # noqa: N818  # As above.
    """The database was lost during a save and stayed away: the events may or may not be in the log.

    The same command given again, with the same ids, finds out: it either takes effect or meets its own events.
    """


def library_error(error: Exception) -> PersistenceError:
    """A driver's error as the eventsourcing library calls it: PEP 249 gives all of them the same names."""
    names = [base.__name__ for base in type(error).__mro__]
    known = next((name for name in names if hasattr(persistence, name)), "PersistenceError")
    return cast("type[PersistenceError]", getattr(persistence, known))(str(error))
