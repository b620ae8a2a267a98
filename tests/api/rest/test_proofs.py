"""Signed checkpoints, proofs and receipts as the public reads them, and signatures that witnesses send in."""

import json
from base64 import b64decode
from datetime import UTC, datetime
from typing import Any

import pytest

from application.proof import checkpoints, cosigning, keys, notes, tree
from application.proof.refusals import CheckpointUnknown
from application.proof.signing import Kind, Signer
from domain.refusal import Refusal
from projections.platform import Platform
from projections.transparency import Receipt
from tests.api.scenario import V1, Answer, Caller, Client

pytestmark = pytest.mark.no_cover

LOG = f"{V1}/log"
REFUSED = [
    ("proofs/inclusion?position=9", 422, "tree-size-unknown"),
    ("proofs/inclusion?position=1&size=9", 422, "tree-size-unknown"),
    ("proofs/inclusion?position=4&size=3", 422, "tree-size-unknown"),
    ("proofs/inclusion?position=0", 422, "request-invalid"),
    ("proofs/inclusion", 422, "request-invalid"),
    ("proofs/consistency?from=4&to=3", 422, "tree-size-unknown"),
    ("proofs/consistency?from=4&to=9", 422, "tree-size-unknown"),
    ("proofs/consistency?to=3", 422, "request-invalid"),
    ("receipts/9", 422, "tree-size-unknown"),
    ("receipts/0", 422, "tree-size-unknown"),
    ("receipts/1?format=pdf", 422, "request-invalid"),
    ("receipts/01", 404, "address-unknown"),
    ("receipts/x", 404, "address-unknown"),
    ("tiles/0/1", 404, "tile-unknown"),
    ("tiles/1/0", 404, "tile-unknown"),
    (f"tiles/{10**17}/{10**17}", 404, "tile-unknown"),
    (f"tiles/0/{10**18}", 404, "address-unknown"),
    ("checkpoints?after=-2", 422, "request-invalid"),
]
AT = datetime(2026, 1, 2, tzinfo=UTC)
WITNESS = Signer.generate("thanh-tra", Kind.COSIGNATURE)
STRANGER = Signer.generate("nguoi-la", Kind.COSIGNATURE)


@pytest.fixture
def signing(platform: Platform, registered: Client) -> Client:
    """A client of a platform whose log is signed, and knows a witness."""
    keys.init(platform.settings.keys, "bangvang/vinh-long")
    (platform.settings.keys / keys.WITNESSES).write_text(f"{WITNESS.verifier}\n", "utf-8")
    platform.checkpoints.make()
    return registered


def problem(answer: Answer, status: int, code: str) -> None:
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json"), answer.text
    assert answer.json["code"] == code


def grow(client: Client) -> int:
    """One more event; answers with its position."""
    position: int = Caller(client).do("/provinces", {"province": "ca-mau", "name": "Cà Mau"})["position"]
    return position


def hashes(found: Any) -> list[bytes]:
    return [b64decode(each) for each in found]


def test_the_last_checkpoint_is_a_note_that_the_log_s_keys_have_signed(platform: Platform, signing: Client) -> None:
    answer = signing.get(f"{LOG}/checkpoint")
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert platform.checkpoints.verified(answer.text).size == platform.log.head()
    assert signing.get(f"{LOG}/checkpoints").json["items"] == [{"size": platform.log.head(), "note": answer.text}]


def test_checkpoints_come_in_pages(platform: Platform, signing: Client) -> None:
    grow(signing)
    platform.checkpoints.make()
    first = signing.get(f"{LOG}/checkpoints?limit=1").json
    second = signing.get(f"{LOG}/checkpoints?limit=1&after={first['next']}").json
    assert [each["size"] for each in (*first["items"], *second["items"])] == [4, 5]
    assert second["next"] is None


