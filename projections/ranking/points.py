"""A scorecard's points over time: the changes of its indicators, and what an indicator has after them."""

from collections.abc import Mapping
from enum import IntEnum
from typing import NamedTuple

from domain.metadata import IndicatorCode
from projections.points import IndicatorPoints


class Kind(IntEnum):
    """What a change has done to its indicator."""

    SCORED = 1
    """The unit has scored itself: the indicator starts afresh."""
    NOT_APPLICABLE = 2
    """The indicator does not count; everything but that stays."""
    REVIEWED = 3
    """A reviewer has set the points; the unit's own stay."""
    GRANTED = 4
    """The council has granted an appeal: its points are final."""
    DENIED = 5
    """The council has not granted an appeal: its points are final all the same."""
    RESCALED_SELF = 6
    """The best value was frozen that the indicator is measured against: the unit's own points; values stay."""
    RESCALED_REVIEWED = 7
    """The same of the reviewed points."""
    RESCALED_FINAL = 8
    """The same of the final points."""


class Entry(IndicatorPoints):
    """What an indicator has: its points, the values that compare, and whether an appeal was granted.

    The values are those that the unit and the last reviewer gave, where the rule takes a value.
    """

    self_value: str | None = None
    reviewed_value: str | None = None
    granted: bool = False


Entries = Mapping[IndicatorCode, Entry]
"""What a scorecard's indicators have, of which anything is known."""


class Change(NamedTuple):
    """What an event has changed of an indicator: points in whole ten-thousandths, a value where the rule takes one."""

    position: int
    indicator: IndicatorCode
    kind: Kind
    points: int | None
    value: str | None

    def apply(self, entry: Entry) -> None:
        """Changes what the indicator has."""
        match self.kind:
            case Kind.NOT_APPLICABLE:
                entry.leave_out()
            case Kind.RESCALED_SELF:
                entry.self_points = self.points
            case Kind.RESCALED_REVIEWED:
                entry.reviewed_points = self.points
            case Kind.RESCALED_FINAL:
                entry.final_points = self.points
            case _:
                self._judge(entry, self.points or 0)

    def _judge(self, entry: Entry, points: int) -> None:
        """Somebody has given points."""
        match self.kind:
            case Kind.SCORED:
                entry.score(points)
                entry.self_value = entry.reviewed_value = self.value
                entry.granted = False
            case Kind.REVIEWED:
                entry.adjust(points)
                entry.reviewed_value = self.value
            case _:
                entry.granted = self.kind == Kind.GRANTED
                entry.resolve(points, accepted=entry.granted)
