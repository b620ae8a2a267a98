"""For tests of a projection: given events, then rows."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa

from application.catalogue import CATALOGUE
from application.codec import Codec
from domain.event import Event, Recorded
from domain.metadata import Actor, Role
from projections.building import readers, tables_of
from projections.projection import Fact, Projection
from projections.rows import FreshRows, Row, Rows

Tables = Mapping[str, Sequence[Row]]
ADMINISTRATOR = Actor(id="administrator", role=Role.ADMINISTRATOR)


class FoldsDiffer(AssertionError):  # noqa: N818  # It tells what was found.
    """A projection makes other rows of the same events when they come in other batches."""


def happened(event: Event, stream: UUID, **envelope: Any) -> Recorded[Event]:
    """The event as it would stand in the log; the envelope's fields have usual values unless they are given."""
    usual: dict[str, Any] = {
        "originator_version": 1,
        "event_id": uuid4(),
        "recorded_at": datetime(2022, 11, 1, tzinfo=UTC),
        "actor": ADMINISTRATOR,
        "correlation_id": uuid4(),
        "causation_id": uuid4(),
    }
    return Recorded(originator_id=stream, data=event, **{**usual, **envelope})


def rows_of(projection: Projection, events: Iterable[Recorded[Event]]) -> Tables:
    """The tables after these events, by name, with their rows in the order of their keys.

    Events that the projection does not want are left out, as the engine leaves them out. They are folded all at once,
    one by one, and as in a rebuild: raises ``FoldsDiffer`` unless all three come to the same.
    """
    codec = Codec(CATALOGUE)
    read = readers(projection, codec)
    lines = ((at, each.data.stored_name, codec.encode(each)) for at, each in enumerate(events, start=1))
    wanted = [Fact(at, read[name](state)) for at, name, state in lines if name in read]
    at_once = _folded(projection, [wanted], Rows)
    for other in (_folded(projection, [[fact] for fact in wanted], Rows), _folded(projection, [wanted], FreshRows)):
        if other != at_once:
            raise FoldsDiffer(other, at_once)
    return at_once


def _folded(projection: Projection, batches: Iterable[Sequence[Fact]], kind: type[Rows]) -> Tables:
    database = sa.create_engine("sqlite://", poolclass=sa.StaticPool)
    metadata, tables = tables_of(projection, "")
    try:
        with database.begin() as connection:
            metadata.create_all(connection)
            for batch in batches:
                _fold(projection, {table.name: kind(table) for table in tables}, batch, connection)
            return {table.name: _rows(connection, table) for table in tables}
    finally:
        database.dispose()


def _fold(projection: Projection, rows: dict[str, Rows], batch: Sequence[Fact], connection: sa.Connection) -> None:
    for each in rows.values():
        each.connection = connection
    projection.fold(rows, batch)
    for each in rows.values():
        if isinstance(each, FreshRows):
            each.complete()
    projection.before_writing(rows)
    for each in rows.values():
        each.flush()


def _rows(connection: sa.Connection, table: sa.Table) -> list[Row]:
    query = sa.select(table).order_by(*table.primary_key)
    return [dict(row) for row in connection.execute(query).mappings()]
