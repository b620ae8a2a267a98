"""How events move the ranking: points go into an indicator, and the difference into its group and its card."""

from collections.abc import Mapping, Sequence
from functools import lru_cache, singledispatch
from typing import ClassVar, NamedTuple

import msgspec
import sqlalchemy as sa

from domain.event import Event, Recorded
from domain.indicator_set.definition import IndicatorSet
from domain.indicator_set.events import Released
from domain.metadata import UnitKind
from domain.points import to_units
from domain.province.events import ProvinceRegistered, UnitDissolved, UnitMerged, UnitRegistered, UnitRenamed
from domain.province.events import stream_id as province_stream
from domain.province.state import Life
from domain.round import events as round_events
from domain.round import state as round_state
from domain.scorecard import events as card_events
from domain.scorecard import state as card_state
from projections.points import IndicatorPoints
from projections.projection import Fact, Projection
from projections.ranking.tables import STAGES, tables
from projections.rows import Row, Rows

Tables = Mapping[str, Rows]


class Worth(NamedTuple):
    """Where an indicator counts, and how much at most, in ten-thousandths of a point."""

    group: str
    max_points: int


class RankingProjection(Projection):
    """Keeps totals at the three stages of every card, group and indicator; ranks are made when they are asked for."""

    name: ClassVar[str] = "ranking"
    version: ClassVar[int] = 3
    events: ClassVar[tuple[type[Event], ...]] = (
        ProvinceRegistered,
        UnitRegistered,
        UnitRenamed,
        UnitMerged,
        UnitDissolved,
        Released,
        round_events.RoundOpened,
        round_events.CalendarChanged,
        round_events.UnitMarkedNotRanked,
        round_events.UnitMarkedRanked,
        round_events.SelfScoringClosed,
        round_events.BestValuesFrozen,
        round_events.ReviewClosed,
        round_events.RoundFinalised,
        round_events.RoundPublished,
        round_events.RoundReopened,
        card_events.ScorecardOpened,
        card_events.SelfScored,
        card_events.MarkedNotApplicable,
        card_events.Submitted,
        card_events.Returned,
        card_events.Adjusted,
        card_events.Rescaled,
        card_events.AppealResolved,
        card_events.ScorecardFinalised,
        card_events.ScorecardReopened,
    )

    def tables(self, metadata: sa.MetaData, suffix: str) -> Sequence[sa.Table]:
        """The tables of the ranking."""
        return tables(metadata, suffix)

    def fold(self, rows: Tables, batch: Sequence[Fact]) -> None:
        """Brings the rows up to date, event by event."""
        for fact in batch:
            apply(fact.recorded.data, fact.recorded, rows)


@singledispatch
def apply(event: Event, _recorded: Recorded[Event], _rows: Tables) -> None:
    """Changes the rows as the event says; there is one function for each event that the projection wants."""
    msg = f"the ranking asked for {event.stored_name} but does not fold it"
    raise NotImplementedError(msg)


# --- Provinces and sets ------------------------------------------------------


@apply.register
def _(event: ProvinceRegistered, recorded: Recorded[Event], rows: Tables) -> None:
    stream = recorded.originator_id.hex
    rows["ranking_province"].put(
        {"stream": stream, "province": event.province, "name": event.name, "name_en": event.name_en}
    )


@apply.register
def _(event: UnitRegistered, recorded: Recorded[Event], rows: Tables) -> None:
    rows["ranking_unit"].put(
        {
            "stream": recorded.originator_id.hex,
            "unit": event.unit,
            "kind": event.kind.value,
            "parent": event.parent,
            "name": event.name,
            "name_en": event.name_en,
            "life": Life.ACTIVE.value,
        }
    )


@apply.register
def _(event: UnitRenamed, recorded: Recorded[Event], rows: Tables) -> None:
    stream = recorded.originator_id.hex
    rows["ranking_unit"].change(stream, event.unit, name=event.name, name_en=event.name_en)


@apply.register
def _(event: UnitMerged, recorded: Recorded[Event], rows: Tables) -> None:
    rows["ranking_unit"].change(recorded.originator_id.hex, event.unit, life=Life.MERGED.value)


@apply.register
def _(event: UnitDissolved, recorded: Recorded[Event], rows: Tables) -> None:
    rows["ranking_unit"].change(recorded.originator_id.hex, event.unit, life=Life.DISSOLVED.value)


