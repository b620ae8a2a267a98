"""Checkpoints, cosignatures and proofs as Go's own libraries read them, which share nothing with this program."""

import json
import os
import shutil
import subprocess
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from subprocess import PIPE
from typing import Any, NamedTuple

import msgspec
import pytest

from api.demo.national import load_national
from application.proof import cosigning, keys, notes
from application.proof.notes import Note, Signature
from application.proof.signing import Kind, Signer
from application.recording import StoredEntry
from application.settings import Settings
from projections.platform import Platform
from projections.transparency.proofs import ConsistencyProof, InclusionProof

pytestmark = [pytest.mark.no_cover, pytest.mark.foreign]

ORIGIN = "bangvang/thu"
WITNESS = Signer("witness.example/w1", bytes([4]) * 32, Kind.COSIGNATURE)
AT = datetime(2022, 12, 20, 8, tzinfo=UTC)
EARLIER = 40
"""The size at which the first key has signed; the second one goes on from there."""

Question = dict[str, Any]
Answer = dict[str, Any]
Ask = Callable[..., list[Answer]]


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Ask:
    """Asks the Go program; it is built elsewhere, for newer versions of Go than the oldest one change ``go.mod``."""
    folder = tmp_path_factory.mktemp("go") / "checkpoint"
    shutil.copytree(Path(__file__).parent / "checkpoint", folder)
    pinned = (folder / "go.sum").read_bytes()
    # Without C, for which Go would want a compiler.
    environment = {**os.environ, "CGO_ENABLED": "0"}
    subprocess.run(["go", "build", "-mod=mod", "-o", "checkpoint", "."], cwd=folder, env=environment, check=True)
    assert (folder / "go.sum").read_bytes() == pinned

    def asked(*questions: Question) -> list[Answer]:
        text = "".join(map(json.dumps, questions))
        found = subprocess.run([folder / "checkpoint"], input=text, stdout=PIPE, encoding="utf-8", check=True)
        return [json.loads(line) for line in found.stdout.splitlines()]

    return asked


class Log(NamedTuple):
    """A log that two keys have signed, one after the other, and a witness."""

    platform: Platform
    first_key: str
    second_key: str
    first: str
    second: str
    """The checkpoints, the first one of ``EARLIER`` entries, the second one cosigned."""
    entries: Sequence[StoredEntry]


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Log]:
    settings = Settings(data=tmp_path_factory.mktemp("log"))
    first_key = keys.init(settings.keys, ORIGIN).verifier
    (settings.keys / keys.WITNESSES).write_text(f"{WITNESS.verifier}\n", encoding="utf-8")
    with Platform(settings) as platform:
        load_national(platform.application, lambda: None)
        platform.projections.whenever_advanced = lambda: None
        platform.projections.advance()
        first = platform.checkpoints.make(EARLIER).note
        second_key = keys.rotate(settings.keys, EARLIER).verifier
        signed = platform.checkpoints.make()
        line = cosigning.cosign(signed.note, platform.checkpoints.public_keys(), WITNESS, AT)
        second = platform.checkpoints.add_cosignature(signed.checkpoint.size, line)
        with platform.log.entries(0, signed.checkpoint.size) as entries:
            yield Log(platform, str(first_key), str(second_key), first, second, [*entries])


def question(note: str, key: str, **others: object) -> Question:
    return {"note": note, "origin": ORIGIN, "log_key": key, "witness_keys": [str(WITNESS.verifier)], **others}


def inclusion(log: Log, position: int, size: int) -> Question:
    """The proof, with what is hashed as docs/auditing.md says it is."""
    at, stream, version, name, state = log.entries[position - 1]
    content = b"%d %b %b %d %b\n%b" % (at, stream, version, len(state), name, state)
    made = InclusionProof.made(log.platform.transparency, position, size)
    return {"index": position - 1, "entry": b64encode(content).decode(), "path": made.path}


def consistency(log: Log, earlier: int, later: int) -> Question:
    made = ConsistencyProof.made(log.platform.transparency, earlier, later)
    return {"size": earlier, "root": made.earlier_root, "path": made.path}


def flipped(text: str) -> str:
    """The same bytes, in base64, but for one bit."""
    content = bytearray(b64decode(text))
    content[-1] ^= 1
    return b64encode(content).decode()


def refused(answers: Sequence[Answer]) -> list[bool]:
    return [bool(each["refused"]) for each in answers]


