"""Many events at once: the store puts a page of them together, and one decoder reads it."""

from collections.abc import Mapping, Sequence
from itertools import chain

import msgspec
import psycopg
import pytest
from eventsourcing.persistence import DataError, PersistenceError, StoredEvent

from application import recording
from application.codec import Codec, Part
from application.log import LogReader, PostgresLog
from application.pages import Fact, PageReader, UnreadablePage
from application.postgres import PostgresRecorder
from domain.event import Event, Recorded
from tests.application.conftest import Recorder
from tests.application.samples import SCORED, Closed, recorded, sample_catalogue, stored
from tests.application.test_codec import STREAM, state_with

CODEC = Codec(sample_catalogue())
CURRENT, FORMER, CLOSED = "sample.scored.v3", "sample.scored.v1", "sample.closed.v1"
ALL: Mapping[str, type[msgspec.Struct] | None] = {CURRENT: None, FORMER: None, CLOSED: None}
STATE_OF_OUR_OWN = b"DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '23BV9'; END $$"


class Indicator(msgspec.Struct):
    indicator: str


@pytest.fixture
def log_of_six(recorder: Recorder, log: LogReader) -> LogReader:
    """Six events, the second under the name of earlier days, the fourth of nobody's interest."""
    former = {"score": "7.50", "indicator": "1.1", "counted_on": "2025-06-30"}
    states = [
        (CURRENT, CODEC.encode(event(SCORED, 1))),
        (FORMER, state_with(former)),
        (CLOSED, CODEC.encode(event(Closed(), 3))),
        ("sample.forgotten.v1", b"no JSON"),
        (CURRENT, CODEC.encode(event(SCORED, 5))),
        (CLOSED, CODEC.encode(event(Closed(), 6))),
    ]
    recorder.insert_events([StoredEvent(STREAM, at, name, state) for at, (name, state) in enumerate(states, start=1)])
    return log


def event(data: Event, version: int) -> Recorded[Event]:
    return recorded(data, STREAM, version, reason="Đã đối chiếu «hồ sơ»")


def read(
    log: LogReader, wanted: Mapping[str, type[msgspec.Struct] | None], after: int = 0, until: int = 100
) -> Sequence[Sequence[Fact]]:
    reader = PageReader(CODEC, wanted)
    with log.pages(after, until, wanted) as pages:
        return [reader(page) for page in pages]


@pytest.mark.parametrize("size", [1, 2, 5, 4000])
def test_pages_hold_what_the_log_holds(log_of_six: LogReader, monkeypatch: pytest.MonkeyPatch, size: int):
    monkeypatch.setattr(recording, "PAGE", size)
    entries = log_of_six.read(0, 10, ALL)
    pages = read(log_of_six, ALL)
    assert [tuple(fact) for fact in chain(*pages)] == [(each[0], CODEC.decode(*each[1:])) for each in entries]
    assert [len(page) for page in pages[:-1]] == [size] * (len(pages) - 1)


def test_pages_hold_what_was_asked_for(log_of_six: LogReader):
    wanted = {CURRENT: Part[Indicator], FORMER: Part[Indicator], CLOSED: None}
    [[second, third, fifth]] = read(log_of_six, wanted, after=1, until=5)
    assert (second.position, second.recorded) == (2, Part(str(STREAM), Indicator("1.1")))
    assert (third.position, third.recorded.data) == (3, Closed())
    assert (fifth.position, fifth.recorded.data) == (5, Indicator("1.1"))
    assert read(log_of_six, wanted, after=6) == []


def test_bytes_that_are_no_json_are_not_read(log: LogReader, recorder: Recorder):
    recorder.insert_events(stored(STREAM, 1, name=CLOSED, state=b"{"))
    with pytest.raises(msgspec.DecodeError):
        read(log, ALL)


def test_bytes_that_pretend_to_be_two_entries_are_found_out(log: LogReader, recorder: Recorder):
    state = CODEC.encode(event(Closed(), 1))
    recorder.insert_events(
        stored(STREAM, 1, name=CLOSED, state=b"%s],[%s,2,%s" % (state, b'"sample.closed.v1"', state))
    )
    with pytest.raises(UnreadablePage):
        read(log, ALL)


def test_bytes_with_something_behind_them_are_not_read(log: LogReader, recorder: Recorder):
    recorder.insert_events(stored(STREAM, 1, name=CLOSED, state=CODEC.encode(event(Closed(), 1)) + b',{"more":1}'))
    with pytest.raises(msgspec.ValidationError):
        read(log, {CLOSED: None})


def test_there_is_nothing_to_read_of_no_names(log_of_six: LogReader):
    assert read(log_of_six, {}) == []


def test_entries_that_a_store_puts_in_another_order_are_found_out(log_of_six: LogReader):
    with log_of_six.pages(0, 100, ALL) as pages:
        page = next(pages)
    lines = msgspec.json.decode(page.events, type=list[msgspec.Raw])
    with pytest.raises(UnreadablePage):
        PageReader(CODEC, ALL)(page._replace(events=msgspec.json.encode([lines[1], lines[0], *lines[2:]])))


def test_nothing_is_read_any_more_when_the_block_has_ended(log_of_six: LogReader, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(recording, "PAGE", 1)
    with log_of_six.pages(0, 100, ALL) as pages:
        assert next(pages).last == 1
    assert list(pages) == []
    assert [fact.position for [fact] in read(log_of_six, ALL)] == [1, 2, 3, 5, 6]


def test_pages_survive_a_restart_of_the_server(
    postgres_recorder: PostgresRecorder, postgres_url: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(recording, "PAGE", 1)
    postgres_recorder.insert_events(
        [StoredEvent(STREAM, at, CLOSED, CODEC.encode(event(Closed(), at))) for at in range(1, 6)]
    )
    log = PostgresLog(postgres_recorder)
    with log.pages(0, 100, ALL) as pages:
        first = next(pages)
        with psycopg.connect(postgres_url, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = 'bangvang'"
            )
        assert [first.last, *(page.last for page in pages)] == [1, 2, 3, 4, 5]
    log.close()


@pytest.mark.parametrize(
    ("statement", "error"),
    [(b"SELECT 1 / 0", DataError), (b"SELECT 'no statement", PersistenceError), (STATE_OF_OUR_OWN, PersistenceError)],
)
def test_what_the_server_refuses_is_told(
    postgres_recorder: PostgresRecorder, statement: bytes, error: type[PersistenceError]
):
    with pytest.raises(error):
        postgres_recorder.datastore.pool.read_row(statement, [])
    assert postgres_recorder.datastore.pool.read_row(b"SELECT $1", ["a"]) == [b"a"]
