import sqlite3
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Timer
from time import monotonic, sleep
from uuid import UUID, uuid4

import psycopg
import pytest
from eventsourcing.persistence import (
    ConnectionPoolClosedError,
    ConnectionUnavailableError,
    InfrastructureFactory,
    IntegrityError,
    OperationalError,
    ProgrammingError,
)

from application.postgres import PostgresFactory, PostgresRecorder
from application.postgres_connections import ConnectionLost
from application.recording import Guard, GuardFailed, KeyTaken, Receipt, SaveUnconfirmed
from application.sqlite import SQLiteFactory, use_write_ahead_log
from tests.application.conftest import Recorder
from tests.application.samples import stored

CARD, ROUND, OTHER = (UUID(int=number) for number in (1, 2, 3))


def versions(recorder: Recorder, stream: UUID) -> list[int]:
    return [event.originator_version for event in recorder.select_events(stream)]


def head(recorder: Recorder) -> int:
    return recorder.max_notification_id() or 0


# --- Saves ------------------------------------------------------------------


def test_positions_count_the_events_of_all_streams(recorder: Recorder):
    assert recorder.insert_events(stored(CARD, 1, 2)) == [1, 2]
    assert recorder.insert_events(stored(ROUND, 1)) == [3]
    assert recorder.insert_events([]) == []


def test_a_refused_save_leaves_no_gap(recorder: Recorder):
    recorder.insert_events(stored(CARD, 1))
    with pytest.raises(IntegrityError):
        recorder.insert_events([*stored(ROUND, 1), *stored(CARD, 1)])
    assert recorder.insert_events(stored(ROUND, 1)) == [2]


def test_one_save_may_change_several_streams(recorder: Recorder):
    assert recorder.insert_events([*stored(CARD, 1), *stored(ROUND, 1), *stored(CARD, 2)]) == [1, 2, 3]
    assert (versions(recorder, CARD), versions(recorder, ROUND)) == ([1, 2], [1])


def test_a_stream_is_read_in_part_and_backwards(recorder: Recorder):
    events = stored(CARD, 1, 2, 3, 4)
    recorder.insert_events(events)
    assert recorder.select_events(CARD, gt=1, lte=3) == events[1:3]
    assert recorder.select_events(CARD, desc=True, limit=2) == [events[3], events[2]]


def test_any_bytes_come_back(recorder: Recorder):
    state = bytes(range(256)) * 100
    recorder.insert_events(stored(CARD, 1, state=state))
    assert recorder.select_events(CARD)[0].state == state


def test_a_store_that_exists_is_opened_again(recorder: Recorder, store_environment):
    recorder.insert_events(stored(CARD, 1))
    with InfrastructureFactory.construct(store_environment) as factory:
        assert factory.application_recorder().max_notification_id() == 1
        factory.close()


def test_several_programs_may_make_the_store_at_once(store_environment):
    def start(_):
        factory = InfrastructureFactory.construct(store_environment)
        positions = factory.application_recorder().insert_events(stored(uuid4(), 1))
        factory.close()
        return positions

    with ThreadPoolExecutor(8) as programs:
        assert sorted(programs.map(start, range(8))) == [[number] for number in range(1, 9)]


def test_following_is_the_log_readers_business(recorder: Recorder):
    with pytest.raises(NotImplementedError):
        recorder.subscribe()


# --- Guards -----------------------------------------------------------------


def test_a_save_whose_guards_hold_takes_effect(recorder: Recorder):
    recorder.insert_events(stored(ROUND, 1, 2))
    assert recorder.insert_events(stored(CARD, 1), guards=[Guard(ROUND, 2), Guard(OTHER, 0), Guard(CARD, 0)]) == [3]


@pytest.mark.parametrize(("seen", "actual"), [(1, 2), (0, 2), (3, 2)])
def test_a_stream_that_has_moved_on_stops_the_save(recorder: Recorder, seen, actual):
    recorder.insert_events(stored(ROUND, 1, 2))
    with pytest.raises(GuardFailed, match=f"stands at version {actual}, not {seen}") as raised:
        recorder.insert_events(stored(CARD, 1), guards=[Guard(OTHER, 0), Guard(ROUND, seen)])
    assert (raised.value.guard, raised.value.actual) == (Guard(ROUND, seen), actual)
    assert head(recorder) == 2


def test_a_guard_alone_is_checked(recorder: Recorder):
    with pytest.raises(GuardFailed):
        recorder.insert_events([], guards=[Guard(ROUND, 1)])


