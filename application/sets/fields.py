"""The fields of a structure and the structures that a type admits, read off the definition's own classes."""

from collections.abc import Mapping
from functools import cache
from types import UnionType
from typing import Any, NamedTuple, Union, get_args, get_origin, get_type_hints

import msgspec


class Field(NamedTuple):
    """A field of a structure: what it holds, and whether it must be given."""

    kind: Any
    required: bool


@cache
def fields_of(structure: type[msgspec.Struct]) -> Mapping[str, Field]:
    """The fields in the order of declaration."""
    hints = get_type_hints(structure, include_extras=True)
    return {each.name: Field(hints[each.name], each.required) for each in msgspec.structs.fields(structure)}


@cache
def structures(kind: Any) -> dict[Any, type[msgspec.Struct]]:
    """The structures that a type admits by the word that tells them apart, ``None`` for one without; else nothing."""
    admitted = get_args(kind) if get_origin(kind) in {Union, UnionType} else (kind,)
    found = [each for each in admitted if isinstance(each, type) and issubclass(each, msgspec.Struct)]
    return {each.__struct_config__.tag: each for each in found}
