"""Who the people are that events name by reference: a table beside the log, whose rows can be erased.

A name that comes in with a command is exchanged for the person's reference before anything is decided. The row with
the name is written first, in a transaction of its own: should the save fail, a name is kept that no event refers to,
never an event whose name is lost.
"""

import secrets
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol, TypeVar

import msgspec

from domain.command import Command
from domain.person.reference import (
    IN_TEXT,
    SALT_SIZE,
    Reference,
    is_reference,
    names_nobody,
    normalised,
    reference_of,
)
from domain.person.refusals import PersonUnknown

CACHED_PEOPLE = 4096

C = TypeVar("C", bound=Command)

Names = dict[Reference, str | None]
"""Whom references stand for: ``None`` is somebody whose name was erased."""


class StoredPerson(NamedTuple):
    """A row of the table: whom a reference stands for, and the salt by which that can be proven.

    ``handle`` is what the person was called when first named, and by which the person is found again.
    """

    reference: Reference
    salt: bytes
    name: str
    handle: str
    recorded_at: datetime


class PeopleStore(Protocol):
    """What a recorder does for people."""

    def insert_person(self, reference: Reference, salt: bytes, name: str, handle: str) -> None:
        """Enters a person, unless somebody is found by that handle already."""

    def select_person(self, handle: str) -> StoredPerson | None:
        """The person found by that handle."""

    def select_people(self, references: Collection[Reference]) -> list[StoredPerson]:
        """Those of these people whose names are kept."""

    def list_people(self, after: str, limit: int | None = None) -> list[StoredPerson]:
        """All whose names are kept and whose references come behind ``after``, in the order of the references."""


class People:
    """Gives people their references, and references their names."""

    def __init__(self, store: PeopleStore) -> None:
        """Keeps the people in this store."""
        self._store = store
        self._references: dict[str, Reference] = {}

    def referred(self, command: C, *, anew: bool = False) -> C:
        """The command with references in the place of the persons it names; looks them up ``anew`` if asked to.

        Those who are new are entered. Raises ``PersonUnknown`` for a reference that nobody has.
        """
        if anew:
            self.look_again()
        given = {field: getattr(command, field) for field in command.persons}
        named = {field: self.reference(text) for field, text in given.items() if text is not None}
        if names_nobody(command.actor.id):
            return msgspec.structs.replace(command, **named) if named else command
        actor = msgspec.structs.replace(command.actor, id=self.reference(command.actor.id))
        return msgspec.structs.replace(command, actor=actor, **named)

    def reference(self, text: str, salt: bytes | None = None) -> Reference:
        """The reference of the person who is called so, or who has this reference; enters a new one.

        ``salt`` is for the people of a story, who are to have the same references wherever it is told.
        """
        known = self._references.get(text)
        if known is None:
            known = self._existing(text) if is_reference(text) else self._found_or_entered(normalised(text), salt)
            if len(self._references) >= CACHED_PEOPLE:
                self._references.clear()
            self._references[text] = self._references[known] = known
        return known

    def _existing(self, reference: Reference) -> Reference:
        if not self._store.select_people([reference]):
            raise PersonUnknown(reference=reference)
        return reference

    def _found_or_entered(self, handle: str, salt: bytes | None) -> Reference:
        found = self._store.select_person(handle)
        while found is None:
            # Whoever enters the same person at this moment may be first: then theirs is the reference.
            used = salt or secrets.token_bytes(SALT_SIZE)
            self._store.insert_person(reference_of(used, handle), used, handle, handle)
            found = self._store.select_person(handle)
        return found.reference

    def called(self, text: str) -> str:
        """What events hold of whoever is called so: the reference, else the text itself, as in older logs."""
        found = self._store.select_person(normalised(text))
        return found.reference if found else text

    def without_name(self, text: str) -> str:
        """What may be kept of whoever is called so: a reference, a role, a program's account, else that it was said."""
        called = self.called(text)
        return called if is_reference(called) or names_nobody(called) else "…"

    def look_again(self) -> None:
        """Forgets what was looked up: somebody may have been erased since."""
        self._references.clear()

    def of(self, references: Collection[Reference]) -> dict[Reference, StoredPerson]:
        """Those of these people whose names are kept; read anew each time, so that an erasure shows at once."""
        found = self._store.select_people(references) if references else ()
        return {person.reference: person for person in found}

    def names(self, texts: Iterable[str]) -> Names:
        """The people that the texts refer to, by their references; ``None`` where the name was erased."""
        references = {reference for text in texts for reference in IN_TEXT.findall(text)}
        kept = self.of(references)
        return {reference: kept[reference].name if reference in kept else None for reference in sorted(references)}

    def listed(self, after: str = "", limit: int | None = None) -> Sequence[StoredPerson]:
        """All whose names are kept, in the order of their references, those behind ``after``."""
        return self._store.list_people(after, limit)


def people_in(command: Command) -> Iterator[Reference]:
    """The references that a command holds."""
    named = (command.actor.id, *(getattr(command, field) for field in command.persons))
    return (text for text in named if text is not None and is_reference(text))
