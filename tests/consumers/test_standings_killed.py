"""Whoever publishes standings may be killed at any time: in the end the topic says what the read model says."""

from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from threading import Event, Thread
from time import sleep

import pytest

from domain.metadata import UnitKind
from domain.province.commands import DissolveUnit, RegisterUnit
from domain.scorecard.commands import AdjustScore
from projections.platform import Platform
from tests.consumers.brokers import wait_until
from tests.consumers.programs import running
from tests.consumers.ranked import UNITS, begin, held, rename, said, short
from tests.domain.builders import PROVINCE
from tests.projections.steps import give

pytestmark = [pytest.mark.no_cover, pytest.mark.lengthy]

KILLS = 12


@contextmanager
def followed(platform: Platform) -> Iterator[None]:
    """The read model keeps up with the log meanwhile."""
    stopped = Event()
    thread = Thread(target=platform.projections.follow, args=(stopped.is_set, 0.1))
    thread.start()
    try:
        yield
    finally:
        stopped.set()
        thread.join()


def change(platform: Platform, chance: Random, number: int) -> None:
    """Points move, units get other names, come and go."""
    match number % 4:
        case 0:
            name = f"so-moi-{number}"
            give(platform, RegisterUnit, name, province=PROVINCE, kind=UnitKind.DEPARTMENT, name=name)
        case 1 if number > 5:
            give(platform, DissolveUnit, f"so-moi-{number - 5}", province=PROVINCE)
        case 2:
            rename(platform, PROVINCE, chance.choice(UNITS))
        case _:
            points = str(chance.randrange(100) / 10)
            give(platform, AdjustScore, chance.choice(UNITS[:3]), indicator="1.1", points=points, reason="Kiểm tra")


def test_killed_again_and_again_it_comes_to_the_same(platform: Platform):
    begin(platform)
    chance, number = Random(6), 0
    with followed(platform), running(platform.settings, ["relay", "relay"]) as relays:
        for _ in range(KILLS):
            for _ in range(chance.randrange(1, 8)):
                number += 1
                change(platform, chance, number)
                sleep(chance.random() / 5)
            victim = chance.choice(relays)
            victim.kill()
            victim.start()
        wait_until(lambda: short(held(platform.settings.kafka)) == said(platform), "the topic says the same")
        for relay in relays:
            relay.stop()
