"""A unit over the years: what it had in each round, and what of it can be compared."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from application.settings import Settings
from domain.indicator_set.commands import ReleaseIndicatorSet
from domain.indicator_set.content import content_hash
from domain.indicator_set.definition import IndicatorSet, Migration, Move, MoveKind, Scope
from domain.metadata import Provenance, Role, UnitKind
from domain.province.commands import MergeUnit, RegisterProvince, RegisterUnit
from domain.province.refusals import ProvinceUnknown, UnitUnknown
from domain.round.calendar import Calendar
from domain.round.commands import CloseReview, CloseSelfScoring, FinaliseRound, MarkUnitNotRanked
from domain.rules.relative import Relative
from domain.scorecard.commands import FinaliseScorecard, MarkNotApplicable, OpenScorecard, SelfScore, SubmitScorecard
from projections.platform import Platform
from projections.points import IndicatorPoints
from projections.ranking.answer import Absence
from projections.trends.answer import Comparison, Reason, Trend
from projections.trends.comparison import Scored, compared, traced
from tests.domain.builders import (
    COUNT,
    MANUAL,
    OTHER_UNIT,
    PROVINCE,
    RATIO,
    UNIT,
    ask,
    definition,
    group,
    indicator,
    open_round,
    pin,
    window,
)
from tests.domain.editions import add_after, both, edit, move, set_fields
from tests.projections.steps import give

pytestmark = pytest.mark.no_cover

# --- Three editions of a set ------------------------------------------------------------------------------------------
FIRST = definition(
    group(
        "1",
        indicator("1.1", RATIO, 10),
        indicator("1.2", MANUAL, 10),
        indicator("1.3", MANUAL, 5),
        indicator("1.4", MANUAL, 5),
        indicator("1.5", COUNT, 5),
        indicator("1.6", MANUAL, 10, optional=True),
        indicator("1.7", MANUAL, 10),
        indicator("1.8", MANUAL, 8),
    ),
    unit_kinds=(UnitKind.DEPARTMENT,),
)
SECOND = both(add_after("1.8", indicator("1.9", MANUAL, 5)), set_fields(version="1.1.0"))(FIRST)
MOVES = (
    move("renamed", "1.1", "2.1"),
    move("rescaled", "1.2", "2.2"),
    move("merged", "1.3 1.4", "2.3"),
    move("retired", "1.5"),
    move("split", "1.8", "2.4 2.5"),
)
THIRD = definition(
    group(
        "1",
        indicator("1.6", MANUAL, 10, optional=True),
        indicator("1.7", RATIO, 10),
        indicator("1.9", MANUAL, 5),
        indicator("2.1", RATIO, 10),
        indicator("2.2", MANUAL, 20),
        indicator("2.3", MANUAL, 10),
        indicator("2.4", MANUAL, 4),
        indicator("2.5", MANUAL, 4),
        indicator("2.6", MANUAL, 4),
    ),
    unit_kinds=(UnitKind.DEPARTMENT,),
    version="2.0.0",
    migrations=(Migration(from_version="1.1.0", moves=MOVES),),
)
BOTH_KINDS = set_fields(unit_kinds=(UnitKind.DEPARTMENT, UnitKind.DISTRICT))(FIRST)
EIGHT_OF_TEN = {"a": "8", "b": "10"}
NOT_APPLICABLE = object()
Entered = Mapping[str, Any]
IN_2022: Entered = {
    "1.1": EIGHT_OF_TEN,
    "1.2": "5",
    "1.3": "2",
    "1.4": "3",
    "1.5": {"count": "4"},
    "1.6": "7",
    "1.7": "9",
    "1.8": "6",
}
IN_2023: Entered = {**IN_2022, "1.2": "7.5", "1.6": NOT_APPLICABLE, "1.9": "4"}
IN_2024: Entered = {
    "1.6": "10",
    "1.7": EIGHT_OF_TEN,
    "1.9": "3",
    "2.1": {"a": "9", "b": "10"},
    "2.2": "12",
    "2.3": "8",
    "2.4": "1",
    "2.5": "2",
    "2.6": "3",
}


# --- Rounds -----------------------------------------------------------------------------------------------------------
def moment(year: str, month: int) -> datetime:
    return datetime(int(year), month, 10, 3, tzinfo=UTC)


def calendar(year: str) -> Calendar:
    return Calendar(
        self_scoring=window(f"{year}-10-01", f"{year}-10-31"), review=window(f"{year}-11-01", f"{year}-11-30")
    )


def begin(platform: Platform, *releases: IndicatorSet, units: tuple[str, ...] = (UNIT, OTHER_UNIT)) -> None:
    registered = (ask(RegisterUnit, id=uuid4(), unit=unit, kind=UnitKind.DEPARTMENT, name=unit) for unit in units)
    released = (ask(ReleaseIndicatorSet, id=uuid4(), definition=each) for each in releases)
    platform.application.execute_all([ask(RegisterProvince, id=uuid4(), name="Vĩnh Long"), *registered, *released])


def open_in(platform: Platform, year: str, used: IndicatorSet, **changes: Any) -> None:
    pinned = pin(indicator_set=used.code, version=used.version, content_hash=content_hash(used))
    fields = {"round": year, "name": f"Đợt {year}", "sets": {UnitKind.DEPARTMENT: pinned}, "calendar": calendar(year)}
    platform.application.execute(open_round(id=uuid4(), at=moment(year, 9), **{**fields, **changes}))


def hand_in(platform: Platform, year: str, entered: Entered, unit: str = UNIT) -> None:
    when: dict[str, Any] = {"round": year, "at": moment(year, 10)}
    give(platform, OpenScorecard, unit, Role.UNIT, scorecard=uuid4(), **when)
    for code, value in entered.items():
        if value is NOT_APPLICABLE:
            give(platform, MarkNotApplicable, unit, Role.UNIT, indicator=code, reason="Không có đối tượng", **when)
        else:
            given = {"points": value} if isinstance(value, str) else {"inputs": value}
            give(platform, SelfScore, unit, Role.UNIT, indicator=code, **given, **when)
    give(platform, SubmitScorecard, unit, Role.UNIT, approved_on=when["at"].date(), **when)


def finalise(platform: Platform, year: str, *units: str) -> None:
    def run(command: Any, **fields: Any) -> None:
        platform.application.execute(ask(command, id=uuid4(), round=year, at=moment(year, 12), **fields))

    run(CloseSelfScoring)
    run(CloseReview)
    for unit in units:
        run(FinaliseScorecard, unit=unit)
    run(FinaliseRound)


def trend_of(platform: Platform, unit: str = UNIT) -> Trend:
    platform.projections.advance()
    return platform.trends.trend(PROVINCE, unit)


def told(comparison: Comparison) -> list[tuple[str | None, tuple[str, ...], Reason]]:
    return [(each.indicator, each.old, each.reason) for each in comparison.left_out]


@pytest.fixture(scope="module")
def three_years(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """Rounds by three editions; the last is open. Entered out of the order of time. Tests only read it."""
    with Platform(Settings(data=tmp_path_factory.mktemp("trends"))) as platform:
        begin(platform, FIRST, SECOND, THIRD)
        open_in(platform, "2024", THIRD)
        hand_in(platform, "2024", IN_2024)
        notice = {"data_provenance": Provenance.ILLUSTRATIVE, "notice": "Dữ liệu tổng hợp"}
        open_in(platform, "2022", FIRST, **notice)
        for unit, manual in ((UNIT, "5"), (OTHER_UNIT, "9")):
            hand_in(platform, "2022", {**IN_2022, "1.2": manual}, unit)
        finalise(platform, "2022", UNIT, OTHER_UNIT)
        open_in(platform, "2023", SECOND)
        hand_in(platform, "2023", IN_2023)
        platform.application.execute(ask(MarkUnitNotRanked, id=uuid4(), round="2023", unit=UNIT, reason="Tách đơn vị"))
        platform.projections.advance()
        yield platform


# --- The years --------------------------------------------------------------------------------------------------------
def test_every_round_in_which_the_unit_has_a_scorecard_is_shown_in_the_order_of_time(three_years: Platform):
    years = trend_of(three_years).years
    assert [(y.round, y.version, y.phase, y.provisional) for y in years] == [
        ("2022", "1.0.0", "Finalised", False),
        ("2023", "1.1.0", "SelfScoring", True),
        ("2024", "2.0.0", "SelfScoring", True),
    ]
    assert [(y.rank, y.ranked, y.absence) for y in years] == [
        (2, 2, None),
        (None, 0, Absence.NOT_RANKED),
        (1, 1, None),
    ]
    assert years[1].absence_reason == "Tách đơn vị"
    assert [(str(y.final_total), str(y.max_points), str(y.percent)) for y in years] == [
        ("44", "63", "69.84"),
        ("43.5", "58", "75.00"),
        ("56", "77", "72.73"),
    ]
    assert (years[0].scope, years[0].period, years[0].self_scoring_opens) == ("department", "2022", date(2022, 10, 1))
    assert [y.round for y in trend_of(three_years, OTHER_UNIT).years] == ["2022"]


def test_each_year_says_where_its_data_come_from(three_years: Platform):
    years = trend_of(three_years).years
    assert [(y.data_provenance, y.notice) for y in years] == [
        (Provenance.ILLUSTRATIVE, "Dữ liệu tổng hợp"),
        (Provenance.PUBLISHED, ""),
        (Provenance.PUBLISHED, ""),
    ]
    assert {y.set_provenance for y in years} == {Provenance.ILLUSTRATIVE}


def test_a_years_figures_are_those_of_the_ranking(three_years: Platform):
    for year in trend_of(three_years).years:
        standings = {each.unit: each for each in three_years.rankings.ranking(PROVINCE, year.round).standings}
        if year.rank is not None:
            one = standings[UNIT]
            assert (year.rank, year.ranked) == (one.rank, len(standings))
            assert (year.final_total, year.max_points, year.percent) == (one.final_total, one.max_points, one.percent)


# --- From year to year ------------------------------------------------------------------------------------------------
def test_what_is_new_and_what_did_not_apply_is_left_out(three_years: Platform):
    first = trend_of(three_years).comparisons[0]
    assert (first.earlier, first.later, first.provisional) == ("2022", "2023", True)
    assert [each.indicator for each in first.indicators] == ["1.1", "1.2", "1.3", "1.4", "1.5", "1.7", "1.8"]
    assert told(first) == [("1.6", ("1.6",), Reason.NOT_APPLICABLE), ("1.9", (), Reason.NEW)]
    assert (str(first.earlier_points), str(first.later_points), str(first.max_points)) == ("37", "39.5", "53")
    assert (str(first.earlier_percent), str(first.later_percent), str(first.difference)) == ("69.81", "74.53", "4.72")


def test_points_are_read_as_the_migration_says_and_the_rest_is_left_out_with_the_reason(three_years: Platform):
    second: Any = trend_of(three_years).comparisons[1]
    pairs = [(e.indicator, e.old, e.move, e.earlier_points, e.later_points, e.max_points) for e in second.indicators]
    assert pairs == [
        ("1.9", ("1.9",), MoveKind.KEPT, 4, 3, 5),
        ("2.1", ("1.1",), MoveKind.RENAMED, 8, 9, 10),
        ("2.2", ("1.2",), MoveKind.RESCALED, 15, 12, 20),
        ("2.3", ("1.3", "1.4"), MoveKind.MERGED, 5, 8, 10),
    ]
    assert told(second) == [
        ("1.6", ("1.6",), Reason.NOT_APPLICABLE),
        ("1.7", ("1.7",), Reason.RULE_CHANGED),
        ("2.4", ("1.8",), Reason.NOT_COMPARABLE),
        ("2.5", ("1.8",), Reason.NOT_COMPARABLE),
        ("2.6", (), Reason.NEW),
        (None, ("1.5",), Reason.RETIRED),
    ]
    assert (str(second.earlier_points), str(second.later_points), str(second.max_points)) == ("32", "32", "45")
    assert str(second.difference) == "0.00"
    for each in second.left_out:
        assert each.remark.vi != each.remark.en


def test_each_indicator_is_traced_through_all_releases_in_between(three_years: Platform):
    indicators: dict[str, Any] = {each.indicator: each for each in trend_of(three_years).indicators}
    rows = {code: [(each.points, each.reason) for each in trace.years] for code, trace in indicators.items()}
    assert rows == {
        "1.6": [(7, None), (None, Reason.NOT_APPLICABLE), (10, None)],
        "1.7": [(None, Reason.RULE_CHANGED), (None, Reason.RULE_CHANGED), (8, None)],
        "1.9": [(None, Reason.NEW), (4, None), (3, None)],
        "2.1": [(8, None), (8, None), (9, None)],
        "2.2": [(10, None), (15, None), (12, None)],
        "2.3": [(5, None), (5, None), (8, None)],
        "2.4": [(None, Reason.NOT_COMPARABLE), (None, Reason.NOT_COMPARABLE), (1, None)],
        "2.5": [(None, Reason.NOT_COMPARABLE), (None, Reason.NOT_COMPARABLE), (2, None)],
        "2.6": [(None, Reason.NEW), (None, Reason.NEW), (3, None)],
    }
    assert (indicators["2.2"].max_points, [each.round for each in indicators["2.2"].years]) == (
        20,
        ["2022", "2023", "2024"],
    )


# --- On either store --------------------------------------------------------------------------------------------------
def test_relative_points_of_an_open_round_are_those_of_the_ranking(platform: Platform):
    used = definition(
        group("1", indicator("1.1", Relative(measured="hồ sơ"), 10), indicator("1.2", MANUAL, 10)),
        unit_kinds=(UnitKind.DEPARTMENT,),
    )
    begin(platform, used)
    for year in ("2022", "2023"):
        open_in(platform, year, used)
        for unit, value in ((UNIT, "50"), (OTHER_UNIT, "100")):
            hand_in(platform, year, {"1.1": {"value": value}, "1.2": "5"}, unit)
    hand_in_marked(platform)
    finalise(platform, "2022", UNIT, OTHER_UNIT)
    found = trend_of(platform)
    assert [(y.final_total, y.provisional, y.rank) for y in found.years] == [(10, False, 2), (Decimal(10), True, 2)]
    (comparison,) = found.comparisons
    assert (comparison.earlier_points, comparison.later_points) == (Decimal(10), Decimal(10))
    assert comparison.provisional
    assert trend_of(platform, OTHER_UNIT).years[1].final_total == 15


def hand_in_marked(platform: Platform) -> None:
    """A unit with the largest value of all, which is not ranked and against which nobody is measured."""
    platform.application.execute(ask(RegisterUnit, id=uuid4(), unit="so-lon", kind=UnitKind.DEPARTMENT, name="Sở lớn"))
    for year in ("2022", "2023"):
        platform.application.execute(ask(MarkUnitNotRanked, id=uuid4(), round=year, unit="so-lon"))
        if year == "2023":
            hand_in(platform, year, {"1.1": {"value": "900"}, "1.2": "5"}, "so-lon")


def test_a_merged_unit_is_told_of_and_its_points_stay_with_it(platform: Platform):
    begin(platform, FIRST)
    open_in(platform, "2022", FIRST)
    hand_in(platform, "2022", IN_2022, OTHER_UNIT)
    merged = {"unit": OTHER_UNIT, "into": UNIT, "reason": "Sắp xếp bộ máy", "at": moment("2023", 3)}
    platform.application.execute(ask(MergeUnit, id=uuid4(), **merged, effective_on=date(2023, 3, 1)))
    gone, continuing = trend_of(platform, OTHER_UNIT), trend_of(platform)
    assert (continuing.years, continuing.comparisons, continuing.indicators) == ((), (), ())
    (merger,) = continuing.merged
    assert (merger.unit, merger.into, merger.on) == (OTHER_UNIT, UNIT, date(2023, 3, 1))
    assert (continuing.merged_into, gone.merged, gone.merged_into) == (None, (), merger)
    assert [year.round for year in gone.years] == ["2022"]


def test_a_unit_is_placed_under_its_parent_where_the_scope_ranks_so(platform: Platform):
    begin(platform, BOTH_KINDS, units=("cap-tren", "cap-khac"))
    children = (("con-1", "cap-tren", "9"), ("con-2", "cap-tren", "5"), ("con-3", "cap-khac", "1"))
    for unit, parent, _ in children:
        child = {"unit": unit, "parent": parent, "kind": UnitKind.DEPARTMENT, "name": unit}
        platform.application.execute(ask(RegisterUnit, id=uuid4(), **child))
    pinned = pin(version=BOTH_KINDS.version, content_hash=content_hash(BOTH_KINDS))
    scored_kinds = {"sets": dict.fromkeys((UnitKind.DEPARTMENT, UnitKind.DISTRICT), pinned)}
    within = Scope(code="trong-nhom", name="Trong nhóm", kinds=(UnitKind.DEPARTMENT,), within_parent=True)
    other = Scope(code="huyen", name="Huyện", kinds=(UnitKind.DISTRICT,))
    open_in(platform, "2022", BOTH_KINDS, scopes=(other, within), **scored_kinds)
    open_in(platform, "2023", BOTH_KINDS, scopes=(other,), **scored_kinds)
    for unit, _, points in children:
        hand_in(platform, "2022", {**IN_2022, "1.2": points}, unit)
    hand_in(platform, "2023", IN_2022, "con-2")
    first, second = trend_of(platform, "con-2").years
    assert (first.scope, first.rank, first.ranked) == ("trong-nhom", 2, 2)
    assert (second.scope, second.rank, second.ranked, second.absence) == (None, None, 0, None)
    assert trend_of(platform, "con-3").years[0].ranked == 1


def test_unknown_places_are_refused(platform: Platform):
    with pytest.raises(ProvinceUnknown):
        platform.trends.trend(PROVINCE, UNIT)
    begin(platform, FIRST)
    with pytest.raises(UnitUnknown):
        trend_of(platform, "so-khong-co")
    assert trend_of(platform).years == ()


def test_a_province_with_a_single_round_has_one_year_and_no_comparison(vinh_long: Platform):
    found = vinh_long.trends.trend("vinh-long", "so-khcn")
    (year,) = found.years
    assert (year.data_provenance, year.set_provenance) == (Provenance.ILLUSTRATIVE, Provenance.ILLUSTRATIVE)
    assert found.comparisons == ()
    standing = next(
        each for each in vinh_long.rankings.ranking("vinh-long", "2022").standings if each.unit == "so-khcn"
    )
    assert (year.rank, year.final_total) == (standing.rank, standing.final_total)
    points = [each.years[0].points for each in found.indicators if each.years[0].points is not None]
    assert sum(points) == year.final_total


# --- Points read in another set ---------------------------------------------------------------------------------------
def scored(used: IndicatorSet, points: Mapping[str, int], *, without: tuple[str, ...] = ()) -> Scored:
    """A round by that set with whole points."""
    units = {code: value * 10_000 for code, value in points.items()}
    entries = {code: IndicatorPoints(each, each, each) for code, each in units.items()}
    entries |= {code: IndicatorPoints(applicable=False) for code in without}
    kind, name = UnitKind.DEPARTMENT, used.version
    return Scored(round=name, provisional=False, kind=kind, definition=used, points=entries)


def between(old: Scored, new: Scored, *on_the_way: IndicatorSet) -> Any:
    releases = {each.version: each for each in (old.definition, *on_the_way, new.definition)}
    return compared(old, new, releases)


def small(version: str = "1.0.0", moves: tuple[Move, ...] = (), before: str = "1.0.0", **worth: int) -> IndicatorSet:
    indicators = (indicator(code, MANUAL, maximum, optional=True) for code, maximum in worth.items())
    migrations = (Migration(from_version=before, moves=moves),) if moves else ()
    return definition(group("g", *indicators), version=version, migrations=migrations)


def test_a_changed_rule_is_comparable_only_where_a_move_says_so():
    old = small(a=10, b=10)
    changed = both(edit("a", rule=RATIO), edit("b", rule=RATIO), set_fields(version="2.0.0"))(old)
    named = set_fields(migrations=(Migration(from_version="1.0.0", moves=(move("kept", "a", "a"),)),))(changed)
    found = between(scored(old, {"a": 4, "b": 5}), scored(named, {"a": 6, "b": 7}))
    assert [(each.indicator, each.earlier_points) for each in found.indicators] == [("a", 4)]
    assert told(found) == [("b", ("b",), Reason.RULE_CHANGED)]


def test_a_rule_that_changed_on_the_way_and_back_is_the_same_rule():
    old = small(a=10)
    middle = both(edit("a", rule=RATIO), set_fields(version="2.0.0"))(old)
    last = set_fields(version="3.0.0")(old)
    found = between(scored(old, {"a": 4}), scored(last, {"a": 6}), middle)
    assert [each.indicator for each in found.indicators] == ["a"]


def test_a_code_that_was_given_to_another_indicator_is_not_compared_with_the_old_one():
    old = small(a=10, b=10)
    swapped = small("2.0.0", (move("retired", "a"), move("renamed", "b", "a")), a=10)
    found = between(scored(old, {"a": 1, "b": 9}), scored(swapped, {"a": 5}))
    assert [(each.old, each.earlier_points) for each in found.indicators] == [(("b",), 9)]
    assert told(found) == [(None, ("a",), Reason.RETIRED)]


def test_another_maximum_without_a_move_is_not_comparable():
    found = between(scored(small(a=10), {"a": 1}), scored(small("2.0.0", a=20), {"a": 5}))
    assert told(found) == [("a", ("a",), Reason.NOT_COMPARABLE)]
    assert (found.earlier_points, found.max_points, found.earlier_percent, found.difference) == (0, 0, None, None)


def test_sets_that_do_not_follow_on_one_another_are_not_compared_at_all():
    old, new = small(a=10), small("2.0.0", a=10)
    other = set_fields(code="bo-khac", version="3.0.0")(old)
    for found in (between(scored(old, {"a": 1}), scored(other, {"a": 1})), between(scored(new, {}), scored(old, {}))):
        assert found.indicators == ()
        assert told(found) == [("a", (), Reason.NOT_COMPARABLE), (None, ("a",), Reason.NOT_COMPARABLE)]


def test_what_does_not_apply_in_either_year_is_left_out_of_both():
    used = small(a=10, b=10, c=10)
    found = between(scored(used, {"a": 1, "c": 2}, without=("b",)), scored(used, {"b": 3, "c": 4}, without=("a",)))
    assert told(found) == [("a", ("a",), Reason.NOT_APPLICABLE), ("b", ("b",), Reason.NOT_APPLICABLE)]
    assert [each.remark.en for each in found.left_out] == [
        "it does not apply in the later year",
        "it did not apply in the earlier year",
    ]
    assert (found.earlier_points, found.later_points, found.max_points) == (2, 4, 10)


def test_what_was_merged_of_parts_that_did_not_all_apply_is_not_comparable():
    merged = small("2.0.0", (move("merged", "a b", "m"),), m=20)
    found = between(scored(small(a=10, b=10), {"a": 1}, without=("b",)), scored(merged, {"m": 3}))
    assert told(found) == [("m", ("a", "b"), Reason.NOT_COMPARABLE)]


def test_what_no_longer_applies_to_the_kind_is_told():
    old = small(a=10, b=10)
    new = both(edit("b", applies_to=(UnitKind.DISTRICT,)), set_fields(version="2.0.0"))(old)
    found = between(scored(old, {"a": 1, "b": 2}), scored(new, {"a": 1}))
    assert told(found) == [(None, ("b",), Reason.NOT_APPLICABLE)]
    back = between(scored(new, {"a": 1}), scored(set_fields(version="3.0.0")(old), {"a": 1, "b": 2}))
    assert told(back) == [("b", ("b",), Reason.NOT_APPLICABLE)]


def test_what_nobody_has_scored_yet_counts_as_nothing_and_is_said_so():
    used = small(a=10, b=10)
    old, new = scored(used, {"a": 4}), scored(used, {"a": 4, "b": 5})
    found = between(old, new)
    assert [each.earlier_points for each in found.indicators] == [4, None]
    assert (found.earlier_points, found.later_points, found.max_points) == (4, 9, 20)
    (_, trace) = traced([old, new], {used.version: used})
    assert [(each.points, each.reason) for each in trace.years] == [(None, Reason.NOT_SCORED), (5, None)]
    assert list(traced([], {})) == []


whole = st.integers(0, 10)


@given(st.lists(st.tuples(whole, whole), min_size=1, max_size=6))
def test_by_an_identical_release_all_is_comparable_and_in_full(pairs):
    codes = [f"1.{number}" for number, _ in enumerate(pairs)]
    used = definition(group("g", *(indicator(code, MANUAL, 10) for code in codes)))
    earlier = scored(used, {code: pair[0] for code, pair in zip(codes, pairs, strict=True)})
    later = scored(used, {code: pair[1] for code, pair in zip(codes, pairs, strict=True)})
    found = between(earlier, later)
    assert [each.indicator for each in found.indicators] == codes
    assert found.left_out == ()
    totals = tuple(map(sum, zip(*pairs, strict=True)))
    assert (found.earlier_points, found.later_points, found.max_points) == (*totals, 10 * len(pairs))


@settings(max_examples=5, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(whole, whole), min_size=2, max_size=2))
def test_by_an_identical_release_the_comparable_totals_are_those_of_the_rankings(tmp_path_factory, pairs):
    used = definition(
        group("1", indicator("1.1", MANUAL, 10), indicator("1.2", MANUAL, 10), indicator("1.3", MANUAL, 5)),
        unit_kinds=(UnitKind.DEPARTMENT,),
    )
    with Platform(Settings(data=tmp_path_factory.mktemp("same"))) as platform:
        begin(platform, used)
        for year, points in zip(("2022", "2023"), zip(*pairs, strict=True), strict=True):
            open_in(platform, year, used)
            entered = {f"1.{number}": str(each) for number, each in enumerate(points, start=1)}
            hand_in(platform, year, {**entered, "1.3": "2.25"})
        found = trend_of(platform)
        (comparison,) = found.comparisons
        totals = [platform.rankings.ranking(PROVINCE, year).standings[0].final_total for year in ("2022", "2023")]
    assert comparison.left_out == ()
    assert [comparison.earlier_points, comparison.later_points] == totals
    assert [each.final_total for each in found.years] == totals
    assert comparison.max_points == 25
