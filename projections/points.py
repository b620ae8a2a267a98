"""An indicator's three points as its events move them; both read models fold with it."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from domain.event import Event
from domain.points import to_units
from domain.scorecard.events import Adjusted, AppealResolved, MarkedNotApplicable, Rescaled, SelfScored


class IndicatorPoints(NamedTuple):
    """Ten-thousandths of a point at the three stages, ``None`` until scored; and whether the indicator applies."""

    self_points: int | None = None
    reviewed_points: int | None = None
    final_points: int | None = None
    applicable: bool = True

    @classmethod
    def of(cls, row: Mapping[str, Any] | None) -> "IndicatorPoints":
        """The points that a row holds; those of an indicator that nobody has scored yet if there is none."""
        return cls(*(row[name] for name in cls._fields)) if row else cls()

    def after(self, event: Event) -> "IndicatorPoints":
        """The points after one more event of the indicator, as the scorecard's own fold has them."""
        match event:
            case SelfScored():
                points = to_units(event.points)
                return IndicatorPoints(points, points, points)
            case MarkedNotApplicable():
                return self._replace(applicable=False)
            case Rescaled():
                stages = (event.self_points, event.reviewed_points, event.final_points)
                own, reviewed, final = (None if points is None else to_units(points) for points in stages)
                return IndicatorPoints(own, reviewed, final, self.applicable)
            case Adjusted():
                points = to_units(event.points)
                return IndicatorPoints(self.self_points, points, points)
            case AppealResolved():
                applicable = self.applicable or event.accepted
                return self._replace(final_points=to_units(event.points), applicable=applicable)
            case _:
                return self

    def counted(self, stage: str) -> int | None:
        """The points that count at a stage, such as ``final_points``; ``None`` while there are none to count."""
        points: int | None = getattr(self, stage) if self.applicable else None
        return points
