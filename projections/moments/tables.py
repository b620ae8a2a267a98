"""The tables of the moments. Times are microseconds since 1970, UTC; streams are their ids as text."""

from collections.abc import Sequence

import sqlalchemy as sa

from projections.columns import key, points
from projections.of_province import WHOLE_LOG


def tables(metadata: sa.MetaData, suffix: str) -> Sequence[sa.Table]:
    """How late it was by the end of each block of the log, and when what happened to each round."""
    return (
        sa.Table(
            f"moments_block{suffix}",
            metadata,
            key("block", sa.BigInteger),
            points("latest"),
            sa.UniqueConstraint("latest", "block"),
            info={WHOLE_LOG: True},
        ),
        sa.Table(
            f"moments_round{suffix}",
            metadata,
            key("stream"),
            key("happened"),
            points("position"),
        ),
    )
