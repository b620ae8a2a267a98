"""Requests that change something: an address and a body become a command, its outcome becomes an answer."""

import logging
from typing import Any
from uuid import uuid4

import msgspec
from flask import Response, request

from api.context import context, platform
from api.identity import current_actor
from api.refusals import AddressContradictsBody
from api.rest.answers import json_response
from api.rest.idempotency import REPLAYED, fingerprint, idempotency_key
from api.rest.openapi import PREFIX
from api.rest.routes import Route, Stream
from api.rest.versions import IF_MATCH, require_version, with_version
from api.tracing import CORRELATION_ID, require_correlation_id
from application.handlers import HANDLERS
from application.service import Outcome
from domain.command import Command
from domain.indicator_set.commands import ReleaseIndicatorSet
from domain.refusal import Refusal

log = logging.getLogger(__name__)


def change(route: Route, body: dict[str, Any], in_path: dict[str, str]) -> Response:
    """Gives the route's command and answers with its outcome."""
    command = _command(route, body, in_path)
    command.authorise()
    key = idempotency_key()
    replayed = is_answered(key)
    outcome = _outcome(route, command, body, key)
    response = answer(command, outcome, replayed=replayed)
    if route.creates:
        response.status_code = 201 if outcome.events else 200
        response.headers["Location"] = PREFIX + route.creates(command)
    return response


def envelope() -> dict[str, Any]:
    """What a command has besides its body: a new id, the time, the actor and what it belongs to."""
    correlation_id = require_correlation_id()
    return {"id": uuid4(), "at": context().clock(), "actor": current_actor(), "correlation_id": correlation_id}


def is_answered(key: str | None) -> bool:
    """Whether a request with this idempotency key has had its answer."""
    return key is not None and platform().application.recorder.select_receipt(key) is not None


def answer(command: Command, outcome: Outcome, *, replayed: bool) -> Response:
    """The outcome as a response, once the read models show it."""
    _catch_up()
    response = with_version(json_response(outcome), outcome.version)
    if replayed or _is_of_another(command, outcome):
        response.headers[REPLAYED] = "true"
    response.headers[CORRELATION_ID] = str(command.correlation_id)
    return response


def _command(route: Route, body: dict[str, Any], in_path: dict[str, str]) -> Command:
    new = {name: uuid4() for name in route.new_ids if body.get(name) is None}
    command = msgspec.convert({**body, **new, **in_path, **envelope()}, route.command, str_keys=True)
    if isinstance(command, ReleaseIndicatorSet) and command.definition.province != in_path["province"]:
        raise AddressContradictsBody(address=in_path["province"], body=command.definition.province)
    return command


def _outcome(route: Route, command: Command, body: dict[str, Any], key: str | None) -> Outcome:
    application = platform().application
    if key is None:
        return application.execute(command, expected_version=_expected_version(route, command))
    # By reference, for a digest of a name would let one guess it after the name was erased.
    command = application.people.referred(command, anew=True)
    by_reference = {field: getattr(command, field) for field in command.persons}
    request_fingerprint = fingerprint({**body, **by_reference}, command.actor)
    expected = _expected_version_unless_answered(route, command, key)
    return application.execute_once(command, key=key, fingerprint=request_fingerprint, expected_version=expected)


def _expected_version_unless_answered(route: Route, command: Command, key: str) -> int | None:
    """The version the change is decided on; none where the key has an answer, for that holds whatever came after."""
    try:
        return _expected_version(route, command)
    except Refusal:
        # The look comes after the refusal: the same request may be what has moved the version on.
        if not is_answered(key):
            raise
        return None


def _expected_version(route: Route, command: Command) -> int | None:
    """The version that the change is decided on; where there is one already, its sender must have read it."""
    handler = HANDLERS[route.command]
    stream = handler.stream(command)
    version = platform().application.load(handler.aggregate, stream).number
    if route.stream is Stream.NEW and IF_MATCH not in request.headers:
        return None
    if version or route.stream is Stream.NEW:
        require_version(stream, version)
    return version


def _is_of_another(command: Command, outcome: Outcome) -> bool:
    """Whether the events are an earlier command's, given with the same key while this one was on its way."""
    if not outcome.events or outcome.position is None:
        return False
    [last] = platform().log.read(outcome.position - 1, 1)
    return platform().codec.decode(*last[1:]).causation_id != command.id


def _catch_up() -> None:
    if context().embedded:
        try:
            platform().projections.advance()
        except Exception:
            # The change is recorded and has its answer; the follower brings the read models up to date later.
            log.exception("the read models could not be brought up to date after a change")
