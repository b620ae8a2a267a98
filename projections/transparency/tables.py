"""The tables of the tree: hashes in tiles of 256, as C2SP's tlog-tiles has them.

A tile of level ``k`` has the nodes of the tree's level ``8 k``: those of level 0 are the leaves, 256 to a tile, and
each hash of a higher tile is the root over a complete tile below. ``hashes`` are 32 bytes each, one after the other.
"""

from collections.abc import Sequence

import sqlalchemy as sa

from projections.columns import at, key, text
from projections.of_province import WHOLE_LOG
from projections.rows import ONLY_ADDED_TO

HEIGHT = 8
"""Levels of the tree that a tile spans."""
WIDTH = 1 << HEIGHT
"""Hashes of a complete tile."""
SIZE = 32
"""Bytes of a hash."""


def tables(metadata: sa.MetaData, suffix: str) -> Sequence[sa.Table]:
    """Complete tiles, the tile at the right edge of each level, and what calls for a checkpoint."""
    hashes = sa.LargeBinary
    return (
        sa.Table(
            f"transparency_tile{suffix}",
            metadata,
            key("level", sa.Integer),
            key("tile", sa.BigInteger),
            sa.Column("hashes", hashes, nullable=False),
            info={ONLY_ADDED_TO: True, WHOLE_LOG: True},
        ),
        sa.Table(
            f"transparency_edge{suffix}",
            metadata,
            key("level", sa.Integer),
            at("tile"),
            sa.Column("hashes", hashes, nullable=False),
            info={WHOLE_LOG: True},
        ),
        sa.Table(
            f"transparency_occasion{suffix}",
            metadata,
            key("position", sa.BigInteger),
            text("event"),
            info={WHOLE_LOG: True},
        ),
    )
