"""How long a reader waits: for a ranking now, for one as of an earlier position, for one scorecard from the log."""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from statistics import median
from time import perf_counter

from application import service
from application.contexts import SCORECARD
from benchmarks.generated_log import UNITS, provinces
from benchmarks.row import Row
from benchmarks.scale import scaled
from benchmarks.scene import ROUND
from domain.metadata import Code
from domain.scorecard.events import stream_id
from projections.platform import Platform
from projections.ranking import Ranking

PROVINCE = "tinh-1"
NOW, AS_OF, LOADS = 50, 20, max(20, scaled(200))
REPEATED = 5
"""Times that each ranking as of a position is asked for, and that each scorecard is loaded again."""
SEED = 20251101
MILLISECONDS = 1000


def rows(store: str, platform: Platform, cards: int) -> Iterator[Row]:
    """The three waits; the ranking has to be up to date."""
    now = median(milliseconds(lambda: ranking_now(platform)) for _ in range(NOW))
    require_complete(ranking_now(platform), min(UNITS, cards))
    yield Row.limit(f"{store}: ranking now", "ms", now, 10)
    earlier = list(waits_as_of(platform))
    yield Row.limit(f"{store}: ranking as of an earlier point, median", "ms", median(earlier), 3 * now)
    yield Row.limit(f"{store}: ranking as of an earlier point, slowest", "ms", max(earlier), 3 * now)
    first, again = zip(*loads(platform, cards), strict=True)
    yield Row.limit(f"{store}: load of a scorecard", "ms", median(again), 1.5)
    yield Row.compare(f"{store}: first load of a scorecard", "ms", median(first), None, None)


def ranking_now(platform: Platform) -> Ranking:
    """The ranking of a province's units."""
    return platform.rankings.ranking(PROVINCE, ROUND)


def ranking_as_of(platform: Platform, position: int) -> Ranking:
    """The same as it was known at a position of the log."""
    return platform.rankings.ranking(PROVINCE, ROUND, as_of=position)


def positions(platform: Platform) -> list[int]:
    """Positions of the log since scoring began, at random."""
    head = platform.log.head()
    return random.Random(SEED).sample(range(head // 100, head), AS_OF)


def waits_as_of(platform: Platform) -> Iterator[float]:
    """Milliseconds of the ranking as of each position, the fastest of a few times."""
    for position in positions(platform):
        yield min(milliseconds(partial(ranking_as_of, platform, position)) for _ in range(REPEATED))


def loads(platform: Platform, cards: int) -> Iterator[tuple[float, float]]:
    """Milliseconds of the first load of scorecards and of the fastest later one, on a connection that is open."""
    units: list[tuple[Code, Code]] = [(province, unit) for province, units in provinces(cards) for unit in units]
    some, *others = random.Random(SEED).sample(units, min(LOADS, cards))
    with nothing_remembered():
        load(platform, *some)
        for province, unit in others:
            first, *again = (milliseconds(partial(load, platform, province, unit)) for _ in range(1 + REPEATED))
            yield first, min(again)


@contextmanager
def nothing_remembered() -> Iterator[None]:
    """Meanwhile the application keeps no scorecard in memory, so that each load reads all events."""
    kept, service.CACHED_STREAMS = service.CACHED_STREAMS, 0
    try:
        yield
    finally:
        service.CACHED_STREAMS = kept


def load(platform: Platform, province: Code, unit: Code) -> object:
    """The scorecard as it stands in the log."""
    return platform.application.load(SCORECARD, stream_id(province, ROUND, unit))


def require_complete(ranking: Ranking, units: int) -> None:
    """Raises ``ValueError`` unless every unit is ranked."""
    if len(ranking.standings) != units:
        msg = f"{len(ranking.standings)} units are ranked, not {units}"
        raise ValueError(msg)


def milliseconds(work: Callable[[], object]) -> float:
    """How long the work takes."""
    began = perf_counter()
    work()
    return (perf_counter() - began) * MILLISECONDS
