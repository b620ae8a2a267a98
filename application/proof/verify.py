"""Kiểm tra một gói chứng cứ của Bảng Vàng, không cần mạng. Verify a proof bundle of Bảng Vàng, offline.

    python3 verify.py [FILE.zip | FOLDER] [--key VERIFIERKEY] [--checkpoint FILE]

Needs Python 3.9 or newer and nothing else; nothing is installed, written or sent. Ends with 0 only if all holds.

What a bundle is. Bảng Vàng writes everything that happens in an assessment into one log, event by event: a unit scores
itself, a reviewer adjusts, the council decides. The log is a Merkle tree (RFC 9162): each event is a leaf, and one
hash, the root, stands for all of them, so that no event can be changed, moved, added or taken away without another
root. From time to time the log signs its root: that is a checkpoint. Who has kept a checkpoint holds the log to it.
A bundle has one round's events, or one unit's, and what it takes to check them without trusting who made it:

    manifest.json        whose round it is, and the size of the tree that everything is proved against
    events.jsonl         the events as they are stored, one a line, in the order of the log
    proofs.json          for each event the hashes from its leaf to the root, and from earlier trees to this one
    checkpoints/*.txt    signed roots: C2SP signed notes (https://c2sp.org/tlog-checkpoint)
    keys.txt             the keys that these are signed with
    ranking.json         the ranking as it was stated
    sets/*.json          the indicator sets, to be read; scores are recomputed by those in the events

The parts below follow one another as the checks do: 1 reading, 2 hashes and proofs, 3 checkpoints and signatures,
4 points from inputs, 5 what the events add up to, 6 ranking, 7 telling. Numbers are exact fractions throughout.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import io
import json
import re
import sys
import unicodedata
import uuid
import zipfile
import zlib
from bisect import bisect_right, insort
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import MAX_PREC, Context, Decimal, InvalidOperation
from fractions import Fraction
from itertools import chain
from pathlib import Path
from typing import Any, Callable, NamedTuple, Optional

# --- 1. Reading -------------------------------------------------------------------------------------------------------

FORMAT = "bangvang-proof-bundle/1"
FILES = ("manifest.json", "events.jsonl", "proofs.json", "keys.txt", "ranking.json")
RELEASED = "indicator_set.released.v1"
LISTED = re.compile(r"checkpoints/[^/]+\.txt|sets/[^/]+\.json")
LARGEST = 2**30
"""A zip that unpacks to more bytes than this is not read."""
STORED_NAME = re.compile(r"[a-z_]+\.[a-z_]+\.v[1-9][0-9]*")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


class Wrong(Exception):  # noqa: N818  # It tells what does not hold.
    """Something does not hold: a sentence in Vietnamese and in English."""

    def __init__(self, vi: str, en: str) -> None:
        """Takes the two sentences, without their full stops."""
        super().__init__(vi, en)
        self.vi, self.en = vi, en


@contextmanager
def within(vi: str, en: str) -> Iterator[None]:
    """Says where it was that something did not hold. What has not the shape that it must have counts as that, too."""
    try:
        yield
    except Wrong as wrong:
        raise Wrong(f"{vi}: {wrong.vi}", f"{en}: {wrong.en}") from None
    except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError) as error:
        raise Wrong(f"{vi}: không đọc được ({error!r})", f"{en}: it cannot be read ({error!r})") from None


def require(holds_true: bool, vi: str, en: str) -> None:  # noqa: FBT001  # It reads as a sentence.
    """Raises ``Wrong`` unless it is so."""
    if not holds_true:
        raise Wrong(vi, en)


class Event(NamedTuple):
    """An event as the log has it: bytes at a position, which belong to a stream, in which they have a version."""

    position: int
    stream: str
    version: int
    name: str
    state: bytes
    is_sealed: bool


def read_files(place: Path) -> dict[str, bytes]:
    """The bundle's files by their names in it."""
    with within(str(place), str(place)):
        require(place.exists(), "không có tệp hoặc thư mục này", "there is no such file or folder")
        try:
            return from_zip(place) if place.is_file() else from_folder(place)
        except (OSError, RuntimeError, EOFError, zipfile.BadZipFile, zlib.error) as error:
            raise Wrong(f"không đọc được ({error})", f"it cannot be read ({error})") from None


def from_folder(folder: Path) -> dict[str, bytes]:
    """The files of a bundle that was unpacked."""
    found = [folder / name for name in FILES if (folder / name).is_file()]
    found += sorted((folder / "checkpoints").glob("*.txt")) + sorted((folder / "sets").glob("*.json"))
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def from_zip(path: Path) -> dict[str, bytes]:
    """The files of a bundle that was not."""
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        require(len(set(names)) == len(names), "có hai tệp trùng tên", "two files have the same name")
        require(sum(info.file_size for info in archive.infolist()) <= LARGEST, "quá lớn", "it is too large")
        wanted = [name for name in names if name in FILES or LISTED.fullmatch(name)]
        return {name: archive.read(name) for name in sorted(wanted)}


def parsed(written: bytes) -> Any:
    """JSON that every reader reads alike: each name once in its object, and no number that is not whole."""
    return json.loads(
        written.decode(), object_pairs_hook=unique, parse_int=whole, parse_float=refused, parse_constant=refused
    )


def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object."""
    found = dict(pairs)
    require(
        len(found) == len(pairs), "một tên xuất hiện hai lần trong một đối tượng", "a name stands twice in an object"
    )
    return found


def whole(text: str) -> int:
    """A whole number of a length that nobody means to keep us busy with."""
    return int(text) if len(text) < 20 else refused(text)  # noqa: PLR2004  # More than any position, count or time.


def refused(text: str) -> Any:
    """What has no place in a bundle: points are written as text, so that they are exact."""
    raise Wrong(f"số {text[:30]} không được phép ở đây", f"the number {text[:30]} has no place here")


def field(record: Any, name: str, kind: type, *, optional: bool = False) -> Any:
    """What an object has under this name, which must be of this kind."""
    value = record.get(name)
    if type(value) is not kind and not (optional and value is None):
        raise Wrong(f"«{name}» thiếu hoặc sai kiểu", f"'{name}' is missing or of the wrong kind")
    return value


class Bundle:
    """What stands in the files; each is read by the check that needs it, but for the manifest and the events."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        """Raises ``Wrong``."""
        self.files = files
        manifest = self.read("manifest.json")
        with within("manifest.json", "manifest.json"):
            known = field(manifest, "format", str) == FORMAT
            require(known, f"định dạng không phải {FORMAT}", f"the format is not {FORMAT}")
            self.province, self.round = field(manifest, "province", str), field(manifest, "round", str)
            self.unit = field(manifest, "unit", str, optional=True)
            self.origin, self.size = field(manifest, "origin", str), field(manifest, "size", int)
            self.provenance = field(manifest, "provenance", str)
            self.notice = field(manifest, "notice", str, optional=True)
            self.made_at = field(manifest, "made_at", str)
        self.events = list(self.read_events())
        self.recorded: list[tuple[Event, Recorded]] = []
        """The events with what they say, as far as that can be read."""
        self.found: Standings | None = None
        """Who stands where by these events, at the moment of which the ranking was stated."""

    def file(self, name: str) -> bytes:
        """The bytes of a file; raises ``Wrong`` where it is missing."""
        require(name in self.files, f"thiếu tệp {name}", f"the file {name} is missing")
        return self.files[name]

    def read(self, name: str) -> Any:
        """A JSON file; raises ``Wrong``."""
        written = self.file(name)
        with within(name, name):
            return parsed(written)

    def read_events(self) -> Iterator[Event]:
        """The lines of ``events.jsonl``."""
        lines = self.file("events.jsonl").split(b"\n")
        for number, line in enumerate(lines[:-1] if lines[-1] == b"" else lines, start=1):
            with within(f"events.jsonl, dòng {number}", f"events.jsonl, line {number}"):
                yield read_event(parsed(line))


def read_event(line: Any) -> Event:
    """An event of a line: text where its stored bytes are text, else base64, as a store that seals them has them."""
    sealed = "state_base64" in line
    if sealed:
        state = base64.b64decode(field(line, "state_base64", str), validate=True)
    else:
        state = field(line, "state", str).encode()
    position, version = field(line, "position", int), field(line, "version", int)
    require(position > 0 < version, "vị trí và phiên bản tính từ 1", "positions and versions count from 1")
    stream, name = field(line, "stream", str), field(line, "name", str)
    sound = str(uuid.UUID(stream)) == stream and STORED_NAME.fullmatch(name)
    require(bool(sound), "mã dòng hoặc tên sự kiện sai dạng", "the stream's id or the event's name is malformed")
    return Event(position, stream, version, name, state, sealed)


# --- 2. Hashes and proofs (RFC 9162, section 2.1) ---------------------------------------------------------------------


def leaf_hash(event: Event) -> bytes:
    """The hash of an event: of where it stands, what it is called and every byte of it."""
    head = f"{event.position} {event.stream.replace('-', '')} {event.version} {len(event.state)} {event.name}\n"
    return hashlib.sha256(b"\x00" + head.encode() + event.state).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two hashes, one above them in the tree."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_above(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """The root that a leaf and its path lead to (2.1.3.2); none where the path has not the length that it must have."""
    node, last, root = index, size - 1, leaf
    if node > last:
        return None
    for beside in path:
        if last <= 0:
            return None
        if node & 1 or node == last:
            root = node_hash(beside, root)
            while node and not node & 1:
                node, last = node >> 1, last >> 1
        else:
            root = node_hash(root, beside)
        node, last = node >> 1, last >> 1
    return root if last == 0 else None


def is_beginning(first: int, first_root: bytes, second: int, second_root: bytes, path: Sequence[bytes]) -> bool:
    """Whether the path shows that the tree of ``first`` leaves is the beginning of that of ``second`` (2.1.4.2)."""
    hashes = [first_root, *path] if first & (first - 1) == 0 else list(path)
    node, last = first - 1, second - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    if not path:
        return False
    before = after = hashes[0]
    for beside in hashes[1:]:
        if last <= 0:
            return False
        if node & 1 or node == last:
            before, after = node_hash(beside, before), node_hash(beside, after)
            while node and not node & 1:
                node, last = node >> 1, last >> 1
        else:
            after = node_hash(after, beside)
        node, last = node >> 1, last >> 1
    return (before, after, last) == (first_root, second_root, 0)


def hash_of(written: Any) -> bytes:
    """A hash from its base64."""
    found = base64.b64decode(written, validate=True)
    require(len(found) == hashlib.sha256().digest_size, "không phải mã băm SHA-256", "that is no SHA-256 hash")
    return found


def check_inclusion(bundle: Bundle, root: bytes) -> Iterator[Line]:
    """Every event is in the tree, at its position and with all its bytes."""
    proofs = bundle.read("proofs.json")
    with within("proofs.json", "proofs.json"):
        same = (field(proofs, "size", int), hash_of(proofs["root"])) == (bundle.size, root)
        require(same, "kích thước hoặc gốc khác với điểm kiểm đã ký", "size or root differ from the signed checkpoint")
        paths: dict[str, Any] = field(proofs, "inclusion", dict)
    included = 0
    for event in bundle.events:
        with within(f"Vị trí {event.position}", f"Position {event.position}"):
            path = [hash_of(each) for each in paths.get(str(event.position), ())]
        if root_above(leaf_hash(event), event.position - 1, bundle.size, path) == root:
            included += 1
        else:
            yield fails(
                f"Vị trí {event.position}: sự kiện {event.name} KHÔNG phải là sự kiện đã ghi ở vị trí này của nhật ký.",
                f"Position {event.position}: the event {event.name} is NOT the one that the log has there.",
            )
    for position in sorted(paths.keys() - {str(event.position) for event in bundle.events}):
        yield fails(
            f"Vị trí {position}: có bằng chứng trong proofs.json nhưng thiếu sự kiện trong events.jsonl.",
            f"Position {position}: proofs.json proves an event that events.jsonl does not have.",
        )
    yield (holds if included == len(bundle.events) else note)(
        f"{included} trên {len(bundle.events)} sự kiện đúng từng byte là lá của cây {bundle.size} sự kiện.",
        f"{included} of {len(bundle.events)} events are, byte for byte, leaves of the tree of {bundle.size} events.",
    )


# --- 3. Checkpoints and signatures (C2SP signed-note, tlog-checkpoint, tlog-cosignature; RFC 8032) --------------------

LOG_KEY, WITNESS_KEY = 1, 4
"""The kinds of key: one signs checkpoints, the other says as a witness when it has seen one."""
KEY_SIZE, SIGNATURE_SIZE = 32, 64
"""In bytes."""


class Key(NamedTuple):
    """A key that verifies signatures; a retired one those of trees up to a size alone."""

    name: str
    digest: bytes
    kind: int
    public: bytes
    until: int | None
    written: str


class Signature(NamedTuple):
    """A signature below a note, and whose it says that it is."""

    name: str
    digest: bytes
    value: bytes


class Checkpoint(NamedTuple):
    """A log's word on how large its tree was and which root it had."""

    file: str
    text: bytes
    origin: str
    size: int
    root: bytes
    signatures: tuple[Signature, ...]


