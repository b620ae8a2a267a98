"""A scorecard's points over time: the changes that hold at some position, and those from there on."""

from collections.abc import Sequence
from typing import ClassVar

import msgspec

from projections.points import IndicatorPoints


class Entry(IndicatorPoints):
    """What an indicator has: its points, the values that compare, and whether an appeal was granted.

    The values are those that the unit and the last reviewer gave, where the rule takes a value.
    """

    self_value: str | None = None
    reviewed_value: str | None = None
    granted: bool = False


class Change(msgspec.Struct, array_like=True, gc=False):
    """What an event has changed of an indicator: in a document an array of its kind and its fields.

    Points are whole ten-thousandths.
    """

    covers: ClassVar[tuple[type["Change"], ...]] = ()
    """Earlier changes of the indicator that make no difference any more."""

    position: int
    indicator: str

    def apply(self, entry: Entry) -> None:
        """Changes what the indicator has."""
        raise NotImplementedError


class Scored(Change, tag="self"):
    """The unit has scored itself: points, and the value where the rule takes one."""

    points: int
    value: str | None

    def apply(self, entry: Entry) -> None:
        """The indicator starts afresh."""
        entry.score(self.points)
        entry.self_value = entry.reviewed_value = self.value
        entry.granted = False


class NotApplicable(Change, tag="not-applicable"):
    """The indicator does not count."""

    def apply(self, entry: Entry) -> None:
        """Everything but that stays."""
        entry.leave_out()


class Adjusted(Change, tag="reviewed"):
    """A reviewer has set the points, and the value where the rule takes one."""

    points: int
    value: str | None

    def apply(self, entry: Entry) -> None:
        """The unit's own points and value stay."""
        entry.adjust(self.points)
        entry.reviewed_value = self.value


class Resolved(Change, tag="appeal"):
    """The council has decided an appeal."""

    points: int
    accepted: bool

    def apply(self, entry: Entry) -> None:
        """The final points are those of the decision."""
        entry.resolve(self.points, accepted=self.accepted)
        entry.granted = self.accepted


class Rescaled(Change, tag="rescaled"):
    """The best value that the indicator is measured against was frozen: the points of the three stages."""

    own: int | None
    reviewed: int | None
    final: int | None

    def apply(self, entry: Entry) -> None:
        """Values stay."""
        entry.rescale(self.own, self.reviewed, self.final)


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
            entry = found.get(change.indicator)
            if entry is None:
                entry = found[change.indicator] = Entry()
            change.apply(entry)
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
