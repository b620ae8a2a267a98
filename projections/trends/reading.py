"""What the ranking's tables know of one unit: its scorecards in all rounds of the province, with their points."""

from collections.abc import Mapping, Sequence
from functools import partial

import msgspec
import sqlalchemy as sa

from domain.indicator_set.definition import IndicatorSet, Version
from domain.metadata import Code, UnitKind
from domain.round.calendar import Calendar
from domain.round.events import RoundOpened
from domain.round.state import Finalised, Published
from domain.scorecard.events import stream_id as card_stream
from projections.database import rows_of
from projections.ranking import tables as ranking
from projections.ranking.alone import held_by_card
from projections.ranking.tables import SETS
from projections.ranking.worth import Total, definition_of
from projections.trends.comparison import Scored

# What holds; the past of these tables is not needed.
ROUNDS, CARDS = (holding for holding, _ in (ranking.ROUNDS, ranking.CARDS))


class Assessed(msgspec.Struct, frozen=True, kw_only=True):
    """A round in which the unit has a scorecard, and what stands on it."""

    opening: RoundOpened
    calendar: Calendar
    phase: str
    state: str
    content_hash: str
    total: Total
    scored: Scored


class UnitReading:
    """A unit's rounds being read in one transaction."""

    def __init__(self, connection: sa.Connection, province: Code, unit: Code) -> None:
        """Reads tables as of now."""
        self._province, self._unit = province, unit
        self._connection, self._rows = connection, partial(rows_of, connection)
        of_province = SETS.c.definition.contains(f'"province":"{province}"')
        self._sets: Mapping[str, str] = {
            row["content_hash"]: row["definition"] for row in self._rows(SETS, of_province)
        }

    def rounds(self) -> Sequence[Assessed]:
        """The rounds in the order in which their self-scoring opens, and review where that is on the same day."""
        rounds = {row["stream"]: row for row in self._rows(ROUNDS, ROUNDS.c.province == self._province)}
        streams = [str(card_stream(self._province, row["round"], self._unit)) for row in rounds.values()]
        cards = self._rows(CARDS, CARDS.c.stream.in_(streams))
        return sorted((self._assessed(rounds[card["round_stream"]], card) for card in cards), key=_when)

    def releases(self, of: IndicatorSet) -> Mapping[Version, IndicatorSet]:
        """Every release of the set, by version."""
        every = map(definition_of, self._sets.values())
        return {each.version: each for each in every if (each.province, each.code) == (of.province, of.code)}

    def _assessed(self, opened: sa.RowMapping, card: sa.RowMapping) -> Assessed:
        held, _ = held_by_card(self._connection, opened, card, self._sets)
        return Assessed(
            opening=msgspec.json.decode(opened["opening"], type=RoundOpened),
            calendar=msgspec.json.decode(opened["calendar"], type=Calendar),
            phase=opened["phase"],
            state=card["state"],
            content_hash=card["content_hash"],
            total=held.totals([card], self._sets)[card["stream"]].total,
            scored=Scored(
                round=opened["round"],
                provisional=opened["phase"] not in {Finalised.__name__, Published.__name__},
                kind=UnitKind(card["kind"]),
                definition=definition_of(self._sets[card["content_hash"]]),
                points=held.entries(card["stream"]),
            ),
        )


def _when(assessed: Assessed) -> tuple[object, ...]:
    calendar = assessed.calendar
    return calendar.self_scoring.opens, calendar.review.opens, assessed.opening.round
