"""What is known of a read: that it was logged, or nothing."""

import msgspec

from domain.audit.events import ReadLogged
from domain.event import Event


class NotLogged(msgspec.Struct, frozen=True):
    """Nothing is known of such a read yet."""


class Logged(msgspec.Struct, frozen=True, kw_only=True):
    """The read is in the log."""

    reading: ReadLogged


Read = NotLogged | Logged
INITIAL = NotLogged()


def evolve(read: Read, event: Event) -> Read:
    """The read after one more event."""
    match read, event:
        case NotLogged(), ReadLogged():
            return Logged(reading=event)
        case _:
            return read
