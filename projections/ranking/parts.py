"""What the ranking reads of the events of points, and the changes that they are."""

import msgspec

from projections.ranking import points as changes


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
        return changes.Scored(position, self.indicator, self.points, inputs.value if inputs else None)


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
        return changes.Adjusted(position, self.indicator, self.points, inputs.value if inputs else None)


class AppealResolved(msgspec.Struct, gc=False):
    """Of ``scorecard.appeal_resolved``."""

    indicator: str
    points: str
    accepted: bool

    def at(self, position: int) -> changes.Change:
        """The change at its position."""
        return changes.Resolved(position, self.indicator, self.points, self.accepted)


class Rescaled(msgspec.Struct, gc=False):
    """Of ``scorecard.rescaled``."""

    indicator: str
    self_points: str | None
    reviewed_points: str | None
    final_points: str | None

    def at(self, position: int) -> changes.Change:
        """The change at its position."""
        return changes.Rescaled(position, self.indicator, self.self_points, self.reviewed_points, self.final_points)
