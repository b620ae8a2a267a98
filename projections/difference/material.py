"""All that a round's points and ranks depend on, read from the tables of the ranking up to a position."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np
import sqlalchemy as sa

from domain.metadata import Code, IndicatorCode, Sha256, UnitKind
from domain.province.events import stream_id as province_stream
from projections.past import every
from projections.ranking.held import Numbers
from projections.ranking.holding import points_rows
from projections.ranking.records import SIZE, Records, Values, records
from projections.ranking.scopes import RankedScope
from projections.ranking.tables import CARDS, NOT_RANKED, ROUNDS, UNITS
from projections.ranking.worth import Weights, numbers, weights

Row = sa.RowMapping


class Card(NamedTuple):
    """A unit's scorecard, and where its indicators begin among those of all cards."""

    stream: str
    unit: Code
    kind: UnitKind
    content_hash: Sha256
    opened: int
    start: int


class Material:
    """What has held of a round since its beginning; cards and indicators are known by numbers here."""

    def __init__(self, connection: sa.Connection, ranked: RankedScope, until: int) -> None:
        """Reads what had begun by the position ``until``."""
        self.ranked, self._connection = ranked, connection
        of_round = lambda table: table.c.stream == ranked.stream  # noqa: E731  # It is said three times.
        self.province = str(province_stream(ranked.opening.province))
        self.rounds = begun(every(connection, ROUNDS, of_round), until)
        self.marks = begun(every(connection, NOT_RANKED, of_round), until)
        streams = (ranked.stream, self.province)
        self.units = begun(every(connection, UNITS, lambda t: t.c.stream.in_(streams)), until)
        self.states = begun(every(connection, CARDS, lambda t: t.c.round_stream == ranked.stream), until)
        self.cards = self._cards()
        self.numbers = {card.unit: number for number, card in enumerate(self.cards)}
        """The number of each unit's card."""
        self.values: Values = {}
        self.records, self.card_of = self._records(until)

    def _cards(self) -> Sequence[Card]:
        found: dict[str, Card] = {}
        start = 0
        for row in self.states:
            if row["stream"] not in found:
                content_hash, kind = row["content_hash"], UnitKind(row["kind"])
                card = Card(row["stream"], row["unit"], kind, content_hash, row["since"], start)
                found[card.stream] = card
                start += len(self.indicators(card))
        return tuple(found.values())

    def _records(self, until: int) -> tuple[Records, Numbers]:
        """Every change of points, those of one indicator in the order of the log, and of which card each is."""
        number_of = {card.stream: number for number, card in enumerate(self.cards)}
        streams = sa.select(CARDS[0].c.stream).where(CARDS[0].c.round_stream == self.ranked.stream)
        rows = list(points_rows(self._connection, streams, until, given=self.ranked.compares))
        rows = [row for row in rows if row.stream in number_of]
        if self.ranked.compares:
            for row in rows:
                self.values.update(row.given)
        whose = np.array([number_of[row.stream] for row in rows], np.int64)
        card_of = np.repeat(whose, [len(row.changes) // SIZE for row in rows])
        found = records(b"".join(row.changes for row in rows))
        known = found["position"] <= until
        return found[known], card_of[known]

    def indicators(self, card: Card) -> Mapping[IndicatorCode, int]:
        """The indicators of the card's set, with their numbers in it."""
        return numbers(self.ranked.stored_sets[card.content_hash])

    def weights(self, card: Card) -> Weights:
        """What the card's indicators are worth."""
        return weights(self.ranked.stored_sets[card.content_hash], card.kind)

    @cached_property
    def starts(self) -> Numbers:
        """Where each card's indicators begin among those of all cards."""
        return np.array([card.start for card in self.cards], np.int64)

    @cached_property
    def worth(self) -> Numbers:
        """What each indicator of each card is worth, in ten-thousandths of a point."""
        return joined([self.weights(card).maxima for card in self.cards])

    @cached_property
    def counts(self) -> Numbers:
        """A one for each indicator of each card that applies to the unit's kind."""
        return joined([self.weights(card).groups.sum(axis=1) for card in self.cards])


def begun(rows: Sequence[Row], until: int) -> Sequence[Row]:
    """The rows that held at any time up to a position."""
    return [row for row in rows if row["since"] <= until]


def joined(arrays: Sequence[Numbers]) -> Numbers:
    """One array of them all."""
    return np.concatenate([np.empty(0, np.int64), *arrays])
