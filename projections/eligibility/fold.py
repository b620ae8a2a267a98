"""How events move eligibility: what conditions look at changes, and whoever looks at it is judged anew."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

import sqlalchemy as sa

from domain.award_campaign import events as campaigns
from domain.award_campaign.nomination import MOVES, step_after
from domain.award_campaign.policy import Year
from domain.award_campaign.steps import Step
from domain.event import Event, Recorded
from domain.metadata import Code
from domain.points import to_units
from domain.province.events import stream_id as province_stream
from domain.round import events as rounds
from domain.scorecard import events as cards
from projections import past
from projections.campaigns import CAMPAIGN_EVENTS, Tables, act, put
from projections.eligibility.judging import ToJudge, judged
from projections.eligibility.tables import tables
from projections.projection import Fact, Projection

Apply = Callable[[int, Any, Tables], None]

NOT_FINAL: Mapping[str, Any] = {"finalised_at": None, "version": 0, "points": 0, "max_points": 0, "groups": {}}
"""What a scorecard comes to that does not count."""
LOOKED_AT = {
    "eligibility_unit": "stream",
    "eligibility_round": "stream",
    "eligibility_card": "round_stream",
    "eligibility_campaign": "stream",
}
"""In which column a table tells the source that a changed row belongs to."""


class EligibilityProjection(Projection):
    """Keeps what conditions look at, with its past, and what they come to now."""

    name: ClassVar[str] = "eligibility"
    version: ClassVar[int] = 2
    events: ClassVar[tuple[type[Event], ...]] = (
        *CAMPAIGN_EVENTS,
        rounds.RoundPublished,
        rounds.RoundReopened,
        cards.ScorecardOpened,
        cards.ScorecardFinalised,
        cards.ScorecardReopened,
        campaigns.Nominated,
        campaigns.FactAttested,
        *MOVES,
    )

    def tables(self, metadata: sa.MetaData, suffix: str) -> Sequence[sa.Table]:
        """The tables of eligibility."""
        return tables(metadata, suffix)

    def fold(self, rows: Tables, batch: Sequence[Fact]) -> None:
        """Brings what conditions look at up to date, event by event."""
        for position, recorded in batch:
            APPLY[type(recorded.data)](position, recorded, rows)

    def before_writing(self, rows: Tables) -> None:
        """Judges every campaign that looks at something that has changed, and single nominations that have changed."""
        for verdict in judged(lambda table, column, values: rows[table].among(column, values), _to_judge(rows)):
            rows["eligibility_verdict"].put(verdict)


def _to_judge(rows: Tables) -> ToJudge:
    """An award that is granted or taken back concerns whoever looks at its campaign; all else only its nomination."""
    nominations = list(rows["eligibility_nomination"].pending())
    sources = {row[column] for table, column in LOOKED_AT.items() for row in rows[table].pending()}
    sources |= {row["stream"] for row in nominations if row["granted_at"] is not None}
    looking = rows["eligibility_source"].among("source", sources) if sources else ()
    found: dict[str, set[Code] | None] = {row["stream"]: None for row in looking}
    for row in (*nominations, *rows["eligibility_attestation"].pending()):
        codes = found.setdefault(row["stream"], set())
        if codes is not None:
            codes.add(row["nomination"])
    return found


# --- Units, rounds, scorecards ---------------------------------------------------------------------------------------


def _put(position: int, recorded: Recorded[Any], rows: Tables) -> None:
    put("eligibility", position, recorded, rows)


def _published(position: int, recorded: Recorded[Event], rows: Tables) -> None:
    past.put(rows, "eligibility_round", position, {"stream": recorded.originator_id.hex, "published_at": position})


def _round_reopened(position: int, recorded: Recorded[Event], rows: Tables) -> None:
    past.put(rows, "eligibility_round", position, {"stream": recorded.originator_id.hex, "published_at": None})


def _card_opened(position: int, recorded: Recorded[cards.ScorecardOpened], rows: Tables) -> None:
    event = recorded.data
    round_stream = rounds.stream_id(event.province, event.round).hex
    row = {"stream": recorded.originator_id.hex, "round_stream": round_stream, "unit": event.unit}
    past.put(rows, "eligibility_card", position, {**row, **NOT_FINAL})


def _finalised(position: int, recorded: Recorded[cards.ScorecardFinalised], rows: Tables) -> None:
    event = recorded.data
    groups = {code: (to_units(each.points), to_units(each.max_points)) for code, each in (event.groups or {}).items()}
    past.change(
        rows,
        "eligibility_card",
        position,
        recorded.originator_id.hex,
        finalised_at=position,
        version=recorded.originator_version,
        points=to_units(event.final_total),
        max_points=to_units(event.max_points),
        groups=groups,
    )


def _card_reopened(position: int, recorded: Recorded[Event], rows: Tables) -> None:
    past.change(rows, "eligibility_card", position, recorded.originator_id.hex, **NOT_FINAL)


# --- Campaigns --------------------------------------------------------------------------------------------------------


def _campaign_opened(position: int, recorded: Recorded[campaigns.CampaignOpened], rows: Tables) -> None:
    """Its sources are its province, the rounds of its years, itself and the campaigns that it names or that name it.

    Two campaigns of which one names the other look at each other, whichever was opened first.
    """
    opening, stream = recorded.data, recorded.originator_id.hex
    related = [campaigns.stream_id(opening.province, code).hex for code in opening.related]
    naming = [row["stream"] for row in rows["eligibility_source"].among("source", [stream])]
    _put(position, recorded, rows)
    own = [province_stream(opening.province).hex, stream, *_rounds(opening.province, opening.rounds)]
    _look_at(rows, opening.province, stream, [*own, *related, *naming])
    for other in related:
        if rows["eligibility_campaign"].get(other) is not None:
            _look_at(rows, opening.province, other, [stream])


def _calendar_changed(position: int, recorded: Recorded[campaigns.AwardCalendarChanged], rows: Tables) -> None:
    """Rounds that it looks at no more stay among its sources: it is judged anew more often than it has to be."""
    stream = recorded.originator_id.hex
    _put(position, recorded, rows)
    province = rows["eligibility_campaign"].require(stream)["province"]
    _look_at(rows, province, stream, _rounds(province, recorded.data.rounds))


def _rounds(province: Code, of_years: Mapping[Year, Code]) -> Sequence[str]:
    return [rounds.stream_id(province, code).hex for code in of_years.values()]


def _look_at(rows: Tables, province: Code, stream: str, sources: Sequence[str]) -> None:
    for source in sources:
        rows["eligibility_source"].put({"source": source, "stream": stream, "province": province})


def _nominated(position: int, recorded: Recorded[campaigns.Nominated], rows: Tables) -> None:
    row = {
        "stream": recorded.originator_id.hex,
        "nomination": recorded.data.nomination,
        "number": position,
        "step": Step.NOMINATED.value,
        "granted_at": None,
        "proposed": act(position, recorded),
        "nominated": recorded.data,
        "findings": (),
    }
    past.put(rows, "eligibility_nomination", position, row)


def _attested(position: int, recorded: Recorded[campaigns.FactAttested], rows: Tables) -> None:
    """A later word keeps the place of the first."""
    said = recorded.data.attestation
    key = {
        "stream": recorded.originator_id.hex,
        "nomination": recorded.data.nomination,
        "condition": said.condition,
        "year": said.year or 0,
    }
    before = rows["eligibility_attestation"].like(key)
    row = {**key, "number": before["number"] if before else position, "attested": act(position, recorded), "said": said}
    past.put(rows, "eligibility_attestation", position, row)


def _moved(position: int, recorded: Recorded[Any], rows: Tables) -> None:
    event = recorded.data
    granted = {"granted_at": position, "findings": event.findings} if isinstance(event, campaigns.Granted) else {}
    key = recorded.originator_id.hex, event.nomination
    past.change(rows, "eligibility_nomination", position, *key, step=step_after(event), **granted)


APPLY: Mapping[type[Event], Apply] = {
    **dict.fromkeys(CAMPAIGN_EVENTS, _put),
    rounds.RoundPublished: _published,
    rounds.RoundReopened: _round_reopened,
    cards.ScorecardOpened: _card_opened,
    cards.ScorecardFinalised: _finalised,
    cards.ScorecardReopened: _card_reopened,
    campaigns.CampaignOpened: _campaign_opened,
    campaigns.AwardCalendarChanged: _calendar_changed,
    campaigns.Nominated: _nominated,
    campaigns.FactAttested: _attested,
    **dict.fromkeys(MOVES, _moved),
}
"""What each event does to the rows."""
