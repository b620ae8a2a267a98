"""Rules: what inputs earn, which inputs are refused, and how each rule explains itself."""

import unicodedata
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import msgspec
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from domain.indicator_set.content import content_hash
from domain.points import decimals, round_half_up
from domain.rules import KINDS, AnyRule, Inputs, Reading
from domain.rules.base import NO, YES, InvalidInput
from domain.rules.best import Best
from domain.rules.bonus import Bonus
from domain.rules.capped import Capped
from domain.rules.checklist import Checklist, Item
from domain.rules.count import Count
from domain.rules.levels import Level, Levels
from domain.rules.manual import Manual
from domain.rules.measured import Measured
from domain.rules.ratio import NothingToCount, Ratio
from domain.rules.relative import Relative
from domain.rules.sum import Portion, Sum
from domain.rules.survey import Survey
from domain.rules.tiers import Tier, Tiers
from tests.domain.builders import CHECKLIST, COUNT, LEVELS, MANUAL, MEASURED, RATIO, TIERS, indicator


def portion(code: str, share: str, rule: AnyRule) -> Portion:
    return Portion(code=code, name=f"Phần {code}", share=Decimal(share), rule=rule)


SUM = Sum(parts=(portion("portal", "0.5", CHECKLIST), portion("news", "0.5", COUNT)))
BEST = Best(alternatives=(portion("own", "1", COUNT), portion("shared", "0.5", LEVELS)))
CAPPED = Capped(rule=COUNT, share=Decimal("0.8"))
SURVEY = Survey(asked="Mức độ hài lòng của người dân", top=Decimal(5), fewest=30)
RELATIVE = Relative(measured="Hồ sơ trực tuyến")
BONUS = Bonus(guide="Sáng kiến, vi phạm", at_least=Decimal(-2), at_most=Decimal(3))
NESTED = Sum(parts=(portion("a", "0.5", Sum(parts=(portion("b", "1", COUNT),))), portion("c", "0.5", BEST)))
RULES: dict[str, AnyRule] = {
    "levels": LEVELS,
    "checklist": CHECKLIST,
    "tiers": TIERS,
    "ratio": RATIO,
    "count": COUNT,
    "measured": MEASURED,
    "manual": MANUAL,
    "sum": SUM,
    "best": BEST,
    "capped": CAPPED,
    "survey": SURVEY,
    "relative": RELATIVE,
    "bonus": BONUS,
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
        (SUM, {"portal.attends": "yes", "portal.chairs": "yes", "news.count": "3"}, "13"),
        (SUM, {"portal.attends": "yes", "news.count": "99"}, "15"),
        (BEST, {"own.count": "7"}, "7"),
        (BEST, {"own.count": "7", "shared.level": "head"}, "10"),
        (BEST, {"own.count": "0", "shared.level": "none"}, "0"),
        (CAPPED, {"count": "3"}, "3"),
        (CAPPED, {"count": "17"}, "16"),
        (SURVEY, {"average": "4.2", "answers": "30"}, "16.8"),
        (SURVEY, {"average": "5", "answers": "29"}, "0"),
        (NESTED, {"a.b.count": "4", "c.shared.level": "deputy"}, "6.5"),
        (RELATIVE, {"value": "7"}, "20"),
        (RELATIVE, {"value": "0"}, "0"),
        (BONUS, {"points": "-1.5"}, "-1.5"),
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
        (RATIO, {"a": "0", "b": "NaN"}, "b", "'NaN' is not a number"),
        (MEASURED, {"value": "1.0001"}, "value", "1.0001 is more than 1"),
        (MEASURED, {"value": "Infinity"}, "value", "'Infinity' is not a number"),
        (MANUAL, {"points": "20.01"}, "points", "20.01 is above 20"),
        (MANUAL, {"points": "x"}, "points", "'x' is not a number"),
        (SUM, {"portal.attends": "yes"}, "news.count", "it is missing"),
        (SUM, {"count": "1"}, "count", "the rule has no such input"),
        (SUM, {"portal.attends": "maybe", "news.count": "1"}, "portal.attends", "'maybe' is neither yes nor no"),
        (BEST, {}, "*", "no alternative has its inputs"),
        (BEST, {"own.count": "1", "shared.level": "boss"}, "shared.level", "'boss' is none of: head, deputy, none"),
        (CAPPED, {"count": "1.5"}, "count", "'1.5' is not a whole number"),
        (SURVEY, {"average": "5.1", "answers": "30"}, "average", "5.1 is above 5"),
        (SURVEY, {"average": "5"}, "answers", "it is missing"),
        (NESTED, {"a.b.count": "2.5", "c.own.count": "1"}, "a.b.count", "'2.5' is not a whole number"),
        (NESTED, {"a.b.count": "2", "c.own.count": "x"}, "c.own.count", "'x' is not a number"),
        (NESTED, {"a.count": "2"}, "a.count", "the rule has no such input"),
        (RELATIVE, {"value": "-1"}, "value", "'-1' must be a number of zero or more"),
        (BONUS, {"points": "3.01"}, "points", "3.01 is not within -2 … 3"),
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
    if_b_is_zero=st.sampled_from([NothingToCount.FULL, NothingToCount.ZERO]),
    target=SHARES.filter(bool),
    complement=st.booleans(),
)
counts = NUMBERS.filter(bool).map(lambda each: Count(counted="ứng dụng", each=each))
surveys = st.builds(
    Survey,
    asked=st.just("Mức độ hài lòng"),
    top=st.integers(1, 10).map(Decimal),
    fewest=st.integers(0, 50),
)
simple = st.one_of(levels, checklists, tiers, ratios, counts, surveys, st.just(MEASURED), st.just(MANUAL))


