"""A bundle that is whole is verified; of one that was touched it is told what does not hold, and where."""

import ast
import base64
import io
import json
import os
import runpy
import subprocess
import sys
import zipfile
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

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
from tests.application.proof.conftest import STATED, Verify
from tests.application.proof.scene import (
    CODES,
    RELATIVE,
    UNITS,
    edited,
    log_of,
    ranking,
    replaced,
    row,
    story,
)
from tests.domain.builders import PROVINCE, ROUND

SCRIPT = Path(verify.__file__)
Log = Sequence[LogEntry]
Edit = Callable[[Files], object]


def whole(log: Log, *rows: Any, **stated: Any) -> Files:
    """The round's bundle, with the ranking that follows from the story unless others are given."""
    as_of = stated.pop("as_of", len(log))
    return bundle(log, ranking(as_of, *(rows or STATED)), PROVINCE, ROUND, **stated)


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


# --- What was touched -------------------------------------------------------------------------------------------------
def lines_of(files: Files) -> list[bytes]:
    return files["events.jsonl"].splitlines(keepends=True)


def put_lines(files: Files, lines: Sequence[bytes]) -> None:
    files["events.jsonl"] = b"".join(lines)


def edit_line(number: int, old: bytes, new: bytes) -> Edit:
    """Edits the line of a position; the round's log has no others."""

    def edit(files: Files) -> None:
        lines = lines_of(files)
        assert old in lines[number - 1]
        lines[number - 1] = lines[number - 1].replace(old, new, 1)
        put_lines(files, lines)

    return edit


def drop_line(number: int) -> Edit:
    return lambda files: put_lines(files, lines_of(files)[: number - 1] + lines_of(files)[number:])


def swap_lines(files: Files) -> None:
    lines = lines_of(files)
    lines[20], lines[21] = lines[21], lines[20]
    put_lines(files, lines)


def swap_positions(files: Files) -> None:
    edit_line(21, b'"position": 21', b'"position": 0x')(files)
    edit_line(22, b'"position": 22', b'"position": 21')(files)
    edit_line(21, b'"position": 0x', b'"position": 22')(files)


def edit_json(name: str, change: Callable[[Any], object]) -> Edit:
    def edit(files: Files) -> None:
        value = json.loads(files[name])
        change(value)
        files[name] = json.dumps(value).encode()

    return edit


def edit_row(unit: int, **changes: Any) -> Edit:
    return edit_json("ranking.json", lambda value: value["scopes"][0]["rows"][unit].update(changes))


def edit_manifest(**changes: Any) -> Edit:
    return edit_json("manifest.json", lambda value: value.update(changes))


def edit_proofs(**changes: Any) -> Edit:
    return edit_json("proofs.json", lambda value: value.update(changes))


def edit_file(name: str, old: bytes, new: bytes) -> Edit:
    return lambda files: files.update({name: files[name].replace(old, new)})


def other_hash(path: list[str]) -> None:
    path[0] = base64.b64encode(b"x" * 32).decode()


def turn_signature(files: Files) -> None:
    text, blank, signed = files["checkpoints/004.txt"].rpartition(b"\n\n")
    mark, name, value = signed.split()
    turned = base64.b64encode(bytes([*base64.b64decode(value)[:-1], 0]))
    files["checkpoints/004.txt"] = text + blank + b" ".join([mark, name, turned]) + b"\n"


def sealed(files: Files) -> None:
    lines = lines_of(files)
    line = json.loads(lines[20])
    line["state_base64"] = base64.b64encode(line.pop("state").encode()).decode()
    lines[20] = written(line) + b"\n"
    put_lines(files, lines)


