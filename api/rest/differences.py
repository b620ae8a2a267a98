"""What has become of rounds between two moments."""

import msgspec
from flask import Response

from api.context import platform
from api.freshness import Freshness, require_position
from api.identity import current_actor
from api.rest.answers import Limit, Moment, fresh, json_response
from api.rest.parts import RANKING
from api.rest.reads import Reading
from api.rest.routes import ROUND
from api.rest.schemas import answer_schema
from api.rest.scorecards import PROVENANCE
from domain.metadata import Code
from domain.round.events import stream_id
from projections.difference import RoundDifference
from projections.difference.query import MOST
from projections.ranking.scopes import Stage


class DifferenceAsked(msgspec.Struct, frozen=True, kw_only=True, rename={"since": "from", "until": "to"}):
    """Which two moments, and whose points and ranks: those of all units in all scopes if nothing else is asked for."""

    since: Moment
    """The earlier one: a log position, a day or time, or `published` and the like, what happened to the round."""
    until: Moment
    """The later one, given in the same way."""
    unit: Code | None = None
    scope: Code | None = None
    stage: Stage = Stage.FINAL
    causes: Limit | None = None
    """Events told at most of a unit's points and of each of its ranks; if not given, 5, or all of one unit."""


@Reading(
    part=RANKING,
    path=f"{ROUND}/diff",
    answers=answer_schema(RoundDifference),
    asks=DifferenceAsked,
    projection="ranking",
    protected=True,
)
def get_difference(asked: DifferenceAsked, province: Code, round: Code) -> Response:  # noqa: A002  # As the address has it.
    """What two moments differ by, point by point and rank by rank, and because of which events. Needs a token."""
    current_actor()
    stream = stream_id(province, round)
    since, until = (platform().moments.position_at(each, stream) for each in (asked.since, asked.until))
    require_position("ranking", max(since, until), province)
    found = platform().differences.difference(
        *(province, round, since, until),
        unit=asked.unit,
        scope=asked.scope,
        stage=asked.stage,
        most=asked.causes or (MOST if asked.unit is None else None),
    )
    response = json_response(found)
    response.headers[PROVENANCE] = found.data_provenance.value
    return fresh(response, _freshness(found))


def _freshness(found: RoundDifference) -> Freshness:
    lag = max(0, platform().log.head() - found.position)
    return Freshness(version=found.version, position=found.position, lag=lag)
