"""Rankings, as JSON and as CSV."""

from typing import Annotated, Literal

import msgspec
from flask import Response, request

from api.context import platform
from api.csv_ranking import ranking_csv
from api.csv_text import CONTENT_TYPE
from api.freshness import of_ranking, require_position
from api.rest.answers import fresh, json_response
from api.rest.parts import CSV, JSON, RANKING
from api.rest.reads import Reading
from api.rest.routes import ROUND
from api.rest.schemas import answer_schema
from domain.metadata import Code
from domain.round.events import stream_id
from projections.ranking import Ranking
from projections.ranking.query import Stage


class RankingAsked(msgspec.Struct, frozen=True, kw_only=True):
    """Which ranking: the round's first scope and the final totals, if nothing else is asked for."""

    scope: Code | None = None
    stage: Stage = Stage.FINAL
    format: Literal["json", "csv"] | None = None
    """Stands before the header Accept."""
    as_of: Annotated[str, msgspec.Meta(min_length=1, max_length=40)] | None = None
    """As it was known then: a log position, a day or time, or `published` and the like, what happened to the round."""


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


def _ranking(asked: RankingAsked, province: Code, round_code: Code) -> Ranking:
    as_of = None
    if asked.as_of is not None:
        as_of = platform().moments.position_at(asked.as_of, stream_id(province, round_code))
        require_position("ranking", as_of)
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
