"""The log for auditors, and for everybody how far the read models are and what problems there can be."""

from typing import Annotated, Any
from uuid import UUID

import msgspec
from flask import Response

from api.context import platform
from api.identity import require_role
from api.rest.answers import Limit, page_response
from api.rest.parts import LOG
from api.rest.problems import ProblemType, problem_types
from api.rest.reads import Reading, page_of
from application.people import Names
from application.recording import LogEntry
from domain.metadata import Role
from projections.positions import Status


class LogAsked(msgspec.Struct, frozen=True, kw_only=True):
    """Which part of the log, and which events; ``next`` comes back as ``after``."""

    after: Annotated[int, msgspec.Meta(ge=0, le=2**63 - 1)] = 0
    """The position behind which to begin."""
    limit: Limit = 50
    name: Annotated[str, msgspec.Meta(pattern=r"^[a-z_]+\.[a-z_]+\.v[1-9][0-9]*$")] | None = None
    """A stored name, as in scorecard.adjusted.v1."""


class NamesAsked(msgspec.Struct, frozen=True, kw_only=True):
    """Which part of a list by names; ``next`` comes back as ``cursor``."""

    cursor: Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9_-]{1,80}$(?!\n)")] | None = None
    limit: Limit = 50


class LoggedEvent(msgspec.Struct, frozen=True, kw_only=True):
    """An event at its position in the log, with the name it was stored under."""

    position: int
    stream: UUID
    version: int
    name: str
    event: dict[str, Any]
    """The whole event in its current version: who, when, why, and its data."""
    names: dict[str, str | None]
    """Whom the references in the event stand for; null where the name was erased."""


@Reading(part=LOG, path="/log", answers=page_of(LoggedEvent), asks=LogAsked, protected=True)
def read_log(asked: LogAsked) -> Response:
    """The log as it was written, for auditors and administrators."""
    require_role(Role.AUDITOR, Role.ADMINISTRATOR)
    names = None if asked.name is None else [asked.name]
    entries = platform().log.read(asked.after, asked.limit + 1, names)
    events = [_logged(entry, platform().application.people.names([entry.state.decode()])) for entry in entries]
    return page_response(events, asked.limit, lambda event: str(event.position), parameter="after")


@Reading(part=LOG, path="/projections", answers=page_of(Status), asks=NamesAsked)
def list_projections(asked: NamesAsked) -> Response:
    """Where each read model stands: its version, its position and how far it is behind the log."""
    found = sorted(platform().projections.status(), key=lambda status: status.projection)
    wanted = [status for status in found if status.projection > (asked.cursor or "")]
    return page_response(wanted, asked.limit, lambda status: status.projection)


@Reading(part=LOG, path="/problems", answers=page_of(ProblemType), asks=NamesAsked)
def list_problems(asked: NamesAsked) -> Response:
    """Every kind of problem by its code, in both languages; names in braces are filled in when it occurs."""
    wanted = [problem for problem in problem_types() if problem.code > (asked.cursor or "")]
    return page_response(wanted, asked.limit, lambda problem: problem.code)


def _logged(entry: LogEntry, names: Names) -> LoggedEvent:
    recorded = platform().codec.decode(entry.originator_id, entry.originator_version, entry.name, entry.state)
    return LoggedEvent(
        position=entry.position,
        stream=entry.originator_id,
        version=entry.originator_version,
        name=entry.name,
        event=msgspec.to_builtins(recorded, str_keys=True),
        names=names,
    )
