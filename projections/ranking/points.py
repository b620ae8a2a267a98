"""A scorecard's points over time: the changes that hold at some position, and those from there on.

They are stored as a JSON array that grows, see ``projections.columns.Sequel``.
"""

from collections.abc import Sequence
from typing import ClassVar

import msgspec

from projections.columns import array_of
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


encode = msgspec.json.Encoder().encode
"""The bytes of a change, as they are stored."""
Changes = list[Scored | NotApplicable | Adjusted | Resolved | Rescaled]
"""By position: those that held when the row began, and those that came."""
DECODE = msgspec.json.Decoder(Changes).decode


def decode(stored: Sequence[bytes]) -> Changes:
    """The changes that are stored."""
    return DECODE(array_of(stored))


def entries(changes: Changes, position: int | None = None) -> dict[str, Entry]:
    """Every indicator that has something, as of a position; after all changes if there is none."""
    found: dict[str, Entry] = {}
    for change in changes:
        if position is not None and change.position > position:
            break
        entry = found.get(change.indicator)
        if entry is None:
            entry = found[change.indicator] = Entry()
        change.apply(entry)
    return found


def in_force(stored: Sequence[bytes]) -> list[bytes]:
    """Those of the changes that still make a difference."""
    covered: dict[str, tuple[type[Change], ...]] = {}
    kept: list[bytes] = []
    for change, line in zip(reversed(decode(stored)), reversed(stored), strict=True):
        gone = covered.get(change.indicator, ())
        if type(change) not in gone:
            covered[change.indicator] = gone + change.covers
            kept.append(line)
    kept.reverse()
    return kept
