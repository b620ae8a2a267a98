"""``bangvang people``: who stands behind references, and how a name is erased."""

import hashlib
import json

import pytest

from tests.api.cli.conftest import CommandLine

pytestmark = pytest.mark.no_cover

UNKNOWN = "person:" + "0" * 64
WHERE = ("vinh-long/2022", "so-noi-vu")


@pytest.fixture
def scored(opened: CommandLine) -> CommandLine:
    """One officer has scored and another has explained."""
    at = ("--at", "2022-11-01")
    opened("scorecard", "self-score", *WHERE, "2.2", "--points", "3", "--actor", "Lan Anh", *at)
    opened("scorecard", "explain", *WHERE, "2.2", "--text", "đủ", "--actor", "minh", *at)
    return opened


def reference_of(cli: CommandLine, name: str) -> str:
    return next(str(person["reference"]) for person in cli.json("people", "list") if person["name"] == name)


def test_people_are_listed_and_shown_with_what_proves_them(scored: CommandLine):
    reference = reference_of(scored, "Lan Anh")
    person = scored.json("people", "show", reference)
    digest = hashlib.sha256(bytes.fromhex(person["salt"]) + b"Lan Anh").hexdigest()
    assert reference == f"person:{digest}"
    table = scored("people", "list").output
    assert "Lan Anh" in table
    assert "minh" in table
    assert person["salt"] not in table
    assert person["salt"] in scored("people", "show", reference).output


def test_an_erased_name_is_shown_nowhere_and_others_are(scored: CommandLine):
    reference = reference_of(scored, "Lan Anh")
    history = ("history", "so-noi-vu", "vinh-long/2022", "2.2")
    assert "Lan Anh" in scored(*history).output
    assert "Lan Anh" in scored("log", "tail").output
    scored("people", "erase", reference, "--reason", "theo yêu cầu", "--actor", "quan-tri")

    assert scored.json("people", "erase", reference, "--reason", "theo yêu cầu")["events"] == 0
    told = [scored(*history).output, scored("log", "tail").output, scored("log", "tail", "--format", "json").output]
    assert not any("Lan Anh" in output for output in told)
    assert all(f"«erased on request» {reference[:15]}…" in output for output in told[:2])
    assert all("minh" in output for output in told)
    by_reference = [change["names"][change["actor_id"]] for change in scored.json(*history)]
    assert by_reference == [None, "minh"]
    assert "«đã xóa theo yêu cầu»" in scored(*history, "--lang", "vi").output
    shown = scored("people", "show", reference).output
    assert "quan-tri" in shown
    assert "theo yêu cầu" in shown
    data = b"".join(file.read_bytes() for file in scored.data.iterdir())
    assert b"Lan Anh" not in data
    assert b"minh" in data


def test_the_log_names_whom_an_event_refers_to(scored: CommandLine):
    last = json.loads(scored("log", "tail", "-n", "1", "--format", "json").stdout)
    assert last["names"] == {last["actor"]["id"]: "minh"}


def test_rank_changes_tell_who(published: CommandLine):
    changes = published.json("rank-changes", "vinh-long/2022")
    assert changes
    assert all(change["names"].get(change["actor_id"]) for change in changes)
    assert changes[0]["names"][changes[0]["actor_id"]] in published("rank-changes", "vinh-long/2022").output


def test_who_is_unknown_is_not_found(scored: CommandLine):
    for words in (("show", UNKNOWN), ("erase", UNKNOWN, "--reason", "x")):
        assert scored.refused("people", *words, code=4)["code"] == "person-unknown"
    scored("people", "show", "lan", code=2)
    scored("people", "erase", reference_of(scored, "minh"), code=3)
    scored("people", "erase", reference_of(scored, "minh"), "--reason", "x", "--as", "auditor", code=5)
    assert "minh" in scored("people", "list").output


def test_what_was_proven_before_an_erasure_stays_proven(scored: CommandLine):
    scored("keys", "init")
    scored("audit", "checkpoint")
    position = scored.json("log", "tail", "-n", "1")["position"]
    receipt = scored.file("receipt.txt", scored("audit", "receipt", str(position)).stdout)
    scored("people", "erase", reference_of(scored, "Lan Anh"), "--reason", "theo yêu cầu")
    scored("audit", "checkpoint")
    scored("audit", "verify")
    scored("audit", "check", receipt)
