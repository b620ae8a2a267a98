"""Points and ranks of a round between two positions: what each event has added to whose points, and who passed whom."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from domain.indicator_set.definition import Scope
from domain.metadata import Code
from projections.difference.compared import measured, which_compare
from projections.difference.ledger import OPENING, Ledger, openings, recorded
from projections.difference.material import Material
from projections.difference.places import groups, places
from projections.difference.ranks import Ranks, ranks
from projections.difference.states import states
from projections.ranking.held import Numbers
from projections.ranking.scopes import Stage


class Sums(NamedTuple):
    """What cards, or their indicators, came to at first, and what was added since: arrays of ten-thousandths."""

    points: Numbers
    maxima: Numbers
    points_added: Numbers
    maxima_added: Numbers
    entries: Numbers
    """How many times something was added since."""


class Account:
    """All that was added to points and ranks since a position."""

    def __init__(self, material: Material, stage: Stage, since: int) -> None:
        """Goes through the whole history of the round."""
        self.material, self.since = material, since
        self._whole = _ledger(material, stage, since)
        self.ledger = self._whole.where(self._whole.positions > since)

    @cached_property
    def cards(self) -> Sums:
        """What each card comes to."""
        return self._sums(self._whole, self._whole.cards, len(self.material.cards))

    @cached_property
    def indicators(self) -> Sums:
        """What each indicator of each card comes to."""
        of_indicators = self._whole.where(self._whole.indicators != OPENING)
        where = self.material.starts[of_indicators.cards] + of_indicators.indicators
        return self._sums(of_indicators, where, len(self.material.worth))

    def _sums(self, ledger: Ledger, where: Numbers, size: int) -> Sums:
        found = Sums(*(np.zeros(size, np.int64) for _ in Sums._fields))
        earlier = ledger.positions <= self.since
        np.add.at(found.points, where[earlier], ledger.points[earlier])
        np.add.at(found.maxima, where[earlier], ledger.maxima[earlier])
        np.add.at(found.points_added, where[~earlier], ledger.points[~earlier])
        np.add.at(found.maxima_added, where[~earlier], ledger.maxima[~earlier])
        np.add.at(found.entries, where[~earlier], 1)
        return found

    def ranks(self, scopes: Iterable[Scope]) -> Mapping[Code, Mapping[int, Ranks]]:
        """In each scope, the ranks of the units of cards that have had any."""
        standing = places(self._whole, states(self.material), self.since)
        found = {}
        for scope in scopes:
            in_scope = np.array([card.kind in scope.kinds for card in self.material.cards], np.bool_)
            within = groups(standing.where(in_scope[standing.cards]), self.since, within_parent=scope.within_parent)
            found[scope.code] = ranks(within)
        return found


def _ledger(material: Material, stage: Stage, since: int) -> Ledger:
    """All that was ever added, by cards and positions; where recorded points do not count, as they are measured."""
    comparing = np.zeros(len(material.worth), np.int64)
    if material.ranked.compares and _is_provisional(material, since):
        comparing = which_compare(material)
    found = [openings(material), recorded(material, stage, 1 - comparing)]
    if comparing.any():
        found.append(measured(material, stage, comparing))
    return Ledger.joined(*found)


def _is_provisional(material: Material, since: int) -> bool:
    """Whether best values were not frozen at any time from a position on."""
    *earlier, last = material.rounds
    ended = (row for row, following in pairwise([*earlier, last]) if following["since"] > since)
    return any(not row["frozen"] for row in [*ended, last])