def test_two_decisions_that_read_each_others_streams_do_not_both_take_effect(recorder: Recorder):
    def decide(written, read):
        try:
            return recorder.insert_events(stored(written, 1), guards=[Guard(read, 0)])
        except GuardFailed:
            return []

    with ThreadPoolExecutor(2) as people:
        for _ in range(20):
            one, two = uuid4(), uuid4()
            answers = [people.submit(decide, one, two), people.submit(decide, two, one)]
            assert sorted(len(answer.result()) for answer in answers) == [0, 1]


# --- Receipts ---------------------------------------------------------------


def test_a_receipt_tells_the_outcome_of_the_save(recorder: Recorder):
    recorder.insert_events(stored(ROUND, 1))
    recorder.insert_events(stored(CARD, 1, 2), receipt=Receipt("key", "print", CARD))
    receipt = recorder.select_receipt("key")
    assert receipt is not None
    assert receipt[:-1] == ("key", "print", CARD, 2, 3, 2)
    assert receipt.recorded_at.tzinfo == UTC
    assert abs(datetime.now(UTC) - receipt.recorded_at) < timedelta(minutes=1)


def test_a_command_that_changed_nothing_has_a_receipt_too(recorder: Recorder):
    recorder.insert_events([*stored(CARD, 1), *stored(ROUND, 1)])
    recorder.insert_events([], receipt=Receipt("key", "print", CARD))
    receipt = recorder.select_receipt("key")
    assert receipt is not None
    assert receipt[3:6] == (1, 1, 0)


def test_a_receipt_for_a_stream_without_events_stands_at_nought(recorder: Recorder):
    recorder.insert_events([], receipt=Receipt("key", "print", CARD))
    receipt = recorder.select_receipt("key")
    assert receipt is not None
    assert receipt[3:6] == (0, 0, 0)


def test_there_is_no_receipt_under_an_unused_key(recorder: Recorder):
    assert recorder.select_receipt("key") is None


def test_a_used_key_stops_the_save_before_anything_else_does(recorder: Recorder):
    recorder.insert_events(stored(CARD, 1), receipt=Receipt("key", "print", CARD))
    with pytest.raises(KeyTaken, match="'key'") as raised:
        recorder.insert_events(stored(CARD, 1), guards=[Guard(CARD, 0)], receipt=Receipt("key", "other", CARD))
    assert raised.value.key == "key"
    assert head(recorder) == 1


def test_a_refused_save_leaves_no_receipt(recorder: Recorder):
    recorder.insert_events(stored(CARD, 1))
    with pytest.raises(IntegrityError):
        recorder.insert_events(stored(CARD, 1), receipt=Receipt("key", "print", CARD))
    assert recorder.select_receipt("key") is None


def test_of_many_saves_under_one_key_one_takes_effect(recorder: Recorder):
    def save(_):
        try:
            return recorder.insert_events(stored(uuid4(), 1), receipt=Receipt("key", "print", CARD))
        except KeyTaken:
            return []

    with ThreadPoolExecutor(8) as people:
        assert sorted(people.map(save, range(8))) == [[]] * 7 + [[1]]


# --- SQLite alone -----------------------------------------------------------


@pytest.fixture
def sqlite_factory(sqlite_environment):
    factory = SQLiteFactory({**sqlite_environment, "SQLITE_LOCK_TIMEOUT": "1"})
    yield factory
    factory.close()


def test_every_connection_waits_for_the_disk(sqlite_factory: SQLiteFactory):
    sqlite_factory.application_recorder()
    with sqlite_factory.datastore.transaction(commit=False) as one, sqlite_factory.datastore.transaction(commit=False):
        for pragma, value in {"synchronous": 2, "journal_mode": "wal"}.items():
            one.execute(f"PRAGMA {pragma}")
            assert one.fetchone()[0] == value


