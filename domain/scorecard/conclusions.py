"""What becomes of a handed-in scorecard: return, adjust, appeal, resolve, finalise, reopen."""

from decimal import Decimal

from domain.event import Event
from domain.indicator_set.content import rule_hash
from domain.indicator_set.definition import EnteredBy, Group, Indicator, IndicatorSet
from domain.metadata import IndicatorCode
from domain.points import is_sound
from domain.round.decisions import phase
from domain.round.refusals import WrongPhase
from domain.round.state import Concluding
from domain.rules import Inputs
from domain.scorecard.assessment import Assessment
from domain.scorecard.commands import (
    AdjustScore,
    AppealScore,
    FinaliseScorecard,
    ReopenScorecard,
    ResolveAppeal,
    ReturnScorecard,
)
from domain.scorecard.events import (
    Adjusted,
    Appealed,
    AppealResolved,
    GroupTotal,
    Rescaled,
    Returned,
    ScorecardFinalised,
    ScorecardReopened,
)
from domain.scorecard.permissions import (
    explainable,
    known,
    require_reviewer,
    require_undecided,
    reviewable,
    under_review,
    wrong_state,
)
from domain.scorecard.refusals import (
    AppealsOpen,
    NoOpenAppeal,
    NothingToAppeal,
    PointsOrInputs,
    StatedIndexNotANumber,
    ValuesMissing,
)
from domain.scorecard.state import Adjustment, BackWithUnit, Entry, Final, Opened, Scorecard, Sheet, UnderReview


def return_to_unit(card: Scorecard, command: ReturnScorecard, assessment: Assessment) -> list[Event]:
    """Sends the scorecard back to the unit."""
    reviewer = require_reviewer(command, assessment)
    if isinstance(card, BackWithUnit) and card.due == command.due:
        return []
    current = reviewable(card, command, assessment)
    for code in command.indicators:
        assessment.indicator(current, code)
    return [Returned(reviewer=reviewer, indicators=command.indicators, due=command.due)]


def adjust(card: Scorecard, command: AdjustScore, assessment: Assessment) -> list[Event]:
    """Records one reviewing body's points; the same body repeating its last word changes nothing."""
    reviewer = require_reviewer(command, assessment)
    current = reviewable(card, command, assessment)
    indicator = assessment.indicator(current, command.indicator)
    require_undecided(current.entry(indicator.code), indicator.code)
    points = assessment.points(indicator, command.inputs, command.points)
    event = Adjusted(
        indicator=indicator.code,
        reviewer=reviewer,
        inputs=command.inputs,
        points=points,
        rule_hash=rule_hash(indicator, assessment.definition.places),
        on_site=command.on_site,
        best=assessment.best(indicator, command.inputs),
    )
    return [] if _is_last_word(current.entry(indicator.code), event) else [event]


def appeal(card: Scorecard, command: AppealScore, assessment: Assessment) -> list[Event]:
    """Contests reviewed points in the explanation round."""
    current = under_review(explainable(card, command, assessment), command)
    indicator = assessment.indicator(current, command.indicator)
    entry = current.entry(indicator.code)
    if entry.appealed:
        return []
    if entry.reviewed_points is None:
        raise NothingToAppeal(indicator=indicator.code)
    claimed = command.claimed_points
    bounded = None if claimed is None else assessment.bounded(indicator, claimed)
    return [Appealed(indicator=indicator.code, claimed_points=bounded)]


def resolve_appeal(card: Scorecard, command: ResolveAppeal, assessment: Assessment) -> list[Event]:
    """Decides an appeal: accepted with the points that hold from now on, or rejected with the points as they were."""
    assessment.require_open()
    current = under_review(card, command)
    indicator = assessment.indicator(current, command.indicator)
    entry = current.entry(indicator.code)
    if not entry.appealed and _is_decided(entry, command):
        return []
    if not entry.appealed:
        raise NoOpenAppeal(indicator=indicator.code)
    points = command.points if command.accepted else entry.final_points
    if points is None:
        raise PointsOrInputs(indicator=indicator.code, expected="points")
    bounded = assessment.bounded(indicator, points)
    return [AppealResolved(indicator=indicator.code, accepted=command.accepted, points=bounded)]


