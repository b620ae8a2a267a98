"""A scorecard's points over time: what every indicator had at some position, and each change from there on."""

from decimal import Decimal
from functools import lru_cache

import msgspec
from msgspec import structs

from domain.points import to_units
from projections.points import IndicatorPoints


class Entry(msgspec.Struct, frozen=True, array_like=True, gc=False):
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


class Inputs(msgspec.Struct, gc=False, omit_defaults=True):
    """Of what was entered only the value, where there is one."""

    value: str | None = None


class Change(msgspec.Struct, kw_only=True, gc=False, omit_defaults=True, tag_field="change"):
    """What an event has changed of an indicator, as it stands in the event; and where that is in the log."""

    indicator: str
    position: int = 0

    def after(self, entry: Entry) -> Entry:
        """The indicator after the change."""
        raise NotImplementedError


class Scored(Change, kw_only=True, tag="self_scored"):
    """The unit has scored itself."""

    points: str
    inputs: Inputs | None = None

    def after(self, entry: Entry) -> Entry:
        """All stages have the same points."""
        value = self.inputs.value if self.inputs else None
        return Entry(entry.points.scored(units(self.points)), value, value)


class NotApplicable(Change, kw_only=True, tag="marked_not_applicable"):
    """The indicator does not count."""

    def after(self, entry: Entry) -> Entry:
        """Everything but that stays."""
        return structs.replace(entry, points=entry.points.not_applicable())


class Adjusted(Change, kw_only=True, tag="adjusted"):
    """A reviewer has set the points."""

    points: str
    inputs: Inputs | None = None

    def after(self, entry: Entry) -> Entry:
        """The unit's own points and value stay."""
        value = self.inputs.value if self.inputs else None
        return Entry(entry.points.adjusted(units(self.points)), entry.self_value, value, entry.granted)


class Resolved(Change, kw_only=True, tag="appeal_resolved"):
    """The council has decided an appeal."""

    accepted: bool
    points: str

    def after(self, entry: Entry) -> Entry:
        """The final points are those of the decision."""
        points = entry.points.resolved(units(self.points), accepted=self.accepted)
        return structs.replace(entry, points=points, granted=self.accepted)


class Rescaled(Change, kw_only=True, tag="rescaled"):
    """The best value that the indicator is measured against was frozen."""

    self_points: str | None
    reviewed_points: str | None
    final_points: str | None

    def after(self, entry: Entry) -> Entry:
        """The points are as against that value; values stay."""
        stages = (self.self_points, self.reviewed_points, self.final_points)
        points = entry.points.rescaled(*(None if points is None else units(points) for points in stages))
        return structs.replace(entry, points=points)


CHANGES = (Scored, NotApplicable, Adjusted, Resolved, Rescaled)


class Points(msgspec.Struct):
    """A scorecard's points from one position on."""

    start: dict[str, Entry]
    changes: list[Scored | NotApplicable | Adjusted | Resolved | Rescaled]

    def entries(self, position: int | None = None) -> dict[str, Entry]:
        """Every indicator that has something, as of a position; with all changes if there is none."""
        found = dict(self.start)
        for change in self.changes:
            if position is not None and change.position > position:
                break
            found[change.indicator] = change.after(found.get(change.indicator, UNTOUCHED))
        return found
