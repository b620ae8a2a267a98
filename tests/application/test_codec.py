import json
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest
from eventsourcing.compressor import ZlibCompressor
from eventsourcing.persistence import InfrastructureFactory, JSONTranscoder, Mapper, StoredEvent
from hypothesis import given
from hypothesis import strategies as st

from application.catalogue import CATALOGUE
from application.codec import Codec, EventMapper, Part, UnknownEventName, UnreadableEvent
from domain.event import Catalogue
from tests.application.conftest import Recorder
from tests.application.samples import (
    DECISION,
    SCORED,
    Closed,
    SampleMapper,
    Scored,
    Uncatalogued,
    recorded,
    sample_catalogue,
    stored,
)

STREAM = UUID("11111111-2222-3333-4444-555555555555")
FULL = recorded(
    SCORED, STREAM, 3, effective_on=date(2025, 6, 30), reason="Bổ sung minh chứng", source_document=DECISION
)


@pytest.fixture(scope="module")
def codec():
    return Codec(sample_catalogue())


def state_with(data: dict[str, Any]) -> bytes:
    """The stored bytes of an event whose data some earlier program wrote."""
    return json.dumps({**json.loads(Codec(sample_catalogue()).encode(FULL)), "data": data}).encode()


def test_an_event_comes_back_as_it_was(codec):
    assert codec.decode(STREAM, 3, "sample.scored.v3", codec.encode(FULL)) == FULL


@given(
    points=st.decimals(allow_nan=False, allow_infinity=False),
    counted_on=st.dates(),
    indicator=st.text(),
    inputs=st.dictionaries(st.text(), st.decimals(allow_nan=False, allow_infinity=False)),
)
def test_every_value_comes_back_exactly(codec, points, counted_on, indicator, inputs):
    scored = Scored(indicator=indicator, points=points, counted_on=counted_on, counted_by=STREAM, inputs=inputs)
    event = recorded(scored)
    copy = codec.decode(STREAM, 1, "sample.scored.v3", codec.encode(event))
    assert (copy, str(copy.data.points)) == (event, str(points))


def test_the_bytes_are_json_that_any_tool_reads(codec):
    assert json.loads(codec.encode(FULL)) == {
        "originator_id": str(STREAM),
        "originator_version": 3,
        "event_id": str(FULL.event_id),
        "recorded_at": "2025-07-01T08:30:00Z",
        "actor": {"id": "an", "role": "unit", "unit": "so-y-te"},
        "correlation_id": str(FULL.correlation_id),
        "causation_id": str(FULL.causation_id),
        "effective_on": "2025-06-30",
        "reason": "Bổ sung minh chứng",
        "source_document": {"number": "12/QĐ-UBND", "date": "2025-01-02", "issuer": "UBND tỉnh"},
        "data": {
            "indicator": "1.1",
            "points": "7.50",
            "counted_on": "2025-06-30",
            "counted_by": "6d1bfb0c-5a43-5a0e-9d7e-3b7b6f0c2a61",
            "inputs": {"Số dịch vụ công": "0.1"},
            "weights": {"1": "0.25"},
        },
    }


def test_what_was_not_given_takes_no_room(codec):
    assert {"effective_on", "reason", "source_document"}.isdisjoint(json.loads(codec.encode(recorded(Closed()))))


def test_a_name_that_nobody_knows_is_told_with_its_place(codec):
    with pytest.raises(UnknownEventName, match=r"'sample\.forgotten\.v1', version 7 of stream 1111") as raised:
        codec.decode(STREAM, 7, "sample.forgotten.v1", b"{}")
    assert (raised.value.originator_id, raised.value.originator_version) == (STREAM, 7)
    assert raised.value.name == "sample.forgotten.v1"


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("sample.scored.v3", b"{"),
        ("sample.scored.v3", b"\xff"),
        ("sample.scored.v3", b"{}"),
        ("sample.scored.v3", state_with({"indicator": "1.1", "points": True})),
        ("sample.scored.v1", b"[]"),
        ("sample.scored.v1", state_with({"no": "score"})),
        ("sample.scored.v1", state_with({"score": "7.50", "indicator": 1, "counted_on": "2025-06-30"})),
        ("sample.scored.v1", state_with({"score": "7.50", "indicator": "1.1", "counted_on": 20250630})),
    ],
)
def test_bytes_that_are_no_such_event_are_told_with_their_place(codec, name, state):
    with pytest.raises(UnreadableEvent, match=r"version 7 of stream 1111") as raised:
        codec.decode(STREAM, 7, name, state)
    assert raised.value.name == name
    assert not isinstance(raised.value, UnknownEventName)


