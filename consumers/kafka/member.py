"""Reading as a member of a group, among whose members the partitions of a topic are shared out."""

from collections import deque
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress

from kafka import ConsumerRebalanceListener, KafkaConsumer, OffsetAndMetadata, TopicPartition
from kafka.coordinator.assignors.range import RangePartitionAssignor
from kafka.errors import KafkaError

from application.messaging.events import Raw
from application.settings import Kafka
from consumers.kafka.connecting import BOOTSTRAP_TIMEOUT
from consumers.kafka.record import reading

Assigned = Callable[[Sequence[int]], Mapping[int, int]]
"""Is told partitions that are owned from now on, and answers with the offset to go on from in each; 0 if none."""

Revoked = Callable[[Sequence[int]], None]
"""Is told partitions that are not owned any more."""

BRIEFLY = 0.001
"""Seconds that are waited for more where something is there already."""


class _Changes(ConsumerRebalanceListener):  # type: ignore[misc]  # The library has no types.
    """Notes what the client's own thread is told, for the thread that polls."""

    def __init__(self, consumer: KafkaConsumer) -> None:
        self._consumer = consumer
        self.noted: deque[tuple[bool, list[int]]] = deque()

    def on_partitions_revoked(self, revoked: Iterable[TopicPartition]) -> None:
        self._note(False, revoked)  # noqa: FBT003  # Its own word is one line below.

    def on_partitions_assigned(self, assigned: Iterable[TopicPartition]) -> None:
        # Nothing is fetched from them until it is known where to go on.
        self._consumer.pause(*assigned)
        self._note(True, assigned)  # noqa: FBT003

    def _note(self, are_owned: bool, partitions: Iterable[TopicPartition]) -> None:  # noqa: FBT001
        numbers = sorted(each.partition for each in partitions)
        if numbers:
            self.noted.append((are_owned, numbers))


class Member:
    """A member of the group of consumers: the partitions of a topic are shared out among them.

    ``assigned`` and ``revoked`` are called by ``poll`` and ``close``, in the thread that calls these. What is revoked
    may be owned by another member a moment before this one is told.
    """

    def __init__(
        self,
        settings: Kafka,
        topic: str,
        *,
        name: str,
        assigned: Assigned,
        revoked: Revoked,
    ) -> None:
        """Joins at the first ``poll``; a member that is not heard of loses its partitions, as the settings say."""
        self._topic, self._assigned, self._revoked = topic, assigned, revoked
        self._owned: set[int] = set()
        self._kept: dict[int, list[Raw]] = {}
        self._consumer = KafkaConsumer(
            **reading(settings),
            client_id=name,
            group_id=settings.group,
            session_timeout_ms=settings.session_timeout * 1000,
            heartbeat_interval_ms=int(min(settings.session_timeout / 3, 3.0) * 1000),
            partition_assignment_strategy=[RangePartitionAssignor],
        )
        self._changes = _Changes(self._consumer)
        self._consumer.subscribe([topic], listener=self._changes)

    def poll(self, timeout: float, most: int, busy: Collection[int] = ()) -> Mapping[int, Sequence[Raw]]:
        """Records by partition, each in order of offsets; waits at most ``timeout`` seconds if it has none.

        Those of partitions that are ``busy`` are kept for a later call; about ``most`` are kept, for without any
        reading a member would be taken for dead. What ``assigned`` and ``revoked`` raise is raised here, and they are
        called again by the next poll. Records of a partition that has changed hands meanwhile are left out.
        """
        self._tell()
        if self._kept.keys() <= set(busy):
            self._read(BRIEFLY if self._kept else timeout, most)
        steady = self._owned.difference(*(partitions for _, partitions in list(self._changes.noted)))
        given = {number: self._kept.pop(number) for number in list(self._kept) if number not in busy}
        return {number: records for number, records in given.items() if number in steady}

    @property
    def is_ahead(self) -> bool:
        """Whether there are records that were kept."""
        return bool(self._kept)

    @property
    def owned(self) -> Collection[int]:
        """The partitions that are this member's, as far as it was told."""
        return self._owned

    def _read(self, timeout: float, most: int) -> None:
        room = max(1, most - sum(map(len, self._kept.values())))
        for place, records in self._consumer.poll(timeout_ms=int(timeout * 1000), max_records=room).items():
            self._kept.setdefault(place.partition, []).extend(records)

    def _tell(self) -> None:
        while self._changes.noted:
            are_owned, partitions = self._changes.noted[0]
            self._drop(partitions)
            if are_owned:
                self._take(partitions)
            elif self._owned:
                self._owned.difference_update(partitions)
                self._revoked(partitions)
            # Only now: where the database is away, the next poll tells it again.
            self._changes.noted.popleft()

    def _take(self, partitions: Sequence[int]) -> None:
        offsets = self._assigned(partitions)
        self._owned.update(partitions)
        for partition in partitions:
            place = TopicPartition(self._topic, partition)
            # A later change, not told yet, may have taken it away again.
            with suppress(ValueError, KeyError):
                self._consumer.seek(place, offsets.get(partition, 0))
                self._consumer.resume(place)

    def seek(self, partition: int, offset: int) -> None:
        """Goes on from this offset."""
        self._drop([partition])
        with suppress(ValueError, KeyError):
            self._consumer.seek(TopicPartition(self._topic, partition), offset)

    def _drop(self, partitions: Iterable[int]) -> None:
        """What was kept of them is not what comes next any more."""
        for partition in partitions:
            self._kept.pop(partition, None)

    def commit(self, offsets: Mapping[int, int]) -> None:
        """Tells the broker how far this member is, for those who watch the lag; nothing is ever read back."""
        places = {
            TopicPartition(self._topic, partition): OffsetAndMetadata(offset, "", -1)
            for partition, offset in offsets.items()
        }
        if places:
            with suppress(KafkaError):
                self._consumer.commit_async(places)

    def close(self) -> None:
        """Leaves the group, so that others have the partitions at once."""
        try:
            with suppress(KafkaError):
                self._consumer.close(autocommit=False, timeout_ms=int(BOOTSTRAP_TIMEOUT * 1000))
        finally:
            self._changes.noted.clear()
            owned, self._owned = sorted(self._owned), set()
            if owned:
                self._revoked(owned)
