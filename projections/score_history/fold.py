"""How events become history: one row an event, with the points of all three stages before and after."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar, NamedTuple

import msgspec
import sqlalchemy as sa

from domain.event import Event
from domain.metadata import Role
from domain.points import to_units
from domain.scorecard import events as card_events
from projections.points import IndicatorPoints
from projections.projection import Fact, Projection
from projections.rows import Row, Rows
from projections.score_history.lines import HistoryLine, Key, line_of
from projections.score_history.tables import STAGES, tables


class Move(NamedTuple):
    """The stage at which an event changes an indicator's points, and how: as the scorecard's own fold has it."""

    stage: str
    change: Callable[[IndicatorPoints, Any], None]


MOVES: Mapping[type[Event], Move] = {
    card_events.SelfScored: Move("self_points", lambda points, event: points.score(to_units(event.points))),
    card_events.MarkedNotApplicable: Move("self_points", lambda points, _: points.leave_out()),
    card_events.Adjusted: Move("reviewed_points", lambda points, event: points.adjust(to_units(event.points))),
    card_events.AppealResolved: Move(
        "final_points", lambda points, event: points.resolve(to_units(event.points), accepted=event.accepted)
    ),
    card_events.Rescaled: Move("final_points", lambda points, event: points.rescale(*_rescaled(event))),
}
"""The events that move points."""

UNMOVED: Row = {
    "stage": None,
    "before": None,
    "after": None,
    "self_before": None,
    "self_after": None,
    "reviewed_before": None,
    "reviewed_after": None,
    "final_before": None,
    "final_after": None,
}
"""What stands in the row of an event that moves no points."""

EVENTS = (
    card_events.ScorecardOpened,
    card_events.SelfScored,
    card_events.EvidenceAttached,
    card_events.EvidenceWithdrawn,
    card_events.Explained,
    card_events.MarkedNotApplicable,
    card_events.Submitted,
    card_events.Returned,
    card_events.Adjusted,
    card_events.Rescaled,
    card_events.Appealed,
    card_events.AppealResolved,
    card_events.ScorecardFinalised,
    card_events.ScorecardReopened,
)
"""Every event of a scorecard."""


class ScoreHistoryProjection(Projection):
    """Keeps every event of every scorecard as one line that people can read."""

    name: ClassVar[str] = "score_history"
    version: ClassVar[int] = 2
    events: ClassVar[tuple[type[Event], ...]] = EVENTS
    parts: ClassVar[Mapping[type[Event], type[msgspec.Struct]]] = {event: line_of(event) for event in EVENTS}

    def tables(self, metadata: sa.MetaData, suffix: str) -> Sequence[sa.Table]:
        """The tables of the history."""
        return tables(metadata, suffix)

    def fold(self, rows: Mapping[str, Rows], batch: Sequence[Fact]) -> None:
        """Adds a row for each event."""
        points, changes = rows["score_history_points"], rows["score_history_change"]
        keys = [fact.recorded.key() for fact in batch]
        points.bring(key for key, fact in zip(keys, batch, strict=True) if type(fact.recorded.data) in MOVES)
        for key, fact in zip(keys, batch, strict=True):
            line = fact.recorded
            moved = _move(points, key, line) if type(line.data) in MOVES else UNMOVED
            changes.put(_row(fact.position, key, line, moved))


def _row(position: int, key: Key, line: HistoryLine, moved: Row) -> Row:
    event, actor = line.data, line.actor
    stream, indicator = key
    return {
        "stream": stream,
        "version": line.originator_version,
        "position": position,
        "event_id": line.event_id,
        "event": event.stored_name,
        "indicator": indicator,
        **moved,
        "inputs": _json(getattr(event, "inputs", None)),
        "details": _json(event),
        "actor_id": actor.id,
        "actor_role": actor.role,
        "actor_unit": actor.unit,
        "recorded_at": line.recorded_at.isoformat(),
        "effective_on": line.effective_on,
        "reason": line.reason,
        "source_document": _json(line.source_document),
    }


def _move(points: Rows, key: Key, line: HistoryLine) -> Row:
    """Moves the indicator's points, and tells what counted before and what counts after."""
    held = IndicatorPoints.of(points.get(*key))
    before = held.all_counted()
    MOVES[type(line.data)].change(held, line.data)
    after = held.all_counted()
    points.put({"stream": key[0], "indicator": key[1], **msgspec.structs.asdict(held)})
    stage = _stage(line)
    number = STAGES.index(stage)
    return {
        "stage": stage,
        "before": before[number],
        "after": after[number],
        "self_before": before[0],
        "self_after": after[0],
        "reviewed_before": before[1],
        "reviewed_after": after[1],
        "final_before": before[2],
        "final_after": after[2],
    }


def _rescaled(event: card_events.Rescaled) -> Sequence[int | None]:
    stages = (event.self_points, event.reviewed_points, event.final_points)
    return [None if points is None else to_units(points) for points in stages]


def _stage(line: HistoryLine) -> str:
    """The stage at which the event acts; what it acts on may move the later ones with it."""
    if type(line.data) is card_events.MarkedNotApplicable and line.actor.role == Role.REVIEWER:
        return "reviewed_points"
    return MOVES[type(line.data)].stage


def _json(value: Any) -> str | None:
    return None if value is None else msgspec.json.encode(value).decode()
