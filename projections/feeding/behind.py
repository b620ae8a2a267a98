"""How long ago an event was recorded that is missing somewhere: as a whole, or of one province."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

import msgspec

from application.log import LogReader
from application.messaging.topics import NOWHERE
from application.origins import Provinces
from application.recording import LogEntry
from domain.metadata import Moment

LOOK = 200
"""Entries of the log among which a province's oldest missing event is looked for."""


class Recorded(msgspec.Struct, gc=False):
    """Of a record what tells its age."""

    recorded_at: Moment


RECORDED = msgspec.json.Decoder(Recorded).decode


class Behind:
    """How long ago what is missing was recorded; what was read once is not read again."""

    def __init__(self, log: LogReader, provinces: Provinces, now: datetime) -> None:
        """Nothing is read yet; seconds are counted up to ``now``."""
        self._log, self._provinces, self._now, self.head = log, provinces, now, log.head()
        self._read: dict[int, Sequence[LogEntry]] = {}

    def since(self, position: int) -> float:
        """Seconds since the first event behind this position; 0 where there is none."""
        return self._age(self._behind(position)) if position < self.head else 0.0

    def in_province(self, province: str, position: int) -> float:
        """The same of one province; where it is not among the next entries, since the last of those looked at."""
        entries = self._behind(position)
        code = None if province == NOWHERE else province
        owned = zip(entries, self._provinces.of(entries), strict=True)
        own = [entry for entry, owner in owned if owner == code]
        return self._age(own or entries[::-1])

    def _behind(self, position: int) -> Sequence[LogEntry]:
        if position not in self._read:
            self._read[position] = self._log.read(position, LOOK)
        return self._read[position]

    def _age(self, entries: Sequence[LogEntry]) -> float:
        """Of the first entry that can be read: one that was damaged tells nothing, and must not hide the others."""
        for entry in entries:
            with suppress(msgspec.MsgspecError):
                return round(max((self._now - RECORDED(entry.state).recorded_at).total_seconds(), 0.0), 3)
        return 0.0
