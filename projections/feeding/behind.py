"""How long ago an event was recorded that is missing somewhere: as a whole, or of one province."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from application.log import LogReader
from application.messaging.topics import NOWHERE
from application.origins import Provinces
from application.recording import LogEntry
from domain.metadata import Code, Moment

LOOK = 200
"""Entries of the log among which a province's oldest missing event is looked for."""


class Recorded(msgspec.Struct, gc=False):
    """Of a record what tells its age."""

    recorded_at: Moment


RECORDED = msgspec.json.Decoder(Recorded).decode


class Behind:
    """How long ago what is missing was recorded; what was looked up once is not looked up again."""

    def __init__(self, log: LogReader, provinces: Provinces, now: datetime) -> None:
        """Nothing is looked up yet; seconds are counted up to ``now``."""
        self._log, self._provinces, self._now, self.head = log, provinces, now, log.head()
        self._pages: dict[tuple[int, int], tuple[Sequence[LogEntry], Sequence[Code | None]]] = {}

    def since(self, position: int) -> float:
        """Seconds since the first event behind this position; 0 where there is none."""
        if position >= self.head:
            return 0.0
        entries, _ = self._page(position, 1)
        return self._age(entries[0]) if entries else 0.0

    def in_province(self, province: str, position: int) -> float:
        """The same of one province; where it is not among the next entries, since the last of those looked at."""
        entries, owners = self._page(position, LOOK)
        code = None if province == NOWHERE else province
        own = [entry for entry, owner in zip(entries, owners, strict=True) if owner == code]
        return self._age(own[0] if own else entries[-1]) if entries else 0.0

    def _page(self, position: int, limit: int) -> tuple[Sequence[LogEntry], Sequence[Code | None]]:
        key = (position, limit)
        if key not in self._pages:
            entries = self._log.read(position, limit)
            self._pages[key] = entries, self._provinces.of(entries) if limit > 1 else ()
        return self._pages[key]

    def _age(self, entry: LogEntry) -> float:
        return round(max((self._now - RECORDED(entry.state).recorded_at).total_seconds(), 0.0), 3)
