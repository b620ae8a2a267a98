"""The tables of the ranking. Points are whole ten-thousandths; streams are their ids in hexadecimal."""

from collections.abc import Sequence

import sqlalchemy as sa


def tables(metadata: sa.MetaData, suffix: str) -> Sequence[sa.Table]:
    """Units and sets as named and released, rounds, cards with their totals, groups and indicators.

    A unit stands under its province's stream as it is now, and under the stream of each finalised round as it was.
    """
    return (
        sa.Table(
            f"ranking_unit{suffix}",
            metadata,
            sa.Column("stream", sa.Text, primary_key=True),
            sa.Column("unit", sa.Text, primary_key=True),
            sa.Column("kind", sa.Text, nullable=False),
            sa.Column("parent", sa.Text),
            sa.Column("name", sa.Text, nullable=False),
            sa.Column("name_en", sa.Text, nullable=False),
            sa.Column("life", sa.Text, nullable=False),
        ),
        sa.Table(
            f"ranking_province{suffix}",
            metadata,
            sa.Column("stream", sa.Text, primary_key=True),
            sa.Column("province", sa.Text, nullable=False),
            sa.Column("name", sa.Text, nullable=False),
            sa.Column("name_en", sa.Text, nullable=False),
        ),
        sa.Table(
            f"ranking_set{suffix}",
            metadata,
            sa.Column("content_hash", sa.Text, primary_key=True),
            sa.Column("definition", sa.Text, nullable=False),
        ),
        sa.Table(
            f"ranking_round{suffix}",
            metadata,
            sa.Column("stream", sa.Text, primary_key=True),
            sa.Column("province", sa.Text, nullable=False),
            sa.Column("round", sa.Text, nullable=False),
            sa.Column("opening", sa.Text, nullable=False),
            sa.Column("calendar", sa.Text, nullable=False),
            sa.Column("phase", sa.Text, nullable=False),
            sa.Column("frozen", sa.Boolean, nullable=False),
            sa.Column("decision", sa.Text),
            sa.Column("published_at", sa.Text),
        ),
        sa.Table(
            f"ranking_not_ranked{suffix}",
            metadata,
            sa.Column("stream", sa.Text, primary_key=True),
            sa.Column("unit", sa.Text, primary_key=True),
            sa.Column("listed", sa.Boolean, nullable=False),
            sa.Column("exempt", sa.Boolean, nullable=False),
            sa.Column("reason", sa.Text, nullable=False),
        ),
        sa.Table(
            f"ranking_card{suffix}",
            metadata,
            sa.Column("stream", sa.Text, primary_key=True),
            sa.Column("round_stream", sa.Text, nullable=False),
            sa.Column("province", sa.Text, nullable=False),
            sa.Column("unit", sa.Text, nullable=False),
            sa.Column("kind", sa.Text, nullable=False),
            sa.Column("content_hash", sa.Text, nullable=False),
            sa.Column("state", sa.Text, nullable=False),
            sa.Column("late", sa.Boolean, nullable=False),
            sa.Column("self_points", sa.BigInteger, nullable=False),
            sa.Column("reviewed_points", sa.BigInteger, nullable=False),
            sa.Column("final_points", sa.BigInteger, nullable=False),
            sa.Column("max_points", sa.BigInteger, nullable=False),
            sa.Column("stated_index", sa.Text),
            sa.Column("version", sa.Integer, nullable=False),
            sa.UniqueConstraint("round_stream", "unit"),
        ),
        sa.Table(
            f"ranking_group{suffix}",
            metadata,
            sa.Column("stream", sa.Text, primary_key=True),
            sa.Column("group", sa.Text, primary_key=True),
            sa.Column("round_stream", sa.Text, nullable=False),
            sa.Column("self_points", sa.BigInteger, nullable=False),
            sa.Column("reviewed_points", sa.BigInteger, nullable=False),
            sa.Column("final_points", sa.BigInteger, nullable=False),
            sa.Column("max_points", sa.BigInteger, nullable=False),
            sa.UniqueConstraint("round_stream", "stream", "group"),
        ),
        sa.Table(
            f"ranking_indicator{suffix}",
            metadata,
            sa.Column("stream", sa.Text, primary_key=True),
            sa.Column("indicator", sa.Text, primary_key=True),
            sa.Column("self_points", sa.BigInteger),
            sa.Column("reviewed_points", sa.BigInteger),
            sa.Column("final_points", sa.BigInteger),
            sa.Column("applicable", sa.Boolean, nullable=False),
            sa.Column("self_value", sa.Text),
            sa.Column("reviewed_value", sa.Text),
        ),
    )
