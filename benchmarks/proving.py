"""What proofs cost: keeping the log's tree while following, proving one entry, examining the whole log."""

import random
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from application.proof import keys
from application.settings import Settings
from benchmarks.generated_log import events_file
from benchmarks.reading import milliseconds
from benchmarks.row import Row
from projections.engine import Engine
from projections.moments import MomentsProjection
from projections.platform import Platform
from projections.progress import ProgressProjection
from projections.projection import Projection
from projections.ranking import RankingProjection
from projections.score_history import ScoreHistoryProjection
from projections.transparency import TransparencyProjection, audit_store

PROOFS, ROUNDS = 100, 3
SEED = 20251101


def rows_of_tree(followed: Settings) -> Iterator[Row]:
    """How long it takes to follow a backlog in batches, with the tree and without it; the best of a few times each."""
    others = [RankingProjection(), ScoreHistoryProjection(), ProgressProjection(), MomentsProjection()]
    times = [
        (follow_backlog(followed, others), follow_backlog(followed, [*others, TransparencyProjection()]))
        for _ in range(ROUNDS)
    ]
    without, with_tree = (min(each) for each in zip(*times, strict=True))
    yield Row.limit("SQLite: following a backlog with the tree, against without", "s", with_tree, 1.1 * without)


def follow_backlog(followed: Settings, projections: Sequence[Projection]) -> float:
    """Seconds that live tables need to come to the head of a log that was not there when they were made."""
    with TemporaryDirectory(prefix="bangvang-bench-") as name:
        settings = Settings(data=Path(name))
        Platform(settings).close()
        with Platform(settings) as platform:
            Engine(platform.database, platform.log, platform.codec, projections).advance()
        for path in settings.data.glob("events.db*"):
            path.unlink()
        shutil.copyfile(events_file(followed), events_file(settings))
        with Platform(settings) as platform:
            engine = Engine(platform.database, platform.log, platform.codec, projections)
            began = perf_counter()
            engine.advance()
            return perf_counter() - began


def rows(store: str, platform: Platform) -> Iterator[Row]:
    """Proofs of a large log that is up to date, and its examination."""
    if not platform.checkpoints.can_sign:
        keys.init(platform.settings.keys, "bangvang/bench")
    size = platform.checkpoints.make().checkpoint.size
    positions = random.Random(SEED).sample(range(1, size + 1), PROOFS)
    waits = [milliseconds(lambda at=at: platform.transparency.inclusion(at, size)) for at in positions]  # type: ignore[misc]  # Each its own.
    yield Row.limit(f"{store}: inclusion proof, median", "ms", median(waits), 5)
    yield Row.limit(f"{store}: inclusion proof, slowest", "ms", max(waits), 5)
    rate = max(examined(platform) for _ in range(ROUNDS))
    yield Row.compare(f"{store}: the whole log examined, against 200,000 events/s", "events/s", rate, 200_000, 1)


def examined(platform: Platform) -> float:
    """Events per second of ``audit verify``; raises ``ValueError`` where the log does not hold."""
    began = perf_counter()
    found = audit_store(platform.log, platform.transparency, platform.checkpoints)
    rate = found.entries / (perf_counter() - began)
    if not found.holds:
        raise ValueError(found.findings[0].en)
    return rate
