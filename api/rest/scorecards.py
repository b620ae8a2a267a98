"""Scorecards as they stand in the log, and how their points came about."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated
from uuid import UUID

import msgspec
from flask import Response

from api.context import platform
from api.freshness import of_projection
from api.rest.answers import Limit, fresh, json_response, page_response
from api.rest.parts import SCORECARD
from api.rest.reads import Reading, page_of
from api.rest.routes import CARD
from api.rest.schemas import answer_schema
from api.rest.versions import unless_known, with_version
from application.contexts import CardNow, card_as_of_now, opened_round
from application.workspace import Workspace
from domain.indicator_set.definition import Version as SetVersion
from domain.metadata import Code, IndicatorCode, Provenance, Sha256, UnitKind
from domain.round.events import RoundOpened
from domain.rules import Inputs
from domain.scorecard.events import AppealResolved, Evidence
from domain.scorecard.state import Adjustment, BackWithUnit, Entry, Totals
from projections.score_history import Change

PROVENANCE = "X-Bangvang-Data-Provenance"
"""Says with a history whether its scores are real (``published``) or made up for demonstration (``illustrative``)."""


class EntryState(msgspec.Struct, frozen=True, kw_only=True):
    """All that is known of one indicator, with its points at the three stages."""

    self_points: Decimal | None
    reviewed_points: Decimal | None
    final_points: Decimal | None
    inputs: Inputs | None
    evidence: tuple[Evidence, ...]
    explanation: str | None
    adjustments: tuple[Adjustment, ...]
    appealed: bool
    resolution: AppealResolved | None
    not_applicable: bool


class ScorecardState(msgspec.Struct, frozen=True, kw_only=True):
    """A unit's scorecard in a round: its state, its three totals and its entries by indicator.

    ``data_provenance`` and ``notice`` say whether the scores are real, as the round does.
    """

    data_provenance: Provenance
    notice: str
    scorecard: UUID
    province: Code
    round: Code
    unit: Code
    unit_kind: UnitKind
    indicator_set: Code
    version: SetVersion
    content_hash: Sha256
    state: str
    reopened: bool
    due: date | None
    totals: Totals
    provisional: tuple[IndicatorCode, ...]
    """The indicators that compare units and whose best values are not frozen yet: their points are those of now."""
    entries: Mapping[IndicatorCode, EntryState]


class HistoryAsked(msgspec.Struct, frozen=True, kw_only=True):
    """Which part of a history, and of which indicator; the cursor is a log position."""

    indicator: IndicatorCode | None = None
    cursor: Annotated[int, msgspec.Meta(ge=0, le=2**63 - 1)] = 0
    limit: Limit = 50


@Reading(part=SCORECARD, path=CARD, answers=answer_schema(ScorecardState), versioned=True)
def get_scorecard(province: Code, round: Code, unit: Code) -> Response:  # noqa: A002  # As the address has it.
    """One scorecard with its entries, its three totals and its state."""
    now = card_as_of_now(Workspace(platform().application.load), province, round, unit)
    response = json_response(_state(now))
    # Provisional points change with other units' values, which the version of this scorecard does not tell.
    return with_version(response, now.version) if now.provisional else unless_known(response, now.version)


@Reading(part=SCORECARD, path=f"{CARD}/history", answers=page_of(Change), asks=HistoryAsked, projection="score_history")
def list_changes(asked: HistoryAsked, province: Code, round: Code, unit: Code) -> Response:  # noqa: A002  # As above.
    """Every change of a scorecard: before, after, inputs, who, when and why, in the order of the log."""
    freshness = of_projection("score_history", province)
    card_as_of_now(Workspace(platform().application.load), province, round, unit)
    history = platform().history
    changes = history.changes(province, round, unit, asked.indicator, asked.cursor, asked.limit + 1)
    response = page_response(changes, asked.limit, lambda change: str(change.position))
    response.headers[PROVENANCE] = _opening_of_round(province, round).data_provenance.value
    return fresh(response, freshness)


def _state(now: CardNow) -> ScorecardState:
    card, opening = now.card, now.card.opening
    of_round = _opening_of_round(opening.province, opening.round)
    return ScorecardState(
        data_provenance=of_round.data_provenance,
        notice=of_round.notice,
        scorecard=opening.scorecard,
        province=opening.province,
        round=opening.round,
        unit=opening.unit,
        unit_kind=opening.unit_kind,
        indicator_set=opening.indicator_set,
        version=opening.version,
        content_hash=opening.content_hash,
        state=type(card).__name__,
        reopened=card.reopened,
        due=card.due if isinstance(card, BackWithUnit) else None,
        totals=card.totals(now.definition.applicable(opening.unit_kind)),
        provisional=now.provisional,
        entries={code: _entry(entry) for code, entry in card.entries.items()},
    )


def _opening_of_round(province: Code, round_code: Code) -> RoundOpened:
    return opened_round(Workspace(platform().application.load), province, round_code).opening


def _entry(entry: Entry) -> EntryState:
    return EntryState(
        self_points=entry.self_points,
        reviewed_points=entry.reviewed_points,
        final_points=entry.final_points,
        inputs=entry.inputs,
        evidence=entry.evidence,
        explanation=entry.explanation,
        adjustments=entry.adjustments,
        appealed=entry.appealed,
        resolution=entry.resolution,
        not_applicable=entry.not_applicable,
    )
