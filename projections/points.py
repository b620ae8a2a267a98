"""An indicator's three points as its events move them; both read models fold with it."""

from collections.abc import Mapping
from typing import Any

import msgspec

from domain.event import Event
from domain.points import to_units
from domain.scorecard.events import Adjusted, AppealResolved, MarkedNotApplicable, Rescaled, SelfScored


class IndicatorPoints(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Ten-thousandths of a point at the three stages, ``None`` until scored; and whether the indicator applies."""

    self_points: int | None = None
    reviewed_points: int | None = None
    final_points: int | None = None
    applicable: bool = True

    @classmethod
    def of(cls, row: Mapping[str, Any] | None) -> "IndicatorPoints":
        """The points that a row holds; those of an indicator that nobody has scored yet if there is none."""
        return cls(*(row[name] for name in cls.__struct_fields__)) if row else cls()

    def after(self, event: Event) -> "IndicatorPoints":
        """The points after one more event of the indicator, as the scorecard's own fold has them."""
        match event:
            case SelfScored():
                return self.scored(to_units(event.points))
            case MarkedNotApplicable():
                return self.not_applicable()
            case Rescaled():
                stages = (event.self_points, event.reviewed_points, event.final_points)
                return self.rescaled(*(None if points is None else to_units(points) for points in stages))
            case Adjusted():
                return self.adjusted(to_units(event.points))
            case AppealResolved():
                return self.resolved(to_units(event.points), accepted=event.accepted)
            case _:
                return self

    def scored(self, points: int) -> "IndicatorPoints":
        """The unit has scored itself: reviews and appeals of an older score no longer hold."""
        return IndicatorPoints(points, points, points)

    def not_applicable(self) -> "IndicatorPoints":
        """The indicator does not count."""
        return IndicatorPoints(self.self_points, self.reviewed_points, self.final_points, applicable=False)

    def rescaled(self, own: int | None, reviewed: int | None, final: int | None) -> "IndicatorPoints":
        """The best value that the indicator is measured against was frozen."""
        return IndicatorPoints(own, reviewed, final, applicable=self.applicable)

    def adjusted(self, points: int) -> "IndicatorPoints":
        """A reviewer has set the points; the indicator counts again."""
        return IndicatorPoints(self.self_points, points, points)

    def resolved(self, points: int, *, accepted: bool) -> "IndicatorPoints":
        """An appeal was decided; where it was granted, the indicator counts again."""
        applicable = self.applicable or accepted
        return IndicatorPoints(self.self_points, self.reviewed_points, points, applicable=applicable)

    def counted(self, stage: str) -> int | None:
        """The points that count at a stage, such as ``final_points``; ``None`` while there are none to count."""
        points: int | None = getattr(self, stage) if self.applicable else None
        return points
