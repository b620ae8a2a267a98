"""What a witness keeps: its key for itself, the last checkpoint across crashes, and evidence against a log."""

import pytest

from application.proof import checkpoints, notes, witness
from application.proof.checkpoints import Checkpoint
from application.proof.refusals import CheckpointMalformed, KeyExposed, KeyMalformed, NoteMalformed
from application.proof.signing import Kind, Signer
from application.proof.witness import Memory

LOG = Signer("bangvang/vinh-long", bytes(32))


def note(size: int, root: int = 0) -> str:
    return notes.sign(checkpoints.text(Checkpoint(LOG.name, size, bytes([root]) * 32)), LOG)


@pytest.fixture
def memory(tmp_path):
    return Memory(tmp_path / "vinh-long.seen")


def test_a_witness_s_key_is_its_own(tmp_path):
    path = tmp_path / "witness.key"
    verifier = witness.init(path, "thanh-tra")
    assert verifier.kind is Kind.COSIGNATURE
    assert path.stat().st_mode & 0o777 == 0o600
    assert witness.signer(path).verifier == verifier
    with pytest.raises(FileExistsError):
        witness.init(path, "thanh-tra")
    path.chmod(0o640)
    with pytest.raises(KeyExposed):
        witness.signer(path)


def test_what_is_no_key_is_refused(tmp_path):
    with pytest.raises(KeyMalformed):
        witness.init(tmp_path / "witness.key", "thanh tra")
    assert not (tmp_path / "witness.key").exists()
    (tmp_path / "empty.key").touch(0o600)
    with pytest.raises(KeyMalformed):
        witness.signer(tmp_path / "empty.key")


def test_the_last_checkpoint_is_remembered(memory):
    assert memory.seen() is None
    for size in (3, 7):
        memory.remember(note(size))
        assert memory.seen() == Checkpoint(LOG.name, size, bytes(32))


def test_what_a_crash_has_left_does_not_hinder(memory, tmp_path):
    (tmp_path / "vinh-long.seen.new").write_text("half", "utf-8")
    memory.remember(note(3))
    assert memory.seen().size == 3


@pytest.mark.parametrize(
    ("content", "refusal"),
    [("", NoteMalformed), (note(3)[:-9], NoteMalformed), ("x\n\n— a AAAAAAA=\n", CheckpointMalformed)],
)
def test_a_memory_that_can_t_be_read_is_no_new_beginning(memory, tmp_path, content, refusal):
    (tmp_path / "vinh-long.seen").write_text(content, "utf-8")
    with pytest.raises(refusal):
        memory.seen()


def test_evidence_is_kept_once_and_what_was_seen_stays(memory):
    memory.remember(note(3))
    first, again = memory.keep_evidence(note(3, root=1)), memory.keep_evidence(note(3, root=1))
    assert [path.read_text("utf-8") for path in first] == [note(3), note(3, root=1)]
    assert first == again
    assert memory.seen().root == bytes(32)
    assert set(memory.keep_evidence(note(2))).isdisjoint(first)


def test_nobody_else_signs_meanwhile(memory):
    with memory.lock() as lock:
        assert lock.is_locked
