"""Answers with roots of the log's tree, with proofs, and with the tiles that anybody can make them from."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Self

import sqlalchemy as sa

from application.proof import tree
from application.proof.tree import Hash
from domain.refusal import Refusal, RefusalKind
from projections.database import reading
from projections.positions import POSITIONS
from projections.transparency.fold import split
from projections.transparency.tables import HEIGHT, SIZE, WIDTH, tables

AT_ONCE = 64
"""Tiles that are asked for at once where all of them are read."""


class SizeUnknown(Refusal):
    """There is no tree of that many entries, or no such entry in it."""

    code = "tree-size-unknown"
    kind = RefusalKind.INVALID
    vi = "Cây băm của nhật ký hiện có {size} mục; không có {wanted}."
    en = "The log's hash tree has {size} entries now; there is no {wanted}."
    advice_vi = "Dùng vị trí từ 1 và kích thước không lớn hơn kích thước hiện tại."
    advice_en = "Use positions from 1, and sizes up to the present one."

    def __init__(self, size: int, wanted: int) -> None:
        """Takes the tree's size, and the position or size that was asked for."""
        super().__init__(size=size, wanted=wanted)


class TreeDamaged(Exception):  # noqa: N818  # It tells what was found.
    """Hashes are missing that the tree should have: somebody has changed the read model, which can be rebuilt."""

    def __init__(self, level: int, tile: int) -> None:
        """Takes the place of the tile that lacks some."""
        self.level, self.tile = level, tile
        super().__init__(f"tile {level}/{tile} of the log's tree lacks hashes: rebuild the projection 'transparency'")


class TransparencyQuery:
    """Reads the tree. Positions count from 1; a size is that of the tree over the first so many entries."""

    def __init__(self, database: sa.Engine) -> None:
        """Reads from the read database."""
        self._database = database
        self._tiles, self._edges, self._occasions = tables(sa.MetaData(), "")

    def size(self) -> int:
        """How many entries the tree has now."""
        with self._tree() as nodes:
            return nodes.size

    def root(self, size: int) -> Hash:
        """The root of the tree of a size. Refuses with ``SizeUnknown``."""
        with self._tree() as nodes:
            return tree.root(nodes.above(nodes.known(size)), size)

    def leaf(self, position: int) -> Hash:
        """The hash of the entry at a position. Refuses with ``SizeUnknown``."""
        with self._tree() as nodes:
            return nodes(0, nodes.known(position, least=1) - 1)

    def leaves(self) -> Iterator[Hash]:
        """The hashes of all entries, in their order."""
        with self._tree() as nodes:
            for tile, hashes in nodes.tiles_of_leaves():
                if len(hashes) != SIZE * min(WIDTH, nodes.size - tile * WIDTH):
                    raise TreeDamaged(0, tile)
                yield from split(hashes)

    def inclusion(self, position: int, size: int) -> list[Hash]:
        """The proof that the entry at a position is in the tree of a size. Refuses with ``SizeUnknown``."""
        return self.inclusions([position], size)[0]

    def inclusions(self, positions: Sequence[int], size: int) -> list[list[Hash]]:
        """The same for many entries."""
        with self._tree() as nodes:
            nodes.known(size)
            for position in positions:
                if not 1 <= position <= size:
                    raise SizeUnknown(size, position)
            return [tree.inclusion(nodes.above(position - 1, size), position - 1, size) for position in positions]

    def consistency(self, old: int, new: int) -> list[Hash]:
        """The proof that the tree of a size is the beginning of that of a later one. Refuses with ``SizeUnknown``."""
        with self._tree() as nodes:
            if nodes.known(old) > nodes.known(new):
                raise SizeUnknown(new, old)
            return tree.consistency(nodes.above(old - 1, new), old, new) if old else []

    def tile(self, level: int, tile: int) -> bytes:
        """A tile's hashes as they are now; none where there is no such tile."""
        with self._tree() as nodes:
            return nodes.tile(level, tile)

    def occasions(self, after: int) -> list[int]:
        """The positions behind one at which something stands that calls for a checkpoint."""
        positions = self._occasions.c.position
        with reading(self._database, POSITIONS) as connection:
            return [*connection.execute(sa.select(positions).where(positions > after).order_by(positions)).scalars()]

    @contextmanager
    def _tree(self) -> Iterator["_Nodes"]:
        with reading(self._database, POSITIONS) as connection:
            yield _Nodes(connection, self._tiles, self._edges)


