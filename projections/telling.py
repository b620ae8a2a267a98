"""What readers are told of an event in the log: what happened, who recorded it, when, since when it holds, and why."""

from datetime import date
from typing import Any

import msgspec

from application.log import LogEntry
from domain.metadata import Actor, Moment


class _Told(msgspec.Struct, gc=False):
    """Of an event only its envelope."""

    recorded_at: Moment
    actor: Actor
    effective_on: date | None = None
    reason: str | None = None


TOLD = msgspec.json.Decoder(_Told).decode


def told_by(entry: LogEntry) -> dict[str, Any]:
    """The fields of an answer that tell of the event: its stored name, and what its envelope says."""
    event = TOLD(entry.state)
    return {
        "event": entry.name,
        "actor_id": event.actor.id,
        "actor_role": event.actor.role.value,
        "recorded_at": event.recorded_at,
        "effective_on": event.effective_on,
        "reason": event.reason,
    }
