"""The page on the kinds of rule: their fields, how they explain themselves, and worked examples, each of them run."""

import sys
from collections.abc import Iterable, Iterator
from decimal import Decimal
from enum import Enum

import msgspec
from msgspec import inspect as types

from api.cli.described import core, field_notes, summary, type_words
from api.markdown import table
from api.published_rules import Published, published
from application.sets.notation import format_rule
from application.sets.template import example_indicators
from domain.indicator_set.definition import Indicator
from domain.metadata import Provenance
from domain.points import plain
from domain.rules import KINDS, Inputs, Rule

PLACES = 2
OPTIONAL = r" \*"

HEAD = """\
# Kinds of rule

This page is written from the code (`make docs`); a test fails when it is stale. Every example on it was run.

A rule says how one indicator turns what is entered into points. It is data, never a formula: the same inputs give the
same points for ever. Shares are parts of the indicator's maximum: 1 is all of it, 0.5 half. Points are exact until they
are rounded once, half up, to the places of the set. How rules are typed into a cell, and how sets are made, is in
[indicator-sets.md](indicator-sets.md).

Examples say where their rules are from. Indicators, maxima and rules of named annexes are their own; what a ratio earns
where there is nothing to count, which no annex says, and inputs for which an annex names no points are made up.

*Not applicable* is no kind of rule: an indicator with `optional: true` may be declared not to apply to a unit, and one
with `applies_to` is only for some kinds of unit. Either leaves the points and the maximum alike."""


class WrongExampleError(ValueError):
    """An example on the page does not earn what it says: the page would be untrue, so there is none."""


def rules_page() -> str:
    """The page in Markdown. Raises ``WrongExampleError`` where an example is untrue."""
    return "\n".join([*_page(), ""])


def _page() -> Iterator[str]:
    examples = {type(indicator.rule): indicator for indicator in example_indicators()}
    yield f"{HEAD}\n"
    rows = ((f"[`{word}`](#{word})", summary(kind), _inputs(examples[kind].rule)) for word, kind in KINDS.items())
    yield from table(("kind", "what it is for", "inputs"), rows)
    for word, kind in KINDS.items():
        yield f"\n## {word}\n\n{summary(kind)}\n"
        yield from _particulars(kind)
        yield from _fields(kind)
        yield from _template_example(examples[kind])
        for each in published(kind):
            yield from _published_example(each)


def _inputs(rule: Rule) -> str:
    return ", ".join(f"`{field}`" for field in rule.fields())


def _particulars(kind: type[Rule]) -> Iterator[str]:
    if kind.compares:
        yield (
            "It compares units: points are provisional until review closes, when the best value is frozen. It can be "
            "no part of another rule.\n"
        )
    if not kind.counts_in_maximum:
        yield "It does not count in the maximum, and can be no part of another rule.\n"


def _fields(kind: type[Rule]) -> Iterator[str]:
    """The fields of the rule, then those of its parts, which for a composed rule are rules again."""
    yield from _table_of(kind)
    parts = dict.fromkeys(part for field in msgspec.structs.fields(kind) for part in _parts(field.type))
    for part in parts:
        if issubclass(part, Enum):
            yield f"\n{part.__name__}: {', '.join(f'`{member.value}`' for member in part)}."
        else:
            yield f"\n{part.__name__}: {summary(part)}\n"
            yield from _table_of(part)


def _parts(kind: object) -> Iterator[type]:
    """The structures or choices that a field holds itself, one or a list of them; rules are told of elsewhere."""
    match core(kind):
        case types.VarTupleType(item_type=types.StructType(cls=part)) | types.EnumType(cls=part):
            yield part


def _table_of(kind: type) -> Iterator[str]:
    notes = field_notes(kind)
    fields = msgspec.structs.fields(kind)
    rows = (
        (f"`{field.name}`{'' if field.required else OPTIONAL}", _words(field.type), notes.get(field.name, ""))
        for field in fields
    )
    yield from table(("field", "holds", ""), rows)


def _words(kind: object) -> str:
    words = type_words(kind)
    return "rule" if " | " in words else words


def _template_example(indicator: Indicator) -> Iterator[str]:
    yield "\nThe example of the template, which is made up, as it is typed into a cell:\n"
    yield from _rule(indicator.rule)
    runs = ((example.inputs, example.points) for example in indicator.examples)
    yield from _runs(indicator, runs, None)


def _published_example(each: Published) -> Iterator[str]:
    yield f"\n**{each.indicator}** ({each.source})\n"
    yield from _rule(each.rule)
    indicator = Indicator(
        code="1",
        name=each.indicator,
        max_points=each.max_points,
        rule=each.rule,
        provenance=Provenance.ILLUSTRATIVE,
    )
    yield from _runs(indicator, each.examples, each.best)


def _rule(rule: Rule) -> Iterator[str]:
    """As it is typed, and how it explains itself."""
    kind, notation = format_rule(rule)
    yield f"```text\n{kind}: {notation}\n```\n"
    yield f"- vi: {rule.explain('vi')}"
    yield f"- en: {rule.explain('en')}\n"


def _runs(indicator: Indicator, runs: Iterable[tuple[Inputs, Decimal]], best: Decimal | None) -> Iterator[str]:
    """Inputs and points; raises ``WrongExampleError`` where they earn others."""
    rows = []
    for inputs, points in runs:
        earned = indicator.score(inputs, PLACES, best)
        if earned != points:
            msg = f"{indicator.name}: {inputs} earn {earned}, not {points}"
            raise WrongExampleError(msg)
        rows.append((_written(inputs), f"{plain(points):f}", f"{plain(indicator.max_points):f}"))
    yield from table(("inputs", "points", "of at most"), rows)


def _written(inputs: Inputs) -> str:
    return ", ".join(f"`{name}` = {value}" for name, value in inputs.items())


if __name__ == "__main__":
    sys.stdout.write(rules_page())
