"""The partitions that a projector has: each was taken for every projection, and has a feeder for each."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from time import perf_counter

from application.log import LogReader
from application.messaging.topics import EVENTS
from consumers.kafka import Record
from consumers.projector import metrics
from projections.feeding.arrivals import Arrival, Partition, arrived
from projections.feeding.claims import Fenced, take
from projections.feeding.feeder import Bury, Feeder
from projections.feeding.source import Source
from projections.platform import Platform
from projections.projection import Projection
from projections.retry import Retry

log = logging.getLogger(__name__)

AGAIN = 1.0
"""Seconds, about, until a partition is taken again that is ours and that somebody else has taken meanwhile."""


class Holding:
    """What a member of the group does with partitions: it takes, feeds and leaves them."""

    def __init__(self, platform: Platform, reader: LogReader, bury: Bury, member: str) -> None:
        """Has none yet."""
        self._platform, self._bury, self._member = platform, bury, member
        self._log = reader
        self._sources = {each.name: Source(reader, platform.codec) for each in self._fed()}
        self._threads = ThreadPoolExecutor(max(1, len(self._sources)), thread_name_prefix="feeder")
        self._feeders: dict[int, Mapping[str, Feeder]] = {}
        self._lost: dict[int, Retry] = {}

    def take(self, partitions: Sequence[int]) -> Mapping[int, int]:
        """Takes partitions, and tells from which offset each goes on: where the projection behind the others stands."""
        offsets = {number: self._take(number) for number in partitions}
        log.info("partitions taken", extra={"member": self._member, "offsets": offsets})
        metrics.PARTITIONS.set(len(self._feeders))
        return offsets

    def _take(self, number: int) -> int:
        partition = Partition(EVENTS.name, number)
        offsets, feeders = [], {}
        for each in self._fed():
            claim = take(self._platform.database, each, partition, self._member)
            offsets.append(claim.offset)
            logged = self._log, self._platform.codec, self._sources[each.name]
            feeders[each.name] = Feeder(self._platform.database, each, logged, claim, self._bury)
        self._feeders[number] = feeders
        self._lost.pop(number, None)
        return min(offsets, default=0)

    def _fed(self) -> Sequence[Projection]:
        return self._platform.projections.fed_by_province

    def leave(self, partitions: Sequence[int]) -> None:
        """They are somebody else's now; nothing is under way."""
        for number in partitions:
            self._feeders.pop(number, None)
            self._lost.pop(number, None)
        log.info("partitions left", extra={"member": self._member, "partitions": list(partitions)})
        metrics.PARTITIONS.set(len(self._feeders))

    def feed(self, number: int, records: Sequence[Record]) -> None:
        """Folds what has come from a partition; raises what is no event's fault, but that somebody else has it."""
        try:
            self._feed(number, records)
        except Fenced as problem:
            metrics.FENCED.inc()
            log.warning("fenced", extra={"member": self._member, "partition": number, "problem": str(problem)})
            self._feeders.pop(number, None)
            again = self._lost[number] = Retry(first=AGAIN, spread=0.5)
            again.later()
            metrics.PARTITIONS.set(len(self._feeders))

    def _feed(self, number: int, records: Sequence[Record]) -> None:
        """While the database is at work for one projection, another is folded; nothing is under way afterwards."""
        feeders = self._feeders.get(number)
        if not feeders:
            return
        arrivals = [arrived(record) for record in records]
        feeding = [self._threads.submit(_fed, name, feeder, arrivals) for name, feeder in feeders.items()]
        wait(feeding)
        for each in feeding:
            each.result()
        metrics.visible(arrivals[-1].event)

    def close(self) -> None:
        """Ends its threads."""
        self._threads.shutdown()

    def regain(self) -> Iterator[tuple[int, int]]:
        """Partitions that are ours still, though another member has taken them once more, and where they go on.

        Only a member does so that was told too late that they are no longer its own.
        """
        for number in [number for number, retry in self._lost.items() if retry.is_due()]:
            yield number, self._take(number)
            metrics.PARTITIONS.set(len(self._feeders))


def _fed(name: str, feeder: Feeder, arrivals: Sequence[Arrival]) -> None:
    began = perf_counter()
    metrics.fed(name, feeder.feed(arrivals))
    metrics.BATCH_SECONDS.labels(name).observe(perf_counter() - began)
