"""What auditors wait for, and what proofs cost.

The log has 1,000,000 events of 4,000 scorecards, as in `projections`. Explanations are of 300 units of a province on 33
indicators, 75,000 changes. *Following a backlog* feeds live tables 50,000 events in batches, with the projection that
keeps the log's hash tree and without it; its limit is 1.1 times the time without. *The whole log examined* is `bangvang
audit verify`: every stored byte read and hashed, held against the tree that is kept and against a signed checkpoint. A
replay is of one scorecard with its 250 events. A difference attributes every point and every rank between two moments
to events: moments at random, or the whole round.
"""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from application.settings import Settings
from benchmarks.generated_log import copy_to_postgres
from benchmarks.projections import CARDS, EVENTS, FOLLOWED_CARDS, FOLLOWED_EVENTS, generated
from benchmarks.proving import rows, rows_of_tree
from benchmarks.replaying import diff_rows, replay_rows
from benchmarks.row import Row
from benchmarks.servers import new_database, postgres_server
from projections.platform import Platform


def run() -> Iterator[Row]:
    """Both stores; following on SQLite alone."""
    with TemporaryDirectory(prefix="bangvang-bench-") as name:
        folder = Path(name)
        yield from rows_of_tree(generated(folder / "followed", FOLLOWED_CARDS, FOLLOWED_EVENTS))
        log = generated(folder / "log", CARDS, EVENTS)
        with postgres_server() as server, new_database(server) as url:
            copied = copy_to_postgres(log, url)
            yield from asked("SQLite", log)
            yield from asked("PostgreSQL", copied)


def asked(store: str, settings: Settings) -> Iterator[Row]:
    """What is asked of one store, its read models being up to date."""
    with Platform(settings) as platform:
        platform.projections.advance()
        yield from rows(store, platform)
        yield from replay_rows(store, platform, CARDS)
        yield from diff_rows(store, platform)
