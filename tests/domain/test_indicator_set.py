"""Releases of an indicator set: sound, numbered once, known by their hash."""

import unicodedata
from datetime import date
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.indicator_set.commands import ReleaseIndicatorSet, WithdrawIndicatorSet
from domain.indicator_set.content import content_hash, rule_hash
from domain.indicator_set.decisions import faults
from domain.indicator_set.definition import Index, Indicator, IndicatorSet
from domain.indicator_set.events import Released, Withdrawn
from domain.indicator_set.refusals import DefinitionInvalid, ReleaseUnknown, VersionTaken
from domain.indicator_set.state import INITIAL, evolve
from domain.metadata import SourceDocument, UnitKind
from domain.refusal import ReasonRequired
from domain.rules import AnyRule, Example
from domain.rules.best import Best
from domain.rules.bonus import Bonus
from domain.rules.capped import Capped
from domain.rules.checklist import Checklist, Item
from domain.rules.count import Count
from domain.rules.levels import Level, Levels
from domain.rules.ratio import NothingToCount, Ratio
from domain.rules.relative import Relative
from domain.rules.sum import Portion, Sum
from domain.rules.survey import Survey
from domain.rules.tiers import Tier, Tiers
from tests.domain.builders import (
    DEFINITION,
    HASH,
    MANUAL,
    RATIO,
    UNIT,
    ask,
    band,
    definition,
    group,
    indicator,
    release,
    released,
    unit_registered,
)
from tests.domain.specification import fold, releases

RELEASED = releases().given(released())
WITHDRAWN = Withdrawn(version="1.0.0", content_hash=HASH)


# --- Releases ---------------------------------------------------------------------------------------------------------
def test_a_sound_definition_is_released_with_its_hash():
    releases().when(release()).then(released())


NUMBERED = definition(
    group("4", indicator("4.2", MANUAL, 3), indicator("4.22.11", MANUAL, 2), indicator("4.22.9", MANUAL, 1)),
    group("10", indicator("10.1", MANUAL, 5)),
    group("2", indicator("2.10", MANUAL, 1), indicator("2.9", MANUAL, 1)),
)


def test_codes_are_put_in_the_order_of_their_numbers():
    assert [group.code for group in NUMBERED.in_order().groups] == ["2", "4", "10"]
    assert [indicator.code for indicator in NUMBERED.in_order().indicators()] == [
        *("2.9", "2.10"),
        *("4.2", "4.22.9", "4.22.11"),
        "10.1",
    ]


def test_codes_that_are_no_numbers_stay_in_the_order_of_the_annex():
    roman = definition(
        group("V", indicator("b", MANUAL, 1), indicator("10", MANUAL, 1)), group("IX", indicator("1", MANUAL, 5))
    )
    assert roman.in_order() == roman


def test_a_set_is_released_in_the_order_of_its_numbers_however_it_was_written():
    in_order = NUMBERED.in_order()
    events = Released(definition=in_order, content_hash=content_hash(in_order))
    releases().when(ask(ReleaseIndicatorSet, definition=NUMBERED)).then(events)


def test_the_next_version_is_released_beside_the_first():
    RELEASED.when(release(version="1.1.0")).then(released(version="1.1.0"))


def test_a_released_version_has_one_content():
    RELEASED.when(release(name="Tên khác")).then_rejected(VersionTaken, version="1.0.0")


def test_the_same_content_written_otherwise_is_the_same_release():
    decomposed = unicodedata.normalize("NFD", "Bộ chỉ số sở, ban, ngành")
    RELEASED.when(release(name=decomposed)).then_nothing()


def test_a_release_is_withdrawn():
    RELEASED.when(ask(WithdrawIndicatorSet)).then(WITHDRAWN)


def test_a_withdrawal_needs_a_reason():
    RELEASED.when(ask(WithdrawIndicatorSet, reason=None)).then_rejected(ReasonRequired)


def test_what_was_not_released_is_not_withdrawn():
    RELEASED.when(ask(WithdrawIndicatorSet, version="2.0.0")).then_rejected(ReleaseUnknown, version="2.0.0")


