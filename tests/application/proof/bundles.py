"""Proof bundles, made in the plainest way from whatever a log has.

Hashes and proofs come from the recursive definitions of RFC 9162, section 2.1, and signatures from another library, so
that the verifier, which reads them the other way round, is not held against itself.
"""

import base64
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from application.recording import LogEntry
from domain.indicator_set.events import stream_id as set_stream
from domain.metadata import Code
from domain.province.events import stream_id as province_stream
from domain.round.events import stream_id as round_stream

ORIGIN = "bangvang.example/vinh-long"
Files = dict[str, bytes]
"""A bundle's files by their names."""


# --- Hashes and proofs ------------------------------------------------------------------------------------------------
def leaf(entry: LogEntry) -> bytes:
    """An event's leaf."""
    head = b"%d %s %d %d %s\n" % (
        entry.position,
        entry.originator_id.hex.encode(),
        entry.originator_version,
        len(entry.state),
        entry.name.encode(),
    )
    return hashlib.sha256(b"\x00" + head + entry.state).digest()


class Tree:
    """The Merkle tree over leaves."""

    def __init__(self, leaves: Sequence[bytes]) -> None:
        self.leaves = leaves
        self.root = lru_cache(maxsize=None)(self._root)

    def _root(self, start: int, end: int) -> bytes:
        if end - start <= 1:
            return self.leaves[start] if end > start else hashlib.sha256().digest()
        middle = start + split(end - start)
        return hashlib.sha256(b"\x01" + self.root(start, middle) + self.root(middle, end)).digest()

    def inclusion(self, index: int, start: int, end: int) -> list[bytes]:
        """PATH(m, D[n])."""
        if end - start == 1:
            return []
        middle = start + split(end - start)
        if index < middle:
            return [*self.inclusion(index, start, middle), self.root(middle, end)]
        return [*self.inclusion(index, middle, end), self.root(start, middle)]

    def consistency(self, first: int, start: int, end: int, *, is_whole: bool = True) -> list[bytes]:
        """SUBPROOF(m, D[n], b)."""
        if first == end - start:
            return [] if is_whole else [self.root(start, end)]
        middle = split(end - start)
        if first <= middle:
            return [
                *self.consistency(first, start, start + middle, is_whole=is_whole),
                self.root(start + middle, end),
            ]
        below = self.consistency(first - middle, start + middle, end, is_whole=False)
        return [*below, self.root(start, start + middle)]


def split(size: int) -> int:
    """The largest power of two below the size."""
    return 1 << ((size - 1).bit_length() - 1)


def encoded(value: bytes) -> str:
    return base64.b64encode(value).decode()


# --- Signatures -------------------------------------------------------------------------------------------------------
class Signer:
    """Somebody with a key: a log, or with kind 4 a witness."""

    def __init__(self, name: str, seed: int, kind: int = 1) -> None:
        self.name, self.kind = name, kind
        self.private = Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32)
        self.typed = bytes([kind]) + self.private.public_key().public_bytes_raw()
        self.digest = hashlib.sha256(name.encode() + b"\n" + self.typed).digest()[:4]

    @property
    def key(self) -> str:
        """The verifier key."""
        return f"{self.name}+{self.digest.hex()}+{encoded(self.typed)}"

    def line(self, text: bytes, seen: int = 1_700_000_000) -> bytes:
        """The line of a signature over the text."""
        if self.kind == 1:
            value = self.private.sign(text)
        else:
            value = seen.to_bytes(8, "big") + self.private.sign(b"cosignature/v1\ntime %d\n" % seen + text)
        return f"— {self.name} {encoded(self.digest + value)}\n".encode()


LOG = Signer(ORIGIN, 1)
WITNESS = Signer("witness.example", 2, kind=4)


