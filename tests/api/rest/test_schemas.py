"""Schemas are made from the structs themselves."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
import pytest

from api.rest.routes import ENVELOPE
from api.rest.schemas import answer_schema, request_schema
from application.handlers import HANDLERS
from domain.rules.tiers import Tier


class Colour(StrEnum):
    RED = "red"
    GOLD = "gold"


class Circle(msgspec.Struct, tag_field="kind", tag="circle"):
    radius: Decimal


class Square(msgspec.Struct, tag_field="kind", tag="square"):
    side: Decimal


class Everything(msgspec.Struct, kw_only=True):
    """All that a field may be."""

    text: Annotated[str, msgspec.Meta(min_length=2, max_length=3, pattern="^a")] = "ab"
    number: Annotated[int, msgspec.Meta(ge=0, le=9)] = 0
    yes: bool = False
    points: Decimal = Decimal(0)
    day: date | None = None
    at: datetime | None = None
    id: UUID | None = None
    colour: Colour = Colour.RED
    literal: Literal["one", "two"] = "one"
    many: Annotated[tuple[int, ...], msgspec.Meta(max_length=2)] = ()
    table: Mapping[Colour, int] = {}
    shape: Circle | Square | None = None
    any: Any = None


@pytest.mark.parametrize(
    ("field", "value", "fault"),
    [
        ("text", "abc", None),
        ("text", "bbb", ["pattern|^a"]),
        ("text", "a", ["length|2–3"]),
        ("text", 1, ["string"]),
        ("number", 9, None),
        ("number", 10, ["range|0–9"]),
        ("number", "9", ["integer"]),
        ("number", True, ["integer"]),
        ("number", 9.0, ["integer"]),
        ("yes", True, None),
        ("yes", 1, ["boolean"]),
        ("points", "-7.25", None),
        ("points", 7.25, ["decimal"]),
        ("points", 7, ["decimal"]),
        ("points", "1e3", ["decimal"]),
        ("points", "NaN", ["decimal"]),
        ("points", "7,25", ["decimal"]),
        ("points", "1" * 19, ["decimal"]),
        ("day", "2022-12-31", None),
        ("day", None, None),
        ("day", "31/12/2022", ["date"]),
        ("at", "2022-12-31T08:00:00+07:00", None),
        ("at", "yesterday", ["moment"]),
        ("id", "0d8f6a1e-9c0f-4f6e-8a44-5d0d6f6f2a10", None),
        ("id", "0", ["uuid"]),
        ("colour", "gold", None),
        ("colour", "blue", ["choice|red, gold"]),
        ("colour", None, ["null"]),
        ("literal", "two", None),
        ("literal", "three", ["choice|one, two"]),
        ("many", [1, 2], None),
        ("many", [1, 2, 3], ["length|0–2"]),
        ("many", [1, "2"], {1: ["integer"]}),
        ("many", "12", ["list"]),
        ("table", {"gold": 1}, None),
        ("table", {"gold": "1", "blue": 1}, {"gold": ["integer"], "blue": ["choice|red, gold"]}),
        ("table", [], ["mapping"]),
        ("shape", {"kind": "circle", "radius": "1"}, None),
        ("shape", {"kind": "circle", "side": "1"}, {"radius": ["required"], "side": ["unknown"]}),
        ("shape", {"kind": "star"}, {"kind": ["choice|circle, square"]}),
        ("shape", {}, {"kind": ["required"]}),
        ("shape", [], ["mapping"]),
        ("any", {"whatever": [1]}, None),
    ],
)
def test_each_type_is_checked_strictly(field: str, value: Any, fault: Any) -> None:
    found = request_schema(Everything)().validate({field: value})
    assert found == ({} if fault is None else {field: fault})


@pytest.mark.parametrize(
    ("value", "fault"), [("7", None), ("-1", ["range|0–9"]), ("x", ["integer"]), ("", ["integer"])]
)
def test_numbers_in_an_address_are_digits(value: str, fault: Any) -> None:
    found = request_schema(Everything, in_address=True)().validate({"number": value})
    assert found == ({} if fault is None else {"number": fault})


@pytest.mark.parametrize(("value", "fault"), [("true", None), ("false", None), ("yes", ["boolean"]), ("", ["boolean"])])
def test_truths_in_an_address_are_words(value: str, fault: Any) -> None:
    schema = request_schema(Everything, in_address=True)()
    assert schema.validate({"yes": value}) == ({} if fault is None else {"yes": fault})
    if fault is None:
        assert schema.load({"yes": value}) == {"yes": value == "true"}


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ("7.25", "7.25"),
        (7, "7"),
        (Decimal("0.10"), "0.10"),
        (Decimal("2E+1"), "20"),
        (Decimal("1E-18"), "0.000000000000000001"),
        (Decimal("1E-19"), None),
        (Decimal("1E+18"), None),
        (Decimal("1E+999999"), None),
        (Decimal("NaN"), None),
        (10**18, None),
        (7.25, None),
        (True, None),
        ("7,25", None),
    ],
)
def test_decimals_of_a_definition_may_be_numbers(value: Any, read: str | None) -> None:
    schema = request_schema(Tier)()
    if read is None:
        assert schema.validate({"at_least": 1, "share": value}) == {"share": ["number"]}
    else:
        assert schema.load({"at_least": 1, "share": value})["share"] == read


def test_a_type_without_a_field_is_a_mistake() -> None:
    class Odd(msgspec.Struct):
        odd: set[int]

    with pytest.raises(NotImplementedError, match="no field for SetType"):
        request_schema(Odd)


def test_what_goes_out_is_always_there_unless_defaults_are_left_out() -> None:
    class Terse(msgspec.Struct, omit_defaults=True):
        name: str
        more: str = ""

    assert {name for name, field in answer_schema(Everything)().fields.items() if field.required} == set(
        Everything.__struct_fields__
    )
    assert [name for name, field in answer_schema(Terse)().fields.items() if field.required] == ["name"]


@pytest.mark.parametrize("command", HANDLERS)
def test_what_a_schema_lets_through_is_what_msgspec_reads(command: type[msgspec.Struct]) -> None:
    schema = request_schema(command, omit=ENVELOPE)()
    asked = {field.name for field in msgspec.structs.fields(command)} - ENVELOPE
    assert set(schema.fields) == asked
