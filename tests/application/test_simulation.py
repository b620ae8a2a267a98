"""A dry run on history: last year's scorecards read through another set, with nothing recorded."""

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.demo.provinces import load_province
from application import sqlite
from application.restatement import Method, Restatement, Translation, are_points, best_values
from application.service import BangVang
from application.sets.files import shipped_sets
from application.settings import Settings
from application.simulation import NoneOfTheRoundsKinds, Series, Simulation, simulate
from domain.command import Command
from domain.indicator_set.commands import ReleaseIndicatorSet
from domain.indicator_set.content import content_hash
from domain.indicator_set.definition import IndicatorSet, Migration
from domain.indicator_set.refusals import DefinitionInvalid, MigrationInvalid
from domain.metadata import Actor, Role, UnitKind
from domain.province.commands import RegisterProvince, RegisterUnit
from domain.round.commands import CloseReview, CloseSelfScoring, MarkUnitNotRanked
from domain.round.refusals import RoundUnknown
from domain.rules.measured import Measured
from domain.rules.ratio import NothingToCount, Ratio
from domain.rules.relative import Relative
from domain.scorecard.commands import (
    AdjustScore,
    AppealScore,
    MarkNotApplicable,
    OpenScorecard,
    ResolveAppeal,
    SelfScore,
    SubmitScorecard,
)
from domain.scorecard.events import MarkedNotApplicable
from domain.scorecard.state import INITIAL, evolve
from projections.platform import Platform
from tests.domain.builders import (
    COUNCIL,
    COUNT,
    EXPLANATION_DAY,
    MANUAL,
    OTHER_UNIT,
    PROVINCE,
    RATIO,
    UNIT,
    adjusted,
    definition,
    group,
    indicator,
    open_round,
    opened,
    pin,
    resolved,
    scope,
    self_scored,
)
from tests.domain.builders import ask as build
from tests.domain.editions import Edit, add_after, both, drop, edit, move, set_fields
from tests.domain.specification import fold

VINH_LONG = ("vinh-long", "2022")


def ask(command: type[Command], **fields: object) -> Command:
    return build(command, **{"id": uuid4(), **fields})


# --- The demonstration's round ----------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """A platform with a province's whole story. Tests only read it."""
    with Platform(Settings(data=tmp_path_factory.mktemp("simulation"))) as platform:
        load_province(platform.application, "vinh-long", lambda: None)
        platform.projections.advance()
        yield platform


SETS = {each.code: each for each in shipped_sets() if each.province == "vinh-long"}
reworded = st.fixed_dictionaries(
    {"name": st.sampled_from(["Tên khác", "Bộ mới"]), "notes": st.sampled_from(["", "Mới"])}
)


@settings(max_examples=4, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(sorted(SETS)), reworded)
def test_the_same_set_changes_nothing(platform, code, words):
    same = set_fields(**words, version="1.0.1")(SETS[code])
    found = simulate(platform.application, *VINH_LONG, same)
    assert found.moved == ()
    for unit in found.units:
        assert unit.totals[Series.AS_PUBLISHED] == unit.totals[Series.RESTATED]
        assert {each.method for each in unit.indicators} <= {Method.HELD, Method.NOT_APPLICABLE, Method.NOT_SCORED}
        assert all(each.before == each.after for each in unit.indicators)
    assert {place.gained for scope in found.scopes for place in scope.places} == {0}


def test_the_published_series_is_the_ranking_as_published(platform):
    found = simulate(platform.application, *VINH_LONG, SETS["vinh-long-xa-2022"])
    assert found.published
    totals = {unit.unit: unit.totals[Series.AS_PUBLISHED] for unit in found.units}
    assert [scope.code for scope in found.scopes] == ["department", "district", "commune", "commune-by-district"]
    for scope_result in found.scopes:
        published = platform.rankings.ranking(*VINH_LONG, scope_result.code)
        ranks = {place.unit: place.ranks[Series.AS_PUBLISHED] for place in scope_result.places}
        assert ranks == {standing.unit: standing.rank for standing in published.standings}
        for standing in published.standings:
            total = totals[standing.unit]
            band = standing.band and standing.band.code
            assert (total.points, total.max_points, total.percent, total.band) == (
                standing.final_total,
                standing.max_points,
                standing.percent,
                band,
            )


