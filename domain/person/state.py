"""What the events of a person add up to."""

import msgspec

from domain.event import Event
from domain.person.events import NameErased


class Kept(msgspec.Struct, frozen=True):
    """The name was not erased."""


class Erased(msgspec.Struct, frozen=True):
    """The name was erased; nothing more can be recorded of this person under this reference."""


Person = Kept | Erased
INITIAL = Kept()


def evolve(person: Person, event: Event) -> Person:
    """The person after one more event."""
    return Erased() if isinstance(event, NameErased) else person
