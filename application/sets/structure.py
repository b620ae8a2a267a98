"""Holds plain content against a structure, such as a set, and finds every mistake; msgspec stops at the first."""

import re
from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal
from enum import StrEnum
from types import UnionType
from typing import Annotated, Any, NamedTuple, Union, get_args, get_origin

import msgspec

from application.sets import wording
from application.sets.columns import heading_of
from application.sets.document import INVISIBLE, UNREADABLE, Path
from application.sets.fields import Field, fields_of, structures
from application.sets.values import codes_of, holds_codes, plain_type
from domain.points import DIGITS, decimals
from domain.wording import Wording

LONGEST_TEXT = 10_000
DEEPEST = 32
"""So deeply may content be nested: a set's groups and its rules need less than half of it."""

CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
"""Control characters, halves of characters, and what Unicode says is none."""
NUMBER = re.compile(r"[-+]?\d+(\.\d+)?([eE][-+]?\d{1,3})?", re.ASCII)

MAPPINGS = (dict, Mapping)
"""What ``plain_type`` says of a field that holds values by their names."""

MOST_WHOLE = 10**18
"""Whole numbers below it fit every store and every JSON reader."""


class Mistake(NamedTuple):
    """What is wrong at one path; no wording where it was refused already."""

    path: Path
    wording: Wording | None


def mistakes(value: Any, kind: Any, path: Path = ()) -> Iterator[Mistake]:
    """Every mistake in the value and below it."""
    if len(path) > DEEPEST:
        yield Mistake(path, wording.TOO_DEEP)
    elif value is UNREADABLE:
        yield Mistake(path, None)
    elif value is None and type(None) in get_args(kind):
        return
    elif known := structures(kind):
        yield from _structure(value, known, path)
    elif plain_type(kind) is tuple and isinstance(value, list):
        yield from _list(value, kind, path)
    elif plain_type(kind) in MAPPINGS and isinstance(value, dict):
        yield from _mapping(value, kind, path)
    else:
        yield from (Mistake(path, wording) for wording in _leaf(value, _required(kind)))


def _list(value: list[Any], kind: Any, path: Path) -> Iterator[Mistake]:
    for number, item in enumerate(value):
        yield from mistakes(item, get_args(_bare(kind))[0], (*path, number))
    yield from _emptiness(value, kind, path)


def _mapping(value: dict[str, Any], kind: Any, path: Path) -> Iterator[Mistake]:
    """Words of a choice are the fields that there may be; other keys are values like any."""
    keys, items = get_args(_bare(kind))
    choices = codes_of(keys)
    for key, item in value.items():
        if not choices:
            yield from mistakes(key, keys, path)
        elif key not in choices:
            yield Mistake((*path, key), wording.unknown_field(key, choices))
        yield from mistakes(item, items, (*path, key))
    yield from _emptiness(value, kind, path)


def _emptiness(value: Collection[Any], kind: Any, path: Path) -> Iterator[Mistake]:
    limits = get_args(kind)[1:] if get_origin(kind) is Annotated else ()
    if not value and any(each.min_length for each in limits):
        yield Mistake(path, wording.EMPTY)


def _bare(kind: Any) -> Any:
    """The type without its limits."""
    return get_args(kind)[0] if get_origin(kind) is Annotated else kind


def _structure(value: Any, known: Mapping[Any, type[msgspec.Struct]], path: Path) -> Iterator[Mistake]:
    if not isinstance(value, dict):
        yield Mistake(path, wording.wrong_kind("object", _name(value)))
        return
    tag_field = next(iter(known.values())).__struct_config__.tag_field
    tag = value.get(tag_field) if tag_field else None
    if tag_field and tag_field not in value:
        yield Mistake((*path, tag_field), wording.missing_field(tag_field, heading_of((*path, tag_field))))
    elif not isinstance(tag, str | None) or tag not in known:
        yield Mistake((*path, str(tag_field)), wording.not_one_of(sorted(known), tag))
    else:
        yield from _fields(value, fields_of(known[tag]), path, tag_field)


def _fields(value: dict[str, Any], fields: Mapping[str, Field], path: Path, tag_field: str | None) -> Iterator[Mistake]:
    for name, item in value.items():
        if name in fields:
            yield from mistakes(item, fields[name].kind, (*path, name))
        elif name != tag_field:
            yield Mistake((*path, name), wording.unknown_field(name, fields))
    for name, field in fields.items():
        if field.required and name not in value:
            yield Mistake((*path, name), wording.missing_field(name, heading_of((*path, name))))


def _required(kind: Any) -> Any:
    """The type without ``None``, its limits kept."""
    admitted = [each for each in get_args(kind) if each is not type(None)]
    return admitted[0] if get_origin(kind) in {Union, UnionType} and len(admitted) == 1 else kind


def _leaf(value: Any, kind: Any) -> Iterator[Wording]:
    """What is wrong with a single value; of a text that may stand nowhere, nothing else is said."""
    if isinstance(value, str) and (forbidden := list(_text(value))):
        yield from forbidden
    elif isinstance(kind, type) and issubclass(kind, StrEnum):
        if value not in list(kind):
            yield wording.not_one_of([str(member) for member in kind], value)
    elif kind is Decimal and isinstance(value, str):
        yield from _number(value)
    elif kind is Decimal and isinstance(value, bool | int | None):
        yield from _whole(value)
    else:
        yield from _as_msgspec(value, kind)


def _as_msgspec(value: Any, kind: Any) -> Iterator[Wording]:
    if isinstance(value, int) and abs(value) >= MOST_WHOLE:
        yield wording.TOO_MANY_DIGITS
        return
    is_code = holds_codes(kind) and get_origin(kind) is not tuple
    if isinstance(value, str) and is_code and not (value.isascii() and value.isprintable()):
        yield wording.wrong_shape(get_args(kind)[1].pattern)
        return
    try:
        msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        yield wording.of_msgspec(str(error), kind)


def _whole(value: int | None) -> Iterator[Wording]:
    return _as_msgspec(value, Decimal)


def _number(text: str) -> Iterator[Wording]:
    if not NUMBER.fullmatch(text):
        yield wording.NOT_A_NUMBER
    elif Decimal(text).adjusted() >= DIGITS or decimals(Decimal(text)) > DIGITS:
        yield wording.TOO_MANY_DIGITS


def _text(text: str) -> Iterator[Wording]:
    if len(text) > LONGEST_TEXT:
        yield wording.TEXT_TOO_LONG
    elif CONTROLS.search(text):
        yield wording.CONTROL_CHARACTER
    elif INVISIBLE.search(text):
        yield wording.INVISIBLE_CHARACTER


def _name(value: Any) -> str:
    """The kind of a value as msgspec names it."""
    names = ((bool, "bool"), (int, "int"), (str, "str"), (list, "array"), (dict, "object"))
    return next((name for kind, name in names if isinstance(value, kind)), "null")
