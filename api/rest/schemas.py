"""Marshmallow schemas of the domain's structs: made from their types, so that nothing is written twice.

Patterns, lengths and bounds become validators, docstrings become descriptions, decimals become strings; in the
definition of a set they may be numbers, too.
"""

from collections.abc import Callable, Collection
from functools import cache, partial
from typing import Any

import msgspec
from marshmallow import EXCLUDE, RAISE, Schema, fields, validate
from msgspec import inspect as types

from api.rest import docstrings
from api.rest.fields import (
    DECIMAL,
    LARGEST_WHOLE,
    Day,
    Digits,
    Exact,
    Identifier,
    Matches,
    Messages,
    Moment,
    Number,
    Switch,
    Table,
    Tagged,
    Text,
    Truth,
    Whole,
    WholeName,
)
from domain.command import Command

Field = fields.Field[Any]

WITH_NUMBERS = ("domain.indicator_set.definition", "domain.rules.")
"""The modules of a set's definition, in which decimals may be JSON numbers, as the schema of set files has it."""

LISTS: Messages = {"invalid": "list", "required": "required", "null": "null"}
NESTED: Messages = {"type": "type", "required": "required", "null": "null"}

PLAIN_FIELDS: dict[type[types.Type], type[Field]] = {
    types.BoolType: Truth,
    types.DateType: Day,
    types.DateTimeType: Moment,
    types.UUIDType: Identifier,
    types.AnyType: fields.Raw,
}


class Strictly(Schema):
    """What comes in: a field that is not known is a mistake."""

    error_messages: dict[str, str] = {"unknown": "unknown", "type": "type"}  # noqa: RUF012  # As marshmallow has it.

    class Meta:
        """Schemas are asked for by type, never by name."""

        unknown = RAISE
        register = False


class Openly(Schema):
    """What goes out: readers ignore fields they don't know, so that answers can grow."""

    class Meta:
        """As above."""

        unknown = EXCLUDE
        register = False


@cache
def request_schema(
    struct: type[msgspec.Struct],
    *,
    omit: frozenset[str] = frozenset(),
    require: frozenset[str] = frozenset(),
    optional: frozenset[str] = frozenset(),
    in_address: bool = False,
) -> type[Schema]:
    """How a struct comes in, without the fields to omit; with ``in_address``, as parameters of a query."""
    maker = _Maker(answers=False, in_address=in_address, numbers=struct.__module__.startswith(WITH_NUMBERS))
    return maker.schema(struct, omit, require, optional)


@cache
def answer_schema(struct: type[msgspec.Struct]) -> type[Schema]:
    """How a struct goes out."""
    return _Maker(answers=True).schema(struct)


