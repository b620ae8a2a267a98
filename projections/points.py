"""An indicator's three points as its events move them; both read models fold with it."""

from collections.abc import Mapping
from typing import Any

import msgspec

from domain.event import Event
from domain.points import to_units
from domain.scorecard.events import Adjusted, AppealResolved, MarkedNotApplicable, Rescaled, SelfScored


class IndicatorPoints(msgspec.Struct, gc=False):
    """Ten-thousandths of a point at the three stages, ``None`` until scored; and whether the indicator applies."""

    self_points: int | None = None
    reviewed_points: int | None = None
    final_points: int | None = None
    applicable: bool = True

    @classmethod
    def of(cls, row: Mapping[str, Any] | None) -> "IndicatorPoints":
        """The points that a row holds; those of an indicator that nobody has scored yet if there is none."""
        return cls(*(row[name] for name in cls.__struct_fields__)) if row else cls()

    def apply(self, event: Event) -> None:
        """Moves the points as an event of the indicator does, and as the scorecard's own fold has them."""
        match event:
            case SelfScored():
                self.score(to_units(event.points))
            case MarkedNotApplicable():
                self.leave_out()
            case Rescaled():
                stages = (event.self_points, event.reviewed_points, event.final_points)
                self.rescale(*(None if points is None else to_units(points) for points in stages))
            case Adjusted():
                self.adjust(to_units(event.points))
            case AppealResolved():
                self.resolve(to_units(event.points), accepted=event.accepted)
            case _:
                pass

    def score(self, points: int) -> None:
        """The unit has scored itself: reviews and appeals of an older score no longer hold."""
        self.self_points = self.reviewed_points = self.final_points = points
        self.applicable = True

    def leave_out(self) -> None:
        """The indicator does not apply."""
        self.applicable = False

    def rescale(self, own: int | None, reviewed: int | None, final: int | None) -> None:
        """The best value that the indicator is measured against was frozen."""
        self.self_points, self.reviewed_points, self.final_points = own, reviewed, final

    def adjust(self, points: int) -> None:
        """A reviewer has set the points; the indicator applies again."""
        self.reviewed_points = self.final_points = points
        self.applicable = True

    def resolve(self, points: int, *, accepted: bool) -> None:
        """An appeal was decided; where it was granted, the indicator applies again."""
        self.final_points = points
        self.applicable = self.applicable or accepted

    def counted(self, stage: str) -> int | None:
        """The points that count at a stage, such as ``final_points``; ``None`` while there are none to count."""
        points: int | None = getattr(self, stage) if self.applicable else None
        return points
