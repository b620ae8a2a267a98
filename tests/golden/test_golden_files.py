"""The stored form of every event version: what was written once is written so, and read so, for ever."""

from collections.abc import Iterator, Mapping
from typing import Any, get_args

import msgspec
import pytest

from application.catalogue import CATALOGUE
from application.codec import Codec
from domain.indicator_set.definition import Group
from domain.indicator_set.soundness import faults
from domain.rules import AnyRule
from tests.golden.examples import DEFINITION, EXAMPLES, FOLDER, ORIGINATOR, add_missing

CODEC = Codec(CATALOGUE)
FILES = {path.stem: path for path in sorted(FOLDER.glob("*.json"))}
EARLIER = sorted((FOLDER / "earlier").glob("*.json"))
"""What examples held before fields were added: stored events of those days read as they did."""
named = pytest.mark.parametrize("name", EXAMPLES)


def test_every_event_version_ever_written_has_a_golden_file():
    assert CATALOGUE.stored_names() - FILES.keys() == set()


def test_every_golden_file_belongs_to_an_event_version():
    assert FILES.keys() - CATALOGUE.stored_names() == set()


def test_every_current_event_has_an_example():
    assert {event.stored_name for event in CATALOGUE} == EXAMPLES.keys()


@named
def test_an_event_is_encoded_to_its_golden_bytes(name):
    assert CODEC.encode(EXAMPLES[name]) == FILES[name].read_bytes()


@named
def test_its_golden_bytes_are_decoded_to_the_event(name):
    decoded = CODEC.decode(ORIGINATOR, EXAMPLES[name].originator_version, name, FILES[name].read_bytes())
    assert decoded == EXAMPLES[name]
    assert type(decoded.data) is CATALOGUE.event_class(name)


@pytest.mark.parametrize("file", EARLIER, ids=lambda file: file.stem)
def test_an_event_from_before_fields_were_added_keeps_all_it_held(file):
    stored = file.read_bytes()
    version = msgspec.json.decode(stored)["originator_version"]
    event = CODEC.decode(ORIGINATOR, version, file.stem, stored)
    assert type(event.data) is CATALOGUE.event_class(file.stem)
    assert held(CODEC.encode(event)) == held(stored)


def held(stored: bytes) -> dict[str, Any]:
    """What is not empty: a field that was added says nothing about what was stored before."""
    decoded = msgspec.json.decode(stored)
    return {**decoded, "data": {name: value for name, value in decoded["data"].items() if value not in (None, [], {})}}


@pytest.mark.parametrize("name", FILES)
def test_every_golden_file_is_read_by_the_current_code(name):
    stored = FILES[name].read_bytes()
    version = msgspec.json.decode(stored)["originator_version"]
    assert type(CODEC.decode(ORIGINATOR, version, name, stored).data) is CATALOGUE.event_class(name)


@pytest.mark.parametrize("name", FILES)
def test_a_golden_file_is_plain_json_that_keeps_vietnamese_readable(name):
    text = FILES[name].read_text("utf-8")
    assert "phúc tra" in text
    assert "\\u" not in text
    assert msgspec.json.decode(text)["recorded_at"] == "2022-11-14T16:59:59.123456Z"


def innermost(value: Any, field: str) -> bool:
    """Whether this is the group without groups with which any nesting ends; there a group is filled if it can be."""
    return isinstance(value, Group) and field == "groups" and value.code == "1a"


def unfilled(value: Any, place: str) -> Iterator[str]:
    """The places in a value that hold nothing or the default, and so would not show how they are stored."""
    match value:
        case msgspec.Struct():
            for field in msgspec.structs.fields(value):
                found, inner = getattr(value, field.name), f"{place}.{field.name}"
                if (found == field.default or found in (None, "", (), {})) and not innermost(value, field.name):
                    yield inner
                yield from unfilled(found, inner)
        case tuple():
            for number, item in enumerate(value):
                yield from unfilled(item, f"{place}[{number}]")
        case Mapping():
            for key, item in value.items():
                yield from unfilled(item, f"{place}[{key}]")


@named
def test_an_example_fills_every_field_with_something_else_than_its_default(name):
    assert list(unfilled(EXAMPLES[name], name)) == []


def test_the_released_example_has_every_kind_of_rule():
    assert {type(indicator.rule) for indicator in DEFINITION.indicators()} == set(get_args(AnyRule))


def test_the_released_example_is_sound():
    assert list(faults(DEFINITION)) == []


def test_only_missing_golden_files_are_added(tmp_path):
    kept, *others = EXAMPLES
    (tmp_path / f"{kept}.json").write_bytes(b"old")
    assert add_missing(tmp_path, EXAMPLES.values()) == others
    assert (tmp_path / f"{kept}.json").read_bytes() == b"old"
    assert {name: (tmp_path / f"{name}.json").read_bytes() for name in others} == {
        name: FILES[name].read_bytes() for name in others
    }
    assert add_missing(tmp_path, EXAMPLES.values()) == []
