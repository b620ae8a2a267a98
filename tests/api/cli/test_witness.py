"""``bangvang witness`` against a log that is served for real: it signs what goes on, and nothing else."""

import json
import os
import sqlite3
import sys
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from subprocess import PIPE, Popen
from threading import Thread
from urllib.request import urlopen

import pytest

from api import log_client
from application.proof import checkpoints, keys, notes
from application.proof.checkpoints import Checkpoint
from application.proof.signing import Verifier
from application.settings import Settings
from projections.platform import Platform
from tests.api.cli.conftest import CommandLine

pytestmark = pytest.mark.no_cover

Look = Callable[..., list[str | Path]]


@pytest.fixture
def signing(registered: CommandLine) -> CommandLine:
    """A command line with a log that is signed, and a witness whom the log knows."""
    registered("keys", "init")
    public = registered.json("witness", "init", "--key", registered.folder / "witness.key", "--name", "thanh-tra")[
        "key"
    ]
    (registered.data / "keys" / "witnesses.txt").write_text(f"# Thanh tra tỉnh\n{public}\n", "utf-8")
    assert registered.json("keys", "witnesses") == [{"key": public}]
    registered("audit", "checkpoint")
    return registered


@pytest.fixture
def address(signing: CommandLine) -> Iterator[str]:
    """Where that log is served."""
    words = [sys.executable, "-m", "tests.api.serving", str(signing.data)]
    with Popen(words, stdout=PIPE, text=True) as process:
        assert process.stdout
        try:
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


def look(cli: CommandLine, address: str, *, log_key: str | None = None) -> list[str | Path]:
    """The words of a look at that log."""
    key = log_key or cli.json("keys", "show")[0]["key"]
    own = cli.folder / "witness.key", cli.folder / "seen"
    return ["witness", "cosign", address, "--key", own[0], "--state", own[1], "--log-key", key]


def grow(cli: CommandLine, province: str) -> None:
    cli("province", "register", province, "--name", province)
    cli("audit", "checkpoint")


def newest(address: str) -> str:
    with urlopen(f"{address}/api/v1/log/checkpoint", timeout=20) as answer:
        return str(answer.read().decode())


def verifiers(cli: CommandLine) -> list[Verifier]:
    return [Verifier.parse(cli.json("keys", name)[0]["key"]) for name in ("show", "witnesses")]


def evidence(cli: CommandLine) -> list[str]:
    return sorted(path.suffix for path in cli.folder.glob("seen.*.s*"))


def tampered(cli: CommandLine) -> None:
    """Somebody who has everything changes an early event and makes the tree anew, to sign it again."""
    with sqlite3.connect(cli.data / "events.db") as connection:
        connection.execute("UPDATE stored_events SET state = replace(state, 'Vinh Long', 'Vinh Lon') WHERE rowid = 1")
    connection.close()
    cli("projections", "rebuild", "transparency")


def signed_by_hand(cli: CommandLine, size: int) -> None:
    with Platform(Settings(data=cli.data)) as platform:
        root = platform.transparency.root(size)
        signer = keys.signer(platform.settings.keys)
        note = notes.sign(checkpoints.text(Checkpoint(signer.name, size, root)), signer)
        platform.application.recorder.save_checkpoint(size, note)


def test_a_witness_signs_a_log_that_grows(signing: CommandLine, address: str) -> None:
    first = signing.json(*look(signing, address))
    assert (first["previous"], first["size"]) == (None, 5)
    grow(signing, "ca-mau")
    second = signing.json(*look(signing, address))
    assert (second["previous"], second["size"]) == (5, 6)
    note = newest(address)
    assert note == second["note"] == (signing.folder / "seen").read_text("utf-8") + second["line"]
    assert len(notes.verified(note, verifiers(signing)).signatures) == 2
    assert "goes on from size 6" in signing(*look(signing, address)).output
    assert newest(address) == note
    assert "✓" in signing("audit", "verify").output


@pytest.mark.parametrize("size", [5, 6] if "THOROUGH" in os.environ else [6])
def test_a_log_that_was_rewritten_is_refused_and_evidence_kept(signing: CommandLine, address: str, size: int) -> None:
    signing(*look(signing, address))
    seen = (signing.folder / "seen").read_text("utf-8")
    tampered(signing)
    signing("province", "register", "ca-mau", "--name", "Cà Mau")
    signing("round", "list")
    signed_by_hand(signing, size)
    result = signing(*look(signing, address), code=6)
    assert "[checkpoints-inconsistent]" in result.stderr
    assert "THE LOG WAS REWRITTEN OR HAS FORKED" in result.stderr
    assert evidence(signing) == [".seen", ".shown"]
    known = verifiers(signing)[:1]
    kept = [notes.verified(path.read_text("utf-8"), known).text for path in signing.folder.glob("seen.*.s*")]
    assert len(set(kept)) == 2
    assert (signing.folder / "seen").read_text("utf-8") == seen
    assert "thanh-tra" not in newest(address)
    signing(*look(signing, address), code=6)
    assert evidence(signing) == [".seen", ".shown"]


