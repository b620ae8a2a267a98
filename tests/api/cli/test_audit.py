"""``bangvang audit``: what auditors and doubters are told, and what they take away with them."""

import json
import sqlite3
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from application.proof import tree
from tests.api.cli.conftest import CommandLine
from tests.domain.builders import DEFINITION

pytestmark = pytest.mark.no_cover


@pytest.fixture
def signed(published: CommandLine) -> CommandLine:
    """A published round whose log has keys."""
    published("keys", "init", "--name", "thu")
    return published


def tamper(cli: CommandLine, statement: str) -> None:
    with sqlite3.connect(cli.data / "events.db") as connection:
        connection.execute(statement)
    connection.close()


def test_an_untouched_store_holds(signed):
    signed("audit", "checkpoint")
    output = signed("audit", "verify").output
    assert "held against 1 signed checkpoints" in output
    assert "✓ Every event up to position" in output
    assert "đúng như khi được ký" in signed("audit", "verify", "--lang", "vi").output
    told = signed.json("audit", "verify")
    assert (told["holds"], told["findings"], told["covered"]) == (True, [], told["entries"])


def test_what_stands_under_no_checkpoint_yet_is_told(signed):
    signed("audit", "checkpoint")
    signed("province", "unit-rename", "vinh-long", "so-tttt", "--name", "Sở Khoa học", "--reason", "sáp nhập")
    output = signed("audit", "verify").output
    assert "1 later ones agree with the hash tree, which no checkpoint has signed yet" in output


def test_a_log_that_nobody_has_signed_can_t_be_proved(published):
    output = published("audit", "verify", code=1).output
    assert "No checkpoint was signed so far" in output
    assert published.refused("audit", "checkpoint", code=4)["code"] == "keys-missing"


def test_publishing_a_round_makes_a_checkpoint_that_ends_with_it(signed):
    signed("audit", "verify")
    [made] = signed.json("audit", "checkpoints")
    assert signed.json("log", "tail", "--name", "round.published.v1")["position"] == made["size"]
    assert made["note"].startswith(f"bangvang/thu\n{made['size']}\n")


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("UPDATE stored_events SET state = CAST(state || ' ' AS BLOB) WHERE notification_id = 11", "Position 11"),
        ("DELETE FROM stored_events WHERE notification_id = 12", "Positions 12 to 12 are missing"),
        ("DELETE FROM stored_events WHERE notification_id > 30", "The log ends at position 30"),
    ],
)
def test_a_changed_store_does_not_hold(signed, statement, sentence):
    signed("audit", "checkpoint")
    tamper(signed, statement)
    output = signed("audit", "verify", code=1).output
    assert sentence in output
    assert "NOT intact" in output


def test_a_checkpoint_kept_elsewhere_finds_what_was_rewritten_with_all_checkpoints(signed):
    kept = signed.file("kept.txt", signed("audit", "checkpoint").stdout)
    assert "✓" in signed("audit", "verify", "--checkpoint", kept).output
    tamper(signed, "UPDATE stored_events SET state = CAST(state || ' ' AS BLOB) WHERE notification_id = 30")
    tamper(signed, "DELETE FROM checkpoints")
    for path in signed.data.glob("read.db*"):
        path.unlink()
    signed("audit", "checkpoint")
    assert "✓" in signed("audit", "verify").output
    assert "not the one signed at checkpoint" in signed("audit", "verify", "--checkpoint", kept, code=1).output


def test_what_is_no_checkpoint_of_this_log_is_refused(signed):
    note = signed("audit", "checkpoint").stdout
    other = signed.file("other.txt", note.replace("\n", "9\n", 1))
    assert signed.refused("audit", "verify", "--checkpoint", other, code=3)["code"] == "signature-wrong"
    odd = signed.folder / "odd.txt"
    odd.write_bytes(b"\xff")
    assert signed.refused("audit", "verify", "--checkpoint", odd, code=3)["code"] == "note-malformed"


def test_a_stored_checkpoint_that_was_changed_is_a_finding(signed):
    signed("audit", "checkpoint")
    tamper(signed, "UPDATE checkpoints SET note = replace(note, 'bangvang/thu', 'bangvang/la') WHERE size > 0")
    assert "can't be trusted" in signed("audit", "verify", code=1).output


def test_a_rewritten_log_is_not_signed_again(signed):
    signed("audit", "checkpoint")
    tamper(signed, "UPDATE stored_events SET state = CAST(state || ' ' AS BLOB) WHERE notification_id = 30")
    signed("projections", "rebuild", "transparency")
    assert signed.refused("audit", "checkpoint", code=6)["code"] == "log-rewritten"


def test_proofs_are_printed_for_programs_and_people(signed):
    size = signed.json("audit", "checkpoint")["size"]
    proof = signed.json("audit", "inclusion", "7")
    assert (proof["position"], proof["size"]) == (7, size)
    assert f"root\t{proof['root']}" in signed("audit", "inclusion", "7").output
    path = signed.json("audit", "consistency", "7")
    assert (path["from"], path["to"], path["to_root"]) == (7, size, proof["root"])
    assert signed.refused("audit", "inclusion", str(size + 1), code=3)["code"] == "tree-size-unknown"


def test_a_receipt_proves_that_its_event_stands_in_the_log(signed):
    receipt, qr = signed.folder / "receipt.json", signed.folder / "receipt.svg"
    signed("audit", "receipt", "20", "--output", receipt, "--qr", qr)
    assert qr.read_bytes().startswith(b"<svg")
    assert "still stands unchanged" in signed("audit", "check", receipt).output
    assert signed.json("audit", "check", receipt)["holds"]
    assert json.loads(signed("audit", "receipt", "20").stdout) == json.loads(receipt.read_bytes())


