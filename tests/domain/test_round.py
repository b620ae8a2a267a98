"""A round: self-scored, reviewed, concluded, finalised, published, and reopened only by reason."""

from datetime import date
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.event import Event
from domain.indicator_set.state import Release
from domain.metadata import Provenance, UnitKind
from domain.refusal import DecisionRequired, ReasonRequired, RoleNotAllowed
from domain.round.calendar import Calendar, Stage
from domain.round.commands import (
    ChangeCalendar,
    CloseReview,
    CloseSelfScoring,
    ExtendSelfScoring,
    FinaliseRound,
    MarkUnitNotRanked,
    MarkUnitRanked,
    PublishRound,
    ReopenRound,
)
from domain.round.decisions import close_review, phase
from domain.round.events import (
    BestValue,
    BestValuesFrozen,
    CalendarChanged,
    ReviewClosed,
    RoundFinalised,
    RoundPublished,
    RoundReopened,
    SelfScoringClosed,
    UnitMarkedNotRanked,
    UnitMarkedRanked,
)
from domain.round.refusals import (
    CalendarInvalid,
    RoundLocked,
    RoundTaken,
    RoundUnknown,
    ScopeInvalid,
    ScorecardsUnfinished,
    SetNotReleased,
    WrongPhase,
)
from domain.round.state import INITIAL, Concluding, NotOpened, Published, evolve
from tests.domain.builders import (
    ADMINISTRATOR,
    CALENDAR,
    CONCLUDING,
    COUNCIL,
    DEFINITION,
    FINALISED,
    HASH,
    OFFICER,
    OTHER_UNIT,
    PUBLISHED,
    REOPENED,
    REVIEWING,
    ROUND,
    SELF_SCORING,
    UNIT,
    ask,
    at,
    open_round,
    opened,
    pin,
    round_opened,
    scope,
    window,
)
from tests.domain.specification import Specification, assessment_round, fold

MOVED = msgspec.structs.replace(CALENDAR, review=window("2022-11-15", "2022-12-10"))
EXTENDED = msgspec.structs.replace(CALENDAR, extensions={UNIT: date(2022, 11, 20)})


def after(*events: Event) -> Specification:
    return assessment_round().given(*events)


# --- Opening ----------------------------------------------------------------------------------------------------------
def test_a_round_is_opened():
    assessment_round().when(open_round()).then(round_opened())


def test_a_round_tells_that_its_data_are_synthetic():
    label = {"data_provenance": Provenance.ILLUSTRATIVE, "notice": "Dữ liệu minh họa"}
    assessment_round().when(open_round(**label)).then(round_opened(**label))


def test_a_round_is_opened_once():
    after(*SELF_SCORING).when(open_round(name="Đợt khác")).then_rejected(RoundTaken, round=ROUND)
    after(*PUBLISHED).when(open_round(name="Đợt khác")).then_rejected(RoundTaken, round=ROUND)


def test_only_an_administrator_opens_a_round():
    assessment_round().when(open_round(actor=OFFICER)).then_rejected(RoleNotAllowed, role="unit")


@pytest.mark.parametrize(
    ("pinned", "problem"),
    [
        (pin(content_hash="0" * 64), "no release has this hash"),
        (pin(version="2.0.0"), "the hash is that of another release"),
        (pin(indicator_set="khac"), "the hash is that of another release"),
    ],
)
def test_a_round_pins_what_was_released(pinned, problem):
    command = open_round(sets={UnitKind.DEPARTMENT: pinned})
    assessment_round().when(command).then_rejected(SetNotReleased, problem_en=problem)


def test_a_withdrawn_release_is_not_pinned():
    withdrawn = {HASH: Release(definition=DEFINITION, content_hash=HASH, withdrawn=True)}
    assessment_round(withdrawn).when(open_round()).then_rejected(SetNotReleased, problem_en="it was withdrawn")


def test_a_release_is_not_pinned_for_other_kinds():
    command = open_round(sets={UnitKind.COMMUNE: pin()}, scopes=(scope("commune", UnitKind.COMMUNE),))
    refused = {"unit_kind": "commune", "problem_en": "the set is for other kinds"}
    assessment_round().when(command).then_rejected(SetNotReleased, **refused)


def test_two_kinds_may_be_scored_by_one_release():
    kinds = (UnitKind.DEPARTMENT, UnitKind.DISTRICT)
    particulars: dict[str, Any] = {"sets": dict.fromkeys(kinds, pin()), "scopes": (scope("all", *kinds),)}
    assessment_round().when(open_round(**particulars)).then(round_opened(**particulars))


