"""What a longer log costs: seconds and memory of a rebuild of the ranking, the same scorecards in each log."""

import multiprocessing
import resource
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

from application.settings import Settings
from benchmarks.row import Row
from projections.platform import Platform

ALLOWED = 1.2
"""Times as much as the shorter log."""
ROUNDS = 2
MICROSECONDS = 1_000_000
KIBIBYTES = 1024
"""In a mebibyte."""
PROCESS = Path("/proc/self/status")


class Rebuilt(NamedTuple):
    """A rebuild: events, microseconds per event, and mebibytes that the process grew by at its peak."""

    events: int
    microseconds: float
    mebibytes: float


def rows(logs: Sequence[Settings]) -> Iterator[Row]:
    """Each log against the shortest in time, and the longest against the one before in memory."""
    shortest, *longer = best(logs)
    for each in longer:
        name = f"SQLite: rebuild, an event of {each.events:,} against {shortest.events:,}"
        yield Row.limit(name, "µs", each.microseconds, ALLOWED * shortest.microseconds)
    before, longest = longer[-2:]
    name = f"SQLite: rebuild, memory at {longest.events:,} events against {before.events:,}"
    yield Row.limit(name, "MiB", longest.mebibytes, ALLOWED * before.mebibytes)


def best(logs: Sequence[Settings]) -> Iterator[Rebuilt]:
    """The fastest rebuild of each log and its largest memory, the logs taking turns."""
    rounds = [[in_new_process(settings) for settings in logs] for _ in range(ROUNDS)]
    for each in zip(*rounds, strict=True):
        events = each[0].events
        yield Rebuilt(events, min(one.microseconds for one in each), max(one.mebibytes for one in each))


def in_new_process(settings: Settings) -> Rebuilt:
    """Rebuilds where nothing else has used memory before."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max_workers=1, mp_context=context) as pool:
        return pool.submit(rebuilt, settings).result()


def rebuilt(settings: Settings) -> Rebuilt:
    """Rebuilds the ranking and tells what it took."""
    with Platform(settings) as platform:
        before, began = peak(), perf_counter()
        events = platform.projections.rebuild("ranking")
        seconds = perf_counter() - began
        return Rebuilt(events, seconds / events * MICROSECONDS, peak() - before)


def peak() -> float:
    """The most memory that this process has held so far, in mebibytes.

    Linux's ``ru_maxrss`` begins with what the parent held, so that the process's own record is preferred.
    """
    if PROCESS.exists():
        lines = dict(line.split(":", 1) for line in PROCESS.read_text("ascii").splitlines())
        return int(lines["VmHWM"].split()[0]) / KIBIBYTES
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KIBIBYTES
