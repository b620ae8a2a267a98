"""A bundle that is whole is verified, and it is told whose word that is."""

import ast
import io
import json
import os
import runpy
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from contextlib import redirect_stdout
from pathlib import Path

import pytest

from application.proof import verify
from application.recording import LogEntry
from tests.application.proof.bundles import (
    LOG,
    ORIGIN,
    WITNESS,
    Files,
    Signer,
    Tree,
    bundle,
    checkpoint,
    leaf,
    unpack,
    written,
    zipped,
)
from tests.application.proof.conftest import STATED, Verify, whole
from tests.application.proof.scene import (
    UNITS,
    log_of,
    ranking,
    row,
    story,
)
from tests.domain.builders import PROVINCE, ROUND

SCRIPT = Path(verify.__file__)
Log = Sequence[LogEntry]


# --- What is whole ----------------------------------------------------------------------------------------------------
def test_a_whole_bundle_holds(files: Files, check: Verify) -> None:
    told = check(files)
    assert (told.code, told.wrong) == (0, [])
    assert "ALL that could be checked HOLDS." in told.text
    assert "5 of 5 rows of the ranking agree" in told.text
    assert "43 times points were recomputed from inputs" in told.text
    assert "MIND: these keys come with the bundle itself" in told.text
    assert "that no further events exist at the end of a stream" in told.text


def test_so_does_its_zip_by_a_python_without_anything_else(files: Files, tmp_path: Path) -> None:
    path = zipped({**files, "verify.py": SCRIPT.read_bytes()}, tmp_path / "bundle.zip")
    command = [sys.executable, "-I", "-S", "-W", "error", str(SCRIPT), str(path), "--key", LOG.key]
    done = subprocess.run(command, capture_output=True, check=False, env={**os.environ, "LC_ALL": "C"})
    assert (done.returncode, done.stderr) == (0, b"")
    assert "TẤT CẢ những gì kiểm tra được đều ĐÚNG." in done.stdout.decode()


