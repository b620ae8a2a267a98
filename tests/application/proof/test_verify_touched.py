"""Of a bundle that was touched it is told what does not hold, and where."""

import json
from pathlib import Path

import pytest

from tests.application.proof.bundles import (
    Files,
)
from tests.application.proof.conftest import Verify
from tests.application.proof.edits import (
    Edit,
    drop_line,
    edit_file,
    edit_json,
    edit_line,
    edit_manifest,
    edit_proofs,
    edit_row,
    other_hash,
    sealed,
    swap_lines,
    swap_positions,
    turn_signature,
)
from tests.application.proof.scene import (
    row,
)

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
    "an actor": (
        edit_line(20, b'\\"role\\":\\"unit\\"', b'\\"role\\":\\"\\"'),
        "Position 20: nobody is named as actor.",
    ),
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
        "Scope department, unit so-tttt: it is wrongly ranked or left out.",
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


def test_sets_to_be_read_are_those_of_the_log(files: Files, check: Verify) -> None:
    lines = [json.loads(line) for line in files["events.jsonl"].splitlines()]
    released = next(json.loads(line["state"]) for line in lines if line["name"] == "indicator_set.released.v1")
    definition = released["data"]["definition"]
    files["sets/set.json"] = json.dumps(definition).encode()
    assert check(files).code == 0
    files["sets/set.json"] = json.dumps({**definition, "name": "Bộ khác"}).encode()
    told = check(files)
    assert told.code == 1
    assert "sets/set.json: no set released in the log." in told.wrong
