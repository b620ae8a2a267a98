"""An indicator's three points as its events move them; both read models fold with it."""

from collections.abc import Mapping
from typing import Any

import msgspec


class IndicatorPoints(msgspec.Struct, gc=False):
    """Ten-thousandths of a point at the three stages, ``None`` until scored; and whether the indicator applies."""

    self_points: int | None = None
    reviewed_points: int | None = None
    final_points: int | None = None
    applicable: bool = True

    @classmethod
    def of(cls, row: Mapping[str, Any] | None) -> "IndicatorPoints":
        """The points that a row holds; those of an indicator that nobody has scored yet if there is none."""
        if row is None:
            return cls()
        return cls(row["self_points"], row["reviewed_points"], row["final_points"], row["applicable"])

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

    def all_counted(self) -> tuple[int | None, int | None, int | None]:
        """The points that count at the three stages, one after the other."""
        return (self.self_points, self.reviewed_points, self.final_points) if self.applicable else (None, None, None)
