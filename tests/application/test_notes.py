"""Signed notes: read and written exactly, and refused when a single letter is another."""

import pytest
from Crypto.PublicKey import ECC
from Crypto.Signature import eddsa
from hypothesis import given
from hypothesis import strategies as st

from application.proof import notes
from application.proof.notes import Kind, Note, Signature, Signer, Verifier
from application.proof.refusals import KeyMalformed, NoteMalformed, NotesDiffer, NoteUnsigned, SignatureWrong
from application.proof.signing import name_fits

# The key and the note that the documentation of Go's sumdb/note gives as its example.
PETER = Signer.parse("PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")
PETER_PUBLIC = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
LINE = "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
NOTE = f"{TEXT}\n{LINE}"

OTHER = Signer("Enoch/Root", bytes(range(32)))
WITNESS = Signer("witness.example/w1", bytes(range(32)), Kind.COSIGNATURE)
TIME = 1_679_315_147

NAMES: st.SearchStrategy[str] = st.text(st.characters(codec="utf-8", categories=("L", "N", "P")), min_size=1).filter(
    name_fits
)
SIGNERS = st.builds(Signer, NAMES, st.binary(min_size=32, max_size=32), st.sampled_from(Kind))
TEXTS = st.text(st.one_of(st.just("\n"), st.characters(codec="utf-8", min_codepoint=32))).map(lambda text: f"{text}\n")


# --- Published examples -----------------------------------------------------------------------------------------------


def test_the_published_note_is_signed_and_verified():
    assert str(PETER.verifier) == PETER_PUBLIC
    assert notes.sign(TEXT, PETER) == NOTE
    found = notes.verified(NOTE, [Verifier.parse(PETER_PUBLIC)])
    assert (found.text, [each.verifier.name for each in found.signatures]) == (TEXT, ["PeterNeumann"])


@pytest.mark.parametrize(
    ("seed", "public", "message", "signature"),
    [
        (
            "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
            "",
            (
                "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
                "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
            ),
        ),
        (
            "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
            "r",
            (
                "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
            ),
        ),
    ],
)
def test_signatures_are_those_of_rfc_8032(seed, public, message, signature):
    signer = Signer("x", bytes.fromhex(seed))
    assert signer.verifier.public.hex() == public
    assert signer.sign(message).hex() == signature
    assert signer.verifier.fits(message, bytes.fromhex(signature))


def test_a_cosignature_is_of_the_time_and_the_text():
    made = WITNESS.sign(TEXT, TIME)
    assert made[:8] == TIME.to_bytes(8, "big")
    key = ECC.construct(curve="Ed25519", seed=WITNESS.seed)
    message = f"cosignature/v1\ntime 1679315147\n{TEXT}".encode()
    assert made[8:] == eddsa.new(key, "rfc8032").sign(message)
    assert str(WITNESS.verifier).startswith(f"witness.example/w1+{WITNESS.verifier.key_id.hex()}+BA")


# --- Laws -------------------------------------------------------------------------------------------------------------


@given(TEXTS, SIGNERS, st.integers(0, 2**63 - 1))
def test_what_is_signed_is_read_again_and_verified(text, signer, time):
    note = notes.sign(text, signer, time)
    assert str(notes.parse(note)) == note
    (found,) = notes.verified(note, [signer.verifier]).signatures
    assert found.verifier == signer.verifier
    assert found.time == (time if signer.kind is Kind.COSIGNATURE else None)


@given(SIGNERS)
def test_keys_are_read_as_they_are_written(signer):
    assert Signer.parse(signer.private_text()) == signer
    assert Verifier.parse(str(signer.verifier)) == signer.verifier


@given(TEXTS)
def test_whatever_is_read_is_written_alike(text):
    try:
        note = notes.parse(text)
    except NoteMalformed:
        return
    assert str(note) == text


REFUSED = (NoteMalformed, NoteUnsigned, SignatureWrong)


@pytest.mark.parametrize("note", [NOTE, notes.sign(TEXT, WITNESS, TIME)])
def test_no_byte_of_a_note_can_be_another(note):
    content, keys = note.encode(), [PETER.verifier, WITNESS.verifier]
    for place in range(len(content)):
        for flipped in (1, 2, 32, 128):
            altered = bytearray(content)
            altered[place] ^= flipped
            with pytest.raises(REFUSED):
                notes.verified(altered.decode(errors="surrogateescape"), keys)


@pytest.mark.parametrize("note", [NOTE, notes.sign(TEXT, WITNESS, TIME)])
def test_no_byte_of_a_note_can_be_missing_or_doubled(note):
    for place in range(len(note)):
        for altered in (note[:place] + note[place + 1 :], note[: place + 1] + note[place:]):
            # A letter that stands twice can't be told from its double.
            if altered != note:
                with pytest.raises(REFUSED):
                    notes.verified(altered, [PETER.verifier, WITNESS.verifier])


