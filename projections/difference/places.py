"""Where units stand among those they are ranked with, and how events have moved them: orders before and after."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from projections.difference.ledger import Flags, Ledger, first_of
from projections.difference.shares import orders
from projections.difference.states import States
from projections.ranking.held import Numbers

NO_RANK = -1
"""Stands below every order: who has it is not ranked."""


class Places(NamedTuple):
    """Arrays of equal length, by cards and positions: a card's unit has come to this order, and under this parent."""

    positions: Numbers
    cards: Numbers
    orders: Numbers
    parents: Numbers

    def where(self, chosen: Flags) -> "Places":
        """Some of them."""
        return Places(*(column[chosen] for column in self))


class Group(NamedTuple):
    """Cards that are ranked among themselves: their orders at first, and arrays of how they have moved since.

    Each move, in the order of the log, is of one card, which it tells by its place in ``cards``. Where an event moves
    several units, it is as if it did so one after the other.
    """

    cards: Numbers
    at_first: Numbers
    positions: Numbers
    movers: Numbers
    before: Numbers
    after: Numbers


def places(ledger: Ledger, states: States, since: int) -> Places:
    """Every place that a card's unit has had, of those up to the position ``since`` only the last, as if from there."""
    nothing, unmoved = np.zeros_like(states.cards), np.zeros_like(ledger.cards)
    cards = np.concatenate([ledger.cards, states.cards])
    positions = np.maximum(np.concatenate([ledger.positions, states.positions]), since)
    by_card = np.lexsort((positions, cards))
    cards, positions = cards[by_card], positions[by_card]
    last = np.ones(len(cards), np.bool_)
    last[:-1] = (cards[1:] != cards[:-1]) | (positions[1:] != positions[:-1])
    columns = (
        *((ledger.points, nothing), (ledger.maxima, nothing)),
        *((unmoved, states.ranked), (unmoved, states.parents)),
    )
    points, maxima, ranked, parents = (_sums(np.concatenate(both)[by_card], cards)[last] for both in columns)
    found = np.where(ranked == 1, orders(points, maxima), NO_RANK)
    return Places(positions[last], cards[last], found, parents)


def _sums(added: Numbers, cards: Numbers) -> Numbers:
    """What was added to each card up to here."""
    sums = np.cumsum(added)
    begins = np.flatnonzero(first_of(cards))
    return sums - np.repeat((sums - added)[begins], np.diff([*begins, len(cards)]))


def groups(found: Places, since: int, *, within_parent: bool) -> Iterator[Group]:
    """The places of a scope's cards, apart for each parent where its units are ranked under them."""
    parents = found.parents if within_parent else np.zeros_like(found.parents)
    first = first_of(found.cards)
    order_before = np.where(first, NO_RANK, np.roll(found.orders, 1))
    parent_before = np.where(first, parents, np.roll(parents, 1))
    for parent in np.unique(parents):
        before = np.where(parent_before == parent, order_before, NO_RANK)
        after = np.where(parents == parent, found.orders, NO_RANK)
        yield _group(found, before, after, since)


def _group(found: Places, before: Numbers, after: Numbers, since: int) -> Group:
    cards = np.unique(found.cards[(before != NO_RANK) | (after != NO_RANK)])
    began = (found.positions == since) & (after != NO_RANK)
    at_first = np.full(len(cards), NO_RANK)
    at_first[np.searchsorted(cards, found.cards[began])] = after[began]
    moved = np.flatnonzero((found.positions > since) & (before != after))
    moved = moved[np.argsort(found.positions[moved], kind="stable")]
    movers = np.searchsorted(cards, found.cards[moved])
    return Group(cards, at_first, found.positions[moved], movers, before[moved], after[moved])
