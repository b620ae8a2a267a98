"""What the code says about itself: the meaning of a class, of its fields and of their types, for help and documents."""

import ast
import inspect
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import pairwise
from textwrap import dedent
from typing import Any

import msgspec
from msgspec import inspect as types

from domain.indicator_set.definition import Version
from domain.metadata import Code, IndicatorCode, Sha256

PATTERNS = {
    types.type_info(kind).pattern: words  # type: ignore[attr-defined]  # Each of these is text with a pattern.
    for kind, words in ((Code, "code"), (IndicatorCode, "indicator code"), (Sha256, "SHA-256"), (Version, "version"))
}
"""The domain's own kinds of text, by their patterns."""

SCALARS: Mapping[type[types.Type], str] = {
    types.BoolType: "true or false",
    types.IntType: "whole number",
    types.DateType: "date",
    types.DateTimeType: "time",
    types.DecimalType: "decimal",
    types.UUIDType: "UUID",
    types.AnyType: "anything",
}


def summary(kind: type) -> str:
    """The docstring on one line, in Markdown."""
    return " ".join(inspect.cleandoc(kind.__doc__ or "").split()).replace("``", "`")


@cache
def field_notes(kind: type) -> Mapping[str, str]:
    """The strings that stand below a class's fields, and those that its bases have."""
    notes: dict[str, str] = {}
    for cls in reversed(kind.__mro__):
        if issubclass(cls, msgspec.Struct) and cls is not msgspec.Struct:
            notes.update(_notes(cls))
    return notes


def _notes(cls: type) -> Iterator[tuple[str, str]]:
    (definition,) = ast.parse(dedent(inspect.getsource(cls))).body
    body = definition.body if isinstance(definition, ast.ClassDef) else []
    for field, note in pairwise(body):
        match field, note:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(text))):
                yield name, " ".join(text.split()).replace("``", "`")


def core(kind: Any) -> types.Type:
    """What a type is, apart from constraints and from being optional."""
    node = kind if isinstance(kind, types.Type) else types.type_info(kind)
    match node:
        case types.Metadata():
            return core(node.type)
        case types.UnionType():
            real = [each for each in node.types if not isinstance(each, types.NoneType)]
            return core(real[0]) if len(real) == 1 else node
        case _:
            return node


def type_words(kind: Any) -> str:  # One case a kind of type.
    """A type in words, structs and enumerations by their names: 'list of Evidence', 'decimal'."""
    match core(kind):
        case types.StrType(pattern=pattern):
            return PATTERNS.get(pattern, "text")
        case types.StructType(cls=cls) | types.EnumType(cls=cls):
            return cls.__name__
        case types.VarTupleType(item_type=item) | types.ListType(item_type=item):
            return f"list of {type_words(item)}"
        case types.DictType(key_type=key, value_type=value):
            return f"{type_words(value)} by {type_words(key)}"
        case types.UnionType(types=choices):
            return " | ".join(type_words(choice) for choice in choices)
        case other:
            return SCALARS[type(other)]
