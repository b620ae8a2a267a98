"""What an auditor finds among the changes of a round, and what the report of unusual ones lists."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from domain.indicator_set.commands import ReleaseIndicatorSet
from domain.indicator_set.content import content_hash
from domain.metadata import Actor, Role, UnitKind
from domain.province.commands import RegisterProvince, RegisterUnit
from domain.province.refusals import UnitUnknown
from domain.round.calendar import Calendar
from domain.round.commands import CloseReview, CloseSelfScoring, ExtendSelfScoring
from domain.round.refusals import RoundUnknown
from domain.scorecard import events
from domain.scorecard.commands import (
    AdjustScore,
    AppealScore,
    AttachEvidence,
    Explain,
    FinaliseScorecard,
    MarkNotApplicable,
    OpenScorecard,
    ReopenScorecard,
    ResolveAppeal,
    ReturnScorecard,
    SelfScore,
    SubmitScorecard,
)
from projections.changes import Mark, RoundChange, Wanted, query
from projections.changes.deadlines import deadline
from projections.changes.rules import RULES, STATEMENT
from projections.platform import Platform
from tests.domain.builders import (
    BODY,
    CALENDAR,
    MANUAL,
    OTHER_UNIT,
    PROVINCE,
    ROUND,
    UNIT,
    ask,
    at,
    definition,
    evidence,
    group,
    indicator,
    open_round,
    pin,
    window,
)
from tests.projections.steps import give

pytestmark = pytest.mark.no_cover

SET = definition(
    group("1", indicator("1.1", MANUAL, 10), indicator("1.2", MANUAL, 10), indicator("1.3", MANUAL, 10, optional=True)),
    unit_kinds=(UnitKind.DEPARTMENT,),
)
SAME = Actor(id="ba.lan", role=Role.REVIEWER, unit=BODY)


@pytest.fixture
def begun(platform: Platform) -> Platform:
    """Two units with scorecards in a round."""
    units = [ask(RegisterUnit, unit=u, kind=UnitKind.DEPARTMENT, name=u) for u in (UNIT, OTHER_UNIT, BODY)]
    district = ask(RegisterUnit, unit="huyen", kind=UnitKind.DISTRICT, name="Huyện")
    platform.application.execute_all(
        [ask(RegisterProvince, name="Vĩnh Long"), *units, district, ask(ReleaseIndicatorSet, definition=SET)]
    )
    platform.application.execute(open_round(sets={UnitKind.DEPARTMENT: pin(content_hash=content_hash(SET))}))
    for unit in (UNIT, OTHER_UNIT):
        give(platform, OpenScorecard, unit, Role.UNIT, scorecard=uuid4())
    return platform


@pytest.fixture
def told(begun: Platform) -> Platform:
    """A story with something for every rule."""
    for code in ("1.1", "1.2", "1.3"):
        give(begun, SelfScore, UNIT, Role.UNIT, indicator=code, points="4")
    give(begun, SelfScore, actor=Actor(id="ba.lan", role=Role.UNIT, unit=UNIT), indicator="1.2", points="5")
    give(begun, SubmitScorecard, UNIT, Role.UNIT)
    give(begun, AdjustScore, indicator="1.1", points="9", reason="Đã có MINH CHỨNG bổ sung")
    give(begun, AdjustScore, indicator="1.2", points="4.5", actor=SAME)
    give(begun, ReturnScorecard, indicators=("1.1",), due=date(2022, 11, 25))
    give(begun, SelfScore, UNIT, Role.UNIT, indicator="1.1", points="6", at=at("2022-11-24"))
    give(begun, SubmitScorecard, UNIT, Role.UNIT, at=at("2022-11-24", "13:00"))
    begun.application.execute(ask(CloseSelfScoring, id=uuid4()))
    give(begun, AppealScore, UNIT, Role.UNIT, indicator="1.2", reason="Đề nghị xem lại")
    give(begun, ResolveAppeal, indicator="1.2", accepted=True, points="5", reason="Chấp nhận")
    begun.application.execute(ask(CloseReview, id=uuid4()))
    give(begun, FinaliseScorecard)
    give(begun, ReopenScorecard, reason="Kiểm tra lại")
    give(begun, AdjustScore, indicator="1.3", points="3", at=at("2022-12-26"), effective_on=date(2022, 11, 30))
    begun.projections.advance()
    return begun


def found(platform: Platform, **wanted: Any) -> list[tuple[str, str | None]]:
    """The events found and their indicators."""
    changes = platform.changes.changes(PROVINCE, ROUND, Wanted(**wanted))
    return [(each.event.removeprefix("scorecard.").removesuffix(".v1"), each.indicator) for each in changes]


def marked(platform: Platform, mark: Mark) -> list[tuple[str, str | None]]:
    return found(platform, marks=frozenset({mark}))


def test_without_a_filter_every_change_of_every_scorecard_is_found(told: Platform):
    changes = told.changes.changes(PROVINCE, ROUND)
    of_units = [told.history.changes(PROVINCE, ROUND, unit) for unit in (UNIT, OTHER_UNIT)]
    assert [each.position for each in changes] == sorted(each.position for card in of_units for each in card)
    assert {each.unit for each in changes} == {UNIT, OTHER_UNIT}


@pytest.mark.parametrize(
    ("mark", "events_found"),
    [
        (Mark.AFTER_DEADLINE, [("self_scored", "1.1"), ("submitted", None), ("adjusted", "1.3")]),
        (Mark.RAISED_BY_REVIEWER, [("adjusted", "1.1")]),
        (Mark.LARGE_CHANGE, [("adjusted", "1.1")]),
        (Mark.AFTER_APPEAL, [("appeal_resolved", "1.2")]),
        (Mark.SAME_PERSON, [("self_scored", "1.2"), ("adjusted", "1.2")]),
        (Mark.REVIEW_SET_ASIDE, [("self_scored", "1.1")]),
        (Mark.AFTER_FINALISED, [("adjusted", "1.3")]),
    ],
)
def test_each_rule_lists_what_it_says(told: Platform, mark: Mark, events_found):
    assert marked(told, mark) == events_found


def test_filters_go_together(told: Platform):
    assert found(told, actor="ba.lan") == [("self_scored", "1.2"), ("adjusted", "1.2")]
    assert found(told, actor="ba.lan", role=Role.REVIEWER) == [("adjusted", "1.2")]
    assert found(told, indicator="1.3") == [("self_scored", "1.3"), ("adjusted", "1.3")]
    assert found(told, unit=OTHER_UNIT) == [("opened", None)]
    assert found(told, reason="minh chứng") == [("adjusted", "1.1")]
    assert found(told, min_size=Decimal("0.5"), role=Role.COUNCIL) == [("appeal_resolved", "1.2")]
    assert found(told, min_size=Decimal("0.50001"), role=Role.COUNCIL) == []
    assert found(told, marks=frozenset(Mark)) == []


def test_a_change_says_by_how_much_and_until_when_it_was_due(told: Platform):
    (late,) = told.changes.changes(PROVINCE, ROUND, Wanted(marks=frozenset({Mark.AFTER_FINALISED})))
    assert (late.size, late.deadline, late.effective_on) == (Decimal(1), date(2022, 12, 2), "2022-11-30")
    assert late.marks == (Mark.AFTER_DEADLINE, Mark.AFTER_FINALISED)
    opened, *_ = told.changes.changes(PROVINCE, ROUND)
    assert (opened.size, opened.deadline, opened.marks) == (None, None, ())


def test_the_report_lists_by_rules_that_it_states_and_accuses_nobody(told: Platform):
    report = told.changes.unusual(PROVINCE, ROUND)
    assert (report.vi, report.en) == STATEMENT
    assert "không cáo buộc" in report.vi
    assert "accuses nobody" in report.en
    assert [(rule.code, rule.changes) for rule in report.rules] == [
        (mark, len(marked(told, mark))) for mark in (*RULES,)
    ]
    assert set(RULES) == set(Mark)
    assert all(each.marks for each in report.changes)
    assert report.position == told.log.head()
    assert report.next is None


def test_the_report_comes_in_parts_and_by_one_rule(told: Platform):
    everything = told.changes.unusual(PROVINCE, ROUND).changes
    parts: list[RoundChange] = []
    after = 0
    while True:
        part = told.changes.unusual(PROVINCE, ROUND, after=after, limit=2)
        parts += part.changes
        if part.next is None:
            break
        after = part.next
    assert tuple(parts) == everything
    late = told.changes.unusual(PROVINCE, ROUND, Mark.AFTER_DEADLINE)
    assert [(rule.code, rule.changes) for rule in late.rules] == [(Mark.AFTER_DEADLINE, 3)]
    assert [each.indicator for each in late.changes] == ["1.1", None, "1.3"]


def test_many_scorecards_are_read_in_portions(told: Platform, monkeypatch: pytest.MonkeyPatch):
    before = told.changes.changes(PROVINCE, ROUND)
    monkeypatch.setattr(query, "AT_ONCE", 1)
    assert told.changes.changes(PROVINCE, ROUND) == before


def test_what_does_not_exist_is_refused(begun: Platform):
    begun.projections.advance()
    for ask_for in (begun.changes.changes, begun.changes.unusual):
        with pytest.raises(RoundUnknown):
            ask_for(PROVINCE, "2031")
    with pytest.raises(UnitUnknown):
        begun.changes.changes(PROVINCE, ROUND, Wanted(unit="so-moi"))
    assert begun.changes.changes(PROVINCE, ROUND, Wanted(unit="huyen")) == []


def test_drafting_is_not_unusual_however_much_points_move(begun: Platform):
    for points in ("1", "9", "2"):
        give(begun, SelfScore, UNIT, Role.UNIT, indicator="1.1", points=points)
    give(begun, MarkNotApplicable, UNIT, Role.UNIT, indicator="1.3")
    begun.projections.advance()
    assert begun.changes.unusual(PROVINCE, ROUND).changes == ()


def test_an_extension_counts_and_so_does_the_calendar_as_it_stands(begun: Platform):
    begun.application.execute(ask(ExtendSelfScoring, id=uuid4(), until=date(2022, 11, 20), reason="Bão"))
    give(begun, SelfScore, UNIT, Role.UNIT, indicator="1.1", points="5", at=at("2022-11-20", "23:59"))
    begun.projections.advance()
    assert marked(begun, Mark.AFTER_DEADLINE) == []
    late = at("2022-11-20", "23:00")
    give(begun, SelfScore, UNIT, Role.UNIT, indicator="1.2", points="5", at=late, entered_at=at("2022-11-21", "00:00"))
    begun.projections.advance()
    assert marked(begun, Mark.AFTER_DEADLINE) == [("self_scored", "1.2")]


@pytest.mark.parametrize(
    ("event", "role", "closes"),
    [
        (events.SelfScored, Role.UNIT, "2022-11-14"),
        (events.Submitted, Role.UNIT, "2022-11-14"),
        (events.MarkedNotApplicable, Role.UNIT, "2022-11-14"),
        (events.MarkedNotApplicable, Role.REVIEWER, "2022-12-02"),
        (events.Adjusted, Role.REVIEWER, "2022-12-02"),
        (events.Returned, Role.REVIEWER, "2022-12-02"),
        (events.Explained, Role.UNIT, "2022-12-07"),
        (events.EvidenceAttached, Role.UNIT, "2022-12-07"),
        (events.EvidenceWithdrawn, Role.UNIT, "2022-12-07"),
        (events.Appealed, Role.UNIT, "2022-12-07"),
        (events.AppealResolved, Role.COUNCIL, None),
        (events.Rescaled, Role.ADMINISTRATOR, None),
        (events.ScorecardOpened, Role.UNIT, None),
        (events.ScorecardFinalised, Role.COUNCIL, None),
        (events.ScorecardReopened, Role.COUNCIL, None),
    ],
)
def test_each_step_has_its_last_day(event, role, closes):
    assert deadline(CALENDAR, UNIT, event.stored_name, role) == (closes and date.fromisoformat(closes))


def test_a_calendar_without_a_window_sets_no_last_day():
    short = Calendar(self_scoring=window("2022-10-15", "2022-11-14"), review=window("2022-11-15", "2022-11-30"))
    assert deadline(short, UNIT, events.Appealed.stored_name, Role.UNIT) is None
    assert deadline(short, UNIT, events.Explained.stored_name, Role.UNIT) == date(2022, 11, 14)
    assert deadline(short, UNIT, events.Adjusted.stored_name, Role.REVIEWER) == date(2022, 11, 30)


def test_evidence_and_explanations_are_changes_without_size(begun: Platform):
    give(begun, AttachEvidence, UNIT, Role.UNIT, indicator="1.1", evidence=evidence("a"))
    give(begun, Explain, UNIT, Role.UNIT, indicator="1.1", text="Chờ ký")
    begun.projections.advance()
    assert found(begun, indicator="1.1") == [("evidence_attached", "1.1"), ("explained", "1.1")]
    assert found(begun, indicator="1.1", min_size=Decimal(0)) == []
