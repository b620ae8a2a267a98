"""What a request meets when it can't be answered: a problem under /api, a page everywhere else."""

import logging
from collections.abc import Callable

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from api.identity import SCHEME
from api.refusals import (
    AddressUnknown,
    BodyTooLarge,
    MediaTypeUnsupported,
    MethodUnsupported,
    NotAcceptable,
    RequestUnreadable,
    ServerFailed,
    status_of,
)
from api.rest import problems
from api.web import errors as pages
from domain.refusal import Refusal

API = "/api/"

log = logging.getLogger(__name__)

REFUSALS: dict[int, Callable[[], Refusal]] = {
    404: AddressUnknown,
    405: lambda: MethodUnsupported(method=request.method, allowed=", ".join(_allowed())),
    406: lambda: NotAcceptable(available="application/json"),
    413: lambda: BodyTooLarge(limit=request.max_content_length),
    415: MediaTypeUnsupported,
    500: ServerFailed,
}
"""The refusal that says what an HTTP error of the framework means."""


def register(app: Flask) -> None:
    """Lets the application answer refusals, HTTP errors and whatever else goes wrong."""
    app.register_error_handler(Refusal, _refused)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _failed)


def _refused(refusal: Refusal) -> Response:
    response = problems.answer(refusal) if request.path.startswith(API) else pages.answer(refusal)
    if status_of(refusal) == 401:  # noqa: PLR2004  # An HTTP status.
        response.headers["WWW-Authenticate"] = f'{SCHEME} realm="bangvang"'
    return response


def _http_error(error: HTTPException) -> Response:
    if error.code is None or error.code < 400:  # noqa: PLR2004  # A redirect or another answer that is no error.
        return error.get_response()  # type: ignore[return-value]  # Flask's own class, by way of Werkzeug's.
    response = _refused(REFUSALS.get(error.code, RequestUnreadable)())
    if isinstance(error, MethodNotAllowed):
        response.headers["Allow"] = ", ".join(_allowed())
    return response


def _failed(error: Exception) -> Response:
    log.error("%s %s failed", request.method, request.path, exc_info=error)
    return _refused(ServerFailed())


def _allowed() -> list[str]:
    error = request.routing_exception
    return sorted(error.valid_methods or ()) if isinstance(error, MethodNotAllowed) else []
