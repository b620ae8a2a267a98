"""How the log becomes a tree: each entry a leaf, each complete tile a hash of the tile above it."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

import sqlalchemy as sa

from application.proof.tree import Hash, leaf_hash, root_of
from domain.award_campaign.events import AwardFlagged, Declined, Granted, HonoursPublished, Revoked
from domain.event import Event
from domain.round.events import RoundPublished
from projections.projection import Fact, Projection
from projections.rows import Rows
from projections.transparency.tables import SIZE, WIDTH, tables

DECISIVE = (RoundPublished, Granted, Declined, AwardFlagged, Revoked, HonoursPublished)
OCCASIONS: Mapping[bytes, str] = {event.stored_name.encode(): event.stored_name for event in DECISIVE}
"""What the world should be able to hold against the log: a checkpoint is made that ends with it."""


class LogHasGap(Exception):  # noqa: N818  # It tells what was found.
    """Positions count from 1 without gaps, and the log does not: somebody has taken entries away or put some in."""

    def __init__(self, expected: int, found: int) -> None:
        """Takes the position that should have come, and the one that did."""
        super().__init__(f"position {found} stands where position {expected} should")


class TransparencyProjection(Projection):
    """Keeps the hashes of the tree over the whole log."""

    name: ClassVar[str] = "transparency"
    version: ClassVar[int] = 2
    events: ClassVar[tuple[type[Event], ...]] = ()
    whole: ClassVar[bool] = True

    def tables(self, metadata: sa.MetaData, suffix: str) -> Sequence[sa.Table]:
        """The tables of the tree."""
        return tables(metadata, suffix)

    def fold(self, rows: Mapping[str, Rows], batch: Sequence[Fact]) -> None:
        """Adds a leaf for each entry."""
        edge = _Edge(rows)
        for position, entry in batch:
            if position != edge.size + 1:
                raise LogHasGap(edge.size + 1, position)
            edge.append(leaf_hash(entry))
            if (name := OCCASIONS.get(entry[3])) is not None:
                rows["transparency_occasion"].put({"position": position, "event": name})
        edge.put()


class _Tile:
    """The last tile of a level, which is never complete."""

    def __init__(self, tile: int, hashes: bytes) -> None:
        self.tile, self.hashes = tile, bytearray(hashes)


class _Edge:
    """The right edge of the tree: of each level its last tile."""

    def __init__(self, rows: Mapping[str, Rows]) -> None:
        self._tiles, self._edges = rows["transparency_tile"], rows["transparency_edge"]
        self._levels: list[_Tile] = []
        while row := self._edges.get(len(self._levels)):
            self._levels.append(_Tile(row["tile"], row["hashes"]))
        self.size = self._levels[0].tile * WIDTH + len(self._levels[0].hashes) // SIZE if self._levels else 0

    def append(self, leaf: Hash) -> None:
        self._append(0, leaf)
        self.size += 1

    def _append(self, level: int, added: Hash) -> None:
        if level == len(self._levels):
            self._levels.append(_Tile(0, b""))
        last = self._levels[level]
        last.hashes += added
        if len(last.hashes) == WIDTH * SIZE:
            self._complete(level, last)

    def _complete(self, level: int, last: _Tile) -> None:
        hashes = bytes(last.hashes)
        self._tiles.put({"level": level, "tile": last.tile, "hashes": hashes})
        self._append(level + 1, root_of(split(hashes)))
        self._levels[level] = _Tile(last.tile + 1, b"")

    def put(self) -> None:
        for level, last in enumerate(self._levels):
            self._edges.put({"level": level, "tile": last.tile, "hashes": bytes(last.hashes)})


def split(hashes: bytes) -> list[Hash]:
    """Hashes that stand one after the other."""
    return [hashes[begin : begin + SIZE] for begin in range(0, len(hashes), SIZE)]
