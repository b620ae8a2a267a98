"""One unit of work: the streams a decision has read, and the events it adds to them.

What was written is protected by the stream's own version; what was only read is protected by a guard, so that a
decision never lands on a round or a registry that has changed since it was looked at.
"""

from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar
from uuid import UUID

import msgspec

from application.recording import Guard
from domain.command import Command
from domain.event import Event, Recorded

S = TypeVar("S")


class Aggregate(msgspec.Struct, Generic[S], frozen=True):
    """A kind of stream: its name, the state before the first event, and how events change it."""

    name: str
    initial: S
    evolve: Callable[[S, Event], S]


class Version(msgspec.Struct, Generic[S], frozen=True):
    """A stream's state after so many events."""

    number: int
    state: S


Load = Callable[[Aggregate[Any], UUID], Version[Any]]
"""Reads a stream as it stands in the store."""


class Workspace:
    """The streams of one unit of work, each read once, with the events decided so far already applied."""

    def __init__(self, load: Load) -> None:
        """Reads streams with ``load`` when they are first asked for."""
        self._load = load
        self._read: dict[UUID, Version[Any]] = {}
        self._now: dict[UUID, Version[Any]] = {}
        self.events: list[Recorded[Event]] = []

    def version(self, aggregate: Aggregate[S], stream: UUID) -> Version[S]:
        """The stream with this workspace's own events applied."""
        if stream not in self._now:
            self._now[stream] = self._read[stream] = self._load(aggregate, stream)
        return self._now[stream]

    def state(self, aggregate: Aggregate[S], stream: UUID) -> S:
        """The stream's state with this workspace's own events applied."""
        return self.version(aggregate, stream).state

    def glance(self, aggregate: Aggregate[S], stream: UUID) -> S:
        """The stream's state without a guard, for what is provisional anyway: it may have moved on by the save."""
        known: Version[S] = self._now.get(stream) or self._load(aggregate, stream)
        return known.state

    def append(self, aggregate: Aggregate[S], stream: UUID, command: Command, events: list[Event]) -> None:
        """Adds decided events to the stream."""
        current = self.version(aggregate, stream)
        state = current.state
        for event in events:
            state = aggregate.evolve(state, event)
        self.events.extend(command.record(stream, current.number, events))
        self._now[stream] = Version(current.number + len(events), state)

    def guards(self) -> Sequence[Guard]:
        """The streams that were read but not written, with the versions they must still have."""
        written = {event.originator_id for event in self.events}
        return [Guard(stream, read.number) for stream, read in self._read.items() if stream not in written]
