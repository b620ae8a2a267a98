"""Since when units are ranked, and under which parent: what else ranks depend on besides points."""

from collections.abc import Iterator
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

import numpy as np

from domain.metadata import Code
from domain.scorecard.state import Drafting
from projections.difference.material import Material
from projections.ranking.held import Numbers
from projections.ranking.scopes import LOCKED
from projections.ranking.timeline import About, Step


class States(NamedTuple):
    """Arrays of equal length: an event has added to whether a card's unit is ranked, and to the number of its parent.

    From nothing at all, all that was added up to a position is how it stands there: with a one, the unit is ranked.
    """

    positions: Numbers
    cards: Numbers
    ranked: Numbers
    parents: Numbers


def states(material: Material) -> States:
    """How units of cards have come to be ranked and under whom."""
    board, found = _Board(material), []
    known = np.zeros((len(material.cards), 2), np.int64)
    for position, of_event in groupby(sorted(_steps(material), key=attrgetter("position")), attrgetter("position")):
        for step in of_event:
            board.apply(step)
        for unit in board.touched():
            number, state = material.numbers[unit], board.state(unit)
            found.append((position, number, *(state - known[number])))
            known[number] = state
    return States(*np.array(found, np.int64).reshape(-1, 4).T)


def _steps(material: Material) -> Iterator[Step]:
    for row in material.rounds:
        yield Step(row["since"], About.ROUND, None, row)
    for row in material.units:
        yield Step(row["since"], About.UNIT, row["unit"], row)
    for row in material.marks:
        yield Step(row["since"], About.MARK, row["unit"], row)
    for row in material.states:
        yield Step(row["since"], About.CARD, row["unit"], row)


class _Board:
    """What is known of units while the log goes on."""

    def __init__(self, material: Material) -> None:
        self._round, self._province = material.ranked.stream, material.province
        self._units_stream = self._province
        self._parents: dict[tuple[str, Code], str] = {}
        self._numbers: dict[str, int] = {}
        self._handed_in: dict[Code, bool] = {}
        self._not_ranked: set[Code] = set()
        self._touched: set[Code] = set()

    def apply(self, step: Step) -> None:
        """What the step has changed holds from now on."""
        match step:
            case Step(about=About.UNIT, what=row):
                self._parents[row["stream"], row["unit"]] = row["parent"] or ""
            case Step(about=About.MARK, what=row):
                (self._not_ranked.add if row["listed"] else self._not_ranked.discard)(row["unit"])
            case Step(about=About.CARD, what=row):
                self._handed_in[row["unit"]] = row["state"] != Drafting.__name__
            case Step(what=row):
                # The units of a locked round are those that were copied under it, else those of the province.
                self._units_stream = self._round if row["phase"] in LOCKED else self._province
        self._touched |= self._handed_in.keys() if step.unit is None else {step.unit}

    def touched(self) -> list[Code]:
        """The units with cards that were touched since this was last asked."""
        found, self._touched = self._touched, set()
        return sorted(found & self._handed_in.keys())

    def state(self, unit: Code) -> tuple[int, int]:
        """A one if the unit of a card is ranked, and the number of its parent."""
        parent = self._parents.get((self._units_stream, unit), "")
        number = self._numbers.setdefault(parent, len(self._numbers))
        return int(self._handed_in[unit] and unit not in self._not_ranked), number