def test_a_dry_run_leaves_no_trace(platform):
    head = platform.log.head()
    simulate(platform.application, *VINH_LONG, drop("1.3")(SETS["vinh-long-so-2022"]))
    assert platform.log.head() == head


def test_only_the_units_that_the_set_is_for_are_restated(platform):
    heavier = edit("1.1", max_points=50)(SETS["vinh-long-so-2022"])
    found = simulate(platform.application, *VINH_LONG, heavier)
    assert set(found.replaces) == {UnitKind.DEPARTMENT}
    assert found.moved
    for unit in found.units:
        assert bool(unit.indicators) is (unit.kind is UnitKind.DEPARTMENT)
    assert {unit.kind for unit in found.moved} == {UnitKind.DEPARTMENT}
    moved = {place.unit for each in found.scopes for place in each.places if place.gained}
    assert moved <= {unit.unit for unit in found.moved}


# --- A small round ----------------------------------------------------------------------------------------------------
THIRD_UNIT = "so-y-te"
OLD = definition(
    group(
        "1",
        indicator("1.1", RATIO, 10),
        indicator("1.2", MANUAL, 10, optional=True),
        indicator("1.3", COUNT, 5),
        indicator("1.4", Measured(measured="Giá trị"), 10),
        indicator("1.9", MANUAL, 5, applies_to=(UnitKind.DISTRICT,)),
    ),
)


def next_version(*edits: Edit) -> IndicatorSet:
    return both(*edits, set_fields(version="2.0.0"))(OLD)


def migrating(*moves: str) -> Edit:
    """The migration of these moves, each written as ``kind old… > new…``."""

    def read(line: str) -> object:
        kind, _, rest = line.partition(" ")
        old, _, new = rest.partition(" > ")
        return move(kind, old, new)

    migration = msgspec.convert({"from_version": "1.0.0", "moves": [read(line) for line in moves]}, Migration)
    return set_fields(migrations=(migration,))


@pytest.fixture
def application(tmp_path: Path) -> Iterator[BangVang]:
    """A round in which three units have scored themselves; the third has not handed in."""
    with BangVang(sqlite.environment(tmp_path / "events.db")) as application:
        units = (UNIT, OTHER_UNIT, THIRD_UNIT)
        application.execute_all(
            [
                ask(RegisterProvince, name="Vĩnh Long"),
                *(ask(RegisterUnit, unit=unit, kind=UnitKind.DEPARTMENT, name=unit) for unit in units),
                ask(ReleaseIndicatorSet, definition=OLD),
                open_round(
                    id=uuid4(), sets={UnitKind.DEPARTMENT: pin(content_hash=content_hash(OLD))}, scopes=(scope(),)
                ),
                *(ask(OpenScorecard, unit=unit, scorecard=uuid4(), actor=officer(unit)) for unit in units),
            ]
        )
        fill_in(application, UNIT, [{"a": "8", "b": "10"}, {"points": "6"}, {"count": "2"}, {"value": "0.5"}])
        fill_in(application, OTHER_UNIT, [{"a": "3", "b": "10"}, None, {"count": "5"}, {"value": "0.4"}])
        yield application


def fill_in(application: BangVang, unit: str, inputs: Sequence[dict[str, str] | None]) -> None:
    """Scores the indicators in their order, where there is nothing to enter as not applicable, and hands in."""
    for each, entered in zip(OLD.applicable(UnitKind.DEPARTMENT), inputs, strict=True):
        of_unit = {"unit": unit, "indicator": each.code, "actor": officer(unit)}
        if entered is None:
            application.execute(ask(MarkNotApplicable, **of_unit, reason="Không có đối tượng"))
        else:
            application.execute(ask(SelfScore, **of_unit, inputs=entered))
    application.execute(ask(SubmitScorecard, unit=unit, actor=officer(unit)))


def officer(unit: str) -> Actor:
    return Actor(id="can-bo", role=Role.UNIT, unit=unit)


def result(simulation: Simulation, unit: str) -> Any:
    return next(each for each in simulation.units if each.unit == unit)


def of(simulation: Simulation, code: str, unit: str = UNIT) -> Any:
    return next(each for each in result(simulation, unit).indicators if code in {each.indicator, *each.old})


@pytest.fixture
def run(application: BangVang) -> Callable[..., Simulation]:
    """Simulates the old set with some edits."""
    return lambda *edits: simulate(application, PROVINCE, "2022", next_version(*edits))


