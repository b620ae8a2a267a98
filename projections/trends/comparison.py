"""One unit's points of one year as they read in another year's set, and two years side by side.

How points read is the lineage's to say: the moves of each release on the way. Where it says nothing, nothing is
compared.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cached_property

import msgspec

from application.restatement import Translation
from domain.indicator_set.definition import Indicator, IndicatorSet, MoveKind
from domain.indicator_set.lineage import Releases, changed_rules, succeeds
from domain.indicator_set.remark import Remark, remark
from domain.metadata import Code, IndicatorCode, UnitKind
from domain.points import exact_sum, from_units, percent, plain
from projections.points import IndicatorPoints
from projections.trends.answer import Compared, Comparison, NotCompared, Reason, Trace, Traced


class Scored(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """What a unit has in one round: its set, and the points of its indicators by code."""

    round: Code
    provisional: bool
    kind: UnitKind
    definition: IndicatorSet
    points: Mapping[IndicatorCode, IndicatorPoints]

    @cached_property
    def scale(self) -> Mapping[IndicatorCode, Indicator]:
        """The indicators on which the unit's kind is scored, in the order of the annex."""
        return {indicator.code: indicator for indicator in self.definition.applicable(self.kind)}

    def applies(self, code: IndicatorCode) -> bool:
        """Whether the indicator counts for this unit."""
        return code in self.scale and self._entry(code).applicable

    def final(self, code: IndicatorCode) -> Decimal | None:
        """The final points; ``None`` where the indicator was not scored or does not count."""
        units = self._entry(code).counted("final_points")
        return None if units is None else from_units(units)

    def _entry(self, code: IndicatorCode) -> IndicatorPoints:
        return self.points.get(code, IndicatorPoints())


class Restated(msgspec.Struct, frozen=True, kw_only=True):
    """An indicator of another set with the points that it would have had; or, with a reason, without."""

    indicator: Indicator
    old: tuple[IndicatorCode, ...] = ()
    move: MoveKind = MoveKind.KEPT
    points: Decimal | None = None
    """On the scale of the indicator; ``None`` where nothing was scored, though it counts."""
    reason: Reason | None = None
    remark: Remark | None = None


class Reading:
    """One year's points on the scale by which another year is scored."""

    def __init__(self, year: Scored, scale: Scored, releases: Releases) -> None:
        """``releases`` are those of the set by which the other year is scored."""
        self._year, self._scale = year, scale
        self._same = year.definition == scale.definition
        self.related = self._same or succeeds(year.definition, scale.definition)
        self._translation = Translation(year.definition, scale.definition, releases)
        self._changed = changed_rules(releases, year.definition, scale.definition)
        counted = {code: year.final(code) or Decimal(0) for code in year.scale if year.applies(code)}
        self._carried = self._translation.carry(counted)

    def indicators(self) -> Iterator[Restated]:
        """Every indicator by which the other year is scored, in the order of its annex."""
        return map(self._restated, self._scale.scale.values())

    def led_nowhere(self) -> Iterator[NotCompared]:
        """The indicators of this year that have become none of the other's."""
        moves = self._translation.moves
        continued = {old for code in self._scale.scale if code in moves for old in moves[code].old}
        for code in self._year.scale:
            if not self.related:
                yield NotCompared(indicator=None, old=(code,), reason=Reason.NOT_COMPARABLE, remark=_unrelated(code))
            elif code in self._carried.retired:
                gone = remark(code, "không còn trong bộ mới", "the new set does not have it")
                yield NotCompared(indicator=None, old=(code,), reason=Reason.RETIRED, remark=gone)
            elif code not in continued:
                other = remark(
                    code, "không còn áp dụng cho loại đơn vị này", "it no longer applies to units of this kind"
                )
                yield NotCompared(indicator=None, old=(code,), reason=Reason.NOT_APPLICABLE, remark=other)

    def _restated(self, indicator: Indicator) -> Restated:
        code = indicator.code
        move = self._translation.moves.get(code) if self.related else None
        if not self.related:
            return Restated(indicator=indicator, reason=Reason.NOT_COMPARABLE, remark=_unrelated(code))
        if move is None:
            return Restated(indicator=indicator, reason=Reason.NEW, remark=self._carried.not_comparable[code])
        why = self._why_not(indicator, move.kind, move.old)
        if why is not None:
            reason, said = why
            return Restated(indicator=indicator, old=move.old, move=move.kind, reason=reason, remark=said)
        return Restated(indicator=indicator, old=move.old, move=move.kind, points=self._points(code, move.old))

    def _why_not(
        self, indicator: Indicator, kind: MoveKind, old: Sequence[IndicatorCode]
    ) -> tuple[Reason, Remark] | None:
        """Why the points can't be read, if they can't."""
        code, said = indicator.code, self._carried.not_comparable.get(indicator.code)
        applies = [self._year.applies(each) for each in old]
        if not any(applies):
            return Reason.NOT_APPLICABLE, remark(
                code, "năm trước không áp dụng", "it did not apply in the earlier year"
            )
        if kind is not MoveKind.SPLIT and not all(applies):
            partly = remark(code, "năm trước chỉ áp dụng một phần", "only a part of it applied in the earlier year")
            return Reason.NOT_COMPARABLE, partly
        if code in self._changed and not self._has_its_rule_again(indicator, old):
            changed = remark(
                code,
                "cách tính điểm thay đổi mà bảng chuyển đổi không nói đến",
                "its rule has changed, and no move says how its points read",
            )
            return Reason.RULE_CHANGED, changed
        return None if said is None else (Reason.NOT_COMPARABLE, said)

    def _has_its_rule_again(self, indicator: Indicator, old: Sequence[IndicatorCode]) -> bool:
        before = self._year.scale.get(indicator.code)
        return [indicator.code] == list(old) and before is not None and before.rule == indicator.rule

    def _points(self, code: IndicatorCode, old: Sequence[IndicatorCode]) -> Decimal | None:
        if all(self._year.final(each) is None for each in old):
            return None
        restated = self._year.final(code) if self._same else self._carried.points[code]
        return None if restated is None else plain(restated)


