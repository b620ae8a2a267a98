"""What a decision about a scorecard looks at besides the card: its round and the set it is scored by."""

from collections.abc import Mapping
from decimal import Decimal

import msgspec

from domain.indicator_set.definition import Indicator, IndicatorSet
from domain.metadata import IndicatorCode
from domain.points import decimals, plain, round_half_up
from domain.round.decisions import unlocked
from domain.round.state import Locked, Open
from domain.rules import Inputs
from domain.scorecard.refusals import (
    IndicatorNotForKind,
    IndicatorUnknown,
    PointsAboveMaximum,
    PointsBelowMinimum,
    PointsNotANumber,
    PointsOrInputs,
    TooManyDecimals,
)
from domain.scorecard.state import Opened


class Assessment(msgspec.Struct, frozen=True, kw_only=True):
    """The round a scorecard belongs to and the definition it is scored by."""

    round: Open | Locked
    definition: IndicatorSet
    bests: Mapping[IndicatorCode, Decimal] = {}
    """The largest values of all units: frozen by the round, or those known so far."""

    def require_open(self) -> Open:
        """The round while scorecards may change; refuses a locked one."""
        return unlocked(self.round)

    def indicator(self, card: Opened, code: IndicatorCode) -> Indicator:
        """The indicator of that code; refuses one that the set lacks or that is not for the unit's kind."""
        found = next((indicator for indicator in self.definition.indicators() if indicator.code == code), None)
        if found is None:
            raise IndicatorUnknown(indicator_set=self.definition.code, version=self.definition.version, indicator=code)
        if not found.applicable_to(card.opening.unit_kind):
            raise IndicatorNotForKind(indicator=code, unit_kind=card.opening.unit_kind)
        return found

    def applicable(self, card: Opened) -> tuple[Indicator, ...]:
        """The indicators that a unit of this kind is scored on."""
        return self.definition.applicable(card.opening.unit_kind)

    def points(self, indicator: Indicator, inputs: Inputs | None, points: Decimal | None) -> Decimal:
        """The points that were entered or that the inputs earn, at the set's places; refuses what is out of bounds."""
        if points is None and inputs is not None:
            return indicator.score(inputs, self.definition.places, self.bests.get(indicator.code))
        if points is None or inputs is not None:
            raise PointsOrInputs(indicator=indicator.code, expected=", ".join(indicator.rule.fields()))
        return self.bounded(indicator, points)

    def best(self, indicator: Indicator, inputs: Inputs | None) -> Decimal | None:
        """The best value that the inputs were measured against; none where the rule compares nothing."""
        return self.bests.get(indicator.code) if inputs is not None and indicator.rule.compares else None

    def bounded(self, indicator: Indicator, points: Decimal) -> Decimal:
        """Points entered as such; refuses them outside the rule's bounds or finer than the set's places."""
        minimum, maximum = (plain(bound) for bound in indicator.rule.bounds(indicator.max_points))
        bounds = {"indicator": indicator.code, "minimum": minimum, "maximum": maximum}
        if points.is_nan():
            raise PointsNotANumber(**bounds)
        if points < minimum:
            raise PointsBelowMinimum(points=points, **bounds)
        if points > maximum:
            raise PointsAboveMaximum(points=points, **bounds)
        places = self.definition.places
        if decimals(points) > places:
            raise TooManyDecimals(indicator=indicator.code, points=points, places=places)
        return round_half_up(points, places)
