"""Saves per second of one to eight processes that write to one PostgreSQL at once, one event a save."""

import multiprocessing
from collections.abc import Iterator
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from time import monotonic

from application import postgres
from benchmarks.contestants import INDICATORS, ours
from benchmarks.row import Row
from benchmarks.scale import scaled
from benchmarks.servers import new_schemas

WRITERS = (1, 2, 4, 8)
SAVES = INDICATORS * max(2, scaled(40))
"""Of each writer."""
LONGEST = 120
"""Seconds after which a writer is taken for lost."""


def rows(url: str) -> Iterator[Row]:
    """Each number of writers against one alone."""
    alone = 0.0
    for count in WRITERS:
        with new_schemas(url, 1) as (schema,):
            rate = rate_of(count, postgres.environment(url, schema))
        alone = alone or rate
        yield Row.compare(f"PostgreSQL: saves of {count} writers at once", "saves/s", rate, alone, None)


def rate_of(count: int, environment: dict[str, str]) -> float:
    """Saves per second of so many writers together, from when the first begins until the last has ended."""
    context = multiprocessing.get_context("spawn")
    start, done = context.Barrier(count, timeout=LONGEST), context.Queue()
    writers = [context.Process(target=write, args=(environment, number, start, done)) for number in range(count)]
    for writer in writers:
        writer.start()
    begun, ended = zip(*(done.get(timeout=LONGEST) for _ in writers), strict=True)
    for writer in writers:
        writer.join()
    seconds: float = max(ended) - min(begun)
    return count * SAVES / seconds


def write(environment: dict[str, str], writer: int, start: Barrier, done: "Queue[tuple[float, float]]") -> None:
    """Saves the events of scorecards of its own, which were made before, and tells from when to when."""
    with ours(environment) as prepare:
        first = writer * SAVES
        saves = [prepare(range(number, number + 1)) for number in range(first, first + SAVES)]
        start.wait()
        began = monotonic()
        for save in saves:
            save()
        done.put((began, monotonic()))
