"""Where indicators count in their set, and what a scorecard's entries come to."""

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

import msgspec

from domain.indicator_set.definition import IndicatorSet
from domain.metadata import Code, UnitKind
from domain.points import to_units
from projections.ranking.points import Entry

STAGES = ("self_points", "reviewed_points", "final_points")


class Total(msgspec.Struct, array_like=True, gc=False):
    """Ten-thousandths of a point at the three stages, and what could be had."""

    self_points: int = 0
    reviewed_points: int = 0
    final_points: int = 0
    max_points: int = 0

    def add(self, other: "Total") -> None:
        """Adds what another one has."""
        self.self_points += other.self_points
        self.reviewed_points += other.reviewed_points
        self.final_points += other.final_points
        self.max_points += other.max_points


Totals = dict[Code, Total]
"""The total of each group of the set."""


class Worth(NamedTuple):
    """Where an indicator counts, and how much at most, in ten-thousandths of a point."""

    group: Code
    max_points: int


@lru_cache(maxsize=256)
def definition_of(stored: str) -> IndicatorSet:
    """The set, which comes as its stored JSON."""
    return msgspec.json.decode(stored, type=IndicatorSet)


@lru_cache(maxsize=256)
def worths(stored: str, kind: UnitKind) -> Mapping[str, Worth]:
    """What each indicator that applies to the kind is worth in the set, which comes as its stored JSON."""
    return {
        indicator.code: Worth(group.code, to_units(indicator.max_points))
        for group in definition_of(stored).groups
        for indicator in group.every_indicator()
        if indicator.applicable_to(kind)
    }


@lru_cache(maxsize=256)
def maxima(stored: str, kind: UnitKind) -> Mapping[Code, int]:
    """What could be had in each group if every indicator that applies to the kind counted."""
    found: dict[Code, int] = {}
    for worth in worths(stored, kind).values():
        found[worth.group] = found.get(worth.group, 0) + worth.max_points
    return found


def totals(entries: Mapping[str, Entry], stored: str, kind: UnitKind) -> Totals:
    """What a unit's entries come to in each group of its set."""
    worth = worths(stored, kind)
    found = {group: Total(max_points=maximum) for group, maximum in maxima(stored, kind).items()}
    for code, entry in entries.items():
        group, max_points = worth[code]
        total = found[group]
        if entry.applicable:
            total.self_points += entry.self_points or 0
            total.reviewed_points += entry.reviewed_points or 0
            total.final_points += entry.final_points or 0
        else:
            total.max_points -= max_points
    return found


def sum_of(totals: Totals) -> Total:
    """All groups together."""
    found = Total()
    for total in totals.values():
        found.add(total)
    return found
