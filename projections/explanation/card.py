"""One scorecard as the ranking counts it at a position of the log."""

from decimal import Decimal

import msgspec
import sqlalchemy as sa

from domain.indicator_set.definition import IndicatorSet
from domain.metadata import Code, UnitKind
from domain.province.events import stream_id as province_stream
from domain.round.events import RoundOpened
from domain.scorecard.events import stream_id
from domain.scorecard.refusals import ScorecardUnknown
from projections.past import known
from projections.ranking.alone import Bests, held_by_card
from projections.ranking.points import Entries
from projections.ranking.scopes import LOCKED, round_known
from projections.ranking.tables import CARDS, PROVINCES, SETS, UNITS
from projections.ranking.worth import definition_of


class CardThen(msgspec.Struct, frozen=True, kw_only=True):
    """A scorecard as it counted then, and what its indicators had.

    ``bests`` are those known so far, as long as the round has not frozen them; empty afterwards.
    """

    opening: RoundOpened
    province_name: str
    phase: str
    unit: sa.RowMapping
    kind: UnitKind
    content_hash: str
    stated_index: Decimal | None
    """What an authority has printed as its total."""
    definition: IndicatorSet
    entries: Entries
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
        card, province = self._card, self._card["province"]
        held, bests = held_by_card(self._connection, self._opened, card, self._stored_sets, self._position)
        named = sa.select(PROVINCES.c.name).where(PROVINCES.c.province == province)
        return CardThen(
            opening=msgspec.json.decode(self._opened["opening"], type=RoundOpened),
            province_name=self._connection.execute(named).scalar_one(),
            phase=self._opened["phase"],
            unit=self._unit(),
            kind=UnitKind(card["kind"]),
            content_hash=card["content_hash"],
            stated_index=None if card["stated_index"] is None else Decimal(card["stated_index"]),
            definition=self._definition,
            entries=held.entries(card["stream"]),
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
