"""A log goes from SQLite to PostgreSQL whole, unchanged and once, whatever happens on the way."""

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from functools import reduce
from itertools import count
from pathlib import Path
from random import SystemRandom
from time import sleep
from uuid import UUID

import psycopg
import pytest
from eventsourcing.persistence import PersistenceError
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from psycopg.sql import SQL, Identifier

from application import sqlite
from application.log import open_log
from application.migration import beside, comparison, copying
from application.migration.comparison import LOG, compare
from application.migration.copying import Migrated, migrate
from application.migration.refusals import AnotherLog, MigrationRunning, NotExactlyStorable, NothingToMigrate
from application.migration.stores import Advance, Stores, Watch, open_stores, unwatched
from application.proof import checkpoints, notes
from application.proof.checkpoints import Checkpoint
from application.proof.notes import Signer
from application.recording import Guard, Receipt
from application.sqlite import SQLiteFactory, SQLiteRecorder
from domain.person.reference import reference_of
from tests.application import migrating_program
from tests.application.samples import stored

CARD, ROUND, OTHER = (UUID(int=number) for number in (1, 2, 3))
SALT = bytes(range(16))
AN = reference_of(SALT, "Nguyễn Văn An")
HEAD = 13
SIGNERS = [Signer("bangvang/thu", bytes([number]) * 32) for number in range(3)]
KILLS = 30 if "THOROUGH" in os.environ else 3
INSERT = "INSERT INTO stored_events VALUES (?, ?, ?, ?, ?)"


