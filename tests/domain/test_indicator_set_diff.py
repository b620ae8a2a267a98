"""What differs between two versions of a set, and how much it weighs."""

import unicodedata
from decimal import Decimal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.indicator_set.content import content_hash
from domain.indicator_set.definition import Band, Group, Indicator, IndicatorSet, Scope
from domain.indicator_set.diff import differences
from domain.indicator_set.difference import FIELDS_VI, Change, Difference, PartKind, Significance, heaviest, shown
from domain.indicator_set.ratings import RATINGS
from tests.domain.builders import DEFINITION, LEVELS, MANUAL, definition, group, indicator
from tests.domain.editions import EDITIONS, RICHER, both, drop, edit, edit_group, resummed, set_fields, summed

REGROUPING = {"an indicator moved", "a group inside another", "the order of groups"}
"""Edits that expect the groups as they were."""
edits = st.lists(st.sampled_from(sorted(EDITIONS)), max_size=4, unique=True).map(
    lambda names: both(*(EDITIONS[name][0] for name in names if name not in REGROUPING))
)


def told(old: IndicatorSet, new: IndicatorSet, language: str = "en") -> list[str]:
    return [difference.sentence(language) for difference in differences(old, new)]


# --- Significance -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("change", "significance"), EDITIONS.values(), ids=EDITIONS)
def test_a_change_weighs_what_it_may_do_to_results(change, significance):
    assert heaviest(differences(RICHER, change(RICHER))) is significance


def test_the_heaviest_difference_counts():
    assert heaviest([]) is None
    assert Significance.MAJOR.outweighs(Significance.MINOR)
    assert not Significance.PATCH.outweighs(Significance.PATCH)


def test_a_total_may_rise_by_what_is_added_and_no_more():
    more = group("1", indicator("1.1", MANUAL, 10), indicator("1.2", MANUAL, 5))
    old = definition(group("1", indicator("1.1", MANUAL, 10), weight=Decimal(10)))
    assert (
        heaviest(differences(old, definition(msgspec.structs.replace(more, weight=Decimal(15))))) is Significance.MINOR
    )
    wrong = msgspec.structs.replace(more, max_points=Decimal(16))
    totals = [each for each in differences(old, definition(wrong)) if each.field == "max_points"]
    assert [(each.part, each.significance) for each in totals] == [
        (PartKind.SET, Significance.MAJOR),
        (PartKind.GROUP, Significance.MAJOR),
    ]


def test_every_field_of_a_set_has_its_weight_and_its_name():
    gone_into = {"version", "groups", "indicators", "bands", "scopes", "rule"}
    for part in (IndicatorSet, Group, Indicator, Band, Scope):
        known = {*RATINGS[part], *gone_into, *(() if part is IndicatorSet else ("code",))}
        assert set(part.__struct_fields__) <= known
        assert set(RATINGS[part]) <= {*part.__struct_fields__} & FIELDS_VI.keys()


# --- Laws -------------------------------------------------------------------------------------------------------------
@given(edits)
def test_nothing_differs_from_itself(change):
    assert differences(change(RICHER), change(RICHER)) == ()


@given(edits)
def test_sets_differ_exactly_when_their_hashes_do(change):
    other = change(RICHER)
    assert (differences(RICHER, other) == ()) is (content_hash(RICHER) == content_hash(other))


@pytest.mark.parametrize("change", [change for change, _ in EDITIONS.values()], ids=EDITIONS)
def test_each_change_shows_both_ways(change):
    assert differences(RICHER, change(RICHER))
    assert differences(change(RICHER), RICHER)


def test_unicode_forms_and_trailing_zeros_are_no_differences():
    decomposed = set_fields(name=unicodedata.normalize("NFD", RICHER.name))(RICHER)
    assert decomposed.name != RICHER.name
    assert differences(RICHER, edit("1.1", max_points=Decimal("10.00"))(decomposed)) == ()


def test_a_version_number_is_no_difference():
    assert differences(RICHER, set_fields(version="9.9.9")(RICHER)) == ()


