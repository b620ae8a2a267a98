"""The end of a scorecard: appealed, resolved, finalised, and reopened only by reason."""

from decimal import Decimal
from typing import Any

import msgspec
import pytest

from domain.event import Event
from domain.refusal import ReasonRequired, RoleNotAllowed
from domain.round.refusals import RoundLocked, WrongPhase
from domain.scorecard.commands import AppealScore, FinaliseScorecard, ReopenScorecard, ResolveAppeal
from domain.scorecard.events import MarkedNotApplicable, ScorecardReopened
from domain.scorecard.refusals import (
    AppealsOpen,
    IndicatorUnknown,
    NoOpenAppeal,
    NothingToAppeal,
    NotYourUnit,
    OutsideWindow,
    PointsAboveMaximum,
    PointsOrInputs,
    ScorecardUnknown,
    StatedIndexNotANumber,
    TooManyDecimals,
    WrongState,
)
from domain.scorecard.state import INITIAL, Entry, Final, UnderReview, evolve, evolve_entry
from tests.domain.builders import (
    ADMINISTRATOR,
    CONCLUDING,
    COUNCIL,
    FINAL,
    FINALISED,
    OFFICER,
    OTHER_UNIT,
    PUBLISHED,
    REOPENED,
    REVIEW_DAY,
    REVIEWING,
    SCORED,
    SELF_SCORING,
    SUBMITTED,
    adjusted,
    appealed,
    ask,
    at,
    finalised,
    opened,
    province_registered,
    resolved,
    returned,
    self_scored,
    submitted,
)
from tests.domain.specification import fold, scorecard

CONCLUDED = scorecard(CONCLUDING).given(*SUBMITTED, adjusted("2.4", 10))
APPEALED = CONCLUDED.given(appealed("2.4"))


def appeal(**changes: Any) -> AppealScore:
    return ask(AppealScore, **{"indicator": "2.4", **changes})


def resolve(**changes: Any) -> ResolveAppeal:
    return ask(ResolveAppeal, **{"indicator": "2.4", "accepted": True, "points": 12, **changes})


# --- Appeals ----------------------------------------------------------------------------------------------------------
def test_a_unit_appeals_with_or_without_the_points_it_claims():
    CONCLUDED.when(appeal()).then(appealed("2.4"))
    CONCLUDED.when(appeal(claimed_points="12.5")).then(appealed("2.4", "12.5"))


def test_an_appeal_needs_a_reason():
    CONCLUDED.when(appeal(reason=None)).then_rejected(ReasonRequired)


def test_claimed_points_keep_to_the_bounds():
    CONCLUDED.when(appeal(claimed_points=16)).then_rejected(PointsAboveMaximum)
    CONCLUDED.when(appeal(claimed_points="1.234")).then_rejected(TooManyDecimals)


def test_a_unit_appeals_in_the_explanation_round():
    CONCLUDED.when(appeal(at=REVIEW_DAY)).then_rejected(OutsideWindow)
    CONCLUDED.when(appeal(at=at("2022-12-08", "00:00"))).then_rejected(OutsideWindow)


def test_a_unit_appeals_for_itself():
    stranger = msgspec.structs.replace(OFFICER, unit=OTHER_UNIT)
    CONCLUDED.when(appeal(actor=stranger)).then_rejected(NotYourUnit, actor_unit=OTHER_UNIT)


def test_only_points_are_appealed_against():
    scored = [event for event in SCORED if getattr(event, "indicator", None) != "2.3"]
    never_scored = scorecard(CONCLUDING).given(*scored, MarkedNotApplicable(indicator="2.3"), submitted())
    never_scored.when(appeal(indicator="2.3")).then_rejected(NothingToAppeal, indicator="2.3")
    CONCLUDED.when(appeal(indicator="9.9")).then_rejected(IndicatorUnknown)