NOT_THE_EVENT = "is NOT the one that the log has there."
TOUCHED: dict[str, tuple[Edit, str]] = {
    "a byte of an event": (
        edit_line(32, b"ch\xe1\xbb\x9d", b"cho"),
        f"Position 32: the event scorecard.explained.v1 {NOT_THE_EVENT}",
    ),
    "a score": (edit_line(18, b'\\"5.0000\\"', b'\\"9.0000\\"'), "the inputs earn 5 points, recorded are 9."),
    "an event's position": (swap_positions, f"Position 22: the event scorecard.self_scored.v1 {NOT_THE_EVENT}"),
    "the order of lines": (swap_lines, "Position 21: it stands behind position 22."),
    "an event in the middle": (
        drop_line(20),
        "Position 21: version 5 of stream 28fe9daf-b14d-599d-90ae-28b3ee2faaef instead of 4: an event is missing.",
    ),
    "the last event": (drop_line(92), "Position 92: proofs.json proves an event that events.jsonl does not have."),
    "a line that is none": (edit_line(20, b"{", b"["), "events.jsonl, line 20: it cannot be read"),
    "an event's name": (
        edit_line(20, b"scorecard.self_scored.v1", b"Scored"),
        "events.jsonl, line 20: the stream's id or the event's name is malformed.",
    ),
    "an event's stream": (
        edit_line(20, b'"stream": "28fe', b'"stream": "28FE'),
        "events.jsonl, line 20: the stream's id or the event's name is malformed.",
    ),
    "an event's version": (
        edit_line(20, b'"version": 4', b'"version": 0'),
        "events.jsonl, line 20: positions and versions count from 1.",
    ),
    "an event's field": (
        edit_line(20, b'"version": 4', b'"version": "4"'),
        "events.jsonl, line 20: 'version' is missing or of the wrong kind.",
    ),
    "a version beside and not inside": (
        edit_line(20, b'"version": 4', b'"version": 5'),
        "Position 20: inside it says 28fe9daf-b14d-599d-90ae-28b3ee2faaef version 4.",
    ),
    "what is inside": (edit_line(20, b'\\"data\\":{', b'\\"data\\":{{'), "Position 20: it cannot be read"),
    "an actor": (edit_line(20, b'\\"id\\":\\"can-bo\\"', b'\\"id\\":\\"\\"'), "Position 20: nobody is named as actor."),
    "a moment": (edit_line(20, b"T05:00:00Z", b""), "is no moment."),
    "a name that stands twice": (
        edit_line(20, b'"version": 4', b'"version": 4, "version": 4'),
        "events.jsonl, line 20: a name stands twice in an object.",
    ),
    "a number with a fraction": (
        edit_line(20, b'"version": 4', b'"version": 4.5'),
        "events.jsonl, line 20: the number 4.5 has no place here.",
    ),
    "a number that is long": (edit_line(20, b'"version": 4', b'"version": ' + b"4" * 5000), "has no place here."),
    "an event that is sealed": (
        sealed,
        "1 events are stored sealed (they are no text): their points cannot be recomputed.",
    ),
    "a proof's hash": (
        edit_json("proofs.json", lambda value: other_hash(value["inclusion"]["30"])),
        f"Position 30: the event scorecard.self_scored.v1 {NOT_THE_EVENT}",
    ),
    "a proof that is short": (
        edit_json("proofs.json", lambda value: value["inclusion"]["30"].pop()),
        f"Position 30: the event scorecard.self_scored.v1 {NOT_THE_EVENT}",
    ),
    "a proof that is long": (
        edit_json("proofs.json", lambda value: value["inclusion"]["30"].append(value["root"])),
        f"Position 30: the event scorecard.self_scored.v1 {NOT_THE_EVENT}",
    ),
    "a proof that is missing": (
        edit_json("proofs.json", lambda value: value["inclusion"].pop("30")),
        f"Position 30: the event scorecard.self_scored.v1 {NOT_THE_EVENT}",
    ),
    "a hash that is none": (
        edit_json("proofs.json", lambda value: value["inclusion"].update({"30": ["eA=="]})),
        "Events are in the log: Position 30: that is no SHA-256 hash.",
    ),
    "the proofs' size": (edit_proofs(size=91), "proofs.json: size or root differ from the signed checkpoint."),
    "all proofs": (lambda files: files.pop("proofs.json"), "The log only grew: the file proofs.json is missing."),
    "a proof of growth": (
        edit_json("proofs.json", lambda value: other_hash(value["consistency"][0]["path"])),
        "checkpoints/002.txt: it does NOT fit the tree of 92: the log was rewritten, or this is another.",
    ),
    "a proof of growth that is empty": (
        edit_json("proofs.json", lambda value: value["consistency"][0].update(path=[])),
        "checkpoints/002.txt: it does NOT fit the tree of 92: the log was rewritten, or this is another.",
    ),
    "a proof of growth that is long": (
        edit_json("proofs.json", lambda value: value["consistency"][0]["path"].extend([value["root"]] * 9)),
        "checkpoints/002.txt: it does NOT fit the tree of 92: the log was rewritten, or this is another.",
    ),
    "a proof of growth to another tree": (
        edit_json("proofs.json", lambda value: value["consistency"][0].update(to=91)),
        "002.txt: no proof that the tree of 13 is the beginning of that of 92; ask for a bundle that has one.",
    ),
    "a signature": (
        turn_signature,
        "checkpoints/004.txt: the signature by 'bangvang.example/vinh-long' is NOT right.",
    ),
    "a signature's line": (
        edit_file("checkpoints/004.txt", b"\xe2\x80\x94", b"-"),
        "checkpoints/004.txt: a line of signatures is malformed",
    ),
    "a checkpoint's size": (
        edit_file("checkpoints/003.txt", b"\n64\n", b"\n63\n"),
        "checkpoints/003.txt: the signature by 'bangvang.example/vinh-long' is NOT right.",
    ),
    "a checkpoint's size that is none": (
        edit_file("checkpoints/003.txt", b"\n64\n", b"\n064\n"),
        "checkpoints/003.txt: it is malformed.",
    ),
    "the main checkpoint": (
        lambda files: files.pop("checkpoints/004.txt"),
        "checkpoints/ has no checkpoint of the tree of 92 events.",
    ),
    "the log that it is of": (
        edit_manifest(origin="another.example/log"),
        "checkpoints/001.txt: it is of the log 'bangvang.example/vinh-long', not of 'another.example/log'.",
    ),
    "the keys": (edit_file("keys.txt", b"bangvang", b"bangvanh"), "keys.txt: the key"),
    "the key's end": (edit_file("keys.txt", b"\n", b"\tuntil=never\n"), "keys.txt: unclear is 'until=never'."),
    "all keys": (lambda files: files.pop("keys.txt"), "the file keys.txt is missing."),
    "all events": (lambda files: files.pop("events.jsonl"), "the file events.jsonl is missing."),
    "the manifest": (lambda files: files.pop("manifest.json"), "the file manifest.json is missing."),
    "the bundle's format": (
        edit_manifest(format="bangvang-proof-bundle/2"),
        "manifest.json: the format is not bangvang-proof-bundle/1.",
    ),
    "whose round it is": (
        edit_manifest(province="dong-thap"),
        "Position 1: province.registered.v1: it is of another province or round.",
    ),
    "what it is about": (
        edit_manifest(round="2023"),
        "Position 11: round.opened.v1: it is of another province or round.",
    ),
    "that it is made up": (
        edit_manifest(provenance="published"),
        "Position 11: manifest.json conceals made-up figures.",
    ),
    "a name that is no text": (edit_manifest(province="\ud800"), "manifest.json: it cannot be read"),
    "the bundle's depth": (
        lambda files: files.update({"manifest.json": b"[" * 100_000}),
        "manifest.json: it cannot be read",
    ),
    "a rank": (edit_row(0, rank=1), "Scope department, unit so-noi-vu: its rank is 2, stated is 1."),
    "a rank that nobody has": (edit_row(3, rank=4), "Scope department, unit so-tttt: its rank is none, stated is 4."),
    "a total": (
        edit_row(1, reviewed="75.83"),
        "unit so-tai-chinh: self / reviewed / final / maximum are 75.7187 / 75.8298 / 75.8298 / 120, stated are ",
    ),
    "a percentage": (
        edit_row(1, percent="63.20"),
        "Scope department, unit so-tai-chinh: it has 63.19 %, stated are 63.20 %.",
    ),
    "a reason": (
        edit_row(3, not_ranked={"exempt": False, "reason": "khác"}),
        "Scope department, unit so-tttt: the log leaves it out because of 'Cơ quan thẩm định'.",
    ),
    "neither ranked nor not": (
        edit_row(3, not_ranked=None),
        "Scope department, unit so-tttt: it is neither ranked nor left out.",
    ),
    "a row that is missing": (
        edit_json("ranking.json", lambda value: value["scopes"][0]["rows"].pop(2)),
        "Scope department, unit so-y-te: it is missing from the ranking.",
    ),
    "a row that is doubled": (
        edit_json("ranking.json", lambda value: value["scopes"][0]["rows"].append(row("so-y-te", 3))),
        "ranking.json: a unit or a scope stands there twice.",
    ),
    "a row of nobody": (
        edit_json("ranking.json", lambda value: value["scopes"][0]["rows"].append(row("so-cu", 3))),
        "Scope department, unit so-cu: it does not belong to this scope.",
    ),
    "a scope": (
        edit_json("ranking.json", lambda value: value["scopes"][0].update(scope="district")),
        "Scope district, unit so-y-te: it does not belong to this scope.",
    ),
    "the ranking's moment": (
        edit_json("ranking.json", lambda value: value.update(as_of=93)),
        "ranking.json: it is of another round or moment.",
    ),
    "the ranking's stage": (
        edit_json("ranking.json", lambda value: value.update(stage="reviewed")),
        "Scope department, unit so-noi-vu: its rank is 3, stated is 2.",
    ),
    "the ranking's field": (
        edit_json("ranking.json", lambda value: value.update(as_of="92")),
        "ranking.json: 'as_of' is missing or of the wrong kind.",
    ),
}


