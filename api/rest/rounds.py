"""Rounds: which a province has, and each as it stands in the log."""

from collections.abc import Mapping

import msgspec
from flask import Response

from api.context import platform
from api.freshness import of_projection
from api.rest.answers import fresh, json_response, page_response
from api.rest.parts import ROUND
from api.rest.provinces import ListAsked
from api.rest.reads import Reading, page_of
from api.rest.routes import PROVINCE
from api.rest.routes import ROUND as ONE
from api.rest.schemas import answer_schema
from api.rest.versions import unless_known
from application.contexts import ROUND as AGGREGATE
from domain.indicator_set.definition import Scope
from domain.metadata import Code, Provenance, UnitKind
from domain.round.calendar import Calendar
from domain.round.decisions import phase
from domain.round.events import PinnedSet, stream_id
from domain.round.refusals import RoundUnknown
from domain.round.state import Concluding, NotOpened
from projections.ranking.answer import RoundSummary


class LeftOut(msgspec.Struct, frozen=True, kw_only=True):
    """A unit that is not ranked; ``exempt`` if it is not assessed at all."""

    unit: Code
    exempt: bool


class RoundState(msgspec.Struct, frozen=True, kw_only=True):
    """A round: its phase, its calendar as it is now, and what it was opened with."""

    province: Code
    round: Code
    name: str
    name_en: str
    phase: str
    reopened: bool
    """Whether it was locked before and may be corrected."""
    calendar: Calendar
    not_ranked: tuple[LeftOut, ...]
    sets: Mapping[UnitKind, PinnedSet]
    scopes: tuple[Scope, ...]
    reviewers: tuple[Code, ...]
    data_provenance: Provenance
    notice: str


@Reading(part=ROUND, path=f"{PROVINCE}/rounds", answers=page_of(RoundSummary), asks=ListAsked, projection="ranking")
def list_rounds(asked: ListAsked, province: Code) -> Response:
    """The rounds of a province, by their codes."""
    freshness = of_projection("ranking", province)
    cursor = asked.cursor or ""
    found = [each for each in platform().rankings.rounds() if each.province == province and each.round > cursor]
    return fresh(page_response(found, asked.limit, lambda each: each.round), freshness)


@Reading(part=ROUND, path=ONE, answers=answer_schema(RoundState), versioned=True)
def get_round(province: Code, round: Code) -> Response:  # noqa: A002  # The name of the address's part.
    """One round: its phase, calendar and pinned sets."""
    current = platform().application.load(AGGREGATE, stream_id(province, round))
    state = current.state
    if isinstance(state, NotOpened):
        raise RoundUnknown(province=province, round=round)
    opening = state.opening
    answer = RoundState(
        province=province,
        round=round,
        name=opening.name,
        name_en=opening.name_en,
        phase=phase(state),
        reopened=isinstance(state, Concluding) and state.reopened,
        calendar=state.calendar,
        not_ranked=tuple(LeftOut(unit=unit, exempt=exempt) for unit, exempt in state.not_ranked.items()),
        sets=opening.sets,
        scopes=opening.scopes,
        reviewers=opening.reviewers,
        data_provenance=opening.data_provenance,
        notice=opening.notice,
    )
    return unless_known(json_response(answer), current.number)
