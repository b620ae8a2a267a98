"""How inputs came to points, part by part: exact amounts that add up to the points, rounding included.

Each kind of rule says which parts it has; what it earns in all is always what the rule itself says, so that a part that
was left out would show as a difference.
"""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

import msgspec

from domain.indicator_set.definition import Indicator
from domain.points import UNROUNDED, plain, round_half_up
from domain.rules.base import Inputs, Reading, Rule
from domain.rules.best import Best
from domain.rules.capped import Capped
from domain.rules.checklist import Checklist
from domain.rules.count import Count
from domain.rules.levels import Levels
from domain.rules.measured import Measured
from domain.rules.ratio import Ratio
from domain.rules.relative import Relative
from domain.rules.sum import Portion, Sum
from domain.rules.survey import Survey
from domain.rules.tiers import Tiers


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """One summand of an indicator's points: an exact amount, as ``15/2``, and how it came about, as ``3 ÷ 4 × 10``.

    ``what`` is in the words of the set, or empty where the rule has only one part.
    """

    what: str
    formula: str
    points: str


class Working(NamedTuple):
    """All parts of an indicator's points; together they are ``points`` exactly, rounding included."""

    parts: tuple[Part, ...]
    exact: Fraction
    """Before rounding."""
    rounding: Fraction
    """What rounding added or took away."""
    points: Decimal


Summand = tuple[str, str, Fraction]
"""What it is, its formula and its amount."""


def working(indicator: Indicator, inputs: Inputs, places: int, best: Decimal | None) -> Working:
    """How these inputs earn their points, ``best`` being the largest value of all units where the rule compares them.

    Refuses unreadable inputs with ``InvalidInput``.
    """
    reading = Reading(indicator.code, inputs, indicator.rule.fields())
    reading.best = best
    exact = indicator.rule.points(reading, indicator.max_points)
    rounded = round_half_up(exact, places)
    parts = _of_rule(indicator.rule, reading, indicator.max_points)
    written = tuple(Part(what=what, formula=formula, points=str(amount)) for what, formula, amount in parts)
    return Working(written, exact, Fraction(rounded) - exact, rounded)


def _of_rule(rule: Rule, reading: Reading, maximum: Decimal) -> Iterator[Summand]:
    """The rule's parts, and where they come to more or less than the rule earns, what makes the difference."""
    earned = rule.points(reading, maximum)
    parts = list(PARTS.get(type(rule), _whole)(rule, reading, maximum))
    yield from parts
    difference = earned - sum((amount for _, _, amount in parts), Fraction(0))
    if difference:
        yield "", f"≤ {shown(rule.highest() * Fraction(maximum))}", difference


def _whole(rule: Rule, reading: Reading, maximum: Decimal) -> Iterator[Summand]:
    """Of a rule without parts: its inputs, and what they earn."""
    written = "; ".join(f"{name} = {value}" for name, value in reading.inputs.items())
    yield "", written, rule.points(reading, maximum)


def shown(value: Decimal | Fraction | int) -> str:
    """A number as people write it: as a decimal if it has few digits, else as a fraction."""
    if isinstance(value, Fraction):
        rounded = round_half_up(value, 4)
        return str(plain(rounded)) if Fraction(rounded) == value else str(value)
    return str(plain(Decimal(value)))


# --- Kinds of rules ---------------------------------------------------------------------------------------------------
def _ratio(rule: Ratio, reading: Reading, maximum: Decimal) -> Iterator[Summand]:
    part, whole = reading.number("a"), reading.number("b")
    if whole:
        ratio = f"({shown(whole)} − {shown(part)})" if rule.complement else shown(part)
        target = "" if rule.target == 1 else f" ÷ {shown(rule.target)}"
        above = Fraction(whole) - Fraction(part) if rule.complement else Fraction(part)
        amount = above / Fraction(whole) / Fraction(rule.target) * Fraction(maximum)
        yield "", f"{ratio} ÷ {shown(whole)}{target} × {shown(maximum)}", amount
    else:
        yield "", f"b = 0: {rule.if_b_is_zero.value}", rule.points(reading, maximum)