def test_a_release_is_found_by_its_hash_even_when_withdrawn():
    state = fold(evolve, INITIAL, [released(), released(version="1.1.0"), WITHDRAWN, unit_registered(UNIT)])
    found = state.by_hash(HASH)
    assert found is not None
    assert (found.definition.version, found.withdrawn) == ("1.0.0", True)
    assert state.by_hash("0" * 64) is None


# --- Faults -----------------------------------------------------------------------------------------------------------
def with_rule(rule: AnyRule) -> IndicatorSet:
    return definition(group("1", indicator("1.1", rule, 10)))


def levels(*shares: tuple[str, str]) -> IndicatorSet:
    return with_rule(Levels(levels=tuple(Level(code=c, when="Mức", share=Decimal(s)) for c, s in shares)))


def checklist(*shares: tuple[str, str]) -> IndicatorSet:
    return with_rule(Checklist(items=tuple(Item(code=c, when="Việc", share=Decimal(s)) for c, s in shares)))


def tiers(*shares: tuple[int, str]) -> IndicatorSet:
    return with_rule(Tiers(counted="họp", tiers=tuple(Tier(at_least=n, share=Decimal(s)) for n, s in shares)))


def ratio(target: str) -> IndicatorSet:
    return with_rule(Ratio(a="a", b="b", if_b_is_zero=NothingToCount.FULL, target=Decimal(target)))


def portion(code: str, share: str, rule: AnyRule = MANUAL) -> Portion:
    return Portion(code=code, name="Phần", share=Decimal(share), rule=rule)


def parts(*portions: Portion) -> IndicatorSet:
    return with_rule(Sum(parts=portions))


def example(rule: AnyRule, inputs: dict[str, str], points: str) -> IndicatorSet:
    worked = Example(inputs=inputs, points=Decimal(points))
    return definition(group("1", indicator("1.1", rule, 10, examples=(worked,))))


def nested(total: str, **changes: Any) -> IndicatorSet:
    """A group with an indicator of 10 points and, below it, a group with one of 5."""
    inner = group("1.2", indicator("1.2.1", MANUAL, 5))
    return definition(group("1", ONE, groups=(inner,), max_points=Decimal(total), **changes))


