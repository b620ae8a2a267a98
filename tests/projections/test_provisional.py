"""Points that compare units: provisional while others may still change theirs, then frozen by an event."""

from decimal import Decimal
from uuid import uuid4

import pytest

from domain.indicator_set.commands import ReleaseIndicatorSet
from domain.indicator_set.content import content_hash
from domain.indicator_set.definition import IndicatorSet
from domain.metadata import Actor, Role, UnitKind
from domain.province.commands import RegisterProvince, RegisterUnit
from domain.round.commands import CloseReview, CloseSelfScoring, MarkUnitNotRanked
from domain.rules.relative import Relative
from domain.scorecard.commands import AdjustScore, FinaliseScorecard, OpenScorecard, SelfScore, SubmitScorecard
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

SET: IndicatorSet = definition(
    group("1", indicator("1.1", Relative(measured="số hồ sơ trực tuyến"), 10)), group("2", indicator("2.1", MANUAL, 10))
)
VALUES = {UNIT: "50", OTHER_UNIT: "100"}


def give(platform: Platform, command: type, unit: str = UNIT, role: Role | None = None, **fields: object) -> None:
    actor = {} if role is None else {"actor": Actor(id="x", role=role, unit=unit)}
    platform.application.execute(ask(command, id=uuid4(), unit=unit, **actor, **fields))


@pytest.fixture
def compared(platform: Platform) -> Platform:
    """Two units have handed in: 50 and 100 of what is compared, 5 points each of the rest."""
    run = platform.application.execute_all
    units = [ask(RegisterUnit, unit=u, kind=UnitKind.DEPARTMENT, name=u) for u in (UNIT, OTHER_UNIT, BODY)]
    pinned = {UnitKind.DEPARTMENT: pin(content_hash=content_hash(SET))}
    run([ask(RegisterProvince, name="Vĩnh Long"), *units, ask(ReleaseIndicatorSet, definition=SET)])
    run([open_round(sets=pinned), ask(MarkUnitNotRanked, unit=BODY)])
    for unit, value in VALUES.items():
        give(platform, OpenScorecard, unit, Role.UNIT, scorecard=uuid4())
        give(platform, SelfScore, unit, Role.UNIT, indicator="1.1", inputs={"value": value})
        give(platform, SelfScore, unit, Role.UNIT, indicator="2.1", points="5")
        give(platform, SubmitScorecard, unit, Role.UNIT)
    return platform


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


def test_closing_review_freezes_the_best_values_and_everybodys_points(compared: Platform):
    before = totals(compared)
    compared.application.execute(ask(CloseSelfScoring, id=uuid4()))
    compared.application.execute(ask(CloseReview, id=uuid4()))
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


def test_rebuilt_equals_live(compared: Platform):
    totals(compared)
    compared.application.execute(ask(CloseSelfScoring, id=uuid4()))
    compared.application.execute(ask(CloseReview, id=uuid4()))
    totals(compared)
    assert all(compared.projections.verify(name).equal for name in compared.projections)