def read_key(line: str) -> Key:
    """A key from its line: ``name+hash+base64``, and where it is retired a tab and ``until=size``."""
    written, _, retired = line.strip().partition("\t")
    name, digest, encoded = written.split("+", 2)
    typed = base64.b64decode(encoded, validate=True)
    expected = hashlib.sha256(name.encode() + b"\n" + typed).digest()[:4]
    sound = len(typed) == KEY_SIZE + 1 and typed[0] in {LOG_KEY, WITNESS_KEY} and digest == expected.hex()
    require(sound, f"khóa «{written}» sai dạng", f"the key '{written}' is malformed")
    require(bool(re.fullmatch(r"(until=\d{1,18})?", retired)), f"không hiểu «{retired}»", f"unclear is '{retired}'")
    until = int(retired[len("until=") :]) if retired else None
    return Key(name, expected, typed[0], typed[1:], until, written)


def read_keys(lines: Iterable[str], source: str) -> list[Key]:
    """The keys in these lines."""
    with within(source, source):
        return [read_key(line) for line in lines if line.strip()]


def read_checkpoint(file: str, note_bytes: bytes) -> Checkpoint:
    """A checkpoint from its file; without a blank line it is one without signatures."""
    with within(file, file):
        text, blank, signed = note_bytes.rpartition(b"\n\n")
        text = text + b"\n" if blank else signed
        origin, size, root, *_ = text.decode().split("\n")
        sound = re.fullmatch(r"0|[1-9]\d{0,17}", size) and note_bytes.endswith(b"\n")
        require(bool(sound), "sai dạng", "it is malformed")
        lines = signed.decode().split("\n")[:-1] if blank else []
        return Checkpoint(file, text, origin, int(size), hash_of(root), tuple(map(read_signature, lines)))


def read_signature(line: str) -> Signature:
    """A signature from its line."""
    found = re.fullmatch(r"— (\S+) (\S+)", line)
    if found is None:
        raise Wrong(f"dòng chữ ký sai dạng: «{line}»", f"a line of signatures is malformed: '{line}'")
    decoded = base64.b64decode(found[2], validate=True)
    return Signature(found[1], decoded[:4], decoded[4:])


class Signers(NamedTuple):
    """Whose signatures under a checkpoint are right, and how many are not by a key that is known."""

    log: tuple[Key, ...]
    witnesses: tuple[Key, ...]
    unknown: int


def signers(checkpoint: Checkpoint, keys: Sequence[Key]) -> Signers:
    """Verifies every signature by a known key; raises ``Wrong`` if one is not right."""
    found: list[Key] = []
    unknown = 0
    for signature in checkpoint.signatures:
        known = [key for key in keys if (key.name, key.digest) == (signature.name, signature.digest)]
        valid = [key for key in known if is_signed(checkpoint.text, signature.value, key)]
        if known and not valid:
            raise Wrong(
                f"{checkpoint.file}: chữ ký của «{signature.name}» KHÔNG đúng",
                f"{checkpoint.file}: the signature by '{signature.name}' is NOT right",
            )
        unknown += not known
        # A key may be told twice, as retired in the bundle and by whoever checks.
        found += [key for key in valid if key.until is None or checkpoint.size <= key.until][:1]
    log = tuple(key for key in found if key.kind == LOG_KEY)
    return Signers(log, tuple(key for key in found if key.kind == WITNESS_KEY), unknown)


def is_signed(text: bytes, value: bytes, key: Key) -> bool:
    """Whether the key made this signature; a witness signs the time at which it saw the checkpoint along with it."""
    if key.kind == WITNESS_KEY:
        seen, value = int.from_bytes(value[:8], "big"), value[8:]
        text = b"cosignature/v1\ntime %d\n" % seen + text
    return ed25519_verifies(key.public, value, text)


# Ed25519 (RFC 8032, section 5.1): points of the curve −x² + y² = 1 + d·x²·y² over the whole numbers modulo P, as
# (X, Y, Z, T) with x = X ÷ Z, y = Y ÷ Z and x·y = T ÷ Z, which spares the divisions.

Point = tuple[int, int, int, int]
P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)
NEUTRAL: Point = (0, 1, 1, 0)


