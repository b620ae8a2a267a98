"""Rules: what inputs earn, which inputs are refused, and how each rule explains itself."""

import unicodedata
from decimal import Decimal
from fractions import Fraction
from typing import Any

import msgspec
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from domain.points import decimals, round_half_up
from domain.rules import AnyRule, Checklist, Count, Inputs, Levels, Manual, Measured, Ratio, Reading, Tiers
from domain.rules.base import NO, YES, InvalidInput
from domain.rules.checklist import Item
from domain.rules.levels import Level
from domain.rules.ratio import NothingToCount
from domain.rules.tiers import Tier
from tests.domain.builders import CHECKLIST, COUNT, LEVELS, MANUAL, MEASURED, RATIO, TIERS, indicator

RULES: dict[str, AnyRule] = {
    "levels": LEVELS,
    "checklist": CHECKLIST,
    "tiers": TIERS,
    "ratio": RATIO,
    "count": COUNT,
    "measured": MEASURED,
    "manual": MANUAL,
}
FULL = Ratio(a="a", b="b", if_b_is_zero=NothingToCount.FULL)
TARGET = Ratio(a="a", b="b", if_b_is_zero=NothingToCount.ZERO, target=Decimal("0.8"))
COMPLEMENT = Ratio(a="bad", b="all", if_b_is_zero=NothingToCount.FULL, complement=True)


def points(rule: AnyRule, inputs: Inputs, maximum: int | str = 20, places: int = 4) -> Decimal:
    return indicator("1.1", rule, maximum).score(inputs, places)


@pytest.mark.parametrize(
    ("rule", "inputs", "earned"),
    [
        (LEVELS, {"level": "head"}, "20"),
        (LEVELS, {"level": " deputy "}, "10"),
        (LEVELS, {"level": "none"}, "0"),
        (CHECKLIST, {"attends": "yes", "chairs": "yes"}, "20"),
        (CHECKLIST, {"attends": "Có", "chairs": "no"}, "10"),
        (CHECKLIST, {}, "0"),
        (TIERS, {"count": "0"}, "0"),
        (TIERS, {"count": "1"}, "5"),
        (TIERS, {"count": "3.0"}, "15"),
        (TIERS, {"count": "99"}, "20"),
        (RATIO, {"a": "1", "b": "3"}, "6.6667"),
        (RATIO, {"a": "0.5", "b": "2"}, "5"),
        (RATIO, {"a": "0", "b": "0"}, "0"),
        (FULL, {"a": "0", "b": "0"}, "20"),
        (TARGET, {"a": "8", "b": "10"}, "20"),
        (TARGET, {"a": "9", "b": "10"}, "20"),
        (TARGET, {"a": "4", "b": "10"}, "10"),
        (COMPLEMENT, {"a": "1", "b": "4"}, "15"),
        (COUNT, {"count": "5"}, "5"),
        (COUNT, {"count": "21"}, "20"),
        (MEASURED, {"value": "0.40965"}, "8.193"),
        (MEASURED, {"value": "1"}, "20"),
        (MANUAL, {"points": "19.5"}, "19.5"),
    ],
)
def test_inputs_earn_points(rule, inputs, earned):
    assert points(rule, inputs) == Decimal(earned)


def test_points_are_rounded_once_at_the_sets_places():
    assert points(RATIO, {"a": "2", "b": "3"}, 10, 1) == Decimal("6.7")
    assert points(MEASURED, {"value": "0.40965"}, 1, 4) == Decimal("0.4097")


