"""Which rounds' rankings an event may have changed: told by the read model, by the event's stream."""

from collections.abc import Collection, Mapping
from typing import NamedTuple

import sqlalchemy as sa

from application.catalogue import CATALOGUE
from domain.indicator_set.events import Released
from domain.metadata import Code
from projections.ranking.fold import RankingProjection
from projections.ranking.scopes import LOCKED
from projections.ranking.tables import CARDS, PROVINCES, ROUNDS

NAMES = CATALOGUE.stored_names(*(event for event in RankingProjection.events if event is not Released))
"""The events that can move a ranking: a release does not before a round pins it."""

MOST = 500
"""Streams that are asked for at once."""


class RoundKey(NamedTuple):
    """A round."""

    province: Code
    round: Code


_ROUND = ROUNDS[0]
_CARD = CARDS[0]
_OPEN = sa.and_(_ROUND.c.province == PROVINCES.c.province, _ROUND.c.phase.not_in(LOCKED))
_OF_ROUNDS = sa.select(_ROUND.c.stream, _ROUND.c.province, _ROUND.c.round).where(
    _ROUND.c.stream.in_(sa.bindparam("streams", expanding=True))
)
_OF_CARDS = (
    sa.select(_CARD.c.stream, _ROUND.c.province, _ROUND.c.round)
    .join(_ROUND, _ROUND.c.stream == _CARD.c.round_stream)
    .where(_CARD.c.stream.in_(sa.bindparam("streams", expanding=True)))
)
_OF_PROVINCES = (
    sa.select(PROVINCES.c.stream, PROVINCES.c.province, _ROUND.c.round)
    .outerjoin(_ROUND, _OPEN)
    .where(PROVINCES.c.stream.in_(sa.bindparam("streams", expanding=True)))
)
"""A unit's new name shows in all rounds but those whose units were copied when they were concluded."""


class Touched(NamedTuple):
    """Whose a stream is, and the rounds that its events touch."""

    province: Code
    rounds: frozenset[RoundKey]


def touched_by(connection: sa.Connection, streams: Collection[str]) -> Mapping[str, Touched]:
    """What the events of these streams touch; streams that the read model does not know are left out."""
    found: dict[str, Touched] = {}
    wanted = list(streams)
    for start in range(0, len(wanted), MOST):
        for query in (_OF_ROUNDS, _OF_CARDS, _OF_PROVINCES):
            for stream, province, code in connection.execute(query, {"streams": wanted[start : start + MOST]}):
                known = found.get(stream, Touched(province, frozenset()))
                also = frozenset() if code is None else frozenset({RoundKey(province, code)})
                found[stream] = Touched(province, known.rounds | also)
    return found


def every_round(connection: sa.Connection) -> Collection[RoundKey]:
    """All rounds of all provinces, by their codes."""
    query = sa.select(_ROUND.c.province, _ROUND.c.round).order_by(_ROUND.c.province, _ROUND.c.round)
    return [RoundKey(*row) for row in connection.execute(query)]
