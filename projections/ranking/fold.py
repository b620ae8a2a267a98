"""How events move the ranking: rows pass into the past as others take their place, and changes of points gather."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

import msgspec
import sqlalchemy as sa
from msgspec import structs

from application.codec import Part
from domain.event import Event, Recorded
from domain.indicator_set.events import Released
from domain.province.events import ProvinceRegistered, UnitDissolved, UnitMerged, UnitRegistered, UnitRenamed
from domain.province.events import stream_id as province_stream
from domain.province.state import Life
from domain.round import events as round_events
from domain.round import state as round_state
from domain.scorecard import events as card_events
from domain.scorecard import state as card_state
from projections import past
from projections.projection import Fact, Projection
from projections.ranking import parts
from projections.ranking.gathering import gathering
from projections.ranking.tables import tables
from projections.rows import Rows

Tables = Mapping[str, Rows]
Apply = Callable[[int, Any, Tables], None]


class RankingProjection(Projection):
    """Keeps every change of every card's points, and all else that ranks depend on, with its past.

    Ranks are made when they are asked for, and so are totals as of a position; those of now are written with points.
    """

    name: ClassVar[str] = "ranking"
    version: ClassVar[int] = 6
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

    parts: ClassVar[Mapping[type[Event], type[msgspec.Struct]]] = {
        card_events.SelfScored: Part[parts.SelfScored],
        card_events.MarkedNotApplicable: Part[parts.MarkedNotApplicable],
        card_events.Adjusted: Part[parts.Adjusted],
        card_events.AppealResolved: Part[parts.AppealResolved],
        card_events.Rescaled: Part[parts.Rescaled],
    }

    def tables(self, metadata: sa.MetaData, suffix: str) -> Sequence[sa.Table]:
        """The tables of the ranking."""
        return tables(metadata, suffix)

    def fold(self, rows: Tables, batch: Sequence[Fact]) -> None:
        """Brings the rows up to date event by event, but points of many events at once: no other row hangs on them."""
        others = [fact for fact in batch if type(fact.recorded) is not Part]
        _bring([fact.recorded for fact in others], rows)
        for position, recorded in others:
            APPLY[type(recorded.data)](position, recorded, rows)
        gathering(rows).add([fact for fact in batch if type(fact.recorded) is Part] if others else batch, rows)

    def before_writing(self, rows: Tables) -> None:
        """Writes down what was gathered, and what the cards come to whose points have changed."""
        points, gathered = rows["ranking_points"], gathering(rows)
        if not points.are_written:
            return
        gathered.put(rows)
        cards = [rows["ranking_card"].require(row["stream"]) for row in points.pending()]
        totals = gathered.totals(cards, rows)
        for card in cards:
            groups, total = totals[card["stream"]]
            whose = {name: card[name] for name in ("stream", "round_stream", "unit")}
            rows["ranking_total"].put({**whose, **structs.asdict(total), "groups": groups})


def _bring(events: Sequence[Recorded[Any]], rows: Tables) -> None:
    """Reads at once what is looked at one by one."""
    units = (each for each in events if type(each.data) in OF_UNITS)
    rows["ranking_unit"].bring((_stream(each), each.data.unit) for each in units)
    rows["ranking_card"].bring((_stream(each),) for each in events if type(each.data) in OF_CARDS)


def _stream(recorded: Recorded[Event]) -> str:
    return str(recorded.originator_id)


# --- Provinces and sets ------------------------------------------------------


def _province_registered(_position: int, recorded: Recorded[ProvinceRegistered], rows: Tables) -> None:
    event = recorded.data
    row = {"stream": _stream(recorded), "province": event.province, "name": event.name, "name_en": event.name_en}
    rows["ranking_province"].put(row)


def _unit_registered(position: int, recorded: Recorded[UnitRegistered], rows: Tables) -> None:
    event = recorded.data
    row = {
        "stream": _stream(recorded),
        "unit": event.unit,
        "kind": event.kind.value,
        "parent": event.parent,
        "name": event.name,
        "name_en": event.name_en,
        "life": Life.ACTIVE.value,
    }
    past.put(rows, "ranking_unit", position, row)


def _unit_renamed(position: int, recorded: Recorded[UnitRenamed], rows: Tables) -> None:
    event = recorded.data
    past.change(rows, "ranking_unit", position, _stream(recorded), event.unit, name=event.name, name_en=event.name_en)


def _unit_ended(position: int, recorded: Recorded[UnitMerged | UnitDissolved], rows: Tables) -> None:
    event = recorded.data
    life = Life.MERGED if isinstance(event, UnitMerged) else Life.DISSOLVED
    past.change(rows, "ranking_unit", position, _stream(recorded), event.unit, life=life.value)


def _released(_position: int, recorded: Recorded[Released], rows: Tables) -> None:
    event = recorded.data
    definition = msgspec.json.encode(event.definition).decode()
    rows["ranking_set"].put({"content_hash": event.content_hash, "definition": definition})


# --- Rounds ------------------------------------------------------------------


def _round_opened(position: int, recorded: Recorded[round_events.RoundOpened], rows: Tables) -> None:
    event = recorded.data
    row = {
        "stream": _stream(recorded),
        "province": event.province,
        "round": event.round,
        "opening": msgspec.json.encode(event).decode(),
        "calendar": msgspec.json.encode(event.calendar).decode(),
        "phase": round_state.SelfScoring.__name__,
        "frozen": False,
        "decision": None,
        "published_at": None,
    }
    past.put(rows, "ranking_round", position, row)


def _change_round(position: int, recorded: Recorded[Any], rows: Tables, **values: object) -> None:
    past.change(rows, "ranking_round", position, _stream(recorded), **values)


def _calendar_changed(position: int, recorded: Recorded[round_events.CalendarChanged], rows: Tables) -> None:
    _change_round(position, recorded, rows, calendar=msgspec.json.encode(recorded.data.calendar).decode())


def _marked_not_ranked(position: int, recorded: Recorded[round_events.UnitMarkedNotRanked], rows: Tables) -> None:
    _list_unit(position, recorded, rows, listed=True, exempt=recorded.data.exempt)


def _marked_ranked(position: int, recorded: Recorded[round_events.UnitMarkedRanked], rows: Tables) -> None:
    _list_unit(position, recorded, rows, listed=False, exempt=False)


def _list_unit(position: int, recorded: Recorded[Any], rows: Tables, *, listed: bool, exempt: bool) -> None:
    key = {"stream": _stream(recorded), "unit": recorded.data.unit}
    row = {**key, "listed": listed, "exempt": exempt, "reason": recorded.reason or ""}
    past.put(rows, "ranking_not_ranked", position, row)


def _self_scoring_closed(position: int, recorded: Recorded[Event], rows: Tables) -> None:
    _change_round(position, recorded, rows, phase=round_state.Reviewing.__name__)


def _best_values_frozen(position: int, recorded: Recorded[Event], rows: Tables) -> None:
    _change_round(position, recorded, rows, frozen=True)


def _concluding(position: int, recorded: Recorded[Event], rows: Tables) -> None:
    """Review was closed, or the round was opened again."""
    phase = round_state.Concluding.__name__
    _change_round(position, recorded, rows, phase=phase, decision=None, published_at=None)


def _round_finalised(position: int, recorded: Recorded[Event], rows: Tables) -> None:
    """Copies the province's units under the round: what happens to them later does not change its result."""
    stream = _stream(recorded)
    province = rows["ranking_round"].require(stream)["province"]
    for unit in rows["ranking_unit"].where(stream=str(province_stream(province))):
        past.put(rows, "ranking_unit", position, {**unit, "stream": stream})
    _change_round(position, recorded, rows, phase=round_state.Finalised.__name__)


