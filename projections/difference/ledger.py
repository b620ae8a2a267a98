"""What each event has added to the points of each indicator, and to the applicable maximum: many of them at once."""

from typing import NamedTuple, Self

import numpy as np
import numpy.typing as npt

from projections.difference.material import Material, joined
from projections.ranking.held import COUNTED, Field, Numbers
from projections.ranking.records import NONE, Records
from projections.ranking.scopes import Stage

Flags = npt.NDArray[np.bool_]
OPENING = -1
"""Stands for no indicator: the card was opened, and all that applies could be had."""


class Ledger(NamedTuple):
    """Arrays of equal length: an event has added points and maxima, in ten-thousandths, to an indicator of a card.

    From nothing at all, all that was added up to a position is what counts there.
    """

    positions: Numbers
    cards: Numbers
    indicators: Numbers
    points: Numbers
    maxima: Numbers

    @classmethod
    def joined(cls, *ledgers: "Ledger") -> Self:
        """One of them all, by cards, positions and indicators."""
        positions, cards, indicators, points, maxima = (joined(column) for column in zip(*ledgers, strict=True))
        order = np.lexsort((indicators, positions, cards))
        return cls(positions[order], cards[order], indicators[order], points[order], maxima[order])

    def where(self, chosen: Numbers | Flags) -> "Ledger":
        """Part of it."""
        return Ledger(*(column[chosen] for column in self))


def openings(material: Material) -> Ledger:
    """When a card is opened, all could be had."""
    cards = material.cards
    opened = np.array([card.opened for card in cards], np.int64)
    maxima = np.array([material.weights(card).group_maxima.sum() for card in cards], np.int64)
    nothing = np.zeros_like(opened)
    return Ledger(opened, np.arange(len(cards)), nothing + OPENING, nothing, maxima)


def recorded(material: Material, stage: Stage, chosen: Numbers) -> Ledger:
    """What the changes of points have added that are recorded for these indicators of all cards, a one for each."""
    where = material.starts[material.card_of] + material.records["indicator"]
    order = np.argsort(where, kind="stable")
    order = order[chosen[where[order]] == 1]
    where, changes = where[order], material.records[order]
    points, left_out = _counted(material, stage, where, changes)
    added, taken = (_steps(where, column) for column in (points, left_out))
    moved = np.flatnonzero(added | taken)
    return Ledger(
        changes["position"][moved],
        material.card_of[order][moved],
        changes["indicator"][moved].astype(np.int64),
        added[moved],
        -taken[moved],
    )


def _counted(material: Material, stage: Stage, where: Numbers, changes: Records) -> tuple[Numbers, Numbers]:
    """After each change, what its indicator adds to the points, and what it takes from the maximum."""
    points = _after(COUNTED[f"{stage}_points"], where, changes)
    applies = _after(COUNTED["applicable"], where, changes) == 1
    counted = np.where(applies & (points != NONE), points, 0)
    return counted * material.counts[where], np.where(applies, 0, material.worth[where])


def _after(field: Field, where: Numbers, changes: Records) -> Numbers:
    """What an indicator has after each of its changes, which stand one behind the other."""
    numbers = np.arange(len(where))
    begins = np.maximum.accumulate(np.where(first_of(where), numbers, 0))
    telling = np.isin(changes["kind"], list(field.kinds))
    last = np.maximum.accumulate(np.where(telling, numbers, -1))
    return np.where(last >= begins, field.told_by(changes)[last], field.at_first)


def _steps(where: Numbers, values: Numbers) -> Numbers:
    """Of each value, the difference from the one before it at the same place, or from nothing."""
    before = np.roll(values, 1)
    return values - np.where(first_of(where), 0, before)


def first_of(where: Numbers) -> Flags:
    """Whether nothing of the same place stands before."""
    first = np.ones(len(where), np.bool_)
    first[1:] = where[1:] != where[:-1]
    return first
