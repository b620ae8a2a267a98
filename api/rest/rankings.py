"""Rankings, as JSON and as CSV."""

from typing import Literal

import msgspec
from flask import Response, request

from api.context import platform
from api.csv_ranking import ranking_csv
from api.csv_text import CONTENT_TYPE
from api.freshness import of_ranking
from api.rest.answers import fresh, json_response
from api.rest.parts import CSV, JSON, RANKING
from api.rest.reads import Reading
from api.rest.routes import ROUND
from api.rest.schemas import answer_schema
from domain.metadata import Code
from projections.ranking import Ranking
from projections.ranking.query import Stage


class RankingAsked(msgspec.Struct, frozen=True, kw_only=True):
    """Which ranking: the round's first scope and the final totals, if nothing else is asked for."""

    scope: Code | None = None
    stage: Stage = Stage.FINAL
    format: Literal["json", "csv"] | None = None
    """Stands before the header Accept."""


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
    ranking = platform().rankings.ranking(province, round, asked.scope, asked.stage)
    response = _csv(ranking) if _wants_csv(asked) else json_response(ranking)
    response.vary.add("Accept")
    return fresh(response, of_ranking(ranking))


def _wants_csv(asked: RankingAsked) -> bool:
    if asked.format is not None:
        return asked.format == "csv"
    return request.accept_mimetypes.best_match([JSON, CSV], default=JSON) == CSV


def _csv(ranking: Ranking) -> Response:
    response = Response(ranking_csv(platform().application, ranking), content_type=CONTENT_TYPE)
    name = f"{ranking.province}-{ranking.round}-{ranking.scope}-{ranking.stage}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response