@pytest.mark.parametrize("what", TOUCHED)
def test_what_was_touched_is_told(what: str, files: Files, check: Verify, tmp_path: Path) -> None:
    touch, sentence = TOUCHED[what]
    touch(files)
    told = check(files)
    assert told.code == 1
    assert any(sentence in wrong for wrong in told.wrong), told.wrong
    assert "Something does NOT hold" in told.text


def test_many_faults_are_counted(files: Files, check: Verify) -> None:
    files["events.jsonl"] = files["events.jsonl"].replace(b"self_scored", b"self_scorex")
    assert "… and 29 more." in check(files).wrong


def test_names_cannot_feign_lines(files: Files, check: Verify) -> None:
    edit_manifest(round="2022\n✓ \x1b[2J")(files)
    assert "2022\ufffd✓ \ufffd[2J" in check(files).text


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


# --- A log that is dishonest: every proof holds, but not what is proved -----------------------------------------------
def first(log: Log, name: str) -> LogEntry:
    return next(entry for entry in log if entry.name == name)


SELF_SCORED, ADJUSTED, RESCALED = "scorecard.self_scored.v1", "scorecard.adjusted.v1", "scorecard.rescaled.v1"
OPENED, FROZEN = "scorecard.opened.v1", "round.best_values_frozen.v1"
FINALISED, RESOLVED = "scorecard.finalised.v1", "scorecard.appeal_resolved.v1"
INDICATOR = f"so-noi-vu, indicator {CODES[0]}"
DISHONEST: dict[str, tuple[Callable[[Log], Log], str]] = {
    "points": (
        lambda log: edited(log, SELF_SCORED, points="6"),
        f"Position 18: {INDICATOR}: the inputs earn 5 points, recorded are 6.",
    ),
    "inputs": (
        lambda log: edited(log, SELF_SCORED, inputs={"level": "none"}),
        f"Position 18: scorecard.self_scored.v1: {INDICATOR}: there is no level 'none'.",
    ),
    "inputs that the rule has not": (
        lambda log: edited(log, SELF_SCORED, inputs={"levels": "deputy"}),
        f"{INDICATOR}: the rule has no input 'levels'.",
    ),
    "inputs that are missing": (
        lambda log: edited(log, SELF_SCORED, inputs={}),
        f"{INDICATOR}: the input 'level' is missing.",
    ),
    "inputs that are none": (
        lambda log: edited(log, SELF_SCORED, inputs=[]),
        "Position 18: scorecard.self_scored.v1: so-noi-vu, indicator 1.1: it cannot be read",
    ),
    "points that are none": (
        lambda log: edited(log, SELF_SCORED, points="1E+999999999"),
        "'1E+999999999' is no sound number.",
    ),
    "points that are no text": (lambda log: edited(log, SELF_SCORED, points=5), "'5' is no sound number."),
    "the rule": (
        lambda log: edited(log, SELF_SCORED, rule_hash="0" * 64),
        f"Position 18: {INDICATOR}: scored by another rule than the set's.",
    ),
    "an indicator": (
        lambda log: edited(log, SELF_SCORED, indicator="9.9"),
        "Position 18: scorecard.self_scored.v1: the unit has no indicator 9.9.",
    ),
    "judged points": (
        lambda log: edited(log, ADJUSTED, points="10.0001"),
        "Position 71: so-noi-vu, indicator 1.7: 10.0001 points are out of 0 – 10 or too fine.",
    ),
    "points that are too fine": (
        lambda log: edited(log, ADJUSTED, points="6.00001"),
        "Position 71: so-noi-vu, indicator 1.7: 6.00001 points are out of 0 – 10 or too fine.",
    ),
    "a rejected appeal": (
        lambda log: edited(log, RESOLVED, 1, points="6"),
        "Position 78: so-noi-vu, indicator 1.2: the appeal was rejected, yet 5 points became 6.",
    ),
    "a bonus": (
        lambda log: edited(log, RESOLVED, indicator="1.13"),
        "Position 76: so-noi-vu, indicator 1.13: 7 points are out of -2 – 3 or too fine.",
    ),
    "the largest value": (
        lambda log: edited(log, FROZEN, values={}),
        "Position 82: the frozen largest values are not the largest values of the units.",
    ),
    "rescaled points": (
        lambda log: edited(log, RESCALED, own=0, self_points="6"),
        "Position 79: so-noi-vu, indicator 1.12: rescaled they are 6.6667 / 6.6667 / 6.6667 points, recorded 6 /",
    ),
    "rescaled points and no more": (
        lambda log: edited(log, RESCALED, self_points=None),
        "so-noi-vu, indicator 1.12: against the largest value it has 6.6667 / 6.6667 / 6.6667 points, not — / 6.6667",
    ),
    "another indicator rescaled": (
        lambda log: edited(log, RESCALED, indicator="1.1"),
        "Position 82: so-noi-vu, indicator 1.12: against the largest value",
    ),
    "a total": (
        lambda log: edited(log, FINALISED, final_total="75"),
        "Position 84: so-noi-vu, final_total: the points add up to 72.9965, recorded is 75.",
    ),
    "what does not apply": (
        lambda log: edited(log, "scorecard.marked_not_applicable.v1", indicator="1.13"),
        "Position 74: so-y-te, indicator 1.13: it always applies.",
    ),
    "how many there are": (
        lambda log: edited(log, "round.finalised.v1", scorecards=4),
        "Position 89: the log says 4 final scorecards, 2 units not ranked; here are 3 and 2.",
    ),
    "the set": (
        lambda log: edited(log, "indicator_set.released.v1", content_hash="0" * 64),
        "Position 10: the set is not what its hash says.",
    ),
    "the pin": (
        lambda log: edited(
            log,
            "round.opened.v1",
            sets={"department": {"indicator_set": "x", "version": "1.0.0", "content_hash": "0" * 64}},
        ),
        "Position 11: the bundle lacks the set pinned for department.",
    ),
    "the set of a card": (
        lambda log: edited(log, OPENED, content_hash="0" * 64),
        "Position 17: so-noi-vu: it is not scored by the set pinned for it.",
    ),
    "the kind of a card": (
        lambda log: edited(log, OPENED, unit_kind="district"),
        "Position 17: scorecard.opened.v1: it cannot be read (KeyError('district')).",
    ),
    "whose card it is": (
        lambda log: edited(log, OPENED, unit="so-cong-thuong"),
        "Position 17: scorecard.opened.v1: this event can't begin this stream.",
    ),
    "the round of a card": (
        lambda log: edited(log, OPENED, round="2023"),
        "Position 17: scorecard.opened.v1: this event can't begin this stream.",
    ),
    "a unit": (
        lambda log: edited(log, "unit.registered.v1", 1, unit="so-cong-thuong"),
        "Position 17: so-noi-vu: no such unit in the registry.",
    ),
    "a card opened twice": (
        lambda log: renamed(log, 18, OPENED, first(log, OPENED)),
        "Position 18: scorecard.opened.v1: the scorecard of so-noi-vu was opened twice.",
    ),
    "a round opened twice": (
        lambda log: renamed(log, 12, "round.opened.v1", first(log, "round.opened.v1")),
        "Position 12: round.opened.v1: the round was opened twice.",
    ),
    "a beginning that is none": (
        lambda log: renamed(log, 17, SELF_SCORED, first(log, SELF_SCORED)),
        "Position 17: scorecard.self_scored.v1: this event can't begin this stream.",
    ),
    "points without a card": (
        lambda log: renamed(log, 17, SELF_SCORED, first(log, SELF_SCORED)),
        "Position 18: scorecard.self_scored.v1: the scorecard was not opened.",
    ),
    "an event in a wrong stream": (
        lambda log: renamed(log, 18, "unit.registered.v1", log[1]),
        "Position 18: unit.registered.v1: the event is in a stream where it does not belong.",
    ),
    "a set in a wrong stream": (
        lambda log: renamed(log, 18, "indicator_set.released.v1", log[9]),
        "Position 18: indicator_set.released.v1: the set is in a stream where it does not belong.",
    ),
    "an event that stands twice": (
        lambda log: edited_envelope(log, 19, event_id=json.loads(log[17].state)["event_id"]),
        "Position 19: its event id stands twice.",
    ),
}


