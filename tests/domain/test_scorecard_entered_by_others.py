"""Indicators that others enter, bonuses, and points that compare units."""

from collections.abc import Mapping
from decimal import Decimal

import pytest

from domain.event import Event
from domain.indicator_set.content import rule_hash
from domain.indicator_set.definition import EnteredBy
from domain.rules.bonus import Bonus
from domain.rules.relative import Relative
from domain.scorecard.assessment import Assessment
from domain.scorecard.commands import AdjustScore, FinaliseScorecard, SelfScore, SubmitScorecard
from domain.scorecard.conclusions import adjust, finalise, rescale
from domain.scorecard.decisions import self_score, submit
from domain.scorecard.events import Adjusted, MarkedNotApplicable, Rescaled, ScorecardFinalised, SelfScored, Submitted
from domain.scorecard.refusals import (
    EnteredByOthers,
    PointsAboveMaximum,
    PointsBelowMinimum,
    PointsNotANumber,
    ValuesMissing,
)
from domain.scorecard.state import INITIAL, NotOpened, Opened, Scorecard, evolve
from tests.domain.builders import (
    ADMINISTRATOR,
    CONCLUDING,
    MANUAL,
    REVIEWING,
    SELF_SCORING,
    appealed,
    ask,
    definition,
    group,
    indicator,
    opened,
    resolved,
    submitted,
)
from tests.domain.specification import fold

BONUS = Bonus(guide="Sáng kiến", at_least=Decimal(-5), at_most=Decimal(3))
SET = definition(
    group(
        "1",
        indicator("1.1", MANUAL, 10),
        indicator("1.2", Relative(measured="số hồ sơ trực tuyến"), 10),
        indicator("1.3", MANUAL, 10, entered_by=EnteredBy.SURVEY, optional=True),
        indicator("1.4", BONUS, 0, entered_by=EnteredBy.REVIEWER),
    )
)
"""A department is scored on 30 points; the bonus comes on top."""
SCORED = (opened(),)


def card(*events: Event) -> Opened:
    state: Scorecard = fold(evolve, INITIAL, (*SCORED, *events))
    assert not isinstance(state, NotOpened)
    return state


def on(phase: tuple[Event, ...], bests: Mapping[str, Decimal] | None = None) -> Assessment:
    from domain.round import state as rounds

    opened_round = fold(rounds.evolve, rounds.INITIAL, phase)
    assert not isinstance(opened_round, rounds.NotOpened)
    return Assessment(round=opened_round, definition=SET, bests=bests or {})


def scored(code: str, points: int | str, value: str | None = None) -> SelfScored:
    found = next(each for each in SET.indicators() if each.code == code)
    inputs = None if value is None else {"value": value}
    return SelfScored(indicator=code, inputs=inputs, points=Decimal(points), rule_hash=rule_hash(found, 2))


def judged(code: str, points: int | str, value: str | None = None) -> Adjusted:
    event = scored(code, points, value)
    return Adjusted(
        indicator=code, reviewer="so-tttt", inputs=event.inputs, points=event.points, rule_hash=event.rule_hash
    )


def rescaled(own: str, reviewed: str, final: str, best: int = 100) -> Rescaled:
    return Rescaled(
        indicator="1.2",
        best=Decimal(best),
        self_points=Decimal(own),
        reviewed_points=Decimal(reviewed),
        final_points=Decimal(final),
    )


# --- Entered by others --------------------------------------------------------
def test_a_unit_does_not_enter_what_others_enter():
    with pytest.raises(EnteredByOthers) as refused:
        self_score(card(), ask(SelfScore, indicator="1.3", points=5), on(SELF_SCORING))
    assert "survey" in refused.value.sentence("vi")
    assert refused.value.advice("vi")
    assert refused.value.advice("en")


def test_an_administrator_enters_it():
    command = ask(SelfScore, indicator="1.3", points=5, actor=ADMINISTRATOR)
    assert self_score(card(), command, on(SELF_SCORING)) == [scored("1.3", "5.00")]


def test_a_scorecard_is_complete_without_what_others_enter():
    (event,) = submit(card(scored("1.1", 10), scored("1.2", 10, "7")), ask(SubmitScorecard), on(SELF_SCORING))
    assert isinstance(event, Submitted)
    assert (event.self_total, event.max_points) == (Decimal(20), Decimal(30))