# --- Reading ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "note",
    [
        "",
        TEXT,
        f"{TEXT}\n",
        NOTE[:-1],
        NOTE.replace("\n", "\r\n"),
        f"\x01{NOTE}",
        f"\udcff{NOTE}",
        f"{NOTE}Unexpected line.\n",
        f"{NOTE}\n",
        NOTE.replace("— Peter", "- Peter"),
        NOTE.replace("— Peter", "— Peter "),
        NOTE.replace("— Peter", "— Peter+"),
        NOTE.replace("— PeterNeumann", "— "),
        NOTE.replace("AM=\n", "AN=\n"),
        NOTE.replace("AM=\n", "AM\n"),
        NOTE.replace("x08", "ệ"),
        f"{TEXT}\n— PeterNeumann x08gow==\n",
        f"{TEXT}\n{LINE * 101}",
        f"{'x' * 1_000_000}{NOTE}",
    ],
)
def test_what_is_no_note_is_refused(note):
    with pytest.raises(NoteMalformed):
        notes.parse(note)


def test_the_last_empty_line_ends_the_text():
    text = f"ed è subito sera.\n\n{LINE}\n\n"
    assert notes.parse(notes.sign(text, PETER)).text == text


@pytest.mark.parametrize("text", ["", "no line end", "tab\tin it\n", "half \ud800 a letter\n"])
def test_an_odd_text_is_not_signed(text):
    with pytest.raises(NoteMalformed):
        notes.sign(text, PETER)


def test_a_hundred_signatures_are_read():
    assert len(notes.parse(f"{TEXT}\n{LINE * 100}").signatures) == 100


# --- Verifying --------------------------------------------------------------------------------------------------------


def test_signatures_by_unknown_keys_count_for_nothing():
    note = notes.merge(NOTE, notes.sign(TEXT, OTHER))
    assert [each.verifier for each in notes.verified(note, [PETER.verifier]).signatures] == [PETER.verifier]
    with pytest.raises(NoteUnsigned, match=r"signed by: PeterNeumann, Enoch/Root"):
        notes.verified(note, [Signer("PeterNeumann", OTHER.seed).verifier, Signer("Enoch", OTHER.seed).verifier])


def test_one_wrong_signature_by_a_known_key_spoils_the_note():
    wrong = str(Signature("PeterNeumann", PETER.verifier.key_id, bytes(64)))
    for note in (NOTE + wrong, f"{TEXT}\n{wrong}{LINE}"):
        with pytest.raises(SignatureWrong, match="PeterNeumann"):
            notes.verified(note, [PETER.verifier])


def test_who_signs_twice_counts_once():
    found = notes.verified(NOTE + LINE, [PETER.verifier, PETER.verifier])
    assert len(found.signatures) == 1


@pytest.mark.parametrize("content", [b"x", bytes(7), bytes(8), bytes(71), b"\xff" * 72, bytes(73)])
def test_a_cosignature_of_another_length_or_time_is_wrong(content):
    note = str(Note(TEXT, (Signature(WITNESS.name, WITNESS.verifier.key_id, content),)))
    with pytest.raises(SignatureWrong):
        notes.verified(note, [WITNESS.verifier])


def test_a_cosignature_says_nothing_of_another_time():
    later = (TIME + 1).to_bytes(8, "big") + WITNESS.sign(TEXT, TIME)[8:]
    assert not WITNESS.verifier.fits(TEXT, later)


# --- Merging ----------------------------------------------------------------------------------------------------------


def test_signatures_of_one_text_are_put_together():
    other = notes.sign(TEXT, OTHER)
    merged = notes.merge(NOTE, other)
    assert merged == NOTE + other.removeprefix(f"{TEXT}\n")
    assert notes.merge(merged, NOTE) == notes.merge(merged, other) == notes.merge(merged, merged) == merged
    assert len(notes.verified(merged, [PETER.verifier, OTHER.verifier]).signatures) == 2
    assert notes.text_hash(merged) == notes.text_hash(NOTE)


def test_signatures_of_two_texts_are_not():
    with pytest.raises(NotesDiffer):
        notes.merge(NOTE, notes.sign("another\n", PETER))


def test_a_note_does_not_outgrow_what_can_be_read():
    lines = [str(Signature("x", bytes(4), bytes([number]))) for number in range(101)]
    with pytest.raises(NoteMalformed):
        notes.merge(f"{TEXT}\n{''.join(lines[:60])}", f"{TEXT}\n{''.join(lines[60:])}")


# --- Keys -------------------------------------------------------------------------------------------------------------


def test_no_letter_of_a_key_can_be_another():
    for text, parse in ((PETER_PUBLIC, Verifier.parse), (PETER.private_text(), Signer.parse)):
        for place in range(len(text)):
            with pytest.raises(KeyMalformed):
                parse(text[:place] + chr(ord(text[place]) ^ 1) + text[place + 1 :])
            with pytest.raises(KeyMalformed):
                parse(text[:place])


@pytest.mark.parametrize(
    "text",
    [
        PETER_PUBLIC.replace("c74f20a3", "C74F20A3"),
        "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",
        "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "",
        "++",
    ],
)
def test_what_is_no_public_key_is_refused(text):
    with pytest.raises(KeyMalformed):
        Verifier.parse(text)


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\nb", "a\u00a0b"])
def test_no_key_is_made_of_an_odd_name(name):
    with pytest.raises(KeyMalformed):
        Signer.generate(name)


def test_two_keys_of_one_name_differ():
    first, second = Signer.generate("x"), Signer.generate("x")
    assert first.seed != second.seed
    assert first.verifier.key_id != second.verifier.key_id


def test_a_private_key_is_not_shown():
    shown = repr(PETER) + str(PETER) + repr([PETER])
    assert PETER.seed.hex() not in shown
    assert str(PETER.seed) not in shown
    assert PETER.private_text()[-20:] not in shown
