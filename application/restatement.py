"""One scorecard read through another definition: what becomes of each indicator's points, and by which way."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from decimal import Decimal
from enum import StrEnum

import msgspec

from domain.indicator_set.content import rule_hash
from domain.indicator_set.definition import Indicator, IndicatorSet, Move, MoveKind, Version
from domain.indicator_set.lineage import migration_between
from domain.indicator_set.migration import Carried, Points, carry, origins
from domain.indicator_set.migration_faults import require_sound_moves
from domain.indicator_set.remark import Remark, remark
from domain.metadata import IndicatorCode
from domain.rules import Inputs, Reading
from domain.rules.base import InvalidInput
from domain.scorecard.state import Entry, Opened

Bests = Mapping[IndicatorCode, Decimal]
"""The largest value of all units for each new indicator that compares them."""


class Method(StrEnum):
    """How an indicator's restated points were found."""

    HELD = "held"
    """Rule, maximum and rounding are the same, so the points stand as they were decided."""
    RECOMPUTED = "recomputed"
    """The recorded inputs were scored by the new rule."""
    CARRIED = "carried"
    """The points were brought to the new scale, as the migration says."""
    NOT_SCORED = "not-scored"
    """Nothing was entered; it counts in the maximum, as it did."""
    NOT_APPLICABLE = "not-applicable"
    """It did not apply to the unit, and leaves points and maximum."""
    NOT_COMPARABLE = "not-comparable"
    """Nothing that was recorded tells what it would have earned; it leaves points and maximum."""
    RETIRED = "retired"
    """The new set does not have it."""


UNFIT = remark("", "số liệu đã ghi không hợp với cách tính mới", "what was entered does not fit the new rule")
"""Without a move that names the indicator, old points say nothing about a rule that asks for other things."""
RESTATED = frozenset({Method.HELD, Method.RECOMPUTED, Method.CARRIED})
COUNTED = RESTATED | {Method.NOT_SCORED}


