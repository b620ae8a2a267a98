"""How far a round is, step by step: who has it, since when, and what is missing."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from domain.indicator_set.commands import ReleaseIndicatorSet
from domain.indicator_set.content import content_hash
from domain.indicator_set.definition import EnteredBy
from domain.metadata import Role, UnitKind
from domain.province.commands import DissolveUnit, RegisterProvince, RegisterUnit, RenameUnit
from domain.round.commands import CloseReview, CloseSelfScoring, MarkUnitNotRanked, MarkUnitRanked
from domain.round.refusals import RoundUnknown
from domain.scorecard.commands import (
    AdjustScore,
    AppealScore,
    FinaliseScorecard,
    MarkNotApplicable,
    OpenScorecard,
    ResolveAppeal,
    ReturnScorecard,
    SelfScore,
    SubmitScorecard,
)
from projections.platform import Platform
from projections.progress.query import UnitProgress, WaitsFor
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

pytestmark = pytest.mark.no_cover

SET = definition(
    group(
        "1",
        indicator("1.1", MANUAL, 10),
        indicator("1.2", MANUAL, 10, optional=True),
        indicator("1.3", MANUAL, 10, entered_by=EnteredBy.REVIEWER),
    ),
    unit_kinds=(UnitKind.DEPARTMENT,),
)


def of(platform: Platform, unit: str = UNIT) -> UnitProgress:
    platform.projections.advance()
    (found,) = (each for each in platform.progress.progress(PROVINCE, "2022").units if each.unit == unit)
    return found


@pytest.fixture
def begun(platform: Platform) -> Platform:
    run = platform.application.execute_all
    units = [ask(RegisterUnit, unit=u, kind=UnitKind.DEPARTMENT, name=u) for u in (UNIT, OTHER_UNIT, BODY)]
    district = ask(RegisterUnit, unit="huyen", kind=UnitKind.DISTRICT, name="Huyện")
    run([ask(RegisterProvince, name="Vĩnh Long"), *units, district, ask(ReleaseIndicatorSet, definition=SET)])
    run([open_round(sets={UnitKind.DEPARTMENT: pin(content_hash=content_hash(SET))})])
    platform.application.execute(ask(MarkUnitNotRanked, id=uuid4(), unit=BODY, exempt=True))
    return platform


def test_a_unit_without_a_scorecard_has_everything_before_it(begun: Platform):
    found = of(begun)
    assert (found.state, found.waits_for, found.since, found.applicable) == ("NoScorecard", WaitsFor.UNIT, None, 3)
    assert (found.missing, found.missing_elsewhere) == (("1.1", "1.2"), ("1.3",))


def test_a_scorecard_changes_hands_until_it_is_final(begun: Platform):
    give(begun, OpenScorecard, UNIT, Role.UNIT, scorecard=uuid4())
    give(begun, SelfScore, UNIT, Role.UNIT, indicator="1.1", points="8")
    give(begun, MarkNotApplicable, UNIT, Role.UNIT, indicator="1.2")
    drafting = of(begun)
    assert (drafting.state, drafting.waits_for, drafting.missing) == ("Drafting", WaitsFor.UNIT, ())
    handed_in = datetime(2022, 11, 3, 2, tzinfo=UTC)
    give(begun, SubmitScorecard, UNIT, Role.UNIT, at=handed_in)
    under_review = of(begun)
    assert (under_review.state, under_review.waits_for) == ("UnderReview", WaitsFor.REVIEWERS)
    assert (under_review.since, under_review.late) == (handed_in, False)
    give(begun, ReturnScorecard, indicators=("1.1",), due=date(2022, 11, 12))
    back = of(begun)
    assert (back.state, back.waits_for, back.due) == ("BackWithUnit", WaitsFor.UNIT, date(2022, 11, 12))
    give(begun, SelfScore, UNIT, Role.UNIT, indicator="1.1", points="9")
    give(begun, SubmitScorecard, UNIT, Role.UNIT)
    give(begun, AdjustScore, indicator="1.1", points="7")
    assert (of(begun).reviewed, of(begun).missing_elsewhere, of(begun).due) == (1, ("1.3",), None)
    begun.application.execute(ask(CloseSelfScoring, id=uuid4()))
    give(begun, AdjustScore, indicator="1.3", points="5")
    give(begun, AppealScore, UNIT, Role.UNIT, indicator="1.1")
    appealed = of(begun)
    assert (appealed.appeals, appealed.waits_for, appealed.missing_elsewhere) == (("1.1",), WaitsFor.COUNCIL, ())
    give(begun, ResolveAppeal, indicator="1.1", accepted=False)
    assert of(begun).waits_for is WaitsFor.REVIEWERS
    begun.application.execute(ask(CloseReview, id=uuid4()))
    assert of(begun).waits_for is WaitsFor.COUNCIL
    give(begun, FinaliseScorecard)
    assert (of(begun).state, of(begun).waits_for) == ("Final", WaitsFor.NOBODY)
    begun.projections.advance()
    found = begun.progress.progress(PROVINCE, "2022")
    assert (found.states, found.phase) == ({"Final": 1, "NoScorecard": 1}, "Concluding")
    assert found.waiting == {WaitsFor.NOBODY: 1, WaitsFor.UNIT: 1}
    assert begun.projections.verify("progress").equal


def test_a_new_self_score_begins_the_indicator_anew(begun: Platform):
    give(begun, OpenScorecard, UNIT, Role.UNIT, scorecard=uuid4())
    give(begun, SelfScore, UNIT, Role.UNIT, indicator="1.1", points="8")
    give(begun, MarkNotApplicable, UNIT, Role.UNIT, indicator="1.2")
    give(begun, SubmitScorecard, UNIT, Role.UNIT)
    give(begun, AdjustScore, indicator="1.1", points="7")
    assert of(begun).reviewed == 1
    give(begun, ReturnScorecard, indicators=("1.1",))
    give(begun, SelfScore, UNIT, Role.UNIT, indicator="1.1", points="9")
    assert of(begun).reviewed == 0


def test_who_takes_part_is_who_is_scored_and_not_exempt(begun: Platform):
    def units() -> dict[str, str]:
        begun.projections.advance()
        return {each.unit: each.name for each in begun.progress.progress(PROVINCE, "2022").units}

    assert units() == {UNIT: UNIT, OTHER_UNIT: OTHER_UNIT}
    run = begun.application.execute
    run(ask(MarkUnitRanked, id=uuid4(), unit=BODY))
    run(ask(RenameUnit, id=uuid4(), unit=UNIT, name="Sở Nội vụ và Lao động"))
    run(ask(DissolveUnit, id=uuid4(), unit=OTHER_UNIT))
    assert units() == {UNIT: "Sở Nội vụ và Lao động", BODY: BODY}
    run(ask(MarkUnitNotRanked, id=uuid4(), unit=BODY, exempt=False))
    assert set(units()) == {UNIT, BODY}


def test_an_unknown_round_is_refused(begun: Platform):
    begun.projections.advance()
    with pytest.raises(RoundUnknown):
        begun.progress.progress(PROVINCE, "2099")


def test_the_progress_of_a_whole_story(vinh_long: Platform):
    found = vinh_long.progress.progress("vinh-long", "2022")
    cards = {each.unit: each for each in found.units}
    for scope in ("department", "district", "commune"):
        for standing in vinh_long.rankings.ranking("vinh-long", "2022", scope).standings:
            assert (cards[standing.unit].state, cards[standing.unit].late) == (standing.state, standing.late)
    assert set(found.waiting) == {WaitsFor.NOBODY}
    assert max(each.since for each in found.units if each.since) - datetime(2022, 12, 1, tzinfo=UTC) < timedelta(60)
