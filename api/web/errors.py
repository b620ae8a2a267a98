"""Refusals as pages."""

from flask import Response, make_response, render_template

from api.refusals import status_of
from domain.refusal import Refusal


def answer(refusal: Refusal) -> Response:
    """The refusal as a page that says what is wrong and what to do, in both languages."""
    status = status_of(refusal)
    return make_response(render_template("error.html", refusal=refusal, status=status), status)
