"""How far a projection that is fed by province has come: in one province, or in all of them."""

from collections.abc import Iterable
from functools import cache
from typing import Any, NamedTuple

import sqlalchemy as sa

from application.messaging.topics import NOWHERE
from domain.metadata import Code
from projections.feeding.tables import PROVINCES, RELAY, RELAYED
from projections.projection import Projection
from projections.tables import POSITIONS

EVENTS_RELAY = "events"
"""The name under which the relay of the events keeps its position."""


class Standing(NamedTuple):
    """Up to ``known`` every event is folded, and behind ``held`` none is.

    Where ``held`` is behind ``known`` or equal to it, the tables are those of the log up to ``known``. Some of the
    provinces may be ahead of the others, though, and then they are those of no position.
    """

    known: int
    held: int

    @property
    def is_level(self) -> bool:
        """Whether the tables are what the log comes to at one position."""
        return self.held <= self.known


def standing_of(
    connection: sa.Connection, projection: type[Projection] | Projection, province: Code | None
) -> Standing:
    """How far it has come in a province, or in all; it has to have a position, and to be fed by province."""
    given = {"name": projection.name, "of_version": projection.version}
    if province is None:
        return _of_all(connection.execute(_every_province(), given))
    return _standing(*connection.execute(_one_province(), {**given, "of_province": province}).one())


def _of_all(rows: Iterable[Any]) -> Standing:
    """Behind the relay's position there may be provinces of which nobody has heard yet."""
    found = list(rows)
    heard = max(max(baseline, relay or 0) for baseline, _, _, relay in found)
    each = [_standing(*row) for row in found]
    return Standing(min(heard, *(standing.known for standing in each)), max(standing.held for standing in each))


def _standing(baseline: int, folded: int | None, relayed: int | None, relay: int | None) -> Standing:
    """What a province has had up to the relay's position is all there is of it up to there."""
    held = max(baseline, folded or 0)
    return Standing(max(held, relay or 0) if held >= (relayed or 0) else held, held)


@cache
def _one_province() -> sa.Select[tuple[Any, ...]]:
    of = sa.bindparam("of_province", type_=sa.Text)
    joined = POSITIONS.outerjoin(PROVINCES, sa.and_(_same(PROVINCES), PROVINCES.c.province == of)).outerjoin(
        RELAYED, RELAYED.c.province == of
    )
    return _asked(joined)


@cache
def _every_province() -> sa.Select[tuple[Any, ...]]:
    """A row for each province that is known to anybody; one of nothing but the projection where none is."""
    names = sa.union(sa.select(RELAYED.c.province), _folded_provinces()).subquery()
    joined = (
        POSITIONS.outerjoin(names, sa.true())
        .outerjoin(PROVINCES, sa.and_(_same(PROVINCES), PROVINCES.c.province == names.c.province))
        .outerjoin(RELAYED, RELAYED.c.province == names.c.province)
    )
    return _asked(joined)


def _folded_provinces() -> sa.Select[tuple[str]]:
    mine = PROVINCES.c.projection == sa.bindparam("name"), PROVINCES.c.version == sa.bindparam("of_version")
    return sa.select(PROVINCES.c.province).where(*mine)


def _same(table: sa.Table) -> sa.ColumnElement[bool]:
    return sa.and_(table.c.projection == POSITIONS.c.projection, table.c.version == POSITIONS.c.version)


def _asked(joined: sa.FromClause) -> sa.Select[tuple[Any, ...]]:
    with_relay = joined.outerjoin(RELAY, RELAY.c.name == EVENTS_RELAY)
    columns = POSITIONS.c.position, PROVINCES.c.position, RELAYED.c.position, RELAY.c.position
    return (
        sa.select(*columns)
        .select_from(with_relay)
        .where(POSITIONS.c.projection == sa.bindparam("name"), POSITIONS.c.version == sa.bindparam("of_version"))
    )


def key_of(province: Code | None) -> str:
    """How the tables call a province; events of no province stand under a name that no province has."""
    return province or NOWHERE
