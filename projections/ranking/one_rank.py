"""The rank of one unit alone, brought up to date by what moves: who stands ahead is counted, nobody is put in order."""

from collections.abc import Mapping

from domain.metadata import Code
from projections.ranking.places import Place, Shift


class OneRank:
    """A unit's rank in standard competition ranking: one more than the units of its parent that are ahead of it."""

    def __init__(self, unit: Code) -> None:
        """Nobody has a rank."""
        self._unit = unit
        self._by_unit: dict[Code, Place] = {}
        self._ahead = 0

    def move(self, found: Mapping[Code, Place | None]) -> Shift | None:
        """These units have these places from now on, or none; tells whether the unit's rank has become another."""
        before, rank_before = self._by_unit.get(self._unit), self._rank()
        if self._unit in found and found[self._unit] != before:
            self._put(found)
            self._ahead = sum(map(self._is_ahead, self._by_unit.values()))
        else:
            passed = (self._is_ahead(after) - self._is_ahead(self._by_unit.get(unit)) for unit, after in found.items())
            self._ahead += sum(passed)
            self._put(found)
        if rank_before == self._rank():
            return None
        return Shift(self._unit, rank_before, self._rank(), before, self._by_unit.get(self._unit))

    def _rank(self) -> int | None:
        return self._ahead + 1 if self._unit in self._by_unit else None

    def _is_ahead(self, place: Place | None) -> bool:
        own = self._by_unit.get(self._unit)
        return own is not None and place is not None and place.parent == own.parent and place.order > own.order

    def _put(self, found: Mapping[Code, Place | None]) -> None:
        for unit, place in found.items():
            if place is None:
                self._by_unit.pop(unit, None)
            else:
                self._by_unit[unit] = place
