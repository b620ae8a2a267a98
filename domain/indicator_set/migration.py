"""Migrations: what has become of the indicators of an earlier version, and how its results read in the new one."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction

import msgspec

from domain.indicator_set.definition import Indicator, IndicatorSet, Migration, Move, MoveKind, Version
from domain.indicator_set.remark import Remark, remark
from domain.metadata import IndicatorCode
from domain.points import round_half_up

Maxima = Mapping[IndicatorCode, Decimal]
Points = Mapping[IndicatorCode, Decimal | None]
"""Points by indicator; ``None`` where there are none."""
SAME_POINTS = frozenset({MoveKind.KEPT, MoveKind.RENAMED})
"""The moves after which points are what they were."""


class Carried(msgspec.Struct, frozen=True, kw_only=True):
    """Old results on the scale of a new version, and which new indicators they say nothing about, with the reason."""

    points: Points
    """Every new indicator's restated points, rounded by the new set; ``None`` where it can't be compared."""
    not_comparable: Mapping[IndicatorCode, Remark]
    retired: tuple[IndicatorCode, ...]
    """The old indicators that no new one comes from: their points are gone, their history stays."""


def carry(old: IndicatorSet, new: IndicatorSet, migration: Migration | None, points: Points) -> Carried:
    """The points by ``old`` as they read in ``new``.

    They are the same where an indicator is kept or renamed, in proportion to the maxima where it is rescaled, and
    added up where several are merged (in proportion too, if the merged one has another maximum than they together).
    What was split, is new or was not scored can't be compared. Expects a migration without faults.
    """
    moves, worth = origins(old, new, migration), maxima(old)
    found = {each.code: _restated(moves.get(each.code), each, worth, points) for each in new.indicators()}
    known = {code: value for code, value in found.items() if not isinstance(value, Remark)}
    came_from = {code for move in moves.values() for code in move.old}
    return Carried(
        points={code: round_half_up(known[code], new.places) if code in known else None for code in found},
        not_comparable={code: value for code, value in found.items() if isinstance(value, Remark)},
        retired=tuple(code for code in worth if code not in came_from),
    )


def _restated(move: Move | None, indicator: Indicator, worth: Maxima, points: Points) -> Fraction | Remark:
    code, maximum = indicator.code, indicator.max_points
    if move is None:
        return remark(code, "chỉ số mới", "it is new")
    if move.kind is MoveKind.SPLIT:
        return remark(code, f"tách từ chỉ số {move.old[0]}", f"it was split off from {move.old[0]}")
    scored = [value for value in (points.get(each) for each in move.old) if value is not None]
    if len(scored) < len(move.old):
        return remark(code, "chưa có điểm ở bản cũ", "it was not scored")
    before = sum((worth[each] for each in move.old), Decimal(0))
    if before != maximum and (move.kind in SAME_POINTS or not before):
        return remark(code, "điểm tối đa thay đổi", "its maximum has changed, and no move says how its points read")
    return _bounded(indicator, _in_proportion(sum(scored, Decimal(0)), before, maximum))


def _in_proportion(points: Decimal, before: Decimal, maximum: Decimal) -> Fraction:
    return Fraction(points) if before == maximum else Fraction(points) * Fraction(maximum) / Fraction(before)


def _bounded(indicator: Indicator, points: Fraction) -> Fraction | Remark:
    """Points that the new rule may give; bonuses have bounds of their own, which may have become narrower."""
    low, high = indicator.rule.bounds(indicator.max_points)
    if low <= points <= high:
        return points
    return remark(indicator.code, f"ngoài khoảng {low} … {high}", f"its points are not within {low} … {high}")


def origins(old: IndicatorSet, new: IndicatorSet, migration: Migration | None) -> Mapping[IndicatorCode, Move]:
    """The move that each new indicator comes from: those not named are kept under their code, new ones have none."""
    moves = (*kept(old, new, migration), *(migration.moves if migration else ()))
    return {code: move for move in moves for code in move.new}


def kept(old: IndicatorSet, new: IndicatorSet, migration: Migration | None) -> Iterator[Move]:
    """The indicators that no move names and that are still there."""
    named = {code for move in migration.moves for code in move.old} if migration else set()
    still_there = maxima(new)
    for code in maxima(old):
        if code in still_there and code not in named:
            yield Move(kind=MoveKind.KEPT, old=(code,), new=(code,), reason="not named")


def migration_from(definition: IndicatorSet, version: Version) -> Migration | None:
    """The migration that reads results by that version, if there is one."""
    return next((each for each in definition.migrations if each.from_version == version), None)


def maxima(definition: IndicatorSet) -> Maxima:
    """Each indicator's maximum, in the order of the annex."""
    return {indicator.code: indicator.max_points for indicator in definition.indicators()}
