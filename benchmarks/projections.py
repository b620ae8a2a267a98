"""Read models of a large log: how fast the ranking is rebuilt, what a longer log costs, and how long readers wait.

The log has 1,000,000 events of 4,000 scorecards in random order, 300 units of a province ranked among themselves on 33
indicators: self-scores, reviewers' changes and marks of indicators as not applicable. The longer and the shorter log
have the same scorecards. Writers and followers work on a log of 50,000 events.

What is measured is held against these:

- *reading the log*: selecting position and bytes of every event and doing nothing with them, with the log in the
  system's memory, best of three, taking turns with rebuilds. On PostgreSQL psycopg streams them as it does by itself.
- *the driver's fastest reading*: the same from PostgreSQL in the binary format and a thousand rows at once, which
  psycopg has to be told to do. It has no target of its own: a rebuild is held to 0.45 of the reading above.
- *one event per transaction*: a projection of the eventsourcing library in ordinary use, whose view has the points of
  each indicator, the total of each scorecard and a history, written in one transaction with the library's tracking
  record; on PostgreSQL fed by the library's runner, on SQLite by a loop, because its recorders offer no subscription.
  Each transaction waits for the disk, as both stores have it from the library and from PostgreSQL's own settings.
- *the same without waiting for the disk*: SQLite with `synchronous = NORMAL`, which is what our read database has,
  since read models can be rebuilt.
- *the library in memory*: the library's runner with an in-memory tracking recorder, and a projection that adds points
  and totals up in dictionaries, which are never written anywhere.

The library's projections read our events through our mapper, so that they gain from its decoding.

Every rebuild is one process and ends with its tables written: in SQLite's read database with `synchronous = NORMAL`, in
PostgreSQL with its own settings. A longer log's limits are 1.2 times the figure of the shorter one; memory is what a
new process grows by at its peak. Rankings as of an earlier point are asked for at 20 random positions. A scorecard is
loaded from its 250 events, which no cache of ours holds, on an open connection, again and again; the first time, the
store finds them on as many pages, for other scorecards' events lie in between. The limit of 1.5 ms is that of the later
loads; the first ones are slower than it (decision 13 says why no snapshots are kept).

A save shows when a reader finds the ranking at its position: the time begins before the command is decided and
includes the save itself, which waits for the disk; the next save begins when all projections have followed.
"""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from application.settings import Settings
from benchmarks import following, growth, reading, rebuilding
from benchmarks.generated_log import copy_to_postgres, generate
from benchmarks.row import Row
from benchmarks.scale import scaled
from benchmarks.servers import new_database, postgres_server
from projections.platform import Platform

CARDS = scaled(4_000)
SHORT, EVENTS, LONG = scaled(250_000), scaled(1_000_000), scaled(4_000_000)
FOLLOWED_CARDS, FOLLOWED_EVENTS = scaled(200), scaled(50_000)


def run() -> Iterator[Row]:
    """Both stores; what grows, on SQLite alone."""
    with TemporaryDirectory(prefix="bangvang-bench-") as name:
        folder = Path(name)
        log = generated(folder / "log", CARDS, EVENTS)
        followed = generated(folder / "followed", FOLLOWED_CARDS, FOLLOWED_EVENTS)
        yield from growing(log)
        with postgres_server() as server, new_database(server) as url, new_database(server) as followed_url:
            copied = copy_to_postgres(log, url)
            copied_followed = copy_to_postgres(followed, followed_url)
            yield from rebuilding.on_sqlite(log)
            yield from rebuilding.on_postgres(copied, url)
            yield from read("SQLite", log)
            yield from read("PostgreSQL", copied)
            yield from following.rows_of_writers("PostgreSQL", copied_followed)
        yield from following.rows_of_saves(generated(folder / "saved", FOLLOWED_CARDS, FOLLOWED_EVENTS))
        yield from following.rows_of_writers("SQLite", followed)


def growing(log: Settings) -> Iterator[Row]:
    """The log between a shorter and a longer one, which are removed."""
    with TemporaryDirectory(prefix="bangvang-bench-") as name:
        folder = Path(name)
        shorter, longer = generated(folder / "short", CARDS, SHORT), generated(folder / "long", CARDS, LONG)
        yield from growth.rows([shorter, log, longer])


def read(store: str, settings: Settings) -> Iterator[Row]:
    """What readers wait for, the ranking having been rebuilt."""
    with Platform(settings) as platform:
        yield from reading.rows(store, platform, CARDS)


def generated(folder: Path, cards: int, events: int) -> Settings:
    """A log of that size in the folder."""
    settings = Settings(data=folder)
    generate(settings, cards, events)
    return settings
