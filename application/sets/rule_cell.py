"""The cells that hold a rule: its kind and its parameters, held against the kind's structure, every mistake told."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

from application.sets.columns import label
from application.sets.document import UNREADABLE, Path, shown
from application.sets.forms import for_workbook
from application.sets.hints import PLAIN_CODE, code_hint, count_hint, entry_hint
from application.sets.notation import format_examples, format_rule
from application.sets.rule_reading import PlacedRule, Spot, placed_rule
from application.sets.scanner import ADVICE, NotationError, at_character
from application.sets.shapes import Shape, shape_of
from application.sets.shares import SHARES, no_exact_share
from application.sets.structure import mistakes
from application.sets.values import plain_type
from application.sets.wording import missing_field, not_one_of
from application.sets.words import code_of, near_code
from domain.rules import KINDS, AnyRule, Example
from domain.wording import Wording

PARTS = {
    "word": ("tỷ lệ sau dấu «=»", "the share after '='"),
    "text": ("nội dung trong dấu ngoặc kép", "its text in quotes"),
    "rule": ("quy tắc con trong ngoặc đơn", "its rule in parentheses"),
}
"""What the parts of an item are called."""


class CellFault(NamedTuple):
    """A mistake in a rule: whether it is in the cell of the kind, what stands there, what is wrong."""

    in_kind: bool
    value: str
    wording: Wording


class CheckedRule(NamedTuple):
    """The rule as plain content if nothing is wrong with it, else every fault."""

    rule: Any
    faults: tuple[CellFault, ...]


def check_rule(kind: str, text: str) -> CheckedRule:
    """The rule of that kind, in either language, with those parameters."""
    code = code_of(kind, KINDS)
    unknown = () if code in KINDS else (_unknown_kind(kind),)
    try:
        placed = placed_rule(code if code in KINDS else near_code(kind, KINDS) or kind, text)
    except NotationError as error:
        return CheckedRule(UNREADABLE, (*unknown, _broken(error)))
    found = (*unknown, *map(_broken, placed.errors), *(_told(placed) if placed.rule["kind"] in KINDS else ()))
    return CheckedRule(UNREADABLE if found else placed.rule, found)


def _unknown_kind(kind: str) -> CellFault:
    """A kind that there is not, or none."""
    missing = missing_field("kind", label("rule.kind"))
    return CellFault(in_kind=True, value=kind, wording=not_one_of(tuple(KINDS), kind) if kind else missing)


@cache
def advice_for(kind: str) -> tuple[str, str]:
    """The kind's own example in the notation; a general one for a kind that there is not."""
    if kind not in KINDS:
        return ADVICE
    _, written = format_rule(KINDS[kind].sample().rule)
    return f"Viết như ví dụ của «{kind}»: {written}", f"Write it as in the example of '{kind}': {written}"


@cache
def examples_advice(kind: str) -> tuple[str, str]:
    """How a worked example of the kind is written."""
    written = "head=1, deputy=0 -> 7.5"
    if kind in KINDS:
        sample = KINDS[kind].sample()
        written = format_examples((Example(inputs=sample.inputs, points=sample.points),))
    return f"Mỗi dòng một ví dụ, như: {written}", f"Write one example a line, as in: {written}"


def _broken(error: NotationError) -> CellFault:
    """Where the notation breaks off; the likely mistake, where it is one that is known."""
    wording = error.wording
    if error.within:
        kind, position = error.within
        advice = advice_for(kind)
        wording = wording._replace(advice_vi=advice[0], advice_en=advice[1])
        hint = entry_hint(error.value, shape_of(KINDS[kind]), advice) if kind in KINDS else None
        wording = at_character(hint, position) if hint else wording
    return CellFault(in_kind=False, value=error.value, wording=wording)


def _told(placed: PlacedRule) -> Iterator[CellFault]:
    """The mistakes in what could be read; of entries that could not, nothing is said to be missing."""
    for mistake in mistakes(placed.rule, AnyRule, ("rule",)):
        path = mistake.path[1:]
        if mistake.wording and (not placed.errors or _spot(placed, path)):
            value = _at(placed.rule, path)
            wording = _explained(placed.rule, path, value) or for_workbook(mistake.wording)
            yield _placed(placed, path, value, _with_example(placed.rule, path, wording))


def _placed(placed: PlacedRule, path: Path, value: Any, wording: Wording) -> CellFault:
    """The fault with the entry in which it is and that entry's place, where it is in one."""
    if spot := _spot(placed, path):
        return CellFault(in_kind=False, value=spot.entry, wording=at_character(wording, spot.position))
    return CellFault(in_kind=False, value="" if value is None else str(value), wording=wording)


def _spot(placed: PlacedRule, path: Path) -> Spot | None:
    """The entry around the path."""
    steps = (path[:length] for length in range(len(path), 0, -1))
    return next((placed.spots[step] for step in steps if step in placed.spots), None)


def _at(rule: Any, path: Path) -> Any:
    """The value at the path, if it is a text or a number."""
    for step in path:
        rule = _below(rule, step)
    return rule if isinstance(rule, str | int) else None


def _around(rule: Any, path: Path) -> tuple[Mapping[str, Any], Path]:
    """The innermost rule of a known kind around the path, and the path from there on."""
    around, rest = rule, path
    inner: Any = rule
    for number, step in enumerate(path[:-1], start=1):
        inner = _below(inner, step)
        if isinstance(inner, dict) and str(inner.get("kind")) in KINDS:
            around, rest = inner, path[number:]
    return around, rest


def _below(value: Any, step: str | int) -> Any:
    if isinstance(value, dict):
        return value.get(step)
    return value[step] if isinstance(value, list) and isinstance(step, int) else None


def _with_example(rule: Any, path: Path, wording: Wording) -> Wording:
    advice = advice_for(str(_around(rule, path)[0]["kind"]))
    if advice[0] in wording.advice_vi:
        return wording
    return wording._replace(
        advice_vi=f"{wording.advice_vi}. {advice[0]}", advice_en=f"{wording.advice_en}. {advice[1]}"
    )


def _explained(rule: Any, path: Path, value: Any) -> Wording | None:
    """What is wrong in the words of the notation, where they say more than those of the structure."""
    around, below = _around(rule, path)
    kind = str(around["kind"])
    shape, advice = shape_of(KINDS[kind]), advice_for(kind)
    if isinstance(value, str) and below[-1] in SHARES:
        return no_exact_share(value)
    if len(below) == 3 and below[0] == shape.listed:  # noqa: PLR2004  # The list, the item and its field.
        return _of_item(around[shape.listed][below[1]], str(below[2]), shape, advice)
    return None


def _of_item(item: Mapping[str, Any], name: str, shape: Shape, advice: tuple[str, str]) -> Wording | None:
    key, value = shape.slots["key"], item.get(name)
    if name not in item:
        return _missing(item.get(key), name, shape)
    if name != key or not isinstance(value, str):
        return None
    if plain_type(shape.key) is int:
        return count_hint(value, advice)
    return None if PLAIN_CODE.fullmatch(value) else code_hint(value, advice)


def _missing(key: Any, name: str, shape: Shape) -> Wording | None:
    part = next((part for part, field in shape.slots.items() if field == name and part in PARTS), "")
    if not part:
        return None
    key, (vi, en) = shown(key), PARTS[part]
    return Wording(f"mục «{key}» thiếu {vi}", f"the item '{key}' lacks {en}", f"Bổ sung {vi}", f"Add {en}")