def renamed(log: Log, position: int, name: str, other: LogEntry) -> Log:
    """The log with what another event says in this one's place."""
    chosen = log[position - 1]
    recorded = json.loads(chosen.state) | {"data": json.loads(other.state)["data"]}
    return replaced(log, chosen, name=name, state=written(recorded))


def edited_envelope(log: Log, position: int, **changes: Any) -> Log:
    chosen = log[position - 1]
    return replaced(log, chosen, state=written(json.loads(chosen.state) | changes))


@pytest.mark.parametrize("what", DISHONEST)
def test_what_a_dishonest_log_says_is_told(what: str, log: Log, check: Verify) -> None:
    dishonest, sentence = DISHONEST[what]
    told = check(whole(dishonest(log), honest=log))
    assert told.code == 1
    assert "92 of 92 events are, byte for byte, leaves of the tree" in told.text
    assert any(sentence in wrong for wrong in told.wrong), told.wrong


def test_a_card_that_was_left_out_is_missed(log: Log, check: Verify) -> None:
    opened = [entry for entry in log if entry.name == OPENED][1]
    files = whole(log)
    lines = [line for line in lines_of(files) if str(opened.originator_id).encode() not in line]
    put_lines(files, lines)
    edit_json(
        "proofs.json",
        lambda value: value.update(
            inclusion={
                str(json.loads(line)["position"]): value["inclusion"][str(json.loads(line)["position"])]
                for line in lines
            }
        ),
    )(files)
    told = check(files)
    expected = "the log says 3 final scorecards, 2 units not ranked; here are 2 and 2."
    assert any(expected in wrong for wrong in told.wrong)


