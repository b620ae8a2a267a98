r"""Rules and worked examples as an officer types them into a cell.

A rule is its kind and entries parted by semicolons::

    levels: head=1 "The head leads"; deputy=0.5 "A deputy leads"; none=0 "Nobody does"
    tiers: counted "meetings in the year"; 4=1; 3=0.75; 2=0.5; 1=0.25
    ratio: a "signed by the head"; b "all"; if_b_is_zero=zero; target=0.9
    sum: portal=0.5 "Portal" (levels: yes=1 "yes"; no=0 "no"); news=0.5 "News" (count: counted "articles"; each=1)

    rule     = kind [":" entries]        # in a workbook, kind and entries have a column each
    entries  = [entry] {";" [entry]}
    entry    = name ["=" word] [text] ["(" rule ")"]
    example  = [input {"," input}] "->" word [text]     # one a line
    input    = (name | text) "=" (word | text)
    text     = '"' … '"'                 # \" \\ \n \t inside; “…” will do as well
    name, word = characters other than white space and ; , : = ( ) "

An entry is a field of the rule if it is named like one, else an item of the rule's list: its code (or count) before
the equals sign, its share after it, its name in quotes, its rule in parentheses. Fields, items and kinds are read off
the rules' own classes, so that a new kind of rule needs nothing here. A rule that has no such form is written as JSON.
"""

import json
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple, get_args, get_origin

import msgspec

from application.sets.scanner import Scanner
from application.sets.structure import Field, fields_of, structures
from application.sets.values import plain_type, value_of_text
from domain.points import plain
from domain.rules import KINDS, AnyRule, Example, Rule

DEEPEST = 8
"""So deeply may rules stand in parentheses."""

Plain = dict[str, Any]


class Shape(NamedTuple):
    """How a kind of rule is written: its own fields, and the list that all other entries are items of."""

    fields: Mapping[str, Field]
    listed: str
    slots: Mapping[str, str]
    """For an item, which of its fields stands before the equals sign, after it, in quotes and in parentheses."""
    key: Any


@cache
def shape_of(kind: type[Rule]) -> Shape:
    """The shape that follows from a rule's class."""
    fields = fields_of(kind)
    for name, field in fields.items():
        items = structures(get_args(field.kind)[0]) if get_origin(field.kind) is tuple else {}
        if set(items) == {None}:
            others = {other: each for other, each in fields.items() if other != name}
            inside = fields_of(items[None])
            return Shape(others, name, _slots(inside), next(iter(inside.values())).kind)
    return Shape(fields, "", {}, None)


def _slots(fields: Mapping[str, Field]) -> dict[str, str]:
    slots: dict[str, str] = {}
    for name, field in fields.items():
        part = "key" if not slots else _part(field.kind)
        slots.setdefault(part, name)
    return slots


def _part(kind: Any) -> str:
    if structures(kind):
        return "rule"
    return "text" if plain_type(kind) is str else "word"


# --- Reading --------------------------------------------------------------------------------------------------------


def parse_rule(kind: str, text: str) -> Plain:
    """The rule as plain content, not yet held against its structure. Raises ``NotationError``."""
    if text.lstrip().startswith("{"):
        return {**_json_object(text), "kind": kind}
    scanner = Scanner(text)
    rule = _entries(scanner, kind, 0)
    scanner.end()
    return rule


def _json_object(text: str) -> Plain:
    try:
        loaded = json.loads(text, parse_float=str, parse_constant=str)
    except (ValueError, RecursionError):
        loaded = None
    if isinstance(loaded, dict):
        return loaded
    return Scanner(text).refuse("JSON không đọc được", "the JSON can't be read")


def _entries(scanner: Scanner, kind: str, depth: int) -> Plain:
    rule: Plain = {"kind": kind}
    shape = shape_of(KINDS[kind]) if kind in KINDS else Shape({}, "", {}, None)
    if shape.listed:
        rule[shape.listed] = []
    while not scanner.at_end(")"):
        if not scanner.take(";"):
            _entry(scanner, rule, shape, depth)
            if not scanner.at_end(")"):
                scanner.expect(";")
    return rule


def _entry(scanner: Scanner, rule: Plain, shape: Shape, depth: int) -> None:
    name = scanner.word("tên", "a name")
    parts: dict[str, Any] = {}
    if scanner.take("="):
        parts["word"] = scanner.word("giá trị", "a value")
    if (text := scanner.text()) is not None:
        parts["text"] = text
    if scanner.take("("):
        parts["rule"] = _nested(scanner, depth + 1)
    if shape.listed and name not in shape.fields:
        rule[shape.listed].append(_item(scanner, shape, name, parts))
    elif name in rule or len(parts) != 1:
        scanner.refuse(f"«{name}» cần đúng một giá trị", f"'{name}' takes exactly one value")
    else:
        value = next(iter(parts.values()))
        rule[name] = value_of_text(value, shape.fields[name].kind) if name in shape.fields else value


