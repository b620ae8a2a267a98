"""How long an auditor waits: for a scorecard replayed, and for what two moments of a province's round differ by."""

import random
from collections.abc import Iterator
from functools import partial
from statistics import median

from benchmarks.generated_log import provinces
from benchmarks.reading import PROVINCE, SEED, milliseconds
from benchmarks.row import Row
from benchmarks.scene import ROUND
from projections.difference import RoundDifference
from projections.difference.query import MOST
from projections.platform import Platform

PAIRS, WHOLE, REPLAYS = 20, 5, 50


def replay_rows(store: str, platform: Platform, cards: int) -> Iterator[Row]:
    """One scorecard of the province step by step; the history has to be up to date."""
    units = next(units for province, units in provinces(cards) if province == PROVINCE)
    some = random.Random(SEED).sample(units, min(REPLAYS, len(units)))
    waits = [milliseconds(partial(platform.replay.steps, PROVINCE, ROUND, unit)) for unit in some]
    yield Row.limit(f"{store}: replay of a scorecard, median", "ms", median(waits), 20)


def diff_rows(store: str, platform: Platform) -> Iterator[Row]:
    """The difference between two moments at random, and that of the whole round; the ranking has to be up to date."""
    waits = [milliseconds(partial(difference, platform, *pair)) for pair in pairs(platform)]
    yield Row.limit(f"{store}: diff of a province between two moments", "ms", median(waits), 500)
    whole = [milliseconds(partial(difference, platform, 1, platform.log.head())) for _ in range(WHOLE)]
    yield Row.limit(f"{store}: diff of a province over its whole round", "ms", median(whole), 500)


def difference(platform: Platform, since: int, until: int) -> RoundDifference:
    """That of all units, as it is told where nobody says how many causes to tell."""
    return platform.differences.difference(PROVINCE, ROUND, since, until, most=MOST)


def pairs(platform: Platform) -> list[tuple[int, int]]:
    """Positions of the log since scoring began, at random, the earlier first."""
    head, chance = platform.log.head(), random.Random(SEED)
    return [(min(pair), max(pair)) for pair in (chance.sample(range(head // 100, head), 2) for _ in range(PAIRS))]
