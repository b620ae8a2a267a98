"""The log behind the broker: what has not come from there is read here, so that no event is ever skipped."""

from threading import Lock

from application.codec import Codec
from application.log import LogReader
from application.origins import Provinces
from application.recording import LogEntry
from domain.metadata import Code

PAGE = 1_000
"""Entries that are looked through at once for those of a province."""


class Source:
    """Reads a province's part of the log, for whichever thread."""

    def __init__(self, log: LogReader, codec: Codec) -> None:
        """Nothing is known of the log yet."""
        self._log = log
        self._provinces = Provinces(codec, log.openings)
        self._head = 0
        self._turn = Lock()

    def has(self, position: int) -> bool:
        """Whether the log goes as far as that."""
        if position > self._head:
            self._head = self._log.head()
        return 0 < position <= self._head

    def between(self, province: Code | None, after: int, until: int) -> list[LogEntry]:
        """The entries of a province, or of none, behind one position and up to another."""
        found: list[LogEntry] = []
        while entries := self._log.read(after, PAGE, until=until):
            with self._turn:
                whose = self._provinces.of(entries)
            found += [entry for entry, owner in zip(entries, whose, strict=True) if owner == province]
            after = entries[-1].position
        return found
