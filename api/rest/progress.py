"""How far rounds are."""

from flask import Response

from api.context import platform
from api.freshness import of_projection
from api.rest.answers import fresh, json_response
from api.rest.parts import ROUND
from api.rest.reads import Reading
from api.rest.routes import ROUND as ADDRESS
from api.rest.schemas import answer_schema
from domain.metadata import Code
from projections.progress import Progress


@Reading(part=ROUND, path=f"{ADDRESS}/progress", answers=answer_schema(Progress), projection="progress")
def get_progress(province: Code, round: Code) -> Response:  # noqa: A002  # As the address has it.
    """Who has handed in, what is missing, and who waits for whom since when."""
    freshness = of_projection("progress", province)
    return fresh(json_response(platform().progress.progress(province, round)), freshness)
