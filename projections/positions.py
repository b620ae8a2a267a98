"""Where projections stand in the log, kept in the read database beside their tables; and what has stopped them."""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa

from application.log import Line
from domain.metadata import Code
from projections.database import take_turn
from projections.feeding.standing import Standing, standing_of
from projections.projection import Projection
from projections.rows import Row, Rows
from projections.tables import METADATA, POSITIONS, PROBLEMS, make_tables

__all__ = ["METADATA", "POSITIONS", "PROBLEMS", "make_tables"]

POSITION = sa.select(POSITIONS.c.position, POSITIONS.c.feed).where(
    POSITIONS.c.projection == sa.bindparam("name"), POSITIONS.c.version == sa.bindparam("of_version")
)

_STANDS = sa.select(POSITIONS).where(POSITIONS.c.projection.in_(sa.bindparam("names", expanding=True)))


class Feed(StrEnum):
    """Who brings a projection its events: whoever follows the log, or projectors, to which they come by province."""

    LOG = "log"
    KAFKA = "kafka"


class Stand(NamedTuple):
    """Up to which position a projection has folded the whole log, and who feeds it from there on."""

    position: int
    feed: Feed


class Status(msgspec.Struct, frozen=True, kw_only=True):
    """Where a projection stands: its version, its position, the events it is behind, and what has stopped it."""

    projection: str
    version: int
    position: int
    lag: int
    feed: Feed = Feed.LOG
    """Who brings it its events; where projectors do, it may stand further in some provinces than in others."""
    stopped_at: int | None = None
    """The position of the event that it can't fold; it goes on when a later attempt succeeds."""
    problem: str | None = None


def position_of(
    connection: sa.Connection, projection: type[Projection] | Projection, province: Code | None = None
) -> int:
    """The position up to which a projection's live tables stand; 0 where it has none of this version.

    Of one that is fed by province: up to which they stand in this province, or else in all of them.
    """
    stand = stand_of(connection, projection)
    if stand is None:
        return 0
    return stand.position if stand.feed == Feed.LOG else standing_of(connection, projection, province).known


def stand_of(connection: sa.Connection, projection: type[Projection] | Projection) -> Stand | None:
    """Where it stands in the whole log, and who feeds it; ``None`` where there are no tables of this version."""
    row = connection.execute(POSITION, {"name": projection.name, "of_version": projection.version}).one_or_none()
    return None if row is None else Stand(row.position, Feed(row.feed))


def stands_of(connection: sa.Connection, projections: Sequence[Projection]) -> Mapping[str, Stand | None]:
    """As ``stand_of``, of several; raises ``ProjectionOutdated`` where a newer program has rebuilt tables."""
    rows = {row.projection: row for row in connection.execute(_STANDS, {"names": [each.name for each in projections]})}
    return {each.name: _stand_in_row(each, rows.get(each.name)) for each in projections}


def _stand_in_row(projection: Projection, row: Any) -> Stand | None:
    if row is None or row.version < projection.version:
        return None
    if row.version > projection.version:
        raise ProjectionOutdated(projection, row.version)
    return Stand(row.position, Feed(row.feed))


def whole_standing(connection: sa.Connection, projection: Projection, province: Code | None = None) -> Standing:
    """How far it has come, in a province or in all, whoever feeds it."""
    stand = stand_of(connection, projection)
    if stand is None or stand.feed == Feed.LOG:
        position = stand.position if stand else 0
        return Standing(position, position)
    return standing_of(connection, projection, province)


def _put(connection: sa.Connection, table: sa.Table, row: Row) -> None:
    rows = Rows(table)
    rows.connection = connection
    rows.put(row)
    rows.flush()


def refuse_newer(connection: sa.Connection, projection: Projection) -> None:
    """Raises ``ProjectionOutdated`` where a newer program has rebuilt the tables."""
    query = sa.select(POSITIONS.c.version).where(POSITIONS.c.projection == projection.name)
    stored = connection.execute(query).scalar_one_or_none()
    if stored is not None and stored > projection.version:
        raise ProjectionOutdated(projection, stored)


