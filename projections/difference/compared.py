"""What events have added to indicators whose units are measured against the best of them: one event may move many."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import attrgetter

import numpy as np

from domain.metadata import Code, IndicatorCode
from projections.difference.ledger import Ledger
from projections.difference.material import Material
from projections.ranking.held import Numbers
from projections.ranking.provisional import comparing
from projections.ranking.records import changes
from projections.ranking.scopes import Stage
from projections.ranking.scores import NOTHING, Card, Counted, Scores
from projections.ranking.timeline import About, Step


def which_compare(material: Material) -> Numbers:
    """A one for each indicator of each card whose rule compares."""
    found = np.zeros(len(material.worth), np.int64)
    for card in material.cards:
        codes = {indicator.code for indicator in comparing(material.ranked.definitions[card.content_hash])}
        found[[card.start + number for code, number in material.indicators(card).items() if code in codes]] = 1
    return found


def measured(material: Material, stage: Stage, chosen: Numbers) -> Ledger:
    """What every event has added to these indicators, however it came to do so."""
    scores, found = _Measuring(material.ranked, stage), []
    steps = [*_states(material), *_changes(material, chosen)]
    for position, of_event in groupby(sorted(steps, key=attrgetter("position")), attrgetter("position")):
        scores.apply(of_event)
        for unit, code, points, maximum in scores.moved():
            number = material.numbers[unit]
            found.append((position, number, material.indicators(material.cards[number])[code], points, maximum))
    return Ledger(*np.array(found, np.int64).reshape(-1, 5).T)


class _Measuring(Scores):
    """Scores that know what each indicator counted before the last event."""

    _before: dict[tuple[Code, IndicatorCode], Counted]

    def apply(self, steps: Iterable[Step]) -> None:
        """What an event has changed holds from now on."""
        self._before = {}
        for step in steps:
            match step:
                case Step(about=About.POINTS, unit=str(unit), what=change):
                    self.change(unit, change)
                case Step(about=About.CARD, what=row):
                    self.put_card(row)
                case Step(about=About.MARK, unit=str(unit), what=row):
                    self.mark(unit, listed=row["listed"])
                case Step(what=row):
                    self.freeze(frozen=row["frozen"])

    def _count(self, card: Card, code: IndicatorCode) -> None:
        self._before.setdefault((card.unit, code), card.counted.get(code, NOTHING))
        super()._count(card, code)

    def moved(self) -> Iterator[tuple[Code, IndicatorCode, int, int]]:
        """What the last event has added to points and maxima."""
        for (unit, code), (points_before, left_out_before) in self._before.items():
            points, left_out = self.cards[unit].counted[code]
            added, freed = points - points_before, left_out_before - left_out
            if added or freed:
                yield unit, code, added, freed


def _states(material: Material) -> Iterator[Step]:
    for row in material.rounds:
        yield Step(row["since"], About.ROUND, None, row)
    for row in material.marks:
        yield Step(row["since"], About.MARK, row["unit"], row)
    for row in material.states:
        yield Step(row["since"], About.CARD, row["unit"], row)


def _changes(material: Material, chosen: Numbers) -> Iterator[Step]:
    wanted = chosen[material.starts[material.card_of] + material.records["indicator"]] == 1
    found, card_of = material.records[wanted], material.card_of[wanted]
    for number, card in enumerate(material.cards):
        codes = tuple(material.indicators(card))
        for change in changes(found[card_of == number].tobytes(), material.values, codes):
            yield Step(change.position, About.POINTS, card.unit, change)
