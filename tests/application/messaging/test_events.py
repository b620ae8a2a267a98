"""Events of the log as CloudEvents: what is written is read again, by us and by the CloudEvents library."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from cloudevents.core.bindings.kafka import KafkaMessage, from_binary
from cloudevents.core.formats.json import JSONFormat
from hypothesis import given
from hypothesis import strategies as st

from application.catalogue import CATALOGUE
from application.codec import Codec
from application.messaging.events import Place, Unreadable, message_of, received
from application.messaging.topics import TOPICS
from domain.event import Recorded
from domain.metadata import Actor, Role
from domain.province.events import UnitDissolved

AT = datetime(2026, 11, 2, 3, 4, 5, 678, tzinfo=UTC)
CORRELATION = uuid4()


def record(at: datetime = AT) -> bytes:
    return Codec(CATALOGUE).encode(
        Recorded(
            originator_id=UUID(int=7),
            originator_version=3,
            event_id=UUID(int=9),
            recorded_at=at,
            actor=Actor(id="ref", role=Role.ADMINISTRATOR),
            correlation_id=CORRELATION,
            causation_id=UUID(int=9),
            reason="Sáp nhập",
            data=UnitDissolved(unit="so-y-te"),
        )
    )


@given(
    position=st.integers(1), sequence=st.integers(1), previous=st.integers(0), at=st.datetimes(timezones=st.just(UTC))
)
def test_what_is_written_is_read_again(position: int, sequence: int, previous: int, at: datetime):
    line = position, "unit.dissolved.v1", record(at)
    place = Place("vinh-long", sequence, previous)
    message = message_of(line, place)
    found = received(message.headers, message.value)
    assert (found.line, found.place, found.recorded_at) == (line, place, at)
    assert (message.key, found.correlation_id) == (b"vinh-long", str(CORRELATION))


def test_what_belongs_to_no_province_has_a_key_that_none_has():
    message = message_of((1, "person.name_erased.v1", record()), Place(None, 1, 0))
    assert message.key == b"_"
    assert received(message.headers, message.value).place.province is None


@pytest.mark.parametrize("record", [b"stranger", b"{}", b'{"originator_id": 7}', b""])
def test_a_record_that_can_not_be_read_goes_out_as_it_stands(record: bytes):
    line, place = (12, "stranger.came.v1", record), Place(None, 4, 9)
    first, second = message_of(line, place), message_of((13, *line[1:]), place)
    found = received(first.headers, first.value)
    assert (found.line, found.place) == (line, place)
    assert dict(first.headers)["ce_id"] != dict(second.headers)["ce_id"]


def test_the_library_of_the_cloudevents_project_reads_the_same():
    key, value, headers = message_of((12, "unit.dissolved.v1", record()), Place("vinh-long", 4, 9))
    event = from_binary(KafkaMessage(headers=dict(headers), key=key, value=value), JSONFormat())
    assert (event.get_id(), event.get_type(), event.get_time()) == (str(UUID(int=9)), "unit.dissolved.v1", AT)
    assert (event.get_source(), event.get_subject()) == ("/bangvang/log", UUID(int=7).hex)
    assert event.get_datacontenttype() == "application/json"
    extensions = {name: event.get_extension(name) for name in ("partitionkey", "position", "sequence", "previous")}
    assert extensions == {"partitionkey": "vinh-long", "position": "12", "sequence": "4", "previous": "9"}
    data = event.get_data()
    assert isinstance(data, dict)
    assert data["reason"] == "Sáp nhập"


@pytest.mark.parametrize(
    "change",
    [
        {"ce_specversion": b"0.3"},
        {"ce_source": b"/elsewhere"},
        {"ce_position": b"first"},
        {"ce_time": b"yesterday"},
        {"ce_type": b"\xff"},
        {"ce_sequence": None},
    ],
)
def test_what_is_no_event_of_ours_is_said_to_be_none(change: dict[str, bytes | None]):
    message = message_of((12, "unit.dissolved.v1", record()), Place("vinh-long", 4, 9))
    headers = [(name, value) for name, value in {**dict(message.headers), **change}.items() if value is not None]
    with pytest.raises(Unreadable):
        received(headers, message.value)


def test_a_message_without_a_record_is_none_either():
    message = message_of((12, "unit.dissolved.v1", record()), Place("vinh-long", 4, 9))
    with pytest.raises(Unreadable):
        received(message.headers, None)


def test_the_names_of_the_topics_are_a_contract():
    assert {topic.name: topic.compacted for topic in TOPICS} == {
        "bangvang.events.v1": False,
        "bangvang.rankings.v1": True,
        "bangvang.dead-letters.v1": False,
    }
