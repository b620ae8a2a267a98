"""A scorecard under review: reviewers lower, raise and confirm, return it, and the unit explains."""

from datetime import date
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from domain.event import Event
from domain.metadata import Actor, Role
from domain.refusal import ReasonRequired, RoleNotAllowed
from domain.round.events import CalendarChanged
from domain.round.refusals import RoundLocked
from domain.scorecard.commands import (
    AdjustScore,
    AttachEvidence,
    Explain,
    MarkNotApplicable,
    ReturnScorecard,
    SelfScore,
    SubmitScorecard,
)
from domain.scorecard.events import MarkedNotApplicable, ScorecardReopened
from domain.scorecard.refusals import (
    AppealDecided,
    IndicatorUnknown,
    NotOptional,
    NotReturned,
    OutsideWindow,
    PointsAboveMaximum,
    PointsOrInputs,
    ReviewerNotAssigned,
    ReviewerScoresOwnUnit,
    ScorecardUnknown,
    WrongState,
)
from domain.scorecard.state import INITIAL, evolve, evolve_entry
from tests.domain.builders import (
    BODY,
    CALENDAR,
    CARD,
    CONCLUDING,
    COUNCIL,
    DEFINITION,
    EXPLANATION_DAY,
    FINAL,
    ON_SITE_DAY,
    OTHER_BODY,
    OTHER_REVIEWING_OFFICER,
    PUBLISHED,
    REOPENED,
    REVIEW_DAY,
    REVIEWING,
    REVIEWING_OFFICER,
    SCORED,
    SELF_SCORING,
    SUBMITTED,
    UNIT,
    adjusted,
    appealed,
    ask,
    at,
    attached,
    evidence,
    explained,
    opened,
    resolved,
    returned,
    self_scored,
    submitted,
)
from tests.domain.specification import fold, scorecard

UNDER_REVIEW = scorecard(REVIEWING).given(*SUBMITTED)


def adjust(**changes: Any) -> AdjustScore:
    return ask(AdjustScore, **{"indicator": "2.4", "points": 10, **changes})


# --- Adjustments ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("points", [10, 12, 14, 0, 15])
def test_a_reviewer_lowers_confirms_or_raises(points):
    UNDER_REVIEW.when(adjust(points=points)).then(adjusted("2.4", points))


def test_a_reviewer_adjusts_by_the_rules_inputs():
    command = adjust(indicator="2.1", points=None, inputs={"a": "1", "b": "3"})
    UNDER_REVIEW.when(command).then(adjusted("2.1", "3.33", inputs={"a": "1", "b": "3"}))


def test_a_reviewer_adjusts_on_site():
    UNDER_REVIEW.when(adjust(on_site=True, at=ON_SITE_DAY)).then(adjusted("2.4", 10, on_site=True))


def test_an_adjustment_needs_a_reason():
    UNDER_REVIEW.when(adjust(reason=None)).then_rejected(ReasonRequired)


def test_an_adjustment_keeps_to_the_bounds():
    UNDER_REVIEW.when(adjust(points=16)).then_rejected(PointsAboveMaximum, indicator="2.4")
    UNDER_REVIEW.when(adjust(points=None)).then_rejected(PointsOrInputs)
    UNDER_REVIEW.when(adjust(indicator="9.9")).then_rejected(IndicatorUnknown)


def test_several_reviewers_adjust_one_indicator_and_the_last_one_holds():
    first = UNDER_REVIEW.given(adjusted("2.4", 10))
    first.when(adjust(points=11, actor=OTHER_REVIEWING_OFFICER)).then(adjusted("2.4", 11, OTHER_BODY))
    first.when(adjust(points=10, actor=OTHER_REVIEWING_OFFICER)).then(adjusted("2.4", 10, OTHER_BODY))
    card = fold(evolve, INITIAL, (*SUBMITTED, adjusted("2.4", 10), adjusted("2.4", 11, OTHER_BODY)))
    entry = card.entry("2.4")
    assert [(each.reviewer, each.points) for each in entry.adjustments] == [(BODY, 10), (OTHER_BODY, 11)]
    assert (entry.self_points, entry.reviewed_points) == (12, 11)


def test_a_reviewer_returns_to_an_earlier_word_after_another_body():
    both = UNDER_REVIEW.given(adjusted("2.4", 10), adjusted("2.4", 11, OTHER_BODY))
    both.when(adjust()).then(adjusted("2.4", 10))