def test_recorded_inputs_are_scored_by_the_new_rule(run):
    stricter = Ratio(a="a", b="b", if_b_is_zero=NothingToCount.ZERO, complement=True)
    found = run(edit("1.1", rule=stricter))
    ratio = of(found, "1.1")
    assert (ratio.method, ratio.before, ratio.after) == (Method.RECOMPUTED, 8, 2)
    assert (ratio.before_max, ratio.after_max) == (10, 10)
    assert of(found, "1.2").method is Method.HELD
    total = result(found, UNIT).totals
    assert (total[Series.AS_PUBLISHED].points, total[Series.RESTATED].points) == (21, 15)
    assert (total[Series.AS_PUBLISHED].percent, total[Series.RESTATED].percent) == (60, Decimal("42.86"))


def test_ranks_show_before_and_after(run):
    complement = Ratio(a="a", b="b", if_b_is_zero=NothingToCount.ZERO, complement=True)
    found = run(edit("1.1", rule=complement))
    assert not found.published
    (department,) = found.scopes
    assert [(place.unit, place.ranks, place.gained) for place in department.places] == [
        (OTHER_UNIT, {Series.AS_PUBLISHED: 2, Series.RESTATED: 1}, 1),
        (UNIT, {Series.AS_PUBLISHED: 1, Series.RESTATED: 2}, -1),
    ]
    assert {unit.unit for unit in found.moved} == {UNIT, OTHER_UNIT}


def test_what_did_not_apply_and_what_was_not_scored_stay_so(run):
    found = run(edit("1.3", max_points=10), edit("1.2", name="Khác"))
    assert of(found, "1.2", OTHER_UNIT).method is Method.NOT_APPLICABLE
    assert of(found, "1.3", THIRD_UNIT).method is Method.NOT_SCORED
    assert result(found, OTHER_UNIT).totals[Series.RESTATED].max_points == 30
    assert result(found, THIRD_UNIT).totals[Series.RESTATED].max_points == 40
    assert result(found, THIRD_UNIT).totals[Series.RESTATED].points == 0


def test_a_judgement_is_brought_to_the_new_scale_by_the_migration(run):
    rescaled = run(edit("1.2", max_points=20), migrating("rescaled 1.2 > 1.2"))
    judged = of(rescaled, "1.2")
    assert (judged.method, judged.before, judged.after) == (Method.CARRIED, 6, 12)
    without = of(run(edit("1.2", max_points=20)), "1.2")
    assert (without.method, without.after) == (Method.NOT_COMPARABLE, None)
    assert without.reason is not None
    assert without.reason.en == "its maximum has changed, and no move says how its points read"


def test_what_can_not_be_compared_leaves_points_and_maximum(run):
    found = run(edit("1.1", rule=COUNT, max_points=12))
    changed = of(found, "1.1")
    assert changed.method is Method.NOT_COMPARABLE
    assert changed.reason is not None
    assert changed.reason.en.endswith("; what was entered does not fit the new rule")
    assert changed.reason.vi.endswith("; số liệu đã ghi không hợp với cách tính mới")
    restated = result(found, UNIT).totals[Series.RESTATED]
    assert (restated.points, restated.max_points) == (13, 25)


def test_points_are_carried_to_a_rule_that_asks_for_other_things_only_by_a_move(run):
    without = of(run(edit("1.1", rule=COUNT)), "1.1")
    assert without.method is Method.NOT_COMPARABLE
    assert without.reason.en == "what was entered does not fit the new rule"
    kept = of(run(edit("1.1", rule=COUNT), migrating("kept 1.1 > 1.1")), "1.1")
    assert (kept.method, kept.before, kept.after) == (Method.CARRIED, 8, 8)


def test_indicators_are_followed_by_their_moves(run):
    new = (indicator("2.1", RATIO, 5), indicator("2.2", RATIO, 5), indicator("2.3", MANUAL, 15))
    found = run(
        add_after("1.1", *new),
        drop("1.1", "1.2", "1.3", "1.4", "1.9"),
        add_after("2.3", indicator("2.4", MANUAL, 3)),
        migrating("split 1.1 > 2.1 2.2", "merged 1.2 1.3 > 2.3", "retired 1.4", "retired 1.9"),
    )
    told = [(each.method, each.indicator, each.old, each.after) for each in result(found, UNIT).indicators]
    assert told == [
        (Method.NOT_COMPARABLE, "2.1", ("1.1",), None),
        (Method.NOT_COMPARABLE, "2.2", ("1.1",), None),
        (Method.CARRIED, "2.3", ("1.2", "1.3"), 8),
        (Method.NOT_COMPARABLE, "2.4", (), None),
        (Method.RETIRED, None, ("1.4",), None),
    ]
    assert of(found, "2.3").before == 8
    assert of(found, "2.3", OTHER_UNIT).method is Method.NOT_COMPARABLE
    assert result(found, UNIT).totals[Series.RESTATED].max_points == 15


