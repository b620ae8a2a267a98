"""What one scorecard holds, without the rest of its ranking: as of now or of any position."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

import sqlalchemy as sa

from domain.metadata import Code, IndicatorCode, Sha256
from domain.round.events import BestValue
from domain.scorecard.state import Drafting
from projections.past import Condition, known
from projections.ranking.held import Held
from projections.ranking.holding import held_by
from projections.ranking.provisional import against_the_best, compare, compared_value, comparing
from projections.ranking.tables import CARDS, NOT_RANKED
from projections.ranking.worth import definition_of

Bests = Mapping[IndicatorCode, BestValue]
"""The best values known so far that relative points are measured against, and whose they are."""


def held_by_card(
    connection: sa.Connection,
    opened: sa.RowMapping,
    card: sa.RowMapping,
    stored_sets: Mapping[Sha256, str],
    position: int | None = None,
) -> tuple[Held, Bests]:
    """What a card of an opened round holds, both given as their rows.

    Where its points depend on those of other units and the best values are not frozen, they are those against the best
    values known; where they do not, or are frozen, there are no such values.
    """
    content_hash = card["content_hash"]
    definition = definition_of(stored_sets[content_hash])
    if opened["frozen"] or not compare([definition]):
        sets = {card["stream"]: content_hash}
        return held_by(connection, list(sets), sets, stored_sets, position), {}
    cards = _sharing(connection, card, position)
    sets = dict.fromkeys((each["stream"] for each in cards), content_hash)
    held, compared = (
        held_by(connection, list(sets), sets, stored_sets, position),
        _compared(connection, cards, position),
    )
    bests = {each.code: _best(held, compared, each.code) for each in comparing(definition)}
    against_the_best(held, sets, {content_hash: definition}, set(compared))
    return held, bests


def _sharing(connection: sa.Connection, card: sa.RowMapping, position: int | None) -> Sequence[sa.RowMapping]:
    """The cards of the round that are scored by the same set."""
    of_round, content_hash = card["round_stream"], card["content_hash"]

    def sharing(table: sa.Table) -> Condition:
        return sa.and_(table.c.round_stream == of_round, table.c.content_hash == content_hash)

    return known(connection, CARDS, position, sharing)


def _compared(connection: sa.Connection, cards: Sequence[sa.RowMapping], position: int | None) -> Mapping[str, Code]:
    """The units that others are measured against, which have handed in and are ranked, by their cards' streams."""
    round_stream = cards[0]["round_stream"]
    marks = known(connection, NOT_RANKED, position, lambda t: t.c.stream == round_stream)
    left_out = {mark["unit"] for mark in marks if mark["listed"]}
    compared = (card for card in cards if card["state"] != Drafting.__name__ and card["unit"] not in left_out)
    return {card["stream"]: card["unit"] for card in compared}


def _best(held: Held, compared: Mapping[str, Code], indicator: IndicatorCode) -> BestValue:
    entries = {unit: held.entry(stream, indicator) for stream, unit in compared.items()}
    values = {unit: value for unit, entry in entries.items() if (value := compared_value(entry)) is not None}
    best = max(values.values(), default=Decimal(0))
    return BestValue(value=best, units=tuple(sorted(unit for unit, value in values.items() if value == best)))
