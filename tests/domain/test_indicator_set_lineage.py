"""Results by any earlier release, read in a later one."""

from decimal import Decimal
from typing import Any

import pytest
from msgspec import structs

from domain.indicator_set.definition import IndicatorSet, Migration, Move
from domain.indicator_set.lineage import changed_rules, migration_between, succeeds
from domain.indicator_set.migration import carry
from domain.rules.levels import Levels
from tests.domain.builders import LEVELS, MANUAL, RATIO, definition, group, indicator
from tests.domain.editions import both, edit, move, set_fields


def edition(version: str, moves: tuple[Move, ...] | None = None, before: str = "1.0.0", **worth: int) -> IndicatorSet:
    indicators = [indicator(code, MANUAL, points) for code, points in worth.items()]
    migrations = () if moves is None else (Migration(from_version=before, moves=moves),)
    return definition(group("g", *indicators), version=version, migrations=migrations)


def carried(*editions: IndicatorSet, **points: int) -> tuple[dict[str, int | None], tuple[str, ...]]:
    """Points by the first edition as they read in the last one, and what is retired."""
    known = {each.version: each for each in editions}
    migration = migration_between(known, editions[0], editions[-1])
    found = carry(editions[0], editions[-1], migration, {code: Decimal(value) for code, value in points.items()})
    return {code: None if value is None else int(value) for code, value in found.points.items()}, found.retired


FIRST = edition("1.0.0", a=10, b=10)
SWAPPED = edition("2.0.0", (move("retired", "a"), move("renamed", "b", "a")), a=10, b=10)


def test_a_code_that_was_given_to_another_indicator_on_the_way_is_not_mistaken_for_the_old_one():
    assert carried(FIRST, SWAPPED, a=1, b=9) == ({"a": 9, "b": None}, ("a",))
    again = edition("2.0.1", a=10, b=10)
    assert carried(FIRST, SWAPPED, again, a=1, b=9) == ({"a": 9, "b": None}, ("a",))
    third = edition("3.0.0", (move("renamed", "a", "c"), move("retired", "b")), "2.0.1", c=10)
    assert carried(FIRST, SWAPPED, again, third, a=1, b=9) == ({"c": 9}, ("a",))


def test_a_release_on_an_older_line_is_read_as_the_one_before_it():
    patch = edition("1.0.1", a=10, b=10)
    minor = edition("1.1.0", a=10, b=10, c=5)
    later = edition("3.0.0", (move("renamed", "a", "c"), move("retired", "b")), "2.0.0", c=10)
    known = {each.version: each for each in (FIRST, patch, minor, SWAPPED, later)}
    points = {"a": Decimal(1), "b": Decimal(9), "c": Decimal(4)}
    for old in (patch, minor):
        found = carry(old, SWAPPED, migration_between(known, old, SWAPPED), points)
        assert found.points == {"a": 9, "b": None}
    assert found.retired == ("a", "c")
    assert carry(patch, later, migration_between(known, patch, later), points).points == {"c": 9}


def test_what_the_new_definition_says_itself_goes_before_what_lies_in_between():
    direct = edition("3.0.0", (move("renamed", "a", "c"), move("retired", "b")), c=10)
    assert carried(FIRST, SWAPPED, direct, a=1, b=9) == ({"c": 1}, ("b",))


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (move("rescaled", "a", "a"), move("rescaled", "a", "c"), 8),
        (move("renamed", "a", "a"), move("rescaled", "a", "c"), 8),
        (move("split", "a", "a x"), move("rescaled", "a", "c"), None),
        (move("rescaled", "a", "a"), move("split", "a", "c d"), None),
    ],
    ids=["rescaled twice", "renamed and rescaled", "split and rescaled", "rescaled and split"],
)
def test_moves_are_joined(first, second, expected):
    middle = edition("2.0.0", (first, move("retired", "b")), a=20, x=1)
    last = edition("3.0.0", (second, move("retired", "x")), "2.0.0", c=40, d=1)
    points, retired = carried(edition("1.0.0", a=10, b=10), middle, last, a=2, b=9)
    assert points["c"] == expected
    assert retired == ("b",)