def portions(part: st.SearchStrategy[AnyRule], *, shared: bool) -> st.SearchStrategy[tuple[Portion, ...]]:
    """Parts that have their shares each, or that together have no more than the whole."""

    def of(found: list[tuple[Decimal, AnyRule]]) -> tuple[Portion, ...]:
        size = len(found) if shared else 1
        named = zip(CODES, found, strict=False)
        return tuple(Portion(code=c, name=f"Phần {c}", share=share / size, rule=rule) for c, (share, rule) in named)

    return st.lists(st.tuples(SHARES, part), min_size=1, max_size=3).map(of)


def composed(part: st.SearchStrategy[AnyRule]) -> st.SearchStrategy[AnyRule]:
    return st.one_of(
        st.builds(Sum, parts=portions(part, shared=True)),
        st.builds(Best, alternatives=portions(part, shared=False)),
        st.builds(Capped, rule=part, share=SHARES),
    )


rules = st.recursive(simple, composed, max_leaves=5)


def inputs_of(draw: st.DrawFn, rule: AnyRule, maximum: Decimal) -> Inputs:  # noqa: C901, PLR0911  # One case a kind.
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
            return {"points": str(draw(st.decimals(0, maximum, places=2, allow_nan=False).filter(maximum.__ge__)))}
        case Survey():
            return {"average": str(draw(st.decimals(0, rule.top, places=2))), "answers": str(draw(st.integers(0, 99)))}
        case Capped():
            return inputs_of(draw, rule.rule, maximum)
        case Sum():
            return inputs_of_parts(draw, rule.parts, maximum)
        case Best():
            chosen = draw(st.lists(st.sampled_from(rule.alternatives), min_size=1, unique_by=lambda part: part.code))
            return inputs_of_parts(draw, chosen, maximum)
        case _:
            raise NotImplementedError(rule)


def inputs_of_parts(draw: st.DrawFn, parts: Iterable[Portion], maximum: Decimal) -> Inputs:
    found = ((part.code, inputs_of(draw, part.rule, maximum * part.share)) for part in parts)
    return {f"{code}.{field}": value for code, inputs in found for field, value in inputs.items()}


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
    assert exact <= rule.highest() * Fraction(maximum)
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


@st.composite
def better_inputs(draw: st.DrawFn) -> tuple[AnyRule, Inputs, Inputs]:
    """A rule composed of parts by count, and inputs of which the second are nowhere lower."""
    rule = draw(st.recursive(counts, composed, max_leaves=5))
    few = {field: draw(st.integers(0, 50)) for field in rule.fields()}
    many = {field: count + draw(st.integers(0, 50)) for field, count in few.items()}
    return rule, {field: str(count) for field, count in few.items()}, {field: str(n) for field, n in many.items()}


@given(better_inputs())
def test_a_composed_rule_never_earns_less_for_more_in_its_parts(scoring):
    rule, few, many = scoring
    assert rule.points(Reading("1.1", few, rule.fields()), Decimal(10)) <= rule.points(
        Reading("1.1", many, rule.fields()), Decimal(10)
    )


@given(st.decimals(0, 5, places=2), st.decimals(0, 5, places=2), st.integers(0, 60))
def test_a_happier_answer_never_earns_less(one, other, answers):
    low, high = sorted((one, other))
    fewer = points(SURVEY, {"average": str(low), "answers": str(answers)})
    assert fewer <= points(SURVEY, {"average": str(high), "answers": str(answers)})


