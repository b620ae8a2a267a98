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
"""Rows that the driver takes over from PostgreSQL at once, where it is to be as fast as it can be."""

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
        rate, floor, fastest = in_turns(
            lambda: rebuild(platform), lambda: floor_of_postgres(url), lambda: fastest_of_postgres(url)
        )
    yield Row.compare("PostgreSQL: rebuild, against reading the log", "events/s", rate, floor, 0.45)
    name = "PostgreSQL: rebuild, against the driver's fastest reading"
    yield Row.compare(name, "events/s", rate, fastest, None)
    one_by_one = one_by_one_on_postgres(url, ONE_BY_ONE)
    yield Row.compare("PostgreSQL: rebuild, against one event per transaction", "events/s", rate, one_by_one, 100)
    in_memory = in_memory_on_postgres(url, IN_MEMORY)
    yield Row.compare("PostgreSQL: rebuild, against the library in memory", "events/s", rate, in_memory, 4)


def in_turns(*measured: Rate) -> list[float]:
    """The best of three of each, taking turns; a pass before them brings the log into the system's memory."""
    measured[-1]()
    rounds = [[rate() for rate in measured] for _ in range(ROUNDS)]
    return [max(rates) for rates in zip(*rounds, strict=True)]


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
    """The same, row by row, as psycopg reads by itself a table that may not fit into memory."""
    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        began = perf_counter()
        events = sum(1 for _ in cursor.stream(FLOOR))
        return events / (perf_counter() - began)


def fastest_of_postgres(url: str) -> float:
    """The same in the fastest way that it has: bytes as they are stored, many rows at once."""
    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        began = perf_counter()
        events = sum(1 for _ in cursor.stream(FLOOR, binary=True, size=CHUNK))
        return events / (perf_counter() - began)
