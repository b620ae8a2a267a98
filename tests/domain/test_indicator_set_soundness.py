"""What makes a definition contradict itself."""

from datetime import date
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from domain.indicator_set.definition import Index, IndicatorSet, Scope
from domain.indicator_set.refusals import DefinitionInvalid
from domain.indicator_set.soundness import faults
from domain.metadata import Provenance, SourceDocument, UnitKind
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
from tests.domain.builders import DEFINITION, MANUAL, RATIO, band, definition, group, indicator, release
from tests.domain.specification import releases


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


def bonus(at_least: str, at_most: str) -> Bonus:
    return Bonus(guide="Thưởng", at_least=Decimal(at_least), at_most=Decimal(at_most))


def scope(code: str, *kinds: UnitKind) -> Scope:
    return Scope(code=code, name="Khối", kinds=kinds)


MAY_NOT_APPLY = Ratio(a="a", b="b", if_b_is_zero=NothingToCount.NOT_APPLICABLE)
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
    "a band twice": (
        definition(group("1", ONE), bands=(band("tot", 80), band("tot", 70))),
        "bands: tot: it stands more than once",
    ),
    "a band above all": (
        definition(group("1", ONE), bands=(band("tot", 101),)),
        "bands.tot: its threshold, 101, is neither 0 nor between 1 and 100 percent",
    ),
    "a band at no number": (
        definition(group("1", ONE), bands=(band("tot", "NaN"),)),
        "bands.tot: its threshold, NaN, is neither 0 nor between 1 and 100 percent",
    ),
    "no level": (levels(), "1.1: the rule has no level, item, tier or part"),
    "a level twice": (levels(("a", "1"), ("a", "0")), "1.1: a: it stands more than once"),
    "a level above all": (levels(("a", "1.01")), "1.1: a: its share, 1.01, does not lie between 0 and 1"),
    "a level below nothing": (levels(("a", "-0.5")), "1.1: a: its share, -0.5, does not lie between 0 and 1"),
    "a level of no number": (levels(("a", "NaN")), "1.1: a: its share, NaN, does not lie between 0 and 1"),
    "no item": (checklist(), "1.1: the rule has no level, item, tier or part"),
    "an item twice": (checklist(("a", "0.5"), ("a", "0.5")), "1.1: a: it stands more than once"),
    "an item below nothing": (checklist(("a", "-1")), "1.1: a: its share, -1, does not lie between 0 and 1"),
    "items above all": (checklist(("a", "0.6"), ("b", "0.5")), "1.1: the rule can earn more than the maximum"),
    "no tier": (tiers(), "1.1: the rule has no level, item, tier or part"),
    "a tier twice": (tiers((1, "0.5"), (1, "1")), "1.1: 1: it stands more than once"),
    "a tier below zero": (tiers((-1, "1")), "1.1: -1: no count is below zero"),
    "a tier above all": (tiers((1, "2")), "1.1: 1: its share, 2, does not lie between 0 and 1"),
    "a target of zero": (ratio("0"), "1.1: the target, 0, does not lie above 0 and up to 1"),
    "a target out of reach": (ratio("1.5"), "1.1: the target, 1.5, does not lie above 0 and up to 1"),
    "a target of no number": (ratio("NaN"), "1.1: the target, NaN, does not lie above 0 and up to 1"),
    "points taken away": (
        with_rule(Count(counted="lỗi", each=Decimal(-1))),
        "1.1: the points of each, -1, are not above zero",
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
    "no part": (parts(), "1.1: the rule has no level, item, tier or part"),
    "a part twice": (parts(portion("a", "0.5"), portion("a", "0.5")), "1.1: a: it stands more than once"),
    "a part of no number": (parts(portion("a", "NaN")), "1.1: a: its share, NaN, does not lie between 0 and 1"),
    "a part's own faults": (
        parts(portion("a", "1", Levels(levels=()))),
        "1.1: a: the rule has no level, item, tier or part",
    ),
    "a part that compares units": (
        parts(portion("a", "1", Relative(measured="Hồ sơ"))),
        "1.1: a: a rule that compares units or may not apply, and a bonus, can be no part of another rule",
    ),
    "no alternative": (with_rule(Best(alternatives=())), "1.1: the rule has no level, item, tier or part"),
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
        "1.1: the rule has no level, item, tier or part",
    ),
    "a capped bonus": (
        with_rule(Capped(rule=Bonus(guide="Thưởng", at_least=Decimal(0), at_most=Decimal(1)))),
        "1.1: a rule that compares units or may not apply, and a bonus, can be no part of another rule",
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
    "a bonus finer than the rounding": (
        definition(group("1", indicator("1.1", bonus("-1", "2.555"), 0))),
        "1.1: the bounds have more than 2 decimals",
    ),
    "a bonus that can't be computed with": (
        definition(group("1", indicator("1.1", bonus("0", "1E+999999"), 0))),
        "1.1: the bounds, 0 … 1E+999999, do not enclose zero",
    ),
    "levels that earn nothing": (levels(("a", "0"), ("b", "0")), "1.1: the rule can earn no points at all"),
    "a rule that may not apply to an indicator that must": (
        with_rule(MAY_NOT_APPLY),
        "1.1: the rule may come to 'not applicable', and the indicator may not be declared so",
    ),
    "a part that may not apply": (
        parts(portion("a", "1", MAY_NOT_APPLY)),
        "1.1: a: a rule that compares units or may not apply, and a bonus, can be no part of another rule",
    ),
    "no groups": (definition(), "groups: the set has no groups"),
    "a group without indicators": (definition(group("1", ONE), group("2")), "2: the group has no indicators"),
    "a kind twice": (
        definition(group("1", ONE), unit_kinds=(UnitKind.DISTRICT, UnitKind.DISTRICT)),
        "unit_kinds: district: it stands more than once",
    ),
    "an indicator for other units": (
        definition(group("1", indicator("1.1", MANUAL, 10, applies_to=(UnitKind.COMMUNE,)))),
        "1.1: the set is not for units of the kind 'commune'",
    ),
    "a scope of other units": (
        definition(group("1", ONE), scopes=(scope("xa", UnitKind.COMMUNE),)),
        "scopes.xa: the set is not for units of the kind 'commune'",
    ),
    "a scope of nobody": (
        definition(group("1", ONE), scopes=(scope("xa"),)),
        "scopes.xa: the scope ranks no kind of unit",
    ),
    "a scope twice": (
        definition(group("1", ONE), scopes=(scope("so", UnitKind.DEPARTMENT),) * 2),
        "scopes: so: it stands more than once",
    ),
    "two bands at one threshold": (
        definition(group("1", ONE), bands=(band("tot", 80), band("kha", "80.0"))),
        "bands.kha: another band has the threshold 80.0 too",
    ),
    "a band at a fraction instead of a percentage": (
        definition(group("1", ONE), bands=(band("tot", "0.8"),)),
        "bands.tot: its threshold, 0.8, is neither 0 nor between 1 and 100 percent",
    ),
    "published by nobody": (
        definition(group("1", indicator("1.1", MANUAL, 10, provenance=Provenance.PUBLISHED))),
        "1.1: it is marked as published and names no source",
    ),
    "a total of more digits than numbers commonly have": (
        definition(group("1", ONE), max_points=Decimal("10.00000000000000000000000000001")),
        "max_points: groups add up to 10, the set says 10.00000000000000000000000000001",
    ),
    "points of no number": (
        with_rule(Count(counted="lỗi", each=Decimal("NaN"))),
        "1.1: the points of each, NaN, are not above zero",
    ),
}


