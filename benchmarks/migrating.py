"""``bangvang migrate`` beside a bare COPY of the same rows, which checks nothing and begins anew when it is stopped."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from time import perf_counter

import psycopg

from application import postgres
from application.migration.copying import migrate
from application.migration.stores import Advance, open_stores
from application.postgres import PostgresFactory
from application.settings import Settings
from benchmarks.generated_log import copy_rows
from benchmarks.row import Row
from benchmarks.servers import new_database

ROUNDS = 2


def rows(log: Settings, server: str) -> Iterator[Row]:
    """The best of a few rounds, each into empty tables, taking turns."""
    rounds = [(bare(log, server), migrated(log, server)) for _ in range(ROUNDS)]
    plain = max(rate for rate, _ in rounds)
    copied, compared = (max(each) for each in zip(*(rates for _, rates in rounds), strict=True))
    yield Row.compare("migrate: events copied, against a bare COPY", "events/s", copied, plain, 0.7)
    yield Row.compare("migrate: with both stores compared, against a bare COPY", "events/s", compared, plain, 0.3)


def bare(log: Settings, server: str) -> float:
    """Events per second of one COPY by the driver, in one transaction, into the same table with the same indexes."""
    with new_database(server) as url:
        with closing(PostgresFactory(postgres.environment(url))) as factory:
            factory.application_recorder()
        with psycopg.connect(url) as target:
            began = perf_counter()
            copied = copy_rows(log, target)
            target.commit()
            return copied / (perf_counter() - began)


def migrated(log: Settings, server: str) -> tuple[float, float]:
    """Events per second of copying alone, and of all that the command does; raises ``ValueError`` if stores differ."""
    seconds: dict[str, float] = {}

    @contextmanager
    def watch(name: str) -> Iterator[Advance]:
        began = perf_counter()
        yield lambda _done, _total: None
        seconds[name] = perf_counter() - began

    with new_database(server) as url, open_stores(Path(log.data), postgres.environment(url)) as stores:
        began = perf_counter()
        done = migrate(stores, watch)
        whole = perf_counter() - began
    if not done.comparison.equal:
        raise ValueError(done.comparison)
    return done.copied / seconds["SQLite → PostgreSQL"], done.copied / whole