def note(size: int, *signers: int) -> str:
    text = checkpoints.text(Checkpoint("bangvang/thu", size, bytes(32)))
    return reduce(notes.merge, [notes.sign(text, SIGNERS[signer]) for signer in signers])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder whose store has something of everything."""
    with recorder_of(tmp_path) as recorder:
        recorder.insert_events([*stored(CARD, 1, 2), *stored(ROUND, 1)], receipt=Receipt("một", "vân tay", CARD))
        recorder.insert_events([], receipt=Receipt("Một", "vân tay", OTHER), guards=[Guard(OTHER, 0)])
        recorder.insert_events(stored(ROUND, *range(2, 12), state=bytes(range(256))))
        recorder.insert_person(AN, SALT, "Nguyễn Văn An", "Nguyễn Văn An")
        recorder.save_checkpoint(3, note(3, 0))
        recorder.save_checkpoint(HEAD, note(HEAD, 0, 1))
    return tmp_path


@contextmanager
def recorder_of(folder: Path) -> Iterator[SQLiteRecorder]:
    """The recorder of a data folder, as another program has it."""
    factory = SQLiteFactory(sqlite.environment(folder / "events.db"))
    recorder = factory.application_recorder()
    assert isinstance(recorder, SQLiteRecorder)
    yield recorder
    factory.close()


@pytest.fixture
def stores(folder: Path, postgres_environment: dict[str, str]) -> Iterator[Stores]:
    with open_stores(folder, postgres_environment) as opened:
        yield opened


@pytest.fixture
def in_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copying, "CHUNK", 3)
    monkeypatch.setattr(copying, "TOLD_EVERY", 2)
    monkeypatch.setattr(comparison, "TOLD_EVERY", 2)


def stopping(piece: int) -> Watch:
    """Interrupts at this piece of progress."""
    pieces = count(1)

    def stop(_done: int, _total: int) -> None:
        if next(pieces) == piece:
            raise KeyboardInterrupt

    @contextmanager
    def watch(_name: str) -> Iterator[Advance]:
        yield stop

    return watch


def alter(folder: Path, statement: str, *values: object) -> None:
    with closing(sqlite3.connect(folder / "events.db")) as connection, connection:
        connection.execute(statement, values)


def alter_target(environment: dict[str, str], statement: str, **settings: str) -> None:
    with psycopg.connect(environment["POSTGRES_URL"], autocommit=True) as connection:
        for name, value in settings.items():
            connection.execute("SELECT set_config(%s, %s, false)", (name.replace("__", "."), value))
        connection.execute(SQL(statement).format(schema=Identifier(environment["POSTGRES_SCHEMA"])))


def assert_taken_over(stores: Stores, done: Migrated) -> None:
    """Both are equal, as the migration says and as readers see them, and the target may be used."""
    assert done.comparison.equal
    assert stores.target_log.read(-99, 99) == stores.source_log.read(-99, 99)
    for key in ("một", "Một", "none"):
        assert stores.target.select_receipt(key) == stores.source.select_receipt(key)
    assert stores.target.list_people("") == stores.source.list_people("")
    assert stores.target.checkpoints() == stores.source.checkpoints()
    head = stores.source_log.head()
    assert stores.target.insert_events(stored(OTHER, 7)) == [head + 1]


# --- A whole migration ------------------------------------------------------


def test_everything_is_taken_over(stores: Stores):
    done = migrate(stores)
    assert (done.found, done.copied) == (0, HEAD)
    assert [(each.table, each.source_rows) for each in done.comparison.tables] == [
        ("stored_events", HEAD),
        ("idempotency_keys", 2),
        ("people", 1),
        ("checkpoints", 2),
    ]
    assert_taken_over(stores, done)


def test_no_table_of_either_store_is_forgotten(stores: Stores):
    known = {LOG, *(table.name for table in beside.TABLES)}
    with stores.source.datastore.transaction(commit=False) as transaction:
        rows = transaction.sqlite_cursor.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    assert {name for (name,) in rows} - {"sqlite_sequence"} == known
    tables = b"SELECT table_name FROM information_schema.tables WHERE table_schema = %s"
    assert {name for (name,) in stores.target.datastore.pool.read(tables, (stores.target.datastore.schema,))} == known


def test_positions_are_kept_whatever_they_are(folder: Path, stores: Stores, in_chunks: None):
    for position, version in ((-5, 20), (0, 21), (40, 22), (41, 23), (2**40, 24)):
        alter(folder, INSERT, position, CARD.hex, version, "sample.odd.v1", b"{}")
    done = migrate(stores)
    assert [entry.position for entry in stores.target_log.read(-99, 99)][-3:] == [40, 41, 2**40]
    assert_taken_over(stores, done)


def test_an_empty_log_is_one_too(tmp_path: Path, postgres_environment: dict[str, str]):
    with recorder_of(tmp_path), open_stores(tmp_path, postgres_environment) as stores:
        done = migrate(stores)
        assert (done.copied, done.comparison.equal) == (0, True)


def test_followers_of_the_target_are_woken(stores: Stores):
    with closing(open_log(stores.target)) as log:
        log.wait(0)
        migrate(stores)
        log.wait(60)
        assert log.head() == HEAD


def test_a_folder_without_a_log_is_refused_and_stays_empty(tmp_path: Path, postgres_environment: dict[str, str]):
    with pytest.raises(NothingToMigrate), open_stores(tmp_path, postgres_environment):
        pass
    assert list(tmp_path.iterdir()) == []


@examples(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    states=st.lists(st.binary(max_size=300), min_size=1, max_size=12),
    stops=st.lists(st.integers(1, 12), max_size=3),
)
def test_any_bytes_arrive_however_often_it_is_interrupted(tmp_path_factory, postgres_environment, states, stops):
    folder = tmp_path_factory.mktemp("any")
    with recorder_of(folder) as recorder:
        recorder.insert_events(
            [event for version, state in enumerate(states) for event in stored(CARD, version, state=state or b"-")]
        )
    with open_stores(folder, postgres_environment) as stores, pytest.MonkeyPatch.context() as patched:
        patched.setattr(copying, "CHUNK", 2)
        alter_target(postgres_environment, "TRUNCATE {schema}.stored_events")
        for stop in stops:
            interrupted(stores, stop)
        assert migrate(stores).comparison.equal
        assert [entry.state for entry in stores.target_log.read(0, 99)] == [state or b"-" for state in states]


def interrupted(stores: Stores, piece: int) -> None:
    with suppress(KeyboardInterrupt):
        migrate(stores, stopping(piece))


# --- Interrupted ------------------------------------------------------------


@pytest.mark.parametrize("piece", [1, 3, 5, 9, 13])
def test_the_next_run_goes_on_where_one_was_interrupted(stores: Stores, in_chunks: None, piece: int):
    with pytest.raises(KeyboardInterrupt):
        migrate(stores, stopping(piece))
    there = len(stores.target_log.read(0, 99))
    assert there == min(3 * piece, HEAD)
    done = migrate(stores)
    assert (done.found, done.copied) == (there, HEAD - there)
    assert_taken_over(stores, done)


@pytest.mark.parametrize(
    ("statement", "there"),
    [
        pytest.param(4, 0, id="while the tables are sealed"),
        pytest.param(9, 6, id="in the third chunk"),
        pytest.param(13, HEAD, id="between two tables beside the log"),
        pytest.param(16, HEAD, id="before the tables are opened again"),
    ],
)
def test_a_killed_one_leaves_nothing_half_done(folder: Path, stores: Stores, postgres_environment, statement, there):
    words = [f"{key}={value}" for key, value in postgres_environment.items()]
    program = [sys.executable, "-m", migrating_program.__name__, str(folder), str(statement), *words]
    killed = subprocess.run(program, check=False)
    assert killed.returncode == -signal.SIGKILL
    done = migrate(stores)
    assert (done.found, done.copied) == (there, HEAD - there)
    assert_taken_over(stores, done)


@pytest.mark.lengthy
def test_one_that_is_killed_again_and_again_comes_to_its_end(folder: Path, stores: Stores, postgres_environment):
    stores.source.insert_events(stored(OTHER, *range(1, 900)))
    chance = SystemRandom()
    words = [f"{key}={value}" for key, value in postgres_environment.items()]
    reached = 0
    for _ in range(KILLS):
        program = subprocess.Popen([sys.executable, "-m", migrating_program.__name__, str(folder), "0", *words])
        sleep(chance.uniform(0.3, 1.2))
        program.kill()
        program.wait()
        assert stores.target_log.head() >= reached
        reached = stores.target_log.head()
    done = migrate(stores)
    assert done.found == reached
    assert done.comparison.equal


def test_nobody_goes_on_with_half_a_log(stores: Stores, in_chunks: None):
    with pytest.raises(KeyboardInterrupt):
        migrate(stores, stopping(2))
    writes = (
        lambda: stores.target.insert_events(stored(OTHER, 1)),
        lambda: stores.target.insert_events([], receipt=Receipt("hai", "", OTHER)),
        lambda: stores.target.insert_person(AN, SALT, "An", "An"),
        lambda: stores.target.save_checkpoint(1, note(1, 0)),
    )
    for write in writes:
        with pytest.raises(PersistenceError, match="run bangvang migrate again"):
            write()
    assert len(stores.target_log.read(0, 99)) == 6
    assert_taken_over(stores, migrate(stores))


def test_two_do_not_migrate_at_once(folder: Path, stores: Stores, postgres_environment: dict[str, str]):
    @contextmanager
    def watch(name: str) -> Iterator[Advance]:
        if name == "SQLite":
            hurried = {**postgres_environment, "POSTGRES_LOCK_TIMEOUT": "1"}
            with open_stores(folder, hurried) as others, pytest.raises(MigrationRunning):
                migrate(others)
        with unwatched(name) as advance:
            yield advance

    assert migrate(stores, watch).comparison.equal


# --- A source that lives on ---------------------------------------------------


def test_what_is_saved_meanwhile_comes_with_the_next_run(folder: Path, stores: Stores):
    @contextmanager
    def watch(name: str) -> Iterator[Advance]:
        if name == "SQLite":
            with recorder_of(folder) as recorder:
                recorder.insert_events(stored(CARD, 3, 4), receipt=Receipt("ba", "", CARD))
        with unwatched(name) as advance:
            yield advance

    late = migrate(stores, watch).comparison
    assert (late.equal, late.behind) == (False, 2)
    with pytest.raises(PersistenceError):
        stores.target.insert_events(stored(OTHER, 1))
    done = migrate(stores)
    assert (done.found, done.copied) == (HEAD, 2)
    assert_taken_over(stores, done)


def test_who_was_erased_between_two_runs_is_not_left_in_the_target(stores: Stores):
    migrate(stores)
    assert [person.reference for person in stores.target.list_people("")] == [AN]
    stores.source.insert_events(stored(OTHER, 1), erased=[AN])
    migrate(stores)
    assert stores.target.list_people("") == []


def test_signatures_are_added_and_none_is_lost(stores: Stores):
    migrate(stores)
    stores.source.replace_checkpoint(3, note(3, 1))
    stores.target.replace_checkpoint(3, note(3, 2))
    done = migrate(stores)
    assert stores.target.checkpoints()[0] == (3, note(3, 0, 2, 1))
    assert [each.equal for each in done.comparison.tables] == [True, True, True, False]


# --- What is not taken over ---------------------------------------------------


def test_a_target_that_has_gone_on_by_itself_is_refused(stores: Stores):
    migrate(stores)
    stores.target.insert_events(stored(OTHER, 1))
    with pytest.raises(AnotherLog) as refused:
        migrate(stores)
    assert refused.value.data == {"position": HEAD + 1}
    stores.target.insert_events(stored(OTHER, 2))


@pytest.mark.parametrize(
    ("change", "position"),
    [
        ("UPDATE {schema}.stored_events SET state = 'x' WHERE notification_id = 7", 7),
        ("UPDATE {schema}.stored_events SET topic = 'x' WHERE notification_id = 1", 1),
        ("DELETE FROM {schema}.stored_events WHERE notification_id = 4", 4),
        ("UPDATE {schema}.stored_events SET notification_id = 0 WHERE notification_id = 13", 0),
    ],
)
def test_a_target_with_another_log_is_refused_and_left_alone(stores: Stores, postgres_environment, change, position):
    migrate(stores)
    alter_target(postgres_environment, change)
    before = stores.target_log.read(-99, 99)
    with pytest.raises(AnotherLog) as refused:
        migrate(stores)
    assert refused.value.data == {"position": position}
    assert stores.target_log.read(-99, 99) == before
    stores.target.insert_events(stored(OTHER, 1))


def test_a_log_that_only_begins_like_the_sources_is_refused(folder: Path, stores: Stores):
    migrate(stores)
    alter(folder, "DELETE FROM stored_events WHERE notification_id BETWEEN 10 AND 12")
    alter(folder, "UPDATE stored_events SET notification_id = 10 WHERE notification_id = 13")
    alter(folder, INSERT, 20, CARD.hex, 20, "sample.odd.v1", b"{}")
    with pytest.raises(AnotherLog) as refused:
        migrate(stores)
    assert refused.value.data == {"position": 10}


def test_a_target_that_is_written_to_during_the_first_look_is_refused(folder: Path, stores: Stores):
    migrate(stores)
    alter(folder, INSERT, HEAD + 1, CARD.hex, 20, "sample.odd.v1", b"{}")

    @contextmanager
    def watch(name: str) -> Iterator[Advance]:
        with unwatched(name) as advance:
            yield advance
        # Another process, right behind the look.
        stores.target.insert_events(stored(OTHER, 1))

    with pytest.raises(AnotherLog):
        migrate(stores, watch)
    stores.target.insert_events(stored(OTHER, 2))


def test_a_target_in_use_is_not_closed_and_keeps_what_it_has(stores: Stores):
    migrate(stores)
    new = reference_of(SALT, "Trần Thị Bình")
    stores.target.insert_person(new, SALT, "Trần Thị Bình", "Trần Thị Bình")
    stores.target.insert_events([], receipt=Receipt("hai", "", OTHER))
    done = migrate(stores)
    assert (done.found, done.copied, done.comparison.equal) == (HEAD, 0, False)
    assert {person.reference for person in stores.target.list_people("")} == {AN, new}
    assert stores.target.insert_events(stored(OTHER, 1)) == [HEAD + 1]


def test_a_difference_is_found_and_the_target_stays_sealed(stores: Stores, postgres_environment):
    @contextmanager
    def watch(name: str) -> Iterator[Advance]:
        if name == "PostgreSQL":
            forgery = "UPDATE {schema}.stored_events SET state = 'x' WHERE notification_id = 7"
            alter_target(postgres_environment, forgery, bangvang__migrating="yes")
        with unwatched(name) as advance:
            yield advance

    found = migrate(stores, watch).comparison
    assert (found.equal, found.behind) == (False, 0)
    assert [each.equal for each in found.tables] == [False, True, True, True]
    with pytest.raises(PersistenceError):
        stores.target.insert_events(stored(OTHER, 1))


def test_comparing_alone_copies_nothing(stores: Stores):
    found = compare(stores)
    assert (found.equal, found.behind) == (False, HEAD)
    assert stores.target_log.head() == 0


@pytest.mark.parametrize(
    ("stream", "version"),
    [("0" * 31 + "A", 1), ("0" * 31, 1), (CARD.hex, 1.5), (CARD.hex, "1_0"), (CARD.hex, 10**18 * 9)],
)
def test_what_postgresql_would_hold_otherwise_is_refused(folder: Path, stores: Stores, stream, version):
    alter(folder, INSERT, HEAD + 1, stream, version, "sample.odd.v1", b"{}")
    with pytest.raises(NotExactlyStorable) as refused:
        migrate(stores)
    assert (refused.value.data["table"], refused.value.data["row"]) == (LOG, HEAD + 1)


@pytest.mark.parametrize(
    ("change", "table", "row"),
    [
        ("UPDATE idempotency_keys SET recorded_at = 'hôm qua' WHERE key = 'một'", "idempotency_keys", "một"),
        ("UPDATE idempotency_keys SET originator_id = 'x' WHERE key = 'một'", "idempotency_keys", "một"),
        ("UPDATE people SET recorded_at = 5", "people", AN),
        ("UPDATE checkpoints SET made_at = 'x' WHERE size = 3", "checkpoints", 3),
    ],
)
def test_the_same_holds_beside_the_log(folder: Path, stores: Stores, change, table, row):
    alter(folder, change)
    with pytest.raises(NotExactlyStorable) as refused:
        migrate(stores)
    assert (refused.value.data["table"], refused.value.data["row"]) == (table, row)