def test_a_log_that_was_cut_is_refused(signing: CommandLine, address: str) -> None:
    before = newest(address)
    grow(signing, "ca-mau")
    signing(*look(signing, address))
    with sqlite3.connect(signing.data / "events.db") as connection:
        connection.execute("DELETE FROM checkpoints WHERE size = 6")
    connection.close()
    assert newest(address) == before
    refusal = signing.refused(*look(signing, address), code=6)
    assert refusal["code"] == "checkpoints-inconsistent"
    assert [Path(file).read_text("utf-8") for file in refusal["data"]["evidence"]][1] == before


def test_what_is_refused_is_not_signed(signing: CommandLine, address: str) -> None:
    own = signing.json("keys", "show")[0]["key"]
    stranger = signing.json("keys", "init", "--data", signing.folder / "other")[0]["key"]
    for key, code in ((stranger, "note-unsigned"), (f"{own} until=4", "key-retired"), ("x", "key-malformed")):
        assert signing.refused(*look(signing, address, log_key=key), code=3)["code"] == code
    seen = signing.folder / "seen"
    assert not seen.exists()
    seen.touch()
    # What can't be read is no new beginning.
    assert signing.refused(*look(signing, address), code=3)["code"] == "note-malformed"
    seen.unlink()
    (signing.data / "keys" / "witnesses.txt").unlink()
    refusal = signing.refused(*look(signing, address), code=6)
    assert refusal["code"] == "log-unreachable"
    assert "HTTP 403 'thanh-tra' is no witness" in refusal["en"]["detail"]
    assert newest(address) == seen.read_text("utf-8")


# --- What else may be at an address -----------------------------------------------------------------------------------


class Odd(BaseHTTPRequestHandler):
    """Answers what it was given."""

    status, body = 200, b""

    def do_GET(self) -> None:
        self.send_response(self.status)
        self.send_header("Location", "http://127.0.0.1:1/")
        self.end_headers()
        self.wfile.write(self.body)

    def log_message(self, *_: object) -> None: ...


@pytest.fixture
def odd() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Odd) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


@pytest.mark.parametrize(
    ("status", "body", "told"),
    [
        (200, b"x" * 2_000_000, "takes too long"),
        (200, b"\xff", "can't be read"),
        (302, b"", "HTTP 302"),
        (404, b"<html>", "HTTP 404"),
        (404, json.dumps({"code": 1, "en": {"detail": 1}}).encode(), "HTTP 404"),
        (404, json.dumps({"en": {"detail": "\x1b[31mNo"}}).encode(), "HTTP 404 �[31mNo"),
    ],
)
def test_odd_answers_are_refused(
    signing: CommandLine, odd: str, monkeypatch: pytest.MonkeyPatch, status: int, body: bytes, told: str
) -> None:
    monkeypatch.setattr(Odd, "status", status)
    monkeypatch.setattr(Odd, "body", body)
    result = signing(*look(signing, odd), code=6)
    assert "[log-unreachable]" in result.stderr
    assert told in result.stderr


def test_what_is_no_note_is_refused(signing: CommandLine, odd: str) -> None:
    assert signing.refused(*look(signing, odd), code=3)["code"] == "note-malformed"


@pytest.mark.parametrize("address", ["file:///etc/passwd", "http://127.0.0.1:1", "http://[", "http://a b/", "ftp://x"])
def test_addresses_without_a_log_are_refused(signing: CommandLine, address: str) -> None:
    assert signing.refused(*look(signing, address), code=6)["code"] == "log-unreachable"


def test_slow_answers_end(signing: CommandLine, odd: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Odd, "body", b"slow")
    monkeypatch.setattr(log_client, "PATIENCE", 0.0)
    assert signing.refused(*look(signing, odd), code=6)["code"] == "log-unreachable"


def test_a_witness_s_key_is_made_once_and_never_told(cli: CommandLine) -> None:
    key = cli.folder / "witness.key"
    output = cli("witness", "init", "--key", key).output
    assert output.startswith("nhan-chung+")
    assert "PRIVATE" not in output
    assert key.stat().st_mode & 0o777 == 0o600
    assert "exists" in cli("witness", "init", "--key", key, code=1).stderr
    assert cli.refused("witness", "init", "--key", cli.folder / "x", "--name", "a b", code=3)["code"] == "key-malformed"