@pytest.mark.parametrize(
    ("rule", "inputs", "field", "problem"),
    [
        (LEVELS, {}, "level", "it is missing"),
        (LEVELS, {"level": "boss"}, "level", "'boss' is none of: head, deputy, none"),
        (LEVELS, {"levle": "head", "level": "head"}, "levle", "the rule has no such input"),
        (CHECKLIST, {"attends": "maybe"}, "attends", "'maybe' is neither yes nor no"),
        (CHECKLIST, {"atends": "yes"}, "atends", "the rule has no such input"),
        (TIERS, {"count": "2.5"}, "count", "'2.5' is not a whole number"),
        (TIERS, {"count": " "}, "count", "it is missing"),
        (COUNT, {"count": "-1"}, "count", "'-1' must be a number of zero or more"),
        (COUNT, {"count": "1E+999999999"}, "count", "'1E+999999999' has too many digits"),
        (RATIO, {"a": "3", "b": "2"}, "a", "3 is more than the whole, 2"),
        (RATIO, {"a": "1"}, "b", "it is missing"),
        (RATIO, {"a": "1,5", "b": "2"}, "a", "'1,5' is not a number"),
        (RATIO, {"a": "1E-999999999", "b": "2"}, "a", "'1E-999999999' has too many digits"),
        (RATIO, {"a": "0", "b": "NaN"}, "b", "'NaN' must be a number of zero or more"),
        (MEASURED, {"value": "1.0001"}, "value", "1.0001 is more than 1"),
        (MEASURED, {"value": "Infinity"}, "value", "'Infinity' must be a number of zero or more"),
        (MANUAL, {"points": "20.01"}, "points", "20.01 is above 20"),
        (MANUAL, {"points": "x"}, "points", "'x' is not a number"),
    ],
)
def test_inputs_that_a_rule_can_not_read_are_refused_with_their_name(rule, inputs, field, problem):
    with pytest.raises(InvalidInput) as refused:
        points(rule, inputs)
    expected = {"indicator": "1.1", "field": field, "problem_en": problem, "expected": ", ".join(rule.fields())}
    assert expected.items() <= refused.value.data.items()
    assert refused.value.data["problem_vi"]
    assert refused.value.sentence("vi").startswith("Tiêu chí 1.1: đầu vào")


@pytest.mark.parametrize("number", ["9" * 30, "0." + "0" * 29 + "1", "1E+29", "0E+3", "0.10" + "0" * 40])
def test_a_number_of_thirty_digits_is_read(number):
    assert Reading("1.1", {"count": number}, ["count"]).number("count") == Decimal(number)


@pytest.mark.parametrize(
    "number", ["1" + "0" * 30, "0." + "0" * 30 + "1", "1E+30", "1E-31", "1E+999999999", "1E-999999999"]
)
def test_a_number_of_more_digits_is_refused(number):
    with pytest.raises(InvalidInput, match="too many digits"):
        Reading("1.1", {"count": number}, ["count"]).number("count")


@given(st.sampled_from(sorted(YES | NO)), st.sampled_from(["NFC", "NFD"]), st.sampled_from([str.upper, str.title, str]))
def test_a_tick_is_read_in_any_case_and_unicode_form(word, form, case):
    reading = Reading("1.1", {"attends": f" {unicodedata.normalize(form, case(word))} "}, ["attends"])
    assert reading.yes("attends") is (word in YES)


# --- Any valid rule and inputs ----------------------------------------------------------------------------------------
SHARES = st.integers(0, 100).map(lambda percent: Decimal(percent) / 100)
NUMBERS = st.integers(0, 10**6).map(lambda n: Decimal(n) / 100)
MAXIMA = st.integers(1, 4000).map(lambda n: Decimal(n) / 4)
CODES = ["a", "b", "c", "d"]

levels = st.lists(SHARES, min_size=1, max_size=4).map(
    lambda shares: Levels(levels=tuple(Level(code=c, when="Mức", share=s) for c, s in zip(CODES, shares, strict=False)))
)
checklists = st.lists(SHARES, min_size=1, max_size=4).map(
    lambda shares: Checklist(
        items=tuple(Item(code=c, when="Việc", share=s / len(shares)) for c, s in zip(CODES, shares, strict=False))
    )
)
tiers = st.dictionaries(st.integers(0, 20), SHARES, min_size=1, max_size=5).map(
    lambda steps: Tiers(counted="họp", tiers=tuple(Tier(at_least=n, share=s) for n, s in steps.items()))
)
ratios = st.builds(
    Ratio,
    a=st.just("a"),
    b=st.just("b"),
    if_b_is_zero=st.sampled_from(NothingToCount),
    target=SHARES.filter(bool),
    complement=st.booleans(),
)
counts = NUMBERS.map(lambda each: Count(counted="ứng dụng", each=each))
rules = st.one_of(levels, checklists, tiers, ratios, counts, st.just(MEASURED), st.just(MANUAL))


