"""How ranks move step by step: every move of a unit against the places of all others at that moment, as arrays."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np

from projections.difference.places import NO_RANK, Group
from projections.ranking.held import Numbers


class Ranks(NamedTuple):
    """A unit's rank at first, 0 for none, and by how many steps events have moved it, each position once."""

    at_first: int
    positions: Numbers
    steps: Numbers

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
    own = [by_mover[begin:end] for begin, end in zip(borders, borders[1:], strict=False)]
    passed = []
    higher_before, higher_after = np.zeros_like(before), np.zeros_like(before)
    for number, moves in enumerate(own):
        stood = _stood(int(group.at_first[number]), after, moves)
        is_higher = stood > after
        is_higher[moves] = False
        higher_after += is_higher
        higher_before += stood > before
        passed.append(_passed(stood, before, after, moves))
    rank_before = np.where(before == NO_RANK, 0, higher_before + 1)
    rank_after = np.where(after == NO_RANK, 0, higher_after + 1)
    for number, (moves, (by, steps)) in enumerate(zip(own, passed, strict=True)):
        made = (rank_after - rank_before)[moves]
        numbers, added = np.concatenate([by, moves]), np.concatenate([steps, made])
        yield _summed(_rank_at_first(group, number), group.positions[numbers], added)


def _stood(at_first: int, after: Numbers, moves: Numbers) -> Numbers:
    """A unit's order just before each move of anybody, where these moves are its own."""
    lengths = np.diff(moves, prepend=-1, append=len(after) - 1)
    return np.repeat(np.concatenate([[at_first], after[moves]]).astype(np.int32), lengths)


def _passed(stood: Numbers, before: Numbers, after: Numbers, moves: Numbers) -> tuple[Numbers, Numbers]:
    """By which moves of others a unit was passed or has passed them, and the steps that it made so."""
    steps = (after > stood).view(np.int8) - (before > stood).view(np.int8)
    steps[stood == NO_RANK] = 0
    steps[moves] = 0
    by = np.flatnonzero(steps)
    return by, steps[by].astype(np.int64)


def _rank_at_first(group: Group, number: int) -> int:
    order = group.at_first[number]
    return 0 if order == NO_RANK else 1 + int((group.at_first > order).sum())


def _together(one: Ranks, other: Ranks) -> Ranks:
    positions, steps = (np.concatenate(both) for both in zip(one[1:], other[1:], strict=True))
    return _summed(one.at_first + other.at_first, positions, steps)


def _summed(at_first: int, positions: Numbers, steps: Numbers) -> Ranks:
    """By position, and without what cancels out at one."""
    order = np.argsort(positions, kind="stable")
    positions, steps = positions[order], steps[order]
    begins = np.flatnonzero(np.diff(positions, prepend=-1))
    sums = np.add.reduceat(steps, begins) if len(begins) else steps
    return Ranks(at_first, positions[begins][sums != 0], sums[sums != 0])
