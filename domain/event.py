"""Events, the envelope they are recorded in, and the catalogue of their stored names."""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any, ClassVar, Generic, TypeVar
from uuid import UUID

import msgspec

from domain.metadata import Actor, Moment, Prose, SourceDocument

STORED_NAME = re.compile(r"^[a-z_]+\.[a-z_]+\.v[1-9][0-9]*$")


class EventMeta(msgspec.StructMeta):
    """Gives each event class the stored name written behind its bases."""

    stored_name: str

    def __new__(  # noqa: D102  # The arguments are those of every metaclass.
        mcs, class_name: str, bases: tuple[type, ...], namespace: dict[str, Any], *, name: str = "", **config: Any
    ) -> Any:
        cls = super().__new__(mcs, class_name, bases, namespace, **config)
        cls.stored_name = name
        return cls


class Event(msgspec.Struct, metaclass=EventMeta, frozen=True, kw_only=True):
    """What happened: the part of an event that later decisions need.

    Subclasses name themselves: ``class Granted(Event, name="award_campaign.granted.v1")``. That name and the fields
    are a storage format; they are added to, never changed.
    """

    stored_name: ClassVar[str]


E_co = TypeVar("E_co", bound=Event, covariant=True)


class Recorded(msgspec.Struct, Generic[E_co], frozen=True, kw_only=True, omit_defaults=True):
    """An event as it stands in the log: what happened, to whom, by whom, when and why.

    ``recorded_at`` is when we knew (UTC); ``effective_on`` is when it held, given where the two differ.
    """

    originator_id: UUID
    originator_version: int
    event_id: UUID
    recorded_at: Moment
    actor: Actor
    correlation_id: UUID
    causation_id: UUID
    effective_on: date | None = None
    reason: Prose | None = None
    source_document: SourceDocument | None = None
    data: E_co


Upcast = Callable[[dict[str, Any]], dict[str, Any]]
"""Turns the stored fields of one version of an event into those of the next."""


class Catalogue:
    """The stored names: which class reads each, and how retired versions become current ones."""

    def __init__(self, events: Iterable[type[Event]] = ()) -> None:
        """Starts with these current events; raises ``ValueError`` for a name that is malformed or taken."""
        self._current: dict[str, type[Event]] = {}
        self._retired: dict[str, tuple[str, Upcast]] = {}
        for event in events:
            self.add(event)

    def add(self, event: type[Event]) -> None:
        """Enters a current event under its stored name."""
        self._require_free(event.stored_name)
        self._current[event.stored_name] = event

    def retire(self, name: str, successor: str, upcast: Upcast) -> None:
        """Keeps a name that is no longer written: its stored fields are upcast to those of ``successor``."""
        self._require_free(name)
        self._retired[name] = (successor, upcast)

    def _require_free(self, name: str) -> None:
        if not STORED_NAME.match(name):
            msg = f"not a stored event name: {name!r} (expected <aggregate>.<event>.v<n>)"
            raise ValueError(msg)
        if name in self._current or name in self._retired:
            msg = f"the stored event name {name!r} is taken"
            raise ValueError(msg)

    def event_class(self, name: str) -> type[Event]:
        """The class that reads the events of this name; raises ``KeyError`` for a name never written."""
        while name in self._retired:
            name = self._retired[name][0]
        return self._current[name]

    def is_retired(self, name: str) -> bool:
        """Whether events of this name have to be upcast before they are read."""
        return name in self._retired

    def upcast(self, name: str, data: dict[str, Any]) -> dict[str, Any]:
        """The stored fields of a retired event, brought step by step to the current version."""
        while name in self._retired:
            name, step = self._retired[name]
            data = step(data)
        return data

    def stored_names(self, *events: type[Event]) -> frozenset[str]:
        """Every name, current or retired, under which these events may stand in the log; of all events if none."""
        wanted = set(events or self._current.values())
        names = (*self._current, *self._retired)
        return frozenset(name for name in names if self.event_class(name) in wanted)

    def __iter__(self) -> Iterator[type[Event]]:
        """The current events in the order they were entered."""
        return iter(self._current.values())

    def retired(self) -> dict[str, str]:
        """Each retired name and its successor."""
        return {name: successor for name, (successor, _) in self._retired.items()}