def compared(earlier: Scored, later: Scored, releases: Releases) -> Comparison:
    """Two years side by side on the later set's scale; ``releases`` are those of the later set."""
    reading = Reading(earlier, later, releases)
    found, left_out = [], []
    for each in reading.indicators():
        why = _left_out(each, later)
        if why is None:
            found.append(_pair(each, later))
        else:
            left_out.append(why)
    points = [exact_sum(each.earlier_points or Decimal(0) for each in found)]
    points.append(exact_sum(each.later_points or Decimal(0) for each in found))
    maximum = exact_sum(each.max_points for each in found)
    return Comparison(
        earlier=earlier.round,
        later=later.round,
        provisional=earlier.provisional or later.provisional,
        earlier_points=plain(points[0]),
        later_points=plain(points[1]),
        max_points=plain(maximum),
        earlier_percent=percent(points[0], maximum),
        later_percent=percent(points[1], maximum),
        difference=percent(points[1] - points[0], maximum),
        indicators=tuple(found),
        left_out=(*left_out, *reading.led_nowhere()),
    )


def traced(years: Sequence[Scored], releases: Releases) -> Iterator[Trace]:
    """The indicators of the last year's set through all years; ``releases`` are those of that set."""
    if not years:
        return
    latest = years[-1]
    columns = [tuple(Reading(year, latest, releases).indicators()) for year in years]
    for indicator, *row in zip(latest.scale.values(), *columns, strict=True):
        yield Trace(
            indicator=indicator.code,
            name=indicator.name,
            name_en=indicator.name_en,
            max_points=plain(indicator.max_points),
            years=tuple(_traced(year.round, each) for year, each in zip(years, row, strict=True)),
        )


def _traced(round_code: Code, restated: Restated) -> Traced:
    reason = restated.reason
    if reason is None and restated.points is None:
        reason = Reason.NOT_SCORED
    return Traced(round=round_code, points=restated.points, reason=reason)


def _left_out(restated: Restated, later: Scored) -> NotCompared | None:
    code, reason, said = restated.indicator.code, restated.reason, restated.remark
    if reason is None and not later.applies(code):
        reason = Reason.NOT_APPLICABLE
        said = remark(code, "năm sau không áp dụng", "it does not apply in the later year")
    if reason is None or said is None:
        return None
    return NotCompared(indicator=code, old=restated.old, reason=reason, remark=said)


def _pair(restated: Restated, later: Scored) -> Compared:
    indicator = restated.indicator
    return Compared(
        indicator=indicator.code,
        name=indicator.name,
        name_en=indicator.name_en,
        old=restated.old,
        move=restated.move,
        earlier_points=restated.points,
        later_points=later.final(indicator.code),
        max_points=plain(indicator.max_points),
    )


def _unrelated(code: IndicatorCode) -> Remark:
    return remark(
        code, "hai đợt chấm theo hai bộ không kế tiếp nhau", "the two rounds' sets do not follow on one another"
    )
