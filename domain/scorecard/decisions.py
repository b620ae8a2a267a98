"""What becomes of a unit's request to its scorecard: open, score, document, explain, hand in."""

from domain.event import Event
from domain.indicator_set.content import rule_hash
from domain.indicator_set.definition import EnteredBy
from domain.metadata import Role
from domain.province.decisions import active_unit
from domain.province.state import Registered
from domain.round.state import Open
from domain.scorecard.assessment import Assessment
from domain.scorecard.commands import (
    AttachEvidence,
    Explain,
    MarkNotApplicable,
    OpenScorecard,
    SelfScore,
    SubmitScorecard,
    WithdrawEvidence,
)
from domain.scorecard.events import (
    EvidenceAttached,
    EvidenceWithdrawn,
    Explained,
    MarkedNotApplicable,
    ScorecardOpened,
    SelfScored,
    Submitted,
)
from domain.scorecard.permissions import (
    editable,
    explainable,
    may_still_score,
    own_unit,
    require_reviewer,
    require_undecided,
    rescorable,
    reviewable,
)
from domain.scorecard.refusals import (
    ApprovalDayInFuture,
    EnteredByOthers,
    EvidenceMissing,
    IndicatorsUnscored,
    KindNotInRound,
    NotOptional,
    ScorecardAlreadyOpen,
    UnitExempt,
)
from domain.scorecard.state import (
    Drafting,
    Editable,
    Entry,
    NotOpened,
    Opened,
    Scorecard,
    UnderReview,
)


def open_scorecard(card: Scorecard, command: OpenScorecard, current: Open, province: Registered) -> list[Event]:
    """Opens a unit's scorecard by the release that the round pins for its kind."""
    own_unit(command)
    if not isinstance(card, NotOpened):
        if card.opening.scorecard == command.scorecard:
            return []
        raise ScorecardAlreadyOpen(unit=command.unit, round=command.round)
    may_still_score(current, command)
    unit = active_unit(province, command.unit)
    if current.not_ranked.get(unit.code):
        raise UnitExempt(unit=unit.code, round=command.round)
    if unit.kind not in current.opening.sets:
        raise KindNotInRound(unit=unit.code, unit_kind=unit.kind, round=command.round)
    pin = current.opening.sets[unit.kind]
    return [
        ScorecardOpened(
            scorecard=command.scorecard,
            province=command.province,
            round=command.round,
            unit=unit.code,
            unit_kind=unit.kind,
            indicator_set=pin.indicator_set,
            version=pin.version,
            content_hash=pin.content_hash,
        )
    ]


def self_score(card: Scorecard, command: SelfScore, assessment: Assessment) -> list[Event]:
    """Scores an indicator by inputs or points, and takes along evidence and explanation given with it."""
    current = rescorable(card, command, assessment, command.indicator)
    indicator = assessment.indicator(current, command.indicator)
    if command.actor.role is Role.UNIT and indicator.entered_by is not EnteredBy.UNIT:
        raise EnteredByOthers(indicator=indicator.code, entered_by=indicator.entered_by)
    entry = current.entry(indicator.code)
    require_undecided(entry, indicator.code)
    points = assessment.points(indicator, command.inputs, command.points)
    events: list[Event] = []
    if entry.not_applicable or (entry.self_points, entry.inputs) != (points, command.inputs):
        digest = rule_hash(indicator, assessment.definition.places)
        best = assessment.best(indicator, command.inputs)
        events.append(
            SelfScored(indicator=indicator.code, inputs=command.inputs, points=points, rule_hash=digest, best=best)
        )
    known_files = {evidence.sha256 for evidence in entry.evidence}
    for evidence in command.evidence:
        if evidence.sha256 not in known_files:
            known_files.add(evidence.sha256)
            events.append(EvidenceAttached(indicator=indicator.code, evidence=evidence))
    if command.explanation is not None and command.explanation != entry.explanation:
        events.append(Explained(indicator=indicator.code, text=command.explanation))
    return events


def attach_evidence(card: Scorecard, command: AttachEvidence, assessment: Assessment) -> list[Event]:
    """Puts a document behind an indicator, once."""
    current = explainable(card, command, assessment)
    indicator = assessment.indicator(current, command.indicator)
    if any(evidence.sha256 == command.evidence.sha256 for evidence in current.entry(indicator.code).evidence):
        return []
    return [EvidenceAttached(indicator=indicator.code, evidence=command.evidence)]


def withdraw_evidence(card: Scorecard, command: WithdrawEvidence, assessment: Assessment) -> list[Event]:
    """Takes a document back while the scorecard is in the unit's hands."""
    current = editable(card, command, assessment)
    indicator = assessment.indicator(current, command.indicator)
    if all(evidence.sha256 != command.sha256 for evidence in current.entry(indicator.code).evidence):
        return []
    return [EvidenceWithdrawn(indicator=indicator.code, sha256=command.sha256)]


def explain(card: Scorecard, command: Explain, assessment: Assessment) -> list[Event]:
    """Explains an indicator; a later explanation stands before an earlier one."""
    current = explainable(card, command, assessment)
    indicator = assessment.indicator(current, command.indicator)
    if current.entry(indicator.code).explanation == command.text:
        return []
    return [Explained(indicator=indicator.code, text=command.text)]


def mark_not_applicable(card: Scorecard, command: MarkNotApplicable, assessment: Assessment) -> list[Event]:
    """Takes an optional indicator out; the unit may while it edits, a reviewer while reviewing."""
    if command.actor.role is Role.REVIEWER:
        require_reviewer(command, assessment)
        current: Opened = reviewable(card, command, assessment)
    else:
        current = rescorable(card, command, assessment, command.indicator)
    indicator = assessment.indicator(current, command.indicator)
    if not indicator.optional:
        raise NotOptional(indicator=indicator.code)
    require_undecided(current.entry(indicator.code), indicator.code)
    if current.entry(indicator.code).not_applicable:
        return []
    return [MarkedNotApplicable(indicator=indicator.code)]


def submit(card: Scorecard, command: SubmitScorecard, assessment: Assessment) -> list[Event]:
    """Hands in a complete scorecard that the unit's head has approved."""
    if isinstance(card, UnderReview):
        own_unit(command)
        assessment.require_open()
        return []
    current = editable(card, command, assessment)
    if command.approved_on > command.day:
        raise ApprovalDayInFuture(approved_on=command.approved_on, day=command.day)
    _require_complete(current, assessment)
    totals = current.totals(assessment.applicable(current))
    closes = assessment.round.calendar.self_scoring.closes
    return [
        Submitted(
            approved_by=command.approved_by,
            approved_on=command.approved_on,
            self_total=totals.self_total,
            max_points=totals.max_points,
            late=isinstance(current, Drafting) and command.day > closes,
        )
    ]


def _require_complete(card: Editable, assessment: Assessment) -> None:
    expected = [i for i in assessment.applicable(card) if not card.entry(i.code).not_applicable]
    own = [i for i in expected if i.entered_by is EnteredBy.UNIT]
    unscored = [i.code for i in own if card.entry(i.code).self_points is None]
    if unscored:
        raise IndicatorsUnscored(unit=card.opening.unit, count=len(unscored), indicators=", ".join(unscored))
    bare = [i.code for i in own if i.evidence and _is_bare(card.entry(i.code))]
    if bare:
        raise EvidenceMissing(unit=card.opening.unit, count=len(bare), indicators=", ".join(bare))


def _is_bare(entry: Entry) -> bool:
    return bool(entry.self_points) and not entry.evidence and not (entry.explanation or "").strip()
