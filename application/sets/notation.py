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
from typing import Any

import msgspec

from application.sets.rule_reading import DEEPEST, parse_examples, parse_rule
from application.sets.scanner import Scanner
from application.sets.shapes import Shape, shape_of
from application.sets.values import plain_type
from domain.points import plain
from domain.rules import AnyRule, Example, Rule

__all__ = ["DEEPEST", "Shape", "format_examples", "format_rule", "parse_examples", "parse_rule", "quoted", "shape_of"]


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
