"""One scorecard as the ranking counts it at a position of the log, and its events up to then."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

import msgspec
import sqlalchemy as sa

from domain.indicator_set.definition import IndicatorSet
from domain.metadata import Code, IndicatorCode, UnitKind
from domain.province.events import stream_id as province_stream
from domain.round.events import BestValue, RoundOpened
from domain.scorecard.events import stream_id
from domain.scorecard.refusals import ScorecardUnknown
from domain.scorecard.state import Drafting
from projections.past import known
from projections.ranking.held import Held
from projections.ranking.holding import held_by
from projections.ranking.points import Entries
from projections.ranking.provisional import against_the_best, compare, compared_value, comparing
from projections.ranking.scopes import LOCKED, round_known
from projections.ranking.tables import CARDS, NOT_RANKED, PROVINCES, SETS, UNITS
from projections.ranking.worth import Sums, definition_of

Bests = Mapping[IndicatorCode, BestValue]
"""The best values that a scorecard's relative points are measured against."""


class CardThen(msgspec.Struct, frozen=True, kw_only=True):
    """A scorecard as it counted then: what its indicators had, and what they came to.

    ``bests`` are those known so far, as long as the round has not frozen them; empty afterwards.
    """

    opening: RoundOpened
    province_name: str
    phase: str
    unit: sa.RowMapping
    kind: UnitKind
    content_hash: str
    definition: IndicatorSet
    entries: Entries
    sums: Sums
    bests: Bests


def card_then(connection: sa.Connection, province: Code, round_code: Code, unit: Code, position: int) -> CardThen:
    """The scorecard as of a position; refuses a round or scorecard that was not opened by then."""
    opened = round_known(connection, province, round_code, position)
    stream = str(stream_id(province, round_code, unit))
    found = known(connection, CARDS, position, lambda t: t.c.stream == stream)
    if not found:
        raise ScorecardUnknown(unit=unit, round=round_code)
    return _CardReading(connection, opened, found[0], position).card()


class _CardReading:
    """A scorecard being read in one transaction."""

    def __init__(self, connection: sa.Connection, opened: sa.RowMapping, card: sa.RowMapping, position: int) -> None:
        self._connection, self._opened, self._card, self._position = connection, opened, card, position
        stored = sa.select(SETS.c.definition).where(SETS.c.content_hash == card["content_hash"])
        self._stored_sets = {card["content_hash"]: connection.execute(stored).scalar_one()}
        self._definition = definition_of(self._stored_sets[card["content_hash"]])

    def card(self) -> CardThen:
        """All of it."""
        card, stream = self._card, self._card["stream"]
        province = card["province"]
        held, bests = self._held()
        named = sa.select(PROVINCES.c.name).where(PROVINCES.c.province == province)
        return CardThen(
            opening=msgspec.json.decode(self._opened["opening"], type=RoundOpened),
            province_name=self._connection.execute(named).scalar_one(),
            phase=self._opened["phase"],
            unit=self._unit(),
            kind=UnitKind(card["kind"]),
            content_hash=card["content_hash"],
            definition=self._definition,
            entries=held.entries(stream),
            sums=held.totals([card], self._stored_sets)[stream],
            bests=bests,
        )

    def _unit(self) -> sa.RowMapping:
        """The unit as the round knows it: once its result stands, under the name that it had then."""
        locked = self._opened["phase"] in LOCKED
        stream = self._opened["stream"] if locked else str(province_stream(self._card["province"]))
        (unit,) = known(
            self._connection,
            UNITS,
            self._position,
            lambda t: sa.and_(t.c.stream == stream, t.c.unit == self._card["unit"]),
        )
        return unit

    def _held(self) -> tuple[Held, Bests]:
        """What the card holds; where its points depend on those of other units, against the best values known."""
        if self._opened["frozen"] or not compare([self._definition]):
            return self._held_by([self._card]), {}
        cards = self._sharing()
        held, compared = self._held_by(cards), self._compared(cards)
        sets = dict.fromkeys((card["stream"] for card in cards), self._card["content_hash"])
        bests = self._bests(held, compared)
        against_the_best(held, sets, {self._card["content_hash"]: self._definition}, set(compared))
        return held, bests

    def _held_by(self, cards: Sequence[sa.RowMapping]) -> Held:
        sets = {card["stream"]: card["content_hash"] for card in cards}
        return held_by(self._connection, list(sets), sets, self._stored_sets, self._position)

    def _sharing(self) -> Sequence[sa.RowMapping]:
        """The cards of the round that are scored by the same set."""
        return known(
            self._connection,
            CARDS,
            self._position,
            lambda t: sa.and_(
                t.c.round_stream == self._card["round_stream"], t.c.content_hash == self._card["content_hash"]
            ),
        )

    def _compared(self, cards: Sequence[sa.RowMapping]) -> Mapping[str, Code]:
        """The units that others are measured against, which have handed in and are ranked, by their cards' streams."""
        marks = known(self._connection, NOT_RANKED, self._position, lambda t: t.c.stream == self._card["round_stream"])
        left_out = {mark["unit"] for mark in marks if mark["listed"]}
        compared = (card for card in cards if card["state"] != Drafting.__name__ and card["unit"] not in left_out)
        return {card["stream"]: card["unit"] for card in compared}

    def _bests(self, held: Held, compared: Mapping[str, Code]) -> Bests:
        """The largest value of each indicator that compares, and whose it is."""
        return {each.code: _best(held, compared, each.code) for each in comparing(self._definition)}


def _best(held: Held, compared: Mapping[str, Code], indicator: IndicatorCode) -> BestValue:
    entries = {unit: held.entry(stream, indicator) for stream, unit in compared.items()}
    values = {unit: value for unit, entry in entries.items() if (value := compared_value(entry)) is not None}
    best = max(values.values(), default=Decimal(0))
    return BestValue(value=best, units=tuple(sorted(unit for unit, value in values.items() if value == best)))