def test_an_indicator_that_a_reviewer_took_out_is_appealed_for_and_comes_back():
    out = CONCLUDED.given(MarkedNotApplicable(indicator="2.3"))
    out.when(appeal(indicator="2.3")).then(appealed("2.3"))
    contested = out.given(MarkedNotApplicable(indicator="2.3"), appealed("2.3"))
    granted, refused = resolved("2.3", 8), resolved("2.3", 8, accepted=False)
    contested.when(resolve(indicator="2.3", points=8)).then(granted)
    assert fold_entry(*SUBMITTED, MarkedNotApplicable(indicator="2.3"), granted).not_applicable is False
    assert fold_entry(*SUBMITTED, MarkedNotApplicable(indicator="2.3"), refused).not_applicable is True


def fold_entry(*events: Event) -> Entry:
    card = fold(evolve, INITIAL, events)
    assert isinstance(card, UnderReview)
    return card.entry("2.3")


def test_the_total_that_an_authority_printed_is_a_number_and_stays():
    stated = {"stated_index": Decimal("0.7163")}
    CONCLUDED.when(ask(FinaliseScorecard, stated_index=Decimal("NaN"))).then_rejected(StatedIndexNotANumber)
    final = scorecard(CONCLUDING).given(*FINAL)
    final.when(ask(FinaliseScorecard, **stated)).then_rejected(WrongState, state="Final")


def test_a_scorecard_in_the_units_hands_is_not_appealed():
    back = scorecard(REVIEWING).given(*SUBMITTED, returned())
    back.when(appeal()).then_rejected(WrongState, state="BackWithUnit", needed="UnderReview")


def test_a_decided_indicator_is_appealed_again():
    APPEALED.given(resolved("2.4", 12)).when(appeal()).then(appealed("2.4"))


def test_the_council_accepts_an_appeal_with_points():
    APPEALED.when(resolve()).then(resolved("2.4", 12))


def test_the_council_rejects_an_appeal_and_the_points_stay():
    APPEALED.when(resolve(accepted=False, points=None)).then(resolved("2.4", 10, accepted=False))


def test_a_rejected_second_appeal_leaves_what_the_first_one_won():
    again = APPEALED.given(resolved("2.4", 12), appealed("2.4"))
    again.when(resolve(accepted=False, points=None)).then(resolved("2.4", 12, accepted=False))


def test_an_appeal_against_unadjusted_points_is_rejected_with_the_units_own():
    own = scorecard(CONCLUDING).given(*SUBMITTED, appealed("1.2"))
    command = resolve(indicator="1.2", accepted=False, points=None)
    own.when(command).then(resolved("1.2", 5, accepted=False))


def test_an_accepted_appeal_needs_points_in_bounds():
    APPEALED.when(resolve(points=None)).then_rejected(PointsOrInputs, expected="points")
    APPEALED.when(resolve(points=16)).then_rejected(PointsAboveMaximum)


def test_a_decision_needs_a_reason_and_the_council():
    APPEALED.when(resolve(reason=None)).then_rejected(ReasonRequired)
    APPEALED.when(resolve(actor=ADMINISTRATOR)).then_rejected(RoleNotAllowed, allowed="council")


@pytest.mark.parametrize("change", [{}, {"accepted": False, "points": None}, {"points": None}])
def test_without_an_appeal_nothing_is_decided(change):
    CONCLUDED.when(resolve(**change)).then_rejected(NoOpenAppeal, indicator="2.4")


@pytest.mark.parametrize("change", [{"points": 11}, {"accepted": False}])
def test_a_decided_appeal_is_not_decided_otherwise(change):
    APPEALED.given(resolved("2.4", 12)).when(resolve(**change)).then_rejected(NoOpenAppeal)


# --- Finalising -------------------------------------------------------------------------------------------------------
def test_the_three_totals_stand_when_a_scorecard_is_finalised():
    decided = APPEALED.given(resolved("2.4", 11))
    decided.when(ask(FinaliseScorecard)).then(finalised("60.5", "58.5", "59.5"))


def test_the_council_finalises_with_the_index_that_an_authority_printed():
    event = msgspec.structs.replace(finalised("60.5", "58.5", "58.5"), stated_index=Decimal("0.7313"))
    CONCLUDED.when(ask(FinaliseScorecard, actor=COUNCIL, stated_index="0.7313")).then(event)


def test_what_is_not_applicable_is_in_no_final_total():
    out = CONCLUDED.given(MarkedNotApplicable(indicator="2.3"))
    out.when(ask(FinaliseScorecard)).then(finalised("52.5", "50.5", "50.5", 70))


