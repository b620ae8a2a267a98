"""Checkpoints: their three lines, who may sign them, and what witnesses add."""

from contextlib import nullcontext
from datetime import UTC, datetime
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from application.proof import checkpoints, cosigning, notes, tree
from application.proof.checkpoints import Checkpoint
from application.proof.cosigning import Seen, accept, cosign
from application.proof.keys import LogKey
from application.proof.notes import Kind, Signer
from application.proof.refusals import (
    CheckpointMalformed,
    CheckpointsInconsistent,
    KeyMalformed,
    KeyRetired,
    NoteMalformed,
    NoteUnsigned,
    SignatureWrong,
    WitnessUnknown,
)

NAME = "bangvang/bang-vang"
OLD, NEW, STRANGER = (Signer(NAME, bytes([number]) * 32) for number in (1, 2, 3))
KEYS = [LogKey(OLD.verifier, until=7), LogKey(NEW.verifier)]
WITNESS = Signer("witness.example/w1", bytes([4]) * 32, Kind.COSIGNATURE)
AT = datetime(2022, 12, 20, 8, tzinfo=UTC)

LEAVES = [sha256(b"%d" % number).digest() for number in range(20)]


def root(size: int) -> bytes:
    grown = tree.Growing()
    for leaf in LEAVES[:size]:
        grown.append(leaf)
    return grown.root()


def node(level: int, index: int) -> bytes:
    return tree.root_of(LEAVES[index << level : (index + 1) << level])


def of(size: int, signer: Signer = NEW, **changes: object) -> str:
    fields = {"origin": NAME, "size": size, "root": root(size), **changes}
    return notes.sign(checkpoints.text(Checkpoint(**fields)), signer)  # type: ignore[arg-type]  # As the test wants.


# --- Their text -------------------------------------------------------------------------------------------------------

ROOT = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="
# The example of the specification.
EXAMPLE = f"example.com/behind-the-sofa\n20852163\n{ROOT}\n"

LINES = st.text(st.characters(codec="utf-8", exclude_characters="\n"), min_size=1)


def test_the_specification_s_example_is_read():
    read = checkpoints.read(EXAMPLE)
    assert (read.origin, read.size, read.root.hex()[:8]) == ("example.com/behind-the-sofa", 20852163, "0ac5186a")
    assert checkpoints.text(read) == EXAMPLE
    assert checkpoints.read(f"{EXAMPLE}one\nmore line\n").extensions == ("one", "more line")


@given(LINES, st.integers(0, 2**63 - 1), st.binary(min_size=32, max_size=32), st.lists(LINES).map(tuple))
def test_what_is_written_is_read(origin, size, digest, extensions):
    checkpoint = Checkpoint(origin, size, digest, extensions)
    assert checkpoints.read(checkpoints.text(checkpoint)) == checkpoint


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        EXAMPLE[:-1],
        f"{EXAMPLE}\n",
        f"{EXAMPLE}one\n\ntwo\n",
        f"\n7\n{ROOT}\n",
        f"x\n\n{ROOT}\n",
        "x\n7\n",
        "x\n7\n\n",
        *(f"x\n{size}\n{ROOT}\n" for size in ("07", "00", "-1", "+1", "1.0", "1e3", " 7", "٧", str(2**63), "x")),
        f"x\n7\n{ROOT[:-4]}\n",
        f"x\n7\n{ROOT} \n",
        f"x\n7\n{ROOT[:-2]}J=\n",
        f"x\n7\nAAAA{ROOT}\n",
    ],
)
def test_what_is_no_checkpoint_is_refused(text):
    with pytest.raises(CheckpointMalformed):
        checkpoints.read(text)


@pytest.mark.parametrize(
    "checkpoint",
    [
        Checkpoint("", 1, bytes(32)),
        Checkpoint("a\nb", 1, bytes(32)),
        Checkpoint("a", -1, bytes(32)),
        Checkpoint("a", 2**63, bytes(32)),
        Checkpoint("a", 1, bytes(31)),
        Checkpoint("a", 1, bytes(32), ("x\ny",)),
        Checkpoint("a", 1, bytes(32), ("",)),
    ],
)
def test_what_could_not_be_read_is_not_written(checkpoint):
    with pytest.raises(CheckpointMalformed):
        checkpoints.text(checkpoint)


# --- Their signatures -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("size", "signer"), [(0, OLD), (7, OLD), (0, NEW), (7, NEW), (8, NEW)])
def test_a_key_counts_while_it_is_in_use(size, signer):
    assert checkpoints.verified(of(size, signer), KEYS) == Checkpoint(NAME, size, root(size))


def test_a_retired_key_counts_for_nothing_larger():
    with pytest.raises(KeyRetired, match=r"up to size 7, but the checkpoint has size 8"):
        checkpoints.verified(of(8, OLD), KEYS)


