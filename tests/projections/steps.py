"""Steps that tests of projections take on a platform."""

from typing import Any
from uuid import uuid4

import pytest

from application import recording
from domain.metadata import Actor, Role
from projections import building
from projections.platform import Platform
from projections.ranking import gathering
from tests.domain.builders import UNIT, ask


def give(platform: Platform, command: Any, unit: str = UNIT, role: Role | None = None, **fields: Any) -> None:
    """Gives a command about a unit: as the unit or whoever the role says, else as the usual actor of the command."""
    actor = {} if role is None else {"actor": Actor(id="x", role=role, unit=unit)}
    platform.application.execute(ask(command, id=uuid4(), unit=unit, **actor, **fields))


def fold_in_batches(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    """From now on at most so many events are folded, read or gathered at once."""
    for module, name in ((building, "BATCH"), (recording, "PAGE"), (gathering, "MANY")):
        monkeypatch.setattr(module, name, size)


def keep_together(monkeypatch: pytest.MonkeyPatch, changes: int) -> None:
    """From now on so many changes of a scorecard's points stand together in a row."""
    monkeypatch.setattr(gathering, "TOGETHER", changes)