def test_scopes_have_codes_of_their_own():
    command = open_round(scopes=(scope(), scope()))
    assessment_round().when(command).then_rejected(ScopeInvalid, scope="department", problem_en="its code stands twice")


def test_a_scope_ranks_only_kinds_that_the_round_scores():
    command = open_round(scopes=(scope("commune", UnitKind.COMMUNE),))
    assessment_round().when(command).then_rejected(ScopeInvalid, problem_en="the round does not score 'commune'")


# --- Calendar ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("stage", Stage)
def test_a_window_closes_after_it_opens(stage):
    calendar = msgspec.structs.replace(CALENDAR, **{stage: window("2022-12-05", "2022-12-04")})
    refused = {"faults": f"{stage}: 2022-12-04 < 2022-12-05"}
    if stage is Stage.SELF_SCORING:
        refused["faults"] += "; review: 2022-11-15 < 2022-12-05"
    assessment_round().when(open_round(calendar=calendar)).then_rejected(CalendarInvalid, **refused)


def test_review_does_not_open_before_self_scoring():
    calendar = msgspec.structs.replace(CALENDAR, review=window("2022-10-14", "2022-11-30"))
    command = ask(ChangeCalendar, calendar=calendar)
    after(*SELF_SCORING).when(command).then_rejected(CalendarInvalid, faults="review: 2022-10-14 < 2022-10-15")


def test_a_window_may_be_a_single_day_and_review_may_overlap_self_scoring():
    one_day = window("2022-10-15", "2022-10-15")
    calendar = Calendar(self_scoring=one_day, review=one_day)
    assessment_round().when(open_round(calendar=calendar)).then(round_opened(calendar=calendar))


@pytest.mark.parametrize("events", [SELF_SCORING, REVIEWING, CONCLUDING, REOPENED])
def test_windows_are_moved_while_the_round_is_open(events):
    after(*events).when(ask(ChangeCalendar, calendar=MOVED)).then(CalendarChanged(calendar=MOVED))


def test_moving_a_window_takes_no_extension_away():
    moved = msgspec.structs.replace(MOVED, extensions=EXTENDED.extensions)
    after(round_opened(calendar=EXTENDED)).when(ask(ChangeCalendar, calendar=MOVED)).then(
        CalendarChanged(calendar=moved)
    )


def test_moving_a_window_needs_a_reason():
    after(*SELF_SCORING).when(ask(ChangeCalendar, calendar=MOVED, reason=" ")).then_rejected(ReasonRequired)


def test_one_unit_is_given_longer():
    command = ask(ExtendSelfScoring, until=date(2022, 11, 20))
    after(*SELF_SCORING).when(command).then(CalendarChanged(calendar=EXTENDED))


def test_an_extension_stands_beside_those_of_other_units():
    both = msgspec.structs.replace(EXTENDED, extensions={**EXTENDED.extensions, OTHER_UNIT: date(2022, 11, 18)})
    extended = after(*SELF_SCORING, CalendarChanged(calendar=EXTENDED))
    extended.when(ask(ExtendSelfScoring, unit=OTHER_UNIT, until=date(2022, 11, 18))).then(
        CalendarChanged(calendar=both)
    )


days = st.dates(date(2022, 10, 1), date(2022, 12, 31))


@given(days, days)
def test_an_extension_is_one_units_own(day, until):
    calendar = msgspec.structs.replace(CALENDAR, extensions={UNIT: until})
    assert calendar.extends(day, UNIT) is (day <= until)
    assert not calendar.extends(day, OTHER_UNIT)


def test_an_extension_that_gives_no_time_is_refused():
    command = ask(ExtendSelfScoring, until=date(2022, 11, 14))
    after(*SELF_SCORING).when(command).then_rejected(CalendarInvalid)


@given(days)
def test_a_day_is_allowed_by_the_windows_it_lies_in(day):
    assert CALENDAR.allows(day, Stage.REVIEW, Stage.ON_SITE) is (date(2022, 11, 15) <= day <= date(2022, 12, 2))
    bare = Calendar(self_scoring=CALENDAR.self_scoring, review=CALENDAR.review)
    assert not bare.allows(day, Stage.ON_SITE, Stage.EXPLANATION)


# --- Not ranked -------------------------------------------------------------------------------------------------------
def test_a_unit_is_left_out_of_the_ranking():
    after(*SELF_SCORING).when(ask(MarkUnitNotRanked)).then(UnitMarkedNotRanked(unit=UNIT))