def test_a_checkpoint_is_understood_alike(ask: Ask, log: Log):
    ours = log.platform.checkpoints.verified(log.first)
    [found] = ask(question(log.first, log.first_key))
    assert found == {
        "origin": ours.origin,
        "size": ours.size,
        "root": b64encode(ours.root).decode(),
        "rest": "",
        "cosignatures": {},
        "refused": "",
    }


def test_a_cosigned_checkpoint_after_a_rotation_is_understood_alike(ask: Ask, log: Log):
    ours = log.platform.checkpoints.verified(log.second)
    [found] = ask(question(log.second, log.second_key))
    assert (found["origin"], found["size"], b64decode(found["root"])) == (ours.origin, ours.size, ours.root)
    assert found["cosignatures"] == {WITNESS.name: int(AT.timestamp())}
    assert not found["refused"]


def test_each_key_has_signed_its_own_checkpoint_only(ask: Ask, log: Log):
    crossed = question(log.first, log.second_key), question(log.second, log.first_key)
    of_nobody = question(log.first, str(Signer(ORIGIN, bytes(32)).verifier))
    assert refused(ask(*crossed, of_nobody)) == [True, True, True]


def test_no_byte_of_a_checkpoint_can_be_another(ask: Ask, log: Log):
    size = len(notes.parse(log.second).text.encode())
    content = log.second.encode()
    changed = [content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :] for at in range(size)]
    assert all(refused(ask(*(question(each.decode(errors="replace"), log.second_key) for each in changed))))


def test_no_byte_of_a_signature_can_be_another(ask: Ask, log: Log):
    note = notes.parse(log.second)
    own, cosignature = note.signatures
    forged = [str(Note(note.text, (each, cosignature))) for each in altered(own)]
    assert all(refused(ask(*(question(each, log.second_key) for each in forged))))
    # A witness whose key has another hash is unknown, which takes nothing from the log's own signature.
    forged = [str(Note(note.text, (own, each))) for each in altered(cosignature)]
    answers = ask(*(question(each, log.second_key) for each in forged))
    assert [each["cosignatures"] for each in answers if not each["refused"]] == [{}] * len(cosignature.key_id)


def altered(signature: Signature) -> Iterator[Signature]:
    """The signature with each of its bytes changed; in base64 some letters may be others and mean the same to Go."""
    for field in ("key_id", "content"):
        was = getattr(signature, field)
        for at in range(len(was)):
            now = was[:at] + bytes([was[at] ^ 1]) + was[at + 1 :]
            yield msgspec.structs.replace(signature, **{field: now})


def test_proofs_of_inclusion_hold(ask: Ask, log: Log):
    sizes = {EARLIER: (log.first, log.first_key), len(log.entries): (log.second, log.second_key)}
    asked = [
        question(*signed, inclusion=inclusion(log, position, size))
        for size, signed in sizes.items()
        for position in range(1, size + 1)
    ]
    answers = ask(*asked)
    assert len(answers) == EARLIER + len(log.entries)
    assert [each["refused"] for each in answers if each["refused"]] == []


def test_proofs_of_consistency_hold(ask: Ask, log: Log):
    size = len(log.entries)
    asked = [
        question(log.second, log.second_key, consistency=consistency(log, earlier, size))
        for earlier in range(1, size + 1)
    ]
    assert [each["refused"] for each in ask(*asked) if each["refused"]] == []


def test_proofs_that_were_changed_are_refused(ask: Ask, log: Log):
    size = len(log.entries)
    entry, beginning = inclusion(log, 33, size), consistency(log, EARLIER - 3, size)
    asked = [
        *({"inclusion": each} for each in spoiled(entry)),
        {"inclusion": entry | {"entry": flipped(entry["entry"])}},
        {"inclusion": entry | {"index": 33}},
        *({"consistency": each} for each in spoiled(beginning)),
        {"consistency": beginning | {"root": flipped(beginning["root"])}},
        {"consistency": beginning | {"size": EARLIER - 2}},
    ]
    assert all(refused(ask(*(question(log.second, log.second_key, **each) for each in asked))))


def spoiled(proof: Question) -> Iterator[Question]:
    """The proof with each of its hashes changed, and with one too few and too many."""
    path = [*proof["path"]]
    for at, each in enumerate(path):
        yield proof | {"path": [*path[:at], flipped(each), *path[at + 1 :]]}
    yield proof | {"path": path[:-1]}
    yield proof | {"path": [*path, path[-1]]}
