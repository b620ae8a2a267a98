"""One unit of work: the streams a decision has read, and the events it adds to them.

What was written is protected by the stream's own version; what was only read is protected by a guard, so that a
decision never lands on a round or a registry that has changed since it was looked at.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar
from uuid import UUID

import msgspec

from application.people import People, people_in
from application.recording import Guard
from domain.command import Command
from domain.event import Event, Recorded
from domain.person.events import stream_id as person_stream
from domain.person.reference import Reference

S = TypeVar("S")
C = TypeVar("C", bound=Command)


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

    def __init__(self, load: Load, people: People | None = None) -> None:
        """Reads streams with ``load`` when they are first asked for; with ``people``, commands may be decided in it."""
        self._load = load
        self._people = people
        self._named: set[Reference] = set()
        self.forgotten: set[Reference] = set()
        self._read: dict[UUID, Version[Any]] = {}
        self._now: dict[UUID, Version[Any]] = {}
        self._added: Counter[tuple[UUID, UUID]] = Counter()
        """How many events each command has added to each stream."""
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
        self.events.extend(command.record(stream, current.number, events, self._added[command.id, stream]))
        self._added[command.id, stream] += len(events)
        self._now[stream] = Version(current.number + len(events), state)

    def referred(self, command: C) -> C:
        """The command with references in the place of the persons it names, who must still be known at the save."""
        if self._people is None:
            return command
        referred = self._people.referred(command)
        self._named.update(people_in(referred))
        return referred

    def knows(self, reference: Reference) -> bool:
        """Whether a name is kept under this reference."""
        return self._people is not None and bool(self._people.of([reference]))

    def forget(self, reference: Reference) -> None:
        """Has the name behind the reference erased in the transaction of the save."""
        self.forgotten.add(reference)

    def guards(self) -> Sequence[Guard]:
        """The streams that were read but not written, with the versions they must still have.

        Those of the persons named must have none: an erased one can't be named any more.
        """
        written = {event.originator_id for event in self.events}
        read = {stream: version.number for stream, version in self._read.items()}
        read |= dict.fromkeys(map(person_stream, self._named), 0)
        return [Guard(stream, number) for stream, number in read.items() if stream not in written]