def test_open_appeals_hold_a_scorecard_up():
    APPEALED.given(appealed("1.2")).when(ask(FinaliseScorecard)).then_rejected(AppealsOpen, indicators="1.2, 2.4")


@pytest.mark.parametrize(("in_round", "phase"), [(SELF_SCORING, "SelfScoring"), (REVIEWING, "Reviewing")])
def test_a_scorecard_is_finalised_only_after_review(in_round, phase):
    reviewed = scorecard(in_round).given(*SUBMITTED)
    reviewed.when(ask(FinaliseScorecard)).then_rejected(WrongPhase, phase=phase, needed="Concluding")


@pytest.mark.parametrize("events", [SCORED, (*SUBMITTED, returned())])
def test_a_scorecard_that_was_not_handed_in_is_not_finalised(events):
    scorecard(CONCLUDING).given(*events).when(ask(FinaliseScorecard)).then_rejected(WrongState, needed="UnderReview")


def test_a_final_scorecard_stays_final():
    for in_round in (CONCLUDING, PUBLISHED):
        scorecard(in_round).given(*FINAL).when(ask(FinaliseScorecard)).then_nothing()


# --- Reopening --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("in_round", [CONCLUDING, REOPENED])
def test_a_final_scorecard_is_reopened(in_round):
    scorecard(in_round).given(*FINAL).when(ask(ReopenScorecard)).then(ScorecardReopened())


def test_reopening_needs_a_reason_and_the_council():
    final = scorecard(REOPENED).given(*FINAL)
    final.when(ask(ReopenScorecard, reason=None)).then_rejected(ReasonRequired)
    final.when(ask(ReopenScorecard, actor=ADMINISTRATOR)).then_rejected(RoleNotAllowed, allowed="council")


@pytest.mark.parametrize("events", [SCORED, (*SUBMITTED, returned())])
def test_only_a_final_scorecard_is_reopened(events):
    scorecard(CONCLUDING).given(*events).when(ask(ReopenScorecard)).then_rejected(WrongState, needed="Final")


def test_a_reopened_scorecard_is_corrected_and_finalised_again():
    reopened = scorecard(REOPENED).given(*FINAL, ScorecardReopened())
    reopened.when(appeal(at=at("2023-03-01"))).then(appealed("2.4"))
    corrected = reopened.given(adjusted("2.4", 14))
    corrected.when(ask(FinaliseScorecard, at=at("2023-03-02"))).then(finalised("60.5", "62.5", "62.5"))


def test_a_reopened_and_returned_scorecard_is_submitted_again():
    returned_again = (*FINAL, ScorecardReopened(), returned(), self_scored("2.4", 15), submitted("63.5"))
    card = fold(evolve, INITIAL, returned_again)
    assert isinstance(card, UnderReview)
    assert card.reopened


# --- Any state --------------------------------------------------------------------------------------------------------
CONCLUSIONS = [appeal(), resolve(), ask(FinaliseScorecard), ask(ReopenScorecard)]
named = pytest.mark.parametrize("command", CONCLUSIONS, ids=lambda command: type(command).__name__)


@named
def test_a_scorecard_that_was_never_opened_is_not_concluded(command):
    scorecard(CONCLUDING).when(command).then_rejected(ScorecardUnknown)


@named
def test_a_locked_round_keeps_conclusions_as_they_are(command):
    for locked in (FINALISED, PUBLISHED):
        scorecard(locked).given(*SUBMITTED, appealed("2.4")).when(command).then_rejected(RoundLocked)


@pytest.mark.parametrize("command", CONCLUSIONS[:2], ids=lambda command: type(command).__name__)
def test_a_final_scorecard_is_neither_appealed_nor_resolved(command):
    scorecard(CONCLUDING).given(*FINAL).when(command).then_rejected(WrongState, state="Final")


def test_events_that_do_not_concern_the_scorecard_leave_it_as_it_is():
    card = fold(evolve, INITIAL, FINAL)
    assert isinstance(card, Final)
    assert evolve(card, province_registered()) is card
    assert evolve(INITIAL, submitted()) is INITIAL
    assert evolve_entry(card.entry("2.4"), opened()) == card.entry("2.4")