def test_a_new_file_that_another_program_is_making_is_waited_for(tmp_path):
    other = sqlite3.connect(tmp_path / "new.db", isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    one = sqlite3.connect(tmp_path / "new.db", isolation_level=None)
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        use_write_ahead_log(one, timeout=0.05)
    done = Timer(0.1, other.rollback)
    done.start()
    use_write_ahead_log(one, timeout=30)
    assert one.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    done.join()
    other.close()
    one.close()


def test_vacuum_and_deletion_leave_positions_alone(sqlite_factory: SQLiteFactory, sqlite_environment):
    recorder = sqlite_factory.application_recorder()
    recorder.insert_events(stored(CARD, 1, 2, 3))
    connection = sqlite3.connect(sqlite_environment["SQLITE_DBNAME"], isolation_level=None)
    connection.execute("DELETE FROM stored_events WHERE notification_id IN (1, 3)")
    connection.execute("VACUUM")
    connection.close()
    assert recorder.select_notifications(None, 10)[0].id == 2
    assert recorder.insert_events(stored(ROUND, 1)) == [4]


def test_a_save_waits_for_another_writer(sqlite_factory: SQLiteFactory, sqlite_environment):
    recorder = sqlite_factory.application_recorder()
    writer = sqlite3.connect(sqlite_environment["SQLITE_DBNAME"], isolation_level=None, check_same_thread=False)
    writer.execute("BEGIN IMMEDIATE")
    timer = Timer(0.2, writer.rollback)
    timer.start()
    assert recorder.insert_events(stored(CARD, 1)) == [1]
    timer.join()
    writer.close()


def test_a_save_does_not_wait_for_ever(sqlite_factory: SQLiteFactory, sqlite_environment):
    recorder = sqlite_factory.application_recorder()
    writer = sqlite3.connect(sqlite_environment["SQLITE_DBNAME"], isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    with pytest.raises(OperationalError, match="locked"):
        recorder.insert_events(stored(CARD, 1))
    writer.close()
    assert recorder.insert_events(stored(CARD, 1)) == [1]


def test_the_store_is_closed_when_the_last_reader_has_finished(sqlite_factory: SQLiteFactory):
    recorder = sqlite_factory.application_recorder()
    with ThreadPoolExecutor(1) as person:
        with sqlite_factory.datastore.transaction(commit=False) as reading:
            closing = person.submit(sqlite_factory.close)
            with pytest.raises(TimeoutError):
                closing.result(0.1)
            reading.execute("SELECT count(*) FROM stored_events")
            assert reading.fetchone()[0] == 0
        closing.result()
    with pytest.raises(ConnectionPoolClosedError):
        recorder.insert_events(stored(CARD, 1))


def test_a_file_that_cannot_be_opened_is_told(tmp_path):
    factory = SQLiteFactory({"SQLITE_DBNAME": str(tmp_path / "missing" / "events.db")})
    with pytest.raises(OperationalError, match="unable to open"):
        factory.application_recorder()
    factory.close()


# --- PostgreSQL alone -------------------------------------------------------


def test_every_connection_waits_for_the_disk_and_sees_what_was_committed(postgres_factory: PostgresFactory):
    with postgres_factory.datastore.pool.lend() as connection:
        for setting, value in {
            "synchronous_commit": "on",
            "default_transaction_isolation": "read committed",
            "lock_timeout": "10s",
            "TimeZone": "UTC",
        }.items():
            assert connection.execute(f"SHOW {setting}").fetchone() == (value,)


@pytest.mark.parametrize(
    "setting", [{"POSTGRES_URL": ""}, {"POSTGRES_LOCK_TIMEOUT": "soon"}, {"POSTGRES_POOL_SIZE": "many"}]
)
def test_an_odd_setting_is_named(setting):
    with pytest.raises(OSError, match=next(iter(setting))):
        PostgresFactory({"POSTGRES_URL": "postgresql://localhost", **setting})


def test_tables_are_not_made_if_told_so(postgres_environment):
    factory = PostgresFactory({**postgres_environment, "CREATE_TABLE": "no"})
    with pytest.raises(ProgrammingError, match="stored_events"):
        factory.application_recorder().max_notification_id()
    factory.close()


def locked_table(url: str, schema: str) -> psycopg.Connection:
    connection = psycopg.connect(url)
    connection.execute(f'LOCK TABLE "{schema}".stored_events IN EXCLUSIVE MODE')
    return connection


def test_a_save_does_not_wait_for_ever_for_other_writers(postgres_environment, postgres_url):
    factory = PostgresFactory({**postgres_environment, "POSTGRES_LOCK_TIMEOUT": "1"})
    recorder = factory.application_recorder()
    with locked_table(postgres_url, factory.datastore.schema), pytest.raises(OperationalError, match="lock timeout"):
        recorder.insert_events(stored(CARD, 1))
    assert recorder.insert_events(stored(CARD, 1)) == [1]
    factory.close()


def end_connections(url: str, recorder: PostgresRecorder) -> None:
    """Breaks the store's connections as a restart of the server would."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE application_name = 'bangvang' AND query LIKE %s",
            (f"%{recorder.datastore.schema}%",),
        )


def test_a_save_and_a_reading_survive_a_restart_of_the_server(postgres_recorder: PostgresRecorder, postgres_url):
    assert postgres_recorder.insert_events(stored(CARD, 1)) == [1]
    end_connections(postgres_url, postgres_recorder)
    assert postgres_recorder.insert_events(stored(CARD, 2)) == [2]
    end_connections(postgres_url, postgres_recorder)
    assert versions(postgres_recorder, CARD) == [1, 2]


def test_a_save_that_broke_while_it_waited_takes_effect_once(postgres_recorder: PostgresRecorder, postgres_url):
    with ThreadPoolExecutor(1) as person, locked_table(postgres_url, postgres_recorder.datastore.schema):
        save = person.submit(postgres_recorder.insert_events, stored(CARD, 1))
        sleep(0.2)
        end_connections(postgres_url, postgres_recorder)
        with pytest.raises(TimeoutError):
            save.result(0.1)
    assert save.result() == [1]
    assert versions(postgres_recorder, CARD) == [1]


@pytest.fixture
def unheard(postgres_recorder: PostgresRecorder, monkeypatch):
    """Lets the connection break as soon as the server has carried out the next call, before it can say so."""
    execute = postgres_recorder.datastore.pool.execute

    def execute_and_break(statement, parameters=()):
        monkeypatch.undo()
        execute(statement, parameters)
        raise ConnectionLost

    monkeypatch.setattr(postgres_recorder.datastore.pool, "execute", execute_and_break)


@pytest.mark.usefixtures("unheard")
def test_a_save_that_took_effect_unheard_is_no_conflict(postgres_recorder: PostgresRecorder):
    assert postgres_recorder.insert_events([*stored(CARD, 1), *stored(ROUND, 1)]) == [1, 2]
    assert head(postgres_recorder) == 2


@pytest.mark.usefixtures("unheard")
def test_nor_is_it_a_broken_guard_or_a_used_key(postgres_recorder: PostgresRecorder):
    receipt, guard = Receipt("key", "print", CARD), Guard(CARD, 0)
    assert postgres_recorder.insert_events(stored(CARD, 1), guards=[guard], receipt=receipt) == [1]


@pytest.mark.usefixtures("unheard")
def test_an_unheard_save_without_events_is_found_by_its_key(postgres_recorder: PostgresRecorder):
    with pytest.raises(KeyTaken):
        postgres_recorder.insert_events([], receipt=Receipt("key", "print", CARD))


def test_a_true_conflict_stays_one_after_a_break(postgres_recorder: PostgresRecorder, monkeypatch):
    postgres_recorder.insert_events(stored(CARD, 1, state=b"somebody else's"))
    execute = postgres_recorder.datastore.pool.execute

    def break_at_once(_statement, _parameters=()):
        monkeypatch.setattr(postgres_recorder.datastore.pool, "execute", execute)
        raise ConnectionLost

    monkeypatch.setattr(postgres_recorder.datastore.pool, "execute", break_at_once)
    with pytest.raises(IntegrityError):
        postgres_recorder.insert_events(stored(CARD, 1, 2))
    assert versions(postgres_recorder, CARD) == [1]


def test_a_save_is_unconfirmed_when_the_server_stays_away(postgres_recorder: PostgresRecorder, monkeypatch):
    def stay_away(_statement, _parameters=()):
        raise ConnectionLost

    monkeypatch.setattr(postgres_recorder.datastore.pool, "execute", stay_away)
    with pytest.raises(SaveUnconfirmed):
        postgres_recorder.insert_events(stored(CARD, 1))


def test_a_server_that_is_not_there_is_told(tmp_path):
    factory = PostgresFactory({"POSTGRES_URL": f"postgresql:///nowhere?host={tmp_path}"})
    with pytest.raises(OperationalError):
        factory.application_recorder()
    factory.close()


def test_the_pool_lends_no_more_than_it_has(postgres_factory: PostgresFactory):
    pool = postgres_factory.datastore.new_pool(1)
    pool.timeout = 0.05
    started = monotonic()
    with pool.lend(), pytest.raises(ConnectionUnavailableError), pool.lend():
        pass
    assert monotonic() - started < 2
    pool.close()


def test_a_closed_pool_lends_nothing_and_closes_what_comes_back(postgres_factory: PostgresFactory):
    pool = postgres_factory.datastore.new_pool(2)
    with pool.lend() as connection:
        pool.close()
    assert connection.closed
    with pytest.raises(ConnectionPoolClosedError), pool.lend():
        pass
