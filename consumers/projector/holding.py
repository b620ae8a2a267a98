"""The partitions that a projector has: each was taken for every projection, and has a feeder."""

import logging
from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import ALL_COMPLETED, FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from time import perf_counter
from typing import NamedTuple

from application.log import LogReader
from application.messaging.events import Raw
from application.messaging.topics import EVENTS
from consumers.projector import metrics
from projections.building import Builder
from projections.feeding.arrivals import Partition, arrived
from projections.feeding.claims import Fenced, take
from projections.feeding.feeder import Bury, Feeder
from projections.feeding.lane import Lane
from projections.feeding.source import Source
from projections.platform import Platform
from projections.projection import Projection
from projections.retry import Retry

log = logging.getLogger(__name__)

AGAIN = 1.0
"""Seconds, about, until a partition is taken again that is ours and that somebody else has taken meanwhile."""

AT_ONCE = 4
"""Partitions that are fed at once: while the database is at work for one, another is folded."""


class Outcome(NamedTuple):
    """What has become of a batch: where it begins and what comes behind it, and what it failed with, if so."""

    partition: int
    first: int
    behind: int
    problem: BaseException | None


class _Batch(NamedTuple):
    records: Sequence[Raw]
    future: Future[None]


class Holding:
    """What a member of the group does with partitions: it takes, feeds and leaves them."""

    def __init__(self, platform: Platform, reader: LogReader, bury: Bury, member: str) -> None:
        """Has none yet."""
        self._platform, self._bury, self._member = platform, bury, member
        self._log, self._source = reader, Source(reader, platform.codec)
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="feeder")
        self._feeders: dict[int, Feeder] = {}
        self._lost: dict[int, Retry] = {}
        self._under_way: dict[int, _Batch] = {}

    def take(self, partitions: Sequence[int]) -> Mapping[int, int]:
        """Takes partitions, and tells from which offset each goes on: where the projection behind the others stands."""
        offsets = {number: self._take(number) for number in partitions}
        log.info("partitions taken", extra={"member": self._member, "offsets": offsets})
        metrics.PARTITIONS.set(len(self._feeders))
        return offsets

    def _take(self, number: int) -> int:
        self._let_end(number)
        lanes = [self._lane(each, Partition(EVENTS.name, number)) for each in self._fed()]
        self._feeders[number] = Feeder(self._platform.database, lanes, self._source, self._bury)
        self._lost.pop(number, None)
        return min((lane.claim.offset for lane in lanes), default=0)

    def _fed(self) -> Sequence[Projection]:
        return self._platform.projections.fed_by_province

    def _lane(self, projection: Projection, partition: Partition) -> Lane:
        claim = take(self._platform.database, projection, partition, self._member)
        builder = Builder(projection, self._log, self._platform.codec, suffix="")
        return Lane(projection, claim, builder, self._source)

    def leave(self, partitions: Sequence[int]) -> None:
        """They are somebody else's now."""
        for number in partitions:
            self._let_end(number)
            self._feeders.pop(number, None)
            self._lost.pop(number, None)
        log.info("partitions left", extra={"member": self._member, "partitions": list(partitions)})
        metrics.PARTITIONS.set(len(self._feeders))

    @property
    def busy(self) -> Collection[int]:
        """The partitions of which something is being folded, or has been since ``ended`` was asked."""
        return self._under_way.keys()

    @property
    def records(self) -> int:
        """How many records are being folded, or have been since ``ended`` was asked."""
        return sum(len(batch.records) for batch in self._under_way.values())

    def begin(self, polled: Mapping[int, Sequence[Raw]]) -> None:
        """Begins to fold what has come, of partitions that are not busy."""
        for number, records in polled.items():
            self._under_way[number] = _Batch(records, self._threads.submit(self._feed, number, records))

    def ended(self, patience: float | None) -> Sequence[Outcome]:
        """What has become of batches that have ended; waits at most so many seconds for one, or for all of them."""
        futures = [batch.future for batch in self._under_way.values()]
        wait(futures, patience, ALL_COMPLETED if patience is None else FIRST_COMPLETED)
        done = [number for number, batch in self._under_way.items() if batch.future.done()]
        return [self._outcome(number, *self._under_way.pop(number)) for number in done]

    def _outcome(self, number: int, records: Sequence[Raw], future: Future[None]) -> Outcome:
        problem = future.exception()
        if isinstance(problem, Fenced):
            self._lose(number, problem)
            problem = None
        return Outcome(number, records[0].offset, records[-1].offset + 1, problem)

    def _let_end(self, number: int) -> None:
        """Whatever becomes of what is under way there: who has the partition next goes by what is in the database."""
        batch = self._under_way.pop(number, None)
        if batch and not batch.future.cancel():
            wait([batch.future])

    def _lose(self, number: int, problem: Fenced) -> None:
        """Somebody else has it, so that what has come is theirs to fold."""
        metrics.FENCED.inc()
        log.warning("fenced", extra={"member": self._member, "partition": number, "problem": str(problem)})
        self._feeders.pop(number, None)
        again = self._lost[number] = Retry(first=AGAIN, spread=0.5)
        again.later()
        metrics.PARTITIONS.set(len(self._feeders))

    def _feed(self, number: int, records: Sequence[Raw]) -> None:
        feeder = self._feeders.get(number)
        if feeder is None:
            return
        began = perf_counter()
        arrivals = [arrived(record) for record in records]
        for name, fed in feeder.feed(arrivals).items():
            metrics.fed(name, fed)
        metrics.BATCH_SECONDS.observe(perf_counter() - began)
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
