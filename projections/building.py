"""Building a projection's tables from the log: the live ones batch after batch, shadow ones in memory."""

from collections.abc import Sequence
from functools import cache

import sqlalchemy as sa

from application.catalogue import CATALOGUE
from application.codec import Codec
from application.log import LogEntry, LogReader
from projections.projection import Fact, Projection
from projections.rows import FreshRows, Rows

BATCH = 1000
SHADOW = "__shadow"
"""How the names of tables end that are built beside the live ones."""


class Builder:
    """Feeds one projection's tables from the log, batch after batch."""

    def __init__(self, projection: Projection, log: LogReader, codec: Codec, *, suffix: str) -> None:
        self._projection, self._log, self._codec, self._suffix = projection, log, codec, suffix
        self._names = CATALOGUE.stored_names(*projection.events)
        self._tables = tables_of(projection, suffix)[1]
        self.folded = 0
        self.reading: Sequence[LogEntry] = ()
        self.continue_from(0)

    def continue_from(self, position: int) -> None:
        """Goes on behind a position; drops the rows held in memory, for somebody else may have written in between."""
        self.position = position
        self._rows: dict[str, Rows] = {table.name.removesuffix(self._suffix): Rows(table) for table in self._tables}

    def feed(self, connection: sa.Connection, until: int) -> None:
        """Folds every event up to a position."""
        while self.position < until:
            self.feed_batch(connection, until)

    def feed_batch(self, connection: sa.Connection, until: int, limit: int | None = None) -> int:
        """Folds the next batch, events up to ``until``; returns the position that the tables now stand for.

        ``reading`` holds the entries of the batch that is, or was last, being folded.
        """
        most = BATCH if limit is None else limit
        self.reading = self._log.read(self.position, most, self._names, until)
        batch = [Fact(entry.position, self._codec.decode(*entry[1:])) for entry in self.reading]
        self._fold(connection, batch)
        self.folded += len(batch)
        self.position = self.reading[-1].position if len(self.reading) == most else max(until, self.position)
        return self.position

    def _fold(self, connection: sa.Connection, batch: Sequence[Fact]) -> None:
        for rows in self._rows.values():
            rows.connection = connection
        self._projection.fold(self._rows, batch)
        for rows in self._rows.values():
            rows.flush()


class FreshBuilder(Builder):
    """Feeds tables that begin empty: they are built in memory, and written in one piece."""

    def __init__(self, projection: Projection, log: LogReader, codec: Codec, *, suffix: str) -> None:
        super().__init__(projection, log, codec, suffix=suffix)
        self._fresh = [FreshRows(table) for table in self._tables]
        self._rows = {rows.table.name.removesuffix(suffix): rows for rows in self._fresh}

    def complete(self, connection: sa.Connection) -> None:
        """Writes the tables; what is fed afterwards is written as it comes."""
        for rows in self._fresh:
            rows.connection = connection
            rows.complete()


@cache
def tables_of(projection: Projection, suffix: str) -> tuple[sa.MetaData, Sequence[sa.Table]]:
    """The tables as SQLAlchemy knows them, made once: statements on the same tables are compiled once, too."""
    metadata = sa.MetaData()
    return metadata, projection.tables(metadata, suffix)
