"""How ranks move step by step: every move of a unit against the places of all others at that moment, as arrays."""

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from projections.difference.ledger import Flags
from projections.difference.places import NO_RANK, Group
from projections.ranking.held import Numbers

Orders = npt.NDArray[np.int32]
"""Orders in half the room, for there are many to look through."""
FEW = 255
"""So often at most can something be counted in a byte."""


class Ranks(NamedTuple):
    """A unit's rank at first, 0 for none, and by how many steps events have moved it, each position once."""

    at_first: int
    positions: Numbers
    steps: Numbers

    def where(self, chosen: Flags) -> "Ranks":
        """Some of the steps."""
        return Ranks(self.at_first, self.positions[chosen], self.steps[chosen])

    @property
    def at_last(self) -> int:
        """The rank that all steps lead to."""
        return self.at_first + int(self.steps.sum())


NEVER = Ranks(0, np.empty(0, np.int64), np.empty(0, np.int64))
"""Of a unit that has never had a rank."""


def ranks(groups: Iterable[Group]) -> dict[int, Ranks]:
    """The ranks of each card's unit; who goes from one group to another loses its rank there and gets one here."""
    found: dict[int, Ranks] = {}
    for group in groups:
        for card, moved in zip(group.cards.tolist(), _ranks(group), strict=True):
            found[card] = _together(found[card], moved) if card in found else moved
    return found


def _ranks(group: Group) -> Iterator[Ranks]:
    before, after = group.before.astype(np.int32), group.after.astype(np.int32)
    by_mover = np.argsort(group.movers, kind="stable")
    borders = np.searchsorted(group.movers[by_mover], np.arange(len(group.cards) + 1))
    own = [by_mover[begin:end] for begin, end in pairwise(borders)]
    higher_before, higher_after = _Tally(len(before)), _Tally(len(after))
    passed = []
    for number, moves in enumerate(own):
        stood = _stood(int(group.at_first[number]), after, moves)
        is_higher = stood > after
        is_higher[moves] = False
        higher_after.add(is_higher)
        higher_before.add(stood > before)
        passed.append(_passed(stood, before, after, moves))
    made = _rank(after, higher_after) - _rank(before, higher_before)
    is_known_once = bool((np.diff(group.positions) > 0).all())
    for number, (moves, (by, steps)) in enumerate(zip(own, passed, strict=True)):
        steps[np.searchsorted(by, moves)] = made[moves]
        found = Ranks(_rank_at_first(group, number), group.positions[by], steps)
        yield found.where(steps != 0) if is_known_once else _summed(found)


class _Tally:
    """Counts how often something is true at each place, with small numbers for as long as they suffice."""

    def __init__(self, size: int) -> None:
        """Nothing has been true."""
        self._counts, self._few, self._added = np.zeros(size, np.int64), np.zeros(size, np.uint8), 0

    def add(self, true: Flags) -> None:
        """Counts where it is true."""
        self._few += true.view(np.uint8)
        self._added += 1
        if self._added % FEW == 0:
            self.counts()

    def counts(self) -> Numbers:
        """The counts so far."""
        self._counts += self._few
        self._few[:] = 0
        return self._counts


def _rank(order: Orders, higher: _Tally) -> Numbers:
    """The ranks of units with these orders, so many others being higher."""
    return np.where(order == NO_RANK, 0, higher.counts() + 1)


def _stood(at_first: int, after: Orders, moves: Numbers) -> Orders:
    """A unit's order just before each move of anybody, where these moves are its own."""
    lengths = np.diff(moves, prepend=-1, append=len(after) - 1)
    return np.repeat(np.concatenate([[at_first], after[moves]]).astype(np.int32), lengths)


def _passed(stood: Orders, before: Orders, after: Orders, moves: Numbers) -> tuple[Numbers, Numbers]:
    """By which moves of others a unit was passed or has passed them, and its steps; its own moves are left at none."""
    is_lower = after > stood
    passed = is_lower ^ (before > stood)
    passed &= stood != NO_RANK
    passed[moves] = True
    by = np.flatnonzero(passed)
    return by, is_lower[by] * 2 - 1


def _rank_at_first(group: Group, number: int) -> int:
    order = group.at_first[number]
    return 0 if order == NO_RANK else 1 + int((group.at_first > order).sum())


def _together(one: Ranks, other: Ranks) -> Ranks:
    positions, steps = (np.concatenate(both) for both in zip(one[1:], other[1:], strict=True))
    return _summed(Ranks(one.at_first + other.at_first, positions, steps))


def _summed(moved: Ranks) -> Ranks:
    """By position, and without what cancels out at one."""
    order = np.argsort(moved.positions, kind="stable")
    positions, steps = moved.positions[order], moved.steps[order]
    begins = np.flatnonzero(np.diff(positions, prepend=-1))
    sums = np.add.reduceat(steps, begins) if len(begins) else steps
    return Ranks(moved.at_first, positions[begins], sums).where(sums != 0)