def test_a_bundle_without_the_round_is_told(log: Log, check: Verify) -> None:
    told = check(whole(log[:10]))
    assert told.wrong[:2] == [
        "The province's or the round's stream is missing.",
        "Points and totals: the bundle has no opening of the round.",
    ]
    files, opening = whole(log[:17]), first(log, "round.opened.v1")
    put_lines(files, [line for line in lines_of(files) if str(opening.originator_id).encode() not in line])
    assert "Position 17: scorecard.opened.v1: the bundle has no opening of the round." in check(files).wrong


def test_a_unit_s_bundle_has_no_other_unit(log: Log, check: Verify) -> None:
    files = whole(log, STATED[0])
    edit_manifest(unit=UNITS[0])(files)
    assert "Position 34: scorecard.opened.v1: it is another unit's scorecard, so-tai-chinh." in check(files).wrong
    edit_manifest(unit="so-moi")(files)
    assert "Ranking: ranking.json: there is no unit so-moi." in check(files).wrong


def test_a_unit_s_bundle_may_lack_the_sets_of_others_but_not_its_own(log: Log, check: Verify) -> None:
    files = bundle(log, ranking(len(log), STATED[0]), PROVINCE, ROUND, UNITS[0])
    released = first(log, "indicator_set.released.v1")
    put_lines(files, [line for line in lines_of(files) if str(released.originator_id).encode() not in line])
    told = check(files)
    assert "Position 17: scorecard.opened.v1: the bundle lacks the set of so-noi-vu." in told.wrong
    assert not any(wrong.startswith("Position 11") for wrong in told.wrong)


def test_an_unknown_kind_of_rule_is_told(log: Log, check: Verify) -> None:
    definition = json.loads(first(log, "indicator_set.released.v1").state)["data"]["definition"]
    definition["groups"][0]["indicators"][0]["rule"] = {"kind": "oracle"}
    told = check(whole(edited(log, "indicator_set.released.v1", definition=definition)))
    expected = f"Position 18: scorecard.self_scored.v1: {INDICATOR}: the kind of rule 'oracle' is unknown."
    assert expected in told.wrong


def test_a_unit_that_never_handed_in_is_not_ranked(tmp_path: Path, check: Verify) -> None:
    commands = list(story())
    submission = next(n for n, each in enumerate(commands) if type(each).__name__ == "SubmitScorecard")
    log = log_of(commands[:submission], tmp_path)
    rows = (*(row(unit, None, exempt=False, reason="") for unit in UNITS), *STATED[3:])
    assert check(whole(log, *rows)).wrong == []
    assert RELATIVE in CODES


def test_the_command_explains_itself(run: Verify, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        run("--help")
    assert ended.value.code == 0
    assert "VERIFIERKEY" in capsys.readouterr().out
