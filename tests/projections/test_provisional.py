"""Points that compare units: provisional while others may still change theirs, then frozen by an event."""

from decimal import Decimal
from typing import Any
from uuid import uuid4

import msgspec
import pytest

from application.contexts import card_as_of_now
from application.workspace import Workspace
from domain.indicator_set.commands import ReleaseIndicatorSet
from domain.indicator_set.content import content_hash
from domain.indicator_set.definition import IndicatorSet, Scope
from domain.metadata import Role, UnitKind
from domain.province.commands import RegisterProvince, RegisterUnit
from domain.round.commands import CloseReview, CloseSelfScoring, MarkUnitNotRanked
from domain.rules.relative import Relative
from domain.scorecard.commands import (
    AdjustScore,
    AppealScore,
    FinaliseScorecard,
    OpenScorecard,
    ResolveAppeal,
    SelfScore,
    SubmitScorecard,
)
from projections.platform import Platform
from tests.domain.builders import (
    BODY,
    MANUAL,
    OTHER_UNIT,
    PROVINCE,
    UNIT,
    ask,
    definition,
    group,
    indicator,
    open_round,
    pin,
)
from tests.projections.steps import give

SET: IndicatorSet = definition(
    group("1", indicator("1.1", Relative(measured="số hồ sơ trực tuyến"), 10)), group("2", indicator("2.1", MANUAL, 10))
)
VALUES = {UNIT: "50", OTHER_UNIT: "100"}


def hand_in(platform: Platform) -> None:
    for unit, value in VALUES.items():
        give(platform, OpenScorecard, unit, Role.UNIT, scorecard=uuid4())
        give(platform, SelfScore, unit, Role.UNIT, indicator="1.1", inputs={"value": value})
        give(platform, SelfScore, unit, Role.UNIT, indicator="2.1", points="5")
        give(platform, SubmitScorecard, unit, Role.UNIT)


@pytest.fixture
def compared(platform: Platform) -> Platform:
    """Two units have handed in: 50 and 100 of what is compared, 5 points each of the rest."""
    begin(platform)
    hand_in(platform)
    return platform


def begin(platform: Platform) -> None:
    run = platform.application.execute_all
    units = [ask(RegisterUnit, unit=u, kind=UnitKind.DEPARTMENT, name=u) for u in (UNIT, OTHER_UNIT, BODY)]
    pinned = {UnitKind.DEPARTMENT: pin(content_hash=content_hash(SET))}
    run([ask(RegisterProvince, name="Vĩnh Long"), *units, ask(ReleaseIndicatorSet, definition=SET)])
    run([open_round(sets=pinned), ask(MarkUnitNotRanked, unit=BODY)])


def totals(platform: Platform) -> dict[str, tuple[int, str, str]]:
    platform.projections.advance()
    standings = platform.rankings.ranking(PROVINCE, "2022").standings
    for standing in standings:
        assert sum(group.points for group in standing.groups) == standing.final_total
    return {s.unit: (s.rank, str(s.self_total), str(s.final_total)) for s in standings}


def test_provisional_points_are_against_the_best_value_known_now(compared: Platform):
    assert totals(compared) == {OTHER_UNIT: (1, "15", "15"), UNIT: (2, "10", "10")}


def test_they_move_when_a_reviewer_changes_the_best_value(compared: Platform):
    give(compared, AdjustScore, OTHER_UNIT, indicator="1.1", inputs={"value": "25"})
    assert totals(compared) == {UNIT: (1, "15", "15"), OTHER_UNIT: (2, "15", "10")}


def test_points_that_were_set_by_judgement_compare_with_nobody(compared: Platform):
    give(compared, AdjustScore, OTHER_UNIT, indicator="1.1", points="2")
    assert totals(compared) == {UNIT: (1, "15", "15"), OTHER_UNIT: (2, "15", "7")}


def test_points_granted_on_appeal_stand_even_if_they_are_those_of_another_day(platform: Platform):
    """The first to hand in was measured against nobody: 10 points, and the council grants just as many."""
    begin(platform)
    hand_in(platform)
    platform.application.execute(ask(CloseSelfScoring, id=uuid4()))
    give(platform, AppealScore, UNIT, Role.UNIT, indicator="1.1")
    give(platform, ResolveAppeal, indicator="1.1", accepted=True, points="10")
    expected = {OTHER_UNIT: (1, "15", "15"), UNIT: (1, "10", "15")}
    assert totals(platform) == expected
    platform.application.execute(ask(CloseReview, id=uuid4()))
    assert totals(platform) == expected