def test_a_unit_left_out_becomes_exempt():
    exempt = UnitMarkedNotRanked(unit=UNIT, exempt=True)
    after(*SELF_SCORING, UnitMarkedNotRanked(unit=UNIT)).when(ask(MarkUnitNotRanked, exempt=True)).then(exempt)


def test_a_unit_is_ranked_again():
    others = (UnitMarkedNotRanked(unit=OTHER_UNIT), UnitMarkedNotRanked(unit=UNIT))
    after(*CONCLUDING, *others).when(ask(MarkUnitRanked)).then(UnitMarkedRanked(unit=UNIT))


def test_a_ranked_unit_is_not_marked_ranked():
    after(*SELF_SCORING).when(ask(MarkUnitRanked)).then_nothing()


@pytest.mark.parametrize("command", [MarkUnitNotRanked, MarkUnitRanked])
def test_leaving_a_unit_out_and_taking_it_in_need_a_reason(command):
    after(*SELF_SCORING).when(ask(command, reason=None)).then_rejected(ReasonRequired)


# --- Phases -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("moment", [at("2022-11-15", "00:00"), at("2022-12-20")])
def test_self_scoring_is_closed_after_its_last_day(moment):
    after(*SELF_SCORING).when(ask(CloseSelfScoring, at=moment)).then(SelfScoringClosed())


def test_self_scoring_is_closed_early_only_with_a_reason():
    last_minute = at("2022-11-14", "23:59:59")
    after(*SELF_SCORING).when(ask(CloseSelfScoring, at=last_minute)).then_rejected(ReasonRequired)
    after(*SELF_SCORING).when(ask(CloseSelfScoring, at=last_minute, reason="Tất cả đã nộp")).then(SelfScoringClosed())


def test_review_is_closed_after_its_last_day():
    after(*REVIEWING).when(ask(CloseReview, at=at("2022-12-01", "00:00"))).then(ReviewClosed())


def test_review_is_closed_early_only_with_a_reason():
    after(*REVIEWING).when(ask(CloseReview, at=at("2022-11-30"))).then_rejected(ReasonRequired)
    after(*REVIEWING).when(ask(CloseReview, at=at("2022-11-30"), reason="Đã thẩm định xong")).then(ReviewClosed())


def test_review_is_closed_only_after_self_scoring():
    after(*SELF_SCORING).when(ask(CloseReview)).then_rejected(WrongPhase, phase="SelfScoring", needed="Reviewing")


@pytest.mark.parametrize(("command", "events"), [(CloseSelfScoring, REVIEWING), (CloseSelfScoring, CONCLUDING)])
def test_what_is_closed_stays_closed(command, events):
    after(*events).when(ask(command)).then_nothing()


def test_a_round_is_finalised_when_every_ranked_unit_has_its_result():
    after(*CONCLUDING).when(ask(FinaliseRound, actor=COUNCIL)).then(RoundFinalised(scorecards=1, not_ranked=0))


def test_a_round_is_not_finalised_with_unfinished_scorecards():
    unfinished = assessment_round(finished={UNIT: True, OTHER_UNIT: False, "so-y-te": False}).given(*CONCLUDING)
    unfinished.when(ask(FinaliseRound)).then_rejected(ScorecardsUnfinished, count=2, units="so-tai-chinh, so-y-te")


def test_an_unfinished_unit_that_is_not_ranked_does_not_hold_the_round_up():
    unfinished = assessment_round(finished={UNIT: True, OTHER_UNIT: False}).given(*CONCLUDING)
    left_out = unfinished.given(UnitMarkedNotRanked(unit=OTHER_UNIT))
    left_out.when(ask(FinaliseRound)).then(RoundFinalised(scorecards=1, not_ranked=1))
    taken_in = left_out.given(UnitMarkedRanked(unit=OTHER_UNIT))
    taken_in.when(ask(FinaliseRound)).then_rejected(ScorecardsUnfinished, units=OTHER_UNIT)


@pytest.mark.parametrize(("events", "name"), [(SELF_SCORING, "SelfScoring"), (REVIEWING, "Reviewing")])
def test_a_round_is_finalised_only_after_review(events, name):
    after(*events).when(ask(FinaliseRound)).then_rejected(WrongPhase, phase=name, needed="Concluding")


def test_a_finalised_round_is_published_by_a_decision():
    after(*FINALISED).when(ask(PublishRound)).then(RoundPublished())


def test_publishing_needs_the_decision():
    after(*FINALISED).when(ask(PublishRound, source_document=None)).then_rejected(DecisionRequired)


