"""Whatever is answered to an auditor is logged before the answer goes out; what can't be logged is not answered."""

import logging
import re
from urllib.parse import parse_qsl, urlencode
from uuid import uuid4

from flask import Response, g, request

from api.context import context, platform
from api.identity import auditor_if_any
from api.refusals import ReadNotLogged
from api.rest import problems
from api.tracing import correlation_id
from application.audit import log_read
from application.refusals import CommandMalformed
from domain.audit.commands import LogRead
from domain.metadata import Actor

log = logging.getLogger(__name__)

NAMING = frozenset({"actor"})
"""The parameters whose values are people."""


def identify() -> None:
    """Finds out, before anything is done, whether an auditor asks; refuses one whose headers can't be read."""
    g.auditor = auditor_if_any()


def logged(response: Response) -> Response:
    """The response once the read is in the log; 503 instead of it where that fails.

    Refusals show nothing that would have to be logged.
    """
    auditor: Actor | None = g.get("auditor")
    if auditor is None or response.status_code >= 400:  # noqa: PLR2004  # An HTTP status.
        return response
    try:
        log_read(platform().application, _command(auditor))
    except CommandMalformed as refusal:
        return problems.answer(refusal)
    except Exception:
        log.exception("a read could not be logged, so that it was not answered")
        return problems.answer(ReadNotLogged())
    return response


def operation_id(view: str) -> str:
    """How an operation is called that a view answers: ``listChanges``."""
    return re.sub(r"_(\w)", lambda letter: letter[1].upper(), view)


def _command(auditor: Actor) -> LogRead:
    in_path = request.view_args or {}
    return LogRead(
        id=uuid4(),
        at=context().clock(),
        actor=auditor,
        correlation_id=correlation_id(),
        operation=operation_id(str(request.endpoint).rpartition(".")[2]),
        request=_as_sent(),
        province=in_path.get("province"),
        round=in_path.get("round"),
        unit=in_path.get("unit"),
    )


def _as_sent() -> str:
    """Method and address with every parameter, still percent-encoded: what was asked, people by reference."""
    sent = request.query_string.decode("ascii", "backslashreplace")
    named = any(name in NAMING for name in request.args)
    parameters = urlencode([*map(_kept, parse_qsl(sent, keep_blank_values=True))]) if named else sent
    return f"{request.method} {request.path}{'?' if parameters else ''}{parameters}"


def _kept(parameter: tuple[str, str]) -> tuple[str, str]:
    name, value = parameter
    return name, platform().application.people.without_name(value) if name in NAMING else value
