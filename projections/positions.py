"""Where projections stand in the log, kept in the read database beside their tables; and what has stopped them."""

from collections.abc import Iterable
from typing import Any

import msgspec
import sqlalchemy as sa

from application.log import Line
from projections.database import take_turn
from projections.projection import Projection
from projections.rows import Row, Rows

METADATA = sa.MetaData()
POSITIONS = sa.Table(
    "projection_position",
    METADATA,
    sa.Column("projection", sa.Text, primary_key=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("position", sa.BigInteger, nullable=False),
)
POSITION = sa.select(POSITIONS.c.position).where(
    POSITIONS.c.projection == sa.bindparam("name"), POSITIONS.c.version == sa.bindparam("of_version")
)
PROBLEMS = sa.Table(
    "projection_problem",
    METADATA,
    sa.Column("projection", sa.Text, primary_key=True),
    sa.Column("position", sa.BigInteger, nullable=False),
    sa.Column("event", sa.Text, nullable=False),
    sa.Column("problem", sa.Text, nullable=False),
)
"""Where projections have stopped: at an event that they can't fold."""


class Status(msgspec.Struct, frozen=True, kw_only=True):
    """Where a projection stands: its version, its position, the events it is behind, and what has stopped it."""

    projection: str
    version: int
    position: int
    lag: int
    stopped_at: int | None = None
    """The position of the event that it can't fold; it goes on when a later attempt succeeds."""
    problem: str | None = None


def position_of(connection: sa.Connection, projection: type[Projection] | Projection) -> int:
    """The position up to which a projection's live tables stand; 0 where it has none of this version."""
    return current_position(connection, projection) or 0


def current_position(connection: sa.Connection, projection: type[Projection] | Projection) -> int | None:
    """The same, but ``None`` where there are no tables of this version."""
    return connection.execute(
        POSITION, {"name": projection.name, "of_version": projection.version}
    ).scalar_one_or_none()


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
    take_turn(connection, f"{POSITIONS.name}.{projection.name}")


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


def save_position(connection: sa.Connection, projection: Projection, position: int) -> None:
    """Notes up to which position the tables stand now; in the transaction that has written them."""
    _put(connection, POSITIONS, {"projection": projection.name, "version": projection.version, "position": position})


def save_problem(connection: sa.Connection, problem: ProjectionStopped) -> None:
    """Notes what has stopped a projection."""
    _put(connection, PROBLEMS, {name: getattr(problem, name) for name in PROBLEMS.columns.keys()})  # noqa: SIM118


def forget_problem(connection: sa.Connection, projection: Projection) -> None:
    """Notes that the projection goes on."""
    connection.execute(sa.delete(PROBLEMS).where(PROBLEMS.c.projection == projection.name))


def statuses(connection: sa.Connection, projections: Iterable[Projection], head: int) -> list[Status]:
    """Where each of them stands, the log ending at ``head``."""
    rows = {row.projection: row for row in connection.execute(sa.select(POSITIONS))}
    problems = {row.projection: row for row in connection.execute(sa.select(PROBLEMS))}
    return [_status(each, rows.get(each.name), problems.get(each.name), head) for each in projections]


def _status(projection: Projection, row: Any, problem: Any, head: int) -> Status:
    position = row.position if row is not None and row.version == projection.version else 0
    if problem is not None and problem.position <= position:
        # Another process has come past it since.
        problem = None
    return Status(
        projection=projection.name,
        version=projection.version,
        position=position,
        lag=max(0, head - position),
        stopped_at=problem.position if problem else None,
        problem=f"{problem.event}: {problem.problem}" if problem else None,
    )