@apply.register
def _(event: Released, _recorded: Recorded[Event], rows: Tables) -> None:
    definition = msgspec.json.encode(event.definition).decode()
    rows["ranking_set"].put({"content_hash": event.content_hash, "definition": definition})


# --- Rounds ------------------------------------------------------------------


@apply.register
def _(event: round_events.RoundOpened, recorded: Recorded[Event], rows: Tables) -> None:
    rows["ranking_round"].put(
        {
            "stream": recorded.originator_id.hex,
            "province": event.province,
            "round": event.round,
            "opening": msgspec.json.encode(event).decode(),
            "calendar": msgspec.json.encode(event.calendar).decode(),
            "phase": round_state.SelfScoring.__name__,
            "frozen": False,
            "decision": None,
            "published_at": None,
        }
    )


@apply.register
def _(event: round_events.CalendarChanged, recorded: Recorded[Event], rows: Tables) -> None:
    calendar = msgspec.json.encode(event.calendar).decode()
    rows["ranking_round"].change(recorded.originator_id.hex, calendar=calendar)


@apply.register
def _(event: round_events.UnitMarkedNotRanked, recorded: Recorded[Event], rows: Tables) -> None:
    _list_unit(recorded, rows, event.unit, listed=True, exempt=event.exempt)


@apply.register
def _(event: round_events.UnitMarkedRanked, recorded: Recorded[Event], rows: Tables) -> None:
    _list_unit(recorded, rows, event.unit, listed=False, exempt=False)


def _list_unit(recorded: Recorded[Event], rows: Tables, unit: str, *, listed: bool, exempt: bool) -> None:
    key = {"stream": recorded.originator_id.hex, "unit": unit}
    rows["ranking_not_ranked"].put({**key, "listed": listed, "exempt": exempt, "reason": recorded.reason or ""})


@apply.register
def _(_event: round_events.SelfScoringClosed, recorded: Recorded[Event], rows: Tables) -> None:
    rows["ranking_round"].change(recorded.originator_id.hex, phase=round_state.Reviewing.__name__)


@apply.register
def _(_event: round_events.BestValuesFrozen, recorded: Recorded[Event], rows: Tables) -> None:
    rows["ranking_round"].change(recorded.originator_id.hex, frozen=True)


@apply.register(round_events.ReviewClosed)
@apply.register(round_events.RoundReopened)
def _(_event: Event, recorded: Recorded[Event], rows: Tables) -> None:
    rows["ranking_round"].change(
        recorded.originator_id.hex, phase=round_state.Concluding.__name__, decision=None, published_at=None
    )


@apply.register
def _(_event: round_events.RoundFinalised, recorded: Recorded[Event], rows: Tables) -> None:
    _freeze_units(recorded, rows)
    rows["ranking_round"].change(recorded.originator_id.hex, phase=round_state.Finalised.__name__)


def _freeze_units(recorded: Recorded[Event], rows: Tables) -> None:
    """Copies the province's units under the round: what happens to them later does not change its result."""
    stream = recorded.originator_id.hex
    province = rows["ranking_round"].require(stream)["province"]
    for unit in rows["ranking_unit"].where(stream=province_stream(province).hex):
        rows["ranking_unit"].put({**unit, "stream": stream})


@apply.register
def _(_event: round_events.RoundPublished, recorded: Recorded[Event], rows: Tables) -> None:
    rows["ranking_round"].change(
        recorded.originator_id.hex,
        phase=round_state.Published.__name__,
        decision=msgspec.json.encode(recorded.source_document).decode(),
        published_at=recorded.recorded_at.isoformat(),
    )


# --- Scorecards --------------------------------------------------------------


@apply.register
def _(event: card_events.ScorecardOpened, recorded: Recorded[Event], rows: Tables) -> None:
    stream = recorded.originator_id.hex
    round_stream = round_events.stream_id(event.province, event.round).hex
    definition = rows["ranking_set"].require(event.content_hash)["definition"]
    maxima: dict[str, int] = {}
    for worth in worths(definition, event.unit_kind).values():
        maxima[worth.group] = maxima.get(worth.group, 0) + worth.max_points
    unscored: Row = dict.fromkeys(STAGES, 0)
    rows["ranking_card"].put(
        {
            "stream": stream,
            "round_stream": round_stream,
            "province": event.province,
            "unit": event.unit,
            "kind": event.unit_kind.value,
            "content_hash": event.content_hash,
            "state": card_state.Drafting.__name__,
            "late": False,
            **unscored,
            "max_points": sum(maxima.values()),
            "stated_index": None,
            "version": recorded.originator_version,
        }
    )
    for group, maximum in maxima.items():
        key = {"stream": stream, "group": group, "round_stream": round_stream}
        rows["ranking_group"].put({**key, **unscored, "max_points": maximum})


