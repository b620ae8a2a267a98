"""The tables of the progress. Streams are their ids in hexadecimal."""

from collections.abc import Sequence

import sqlalchemy as sa

from projections.columns import flag, key, text


def tables(metadata: sa.MetaData, suffix: str) -> Sequence[sa.Table]:
    """Units, sets and rounds as progress needs them; cards, and which of their indicators have something."""
    return (
        sa.Table(
            f"progress_unit{suffix}",
            metadata,
            key("stream"),
            key("unit"),
            text("kind"),
            text("name"),
            text("name_en"),
            flag("active"),
        ),
        sa.Table(f"progress_set{suffix}", metadata, key("content_hash"), text("definition")),
        sa.Table(
            f"progress_round{suffix}",
            metadata,
            key("stream"),
            text("province"),
            text("round"),
            text("opening"),
            text("phase"),
        ),
        sa.Table(f"progress_exempt{suffix}", metadata, key("stream"), key("unit"), flag("exempt")),
        sa.Table(
            f"progress_card{suffix}",
            metadata,
            key("stream"),
            text("round_stream"),
            text("unit"),
            text("kind"),
            text("content_hash"),
            text("state"),
            text("since"),
            text("due", optional=True),
            flag("late"),
            sa.UniqueConstraint("round_stream", "unit"),
        ),
        sa.Table(
            f"progress_entry{suffix}",
            metadata,
            key("stream"),
            key("indicator"),
            flag("entered"),
            flag("reviewed"),
            flag("appealed"),
        ),
    )
