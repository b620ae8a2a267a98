"""The key folder: who may read it, what a rotation leaves, and what is left when the program stops in between."""

import contextlib
import os
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import sleep
from typing import Any

import pytest

from application.proof import checkpoints, keys, notes
from application.proof.checkpoints import Checkpoint
from application.proof.keys import LogKey
from application.proof.notes import Kind, Signer, Verifier
from application.proof.refusals import KeyExposed, KeyMalformed, KeyRetired, KeysMissing, KeysThere, KeyUnlisted

NAME = "bangvang/bang-vang"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data" / "keys"


@pytest.fixture
def made(folder: Path) -> Path:
    keys.init(folder, NAME)
    return folder


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} - {keys.LOCK}


def signed(folder: Path, size: int) -> str:
    return notes.sign(checkpoints.text(Checkpoint(NAME, size, bytes(32))), keys.signer(folder))


# --- The first key ----------------------------------------------------------------------------------------------------


def test_the_first_key_signs_and_verifies(folder):
    key = keys.init(folder, NAME)
    assert keys.verifiers(folder) == [key] == [LogKey(keys.signer(folder).verifier)]
    assert key.verifier.name == NAME
    assert checkpoints.verified(signed(folder, 3), keys.verifiers(folder)).size == 3
    assert (folder / "verifiers.txt").read_text(encoding="utf-8") == f"{key.verifier}\n"


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_only_its_owner_has_access_to_the_private_key(folder, umask):
    before = os.umask(umask)
    try:
        keys.init(folder, NAME)
        keys.rotate(folder, 1)
    finally:
        os.umask(before)
    assert files(folder) == {"log.key", "verifiers.txt"}
    assert (mode(folder), mode(folder / "log.key")) == (0o700, 0o600)


def test_there_is_one_first_key(made):
    before = (made / "log.key").read_bytes()
    with pytest.raises(KeysThere):
        keys.init(made, NAME)
    (made / "verifiers.txt").unlink()
    with pytest.raises(KeysThere):
        keys.init(made, NAME)
    assert (made / "log.key").read_bytes() == before


def test_an_odd_name_makes_no_folder(folder):
    with pytest.raises(KeyMalformed):
        keys.init(folder, "bảng vàng")
    assert not folder.exists()


def test_a_folder_of_others_is_refused(folder):
    folder.mkdir(parents=True, mode=0o755)
    with pytest.raises(KeyExposed, match=r"chmod|mode 0755"):
        keys.init(folder, NAME)
    assert files(folder) == set()


# --- Access -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("bits", [0o604, 0o640, 0o602, 0o620, 0o610, 0o700, 0o4600])
def test_a_private_key_that_others_may_read_is_not_used(made, bits):
    (made / "log.key").chmod(bits)
    for use in (keys.signer, lambda folder: keys.rotate(folder, 1)):
        with pytest.raises(KeyExposed) as refused:
            use(made)
        assert refused.value.data["wanted"] == "0600"
    assert len(keys.verifiers(made)) == 1


@pytest.mark.parametrize("bits", [0o400, 0o600])
def test_a_stricter_mode_will_do(made, bits):
    (made / "log.key").chmod(bits)
    assert keys.signer(made).name == NAME
    keys.rotate(made, 1)
    assert mode(made / "log.key") == 0o600


@pytest.mark.parametrize("bits", [0o701, 0o710, 0o777])
def test_a_folder_to_which_others_have_access_is_not_used(made, bits):
    made.chmod(bits)
    with pytest.raises(KeyExposed) as refused:
        keys.signer(made)
    assert refused.value.data["wanted"] == "0700"
    assert len(keys.verifiers(made)) == 1


def test_without_keys_nothing_is_signed_and_nothing_made(folder):
    for use in (keys.signer, keys.verifiers, lambda folder: keys.rotate(folder, 1)):
        with pytest.raises(KeysMissing, match=r"verifiers\.txt"):
            use(folder)
    assert not folder.exists()
    assert keys.witnesses(folder) == []


def test_a_list_without_a_private_key_verifies_only(made):
    (made / "log.key").unlink()
    with pytest.raises(KeysMissing, match=r"log\.key"):
        keys.signer(made)
    assert len(keys.verifiers(made)) == 1