def test_a_reviewer_who_repeats_the_last_word_changes_nothing():
    UNDER_REVIEW.given(adjusted("2.4", 10)).when(adjust(reason="Nói lại")).then_nothing()


def test_a_body_that_confirms_its_word_on_site_says_something_new():
    adjusted_before = UNDER_REVIEW.given(adjusted("2.4", 10))
    adjusted_before.when(adjust(points=10, on_site=True)).then(adjusted("2.4", 10, on_site=True))


def test_reviewers_do_not_overrule_the_council():
    decided = UNDER_REVIEW.given(adjusted("2.4", 10), appealed("2.4"), resolved("2.4", 12))
    decided.when(adjust()).then_rejected(AppealDecided, indicator="2.4")
    taken_out = UNDER_REVIEW.given(appealed("2.3"), resolved("2.3", 9))
    command = ask(MarkNotApplicable, indicator="2.3", actor=REVIEWING_OFFICER, at=REVIEW_DAY)
    taken_out.when(command).then_rejected(AppealDecided)


def test_neither_does_the_unit():
    decided = UNDER_REVIEW.given(appealed("2.4"), resolved("2.4", 11), returned())
    decided.when(ask(SelfScore, indicator="2.4", points=15)).then_rejected(AppealDecided)


# --- Not applicable ---------------------------------------------------------------------------------------------------
def test_a_reviewer_takes_an_optional_indicator_out():
    command = ask(MarkNotApplicable, indicator="2.3", actor=REVIEWING_OFFICER, at=at("2022-11-20"))
    UNDER_REVIEW.when(command).then(MarkedNotApplicable(indicator="2.3"))
    required = msgspec.structs.replace(command, indicator="2.4")
    UNDER_REVIEW.when(required).then_rejected(NotOptional)


def test_an_adjustment_brings_an_indicator_back():
    out = UNDER_REVIEW.given(MarkedNotApplicable(indicator="2.3"))
    out.when(adjust(indicator="2.3", points=6)).then(adjusted("2.3", 6))
    card = fold(evolve, INITIAL, (*SUBMITTED, MarkedNotApplicable(indicator="2.3"), adjusted("2.3", 6)))
    assert not card.entry("2.3").not_applicable


# --- Windows ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "moment", [at("2022-11-15", "00:00"), at("2022-11-30", "23:59"), at("2022-12-01"), at("2022-12-02", "23:59:59")]
)
def test_reviewers_judge_in_the_review_and_the_on_site_window(moment):
    UNDER_REVIEW.when(adjust(at=moment)).then(adjusted("2.4", 10))


@pytest.mark.parametrize("moment", [at("2022-11-14", "23:59:59"), at("2022-12-03", "00:00"), EXPLANATION_DAY])
def test_reviewers_judge_at_no_other_time(moment):
    written = "review: 2022-11-15 – 2022-11-30; on_site: 2022-11-25 – 2022-12-02"
    UNDER_REVIEW.when(adjust(at=moment)).then_rejected(OutsideWindow, window=written)


def test_where_windows_overlap_reviewers_judge_while_others_still_score_themselves():
    scorecard(SELF_SCORING).given(*SUBMITTED).when(adjust()).then(adjusted("2.4", 10))


def test_closed_review_ends_the_window_early():
    scorecard(CONCLUDING).given(*SUBMITTED).when(adjust()).then_rejected(OutsideWindow)


@pytest.mark.parametrize("in_round", [CONCLUDING, REOPENED])
def test_a_reopened_scorecard_is_judged_at_any_time(in_round):
    reopened = scorecard(in_round).given(*FINAL, ScorecardReopened())
    reopened.when(adjust(at=at("2023-03-01"))).then(adjusted("2.4", 10))


# --- Returning --------------------------------------------------------------------------------------------------------
def test_a_scorecard_is_returned_to_the_unit():
    command = ask(ReturnScorecard, indicators=("1.1", "2.4"), due=date(2022, 11, 25))
    UNDER_REVIEW.when(command).then(returned(indicators=("1.1", "2.4"), due=date(2022, 11, 25)))


def test_returning_needs_a_reason_and_indicators_that_exist():
    UNDER_REVIEW.when(ask(ReturnScorecard, reason=None)).then_rejected(ReasonRequired)
    UNDER_REVIEW.when(ask(ReturnScorecard, indicators=("9.9",))).then_rejected(IndicatorUnknown, indicator="9.9")


