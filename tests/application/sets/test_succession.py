"""A set beside its successor: renamed indicators are compared with what they were, moves are told in words."""

from collections.abc import Mapping
from typing import Any

import msgspec
import pytest

from application.sets.succession import MOVES, followed_differences, sentences
from domain.indicator_set.definition import Indicator, IndicatorSet, Migration, Move, MoveKind
from domain.indicator_set.diff import differences
from domain.indicator_set.difference import Change, PartKind, Significance, heaviest
from tests.domain.builders import DEFINITION
from tests.domain.editions import both, drop, edit, move, set_fields, with_indicators


def successor(codes: Mapping[str, str], *moves: Move, **more: Any) -> IndicatorSet:
    """The next set, in which indicators have other codes, as the moves say."""

    def recoded(old: Indicator) -> tuple[Indicator, ...]:
        return (msgspec.structs.replace(old, code=codes.get(old.code, old.code)),)

    migrations = (Migration(from_version="1.0.0", moves=moves),)
    return with_indicators(set_fields(version="2.0.0", migrations=migrations, **more)(DEFINITION), recoded)


def told(new: IndicatorSet, language: str = "en") -> list[str]:
    found = followed_differences(DEFINITION, new)
    return [sentence for each in found for sentence in sentences(DEFINITION, new, each, language)]


def test_a_renamed_indicator_is_neither_removed_nor_added():
    new = edit("1.9", name="Tên khác")(successor({"1.2": "1.9"}, move("renamed", "1.2", "1.9")))
    assert told(new) == [
        "migration from 1.0.0: 1.2 → 1.9: renamed (Quyết định mới)",
        "indicator 1.9: code: 1.2 → 1.9",
        "indicator 1.9: name: Chỉ số 1.2 → Tên khác",
    ]
    assert "chuyển đổi từ bản 1.0.0: 1.2 → 1.9: đổi mã (Quyết định mới)" in told(new, "vi")


def test_the_rule_of_numbers_is_as_it_was():
    new = successor({"1.2": "1.9"}, move("renamed", "1.2", "1.9"))
    assert (
        heaviest(followed_differences(DEFINITION, new)) is heaviest(differences(DEFINITION, new)) is Significance.MAJOR
    )


def test_a_rescaled_indicator_under_another_code_shows_both():
    new = successor({"1.2": "1.9"}, move("rescaled", "1.2", "1.9"))
    found = told(edit("1.9", max_points=20)(new))
    assert "indicator 1.9: code: 1.2 → 1.9" in found
    assert "indicator 1.9: max points: 10 → 20" in found


def test_codes_may_change_places():
    new = successor({"1.1": "1.2", "1.2": "1.1"}, move("renamed", "1.1", "1.2"), move("renamed", "1.2", "1.1"))
    found = followed_differences(DEFINITION, new)
    assert {(each.before, each.after) for each in found if each.field == "code"} == {("1.1", "1.2"), ("1.2", "1.1")}
    assert {each.field for each in found} == {"migrations", "code"}


@pytest.mark.parametrize(
    "new",
    [
        successor({"1.2": "1.9"}),
        successor({"1.2": "1.9"}, move("renamed", "1.2", "1.9"), code="bo-khac"),
        successor({"1.2": "1.9"}, move("renamed", "1.2", "1.8")),
        both(drop("1.1"))(
            successor({"1.2": "1.1", "1.1": "1.7"}, move("renamed", "1.2", "1.1"), move("retired", "1.1"))
        ),
    ],
    ids=["no move", "another set", "a move that does not add up", "a code used for something else"],
)
def test_without_a_sound_migration_codes_alone_are_compared(new):
    assert followed_differences(DEFINITION, new) == differences(DEFINITION, new)


def test_another_group_is_no_other_order():
    first, second = DEFINITION.groups
    moved = msgspec.structs.replace(first.indicators[0], code="2.9")
    groups = (
        msgspec.structs.replace(first, indicators=first.indicators[1:]),
        msgspec.structs.replace(second, indicators=(*second.indicators, moved)),
    )
    migrations = (Migration(from_version="1.0.0", moves=(move("renamed", "1.1", "2.9"),)),)
    new = set_fields(version="2.0.0", migrations=migrations, groups=groups)(DEFINITION)
    found = [each for each in followed_differences(DEFINITION, new) if each.part is PartKind.INDICATOR]
    assert [(each.field, each.change) for each in found] == [("code", Change.CHANGED), ("group", Change.CHANGED)]


def test_every_kind_of_move_has_its_words():
    assert set(MOVES) == set(MoveKind)
    migration = Migration(
        from_version="1.0.0",
        moves=(move("merged", "1.1 1.2", "1.1"), move("split", "2.1", "2.1 2.6"), move("retired", "2.4")),
    )
    new = set_fields(migrations=(migration,))(DEFINITION)
    assert told(new) == [
        "migration from 1.0.0: 1.1, 1.2 → 1.1: merged (Quyết định mới)",
        "migration from 1.0.0: 2.1 → 2.1, 2.6: split (Quyết định mới)",
        "migration from 1.0.0: 2.4: retired (Quyết định mới)",
    ]
    known = set_fields(version="3.0.0", migrations=())(new)
    (only,) = followed_differences(new, known)
    assert sentences(new, known, only) == (only.sentence(),)