def checkpoint(size: int, root: bytes, *signers: Signer, origin: str = ORIGIN) -> bytes:
    """A checkpoint, signed by the log if nobody else is named."""
    text = f"{origin}\n{size}\n{encoded(root)}\n".encode()
    return text + b"\n" + b"".join(signer.line(text) for signer in signers or (LOG,))


# --- Bundles ----------------------------------------------------------------------------------------------------------
def belongs(province: Code, round_code: Code, unit: Code | None = None) -> Callable[[LogEntry, dict[str, Any]], bool]:
    """Whether the first event of a stream makes it one of the round's, or of one unit's of the round."""
    streams = {province_stream(province), round_stream(province, round_code)}

    def wanted(entry: LogEntry, data: dict[str, Any]) -> bool:
        if entry.name == "indicator_set.released.v1":
            return entry.originator_id == set_stream(province, data["definition"]["code"])
        of_round = (data.get("province"), data.get("round")) == (province, round_code)
        ours = entry.name == "scorecard.opened.v1" and of_round and unit in {None, data["unit"]}
        return ours or entry.originator_id in streams

    return wanted


def bundle(
    log: Sequence[LogEntry],
    ranking: Mapping[str, Any],
    province: Code,
    round_code: Code,
    unit: Code | None = None,
    *,
    earlier: Iterable[int] = (),
    honest: Sequence[LogEntry] | None = None,
    **manifest: Any,
) -> Files:
    """The bundle of a round, proved against a tree of the whole log and signed, with checkpoints of earlier sizes.

    Which streams are the round's is read from the ``honest`` log where that is another one.
    """
    wanted = belongs(province, round_code, unit)
    streams = {
        entry.originator_id
        for entry in honest or log
        if entry.originator_version == 1 and wanted(entry, json.loads(entry.state)["data"])
    }
    tree = Tree([leaf(entry) for entry in log])
    chosen = [entry for entry in log if entry.originator_id in streams]
    sizes = [*earlier, len(log)]
    stated = {
        "format": "bangvang-proof-bundle/1",
        "province": province,
        "round": round_code,
        "unit": unit,
        "origin": ORIGIN,
        "size": len(log),
        "provenance": "illustrative",
        "notice": "Dữ liệu trình diễn / Demonstration data",
        "made_at": "2026-01-02T03:04:05Z",
        **manifest,
    }
    return {
        "manifest.json": written(stated),
        "events.jsonl": b"".join(line(entry) for entry in chosen),
        "proofs.json": written(proofs(tree, chosen, sizes)),
        **{
            f"checkpoints/{number:03}.txt": checkpoint(each, tree.root(0, each))
            for number, each in enumerate(sizes, start=1)
        },
        "keys.txt": f"{LOG.key}\n".encode(),
        "ranking.json": written(ranking),
    }


def proofs(tree: Tree, chosen: Sequence[LogEntry], sizes: Sequence[int]) -> dict[str, Any]:
    """What proves that these entries are in the tree of the last size, of which those of the others are beginnings."""
    size = sizes[-1]
    return {
        "size": size,
        "root": encoded(tree.root(0, size)),
        "inclusion": {
            str(each.position): [encoded(hash_) for hash_ in tree.inclusion(each.position - 1, 0, size)]
            for each in chosen
        },
        "consistency": [
            {"from": first, "to": size, "path": [encoded(hash_) for hash_ in tree.consistency(first, 0, size)]}
            for first in sizes[:-1]
            if first
        ],
    }


def line(entry: LogEntry) -> bytes:
    """An event's line."""
    stated = {
        "position": entry.position,
        "stream": str(entry.originator_id),
        "version": entry.originator_version,
        "name": entry.name,
        "state": entry.state.decode(),
    }
    return json.dumps(stated, ensure_ascii=False).encode() + b"\n"


def written(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def unpack(files: Files, folder: Path) -> Path:
    """The folder, with the files in it."""
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


def zipped(files: Files, path: Path) -> Path:
    """The zip, with the files in it."""
    with ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path
