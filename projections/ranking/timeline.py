"""Everything that ranks depend on, step by step: the tables of the ranking with their past, in the order of the log."""

from collections.abc import Iterator
from enum import Enum, auto
from operator import attrgetter
from typing import Any, NamedTuple

import sqlalchemy as sa

from domain.metadata import Code
from domain.province.events import stream_id as province_stream
from projections.past import every
from projections.ranking.holding import points_rows
from projections.ranking.records import changes
from projections.ranking.scopes import RankedScope
from projections.ranking.tables import CARDS, NOT_RANKED, ROUNDS, UNITS
from projections.ranking.worth import numbers


class About(Enum):
    """What a step is about."""

    ROUND = auto()
    UNIT = auto()
    MARK = auto()
    CARD = auto()
    POINTS = auto()


class Step(NamedTuple):
    """What an event at a position has changed: a row, or an indicator's points. One event may make several steps.

    ``unit`` tells whose event it was; there is none where it was the round's.
    """

    position: int
    about: About
    unit: Code | None
    what: Any


def timeline(connection: sa.Connection, ranked: RankedScope) -> list[Step]:
    """All steps that the ranks of a scope depend on, in the order of the log."""
    found = [
        *_round(connection, ranked),
        *(_units(connection, ranked) if ranked.scope.within_parent else ()),
        *_marks(connection, ranked),
        *_cards(connection, ranked),
    ]
    return sorted(found, key=attrgetter("position"))


def _round(connection: sa.Connection, ranked: RankedScope) -> Iterator[Step]:
    for row in every(connection, ROUNDS, lambda t: t.c.stream == ranked.stream):
        yield Step(row["since"], About.ROUND, None, row)


def _units(connection: sa.Connection, ranked: RankedScope) -> Iterator[Step]:
    """The units of the province, and those that were copied under the round."""
    streams = (ranked.stream, str(province_stream(ranked.opening.province)))
    for row in every(connection, UNITS, lambda t: t.c.stream.in_(streams)):
        copied = row["stream"] == ranked.stream
        yield Step(row["since"], About.UNIT, None if copied else row["unit"], row)


def _marks(connection: sa.Connection, ranked: RankedScope) -> Iterator[Step]:
    for row in every(connection, NOT_RANKED, lambda t: t.c.stream == ranked.stream):
        yield Step(row["since"], About.MARK, row["unit"], row)


def _cards(connection: sa.Connection, ranked: RankedScope) -> Iterator[Step]:
    """The cards of the scope, and every change of their points; with them the cards that its units compare with."""
    wanted = ranked.cards(and_compared=ranked.compares)
    cards = {}
    for row in every(connection, CARDS, wanted):
        cards[row["stream"]] = row
        yield Step(row["since"], About.CARD, row["unit"], row)
    streams = sa.select(CARDS[0].c.stream).where(wanted(CARDS[0]))
    for points in points_rows(connection, streams):
        card = cards[points.stream]
        codes = tuple(numbers(ranked.stored_sets[card["content_hash"]]))
        for change in changes(points.changes, points.given, codes):
            yield Step(change.position, About.POINTS, card["unit"], change)
