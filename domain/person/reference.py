"""What events hold in the place of a person's name.

A reference is a commitment: whoever is shown the salt and the name can check whom an event names; without them nothing
can be learnt from it, for the salt can't be guessed.
"""

import hashlib
import re
import unicodedata
from typing import Annotated

import msgspec

from domain.metadata import Role

SALT_SIZE = 16
"""Bytes; drawn at random for each person."""

PREFIX = "person:"

Reference = Annotated[str, msgspec.Meta(pattern=r"^person:[0-9a-f]{64}$(?!\n)", max_length=len(PREFIX) + 64)]
"""A person: ``person:`` and 64 hexadecimal digits."""

IN_TEXT = re.compile(r"person:[0-9a-f]{64}(?![0-9a-f])")
"""A reference wherever it stands."""

NAMES_NOBODY = re.compile(rf"(?:{'|'.join(Role)}|system:[a-z0-9]+(?:-[a-z0-9]+)*)\Z")
"""What may act without being anybody: a role, or an account that a program has, such as ``system:import``."""


def normalised(name: str) -> str:
    """The name as it is kept and committed to: composed as in NFC, with single blanks between its words."""
    return " ".join(unicodedata.normalize("NFC", name).split())


def reference_of(salt: bytes, name: str) -> Reference:
    """The reference: SHA-256 over the salt and behind it the name in NFC and UTF-8; ``ValueError`` for an odd salt."""
    if len(salt) != SALT_SIZE:
        msg = f"a salt has {SALT_SIZE} bytes, not {len(salt)}"
        raise ValueError(msg)
    return PREFIX + hashlib.sha256(salt + unicodedata.normalize("NFC", name).encode()).hexdigest()


def is_of(reference: Reference, salt: bytes, name: str) -> bool:
    """Whether the reference was made from this salt and this name."""
    return len(salt) == SALT_SIZE and reference_of(salt, name) == reference


def is_reference(text: str) -> bool:
    """Whether the text is a reference and nothing else."""
    return IN_TEXT.fullmatch(text) is not None


def names_nobody(text: str) -> bool:
    """Whether the text is a role's name or a program's account, which no person has to be hidden behind."""
    return NAMES_NOBODY.match(text) is not None
