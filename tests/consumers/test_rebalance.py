"""Projectors come and go while units score themselves: nobody folds a province that another one is folding."""

import signal
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from threading import Event, Thread
from time import sleep

import psycopg
import pytest
import sqlalchemy as sa

from application.settings import Settings
from projections.feeding.tables import PARTITIONS
from projections.platform import Platform
from tests.consumers.brokers import wait_until
from tests.consumers.embedded import assert_as_on_one_machine
from tests.consumers.installed import FOLDS, NOTE, NOTES_IN, Noted, install
from tests.consumers.programs import SESSION, Program, running
from tests.consumers.scene import PROVINCES, deed, settle
from tests.consumers.standing import is_through, letters
from tests.projections.shown import PROJECTIONS

pytestmark = [pytest.mark.no_cover, pytest.mark.lengthy]

MOVES = (
    """
    CREATE TABLE test_moves (id bigserial, projection text, "partition" integer, epoch integer, program text)
    """,
    """
    CREATE FUNCTION test_note_move() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO test_moves (projection, "partition", epoch, program)
        VALUES (NEW.projection, NEW."partition", NEW.epoch, current_setting('application_name'));
        RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER test_note_move AFTER INSERT OR UPDATE ON projection_partition
        FOR EACH ROW EXECUTE FUNCTION test_note_move()
    """,
)
"""Each move of an offset, in the order in which the moves took effect: the row is locked up to the commit."""

MOVED = 'SELECT projection, "partition", epoch, program FROM test_moves ORDER BY id'


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Where the projection that notes its folds is installed, for this process and for others."""
    path = install(tmp_path / "installed", Noted)
    monkeypatch.syspath_prepend(path)
    return path


@pytest.fixture
def watched(path: str, platform: Platform, database_url: str) -> Platform:
    """A platform whose provinces are settled, and in whose database is noted who folds what."""
    assert list(platform.projections)[-1] == Noted.name
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(FOLDS)
    with platform.database.begin() as connection:
        for statement in MOVES:
            connection.exec_driver_sql(statement)
    return platform


@contextmanager
def scoring(platform: Platform) -> Iterator[None]:
    """Meanwhile units score themselves, as fast as they can without hindering everybody else."""
    stopped, chance = Event(), Random(1)

    def write() -> None:
        while not stopped.wait(0.01):
            platform.application.execute(deed(chance))

    writer = Thread(target=write)
    writer.start()
    try:
        yield
    finally:
        stopped.set()
        writer.join()


def test_members_come_and_go_and_no_province_is_folded_by_two(
    settings: Settings, watched: Platform, database_url: str, path: str, tmp_path: Path
):
    kinds = ["relay", *["project"] * 3]
    with running(settings, kinds, path=path, **{NOTES_IN: database_url}) as (_, first, second, third):
        wait_until(lambda: members(watched) == 3, "three members share the partitions")
        for province in PROVINCES:
            settle(watched.application, province)
        with scoring(watched):
            leave_and_come_back(first)
            freeze(second, lambda: is_folding(second, database_url))
            freeze(third, lambda: not is_folding(third, database_url))
            die_and_come_back(second, database_url)
            leave_and_come_back(third)
        wait_until(lambda: is_through(watched), "everything has come through")
    assert_one_at_a_time(database_url)
    assert_fenced(watched)
    assert letters(watched) == []
    assert_as_on_one_machine(watched, tmp_path / "embedded", (*PROJECTIONS, Noted()))


def members(platform: Platform) -> int:
    """How many members have partitions at present."""
    query = sa.select(sa.func.count(PARTITIONS.c.member.distinct()))
    with platform.database.connect() as connection:
        return connection.execute(query).scalar_one()


# --- Coming and going -------------------------------------------------------------------------------------------------
def leave_and_come_back(program: Program) -> None:
    """It is told to stop, and started again."""
    sleep(SESSION)
    program.stop()
    sleep(SESSION)
    program.start()
    sleep(2 * SESSION)


def freeze(program: Program, when: Callable[[], bool]) -> None:
    """It stands still, at a moment when that holds, for so long that it is given up; then it goes on all the same."""
    program.send(signal.SIGSTOP)
    while not when():
        program.send(signal.SIGCONT)
        sleep(0.003)
        program.send(signal.SIGSTOP)
    sleep(2 * SESSION)
    program.send(signal.SIGCONT)
    sleep(SESSION)


def is_folding(program: Program, database_url: str) -> bool:
    """Whether it is in the middle of a fold."""
    query = "SELECT what FROM test_folds WHERE process = %s ORDER BY id DESC LIMIT 1"
    with psycopg.connect(database_url) as connection:
        row = connection.execute(query, (program.pid,)).fetchone()
    return row is not None and row[0] == "begin"


def die_and_come_back(program: Program, database_url: str) -> None:
    """It is killed; whatever it was folding it folds no more, which is noted."""
    process = program.pid
    program.kill()
    with psycopg.connect(database_url, autocommit=True) as connection:
        for province in PROVINCES:
            connection.execute(NOTE, (province, process, "end"))
    sleep(SESSION)
    program.start()
    sleep(2 * SESSION)


# --- What was noted ---------------------------------------------------------------------------------------------------
def assert_one_at_a_time(database_url: str) -> None:
    """Between the begin and the end of a fold no other process has begun one of the same province."""
    folding: dict[str, set[int]] = defaultdict(set)
    processes = set()
    with psycopg.connect(database_url) as connection:
        notes = connection.execute("SELECT province, process, what FROM test_folds ORDER BY id").fetchall()
    for province, process, what in notes:
        if what == "end":
            folding[province].discard(process)
        else:
            assert folding[province] <= {process}
            folding[province].add(process)
            processes.add(process)
    assert len(processes) > 3, "there was nothing to take over"


def assert_fenced(platform: Platform) -> None:
    """Epochs only ever grow, and within one only the program that has taken the partition has moved its offset."""
    partitions: dict[tuple[str, int], list[tuple[int, str]]] = defaultdict(list)
    with platform.database.connect() as connection:
        noted = connection.exec_driver_sql(MOVED).all()
    for projection, partition, epoch, program in noted:
        partitions[projection, partition].append((epoch, program))
    for moves in partitions.values():
        epochs = [epoch for epoch, _ in moves]
        assert epochs == sorted(epochs)
        assert len(set(moves)) == len(set(epochs))
