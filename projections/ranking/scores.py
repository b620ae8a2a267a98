"""What scorecards come to at one stage, brought up to date by what each step touches."""

from bisect import bisect_left, insort
from collections.abc import Mapping, Sequence
from decimal import Decimal

import sqlalchemy as sa

from domain.indicator_set.definition import Indicator
from domain.metadata import Code, IndicatorCode, Sha256, UnitKind
from domain.scorecard.state import Drafting
from projections.ranking.points import Change, Entry
from projections.ranking.provisional import compared_value, comparing, measured, scoring
from projections.ranking.scopes import RankedScope, Stage
from projections.ranking.worth import Worth, worths

Counted = tuple[int, int]
"""What an indicator adds to the points, and what it takes from the applicable maximum."""
NOTHING: Counted = (0, 0)


class Comparison:
    """An indicator whose rule compares, and the values that units are measured against."""

    def __init__(self, indicator: Indicator, places: int) -> None:
        """Nobody has a value."""
        self._indicator, self._places = indicator, places
        self._values: list[Decimal] = []
        self.score = scoring(indicator, places, self.best)
        """What values come to against the best one."""

    @property
    def best(self) -> Decimal:
        """The largest of the values."""
        return self._values[-1] if self._values else Decimal(0)

    def replace(self, before: Decimal | None, after: Decimal | None) -> bool:
        """One of the values has become another; tells whether the best has."""
        best = self.best
        if before is not None:
            del self._values[bisect_left(self._values, before)]
        if after is not None:
            insort(self._values, after)
        if best == self.best:
            return False
        self.score = scoring(self._indicator, self._places, self.best)
        return True


class Card:
    """A unit's scorecard with its points and its applicable maximum, in ten-thousandths, as they count at a stage."""

    def __init__(self, row: sa.RowMapping, worth: Mapping[IndicatorCode, Worth], *, in_scope: bool) -> None:
        """Nothing is scored yet. Others only compare with a card that is not in the scope."""
        self.unit: Code = row["unit"]
        self.content_hash: Sha256 = row["content_hash"]
        self.in_scope, self.worth = in_scope, worth
        self.points, self.maximum = 0, sum(indicator.max_points for indicator in worth.values())
        self.handed_in = False
        self.entries: dict[IndicatorCode, Entry] = {}
        self.compared: dict[IndicatorCode, Decimal | None] = {}
        """The values that others are measured against."""
        self.counted: dict[IndicatorCode, Counted] = {}

    def count(self, code: IndicatorCode, points: int | None) -> None:
        """The indicator counts with so many points now; without any it does not apply."""
        now = (0, self.worth[code].max_points) if points is None else (points, 0)
        before = self.counted.get(code, NOTHING)
        self.counted[code] = now
        self.points += now[0] - before[0]
        self.maximum -= now[1] - before[1]


class Scores:
    """The cards of a scope, and of all that its units compare with."""

    def __init__(self, ranked: RankedScope, stage: Stage) -> None:
        """No card is open yet."""
        self._ranked, self._stage = ranked, f"{stage}_points"
        self._comparisons = {
            (content_hash, indicator.code): Comparison(indicator, definition.places)
            for content_hash, definition in ranked.definitions.items()
            for indicator in comparing(definition)
        }
        self._provisional = True
        self._not_ranked: set[Code] = set()
        self.cards: dict[Code, Card] = {}
        self._touched: dict[Code, Card] = {}

    def touch(self, unit: Code) -> None:
        """The unit's place may have become another, if it has a card that counts in the scope."""
        card = self.cards.get(unit)
        if card is not None and card.in_scope:
            self._touched[unit] = card

    def touched(self) -> Sequence[Card]:
        """The cards that were touched since this was last asked."""
        found = tuple(self._touched.values())
        self._touched.clear()
        return found

    def is_ranked(self, unit: Code) -> bool:
        """Whether the unit of a card has handed in and is not marked."""
        return self.cards[unit].handed_in and unit not in self._not_ranked

    def freeze(self, *, frozen: bool) -> None:
        """Whether recorded points count from now on, or those against the best value known."""
        if self._provisional == frozen:
            self._provisional = not frozen
            for card in self.cards.values():
                for code in card.entries:
                    self._count(card, code)

    def mark(self, unit: Code, *, listed: bool) -> None:
        """A unit is ranked no longer, or again."""
        (self._not_ranked.add if listed else self._not_ranked.discard)(unit)
        if unit in self.cards:
            self._begin_or_stop_comparing(self.cards[unit])

    def put_card(self, row: sa.RowMapping) -> None:
        """A card is open, or in another state."""
        card = self.cards.get(row["unit"]) or self._opened(row)
        card.handed_in = row["state"] != Drafting.__name__
        self._begin_or_stop_comparing(card)

    def _opened(self, row: sa.RowMapping) -> Card:
        kind = UnitKind(row["kind"])
        worth = worths(self._ranked.stored_sets[row["content_hash"]], kind)
        card = self.cards[row["unit"]] = Card(row, worth, in_scope=kind in self._ranked.scope.kinds)
        return card

    def change(self, unit: Code, change: Change) -> None:
        """An indicator's points have become others."""
        card, code = self.cards[unit], change.indicator
        change.apply(card.entries.setdefault(code, Entry()))
        self._compare(card, code)
        self._count(card, code)

    def _begin_or_stop_comparing(self, card: Card) -> None:
        self.touch(card.unit)
        for code in card.entries:
            self._compare(card, code)

    def _compare(self, card: Card, code: IndicatorCode) -> None:
        """Keeps the values that others are measured against; a new best one moves everybody's points."""
        comparison = self._comparisons.get((card.content_hash, code))
        if comparison is None:
            return
        value = compared_value(card.entries[code]) if self.is_ranked(card.unit) else None
        before, card.compared[code] = card.compared.get(code), value
        if before != value and comparison.replace(before, value) and self._provisional:
            for other in self.cards.values():
                if other.content_hash == card.content_hash and code in other.entries:
                    self._count(other, code)

    def _count(self, card: Card, code: IndicatorCode) -> None:
        if not card.in_scope:
            return
        entry = card.entries[code]
        card.count(code, (self._points(card.content_hash, code, entry) or 0) if entry.applicable else None)
        self._touched[card.unit] = card

    def _points(self, content_hash: Sha256, code: IndicatorCode, entry: Entry) -> int | None:
        comparison = self._comparisons.get((content_hash, code)) if self._provisional else None
        if comparison is not None:
            return measured(self._stage, entry, comparison.score)
        recorded: int | None = getattr(entry, self._stage)
        return recorded