def test_what_was_merged_may_be_merged_again():
    first = edition("1.0.0", a=10, b=10, c=20)
    middle = edition("2.0.0", (move("merged", "a b", "ab"),), ab=20, c=20)
    last = edition("3.0.0", (move("merged", "ab c", "abc"),), "2.0.0", abc=40)
    assert carried(first, middle, last, a=1, b=2, c=4) == ({"abc": 7}, ())


def test_what_came_in_between_has_no_old_points():
    middle = edition("2.0.0", (), a=10, b=10, n=5)
    last = edition("3.0.0", (move("merged", "b n", "bn"),), "2.0.0", a=10, bn=15)
    assert carried(FIRST, middle, last, a=1, b=2) == ({"a": 1, "bn": None}, ("b",))


def test_where_nothing_is_said_codes_are_kept():
    middle, last = edition("1.0.1", a=10, b=10), edition("1.1.0", a=10, b=10, c=1)
    assert migration_between({"1.0.0": FIRST, "1.0.1": middle}, FIRST, last) is None
    assert carried(FIRST, middle, last, a=1, b=2) == ({"a": 1, "b": 2, "c": None}, ())


def test_sets_that_are_not_related_say_nothing_of_each_other():
    other = edition("2.0.0", (move("retired", "a"),), a=10, b=10)
    assert migration_between({}, definition(*FIRST.groups, code="khac"), other) is None
    assert migration_between({}, other, FIRST) is None


# --- Rules that changed on the way ------------------------------------------------------------------------------------
def changed(*editions: IndicatorSet) -> set[str]:
    return set(changed_rules({each.version: each for each in editions}, editions[0], editions[-1]))


def next_edition(old: IndicatorSet, version: str, *moves: Move, before: str = "1.0.0", **rules: Any) -> IndicatorSet:
    edits = (edit(code, rule=rule) for code, rule in rules.items())
    migrations = (Migration(from_version=before, moves=moves),) if moves else ()
    return both(*edits, set_fields(version=version, migrations=migrations))(old)


def test_a_rule_that_changes_without_a_move_has_changed_for_all_that_comes_after():
    second = next_edition(FIRST, "2.0.0", a=RATIO)
    assert changed(FIRST, second) == {"a"}
    third = edition("3.0.0", (move("renamed", "a", "c"), move("merged", "b", "d")), "2.0.0", c=10, d=10)
    assert changed(FIRST, second, third) == {"c"}
    assert changed(second, third) == set()


def test_a_rule_that_a_move_names_is_answered_for():
    assert changed(FIRST, next_edition(FIRST, "2.0.0", move("kept", "a", "a"), a=RATIO)) == set()


def test_a_rule_that_was_reworded_and_a_maximum_are_no_other_rule():
    first = next_edition(FIRST, "1.0.0", a=LEVELS)
    reworded = Levels(levels=tuple(structs.replace(each, when="Lời khác") for each in LEVELS.levels))
    assert changed(first, next_edition(first, "1.0.1", a=reworded)) == set()
    assert changed(FIRST, edit("a", max_points=20)(set_fields(version="2.0.0")(FIRST))) == set()


def test_nothing_changes_where_nothing_follows():
    assert changed(FIRST, FIRST) == set()
    assert changed(next_edition(FIRST, "2.0.0", a=RATIO), FIRST) == set()


def test_a_later_version_of_the_same_set_succeeds():
    assert succeeds(FIRST, SWAPPED)
    assert not succeeds(SWAPPED, FIRST)
    assert not succeeds(FIRST, FIRST)
    assert not succeeds(FIRST, set_fields(code="khac")(SWAPPED))
    assert not succeeds(FIRST, set_fields(province="khac")(SWAPPED))
