"""The tables of the score history. Points are whole ten-thousandths; streams are their ids in hexadecimal."""

from collections.abc import Sequence

import sqlalchemy as sa

from projections.columns import flag, key, points, text
from projections.rows import ONLY_ADDED_TO

STAGES = ("self_points", "reviewed_points", "final_points")


def tables(metadata: sa.MetaData, suffix: str) -> Sequence[sa.Table]:
    """The changes, and the points that the next change of an indicator starts from."""
    return (
        sa.Table(
            f"score_history_change{suffix}",
            metadata,
            key("stream"),
            key("version", sa.Integer),
            points("position"),
            text("event_id"),
            text("event"),
            text("indicator", optional=True),
            text("stage", optional=True),
            points("before", optional=True),
            points("after", optional=True),
            points("self_before", optional=True),
            points("self_after", optional=True),
            points("reviewed_before", optional=True),
            points("reviewed_after", optional=True),
            points("final_before", optional=True),
            points("final_after", optional=True),
            text("inputs", optional=True),
            text("details"),
            text("actor_id"),
            text("actor_role"),
            text("actor_unit", optional=True),
            text("recorded_at"),
            text("effective_on", optional=True),
            text("reason", optional=True),
            text("source_document", optional=True),
            info={ONLY_ADDED_TO: True},
        ),
        sa.Table(
            f"score_history_points{suffix}",
            metadata,
            key("stream"),
            key("indicator"),
            *(points(name, optional=True) for name in STAGES),
            flag("applicable"),
        ),
    )
