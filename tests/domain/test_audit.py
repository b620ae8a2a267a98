"""What auditors read is kept, each read once."""

from uuid import uuid4

import pytest

from domain.audit.commands import LogRead
from domain.audit.events import ReadLogged, stream_id
from domain.audit.state import INITIAL, Logged, NotLogged, evolve
from domain.metadata import Actor, Role
from domain.refusal import RoleNotAllowed
from tests.domain.builders import PROVINCE, ROUND, UNIT, at, province_registered
from tests.domain.specification import fold, read

AUDITOR = Actor(id="nguyen.van.a", role=Role.AUDITOR)
ABOUT = {
    "operation": "listChanges",
    "request": "GET /api/v1/provinces/vinh-long/rounds/2022/scorecards/so-noi-vu/history",
    "province": PROVINCE,
    "round": ROUND,
    "unit": UNIT,
}
LOGGED = ReadLogged(**ABOUT)


def asked(role: Role = Role.AUDITOR) -> LogRead:
    actor = Actor(id="nguyen.van.a", role=role)
    return LogRead(id=uuid4(), at=at("2022-12-01"), actor=actor, **ABOUT)  # type: ignore[arg-type]  # As above.


def test_a_read_is_kept_with_what_was_asked():
    read().when(asked()).then(LOGGED)


def test_a_read_is_kept_once():
    read().given(LOGGED).when(asked()).then_nothing()


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.AUDITOR])
def test_others_may_read_without_its_being_kept(role):
    read().when(asked(role)).then_rejected(RoleNotAllowed, role=role, allowed="auditor")


def test_every_read_has_a_stream_of_its_own():
    first, second = uuid4(), uuid4()
    assert stream_id(first) == stream_id(first) != stream_id(second)


def test_what_was_logged_stays_as_it_is():
    assert fold(evolve, INITIAL, [LOGGED, ReadLogged(operation="x", request="y")]) == Logged(reading=LOGGED)
    assert evolve(INITIAL, province_registered()) == NotLogged()
