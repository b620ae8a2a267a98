"""Where a projection stands in each province, as the transaction that folds finds it and leaves it."""

from collections.abc import Collection, Iterable

import sqlalchemy as sa

from application.messaging.events import Received
from projections.feeding.standing import key_of
from projections.feeding.tables import PROVINCES
from projections.projection import Projection
from projections.rows import Rows

_POSITIONS = sa.select(PROVINCES.c.province, PROVINCES.c.position).where(
    PROVINCES.c.projection == sa.bindparam("name"),
    PROVINCES.c.version == sa.bindparam("of_version"),
    PROVINCES.c.province.in_(sa.bindparam("provinces", expanding=True)),
)
_LOCKED = sa.text("SELECT pg_advisory_xact_lock(hashtext(turn)) FROM unnest(CAST(:turns AS text[])) AS turn")


def lock(connection: sa.Connection, projection: Projection, provinces: Collection[str]) -> None:
    """Nobody else folds events of these provinces before the transaction ends."""
    if connection.dialect.name == "postgresql":
        turns = [f"{PROVINCES.name}.{projection.name}.{province}" for province in sorted(provinces)]
        connection.execute(_LOCKED, {"turns": turns})


def positions(
    connection: sa.Connection, projection: Projection, provinces: Collection[str], baseline: int
) -> dict[str, int]:
    """The position up to which each province's events are folded."""
    given = {"name": projection.name, "of_version": projection.version, "provinces": sorted(provinces)}
    found = {row.province: row.position for row in connection.execute(_POSITIONS, given)}
    return {province: max(baseline, found.get(province, 0)) for province in provinces}


def save(connection: sa.Connection, projection: Projection, last: Iterable[Received]) -> None:
    """These are the last events of their provinces that were folded."""
    rows = Rows(PROVINCES)
    rows.connection = connection
    for event in last:
        rows.put(
            {
                "projection": projection.name,
                "province": key_of(event.place.province),
                "version": projection.version,
                "position": event.position,
                "sequence": event.place.sequence,
                "recorded_at": event.recorded_at.isoformat(),
                "correlation_id": event.correlation_id,
            }
        )
    rows.flush()
