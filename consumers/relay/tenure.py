"""One time of holding the lease: entries are read, sent, acknowledged, and only then is their position saved."""

import logging
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from time import monotonic, perf_counter
from typing import NamedTuple

from application.log import LogEntry, LogReader
from application.messaging.events import message_of
from application.messaging.topics import EVENTS
from application.origins import Provinces
from consumers.kafka import BrokerAway, Producer, Sent
from consumers.lease import Lease
from consumers.relay import metrics
from consumers.relay.places import Last, Places, save_places
from projections.database import writing
from projections.platform import Platform

log = logging.getLogger(__name__)

PAGE = 2_000
"""Entries that are sent together."""

AHEAD = 2
"""Batches that may be on their way while the next is read; what is sent twice after a crash is no more than these."""

GLANCE = 1.0
"""Seconds without an acknowledgement after which it is looked whether to go on waiting."""

PATIENCE = 30.0
"""Seconds without one after which everything is begun anew: topics may be missing, or the broker be another one."""


class Batch(NamedTuple):
    """Entries on their way: the last one's position, how many, the provinces' last events, and when it began."""

    position: int
    size: int
    changed: Mapping[str, Last]
    sent: Sent
    began: float


class Tenure:
    """Carries the log to the broker while the lease is held; raises ``LeaseLost`` when it is not any more."""

    def __init__(self, platform: Platform, reader: LogReader, lease: Lease, producer: Producer, position: int) -> None:
        """Goes on from the position that is saved."""
        self._platform, self._log, self._lease, self._producer = platform, reader, lease, producer
        self._read = self._saved = position
        self._provinces = Provinces(platform.codec, reader.openings)
        self._pending: deque[Batch] = deque()
        with platform.database.connect() as connection:
            self._places = Places(connection)

    def relay(self, gives_up: Callable[[], bool]) -> bool:
        """Sends the next entries of the log and saves what has arrived; whether there were any.

        If there were none, all that was sent has arrived. Raises ``BrokerAway`` where the broker does not acknowledge
        for long, or ``gives_up`` says that it is not waited for.
        """
        began = perf_counter()
        self._lease.require()
        entries = self._log.read(self._read, PAGE)
        if entries:
            self._send(entries, began)
        while len(self._pending) > (AHEAD if entries else 0):
            self._save(gives_up)
        return bool(entries)

    @property
    def saved(self) -> int:
        """The position up to which everything has arrived and is noted."""
        return self._saved

    def finish(self, gives_up: Callable[[], bool]) -> None:
        """Saves what was sent when it has arrived; raises as ``relay`` does."""
        while self._pending:
            self._save(gives_up)

    def _send(self, entries: Sequence[LogEntry], began: float) -> None:
        places, send = self._places, self._producer.send
        for entry, province in zip(entries, self._provinces.of(entries), strict=True):
            place = places.next(province)
            message = message_of((entry.position, entry.name, entry.state), place)
            send(EVENTS.name, message)
            places.taken(place, entry.position, message.headers)
        sent, changed = self._producer.sent(), places.changed()
        self._read = entries[-1].position
        self._pending.append(Batch(self._read, len(entries), changed, sent, began))

    def _save(self, gives_up: Callable[[], bool]) -> None:
        batch = self._pending[0]
        self._await(batch, gives_up)
        with writing(self._platform.database) as connection:
            self._lease.save(connection, batch.position)
            save_places(connection, batch.changed)
        self._pending.popleft()
        self._saved = batch.position
        metrics.EVENTS.inc(batch.size)
        metrics.tell(batch.position, self._log.head())
        metrics.BATCH_SECONDS.observe(perf_counter() - batch.began)

    def _await(self, batch: Batch, gives_up: Callable[[], bool]) -> None:
        until = monotonic() + PATIENCE
        while True:
            try:
                self._producer.acknowledged(batch.sent, GLANCE)
            except BrokerAway as problem:
                self._lease.require()
                metrics.failed(problem)
                metrics.tell(self._saved, self._log.head())
                log.warning("broker does not acknowledge", extra={"position": batch.position, "problem": str(problem)})
                if monotonic() > until or gives_up():
                    raise
            else:
                return