def test_a_renamed_indicator_keeps_its_points(run):
    found = run(add_after("1.4", indicator("1.5", RATIO, 10)), drop("1.1"), migrating("renamed 1.1 > 1.5"))
    assert (of(found, "1.5").method, of(found, "1.5").old, of(found, "1.5").after) == (Method.HELD, ("1.1",), 8)


def test_units_are_compared_with_the_best_of_the_round(run):
    found = run(edit("1.4", rule=Relative(measured="Giá trị")))
    assert (of(found, "1.4").after, of(found, "1.4", OTHER_UNIT).after) == (10, 8)
    assert of(found, "1.4", THIRD_UNIT).method is Method.NOT_SCORED


def test_best_values_are_those_that_the_round_itself_compares():
    compared = definition(group("1", indicator("1.1", Relative(measured="Hồ sơ"), 10), indicator("1.2", MANUAL, 10)))
    reworded = edit("1.1", rule=Relative(measured="Hồ sơ trực tuyến"))(compared)
    inputs = {"value": "8"}
    scored, judged = self_scored("1.1", 10, inputs), self_scored("1.1", 10, None)
    histories = {
        "counted": (self_scored("1.1", 5, {"value": "4"}),),
        "adjusted": (scored, adjusted("1.1", 6, inputs={"value": "5"})),
        "granted": (scored, adjusted("1.1", 7, inputs={"value": "6"}), resolved("1.1", 9)),
        "not applicable": (self_scored("1.1", 10, {"value": "9"}), MarkedNotApplicable(indicator="1.1")),
        "judged": (judged,),
        "nothing": (),
    }
    cards = {name: fold(evolve, INITIAL, [opened(), *events]) for name, events in histories.items()}
    restated = {name: Restatement(card, Translation(compared, reworded, {})) for name, card in cards.items()}
    assert best_values(restated.values()) == {"1.1": 6}
    methods = {name: next(iter(each.results({"1.1": Decimal(6)}))).method for name, each in restated.items()}
    assert methods == {
        "counted": Method.RECOMPUTED,
        "adjusted": Method.RECOMPUTED,
        "granted": Method.CARRIED,
        "not applicable": Method.NOT_APPLICABLE,
        "judged": Method.CARRIED,
        "nothing": Method.NOT_SCORED,
    }


def test_an_adjustment_of_an_earlier_self_score_no_longer_counts():
    old = definition(group("1", indicator("1.1", RATIO, 10)))
    card = fold(
        evolve,
        INITIAL,
        [
            opened(),
            self_scored("1.1", 1, {"a": "1", "b": "10"}),
            adjusted("1.1", 0, inputs={"a": "0", "b": "10"}),
            self_scored("1.1", 9, {"a": "9", "b": "10"}),
        ],
    )
    easier = edit("1.1", rule=msgspec.structs.replace(RATIO, target=Decimal("0.9")))(old)
    (found,) = Restatement(card, Translation(old, easier, {})).results({})
    assert (found.before, found.after) == (Decimal(9), Decimal(10))


def test_nobody_is_measured_against_a_unit_that_is_not_ranked(application):
    application.execute(ask(MarkUnitNotRanked, unit=OTHER_UNIT, reason="Cơ quan chủ trì"))
    compared = next_version(edit("1.3", rule=Relative(measured="Số lượng")), edit("1.4", rule=Relative(measured="Số")))
    found = simulate(application, PROVINCE, "2022", compared)
    assert of(found, "1.4").after == 10