def _levels(rule: Levels, reading: Reading, maximum: Decimal) -> Iterator[Summand]:
    chosen = reading.choice("level", [level.code for level in rule.levels])
    for level in rule.levels:
        if level.code == chosen:
            yield level.when, *_share(level.share, maximum)


def _checklist(rule: Checklist, reading: Reading, maximum: Decimal) -> Iterator[Summand]:
    for item in rule.items:
        if reading.yes(item.code):
            yield item.when, *_share(item.share, maximum)
        else:
            yield item.when, f"0 × {shown(maximum)}", Fraction(0)


def _tiers(rule: Tiers, reading: Reading, maximum: Decimal) -> Iterator[Summand]:
    count = reading.whole("count")
    reached = [tier for tier in rule.tiers if count >= tier.at_least]
    if reached:
        tier = max(reached, key=lambda tier: tier.at_least)
        formula, amount = _share(tier.share, maximum)
        yield rule.counted, f"{count} ≥ {tier.at_least}: {formula}", amount
    else:
        yield rule.counted, f"{count}: 0 × {shown(maximum)}", Fraction(0)


def _count(rule: Count, reading: Reading, _maximum: Decimal) -> Iterator[Summand]:
    count = reading.whole("count")
    yield rule.counted, f"{count} × {shown(rule.each)}", count * Fraction(rule.each)


def _measured(rule: Measured, reading: Reading, maximum: Decimal) -> Iterator[Summand]:
    yield rule.measured, *_share(reading.number("value"), maximum)


def _relative(rule: Relative, reading: Reading, maximum: Decimal) -> Iterator[Summand]:
    value = reading.number("value")
    best = max(value, reading.best or value)
    formula = f"{shown(value)} ÷ {shown(best)} × {shown(maximum)}" if best else f"0 × {shown(maximum)}"
    yield rule.measured, formula, rule.points(reading, maximum)


def _survey(rule: Survey, reading: Reading, maximum: Decimal) -> Iterator[Summand]:
    answers = reading.whole("answers")
    if answers < rule.fewest:
        yield rule.asked, f"{answers} < {rule.fewest}: 0", Fraction(0)
    else:
        formula = f"{shown(reading.number('average'))} ÷ {shown(rule.top)} × {shown(maximum)}"
        yield rule.asked, formula, rule.points(reading, maximum)


def _sum(rule: Sum, reading: Reading, maximum: Decimal) -> Iterator[Summand]:
    for portion in rule.parts:
        yield from _of_portion(portion, reading, maximum)


def _best(rule: Best, reading: Reading, maximum: Decimal) -> Iterator[Summand]:
    given = [each for each in rule.alternatives if reading.inputs.keys() & set(each.fields())]
    yield from _of_portion(max(given, key=lambda each: each.points(reading, maximum)), reading, maximum)


def _capped(rule: Capped, reading: Reading, maximum: Decimal) -> Iterator[Summand]:
    yield from _of_rule(rule.rule, reading, maximum)


def _of_portion(portion: Portion, reading: Reading, maximum: Decimal) -> Iterator[Summand]:
    part = reading.part(portion.code, portion.rule.fields())
    for what, formula, amount in _of_rule(portion.rule, part, UNROUNDED.multiply(maximum, portion.share)):
        yield f"{portion.name}: {what}" if what else portion.name, formula, amount


def _share(share: Decimal, maximum: Decimal) -> tuple[str, Fraction]:
    return f"{shown(share)} × {shown(maximum)}", Fraction(share) * Fraction(maximum)


PARTS: Mapping[type[Rule], Callable[[Any, Reading, Decimal], Iterator[Summand]]] = {
    Ratio: _ratio,
    Levels: _levels,
    Checklist: _checklist,
    Tiers: _tiers,
    Count: _count,
    Measured: _measured,
    Relative: _relative,
    Survey: _survey,
    Sum: _sum,
    Best: _best,
    Capped: _capped,
}
"""The kinds of rules that have parts, or a formula; of others, points that people enter, the inputs say it all."""