def test_only_the_council_publishes_and_reopens():
    for command in (PublishRound, ReopenRound):
        after(*FINALISED).when(ask(command, actor=ADMINISTRATOR)).then_rejected(RoleNotAllowed, allowed="council")


@pytest.mark.parametrize("events", [SELF_SCORING, REVIEWING, CONCLUDING, REOPENED])
def test_only_a_finalised_round_is_published(events):
    after(*events).when(ask(PublishRound)).then_rejected(WrongPhase, needed="Finalised")


def test_publishing_and_finalising_again_change_nothing():
    for command in (PublishRound, FinaliseRound):
        after(*PUBLISHED).when(ask(command)).then_nothing()


@pytest.mark.parametrize("events", [FINALISED, PUBLISHED])
def test_a_locked_round_is_reopened(events):
    after(*events).when(ask(ReopenRound)).then(RoundReopened())


def test_reopening_needs_a_reason():
    after(*PUBLISHED).when(ask(ReopenRound, reason=None)).then_rejected(ReasonRequired)


@pytest.mark.parametrize("events", [SELF_SCORING, REVIEWING, CONCLUDING])
def test_an_open_round_is_not_reopened(events):
    after(*events).when(ask(ReopenRound)).then_rejected(WrongPhase, needed="Finalised/Published")


def test_a_reopened_round_is_finalised_and_published_again():
    after(*REOPENED).when(ask(FinaliseRound)).then(RoundFinalised(scorecards=1, not_ranked=0))
    again = after(*REOPENED, RoundFinalised(scorecards=1, not_ranked=0))
    again.when(ask(PublishRound)).then(RoundPublished())


@pytest.mark.parametrize(
    ("events", "name"),
    [
        (SELF_SCORING, "SelfScoring"),
        (REVIEWING, "Reviewing"),
        (CONCLUDING, "Concluding"),
        (FINALISED, "Finalised"),
        (PUBLISHED, "Published"),
        (REOPENED, "Concluding"),
    ],
)
def test_a_round_goes_from_phase_to_phase_and_keeps_what_it_knows(events, name):
    marked = (*events[:1], UnitMarkedNotRanked(unit=UNIT), CalendarChanged(calendar=MOVED), *events[1:])
    current = fold(evolve, INITIAL, marked)
    assert phase(current) == name
    assert (current.opening, current.calendar, current.not_ranked) == (round_opened(), MOVED, {UNIT: False})
    assert getattr(current, "reopened", False) is (events is REOPENED)


def test_the_best_values_are_frozen_when_review_closes():
    bests = {"a" * 64: {"1.2": BestValue(value=Decimal("1250.5"), units=("so-noi-vu",))}}
    frozen = BestValuesFrozen(values=bests)
    command = ask(CloseReview, at=at("2022-12-01", "00:00"))
    assert close_review(fold(evolve, INITIAL, REVIEWING), command, bests) == [frozen, ReviewClosed()]
    closed = fold(evolve, INITIAL, [*REVIEWING, frozen, ReviewClosed(), RoundPublished()])
    assert isinstance(closed, Published)
    assert closed.bests == bests
    assert close_review(fold(evolve, INITIAL, [*REVIEWING, frozen, ReviewClosed()]), command, bests) == []


# --- Any round --------------------------------------------------------------------------------------------------------
CHANGES = [
    ask(ChangeCalendar, calendar=MOVED),
    ask(ExtendSelfScoring, until=date(2022, 11, 20)),
    ask(MarkUnitNotRanked),
    ask(MarkUnitRanked),
    ask(CloseSelfScoring),
    ask(CloseReview),
]
CONCLUSIONS = [ask(FinaliseRound), ask(PublishRound), ask(ReopenRound)]


@pytest.mark.parametrize("command", CHANGES, ids=lambda command: type(command).__name__)
def test_a_locked_round_changes_only_by_reopening(command):
    after(*FINALISED).when(command).then_rejected(RoundLocked, phase="Finalised")
    after(*PUBLISHED).when(command).then_rejected(RoundLocked, phase="Published")


@pytest.mark.parametrize("command", [*CHANGES, *CONCLUSIONS], ids=lambda command: type(command).__name__)
def test_a_round_that_was_never_opened_does_not_change(command):
    assessment_round().when(command).then_rejected(RoundUnknown, round=ROUND)


def test_events_that_do_not_concern_the_round_leave_it_as_it_is():
    current = fold(evolve, INITIAL, CONCLUDING)
    assert isinstance(current, Concluding)
    assert evolve(current, opened()) == current
    assert isinstance(evolve(INITIAL, RoundPublished()), NotOpened)
