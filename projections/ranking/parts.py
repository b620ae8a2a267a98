"""What the ranking reads of the events of points: steps of an indicator, each of which is one change."""

from collections.abc import Iterator
from decimal import Decimal
from typing import ClassVar

import msgspec

from domain.points import to_units
from projections.ranking.points import Kind
from projections.ranking.records import NONE


class Units(dict[str | None, int]):
    """Points as they are recorded, in whole ten-thousandths: looked up, for few numbers come again and again."""

    MOST = 100_000

    def __missing__(self, points: str | None) -> int:
        if len(self) >= self.MOST:
            self.clear()
        found = self[points] = NONE if points is None else to_units(Decimal(points))
        return found


UNITS = Units()


class Inputs(msgspec.Struct, gc=False):
    """Of what was entered only the value, where there is one."""

    value: str | None = None


class Step(msgspec.Struct, gc=False):
    """A change of an indicator."""

    kind: ClassVar[int]

    indicator: str
    points: str | None = None
    inputs: Inputs | None = None


class SelfScored(Step, gc=False):
    """Of ``scorecard.self_scored``."""

    kind: ClassVar[int] = int(Kind.SCORED)

    points: str


class MarkedNotApplicable(Step, gc=False):
    """Of ``scorecard.marked_not_applicable``."""

    kind: ClassVar[int] = int(Kind.NOT_APPLICABLE)


class Adjusted(Step, gc=False):
    """Of ``scorecard.adjusted``."""

    kind: ClassVar[int] = int(Kind.REVIEWED)

    points: str


class Granted(Step, gc=False):
    """An appeal that was resolved so."""

    kind: ClassVar[int] = int(Kind.GRANTED)


class Denied(Step, gc=False):
    """An appeal that was resolved so."""

    kind: ClassVar[int] = int(Kind.DENIED)


class RescaledSelf(Step, gc=False):
    """One of three steps."""

    kind: ClassVar[int] = int(Kind.RESCALED_SELF)


class RescaledReviewed(Step, gc=False):
    """One of three steps."""

    kind: ClassVar[int] = int(Kind.RESCALED_REVIEWED)


class RescaledFinal(Step, gc=False):
    """One of three steps."""

    kind: ClassVar[int] = int(Kind.RESCALED_FINAL)


class AppealResolved(msgspec.Struct, gc=False):
    """Of ``scorecard.appeal_resolved``."""

    indicator: str
    points: str
    accepted: bool

    def steps(self) -> Iterator[Step]:
        """What was decided."""
        yield (Granted if self.accepted else Denied)(self.indicator, self.points)


class Rescaled(msgspec.Struct, gc=False):
    """Of ``scorecard.rescaled``."""

    indicator: str
    self_points: str | None
    reviewed_points: str | None
    final_points: str | None

    def steps(self) -> Iterator[Step]:
        """The points of the three stages."""
        yield RescaledSelf(self.indicator, self.self_points)
        yield RescaledReviewed(self.indicator, self.reviewed_points)
        yield RescaledFinal(self.indicator, self.final_points)
