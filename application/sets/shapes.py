"""How each kind of rule is written in a cell, read off its class."""

from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple, get_args, get_origin

from application.sets.fields import Field, fields_of, structures
from application.sets.values import plain_type
from domain.rules import Rule


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
