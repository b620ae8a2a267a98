"""Bytes on disk that an event costs, and how fast all read models are built again from the log."""

from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

import psycopg

from application.settings import Settings
from benchmarks.row import Row
from projections.database import SCHEMA
from projections.platform import Platform

SIZE_OF_SCHEMA = """
    SELECT coalesce(sum(pg_total_relation_size(pg_class.oid)), 0) FROM pg_class
    WHERE relnamespace = %s::regnamespace AND relkind = 'r'
"""


def rows(store: str, settings: Settings) -> Iterator[Row]:
    """Of a log whose read models are built here, one after another."""
    with Platform(settings) as platform:
        events = platform.log.head()
        began = perf_counter()
        for name in platform.projections:
            platform.projections.rebuild(name)
        seconds = perf_counter() - began
        projections = len(list(platform.projections))
    log, read = sizes(settings)
    yield Row.compare(f"{store}: the log on disk, with its indexes", "bytes/event", log / events, None, None)
    yield Row.compare(f"{store}: all read models on disk", "bytes/event", read / events, None, None)
    yield Row.compare(f"{store}: all {projections} read models built", "events/s", events / seconds, None, None)


def sizes(settings: Settings) -> tuple[int, int]:
    """Bytes of the log with all that stands beside it, and of the read models."""
    if settings.database_url:
        with psycopg.connect(settings.database_url, autocommit=True) as connection:
            connection.execute("CHECKPOINT")
            log, read = (
                int(found[0]) if (found := connection.execute(SIZE_OF_SCHEMA, (schema,)).fetchone()) else 0
                for schema in ("public", SCHEMA)
            )
            return log, read
    return size_of(settings.data / "events.db"), size_of(settings.data / "read.db")


def size_of(file: Path) -> int:
    """Bytes of an SQLite database with its write-ahead log."""
    return sum(each.stat().st_size for each in file.parent.glob(f"{file.name}*"))
