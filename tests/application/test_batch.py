"""Many commands at once: all of them or none."""

from collections.abc import Iterator
from uuid import uuid4

import pytest

from application.batch import BatchRefused, execute_every
from application.service import BangVang
from domain.metadata import UnitKind
from domain.province.commands import RegisterProvince, RegisterUnit
from domain.scorecard.commands import OpenScorecard
from tests.domain.builders import ADMINISTRATOR, BODY, OTHER_UNIT, PROVINCE, ROUND, UNIT, ask, open_round, release


@pytest.fixture
def application(store_environment: dict[str, str]) -> Iterator[BangVang]:
    with BangVang(store_environment) as application:
        application.execute(ask(RegisterProvince, id=uuid4(), name="Vĩnh Long"))
        for unit in (UNIT, OTHER_UNIT, BODY):
            application.execute(ask(RegisterUnit, id=uuid4(), unit=unit, kind=UnitKind.DEPARTMENT, name=unit))
        application.execute(release())
        application.execute(open_round())
        yield application


def opening(unit: str) -> OpenScorecard:
    return ask(OpenScorecard, id=uuid4(), unit=unit, scorecard=uuid4(), actor=ADMINISTRATOR)


def test_every_command_is_carried_out_in_one_transaction(application):
    outcome = execute_every(application, PROVINCE, ROUND, [opening(UNIT), opening(OTHER_UNIT)])
    assert (outcome.events, outcome.version) == (2, 1)
    assert application.recorder.select_notifications(1, 100)[-1].id == outcome.position


def test_nothing_is_carried_out_when_some_are_refused_and_all_of_these_are_told(application):
    commands = [opening(unit) for unit in (UNIT, "so-la", OTHER_UNIT, "so-khac")]
    with pytest.raises(BatchRefused) as refused:
        execute_every(application, PROVINCE, ROUND, commands)
    assert [command for command, _ in refused.value.refused] == [commands[1], commands[3]]
    assert [refusal.code for _, refusal in refused.value.refused] == ["unit-unknown", "unit-unknown"]
    assert "2 trong 4" in refused.value.sentence("vi")
    assert all("scorecard" not in each.topic for each in application.recorder.select_notifications(1, 100))


def test_no_commands_lead_to_nothing(application):
    outcome = execute_every(application, PROVINCE, ROUND, [])
    assert (outcome.events, outcome.position, outcome.version) == (0, None, 1)
