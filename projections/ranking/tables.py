"""The tables of the ranking. Streams are their ids as text; changes of points are records: see ``records``."""

from collections.abc import Sequence

import sqlalchemy as sa

from projections.columns import Columns, at, document, flag, key, points, text
from projections.past import with_past
from projections.ranking.records import Values
from projections.ranking.worth import Totals
from projections.rows import ONLY_ADDED_TO


def tables(metadata: sa.MetaData, suffix: str) -> Sequence[sa.Table]:
    """Provinces and sets; units, rounds, who is not ranked, cards and their points, each with its past; totals of now.

    A unit stands under its province's stream as it is now, and under the stream of each finalised round as it was. Of
    points, the past are rows of as many changes as stand together, and the first table has what follows them.
    """
    only_added_to = {ONLY_ADDED_TO: True}
    return (
        sa.Table(f"ranking_province{suffix}", metadata, *_province()),
        sa.Table(f"ranking_set{suffix}", metadata, key("content_hash"), text("definition")),
        *with_past(metadata, "ranking_unit", suffix, _unit),
        *with_past(metadata, "ranking_round", suffix, _round),
        *with_past(metadata, "ranking_not_ranked", suffix, _mark),
        *with_past(metadata, "ranking_card", suffix, _card, belongs_to="round_stream"),
        sa.Table(f"ranking_points{suffix}", metadata, key("stream"), at("since"), *_changes()),
        sa.Table(
            f"ranking_points_past{suffix}",
            metadata,
            key("stream"),
            key("since", sa.BigInteger),
            *_changes(),
            info=only_added_to,
        ),
        sa.Table(f"ranking_total{suffix}", metadata, *_total(), sa.UniqueConstraint("round_stream", "stream")),
    )


def _province() -> Columns:
    return key("stream"), text("province"), text("name"), text("name_en")


def _unit() -> Columns:
    return (
        key("stream"),
        key("unit"),
        text("kind"),
        text("parent", optional=True),
        text("name"),
        text("name_en"),
        text("life"),
    )


def _round() -> Columns:
    return (
        key("stream"),
        text("province"),
        text("round"),
        text("opening"),
        text("calendar"),
        text("phase"),
        flag("frozen"),
        text("decision", optional=True),
        text("published_at", optional=True),
    )


def _mark() -> Columns:
    return key("stream"), key("unit"), flag("listed"), flag("exempt"), text("reason")


def _card() -> Columns:
    return (
        key("stream"),
        text("round_stream"),
        text("province"),
        text("unit"),
        text("kind"),
        text("content_hash"),
        text("state"),
        flag("late"),
        text("stated_index", optional=True),
    )


def _changes() -> Columns:
    return sa.Column("changes", sa.LargeBinary, nullable=False), document("given", Values)


def _total() -> Columns:
    return (
        key("stream"),
        text("round_stream"),
        text("unit"),
        points("self_points"),
        points("reviewed_points"),
        points("final_points"),
        points("max_points"),
        document("groups", Totals),
    )


PROVINCES, SETS, *_kept, TOTALS = tables(sa.MetaData(), "")
UNITS, ROUNDS, NOT_RANKED, CARDS, POINTS = zip(_kept[::2], _kept[1::2], strict=True)
"""The live tables, for queries; those that keep their past are pairs of what holds and what held before."""