def test_what_nobody_has_signed_is_refused(registered: Client) -> None:
    for path in ("checkpoint", "keys", "receipts/1"):
        answer = registered.get(f"{LOG}/{path}")
        problem(answer, 404, "log-unsigned")
        assert "/" not in answer.json["vi"]["detail"]
    assert registered.get(f"{LOG}/checkpoints").json == {"items": [], "next": None}
    assert registered.get(f"{LOG}/proofs/inclusion?position=1").json["size"] == 4


def test_where_keys_are_kept_is_not_told(platform: Platform, signing: Client) -> None:
    grow(signing)
    (platform.settings.keys / keys.PRIVATE_KEY).chmod(0o644)
    answer = signing.get(f"{LOG}/receipts/5")
    problem(answer, 404, "log-unsigned")
    assert str(platform.settings.keys) not in answer.text


def test_inclusion_is_proved(signing: Client) -> None:
    found = signing.get(f"{LOG}/proofs/inclusion?position=2").json
    (leaf, root), path = hashes([found["leaf"], found["root"]]), hashes(found["path"])
    assert tree.root_by_inclusion(leaf, 1, found["size"], path) == root
    assert checkpoints.read(notes.parse(signing.get(f"{LOG}/checkpoint").text).text).root == root


def test_consistency_is_proved(signing: Client) -> None:
    position = grow(signing)
    found = signing.get(f"{LOG}/proofs/consistency?from=4&to={position}").json
    old, new = hashes([found["from_root"], found["to_root"]])
    assert tree.is_consistent((4, old), (position, new), hashes(found["path"]))
    assert signing.get(f"{LOG}/proofs/consistency?from=3").json["to"] == 4


def test_what_there_is_not_is_refused(signing: Client) -> None:
    for path, status, code in REFUSED:
        problem(signing.get(f"{LOG}/{path}"), status, code)


def test_a_receipt_is_proof_by_itself(platform: Platform, signing: Client) -> None:
    answer = signing.get(f"{LOG}/receipts/3")
    receipt = Receipt(**{**answer.json, "path": tuple(answer.json["path"])})
    assert receipt.proven(platform.checkpoints).size == 4
    assert receipt.event == "unit.registered.v1"
    assert answer.headers["X-Bangvang-Lag"] == "0"


def test_a_receipt_for_what_nothing_was_signed_of_yet_has_it_signed(platform: Platform, signing: Client) -> None:
    position = grow(signing)
    asked = {"X-Bangvang-Min-Position": str(position)}
    assert signing.get(f"{LOG}/receipts/{position}", headers=asked).json["position"] == position
    assert [size for size, _ in platform.checkpoints.notes()] == [4, position]


def test_no_receipt_is_given_of_a_log_that_was_rewritten(platform: Platform, signing: Client) -> None:
    position = grow(signing)
    text = checkpoints.text(checkpoints.Checkpoint("bangvang/vinh-long", 4, bytes(32)))
    platform.application.recorder.save_checkpoint(4, notes.sign(text, keys.signer(platform.settings.keys)))
    problem(signing.get(f"{LOG}/receipts/{position}"), 409, "log-rewritten")
    assert signing.get(f"{LOG}/checkpoint").text.startswith(text)


def test_a_receipt_comes_as_a_qr_code(signing: Client) -> None:
    by_parameter = signing.get(f"{LOG}/receipts/3?format=qr")
    by_header = signing.get(f"{LOG}/receipts/3", headers={"Accept": "image/svg+xml"})
    assert by_parameter.mimetype == by_header.mimetype == "image/svg+xml"
    assert by_parameter.data == by_header.data
    assert by_parameter.text.startswith("<svg xmlns=")
    assert signing.get(f"{LOG}/receipts/3", headers={"Accept": "*/*"}).is_json


def test_tiles_are_the_hashes_that_roots_are_made_of(platform: Platform, signing: Client) -> None:
    answer = signing.get(f"{LOG}/tiles/0/0")
    assert answer.mimetype == "application/octet-stream"
    growing = tree.Growing()
    for begin in range(0, len(answer.data), 32):
        growing.append(answer.data[begin : begin + 32])
    assert growing.root() == platform.transparency.root(4)


