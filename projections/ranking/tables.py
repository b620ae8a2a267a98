"""The tables of the ranking. Streams are their ids as text; points are documents: see ``points`` beside this."""

from collections.abc import Sequence

import sqlalchemy as sa

from projections.columns import document, flag, key, points, text
from projections.past import with_past
from projections.ranking.points import Changes, Entries
from projections.ranking.worth import Totals


def tables(metadata: sa.MetaData, suffix: str) -> Sequence[sa.Table]:
    """Provinces and sets; units, rounds, who is not ranked, cards and their points, each with its past; totals of now.

    A unit stands under its province's stream as it is now, and under the stream of each finalised round as it was.
    """
    return (
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
        *with_past(
            metadata,
            "ranking_unit",
            suffix,
            lambda: (
                key("stream"),
                key("unit"),
                text("kind"),
                text("parent", optional=True),
                text("name"),
                text("name_en"),
                text("life"),
            ),
        ),
        *with_past(
            metadata,
            "ranking_round",
            suffix,
            lambda: (
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
        ),
        *with_past(
            metadata,
            "ranking_not_ranked",
            suffix,
            lambda: (
                key("stream"),
                key("unit"),
                flag("listed"),
                flag("exempt"),
                text("reason"),
            ),
        ),
        *with_past(
            metadata,
            "ranking_card",
            suffix,
            lambda: (
                key("stream"),
                text("round_stream"),
                text("province"),
                text("unit"),
                text("kind"),
                text("content_hash"),
                text("state"),
                flag("late"),
                text("stated_index", optional=True),
            ),
            belongs_to="round_stream",
        ),
        *with_past(
            metadata,
            "ranking_points",
            suffix,
            lambda: (
                key("stream"),
                document("start", Entries),
                document("changes", Changes),
            ),
        ),
        sa.Table(
            f"ranking_total{suffix}",
            metadata,
            key("stream"),
            text("round_stream"),
            text("unit"),
            points("self_points"),
            points("reviewed_points"),
            points("final_points"),
            points("max_points"),
            document("groups", Totals),
        ),
    )


PROVINCES, SETS, *_kept, TOTALS = tables(sa.MetaData(), "")
UNITS, ROUNDS, NOT_RANKED, CARDS, POINTS = zip(_kept[::2], _kept[1::2], strict=True)
"""The live tables, for queries; those that keep their past are pairs of what holds and what held before."""
