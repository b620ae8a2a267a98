"""What happens to a scorecard. These names and fields are a storage format. Add, never change."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated
from uuid import UUID

import msgspec

from domain.event import Event
from domain.indicator_set.definition import Version
from domain.metadata import Code, IndicatorCode, Name, Prose, Sha256, UnitKind, stream
from domain.rules import Inputs


def stream_id(province: Code, round_code: Code, unit: Code) -> UUID:
    """One stream for a unit in a round: a second scorecard would be the same stream."""
    return stream("scorecard", province, round_code, unit)


class Evidence(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A reference to a verifying document: its file's name, size in bytes and SHA-256."""

    name: Name
    size: Annotated[int, msgspec.Meta(ge=0)]
    sha256: Sha256


class ScorecardOpened(Event, name="scorecard.opened.v1", frozen=True, kw_only=True):
    """A unit's scorecard began, scored by the release that the round pins for its kind."""

    scorecard: UUID
    province: Code
    round: Code
    unit: Code
    unit_kind: UnitKind
    indicator_set: Code
    version: Version
    content_hash: Sha256


class SelfScored(Event, name="scorecard.self_scored.v1", frozen=True, kw_only=True):
    """The unit scored itself on an indicator: what it entered, what that earned, and by which rule."""

    indicator: IndicatorCode
    inputs: Inputs | None
    points: Decimal
    rule_hash: Sha256
    best: Decimal | None = None
    """The largest value of all units known then, where the rule compares them."""


class EvidenceAttached(Event, name="scorecard.evidence_attached.v1", frozen=True, kw_only=True):
    """A verifying document was put behind an indicator."""

    indicator: IndicatorCode
    evidence: Evidence


class EvidenceWithdrawn(Event, name="scorecard.evidence_withdrawn.v1", frozen=True, kw_only=True):
    """A verifying document no longer counts."""

    indicator: IndicatorCode
    sha256: Sha256


class Explained(Event, name="scorecard.explained.v1", frozen=True, kw_only=True):
    """The unit explained an indicator in writing."""

    indicator: IndicatorCode
    text: Prose


class MarkedNotApplicable(Event, name="scorecard.marked_not_applicable.v1", frozen=True, kw_only=True):
    """The indicator leaves both the points and the maximum; scoring it again brings it back."""

    indicator: IndicatorCode


class Submitted(Event, name="scorecard.submitted.v1", frozen=True, kw_only=True):
    """The unit's head approved the self-score and it was handed in; ``late`` if on an extension."""

    approved_by: Name
    """A reference to the person, or text in logs from before people were named by reference."""
    approved_on: date
    self_total: Decimal
    max_points: Decimal
    late: bool


class Returned(Event, name="scorecard.returned.v1", frozen=True, kw_only=True):
    """A reviewer sent the scorecard back to the unit, to be handed in again by ``due`` where a day is set."""

    reviewer: Code
    indicators: tuple[IndicatorCode, ...] = ()
    due: date | None = None


class Adjusted(Event, name="scorecard.adjusted.v1", frozen=True, kw_only=True):
    """A reviewing body lowered, raised or confirmed an indicator's points."""

    indicator: IndicatorCode
    reviewer: Code
    inputs: Inputs | None
    points: Decimal
    rule_hash: Sha256
    on_site: bool = False
    best: Decimal | None = None
    """The largest value of all units known then, where the rule compares them."""


class Rescaled(Event, name="scorecard.rescaled.v1", frozen=True, kw_only=True):
    """The round froze the best value of all units, and this indicator's points against it; inputs stay as they were."""

    indicator: IndicatorCode
    best: Decimal
    self_points: Decimal | None
    reviewed_points: Decimal | None
    final_points: Decimal | None


class Appealed(Event, name="scorecard.appealed.v1", frozen=True, kw_only=True):
    """The unit contested the reviewed points of an indicator."""

    indicator: IndicatorCode
    claimed_points: Decimal | None = None


class AppealResolved(Event, name="scorecard.appeal_resolved.v1", frozen=True, kw_only=True):
    """The council decided an appeal; these are the indicator's points now."""

    indicator: IndicatorCode
    accepted: bool
    points: Decimal


class GroupTotal(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The final points of a group of indicators, with those of the groups in it, and its applicable maximum."""

    points: Decimal
    max_points: Decimal


class ScorecardFinalised(Event, name="scorecard.finalised.v1", frozen=True, kw_only=True):
    """The three totals stand. ``stated_index`` is the total an authority has printed, where results come from print."""

    self_total: Decimal
    reviewed_total: Decimal
    final_total: Decimal
    max_points: Decimal
    stated_index: Decimal | None = None
    groups: Mapping[IndicatorCode, GroupTotal] | None = None
    """Of each group of the set; events of earlier days have none."""


class ScorecardReopened(Event, name="scorecard.reopened.v1", frozen=True, kw_only=True):
    """A finalised scorecard is under review again."""