ONE = indicator("1.1", MANUAL, 10)
FAULTY = {
    "an indicator's code twice": (definition(group("1", ONE, ONE)), "1.1: the code stands 2 times"),
    "a group named as an indicator": (definition(group("1.1", ONE)), "1.1: the code stands 2 times"),
    "a group's total": (
        definition(group("1", ONE, max_points=Decimal(11))),
        "1: its parts add up to 10, the group says 11",
    ),
    "the set's total": (
        definition(group("1", ONE), max_points=Decimal("10.50")),
        "max_points: groups add up to 10, the set says 10.5",
    ),
    "a scale that is no number": (
        definition(group("1", ONE), index=Index(scale=Decimal("NaN"), places=4)),
        "index: its scale, NaN, is not above zero",
    ),
    "a maximum that can't be computed with": (
        definition(group("1", indicator("1.1", MANUAL, "1E+999999"))),
        "1.1: the maximum must be above zero",
    ),
    "a maximum of zero": (
        definition(group("1", indicator("1.1", MANUAL, 0))),
        "1.1: the maximum must be above zero",
    ),
    "a maximum that is no number": (
        definition(group("1", indicator("1.1", MANUAL, "Infinity"))),
        "1.1: the maximum must be above zero",
    ),
    "a maximum finer than the rounding": (
        definition(group("1", indicator("1.1", MANUAL, "0.125"))),
        "1.1: the maximum has more than 2 decimals",
    ),
    "for nobody": (definition(group("1", ONE), unit_kinds=()), "unit_kinds: a set is for at least one kind of unit"),
    "a band twice": (definition(group("1", ONE), bands=(band("tot", 80), band("tot", 70))), "tot: it stands 2 times"),
    "a band above all": (
        definition(group("1", ONE), bands=(band("tot", 101),)),
        "tot: its threshold, 101, does not lie between 0 and 100 percent",
    ),
    "a band at no number": (
        definition(group("1", ONE), bands=(band("tot", "NaN"),)),
        "tot: its threshold, NaN, does not lie between 0 and 100 percent",
    ),
    "no level": (levels(), "1.1: there is no level to choose"),
    "a level twice": (levels(("a", "1"), ("a", "0")), "1.1: a: it stands 2 times"),
    "a level above all": (levels(("a", "1.01")), "1.1: a: its share, 1.01, does not lie between 0 and 1"),
    "a level below nothing": (levels(("a", "-0.5")), "1.1: a: its share, -0.5, does not lie between 0 and 1"),
    "a level of no number": (levels(("a", "NaN")), "1.1: a: its share, NaN, does not lie between 0 and 1"),
    "no item": (checklist(), "1.1: there is no item to tick"),
    "an item twice": (checklist(("a", "0.5"), ("a", "0.5")), "1.1: a: it stands 2 times"),
    "an item below nothing": (checklist(("a", "-1")), "1.1: a: its share, -1, does not lie between 0 and 1"),
    "items above all": (checklist(("a", "0.6"), ("b", "0.5")), "1.1: the rule can earn more than the maximum"),
    "no tier": (tiers(), "1.1: there is no tier to reach"),
    "a tier twice": (tiers((1, "0.5"), (1, "1")), "1.1: 1: it stands 2 times"),
    "a tier below zero": (tiers((-1, "1")), "1.1: -1: no count is below zero"),
    "a tier above all": (tiers((1, "2")), "1.1: 1: its share, 2, does not lie between 0 and 1"),
    "a target of zero": (ratio("0"), "1.1: the target, 0, does not lie above 0 and up to 1"),
    "a target out of reach": (ratio("1.5"), "1.1: the target, 1.5, does not lie above 0 and up to 1"),
    "a target of no number": (ratio("NaN"), "1.1: the target, NaN, does not lie above 0 and up to 1"),
    "points taken away": (
        with_rule(Count(counted="lỗi", each=Decimal(-1))),
        "1.1: the points of each, -1, are below zero or no number",
    ),
    "a nested group left out of the total": (nested("10"), "1: its parts add up to 15, the group says 10"),
    "a nested group's code twice": (
        definition(group("1", groups=(group("1", ONE),), max_points=Decimal(10))),
        "1: the code stands 2 times",
    ),
    "a nested group's own total": (
        definition(group("1", groups=(group("1.2", indicator("1.2.1", MANUAL, 5), max_points=Decimal(6)),))),
        "1.2: its parts add up to 5, the group says 6",
    ),
    "a weight that is not the maximum": (
        nested("15", weight=Decimal("0.15")),
        "1: its weight is 0.15, its maximum 15",
    ),
    "an example that earns something else": (
        example(RATIO, {"a": "1", "b": "4"}, "5"),
        "1.1: example 1 earns 2.5, not 5",
    ),
    "an example that can't be read": (
        example(RATIO, {"a": "1"}, "5"),
        "1.1: example 1: Indicator 1.1: input 'b' is not valid: it is missing.",
    ),
    "parts above all": (
        parts(portion("a", "0.6"), portion("b", "0.5")),
        "1.1: the rule can earn more than the maximum",
    ),
    "no part": (parts(), "1.1: there is no part to score"),
    "a part twice": (parts(portion("a", "0.5"), portion("a", "0.5")), "1.1: a: it stands 2 times"),
    "a part of no number": (parts(portion("a", "NaN")), "1.1: a: its share, NaN, does not lie between 0 and 1"),
    "a part's own faults": (parts(portion("a", "1", Levels(levels=()))), "1.1: a: there is no level to choose"),
    "a part that compares units": (
        parts(portion("a", "1", Relative(measured="Hồ sơ"))),
        "1.1: a: a part can be neither relative to other units nor a bonus",
    ),
    "no alternative": (with_rule(Best(alternatives=())), "1.1: there is no part to score"),
    "an alternative above all": (
        with_rule(Best(alternatives=(portion("a", "1.1"),))),
        "1.1: the rule can earn more than the maximum",
    ),
    "a cap above all": (
        with_rule(Capped(rule=MANUAL, share=Decimal(2))),
        "1.1: share: its share, 2, does not lie between 0 and 1",
    ),
    "a cap of no number": (
        with_rule(Capped(rule=MANUAL, share=Decimal("NaN"))),
        "1.1: share: its share, NaN, does not lie between 0 and 1",
    ),
    "what is capped is unsound": (
        with_rule(Capped(rule=Checklist(items=()))),
        "1.1: there is no item to tick",
    ),
    "a capped bonus": (
        with_rule(Capped(rule=Bonus(guide="Thưởng", at_least=Decimal(0), at_most=Decimal(1)))),
        "1.1: what is capped can be neither relative to other units nor a bonus",
    ),
    "a scale without a top": (
        with_rule(Survey(asked="Hài lòng", top=Decimal(0))),
        "1.1: the top of the scale, 0, is not above zero",
    ),
    "a bonus with a maximum": (
        with_rule(Bonus(guide="Thưởng", at_least=Decimal(0), at_most=Decimal(1))),
        "1.1: a bonus has no maximum of its own, so it must be zero",
    ),
    "a bonus that must be given": (
        definition(group("1", indicator("1.1", Bonus(guide="Thưởng", at_least=Decimal(1), at_most=Decimal(2)), 0))),
        "1.1: the bounds, 1 … 2, do not enclose zero",
    ),
    "points of no number": (
        with_rule(Count(counted="lỗi", each=Decimal("NaN"))),
        "1.1: the points of each, NaN, are below zero or no number",
    ),
}


