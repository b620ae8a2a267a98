"""Proofs as they are handed out: with what they start from and lead to, hashes in base64."""

from base64 import b64encode
from typing import Self

import msgspec

from projections.transparency.query import TransparencyQuery


class InclusionProof(msgspec.Struct, frozen=True, kw_only=True):
    """The event at a position is in the log of a size: its hash, and the path of hashes from there to the root."""

    position: int
    size: int
    leaf: str
    path: tuple[str, ...]
    root: str

    @classmethod
    def made(cls, tree: TransparencyQuery, position: int, size: int) -> Self:
        """Refuses with ``SizeUnknown``."""
        return cls(
            position=position,
            size=size,
            leaf=in_base64(tree.leaf(position)),
            path=tuple(map(in_base64, tree.inclusion(position, size))),
            root=in_base64(tree.root(size)),
        )


class ConsistencyProof(msgspec.Struct, frozen=True, kw_only=True):
    """The log of one size is the beginning of that of another: both roots, and the hashes that lead from one to both.

    Hashes are in base64, as RFC 9162 orders them.
    """

    earlier: int = msgspec.field(name="from")
    later: int = msgspec.field(name="to")
    path: tuple[str, ...]
    earlier_root: str = msgspec.field(name="from_root")
    later_root: str = msgspec.field(name="to_root")

    @classmethod
    def made(cls, tree: TransparencyQuery, earlier: int, later: int) -> Self:
        """Refuses with ``SizeUnknown``."""
        return cls(
            earlier=earlier,
            later=later,
            path=tuple(map(in_base64, tree.consistency(earlier, later))),
            earlier_root=in_base64(tree.root(earlier)),
            later_root=in_base64(tree.root(later)),
        )


def in_base64(digest: bytes) -> str:
    """A hash as text."""
    return b64encode(digest).decode()
