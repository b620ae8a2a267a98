"""Where indicators count in their set, and how much."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt

from domain.indicator_set.definition import IndicatorSet
from domain.metadata import Code, IndicatorCode, UnitKind
from domain.points import to_units

STAGES = ("self_points", "reviewed_points", "final_points")


class Total(msgspec.Struct, array_like=True, gc=False):
    """Ten-thousandths of a point at the three stages, and what could be had."""

    self_points: int = 0
    reviewed_points: int = 0
    final_points: int = 0
    max_points: int = 0


Totals = dict[str, Total]
"""The total of each group of the set."""


class Sums(NamedTuple):
    """What a scorecard comes to, in each group and in all."""

    groups: Totals
    total: Total


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


@lru_cache(maxsize=256)
def numbers(stored: str) -> Mapping[IndicatorCode, int]:
    """Every indicator of the set with its number there, by which records know it."""
    return {indicator.code: number for number, indicator in enumerate(definition_of(stored).indicators())}


class Weights(NamedTuple):
    """What totals are added up with: arrays over the indicators of a set, by their numbers in it."""

    codes: Sequence[Code]
    """The groups that count."""
    groups: npt.NDArray[np.int64]
    """Of each indicator a one for the group where it counts."""
    maxima: npt.NDArray[np.int64]
    """What each indicator is worth."""
    group_maxima: npt.NDArray[np.int64]
    """What each group is worth."""


@lru_cache(maxsize=256)
def weights(stored: str, kind: UnitKind) -> Weights:
    """For a set, which comes as its stored JSON, and a kind of unit."""
    worth, found = worths(stored, kind), maxima(stored, kind)
    codes = list(found)
    groups = np.zeros((len(numbers(stored)), len(codes)), np.int64)
    worth_of = np.zeros(len(numbers(stored)), np.int64)
    for code, (group, max_points) in worth.items():
        number = numbers(stored)[code]
        groups[number, codes.index(group)] = 1
        worth_of[number] = max_points
    return Weights(codes, groups, worth_of, np.array(list(found.values()), np.int64))