def _round_published(position: int, recorded: Recorded[Event], rows: Tables) -> None:
    _change_round(
        position,
        recorded,
        rows,
        phase=round_state.Published.__name__,
        decision=msgspec.json.encode(recorded.source_document).decode(),
        published_at=recorded.recorded_at.isoformat(),
    )


# --- Scorecards --------------------------------------------------------------


def _scorecard_opened(position: int, recorded: Recorded[card_events.ScorecardOpened], rows: Tables) -> None:
    event = recorded.data
    stream = _stream(recorded)
    card = {
        "stream": stream,
        "round_stream": str(round_events.stream_id(event.province, event.round)),
        "province": event.province,
        "unit": event.unit,
        "kind": event.unit_kind.value,
        "content_hash": event.content_hash,
        "state": card_state.Drafting.__name__,
        "late": False,
        "stated_index": None,
    }
    past.put(rows, "ranking_card", position, card)
    rows["ranking_points"].put({"stream": stream, "since": position, "changes": b"", "given": {}})
    gathering(rows).begin(stream, rows)


def _submitted(position: int, recorded: Recorded[card_events.Submitted], rows: Tables) -> None:
    late = rows["ranking_card"].require(_stream(recorded))["late"] or recorded.data.late
    _move_card(position, recorded, rows, state=card_state.UnderReview.__name__, late=late)


def _returned(position: int, recorded: Recorded[Event], rows: Tables) -> None:
    _move_card(position, recorded, rows, state=card_state.BackWithUnit.__name__)


def _card_finalised(position: int, recorded: Recorded[card_events.ScorecardFinalised], rows: Tables) -> None:
    stated = recorded.data.stated_index
    index = None if stated is None else str(stated)
    _move_card(position, recorded, rows, state=card_state.Final.__name__, stated_index=index)


def _card_reopened(position: int, recorded: Recorded[Event], rows: Tables) -> None:
    _move_card(position, recorded, rows, state=card_state.UnderReview.__name__)


def _move_card(position: int, recorded: Recorded[Any], rows: Tables, **values: object) -> None:
    past.change(rows, "ranking_card", position, _stream(recorded), **values)


APPLY: Mapping[type, Apply] = {
    ProvinceRegistered: _province_registered,
    UnitRegistered: _unit_registered,
    UnitRenamed: _unit_renamed,
    UnitMerged: _unit_ended,
    UnitDissolved: _unit_ended,
    Released: _released,
    round_events.RoundOpened: _round_opened,
    round_events.CalendarChanged: _calendar_changed,
    round_events.UnitMarkedNotRanked: _marked_not_ranked,
    round_events.UnitMarkedRanked: _marked_ranked,
    round_events.SelfScoringClosed: _self_scoring_closed,
    round_events.BestValuesFrozen: _best_values_frozen,
    round_events.ReviewClosed: _concluding,
    round_events.RoundReopened: _concluding,
    round_events.RoundFinalised: _round_finalised,
    round_events.RoundPublished: _round_published,
    card_events.ScorecardOpened: _scorecard_opened,
    card_events.Submitted: _submitted,
    card_events.Returned: _returned,
    card_events.ScorecardFinalised: _card_finalised,
    card_events.ScorecardReopened: _card_reopened,
}
"""What each event does to the rows; of those that change points only their ``parts`` are read."""
OF_UNITS = frozenset({UnitRegistered, UnitRenamed, UnitMerged, UnitDissolved})
"""What changes the row of a unit."""
OF_CARDS = frozenset(
    {
        card_events.ScorecardOpened,
        card_events.Submitted,
        card_events.Returned,
        card_events.ScorecardFinalised,
        card_events.ScorecardReopened,
    }
)
"""What changes the row of a scorecard."""