def test_a_scorecard_that_is_back_already_is_not_returned():
    back = UNDER_REVIEW.given(returned(due=date(2022, 11, 25)))
    back.when(ask(ReturnScorecard, due=date(2022, 11, 28))).then_rejected(WrongState, state="BackWithUnit")


def test_the_unit_corrects_a_returned_scorecard_until_its_day():
    back = UNDER_REVIEW.given(returned(due=date(2022, 11, 25)))
    correct = ask(SelfScore, indicator="2.4", points=14, at=at("2022-11-25", "23:59"))
    back.when(correct).then(self_scored("2.4", 14))
    late = msgspec.structs.replace(correct, at=at("2022-11-26", "00:00"))
    back.when(late).then_rejected(OutsideWindow, window="≤ 2022-11-25")


def test_an_extension_gives_a_returned_scorecard_longer():
    extension = CalendarChanged(calendar=msgspec.structs.replace(CALENDAR, extensions={UNIT: date(2022, 12, 9)}))
    back = scorecard((*CONCLUDING, extension)).given(*SUBMITTED, returned(due=date(2022, 11, 25)))
    late = ask(SubmitScorecard, at=at("2022-12-09", "23:59"))
    back.when(late).then(submitted())
    back.when(msgspec.structs.replace(late, at=at("2022-12-10", "00:00"))).then_rejected(OutsideWindow)


@pytest.mark.parametrize("moment", [at("2022-11-14"), at("2022-11-30"), at("2022-12-02"), at("2022-12-07")])
def test_without_a_day_the_unit_corrects_within_the_rounds_windows(moment):
    back = UNDER_REVIEW.given(returned())
    back.when(ask(SelfScore, indicator="2.4", points=14, at=moment)).then(self_scored("2.4", 14))
    back.when(ask(SelfScore, indicator="2.4", points=14, at=at("2022-12-08"))).then_rejected(OutsideWindow)


def test_a_corrected_scorecard_is_submitted_again_and_is_not_late():
    back = UNDER_REVIEW.given(returned(), self_scored("2.4", 14))
    back.when(ask(SubmitScorecard, at=at("2022-11-20"))).then(submitted("62.5"))


def test_a_new_self_score_sets_adjustments_aside_and_they_remain_visible():
    card = fold(evolve, INITIAL, (*SUBMITTED, adjusted("2.4", 10), returned(), self_scored("2.4", 14)))
    entry = card.entry("2.4")
    assert (entry.self_points, entry.reviewed_points, entry.final_points) == (14, 14, 14)
    assert [adjustment.points for adjustment in entry.adjustments] == [10]
    assert entry.evidence
    again = evolve_entry(entry, adjusted("2.4", 9))
    assert again.reviewed_points == 9
    assert [adjustment.points for adjustment in again.adjustments] == [10, 9]


def test_a_scorecard_returned_for_some_indicators_is_scored_anew_on_those_only():
    back = UNDER_REVIEW.given(adjusted("2.4", 2), returned(indicators=("1.1",)))
    back.when(ask(SelfScore, indicator="1.1", points=5)).then(self_scored("1.1", 5))
    back.when(ask(SelfScore, indicator="2.4", points=15)).then_rejected(NotReturned, indicator="2.4", indicators="1.1")
    back.when(ask(MarkNotApplicable, indicator="2.3")).then_rejected(NotReturned)
    back.when(ask(Explain, indicator="2.4", text="Đã bổ sung")).then(explained("2.4", "Đã bổ sung"))


# --- Explaining -------------------------------------------------------------------------------------------------------
def test_in_the_explanation_round_the_unit_explains_and_attaches():
    for events in (REVIEWING, CONCLUDING):
        explaining = scorecard(events).given(*SUBMITTED)
        command = ask(Explain, indicator="2.4", text="Theo biên bản", at=EXPLANATION_DAY)
        explaining.when(command).then(explained("2.4", "Theo biên bản"))
        more = ask(AttachEvidence, indicator="2.4", evidence=evidence("b"), at=EXPLANATION_DAY)
        explaining.when(more).then(attached("2.4", "b"))