def test_a_private_key_of_another_list_is_not_used(made, tmp_path):
    keys.init(tmp_path / "other", NAME)
    shutil.copy(tmp_path / "other" / "log.key", made / "log.key")
    with pytest.raises(KeyUnlisted):
        keys.signer(made)


def test_a_rotation_while_the_folder_is_read_is_noticed(made, monkeypatch):
    read, turns = keys.verifiers, iter(["rotate"])

    def verifiers(folder: Path) -> list[LogKey]:
        found = read(folder)
        if next(turns, None):
            keys.rotate(folder, 1)
        return found

    monkeypatch.setattr(keys, "verifiers", verifiers)
    assert keys.signer(made).verifier == read(made)[-1].verifier


# --- Rotation ---------------------------------------------------------------------------------------------------------


def test_a_retired_key_counts_up_to_its_size(made):
    old, before, after = keys.signer(made), signed(made, 7), signed(made, 8)
    new = keys.rotate(made, 7)
    listed = keys.verifiers(made)
    assert listed == [LogKey(old.verifier, until=7), new]
    assert keys.signer(made).verifier == new.verifier != old.verifier
    assert checkpoints.verified(before, listed).size == 7
    with pytest.raises(KeyRetired):
        checkpoints.verified(after, listed)
    assert checkpoints.verified(signed(made, 8), listed).size == 8
    assert (made / "verifiers.txt").read_text(encoding="utf-8") == f"{old.verifier}\tuntil=7\n{new.verifier}\n"


def test_every_key_that_ever_signed_stays_listed(made):
    written = [signed(made, 0)]
    for size in (3, 3, 9):
        keys.rotate(made, size)
        written.append(signed(made, size))
    assert [key.until for key in keys.verifiers(made)] == [3, 3, 9, None]
    assert [checkpoints.verified(note, keys.verifiers(made)).size for note in written] == [0, 3, 3, 9]


def test_nothing_is_left_of_an_old_private_key(made):
    old = keys.signer(made)
    with (made / "log.key").open("rb") as still_open:
        keys.rotate(made, 1)
        assert still_open.read().strip(b"\0") == b""
    content = b"".join((made / name).read_bytes() for name in files(made))
    assert old.private_text().encode() not in content
    assert old.seed.hex() not in repr(keys.signer(made))


def test_a_rotation_waits_for_whoever_holds_the_keys(made):
    with ThreadPoolExecutor(max_workers=1) as other:
        with keys.lock(made):
            rotation = other.submit(keys.rotate, made, 6)
            sleep(0.2)
            before = signed(made, 6)
            assert not rotation.done()
        rotation.result(timeout=10)
    assert checkpoints.verified(before, keys.verifiers(made)).size == 6


def test_whoever_holds_the_keys_may_rotate_them(made):
    with keys.lock(made):
        new = keys.rotate(made, 6)
    assert keys.signer(made).verifier == new.verifier


def test_rotations_at_once_take_turns(made):
    with ThreadPoolExecutor(max_workers=4) as others:
        list(others.map(lambda size: keys.rotate(made, size), range(8)))
    listed = keys.verifiers(made)
    assert sorted(key.until for key in listed[:-1] if key.until is not None) == list(range(8))
    assert keys.signer(made).verifier == listed[-1].verifier


def test_a_lost_key_s_checkpoints_can_still_be_verified(made):
    before, listed = signed(made, 6), (made / "verifiers.txt").read_text(encoding="utf-8").split()
    shutil.rmtree(made)
    new = keys.init(made, NAME)
    retired = "".join(f"{line}\tuntil=6\n" for line in listed)
    (made / "verifiers.txt").write_text(f"{retired}{new}\n", encoding="utf-8")
    assert checkpoints.verified(before, keys.verifiers(made)).size == 6
    assert checkpoints.verified(signed(made, 7), keys.verifiers(made)).size == 7


# --- Stopped in between -----------------------------------------------------------------------------------------------


class Stopped(BaseException):
    """As if the machine were switched off."""


CALLS = ("open", "fsync", "replace", "unlink")
"""What changes the folder, or has it on the disk."""


