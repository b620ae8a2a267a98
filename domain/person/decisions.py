"""What becomes of a request about a person."""

from domain.event import Event
from domain.person.commands import EraseName
from domain.person.events import NameErased
from domain.person.refusals import PersonUnknown
from domain.person.state import Erased, Person


def erase_name(person: Person, command: EraseName, *, known: bool) -> list[Event]:
    """Erases the name once; ``known`` says whether one is kept under the reference."""
    match person:
        case Erased():
            return []
        case _ if not known:
            raise PersonUnknown(reference=command.reference)
        case _:
            return [NameErased(reference=command.reference)]
