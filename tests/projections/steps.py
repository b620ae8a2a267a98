"""Steps that tests of projections take on a platform."""

from typing import Any
from uuid import uuid4

from domain.metadata import Actor, Role
from projections.platform import Platform
from tests.domain.builders import UNIT, ask


def give(platform: Platform, command: Any, unit: str = UNIT, role: Role | None = None, **fields: Any) -> None:
    """Gives a command about a unit: as the unit or whoever the role says, else as the usual actor of the command."""
    actor = {} if role is None else {"actor": Actor(id="x", role=role, unit=unit)}
    platform.application.execute(ask(command, id=uuid4(), unit=unit, **actor, **fields))
