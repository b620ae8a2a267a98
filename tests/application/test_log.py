from collections.abc import Callable
from threading import Timer
from time import monotonic
from uuid import UUID

import psycopg
import pytest
from eventsourcing.persistence import InfrastructureFactory, OperationalError

from application import recording
from application.log import LogEntry, LogReader, PostgresLog, open_log
from application.postgres import PostgresRecorder
from tests.application.conftest import Recorder
from tests.application.samples import stored

CARD, ROUND = UUID(int=1), UUID(int=2)

A_WHILE = 10
"""Seconds that no test lasts: a wait of that long has to be ended early."""


def seconds(work: Callable[[], object]) -> float:
    started = monotonic()
    work()
    return monotonic() - started


def positions(entries: list[LogEntry]) -> list[int]:
    return [entry.position for entry in entries]


@pytest.fixture
def filled(recorder: Recorder) -> Recorder:
    recorder.insert_events(stored(CARD, 1, 2, name="card.scored.v1"))
    recorder.insert_events(stored(ROUND, 1, name="round.opened.v1"))
    recorder.insert_events(stored(CARD, 3, name="card.closed.v1"))
    return recorder


@pytest.mark.usefixtures("filled")
def test_entries_tell_where_and_what(log: LogReader):
    assert log.read(0, 1) == [LogEntry(1, CARD, 1, "card.scored.v1", f"{CARD}/1".encode())]


@pytest.mark.usefixtures("filled")
def test_the_log_is_read_in_pages(log: LogReader):
    assert positions(log.read(0, 3)) == [1, 2, 3]
    assert positions(log.read(3, 3)) == [4]
    assert positions(log.read(4, 3)) == []


@pytest.mark.usefixtures("filled")
def test_the_log_is_read_up_to_a_position(log: LogReader):
    assert positions(log.read(1, 10, until=3)) == [2, 3]
    assert positions(log.read(0, 10, until=0)) == []


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(
    ("names", "found"),
    [
        (["card.scored.v1"], [1, 2]),
        (frozenset({"round.opened.v1", "card.closed.v1"}), [3, 4]),
        (["card.forgotten.v1"], []),
        ([], []),
    ],
)
def test_the_log_is_read_by_names(log: LogReader, names, found):
    assert positions(log.read(0, 10, names)) == found
    assert positions(log.read(0, 10, names, until=3)) == [position for position in found if position <= 3]


@pytest.mark.usefixtures("filled")
def test_the_log_is_read_at_positions(log: LogReader):
    assert log.at([1]) == [LogEntry(1, CARD, 1, "card.scored.v1", f"{CARD}/1".encode())]
    assert positions(log.at([4, 9, 2])) == [2, 4]
    assert positions(log.at([])) == []


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("page", [1, 2, 2000])
def test_the_whole_log_is_scanned_as_it_is_asked_for(log: LogReader, monkeypatch: pytest.MonkeyPatch, page: int):
    monkeypatch.setattr(recording, "PAGE", page)
    names = {"card.scored.v1", "card.closed.v1"}
    with log.scan(0, log.head(), names) as lines:
        assert next(lines) == (1, "card.scored.v1", f"{CARD}/1".encode())
        assert [position for position, _, _ in lines] == [2, 4]
    with log.scan(1, 3, names) as lines:
        assert [position for position, _, _ in lines] == [2]
    with log.scan(0, 4, ["card.forgotten.v1"]) as lines:
        assert list(lines) == []


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("page", [1, 2, 3, 4, 2000])
def test_every_entry_is_read_as_its_bytes_stand_there(log: LogReader, monkeypatch: pytest.MonkeyPatch, page: int):
    monkeypatch.setattr(recording, "PAGE", page)
    expected = [
        (1, CARD.hex.encode(), b"1", b"card.scored.v1", f"{CARD}/1".encode()),
        (2, CARD.hex.encode(), b"2", b"card.scored.v1", f"{CARD}/2".encode()),
        (3, ROUND.hex.encode(), b"1", b"round.opened.v1", f"{ROUND}/1".encode()),
        (4, CARD.hex.encode(), b"3", b"card.closed.v1", f"{CARD}/3".encode()),
    ]
    with log.entries(0, log.head()) as entries:
        assert list(entries) == expected
    with log.entries(1, 3) as entries:
        assert list(entries) == expected[1:3]
    with log.entries(0, 4) as entries:
        assert [next(entries), next(entries)] == expected[:2]
    with log.entries(4, 9) as entries:
        assert list(entries) == []
    # Whatever was fetched ahead, the connection is free again.
    assert log.head() == 4


