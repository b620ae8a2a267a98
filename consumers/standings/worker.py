"""The life of whoever keeps the topic of rankings: stands by for the lease, publishes, tries again what fails."""

import logging
from time import monotonic

from application.log import LogReader, open_log
from application.messaging.topics import RANKINGS
from consumers.kafka import Producer, make_topics
from consumers.leading import FAILURES, STANDBY, WAIT, Leading
from consumers.lease import LeaseLost
from consumers.standings import metrics
from consumers.standings.tenure import Tenure
from projections.platform import Platform

log = logging.getLogger(__name__)

LEASE = "rankings"

PAUSE = 1.0
"""Seconds between two beginnings of publishing: what moves meanwhile is sent once."""

GLANCE = 0.05
"""Seconds after which it is looked whether the read model has come to what the log says."""


class StandingsWorker(Leading):
    """Keeps the topic of rankings up to date with the read model."""

    def __init__(self, platform: Platform, *, holder: str | None = None) -> None:
        """Works on a platform; ``holder`` is what it is called in the table of leases."""
        super().__init__(platform, LEASE, holder)

    def run(self, *, once: bool = False) -> None:
        """Publishes until it is stopped; or ``once`` what the read model has now, unless another has the lease."""
        reader = open_log(self._platform.application.recorder)
        try:
            while not self._stop.is_set():
                if self._has_gone_well(reader, once=once):
                    return
        finally:
            # Also one that stands by is connected.
            self._lease.release()
            reader.close()

    def _has_gone_well(self, reader: LogReader, *, once: bool) -> bool:
        """Whether nothing is left to be done; if not, it is to be tried again after a pause."""
        try:
            return self._take_part(reader, once=once)
        except LeaseLost:
            log.warning("lease lost", extra={"lease": LEASE, "epoch": self._lease.epoch})
        except FAILURES as problem:
            # The problem says it all.
            log.error("standings failed and are tried again", extra=self._failed(problem))  # noqa: TRY400
        except Exception as problem:  # The relay of the events beside it has to go on, whatever it is.
            if once:
                raise
            log.exception("standings failed and are tried again", extra=self._failed(problem))
        self._stop.wait(self._retry.left())
        return False

    def _failed(self, problem: BaseException) -> dict[str, str]:
        self._retry.later()
        return {"kind": metrics.failed(problem), "problem": str(problem)}

    def _take_part(self, reader: LogReader, *, once: bool) -> bool:
        if self._lease.take() is None:
            self._stop.wait(STANDBY)
            return once
        try:
            return self._lead(reader, once=once)
        finally:
            self._lease.release()
            metrics.HOLDS_LEASE.set(0)

    def _lead(self, reader: LogReader, *, once: bool) -> bool:
        kafka = self._platform.settings.kafka
        make_topics(kafka, [RANKINGS])
        producer = Producer(kafka, name=f"bangvang-rankings-{self._lease.epoch}")
        try:
            tenure = Tenure(self._platform, reader, self._lease, producer)
            metrics.HOLDS_LEASE.set(1)
            return self._publish(tenure, reader, once=once)
        finally:
            # What is still on its way must not arrive behind what a successor sends.
            producer.close()

    def _publish(self, tenure: Tenure, reader: LogReader, *, once: bool) -> bool:
        while not self._stop.is_set():
            began = monotonic()
            there_was_news = tenure.publish(self._stop.is_set, self._gives_up)
            self._retry.reset()
            if once:
                return True
            if there_was_news:
                self._stop.wait(PAUSE - (monotonic() - began))
            if tenure.waits:
                self._stop.wait(GLANCE)
            else:
                reader.wait(WAIT)
        return False
