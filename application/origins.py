"""Whose a stream is: the opening event of a stream says what all its events belong to."""

from typing import NamedTuple
from uuid import UUID

from domain.award_campaign.events import CampaignListed, CampaignOpened
from domain.event import Event
from domain.indicator_set.events import Released
from domain.province.events import ProvinceRegistered
from domain.round.events import RoundOpened
from domain.scorecard.events import ScorecardOpened

OPENINGS: tuple[type[Event], ...] = (
    ProvinceRegistered,
    Released,
    RoundOpened,
    ScorecardOpened,
    CampaignOpened,
    CampaignListed,
)
"""The first event of each kind of stream."""


class Origin(NamedTuple):
    """A stream's id, and the province, round and unit that its opening event names."""

    stream: str
    province: str | None = None
    round: str | None = None
    unit: str | None = None


def origin_of(stream: UUID, opening: Event) -> Origin:
    """What all events of the stream have from its opening event; no province where that event names none."""
    match opening:
        case ProvinceRegistered() | CampaignOpened() | CampaignListed():
            return Origin(str(stream), opening.province)
        case Released():
            return Origin(str(stream), opening.definition.province)
        case RoundOpened():
            return Origin(str(stream), opening.province, opening.round)
        case ScorecardOpened():
            return Origin(str(stream), opening.province, opening.round, opening.unit)
        case _:
            return Origin(str(stream))
