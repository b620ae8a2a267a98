"""What the read models of awards share: how a campaign began, what an event says, and what units are called."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa

from application.award_lineage import Successors
from domain.award_campaign.events import AwardCalendarChanged, CampaignOpened, Deadlines, stream_id
from domain.award_campaign.policy import AwardPolicy, Year
from domain.award_campaign.refusals import CampaignUnknown
from domain.award_campaign.state import calendar_changed
from domain.event import Event, Recorded
from domain.metadata import Actor, Code, Provenance, Sha256, SourceDocument
from domain.province.events import UnitMerged, UnitRegistered, UnitRenamed
from domain.province.events import stream_id as province_stream
from domain.refusal import Refusal
from domain.round.events import RoundOpened
from domain.round.events import stream_id as round_stream
from projections import past
from projections.columns import Columns, at, document, key, text
from projections.past import Condition, Kept, known, with_past
from projections.positions import position_of
from projections.projection import Projection
from projections.rows import Row, Rows

Tables = Mapping[str, Rows]
Meets = Callable[[sa.Table], Condition]


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
    """Whether the campaign and the rounds it looks at are real, or made up and to be labelled so wherever it shows."""
    notice: str
    opened: Act
    calendar_changed: Act | None
    """By which deadlines and rounds were last changed, with the reason and the decision."""
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
CAMPAIGN_EVENTS: tuple[type[Event], ...] = (*UNIT_EVENTS, RoundOpened, CampaignOpened, AwardCalendarChanged)
"""What every read model of awards keeps in its campaign tables."""


class CampaignTables(NamedTuple):
    """The campaigns as they were opened, with their calendars, and the units of their provinces, with their past.

    Streams are their ids in hexadecimal; a unit's ``number`` is the position at which it was registered.
    """

    campaigns: Kept
    units: Kept
    made_up: sa.Table
    """The rounds whose results are not real, from the position on at which they were opened."""

    def all(self) -> Sequence[sa.Table]:
        """All of them."""
        return *self.campaigns, *self.units, self.made_up


def campaign_tables(metadata: sa.MetaData, projection: str, suffix: str) -> CampaignTables:
    """Those of a read model."""
    return CampaignTables(
        campaigns=with_past(metadata, f"{projection}_campaign", suffix, _campaign, belongs_to="province"),
        units=with_past(metadata, f"{projection}_unit", suffix, _unit),
        made_up=sa.Table(
            f"{projection}_made_up{suffix}", metadata, key("stream"), at("position"), text("data_provenance")
        ),
    )


def _campaign() -> Columns:
    """``position`` is that at which it was opened; ``opening`` has the last days and rounds as they are by now.

    They were last ``changed`` by that act, if they ever were.
    """
    return (
        key("stream"),
        text("province"),
        text("campaign"),
        at("position"),
        document("opened", Act),
        document("changed", Act | None),
        document("opening", CampaignOpened),
    )


def _unit() -> Columns:
    return (
        key("stream"),
        key("unit"),
        at("number"),
        text("kind"),
        text("name"),
        text("name_en"),
        text("successor", optional=True),
    )


# --- Fold -------------------------------------------------------------------------------------------------------------


def put(projection: str, position: int, recorded: Recorded[Any], rows: Tables) -> None:
    """What the campaign tables of a read model keep of one of ``CAMPAIGN_EVENTS``."""
    event, stream = recorded.data, recorded.originator_id.hex
    match event:
        case CampaignOpened():
            _put_campaign(rows, f"{projection}_campaign", position, recorded)
        case AwardCalendarChanged():
            table = f"{projection}_campaign"
            opening = calendar_changed(rows[table].require(stream)["opening"], event)
            past.change(rows, table, position, stream, opening=opening, changed=act(position, recorded))
        case RoundOpened():
            if event.data_provenance is not Provenance.PUBLISHED:
                row: Row = {"stream": stream, "position": position, "data_provenance": event.data_provenance.value}
                rows[f"{projection}_made_up"].put(row)
        case _:
            _put_unit(rows, f"{projection}_unit", position, recorded)


def _put_campaign(rows: Tables, table: str, position: int, recorded: Recorded[CampaignOpened]) -> None:
    opening = recorded.data
    row: Row = {"stream": recorded.originator_id.hex, "province": opening.province, "campaign": opening.campaign}
    told = {"opened": act(position, recorded), "changed": None, "opening": opening}
    past.put(rows, table, position, {**row, "position": position, **told})


def _put_unit(rows: Tables, table: str, position: int, recorded: Recorded[Any]) -> None:
    """A unit is registered, renamed or merged."""
    event, stream = recorded.data, recorded.originator_id.hex
    match event:
        case UnitRegistered():
            row: Row = {"stream": stream, "unit": event.unit, "number": position, "successor": None}
            names = {"name": event.name, "name_en": event.name_en}
            past.put(rows, table, position, {**row, "kind": event.kind.value, **names})
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
        tables: CampaignTables,
        province: Code | None,
        as_of: int | None = None,
    ) -> None:
        """Refuses a position that the projection has not come to in the province with ``AwardsNotReadSoFar``."""
        self.connection, self.projection, self.as_of = connection, projection, as_of
        self._campaigns, self._units, self._made_up = tables
        self.position = position_of(connection, projection, province)
        if as_of is not None and as_of > self.position:
            raise AwardsNotReadSoFar(position=self.position, wanted=as_of)

    @property
    def shown(self) -> int:
        """As of which position the answer is."""
        return self.position if self.as_of is None else self.as_of

    def campaign(self, province: Code, campaign: Code) -> sa.RowMapping:
        """The row of a campaign; refuses one that is not known."""
        stream = stream_id(province, campaign).hex
        found = self.campaigns(lambda t: t.c.stream == stream)
        if not found:
            raise CampaignUnknown(province=province, campaign=campaign)
        return found[0]

    def campaigns(self, *conditions: Meets) -> list[sa.RowMapping]:
        """The campaigns that meet the conditions, by their provinces and then as they were opened."""
        rows = known(self.connection, self._campaigns, self.as_of, *conditions)
        return sorted(rows, key=lambda row: (row["province"], row["position"]))

    def provenance(self, opening: CampaignOpened) -> Provenance:
        """The campaign's own; where it says nothing else, that of a round it looks at whose results are not real."""
        if opening.data_provenance is not Provenance.PUBLISHED:
            return opening.data_provenance
        table, rounds = self._made_up, [round_stream(opening.province, code).hex for code in opening.rounds.values()]
        begun = () if self.as_of is None else (table.c.position <= self.as_of,)
        query = sa.select(table.c.data_provenance).where(table.c.stream.in_(rounds), *begun)
        found = self.connection.execute(query.order_by(table.c.position).limit(1)).scalar()
        return opening.data_provenance if found is None else Provenance(found)

    def successors(self, province: Code) -> Successors:
        """What each unit of the province was merged into."""
        stream = province_stream(province).hex
        rows = known(self.connection, self._units, self.as_of, lambda t: t.c.stream == stream)
        return {row["unit"]: row["successor"] for row in rows}

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
            "data_provenance": self.provenance(opening),
            "notice": opening.notice,
            "opened": row["opened"],
            "calendar_changed": row["changed"],
            "unit_names": self.unit_names(opening.province, mentioned),
            "names": {},
        }
