"""What the score history reads: all of an event itself, and of its envelope mostly the text that is shown."""

from typing import Any

import msgspec

from domain.event import Event
from domain.metadata import Moment, SourceDocument

Key = tuple[str, str | None]
"""A scorecard's id in hexadecimal, and an indicator of it if there is one."""


class Who(msgspec.Struct, gc=False):
    """Who acted."""

    id: str
    role: str
    unit: str | None = None


class HistoryLine(msgspec.Struct, kw_only=True, gc=False):
    """A recorded event. To make ids and dates of texts, and texts of them again, takes longer than all the rest."""

    originator_id: str
    originator_version: int
    event_id: str
    recorded_at: Moment
    actor: Who
    effective_on: str | None = None
    reason: str | None = None
    source_document: SourceDocument | None = None
    data: Any

    def key(self) -> Key:
        """What it is about."""
        return self.originator_id.replace("-", ""), getattr(self.data, "indicator", None)


def line_of(event: type[Event]) -> type[msgspec.Struct]:
    """The ``HistoryLine`` that is read of the events of one class."""
    return msgspec.defstruct(event.__name__, [("data", event)], bases=(HistoryLine,), kw_only=True, gc=False)
