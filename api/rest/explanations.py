"""Why a number is what it is, and scorecards replayed step by step, each step under an address of its own."""

from typing import Annotated

import msgspec
from flask import Response

from api.context import platform
from api.freshness import of_projection, require_position
from api.rest.answers import Limit, Moment, fresh, json_response, page_response
from api.rest.parts import RANKING, SCORECARD
from api.rest.reads import Reading, page_of
from api.rest.routes import CARD, ROUND
from api.rest.schemas import answer_schema
from api.rest.scorecards import PROVENANCE
from application.contexts import opened_round
from application.workspace import Workspace
from domain.metadata import Code, IndicatorCode
from domain.round.events import stream_id
from projections.explanation import Explanation, RankExplanation, Step, StepInFull
from projections.ranking.scopes import Stage

READ = ("ranking", "score_history")
"""The read models from which numbers are explained."""


class WhyAsked(msgspec.Struct, frozen=True, kw_only=True):
    """Which number of a scorecard: of an indicator, of a group, or without a code the total."""

    code: IndicatorCode | None = None
    stage: Stage = Stage.FINAL
    as_of: Moment | None = None
    """As it was known then: a log position, a day or time, or `published` and the like, what happened to the round."""


class WhyRankAsked(msgspec.Struct, frozen=True, kw_only=True):
    """Which rank: in the first scope that ranks units of its kind and by final points, if nothing else is asked for."""

    scope: Code | None = None
    stage: Stage = Stage.FINAL
    as_of: Moment | None = None
    """As it was known then: a log position, a day or time, or `published` and the like, what happened to the round."""


class ReplayAsked(msgspec.Struct, frozen=True, kw_only=True, rename={"since": "from", "until": "to"}):
    """Which steps; the cursor is a log position. Moments are as in `as_of` of a ranking."""

    indicator: IndicatorCode | None = None
    since: Moment | None = None
    """Only steps after this moment."""
    until: Moment | None = None
    """Only steps up to this moment."""
    cursor: Annotated[int, msgspec.Meta(ge=0, le=2**63 - 1)] = 0
    limit: Limit = 50


@Reading(part=SCORECARD, path=f"{CARD}/why", answers=answer_schema(Explanation), asks=WhyAsked, projection="ranking")
def explain_points(asked: WhyAsked, province: Code, round: Code, unit: Code) -> Response:  # noqa: A002  # As the address has it.
    """Why points are what they are: the sum, and the events, rule, inputs and evidence behind it."""
    freshness = of_projection("ranking", province)
    as_of = _position(asked.as_of, province, round)
    found = platform().explanations.why(province, round, unit, asked.code, asked.stage, as_of)
    return fresh(json_response(found), freshness)


@Reading(
    part=RANKING,
    path=f"{ROUND}/ranking/{{unit}}/why",
    answers=answer_schema(RankExplanation),
    asks=WhyRankAsked,
    projection="ranking",
)
def explain_rank(asked: WhyRankAsked, province: Code, round: Code, unit: Code) -> Response:  # noqa: A002  # As above.
    """Why a unit has its rank, or none: its neighbours, how far away they are, and what moved the rank last."""
    freshness = of_projection("ranking", province)
    as_of = _position(asked.as_of, province, round)
    found = platform().explanations.why_rank(province, round, unit, asked.scope, asked.stage, as_of)
    return fresh(json_response(found), freshness)


@Reading(part=SCORECARD, path=f"{CARD}/replay", answers=page_of(Step), asks=ReplayAsked, projection="score_history")
def replay_scorecard(asked: ReplayAsked, province: Code, round: Code, unit: Code) -> Response:  # noqa: A002  # As above.
    """A scorecard step by step: every change with the totals before and after it."""
    freshness = of_projection("score_history", province)
    after = max(asked.cursor, _position(asked.since, province, round) or 0)
    until = _position(asked.until, province, round)
    steps = platform().replay.steps(province, round, unit, asked.indicator, after=after, until=until)
    response = page_response(steps, asked.limit, lambda step: str(step.position))
    opening = opened_round(Workspace(platform().application.load), province, round).opening
    response.headers[PROVENANCE] = opening.data_provenance.value
    return fresh(response, freshness)


@Reading(
    part=SCORECARD,
    path=f"{CARD}/replay/{{position:number}}",
    answers=answer_schema(StepInFull),
    projection="score_history",
)
def get_step(province: Code, round: Code, unit: Code, position: int) -> Response:  # noqa: A002  # As above.
    """One step of a scorecard, by its position in the log: this address leads to the same step for ever."""
    freshness = of_projection("score_history", province)
    found = platform().replay.step_at(province, round, unit, position)
    return fresh(json_response(found), freshness)


def _position(moment: str | None, province: Code, round_code: Code) -> int | None:
    """The position of a moment, once the read models have come to it."""
    if moment is None:
        return None
    position = platform().moments.position_at(moment, stream_id(province, round_code))
    for name in READ:
        require_position(name, position, province)
    return position
