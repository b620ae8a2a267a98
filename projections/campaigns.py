"""What the read models of awards share: how a campaign began, what an event says of itself, and what units are called."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

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
from projections.past import Kept, known, with_past
from projections.positions import position_of
from projections.projection import Projection
from projections.rows import Row, Rows

A = TypeVar("A", bound="AboutCampaign")
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