def test_a_key_in_use_counts_beside_a_retired_one():
    assert checkpoints.verified(notes.merge(of(8, OLD), of(8)), KEYS).size == 8


def test_a_stranger_s_checkpoint_is_refused():
    with pytest.raises(NoteUnsigned):
        checkpoints.verified(of(8, STRANGER), KEYS)


def test_a_log_speaks_for_itself_only():
    with pytest.raises(CheckpointMalformed, match="its origin is not the name of the key"):
        checkpoints.verified(of(8, origin="another/log"), KEYS)


# --- Witnesses --------------------------------------------------------------------------------------------------------


def seen(size: int, path_to: int | None = None, **changes: object) -> Seen:
    fields = {"origin": NAME, "size": size, "root": root(size), **changes}
    path = tree.consistency(node, size, path_to) if path_to else []
    return Seen(Checkpoint(**fields), path)  # type: ignore[arg-type]  # As the test wants.


def test_a_witness_cosigns_and_the_log_accepts():
    note = of(13)
    cosigned = accept(note, cosign(note, KEYS, WITNESS, AT, seen(6, 13)), [WITNESS.verifier])
    found = notes.verified(cosigned, [NEW.verifier, WITNESS.verifier])
    assert [(each.verifier.name, each.time) for each in found.signatures] == [
        (NAME, None),
        (WITNESS.name, int(AT.timestamp())),
    ]
    assert checkpoints.verified(cosigned, KEYS).size == 13


@pytest.mark.parametrize("before", [None, seen(0), seen(13), *(seen(size, 13) for size in range(1, 13))])
def test_a_witness_cosigns_what_goes_on_from_what_it_has_seen(before):
    assert cosign(of(13), KEYS, WITNESS, AT, before).startswith("— witness.example/w1 ")


@pytest.mark.parametrize(
    "before",
    [
        seen(14),
        seen(6),
        seen(6, 12),
        seen(6, 13, root=bytes(32)),
        seen(13, root=bytes(32)),
        seen(6, 13, origin="another/log"),
    ],
)
def test_a_witness_does_not_cosign_another_history(before):
    with pytest.raises(CheckpointsInconsistent):
        cosign(of(13), KEYS, WITNESS, AT, before)


@pytest.mark.parametrize("answer", [True, False])
def test_a_witness_may_have_a_proof_of_its_own(answer: bool):  # noqa: FBT001  # What it answers.
    asked: list[tuple[int, int]] = []

    def goes_on(before: Checkpoint, after: Checkpoint, _path: object) -> bool:
        asked.append((before.size, after.size))
        return answer

    with nullcontext() if answer else pytest.raises(CheckpointsInconsistent):
        cosign(of(13), KEYS, WITNESS, AT, seen(6), goes_on)
    assert asked == [(6, 13)]


def test_a_witness_does_not_cosign_what_the_log_has_not_signed():
    with pytest.raises(NoteUnsigned):
        cosign(of(13, STRANGER), KEYS, WITNESS, AT)
    with pytest.raises(KeyRetired):
        cosign(of(13, OLD), KEYS, WITNESS, AT)


def test_a_log_s_key_is_no_witness_s():
    with pytest.raises(KeyMalformed):
        cosign(of(13), KEYS, NEW, AT)


def test_only_known_witnesses_are_accepted():
    line = cosign(of(13), KEYS, WITNESS, AT)
    with pytest.raises(WitnessUnknown, match=r"witness\.example/w1"):
        accept(of(13), line, [Signer(WITNESS.name, bytes(32), Kind.COSIGNATURE).verifier])
    with pytest.raises(WitnessUnknown):
        accept(of(13), line, [])


def test_a_cosignature_of_another_checkpoint_is_not_accepted():
    with pytest.raises(SignatureWrong):
        accept(of(13), cosign(of(12), KEYS, WITNESS, AT), [WITNESS.verifier])


@pytest.mark.parametrize("line", ["", "— witness.example/w1", "witness.example/w1 AAAABBBB\n", "— x AAAA\n"])
def test_what_is_no_signature_line_is_not_accepted(line):
    with pytest.raises(NoteMalformed):
        accept(of(13), line, [WITNESS.verifier])


def test_a_witness_that_signs_again_changes_nothing():
    note = accept(of(13), cosign(of(13), KEYS, WITNESS, AT), [WITNESS.verifier])
    later = cosign(note, KEYS, WITNESS, AT.replace(hour=9))
    assert accept(note, later, [WITNESS.verifier]) == note


def test_growth_is_proved_as_rfc_9162_says():
    before, after = (Checkpoint(NAME, size, root(size)) for size in (6, 13))
    assert cosigning.grown(before, after, tree.consistency(node, 6, 13))
    assert not cosigning.grown(before, after, [])
