"""What the read models of awards share: how a campaign began, what an event says, and what units are called."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa

from domain.award_campaign.events import CampaignOpened, Deadlines, stream_id
from domain.award_campaign.policy import AwardPolicy, Year
from domain.award_campaign.refusals import CampaignUnknown
from domain.event import Event, Recorded
from domain.metadata import Actor, Code, Provenance, Sha256, SourceDocument
from domain.province.events import UnitMerged, UnitRegistered, UnitRenamed
from domain.province.events import stream_id as province_stream
from domain.refusal import Refusal
from projections import past
from projections.columns import Columns, at, document, key, text
from projections.past import Condition, Kept, known, with_past
from projections.positions import position_of
from projections.projection import Projection
from projections.rows import Row, Rows

Tables = Mapping[str, Rows]


class AwardsNotReadSoFar(Refusal):
    """The read model has not come to the moment that was asked for."""

    code = "awards-not-read-so-far"
    vi = "Số liệu khen thưởng mới được dựng đến vị trí {position}, chưa đến vị trí {wanted}."
    en = "What is known of awards has been folded up to position {position}, not yet to {wanted}."
    advice_vi = "Thử lại sau giây lát; nếu vẫn vậy, xem `bangvang projections status`."
    advice_en = "Try again in a moment; if it persists, see `bangvang projections status`."


# --- Answers ----------------------------------------------------------------------------------------------------------


class Act(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An event as far as readers ask who did it, when, why and by which document."""

    position: int
    recorded_at: datetime
    actor: Actor
    """Persons are references; an answer's ``names`` tells whom they stand for."""
    reason: str | None = None
    document: SourceDocument | None = None


class UnitName(msgspec.Struct, frozen=True):
    """What a unit is called."""

    name: str
    name_en: str


class AboutCampaign(msgspec.Struct, frozen=True, kw_only=True):
    """What every answer about a campaign says first: as of which position, and how the campaign began."""

    position: int
    version: int
    """The version of the read model."""
    province: Code
    campaign: Code
    name: str
    name_en: str
    policy: AwardPolicy
    content_hash: Sha256
    """The hash of the policy."""
    deadlines: Deadlines
    rounds: Mapping[Year, Code]
    """The round whose published result is that of a year."""
    related: tuple[Code, ...]
    data_provenance: Provenance
    """Whether the campaign is real, or made up and to be labelled so wherever it shows."""
    notice: str
    opened: Act
    unit_names: dict[Code, UnitName]
    """What the units of the province are called that the answer mentions."""
    names: dict[str, str | None]
    """Whom the references in the answer stand for; null where the name was erased."""


def act(position: int, recorded: Recorded[Any]) -> Act:
    """What the envelope of an event says."""
    return Act(
        position=position,
        recorded_at=recorded.recorded_at,
        actor=recorded.actor,
        reason=recorded.reason,
        document=recorded.source_document,
    )


# --- Tables -----------------------------------------------------------------------------------------------------------
UNIT_EVENTS: tuple[type[Event], ...] = (UnitRegistered, UnitRenamed, UnitMerged)


def campaign_tables(metadata: sa.MetaData, projection: str, suffix: str) -> tuple[sa.Table, Kept]:
    """The campaigns as they were opened, and the units of their provinces with their past.

    Streams are their ids in hexadecimal; a unit's ``number`` is the position at which it was registered.
    """
    campaigns = sa.Table(
        f"{projection}_campaign{suffix}",
        metadata,
        key("stream"),
        text("province"),
        text("campaign"),
        at("position"),
        document("opened", Act),
        document("opening", CampaignOpened),
        sa.UniqueConstraint("province", "campaign"),
    )
    return campaigns, with_past(metadata, f"{projection}_unit", suffix, _unit)


def _unit() -> Columns:
    return key("stream"), key("unit"), at("number"), text("name"), text("name_en"), text("successor", optional=True)


# --- Fold -------------------------------------------------------------------------------------------------------------


