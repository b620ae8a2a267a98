"""The engine: follows the log in batches, rebuilds beside the live tables and swaps, verifies live against rebuilt."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from functools import cache

import msgspec
import sqlalchemy as sa

from application.catalogue import CATALOGUE
from application.codec import Codec
from application.log import LogReader
from projections.database import close_gate, exclusively, take_turn, writing
from projections.projection import Fact, Projection
from projections.rows import FreshRows, Rows

BATCH = 1000
SHADOW = "__shadow"

Progress = Callable[[int, int], None]
"""Is told the position reached and the position to reach."""

METADATA = sa.MetaData()
POSITIONS = sa.Table(
    "projection_position",
    METADATA,
    sa.Column("projection", sa.Text, primary_key=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("position", sa.BigInteger, nullable=False),
)


class Status(msgspec.Struct, frozen=True, kw_only=True):
    """Where a projection stands: its version, its position, and the events it is behind the log."""

    projection: str
    version: int
    position: int
    lag: int


class Verification(msgspec.Struct, frozen=True, kw_only=True):
    """Live tables compared with ones rebuilt to the same position; ``differences`` are rows in only one of them."""

    projection: str
    position: int
    rows: int
    digest: str
    differences: tuple[str, ...]

    @property
    def equal(self) -> bool:
        """Whether rebuilt equals live."""
        return not self.differences


def position_of(connection: sa.Connection, projection: type[Projection] | Projection) -> int:
    """The position up to which a projection's live tables stand; 0 where it has none of this version."""
    return _position(connection, projection) or 0


def _position(connection: sa.Connection, projection: type[Projection] | Projection) -> int | None:
    query = sa.select(POSITIONS.c.position).where(
        POSITIONS.c.projection == projection.name, POSITIONS.c.version == projection.version
    )
    return connection.execute(query).scalar_one_or_none()


def _refuse_newer(connection: sa.Connection, projection: Projection) -> None:
    query = sa.select(POSITIONS.c.version).where(POSITIONS.c.projection == projection.name)
    stored = connection.execute(query).scalar_one_or_none()
    if stored is not None and stored > projection.version:
        raise ProjectionOutdated(projection, stored)


def _take_turn(connection: sa.Connection, projection: Projection) -> None:
    """From here to the end of the transaction nobody else moves the projection's position."""
    take_turn(connection, f"{POSITIONS.name}.{projection.name}")


class ProjectionOutdated(Exception):  # noqa: N818  # It tells what has happened.
    """A newer program has rebuilt the read model; this one must not fold onto tables that it does not know."""

    def __init__(self, projection: Projection, stored: int) -> None:
        """Takes the projection as this program has it, and the version that stands in the read database."""
        super().__init__(
            f"the read database holds version {stored} of {projection.name!r}, this program has {projection.version}: "
            "restart it as the newer version"
        )