class _Maker:
    """Makes schemas for one direction."""

    def __init__(self, *, answers: bool, in_address: bool = False, numbers: bool = False) -> None:
        self._answers, self._in_address, self._numbers = answers, in_address, numbers

    def schema(
        self,
        struct: type[msgspec.Struct],
        omit: Collection[str] = (),
        require: Collection[str] = (),
        optional: Collection[str] = (),
    ) -> type[Schema]:
        members: dict[str, Any] = {}
        for field in types.type_info(struct).fields:  # type: ignore[attr-defined]  # That of a struct has them.
            if field.name not in omit:
                members[field.encode_name] = member = self._member(field, struct)
                member.required = (member.required or field.name in require) and field.name not in optional
                member.allow_none = (member.allow_none or field.name in optional) and field.name not in require
        tag = struct.__struct_config__.tag
        if tag is not None:
            members |= {str(struct.__struct_config__.tag_field): _choice([tag], required=True)}
        base = Openly if self._answers else Strictly
        return type(self._name(struct), (base,), {**members, "__doc__": docstrings.summary(struct)})

    def _name(self, struct: type[msgspec.Struct]) -> str:
        """The name in the document; what goes both ways has two, for what comes in is checked more strictly."""
        return struct.__name__ if self._answers or issubclass(struct, Command) else f"{struct.__name__}Input"

    def _member(self, field: types.Field, struct: type[msgspec.Struct]) -> Field:
        description = docstrings.of_fields(struct).get(field.name)
        metadata = {"description": description} if description else {}
        if field.default not in {msgspec.NODEFAULT, None} and not self._answers:
            metadata["default"] = msgspec.to_builtins(field.default)
        always_there = self._answers and not struct.__struct_config__.omit_defaults
        return self.field(field.type, required=field.required or always_there, metadata=metadata)

    def field(self, kind: types.Type, **options: Any) -> Field:
        """The field that takes values of this type."""
        match kind:
            case types.UnionType():
                return self._union(kind, **options)
            case types.StructType():
                return fields.Nested(self._nested(kind.cls), error_messages=NESTED, **options)
            case types.VarTupleType() | types.ListType():
                checks = _length(kind.min_length, kind.max_length)
                return fields.List(self.field(kind.item_type), validate=checks, error_messages=LISTS, **options)
            case types.DictType():
                checks = _length(kind.min_length, kind.max_length)
                return Table(self._name_field(kind.key_type), self.field(kind.value_type), validate=checks, **options)
            case _:
                return self._leaf(kind, **options)

    def _name_field(self, kind: types.Type) -> Field:
        """The field that takes the names of an object's members."""
        if isinstance(kind, types.IntType):
            return WholeName(validate=_bounds(kind), metadata={"pattern": WholeName.pattern})
        return self.field(kind)

    def _leaf(self, kind: types.Type, **options: Any) -> Field:
        match kind:
            case types.BoolType() if self._in_address:
                return Switch(**options)
            case types.DecimalType() if self._numbers:
                return Number(**_as_decimal(options))
            case types.IntType():
                return (Digits if self._in_address else Whole)(validate=_bounds(kind), **options)
            case _:
                return _plain_field(kind, **options)

    def _nested(self, struct: type[msgspec.Struct]) -> Callable[[], type[Schema]]:
        """What makes the schema when it is needed, for structs may hold others of their own kind."""
        return partial(answer_schema if self._answers else request_schema, struct)

    def _union(self, union: types.UnionType, **options: Any) -> Field:
        members = [member for member in union.types if not isinstance(member, types.NoneType)]
        if len(members) < len(union.types) and not self._in_address:
            options["allow_none"] = True
        if len(members) == 1:
            return self.field(members[0], **options)
        kinds = {
            str(member.tag): self._nested(member.cls) for member in members if isinstance(member, types.StructType)
        }
        tag_field = members[0].tag_field if isinstance(members[0], types.StructType) else None
        return Tagged(str(tag_field), kinds, **options)


def _plain_field(kind: types.Type, **options: Any) -> Field:
    match kind:
        case types.StrType():
            return Text(validate=_text_checks(kind), **options)
        case types.EnumType():
            return _choice([member.value for member in kind.cls], **options)
        case types.LiteralType():
            return _choice(list(kind.values), **options)
        case types.DecimalType():
            return Exact(**_as_decimal(options))
    for known, field in PLAIN_FIELDS.items():
        if isinstance(kind, known):
            return field(**options)
    msg = f"no field for {kind}"
    raise NotImplementedError(msg)


def _as_decimal(options: dict[str, Any]) -> dict[str, Any]:
    return {**options, "metadata": {**options.get("metadata", {}), "pattern": f"^{DECIMAL}$"}}


def _choice(values: list[Any], **options: Any) -> Field:
    return Text(validate=validate.OneOf(values, error="choice|{choices}"), **options)


def _text_checks(kind: types.StrType) -> list[validate.Validator]:
    checks = _length(kind.min_length, kind.max_length)
    return [*checks, Matches(kind.pattern)] if kind.pattern else checks


def _length(minimum: int | None, maximum: int | None) -> list[validate.Validator]:
    if minimum is None and maximum is None:
        return []
    allowed = f"{minimum or 0}–{maximum}" if maximum is not None else f"≥ {minimum}"
    return [validate.Length(min=minimum, max=maximum, error=f"length|{allowed}")]


def _bounds(kind: types.IntType) -> validate.Validator:
    least = -LARGEST_WHOLE if kind.ge is None else kind.ge
    most = LARGEST_WHOLE if kind.le is None else kind.le
    return validate.Range(min=least, max=most, error=f"range|{least}–{most}")