def test_an_event_that_could_not_be_read_again_is_not_written(codec):
    with pytest.raises(UnknownEventName):
        codec.encode(recorded(Uncatalogued()))


def test_names_may_be_added_while_the_program_starts():
    catalogue = Catalogue()
    codec = Codec(catalogue)
    catalogue.add(Closed)
    event = recorded(Closed())
    assert codec.decode(STREAM, 1, "sample.closed.v1", codec.encode(event)) == event


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("sample.scored.v1", {"score": "7.50"}),
        ("sample.scored.v2", {"points": "7.50"}),
        ("sample.scored.v3", {"points": "7.50", "counted_by": "6d1bfb0c-5a43-5a0e-9d7e-3b7b6f0c2a61"}),
    ],
)
def test_events_of_every_version_are_read_from_the_store_as_current_ones(recorder: Recorder, name, data):
    unchanged = {
        "indicator": "1.1",
        "counted_on": "2025-06-30",
        "inputs": {"Số dịch vụ công": "0.1"},
        "weights": {"1": "0.25"},
    }
    recorder.insert_events(stored(STREAM, 3, name=name, state=state_with({**unchanged, **data})))
    mapper = SampleMapper(JSONTranscoder())
    assert [mapper.to_domain_event(event) for event in recorder.select_events(STREAM)] == [FULL]


class Points(msgspec.Struct):
    points: str


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("sample.scored.v3", {"points": "7.50", "counted_by": str(uuid4())}),
        ("sample.scored.v2", {"points": "7.50"}),
        ("sample.scored.v1", {"score": "7.50"}),
    ],
)
def test_a_part_of_an_event_of_every_version_is_read(codec, name, data):
    state = state_with({"indicator": "1.1", "counted_on": "2025-06-30"} | data)
    part = codec.part_reader(name, Part[Points])(state)
    assert part == Part(str(codec.reader(name)(state).originator_id), Points("7.50"))


def test_the_environment_names_the_mapper_and_the_platforms_catalogue(store_environment):
    factory = InfrastructureFactory.construct(store_environment)
    mapper: Mapper[UUID] = factory.mapper()
    factory.close()
    assert type(mapper) is EventMapper
    assert EventMapper.catalogue is CATALOGUE


def test_the_stored_topic_is_the_events_name():
    event = recorded(Closed())
    stored_event = SampleMapper(JSONTranscoder()).to_stored_event(event)
    assert stored_event.topic == "sample.closed.v1"
    assert (stored_event.originator_id, stored_event.originator_version) == (event.originator_id, 1)


def test_compressed_events_come_back():
    mapper = SampleMapper(JSONTranscoder(), compressor=ZlibCompressor())
    assert mapper.to_domain_event(mapper.to_stored_event(FULL)) == FULL
    assert not mapper.to_stored_event(FULL).state.startswith(b"{")


def test_bytes_that_were_never_compressed_are_told_with_their_place():
    mapper = SampleMapper(JSONTranscoder(), compressor=ZlibCompressor())
    with pytest.raises(UnreadableEvent, match="incorrect header check"):
        mapper.to_domain_event(StoredEvent(uuid4(), 1, "sample.closed.v1", b"{}"))


@pytest.mark.parametrize("compressor", [None, ZlibCompressor()])
def test_events_of_a_stream_are_read_without_their_envelopes(compressor):
    mapper = SampleMapper(JSONTranscoder(), compressor)
    events = [recorded(SCORED, STREAM, 1), recorded(Closed(), STREAM, 2)]
    kept = [mapper.to_stored_event(event) for event in events]
    stored = [(each.originator_version, each.topic, each.state) for each in kept]
    assert list(mapper.to_contents(STREAM, stored)) == [(1, SCORED), (2, Closed())]


@pytest.mark.parametrize("compressor", [None, ZlibCompressor()])
@pytest.mark.parametrize(
    ("name", "expected"), [("sample.closed.v1", UnreadableEvent), ("sample.forgotten.v1", UnknownEventName)]
)
def test_of_a_stream_what_can_t_be_read_is_told_with_its_place(compressor, name, expected):
    state = (compressor.compress if compressor else bytes)(b"[]")
    with pytest.raises(expected, match=f"'{name}', version 7 of stream 1111"):
        list(SampleMapper(JSONTranscoder(), compressor).to_contents(STREAM, [(7, name, state)]))


def test_points_are_never_read_from_binary_fractions_by_accident(codec):
    event = codec.decode(
        STREAM,
        1,
        "sample.scored.v3",
        state_with({"indicator": "1.1", "points": 0.1, "counted_on": "2025-06-30", "counted_by": str(STREAM)}),
    )
    assert event.data.points == Decimal("0.1")
