"""A script: commands given on the days of a story, decided on one another, recorded together or not at all."""

import hashlib
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any, TypeVar
from uuid import UUID, uuid5

from application.service import BangVang, decide
from domain.command import VIETNAM, Command
from domain.metadata import NAMESPACE, Actor, Code, Role
from domain.person.reference import SALT_SIZE
from domain.refusal import Refusal

C = TypeVar("C", bound=Command)
WORKING_DAY_STARTS = time(8, 0)


class Script:
    """Commands of one province; ids and times follow from the story, so that each machine writes the same log."""

    def __init__(self, application: BangVang, title: str) -> None:
        """Starts with nothing decided."""
        self._application = application
        self._title = title
        self._given = 0
        self._now = datetime.min.replace(tzinfo=VIETNAM)
        self.workspace = application.workspace()
        self.refused: list[Refusal] = []

    def new_id(self) -> UUID:
        """A new id that is the same each time the story is told."""
        self._given += 1
        return uuid5(NAMESPACE, f"demo/{self._title}/{self._given}")

    def give(
        self, command: Callable[..., C], role: Role, day: date, body: Code | None = None, /, **fields: Any
    ) -> None:
        """Gives a command on a day, a moment after the one before it; ``body`` is whom the actor acts for."""
        actor = Actor(id=f"trinh-dien-{body or role}", role=role, unit=body)
        given = command(id=self.new_id(), at=self._moment(day), actor=actor, **fields)
        for name in filter(None, (actor.id, *(getattr(given, field) for field in given.persons))):
            self._application.people.reference(name, _salt(name))
        decide(self.workspace, given)

    def give_in_vain(
        self, command: Callable[..., C], role: Role, day: date, body: Code | None = None, /, **fields: Any
    ) -> None:
        """Gives a command that the rules refuse, which leaves no trace in the log."""
        try:
            self.give(command, role, day, body, **fields)
        except Refusal as refusal:
            self.refused.append(refusal)

    def record(self) -> int:
        """Writes the whole story in one transaction; returns how many events it has."""
        return len(self._application.record(self.workspace))

    def _moment(self, day: date) -> datetime:
        opening = datetime.combine(day, WORKING_DAY_STARTS, VIETNAM)
        self._now = max(self._now + timedelta(seconds=7), opening) if self._now.date() <= day else opening
        return self._now


def _salt(name: str) -> bytes:
    """A salt that is the same each time the story is told; nobody in it is to be hidden."""
    return hashlib.sha256(f"demo/{name}".encode()).digest()[:SALT_SIZE]
