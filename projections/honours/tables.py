"""The tables of honours. Streams are their ids in hexadecimal."""

from collections.abc import Sequence

import sqlalchemy as sa

from domain.award_campaign.events import Nominated
from projections.campaigns import CampaignTables, campaign_tables
from projections.columns import Columns, at, document, flag, key, text
from projections.honours.answer import Honour
from projections.past import with_past


def tables(metadata: sa.MetaData, suffix: str) -> Sequence[sa.Table]:
    """The campaigns and units, who was proposed, and the awards that were granted with their past."""
    return (
        *campaign_tables(metadata, "honours", suffix).all(),
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


*_campaign_tables, _, _awards, _past = tables(sa.MetaData(), "")
_campaigns, _campaigns_past, _units, _units_past, _made_up = _campaign_tables
OF_CAMPAIGNS = CampaignTables((_campaigns, _campaigns_past), (_units, _units_past), _made_up)
AWARDS = _awards, _past
"""The live tables, for queries; those that keep their past are pairs of what holds and what held before."""