def test_a_round_of_two_editions_ago_is_read_through_the_edition_in_between(application):
    first, fourth = OLD.groups[0].indicators[0], OLD.groups[0].indicators[3]
    second = next_version(
        drop("1.1", "1.4"),
        add_after("1.3", msgspec.structs.replace(fourth, code="1.1"), msgspec.structs.replace(first, code="1.5")),
        migrating("renamed 1.1 > 1.5", "renamed 1.4 > 1.1"),
    )
    application.execute(ask(ReleaseIndicatorSet, definition=second))
    third = both(set_fields(version="2.0.1", migrations=()))(second)
    for edition in (second, third):
        found = simulate(application, PROVINCE, "2022", edition)
        assert (of(found, "1.5").old, of(found, "1.1").old) == (("1.1",), ("1.4",))
        assert (of(found, "1.5").after, of(found, "1.1").after) == (8, 5)


def test_a_value_that_can_not_be_read_is_no_best_value(run):
    assert of(run(edit("1.3", rule=Relative(measured="Giá trị"))), "1.3").method is Method.NOT_COMPARABLE


def test_a_new_set_that_scores_other_kinds_on_an_indicator_leaves_it_out(run):
    found = run(edit("1.1", applies_to=(UnitKind.DISTRICT,)))
    assert [each.indicator for each in result(found, UNIT).indicators] == ["1.2", "1.3", "1.4"]
    assert result(found, UNIT).totals[Series.RESTATED].max_points == 25


def test_an_indicator_that_is_new_to_the_kind_has_nothing_recorded(run):
    found = run(edit("1.9", applies_to=()))
    opened = of(found, "1.9")
    assert (opened.method, opened.old, opened.after) == (Method.NOT_COMPARABLE, (), None)
    assert opened.reason is not None
    assert opened.reason.en == "it was not scored"
    assert result(found, UNIT).totals[Series.RESTATED].max_points == 35


def test_points_that_were_decided_are_carried_and_not_computed(application, run):
    other = Ratio(a="a", b="b", if_b_is_zero=NothingToCount.ZERO, target=Decimal("0.9"))
    application.execute(ask(AdjustScore, indicator="1.1", inputs={"a": "5", "b": "10"}))
    assert of(run(edit("1.1", rule=other)), "1.1").after == Decimal("5.56")
    application.execute(ask(AdjustScore, indicator="1.3", points="1"))
    halved = msgspec.structs.replace(COUNT, each=Decimal("0.5"))
    assert (of(run(edit("1.3", rule=halved)), "1.3").method, of(run(), "1.3").after) == (Method.CARRIED, 1)


def test_points_that_were_granted_on_appeal_are_carried(application, run):
    other = Ratio(a="a", b="b", if_b_is_zero=NothingToCount.ZERO, target=Decimal("0.9"))
    application.execute(ask(CloseSelfScoring))
    application.execute(ask(AdjustScore, indicator="1.1", inputs={"a": "5", "b": "10"}))
    application.execute(ask(AppealScore, indicator="1.1", reason="Thiếu văn bản", at=EXPLANATION_DAY))
    application.execute(
        ask(ResolveAppeal, indicator="1.1", accepted=True, points="7", actor=COUNCIL, at=EXPLANATION_DAY)
    )
    appealed = of(run(edit("1.1", rule=other)), "1.1")
    assert (appealed.method, appealed.before, appealed.after) == (Method.CARRIED, 7, 7)


def test_an_unknown_round_is_refused(application):
    with pytest.raises(RoundUnknown):
        simulate(application, PROVINCE, "2021", OLD)


def test_a_set_for_other_kinds_is_refused_in_both_languages(application):
    for_communes = both(set_fields(unit_kinds=(UnitKind.COMMUNE,)), edit("1.9", applies_to=()))
    with pytest.raises(NoneOfTheRoundsKinds) as refused:
        simulate(application, PROVINCE, "2022", for_communes(OLD))
    for text in (refused.value.sentence("vi"), refused.value.sentence(), refused.value.advice("vi")):
        assert text
        assert not set("{}") & set(text)


def test_an_unsound_set_is_refused(application):
    with pytest.raises(DefinitionInvalid):
        simulate(application, PROVINCE, "2022", set_fields(max_points=Decimal(1))(OLD))


def test_a_migration_that_does_not_add_up_is_refused(run):
    with pytest.raises(MigrationInvalid):
        run(migrating("retired 9.9"))


def test_another_set_is_compared_by_codes_and_needs_no_migration(application):
    other = both(migrating("retired 9.9"), set_fields(code="bo-khac"))(OLD)
    assert simulate(application, PROVINCE, "2022", other).moved == ()


def test_a_successor_is_of_the_set_that_the_round_pinned(application, run):
    assert run().successor
    for other in (set_fields(code="bo-khac"), set_fields(province="tinh-khac")):
        assert not simulate(application, PROVINCE, "2022", other(OLD)).successor