def finalise(card: Scorecard, command: FinaliseScorecard, assessment: Assessment) -> list[Event]:
    """Lets the totals stand, after review and with no appeal open."""
    if isinstance(card, Final) and card.stated_index == command.stated_index:
        return []
    current = assessment.require_open()
    if command.stated_index is not None and not is_sound(command.stated_index):
        raise StatedIndexNotANumber(unit=command.unit, stated_index=command.stated_index)
    if not isinstance(current, Concluding):
        raise WrongPhase(round=command.round, phase=phase(current), needed=Concluding.__name__)
    reviewed = under_review(card, command)
    if reviewed.open_appeals():
        raise AppealsOpen(unit=command.unit, indicators=", ".join(reviewed.open_appeals()))
    _require_values(reviewed, assessment)
    totals = reviewed.totals(assessment.applicable(reviewed))
    return [
        ScorecardFinalised(
            self_total=totals.self_total,
            reviewed_total=totals.reviewed_total,
            final_total=totals.final_total,
            max_points=totals.max_points,
            stated_index=command.stated_index,
            groups=group_totals(reviewed, assessment.definition),
        )
    ]


def group_totals(card: Sheet, definition: IndicatorSet) -> dict[IndicatorCode, GroupTotal]:
    """What each group has earned of its applicable maximum, in the order of the annex."""
    return {group.code: _group_total(card, group) for group in definition.every_group()}


def _group_total(card: Sheet, group: Group) -> GroupTotal:
    kind = card.opening.unit_kind
    totals = card.totals(indicator for indicator in group.every_indicator() if indicator.applicable_to(kind))
    return GroupTotal(points=totals.final_total, max_points=totals.max_points)


def reopen(card: Scorecard, command: ReopenScorecard, assessment: Assessment) -> list[Event]:
    """Puts a finalised scorecard of an open round under review again."""
    assessment.require_open()
    match known(card, command):
        case Final():
            return [ScorecardReopened()]
        case UnderReview():
            return []
        case other:
            raise wrong_state(other, command, Final)


def _is_last_word(entry: Entry, event: Adjusted) -> bool:
    said = Adjustment(reviewer=event.reviewer, inputs=event.inputs, points=event.points, on_site=event.on_site)
    return entry.last_word == said


def _is_decided(entry: Entry, command: ResolveAppeal) -> bool:
    decided = entry.resolution
    if decided is None or decided.accepted is not command.accepted:
        return False
    return decided.points == command.points or not command.accepted


def rescale(card: Opened, assessment: Assessment) -> list[Event]:
    """The card's relative points against the best values that the round has just frozen, where they change.

    Points that a reviewer or the council set by judgement, without a value, stay as they are; those of an appeal that
    was rejected were never set, and follow the reviewed ones.
    """
    relative = [indicator for indicator in assessment.applicable(card) if indicator.rule.compares]
    rescaled = (_rescaled(card.entry(indicator.code), indicator, assessment) for indicator in relative)
    return [event for event in rescaled if event is not None]


def _rescaled(entry: Entry, indicator: Indicator, assessment: Assessment) -> Rescaled | None:
    best = assessment.bests.get(indicator.code)
    if best is None or entry.not_applicable:
        return None

    def against_best(inputs: Inputs | None, points: Decimal | None) -> Decimal | None:
        return points if inputs is None else indicator.score(inputs, assessment.definition.places, best)

    last = entry.last_word
    own = against_best(entry.inputs, entry.self_points)
    reviewed = against_best(last.inputs, last.points) if last else own
    granted = entry.resolution is not None and entry.resolution.accepted
    final = entry.final_points if granted else reviewed
    if (own, reviewed, final) == (entry.self_points, entry.reviewed_points, entry.final_points):
        return None
    return Rescaled(indicator=indicator.code, best=best, self_points=own, reviewed_points=reviewed, final_points=final)


def _require_values(card: UnderReview, assessment: Assessment) -> None:
    entries = ((i.code, card.entry(i.code)) for i in assessment.applicable(card) if i.entered_by is not EnteredBy.UNIT)
    missing = [code for code, entry in entries if entry.final_points is None and not entry.not_applicable]
    if missing:
        raise ValuesMissing(unit=card.opening.unit, count=len(missing), indicators=", ".join(missing))