def test_public_keys_are_listed_with_how_long_they_count(platform: Platform, signing: Client) -> None:
    keys.rotate(platform.settings.keys, 4)
    found = signing.get(f"{LOG}/keys").json
    assert [each["until"] for each in found["keys"]] == [4, None]
    assert found["witnesses"] == [str(WITNESS.verifier)]
    assert "PRIVATE" not in json.dumps(found)


# --- Witnesses -----------------------------------------------------------------


def line_of(platform: Platform, client: Client, witness: Signer) -> str:
    note = client.get(f"{LOG}/checkpoint").text
    return cosigning.cosign(note, platform.checkpoints.public_keys(), witness, AT)


def sent(client: Client, line: str, size: int = 4) -> Answer:
    return client.post(f"{LOG}/checkpoints/{size}/cosignatures", json={"line": line})


def test_a_witness_adds_its_signature_without_a_token(platform: Platform, signing: Client) -> None:
    answer = sent(signing, line_of(platform, signing, WITNESS))
    assert answer.status_code == 200, answer.text
    note = answer.json["note"]
    assert signing.get(f"{LOG}/checkpoint").text == note
    verified = notes.verified(note, [WITNESS.verifier, platform.checkpoints.public_keys()[0].verifier])
    assert {each.time for each in verified.signatures} == {None, int(AT.timestamp())}


def test_the_same_signature_again_changes_nothing(platform: Platform, signing: Client) -> None:
    line = line_of(platform, signing, WITNESS)
    assert sent(signing, line).json == sent(signing, line.removesuffix("\n")).json
    assert signing.get(f"{LOG}/checkpoint").text.count(WITNESS.name) == 1


def test_signatures_that_do_not_count_are_refused(platform: Platform, signing: Client) -> None:
    before = signing.get(f"{LOG}/checkpoint").text
    line = line_of(platform, signing, WITNESS)
    problem(sent(signing, line_of(platform, signing, STRANGER)), 403, "witness-unknown")
    problem(sent(signing, line, size=3), 404, "checkpoint-unknown")
    problem(sent(signing, "— nobody"), 422, "note-malformed")
    problem(sent(signing, f"{line}{line}"), 422, "note-malformed")
    problem(sent(signing, line * 9), 422, "request-invalid")
    grow(signing)
    platform.checkpoints.make()
    problem(sent(signing, line, size=5), 422, "signature-wrong")
    assert sent(signing, line).status_code == 200
    assert platform.checkpoints.notes(limit=1)[0][1].startswith(before)


def test_bodies_of_witnesses_are_small(signing: Client) -> None:
    body = json.dumps({"line": "x" * 5000})
    answer = signing.post(f"{LOG}/checkpoints/4/cosignatures", data=body, content_type="application/json")
    problem(answer, 413, "body-too-large")
    assert answer.json["data"] == {"limit": 4096}


def test_of_a_forked_log_each_checkpoint_takes_its_own_signatures(platform: Platform, signing: Client) -> None:
    text = checkpoints.text(checkpoints.Checkpoint("bangvang/vinh-long", 4, bytes(32)))
    platform.application.recorder.save_checkpoint(4, notes.sign(text, keys.signer(platform.settings.keys)))
    for _, note in platform.checkpoints.notes():
        line = cosigning.cosign(note, platform.checkpoints.public_keys(), WITNESS, AT)
        assert platform.checkpoints.add_cosignature(4, line).startswith(note)
    with pytest.raises(CheckpointUnknown):
        platform.checkpoints.add_cosignature(3, line)
    with pytest.raises(Refusal, match="signature"):
        platform.checkpoints.add_cosignature(4, str(notes.signature("else\n", WITNESS, 1)))