@pytest.mark.parametrize(("faulty", "fault"), FAULTY.values(), ids=FAULTY.keys())
def test_a_definition_that_contradicts_itself_is_not_released(faulty, fault):
    found = [each.sentence() for each in faults(faulty)]
    assert fault in found
    assert all(each.sentence("vi") != each.sentence() for each in faults(faulty))
    command = msgspec.structs.replace(release(), definition=faulty)
    releases().when(command).then_rejected(DefinitionInvalid, count=len(found))


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
    found = faults(example(Levels(levels=()), {"level": "a"}, "5"))
    assert [fault.sentence() for fault in found] == ["1.1: the rule has no level, item, tier or part"]


def test_the_groups_and_indicators_below_a_group_are_found_in_the_order_of_the_annex():
    outer = nested("15").groups[0]
    assert [each.code for each in outer.walk()] == ["1", "1.2"]
    assert [each.code for each in outer.every_indicator()] == ["1.1", "1.2.1"]
    assert [each.code for each in nested("15").indicators()] == ["1.1", "1.2.1"]


def test_all_faults_are_told_at_once():
    faulty = definition(group("1", indicator("1.1", MANUAL, 0), max_points=Decimal(1)), unit_kinds=())
    assert len(list(faults(faulty))) == 3


def test_what_is_published_may_have_its_source_where_it_is_in():
    published = indicator("1.1", MANUAL, 10, provenance=Provenance.PUBLISHED)
    decision = SourceDocument(number="2554/QĐ-UBND", date=date(2022, 12, 6), issuer="UBND tỉnh")
    assert not list(faults(definition(group("1", published, source="Công báo"))))
    assert not list(
        faults(definition(group("1", groups=(group("1.0", published),), source="Công báo", max_points=Decimal(10))))
    )
    assert not list(faults(definition(group("1", published), legal_basis=(decision,))))


def test_an_example_may_tell_the_best_value_that_a_rule_compares_with():
    rule = Relative(measured="thuê bao")
    assert not list(faults(example(rule, {"value": "50", "best": "100"}, "5")))
    (fault,) = faults(example(rule, {"value": "50", "best": "nhiều"}, "5"))
    assert "input 'best' is not valid" in fault.sentence()
    (other,) = faults(example(RATIO, {"a": "1", "b": "2", "best": "1"}, "5"))
    assert "the rule has no such input" in other.sentence()
