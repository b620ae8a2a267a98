"""The document of the topics says what is in them: every topic, every event, every header, and real messages fit."""

from datetime import UTC, datetime
from typing import Any

import jsonschema_rs
import msgspec
import pytest

from application.catalogue import CATALOGUE
from application.codec import Codec
from application.messaging import headers, standings
from application.messaging.asyncapi import STANDING, TOMBSTONE, document_text
from application.messaging.events import Place, message_of
from application.messaging.topics import TOPICS
from tests.application.messaging.test_standings import KEY, standing
from tests.golden.examples import EXAMPLES
from tests.node import install

DOCUMENT = msgspec.json.decode(document_text())
EVENTS = sorted(CATALOGUE.stored_names())


def at(reference: str) -> Any:
    """What a reference within the document points to."""
    found: Any = DOCUMENT
    for step in reference.removeprefix("#/").split("/"):
        found = found[step]
    return found


def references(part: Any) -> list[str]:
    if isinstance(part, dict):
        own = [part["$ref"]] if isinstance(part.get("$ref"), str) else []
        return own + [each for value in part.values() for each in references(value)]
    return [each for value in part for each in references(value)] if isinstance(part, list) else []


def fits(schema: Any, told: Any) -> bool:
    whole = {**schema, "components": DOCUMENT["components"]}
    return jsonschema_rs.Draft7Validator(whole, validate_formats=True).is_valid(told)


def texts(given: list[tuple[str, bytes]]) -> dict[str, str]:
    return {name: value.decode() for name, value in given}


def event(name: str) -> tuple[dict[str, str], Any]:
    """A message as it is sent: its headers and its value."""
    record = Codec(CATALOGUE).encode(EXAMPLES[name])
    message = message_of((12, name, record), Place("vinh-long", 4, 9))
    return texts(message.headers), msgspec.json.decode(message.value)


@pytest.mark.lengthy
def test_it_is_asyncapi_as_the_project_of_that_name_has_it(tmp_path):
    install(tmp_path, "@asyncapi/specs@6.11.1")
    official = tmp_path / "node_modules" / "@asyncapi" / "specs" / "schemas" / "3.0.0.json"
    is_valid = jsonschema_rs.validator_for(msgspec.json.decode(official.read_bytes())).is_valid
    assert is_valid(DOCUMENT)
    assert not is_valid({**DOCUMENT, "channels": {"events": {"adress": "bangvang.events.v1"}}})


def test_every_reference_in_it_leads_somewhere():
    assert all(at(reference) for reference in references(DOCUMENT))


def test_every_topic_is_a_channel_that_says_whether_it_is_compacted():
    told = {
        each["address"]: each["bindings"]["kafka"]["topicConfiguration"]["cleanup.policy"] == ["compact"]
        for each in DOCUMENT["channels"].values()
    }
    assert told == {topic.name: topic.compacted for topic in TOPICS}


def test_every_event_is_a_message_and_its_first_line_says_what_happened():
    assert sorted(DOCUMENT["channels"]["events"]["messages"]) == EVENTS
    assert all(DOCUMENT["components"]["messages"][name]["summary"] for name in EVENTS)


def test_every_message_stands_in_a_channel_and_in_an_operation():
    messages = {f"#/components/messages/{name}" for name in DOCUMENT["components"]["messages"]}
    assert {
        each["$ref"] for channel in DOCUMENT["channels"].values() for each in channel["messages"].values()
    } == messages
    sent = [at(each["$ref"])["$ref"] for how in DOCUMENT["operations"].values() for each in how["messages"]]
    assert set(sent) == messages


def test_every_header_that_is_written_is_described_and_none_besides():
    written, _ = event("unit.merged.v1")
    assert written.keys() == headers.OF_EVENTS.keys()
    told = texts(standings.message_of(standing()).headers)
    assert told.keys() == headers.OF_STANDINGS.keys()
    assert texts(standings.tombstone(KEY, 1, datetime.now(UTC)).headers).keys() == headers.OF_TOMBSTONES.keys()


@pytest.mark.parametrize("name", EVENTS)
def test_a_real_event_fits_its_message_and_no_other(name):
    sent, value = event(name)
    described = {each: DOCUMENT["components"]["messages"][each] for each in EVENTS}
    assert [each for each, message in described.items() if fits(message["headers"], sent)] == [name]
    assert fits(described[name]["payload"], value)


@pytest.mark.parametrize("missing", sorted(headers.OF_EVENTS))
def test_a_message_that_lacks_a_header_does_not_fit(missing):
    sent, _ = event("unit.merged.v1")
    assert not fits(at("#/components/messages/unit.merged.v1")["headers"], {**sent, missing: None})


def test_a_real_standing_fits_its_message():
    message = DOCUMENT["components"]["messages"][STANDING]
    key, value, sent = standings.message_of(standing())
    assert fits(message["headers"], texts(sent))
    assert fits(message["payload"], msgspec.json.decode(value))
    assert fits(message["bindings"]["kafka"]["key"], key.decode())
    assert not fits(message["payload"], {})


def test_a_real_tombstone_fits_its_message():
    message = DOCUMENT["components"]["messages"][TOMBSTONE]
    key, sent = standings.tombstone(KEY, 13, datetime(2026, 11, 2, tzinfo=UTC))
    assert fits(message["headers"], texts(sent))
    assert fits(message["payload"], None)
    assert fits(message["bindings"]["kafka"]["key"], key.decode())
