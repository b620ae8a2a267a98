"""What becomes of old indicators in a new version, and how old results read in it."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.indicator_set.commands import ReleaseIndicatorSet
from domain.indicator_set.content import content_hash
from domain.indicator_set.definition import IndicatorSet, Migration, Move, MoveKind
from domain.indicator_set.events import Released
from domain.indicator_set.migration import carry, migration_from, origins
from domain.indicator_set.migration_faults import migration_faults, move_faults, require_sound_moves
from domain.indicator_set.refusals import MigrationInvalid
from domain.indicator_set.state import INITIAL, Releases, evolve
from domain.rules.bonus import Bonus
from tests.domain.builders import DEFINITION, MANUAL, ask, definition, group, indicator
from tests.domain.editions import both, drop, edit, move, set_fields
from tests.domain.specification import fold, releases


def of(places: int = 2, version: str = "1.0.0", **maxima: Any) -> IndicatorSet:
    """A set of one group with an indicator by judgement for each maximum: ``of(a=10, b=5)``."""
    return in_one_group(maxima, places=places, version=version)


def in_one_group(maxima: Mapping[str, int], **changes: Any) -> IndicatorSet:
    indicators = (indicator(code, MANUAL, maximum) for code, maximum in maxima.items())
    return definition(group("1", *indicators), **changes)


def migration(*moves: Move, version: str = "1.0.0") -> Migration:
    return Migration(from_version=version, moves=moves)


def out(released: IndicatorSet) -> Released:
    return Released(definition=released, content_hash=content_hash(released))


def told(old: IndicatorSet, new: IndicatorSet, *moves: Move) -> list[str]:
    found = list(move_faults(old, new, migration(*moves)))
    assert all(fault.sentence("vi") != fault.sentence() for fault in found)
    return [fault.sentence() for fault in found]


OLD = of(a=10, b=5, c=5, d=20, e=8, f=1)
NEW = of(version="2.0.0", a=10, b2=5, c=10, d1=12, d2=8, ef=9)
MOVES = (
    move("kept", "a", "a"),
    move("renamed", "b", "b2"),
    move("rescaled", "c", "c"),
    move("split", "d", "d1 d2"),
    move("merged", "e f", "ef"),
)


# --- Releases ---------------------------------------------------------------------------------------------------------
def ask_for(new: IndicatorSet) -> ReleaseIndicatorSet:
    return ask(ReleaseIndicatorSet, definition=new)


def test_a_version_that_accounts_for_every_indicator_is_released():
    migrated = set_fields(migrations=(migration(*MOVES),))(NEW)
    releases().given(out(OLD)).when(ask_for(migrated)).then(out(migrated))


def test_a_version_without_an_indicator_needs_a_migration_that_names_it():
    smaller = both(drop("2.2"), set_fields(version="2.0.0"))(DEFINITION)
    given = releases().given(out(DEFINITION))
    given.when(ask_for(smaller)).then_rejected(
        MigrationInvalid, count=1, faults_en="2.2: it is gone, and no move says what became of it"
    )
    migrated = set_fields(migrations=(migration(move("retired", "2.2")),))(smaller)
    given.when(ask_for(migrated)).then(out(migrated))


def test_a_version_that_keeps_every_indicator_needs_no_migration():
    reweighted = both(edit("1.1", max_points=12), set_fields(version="2.0.0"))(DEFINITION)
    releases().given(out(DEFINITION)).when(ask_for(reweighted)).then(out(reweighted))


def test_a_migration_from_an_older_version_does_not_stand_in_for_the_one_before():
    again = set_fields(version="1.1.0")(OLD)
    migrated = set_fields(migrations=(migration(*MOVES),))(NEW)
    releases().given(out(OLD), out(again)).when(ask_for(migrated)).then_rejected(MigrationInvalid, count=4)


def test_all_faults_are_told_at_once():
    migrated = set_fields(
        migrations=(
            migration(move("retired", "a"), move("retired", "x", reason=" ")),
            migration(version="1.0.1"),
            migration(version="0.1.0"),
            migration(version="0.1.0"),
            migration(version="2.0.0"),
        )
    )(NEW)
    state: Releases = fold(evolve, INITIAL, [out(OLD)])
    assert [fault.sentence() for fault in migration_faults(state, migrated)] == [
        "1.0.1: it was never released",
        "0.1.0: it has 2 migrations",
        "2.0.0: it is not below the set's own version",
        "retired x: the earlier version has no indicator x",
        "retired x: the reason is missing",
        "b: it is gone, and no move says what became of it",
        "d: it is gone, and no move says what became of it",
        "e: it is gone, and no move says what became of it",
        "f: it is gone, and no move says what became of it",
    ]
    releases().given(out(OLD)).when(ask_for(migrated)).then_rejected(MigrationInvalid, count=9)


def test_the_first_release_has_nothing_to_account_for():
    releases().when(ask_for(NEW)).then(out(NEW))


def test_a_migration_is_found_by_the_version_it_reads():
    migrated = set_fields(migrations=(migration(*MOVES),))(NEW)
    assert migration_from(migrated, "1.0.0") == migration(*MOVES)
    assert migration_from(migrated, "1.1.0") is None


# --- Faults -----------------------------------------------------------------------------------------------------------
def test_moves_that_account_for_everything_have_no_faults():
    assert told(OLD, NEW, *MOVES) == []


WRONG = {
    "an unknown new code": (move("renamed", "b", "x"), "renamed b: the new version has no indicator x"),
    "an unknown old code": (move("retired", "x"), "retired x: the earlier version has no indicator x"),
    "no reason": (move("retired", "b", reason=" "), "retired b: the reason is missing"),
    "kept as two": (move("kept", "d", "d1 d2"), "kept d: it takes 1→1 indicators"),
    "renamed to nothing": (move("renamed", "b"), "renamed b: it takes 1→1 indicators"),
    "rescaled from two": (move("rescaled", "e f", "ef"), "rescaled e+f: it takes 1→1 indicators"),
    "split into one": (move("split", "b", "b2"), "split b: it takes 1→n indicators"),
    "one merged": (move("merged", "e", "ef"), "merged e: it takes n→1 indicators"),
    "nothing merged": (
        Move(kind=MoveKind.MERGED, old=(), new=("ef",), reason="Gộp"),
        "merged ?: it takes n→1 indicators",
    ),
    "retired to something": (move("retired", "b", "b2"), "retired b: it takes 1→0 indicators"),
    "kept under another code": (move("kept", "b", "b2"), "kept b: under another code it is 'renamed'"),
    "kept with another maximum": (move("kept", "c", "c"), "kept c: with another maximum it is 'rescaled'"),
    "renamed with another maximum": (move("renamed", "d", "d1"), "renamed d: with another maximum it is 'rescaled'"),
    "rescaled to the same": (
        move("rescaled", "b", "b2"),
        "rescaled b: the maximum is the same, so nothing is rescaled",
    ),
}


@pytest.mark.parametrize(("wrong", "fault"), WRONG.values(), ids=WRONG)
def test_a_move_that_does_not_add_up_is_a_fault(wrong, fault):
    assert fault in told(OLD, NEW, wrong)


def test_an_old_indicator_is_named_once():
    assert "b: the old indicator is named 2 times" in told(OLD, NEW, move("renamed", "b", "b2"), move("retired", "b"))


def test_a_new_indicator_takes_one_place():
    twice = told(OLD, NEW, move("renamed", "b", "b2"), move("rescaled", "f", "b2"))
    assert "b2: the new indicator takes 2 places" in twice
    beside_itself = told(OLD, NEW, move("rescaled", "b", "c"))
    assert "c: the new indicator takes 2 places" in beside_itself


def test_one_migration_is_refused_by_itself():
    require_sound_moves(OLD, NEW, migration(*MOVES))
    with pytest.raises(MigrationInvalid, match="b: it is gone"):
        require_sound_moves(OLD, NEW, migration(move("retired", "d"), move("retired", "e"), move("retired", "f")))


# --- Carrying results -------------------------------------------------------------------------------------------------
POINTS = {
    code: Decimal(points) for code, points in {"a": "7", "b": "4", "c": "2.5", "d": "9", "e": "3.25", "f": "1"}.items()
}


def test_points_are_restated_by_what_became_of_each_indicator():
    carried = carry(OLD, NEW, migration(*MOVES), POINTS)
    assert carried.points == {
        "a": Decimal(7),
        "b2": Decimal(4),
        "c": Decimal(5),
        "d1": None,
        "d2": None,
        "ef": Decimal("4.25"),
    }
    assert [remark.sentence() for remark in carried.not_comparable.values()] == [
        "d1: it was split off from d",
        "d2: it was split off from d",
    ]
    assert carried.not_comparable["d1"].sentence("vi") == "d1: tách từ chỉ số d"
    assert carried.retired == ()


def test_what_is_retired_is_gone_and_what_is_new_can_not_be_compared():
    carried = carry(of(a=10, b=5), of(a=10, c=5), migration(move("retired", "b")), POINTS)
    assert carried.points == {"a": 7, "c": None}
    assert carried.not_comparable["c"].en == "it is new"
    assert carried.retired == ("b",)


def test_without_a_migration_an_indicator_is_kept_under_its_code():
    assert carry(OLD, OLD, None, POINTS).points == POINTS
    changed = carry(of(a=10), of(a=20), None, POINTS)
    assert changed.points == {"a": None}
    assert "its maximum has changed" in changed.not_comparable["a"].en


def test_what_was_not_scored_can_not_be_compared():
    carried = carry(OLD, NEW, migration(*MOVES), {"e": Decimal(3), "f": None})
    assert set(carried.points.values()) == {None}
    assert carried.not_comparable["ef"].en == "it was not scored"


def test_rescaling_is_exact_and_rounded_by_the_new_set():
    thirds = carry(of(a=3), of(places=4, a=10), migration(move("rescaled", "a", "a")), {"a": Decimal(2)})
    assert thirds.points == {"a": Decimal("6.6667")}
    halves = carry(of(a=10), of(places=0, a=5), migration(move("rescaled", "a", "a")), {"a": Decimal(5)})
    assert halves.points == {"a": Decimal(3)}


def test_what_is_merged_under_another_maximum_is_in_proportion():
    carried = carry(of(a=10, b=5), of(m=30), migration(move("merged", "a b", "m")), POINTS)
    assert carried.points == {"m": Decimal(22)}


def bonus(lowest: int, highest: int) -> IndicatorSet:
    rule = Bonus(guide="Thưởng", at_least=Decimal(lowest), at_most=Decimal(highest))
    return definition(group("1", indicator("a", rule, 0)))


def test_a_bonus_is_kept_within_its_new_bounds():
    assert carry(bonus(-5, 5), bonus(-2, 5), None, {"a": Decimal(-2)}).points == {"a": -2}
    narrower = carry(bonus(-5, 5), bonus(-2, 5), None, {"a": Decimal(-3)})
    assert narrower.points == {"a": None}
    assert narrower.not_comparable["a"].en == "its points are not within -2 … 5"


def test_a_bonus_has_no_scale_to_become_something_else():
    moved = migration(move("rescaled", "a", "a"))
    assert carry(bonus(-5, 5), of(a=10), moved, {"a": Decimal(3)}).points == {"a": None}


def test_origins_tell_where_each_new_indicator_comes_from():
    found = origins(OLD, NEW, migration(move("renamed", "b", "b2"), move("retired", "d")))
    assert {code: each.kind for code, each in found.items()} == {
        "a": MoveKind.KEPT,
        "b2": MoveKind.RENAMED,
        "c": MoveKind.KEPT,
    }


@st.composite
def carried_cases(draw: st.DrawFn) -> tuple[IndicatorSet, IndicatorSet, Migration, dict[str, Decimal]]:
    maxima = draw(st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 50), min_size=2))
    first, second, *others = maxima
    merged, kept = draw(st.integers(1, 100)), {code: draw(st.integers(1, 50)) for code in others}
    moves = [move("merged", f"{first} {second}", "m")]
    moves += [move("rescaled", code, code) for code in others if kept[code] != maxima[code]]
    places = draw(st.integers(0, 4))
    points = {code: draw(st.decimals(0, maximum, places=2)) for code, maximum in maxima.items()}
    new = {"m": merged, **kept}
    return in_one_group(maxima), in_one_group(new, places=places), migration(*moves), points


@given(carried_cases())
def test_carried_points_keep_to_the_new_bounds(case):
    old, new, moves, points = case
    assert list(move_faults(old, new, moves)) == []
    carried = carry(old, new, moves, points).points
    assert carried.keys() == {each.code for each in new.indicators()}
    for each in new.indicators():
        value = carried[each.code]
        assert value is not None
        assert 0 <= value <= each.max_points


@given(st.dictionaries(st.sampled_from("abc"), st.decimals(0, 10, places=2)))
def test_carrying_to_the_same_set_changes_nothing(points):
    same = of(a=10, b=10, c=10)
    assert carry(same, same, None, points).points == {code: points.get(code) for code in "abc"}
