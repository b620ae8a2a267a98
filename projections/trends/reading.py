"""What the ranking's tables know of one unit: its scorecards in all rounds of the province, with their points."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

import msgspec
import sqlalchemy as sa

from domain.indicator_set.definition import IndicatorSet, Version
from domain.metadata import Code, UnitKind
from domain.round.calendar import Calendar
from domain.round.events import RoundOpened
from domain.round.state import Finalised, Published
from domain.scorecard.events import stream_id as card_stream
from domain.scorecard.state import Drafting
from projections.database import rows_of
from projections.ranking import tables as ranking
from projections.ranking.points import Entry, apply
from projections.ranking.provisional import against_the_best, compare
from projections.ranking.tables import SETS
from projections.ranking.worth import Total, definition_of, sum_of, totals
from projections.trends.comparison import Scored

# What holds; the past of these tables is not needed.
ROUNDS, NOT_RANKED, CARDS, POINTS = (
    holding for holding, _ in (ranking.ROUNDS, ranking.NOT_RANKED, ranking.CARDS, ranking.POINTS)
)


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
        self._rows = partial(rows_of, connection)
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
        stored, kind = self._sets[card["content_hash"]], UnitKind(card["kind"])
        entries = self._entries(opened, card)
        return Assessed(
            opening=msgspec.json.decode(opened["opening"], type=RoundOpened),
            calendar=msgspec.json.decode(opened["calendar"], type=Calendar),
            phase=opened["phase"],
            state=card["state"],
            content_hash=card["content_hash"],
            total=sum_of(totals(entries, stored, kind)),
            scored=Scored(
                round=opened["round"],
                provisional=opened["phase"] not in {Finalised.__name__, Published.__name__},
                kind=kind,
                definition=definition_of(stored),
                points=entries,
            ),
        )

    def _entries(self, opened: sa.RowMapping, card: sa.RowMapping) -> Mapping[str, Entry]:
        """The card's points; where they depend on those of other units, against the best value of now."""
        definition = definition_of(self._sets[card["content_hash"]])
        if opened["frozen"] or not compare([definition]):
            ((_, entries),) = self._of_cards([card])
            return entries
        sharing = self._rows(
            CARDS, CARDS.c.round_stream == card["round_stream"], CARDS.c.content_hash == card["content_hash"]
        )
        found = dict(self._of_cards(sharing))
        listed = self._rows(NOT_RANKED, NOT_RANKED.c.stream == card["round_stream"], NOT_RANKED.c.listed)
        left_out = {row["unit"] for row in listed}
        compared = {
            each["stream"] for each in sharing if each["state"] != Drafting.__name__ and each["unit"] not in left_out
        }
        hashes = dict.fromkeys(found, card["content_hash"])
        against_the_best(found, hashes, {card["content_hash"]: definition}, compared)
        return found[card["stream"]]

    def _of_cards(self, cards: Sequence[sa.RowMapping]) -> Iterator[tuple[str, dict[str, Entry]]]:
        streams = [card["stream"] for card in cards]
        for row in self._rows(POINTS, POINTS.c.stream.in_(streams)):
            apply(row["changes"], row["start"])
            yield row["stream"], row["start"]


def _when(assessed: Assessed) -> tuple[object, ...]:
    calendar = assessed.calendar
    return calendar.self_scoring.opens, calendar.review.opens, assessed.opening.round
