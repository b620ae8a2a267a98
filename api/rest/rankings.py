"""Rankings, as JSON and as CSV."""

from typing import Annotated, Literal

import msgspec
from flask import Response, request

from api.context import platform
from api.csv_ranking import ranking_csv
from api.csv_text import CONTENT_TYPE
from api.freshness import of_projection, of_ranking, require_position
from api.identity import current_actor
from api.rest.answers import Limit, Moment, fresh, json_response, page_response
from api.rest.parts import CSV, JSON, RANKING
from api.rest.reads import Reading, page_of
from api.rest.routes import ROUND
from api.rest.schemas import answer_schema
from api.rest.scorecards import PROVENANCE
from application.contexts import opened_round
from application.workspace import Workspace
from domain.metadata import Code
from domain.round.events import stream_id
from projections.ranking import RankChange, Ranking
from projections.ranking.rank_changes import PATTERN, Cursor
from projections.ranking.scopes import Stage


class RankingAsked(msgspec.Struct, frozen=True, kw_only=True):
    """Which ranking: the round's first scope and the final totals, if nothing else is asked for."""

    scope: Code | None = None
    stage: Stage = Stage.FINAL
    format: Literal["json", "csv"] | None = None
    """Stands before the header Accept."""
    as_of: Moment | None = None
    """As it was known then: a log position, a day or time, or `published` and the like, what happened to the round."""


class RankChangesAsked(msgspec.Struct, frozen=True, kw_only=True):
    """Whose rank, in which ranking, and which part of what happened to it."""

    scope: Code | None = None
    stage: Stage = Stage.FINAL
    unit: Code | None = None
    cursor: Annotated[str, msgspec.Meta(pattern=PATTERN)] = "0"
    """A log position, behind which to begin, or `next` of the part before."""
    limit: Limit = 50


@Reading(
    part=RANKING,
    path=f"{ROUND}/ranking",
    answers=answer_schema(Ranking),
    asks=RankingAsked,
    projection="ranking",
    also=[CSV],
)
def get_ranking(asked: RankingAsked, province: Code, round: Code) -> Response:  # noqa: A002  # As the address has it.
    """Who stands where: totals, percentages, groups, ranks and bands, and who is not ranked and why."""
    ranking = _ranking(asked, province, round)
    response = _csv(ranking) if _wants_csv(asked) else json_response(ranking)
    response.vary.add("Accept")
    return fresh(response, of_ranking(ranking))


@Reading(
    part=RANKING,
    path=f"{ROUND}/rank-changes",
    answers=page_of(RankChange),
    asks=RankChangesAsked,
    projection="ranking",
    protected=True,
)
def list_rank_changes(asked: RankChangesAsked, province: Code, round: Code) -> Response:  # noqa: A002  # As above.
    """When and why ranks moved, in the order of the log. Needs a token, of whichever role: it is costly to tell."""
    current_actor()
    freshness = of_projection("ranking", province)
    found = platform().rankings.rank_changes(
        *(province, round, asked.scope, asked.stage),
        unit=asked.unit,
        after=Cursor.read(asked.cursor),
        limit=asked.limit + 1,
    )
    response = page_response(found, asked.limit, lambda change: change.cursor)
    opening = opened_round(Workspace(platform().application.load), province, round).opening
    response.headers[PROVENANCE] = opening.data_provenance.value
    return fresh(response, freshness)


def _ranking(asked: RankingAsked, province: Code, round_code: Code) -> Ranking:
    as_of = None
    if asked.as_of is not None:
        as_of = platform().moments.position_at(asked.as_of, stream_id(province, round_code))
        require_position("ranking", as_of, province)
    return platform().rankings.ranking(province, round_code, asked.scope, asked.stage, as_of)


def _wants_csv(asked: RankingAsked) -> bool:
    if asked.format is not None:
        return asked.format == "csv"
    return request.accept_mimetypes.best_match([JSON, CSV], default=JSON) == CSV


def _csv(ranking: Ranking) -> Response:
    response = Response(ranking_csv(platform().application, ranking), content_type=CONTENT_TYPE)
    name = f"{ranking.province}-{ranking.round}-{ranking.scope}-{ranking.stage}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response