@pytest.fixture
def stopping(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[int], None]]:
    """Has the program stop before the n-th change of the folder that it is about to make, from now on."""
    real: dict[str, Callable[..., Any]] = {
        "open": os.open,
        "fsync": os.fsync,
        "replace": Path.replace,
        "unlink": Path.unlink,
    }

    def stop_before(number: int) -> None:
        left = [number]

        def counted(name: str) -> Callable[..., Any]:
            def call(*arguments: Any, **options: Any) -> Any:
                if left[0] == 0:
                    raise Stopped
                left[0] -= 1
                return real[name](*arguments, **options)

            return call

        for name in CALLS:
            monkeypatch.setattr(os if name in {"open", "fsync"} else Path, name, counted(name))

    yield stop_before
    monkeypatch.undo()


@pytest.mark.parametrize("number", range(20))
def test_a_rotation_that_was_stopped_leaves_one_key_to_sign_with(made, stopping, monkeypatch, number):
    old, before = keys.signer(made), signed(made, 5)
    stopping(number)
    with contextlib.suppress(Stopped):
        keys.rotate(made, 5)
    monkeypatch.undo()

    listed, signer = keys.verifiers(made), keys.signer(made)
    assert listed in ([LogKey(old.verifier)], [LogKey(old.verifier, until=5), LogKey(signer.verifier)])
    assert checkpoints.verified(before, listed).size == 5
    assert checkpoints.verified(signed(made, 6), listed).size == 6

    new = keys.rotate(made, 6)
    assert keys.signer(made).verifier == new.verifier
    assert checkpoints.verified(before, keys.verifiers(made)).size == 5
    assert len(keys.verifiers(made)) == len(listed) + 1
    assert files(made) == {"log.key", "verifiers.txt"}


@pytest.mark.parametrize("number", range(16))
def test_a_first_key_that_was_stopped_is_there_or_can_be_made(folder, stopping, monkeypatch, number):
    stopping(number)
    with contextlib.suppress(Stopped):
        keys.init(folder, NAME)
    monkeypatch.undo()
    with contextlib.suppress(KeysThere):
        keys.init(folder, NAME)
    assert keys.verifiers(folder) == [LogKey(keys.signer(folder).verifier)]


@pytest.mark.parametrize("kept", [0, 20])
def test_a_key_that_was_not_written_to_its_end_is_none(made, kept):
    (made / "log.key.new").write_text(keys.signer(made).private_text()[:kept], encoding="utf-8")
    (made / "log.key.new").chmod(0o600)
    assert keys.signer(made).name == NAME
    keys.rotate(made, 1)
    assert files(made) == {"log.key", "verifiers.txt"}


def test_a_key_that_moves_on_while_it_is_read_is_found_again(made):
    assert list(keys._private_key(made / "log.key.new")) == []  # noqa: SLF001  # A moment that can't be arranged.


# --- Lists ------------------------------------------------------------------------------------------------------------


def test_a_list_may_have_comments_and_empty_lines(made):
    path = made / "verifiers.txt"
    path.write_text(f"# Bảng Vàng\n\n{path.read_text(encoding='utf-8')}\r\n", encoding="utf-8")
    assert keys.signer(made).name == NAME


@pytest.mark.parametrize("rest", ["\t", "\tuntil=", "\tuntil=-1", "\tuntil=07", "\tuntil=7 x", "\t7", " until=7", "x"])
def test_an_odd_line_of_the_list_is_refused(made, rest):
    path = made / "verifiers.txt"
    path.write_text(f"{path.read_text(encoding='utf-8').strip()}{rest}x\n", encoding="utf-8")
    with pytest.raises(KeyMalformed):
        keys.verifiers(made)


def test_a_list_in_another_encoding_is_refused(made):
    (made / "verifiers.txt").write_bytes(b"\xff\xfe\n")
    with pytest.raises(KeyMalformed):
        keys.verifiers(made)


def test_an_odd_private_key_is_refused_and_not_told(made):
    (made / "log.key").write_text("PRIVATE+KEY+secret\n", encoding="utf-8")
    with pytest.raises(KeyMalformed) as refused:
        keys.signer(made)
    assert "secret" not in str(refused.value)


def test_witnesses_are_listed_by_hand(made):
    witness = Signer("witness.example/w1", bytes(32), Kind.COSIGNATURE).verifier
    (made / "witnesses.txt").write_text(f"# Sở Nội vụ\n{witness}\n", encoding="utf-8")
    assert keys.witnesses(made) == [witness]
    (made / "witnesses.txt").write_text(f"{Verifier('x', bytes(32))}\n", encoding="utf-8")
    with pytest.raises(KeyMalformed, match="not of a witness"):
        keys.witnesses(made)
