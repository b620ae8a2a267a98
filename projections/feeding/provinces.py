"""Where projections stand in each province, as the transaction that folds finds it and leaves it."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

import sqlalchemy as sa

from application.messaging.events import Received
from projections.feeding.standing import key_of
from projections.feeding.tables import PROVINCES
from projections.projection import Projection
from projections.rows import Rows

_POSITIONS = sa.select(PROVINCES.c.projection, PROVINCES.c.version, PROVINCES.c.province, PROVINCES.c.position).where(
    PROVINCES.c.projection.in_(sa.bindparam("projections", expanding=True)),
    PROVINCES.c.province.in_(sa.bindparam("provinces", expanding=True)),
)


def turns(projections: Sequence[Projection], provinces: Collection[str]) -> Sequence[str]:
    """Whoever has these turns is the only one who folds events of these provinces."""
    return [f"{PROVINCES.name}.{each.name}.{province}" for each in projections for province in sorted(provinces)]


def positions(
    connection: sa.Connection, projections: Sequence[Projection], provinces: Collection[str]
) -> Mapping[str, Mapping[str, int]]:
    """The position up to which each province's events are folded, by projection; none where none was by itself."""
    versions = {each.name: each.version for each in projections}
    given = {"projections": list(versions), "provinces": sorted(provinces)}
    found: dict[str, dict[str, int]] = {name: {} for name in versions}
    for row in connection.execute(_POSITIONS, given):
        if row.version == versions[row.projection]:
            found[row.projection][row.province] = row.position
    return found


def save(connection: sa.Connection, last: Iterable[tuple[Projection, Iterable[Received]]]) -> None:
    """These are the last events of their provinces that projections have folded."""
    rows = Rows(PROVINCES)
    rows.connection = connection
    for projection, events in last:
        for row in _rows(projection, events):
            rows.put(row)
    rows.flush()


def _rows(projection: Projection, events: Iterable[Received]) -> Iterator[dict[str, object]]:
    for event in events:
        yield {
            "projection": projection.name,
            "province": key_of(event.place.province),
            "version": projection.version,
            "position": event.position,
            "sequence": event.place.sequence,
            "recorded_at": event.recorded_at.isoformat(),
            "correlation_id": event.correlation_id,
        }