@apply.register(card_events.SelfScored)
@apply.register(card_events.MarkedNotApplicable)
@apply.register(card_events.Adjusted)
@apply.register(card_events.Rescaled)
@apply.register(card_events.AppealResolved)
def _(event: Event, recorded: Recorded[Event], rows: Tables) -> None:
    stream, indicator = recorded.originator_id.hex, event.indicator  # type: ignore[attr-defined]  # Each has one.
    row = rows["ranking_indicator"].get(stream, indicator)
    before = IndicatorPoints.of(row)
    after = before.after(event)
    values = _values(row or {"self_value": None, "reviewed_value": None, "granted": False}, event)
    rows["ranking_indicator"].put({"stream": stream, "indicator": indicator, **after._asdict(), **values})
    card = rows["ranking_card"].require(stream)
    definition = rows["ranking_set"].require(card["content_hash"])["definition"]
    worth = worths(definition, UnitKind(card["kind"]))[indicator]
    group = rows["ranking_group"].require(stream, worth.group)
    moved = _difference(before, after, worth.max_points)
    rows["ranking_group"].put({**group, **_added(group, moved)})
    rows["ranking_card"].put({**card, **_added(card, moved), "version": recorded.originator_version})


@apply.register
def _(event: card_events.Submitted, recorded: Recorded[Event], rows: Tables) -> None:
    late = rows["ranking_card"].require(recorded.originator_id.hex)["late"] or event.late
    _move_card(recorded, rows, state=card_state.UnderReview.__name__, late=late)


@apply.register
def _(_event: card_events.Returned, recorded: Recorded[Event], rows: Tables) -> None:
    _move_card(recorded, rows, state=card_state.BackWithUnit.__name__)


@apply.register
def _(event: card_events.ScorecardFinalised, recorded: Recorded[Event], rows: Tables) -> None:
    stated = None if event.stated_index is None else str(event.stated_index)
    _move_card(recorded, rows, state=card_state.Final.__name__, stated_index=stated)


@apply.register
def _(_event: card_events.ScorecardReopened, recorded: Recorded[Event], rows: Tables) -> None:
    _move_card(recorded, rows, state=card_state.UnderReview.__name__)


def _values(row: Row, event: Event) -> Row:
    """The values that compare, as the unit and as the last reviewer gave them, and whether an appeal was granted."""
    kept = {name: row[name] for name in ("self_value", "reviewed_value", "granted")}
    match event:
        case card_events.SelfScored():
            value = (event.inputs or {}).get("value")
            return {"self_value": value, "reviewed_value": value, "granted": False}
        case card_events.Adjusted():
            return {**kept, "reviewed_value": (event.inputs or {}).get("value")}
        case card_events.AppealResolved():
            return {**kept, "granted": event.accepted}
        case _:
            return kept


def _move_card(recorded: Recorded[Event], rows: Tables, **values: object) -> None:
    rows["ranking_card"].change(recorded.originator_id.hex, version=recorded.originator_version, **values)


def _difference(before: IndicatorPoints, after: IndicatorPoints, max_points: int) -> Row:
    moved = {stage: (after.counted(stage) or 0) - (before.counted(stage) or 0) for stage in STAGES}
    return {**moved, "max_points": (after.applicable - before.applicable) * max_points}


def _added(row: Row, moved: Row) -> Row:
    return {column: row[column] + difference for column, difference in moved.items()}


@lru_cache(maxsize=256)
def worths(definition: str, kind: UnitKind) -> dict[str, Worth]:
    """What each indicator that applies to the kind is worth in the set, which comes as its stored JSON."""
    indicator_set = msgspec.json.decode(definition, type=IndicatorSet)
    return {
        indicator.code: Worth(group.code, to_units(indicator.max_points))
        for group in indicator_set.groups
        for indicator in group.every_indicator()
        if indicator.applicable_to(kind)
    }
