"""Units over the years."""

from flask import Response

from api.context import platform
from api.freshness import of_projection
from api.rest.answers import fresh, json_response
from api.rest.parts import RANKING
from api.rest.reads import Reading
from api.rest.routes import UNIT
from api.rest.schemas import answer_schema
from domain.metadata import Code
from projections.trends import Trend


@Reading(part=RANKING, path=f"{UNIT}/trends", answers=answer_schema(Trend), projection="ranking")
def get_trends(province: Code, unit: Code) -> Response:
    """One unit over the years: its rounds, and what of them can be compared from year to year."""
    freshness = of_projection("ranking", province)
    return fresh(json_response(platform().trends.trend(province, unit)), freshness)
