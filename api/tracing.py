"""Which request a log line, an event or an answer belongs to: its correlation id, and one line about each request."""

import logging
from contextlib import ExitStack
from time import perf_counter
from typing import cast
from uuid import UUID, uuid4

import msgspec
from flask import Flask, Response, g, request

from api import metrics
from api.refusals import HeaderInvalid
from application import logs

CORRELATION_ID = "X-Correlation-Id"
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
OTHER = "other"
"""A method that nobody has heard of, or an address that leads nowhere: their names are whatever strangers think of."""

WATCHING = frozenset({"health.healthz", "health.readyz", "metrics.metrics"})
"""What machines ask every few seconds; it is told of only to those who debug."""

log = logging.getLogger("api.access")


def register(app: Flask) -> None:
    """Gives each request its correlation id; comes before whatever else looks at requests."""
    app.before_request(_begin)
    app.after_request(_answered)
    app.teardown_request(_end)


def correlation_id() -> UUID:
    """The id of the request, under which its log lines stand."""
    return cast("UUID", g.correlation_id)


def require_correlation_id() -> UUID:
    """The same for what is kept for good; refuses a request that has sent something else than a UUID."""
    if _given() is None and CORRELATION_ID in request.headers:
        raise HeaderInvalid(header=CORRELATION_ID, expected_vi="UUID", expected_en="a UUID")
    return correlation_id()


def _given() -> UUID | None:
    try:
        return msgspec.convert(request.headers.get(CORRELATION_ID), UUID)
    except msgspec.ValidationError:
        return None


def _begin() -> None:
    g.began = perf_counter()
    g.correlation_id = _given() or uuid4()
    g.told = ExitStack()
    g.told.enter_context(logs.about(correlation_id=str(correlation_id())))


def _answered(response: Response) -> Response:
    seconds = perf_counter() - g.began
    response.headers.setdefault(CORRELATION_ID, str(correlation_id()))
    method = request.method if request.method in METHODS else OTHER
    # The template, for in addresses themselves are people and units.
    route = str(request.url_rule) if request.url_rule else OTHER
    metrics.count(method, route, response.status_code, seconds)
    about = {"method": method, "route": route, "status": response.status_code, "milliseconds": round(seconds * 1000, 1)}
    log.log(logging.DEBUG if request.endpoint in WATCHING else logging.INFO, "answered", extra=about)
    return response


def _end(_error: BaseException | None) -> None:
    if told := g.pop("told", None):
        told.close()
