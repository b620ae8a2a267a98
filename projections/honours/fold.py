"""How events become honours: an award is granted, published, flagged, taken back."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

import sqlalchemy as sa
from msgspec.structs import replace

from domain.award_campaign import events as campaigns
from domain.award_campaign.eligibility import Verdict, qualifies
from domain.award_campaign.events import CampaignOpened, Nominated
from domain.award_campaign.policy import AwardPolicy
from domain.event import Event, Recorded
from domain.metadata import Code, UnitKind
from domain.province.events import stream_id as province_stream
from projections import past
from projections.campaigns import CAMPAIGN_EVENTS, Act, Tables, act, put
from projections.honours.answer import Honour, Revoked
from projections.honours.tables import tables
from projections.projection import Fact, Projection

Apply = Callable[[int, Any, Tables], None]


class HonoursProjection(Projection):
    """Keeps every award that was ever granted, with its past."""

    name: ClassVar[str] = "honours"
    version: ClassVar[int] = 2
    events: ClassVar[tuple[type[Event], ...]] = (
        *CAMPAIGN_EVENTS,
        campaigns.Nominated,
        campaigns.Granted,
        campaigns.AwardFlagged,
        campaigns.Revoked,
        campaigns.HonoursPublished,
    )

    def tables(self, metadata: sa.MetaData, suffix: str) -> Sequence[sa.Table]:
        """The tables of honours."""
        return tables(metadata, suffix)

    def fold(self, rows: Tables, batch: Sequence[Fact]) -> None:
        """Brings the awards up to date, event by event."""
        for position, recorded in batch:
            APPLY[type(recorded.data)](position, recorded, rows)


def _put(position: int, recorded: Recorded[Any], rows: Tables) -> None:
    put("honours", position, recorded, rows)


def _nominated(_position: int, recorded: Recorded[Nominated], rows: Tables) -> None:
    key = {"stream": recorded.originator_id.hex, "nomination": recorded.data.nomination}
    rows["honours_nomination"].put({**key, "nominated": recorded.data})


def _granted(position: int, recorded: Recorded[campaigns.Granted], rows: Tables) -> None:
    stream, event = recorded.originator_id.hex, recorded.data
    opening: CampaignOpened = rows["honours_campaign"].require(stream)["opening"]
    nominated: Nominated = rows["honours_nomination"].require(stream, event.nomination)["nominated"]
    honour = _honour(opening, nominated, event, act(position, recorded), _kind(rows, opening, nominated))
    row = {"stream": stream, "nomination": event.nomination, "province": opening.province, "number": position}
    whose = {"unit": nominated.candidate.unit, "honour": honour}
    past.put(rows, "honours_award", position, {**row, **whose, "stands": True, "published": False})


def _kind(rows: Tables, opening: CampaignOpened, nominated: Nominated) -> UnitKind:
    """Of the candidate's unit, for who decides may depend on it."""
    unit = rows["honours_unit"].require(province_stream(opening.province).hex, nominated.candidate.unit)
    return UnitKind(unit["kind"])


def _honour(
    opening: CampaignOpened, nominated: Nominated, event: campaigns.Granted, granted: Act, kind: UnitKind
) -> Honour:
    award = next(each for each in opening.policy.awards if each.code == event.award)
    return Honour(
        campaign=opening.campaign,
        nomination=event.nomination,
        award=award.code,
        award_name=award.name,
        award_name_en=award.name_en,
        form=award.form,
        decided_by=award.decider(nominated.candidate.kind, kind),
        candidate=nominated.candidate,
        years=opening.policy.years_of(award) if nominated.year is None else (nominated.year,),
        number=event.number,
        granted=granted,
        published=None,
        flagged=None,
        revoked=None,
    )


def _flagged(position: int, recorded: Recorded[campaigns.AwardFlagged], rows: Tables) -> None:
    """A later flag may say that all is well again."""
    event = recorded.data
    otherwise = qualifies(event.findings) is not Verdict.MET
    _change(position, recorded, rows, event.nomination, flagged=act(position, recorded) if otherwise else None)


def _revoked(position: int, recorded: Recorded[campaigns.Revoked], rows: Tables) -> None:
    event = recorded.data
    policy: AwardPolicy = rows["honours_campaign"].require(recorded.originator_id.hex)["opening"].policy
    ground = next(each for each in policy.grounds if each.code == event.ground)
    revoked = Revoked(ground=ground, act=act(position, recorded))
    _change(position, recorded, rows, event.nomination, revoked=revoked)


def _published(position: int, recorded: Recorded[campaigns.HonoursPublished], rows: Tables) -> None:
    """An award stays with the roll of honour in which it was published first."""
    stream = recorded.originator_id.hex
    for code in recorded.data.nominations:
        if not rows["honours_award"].require(stream, code)["published"]:
            _change(position, recorded, rows, code, published=act(position, recorded))


def _change(position: int, recorded: Recorded[Any], rows: Tables, nomination: Code, **values: Any) -> None:
    key = recorded.originator_id.hex, nomination
    honour = replace(rows["honours_award"].require(*key)["honour"], **values)
    standing = {"stands": honour.revoked is None, "published": honour.published is not None}
    past.change(rows, "honours_award", position, *key, honour=honour, **standing)


APPLY: Mapping[type[Event], Apply] = {
    **dict.fromkeys(CAMPAIGN_EVENTS, _put),
    campaigns.Nominated: _nominated,
    campaigns.Granted: _granted,
    campaigns.AwardFlagged: _flagged,
    campaigns.Revoked: _revoked,
    campaigns.HonoursPublished: _published,
}
"""What each event does to the rows."""
