"""Signed notes: a text, an empty line, and a line for each signature, as https://c2sp.org/signed-note has it."""

import re
from base64 import b64encode
from collections.abc import Iterable, Sequence
from hashlib import sha256

import msgspec

from application.proof.refusals import NoteMalformed, NotesDiffer, NoteUnsigned, SignatureWrong
from application.proof.signing import KEY_ID_SIZE, Kind, Signer, Verifier, exact_base64, name_fits

__all__ = [
    "Kind",
    "Note",
    "Signature",
    "Signer",
    "VerifiedNote",
    "VerifiedSignature",
    "Verifier",
    "merge",
    "parse",
    "parse_signature",
    "sign",
    "signature",
    "text_hash",
    "verified",
]

DASH = "— "
"""What a signature line begins with."""

MOST_SIGNATURES = 100
"""More are not read: each may cost a verification."""

LONGEST = 1_000_000
"""Characters of the longest note that is read."""


ODD = re.compile("[\x00-\x09\x0b-\x1f\ud800-\udfff]")
"""Control characters other than line ends, and halves of characters, which have no UTF-8."""


class Signature(msgspec.Struct, frozen=True):
    """A signature line: who has signed, with which key, and the signature itself."""

    name: str
    key_id: bytes
    content: bytes

    @property
    def key(self) -> tuple[str, bytes]:
        """By which name and key it was made."""
        return self.name, self.key_id

    def __str__(self) -> str:
        """The line, with its end."""
        return f"{DASH}{self.name} {b64encode(self.key_id + self.content).decode()}\n"


class Note(msgspec.Struct, frozen=True):
    """A text that ends with a line end, and its signatures, none of which has been verified."""

    text: str
    signatures: Sequence[Signature]

    def __str__(self) -> str:
        """The note as it is published."""
        return f"{self.text}\n{''.join(map(str, self.signatures))}"


class VerifiedSignature(msgspec.Struct, frozen=True):
    """A signature that fits, the key it fits, and for a cosignature its time in seconds since 1970."""

    signature: Signature
    verifier: Verifier
    time: int | None


class VerifiedNote(msgspec.Struct, frozen=True):
    """A text and the signatures that fit it, at least one; others of the note are by unknown keys."""

    text: str
    signatures: Sequence[VerifiedSignature]


def parse(note: str) -> Note:
    """Reads a note; exactly what ``str`` would write again. Raises ``NoteMalformed``."""
    _require(len(note) <= LONGEST, "quá dài", "it is too long")
    _require(not ODD.search(note), "có ký tự điều khiển hoặc không phải Unicode", "it has control characters")
    text, gap, lines = note.rpartition("\n\n")
    _require(bool(gap), "thiếu dòng trống trước chữ ký", "the empty line before the signatures is missing")
    _require(lines.endswith("\n"), "thiếu dấu xuống dòng cuối", "its last line does not end")
    signatures = lines[:-1].split("\n")
    _require(len(signatures) <= MOST_SIGNATURES, "quá nhiều chữ ký", "it has too many signatures")
    return Note(text + "\n", tuple(parse_signature(f"{line}\n") for line in signatures))


def parse_signature(line: str) -> Signature:
    """Reads one signature line with its end; raises ``NoteMalformed``."""
    name, _, encoded = line.removesuffix("\n").removeprefix(DASH).partition(" ")
    content = exact_base64(encoded) or b""
    sound = line.startswith(DASH) and line.endswith("\n") and name_fits(name) and not ODD.search(name)
    _require(sound and len(content) > KEY_ID_SIZE, "dòng chữ ký sai", "a signature line is wrong")
    return Signature(name, content[:KEY_ID_SIZE], content[KEY_ID_SIZE:])


def sign(text: str, signer: Signer, time: int = 0) -> str:
    """The note of a text with this key's signature; see ``signature``. Raises ``NoteMalformed`` for an odd text."""
    plain = text.endswith("\n") and not ODD.search(text)
    _require(
        plain, "văn bản có ký tự điều khiển hoặc thiếu dấu xuống dòng cuối", "its text has no line end, or odd ones"
    )
    return str(parse(str(Note(text, (signature(text, signer, time),)))))


def signature(text: str, signer: Signer, time: int = 0) -> Signature:
    """This key's signature of a text; a cosignature says that it was made at ``time``, in seconds since 1970."""
    return Signature(signer.name, signer.verifier.key_id, signer.sign(text, time))


def verified(note: str, verifiers: Iterable[Verifier]) -> VerifiedNote:
    """The note's text with the first signature by each of these keys; those by other keys count for nothing.

    Raises ``NoteMalformed``, ``SignatureWrong`` where a signature by one of these keys does not fit, and
    ``NoteUnsigned`` where there is none by them.
    """
    read, known = parse(note), {(each.name, each.key_id): each for each in verifiers}
    found = [(each, known[each.key]) for each in read.signatures if each.key in known]
    if not found:
        raise NoteUnsigned(signers=", ".join(each.name for each in read.signatures))
    first: dict[Verifier, VerifiedSignature] = {}
    for made, verifier in found:
        first.setdefault(verifier, _verified(read.text, made, verifier))
    return VerifiedNote(read.text, tuple(first.values()))


def _verified(text: str, made: Signature, verifier: Verifier) -> VerifiedSignature:
    if not verifier.fits(text, made.content):
        raise SignatureWrong(name=made.name)
    return VerifiedSignature(made, verifier, verifier.time(made.content))


def merge(note: str, other: str) -> str:
    """The first note with those signatures of the other that it does not have; none of them is verified.

    Raises ``NoteMalformed``, and ``NotesDiffer`` where the texts are not the same.
    """
    first, second = parse(note), parse(other)
    if first.text != second.text:
        raise NotesDiffer
    merged = str(Note(first.text, tuple(dict.fromkeys((*first.signatures, *second.signatures)))))
    return str(parse(merged))


def text_hash(note: str) -> str:
    """The SHA-256 of a note's text in hexadecimal: the same whoever has signed it. Raises ``NoteMalformed``."""
    return sha256(parse(note).text.encode()).hexdigest()


def _require(condition: bool, problem_vi: str, problem_en: str) -> None:  # noqa: FBT001  # The very thing required.
    if not condition:
        raise NoteMalformed(problem_vi=problem_vi, problem_en=problem_en)