def inputs_of(draw: st.DrawFn, rule: AnyRule, maximum: Decimal) -> Inputs:
    match rule:
        case Levels():
            return {"level": draw(st.sampled_from([level.code for level in rule.levels]))}
        case Checklist():
            return {item.code: draw(st.sampled_from(["yes", "no", "x", ""])) for item in rule.items}
        case Ratio():
            whole = draw(NUMBERS)
            return {"a": str(draw(st.decimals(0, whole, places=2))), "b": str(whole)}
        case Tiers() | Count():
            return {"count": str(draw(st.integers(0, 10**6)))}
        case Measured():
            return {"value": str(draw(st.decimals(0, 1, places=4)))}
        case Manual():
            return {"points": str(draw(st.decimals(0, maximum, places=2)))}


@st.composite
def scorings(draw: st.DrawFn) -> tuple[AnyRule, Inputs, Decimal]:
    rule, maximum = draw(rules), draw(MAXIMA)
    return rule, inputs_of(draw, rule, maximum), maximum


@given(scorings(), st.integers(0, 4))
def test_points_lie_between_zero_and_the_maximum(scoring, places):
    rule, inputs, maximum = scoring
    assert not list(rule.faults())
    exact = rule.points(Reading("1.1", inputs, rule.fields()), maximum)
    assert 0 <= exact <= maximum
    assume(decimals(maximum) <= places)
    scored = indicator("1.1", rule, str(maximum)).score(inputs, places)
    assert 0 <= scored <= maximum
    assert scored == round_half_up(exact, places)


@given(scorings())
def test_a_rule_scores_the_same_after_storing(scoring):
    rule, inputs, maximum = scoring
    stored: Any = msgspec.json.decode(msgspec.json.encode(rule), type=AnyRule)
    assert stored == rule
    reading = Reading("1.1", inputs, rule.fields())
    assert stored.points(reading, maximum) == rule.points(reading, maximum)


@given(NUMBERS, NUMBERS, ratios)
def test_a_larger_part_never_earns_less_or_more_where_it_counts_what_is_bad(part, whole, rule):
    assume(part <= whole)
    reading = Reading("1.1", {"a": str(part), "b": str(whole)}, rule.fields())
    none = Reading("1.1", {"a": "0", "b": str(whole)}, rule.fields())
    more, less = (none, reading) if rule.complement else (reading, none)
    assert rule.points(more, Decimal(10)) >= rule.points(less, Decimal(10))


def test_thirds_are_exact_until_they_are_rounded():
    reading = Reading("1.1", {"a": "1", "b": "3"}, ("a", "b"))
    assert RATIO.points(reading, Decimal(10)) == Fraction(10, 3)


# --- Explanations -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("rule", [*RULES.values(), FULL, COMPLEMENT])
def test_a_rule_explains_itself_in_both_languages(rule):
    vietnamese, english = rule.explain("vi"), rule.explain("en")
    assert vietnamese != english == rule.explain()
    assert vietnamese.endswith(".")
    assert english.endswith(".")


def test_an_explanation_holds_what_the_rule_depends_on():
    assert RATIO.explain() == (
        "a ÷ b × max, a = văn bản do người đứng đầu ký, b = tất cả văn bản; 1 earns the maximum; b = 0 earns nothing."
    )
    assert COMPLEMENT.explain("vi") == ("(b − a) ÷ b × max, a = bad, b = all; đạt 1 thì tối đa; b = 0 thì điểm tối đa.")
    assert "≥ 4 → 1×max" in TIERS.explain()
    assert "Cấp phó làm trưởng ban → 0.5×max" in LEVELS.explain()


@pytest.mark.parametrize(("kind", "rule"), RULES.items())
def test_a_rule_is_told_apart_by_its_kind(kind, rule):
    assert msgspec.to_builtins(rule)["kind"] == kind


def test_a_misspelt_field_of_a_rule_is_refused():
    with pytest.raises(msgspec.ValidationError, match="targt"):
        msgspec.json.decode(b'{"kind":"ratio","a":"a","b":"b","if_b_is_zero":"full","targt":"0.8"}', type=AnyRule)