@given(st.integers(0, 1000), st.integers(0, 1000), st.integers(0, 1000))
def test_a_relative_value_earns_less_the_higher_the_best_is(value, best, higher):
    against = indicator("1.1", RELATIVE, 20)
    inputs = {"value": str(value)}
    lower = against.score(inputs, 4, Decimal(best + higher))
    assert 0 <= lower <= against.score(inputs, 4, Decimal(best)) <= 20


@given(st.decimals(-2, 3, places=2))
def test_a_bonus_is_what_was_entered_and_no_share_of_a_maximum(value):
    assert indicator("1.1", BONUS, 0).score({"points": str(value)}, 2) == value
    assert BONUS.bounds(Decimal(0)) == (Decimal(-2), Decimal(3))
    assert BONUS.highest() == 0


def test_thirds_are_exact_until_they_are_rounded():
    reading = Reading("1.1", {"a": "1", "b": "3"}, ("a", "b"))
    assert RATIO.points(reading, Decimal(10)) == Fraction(10, 3)


def test_nothing_to_count_may_mean_that_the_indicator_does_not_apply():
    rule = msgspec.structs.replace(RATIO, if_b_is_zero=NothingToCount.NOT_APPLICABLE)
    assert rule.may_not_apply
    assert rule.points(Reading("1.1", {"a": "1", "b": "4"}, rule.fields()), Decimal(10)) == Fraction(5, 2)
    with pytest.raises(InvalidInput, match="declare it not applicable"):
        rule.points(Reading("1.1", {"a": "0", "b": "0"}, rule.fields()), Decimal(10))


def test_a_count_is_exact_however_many_digits_its_points_have():
    rule = Count(counted="tin", each=Decimal("0.334999999999999999999999999999"))
    assert indicator("1.1", rule, 5).score({"count": "3"}, 2) == Decimal("1.00")


def test_a_default_that_is_written_out_is_as_one_left_out():
    assert content_hash(msgspec.structs.replace(RATIO, target=Decimal("1.0"))) == content_hash(RATIO)


# --- Explanations -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("rule", [*RULES.values(), FULL, COMPLEMENT, NESTED])
def test_a_rule_explains_itself_in_both_languages(rule):
    vietnamese, english = rule.explain("vi"), rule.explain("en")
    assert vietnamese != english == rule.explain()
    assert vietnamese.rstrip("]").endswith(".")
    assert english.rstrip("]").endswith(".")


def test_an_explanation_holds_what_the_rule_depends_on():
    assert RATIO.explain() == (
        "a ÷ b × max, a = văn bản do người đứng đầu ký, b = tất cả văn bản; b = 0 earns nothing."
    )
    assert COMPLEMENT.explain("vi") == "(b − a) ÷ b × max, a = bad, b = all; b = 0 thì được điểm tối đa."
    target = msgspec.structs.replace(COMPLEMENT, target=Decimal("0.8"), if_b_is_zero=NothingToCount.NOT_APPLICABLE)
    assert target.explain() == "min(1, (b − a) ÷ b ÷ 0.8) × max, a = bad, b = all; b = 0 does not apply."
    assert "≥ 4 → 1×max" in TIERS.explain()
    assert "Cấp phó làm trưởng ban → 0.5×max" in LEVELS.explain()


def test_a_composed_rule_explains_its_parts():
    assert SUM.explain() == (
        f"The parts add up: [Phần portal, 0.5×max: {CHECKLIST.explain()}] [Phần news, 0.5×max: {COUNT.explain()}]"
    )
    assert BEST.explain("vi").startswith("Tính phương án cao nhất: [Phần own, 1×max: ")
    assert CAPPED.explain() == f"At most 0.8×max: {COUNT.explain()}"
    assert "fewer than 30 answers earn nothing" in SURVEY.explain()


def test_every_kind_of_rule_is_under_test():
    assert RULES.keys() == KINDS.keys()


@pytest.mark.parametrize(("kind", "rule"), RULES.items())
def test_a_rule_is_told_apart_by_its_kind(kind, rule):
    assert msgspec.to_builtins(rule)["kind"] == kind


def test_a_misspelt_field_of_a_rule_is_refused():
    with pytest.raises(msgspec.ValidationError, match="targt"):
        msgspec.json.decode(b'{"kind":"ratio","a":"a","b":"b","if_b_is_zero":"full","targt":"0.8"}', type=AnyRule)
