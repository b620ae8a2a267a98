"""Events per second that one writer saves, one and thirty at a time, beside two other ways to keep them.

The baselines keep the same facts and wait for the disk at every save as the event store does: the eventsourcing
library as it comes, with events in its own style, its JSON transcoder and its recorder; and two plain tables, one
with the present score and one with every change of it, written in one transaction.
"""

import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import psycopg
import sqlalchemy as sa

from application import postgres, sqlite
from benchmarks.contestants import Prepare, library, ours, tables
from benchmarks.row import Row
from benchmarks.servers import library_environment, new_schemas, postgres_server

Contestants = dict[str, AbstractContextManager[Prepare]]
"""Those who write to one kind of store."""

ROUNDS = 15
SAVES = {1: 150, 30: 60}
"""Saves of each size in a round: enough that each round has its share of the stores' checkpoints."""

TARGETS = {
    ("SQLite", "library"): 1.1,
    ("SQLite", "tables"): 1.1,
    ("PostgreSQL", "library"): 1.9,
    ("PostgreSQL", "tables"): 1.2,
}
BASELINES = {"library": "the library's defaults", "tables": "upsert and history row"}


def run() -> Iterator[Row]:
    """Both stores, both sizes, both baselines."""
    with tempfile.TemporaryDirectory() as folder:
        yield from compare("SQLite", on_sqlite(Path(folder)))
    with postgres_server() as url, new_schemas(url, 3) as schemas:
        yield from compare("PostgreSQL", on_postgres(url, *schemas))


def compare(store: str, contestants: Contestants) -> Iterator[Row]:
    """The rows of one store."""
    with ExitStack() as stack:
        writers = {name: stack.enter_context(contestant) for name, contestant in contestants.items()}
        offset = 0
        for size, saves in SAVES.items():
            rates = measure(writers, size, saves, offset)
            offset += ROUNDS * size * saves
            for baseline, label in BASELINES.items():
                name = f"{store}, {size} per save, against {label}"
                target = TARGETS[store, baseline]
                yield Row.compare(name, "events/s", rates["ours"], rates.get(baseline), target)


def measure(writers: dict[str, Prepare], size: int, saves: int, offset: int) -> dict[str, float]:
    """The median rate of each writer over rounds in which they take turns, each going first as often."""
    rates: dict[str, list[float]] = {name: [] for name in writers}
    for round_number in range(ROUNDS):
        first = offset + round_number * size * saves
        names = list(writers)
        for name in names[round_number % len(names) :] + names[: round_number % len(names)]:
            rates[name].append(rate(writers[name], size, saves, first))
    return {name: median(measured) for name, measured in rates.items()}


def rate(prepare: Prepare, size: int, saves: int, first: int) -> float:
    """Events per second of one round; the events are made before the clock runs."""
    prepared = [prepare(range(first + size * save, first + size * (save + 1))) for save in range(saves)]
    started = perf_counter()
    for save in prepared:
        save()
    return size * saves / (perf_counter() - started)


def on_sqlite(folder: Path) -> Contestants:
    """Each writes to a file of its own and waits for the disk at every commit."""
    engine = sa.create_engine(f"sqlite:///{folder / 'tables.db'}")
    sa.event.listen(engine, "connect", wait_for_the_disk)
    return {
        "ours": ours(sqlite.environment(folder / "ours.db")),
        "library": library({"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": f"{folder}/library.db"}),
        "tables": tables(engine),
    }


def wait_for_the_disk(connection: Any, _record: Any) -> None:
    """The settings of our own store."""
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")


def on_postgres(url: str, *schemas: str) -> Contestants:
    """Each writes to a schema of its own; a server waits for the disk unless told otherwise."""
    engine = sa.create_engine("postgresql+psycopg://", creator=lambda: psycopg.connect(url))
    writers: Contestants = {
        "ours": ours(postgres.environment(url, schemas[0])),
        "tables": tables(engine, schemas[1]),
    }
    if find_spec("psycopg_pool"):
        writers["library"] = library(library_environment(url, schemas[2]))
    return writers
