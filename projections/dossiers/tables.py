"""The tables of dossiers. Streams are their ids in hexadecimal."""

from collections.abc import Sequence

import sqlalchemy as sa

from projections.campaigns import CampaignTables, campaign_tables
from projections.columns import Columns, at, document, key, text
from projections.dossiers.answer import DossierStanding
from projections.past import with_past
from projections.rows import ONLY_ADDED_TO


def tables(metadata: sa.MetaData, suffix: str) -> Sequence[sa.Table]:
    """The campaigns and units, each dossier as it stands with its past, and every event of every dossier."""
    return (
        *campaign_tables(metadata, "dossiers", suffix).all(),
        *with_past(metadata, "dossiers_dossier", suffix, _dossier),
        sa.Table(
            f"dossiers_event{suffix}",
            metadata,
            key("stream"),
            key("nomination"),
            key("version", sa.Integer),
            at("position"),
            text("event_id"),
            text("event"),
            text("step"),
            text("actor_id"),
            text("actor_role"),
            text("actor_unit", optional=True),
            text("recorded_at"),
            text("effective_on", optional=True),
            text("reason", optional=True),
            text("source_document", optional=True),
            text("details"),
            info={ONLY_ADDED_TO: True},
        ),
    )


def _dossier() -> Columns:
    """``number`` is the position at which the candidate was proposed."""
    return (
        key("stream"),
        key("nomination"),
        at("number"),
        text("step"),
        text("waits_for"),
        document("standing", DossierStanding),
    )


*_campaign_tables, _dossiers, _past, EVENTS = tables(sa.MetaData(), "")
_campaigns, _campaigns_past, _units, _units_past, _made_up = _campaign_tables
OF_CAMPAIGNS = CampaignTables((_campaigns, _campaigns_past), (_units, _units_past), _made_up)
DOSSIERS = _dossiers, _past
"""The live tables, for queries; those that keep their past are pairs of what holds and what held before."""
