"""Who may act on a scorecard now: the unit while it is theirs, reviewers while it is under review."""

from domain.metadata import Code, IndicatorCode, Role
from domain.round.calendar import Stage
from domain.round.state import Concluding, Open, Reviewing, SelfScoring
from domain.scorecard.assessment import Assessment
from domain.scorecard.commands import ScorecardCommand
from domain.scorecard.refusals import (
    AppealDecided,
    NotReturned,
    NotYourUnit,
    OutsideWindow,
    ReviewerNotAssigned,
    ReviewerScoresOwnUnit,
    ScorecardUnknown,
    WrongState,
)
from domain.scorecard.state import BackWithUnit, Drafting, Editable, Entry, NotOpened, Opened, Scorecard, UnderReview


def known(card: Scorecard, command: ScorecardCommand) -> Opened:
    """The scorecard; refuses one that was never opened."""
    if isinstance(card, NotOpened):
        raise ScorecardUnknown(unit=command.unit, round=command.round)
    return card


def under_review(card: Scorecard, command: ScorecardCommand) -> UnderReview:
    """The scorecard while it is under review."""
    match known(card, command):
        case UnderReview() as current:
            return current
        case current:
            raise wrong_state(current, command, UnderReview)


def wrong_state(card: Opened, command: ScorecardCommand, *needed: type[Opened]) -> WrongState:
    """The refusal of a request that another state would allow."""
    names = ", ".join(state.__name__ for state in needed)
    return WrongState(unit=command.unit, state=type(card).__name__, needed=names)


def own_unit(command: ScorecardCommand) -> None:
    """Refuses a unit's officer who acts for another unit."""
    if command.actor.role is Role.UNIT and command.actor.unit != command.unit:
        raise NotYourUnit(actor_unit=command.actor.unit or "—", unit=command.unit)


def editable(card: Scorecard, command: ScorecardCommand, assessment: Assessment) -> Editable:
    """The scorecard while the unit may fill it in: in the self-scoring window, or when it was returned."""
    own_unit(command)
    current = assessment.require_open()
    match known(card, command):
        case Drafting() as drafting:
            _require_self_scoring(command, current)
            return drafting
        case BackWithUnit() as returned:
            _require_correction(returned, command, current)
            return returned
        case other:
            raise wrong_state(other, command, Drafting, BackWithUnit)


def rescorable(
    card: Scorecard, command: ScorecardCommand, assessment: Assessment, indicator: IndicatorCode
) -> Editable:
    """The scorecard while the unit may score the indicator: one that was returned, only if it was returned for it."""
    current = editable(card, command, assessment)
    if isinstance(current, BackWithUnit) and current.indicators and indicator not in current.indicators:
        raise NotReturned(indicator=indicator, indicators=", ".join(current.indicators))
    return current


def require_undecided(entry: Entry, indicator: IndicatorCode) -> None:
    """Refuses to touch what the council has decided on appeal."""
    if entry.resolution is not None:
        raise AppealDecided(indicator=indicator)


def may_still_score(current: Open, command: ScorecardCommand) -> None:
    """Refuses a unit whose self-scoring is over: its window and extension have passed, or it was closed."""
    calendar, day = current.calendar, command.day
    reopened = isinstance(current, Concluding) and current.reopened
    in_time = (isinstance(current, SelfScoring) or reopened) and day <= calendar.self_scoring.closes
    extended = (isinstance(current, SelfScoring | Reviewing) or reopened) and calendar.extends(day, command.unit)
    if not in_time and not extended:
        raise _outside(command, current, Stage.SELF_SCORING)


def explainable(card: Scorecard, command: ScorecardCommand, assessment: Assessment) -> Opened:
    """The scorecard while the unit may explain: as long as it may edit, and in the explanation round."""
    if not isinstance(card, UnderReview):
        return editable(card, command, assessment)
    own_unit(command)
    _require_stage(card, command, assessment.require_open(), Stage.EXPLANATION)
    return card


def require_reviewer(command: ScorecardCommand, assessment: Assessment) -> Code:
    """The reviewing body that acts; refuses one that the round does not assign or that would judge itself."""
    reviewers, body = assessment.require_open().opening.reviewers, command.actor.unit
    if body is None or body not in reviewers:
        raise ReviewerNotAssigned(reviewer=body or "—", round=command.round, assigned=", ".join(reviewers))
    if body == command.unit:
        raise ReviewerScoresOwnUnit(unit=command.unit)
    return body


def reviewable(card: Scorecard, command: ScorecardCommand, assessment: Assessment) -> UnderReview:
    """The scorecard while reviewers may judge it: in the review or on-site window, or after it was reopened."""
    reviewed = under_review(card, command)
    current = assessment.require_open()
    if isinstance(current, Concluding) and not reviewed.reopened:
        raise _outside(command, current, Stage.REVIEW, Stage.ON_SITE)
    _require_stage(reviewed, command, current, Stage.REVIEW, Stage.ON_SITE)
    return reviewed


def _require_self_scoring(command: ScorecardCommand, current: Open) -> None:
    may_still_score(current, command)
    if command.day < current.calendar.self_scoring.opens:
        raise _outside(command, current, Stage.SELF_SCORING)


def _require_correction(card: BackWithUnit, command: ScorecardCommand, current: Open) -> None:
    if card.due is None:
        _require_stage(card, command, current, Stage.SELF_SCORING, Stage.REVIEW, Stage.ON_SITE, Stage.EXPLANATION)
    elif command.day > card.due and not current.calendar.extends(command.day, command.unit):
        raise OutsideWindow(day=command.day, window=f"≤ {card.due}")


def _require_stage(card: Opened, command: ScorecardCommand, current: Open, *stages: Stage) -> None:
    if not card.reopened and not current.calendar.allows(command.day, *stages):
        raise _outside(command, current, *stages)


def _outside(command: ScorecardCommand, current: Open, *stages: Stage) -> OutsideWindow:
    windows = ((stage, window) for stage in stages for window in current.calendar.windows(stage))
    written = [f"{stage}: {window.opens} – {window.closes}" for stage, window in windows]
    extension = current.calendar.extensions.get(command.unit)
    if extension is not None and Stage.SELF_SCORING in stages:
        written.append(f"{command.unit}: ≤ {extension}")
    return OutsideWindow(day=command.day, window="; ".join(written) or "—")