def test_what_can_be_compared_is_told_in_points(run):
    assert (run().comparable_points, run().total_points) == (35, 35)
    found = run(edit("1.1", rule=COUNT, max_points=12), add_after("1.4", indicator("1.5", RATIO, 3)))
    assert (found.comparable_points, found.total_points) == (25, 40)


def test_what_one_unit_alone_has_no_record_of_can_be_compared(run):
    found = run(edit("1.2", max_points=20), migrating("rescaled 1.2 > 1.2"))
    assert of(found, "1.2", THIRD_UNIT).method is Method.NOT_SCORED
    assert (found.comparable_points, found.total_points) == (45, 45)


# --- Best values that are not frozen yet ------------------------------------------------------------------------------
RELATIVE = definition(group("1", indicator("1.1", Relative(measured="Hồ sơ"), 10), indicator("1.2", MANUAL, 10)))


@pytest.fixture
def provisional(tmp_path: Path) -> Iterator[Platform]:
    """A round in which each unit hands in a better value than the one before."""
    with Platform(Settings(data=tmp_path)) as platform:
        units = (UNIT, OTHER_UNIT, THIRD_UNIT)
        platform.application.execute_all(
            [
                ask(RegisterProvince, name="Vĩnh Long"),
                *(ask(RegisterUnit, unit=unit, kind=UnitKind.DEPARTMENT, name=unit) for unit in units),
                ask(ReleaseIndicatorSet, definition=RELATIVE),
                open_round(
                    id=uuid4(), sets={UnitKind.DEPARTMENT: pin(content_hash=content_hash(RELATIVE))}, scopes=(scope(),)
                ),
                *(ask(OpenScorecard, unit=unit, scorecard=uuid4(), actor=officer(unit)) for unit in units),
            ]
        )
        for unit, value in zip(units, ("2", "4", "8"), strict=True):
            for code, inputs in (("1.1", {"value": value}), ("1.2", {"points": "5"})):
                of_unit = {"unit": unit, "indicator": code, "actor": officer(unit)}
                platform.application.execute(ask(SelfScore, **of_unit, inputs=inputs))
            platform.application.execute(ask(SubmitScorecard, unit=unit, actor=officer(unit)))
        platform.projections.advance()
        yield platform


def points(simulation: Simulation, series: Series) -> dict[str, Decimal]:
    return {unit.unit: unit.totals[series].points for unit in simulation.units}


def test_until_best_values_are_frozen_points_are_those_that_the_pages_show(provisional):
    found = simulate(provisional.application, PROVINCE, "2022", RELATIVE)
    expected = {UNIT: Decimal("7.5"), OTHER_UNIT: Decimal(10), THIRD_UNIT: Decimal(15)}
    assert points(found, Series.AS_PUBLISHED) == points(found, Series.RESTATED) == expected
    shown = provisional.rankings.ranking(PROVINCE, "2022", "department")
    assert {standing.unit: standing.final_total for standing in shown.standings} == expected
    assert {standing.unit: standing.rank for standing in shown.standings} == {
        place.unit: place.ranks[Series.AS_PUBLISHED] for place in found.scopes[0].places
    }


def test_nothing_moves_once_they_are_frozen(provisional):
    before = points(simulate(provisional.application, PROVINCE, "2022", RELATIVE), Series.AS_PUBLISHED)
    provisional.application.execute(ask(CloseSelfScoring))
    provisional.application.execute(ask(CloseReview, at=EXPLANATION_DAY))
    after = simulate(provisional.application, PROVINCE, "2022", RELATIVE)
    assert points(after, Series.AS_PUBLISHED) == points(after, Series.RESTATED) == before


def test_both_series_are_marked_in_both_languages():
    labels = {series.label(language) for series in Series for language in ("vi", "en")}
    assert len(labels) == 4
    assert Series.AS_PUBLISHED.label() == "as published"


def test_a_judgement_within_a_composed_rule_is_one():
    assert are_points({"points": "1"})
    assert are_points({"a.b.points": "1", "c.count": "2"})
    assert not are_points({"count": "2"})


def test_a_simulation_is_plain_json(run):
    stored = msgspec.json.encode(run(edit("1.2", max_points=20)))
    assert msgspec.json.decode(stored, type=Simulation) == run(edit("1.2", max_points=20))
