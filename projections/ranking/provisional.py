"""Relative points while the best values are not frozen: recorded ones are as old as their entry, these are of now."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal

import sqlalchemy as sa

from domain.indicator_set.definition import Indicator, IndicatorSet
from domain.points import to_units

Shifts = Mapping[tuple[str, str | None, str], int]
"""Ten-thousandths of a point to add, by stream, group (``None``: the whole card) and stage."""

VALUES = {"self_points": "self_value", "reviewed_points": "reviewed_value", "final_points": "reviewed_value"}
"""The value behind the points of each stage. Points granted on appeal are judged, and move with no value."""


def shifts(
    rows: Sequence[sa.RowMapping],
    hashes: Mapping[str, str],
    sets: Mapping[str, IndicatorSet],
    compared: Collection[str],
) -> Shifts:
    """What the indicator rows gain or lose; ``hashes`` tells by which set each stream is scored.

    ``compared`` are the streams that others are measured against: those of units that have handed in and are ranked.
    """
    bests = _bests([row for row in rows if row["stream"] in compared], hashes)
    found: dict[tuple[str, str | None, str], int] = {}
    for row in rows:
        definition = sets[hashes[row["stream"]]]
        group, indicator = _place(definition, row["indicator"])
        best = bests.get((hashes[row["stream"]], row["indicator"]), Decimal(0))
        for stage, shift in _row_shifts(row, indicator, definition.places, best):
            for part in (group, None):
                key = (row["stream"], part, stage)
                found[key] = found.get(key, 0) + shift
    return found


def _bests(rows: Sequence[sa.RowMapping], hashes: Mapping[str, str]) -> dict[tuple[str, str], Decimal]:
    bests: dict[tuple[str, str], Decimal] = {}
    for row in rows:
        if row["applicable"] and row["reviewed_value"] is not None:
            key, value = (hashes[row["stream"]], row["indicator"]), Decimal(row["reviewed_value"])
            bests[key] = max(value, bests.get(key, value))
    return bests


def _row_shifts(row: sa.RowMapping, indicator: Indicator, places: int, best: Decimal) -> Iterator[tuple[str, int]]:
    for stage, value in VALUES.items():
        decided = stage == "final_points" and row["granted"]
        if row["applicable"] and row[value] is not None and not decided:
            points = indicator.score({"value": row[value]}, places, best)
            yield stage, to_units(points) - (row[stage] or 0)


def _place(definition: IndicatorSet, code: str) -> tuple[str, Indicator]:
    places = ((group.code, each) for group in definition.groups for each in group.every_indicator())
    return next((group, indicator) for group, indicator in places if indicator.code == code)
