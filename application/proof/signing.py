"""Keys as the signed-note specification writes them, and the two kinds of signature that they make.

The specifications are https://c2sp.org/signed-note and https://c2sp.org/tlog-cosignature.
"""

import secrets
from base64 import b64decode, b64encode
from enum import IntEnum
from hashlib import sha256
from typing import Self

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from application.proof.refusals import KeyMalformed

KEY_SIZE = 32
"""Bytes of an Ed25519 seed, and of a public key."""

KEY_ID_SIZE = 4
"""Bytes that a signature begins with: which key of that name has made it."""

TIME_SIZE = 8
"""Bytes of the time in a cosignature."""

LAST_TIME = 2**63 - 1
"""The latest time that a cosignature may have, in seconds since 1970."""

PRIVATE = "PRIVATE+KEY+"


class Kind(IntEnum):
    """What a key signs: a text, or the text and the time at which a witness saw it."""

    ED25519 = 1
    COSIGNATURE = 4


class Verifier(msgspec.Struct, frozen=True):
    """A public key and the name of who signs with it."""

    name: str
    public: bytes
    kind: Kind = Kind.ED25519

    def __str__(self) -> str:
        """The verifier key ``name+hash+base64(kind || public)``."""
        return f"{self.name}+{self.key_id.hex()}+{b64encode(bytes([self.kind]) + self.public).decode()}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Reads a verifier key; raises ``KeyMalformed``."""
        name, key_id, kind, public = _parts(text)
        verifier = cls(name, public, kind)
        _require(verifier.key_id.hex() == key_id, "mã khóa không khớp", "its hash is not that of the key")
        return verifier

    @property
    def key_id(self) -> bytes:
        """Four bytes that tell the keys of one name apart; not enough to rely upon."""
        return sha256(b"%s\n%c%s" % (self.name.encode(), self.kind, self.public)).digest()[:KEY_ID_SIZE]

    def fits(self, text: str, signature: bytes) -> bool:
        """Whether this key has made the signature of the text."""
        message, sealed = self._message(text, signature)
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(sealed, message)
        except InvalidSignature:
            return False
        return True

    def time(self, signature: bytes) -> int | None:
        """When a cosignature was made, in seconds since 1970; nothing for a signature of the other kind."""
        return int.from_bytes(signature[:TIME_SIZE]) if self.kind is Kind.COSIGNATURE else None

    def _message(self, text: str, signature: bytes) -> tuple[bytes, bytes]:
        time = self.time(signature)
        if time is None:
            return text.encode(), signature
        # A time out of bounds has no message, and an empty signature fits none.
        return cosigned(text, time), signature[TIME_SIZE:] if time <= LAST_TIME else b""


class Signer(msgspec.Struct, frozen=True):
    """A private key and the name of who signs with it."""

    name: str
    seed: bytes
    kind: Kind = Kind.ED25519

    def __repr__(self) -> str:
        """Never the seed, for this is what logs and tracebacks show."""
        return f"Signer({self.name!r}, key_id={self.verifier.key_id.hex()!r})"

    @classmethod
    def generate(cls, name: str, kind: Kind = Kind.ED25519) -> Self:
        """A new key; raises ``KeyMalformed`` for a name that no key may have."""
        _require_name(name)
        return cls(name, secrets.token_bytes(KEY_SIZE), kind)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Reads a signer key; raises ``KeyMalformed``, which never has any of the key in it."""
        _require(text.startswith(PRIVATE), "không bắt đầu bằng PRIVATE+KEY+", "it does not begin with PRIVATE+KEY+")
        name, key_id, kind, seed = _parts(text.removeprefix(PRIVATE))
        signer = cls(name, seed, kind)
        _require(signer.verifier.key_id.hex() == key_id, "mã khóa không khớp", "its hash is not that of the key")
        return signer

    def private_text(self) -> str:
        """The signer key ``PRIVATE+KEY+name+hash+base64(kind || seed)``, for the file that keeps it alone."""
        encoded = b64encode(bytes([self.kind]) + self.seed).decode()
        return f"{PRIVATE}{self.name}+{self.verifier.key_id.hex()}+{encoded}"

    @property
    def verifier(self) -> Verifier:
        """The public part."""
        return Verifier(self.name, self._key().public_key().public_bytes_raw(), self.kind)

    def sign(self, text: str, time: int = 0) -> bytes:
        """The signature of a text; a cosignature is of the text as seen at ``time``, in seconds since 1970."""
        if self.kind is Kind.ED25519:
            return self._key().sign(text.encode())
        return time.to_bytes(TIME_SIZE) + self._key().sign(cosigned(text, time))

    def _key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)


def cosigned(text: str, time: int) -> bytes:
    """What a witness signs."""
    return f"cosignature/v1\ntime {time}\n{text}".encode()


def name_fits(name: str) -> bool:
    """Whether a key may have this name: it is not empty and has no spaces, plus signs or control characters."""
    return bool(name) and not any(letter.isspace() or letter < " " or letter == "+" for letter in name)


def exact_base64(text: str) -> bytes | None:
    """The bytes that are written like this, in standard base64; nothing where they would be written otherwise."""
    try:
        content = b64decode(text, validate=True)
    except ValueError:
        return None
    return content if b64encode(content).decode() == text else None


def _parts(text: str) -> tuple[str, str, Kind, bytes]:
    """Name, hash, kind and content of a key."""
    parts = text.split("+", 2)
    _require(len(parts) == 3, "thiếu phần", "a part is missing")  # noqa: PLR2004  # Name, hash, content.
    name, key_id, encoded = parts
    _require_name(name)
    content = exact_base64(encoded) or b""
    _require(len(content) == 1 + KEY_SIZE, "nội dung khóa sai độ dài hoặc sai base64", "its content is not 33 bytes")
    _require(content[0] in set(Kind), "loại khóa không được hỗ trợ", "keys of this type are not supported")
    return name, key_id, Kind(content[0]), content[1:]


def _require_name(name: str) -> None:
    _require(name_fits(name), "tên khóa trống hoặc có khoảng trắng, dấu cộng", "its name is empty or has spaces or '+'")


def _require(condition: bool, problem_vi: str, problem_en: str) -> None:  # noqa: FBT001  # The very thing required.
    if not condition:
        raise KeyMalformed(problem_vi=problem_vi, problem_en=problem_en)
