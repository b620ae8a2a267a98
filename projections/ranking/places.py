"""Who stands where, brought up to date by what moves: finds the ranks that shift without ranking everybody again."""

from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from domain.metadata import Code

Stretch = tuple[int | None, int]
"""From this order up to that one; from the last place on if there is no first."""


class Place(NamedTuple):
    """What a unit's rank stands on, points in ten-thousandths.

    Units are ranked among those of their ``parent``, which is empty where all are ranked together. Shares of the
    maximum compare as their ``order`` does.
    """

    parent: str
    order: int
    points: int
    maximum: int


class Shift(NamedTuple):
    """A unit whose rank has become another; without a rank it has no place."""

    unit: Code
    rank_before: int | None
    rank_after: int | None
    before: Place | None
    after: Place | None


class Places:
    """The places of all units that have a rank, in standard competition ranking."""

    def __init__(self) -> None:
        """Nobody has a rank."""
        self._by_unit: dict[Code, Place] = {}
        self._standing: dict[str, list[tuple[int, Code]]] = defaultdict(list)
        """Of each parent, the orders of its units from the last to the first."""

    def differing(self, found: Mapping[Code, Place | None]) -> dict[Code, Place | None]:
        """Those of the units that do not have this place."""
        return {unit: place for unit, place in found.items() if self._by_unit.get(unit) != place}

    def put(self, moved: Mapping[Code, Place | None]) -> None:
        """The units have these places from now on, or none."""
        for unit, place in moved.items():
            before = self._by_unit.pop(unit, None)
            if before is not None:
                standing = self._standing[before.parent]
                del standing[bisect_left(standing, (before.order, unit))]
            if place is not None:
                self._by_unit[unit] = place
                insort(self._standing[place.parent], (place.order, unit))

    def move(self, moved: Mapping[Code, Place | None]) -> list[Shift]:
        """The same, and tells by their codes the units whose ranks have become others, also of those passed by."""
        stretches = self._stretches(moved)
        places_before = {unit: self._by_unit.get(unit) for unit in moved}
        before = dict(self._ranks(stretches))
        self.put(moved)
        after = dict(self._ranks(stretches))
        shifted = {unit for unit in before.keys() | after.keys() if before.get(unit) != after.get(unit)}
        return [
            Shift(
                unit,
                before.get(unit),
                after.get(unit),
                places_before.get(unit, self._by_unit.get(unit)),
                self._by_unit.get(unit),
            )
            for unit in sorted(shifted)
        ]

    def _stretches(self, moved: Mapping[Code, Place | None]) -> dict[str, Stretch]:
        """Under each parent, from the lowest to the highest order that units leave or come to: others keep their ranks.

        Whoever joins or leaves passes everybody below.
        """
        found: dict[str, list[int]] = defaultdict(list)
        joined_or_left = set()
        for unit, after in moved.items():
            here = [place for place in (self._by_unit.get(unit), after) if place is not None]
            for place in here:
                found[place.parent].append(place.order)
            if [place.parent for place in here] != 2 * [place.parent for place in here[:1]]:
                joined_or_left |= {place.parent for place in here}
        return {
            parent: (None if parent in joined_or_left else min(orders), max(orders)) for parent, orders in found.items()
        }

    def _ranks(self, stretches: Mapping[str, Stretch]) -> Iterator[tuple[Code, int]]:
        for parent, (lowest, highest) in stretches.items():
            standing = self._standing[parent]
            start = 0 if lowest is None else bisect_left(standing, (lowest,))
            end = bisect_right(standing, (highest + 1,))
            rank, previous = 0, None
            for index in range(end - 1, start - 1, -1):
                order, unit = standing[index]
                if order != previous:
                    rank, previous = len(standing) - index, order
                yield unit, rank
