"""Reads the score history of one scorecard."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import msgspec
import sqlalchemy as sa

from application.people import Names, People
from domain.metadata import Code, IndicatorCode
from domain.person.reference import IN_TEXT
from domain.points import from_units
from domain.scorecard.events import stream_id
from projections.database import reading
from projections.positions import POSITIONS
from projections.score_history.tables import tables


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One event of a scorecard. ``before`` and ``after`` are the points of the stage at which it acts.

    An event may move later stages with it: a new self-score sets reviewed and final points, too. All three stand
    here, so that the last ``…_after`` of each indicator add up to the totals.
    """

    position: int
    version: int
    event_id: str
    event: str
    indicator: IndicatorCode | None
    stage: str | None
    before: Decimal | None
    after: Decimal | None
    self_before: Decimal | None
    self_after: Decimal | None
    reviewed_before: Decimal | None
    reviewed_after: Decimal | None
    final_before: Decimal | None
    final_after: Decimal | None
    inputs: dict[str, str] | None
    actor_id: str
    actor_role: str
    actor_unit: Code | None
    recorded_at: str
    effective_on: str | None
    reason: str | None
    source_document: dict[str, str] | None
    details: dict[str, Any]
    names: dict[str, str | None]
    """Whom the references in this change stand for; null where the name was erased."""


FIELDS = tuple(name for name in Change.__struct_fields__ if name != "names")
"""What the table has of a change; whom it names is not kept there."""
POINTS = tuple(name for name in Change.__struct_fields__ if name.endswith(("before", "after")))


class HistoryQuery:
    """Answers how a scorecard's points came about."""

    def __init__(self, database: sa.Engine, people: People) -> None:
        """Reads from the read database, which holds references only, and whom they stand for from ``people``."""
        self._database, self._people = database, people
        self._changes = tables(sa.MetaData(), "")[0]

    def changes(
        self,
        province: Code,
        round_code: Code,
        unit: Code,
        indicator: IndicatorCode | None = None,
        after: int = 0,
        limit: int | None = None,
    ) -> Sequence[Change]:
        """The changes in the order they were recorded, behind position ``after``; of one indicator if given."""
        table = self._changes
        columns = [table.c[name] for name in FIELDS]
        query = sa.select(*columns).where(table.c.stream == stream_id(province, round_code, unit).hex)
        if indicator is not None:
            query = query.where(table.c.indicator == indicator)
        query = query.where(table.c.position > after).order_by(table.c.version).limit(limit)
        with reading(self._database, POSITIONS) as connection:
            rows = [dict(zip(FIELDS, row, strict=True)) for row in connection.execute(query)]
        names = self._people.names(text for row in rows for text in naming(row))
        return [Change(**values_of(row, names)) for row in rows]


def naming(row: Mapping[str, Any]) -> Sequence[str]:
    """The texts of a row in which people are referred to."""
    return row["actor_id"], row["details"]


def values_of(row: Mapping[str, Any], names: Names) -> dict[str, Any]:
    """The fields of the change that a row holds; ``names`` are those of all people in it at least."""
    values = {name: row[name] for name in FIELDS}
    values["names"] = {reference: names[reference] for text in naming(row) for reference in IN_TEXT.findall(text)}
    for points in POINTS:
        values[points] = None if values[points] is None else from_units(values[points])
    for document in ("inputs", "source_document", "details"):
        values[document] = None if values[document] is None else msgspec.json.decode(values[document])
    return values
