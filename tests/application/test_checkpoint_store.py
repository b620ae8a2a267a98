"""Checkpoints beside the log, on both stores."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from eventsourcing.persistence import InfrastructureFactory

from application.postgres import PostgresRecorder
from application.postgres_connections import Connection
from application.proof import checkpoints, notes
from application.proof.checkpoints import Checkpoint
from application.proof.notes import Signer
from application.proof.refusals import CheckpointUnknown, NoteMalformed
from application.sqlite import SQLiteRecorder
from tests.application.conftest import Recorder

SIGNERS = [Signer("bangvang/bang-vang", bytes([number]) * 32) for number in range(9)]


def note(size: int, signer: int = 0, root: int = 0) -> str:
    return notes.sign(checkpoints.text(Checkpoint("bangvang/bang-vang", size, bytes([root]) * 32)), SIGNERS[signer])


def test_a_store_without_any_has_none(recorder: Recorder):
    assert recorder.checkpoints() == []
    assert recorder.last_checkpoint() is None


def test_they_come_back_in_the_order_of_their_sizes(recorder: Recorder):
    for size in (10, 0, 9, 100):
        recorder.save_checkpoint(size, note(size))
    assert [size for size, _ in recorder.checkpoints()] == [0, 9, 10, 100]
    assert recorder.checkpoints(after=0, limit=2) == [(9, note(9)), (10, note(10))]
    assert recorder.checkpoints(after=100) == []
    assert recorder.last_checkpoint() == (100, note(100))


def test_saving_twice_changes_nothing(recorder: Recorder, store_environment):
    for _ in range(2):
        recorder.save_checkpoint(7, note(7))
    with InfrastructureFactory.construct(store_environment) as factory:
        again = factory.application_recorder()
        assert isinstance(again, SQLiteRecorder | PostgresRecorder)
        assert again.checkpoints() == [(7, note(7))]
        factory.close()


def test_signatures_are_added_and_stay(recorder: Recorder):
    recorder.save_checkpoint(7, note(7))
    both = notes.merge(note(7), note(7, signer=1))
    assert recorder.replace_checkpoint(7, note(7, signer=1)) == both
    recorder.save_checkpoint(7, note(7))
    assert recorder.checkpoints() == [(7, both)]
    recorder.save_checkpoint(7, note(7, signer=2))
    assert recorder.last_checkpoint() == (7, notes.merge(both, note(7, signer=2)))


def test_signatures_are_added_to_what_is_there_only(recorder: Recorder):
    recorder.save_checkpoint(7, note(7))
    for size, other in ((8, note(8)), (7, note(7, root=1))):
        with pytest.raises(CheckpointUnknown):
            recorder.replace_checkpoint(size, other)
    assert recorder.checkpoints() == [(7, note(7))]


def test_a_fork_is_not_hidden(recorder: Recorder):
    recorder.save_checkpoint(7, note(7))
    recorder.save_checkpoint(7, note(7, root=1))
    assert sorted(recorder.checkpoints()) == sorted([(7, note(7)), (7, note(7, root=1))])


def test_what_is_no_note_is_not_kept(recorder: Recorder):
    with pytest.raises(NoteMalformed):
        recorder.save_checkpoint(7, "no note")
    assert recorder.checkpoints() == []


def test_no_signature_is_lost_to_another_writer(recorder: Recorder):
    with ThreadPoolExecutor(max_workers=4) as writers:
        list(writers.map(lambda signer: recorder.save_checkpoint(7, note(7, signer)), range(9)))
    ((_, kept),) = recorder.checkpoints()
    assert len(notes.verified(kept, [signer.verifier for signer in SIGNERS]).signatures) == 9


def test_a_lost_connection_is_made_again(postgres_recorder: PostgresRecorder):
    pool = postgres_recorder.datastore.pool
    postgres_recorder.save_checkpoint(7, note(7))
    with pool.lend() as lost:
        process = lost.info.backend_pid
    end(postgres_recorder.datastore.connect(), process)
    postgres_recorder.save_checkpoint(8, note(8))
    assert [size for size, _ in postgres_recorder.checkpoints()] == [7, 8]


def end(connection: Connection, process: int) -> None:
    with connection:
        connection.execute("SELECT pg_terminate_backend(%s, 5000)", (process,))
