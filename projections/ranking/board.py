"""The ranks of a scope at every position of the log, told by what differs from the position before."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from domain.metadata import Code
from domain.province.events import stream_id as province_stream
from projections.ranking.one_rank import OneRank
from projections.ranking.places import Place, Places, Shift
from projections.ranking.scopes import LOCKED, RankedScope, Stage
from projections.ranking.scores import Card, Scores
from projections.ranking.timeline import About, Step
from projections.ranking.worth import maxima


class Moved(NamedTuple):
    """A shift, and a step of the event that brought it about."""

    step: Step
    shift: Shift


def moves(ranked: RankedScope, stage: Stage, steps: Iterable[Step], start: int = 0) -> Iterator[Moved]:
    """The shifts from position ``start`` on in the order of the log, those of one position by the units' codes."""
    places = Places()
    for step, found in _events(ranked, stage, steps):
        moved = places.differing(found)
        if step.position < start:
            places.put(moved)
        elif moved:
            yield from (Moved(step, shift) for shift in places.move(moved))


def moves_of(unit: Code, ranked: RankedScope, stage: Stage, steps: Iterable[Step]) -> Iterator[Moved]:
    """The shifts of one unit alone, which cost a fraction of those of all."""
    rank = OneRank(unit)
    for step, found in _events(ranked, stage, steps):
        shift = rank.move(found)
        if shift is not None:
            yield Moved(step, shift)


def _events(
    ranked: RankedScope, stage: Stage, steps: Iterable[Step]
) -> Iterator[tuple[Step, Mapping[Code, Place | None]]]:
    """The last step of each event, and the places of the units that the event has touched."""
    board = _Board(ranked, stage)
    for _, of_event in groupby(steps, attrgetter("position")):
        for step in of_event:
            board.apply(step)
        yield step, board.touched()


class _Board:
    """Takes step after step, and tells whose places an event may have changed when it has made all of its steps."""

    def __init__(self, ranked: RankedScope, stage: Stage) -> None:
        self._ranked, self._scores = ranked, Scores(ranked, stage)
        self._units_stream = str(province_stream(ranked.opening.province))
        self._parents: dict[tuple[str, Code], str] = {}
        self._fineness = _largest_maximum(ranked) ** 2

    def apply(self, step: Step) -> None:
        """What the step has changed holds from now on."""
        match step:
            case Step(about=About.POINTS, unit=str(unit), what=change):
                self._scores.change(unit, change)
            case Step(about=About.CARD, what=row):
                self._scores.put_card(row)
            case Step(about=About.MARK, unit=str(unit), what=row):
                self._scores.mark(unit, listed=row["listed"])
            case Step(about=About.UNIT, what=row):
                self._parents[row["stream"], row["unit"]] = row["parent"] or ""
                self._scores.touch(row["unit"])
            case Step(what=row):
                self._scores.freeze(frozen=row["frozen"])
                self._take_units_from(row)

    def _take_units_from(self, found: Mapping[str, str]) -> None:
        """The units of a locked round are those that were copied under it, else those of the province."""
        province = str(province_stream(self._ranked.opening.province))
        self._units_stream = self._ranked.stream if found["phase"] in LOCKED else province
        for unit in self._scores.cards:
            self._scores.touch(unit)

    def touched(self) -> Mapping[Code, Place | None]:
        """The places of the units that were touched since this was last asked, some of which may be as they were."""
        return {card.unit: self._place(card) for card in self._scores.touched()}

    def _place(self, card: Card) -> Place | None:
        if not self._scores.is_ranked(card.unit):
            return None
        # Two different shares are at least one part in the product of their maxima apart, so that flooring after
        # multiplying keeps them apart, in whole numbers, which compare faster than fractions.
        order = card.points * self._fineness // card.maximum if card.maximum else 0
        return Place(self._parent(card.unit), order, card.points, card.maximum)

    def _parent(self, unit: Code) -> str:
        return self._parents[self._units_stream, unit] if self._ranked.scope.within_parent else ""


def _largest_maximum(ranked: RankedScope) -> int:
    """The most that a unit of the scope could have, in ten-thousandths of a point."""
    pinned = ((pin.content_hash, kind) for kind, pin in ranked.opening.sets.items() if kind in ranked.scope.kinds)
    return max(sum(maxima(ranked.stored_sets[content_hash], kind).values()) for content_hash, kind in pinned)
