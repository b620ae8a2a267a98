"""The relay's life: it stands by until it has the lease, relays until it loses it, and tries again what fails."""

import logging

import sqlalchemy as sa

from application.log import LogReader, open_log
from application.messaging.topics import TOPICS
from consumers.kafka import Producer, make_topics
from consumers.leading import FAILURES, STANDBY, WAIT, Leading
from consumers.lease import LeaseLost
from consumers.relay import metrics
from consumers.relay.tenure import Tenure
from projections.feeding.tables import RELAY
from projections.platform import Platform

log = logging.getLogger(__name__)

LEASE = "events"


class Relay(Leading):
    """Carries the log to the topic of events."""

    def __init__(self, platform: Platform, *, holder: str | None = None) -> None:
        """Works on a platform; ``holder`` is what it is called in the table of leases."""
        super().__init__(platform, LEASE, holder)

    def run(self, *, once: bool = False) -> None:
        """Relays until it is stopped; or ``once`` what is in the log now, by itself or by whoever has the lease."""
        reader = open_log(self._platform.application.recorder)
        try:
            until = reader.head() if once else None
            while not self._stop.is_set():
                if self._has_gone_well(reader, until):
                    return
        finally:
            self._lease.release()
            reader.close()

    def _has_gone_well(self, reader: LogReader, until: int | None) -> bool:
        """Whether everything up to that position is relayed; if not, it is to be tried again after a pause."""
        try:
            return self._take_part(reader, until)
        except LeaseLost:
            log.warning("lease lost", extra={"lease": LEASE, "epoch": self._lease.epoch})
        except FAILURES as problem:
            self._retry.later()
            kind = metrics.failed(problem)
            facts = {"kind": kind, "problem": str(problem), "retry_seconds": round(self._retry.left(), 2)}
            log.error("relay failed and tries again", extra=facts)  # noqa: TRY400  # The problem says it all.
            self._stop.wait(self._retry.left())
        return False

    def _take_part(self, reader: LogReader, until: int | None) -> bool:
        position = self._lease.take()
        if position is None:
            self._stop.wait(STANDBY)
            return until is not None and self._saved() >= until
        metrics.tell(position, reader.head())
        try:
            return self._lead(reader, position, until)
        finally:
            self._lease.release()
            metrics.HOLDS_LEASE.set(0)

    def _lead(self, reader: LogReader, position: int, until: int | None) -> bool:
        kafka = self._platform.settings.kafka
        make_topics(kafka, TOPICS)
        producer = Producer(kafka, name=f"bangvang-relay-{self._lease.epoch}")
        try:
            tenure = Tenure(self._platform, reader, self._lease, producer, position)
            metrics.HOLDS_LEASE.set(1)
            return self._relay(tenure, reader, until)
        finally:
            producer.close()

    def _relay(self, tenure: Tenure, reader: LogReader, until: int | None) -> bool:
        while not self._stop.is_set():
            if tenure.relay(self._gives_up):
                continue
            self._retry.reset()
            if until is not None and tenure.saved >= until:
                return True
            reader.wait(WAIT)
        tenure.finish(self._gives_up)
        return False

    def _saved(self) -> int:
        query = sa.select(RELAY.c.position).where(RELAY.c.name == LEASE)
        with self._platform.database.connect() as connection:
            return connection.execute(query).scalar_one_or_none() or 0
