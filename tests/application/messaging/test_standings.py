"""A unit's standing as a message: it fits the schema that is shipped, and the CloudEvents library reads it."""

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema_rs
import msgspec
import pytest
from cloudevents.core.bindings.kafka import KafkaMessage, from_binary
from cloudevents.core.formats.json import JSONFormat
from hypothesis import given
from hypothesis import strategies as st

from application.messaging.standings import (
    SCHEMA,
    Key,
    Standing,
    digest,
    message_of,
    schema,
    schema_text,
    tombstone,
)
from domain.metadata import Provenance, UnitKind
from domain.points import from_units

SHIPPED = Path(__file__).parents[3] / "docs" / "schemas" / "standing.schema.json"
AT = datetime(2026, 11, 2, 3, 4, 5, 678, tzinfo=UTC)
KEY = Key("vinh-long", "2022", "department", "so-y-te")


def standing(**changes: Any) -> Standing:
    held: dict[str, Any] = {
        "province": "vinh-long",
        "province_name": "Vĩnh Long",
        "round": "2022",
        "round_name": "Năm 2022",
        "scope": "department",
        "scope_name": "Sở, ban, ngành",
        "unit": "so-y-te",
        "name": "Sở Y tế",
        "name_en": "Department of Health",
        "kind": UnitKind.DEPARTMENT,
        "rank": 3,
        "points": Decimal("81.16"),
        "max_points": Decimal(100),
        "percent": Decimal("81.16"),
        "status": "provisional",
        "phase": "Reviewing",
        "data_provenance": Provenance.ILLUSTRATIVE,
        "set_provenance": Provenance.PUBLISHED,
        "notice": "Dữ liệu trình diễn / Demonstration data",
        "position": 12,
        "known_at": AT,
    }
    return Standing(**{**held, **changes})


@pytest.fixture(scope="module")
def valid() -> Any:
    return jsonschema_rs.validator_for(schema()).is_valid


def test_the_schema_that_is_shipped_is_what_the_code_says():
    assert SHIPPED.read_text(encoding="utf-8") == schema_text(), "it is stale: make docs"


def test_the_schema_is_one():
    jsonschema_rs.meta.validate(schema())


SHARES = st.none() | st.integers(0, 10**16).map(from_units)
STANDINGS = st.fixed_dictionaries(
    {
        "rank": st.none() | st.integers(1),
        "points": SHARES,
        "percent": SHARES,
        "absence": st.none() | st.sampled_from(["not-ranked", "exempt", "not-submitted", "no-scorecard"]),
        "kind": st.sampled_from(UnitKind),
        "name": st.text(),
        "position": st.integers(0, 2**62),
        "known_at": st.datetimes(timezones=st.just(UTC)),
    }
).map(lambda changes: standing(**changes))


@given(told=STANDINGS)
def test_every_message_fits_the_schema_and_is_read_again(valid, told):
    value = message_of(told).value
    assert valid(msgspec.json.decode(value))
    assert msgspec.json.decode(value, type=Standing) == told


@pytest.mark.parametrize(
    "change",
    [
        {"points": 81.16},
        {"points": "8.1E+1"},
        {"rank": 0},
        {"status": "final"},
        {"phase": "Open"},
        {"data_provenance": ""},
        {"unit": "Sở Y tế"},
        {"position": "12"},
    ],
)
def test_what_is_no_standing_does_not_fit(valid, change):
    told = msgspec.to_builtins(standing())
    assert valid(told)
    assert not valid({**told, **change})


def test_what_nobody_knows_yet_is_let_through(valid):
    assert valid({**msgspec.to_builtins(standing()), "medal": "gold"})


def test_points_are_exact_and_in_strings():
    told = msgspec.json.decode(message_of(standing(points=Decimal("7.0001"))).value)
    assert told["points"] == "7.0001"


def test_the_library_of_the_cloudevents_project_reads_it():
    key, value, headers = message_of(standing())
    event = from_binary(KafkaMessage(headers=dict(headers), key=key, value=value), JSONFormat())
    assert (event.get_type(), event.get_source(), event.get_subject()) == (
        "bangvang.standing.v1",
        "/bangvang/rankings",
        str(KEY),
    )
    assert (event.get_id(), event.get_time(), event.get_dataschema()) == (f"{KEY}@12", AT, SCHEMA)
    assert (event.get_extension("position"), event.get_extension("partitionkey")) == ("12", str(KEY))
    data = event.get_data()
    assert isinstance(data, dict)
    assert data["name"] == "Sở Y tế"


def test_who_has_left_leaves_the_key_and_no_value():
    key, headers = tombstone(KEY, 13, AT)
    assert key == b"vinh-long/2022/department/so-y-te"
    assert (dict(headers)["ce_type"], dict(headers)["ce_position"]) == (b"bangvang.standing.v1", b"13")
    assert key == message_of(standing()).key


@pytest.mark.parametrize("change", [{"position": 99}, {"known_at": datetime(2027, 1, 1, tzinfo=UTC)}])
def test_a_later_look_at_the_same_standing_is_no_news(change):
    assert digest(standing(**change)) == digest(standing())


@pytest.mark.parametrize("change", [{"rank": 4}, {"notice": ""}, {"status": "published"}, {"name": "Sở Y tế mới"}])
def test_all_else_is_news(change):
    assert digest(standing(**change)) != digest(standing())
