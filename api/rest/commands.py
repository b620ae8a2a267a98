"""The operations that change something, one for each command, made from the table of routes."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Response

from api.identity import current_actor
from api.rest import docstrings
from api.rest.changes import change
from api.rest.idempotency import REPLAYED
from api.rest.parts import BY_NAME, rule
from api.rest.routes import ENVELOPE, ROUTES, Route, Stream
from api.rest.schemas import answer_schema, request_schema
from api.tracing import CORRELATION_ID
from application.service import Outcome

HEADER_PARAMETERS = ("IDEMPOTENCY_KEY", "CORRELATION_ID", "ACTOR", "UNIT")
PROBLEMS = (400, 401, 403, 404, 406, 409, 412, 413, 415, 422, 428, 500)
ANSWERED = {"ETag": "ETAG", CORRELATION_ID: "CORRELATION", REPLAYED: "REPLAYED"}


def register() -> None:
    """Adds an operation for each route to the part it belongs to."""
    for route in ROUTES:
        part = BY_NAME[route.part]
        view = part.body(body_schema(route))(_view(route))
        for status in (201, 200) if route.creates else (200,):
            headers = ANSWERED | ({"Location": "LOCATION"} if route.creates else {})
            view = part.answers(status, answer_schema(Outcome), headers=headers)(view)
        view = authenticated(part.described(**_about(route))(view))
        part.route(rule(route.path), methods=["POST"], endpoint=route.operation)(view)


def authenticated(view: Callable[..., Any]) -> Callable[..., Any]:
    """The view behind its first question, who is asking: strangers learn nothing of what a body should be."""

    @wraps(view)
    def asked(*arguments: Any, **in_path: Any) -> Any:
        current_actor()
        return view(*arguments, **in_path)

    return asked


def _view(route: Route) -> Callable[..., Response]:
    def view(body: dict[str, Any], **in_path: str) -> Response:
        return change(route, body, in_path)

    view.__doc__ = docstrings.summary(route.command)
    return view


def body_schema(route: Route) -> Any:
    """The fields of the command that neither the address nor the platform gives; reasons where it needs one."""
    command = route.command
    required = {"reason"} if command.needs_reason else set()
    required |= {"source_document"} if command.needs_decision else set()
    return request_schema(command, omit=ENVELOPE | route.in_path, require=frozenset(required), optional=route.new_ids)


def _about(route: Route) -> dict[str, Any]:
    roles = ", ".join(sorted(route.command.roles))
    match_header = "IF_MATCH" if route.stream is Stream.EXISTING else "IF_MATCH_WHERE_IT_EXISTS"
    return {
        "problems": PROBLEMS,
        "headers": (match_header, *HEADER_PARAMETERS),
        "protected": True,
        "operationId": route.operation,
        "description": f"For: {roles}.",
    }
