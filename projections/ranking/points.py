"""A scorecard's points over time: what its indicators had at some position, and the changes from there on."""

from collections.abc import Iterable

import msgspec

from projections.points import IndicatorPoints


class Entry(IndicatorPoints, array_like=True):
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


Changes = list[Scored | NotApplicable | Adjusted | Resolved | Rescaled]
"""By position."""
Entries = dict[str, Entry]
"""What a scorecard's indicators have, of which anything is known."""


def apply(changes: Iterable[Change], entries: Entries, position: int | None = None) -> None:
    """Makes the changes up to a position, or all of them, in what the indicators have."""
    for change in changes:
        if position is not None and change.position > position:
            break
        entry = entries.get(change.indicator)
        if entry is None:
            entry = entries[change.indicator] = Entry()
        change.apply(entry)
