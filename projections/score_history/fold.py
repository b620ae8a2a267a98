"""How events become history: one row an event, with the points of all three stages before and after."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import msgspec
import sqlalchemy as sa

from domain.event import Event, Recorded
from domain.metadata import Role
from domain.scorecard import events as card_events
from projections.points import IndicatorPoints
from projections.projection import Fact, Projection
from projections.rows import Row, Rows
from projections.score_history.tables import tables

MOVED: Mapping[type[Event], str] = {
    card_events.SelfScored: "self_points",
    card_events.MarkedNotApplicable: "self_points",
    card_events.Adjusted: "reviewed_points",
    card_events.AppealResolved: "final_points",
    card_events.Rescaled: "final_points",
}
"""The stage at which an event changes an indicator's points."""


STAGES = ("self", "reviewed", "final")
UNMOVED: Row = {f"{stage}_{moment}": None for stage in STAGES for moment in ("before", "after")}


class ScoreHistoryProjection(Projection):
    """Keeps every event of every scorecard as one line that people can read."""

    name: ClassVar[str] = "score_history"
    version: ClassVar[int] = 2
    events: ClassVar[tuple[type[Event], ...]] = (
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

    def tables(self, metadata: sa.MetaData, suffix: str) -> Sequence[sa.Table]:
        """The tables of the history."""
        return tables(metadata, suffix)

    def fold(self, rows: Mapping[str, Rows], batch: Sequence[Fact]) -> None:
        """Adds a row for each event."""
        moving = (recorded for _, recorded in batch if type(recorded.data) in MOVED)
        rows["score_history_points"].bring((each.originator_id.hex, each.data.indicator) for each in moving)
        for position, recorded in batch:
            change = _line(position, recorded)
            if type(recorded.data) in MOVED:
                change |= _move(rows["score_history_points"], recorded)
            rows["score_history_change"].put(change)


def _line(position: int, recorded: Recorded[Event]) -> Row:
    event = recorded.data
    return {
        "stream": recorded.originator_id.hex,
        "version": recorded.originator_version,
        "position": position,
        "event_id": str(recorded.event_id),
        "event": event.stored_name,
        "indicator": getattr(event, "indicator", None),
        "stage": None,
        "before": None,
        "after": None,
        **UNMOVED,
        "inputs": _json(getattr(event, "inputs", None)),
        "details": msgspec.json.encode(event).decode(),
        "actor_id": recorded.actor.id,
        "actor_role": recorded.actor.role.value,
        "actor_unit": recorded.actor.unit,
        "recorded_at": recorded.recorded_at.isoformat(),
        "effective_on": recorded.effective_on.isoformat() if recorded.effective_on else None,
        "reason": recorded.reason,
        "source_document": _json(recorded.source_document),
    }


def _move(points: Rows, recorded: Recorded[Event]) -> Row:
    event = recorded.data
    stream, indicator = recorded.originator_id.hex, event.indicator  # type: ignore[attr-defined]  # Each has one.
    before, after = (IndicatorPoints.of(points.get(stream, indicator)) for _ in range(2))
    after.apply(event)
    points.put({"stream": stream, "indicator": indicator, **msgspec.structs.asdict(after)})
    stage = _stage(recorded)
    moved: Row = {"stage": stage, "before": before.counted(stage), "after": after.counted(stage)}
    for each in STAGES:
        moved[f"{each}_before"] = before.counted(f"{each}_points")
        moved[f"{each}_after"] = after.counted(f"{each}_points")
    return moved


def _stage(recorded: Recorded[Event]) -> str:
    """The stage at which the event acts; what it acts on may move the later ones with it."""
    if isinstance(recorded.data, card_events.MarkedNotApplicable) and recorded.actor.role is Role.REVIEWER:
        return "reviewed_points"
    return MOVED[type(recorded.data)]


def _json(value: Any) -> str | None:
    return None if value is None else msgspec.json.encode(value).decode()
