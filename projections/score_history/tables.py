"""The tables of the score history. Points are whole ten-thousandths; streams are their ids in hexadecimal."""

from collections.abc import Sequence

import sqlalchemy as sa


def tables(metadata: sa.MetaData, suffix: str) -> Sequence[sa.Table]:
    """The changes, and the points that the next change of an indicator starts from."""
    return (
        sa.Table(
            f"score_history_change{suffix}",
            metadata,
            sa.Column("stream", sa.Text, primary_key=True),
            sa.Column("version", sa.Integer, primary_key=True),
            sa.Column("position", sa.BigInteger, nullable=False),
            sa.Column("event_id", sa.Text, nullable=False),
            sa.Column("event", sa.Text, nullable=False),
            sa.Column("indicator", sa.Text),
            sa.Column("stage", sa.Text),
            sa.Column("before", sa.BigInteger),
            sa.Column("after", sa.BigInteger),
            sa.Column("self_before", sa.BigInteger),
            sa.Column("self_after", sa.BigInteger),
            sa.Column("reviewed_before", sa.BigInteger),
            sa.Column("reviewed_after", sa.BigInteger),
            sa.Column("final_before", sa.BigInteger),
            sa.Column("final_after", sa.BigInteger),
            sa.Column("inputs", sa.Text),
            sa.Column("details", sa.Text, nullable=False),
            sa.Column("actor_id", sa.Text, nullable=False),
            sa.Column("actor_role", sa.Text, nullable=False),
            sa.Column("actor_unit", sa.Text),
            sa.Column("recorded_at", sa.Text, nullable=False),
            sa.Column("effective_on", sa.Text),
            sa.Column("reason", sa.Text),
            sa.Column("source_document", sa.Text),
        ),
        sa.Table(
            f"score_history_points{suffix}",
            metadata,
            sa.Column("stream", sa.Text, primary_key=True),
            sa.Column("indicator", sa.Text, primary_key=True),
            sa.Column("self_points", sa.BigInteger),
            sa.Column("reviewed_points", sa.BigInteger),
            sa.Column("final_points", sa.BigInteger),
            sa.Column("applicable", sa.Boolean, nullable=False),
        ),
    )