def point_add(one: Point, other: Point) -> Point:
    """The sum of two points, which may be the same (5.1.4)."""
    a = (one[1] - one[0]) * (other[1] - other[0]) % P
    b = (one[1] + one[0]) * (other[1] + other[0]) % P
    c = 2 * D * one[3] * other[3] % P
    d = 2 * one[2] * other[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def point_decoded(encoded: bytes) -> Point | None:
    """The point of these 32 bytes: y, and the lowest bit of x (5.1.3); none where they are those of no point."""
    number_of = int.from_bytes(encoded, "little")
    y, sign = number_of & (2**255 - 1), number_of >> 255
    u, v = (y * y - 1) % P, (D * y * y + 1) % P
    x = u * v**3 * pow(u * v**7, (P - 5) // 8, P) % P
    if v * x * x % P == -u % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if y >= P or v * x * x % P != u or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return x, y, 1, x * y % P


def point_encoded(point: Point) -> bytes:
    """The 32 bytes of a point (5.1.2)."""
    inverse = pow(point[2], P - 2, P)
    x, y = point[0] * inverse % P, point[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def ed25519_verifies(public: bytes, signature: bytes, message: bytes) -> bool:
    """Whether the signature over the message is by the owner of the public key (5.1.7)."""
    first, scalar = signature[:32], int.from_bytes(signature[32:], "little")
    owner = point_decoded(public)
    if len(signature) != SIGNATURE_SIZE or scalar >= ORDER or owner is None:
        return False
    challenge = int.from_bytes(hashlib.sha512(first + public + message).digest(), "little") % ORDER
    x, y, z, t = owner
    base, minus_owner = BASE, (-x % P, y, z, -t % P)
    steps = {"00": NEUTRAL, "01": minus_owner, "10": base, "11": point_add(base, minus_owner)}
    found = NEUTRAL
    for one, other in zip(f"{scalar:0256b}", f"{challenge:0256b}"):
        found = point_add(point_add(found, found), steps[one + other])
    return point_encoded(found) == first


def base_point() -> Point:
    """The point that all public keys are multiples of: y = 4 ÷ 5, x even."""
    found = point_decoded((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))
    assert found is not None  # noqa: S101  # Tells the type checker what RFC 8032 says.
    return found


BASE = base_point()


class Trust(NamedTuple):
    """The keys that the main checkpoint must be signed by, and those that may have signed earlier ones."""

    main: Sequence[Key]
    earlier: Sequence[Key]
    are_given: bool


def check_keys(trust: Trust) -> Iterator[Line]:
    """Says what the keys are worth, which are the whole of the trust that is needed."""
    for key in trust.main:
        until = "" if key.until is None else f", {key.until}"
        yield note(
            f"Khóa{until and f' đến cây {key.until}'}: {key.written}",
            f"Key{until and f' up to the tree of {key.until}'}: {key.written}",
        )
    if not trust.are_given:
        yield note(
            "CHÚ Ý: các khóa này nằm ngay trong gói, nên chỉ chứng minh gói không mâu thuẫn với chính nó. "
            "Hãy so chúng với khóa mà cơ quan công bố ở nơi khác, hoặc chạy lại với --key KHÓA.",
            "MIND: these keys come with the bundle itself, so they only prove that it does not contradict itself. "
            "Compare them with the keys that the authority publishes elsewhere, or run this again with --key KEY.",
        )


def main_checkpoint(bundle: Bundle, checkpoints: Sequence[Checkpoint]) -> Checkpoint:
    """The checkpoint that everything is proved against; raises ``Wrong`` where there is none."""
    found = [each for each in checkpoints if each.size == bundle.size]
    require(
        bool(found),
        f"thiếu điểm kiểm của cây {bundle.size} sự kiện trong checkpoints/",
        f"checkpoints/ has no checkpoint of the tree of {bundle.size} events",
    )
    return found[0]


def check_signatures(bundle: Bundle, checkpoints: Sequence[Checkpoint], trust: Trust) -> Iterator[Line]:
    """Every checkpoint is of this log and signed by a key that is trusted."""
    for each in checkpoints:
        try:
            known = signers(each, trust.main if each.size == bundle.size else trust.earlier)
        except Wrong as wrong:
            yield fails(f"{wrong.vi}.", f"{wrong.en}.")
            continue
        if each.origin != bundle.origin:
            yield fails(
                f"{each.file}: là của nhật ký «{each.origin}», không phải «{bundle.origin}».",
                f"{each.file}: it is of the log '{each.origin}', not of '{bundle.origin}'.",
            )
        elif not known.log:
            yield fails(
                f"{each.file}: không có chữ ký của khóa đáng tin nào còn hiệu lực với cây {each.size} sự kiện.",
                f"{each.file}: no trusted key that holds for a tree of {each.size} events has signed it.",
            )
        else:
            by, and_seen_by = known.log[0].name, ", ".join(key.name for key in known.witnesses) or "—"
            yield holds(
                f"{each.file}: cây {each.size} sự kiện, ký bởi «{by}»; nhân chứng: {and_seen_by}; "
                f"chữ ký chưa kiểm tra vì không biết khóa: {known.unknown}.",
                f"{each.file}: a tree of {each.size} events, signed by '{by}'; witnesses: {and_seen_by}; "
                f"signatures left unverified, by unknown keys: {known.unknown}.",
            )


def check_consistency(bundle: Bundle, checkpoints: Sequence[Checkpoint], own: Sequence[Checkpoint]) -> Iterator[Line]:
    """Every other checkpoint's tree is the beginning of the main one's: nothing was rewritten in between."""
    main = main_checkpoint(bundle, checkpoints)
    proofs = bundle.read("proofs.json")
    with within("proofs.json", "proofs.json"):
        paths = {
            field(each, "from", int): [hash_of(one) for one in field(each, "path", list)]
            for each in field(proofs, "consistency", list)
            if field(each, "to", int) == main.size
        }
    for each in [*checkpoints, *own]:
        if each is main:
            continue
        if each.origin == main.origin and precedes(each, main, paths.get(each.size)):
            yield holds(
                f"{each.file}: cây {each.size} sự kiện là phần đầu nguyên vẹn của cây {main.size} sự kiện.",
                f"{each.file}: the tree of {each.size} events is, unaltered, the beginning of that of {main.size}.",
            )
        elif 0 < each.size < main.size and each.size not in paths:
            yield fails(
                f"{each.file}: thiếu bằng chứng rằng cây {each.size} là phần đầu của cây {main.size}; "
                "hãy xin gói có bằng chứng này.",
                f"{each.file}: no proof that the tree of {each.size} is the beginning of that of {main.size}; "
                "ask for a bundle that has one.",
            )
        elif each.size > main.size:
            yield fails(
                f"{each.file}: cây {each.size} mới hơn gói này (cây {main.size}); hãy xin gói lập sau điểm kiểm đó.",
                f"{each.file}: its tree of {each.size} is newer than the bundle's of {main.size}; ask for a later one.",
            )
        else:
            yield fails(
                f"{each.file}: KHÔNG khớp với cây {main.size}: nhật ký đã bị viết lại, hoặc đây là nhật ký khác.",
                f"{each.file}: it does NOT fit the tree of {main.size}: the log was rewritten, or this is another.",
            )


def precedes(earlier: Checkpoint, main: Checkpoint, path: Sequence[bytes] | None) -> bool:
    """Whether the earlier checkpoint's tree is the beginning of the main one's, or the same."""
    if earlier.size == main.size:
        return earlier.root == main.root
    if earlier.size == 0:
        return earlier.root == hashlib.sha256().digest()
    return path is not None and is_beginning(earlier.size, earlier.root, main.size, main.root, path)


# --- 4. Points from inputs --------------------------------------------------------------------------------------------
#
# A set of indicators says by which rule each one is scored. The rules stand here in the order of domain/rules.

Inputs = Mapping[str, str]
Rule = Mapping[str, Any]

UNROUNDED = Context(prec=MAX_PREC)
DIGITS = 30
"""The most digits that a number may have before and after the decimal point."""


def exact(written: str) -> Decimal:
    """A number from its text; raises ``Wrong`` if it is none, or too long to be meant."""
    try:
        value = Decimal(written) if type(written) is str else Decimal("NaN")
    except InvalidOperation:
        value = Decimal("NaN")
    sound = value.is_finite() and value.adjusted() < DIGITS and -int(value.normalize(UNROUNDED).as_tuple()[2]) <= DIGITS
    require(sound, f"«{written}» không phải là số hợp lệ", f"'{written}' is no sound number")
    return value


def number(written: str) -> Fraction:
    """The same as a fraction."""
    return Fraction(exact(written))


def round_half_up(value: Fraction, places: int) -> Fraction:
    """At so many decimals; a half goes away from zero."""
    tenfold = abs(value) * 10**places
    rounded = Fraction((2 * tenfold.numerator + tenfold.denominator) // (2 * tenfold.denominator), 10**places)
    return rounded if value >= 0 else -rounded


def text(inputs: Inputs, name: str) -> str:
    """An input that has to be given."""
    value = inputs.get(name, "").strip()
    require(bool(value), f"thiếu đầu vào «{name}»", f"the input '{name}' is missing")
    return value


def amount(inputs: Inputs, name: str) -> Fraction:
    """An input that is a number of zero or more."""
    value = number(text(inputs, name))
    require(value >= 0, f"đầu vào «{name}» âm", f"the input '{name}' is below zero")
    return value


def count(inputs: Inputs, name: str) -> int:
    """An input that is a whole number of zero or more."""
    value = amount(inputs, name)
    require(value.denominator == 1, f"đầu vào «{name}» không phải số nguyên", f"the input '{name}' is not whole")
    return int(value)


YES = frozenset({"yes", "true", "1", "x", "có", "co", "đạt", "dat"})
NO = frozenset({"no", "false", "0", "", "không", "khong", "ko"})


def ticked(inputs: Inputs, name: str) -> bool:
    """An input that is yes or no; not mentioned is no."""
    value = unicodedata.normalize("NFC", inputs.get(name, "")).strip().casefold()
    known = value in YES | NO
    require(known, f"đầu vào «{name}» không phải có/không", f"the input '{name}' is neither yes nor no")
    return value in YES


def of_part(part: Rule, inputs: Inputs) -> Inputs:
    """The inputs of one part of a rule: those whose names begin with its code and a full stop."""
    start = f"{part['code']}."
    return {name[len(start) :]: value for name, value in inputs.items() if name.startswith(start)}


def of_portion(part: Rule, inputs: Inputs, maximum: Fraction) -> Fraction:
    """What a part earns of its share of the maximum."""
    return earned(part["rule"], of_part(part, inputs), number(part["share"]) * maximum)


def best(rule: Rule, inputs: Inputs, maximum: Fraction, _largest: Fraction | None) -> Fraction:
    """The best of those alternatives for which inputs are given."""
    given = [each for each in rule["alternatives"] if of_part(each, inputs)]
    require(bool(given), "chưa có đầu vào của phương án nào", "no alternative has its inputs")
    return max(of_portion(each, inputs, maximum) for each in given)


def bonus(rule: Rule, inputs: Inputs, maximum: Fraction, _largest: Fraction | None) -> Fraction:
    """Points given or taken away, within bounds."""
    points = number(text(inputs, "points"))
    low, high = bounds(rule, maximum)
    require(low <= points <= high, "điểm ngoài giới hạn", "the points are out of bounds")
    return points


def capped(rule: Rule, inputs: Inputs, maximum: Fraction, _largest: Fraction | None) -> Fraction:
    """What another rule earns, up to a share of the maximum."""
    return min(earned(rule["rule"], inputs, maximum), number(rule.get("share", "1")) * maximum)


def checklist(rule: Rule, inputs: Inputs, maximum: Fraction, _largest: Fraction | None) -> Fraction:
    """The shares of all items that hold, added up."""
    shares = [number(item["share"]) for item in rule["items"] if ticked(inputs, item["code"])]
    return sum(shares, Fraction(0)) * maximum


def count_each(rule: Rule, inputs: Inputs, maximum: Fraction, _largest: Fraction | None) -> Fraction:
    """So many points each, up to the maximum."""
    return min(count(inputs, "count") * number(rule["each"]), maximum)


def levels(rule: Rule, inputs: Inputs, maximum: Fraction, _largest: Fraction | None) -> Fraction:
    """The share of the level that holds."""
    shares = {level["code"]: number(level["share"]) for level in rule["levels"]}
    chosen = text(inputs, "level")
    require(chosen in shares, f"không có mức «{chosen}»", f"there is no level '{chosen}'")
    return shares[chosen] * maximum


def manual(_rule: Rule, inputs: Inputs, maximum: Fraction, _largest: Fraction | None) -> Fraction:
    """Points that people judged, up to the maximum."""
    points = amount(inputs, "points")
    require(points <= maximum, "điểm lớn hơn tối đa", "the points are above the maximum")
    return points


def measured(_rule: Rule, inputs: Inputs, maximum: Fraction, _largest: Fraction | None) -> Fraction:
    """A value from 0 to 1 as a share of the maximum."""
    value = amount(inputs, "value")
    require(value <= 1, "giá trị lớn hơn 1", "the value is above 1")
    return value * maximum


def ratio(rule: Rule, inputs: Inputs, maximum: Fraction, _largest: Fraction | None) -> Fraction:
    """A ÷ b, or where a counts what is bad (b − a) ÷ b, against the target."""
    part, total = amount(inputs, "a"), amount(inputs, "b")
    require(part <= total, "a lớn hơn b", "a is more than b")
    if total == 0:
        require(rule["if_b_is_zero"] != "not-applicable", "b = 0: không áp dụng", "b = 0: it does not apply")
        return maximum if rule["if_b_is_zero"] == "full" else Fraction(0)
    share = (total - part if rule.get("complement", False) else part) / total
    return min(share / number(rule.get("target", "1")), Fraction(1)) * maximum


def relative(_rule: Rule, inputs: Inputs, maximum: Fraction, largest: Fraction | None) -> Fraction:
    """The value as a share of the largest value of all units, as far as that is known."""
    value = amount(inputs, "value")
    largest = max(value, largest or value)
    return value / largest * maximum if largest else Fraction(0)


def sum_of(rule: Rule, inputs: Inputs, maximum: Fraction, _largest: Fraction | None) -> Fraction:
    """What the parts earn, added up."""
    return sum((of_portion(part, inputs, maximum) for part in rule["parts"]), Fraction(0))


def survey(rule: Rule, inputs: Inputs, maximum: Fraction, _largest: Fraction | None) -> Fraction:
    """An average as a share of the top of its scale, if enough people answered."""
    average, answers, top = amount(inputs, "average"), count(inputs, "answers"), number(rule["top"])
    require(average <= top, "điểm trung bình vượt thang", "the average is above the scale")
    return Fraction(0) if answers < rule.get("fewest", 1) else average / top * maximum


def tiers(rule: Rule, inputs: Inputs, maximum: Fraction, _largest: Fraction | None) -> Fraction:
    """The share of the highest tier reached, if one is."""
    found = count(inputs, "count")
    reached = [(tier["at_least"], number(tier["share"])) for tier in rule["tiers"] if found >= tier["at_least"]]
    return max(reached)[1] * maximum if reached else Fraction(0)


RULES: dict[str, Callable[[Rule, Inputs, Fraction, Fraction | None], Fraction]] = {
    "best": best,
    "bonus": bonus,
    "capped": capped,
    "checklist": checklist,
    "count": count_each,
    "levels": levels,
    "manual": manual,
    "measured": measured,
    "ratio": ratio,
    "relative": relative,
    "sum": sum_of,
    "survey": survey,
    "tiers": tiers,
}
PARTS = {"best": "alternatives", "sum": "parts"}
NAMES = {
    "bonus": {"points"},
    "count": {"count"},
    "levels": {"level"},
    "manual": {"points"},
    "measured": {"value"},
    "ratio": {"a", "b"},
    "relative": {"value"},
    "survey": {"average", "answers"},
    "tiers": {"count"},
}


def input_names(rule: Rule) -> set[str]:
    """What a rule asks for."""
    kind = rule["kind"]
    if kind == "capped":
        return input_names(rule["rule"])
    if kind == "checklist":
        return {item["code"] for item in rule["items"]}
    if kind in PARTS:
        return {f"{part['code']}.{name}" for part in rule[PARTS[kind]] for name in input_names(part["rule"])}
    return NAMES[kind]


def earned(rule: Rule, inputs: Inputs, maximum: Fraction, largest: Fraction | None = None) -> Fraction:
    """The exact points that inputs earn, before rounding; raises ``Wrong`` for inputs that the rule does not take."""
    kind = rule["kind"]
    require(kind in RULES, f"không biết loại quy tắc «{kind}»", f"the kind of rule '{kind}' is unknown")
    unknown = ", ".join(sorted(inputs.keys() - input_names(rule)))
    require(not unknown, f"quy tắc không có đầu vào «{unknown}»", f"the rule has no input '{unknown}'")
    return RULES[kind](rule, inputs, maximum, largest)


def bounds(rule: Rule, maximum: Fraction) -> tuple[Fraction, Fraction]:
    """Between what points lie that people enter as such."""
    if rule["kind"] == "bonus":
        return number(rule["at_least"]), number(rule["at_most"])
    return Fraction(0), maximum


# A set, and each rule in it, is known by the hash of what it says: SHA-256 of its RFC 8785 canonical JSON, with text in
# Unicode NFC and numbers without trailing zeros.

NUMBERS = frozenset(
    (
        "max_points",
        "weight",
        "share",
        "from_percent",
        "scale",
        "each",
        "target",
        "at_least",
        "at_most",
        "top",
        "points",
    )
)
"""The fields of a definition that hold numbers, which are text in JSON so that they are exact."""


def normalised(value: Any, name: str = "") -> Any:
    """A value, which stands under this name, in the one form in which it is hashed."""
    if isinstance(value, dict):
        pairs = [(unicodedata.normalize("NFC", key), item) for key, item in value.items()]
        # RFC 8785 sorts by UTF-16; the inputs of worked examples may be called points and are text all the same.
        pairs.sort(key=lambda pair: pair[0].encode("utf-16-be"))
        return {key: normalised(item, name if name == "inputs" else key) for key, item in pairs}
    if isinstance(value, list):
        return [normalised(item, name) for item in value]
    if isinstance(value, str):
        return plain(value) if name in NUMBERS else unicodedata.normalize("NFC", value)
    return value


def plain(written: str) -> str:
    """A number without trailing zeros: 10.00 → 10."""
    value = exact(written)
    as_whole = value.to_integral_value(context=UNROUNDED)
    return str(value.quantize(Decimal(1), context=UNROUNDED) if value == as_whole else value.normalize(UNROUNDED))


def content_hash(value: Any) -> str:
    """What a definition, or what an indicator is scored by, is known by."""
    return hashlib.sha256(json.dumps(normalised(value), ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


class Indicator:
    """One indicator of a set, and the scoring of it."""

    def __init__(self, described: Mapping[str, Any], places: int) -> None:
        """Takes the indicator as its set describes it, and to how many decimals the set rounds."""
        self.code, self.rule, self.places = described["code"], described["rule"], places
        self.maximum = number(described["max_points"])
        self.kinds = described.get("applies_to", ())
        self.is_optional = described.get("optional", False)
        self.compares = self.rule["kind"] == "relative"
        self.rule_hash = content_hash({"rule": self.rule, "max_points": described["max_points"], "places": places})

    def score(self, inputs: Inputs, largest: Fraction | None = None) -> Fraction:
        """The points that inputs earn, rounded once."""
        return round_half_up(earned(self.rule, inputs, self.maximum, largest), self.places)

    def allows(self, points: Fraction, unit: str) -> tuple[bool, str, str]:
        """Whether people may enter these points as such, and what is wrong if not."""
        low, high = bounds(self.rule, self.maximum)
        return (
            low <= points <= high and (points * 10**self.places).denominator == 1,
            f"{unit}, chỉ số {self.code}: {show(points)} điểm ngoài khoảng {show(low)} – {show(high)} hoặc quá lẻ",
            f"{unit}, indicator {self.code}: {show(points)} points are out of {show(low)} – {show(high)} or too fine",
        )


class Definition:
    """One release of a set."""

    def __init__(self, described: Mapping[str, Any]) -> None:
        """Takes the set as its release describes it."""
        self.name, self.province = (described["code"], described["version"]), described["province"]
        self.hash = content_hash(described)
        found = (Indicator(each, described["places"]) for each in described_indicators(described))
        self.indicators = {indicator.code: indicator for indicator in found}

    def of_kind(self, kind: str) -> dict[str, Indicator]:
        """The indicators that units of this kind are scored on."""
        return {code: each for code, each in self.indicators.items() if not each.kinds or kind in each.kinds}


def described_indicators(groups: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Every indicator, however deep the group it stands in."""
    for group in groups.get("groups", ()):
        yield from group.get("indicators", ())
        yield from described_indicators(group)


# --- 5. What the events add up to -------------------------------------------------------------------------------------

NAMESPACE = uuid.UUID("6d1bfb0c-5a43-5a0e-9d7e-3b7b6f0c2a61")
"""A stream's id is made of what it is about, so that each province, round and unit in it has one stream only."""

Recorded = dict[str, Any]
"""An event's envelope and, under ``data``, the event."""
Stages = tuple[Optional[Fraction], Optional[Fraction], Optional[Fraction]]
"""Points at the three stages: the unit's own, after review, final."""
Largest = dict[str, dict[str, Fraction]]
"""The largest values of all units by set and indicator."""


def stream_of(*names: str) -> str:
    """The id of the stream that is about this."""
    return str(uuid.uuid5(NAMESPACE, "/".join(names)))


class Entry:
    """What a scorecard has for one indicator: points, and the values that compare with those of other units."""

    def __init__(self) -> None:
        """Nothing yet."""
        self.points: Stages = (None, None, None)
        self.own_value: str | None = None
        self.reviewed_value: str | None = None
        self.applies, self.is_granted = True, False

    def against(self, indicator: Indicator, largest: Fraction) -> Stages:
        """Its points with values measured against the largest one; what was judged as points stays."""

        def measure(value: str | None, points: Fraction | None) -> Fraction | None:
            return points if value is None else indicator.score({"value": value}, largest)

        own, reviewed, final = self.points
        final = final if self.is_granted else measure(self.reviewed_value, final)
        return measure(self.own_value, own), measure(self.reviewed_value, reviewed), final


class Card:
    """One unit's scorecard in the round."""

    def __init__(self, unit: str, kind: str, definition: Definition) -> None:
        """It has been opened."""
        self.unit, self.kind, self.set = unit, kind, definition.hash
        self.indicators = definition.of_kind(kind)
        self.entries = {code: Entry() for code in self.indicators}
        self.state = "drafting"

    def totals(self, largest: Mapping[str, Fraction]) -> list[Fraction]:
        """The three totals and the maximum, over the indicators that apply; some measured against largest values."""
        counted = {code: entry for code, entry in self.entries.items() if entry.applies}
        points = [
            entry.against(self.indicators[code], largest[code]) if code in largest else entry.points
            for code, entry in counted.items()
        ]
        stages = [sum((each[stage] or Fraction(0) for each in points), Fraction(0)) for stage in range(3)]
        return [*stages, sum((self.indicators[code].maximum for code in counted), Fraction(0))]


class Unit(NamedTuple):
    """A unit as the registry has it."""

    kind: str
    parent: str | None
    is_active: bool = True


class Book:
    """The round as its events tell it, and what does not hold of that."""

    def __init__(self, bundle: Bundle) -> None:
        """Nothing has happened yet."""
        self.province, self.round, self.unit = bundle.province, bundle.round, bundle.unit
        self.provenance = bundle.provenance
        of_province, of_round = stream_of("province", self.province), stream_of("round", self.province, self.round)
        self.streams = {"province": of_province, "unit": of_province, "round": of_round}
        self.units: dict[str, Unit] = {}
        self.locked_units: dict[str, Unit] | None = None
        self.definitions: dict[str, Definition] = {}
        self.opening: Recorded | None = None
        self.marked: dict[str, tuple[bool, str]] = {}
        self.frozen: Largest | None = None
        self.cards: dict[str, Card] = {}
        self.faults: list[Wrong] = []
        self.by_rule = self.judged = self.totals = 0
        self.unknown: set[str] = set()

    @property
    def is_whole(self) -> bool:
        """Whether the bundle has all units of the round, and not one alone."""
        return self.unit is None

    def expect(self, holds_true: bool, vi: str, en: str) -> None:  # noqa: FBT001  # It reads as a sentence.
        """Notes down what does not hold; what was recorded counts all the same, so that it is told once."""
        if not holds_true:
            self.faults.append(Wrong(vi, en))

    def apply(self, event: Event, recorded: Recorded) -> None:
        """What an event changes; raises ``Wrong`` where nobody can tell."""
        about, data = event.name.split(".")[0], recorded["data"]
        if event.version == 1:
            require_beginning(self, event, data)
        belongs = self.streams.get(about, event.stream) == event.stream
        require(belongs, "sự kiện nằm sai dòng", "the event is in a stream where it does not belong")
        if event.name in CHANGES:
            CHANGES[event.name](self, event, recorded)
        elif event.name in CARD_CHANGES or event.name in POINT_CHANGES:
            require(event.stream in self.cards, "phiếu chấm điểm chưa được mở", "the scorecard was not opened")
            self.apply_to_card(self.cards[event.stream], event.name, data)
        elif event.name not in WITHOUT_POINTS:
            self.unknown.add(event.name)

    def apply_to_card(self, card: Card, name: str, data: Recorded) -> None:
        """What an event of this name changes of a scorecard, or of one of its indicators."""
        if name in CARD_CHANGES:
            CARD_CHANGES[name](self, card, data)
            return
        code = data["indicator"]
        require(code in card.entries, f"đơn vị không chấm chỉ số {code}", f"the unit has no indicator {code}")
        with within(f"{card.unit}, chỉ số {code}", f"{card.unit}, indicator {code}"):
            POINT_CHANGES[name](self, card, card.entries[code], data)

    def largest_values(self) -> Largest:
        """The largest values of the units that handed in and are ranked, for each indicator that compares them."""
        found: Largest = {}
        pinned = {pin["content_hash"] for pin in self.opened()["sets"].values()}
        for definition in self.definitions.values():
            codes = [code for code, indicator in definition.indicators.items() if indicator.compares]
            if codes and definition.hash in pinned:
                found[definition.hash] = {code: self.largest(definition, code) for code in codes}
        return found

    def opened(self) -> Recorded:
        """What the round was opened with; raises ``Wrong`` where it was not."""
        if self.opening is None:
            raise Wrong("gói không có sự kiện mở đợt", "the bundle has no opening of the round")
        return self.opening

    def largest(self, definition: Definition, code: str) -> Fraction:
        """The largest value of an indicator; zero where there is none."""
        compared = (
            card.entries[code]
            for card in self.cards.values()
            if card.set == definition.hash
            and code in card.entries
            and card.state != "drafting"
            and card.unit not in self.marked
        )
        values = (entry.reviewed_value for entry in compared if entry.applies)
        return max((number(value) for value in values if value is not None), default=Fraction(0))


def require_beginning(book: Book, event: Event, data: Recorded) -> None:
    """The first event of a stream says what the stream is about, and the stream's id must be made of that."""
    released = data.get("definition", data)
    about: dict[str, tuple[Any, ...]] = {
        "province.registered.v1": ("province", data.get("province")),
        RELEASED: ("indicator_set", released.get("province"), released.get("code")),
        "round.opened.v1": ("round", data.get("province"), data.get("round")),
        "scorecard.opened.v1": ("scorecard", data.get("province"), data.get("round"), data.get("unit")),
    }
    names = about.get(event.name)
    if names is None or stream_of(*map(str, names)) != event.stream:
        raise Wrong("sự kiện này không thể mở đầu dòng này", "this event can't begin this stream")
    ours = (names[0], book.province, names[2] if names[0] == "indicator_set" else book.round)
    require(names[:3] == ours[: len(names)], "là của tỉnh hoặc đợt khác", "it is of another province or round")


# Registry, sets and round


def unit_registered(book: Book, _event: Event, recorded: Recorded) -> None:
    """A unit entered the registry."""
    book.units[recorded["data"]["unit"]] = Unit(recorded["data"]["kind"], recorded["data"]["parent"])


def unit_ended(book: Book, _event: Event, recorded: Recorded) -> None:
    """A unit was merged into another one or dissolved; its old results stay."""
    unit = recorded["data"]["unit"]
    book.units[unit] = book.units[unit]._replace(is_active=False)


def set_released(book: Book, event: Event, recorded: Recorded) -> None:
    """A release's hash must be the hash of what it says."""
    definition, stated = Definition(recorded["data"]["definition"]), recorded["data"]["content_hash"]
    book.expect(definition.hash == stated, "bộ chỉ số không đúng mã băm ghi kèm", "the set is not what its hash says")
    belongs = stream_of("indicator_set", book.province, definition.name[0]) == event.stream
    require(belongs, "bộ chỉ số nằm sai dòng", "the set is in a stream where it does not belong")
    book.definitions[stated] = definition


def round_opened(book: Book, event: Event, recorded: Recorded) -> None:
    """Each kind of unit is scored by a release that is pinned by its hash."""
    require(event.version == 1, "đợt được mở hai lần", "the round was opened twice")
    book.opening = opening = recorded["data"]
    for kind, pin in opening["sets"].items():
        known = book.definitions.get(pin["content_hash"])
        # One unit's bundle may come without the sets of other kinds.
        fits = not book.is_whole if known is None else known.name == (pin["indicator_set"], pin["version"])
        book.expect(fits, f"gói thiếu bộ chỉ số đã ghim cho {kind}", f"the bundle lacks the set pinned for {kind}")
    is_honest = book.provenance != "published" or opening.get("data_provenance", "published") == "published"
    book.expect(is_honest, "manifest.json giấu rằng số liệu là minh họa", "manifest.json conceals made-up figures")


def unit_marked(book: Book, _event: Event, recorded: Recorded) -> None:
    """A unit is left out of the ranking, or exempt, for the reason in the envelope."""
    book.marked[recorded["data"]["unit"]] = (recorded["data"]["exempt"], recorded.get("reason") or "")


def unit_unmarked(book: Book, _event: Event, recorded: Recorded) -> None:
    """It is ranked again."""
    book.marked.pop(recorded["data"]["unit"], None)


def best_values_frozen(book: Book, _event: Event, recorded: Recorded) -> None:
    """The frozen values must be the largest ones, and the points of every scorecard stand against them by now."""
    stated = recorded["data"]["values"]
    book.frozen = {key: {code: number(best["value"]) for code, best in of.items()} for key, of in stated.items()}
    book.expect(
        not book.is_whole or book.frozen == book.largest_values(),
        "giá trị lớn nhất đã chốt khác với giá trị lớn nhất của các đơn vị",
        "the frozen largest values are not the largest values of the units",
    )
    for card in book.cards.values():
        for code, largest in book.frozen.get(card.set, {}).items():
            entry = card.entries.get(code, Entry())
            if entry.applies and entry.points != (points := entry.against(card.indicators[code], largest)):
                vi, en = f"{card.unit}, chỉ số {code}", f"{card.unit}, indicator {code}"
                book.expect(
                    False,  # noqa: FBT003  # As above.
                    f"{vi}: so với giá trị lớn nhất phải là {show(*points)} điểm, không phải {show(*entry.points)}",
                    f"{en}: against the largest value it has {show(*points)} points, not {show(*entry.points)}",
                )


def round_finalised(book: Book, _event: Event, recorded: Recorded) -> None:
    """The units stay as they are now; the event says how many results there are, so that none can be left out."""
    book.locked_units = dict(book.units)
    found = (sum(card.state == "final" for card in book.cards.values()), len(book.marked))
    stated = (recorded["data"]["scorecards"], recorded["data"]["not_ranked"])
    book.expect(
        not book.is_whole or found == stated,
        f"nhật ký ghi {stated[0]} phiếu đã chốt, {stated[1]} đơn vị không xếp hạng; gói có {found[0]} và {found[1]}",
        f"the log says {stated[0]} final scorecards, {stated[1]} units not ranked; here are {found[0]} and {found[1]}",
    )


def round_reopened(book: Book, _event: Event, _recorded: Recorded) -> None:
    """The round may be corrected, and its units are those of the registry again."""
    book.locked_units = None


def card_opened(book: Book, event: Event, recorded: Recorded) -> None:
    """A unit's scorecard is scored by the release that the round pins for its kind."""
    data, pin = recorded["data"], book.opened()["sets"][recorded["data"]["unit_kind"]]
    unit, known = data["unit"], book.definitions.get(pin["content_hash"])
    require(event.version == 1, f"phiếu của {unit} được mở hai lần", f"the scorecard of {unit} was opened twice")
    require(book.unit in {None, unit}, f"là phiếu của đơn vị khác, {unit}", f"it is another unit's scorecard, {unit}")
    if known is None:
        raise Wrong(f"gói thiếu bộ chỉ số của {unit}", f"the bundle lacks the set of {unit}")
    same = all(data[name] == pin[name] for name in ("indicator_set", "version", "content_hash"))
    book.expect(same, f"{unit}: không dùng bộ chỉ số đã ghim", f"{unit}: it is not scored by the set pinned for it")
    registered = unit in book.units and book.units[unit].kind == data["unit_kind"]
    book.expect(registered, f"{unit}: không có trong danh mục đơn vị", f"{unit}: no such unit in the registry")
    book.cards[event.stream] = Card(unit, data["unit_kind"], known)


# Points


def scored(book: Book, card: Card, data: Recorded) -> tuple[Fraction, str | None]:
    """The points of an event, whose inputs are scored again, and the value that compares, if there is one."""
    indicator, inputs, points = card.indicators[data["indicator"]], data["inputs"], number(data["points"])
    book.expect(
        data["rule_hash"] == indicator.rule_hash,
        f"{card.unit}, chỉ số {indicator.code}: chấm theo quy tắc khác với quy tắc của bộ chỉ số",
        f"{card.unit}, indicator {indicator.code}: scored by another rule than the set's",
    )
    if inputs is None:
        book.judged += 1
        book.expect(*indicator.allows(points, card.unit))
        return points, None
    largest = None if data.get("best") is None else number(data["best"])
    frozen = (book.frozen or {}).get(card.set, {}).get(indicator.code)
    found = indicator.score(inputs, largest if frozen is None else frozen)
    book.by_rule += 1
    book.expect(
        found == points,
        f"{card.unit}, chỉ số {indicator.code}: số liệu đầu vào cho {show(found)} điểm, nhật ký ghi {show(points)}",
        f"{card.unit}, indicator {indicator.code}: the inputs earn {show(found)} points, recorded are {show(points)}",
    )
    return points, inputs.get("value")


def self_scored(book: Book, card: Card, entry: Entry, data: Recorded) -> None:
    """The unit scores itself: the indicator starts afresh."""
    points, value = scored(book, card, data)
    entry.points = (points, points, points)
    entry.own_value = entry.reviewed_value = value
    entry.applies, entry.is_granted = True, False


def adjusted(book: Book, card: Card, entry: Entry, data: Recorded) -> None:
    """A reviewing body's points; the unit's own remain beside them."""
    points, entry.reviewed_value = scored(book, card, data)
    entry.points, entry.applies = (entry.points[0], points, points), True


def not_applicable(book: Book, card: Card, entry: Entry, data: Recorded) -> None:
    """The indicator leaves points and maximum alike."""
    code, entry.applies = data["indicator"], False
    is_optional = card.indicators[code].is_optional
    vi, en = f"{card.unit}, chỉ số {code}: luôn áp dụng", f"{card.unit}, indicator {code}: it always applies"
    book.expect(is_optional, vi, en)


def rescaled(book: Book, card: Card, entry: Entry, data: Recorded) -> None:
    """Points against the largest value; in the log that is frozen right after, and all scorecards are checked then."""
    code, stages = data["indicator"], ("self_points", "reviewed_points", "final_points")
    found = entry.against(card.indicators[code], number(data["best"]))
    own, reviewed, final = (None if data[stage] is None else number(data[stage]) for stage in stages)
    entry.points = (own, reviewed, final)
    book.by_rule += 1
    book.expect(
        book.frozen is None and entry.points == found,
        f"{card.unit}, chỉ số {code}: quy đổi được {show(*found)} điểm, nhật ký ghi {show(*entry.points)}",
        f"{card.unit}, indicator {code}: rescaled they are {show(*found)} points, recorded {show(*entry.points)}",
    )


def appeal_resolved(book: Book, card: Card, entry: Entry, data: Recorded) -> None:
    """The council's points hold; those of a rejected appeal are the points as they were."""
    code, points, before = data["indicator"], number(data["points"]), entry.points[2]
    entry.is_granted = data["accepted"]
    book.judged += entry.is_granted
    book.expect(*card.indicators[code].allows(points, card.unit))
    book.expect(
        entry.is_granted or points == before,
        f"{card.unit}, chỉ số {code}: khiếu nại bị bác mà điểm đổi từ {show(before)} thành {show(points)}",
        f"{card.unit}, indicator {code}: the appeal was rejected, yet {show(before)} points became {show(points)}",
    )
    entry.points, entry.applies = (*entry.points[:2], points), entry.applies or entry.is_granted


# Totals


def submitted(book: Book, card: Card, data: Recorded) -> None:
    """The unit hands in, with its own total."""
    card.state = "handed-in"
    own, _, _, maximum = card.totals({})
    expect_totals(book, card, data, {"self_total": own, "max_points": maximum})


def card_finalised(book: Book, card: Card, data: Recorded) -> None:
    """The three totals stand."""
    card.state = "final"
    names = ("self_total", "reviewed_total", "final_total", "max_points")
    expect_totals(book, card, data, dict(zip(names, card.totals({}))))


def handed_in(_book: Book, card: Card, _data: Recorded) -> None:
    """The scorecard was returned to the unit or opened again: it counts as handed in."""
    card.state = "handed-in"


def expect_totals(book: Book, card: Card, data: Recorded, found: Mapping[str, Fraction]) -> None:
    """Recorded totals must be what the points add up to."""
    book.totals += 1
    for name, total in found.items():
        book.expect(
            number(data[name]) == total,
            f"{card.unit}, {name}: cộng lại được {show(total)}, nhật ký ghi {data[name]}",
            f"{card.unit}, {name}: the points add up to {show(total)}, recorded is {data[name]}",
        )


CHANGES: dict[str, Callable[[Book, Event, Recorded], None]] = {
    "unit.registered.v1": unit_registered,
    "unit.merged.v1": unit_ended,
    "unit.dissolved.v1": unit_ended,
    RELEASED: set_released,
    "round.opened.v1": round_opened,
    "round.unit_marked_not_ranked.v1": unit_marked,
    "round.unit_marked_ranked.v1": unit_unmarked,
    "round.best_values_frozen.v1": best_values_frozen,
    "round.finalised.v1": round_finalised,
    "round.reopened.v1": round_reopened,
    "scorecard.opened.v1": card_opened,
}
POINT_CHANGES: dict[str, Callable[[Book, Card, Entry, Recorded], None]] = {
    "scorecard.self_scored.v1": self_scored,
    "scorecard.adjusted.v1": adjusted,
    "scorecard.marked_not_applicable.v1": not_applicable,
    "scorecard.rescaled.v1": rescaled,
    "scorecard.appeal_resolved.v1": appeal_resolved,
}
CARD_CHANGES: dict[str, Callable[[Book, Card, Recorded], None]] = {
    "scorecard.submitted.v1": submitted,
    "scorecard.returned.v1": handed_in,
    "scorecard.reopened.v1": handed_in,
    "scorecard.finalised.v1": card_finalised,
}
WITHOUT_POINTS = frozenset(
    (
        "province.registered.v1",
        "unit.renamed.v1",
        "indicator_set.withdrawn.v1",
        "round.calendar_changed.v1",
        "round.self_scoring_closed.v1",
        "round.review_closed.v1",
        "round.published.v1",
        "scorecard.evidence_attached.v1",
        "scorecard.evidence_withdrawn.v1",
        "scorecard.explained.v1",
        "scorecard.appealed.v1",
    )
)
"""Events that are known and change neither points nor ranks."""


def check_events(bundle: Bundle) -> Iterator[Line]:
    """Lines are in the order of the log, no stream has a hole, and each event says the same of itself as its line."""
    last, versions, ids = 0, Counter[str](), set()
    for event in bundle.events:
        vi, en = f"Vị trí {event.position}", f"Position {event.position}"
        if event.position <= last:
            yield fails(f"{vi}: đứng sau vị trí {last}.", f"{en}: it stands behind position {last}.")
        last = event.position
        expected = versions[event.stream] + 1
        if event.version != expected:
            yield fails(
                f"{vi}: phiên bản {event.version} của dòng {event.stream}, lẽ ra {expected}: thiếu hoặc thừa sự kiện.",
                f"{en}: version {event.version} of stream {event.stream} instead of {expected}: an event is missing.",
            )
        versions[event.stream] = event.version
        if event.is_sealed:
            continue
        try:
            with within(vi, en):
                recorded = envelope(event)
                require(recorded["event_id"] not in ids, "mã sự kiện bị trùng", "its event id stands twice")
        except Wrong as wrong:
            yield fails(f"{wrong.vi}.", f"{wrong.en}.")
            continue
        ids.add(recorded["event_id"])
        bundle.recorded.append((event, recorded))
    sealed = sum(event.is_sealed for event in bundle.events)
    if sealed:
        yield fails(
            f"{sealed} sự kiện được lưu ở dạng niêm phong (không phải văn bản): không thể tính lại điểm.",
            f"{sealed} events are stored sealed (they are no text): their points cannot be recomputed.",
        )
    yield note(
        f"{len(bundle.events)} sự kiện trong {len(versions)} dòng; đọc được {len(bundle.recorded)}.",
        f"{len(bundle.events)} events in {len(versions)} streams; {len(bundle.recorded)} could be read.",
    )


def envelope(event: Event) -> Recorded:
    """What was recorded, which has to agree with its line."""
    recorded: Recorded = parsed(event.state)
    stated = (field(recorded, "originator_id", str), field(recorded, "originator_version", int))
    same = stated == (event.stream, event.version)
    require(
        same, f"bên trong ghi là {stated[0]} phiên bản {stated[1]}", f"inside it says {stated[0]} version {stated[1]}"
    )
    for name in ("event_id", "correlation_id", "causation_id"):
        uuid.UUID(field(recorded, name, str))
    moment = field(recorded, "recorded_at", str)
    require(bool(MOMENT.fullmatch(moment)), f"«{moment}» không phải thời điểm", f"'{moment}' is no moment")
    actor = field(recorded, "actor", dict)
    require(bool(field(actor, "id", str) and field(actor, "role", str)), "không rõ ai làm", "nobody is named as actor")
    field(recorded, "data", dict)
    return recorded


def check_sets(bundle: Bundle) -> Iterator[Line]:
    """The sets that people read are those that the log has released; scores are recomputed by those of the log."""
    released = [recorded["data"]["definition"] for event, recorded in bundle.recorded if event.name == RELEASED]
    names = [name for name in bundle.files if name.startswith("sets/")]
    for name in names:
        if bundle.read(name) not in released:
            yield fails(f"{name}: khác bộ chỉ số đã ban hành trong nhật ký.", f"{name}: no set released in the log.")
    yield note(f"{len(names)} bộ chỉ số kèm theo để đọc.", f"{len(names)} sets are there to be read.")


def check_points(bundle: Bundle, book: Book) -> Iterator[Line]:
    """Folds the events, scoring all inputs and adding up all totals again."""
    as_of, stage = stated_moment(bundle)
    for event, recorded in bundle.recorded:
        try:
            with within(event.name, event.name):
                if event.position > as_of and bundle.found is None:
                    bundle.found = standings(book, stage)
                book.apply(event, recorded)
        except Wrong as wrong:
            book.faults.append(wrong)
        for fault in book.faults:
            yield fails(f"Vị trí {event.position}: {fault.vi}.", f"Position {event.position}: {fault.en}.")
        book.faults.clear()
    if not {event.stream for event, _ in bundle.recorded} >= set(book.streams.values()):
        yield fails("Gói thiếu dòng sự kiện của tỉnh hoặc của đợt.", "The province's or the round's stream is missing.")
    bundle.found = bundle.found or standings(book, stage)
    yield note(
        f"{book.by_rule} lần cho điểm đã được tính lại từ số liệu đầu vào theo quy tắc; {book.judged} lần do người "
        f"chấm nhập điểm trực tiếp, chỉ kiểm tra được giới hạn; {book.totals} lần cộng tổng đã được cộng lại.",
        f"{book.by_rule} times points were recomputed from inputs by the rules; {book.judged} times people entered "
        f"points as such, of which only the bounds can be checked; {book.totals} times totals were added up again.",
    )
    for name in sorted(book.unknown):
        yield note(f"Không biết sự kiện {name}, nên bỏ qua.", f"Events {name} are not known here and left aside.")


# --- 6. Ranking -------------------------------------------------------------------------------------------------------

STAGES = ("self", "reviewed", "final")


class Standing(NamedTuple):
    """Where a unit stands; it has no rank where it is left out, and a reason where somebody decided that."""

    rank: int | None
    totals: Sequence[Fraction]
    is_exempt: bool
    reason: str | None


Standings = dict[str, dict[str, Standing]]
"""By scope and unit."""


def stated_moment(bundle: Bundle) -> tuple[int, str]:
    """As of which position and by which total the ranking was stated; if it can't be read, as of the last, final."""
    try:
        stated = bundle.read("ranking.json")
        return field(stated, "as_of", int), field(stated, "stage", str)
    except Wrong:
        return bundle.size, "final"


def standings(book: Book, stage: str) -> Standings:
    """Who stands where, in every scope of the round."""
    return {scope["code"]: standing(book, scope, stage) for scope in book.opened()["scopes"]}


def standing(book: Book, scope: Mapping[str, Any], stage: str) -> dict[str, Standing]:
    """Units rank by the exact share of their own applicable maximum; equals share a rank (1, 2, 2, 4).

    Not ranked are those that were left out with a reason, and those that never handed in.
    """
    units = book.units if book.locked_units is None else book.locked_units
    # Until the largest values are frozen, points are measured against those of now.
    largest = book.largest_values() if book.frozen is None else {}
    cards = {card.unit: card for card in book.cards.values() if card.kind in scope["kinds"]}
    totals = {unit: card.totals(largest.get(card.set, {})) for unit, card in cards.items()}
    can_tell = book.is_whole or not largest
    ranked = {unit for unit, card in cards.items() if card.state != "drafting" and unit not in book.marked}
    by_parent: dict[str | None, list[Fraction]] = defaultdict(list)
    for unit in ranked:
        insort(by_parent[parent_of(units, scope, unit)], share(totals[unit], stage))
    found: dict[str, Standing] = {}
    for unit in units:
        if units[unit].kind in scope["kinds"] and (units[unit].is_active or unit in cards):
            rank = None
            if unit in ranked:
                shares = by_parent[parent_of(units, scope, unit)]
                rank = 1 + len(shares) - bisect_right(shares, share(totals[unit], stage))
            is_exempt, reason = book.marked.get(unit, (False, None))
            found[unit] = Standing(rank, totals.get(unit, ()) if can_tell else (), is_exempt, reason)
    return found


def parent_of(units: Mapping[str, Unit], scope: Mapping[str, Any], unit: str) -> str | None:
    """Among whose units it is ranked: all, or those of the same parent."""
    return units[unit].parent if scope.get("within_parent", False) else None


def share(totals: Sequence[Fraction], stage: str) -> Fraction:
    """The share of the applicable maximum; nothing where nothing applies."""
    return totals[STAGES.index(stage)] / totals[3] if totals[3] else Fraction(0)


def check_ranking(bundle: Bundle, book: Book) -> Iterator[Line]:
    """The ranking as it was stated is the one that follows from the events."""
    stated = bundle.read("ranking.json")
    found = bundle.found or {}
    with within("ranking.json", "ranking.json"):
        as_of, stage = field(stated, "as_of", int), field(stated, "stage", str)
        require(stage in STAGES, f"không có giai đoạn «{stage}»", f"there is no stage '{stage}'")
        ours = stated["round"] == book.round and as_of <= bundle.size
        require(ours, "là của đợt hoặc thời điểm khác", "it is of another round or moment")
        scopes = {each["scope"]: {row["unit"]: row for row in each["rows"]} for each in stated["scopes"]}
        listed = sum(len(each["rows"]) for each in stated["scopes"])
        once = listed == sum(map(len, scopes.values()))
        require(once, "một đơn vị hoặc phạm vi xuất hiện hai lần", "a unit or a scope stands there twice")
        require(book.unit in {None, *book.units}, f"không có đơn vị {book.unit}", f"there is no unit {book.unit}")
    agreeing = 0
    for scope, unit in sorted(
        expected_rows(book, found) | {(scope, unit) for scope, of in scopes.items() for unit in of}
    ):
        vi, en = f"Phạm vi {scope}, đơn vị {unit}", f"Scope {scope}, unit {unit}"
        try:
            with within(vi, en):
                require(unit in scopes.get(scope, {}), "thiếu trong bảng", "it is missing from the ranking")
                require(unit in found.get(scope, {}), "không thuộc phạm vi này", "it does not belong to this scope")
                require_row(book, scopes[scope][unit], found[scope][unit], stage)
                agreeing += 1
        except Wrong as wrong:
            yield fails(f"{wrong.vi}.", f"{wrong.en}.")
    yield note(
        f"{agreeing} trên {listed} dòng của bảng đúng với kết quả tính lại (vị trí {as_of}).",
        f"{agreeing} of {listed} rows of the ranking agree with what was recomputed (as of position {as_of}).",
    )
    if not book.is_whole:
        yield note(
            "Gói chỉ có một đơn vị: KHÔNG tính lại được hạng và điểm còn đang so với đơn vị khác; cần gói của cả đợt.",
            "This bundle has one unit: its rank, and points that still compare with other units, could NOT be "
            "recomputed; the whole round's bundle is needed.",
        )


def expected_rows(book: Book, found: Standings) -> set[tuple[str, str]]:
    """The rows that the ranking must have."""
    return {(scope, unit) for scope, of in found.items() for unit in of if book.unit in {None, unit}}


def require_row(book: Book, row: Mapping[str, Any], found: Standing, stage: str) -> None:
    """Raises ``Wrong`` where a row says something else than was recomputed."""
    if book.is_whole or found.rank is None:
        require(
            row["rank"] == found.rank,
            f"tính lại được hạng {found.rank or '—'}, bảng ghi {row['rank'] or '—'}",
            f"its rank is {found.rank or 'none'}, stated is {row['rank'] or 'none'}",
        )
    left_out = row["not_ranked"]
    ranked = found.rank is not None
    require((left_out is None) == ranked, "bảng ghi sai có xếp hạng hay không", "it is wrongly ranked or left out")
    if not ranked:
        same = left_out["exempt"] is found.is_exempt and found.reason in {None, left_out["reason"]}
        reason_vi, reason_en = found.reason or "chưa nộp", found.reason or "not handed in"
        require(same, f"nhật ký ghi không xếp hạng vì «{reason_vi}»", f"the log leaves it out because of '{reason_en}'")
    stated: list[Any] = [row.get(name) for name in (*STAGES, "max")]
    if found.totals and (row["rank"] is not None or None not in stated):
        totals = [number(each) for each in stated]
        require(
            totals == list(found.totals),
            f"tự chấm / thẩm định / chốt / tối đa tính lại được {show(*found.totals)}, bảng ghi {show(*totals)}",
            f"self / reviewed / final / maximum are {show(*found.totals)}, stated are {show(*totals)}",
        )
    if found.totals and row.get("percent") is not None:
        percent = round_half_up(share(found.totals, stage) * 100, 2)
        require(
            number(row["percent"]) == percent,
            f"tính lại được {show(percent)} %, bảng ghi {row['percent']} %",
            f"it has {show(percent)} %, stated are {row['percent']} %",
        )


# --- 7. Telling -------------------------------------------------------------------------------------------------------

MOST = 10
"""How many faults of one kind are told before the others are only counted."""


class Line(NamedTuple):
    """A sentence in both languages, behind a mark: ✓ holds, ✗ does not hold, • is good to know."""

    mark: str
    vi: str
    en: str


def holds(vi: str, en: str) -> Line:
    """What was checked and is so."""
    return Line("✓", vi, en)


def fails(vi: str, en: str) -> Line:
    """What was checked and is not so."""
    return Line("✗", vi, en)


def note(vi: str, en: str) -> Line:
    """What a reader should know."""
    return Line("•", vi, en)


def show(*values: Fraction | None) -> str:
    """Numbers as people write them."""
    shown = ("—" if each is None else f"{Decimal(each.numerator) / Decimal(each.denominator):f}" for each in values)
    return " / ".join(text.rstrip("0").rstrip(".") if "." in text else text for text in shown)


def section(vi: str, en: str, lines: Iterator[Line]) -> Iterator[Line]:
    """A part of what was checked; it ends with a mark for the whole. Nothing goes wrong without a sentence."""
    yield Line("", vi, en)
    failed = 0
    try:
        with within(vi, en):
            for line in lines:
                failed += line.mark == "✗"
                if line.mark != "✗" or failed <= MOST:
                    yield line
    except Wrong as wrong:
        failed += 1
        yield fails(f"{wrong.vi}.", f"{wrong.en}.")
    if failed > MOST:
        yield fails(f"… và {failed - MOST} chỗ khác.", f"… and {failed - MOST} more.")
    if not failed:
        yield holds(f"{vi}: ĐÚNG.", f"{en}: this HOLDS.")


def not_proved() -> Iterator[Line]:
    """What nobody should take a bundle for."""
    yield note(
        "rằng sau sự kiện cuối của mỗi dòng (đơn vị, đợt, danh mục, bộ chỉ số) không còn sự kiện nào khác. Chỗ hổng ở "
        "giữa thì luôn bị phát hiện; phiếu bị bỏ sót cũng lộ ra khi đợt đã chốt, vì nhật ký ghi số phiếu.",
        "that no further events exist at the end of a stream (unit, round, registry, set) beyond those given. A hole "
        "in the middle is always found, and so is a scorecard left out once the round is final: the log counts them.",
    )
    yield note(
        "rằng số liệu đầu vào và tài liệu kiểm chứng là thật, hay điểm do người chấm nhập là công bằng.",
        "that inputs and verifying documents are true, or that points which people entered as such are fair.",
    )
    yield note(
        "rằng người khác cũng được cho xem cùng một nhật ký: hãy so với điểm kiểm bạn hoặc người khác đã lưu "
        "(--checkpoint TỆP).",
        "that others are shown the same log: compare with a checkpoint that you or others have kept "
        "(--checkpoint FILE).",
    )


def verify(place: Path, given: Sequence[str], own: Sequence[Path]) -> Iterator[Line]:
    """All checks in their order; each says what holds and what does not."""
    bundle = Bundle(read_files(place))
    with within("manifest.json", "manifest.json"):
        book = Book(bundle)
    yield note(
        f"Gói: {bundle.province}/{bundle.round}, {bundle.unit or 'cả đợt'}; lập lúc {bundle.made_at}; "
        f"nguồn số liệu: {bundle.provenance}. {bundle.notice or ''}",
        f"Bundle: {bundle.province}/{bundle.round}, {bundle.unit or 'the whole round'}; made at {bundle.made_at}; "
        f"figures: {bundle.provenance}.",
    )
    checkpoints = [
        read_checkpoint(name, bundle.files[name]) for name in bundle.files if name.startswith("checkpoints/")
    ]
    kept = [read_checkpoint(str(path), read_bytes(path)) for path in own]
    root = main_checkpoint(bundle, checkpoints).root
    in_bundle = read_keys(bundle.file("keys.txt").decode(errors="replace").split("\n"), "keys.txt")
    trusted = read_keys(given, "--key") or in_bundle
    trust = Trust(trusted, [*trusted, *in_bundle], bool(given))
    signed = chain(check_keys(trust), check_signatures(bundle, checkpoints, trust))
    yield from section("Khóa và chữ ký", "Keys and signatures", signed)
    yield from section("Nhật ký chỉ được ghi thêm", "The log only grew", check_consistency(bundle, checkpoints, kept))
    yield from section("Sự kiện có trong nhật ký", "Events are in the log", check_inclusion(bundle, root))
    yield from section("Sự kiện liền mạch", "Events are whole", check_events(bundle))
    yield from section("Bộ chỉ số để đọc", "Sets to be read", check_sets(bundle))
    yield from section("Điểm và tổng điểm", "Points and totals", check_points(bundle, book))
    ranking = ("Xếp hạng", "Ranking")
    if not book.is_whole:
        ranking = ("Điểm của đơn vị trong bảng (hạng KHÔNG kiểm tra được)", "The unit's points (its rank NOT checked)")
    yield from section(*ranking, check_ranking(bundle, book))
    yield Line("", "Điều gói này KHÔNG chứng minh", "What this does NOT prove")
    yield from not_proved()


def read_bytes(path: Path) -> bytes:
    """A file of the reader's own; raises ``Wrong``."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise Wrong(f"{path}: không đọc được ({error})", f"{path}: it cannot be read ({error})") from None


def tell(lines: Iterable[Line]) -> int:
    """Prints every line in both languages; how many do not hold."""
    failed = 0
    for line in lines:
        failed += line.mark == "✗"
        vi, en = legible(line.vi), legible(line.en)
        print(f"{line.mark} {vi}\n  {en}" if line.mark else f"\n{vi} · {en}")
    return failed


def legible(sentence: str) -> str:
    """Without what could move the cursor or feign a line: names in a bundle are not to be trusted either."""
    return "".join(each if each.isprintable() else "\ufffd" for each in sentence)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command: 0 where all holds, 1 where something does not, 2 where it was called in another way."""
    parser = argparse.ArgumentParser(description="Kiểm tra gói chứng cứ / Verify a proof bundle of Bảng Vàng.")
    parser.add_argument(
        "place",
        nargs="?",
        type=Path,
        default=Path(__file__).resolve().parent,
        metavar="FILE.zip|FOLDER",
        help="gói hoặc thư mục đã giải nén; mặc định: thư mục chứa tệp này / the bundle, or the folder it was unpacked "
        "to; by default the folder that this file lies in",
    )
    parser.add_argument(
        "--key",
        action="append",
        default=[],
        metavar="VERIFIERKEY",
        help="khóa do cơ quan công bố, dùng được nhiều lần / a key that the authority publishes; may be given again",
    )
    parser.add_argument(
        "--checkpoint",
        action="append",
        default=[],
        type=Path,
        metavar="FILE",
        help="điểm kiểm bạn đã lưu từ trước, dùng được nhiều lần / a checkpoint that you have kept; may be given again",
    )
    options = parser.parse_args(arguments)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        failed = tell(verify(options.place, options.key, options.checkpoint))
    except Wrong as wrong:
        failed = tell([fails(f"{wrong.vi}.", f"{wrong.en}.")])
    if failed:
        vi, en = f"KHÔNG ĐÚNG: {failed} chỗ (các dòng ✗).", f"Something does NOT hold: {failed} places (marked ✗)."
    else:
        vi, en = "TẤT CẢ những gì kiểm tra được đều ĐÚNG.", "ALL that could be checked HOLDS."
    print(f"\n{vi}\n{en}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
