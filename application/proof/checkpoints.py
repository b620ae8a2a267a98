"""Checkpoints: what a log says of itself at one size, as https://c2sp.org/tlog-checkpoint has it."""

import re
from base64 import b64encode
from collections.abc import Iterable

import msgspec

from application.proof import notes
from application.proof.keys import LogKey
from application.proof.refusals import CheckpointMalformed, KeyRetired
from application.proof.signing import exact_base64

ROOT_SIZE = 32
"""Bytes of a root: it is a SHA-256 digest."""

LARGEST = 2**63 - 1
"""The largest size of a log: more entries can't be stored."""

DECIMAL = re.compile("0|[1-9][0-9]{0,18}")
"""A size, without leading zeros and without the digits of other scripts."""


class Checkpoint(msgspec.Struct, frozen=True):
    """The log of this name has had ``size`` entries, and this was the root of their Merkle tree."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()


def text(checkpoint: Checkpoint) -> str:
    """The lines of a checkpoint, to be signed; raises ``CheckpointMalformed`` for what could not be read again."""
    root = b64encode(checkpoint.root).decode()
    lines = checkpoint.origin, str(checkpoint.size), root, *checkpoint.extensions
    written = "".join(f"{line}\n" for line in lines)
    _require(read(written) == checkpoint, "một dòng có dấu xuống dòng", "a line of it has a line end")
    return written


def read(text: str) -> Checkpoint:
    """Reads the text of a note as a checkpoint; raises ``CheckpointMalformed``."""
    *lines, rest = text.split("\n")
    _require(not rest and len(lines) >= 3 and all(lines), "thiếu dòng", "a line is missing or empty")  # noqa: PLR2004  # Origin, size, root.
    origin, size, encoded, *extensions = lines
    _require(bool(DECIMAL.fullmatch(size)) and int(size) <= LARGEST, "kích thước sai", "its size is no such number")
    root = exact_base64(encoded) or b""
    _require(len(root) == ROOT_SIZE, "mã gốc không phải 32 byte", "its root is not 32 bytes in base64")
    return Checkpoint(origin, int(size), root, tuple(extensions))


def verified(note: str, keys: Iterable[LogKey]) -> Checkpoint:
    """The checkpoint in a note that a key of its log has signed, while that key was in use.

    Raises the refusals of ``notes.verified``, ``CheckpointMalformed``, and ``KeyRetired`` where every signature is by
    keys that were retired at a smaller size.
    """
    known = {key.verifier: key for key in keys}
    opened = notes.verified(note, known)
    checkpoint = read(opened.text)
    signed = [known[each.verifier] for each in opened.signatures]
    ours = checkpoint.origin in {key.verifier.name for key in signed}
    _require(ours, "tên nhật ký không phải tên của khóa", "its origin is not the name of the key")
    if not any(key.counts_at(checkpoint.size) for key in signed):
        raise KeyRetired(key=signed[0].short_name, until=signed[0].until, size=checkpoint.size)
    return checkpoint


def _require(condition: bool, problem_vi: str, problem_en: str) -> None:  # noqa: FBT001  # The very thing required.
    if not condition:
        raise CheckpointMalformed(problem_vi=problem_vi, problem_en=problem_en)
