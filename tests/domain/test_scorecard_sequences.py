"""Whatever is asked of a scorecard, in any order: nothing changes twice, and totals are the sums of their parts."""

from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.event import Event
from domain.metadata import UnitKind
from domain.refusal import Refusal
from domain.round import state as round_state
from domain.round.calendar import Calendar
from domain.round.events import CalendarChanged
from domain.scorecard import commands
from domain.scorecard.assessment import Assessment
from domain.scorecard.events import ScorecardFinalised, ScorecardReopened, Submitted
from domain.scorecard.state import INITIAL, Final, NotOpened, Scorecard, Sheet, evolve
from tests.domain.builders import (
    CONCLUDING,
    DEFINITION,
    FINAL,
    OTHER_REVIEWING_OFFICER,
    REOPENED,
    REVIEWING,
    REVIEWING_OFFICER,
    SCORED,
    SELF_SCORING,
    SUBMITTED,
    adjusted,
    appealed,
    ask,
    at,
    evidence,
    window,
)
from tests.domain.specification import DECISIONS, fold

YEAR = window("2022-01-01", "2022-12-31")
ALL_YEAR = CalendarChanged(calendar=Calendar(self_scoring=YEAR, review=YEAR, on_site=YEAR, explanation=YEAR))
DAY = at("2022-06-01")
CODES = st.sampled_from(["1.1", "2.3", "2.4", "2.5", "9.9"])
POINTS = st.sampled_from(["-1", "0", "4", "5", "7.25", "10", "15", "16", "1.234"])
REVIEWERS = st.sampled_from([REVIEWING_OFFICER, OTHER_REVIEWING_OFFICER])
DIGITS = st.sampled_from("ab")


def asked(command: type[commands.ScorecardCommand], **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.fixed_dictionaries(fields).map(lambda drawn: ask(command, at=DAY, **drawn))


DATES = {"approved_on": st.just(date(2022, 5, 31))}
COMMANDS = st.one_of(
    asked(
        commands.SelfScore,
        indicator=CODES,
        points=POINTS,
        evidence=st.lists(DIGITS.map(evidence), max_size=2).map(tuple),
        explanation=st.sampled_from([None, "Chờ ký"]),
    ),
    asked(commands.AttachEvidence, indicator=CODES, evidence=DIGITS.map(evidence)),
    asked(commands.WithdrawEvidence, indicator=CODES, sha256=DIGITS.map(lambda digit: digit * 64)),
    asked(commands.Explain, indicator=CODES, text=st.sampled_from(["Chờ ký", "Đã ký"])),
    asked(commands.MarkNotApplicable, indicator=CODES),
    asked(commands.MarkNotApplicable, indicator=CODES, actor=REVIEWERS),
    asked(commands.SubmitScorecard, **DATES),
    asked(commands.ReturnScorecard, actor=REVIEWERS, due=st.sampled_from([None, DAY.date()])),
    asked(commands.AdjustScore, indicator=CODES, points=POINTS, actor=REVIEWERS),
    asked(commands.AppealScore, indicator=CODES, claimed_points=POINTS),
    asked(commands.ResolveAppeal, indicator=CODES, points=POINTS, accepted=st.booleans()),
    asked(commands.FinaliseScorecard),
    asked(commands.ReopenScorecard),
)
ROUNDS = st.sampled_from([(*events, ALL_YEAR) for events in (SELF_SCORING, REVIEWING, CONCLUDING, REOPENED)])
STARTS = st.sampled_from([SCORED[:1], SCORED, SUBMITTED, (*SUBMITTED, adjusted("2.4", 10), appealed("2.4")), FINAL])
STEPS = st.lists(st.tuples(ROUNDS, COMMANDS, st.integers(1, 3)), min_size=10, max_size=20)
APPLICABLE = DEFINITION.applicable(UnitKind.DEPARTMENT)


def decided(card: Scorecard, in_round: tuple[Event, ...], command: commands.ScorecardCommand) -> list[Event]:
    """What the command leads to; nothing if it is refused."""
    current: Any = fold(round_state.evolve, round_state.INITIAL, in_round)
    try:
        command.authorise()
        return DECISIONS[type(command)](card, command, Assessment(round=current, definition=DEFINITION))
    except Refusal:
        return []


def parts(card: Sheet, stage: str) -> Decimal:
    entries = [card.entry(each.code) for each in APPLICABLE]
    return sum((getattr(entry, stage) or Decimal(0) for entry in entries if not entry.not_applicable), Decimal(0))


@settings(max_examples=150)
@given(STARTS, STEPS)
def test_a_command_repeated_any_number_of_times_changes_nothing(start, steps):
    card = fold(evolve, INITIAL, start)
    for in_round, command, times in steps:
        card = fold(evolve, card, decided(card, in_round, command))
        for _ in range(times):
            assert decided(card, in_round, command) == []


@settings(max_examples=100)
@given(STARTS, STEPS)
def test_totals_are_the_sums_of_their_parts(start, steps):
    card = fold(evolve, INITIAL, start)
    for in_round, command, _ in steps:
        events = decided(card, in_round, command)
        card = fold(evolve, card, events)
        assert not isinstance(card, NotOpened)
        totals = card.totals(APPLICABLE)
        sums = parts(card, "self_points"), parts(card, "reviewed_points"), parts(card, "final_points")
        assert (totals.self_total, totals.reviewed_total, totals.final_total) == sums
        assert all(0 <= total <= totals.max_points for total in sums)
        for event in events:
            match event:
                case Submitted():
                    assert (event.self_total, event.max_points) == (totals.self_total, totals.max_points)
                case ScorecardFinalised():
                    assert (event.self_total, event.reviewed_total, event.final_total) == sums


@settings(max_examples=60)
@given(STEPS)
def test_a_final_scorecard_changes_only_by_reopening(steps):
    card = fold(evolve, INITIAL, FINAL)
    for in_round, command, _ in steps:
        events = decided(card, in_round, command)
        if isinstance(card, Final):
            assert events in ([], [ScorecardReopened()])
        card = fold(evolve, card, events)