def test_a_scorecard_is_shown_with_the_points_of_now(compared: Platform):
    def shown() -> tuple[Decimal | None, tuple[str, ...]]:
        now = card_as_of_now(Workspace(compared.application.load), PROVINCE, "2022", UNIT)
        return now.card.entry("1.1").final_points, now.provisional

    assert shown() == (Decimal(5), ("1.1",))
    give(compared, AdjustScore, OTHER_UNIT, indicator="1.1", inputs={"value": "80"})
    assert shown() == (Decimal("6.25"), ("1.1",))
    close(compared)
    assert shown() == (Decimal("6.25"), ())


def test_closing_review_freezes_the_best_values_and_everybodys_points(compared: Platform):
    before = totals(compared)
    close(compared)
    names = [entry.name for entry in compared.log.read(0, 1000)]
    assert names[-3:] == ["scorecard.rescaled.v1", "round.best_values_frozen.v1", "round.review_closed.v1"]
    assert totals(compared) == before
    for unit in VALUES:
        give(compared, FinaliseScorecard, unit)
    assert totals(compared) == before
    changes = compared.history.changes(PROVINCE, "2022", UNIT, "1.1")
    assert [(change.event, change.before, change.after) for change in changes] == [
        ("scorecard.self_scored.v1", None, Decimal(10)),
        ("scorecard.rescaled.v1", Decimal(10), Decimal(5)),
    ]


def told(platform: Platform, name: str) -> list[dict[str, Any]]:
    entries = (entry for entry in platform.log.read(0, 1000) if entry.name == name)
    return [msgspec.json.decode(entry.state)["data"] for entry in entries]


def close(platform: Platform) -> None:
    platform.application.execute(ask(CloseSelfScoring, id=uuid4()))
    platform.application.execute(ask(CloseReview, id=uuid4()))


def test_nobody_is_measured_against_what_was_not_handed_in_or_is_not_ranked(compared: Platform):
    run = compared.application.execute
    run(ask(RegisterUnit, id=uuid4(), unit="so-nhap", kind=UnitKind.DEPARTMENT, name="Sở còn soạn thảo"))
    give(compared, OpenScorecard, "so-nhap", Role.UNIT, scorecard=uuid4())
    give(compared, SelfScore, "so-nhap", Role.UNIT, indicator="1.1", inputs={"value": "1000"})
    run(ask(MarkUnitNotRanked, id=uuid4(), unit=OTHER_UNIT))
    assert totals(compared) == {UNIT: (1, "15", "15")}
    close(compared)
    assert totals(compared) == {UNIT: (1, "15", "15")}


def test_units_of_another_scope_that_share_the_set_count_as_well(platform: Platform):
    run = platform.application.execute_all
    units = [
        ask(RegisterUnit, unit=UNIT, kind=UnitKind.DEPARTMENT, name=UNIT),
        ask(RegisterUnit, unit=OTHER_UNIT, kind=UnitKind.DISTRICT, name=OTHER_UNIT),
    ]
    pinned = dict.fromkeys((UnitKind.DEPARTMENT, UnitKind.DISTRICT), pin(content_hash=content_hash(SET)))
    run([ask(RegisterProvince, name="Vĩnh Long"), *units, ask(ReleaseIndicatorSet, definition=SET)])
    scopes = (
        Scope(code="so", name="Sở", kinds=(UnitKind.DEPARTMENT,)),
        Scope(code="huyen", name="Huyện", kinds=(UnitKind.DISTRICT,)),
    )
    run([open_round(sets=pinned, scopes=scopes)])
    hand_in(platform)
    assert totals(platform) == {UNIT: (1, "10", "10")}
    close(platform)
    assert totals(platform) == {UNIT: (1, "10", "10")}


def test_a_round_in_which_nobody_has_a_value_is_frozen_too(compared: Platform):
    for unit in VALUES:
        give(compared, AdjustScore, unit, indicator="1.1", points="2")
    close(compared)
    (frozen,) = told(compared, "round.best_values_frozen.v1")
    assert frozen["values"] == {content_hash(SET): {"1.1": {"value": "0", "units": []}}}


def test_the_log_tells_what_points_were_measured_against(compared: Platform):
    give(compared, AdjustScore, UNIT, indicator="1.1", inputs={"value": "40"})
    close(compared)
    (adjusted,), (rescaled,) = told(compared, "scorecard.adjusted.v1"), told(compared, "scorecard.rescaled.v1")
    (frozen,) = told(compared, "round.best_values_frozen.v1")
    assert adjusted["best"] == rescaled["best"] == "100"
    assert frozen["values"] == {content_hash(SET): {"1.1": {"value": "100", "units": [OTHER_UNIT]}}}
    judged = [event for event in told(compared, "scorecard.self_scored.v1") if event["indicator"] == "2.1"]
    assert [event["best"] for event in judged] == [None, None]


def test_rebuilt_equals_live(compared: Platform):
    totals(compared)
    close(compared)
    totals(compared)
    assert all(compared.projections.verify(name).equal for name in compared.projections)