@pytest.mark.parametrize("moment", [at("2022-12-02", "23:59:59"), at("2022-12-08", "00:00")])
def test_under_review_the_unit_explains_at_no_other_time(moment):
    command = ask(Explain, indicator="2.4", text="Theo biên bản", at=moment)
    UNDER_REVIEW.when(command).then_rejected(OutsideWindow, window="explanation: 2022-12-03 – 2022-12-07")


def test_without_an_explanation_round_the_refusal_still_reads_well():
    bare = CalendarChanged(calendar=msgspec.structs.replace(CALENDAR, explanation=None))
    command = ask(Explain, indicator="2.4", text="Theo biên bản", at=EXPLANATION_DAY)
    scorecard((*REVIEWING, bare)).given(*SUBMITTED).when(command).then_rejected(OutsideWindow, window="—")


# --- Who --------------------------------------------------------------------------------------------------------------
JUDGEMENTS = [
    adjust(),
    ask(ReturnScorecard),
    ask(MarkNotApplicable, indicator="2.3", actor=REVIEWING_OFFICER, at=at("2022-11-20")),
]
named = pytest.mark.parametrize("command", JUDGEMENTS, ids=lambda command: type(command).__name__)


@named
def test_only_assigned_bodies_review(command):
    for unit, told in (("so-y-te", "so-y-te"), (None, "—")):
        actor = Actor(id="nguoi-la", role=Role.REVIEWER, unit=unit)
        refused = {"reviewer": told, "assigned": f"{BODY}, {OTHER_BODY}"}
        UNDER_REVIEW.when(msgspec.structs.replace(command, actor=actor)).then_rejected(ReviewerNotAssigned, **refused)


@named
def test_a_body_does_not_review_itself(command):
    own = scorecard(REVIEWING).given(opened(unit=BODY, scorecard=CARD), submitted())
    own.when(msgspec.structs.replace(command, unit=BODY)).then_rejected(ReviewerScoresOwnUnit, unit=BODY)


@pytest.mark.parametrize("command", JUDGEMENTS[:2], ids=lambda command: type(command).__name__)
def test_only_reviewers_review(command):
    UNDER_REVIEW.when(msgspec.structs.replace(command, actor=COUNCIL)).then_rejected(RoleNotAllowed, allowed="reviewer")


@named
def test_only_a_submitted_scorecard_is_reviewed(command):
    scorecard(REVIEWING).when(command).then_rejected(ScorecardUnknown)
    scorecard(REVIEWING).given(*SCORED).when(command).then_rejected(WrongState, state="Drafting", needed="UnderReview")
    scorecard(REVIEWING).given(*FINAL).when(command).then_rejected(WrongState, state="Final", needed="UnderReview")


@named
def test_a_locked_round_is_not_reviewed(command):
    scorecard(PUBLISHED).given(*SUBMITTED).when(command).then_rejected(RoundLocked, phase="Published")


# --- Totals -----------------------------------------------------------------------------------------------------------
def totals(*events: Event) -> tuple[Decimal, ...]:
    card = fold(evolve, INITIAL, (*SUBMITTED, *events))
    found = card.totals(DEFINITION.applicable(opened().unit_kind))
    return found.self_total, found.reviewed_total, found.final_total, found.max_points


def exactly(*points: int | str) -> tuple[Decimal, ...]:
    return tuple(Decimal(each) for each in points)


def test_three_totals_live_side_by_side():
    assert totals() == exactly("60.5", "60.5", "60.5", 80)
    assert totals(adjusted("2.4", 10)) == exactly("60.5", "58.5", "58.5", 80)
    assert totals(adjusted("2.4", 10), appealed("2.4")) == exactly("60.5", "58.5", "58.5", 80)
    assert totals(adjusted("2.4", 10), appealed("2.4"), resolved("2.4", 11)) == exactly("60.5", "58.5", "59.5", 80)


def test_what_was_not_applicable_counts_again_with_the_units_own_points_beside_the_reviewers():
    assert totals(MarkedNotApplicable(indicator="2.3"), adjusted("2.3", 6)) == exactly("60.5", "58.5", "58.5", 80)


def test_what_is_not_applicable_is_in_no_total():
    assert totals(adjusted("2.3", 5), MarkedNotApplicable(indicator="2.3")) == exactly("52.5", "52.5", "52.5", 70)


def test_an_indicator_without_points_counts_in_the_maximum():
    card = fold(evolve, INITIAL, (opened(), self_scored("1.1", 10)))
    assert card.totals(DEFINITION.applicable(opened().unit_kind)).max_points == 80
