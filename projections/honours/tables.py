"""The tables of honours. Streams are their ids in hexadecimal."""

from collections.abc import Sequence

import sqlalchemy as sa

from domain.award_campaign.events import Nominated
from projections.campaigns import campaign_tables
from projections.columns import Columns, at, document, flag, key, text
from projections.honours.answer import Honour
from projections.past import with_past


def tables(metadata: sa.MetaData, suffix: str) -> Sequence[sa.Table]:
    """The campaigns and units, who was proposed, and the awards that were granted with their past."""
    campaigns, units = campaign_tables(metadata, "honours", suffix)
    return (
        campaigns,
        *units,
        sa.Table(
            f"honours_nomination{suffix}", metadata, key("stream"), key("nomination"), document("nominated", Nominated)
        ),
        *with_past(metadata, "honours_award", suffix, _award, belongs_to="province"),
    )


def _award() -> Columns:
    """``number`` is the position at which it was granted."""
    return (
        key("stream"),
        key("nomination"),
        text("province"),
        text("unit"),
        at("number"),
        flag("stands"),
        flag("published"),
        document("honour", Honour),
    )


_tables = tables(sa.MetaData(), "")
CAMPAIGNS = _tables[0]
UNITS = _tables[1], _tables[2]
AWARDS = _tables[4], _tables[5]
"""The live tables, for queries; those that keep their past are pairs of what holds and what held before."""
