"""Read models survive that whoever folds them is killed at any moment: what comes afterwards sets all right."""

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from random import Random, SystemRandom
from threading import Event, Thread
from time import sleep
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa

from application.settings import Settings
from domain.metadata import UnitKind
from domain.province.commands import RegisterProvince, RegisterUnit
from domain.scorecard.commands import OpenScorecard, SelfScore
from projections.platform import Platform
from tests.domain.builders import ADMINISTRATOR, UNIT, ask, open_round, release
from tests.projections import victim
from tests.projections.histories import happened
from tests.projections.shown import dump

pytestmark = [pytest.mark.no_cover, pytest.mark.lengthy]

FORKED = multiprocessing.get_context("forkserver")
FORKED.set_forkserver_preload([victim.__name__])
"""Most of a victim's life would be loading its program, in which a kill proves nothing."""

THOROUGH = "THOROUGH" in os.environ
"""Set by .ci/run for its slower jobs."""
KILLS = 50 if THOROUGH else 1
STRIDE = 1 if THOROUGH else 31
"""Commits from one that a victim does not live to see to the next."""
LENGTH = 400
"""Events that are rebuilt: enough for the moments of a rebuild to last."""

PATIENCE = 60
"""Seconds after which a victim is taken never to get to work."""


@pytest.fixture
def chance() -> Random:
    """Says when to kill; its seed is shown when a test fails."""
    seed = SystemRandom().randrange(2**32)
    print(f"the kills are those of Random({seed})")  # noqa: T201  # Shown only where something failed.
    return Random(seed)


@contextmanager
def at_work(target: Callable[..., None], *arguments: Any) -> Iterator[tuple[Any, float]]:
    """A victim that has begun its work, and how long one round of it takes; it does not outlive the block."""
    ours, theirs = FORKED.Pipe(duplex=False)
    process = FORKED.Process(target=target, args=(*arguments[:1], theirs, *arguments[1:]))
    process.start()
    theirs.close()
    try:
        assert ours.poll(PATIENCE)
        yield process, ours.recv()
    finally:
        process.kill()
        process.join()
        ours.close()
        process.close()


def kill(process: Any) -> None:
    """Kills a victim that was alive until now."""
    process.kill()
    process.join()
    assert process.exitcode == -signal.SIGKILL


def tables(platform: Platform) -> set[str]:
    """Every table of the read database."""
    with platform.database.connect() as connection:
        return set(sa.inspect(connection).get_table_names())


def assert_sound(settings: Settings) -> Any:
    """Every projection gets to the head and equals a rebuilt one; returns all their rows."""
    with Platform(settings) as platform:
        platform.projections.advance()
        found = dump(platform)
        assert {(status.lag, status.problem) for status in platform.projections.status()} == {(0, None)}
        assert [name for name in platform.projections if not platform.projections.verify(name).equal] == []
        return found


def assert_rebuilt_as(platform: Platform, expected_tables: set[str]) -> None:
    """Every projection can be rebuilt, which changes none of its rows and leaves no other tables behind."""
    found = dump(platform)
    assert rebuilt(platform) == (expected_tables, found)


# --- Rebuilding -------------------------------------------------------------------------------------------------------
def rebuilt(platform: Platform) -> tuple[set[str], Any]:
    """The tables and rows of a platform that nobody has disturbed."""
    platform.projections.advance()
    for name in platform.projections:
        platform.projections.rebuild(name)
    return tables(platform), dump(platform)


def test_whoever_rebuilds_may_be_killed_at_any_moment(
    settings: Settings, platform: Platform, vinh_long: Platform, chance: Random
):
    platform.application.events.put(happened(vinh_long)[:LENGTH])
    undisturbed, expected = rebuilt(platform)
    for _ in range(KILLS):
        with at_work(victim.rebuild_over_and_over, settings) as (process, seconds):
            sleep(chance.uniform(0, seconds))
            kill(process)
        assert dump(platform) == expected
        assert assert_sound(settings) == expected
    assert_rebuilt_as(platform, undisturbed)


@pytest.mark.parametrize("moment", victim.MOMENTS)
def test_whoever_swaps_may_be_killed_in_the_middle_of_it(settings: Settings, national: Platform, moment: str):
    undisturbed, expected = rebuilt(national)
    with at_work(victim.die_in_a_swap, settings, moment) as (process, _):
        process.join(PATIENCE)
        assert process.exitcode == -signal.SIGKILL
    assert dump(national) == expected
    assert assert_sound(settings) == expected
    assert_rebuilt_as(national, undisturbed)


# --- Following --------------------------------------------------------------------------------------------------------
UNITS = [UNIT, *(f"so-{number}" for number in range(5))]


@pytest.fixture
def scored(platform: Platform) -> Platform:
    """A platform with a round in which every unit may score itself."""
    do = platform.application.execute
    do(ask(RegisterProvince, id=uuid4(), name="Vĩnh Long"))
    for unit in UNITS:
        do(ask(RegisterUnit, id=uuid4(), unit=unit, kind=UnitKind.DEPARTMENT, name=unit))
    do(release())
    do(open_round())
    for unit in UNITS:
        do(ask(OpenScorecard, id=uuid4(), unit=unit, scorecard=uuid4(), actor=ADMINISTRATOR))
    return platform


def score(platform: Platform, chance: Random) -> None:
    """A unit scores itself, or says again what it has said."""
    fields = {"unit": chance.choice(UNITS), "points": chance.choice("12345"), "actor": ADMINISTRATOR}
    platform.application.execute(ask(SelfScore, id=uuid4(), indicator="2.4", **fields))


@contextmanager
def writing(platform: Platform, chance: Random) -> Iterator[None]:
    """Meanwhile units score themselves, again and again."""
    stopped = Event()

    def write() -> None:
        while not stopped.is_set():
            score(platform, chance)

    writer = Thread(target=write)
    writer.start()
    try:
        yield
    finally:
        stopped.set()
        writer.join()


def test_whoever_follows_may_be_killed_at_any_moment(settings: Settings, scored: Platform, chance: Random):
    undisturbed, _ = rebuilt(scored)
    for _ in range(KILLS):
        with at_work(victim.follow, settings) as (process, _), writing(scored, Random(chance.random())):
            sleep(chance.uniform(0.01, 0.1))
            kill(process)
        assert_sound(settings)
    assert_rebuilt_as(scored, undisturbed)
    assert_each_event_has_one_line(scored)


@pytest.mark.parametrize(("task", "news"), [("advance", 3 * victim.A_FEW), ("rebuild and verify", 0)])
def test_whoever_folds_may_be_killed_before_each_of_its_commits(
    settings: Settings, scored: Platform, task: str, news: int, chance: Random
):
    undisturbed, _ = rebuilt(scored)
    for number in count(1, STRIDE):
        for _ in range(news):
            score(scored, chance)
        with at_work(victim.die_at_a_commit, settings, task, number) as (process, _):
            process.join(PATIENCE)
            ended = process.exitcode
        assert_sound(settings)
        if ended == 0:
            break
        assert ended == -signal.SIGKILL
    assert number > STRIDE
    assert_rebuilt_as(scored, undisturbed)
    assert_each_event_has_one_line(scored)


def assert_each_event_has_one_line(platform: Platform) -> None:
    """The history has every event of every scorecard, once, in the order of the log."""
    lines = [change for unit in UNITS for change in platform.history.changes("vinh-long", "2022", unit)]
    in_log = [
        entry.position for entry in platform.log.read(0, platform.log.head()) if entry.name.startswith("scorecard")
    ]
    assert sorted(change.position for change in lines) == in_log