def test_it_is_not_finalised_before_others_have_entered_theirs():
    handed_in = (scored("1.1", 10), scored("1.2", 10, "7"), submitted())
    with pytest.raises(ValuesMissing) as refused:
        finalise(card(*handed_in), ask(FinaliseScorecard), on(CONCLUDING))
    assert refused.value.data["indicators"] == "1.3, 1.4"
    assert all(refused.value.advice(language) + refused.value.sentence(language) for language in ("vi", "en"))
    entered = (*handed_in, MarkedNotApplicable(indicator="1.3"), judged("1.4", -2))
    (event,) = finalise(card(*entered), ask(FinaliseScorecard), on(CONCLUDING))
    assert isinstance(event, ScorecardFinalised)
    assert (event.final_total, event.max_points) == (Decimal(18), Decimal(20))


# --- Bonus and penalty ----------------------------------------------------------
@pytest.mark.parametrize("points", ["-5", "-0.25", "0", "3"])
def test_a_bonus_or_penalty_keeps_to_its_bounds(points):
    handed_in = card(scored("1.1", 10), submitted())
    command = ask(AdjustScore, indicator="1.4", points=points)
    (event,) = adjust(handed_in, command, on(REVIEWING))
    assert event.points == Decimal(points)  # type: ignore[attr-defined]
    by_inputs = ask(AdjustScore, indicator="1.4", inputs={"points": points})
    (event,) = adjust(handed_in, by_inputs, on(REVIEWING))
    assert event.points == Decimal(points)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("points", "refusal"), [("-5.01", PointsBelowMinimum), ("3.01", PointsAboveMaximum), ("NaN", PointsNotANumber)]
)
def test_a_bonus_outside_its_bounds_is_refused(points, refusal):
    command = ask(AdjustScore, indicator="1.4", points=points)
    with pytest.raises(refusal) as refused:
        adjust(card(submitted()), command, on(REVIEWING))
    assert "-5" in refused.value.advice("vi")


# --- Relative to the best unit --------------------------------------------------
@pytest.mark.parametrize(
    ("value", "best", "points"),
    [
        ("50", None, "10"),
        ("50", "100", "5"),
        ("200", "100", "10"),
        ("0", None, "0"),
        ("0", "100", "0"),
        ("1", "3", "3.33"),
    ],
)
def test_relative_points_are_the_share_of_the_best_value_known(value, best, points):
    bests = {} if best is None else {"1.2": Decimal(best)}
    (event,) = self_score(card(), ask(SelfScore, indicator="1.2", inputs={"value": value}), on(SELF_SCORING, bests))
    assert event.points == Decimal(points)  # type: ignore[attr-defined]


BESTS = {"1.2": Decimal(100)}


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ([scored("1.2", 10, "50")], [rescaled("5.00", "5.00", "5.00")]),
        ([scored("1.2", 10, "100")], []),
        ([scored("1.2", 10, "80"), judged("1.2", 10, "40")], [rescaled("8.00", "4.00", "4.00")]),
        ([scored("1.2", 10, "80"), judged("1.2", 3)], [rescaled("8.00", "3", "3")]),
        ([scored("1.2", 10, "50"), appealed("1.2"), resolved("1.2", 9)], [rescaled("5.00", "5.00", "9")]),
        (
            [scored("1.2", 10, "50"), appealed("1.2"), resolved("1.2", 10, accepted=False)],
            [rescaled("5.00", "5.00", "5.00")],
        ),
        ([scored("1.2", 10, "80"), MarkedNotApplicable(indicator="1.2")], []),
        ([scored("1.2", 7)], []),
        ([], []),
    ],
    ids=[
        "worse",
        "best",
        "reviewed",
        "judged",
        "appealed",
        "appealed in vain",
        "not applicable",
        "points entered",
        "never scored",
    ],
)
def test_frozen_best_values_move_what_was_entered_against_others(events, expected):
    before = card(*events)
    decided = rescale(before, on(CONCLUDING, BESTS))
    assert [event for event in decided if getattr(event, "indicator", None) == "1.2"] == expected
    after = card(*events, *decided)
    assert rescale(after, on(CONCLUDING, BESTS)) == []
    if expected:
        entry = after.entry("1.2")
        (event,) = expected
        assert (entry.self_points, entry.reviewed_points, entry.final_points) == (
            event.self_points,
            event.reviewed_points,
            event.final_points,
        )


def test_without_a_best_value_nothing_is_rescaled():
    assert rescale(card(scored("1.2", 10, "50")), on(CONCLUDING)) == []


def test_the_value_that_compares_is_the_last_reviewers_or_the_units_own():
    assert card(scored("1.2", 10, "80")).entry("1.2").value == 80
    assert card(scored("1.2", 10, "80"), judged("1.2", 5, "40")).entry("1.2").value == 40
    assert card(scored("1.2", 10, "80"), judged("1.2", 5)).entry("1.2").value is None
    assert card(scored("1.2", 10, "80"), MarkedNotApplicable(indicator="1.2")).entry("1.2").value is None
    assert card().entry("1.2").value is None
