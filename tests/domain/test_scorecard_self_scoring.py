"""A scorecard in the unit's hands: opened, scored, evidenced, explained and submitted."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec
import pytest

from domain.event import Event
from domain.metadata import UnitKind
from domain.province.events import UnitDissolved
from domain.province.refusals import UnitNotActive, UnitUnknown
from domain.refusal import ReasonRequired, RoleNotAllowed
from domain.round.events import CalendarChanged, UnitMarkedNotRanked
from domain.round.refusals import RoundLocked
from domain.rules.base import InvalidInput
from domain.scorecard.commands import (
    AttachEvidence,
    Explain,
    MarkNotApplicable,
    OpenScorecard,
    SelfScore,
    SubmitScorecard,
    WithdrawEvidence,
)
from domain.scorecard.events import EvidenceWithdrawn, MarkedNotApplicable
from domain.scorecard.refusals import (
    ApprovalDayInFuture,
    EvidenceMissing,
    IndicatorNotForKind,
    IndicatorsUnscored,
    IndicatorUnknown,
    KindNotInRound,
    NotOptional,
    NotYourUnit,
    OutsideWindow,
    PointsAboveMaximum,
    PointsBelowMinimum,
    PointsNotANumber,
    PointsOrInputs,
    ScorecardAlreadyOpen,
    ScorecardUnknown,
    TooManyDecimals,
    UnitExempt,
    WrongState,
)
from tests.domain.builders import (
    ADMINISTRATOR,
    AUDITOR,
    CALENDAR,
    CONCLUDING,
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
    UNIT,
    ask,
    at,
    attached,
    evidence,
    explained,
    opened,
    province_registered,
    self_scored,
    submitted,
    unit_registered,
)
from tests.domain.specification import scorecard

STRANGER = msgspec.structs.replace(OFFICER, unit=OTHER_UNIT)
EXTENSION = CalendarChanged(calendar=msgspec.structs.replace(CALENDAR, extensions={UNIT: date(2022, 11, 20)}))
OPEN = scorecard().given(opened())
NOT_APPLICABLE = MarkedNotApplicable(indicator="2.3")


def scored(**changes: Any) -> SelfScore:
    return ask(SelfScore, **{"indicator": "2.4", "points": 12, **changes})


# --- Opening ----------------------------------------------------------------------------------------------------------
def test_a_scorecard_is_opened_by_the_release_pinned_for_the_units_kind():
    scorecard().when(ask(OpenScorecard)).then(opened())


def test_an_administrator_opens_a_scorecard_for_a_unit():
    scorecard().when(ask(OpenScorecard, actor=ADMINISTRATOR)).then(opened())


def test_a_unit_has_one_scorecard_a_round():
    second = ask(OpenScorecard, scorecard=UUID(int=7))
    OPEN.when(second).then_rejected(ScorecardAlreadyOpen, unit=UNIT)
    scorecard(CONCLUDING).given(*FINAL).when(second).then_rejected(ScorecardAlreadyOpen, unit=UNIT)


def test_a_scorecard_is_opened_for_a_unit_that_exists():
    scorecard(in_province=[province_registered()]).when(ask(OpenScorecard)).then_rejected(UnitUnknown, unit=UNIT)
    ended = [province_registered(), unit_registered(), UnitDissolved(unit=UNIT)]
    scorecard(in_province=ended).when(ask(OpenScorecard)).then_rejected(UnitNotActive, unit=UNIT)


def test_a_scorecard_is_opened_only_for_kinds_that_the_round_scores():
    district = [province_registered(), unit_registered(kind=UnitKind.DISTRICT)]
    scorecard(in_province=district).when(ask(OpenScorecard)).then_rejected(KindNotInRound, unit_kind="district")


def test_an_exempt_unit_has_no_scorecard():
    exempt = (*SELF_SCORING, UnitMarkedNotRanked(unit=UNIT, exempt=True))
    scorecard(exempt).when(ask(OpenScorecard)).then_rejected(UnitExempt, unit=UNIT)


def test_a_unit_that_is_assessed_but_not_ranked_has_a_scorecard():
    scorecard((*SELF_SCORING, UnitMarkedNotRanked(unit=UNIT))).when(ask(OpenScorecard)).then(opened())


def test_a_locked_round_takes_no_new_scorecards():
    scorecard(PUBLISHED).when(ask(OpenScorecard)).then_rejected(RoundLocked, phase="Published")


# --- Scoring ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("indicator", "inputs", "points"),
    [
        ("1.1", {"level": "deputy"}, "5"),
        ("1.2", {"attends": "x", "chairs": "không"}, "5"),
        ("1.3", {"count": "3"}, "15"),
        ("2.1", {"a": "2", "b": "3"}, "6.67"),
        ("2.2", {"count": "9"}, "5"),
        ("2.3", {"value": "0.8005"}, "8.01"),
        ("2.4", {"points": "12.25"}, "12.25"),
    ],
)
def test_a_unit_scores_itself_by_the_rules_inputs(indicator, inputs, points):
    command = ask(SelfScore, indicator=indicator, inputs=inputs)
    OPEN.when(command).then(self_scored(indicator, points, inputs))


@pytest.mark.parametrize("points", ["0", "0.01", "12.5", "15", "15.00"])
def test_a_unit_scores_itself_by_points(points):
    OPEN.when(scored(points=points)).then(self_scored("2.4", points))


@pytest.mark.parametrize(
    ("points", "refusal"),
    [
        ("15.01", PointsAboveMaximum),
        ("Infinity", PointsAboveMaximum),
        ("-0.01", PointsBelowMinimum),
        ("-Infinity", PointsBelowMinimum),
        ("1.234", TooManyDecimals),
        ("1.0000000000000000000000000000000000001", TooManyDecimals),
        ("1E-999999999", TooManyDecimals),
        ("NaN", PointsNotANumber),
    ],
)
def test_points_out_of_bounds_are_refused(points, refusal):
    OPEN.when(scored(points=points)).then_rejected(refusal, indicator="2.4")


def test_bounds_are_told_as_people_write_them():
    OPEN.when(scored(points=16)).then_rejected(PointsAboveMaximum, points=Decimal(16), maximum=Decimal(15))


def test_either_points_or_inputs_are_given():
    OPEN.when(scored(points=None)).then_rejected(PointsOrInputs, expected="points")
    OPEN.when(scored(inputs={"points": "12"})).then_rejected(PointsOrInputs, indicator="2.4")


def test_inputs_that_the_rule_can_not_read_are_refused():
    refused = {"indicator": "2.1", "field": "a", "expected": "a, b"}
    command = ask(SelfScore, indicator="2.1", inputs={"a": "4", "b": "3"})
    OPEN.when(command).then_rejected(InvalidInput, **refused)


def test_an_indicator_that_the_set_lacks_is_refused():
    OPEN.when(scored(indicator="9.9")).then_rejected(IndicatorUnknown, indicator="9.9", version="1.0.0")


def test_an_indicator_for_other_kinds_is_refused():
    OPEN.when(scored(indicator="2.5")).then_rejected(IndicatorNotForKind, indicator="2.5", unit_kind="department")


def test_a_new_score_replaces_the_old_one():
    OPEN.given(self_scored("2.4", 10)).when(scored()).then(self_scored("2.4", 12))


def test_the_same_points_from_other_inputs_are_another_score():
    by_points = OPEN.given(self_scored("2.4", 12))
    by_points.when(scored(points=None, inputs={"points": "12"})).then(self_scored("2.4", 12, {"points": "12"}))


def test_evidence_and_explanation_come_along_with_a_score():
    command = scored(evidence=(evidence("a"), evidence("b"), evidence("a")), explanation="Chờ ký")
    events = self_scored("2.4", 12), attached("2.4", "a"), attached("2.4", "b"), explained("2.4", "Chờ ký")
    OPEN.when(command).then(*events)


def test_only_what_is_new_in_a_score_is_recorded():
    scored_before = OPEN.given(self_scored("2.4", 12), attached("2.4", "a"), explained("2.4", "Chờ ký"))
    command = scored(evidence=(evidence("a"), evidence("b")), explanation="Chờ ký")
    scored_before.when(command).then(attached("2.4", "b"))


# --- Evidence, explanations, not applicable ---------------------------------------------------------------------------
def test_evidence_is_attached_and_explained():
    OPEN.when(ask(AttachEvidence, indicator="1.1", evidence=evidence())).then(attached("1.1"))
    OPEN.when(ask(Explain, indicator="1.1", text="Chờ ký")).then(explained("1.1", "Chờ ký"))


def test_a_later_explanation_stands_before_an_earlier_one():
    OPEN.given(explained("1.1", "Chờ ký")).when(ask(Explain, indicator="1.1", text="Đã ký")).then(
        explained("1.1", "Đã ký")
    )


def test_a_document_is_known_by_its_content():
    renamed = msgspec.structs.replace(evidence(), name="ten-khac.pdf")
    OPEN.given(attached("1.1")).when(ask(AttachEvidence, indicator="1.1", evidence=renamed)).then_nothing()


def test_evidence_is_withdrawn():
    two = OPEN.given(attached("1.1", "a"), attached("1.1", "b"))
    command = ask(WithdrawEvidence, indicator="1.1", sha256="a" * 64)
    two.when(command).then(EvidenceWithdrawn(indicator="1.1", sha256="a" * 64))


def test_withdrawing_evidence_needs_a_reason():
    command = ask(WithdrawEvidence, indicator="1.1", sha256="a" * 64, reason="\t ")
    OPEN.given(attached("1.1")).when(command).then_rejected(ReasonRequired)


def test_evidence_that_is_not_there_is_not_withdrawn():
    OPEN.when(ask(WithdrawEvidence, indicator="1.1", sha256="a" * 64)).then_nothing()


def test_an_optional_indicator_is_marked_not_applicable():
    OPEN.given(self_scored("2.3", 8)).when(ask(MarkNotApplicable, indicator="2.3")).then(NOT_APPLICABLE)


def test_an_indicator_that_is_not_optional_stays():
    OPEN.when(ask(MarkNotApplicable, indicator="2.4")).then_rejected(NotOptional, indicator="2.4")


def test_not_applicable_needs_a_reason():
    OPEN.when(ask(MarkNotApplicable, indicator="2.3", reason=None)).then_rejected(ReasonRequired)


def test_scoring_brings_an_indicator_back():
    again = OPEN.given(self_scored("2.3", 8), NOT_APPLICABLE)
    again.when(scored(indicator="2.3", points=8)).then(self_scored("2.3", 8))


# --- Windows ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "moment",
    [
        at("2022-10-15", "00:00"),
        at("2022-11-14", "23:59:59.999999"),
        at("2022-11-14").replace(day=14, hour=16, minute=59, second=59),
    ],
)
def test_the_first_and_the_last_day_in_viet_nam_belong_to_the_window(moment):
    OPEN.when(scored(at=moment)).then(self_scored("2.4", 12))


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (at("2022-10-14", "23:59:59.999999"), date(2022, 10, 14)),
        (at("2022-11-15", "00:00"), date(2022, 11, 15)),
        (at("2022-11-14").replace(day=14, hour=17), date(2022, 11, 15)),
    ],
)
def test_outside_the_window_a_unit_does_not_score_itself(moment, day):
    written = "self_scoring: 2022-10-15 – 2022-11-14"
    OPEN.when(scored(at=moment)).then_rejected(OutsideWindow, day=day, window=written)


def test_a_unit_that_was_given_longer_scores_until_then():
    extended = scorecard((*SELF_SCORING, EXTENSION)).given(opened())
    extended.when(scored(at=at("2022-11-20", "23:59"))).then(self_scored("2.4", 12))
    extended.when(scored(at=at("2022-11-21", "00:00"))).then_rejected(OutsideWindow)


def test_an_extension_is_for_one_unit():
    extended = scorecard((*SELF_SCORING, EXTENSION), [province_registered(), unit_registered(OTHER_UNIT)])
    command = scored(unit=OTHER_UNIT, actor=STRANGER, at=at("2022-11-15"))
    extended.given(opened(unit=OTHER_UNIT)).when(command).then_rejected(OutsideWindow)


def test_closed_self_scoring_ends_the_window_early():
    scorecard(REVIEWING).given(opened()).when(scored()).then_rejected(OutsideWindow)
    scorecard(CONCLUDING).given(opened()).when(scored()).then_rejected(OutsideWindow)


def test_in_a_reopened_round_a_unit_scores_within_its_window():
    reopened = scorecard((*REOPENED, EXTENSION)).given(opened())
    reopened.when(scored(at=at("2022-11-20"))).then(self_scored("2.4", 12))
    reopened.when(scored(at=at("2022-12-21"))).then_rejected(OutsideWindow)


# --- Submission -------------------------------------------------------------------------------------------------------
SUBMIT = ask(SubmitScorecard)


def without(code: str, *more: Event) -> tuple[Event, ...]:
    """The complete scorecard without anything about one indicator, and with more events instead."""
    return (*(event for event in SCORED if getattr(event, "indicator", None) != code), *more)


def test_a_complete_scorecard_is_submitted_with_its_total():
    scorecard().given(*SCORED).when(SUBMIT).then(submitted())


def test_every_applicable_indicator_is_scored_before_submission():
    refused = {"count": 6, "indicators": "1.1, 1.2, 1.3, 2.1, 2.2, 2.3"}
    OPEN.given(self_scored("2.4", 0)).when(SUBMIT).then_rejected(IndicatorsUnscored, **refused)


def test_points_without_evidence_need_an_explanation():
    bare = scorecard().given(*without("1.1", self_scored("1.1", 10)))
    bare.when(SUBMIT).then_rejected(EvidenceMissing, count=1, indicators="1.1")
    bare.given(explained("1.1", " \n")).when(SUBMIT).then_rejected(EvidenceMissing)
    bare.given(explained("1.1")).when(SUBMIT).then(submitted())


def test_withdrawn_evidence_is_missing():
    withdrawn = scorecard().given(*SCORED, EvidenceWithdrawn(indicator="2.4", sha256="a" * 64))
    withdrawn.when(SUBMIT).then_rejected(EvidenceMissing, indicators="2.4")


def test_zero_points_need_no_evidence():
    scorecard().given(*without("1.1", self_scored("1.1", 0))).when(SUBMIT).then(submitted("50.5"))


def test_a_not_applicable_indicator_leaves_points_and_maximum():
    scorecard().given(*SCORED, NOT_APPLICABLE).when(SUBMIT).then(submitted("52.5", 70))
    scorecard().given(*without("2.3", NOT_APPLICABLE)).when(SUBMIT).then(submitted("52.5", 70))


def test_the_head_approves_no_later_than_the_submission():
    complete = scorecard().given(*SCORED)
    late_evening = at("2022-11-01", "23:30")
    same_day = ask(SubmitScorecard, approved_on=date(2022, 11, 1), at=late_evening)
    complete.when(same_day).then(submitted(approved_on=date(2022, 11, 1)))
    tomorrow = ask(SubmitScorecard, approved_on=date(2022, 11, 2), at=late_evening)
    complete.when(tomorrow).then_rejected(ApprovalDayInFuture, approved_on=date(2022, 11, 2), day=date(2022, 11, 1))


def test_a_submission_on_an_extension_is_late():
    extended = scorecard((*SELF_SCORING, EXTENSION)).given(*SCORED)
    extended.when(ask(SubmitScorecard, at=at("2022-11-14", "23:59"))).then(submitted())
    extended.when(ask(SubmitScorecard, at=at("2022-11-15", "00:00"))).then(submitted(late=True))


def test_after_the_window_nothing_is_submitted():
    scorecard().given(*SCORED).when(ask(SubmitScorecard, at=REVIEW_DAY)).then_rejected(OutsideWindow)


def test_a_submitted_scorecard_is_not_submitted_again():
    scorecard(REVIEWING).given(*SUBMITTED).when(SUBMIT).then_nothing()


# --- Who and when -----------------------------------------------------------------------------------------------------
EDITS = [
    scored(),
    ask(AttachEvidence, indicator="1.1", evidence=evidence("f")),
    ask(WithdrawEvidence, indicator="1.1", sha256="a" * 64),
    ask(Explain, indicator="1.1", text="Giải trình"),
    ask(MarkNotApplicable, indicator="2.3"),
    SUBMIT,
]
named = pytest.mark.parametrize("command", EDITS, ids=lambda command: type(command).__name__)


@pytest.mark.parametrize("command", [ask(OpenScorecard), *EDITS], ids=lambda command: type(command).__name__)
def test_a_unit_acts_on_its_own_scorecard(command):
    foreign = msgspec.structs.replace(command, actor=STRANGER)
    nobody = msgspec.structs.replace(command, actor=msgspec.structs.replace(OFFICER, unit=None))
    for state in (scorecard(), scorecard().given(*SCORED), scorecard().given(*SUBMITTED)):
        state.when(foreign).then_rejected(NotYourUnit, actor_unit=OTHER_UNIT, unit=UNIT)
        state.when(nobody).then_rejected(NotYourUnit, actor_unit="—")


@named
def test_an_auditor_changes_nothing(command):
    OPEN.when(msgspec.structs.replace(command, actor=AUDITOR)).then_rejected(RoleNotAllowed, role="auditor")


@named
def test_a_scorecard_that_was_never_opened_does_not_change(command):
    scorecard().when(command).then_rejected(ScorecardUnknown, unit=UNIT)


@named
def test_a_locked_round_keeps_scorecards_as_they_are(command):
    for locked in (FINALISED, PUBLISHED):
        for events in (SCORED, SUBMITTED, FINAL):
            scorecard(locked).given(*events).when(command).then_rejected(RoundLocked)


@named
def test_a_final_scorecard_is_not_edited(command):
    refused = {"state": "Final", "needed": "Drafting, BackWithUnit"}
    scorecard(CONCLUDING).given(*FINAL).when(command).then_rejected(WrongState, **refused)


@pytest.mark.parametrize("command", [EDITS[0], EDITS[2], EDITS[4]], ids=lambda command: type(command).__name__)
def test_a_scorecard_under_review_is_not_edited_by_the_unit(command):
    scorecard().given(*SUBMITTED).when(command).then_rejected(WrongState, state="UnderReview")


def test_what_was_marked_not_applicable_is_scored_again_even_with_the_same_points():
    out = scorecard(SELF_SCORING).given(*SCORED, MarkedNotApplicable(indicator="2.3"))
    out.when(ask(SelfScore, indicator="2.3", points=8)).then(self_scored("2.3", 8))


def test_an_extension_given_after_self_scoring_was_closed_gives_time():
    extended = CalendarChanged(calendar=msgspec.structs.replace(CALENDAR, extensions={UNIT: date(2022, 11, 20)}))
    given = scorecard((*REVIEWING, extended)).given(opened())
    given.when(ask(SelfScore, indicator="1.2", points=5, at=at("2022-11-20"))).then(self_scored("1.2", 5))
    too_late = ask(SelfScore, indicator="1.2", points=5, at=at("2022-11-21"))
    expected = "self_scoring: 2022-10-15 – 2022-11-14; so-noi-vu: ≤ 2022-11-20"
    given.when(too_late).then_rejected(OutsideWindow, window=expected)


def test_a_scorecard_is_not_opened_once_nobody_could_score_on_it():
    scorecard(SELF_SCORING).when(ask(OpenScorecard, at=at("2022-11-15"))).then_rejected(OutsideWindow)
    scorecard(REVIEWING).when(ask(OpenScorecard, at=at("2022-11-01"))).then_rejected(OutsideWindow)
    scorecard(SELF_SCORING).when(ask(OpenScorecard, at=at("2022-10-01"))).then(opened())