class Engine:
    """Keeps a set of projections up to date with one log."""

    def __init__(self, database: sa.Engine, log: LogReader, codec: Codec, projections: Sequence[Projection]) -> None:
        """Makes missing tables; a projection whose version has changed is rebuilt when it is next advanced."""
        self.database = database
        self._log = log
        self._codec = codec
        self._projections = {projection.name: projection for projection in projections}
        self._seen_live: set[str] = set()
        with writing(database) as connection:
            take_turn(connection, POSITIONS.name)
            METADATA.create_all(connection)

    def __iter__(self) -> Iterator[str]:
        """The names of the projections."""
        return iter(self._projections)

    def advance(self) -> int:
        """Brings every projection to the head of the log; returns how many events were folded."""
        return sum(self._advance(projection) for projection in self._projections.values())

    def follow(self, stopped: Callable[[], bool], wait: float = 1.0) -> None:
        """Advances whenever the log grows, until ``stopped``."""
        while not stopped():
            self.advance()
            self._log.wait(wait)

    def rebuild(self, name: str, progress: Progress | None = None) -> int:
        """Rebuilds a projection into shadow tables and swaps them in; returns the position reached.

        Readers see the old tables until the swap. An interrupted rebuild leaves them untouched.
        """
        projection = self._projections[name]
        with exclusively(self.database, name):
            return self._rebuild(projection, progress).position

    def _rebuild(self, projection: Projection, progress: Progress | None = None) -> "_Builder":
        builder = self._build_shadow(projection, progress)
        with writing(self.database) as connection:
            _take_turn(connection, projection)
            builder.feed(connection, self._log.head())
            # Whoever closes the gate waits for nothing else from here on, so that nobody can wait in a circle.
            close_gate(connection, POSITIONS)
            self._swap(connection, projection)
            self._save_position(connection, projection, builder.position)
        return builder

    def verify(self, name: str, progress: Progress | None = None) -> Verification:
        """Rebuilds to the position of the live tables and compares them row by row; the live ones stay as they are."""
        projection = self._projections[name]
        self._advance(projection)
        with exclusively(self.database, name):
            return self._verify(projection, progress)

    def _verify(self, projection: Projection, progress: Progress | None) -> Verification:
        builder = self._build_shadow(projection, progress)
        with writing(self.database) as connection:
            _take_turn(connection, projection)
            position = position_of(connection, projection)
            builder.feed(connection, position)
            verification = self._compare(connection, projection, position)
            _tables(projection, SHADOW)[0].drop_all(connection)
        return verification

    def status(self) -> list[Status]:
        """Where each projection stands."""
        head = self._log.head()
        with self.database.connect() as connection:
            rows = {row.projection: row for row in connection.execute(sa.select(POSITIONS))}
        return [self._status(projection, rows.get(projection.name), head) for projection in self._projections.values()]

    @staticmethod
    def _status(projection: Projection, row: sa.Row[tuple[str, int, int]] | None, head: int) -> Status:
        position = row.position if row is not None and row.version == projection.version else 0
        lag = max(0, head - position)
        return Status(projection=projection.name, version=projection.version, position=position, lag=lag)

    def _advance(self, projection: Projection) -> int:
        if not self._is_live(projection):
            with exclusively(self.database, projection.name):
                # Somebody else may have rebuilt it while this waited for its turn.
                if not self._is_live(projection):
                    return self._rebuild(projection).folded
        builder = _Builder(projection, self._log, self._codec, suffix="")
        head = self._log.head()
        while self._stands_at(projection) < head:
            with writing(self.database) as connection:
                _take_turn(connection, projection)
                position = _position(connection, projection)
                if position is None:
                    # Another program has replaced the tables: what stands there now is not ours to fold onto.
                    self._seen_live.discard(projection.name)
                    break
                builder.continue_from(position)
                self._save_position(connection, projection, builder.feed_batch(connection, head))
        else:
            return builder.folded
        return builder.folded + self._advance(projection)

    def _stands_at(self, projection: Projection) -> int:
        with self.database.connect() as connection:
            return position_of(connection, projection)

    def _is_live(self, projection: Projection) -> bool:
        """Whether the tables exist in this version; looked at once, for only a rebuild replaces them afterwards."""
        if projection.name not in self._seen_live:
            with self.database.connect() as connection:
                _refuse_newer(connection, projection)
                names = set(sa.inspect(connection).get_table_names())
                complete = all(table.name in names for table in _tables(projection, "")[1])
                if complete and _position(connection, projection) is not None:
                    self._seen_live.add(projection.name)
        return projection.name in self._seen_live

    def _save_position(self, connection: sa.Connection, projection: Projection, position: int) -> None:
        rows = Rows(POSITIONS)
        rows.connection = connection
        rows.put({"projection": projection.name, "version": projection.version, "position": position})
        rows.flush()

    def _build_shadow(self, projection: Projection, progress: Progress | None) -> "_Builder":
        metadata, _ = _tables(projection, SHADOW)
        with writing(self.database) as connection:
            metadata.drop_all(connection)
            metadata.create_all(connection)
        builder = _ShadowBuilder(projection, self._log, self._codec)
        head = self._log.head()
        while builder.position < head:
            with writing(self.database) as connection:
                builder.feed_batch(connection, head)
            if progress:
                progress(builder.position, head)
        with writing(self.database) as connection:
            builder.complete(connection)
        return builder

    def _swap(self, connection: sa.Connection, projection: Projection) -> None:
        live_metadata, live = _tables(projection, "")
        _, shadow = _tables(projection, SHADOW)
        live_metadata.drop_all(connection)
        quote = connection.dialect.identifier_preparer.quote
        for old, new in zip(shadow, live, strict=True):
            connection.exec_driver_sql(f"ALTER TABLE {quote(old.name)} RENAME TO {quote(new.name)}")

    def _compare(self, connection: sa.Connection, projection: Projection, position: int) -> Verification:
        _, live = _tables(projection, "")
        _, shadow = _tables(projection, SHADOW)
        differences: list[str] = []
        digest, count = hashlib.sha256(), 0
        for live_table, shadow_table in zip(live, shadow, strict=True):
            differences += _only_in(connection, live_table, shadow_table, "live")
            differences += _only_in(connection, shadow_table, live_table, "rebuilt")
            for row in connection.execute(sa.select(live_table).order_by(*live_table.primary_key)):
                digest.update(repr((live_table.name, *row)).encode())
                count += 1
        return Verification(
            projection=projection.name,
            position=position,
            rows=count,
            digest=digest.hexdigest(),
            differences=tuple(differences),
        )