class _Nodes:
    """The tree's nodes at one moment, made from tiles that are read once."""

    def __init__(self, connection: sa.Connection, tiles: sa.Table, edges: sa.Table) -> None:
        self._connection, self._table = connection, tiles
        self._edges: dict[int, tuple[int, bytes]] = {
            row.level: (row.tile, _as_hashes(row.hashes, row.level, row.tile))
            for row in connection.execute(sa.select(edges))
        }
        self._last, hashes = self._edges.get(0, (0, b""))
        self.size = self._last * WIDTH + len(hashes) // SIZE
        self._read: dict[tuple[int, int], object] = {}
        self._made: dict[tuple[int, int], list[list[Hash]]] = {}

    def known(self, size: int, least: int = 0) -> int:
        if not least <= size <= self.size:
            raise SizeUnknown(self.size, size)
        return size

    def __call__(self, level: int, index: int) -> Hash:
        """A node, made from the tile's hashes below it; what was made is kept, for proofs share most of it."""
        level, inside = divmod(level, HEIGHT)
        tile, place = divmod(index, WIDTH >> inside)
        nodes = self._nodes(level, tile, inside)
        if place >= len(nodes):
            raise TreeDamaged(level, tile)
        return nodes[place]

    def _nodes(self, level: int, tile: int, inside: int) -> list[Hash]:
        """All nodes in a tile that are so many levels above its hashes."""
        if (level, tile) not in self._made:
            self._made[level, tile] = [split(self.tile(level, tile))]
        made = self._made[level, tile]
        while len(made) <= inside:
            pairs = iter(made[-1])
            # At the right edge one may be left over, of which nothing can be made yet.
            made.append([tree.node_hash(left, right) for left, right in zip(pairs, pairs, strict=False)])
        return made[inside]

    def above(self, *leaves: int) -> Self:
        """The same, once the tiles above these leaves were read: all at once, for asking takes longer than reading.

        A proof needs those above the entry, or above the last one of the old tree, and those above its tree's end.
        """
        places = {(level, leaf >> HEIGHT * (level + 1)) for level in self._edges for leaf in leaves}
        wanted = [place for place in places - self._read.keys() if place[1] < self._edges[place[0]][0]]
        if wanted:
            which = sa.tuple_(self._table.c.level, self._table.c.tile).in_(wanted)
            self._read |= {(row.level, row.tile): row.hashes for row in self._rows(which)}
        return self

    def tile(self, level: int, tile: int) -> bytes:
        """A tile as it is kept."""
        last, hashes = self._edges.get(level, (0, b""))
        if tile == last:
            return hashes
        if (level, tile) not in self._read:
            found = self._rows((self._table.c.level == level) & (self._table.c.tile == tile))
            self._read[level, tile] = next((row.hashes for row in found), b"")
        return _as_hashes(self._read[level, tile], level, tile)

    def tiles_of_leaves(self) -> Iterator[tuple[int, bytes]]:
        """All tiles of level 0 with their numbers, none of them kept here."""
        for begin in range(0, self._last, AT_ONCE):
            which = (self._table.c.level == 0) & self._table.c.tile.between(begin, begin + AT_ONCE - 1)
            found = {row.tile: row.hashes for row in self._rows(which)}
            for tile in range(begin, min(begin + AT_ONCE, self._last)):
                yield tile, _as_hashes(found.get(tile, b""), 0, tile)
        yield self._last, self.tile(0, self._last)

    def _rows(self, which: sa.ColumnElement[bool]) -> Sequence[sa.Row[tuple[int, int, object]]]:
        return self._connection.execute(sa.select(self._table).where(which)).all()


def _as_hashes(kept: object, level: int, tile: int) -> bytes:
    """A tile's hashes; in SQLite anything may stand in a column."""
    if not isinstance(kept, bytes) or len(kept) % SIZE:
        raise TreeDamaged(level, tile)
    return kept
