"""Reads rules and worked examples in the notation that ``notation`` describes."""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

from application.sets.document import Path, shown
from application.sets.scanner import ADVICE, EntryOf, NotationError, Scanner
from application.sets.shapes import Shape, shape_of
from application.sets.shares import SHARES, exact_share
from application.sets.values import value_of_text
from application.sets.words import RULES, code_of, folded, near_code
from domain.rules import KINDS

DEEPEST = 8
"""So deeply may rules stand in parentheses."""

Plain = dict[str, Any]
UNKNOWN = Shape({}, "", {}, None)


class Spot(NamedTuple):
    """Where an entry stands in its cell, and what it says."""

    position: int
    entry: str


class PlacedRule(NamedTuple):
    """A rule as plain content, where each of its entries stands, and what could not be read."""

    rule: Plain
    spots: Mapping[Path, Spot]
    errors: tuple[NotationError, ...] = ()
    """The entries that were left out because they can't be read."""


def parse_rule(kind: str, text: str) -> Plain:
    """The rule as plain content, not yet held against its structure. Raises ``NotationError``."""
    placed = placed_rule(kind, text)
    if placed.errors:
        raise placed.errors[0]
    return placed.rule


def placed_rule(kind: str, text: str) -> PlacedRule:
    """The rule with the places of its entries. Raises ``NotationError`` where it can't be read any further."""
    if text.lstrip().startswith("{"):
        return PlacedRule({**_json_object(text), "kind": kind}, {})
    reader = _Reader(Scanner(text))
    rule = reader.entries(kind, (), 0)
    reader.scanner.end()
    return PlacedRule(rule, reader.spots, tuple(reader.errors))


def _json_object(text: str) -> Plain:
    try:
        loaded = json.loads(text, parse_float=str, parse_constant=str, object_hook=_with_exact_shares)
    except (ValueError, RecursionError):
        loaded = None
    if isinstance(loaded, dict):
        return loaded
    return Scanner(text).refuse("JSON không đọc được", "the JSON can't be read")


def _with_exact_shares(found: Plain) -> Plain:
    return {name: _share(name, value) for name, value in found.items()}


class _Reader:
    """Reads the entries of a rule and of the rules inside it."""

    def __init__(self, scanner: Scanner) -> None:
        self.scanner = scanner
        self.spots: dict[Path, Spot] = {}
        self.errors: list[NotationError] = []

    def entries(self, kind: str, path: Path, depth: int) -> Plain:
        """The entries up to the end or a closing parenthesis; those of a misspelt kind as of the one that is meant."""
        rule: Plain = {"kind": kind}
        near = kind if kind in KINDS else near_code(kind, KINDS)
        shape = shape_of(KINDS[near]) if near else UNKNOWN
        if shape.listed:
            rule[shape.listed] = []
        while not self.scanner.at_end(")"):
            if not self.scanner.take(";"):
                self._separate_entry(rule, shape, path, depth)
        return rule

    def _separate_entry(self, rule: Plain, shape: Shape, path: Path, depth: int) -> None:
        """One entry up to the next semicolon."""
        start, self.scanner.start = self.scanner.position, self.scanner.position
        try:
            self._entry(rule, shape, path, depth)
            if not self.scanner.at_end(")"):
                self.scanner.expect(";")
        except NotationError as error:
            error.within = error.within or EntryOf(str(rule["kind"]), start)
            if depth or error.within.position != start or not self.scanner.skip_entry():
                raise
            self.errors.append(error)
            self.spots = {path: spot for path, spot in self.spots.items() if spot.position < start}

    def _entry(self, rule: Plain, shape: Shape, path: Path, depth: int) -> None:
        start = self.scanner.position
        name = self.scanner.word("tên", "a name")
        is_item = bool(shape.listed) and name not in shape.fields
        below = (*path, shape.listed, len(rule[shape.listed])) if is_item else (*path, name)
        inside = (*below, shape.slots.get("rule", "rule")) if is_item else below
        parts = self._parts(inside, depth)
        self.spots[below] = Spot(start, self.scanner.between(start))
        if is_item:
            rule[shape.listed].append(self._item(shape, name, parts))
        elif name in rule or (len(parts) != 1 and shape is not UNKNOWN):
            called = shown(name)
            self.scanner.refuse(f"«{called}» cần đúng một giá trị", f"'{called}' takes exactly one value")
        else:
            value = next(iter(parts.values()), "")
            rule[name] = _of_field(value, name, shape)

    def _parts(self, inside: Path, depth: int) -> dict[str, Any]:
        parts: dict[str, Any] = {}
        if self.scanner.take("="):
            parts["word"] = self.scanner.number_or_word("giá trị", "a value")
        if (text := self.scanner.text()) is not None:
            parts["text"] = text
        if self.scanner.take("("):
            parts["rule"] = self._nested(inside, depth + 1)
        return parts

    def _nested(self, path: Path, depth: int) -> Plain:
        if depth > DEEPEST:
            self.scanner.refuse("quy tắc lồng quá sâu", "rules are nested too deeply")
        around = self.scanner.start
        kind = self.scanner.phrase(_rule_names()) or self.scanner.word("loại quy tắc", "a kind of rule")
        self.scanner.take(":")
        rule = self.entries(code_of(kind, KINDS), path, depth)
        self.scanner.expect(")")
        self.scanner.start = around
        return rule

    def _item(self, shape: Shape, name: str, parts: Mapping[str, Any]) -> Plain:
        if superfluous := parts.keys() - shape.slots.keys():
            given = {"word": "=", "text": '"…"', "rule": "(…)"}[min(superfluous)]
            called = shown(name)
            self.scanner.refuse(f"mục «{called}» không nhận {given}", f"the item '{called}' takes no {given}")
        values = {shape.slots[part]: _share(shape.slots[part], parts[part]) for part in parts}
        return {shape.slots["key"]: value_of_text(name, shape.key), **values}


def _of_field(value: Any, name: str, shape: Shape) -> Any:
    return value_of_text(_share(name, value), shape.fields[name].kind) if name in shape.fields else value


def _share(name: str, value: Any) -> Any:
    return exact_share(value) if name in SHARES and isinstance(value, str) else value


@cache
def _rule_names() -> frozenset[str]:
    words = (name for word in RULES.values() for name in (word.vi, *word.also))
    return frozenset(folded(name) for name in (*words, *KINDS))


def parse_examples(text: str, advice: tuple[str, str] = ADVICE) -> list[Plain]:
    """Worked examples, one a line, as plain content. Raises ``NotationError``."""
    found: list[Plain] = []
    before = 0
    for line in text.split("\n"):
        if line.strip():
            scanner = Scanner(line, before)
            scanner.advice = advice
            found.append(_example(scanner))
        before += len(line) + 1
    return found


def _example(scanner: Scanner) -> Plain:
    inputs: dict[str, str] = {}
    while not scanner.take("->"):
        name = scanner.text_or_word("tên đầu vào", "an input's name")
        scanner.expect("=")
        if name in inputs:
            scanner.refuse(f"đầu vào «{shown(name)}» bị lặp", f"the input '{shown(name)}' stands twice")
        inputs[name] = scanner.text_or_word("giá trị", "a value")
        if not scanner.take(","):
            scanner.expect("->")
            break
    example: Plain = {"inputs": inputs, "points": scanner.word("điểm", "points")}
    source = scanner.text()
    scanner.end()
    return example if source is None else {**example, "source": source}
