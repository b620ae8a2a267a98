"""Whatever is killed and cut off while commands run: in the end everything is everywhere, and nobody had to help."""

import re
import subprocess
import sys
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from random import Random, SystemRandom
from time import monotonic, sleep

import psycopg
import pytest
import sqlalchemy as sa

from application.messaging.topics import EVENTS
from application.settings import Settings
from projections.feeding.tables import PARTITIONS, RELAY
from projections.platform import Platform
from tests.consumers.brokers import Broker, wait_until
from tests.consumers.embedded import assert_as_on_one_machine
from tests.consumers.programs import ROOT, Program, environment, running
from tests.consumers.ranked import held, said, short
from tests.consumers.scene import PROVINCES, settle
from tests.consumers.standing import is_through, letters, relayed
from tests.consumers.topic import assert_tells_the_log, dead_letters, records

pytestmark = [pytest.mark.no_cover, pytest.mark.lengthy]

KILLS, OUTAGES, CUTS = 32, 2, 5
"""How often a program is killed, the broker is away, and the database ends all its connections."""

COMMANDS, PACE = 5_100, 55
"""Commands of each writer, at least, and how many a second: so many that they last until the end of it all."""

WRITERS = 2
LOADED = 15.0
"""Seconds after its start in which a program is loaded on the slowest of machines."""

PATIENCE = 90
"""Seconds in which everything has to have come through afterwards."""

CUT_OFF = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()"


@pytest.fixture
def chance() -> Random:
    """Says what happens when; its seed is shown when a test fails."""
    seed = SystemRandom().randrange(2**32)
    print(f"the chaos is that of Random({seed})")  # noqa: T201  # Shown only where something failed.
    return Random(seed)


class Chaos:
    """What goes wrong, one thing after the other."""

    def __init__(self, platform: Platform, broker: Broker, programs: Sequence[Program], chance: Random) -> None:
        self._platform, self._broker, self._programs, self._chance = platform, broker, programs, chance
        self.kills = 0

    def begin(self) -> None:
        """Waits until everybody is at work."""
        wait_until(lambda: relayed(self._platform) > 0 and len(busy(self._platform)) >= 3, "everybody is at work")

    def let_loose(self) -> None:
        """Everything as often as it is to happen, in any order."""
        happenings: list[Callable[[], None]] = [
            *[self.kill] * (KILLS - OUTAGES),
            *[self.cut_off] * CUTS,
            *[self.go_away] * OUTAGES,
        ]
        self._chance.shuffle(happenings)
        for happening in happenings:
            sleep(self._chance.uniform(0.5, 3))
            happening()

    def kill(self) -> None:
        """A program is killed, and started again."""
        while not (at_work := self._at_work()):
            sleep(0.1)
        program = self._chance.choice(at_work)
        program.kill()
        self.kills += 1
        sleep(self._chance.uniform(0, 0.5))
        program.start()

    def _at_work(self) -> Sequence[Program]:
        """Who has something in hand, or stands by; to kill what is being loaded proves nothing."""
        hands = busy(self._platform)
        return [each for each in self._programs if each.has_run_for(LOADED) or each.pid in hands]

    def cut_off(self) -> None:
        """The database ends all connections but this one."""
        url = self._platform.settings.database_url
        assert url
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(CUT_OFF, (connection.info.dbname,))

    def go_away(self) -> None:
        """The broker goes away and comes back; a program is killed meanwhile."""
        with self._broker.away():
            sleep(self._chance.uniform(1, 4))
            self.kill()
            sleep(self._chance.uniform(0, 2))


@contextmanager
def writing(settings: Settings, chance: Random) -> Iterator[None]:
    """Meanwhile writers give commands; in the end each has given as many as it should, and ended well."""
    writers = [
        subprocess.Popen(
            [
                *(sys.executable, "-m", "tests.consumers.chaos.writer"),
                *(str(chance.randrange(2**32)), str(COMMANDS), str(PACE)),
            ],
            env=environment(settings),
            cwd=ROOT,
            stdout=subprocess.PIPE,
        )
        for _ in range(WRITERS)
    ]
    try:
        yield
        for writer in writers:
            writer.terminate()
        given = [int(writer.communicate(timeout=PATIENCE)[0]) for writer in writers]
        assert min(given) >= COMMANDS
    finally:
        for writer in writers:
            writer.kill()
            writer.communicate()


def test_nothing_is_lost_in_chaos(
    settings: Settings, platform: Platform, broker: Broker, chance: Random, tmp_path: Path
):
    broker.require_ours()
    for province in PROVINCES:
        settle(platform.application, province)
    with running(settings, ["relay", "relay", *["project"] * 2]) as programs:
        chaos = Chaos(platform, broker, programs, chance)
        with writing(settings, chance):
            chaos.begin()
            chaos.let_loose()
            seen = behind(platform)
        assert chaos.kills >= KILLS
        begun = monotonic()
        wait_until(lambda: is_through(platform), "everything has come through", PATIENCE)
        print(f"everything had come through after {monotonic() - begun:.1f} s")  # noqa: T201
        wait_until(lambda: short(held(settings.kafka)) == said(platform), "the rankings are told", PATIENCE)
        wait_until(lambda: all(each.has_run_for(LOADED) for each in programs), "who was started last is loaded")
        for program in programs:
            program.stop()
    assert_chaotic(platform, seen)
    assert_tells_the_log(platform)
    assert letters(platform) == []
    assert dead_letters(settings.kafka) == []
    assert_as_on_one_machine(platform, tmp_path / "embedded")
    assert [name for name in platform.projections if not platform.projections.verify(name).equal] == []


def busy(platform: Platform) -> Collection[int]:
    """Who has a lease or a partition, or had it last: names of relays and members end in the process."""
    with platform.database.connect() as connection:
        holders = connection.execute(sa.union(sa.select(RELAY.c.holder), sa.select(PARTITIONS.c.member))).scalars()
        return {int(re.split("[/-]", holder)[-1]) for holder in holders}


def behind(platform: Platform) -> float:
    """The share of the log that some read model does not show yet."""
    return max(status.lag for status in platform.projections.status()) / platform.log.head()


def assert_chaotic(platform: Platform, seen: float) -> None:
    """Work was done meanwhile and has gone from hand to hand; how often and how fast hangs on the machine."""
    with platform.database.connect() as connection:
        leases = connection.execute(sa.select(RELAY.c.epoch).where(RELAY.c.name == "events")).scalar_one()
        epochs = connection.execute(sa.select(PARTITIONS.c.epoch)).scalars().all()
    repeats = len(records(platform.settings.kafka, EVENTS)) - platform.log.head()
    taken = f"{leases} leases, partitions taken {sum(epochs)} times"
    print(f"{taken}, {repeats} events told again, {seen:.0%} of the log not shown at the end")  # noqa: T201
    assert leases > 1
    assert sum(epochs) > len(epochs)
    assert seen < 1