@pytest.mark.parametrize(("faulty", "fault"), FAULTY.values(), ids=FAULTY.keys())
def test_a_definition_that_contradicts_itself_is_not_released(faulty, fault):
    assert fault in list(faults(faulty))
    command = msgspec.structs.replace(release(), definition=faulty)
    releases().when(command).then_rejected(DefinitionInvalid, count=len(list(faults(faulty))))


def test_a_sound_definition_has_no_faults():
    assert list(faults(DEFINITION)) == []
    assert list(faults(checklist(("a", "0.5"), ("b", "0.5")))) == []
    assert list(faults(nested("15", weight=Decimal("15.0")))) == []
    assert list(faults(example(RATIO, {"a": "1", "b": "3"}, "3.33"))) == []
    assert list(faults(parts(portion("a", "0.6"), portion("b", "0.4")))) == []


def test_a_cap_lets_parts_add_up_to_more():
    above_all = Sum(parts=(portion("a", "0.6"), portion("b", "0.5")))
    assert list(faults(with_rule(Capped(rule=above_all)))) == []


def test_the_examples_of_an_unsound_rule_are_not_run():
    found = list(faults(example(Levels(levels=()), {"level": "a"}, "5")))
    assert found == ["1.1: there is no level to choose"]


def test_the_groups_and_indicators_below_a_group_are_found_in_the_order_of_the_annex():
    outer = nested("15").groups[0]
    assert [each.code for each in outer.walk()] == ["1", "1.2"]
    assert [each.code for each in outer.every_indicator()] == ["1.1", "1.2.1"]
    assert [each.code for each in nested("15").indicators()] == ["1.1", "1.2.1"]


def test_all_faults_are_told_at_once():
    faulty = definition(group("1", indicator("1.1", MANUAL, 0), max_points=Decimal(1)), unit_kinds=())
    assert len(list(faults(faulty))) == 3


# --- Applicability, index and bands -----------------------------------------------------------------------------------
def test_a_kind_is_scored_on_the_indicators_for_it():
    assert [each.code for each in DEFINITION.applicable(UnitKind.DEPARTMENT)][-1] == "2.4"
    assert [each.code for each in DEFINITION.applicable(UnitKind.DISTRICT)][-1] == "2.5"


@pytest.mark.parametrize(
    ("points", "code"),
    [("90", "xuat-sac"), ("89.99", "tot"), ("80", "tot"), ("65", "kha"), ("64.99", None), ("0", None)],
)
def test_a_band_begins_exactly_at_its_threshold(points, code):
    found = DEFINITION.band_for(Decimal(points), Decimal(100))
    assert (found and found.code) == code