def test_the_folder_that_the_script_lies_in_is_what_it_checks(files: Files, tmp_path: Path) -> None:
    unpack({**files, "verify.py": SCRIPT.read_bytes()}, tmp_path)
    done = subprocess.run([sys.executable, "-I", "-S", "verify.py"], cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == 0
    (tmp_path / "ranking.json").unlink()
    done = subprocess.run([sys.executable, "-I", "-S", "verify.py"], cwd=tmp_path, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (1, b"")
    assert "Ranking: the file ranking.json is missing." in done.stdout.decode()


def test_it_imports_nothing_but_the_standard_library() -> None:
    found = set()
    for node in ast.walk(ast.parse(SCRIPT.read_text())):
        match node:
            case ast.Import():
                found |= {alias.name for alias in node.names}
            case ast.ImportFrom():
                found.add(node.module or "")
    assert {name.partition(".")[0] for name in found} <= sys.stdlib_module_names


def test_its_syntax_is_that_of_python_3_9() -> None:
    ast.parse(SCRIPT.read_text(), feature_version=(3, 9))


def test_it_is_a_script(files: Files, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["verify.py", str(zipped(files, tmp_path / "bundle.zip"))])
    with pytest.raises(SystemExit) as ended:
        runpy.run_path(str(SCRIPT), run_name="__main__")
    assert ended.value.code == 0


def test_what_it_prints_may_be_caught(files: Files, tmp_path: Path) -> None:
    caught = io.StringIO()
    with redirect_stdout(caught):
        assert verify.main([str(unpack(files, tmp_path))]) == 0
    assert "HOLDS" in caught.getvalue()


def test_the_ranking_may_be_of_an_earlier_moment(log: Log, check: Verify) -> None:
    early = next(entry.position for entry in log if entry.name == "round.self_scoring_closed.v1")
    rows = (
        row("so-noi-vu", 1, "76.8298", "76.8298", "76.8298", "120", "64.02"),
        row("so-tai-chinh", 1, "76.8298", "76.8298", "76.8298", "120", "64.02"),
        row("so-y-te", 1, "76.8298", "76.8298", "76.8298", "120", "64.02"),
    )
    told = check(whole(log, *rows, *STATED[3:], as_of=early))
    # Measured against 16, the largest value then, the first has 7.5 points and the third 9.375.
    assert told.code == 1
    assert [wrong.partition(":")[0] for wrong in told.wrong] == [
        "Scope department, unit so-noi-vu",
        "Scope department, unit so-y-te",
    ]
    rows = (
        row("so-noi-vu", 3, "74.3298", "74.3298", "74.3298", "120", "61.94"),
        row("so-tai-chinh", 1, "76.8298", "76.8298", "76.8298", "120", "64.02"),
        row("so-y-te", 2, "76.2048", "76.2048", "76.2048", "120", "63.50"),
    )
    assert check(whole(log, *rows, *STATED[3:], as_of=early)).wrong == []


def test_one_unit_s_bundle_holds_but_for_its_rank(log: Log, check: Verify) -> None:
    told = check(bundle(log, ranking(len(log), STATED[0]), PROVINCE, ROUND, UNITS[0]))
    assert (told.code, told.wrong) == (0, [])
    assert "its rank, and points that still compare with other units, could NOT be recomputed" in told.text
    assert "The unit's points (its rank NOT checked): this HOLDS." in told.text


def test_whether_a_unit_is_ranked_is_told_from_its_own_bundle(log: Log, check: Verify) -> None:
    left_out = row("so-noi-vu", None, exempt=False, reason="Nhầm")
    told = check(bundle(log, ranking(len(log), left_out), PROVINCE, ROUND, UNITS[0]))
    assert told.wrong == ["Scope department, unit so-noi-vu: it is wrongly ranked or left out."]
    ranked = row("cong-an-tinh", 1)
    told = check(bundle(log, ranking(len(log), ranked), PROVINCE, ROUND, "cong-an-tinh"))
    assert told.wrong == ["Scope department, unit cong-an-tinh: its rank is none, stated is 1."]


def test_points_that_compare_are_not_held_against_one_unit_alone(log: Log, check: Verify) -> None:
    early = ranking(70, row("so-noi-vu", 3, "74.3298", "74.3298", "74.3298", "120", "61.94"))
    assert check(bundle(log, early, PROVINCE, ROUND, UNITS[0])).wrong == []


def test_events_that_are_not_known_are_named(log: Log, check: Verify) -> None:
    last = next(entry for entry in reversed(log) if entry.name == "scorecard.finalised.v1")
    recorded = json.loads(last.state) | {
        "originator_version": last.originator_version + 1,
        "event_id": "00000000-0000-4000-8000-000000000001",
    }
    comment = last._replace(
        position=len(log) + 1,
        originator_version=last.originator_version + 1,
        name="scorecard.commented.v1",
        state=written(recorded),
    )
    told = check(whole([*log, comment]))
    assert (told.code, told.wrong) == (0, [])
    assert "Events scorecard.commented.v1 are not known here and left aside." in told.text


# --- Whose word it is -------------------------------------------------------------------------------------------------
def test_keys_that_are_published_replace_those_of_the_bundle(files: Files, check: Verify) -> None:
    other = Signer(ORIGIN, 7).key
    told = check({**files, "keys.txt": f"{other}\n".encode()}, "--key", other, "--key", LOG.key)
    assert told.code == 0
    assert "MIND" not in told.text
    assert "MIND" in check(files).text


def test_another_key_does_not_do(files: Files, check: Verify) -> None:
    told = check(files, "--key", Signer(ORIGIN, 7).key)
    assert told.wrong == ["checkpoints/004.txt: no trusted key that holds for a tree of 92 events has signed it."]


def test_a_retired_key_does_for_earlier_trees(log: Log, files: Files, check: Verify) -> None:
    tree, old = Tree([leaf(entry) for entry in log]), Signer(ORIGIN, 3)
    keys = f"{LOG.key}\n{old.key}\tuntil=64\n".encode()
    signed = checkpoint(64, tree.root(0, 64), old)
    told = check({**files, "keys.txt": keys, "checkpoints/003.txt": signed})
    assert told.code == 0
    assert f"Key up to the tree of 64: {old.key}" in told.text
    keys = f"{LOG.key}\n{old.key}\tuntil=63\n".encode()
    told = check({**files, "keys.txt": keys, "checkpoints/003.txt": signed})
    assert told.wrong == ["checkpoints/003.txt: no trusted key that holds for a tree of 64 events has signed it."]


def test_witnesses_are_named_if_their_keys_are_known(log: Log, files: Files, check: Verify) -> None:
    tree = Tree([leaf(entry) for entry in log])
    files["checkpoints/004.txt"] = checkpoint(len(log), tree.root(0, len(log)), LOG, WITNESS)
    assert "witnesses: —; signatures left unverified, by unknown keys: 1" in check(files).text
    files["keys.txt"] += f"{WITNESS.key}\n".encode()
    assert "witnesses: witness.example; signatures left unverified, by unknown keys: 0" in check(files).text
    files["checkpoints/004.txt"] = checkpoint(len(log), tree.root(0, len(log)), WITNESS)
    assert check(files).wrong == [
        "checkpoints/004.txt: no trusted key that holds for a tree of 92 events has signed it."
    ]


def test_a_checkpoint_that_was_kept_is_held_against_the_bundle(
    log: Log, files: Files, check: Verify, tmp_path: Path
) -> None:
    tree, mine = Tree([leaf(entry) for entry in log]), tmp_path / "mine.txt"
    for size in (13, len(log)):
        mine.write_bytes(checkpoint(size, tree.root(0, size)).partition(b"\n\n")[0] + b"\n")
        assert check(files, "--checkpoint", mine).code == 0
    for size, sentence in (
        (20, "no proof that the tree of 20 is the beginning of that of 92; ask for a bundle that has one."),
        (93, "its tree of 93 is newer than the bundle's of 92; ask for a later one."),
        (13, "it does NOT fit the tree of 92: the log was rewritten, or this is another."),
        (0, "it does NOT fit the tree of 92: the log was rewritten, or this is another."),
    ):
        mine.write_bytes(checkpoint(size, b"x" * 32))
        assert check(files, "--checkpoint", mine).wrong == [f"{mine}: {sentence}"]
    mine.write_bytes(checkpoint(13, tree.root(0, 13), origin="another.example/log"))
    assert check(files, "--checkpoint", mine).wrong == [f"{mine}: {sentence}"]


def test_a_checkpoint_of_the_reader_s_own_that_is_not_there_is_named(files: Files, check: Verify) -> None:
    (wrong,) = check(files, "--checkpoint", "/nowhere/mine.txt").wrong
    assert wrong.startswith("/nowhere/mine.txt: it cannot be read")


def test_a_unit_that_never_handed_in_is_not_ranked(tmp_path: Path, check: Verify) -> None:
    commands = list(story())
    submission = next(n for n, each in enumerate(commands) if type(each).__name__ == "SubmitScorecard")
    log = log_of(commands[:submission], tmp_path)
    rows = (*(row(unit, None, exempt=False, reason="") for unit in UNITS), *STATED[3:])
    assert check(whole(log, *rows)).wrong == []
    exempt = row(UNITS[0], None, exempt=True, reason="")
    assert check(whole(log, exempt, *rows[1:])).wrong == [
        "Scope department, unit so-noi-vu: the log leaves it out because of 'not handed in'."
    ]


def test_the_command_explains_itself(run: Verify, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        run("--help")
    assert ended.value.code == 0
    assert "VERIFIERKEY" in capsys.readouterr().out


# --- Files that are none ----------------------------------------------------------------------------------------------
def test_a_place_that_is_not_there_is_named(run: Verify, tmp_path: Path) -> None:
    assert run(tmp_path / "none.zip").wrong == [f"{tmp_path}/none.zip: there is no such file or folder."]


def test_a_zip_that_is_none_is_named(run: Verify, tmp_path: Path) -> None:
    (tmp_path / "bundle.zip").write_bytes(b"PK")
    assert run(tmp_path / "bundle.zip").wrong == [f"{tmp_path}/bundle.zip: it cannot be read (File is not a zip file)."]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_zip_with_two_files_of_one_name_is_refused(files: Files, run: Verify, tmp_path: Path) -> None:
    path = zipped(files, tmp_path / "bundle.zip")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("ranking.json", b"{}")
    assert run(path).wrong == [f"{path}: two files have the same name."]


def test_a_zip_that_unpacks_to_too_much_is_refused(
    files: Files, run: Verify, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verify, "LARGEST", 1000)
    path = zipped(files, tmp_path / "bundle.zip")
    assert run(path).wrong == [f"{path}: it is too large."]