def put_campaign(rows: Rows, position: int, recorded: Recorded[CampaignOpened]) -> None:
    """Enters a campaign."""
    opening = recorded.data
    rows.put(
        {
            "stream": recorded.originator_id.hex,
            "province": opening.province,
            "campaign": opening.campaign,
            "position": position,
            "opened": act(position, recorded),
            "opening": opening,
        }
    )


def put_unit(rows: Tables, table: str, position: int, recorded: Recorded[Any]) -> None:
    """A unit is registered, renamed or merged."""
    event, stream = recorded.data, recorded.originator_id.hex
    match event:
        case UnitRegistered():
            row: Row = {"stream": stream, "unit": event.unit, "number": position, "successor": None}
            past.put(rows, table, position, {**row, "name": event.name, "name_en": event.name_en})
        case UnitRenamed():
            past.change(rows, table, position, stream, event.unit, name=event.name, name_en=event.name_en)
        case _:
            past.change(rows, table, position, stream, event.unit, successor=event.into)


# --- Queries ----------------------------------------------------------------------------------------------------------


class CampaignReading:
    """A province's campaigns being read in one transaction, as of a position; as they are now if there is none."""

    def __init__(
        self,
        connection: sa.Connection,
        projection: type[Projection],
        tables: tuple[sa.Table, Kept],
        province: Code | None,
        as_of: int | None = None,
    ) -> None:
        """Refuses a position that the projection has not come to in the province with ``AwardsNotReadSoFar``."""
        self.connection, self.projection, self.as_of = connection, projection, as_of
        self._campaigns, self._units = tables
        self.position = position_of(connection, projection, province)
        if as_of is not None and as_of > self.position:
            raise AwardsNotReadSoFar(position=self.position, wanted=as_of)

    @property
    def shown(self) -> int:
        """As of which position the answer is."""
        return self.position if self.as_of is None else self.as_of

    def campaign(self, province: Code, campaign: Code) -> sa.RowMapping:
        """The row of a campaign; refuses one that is not known."""
        found = self.campaigns(self._campaigns.c.stream == stream_id(province, campaign).hex)
        if not found:
            raise CampaignUnknown(province=province, campaign=campaign)
        return found[0]

    def campaigns(self, *conditions: Condition) -> list[sa.RowMapping]:
        """The campaigns that meet the conditions, by their provinces and then as they were opened."""
        table = self._campaigns
        begun = () if self.as_of is None else (table.c.position <= self.as_of,)
        query = sa.select(table).where(*conditions, *begun).order_by(table.c.province, table.c.position)
        return list(self.connection.execute(query).mappings())

    def unit_names(self, province: Code, units: Iterable[Code]) -> dict[Code, UnitName]:
        """What these units are called."""
        stream, wanted = province_stream(province).hex, sorted(set(units))
        conditions = (lambda t: t.c.stream == stream, lambda t: t.c.unit.in_(wanted))
        found = known(self.connection, self._units, self.as_of, *conditions)
        names = {row["unit"]: UnitName(row["name"], row["name_en"]) for row in found}
        return {unit: names[unit] for unit in wanted if unit in names}

    def about(self, row: sa.RowMapping, units: Iterable[Code]) -> dict[str, Any]:
        """The fields of ``AboutCampaign``; the units that the answer mentions and the policy's bodies are named."""
        opening: CampaignOpened = row["opening"]
        policy = opening.policy
        mentioned = {*units, policy.consolidated_by, policy.appraised_by}
        return {
            "position": self.shown,
            "version": self.projection.version,
            "province": opening.province,
            "campaign": opening.campaign,
            "name": opening.name,
            "name_en": opening.name_en,
            "policy": policy,
            "content_hash": opening.content_hash,
            "deadlines": opening.deadlines,
            "rounds": opening.rounds,
            "related": opening.related,
            "data_provenance": opening.data_provenance,
            "notice": opening.notice,
            "opened": row["opened"],
            "unit_names": self.unit_names(opening.province, mentioned),
            "names": {},
        }