def test_where_nothing_is_applicable_there_is_no_band():
    assert DEFINITION.band_for(Decimal(0), Decimal(0)) is None


def test_a_total_is_published_as_an_index_where_the_set_says_so():
    published = definition(group("1", ONE), index=Index(scale=Decimal(1), places=4))
    assert published.index_of(Decimal("409.65"), Decimal(1000)) == Decimal("0.4097")
    assert published.index_of(Decimal(0), Decimal(0)) is None
    assert DEFINITION.index_of(Decimal(1), Decimal(10)) is None


# --- Hashes -----------------------------------------------------------------------------------------------------------
TEXT = st.text(alphabet="aàạăâđeéêộợữẫ ABC", min_size=1, max_size=20).filter(str.strip)


@st.composite
def indicators(draw: st.DrawFn, code: str) -> Indicator:
    return indicator(code, RATIO, str(draw(st.integers(1, 50))), name=draw(TEXT), evidence=draw(TEXT))


@st.composite
def definitions(draw: st.DrawFn) -> IndicatorSet:
    found = [draw(indicators(f"1.{number}")) for number in range(1, draw(st.integers(2, 4)))]
    document = SourceDocument(number=draw(TEXT), date=date(2022, 5, 27), issuer=draw(TEXT))
    return definition(group("1", *found, name=draw(TEXT)), name=draw(TEXT), legal_basis=(document,))


def rewritten(value: Any, form: Any) -> Any:
    """The JSON value with its keys turned round and its text in another Unicode form."""
    match value:
        case str():
            return unicodedata.normalize(form, value)
        case list():
            return [rewritten(item, form) for item in value]
        case dict():
            return {key: rewritten(value[key], form) for key in reversed(value)}
        case _:
            return value


@given(definitions(), st.sampled_from(["NFC", "NFD"]), st.sampled_from([0, 1, 4]))
def test_the_hash_is_the_same_after_storing_and_in_any_unicode_form_order_and_white_space(definition_, form, indent):
    stored = msgspec.json.encode(definition_)
    assert content_hash(msgspec.json.decode(stored, type=IndicatorSet)) == content_hash(definition_)
    otherwise = msgspec.json.format(msgspec.json.encode(rewritten(msgspec.json.decode(stored), form)), indent=indent)
    assert content_hash(msgspec.json.decode(otherwise, type=IndicatorSet)) == content_hash(definition_)


@given(definitions(), st.integers(0, 3))
def test_the_hash_does_not_see_trailing_zeros(definition_, zeros):
    padded = tuple(
        msgspec.structs.replace(each, max_points=Decimal(f"{each.max_points}.{'0' * zeros}"))
        for each in definition_.groups[0].indicators
    )
    same = msgspec.structs.replace(
        definition_, groups=(msgspec.structs.replace(definition_.groups[0], indicators=padded),)
    )
    assert content_hash(same) == content_hash(definition_)


@given(definitions(), TEXT)
def test_other_words_give_another_hash(definition_, words):
    same = unicodedata.normalize("NFC", words) == unicodedata.normalize("NFC", definition_.name)
    assert (content_hash(msgspec.structs.replace(definition_, name=words)) == content_hash(definition_)) is same


def test_an_indicator_with_worked_examples_has_the_rule_hash_of_one_without():
    (worked,) = example(RATIO, {"a": "1", "b": "4"}, "2.5").indicators()
    assert rule_hash(worked, 2) == rule_hash(indicator("1.1", RATIO, 10), 2)


def test_a_rules_hash_depends_on_rule_maximum_and_rounding_alone():
    assert rule_hash(ONE, 2) == rule_hash(indicator("9.9", MANUAL, "10.0", name="Khác"), 2)
    others = [rule_hash(ONE, 3), rule_hash(indicator("1.1", MANUAL, 11), 2), rule_hash(indicator("1.1", RATIO, 10), 2)]
    assert len({rule_hash(ONE, 2), *others}) == 4
