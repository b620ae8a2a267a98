"""The changes of a round, as auditors look for them, and the report of those that are unusual."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated

import msgspec
from flask import Response

from api.context import platform
from api.freshness import of_projection
from api.identity import require_role
from api.rest.answers import Limit, fresh, json_response, page_response
from api.rest.parts import ROUND
from api.rest.reads import Reading, page_of
from api.rest.routes import ROUND as ADDRESS
from api.rest.schemas import answer_schema
from api.rest.scorecards import PROVENANCE
from application.contexts import opened_round
from application.workspace import Workspace
from domain.metadata import Code, IndicatorCode, Role
from projections.changes import Mark, RoundChange, Unusual, Wanted

Words = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]

MARKS: Mapping[str, Mark] = {mark.name.lower(): mark for mark in Mark}


class RoundChangesAsked(msgspec.Struct, frozen=True, kw_only=True):
    """What is looked for: all that is given has to hold of a change; `next` comes back as `after`."""

    unit: Code | None = None
    indicator: IndicatorCode | None = None
    actor: Words | None = None
    """Who did it, by the id in full."""
    role: Role | None = None
    reason: Words | None = None
    """A part of the reason, whatever its case."""
    min_size: Decimal | None = None
    """Final points changed by so many or more."""
    after_deadline: bool = False
    """Recorded or effective after the calendar's window for that step."""
    raised_by_reviewer: bool = False
    """Points that a reviewing body raised."""
    after_appeal: bool = False
    """Points changed after an appeal on that indicator."""
    same_person: bool = False
    """By whoever has both scored and reviewed that indicator."""
    after: Annotated[int, msgspec.Meta(ge=0, le=2**63 - 1)] = 0
    """The position behind which to begin."""
    limit: Limit = 50


class UnusualAsked(msgspec.Struct, frozen=True, kw_only=True):
    """Which part of the report; `next` comes back as `after`."""

    rule: Mark | None = None
    """Only what falls under this rule."""
    after: Annotated[int, msgspec.Meta(ge=0, le=2**63 - 1)] = 0
    """The position behind which to begin."""
    limit: Limit = 50


@Reading(
    part=ROUND,
    path=f"{ADDRESS}/changes",
    answers=page_of(RoundChange),
    asks=RoundChangesAsked,
    projection="score_history",
    protected=True,
)
def list_round_changes(asked: RoundChangesAsked, province: Code, round: Code) -> Response:  # noqa: A002  # As the address has it.
    """The changes of all scorecards of a round, filtered, for auditors and administrators."""
    require_role(Role.AUDITOR, Role.ADMINISTRATOR)
    freshness = of_projection("score_history", province)
    found = platform().changes.changes(province, round, _wanted(asked), after=asked.after, limit=asked.limit + 1)
    response = page_response(found, asked.limit, lambda change: str(change.position), parameter="after")
    opening = opened_round(Workspace(platform().application.load), province, round).opening
    response.headers[PROVENANCE] = opening.data_provenance.value
    return fresh(response, freshness)


@Reading(
    part=ROUND,
    path=f"{ADDRESS}/unusual",
    answers=answer_schema(Unusual),
    asks=UnusualAsked,
    projection="score_history",
    protected=True,
)
def get_unusual_changes(asked: UnusualAsked, province: Code, round: Code) -> Response:  # noqa: A002  # As above.
    """Unusual changes of a round by stated rules, for auditors and administrators. It lists, and accuses nobody."""
    require_role(Role.AUDITOR, Role.ADMINISTRATOR)
    freshness = of_projection("score_history", province)
    found = platform().changes.unusual(province, round, asked.rule, after=asked.after, limit=asked.limit)
    return fresh(json_response(found), freshness)


def _wanted(asked: RoundChangesAsked) -> Wanted:
    return Wanted(
        unit=asked.unit,
        indicator=asked.indicator,
        actor=asked.actor,
        role=asked.role,
        reason=asked.reason,
        min_size=asked.min_size,
        marks=frozenset(mark for name, mark in MARKS.items() if getattr(asked, name, False)),
    )
