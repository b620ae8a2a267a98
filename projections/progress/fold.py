"""How events move a round along: cards change hands, indicators get points, appeals are made and resolved."""

from collections.abc import Mapping, Sequence
from functools import singledispatch
from typing import ClassVar

import msgspec
import sqlalchemy as sa

from application.codec import Part
from domain.event import Event, Recorded
from domain.indicator_set.events import Released
from domain.province.events import UnitDissolved, UnitMerged, UnitRegistered, UnitRenamed
from domain.round import events as rounds
from domain.round import state as round_state
from domain.scorecard import events as cards
from domain.scorecard import state as card_state
from projections.progress import parts
from projections.progress.tables import tables
from projections.projection import Fact, Projection
from projections.rows import Row, Rows

Tables = Mapping[str, Rows]

PHASES: Mapping[type[Event], type[round_state.Opened]] = {
    rounds.RoundOpened: round_state.SelfScoring,
    rounds.SelfScoringClosed: round_state.Reviewing,
    rounds.ReviewClosed: round_state.Concluding,
    rounds.RoundReopened: round_state.Concluding,
    rounds.RoundFinalised: round_state.Finalised,
    rounds.RoundPublished: round_state.Published,
}
"""The phase that a round is in after an event."""
STATES: Mapping[type[Event], type[card_state.Opened]] = {
    cards.Submitted: card_state.UnderReview,
    cards.Returned: card_state.BackWithUnit,
    cards.ScorecardFinalised: card_state.Final,
    cards.ScorecardReopened: card_state.UnderReview,
}
"""The state that a scorecard is in after an event."""
ENTERED: Mapping[type[Event], type[parts.Entered]] = {
    cards.SelfScored: parts.SelfScored,
    cards.MarkedNotApplicable: parts.MarkedNotApplicable,
    cards.Adjusted: parts.Adjusted,
    cards.Appealed: parts.Appealed,
    cards.AppealResolved: parts.AppealResolved,
}
"""What changes an entry of a scorecard."""
UNTOUCHED: Row = {"entered": False, "reviewed": False, "appealed": False}


class ProgressProjection(Projection):
    """Keeps in whose hands every scorecard is, and which of its indicators have something."""

    name: ClassVar[str] = "progress"
    version: ClassVar[int] = 1
    events: ClassVar[tuple[type[Event], ...]] = (
        UnitRegistered,
        UnitRenamed,
        UnitMerged,
        UnitDissolved,
        Released,
        *PHASES,
        rounds.UnitMarkedNotRanked,
        rounds.UnitMarkedRanked,
        cards.ScorecardOpened,
        *STATES,
        *ENTERED,
    )
    parts: ClassVar[Mapping[type[Event], type[msgspec.Struct]]] = {
        event: Part[part]  # type: ignore[valid-type]  # Known only now.
        for event, part in ENTERED.items()
    }

    def tables(self, metadata: sa.MetaData, suffix: str) -> Sequence[sa.Table]:
        """The tables of the progress."""
        return tables(metadata, suffix)

    def fold(self, rows: Tables, batch: Sequence[Fact]) -> None:
        """Brings the rows up to date, event by event."""
        events = [fact.recorded for fact in batch]
        moving = (each for each in events if type(each) is not Part and type(each.data) in STATES)
        rows["progress_card"].bring((each.originator_id.hex,) for each in moving)
        rows["progress_entry"].bring(_entry(each) for each in events if type(each) is Part)
        for recorded in events:
            if type(recorded) is Part:
                _enter(_entry(recorded), recorded.data.holds, rows["progress_entry"])
            else:
                apply(recorded.data, recorded, rows)


def _entry(part: Part[parts.Entered]) -> tuple[str, str]:
    return part.originator_id.replace("-", ""), part.data.indicator


def _enter(key: tuple[str, str], holds: Mapping[str, bool], entries: Rows) -> None:
    known = entries.get(*key)
    if known is None or not holds.items() <= known.items():
        stream, indicator = key
        entries.put({"stream": stream, "indicator": indicator, **UNTOUCHED, **(known or {}), **holds})


@singledispatch
def apply(event: Event, recorded: Recorded[Event], rows: Tables) -> None:
    """Changes the rows as the event says; by default it moves a round or a scorecard."""
    stream = recorded.originator_id.hex
    if type(event) in PHASES:
        rows["progress_round"].change(stream, phase=PHASES[type(event)].__name__)
    else:
        state = STATES[type(event)].__name__
        rows["progress_card"].change(stream, state=state, since=recorded.recorded_at.isoformat(), due=None)


@apply.register
def _(event: UnitRegistered, recorded: Recorded[Event], rows: Tables) -> None:
    row = {"stream": recorded.originator_id.hex, "unit": event.unit, "kind": event.kind.value}
    rows["progress_unit"].put({**row, "name": event.name, "name_en": event.name_en, "active": True})


@apply.register
def _(event: UnitRenamed, recorded: Recorded[Event], rows: Tables) -> None:
    rows["progress_unit"].change(recorded.originator_id.hex, event.unit, name=event.name, name_en=event.name_en)


@apply.register(UnitMerged)
@apply.register(UnitDissolved)
def _(event: UnitMerged | UnitDissolved, recorded: Recorded[Event], rows: Tables) -> None:
    rows["progress_unit"].change(recorded.originator_id.hex, event.unit, active=False)


@apply.register
def _(event: Released, _recorded: Recorded[Event], rows: Tables) -> None:
    definition = msgspec.json.encode(event.definition).decode()
    rows["progress_set"].put({"content_hash": event.content_hash, "definition": definition})


@apply.register
def _(event: rounds.RoundOpened, recorded: Recorded[Event], rows: Tables) -> None:
    opening = msgspec.json.encode(event).decode()
    row = {"stream": recorded.originator_id.hex, "province": event.province, "round": event.round, "opening": opening}
    rows["progress_round"].put({**row, "phase": PHASES[type(event)].__name__})


@apply.register
def _(event: rounds.UnitMarkedNotRanked, recorded: Recorded[Event], rows: Tables) -> None:
    rows["progress_exempt"].put({"stream": recorded.originator_id.hex, "unit": event.unit, "exempt": event.exempt})


@apply.register
def _(event: rounds.UnitMarkedRanked, recorded: Recorded[Event], rows: Tables) -> None:
    rows["progress_exempt"].put({"stream": recorded.originator_id.hex, "unit": event.unit, "exempt": False})


@apply.register
def _(event: cards.ScorecardOpened, recorded: Recorded[Event], rows: Tables) -> None:
    rows["progress_card"].put(
        {
            "stream": recorded.originator_id.hex,
            "round_stream": rounds.stream_id(event.province, event.round).hex,
            "unit": event.unit,
            "kind": event.unit_kind.value,
            "content_hash": event.content_hash,
            "state": card_state.Drafting.__name__,
            "since": recorded.recorded_at.isoformat(),
            "due": None,
            "late": False,
        }
    )


@apply.register
def _(event: cards.Submitted, recorded: Recorded[Event], rows: Tables) -> None:
    stream = recorded.originator_id.hex
    late = rows["progress_card"].require(stream)["late"] or event.late
    state = STATES[type(event)].__name__
    rows["progress_card"].change(stream, state=state, since=recorded.recorded_at.isoformat(), due=None, late=late)


@apply.register
def _(event: cards.Returned, recorded: Recorded[Event], rows: Tables) -> None:
    due = event.due.isoformat() if event.due else None
    state = STATES[type(event)].__name__
    stream = recorded.originator_id.hex
    rows["progress_card"].change(stream, state=state, since=recorded.recorded_at.isoformat(), due=due)
