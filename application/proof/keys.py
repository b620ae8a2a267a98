"""The key folder: one private key that signs now, and the public list of every key that ever did.

``log.key`` has the private key, ``verifiers.txt`` a line for each public one: retired ones are followed by a tab and
``until=`` with the log's size at that time, up to which they count. ``witnesses.txt``, where there is one, has the
public keys of those who may cosign.

A new key is written to ``log.key.new`` first, then entered in the list, and takes its place as ``log.key`` last.
Whatever stops the program in between, one of both files has the key that the list has in use.
"""

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Self

import msgspec
from filelock import FileLock

from application.proof.files import PRIVATE_FILE, PRIVATE_FOLDER, replace, require_private, sync, write_new
from application.proof.refusals import KeyMalformed, KeysMissing, KeysThere, KeyUnlisted
from application.proof.signing import Kind, Signer, Verifier

PRIVATE_KEY = "log.key"
NEW_KEY = "log.key.new"
VERIFIERS = "verifiers.txt"
WITNESSES = "witnesses.txt"
LOCK = ".lock"

LOOKS = 3
"""How often the folder is looked at before a private key that is not listed counts as such: a rotation may be on."""

UNTIL = re.compile("until=(0|[1-9][0-9]{0,18})")


class LogKey(msgspec.Struct, frozen=True):
    """A public key of the log and the size up to which it counts; nothing while it is in use."""

    verifier: Verifier
    until: int | None = None

    def __str__(self) -> str:
        """The key's line in the list, without its end."""
        return str(self.verifier) if self.until is None else f"{self.verifier}\tuntil={self.until}"

    @classmethod
    def parse(cls, line: str) -> Self:
        """Reads such a line; raises ``KeyMalformed``."""
        text, tab, rest = line.partition("\t")
        until = UNTIL.fullmatch(rest)
        if tab and until is None:
            raise KeyMalformed(
                problem_vi="sau khóa phải là until=<kích thước>", problem_en="until=<size> has to follow it"
            )
        return cls(Verifier.parse(text), int(until[1]) if until else None)

    @property
    def short_name(self) -> str:
        """The name and the hash, by which people tell keys apart."""
        return f"{self.verifier.name}+{self.verifier.key_id.hex()}"

    def counts_at(self, size: int) -> bool:
        """Whether a checkpoint of this size may be signed by it."""
        return self.until is None or size <= self.until


def init(folder: Path, name: str) -> LogKey:
    """Makes the first key of a log of that name, and the folder with it.

    Raises ``KeysThere``, ``KeyMalformed`` for a name that no key may have, and ``KeyExposed`` for a folder to which
    others have access.
    """
    new = Signer.generate(name)
    if not folder.exists():
        folder.mkdir(PRIVATE_FOLDER, parents=True)
    require_private(folder, folder.stat().st_mode, PRIVATE_FOLDER)
    with lock(folder):
        if (folder / VERIFIERS).exists() or (folder / PRIVATE_KEY).exists():
            raise KeysThere(folder=folder)
        return _publish(folder, (), new)


def lock(folder: Path) -> FileLock:
    """Keeps other programs on this machine from changing the keys while it is held; may be taken again by its holder.

    Whoever signs may hold it until the checkpoint is kept: a rotation then counts from a size that takes it in.
    """
    return FileLock(folder / LOCK, is_singleton=True)


def rotate(folder: Path, size: int) -> LogKey:
    """Puts a new key in the place of the one in use, which counts up to this size of the log from now on.

    The old private key is overwritten. Raises what ``signer`` raises.
    """
    # Before the lock, which would make a folder that is not there.
    signer(folder)
    with lock(folder):
        old = signer(folder)
        retired = [LogKey(key.verifier, size if key.until is None else key.until) for key in verifiers(folder)]
        _settle(folder, old)
        return _publish(folder, retired, Signer.generate(old.name))


def signer(folder: Path) -> Signer:
    """The private key in use.

    Raises ``KeysMissing``, ``KeyExposed`` where others have access to it, ``KeyUnlisted`` where the list has another
    one in use, and ``KeyMalformed``.
    """
    for _ in range(LOOKS):
        in_use = {key.verifier for key in verifiers(folder) if key.until is None}
        for candidate in _private_keys(folder):
            if candidate.verifier in in_use:
                return candidate
    raise KeyUnlisted(folder=folder)


def verifiers(folder: Path) -> list[LogKey]:
    """Every public key of the log, the one in use last; raises ``KeysMissing`` and ``KeyMalformed``."""
    return [LogKey.parse(line) for line in _lines(folder, VERIFIERS)]


def witnesses(folder: Path) -> list[Verifier]:
    """The public keys of those who may cosign, none where nobody is named; raises ``KeyMalformed``."""
    if not (folder / WITNESSES).exists():
        return []
    return [_witness(line) for line in _lines(folder, WITNESSES)]


# --- Reading -----------------------------------------------------------------


def _lines(folder: Path, file: str) -> Iterator[str]:
    """The lines of a list, without those that are empty or comments."""
    try:
        lines = (folder / file).read_text(encoding="utf-8", errors="replace").split("\n")
    except FileNotFoundError:
        raise KeysMissing(folder=folder, file=file) from None
    return (line.rstrip() for line in lines if line.strip() and not line.startswith("#"))


def _witness(line: str) -> Verifier:
    verifier = Verifier.parse(line)
    if verifier.kind is not Kind.COSIGNATURE:
        raise KeyMalformed(problem_vi="không phải khóa của nhân chứng", problem_en="it is not of a witness's type")
    return verifier


def _private_keys(folder: Path) -> Iterator[Signer]:
    """The private key, and before it one that was about to take its place."""
    require_private(folder, folder.stat().st_mode, PRIVATE_FOLDER)
    found = [path for path in (folder / NEW_KEY, folder / PRIVATE_KEY) if path.exists()]
    if not found:
        raise KeysMissing(folder=folder, file=PRIVATE_KEY)
    for path in found:
        yield from _private_key(path)


def _private_key(path: Path) -> Iterator[Signer]:
    """The key in this file; nothing where it has moved on, or was not written to its end."""
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            require_private(path, os.fstat(file.fileno()).st_mode, PRIVATE_FILE)
            content = file.read()
        if content.endswith("\n"):
            yield Signer.parse(content.removesuffix("\n"))
    except FileNotFoundError:
        return


# --- Writing -----------------------------------------------------------------


def _publish(folder: Path, retired: Sequence[LogKey], new: Signer) -> LogKey:
    """Enters the key in the list and puts it in its place; the order is told above."""
    (folder / NEW_KEY).unlink(missing_ok=True)
    write_new(folder / NEW_KEY, f"{new.private_text()}\n", PRIVATE_FILE)
    sync(folder)
    made = LogKey(new.verifier)
    replace(folder / VERIFIERS, "".join(f"{key}\n" for key in (*retired, made)))
    _settle(folder, new)
    return made


def _settle(folder: Path, in_use: Signer) -> None:
    """Overwrites a private key that is no longer in use, and puts the one that is in its place."""
    path, new = folder / PRIVATE_KEY, folder / NEW_KEY
    if not new.exists() or in_use not in _private_key(new):
        return
    if path.exists():
        # Its owner may have made it read-only.
        path.chmod(PRIVATE_FILE)
        with path.open("r+b") as file:
            file.write(bytes(os.fstat(file.fileno()).st_size))
            file.flush()
            os.fsync(file.fileno())
    new.replace(path)
    sync(folder)
