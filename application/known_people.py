"""What is known of a person: the name and how to prove it, or that it was erased, by whom, when and why."""

from typing import cast

import msgspec

from application.people import StoredPerson
from application.service import BangVang
from domain.event import Recorded
from domain.metadata import Moment
from domain.person.events import NameErased, stream_id
from domain.person.reference import Reference
from domain.person.refusals import PersonUnknown


class KnownPerson(msgspec.Struct, frozen=True, kw_only=True):
    """A person whom events name by ``reference``; of one who was erased, only that, by whom, when and why.

    ``reference`` is ``person:`` and the SHA-256 of the salt, in bytes, followed by the name in UTF-8.
    """

    reference: Reference
    name: str | None = None
    handle: str | None = None
    """By which the person is found again: an account, or the name."""
    salt: str | None = None
    """In hexadecimal digits."""
    recorded_at: Moment | None = None
    erased_at: Moment | None = None
    erased_by: str | None = None
    reason: str | None = None


def known_person(application: BangVang, reference: Reference) -> KnownPerson:
    """What is known of one person; raises ``PersonUnknown``."""
    for recorded in application.read(stream_id(reference)):
        return _erased(cast("Recorded[NameErased]", recorded))
    kept = application.people.of([reference])
    if not kept:
        raise PersonUnknown(reference=reference)
    return _kept(kept[reference])


def known_people(application: BangVang, after: str = "", limit: int | None = None) -> list[KnownPerson]:
    """All whose names are kept, in the order of their references, those behind ``after``."""
    return [_kept(person) for person in application.people.listed(after, limit)]


def _kept(person: StoredPerson) -> KnownPerson:
    return KnownPerson(**{**person._asdict(), "salt": person.salt.hex()})


def _erased(recorded: Recorded[NameErased]) -> KnownPerson:
    return KnownPerson(
        reference=recorded.data.reference,
        erased_at=recorded.recorded_at,
        erased_by=recorded.actor.id,
        reason=recorded.reason,
    )
