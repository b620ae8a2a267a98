"""Projections that follow the log: how soon a save shows, and whether eight writers lose or double an event."""

import multiprocessing
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from statistics import median, quantiles
from threading import Event
from time import monotonic, perf_counter, sleep

import sqlalchemy as sa

from application.catalogue import CATALOGUE
from application.settings import Settings
from benchmarks.row import Row
from benchmarks.scale import scaled
from benchmarks.scene import open_scorecard, self_score, set_up
from domain.metadata import Code
from projections.building import tables_of
from projections.platform import Platform
from projections.positions import position_of
from projections.ranking import RankingProjection
from projections.score_history import ScoreHistoryProjection

PROVINCE = "tinh-moi"
WRITERS = 8
SAVES, SAVES_OF_A_WRITER = max(50, scaled(300)), max(50, scaled(300))
GLANCE = 0.0002
"""Seconds between two looks whether a save shows."""
LONGEST = 120
"""Seconds after which what has not shown is taken for lost."""
LAG = 5
"""Seconds that projections may need, when the last save has ended, to stand at the head of the log."""
PAGE = 5_000
MILLISECONDS = 1000


def rows_of_saves(settings: Settings) -> Iterator[Row]:
    """One process that saves, folds and reads."""
    with Platform(settings) as platform:
        prepare(platform)
        with following(platform):
            waits = [saved_until_visible(platform, number) for number in range(SAVES)]
    yield Row.limit("SQLite: save until it shows in the ranking, median", "ms", median(waits), 5)
    slow = quantiles(waits, n=100, method="inclusive")[-1]
    yield Row.limit("SQLite: save until it shows in the ranking, p99", "ms", slow, 30)


def rows_of_writers(store: str, settings: Settings) -> Iterator[Row]:
    """Eight processes that save while this one folds."""
    with Platform(settings) as platform:
        prepare(platform)
        with following(platform):
            saved, began, ended = write_together(settings)
            lag = seconds_of_lag(platform, ended)
        lost, twice = lost_and_twice(platform)
        wrong = [platform.projections.verify(name).differences for name in platform.projections]
    yield Row.compare(f"{store}: 8 writers while projections follow", "events/s", saved / (ended - began), None, None)
    yield Row.limit(f"{store}: 8 writers, lag after the last save", "s", lag, LAG)
    yield Row.limit(f"{store}: 8 writers, events lost", "events", lost, 0)
    yield Row.limit(f"{store}: 8 writers, events folded twice", "events", twice, 0)
    yield Row.limit(f"{store}: 8 writers, rows that a rebuild makes otherwise", "rows", sum(map(len, wrong)), 0)


def prepare(platform: Platform) -> None:
    """Opens a scorecard for each writer and brings the projections to the head of the log."""
    units = [unit_of(number) for number in range(WRITERS)]
    set_up(platform.application, PROVINCE, units)
    platform.application.execute_all(open_scorecard(PROVINCE, unit) for unit in units)
    platform.projections.advance()


def unit_of(writer: int) -> Code:
    """The unit for which a writer saves."""
    return f"xa-moi-{writer}"


@contextmanager
def following(platform: Platform) -> Iterator[None]:
    """Keeps the projections up to date in a thread; raises at the end what has stopped it."""
    stopped = Event()
    with ThreadPoolExecutor(max_workers=1) as pool:
        follower = pool.submit(platform.projections.follow, stopped.is_set)
        try:
            yield
        finally:
            stopped.set()
        follower.result()


def saved_until_visible(platform: Platform, number: int) -> float:
    """Milliseconds from giving a command until the ranking's tables stand at its event or behind it.

    The command is given when every projection has followed the one before.
    """
    seconds_of_lag(platform, monotonic())
    command = self_score(PROVINCE, unit_of(0), number + 1)
    began = perf_counter()
    position = platform.application.execute(command).position
    if position is None:
        msg = "the command changed nothing"
        raise ValueError(msg)
    while visible(platform) < position:
        sleep(GLANCE)
        if perf_counter() - began > LONGEST:
            raise TimeoutError
    return (perf_counter() - began) * MILLISECONDS


def visible(platform: Platform) -> int:
    """The position at which readers find the ranking."""
    with platform.database.connect() as connection:
        return position_of(connection, RankingProjection)


def write_together(settings: Settings) -> tuple[int, float, float]:
    """Events that eight processes have saved, and from when to when on the monotonic clock they did."""
    context = multiprocessing.get_context("spawn")
    start, done = context.Barrier(WRITERS, timeout=LONGEST), context.Queue()
    writers = [context.Process(target=write, args=(settings, number, start, done)) for number in range(WRITERS)]
    for writer in writers:
        writer.start()
    events, begun, ended = zip(*(done.get(timeout=LONGEST) for _ in writers), strict=True)
    return sum(events), min(begun), max(ended)


def write(settings: Settings, writer: int, start: Barrier, done: "Queue[tuple[int, float, float]]") -> None:
    """Saves self-scores for one unit and tells how many events, from when to when."""
    with Platform(settings) as platform:
        start.wait()
        began = monotonic()
        commands = (self_score(PROVINCE, unit_of(writer), number + 1) for number in range(SAVES_OF_A_WRITER))
        events = sum(platform.application.execute(command).events for command in commands)
        done.put((events, began, monotonic()))


def seconds_of_lag(platform: Platform, ended: float) -> float:
    """How long after that moment every projection stands at the head of the log."""
    while any(status.lag for status in platform.projections.status()) and monotonic() - ended < LONGEST:
        sleep(GLANCE)
    return monotonic() - ended


def lost_and_twice(platform: Platform) -> tuple[int, int]:
    """Events that have no line in the score history, and lines more than events that have one."""
    projection = ScoreHistoryProjection()
    changes = tables_of(projection, "")[1][0]
    with platform.database.connect() as connection:
        lines = connection.execute(sa.select(changes.c.position)).scalars().all()
    logged: set[int] = set()
    after = 0
    names = CATALOGUE.stored_names(*projection.events)
    while entries := platform.log.read(after, PAGE, names):
        logged.update(entry.position for entry in entries)
        after = entries[-1].position
    return len(logged.difference(lines)), len(lines) - len(logged.intersection(lines))