class IndicatorResult(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What becomes of one indicator of the new set, or of an old one that is retired, in points.

    ``old`` names the old indicators that it comes from; ``before`` is their points together.
    """

    method: Method
    indicator: IndicatorCode | None = None
    old: tuple[IndicatorCode, ...] = ()
    before: Decimal | None = None
    before_max: Decimal | None = None
    after: Decimal | None = None
    after_max: Decimal | None = None
    reason: Remark | None = None

    @property
    def counts(self) -> bool:
        """Whether it is part of the restated total and its maximum."""
        return self.method in COUNTED


class Translation:
    """How results by one definition read in another one."""

    def __init__(self, old: IndicatorSet, new: IndicatorSet, releases: Mapping[Version, IndicatorSet]) -> None:
        """Raises ``Refusal`` if the new definition's migration from the old one does not add up.

        ``releases`` are those of the new definition's set; in another set, indicators are known by their codes alone.
        """
        self.old, self.new = old, new
        self._migration = migration_between(releases, old, new)
        if self._migration is not None and self._migration in new.migrations:
            require_sound_moves(old, new, self._migration)
        self.moves = origins(old, new, self._migration)
        moves = self._migration.moves if self._migration else ()
        self.named = frozenset(code for move in moves for code in move.new)

    def carry(self, points: Points) -> Carried:
        """The points on the scale of the new definition."""
        return carry(self.old, self.new, self._migration, points)


class Restatement:
    """One unit's scorecard and how results read that were scored like it."""

    def __init__(self, card: Opened, translation: Translation) -> None:
        """Reads the card's points; it is not changed."""
        kind, self._card = card.opening.unit_kind, card
        self._moves, self._named, self._new = translation.moves, translation.named, translation.new
        self._old = {indicator.code: indicator for indicator in translation.old.applicable(kind)}
        self._places = translation.old.places
        self._carried = translation.carry({code: self._points(code) for code in self._old})
        self.indicators = translation.new.applicable(kind)

    def results(self, bests: Bests) -> Iterator[IndicatorResult]:
        """Every indicator of the new set, then those that it retires."""
        for indicator in self.indicators:
            yield self._result(indicator, bests.get(indicator.code))
        for code in self._carried.retired:
            if code in self._old:
                yield self._from(Method.RETIRED, (code,))

    def value(self, indicator: Indicator) -> Decimal | None:
        """The recorded value that compares with other units' values, if there is one."""
        before = self._only_origin(indicator)
        inputs = None if before is None else recorded_inputs(self._card.entry(before.code))
        if before is None or inputs is None or self._points(before.code) is None:
            return None
        with suppress(InvalidInput):
            return Reading(indicator.code, inputs, indicator.rule.fields()).number("value")
        return None

    def _inputs(self, indicator: Indicator) -> Inputs | None:
        """The recorded inputs that the new rule may be tried on; none where they say nothing about it."""
        before = self._only_origin(indicator)
        inputs = None if before is None else deciding_inputs(self._card.entry(before.code))
        if before is None or inputs is None:
            return None
        return None if before.max_points != indicator.max_points and are_points(inputs) else inputs

    def _points(self, code: IndicatorCode) -> Decimal | None:
        entry = self._card.entry(code)
        return None if entry.not_applicable else entry.final_points

    def _only_origin(self, indicator: Indicator) -> Indicator | None:
        """The one old indicator that the new one stands for, if there is just one and it was not split."""
        move = self._moves.get(indicator.code)
        if move is None or move.kind is MoveKind.SPLIT or len(move.old) > 1:
            return None
        return self._old.get(move.old[0])

    def _result(self, indicator: Indicator, best: Decimal | None) -> IndicatorResult:
        move, before = self._moves.get(indicator.code), self._only_origin(indicator)
        codes = self._known(move)
        if codes and all(self._card.entry(code).not_applicable for code in codes):
            return self._from(Method.NOT_APPLICABLE, codes, indicator)
        if before is not None and self._points(before.code) is None:
            return self._from(Method.NOT_SCORED, codes, indicator)
        if before is not None and rule_hash(before, self._places) == rule_hash(indicator, self._new.places):
            return self._from(Method.HELD, codes, indicator, self._points(before.code))
        return self._recomputed(indicator, codes, best)

    def _known(self, move: Move | None) -> tuple[IndicatorCode, ...]:
        return tuple(code for code in (move.old if move else ()) if code in self._old)

    def _recomputed(
        self, indicator: Indicator, codes: tuple[IndicatorCode, ...], best: Decimal | None
    ) -> IndicatorResult:
        inputs = self._inputs(indicator)
        if inputs is not None:
            with suppress(InvalidInput):
                points = indicator.score(inputs, self._new.places, best)
                return self._from(Method.RECOMPUTED, codes, indicator, points)
        carried = self._carried.points[indicator.code]
        if carried is not None and (inputs is None or indicator.code in self._named):
            return self._from(Method.CARRIED, codes, indicator, carried)
        result = self._from(Method.NOT_COMPARABLE, codes, indicator)
        return msgspec.structs.replace(result, reason=self._reason(indicator, inputs))

    def _reason(self, indicator: Indicator, inputs: Inputs | None) -> Remark:
        reasons = [self._carried.not_comparable.get(indicator.code), None if inputs is None else UNFIT]
        known = [reason for reason in reasons if reason is not None]
        vi, en = ("; ".join(each) for each in zip(*((reason.vi, reason.en) for reason in known), strict=True))
        return remark(indicator.code, vi, en)

    def _from(
        self,
        method: Method,
        codes: tuple[IndicatorCode, ...],
        indicator: Indicator | None = None,
        after: Decimal | None = None,
    ) -> IndicatorResult:
        scored = [points for points in map(self._points, codes) if points is not None]
        maxima = [self._old[code].max_points for code in codes]
        return IndicatorResult(
            method=method,
            indicator=None if indicator is None else indicator.code,
            old=codes,
            before=sum(scored, Decimal(0)) if scored else None,
            before_max=sum(maxima, Decimal(0)) if maxima else None,
            after=after,
            after_max=None if indicator is None else indicator.max_points,
        )


def recorded_inputs(entry: Entry) -> Inputs | None:
    """The inputs of the last word that holds, or else of the unit; none where points were entered as such."""
    return entry.last_word.inputs if entry.last_word else entry.inputs


def deciding_inputs(entry: Entry) -> Inputs | None:
    """The inputs behind the final points; none where points were entered or decided as such."""
    decided = entry.resolution is not None and entry.resolution.points != entry.reviewed_points
    return None if decided else recorded_inputs(entry)


def are_points(inputs: Inputs) -> bool:
    """Whether an input, of the rule or of one of its parts, is points: a judgement on the scale of the old maximum."""
    return any(field.rpartition(".")[2] == "points" for field in inputs)


def best_values(restatements: Iterable[Restatement]) -> Bests:
    """The largest recorded value of these units for each new indicator that compares them."""
    bests: dict[IndicatorCode, Decimal] = {}
    for restatement in restatements:
        for indicator in restatement.indicators:
            value = restatement.value(indicator) if indicator.rule.compares else None
            if value is not None:
                bests[indicator.code] = max(value, bests.get(indicator.code, value))
    return bests
