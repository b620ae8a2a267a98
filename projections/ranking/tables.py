"""The tables of the ranking. Points are whole ten-thousandths; streams are their ids in hexadecimal."""

from collections.abc import Sequence

import sqlalchemy as sa

from projections.columns import flag, key, points, text, whole

STAGES = ("self_points", "reviewed_points", "final_points")
TOTALS = (*STAGES, "max_points")


def tables(metadata: sa.MetaData, suffix: str) -> Sequence[sa.Table]:
    """Units and sets as named and released, rounds, cards with their totals, groups and indicators.

    A unit stands under its province's stream as it is now, and under the stream of each finalised round as it was.
    """
    return (
        sa.Table(
            f"ranking_unit{suffix}",
            metadata,
            key("stream"),
            key("unit"),
            text("kind"),
            text("parent", optional=True),
            text("name"),
            text("name_en"),
            text("life"),
        ),
        sa.Table(
            f"ranking_province{suffix}",
            metadata,
            key("stream"),
            text("province"),
            text("name"),
            text("name_en"),
        ),
        sa.Table(
            f"ranking_set{suffix}",
            metadata,
            key("content_hash"),
            text("definition"),
        ),
        sa.Table(
            f"ranking_round{suffix}",
            metadata,
            key("stream"),
            text("province"),
            text("round"),
            text("opening"),
            text("calendar"),
            text("phase"),
            flag("frozen"),
            text("decision", optional=True),
            text("published_at", optional=True),
        ),
        sa.Table(
            f"ranking_not_ranked{suffix}",
            metadata,
            key("stream"),
            key("unit"),
            flag("listed"),
            flag("exempt"),
            text("reason"),
        ),
        sa.Table(
            f"ranking_card{suffix}",
            metadata,
            key("stream"),
            text("round_stream"),
            text("province"),
            text("unit"),
            text("kind"),
            text("content_hash"),
            text("state"),
            flag("late"),
            *(points(name) for name in TOTALS),
            text("stated_index", optional=True),
            whole("version"),
            sa.UniqueConstraint("round_stream", "unit"),
        ),
        sa.Table(
            f"ranking_group{suffix}",
            metadata,
            key("stream"),
            key("group"),
            text("round_stream"),
            *(points(name) for name in TOTALS),
            sa.UniqueConstraint("round_stream", "stream", "group"),
        ),
        sa.Table(
            f"ranking_indicator{suffix}",
            metadata,
            key("stream"),
            key("indicator"),
            *(points(name, optional=True) for name in STAGES),
            flag("applicable"),
            text("self_value", optional=True),
            text("reviewed_value", optional=True),
            flag("granted"),
        ),
    )