def take_its_turn(connection: sa.Connection, projection: Projection) -> None:
    """From here to the end of the transaction nobody else moves the projection's position."""
    take_turn(connection, name_of_turn(projection))


def name_of_turn(projection: Projection) -> str:
    """The turn of whoever moves the projection's position; those who move it in single provinces share it."""
    return f"{POSITIONS.name}.{projection.name}"


class ProjectionOutdated(Exception):  # noqa: N818  # It tells what has happened.
    """A newer program has rebuilt the read model; this one must not fold onto tables that it does not know."""

    def __init__(self, projection: Projection, stored: int) -> None:
        """Takes the projection as this program has it, and the version that stands in the read database."""
        super().__init__(
            f"the read database holds version {stored} of {projection.name!r}, this program has {projection.version}: "
            "restart it as the newer version"
        )


class ProjectionStopped(Exception):  # noqa: N818  # It tells what has happened.
    """A projection can't fold an event; its tables stand before it, and the other projections go on."""

    def __init__(self, projection: Projection, line: Line, error: Exception) -> None:
        """Takes the projection, the event's line in the log, and what went wrong."""
        self.projection = projection.name
        self.position, self.event, _ = line
        self.problem = f"{type(error).__name__}: {error}"
        super().__init__(f"{self.projection!r} stops at position {self.position}, {self.event}: {self.problem}")


def save_position(connection: sa.Connection, projection: Projection, position: int, feed: Feed = Feed.LOG) -> None:
    """Notes up to which position the tables stand now; in the transaction that has written them."""
    key = {"projection": projection.name, "version": projection.version}
    _put(connection, POSITIONS, {**key, "position": position, "feed": feed.value})


def stored_feed(connection: sa.Connection, projection: Projection) -> Feed:
    """Who feeds it, in whichever version its tables are; whoever follows the log unless something else was said."""
    query = sa.select(POSITIONS.c.feed).where(POSITIONS.c.projection == projection.name)
    return Feed(connection.execute(query).scalar_one_or_none() or Feed.LOG)


def save_problem(connection: sa.Connection, problem: ProjectionStopped) -> None:
    """Notes what has stopped a projection."""
    _put(connection, PROBLEMS, {name: getattr(problem, name) for name in PROBLEMS.columns.keys()})  # noqa: SIM118


def forget_problem(connection: sa.Connection, projection: Projection) -> None:
    """Notes that the projection goes on."""
    connection.execute(sa.delete(PROBLEMS).where(PROBLEMS.c.projection == projection.name))


def statuses(
    connection: sa.Connection, projections: Iterable[Projection], head: int, province: Code | None = None
) -> list[Status]:
    """Where each of them stands, in a province or in all, the log ending at ``head``."""
    problems = {row.projection: row for row in connection.execute(sa.select(PROBLEMS))}
    rows = {row.projection: row for row in connection.execute(sa.select(POSITIONS))}
    return [
        _status(each, _stand_in(connection, each, rows.get(each.name), province), problems.get(each.name), head)
        for each in projections
    ]


def _stand_in(connection: sa.Connection, projection: Projection, row: Any, province: Code | None) -> Stand:
    """Its position as readers of the province find it, in the row of its projection or behind it."""
    if row is None or row.version != projection.version:
        return Stand(0, Feed(row.feed) if row else Feed.LOG)
    feed = Feed(row.feed)
    # The row may be a moment old: whoever feeds it may be another by now.
    return Stand(row.position if feed == Feed.LOG else position_of(connection, projection, province), feed)


def _status(projection: Projection, stand: Stand, problem: Any, head: int) -> Status:
    if problem is not None and problem.position <= stand.position:
        # Another process has come past it since.
        problem = None
    return Status(
        projection=projection.name,
        version=projection.version,
        position=stand.position,
        lag=max(0, head - stand.position),
        feed=stand.feed,
        stopped_at=problem.position if problem else None,
        problem=f"{problem.event}: {problem.problem}" if problem else None,
    )
