"""The two stores of a migration, opened for as long as it lasts."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import NamedTuple

from application import sqlite
from application.log import LogReader, open_log
from application.migration.refusals import NothingToMigrate
from application.postgres import PostgresFactory, PostgresRecorder
from application.sqlite import SQLiteFactory, SQLiteRecorder

FIRST = -(2**63)
"""Before every position that a store can hold, for somebody may have put an event where none belongs."""

Advance = Callable[[int, int], None]
"""Is told how much is done, and of how much."""

Watch = Callable[[str], AbstractContextManager[Advance]]
"""Shows somebody how a piece of work of that name goes on."""


class Stores(NamedTuple):
    """What is migrated, and where to; logs are read on connections of their own."""

    source: SQLiteRecorder
    target: PostgresRecorder
    source_log: LogReader
    target_log: LogReader


@contextmanager
def open_stores(folder: Path, target: dict[str, str]) -> Iterator[Stores]:
    """The store in this data folder, and the PostgreSQL of an environment, whose tables are made if need be.

    Of the source nothing is changed, except that tables which an older version of the program did not have are made.
    Raises ``NothingToMigrate``.
    """
    file = folder / "events.db"
    if not file.is_file():
        raise NothingToMigrate(folder=folder)
    with SQLiteFactory(sqlite.environment(file)) as old, PostgresFactory(target) as new:
        source, recorder = old.application_recorder(), new.application_recorder()
        assert isinstance(source, SQLiteRecorder)  # noqa: S101  # The factory's own class of recorders.
        stores = Stores(source, recorder, open_log(source), open_log(recorder))
        try:
            yield stores
        finally:
            stores.target_log.close()
            old.close()
            new.close()


def unwatched(_name: str) -> AbstractContextManager[Advance]:
    """Shows nobody anything."""
    return nullcontext(lambda _done, _total: None)
