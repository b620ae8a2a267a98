"""Live tables compared with rebuilt ones, row by row."""

import hashlib
from typing import Any

import msgspec
import sqlalchemy as sa

from projections.building import SHADOW, tables_of
from projections.columns import Document
from projections.of_province import STREAMS, WHOLE_LOG, OfProvince, belongs
from projections.projection import Projection

Stored = sa.Select[tuple[Any, ...]]


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


def compare(connection: sa.Connection, projection: Projection, position: int, only: OfProvince | None) -> Verification:
    """Compares the live tables with the shadow ones; of one province, where it is named, its own rows."""
    if only:
        only.write_streams(connection)
    differences: list[str] = []
    digest, count = hashlib.sha256(), 0
    for live, shadow in zip(*(tables_of(projection, suffix)[1] for suffix in ("", SHADOW)), strict=True):
        if only and live.info.get(WHOLE_LOG):
            continue
        differences += _differences(connection, live, shadow, only)
        for row in connection.execute(_as_stored(shadow).order_by(*shadow.primary_key)):
            digest.update(repr((live.name, *row)).encode())
            count += 1
    if only:
        STREAMS.drop(connection)
    return Verification(
        projection=projection.name,
        position=position,
        rows=count,
        digest=digest.hexdigest(),
        differences=tuple(differences),
    )


def _differences(connection: sa.Connection, live: sa.Table, shadow: sa.Table, only: OfProvince | None) -> list[str]:
    shown, rebuilt = _as_stored(live), _as_stored(shadow)
    missed = _described(connection, live, "rebuilt", sa.except_(rebuilt, shown))
    if only is None:
        return _described(connection, live, "live", sa.except_(shown, rebuilt)) + missed
    if "stream" not in live.columns:
        return missed
    return _described(connection, live, "live", sa.except_(shown.where(belongs(live)), rebuilt)) + missed


def _described(connection: sa.Connection, table: sa.Table, side: str, rows: sa.CompoundSelect[Any]) -> list[str]:
    return [f"{table.name}, only {side}: {tuple(row)}" for row in connection.execute(rows)]


def _as_stored(table: sa.Table) -> Stored:
    """All rows, documents as their text."""
    texts = (sa.type_coerce(each, sa.Text) if isinstance(each.type, Document) else each for each in table.columns)
    return sa.select(*texts)