def test_an_empty_log_has_its_head_at_nought(log: LogReader):
    assert (log.head(), log.read(0, 10)) == (0, [])


@pytest.mark.usefixtures("filled")
def test_the_head_is_the_last_position(log: LogReader):
    assert log.head() == 4


def test_a_wait_lasts_as_long_as_it_was_told(log: LogReader):
    log.wait(0)
    assert 0.2 <= seconds(lambda: log.wait(0.2)) < A_WHILE


def test_a_save_ends_the_wait(recorder: Recorder, log: LogReader):
    log.wait(0)
    timer = Timer(0.2, recorder.insert_events, [stored(CARD, 1)])
    timer.start()
    assert 0.1 < seconds(lambda: log.wait(A_WHILE)) < A_WHILE
    assert positions(log.read(0, 10)) == [1]
    timer.join()


def test_a_save_by_another_program_ends_the_wait(store_environment, log: LogReader):
    factory = InfrastructureFactory.construct(store_environment)
    other = factory.application_recorder()
    log.wait(0)
    timer = Timer(0.2, other.insert_events, [stored(CARD, 1)])
    timer.start()
    assert 0.1 < seconds(lambda: log.wait(A_WHILE)) < A_WHILE
    timer.join()
    factory.close()


def test_a_save_before_the_wait_is_not_missed(recorder: Recorder, log: LogReader):
    log.wait(0)
    assert log.read(0, 10) == []
    recorder.insert_events(stored(CARD, 1))
    assert seconds(lambda: log.wait(A_WHILE)) < A_WHILE


def test_many_saves_end_few_waits(recorder: Recorder, log: LogReader):
    log.wait(0)
    for version in range(1, 20):
        recorder.insert_events(stored(CARD, version))
    assert seconds(lambda: log.wait(A_WHILE)) < A_WHILE
    # PostgreSQL's last word may come after the first wait, but nineteen saves don't end five more.
    assert max(seconds(lambda: log.wait(0.2)) for _ in range(5)) >= 0.2


# --- PostgreSQL alone -------------------------------------------------------


@pytest.fixture
def postgres_log(postgres_recorder: PostgresRecorder):
    log = open_log(postgres_recorder)
    assert isinstance(log, PostgresLog)
    yield log
    log.close()


def end_connections(url: str, schema: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE application_name = 'bangvang' AND query LIKE %s",
            (f"%{schema}%",),
        )


def test_a_reader_connects_again(postgres_recorder: PostgresRecorder, postgres_log: PostgresLog, postgres_url):
    assert postgres_log.head() == 0
    end_connections(postgres_url, postgres_recorder.datastore.schema)
    postgres_recorder.insert_events(stored(CARD, 1))
    assert positions(postgres_log.read(0, 10)) == [1]


def test_a_lost_connection_ends_the_wait_and_nothing_is_missed(
    postgres_recorder: PostgresRecorder, postgres_log: PostgresLog, postgres_url
):
    postgres_log.wait(0)
    timer = Timer(0.2, end_connections, [postgres_url, postgres_recorder.datastore.schema])
    timer.start()
    assert seconds(lambda: postgres_log.wait(A_WHILE)) < A_WHILE
    timer.join()
    postgres_recorder.insert_events(stored(CARD, 1))
    assert seconds(lambda: postgres_log.wait(A_WHILE)) < A_WHILE
    assert seconds(lambda: postgres_log.wait(0.2)) >= 0.2


def test_readers_are_told_that_the_server_is_away(postgres_log: PostgresLog, monkeypatch):
    def refuse(**_):
        raise psycopg.OperationalError

    monkeypatch.setattr(psycopg, "connect", refuse)
    with pytest.raises(OperationalError):
        postgres_log.wait(A_WHILE)
    with pytest.raises(OperationalError):
        postgres_log.head()
