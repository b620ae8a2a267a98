"""A scorecard's points over time: the changes that hold at some position, and those from there on."""

from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from typing import ClassVar

import msgspec
from msgspec import structs

from domain.points import to_units
from projections.points import IndicatorPoints


class Entry(msgspec.Struct, frozen=True, gc=False):
    """An indicator at a moment: its points, the values that compare, and whether an appeal was granted.

    The values are those that the unit and the last reviewer gave, where the rule takes a value.
    """

    points: IndicatorPoints = IndicatorPoints()
    self_value: str | None = None
    reviewed_value: str | None = None
    granted: bool = False


UNTOUCHED = Entry()
"""An indicator that nobody has scored yet."""


@lru_cache(maxsize=100_000)
def units(points: str) -> int:
    """Points as they are recorded, in whole ten-thousandths."""
    return to_units(Decimal(points))


class Change(msgspec.Struct, array_like=True, gc=False):
    """What an event has changed of an indicator: in a document an array of its kind and its fields."""

    covers: ClassVar[tuple[type["Change"], ...]] = ()
    """Earlier changes of the indicator that make no difference any more."""

    position: int
    indicator: str

    def after(self, entry: Entry) -> Entry:
        """The indicator after the change."""
        raise NotImplementedError


class Scored(Change, tag="self"):
    """The unit has scored itself: points, and the value where the rule takes one."""

    points: str
    value: str | None

    def after(self, entry: Entry) -> Entry:  # noqa: ARG002  # The indicator starts afresh.
        """All stages have the same points."""
        points = units(self.points)
        return Entry(IndicatorPoints(points, points, points), self.value, self.value)


class NotApplicable(Change, tag="not-applicable"):
    """The indicator does not count."""

    def after(self, entry: Entry) -> Entry:
        """Everything but that stays."""
        return structs.replace(entry, points=entry.points.not_applicable())


class Adjusted(Change, tag="reviewed"):
    """A reviewer has set the points, and the value where the rule takes one."""

    points: str
    value: str | None

    def after(self, entry: Entry) -> Entry:
        """The unit's own points and value stay."""
        return Entry(entry.points.adjusted(units(self.points)), entry.self_value, self.value, entry.granted)


class Resolved(Change, tag="appeal"):
    """The council has decided an appeal."""

    points: str
    accepted: bool

    def after(self, entry: Entry) -> Entry:
        """The final points are those of the decision."""
        points = entry.points.resolved(units(self.points), accepted=self.accepted)
        return structs.replace(entry, points=points, granted=self.accepted)


class Rescaled(Change, tag="rescaled"):
    """The best value that the indicator is measured against was frozen: the points of the three stages."""

    own: str | None
    reviewed: str | None
    final: str | None

    def after(self, entry: Entry) -> Entry:
        """The points are as against that value; values stay."""
        stages = (self.own, self.reviewed, self.final)
        points = entry.points.rescaled(*(None if points is None else units(points) for points in stages))
        return structs.replace(entry, points=points)


Scored.covers = (Scored, NotApplicable, Adjusted, Resolved, Rescaled)
Adjusted.covers = (Adjusted, NotApplicable)
NotApplicable.covers = (NotApplicable,)
Rescaled.covers = (Rescaled,)


class Points(msgspec.Struct):
    """A scorecard's points from one position on: the changes that held there, then those that came."""

    changes: list[Scored | NotApplicable | Adjusted | Resolved | Rescaled]
    most: int
    """How many changes stand together before new ones are written apart."""

    def entries(self, position: int | None = None) -> dict[str, Entry]:
        """Every indicator that has something, as of a position; with all changes if there is none."""
        found: dict[str, Entry] = {}
        for change in self.changes:
            if position is not None and change.position > position:
                break
            found[change.indicator] = change.after(found.get(change.indicator, UNTOUCHED))
        return found


def in_force(changes: Sequence[Change]) -> list[Change]:
    """Those of the changes that still make a difference, in the order in which they came."""
    covered: dict[str, tuple[type[Change], ...]] = {}
    kept: list[Change] = []
    for change in reversed(changes):
        gone = covered.get(change.indicator, ())
        if type(change) not in gone:
            covered[change.indicator] = gone + change.covers
            kept.append(change)
    kept.reverse()
    return kept
