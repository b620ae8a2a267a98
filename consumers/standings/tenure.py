"""One time of holding the lease: first everything is sent, then whatever the log has moved, when it can be read."""

from collections.abc import Callable, Collection, Iterator
from datetime import UTC, datetime
from functools import lru_cache

import msgspec
import sqlalchemy as sa

from application.log import LogReader
from consumers.kafka import Producer
from consumers.lease import Lease
from consumers.standings import metrics
from consumers.standings.publication import Publication
from consumers.standings.touched import NAMES, RoundKey, every_round, touched_by
from domain.metadata import Moment
from projections.database import reading, writing
from projections.platform import Platform
from projections.positions import POSITIONS, Feed, position_of, stand_of
from projections.ranking.fold import RankingProjection

PAGE = 2_000
"""Entries that are read at once."""


UNKNOWN = datetime.fromtimestamp(0, UTC)
"""Stands for when an event was recorded that can't be read."""


class Recording(msgspec.Struct, gc=False):
    """Of a record only when it was made."""

    recorded_at: Moment


RECORDED = msgspec.json.Decoder(Recording).decode


class Tenure:
    """Keeps the topic up to date while the lease is held; raises ``LeaseLost`` when it is not any more."""

    def __init__(self, platform: Platform, log_reader: LogReader, lease: Lease, producer: Producer) -> None:
        """Everything is to be sent: nobody knows what a predecessor has sent last, or whether the broker still has it.

        What the read model has had is told with that; the log is read from there on.
        """
        self._platform, self._log, self._lease, self._producer = platform, log_reader, lease, producer
        self._publication = Publication(platform, lease, producer, lru_cache(maxsize=1000)(self._recorded_at))
        self._waiting: dict[str, int] = {}
        """Streams with events that the read model may not have had yet, and the last one's position."""
        with reading(platform.database, POSITIONS) as connection:
            self._read = position_of(connection, RankingProjection)
            self._basis = _basis(connection)
            self._unsent = set(every_round(connection)) if self._basis else set()
        self._dirty = set(self._unsent)
        self._saved = 0

    @property
    def waits(self) -> bool:
        """Whether the read model has yet to come to what the log says."""
        return bool(self._waiting)

    def publish(self, stopped: Callable[[], bool], gives_up: Callable[[], bool]) -> bool:
        """Sends what the read model has to tell, and saves how far that is; answers whether there was anything.

        Ends early, between two rounds, if ``stopped``. Raises ``BrokerAway`` where ``gives_up`` says that
        acknowledgements are not waited for any more.
        """
        self._lease.require()
        self._read_log()
        self._dirty.update(self._ready())
        there_is_news = bool(self._dirty)
        for each in sorted(self._dirty):
            if stopped():
                return there_is_news
            self._publication.publish(each, self._saved, gives_up, everything=each in self._unsent)
            self._dirty.discard(each)
            self._unsent.discard(each)
        self._save()
        return there_is_news

    def _read_log(self) -> None:
        head = self._log.head()
        while self._read < head:
            entries = self._log.read(self._read, PAGE, NAMES, head)
            self._waiting.update((str(entry.originator_id), entry.position) for entry in entries)
            self._read = entries[-1].position if len(entries) == PAGE else head

    def _ready(self) -> Collection[RoundKey]:
        """The rounds that have been moved by what the read model has had by now."""
        with reading(self._platform.database, POSITIONS) as connection:
            before, self._basis = self._basis, _basis(connection)
            if self._basis is None:
                return ()
            rebuilt = every_round(connection) if self._basis != before else ()
            if before is None:
                self._unsent.update(rebuilt)
            return {*rebuilt, *self._moved(connection)}

    def _moved(self, connection: sa.Connection) -> Iterator[RoundKey]:
        """Those of events that were waited for."""
        if not self._waiting:
            return
        touched = touched_by(connection, self._waiting)
        stands = {
            province: position_of(connection, RankingProjection, province)
            for province in {None, *(each.province for each in touched.values())}
        }
        for stream, position in list(self._waiting.items()):
            found = touched.get(stream)
            # What it does not know although it has come past it, it could not fold, and there is nothing to tell.
            if position <= stands[found.province if found else None]:
                del self._waiting[stream]
                yield from found.rounds if found else ()

    def _save(self) -> None:
        position = min(self._waiting.values(), default=self._read + 1) - 1
        position = max(min(position, self._read), 0)
        if position != self._saved:
            with writing(self._platform.database) as connection:
                self._lease.save(connection, position)
            self._saved = position
        metrics.tell(position, self._log.head())

    def _recorded_at(self, position: int) -> datetime:
        """When the event at a position was recorded; where it can't be read, nobody knows."""
        try:
            return max(RECORDED(entry.state).recorded_at for entry in self._log.at([position]))
        except (msgspec.DecodeError, ValueError):
            return UNKNOWN


def _basis(connection: sa.Connection) -> tuple[Feed, int] | None:
    """Becomes another when the read model is rebuilt under who feeds it by province; ``None`` where there is none.

    Such a rebuild may put right what could not be folded, which nothing in the log tells. One that is fed by the log
    itself never goes past what it can't fold.
    """
    stand = stand_of(connection, RankingProjection)
    if stand is None:
        return None
    return stand.feed, 0 if stand.feed == Feed.LOG else stand.position
