"""Answers: structs as JSON, pages of lists, and how fresh what is shown is."""

from collections.abc import Callable, Sequence
from typing import Annotated, Any, Generic, TypeVar

import msgspec
from flask import Response, request, url_for

from api.freshness import Freshness

T = TypeVar("T")

POSITION, LAG, VERSION = "X-Bangvang-Position", "X-Bangvang-Lag", "X-Bangvang-Version"
MIN_POSITION = "X-Bangvang-Min-Position"
"""By which a reader asks for an answer at least as new as a change whose position it knows."""
FRESHNESS = {POSITION: "POSITION", LAG: "LAG", VERSION: "VERSION"}
"""The headers of answers from a read model, for their description."""

Limit = Annotated[int, msgspec.Meta(ge=1, le=200)]
Moment = Annotated[str, msgspec.Meta(min_length=1, max_length=40)]
"""A log position, a day or time, or what happened to the round then: ``MomentsQuery`` reads it."""


class Page(msgspec.Struct, Generic[T], frozen=True, kw_only=True):
    """A part of a list; ``next`` is the cursor of the part that follows, ``null`` in the last one."""

    items: tuple[T, ...]
    next: str | None


def json_response(value: Any) -> Response:
    """The value as JSON: exact numbers as strings, times in ISO 8601."""
    return Response(msgspec.json.encode(value), mimetype="application/json")


def page_response(
    items: Sequence[Any], limit: int, cursor: Callable[[Any], str], *, parameter: str = "cursor"
) -> Response:
    """The first ``limit`` items, and where to go on if there are more: the ``parameter`` to come back with."""
    shown = tuple(items[:limit])
    following = cursor(shown[-1]) if len(items) > limit else None
    response = json_response(Page(items=shown, next=following))
    if following is not None:
        response.headers["Link"] = link_to_next(following, parameter=parameter)
    return response


def link_to_next(following: str, *, parameter: str = "cursor") -> str:
    """The header that says where a list goes on."""
    address = url_for(str(request.endpoint), **{**(request.view_args or {}), **request.args, parameter: following})
    return f'<{address}>; rel="next"'


def fresh(response: Response, freshness: Freshness) -> Response:
    """The response with how fresh it is in its headers."""
    response.headers[POSITION] = str(freshness.position)
    response.headers[LAG] = str(freshness.lag)
    response.headers[VERSION] = str(freshness.version)
    return response
