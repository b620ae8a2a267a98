"""What the ranking reads of the events of points, and the changes that they are."""

from decimal import Decimal
from functools import lru_cache

import msgspec

from domain.points import to_units
from projections.ranking import points as changes


@lru_cache(maxsize=100_000)
def units(points: str) -> int:
    """Points as they are recorded, in whole ten-thousandths."""
    return to_units(Decimal(points))


class Inputs(msgspec.Struct, gc=False):
    """Of what was entered only the value, where there is one."""

    value: str | None = None


class SelfScored(msgspec.Struct, gc=False):
    """Of ``scorecard.self_scored``."""

    indicator: str
    points: str
    inputs: Inputs | None = None

    def at(self, position: int) -> changes.Change:
        """The change at its position."""
        inputs = self.inputs
        return changes.Scored(position, self.indicator, units(self.points), inputs.value if inputs else None)


class MarkedNotApplicable(msgspec.Struct, gc=False):
    """Of ``scorecard.marked_not_applicable``."""

    indicator: str

    def at(self, position: int) -> changes.Change:
        """The change at its position."""
        return changes.NotApplicable(position, self.indicator)


class Adjusted(msgspec.Struct, gc=False):
    """Of ``scorecard.adjusted``."""

    indicator: str
    points: str
    inputs: Inputs | None = None

    def at(self, position: int) -> changes.Change:
        """The change at its position."""
        inputs = self.inputs
        return changes.Adjusted(position, self.indicator, units(self.points), inputs.value if inputs else None)


class AppealResolved(msgspec.Struct, gc=False):
    """Of ``scorecard.appeal_resolved``."""

    indicator: str
    points: str
    accepted: bool

    def at(self, position: int) -> changes.Change:
        """The change at its position."""
        return changes.Resolved(position, self.indicator, units(self.points), self.accepted)


class Rescaled(msgspec.Struct, gc=False):
    """Of ``scorecard.rescaled``."""

    indicator: str
    self_points: str | None
    reviewed_points: str | None
    final_points: str | None

    def at(self, position: int) -> changes.Change:
        """The change at its position."""
        stages = (self.self_points, self.reviewed_points, self.final_points)
        own, reviewed, final = (None if points is None else units(points) for points in stages)
        return changes.Rescaled(position, self.indicator, own, reviewed, final)
