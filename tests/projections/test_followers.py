"""Following while many write: every event is folded, and none twice."""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from threading import Event
from time import monotonic, sleep
from uuid import UUID

import pytest

from application.settings import Settings
from domain.metadata import Actor, Role, UnitKind
from domain.province.commands import RegisterProvince, RegisterUnit
from domain.scorecard.commands import OpenScorecard, SelfScore
from domain.scorecard.events import stream_id
from projections.platform import Platform
from tests.domain.builders import PROVINCE, ROUND, ask, open_round, release
from tests.projections.shown import PROJECTIONS

pytestmark = [pytest.mark.no_cover, pytest.mark.lengthy]

WRITERS = 8
EVENTS = 250 if "THOROUGH" in os.environ else 25
"""How many each of them writes."""
PATIENCE = 30
"""Seconds after which followers are taken to have lost something."""
UNITS = [f"so-{number}" for number in range(WRITERS)]


@pytest.fixture
def opened(platform: Platform) -> Platform:
    """A platform with a round in which nobody has begun yet."""
    units = [ask(RegisterUnit, unit=unit, kind=UnitKind.DEPARTMENT, name=unit) for unit in UNITS]
    platform.application.execute_all([ask(RegisterProvince, name="Vĩnh Long"), *units, release(), open_round()])
    return platform


def write(platform: Platform, number: int) -> None:
    """A unit opens its scorecard and changes its mind about one indicator, so that each command is an event."""
    unit = UNITS[number]
    officer = Actor(id=f"can-bo-{number}", role=Role.UNIT, unit=unit)
    do = platform.application.execute
    do(ask(OpenScorecard, id=UUID(int=number << 32), unit=unit, scorecard=UUID(int=number), actor=officer))
    for time in range(1, EVENTS):
        fields = {"indicator": "2.4", "points": 5 + time % 2, "actor": officer}
        do(ask(SelfScore, id=UUID(int=(number << 32) + time), unit=unit, **fields))


def wait_until_all_is_folded(platform: Platform) -> bool:
    """Whether the lag came to zero in time."""
    deadline = monotonic() + PATIENCE
    while any(status.lag for status in platform.projections.status()) and monotonic() < deadline:
        sleep(0.02)
    return not any(status.lag for status in platform.projections.status())


def follow_while_all_write(followers: Sequence[Platform], writers: Sequence[Platform]) -> None:
    """Returns when everything is written and folded; raises what went wrong for any of them."""
    stopped = Event()
    with ThreadPoolExecutor(len(followers) + len(writers)) as people:
        following = [people.submit(each.projections.follow, stopped.is_set, 0.05) for each in followers]
        try:
            for writing in [people.submit(write, writer, number) for number, writer in enumerate(writers)]:
                writing.result()
            assert wait_until_all_is_folded(followers[0])
        finally:
            stopped.set()
        for each in following:
            each.result()


@pytest.mark.parametrize("number", [1, 2])
def test_followers_fold_each_event_once_while_eight_write(settings: Settings, opened: Platform, number: int):
    before = opened.log.head()
    with ExitStack() as stack:
        followers, writers = (
            [stack.enter_context(Platform(settings)) for _ in range(people)] for people in (number, WRITERS)
        )
        follow_while_all_write(followers, writers)
        assert followers[-1].projections.advance() == 0
    assert opened.log.head() == before + WRITERS * EVENTS
    assert [status.lag for status in opened.projections.status()] == [0] * len(PROJECTIONS)
    for unit in UNITS:
        assert lines_of(opened, unit) == events_of(opened, unit)
    assert [name for name in opened.projections if not opened.projections.verify(name).equal] == []


def lines_of(platform: Platform, unit: str) -> Sequence[tuple[int, int, str]]:
    """Of each line of the history: position, version and event."""
    changes = platform.history.changes(PROVINCE, ROUND, unit)
    return [(change.position, change.version, change.event) for change in changes]


def events_of(platform: Platform, unit: str) -> Sequence[tuple[int, int, str]]:
    """The same of each event in the log."""
    stream = stream_id(PROVINCE, ROUND, unit)
    entries = platform.log.read(0, platform.log.head())
    return [(e.position, e.originator_version, e.name) for e in entries if e.originator_id == stream]
