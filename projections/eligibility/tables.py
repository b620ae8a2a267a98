"""The tables of eligibility. Streams are their ids in hexadecimal; points are whole ten-thousandths."""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from domain.award_campaign.eligibility import Attestation, Finding
from domain.award_campaign.events import Nominated
from domain.metadata import IndicatorCode
from projections.campaigns import Act, CampaignTables, campaign_tables
from projections.columns import Columns, at, document, key, points, text, whole
from projections.eligibility.answer import ConditionFound
from projections.past import with_past

Groups = Mapping[IndicatorCode, tuple[int, int]]
"""The points and the applicable maximum of each group, in ten-thousandths."""


def tables(metadata: sa.MetaData, suffix: str) -> Sequence[sa.Table]:
    """What conditions look at, with its past; who looks at what; and what every nomination comes to now.

    ``source`` is the stream of a province, of a round or of a campaign, which the campaign ``stream`` looks at.
    """
    return (
        sa.Table(f"eligibility_source{suffix}", metadata, key("source"), key("stream"), text("province")),
        *campaign_tables(metadata, "eligibility", suffix).all(),
        *with_past(metadata, "eligibility_round", suffix, _round),
        *with_past(metadata, "eligibility_card", suffix, _card, belongs_to="round_stream"),
        *with_past(metadata, "eligibility_nomination", suffix, _nomination),
        *with_past(metadata, "eligibility_attestation", suffix, _attestation),
        sa.Table(
            f"eligibility_verdict{suffix}",
            metadata,
            key("stream"),
            key("nomination"),
            text("verdict"),
            document("conditions", tuple[ConditionFound, ...]),
        ),
    )


def _round() -> Columns:
    """Where it was published; nowhere while it is open again."""
    return key("stream"), at("published_at", optional=True)


def _card() -> Columns:
    """Where it was finalised; nowhere while it is not. Of earlier days there are no groups."""
    return (
        key("stream"),
        text("round_stream"),
        text("unit"),
        at("finalised_at", optional=True),
        whole("version"),
        points("points"),
        points("max_points"),
        document("groups", Groups),
    )


def _nomination() -> Columns:
    """``number`` is the position at which it was proposed, and ``granted_at`` that at which it was last granted.

    The findings are those that it was granted on, which say whose results the award is for.
    """
    return (
        key("stream"),
        key("nomination"),
        at("number"),
        text("step"),
        at("granted_at", optional=True),
        document("proposed", Act),
        document("nominated", Nominated),
        document("findings", tuple[Finding, ...]),
    )


def _attestation() -> Columns:
    """``number`` is the position of the first word on it; of the whole period, the year is 0."""
    return (
        key("stream"),
        key("nomination"),
        key("condition"),
        key("year", sa.Integer),
        at("number"),
        document("attested", Act),
        document("said", Attestation),
    )


SOURCES, *_campaign_tables, VERDICTS = tables(sa.MetaData(), "")
_kept = [*_campaign_tables[:4], *_campaign_tables[5:]]
CAMPAIGNS, UNITS, ROUNDS, CARDS, NOMINATIONS, ATTESTATIONS = zip(_kept[::2], _kept[1::2], strict=True)
OF_CAMPAIGNS = CampaignTables(CAMPAIGNS, UNITS, _campaign_tables[4])
"""The live tables, for queries; those that keep their past are pairs of what holds and what held before."""
