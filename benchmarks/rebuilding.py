"""How fast the ranking is rebuilt from the log, in one process, and beside what."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from time import perf_counter

import psycopg

from application.settings import Settings
from benchmarks.generated_log import events_file
from benchmarks.library_projections import in_memory_on_postgres, one_by_one_on_postgres, one_by_one_on_sqlite
from benchmarks.row import Row
from benchmarks.scale import scaled
from projections.platform import Platform

FLOOR = "SELECT notification_id, state FROM stored_events ORDER BY notification_id"
ROUNDS = 3
ONE_BY_ONE, IN_MEMORY = scaled(4_000), scaled(50_000)
"""Events that the library's projections get: enough for a steady rate."""
CHUNK = 1_000
"""Rows that the driver takes over from PostgreSQL at once; twice as fast as a cursor on the server."""

Rate = Callable[[], float]
"""Does something over events and returns the events per second."""


def on_sqlite(settings: Settings) -> Iterator[Row]:
    """Against the floor, and against the library's way."""
    with Platform(settings) as platform:
        rate, floor = in_turns(lambda: rebuild(platform), lambda: floor_of_sqlite(events_file(settings)))
        yield Row.compare("SQLite: rebuild, against reading the log", "events/s", rate, floor, 0.25)
        one_by_one = one_by_one_on_sqlite(platform, settings.data / "one.db", ONE_BY_ONE)
        yield Row.compare("SQLite: rebuild, against one event per transaction", "events/s", rate, one_by_one, 100)
        relaxed = one_by_one_on_sqlite(platform, settings.data / "relaxed.db", ONE_BY_ONE, relaxed=True)
        name = "SQLite: rebuild, against the same without waiting for the disk"
        yield Row.compare(name, "events/s", rate, relaxed, None)


def on_postgres(settings: Settings, url: str) -> Iterator[Row]:
    """Against the floor, and against the library's runner."""
    with Platform(settings) as platform:
        rate, floor = in_turns(lambda: rebuild(platform), lambda: floor_of_postgres(url))
    yield Row.compare("PostgreSQL: rebuild, against reading the log", "events/s", rate, floor, 0.45)
    one_by_one = one_by_one_on_postgres(url, ONE_BY_ONE)
    yield Row.compare("PostgreSQL: rebuild, against one event per transaction", "events/s", rate, one_by_one, 100)
    in_memory = in_memory_on_postgres(url, IN_MEMORY)
    yield Row.compare("PostgreSQL: rebuild, against the library in memory", "events/s", rate, in_memory, 4)


def in_turns(measured: Rate, floor: Rate) -> tuple[float, float]:
    """The best of three of each, taking turns; a pass before them brings the log into the system's memory."""
    floor()
    rates = [(measured(), floor()) for _ in range(ROUNDS)]
    return max(rate for rate, _ in rates), max(rate for _, rate in rates)


def rebuild(platform: Platform) -> float:
    """The rate from the log to the tables."""
    began = perf_counter()
    position = platform.projections.rebuild("ranking")
    return position / (perf_counter() - began)


def floor_of_sqlite(file: Path) -> float:
    """The rate of only reading positions and bytes."""
    with closing(sqlite3.connect(file)) as connection:
        began = perf_counter()
        events = sum(1 for _ in connection.execute(FLOOR))
        return events / (perf_counter() - began)


def floor_of_postgres(url: str) -> float:
    """The same, in the fastest way that psycopg has to read a table that may not fit into memory."""
    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        began = perf_counter()
        events = sum(1 for _ in cursor.stream(FLOOR, binary=True, size=CHUNK))
        return events / (perf_counter() - began)