def test_a_receipt_of_what_came_after_the_last_checkpoint_is_signed_for(signed):
    signed("audit", "checkpoint")
    signed("province", "unit-rename", "vinh-long", "so-tttt", "--name", "Sở Khoa học", "--reason", "sáp nhập")
    last = signed.json("log", "tail", "--limit", "1")["position"]
    made = json.loads(signed("audit", "receipt", str(last)).stdout)
    assert made["checkpoint"].split("\n")[1] == str(last)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"position": 21}, "receipt-wrong"),
        ({"leaf": "AAAA"}, "receipt-wrong"),
        ({"leaf": "?"}, "receipt-wrong"),
        ({"path": []}, "receipt-wrong"),
        ({"checkpoint": "none"}, "note-malformed"),
        ({"position": "x"}, "receipt-wrong"),
        ({"event": "award_campaign.granted.v1"}, "receipt-wrong"),
        ({"version": 9999}, "receipt-wrong"),
        ({"stream": "6d1bfb0c-5a43-5a0e-9d7e-3b7b6f0c2a61"}, "receipt-wrong"),
        ({"format": "bangvang-receipt/2"}, "receipt-wrong"),
    ],
)
def test_a_changed_receipt_proves_nothing(signed, change, code):
    made = json.loads(signed("audit", "receipt", "20").stdout)
    changed = signed.file("receipt.json", {**made, **change})
    assert signed.refused("audit", "check", changed, code=3)["code"] == code


def test_a_receipt_of_an_event_that_was_changed_since_tells_so(signed):
    made = signed.file("receipt.json", json.loads(signed("audit", "receipt", "20").stdout))
    tamper(signed, "UPDATE stored_events SET state = state || ' ' WHERE notification_id = 20")
    assert "holds something else" in signed.refused("audit", "check", made, code=3)["detail"]


def test_there_is_no_receipt_of_what_is_not_there(signed):
    assert signed.refused("audit", "receipt", "9999", code=3)["code"] == "tree-size-unknown"


def test_a_receipt_in_a_log_of_a_million_events_fits_into_one_qr_code():
    segno = pytest.importorskip("segno")
    made = {
        "format": "bangvang-receipt/1",
        "position": 999_999,
        "stream": "6d1bfb0c-5a43-5a0e-9d7e-3b7b6f0c2a61",
        "version": 250,
        "event": "scorecard.marked_not_applicable.v1",
        "leaf": "A" * 44,
        "path": ["A" * 44] * len(tree.inclusion(lambda *_: b"", 999_998, 1_000_000)),
        "checkpoint": "bangvang/so-khcn-vinh-long\n1000000\n"
        + "A" * 44
        + "\n\n— bangvang/so-khcn-vinh-long "
        + "A" * 92,
    }
    assert segno.make(json.dumps(made), error="l", micro=False).version <= 40


# --- Bundles -----------------------------------------------------------------


def verified(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """What a sceptic sees who has nothing but Python."""
    command = [sys.executable, "-I", "-S", str(folder / "verify.py"), *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, encoding="utf-8")


def unpacked(cli: CommandLine, *words: str) -> Path:
    path, folder = cli.folder / "bundle.zip", cli.folder / "bundle"
    cli("audit", "export", *words, "--output", path)
    with zipfile.ZipFile(path) as archive:
        archive.extractall(folder)
    return folder


def test_a_bundle_verifies_without_us(signed):
    folder = unpacked(signed, "vinh-long/2022")
    done = verified(folder)
    assert done.returncode == 0, done.stdout
    assert "HOLDS" in done.stdout
    assert "python3 verify.py" in (folder / "README.txt").read_text("utf-8")
    assert [json.loads(path.read_text("utf-8"))["code"] for path in (folder / "sets").iterdir()] == [DEFINITION.code]
    key = (folder / "keys.txt").read_text("utf-8").strip()
    assert verified(folder, "--key", key).returncode == 0


def test_a_bundle_of_one_unit_verifies_without_us(signed):
    folder = unpacked(signed, "vinh-long/2022", "so-tai-chinh")
    assert verified(folder).returncode == 0
    [scope] = json.loads((folder / "ranking.json").read_text("utf-8"))["scopes"]
    assert [row["unit"] for row in scope["rows"]] == ["so-tai-chinh"]


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("events.jsonl", "7.5", "9.5"),
        ("ranking.json", '"rank": 1', '"rank": 2'),
        ("ranking.json", '"final": "', '"final": "1'),
    ],
)
def test_a_bundle_that_was_changed_fails(signed, file, old, new):
    folder = unpacked(signed, "vinh-long/2022")
    path = folder / file
    path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")
    done = verified(folder)
    assert done.returncode == 1
    assert "✗" in done.stdout


def test_a_bundle_is_made_whole_or_not_at_all(signed):
    path = signed.folder / "bundle.zip"
    assert signed.refused("audit", "export", "vinh-long/2023", "--output", path, code=4)["code"] == "round-unknown"
    unknown = ("audit", "export", "vinh-long/2022", "so-y-te", "--output", path)
    assert signed.refused(*unknown, code=4)["code"] == "scorecard-unknown"
    assert not path.exists()
    path.write_text("mine")
    signed("audit", "export", "vinh-long/2022", "--output", path, code=1)
    assert path.read_text() == "mine"
    assert [each.name for each in signed.folder.glob("bundle*")] == ["bundle.zip"]