@given(edits)
def test_differences_are_plain_json_and_told_in_two_languages(change):
    for difference in differences(RICHER, change(RICHER)):
        stored = msgspec.json.encode(difference)
        assert msgspec.json.decode(stored, type=Difference) == difference
        assert difference.sentence("vi") != difference.sentence("en")


# --- Sentences --------------------------------------------------------------------------------------------------------
def test_a_changed_field_shows_what_was_and_is():
    changed = edit("1.1", max_points=Decimal(12))(DEFINITION)
    assert told(DEFINITION, changed) == [
        "set so-nganh: max points: 85 → 87",
        "group 1: max points: 40 → 42",
        "indicator 1.1: max points: 10 → 12",
    ]
    assert told(DEFINITION, changed, "vi")[-1] == "chỉ số 1.1: điểm tối đa: 10 → 12"


def test_a_change_within_a_rule_names_its_place():
    level = msgspec.structs.replace(LEVELS.levels[1], share=Decimal("0.4"))
    rule = msgspec.structs.replace(LEVELS, levels=(LEVELS.levels[0], level, LEVELS.levels[2]))
    (difference,) = differences(DEFINITION, edit("1.1", rule=rule)(DEFINITION))
    assert (difference.group, difference.code, difference.field) == ("1", "1.1", "rule.levels.deputy.share")
    assert (difference.before, difference.after) == ("0.5", "0.4")
    assert difference.sentence() == "indicator 1.1: rule levels.deputy.share: 0.5 → 0.4"
    assert difference.sentence("vi") == "chỉ số 1.1: cách tính điểm levels.deputy.share: 0.5 → 0.4"


def test_what_came_and_went_is_kept_with_its_content():
    removed = next(each for each in differences(DEFINITION, drop("2.2")(DEFINITION)) if each.change is Change.REMOVED)
    assert removed.before["rule"] == {"kind": "count", "counted": "ứng dụng", "each": "1"}
    assert (removed.after, removed.group) == (None, "2")
    assert removed.sentence() == "indicator 2.2 is removed"
    assert removed.sentence("vi") == "chỉ số 2.2 bị bỏ"
    added = next(each for each in differences(drop("2.2")(DEFINITION), DEFINITION) if each.change is Change.ADDED)
    assert (added.before, added.after) == (None, removed.before)
    assert added.sentence("vi") == "chỉ số 2.2 được thêm"


def test_a_new_group_and_its_indicators_are_told_one_by_one():
    inner = group("3.1", indicator("3.1.1", MANUAL, 5))
    bigger = resummed(DEFINITION, *DEFINITION.groups, summed(group("3"), groups=(inner,)))
    assert told(DEFINITION, bigger) == [
        "set so-nganh: max points: 85 → 90",
        "group 3 is added",
        "group 3.1 is added",
        "indicator 3.1.1 is added",
    ]
    assert "groups" not in differences(DEFINITION, bigger)[1].after


def test_another_order_is_told_once():
    (difference,) = differences(DEFINITION, set_fields(bands=DEFINITION.bands[::-1])(DEFINITION))
    assert (difference.before, difference.after) == (["xuat-sac", "tot", "kha"], ["kha", "tot", "xuat-sac"])
    assert difference.sentence() == "band: the order changes"
    assert difference.sentence("vi") == "mức xếp loại: thứ tự thay đổi"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "—"),
        ("", "—"),
        (True, "true"),
        ("Tên", "Tên"),
        (["a", 1], '["a",1]'),
        ("x" * 81, "x" * 80 + "…"),
    ],
)
def test_a_sentence_quotes_values_briefly(value, text):
    assert shown(value) == text


def test_a_group_that_moves_says_from_where():
    nested = resummed(DEFINITION, summed(DEFINITION.groups[0], groups=(DEFINITION.groups[1],)))
    assert "group 2: group: — → 1" in told(DEFINITION, nested)
    assert told(DEFINITION, edit_group(1, name="Khác")(DEFINITION)) == ["group 2: name: Nhóm 2 → Khác"]