def _nested(scanner: Scanner, depth: int) -> Plain:
    if depth > DEEPEST:
        scanner.refuse("quy tắc lồng quá sâu", "rules are nested too deeply")
    kind = scanner.word("loại quy tắc", "a kind of rule")
    scanner.take(":")
    rule = _entries(scanner, kind, depth)
    scanner.expect(")")
    return rule


def _item(scanner: Scanner, shape: Shape, name: str, parts: Mapping[str, Any]) -> Plain:
    if superfluous := parts.keys() - shape.slots.keys():
        given = {"word": "=", "text": '"…"', "rule": "(…)"}[min(superfluous)]
        scanner.refuse(f"mục «{name}» không nhận {given}", f"the item '{name}' takes no {given}")
    return {shape.slots["key"]: value_of_text(name, shape.key), **{shape.slots[part]: parts[part] for part in parts}}


def parse_examples(text: str) -> list[Plain]:
    """Worked examples, one a line, as plain content. Raises ``NotationError``."""
    return [_example(Scanner(line)) for line in text.split("\n") if line.strip()]


def _example(scanner: Scanner) -> Plain:
    inputs: dict[str, str] = {}
    while not scanner.take("->"):
        name = scanner.text_or_word("tên đầu vào", "an input's name")
        scanner.expect("=")
        if name in inputs:
            scanner.refuse(f"đầu vào «{name}» bị lặp", f"the input '{name}' stands twice")
        inputs[name] = scanner.text_or_word("giá trị", "a value")
        if not scanner.take(","):
            scanner.expect("->")
            break
    example: Plain = {"inputs": inputs, "points": scanner.word("điểm", "points")}
    source = scanner.text()
    scanner.end()
    return example if source is None else {**example, "source": source}


# --- Writing --------------------------------------------------------------------------------------------------------


def format_rule(rule: Rule) -> tuple[str, str]:
    """Kind and entries, such that they read as the same rule."""
    kind = str(rule.__struct_config__.tag)
    text = _written(rule)
    if _reads_as(text, kind, rule):
        return kind, text
    content = msgspec.to_builtins(rule)
    return kind, json.dumps({name: value for name, value in content.items() if name != "kind"}, ensure_ascii=False)


def _reads_as(text: str, kind: str, rule: Rule) -> bool:
    try:
        return bool(msgspec.convert(parse_rule(kind, text), AnyRule) == rule)
    except (ValueError, msgspec.ValidationError):
        return False


def _written(rule: Rule) -> str:
    shape = shape_of(type(rule))
    content = msgspec.to_builtins(rule, builtin_types=(Decimal,))
    entries = [_named(name, getattr(rule, name), field.kind) for name, field in shape.fields.items() if name in content]
    items = getattr(rule, shape.listed) if shape.listed else ()
    return "; ".join([*entries, *(_written_item(item, shape) for item in items)])


def _named(name: str, value: Any, kind: Any) -> str:
    if isinstance(value, Rule):
        return f"{name} {_bracketed(value)}"
    if plain_type(kind) is str:
        return f"{name} {quoted(value)}"
    return f"{name}={_word(value)}"


def _written_item(item: Any, shape: Shape) -> str:
    slots = {part: getattr(item, name) for part, name in shape.slots.items()}
    return "".join(WRITTEN[part](slots[part]) for part in WRITTEN if part in slots)


def _bracketed(rule: Rule) -> str:
    return f"({rule.__struct_config__.tag}: {_written(rule)})"


def _word(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return format(plain(value), "f") if isinstance(value, Decimal) else str(value)


WRITTEN: Mapping[str, Callable[[Any], str]] = {
    "key": _word,
    "word": lambda value: f"={_word(value)}",
    "text": lambda value: f" {quoted(value)}",
    "rule": lambda value: f" {_bracketed(value)}",
}
"""How each part of an item is written, in this order."""


def quoted(text: str) -> str:
    """Text in quotes."""
    for plain_form, escaped in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\t", "\\t")):
        text = text.replace(plain_form, escaped)
    return f'"{text}"'


def format_examples(examples: tuple[Example, ...]) -> str:
    """Examples, one a line."""
    return "\n".join(_written_example(example) for example in examples)


def _written_example(example: Example) -> str:
    inputs = ", ".join(f"{_bare(name)}={_bare(value)}" for name, value in example.inputs.items())
    source = f" {quoted(example.source)}" if example.source else ""
    return f"{inputs} -> {_word(example.points)}{source}".lstrip()


def _bare(text: str) -> str:
    return text if re.fullmatch(Scanner.WORD, text) else quoted(text)
