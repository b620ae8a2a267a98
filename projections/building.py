"""Building a projection's tables from the log: the live ones batch after batch, shadow ones in memory."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from itertools import islice
from typing import Any

import msgspec
import sqlalchemy as sa

from application.catalogue import CATALOGUE
from application.codec import Codec
from application.log import Line, LogReader, Page, StoredEntry
from application.pages import PageReader
from projections.of_province import OfProvince
from projections.projection import Fact, Projection
from projections.rows import FreshRows, Rows

BATCH = 1000
"""Events that are folded before their rows are written."""
SHADOW = "__shadow"
"""How the names of tables end that are built beside the live ones."""


class Builder:
    """Feeds one projection's tables from the log, batch after batch."""

    def __init__(
        self, projection: Projection, log: LogReader, codec: Codec, *, suffix: str, only: OfProvince | None = None
    ) -> None:
        self._projection, self._log, self._suffix, self._only = projection, log, suffix, only
        self._read = readers(projection, codec)
        self._tables = tables_of(projection, suffix)[1]
        self.folded = 0
        self.last: Line | None = None
        """The line that was read last, where lines are watched."""
        self.continue_from(0)

    def continue_from(self, position: int) -> None:
        """Goes on behind a position; drops the rows held in memory, for somebody else may have written in between."""
        self.position = position
        self._rows: dict[str, Rows] = {table.name.removesuffix(self._suffix): Rows(table) for table in self._tables}

    def feed(self, connection: sa.Connection, until: int) -> None:
        """Folds every event up to a position."""
        while self.position < until:
            self.feed_batch(connection, until)

    def feed_batch(self, connection: sa.Connection, until: int, *, one: bool = False) -> int:
        """Folds the next batch, events up to ``until``, or ``one``; returns where the tables stand now."""
        self.write_to(connection)
        with self.scan(until, watched=one) as lines:
            self.fold(lines, until, one=one)
        self.flush()
        return self.position

    @contextmanager
    def scan(self, until: int, *, watched: bool = False) -> Iterator[Iterator[Line] | Iterator[StoredEntry]]:
        """What is to be folded, from here up to a position: lines, or entries for a projection of the whole log."""
        if self._projection.whole:
            with self._log.entries(self.position, until) as entries:
                # No province has anything of it to itself.
                yield iter(()) if self._only else self._watch_entries(entries)
            return
        names = self._only.names(self._read) if self._only else self._read
        with self._log.scan(self.position, until, names) as lines:
            seen = self._watch(lines) if watched else lines
            yield self._only.lines(seen, self._read) if self._only else seen

    def _watch_entries(self, entries: Iterator[StoredEntry]) -> Iterator[StoredEntry]:
        for entry in entries:
            position, _, _, name, state = entry
            self.last = position, name.decode(errors="replace"), state
            yield entry

    def _watch(self, lines: Iterator[Line]) -> Iterator[Line]:
        for line in lines:
            self.last = line
            yield line

    def fold(self, scanned: Iterator[Any], until: int, *, one: bool = False) -> None:
        """Folds the next batch of a scan up to ``until``, or ``one`` line; writes nothing yet."""
        most = 1 if one else BATCH
        batch = self._facts(islice(scanned, most))
        self._fold(batch, batch[-1].position if len(batch) == most else max(until, self.position))

    def fold_lines(self, lines: Iterable[Line]) -> None:
        """Folds those of these lines that are wanted, wherever they come from; the position is not ours then."""
        read = self._read
        batch = [Fact(position, read[name](record)) for position, name, record in lines if name in read]
        if batch:
            self._fold(batch, self.position)

    def forget(self) -> None:
        """Drops the rows held in memory."""
        self.folded = 0
        self.continue_from(self.position)

    def _facts(self, scanned: Iterator[Any]) -> list[Fact]:
        if self._projection.whole:
            return [Fact(entry[0], entry) for entry in scanned]
        read = self._read
        return [Fact(position, read[name](state)) for position, name, state in scanned]

    def _fold(self, batch: Sequence[Fact], position: int) -> None:
        self._projection.fold(self._rows, batch)
        self.folded += len(batch)
        self.position = position

    def write_to(self, connection: sa.Connection) -> None:
        """Rows are read and written on this connection from now on."""
        for rows in self._rows.values():
            rows.connection = connection

    def flush(self) -> None:
        """Writes what was folded."""
        self._projection.before_writing(self._rows)
        for rows in self._rows.values():
            rows.flush()


class FreshBuilder(Builder):
    """Feeds tables that begin empty: they are built in memory, and written in the end.

    Only what is added to is written on the way.
    """

    def __init__(
        self, projection: Projection, log: LogReader, codec: Codec, *, suffix: str, only: OfProvince | None = None
    ) -> None:
        super().__init__(projection, log, codec, suffix=suffix, only=only)
        self._read_page = PageReader(codec, wanted(projection))
        self._fresh = [FreshRows(table) for table in self._tables]
        self._rows = {rows.table.name.removesuffix(suffix): rows for rows in self._fresh}

    @contextmanager
    def pages(self, until: int) -> Iterator[Iterator[Page]]:
        """The pages to fold, from here up to a position."""
        with self._log.pages(self.position, until, self._read) as pages:
            yield pages

    def fold_page(self, pages: Iterator[Page], until: int) -> None:
        """Folds the next page up to ``until``, as ``fold`` does a batch."""
        page = next(pages, None)
        if page is None:
            self._fold([], max(until, self.position))
        else:
            self._fold(self._read_page(page), page.last)

    @property
    def is_pending(self) -> bool:
        """Whether there is anything to write yet."""
        return any(True for rows in self._fresh for _ in rows.pending())

    def complete(self, connection: sa.Connection) -> None:
        """Writes the tables; what is fed afterwards is written as it comes."""
        self.write_to(connection)
        for rows in self._fresh:
            rows.complete()
        self.flush()


def readers(projection: Projection, codec: Codec) -> dict[str, Callable[[bytes], Any]]:
    """What reads the events that a projection wants, by the names under which they may stand in the log."""
    return {
        name: codec.reader(name) if part is None else codec.part_reader(name, part)
        for name, part in wanted(projection).items()
    }


def wanted(projection: Projection) -> dict[str, type[msgspec.Struct] | None]:
    """What of a record a projection wants, by the names under which its events may stand in the log."""
    names = sorted(CATALOGUE.stored_names(*projection.events))
    return {name: projection.parts.get(CATALOGUE.event_class(name)) for name in names}


@cache
def tables_of(projection: Projection, suffix: str) -> tuple[sa.MetaData, Sequence[sa.Table]]:
    """The tables as SQLAlchemy knows them, made once: statements on the same tables are compiled once, too."""
    metadata = sa.MetaData()
    return metadata, projection.tables(metadata, suffix)
