"""What comes from a partition: events in the order of their province, and records that are none."""

from typing import NamedTuple

from application.messaging.events import Headers, Place, Raw, Received, Unreadable, received


class InLog(NamedTuple):
    """An event that no record has brought and that is read from the log; no offset is its own."""

    offset: int
    key: bytes | None
    value: bytes | None
    headers: Headers


class Arrival(NamedTuple):
    """A record, and the event in it or what keeps it from being read."""

    raw: Raw
    event: Received | None
    problem: str = ""


class Partition(NamedTuple):
    """A partition of a topic."""

    topic: str
    number: int


def arrived(raw: Raw) -> Arrival:
    """The record as it is folded: whatever stands in it, this can be told of it."""
    try:
        return Arrival(raw, received(raw.headers, raw.value))
    except Unreadable as problem:
        return Arrival(raw, None, f"Unreadable: {problem}")


__all__ = ["Arrival", "InLog", "Partition", "Place", "Raw", "arrived"]