class _Builder:
    """Feeds one projection's tables from the log, batch after batch."""

    def __init__(self, projection: Projection, log: LogReader, codec: Codec, *, suffix: str) -> None:
        self._projection, self._log, self._codec, self._suffix = projection, log, codec, suffix
        self._names = CATALOGUE.stored_names(*projection.events)
        self._tables = _tables(projection, suffix)[1]
        self.folded = 0
        self.continue_from(0)

    def continue_from(self, position: int) -> None:
        """Goes on behind a position; drops the rows held in memory, for somebody else may have written in between."""
        self.position = position
        self._rows: dict[str, Rows] = {table.name.removesuffix(self._suffix): Rows(table) for table in self._tables}

    def feed(self, connection: sa.Connection, until: int) -> None:
        """Folds every event up to a position."""
        while self.position < until:
            self.feed_batch(connection, until)

    def feed_batch(self, connection: sa.Connection, until: int) -> int:
        """Folds the next batch, events up to ``until``; returns the position that the tables now stand for."""
        entries = self._log.read(self.position, BATCH, self._names, until)
        batch = [Fact(entry.position, self._codec.decode(*entry[1:])) for entry in entries]
        self._fold(connection, batch)
        self.folded += len(batch)
        self.position = entries[-1].position if len(entries) == BATCH else max(until, self.position)
        return self.position

    def _fold(self, connection: sa.Connection, batch: Sequence[Fact]) -> None:
        for rows in self._rows.values():
            rows.connection = connection
        self._projection.fold(self._rows, batch)
        for rows in self._rows.values():
            rows.flush()


class _ShadowBuilder(_Builder):
    """Feeds shadow tables that begin empty: they are built in memory, and written in one piece."""

    def __init__(self, projection: Projection, log: LogReader, codec: Codec) -> None:
        super().__init__(projection, log, codec, suffix=SHADOW)
        self._fresh = [FreshRows(table) for table in self._tables]
        self._rows = {rows.table.name.removesuffix(SHADOW): rows for rows in self._fresh}

    def complete(self, connection: sa.Connection) -> None:
        """Writes the tables; what is fed afterwards is written as it comes."""
        for rows in self._fresh:
            rows.connection = connection
            rows.complete()


@cache
def _tables(projection: Projection, suffix: str) -> tuple[sa.MetaData, Sequence[sa.Table]]:
    """The tables as SQLAlchemy knows them, made once: statements on the same tables are compiled once, too."""
    metadata = sa.MetaData()
    return metadata, projection.tables(metadata, suffix)


def _only_in(connection: sa.Connection, table: sa.Table, other: sa.Table, side: str) -> list[str]:
    rows = connection.execute(sa.except_(sa.select(table), sa.select(other)))
    return [f"{table.name.removesuffix(SHADOW)}, only {side}: {tuple(row)}" for row in rows]
