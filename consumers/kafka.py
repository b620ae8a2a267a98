"""The broker, behind types: the one module that knows the client library, which has none.

Whatever goes wrong between here and the broker is one of ``BROKER_ERRORS``, and is to be tried again. Clients don't
survive a fork: each is made in the process that uses it.
"""

import socket
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from time import monotonic
from typing import Any, NamedTuple

from application.messaging.events import Headers, Message
from application.messaging.standings import Tombstone
from application.messaging.topics import Topic
from application.settings import Kafka

with warnings.catch_warnings():
    # On its way in the library reads its own files in a way that Python has deprecated.
    warnings.simplefilter("ignore", DeprecationWarning)
    from kafka import ConsumerRebalanceListener, KafkaConsumer, KafkaProducer, OffsetAndMetadata, TopicPartition
    from kafka.admin import KafkaAdminClient
    from kafka.coordinator.assignors.range import RangePartitionAssignor
    from kafka.errors import KafkaError, KafkaTimeoutError, MessageSizeTooLargeError, TopicAlreadyExistsError
    from kafka.partitioner import murmur2

PROBE_TIMEOUT = 2.0
"""Seconds in which one of the servers has to take a connection."""

BOOTSTRAP_TIMEOUT = 5.0
"""Seconds in which a client has to learn about the cluster."""

QUEUED = 32 * 1024 * 1024
"""Bytes that may wait for acknowledgement before ``send`` blocks."""

LARGEST = 16 * 1024 * 1024
"""Bytes of the largest message: a whole indicator set travels in one."""

SPARE = 64 * 1024
"""Bytes of it that are left for key and headers."""

BLOCK_TIMEOUT = 60.0
"""Seconds that ``send`` waits for room."""

DAY = 24 * 60 * 60


class BrokerAway(Exception):  # noqa: N818  # It tells what has happened.
    """The broker can't be reached, or does not acknowledge in time."""


BROKER_ERRORS: tuple[type[Exception], ...] = (BrokerAway, KafkaError)
"""What means that the broker is away, busy or not yet as it should be: to be tried again, ever later."""


class Record(NamedTuple):
    """What stands in a topic; ``timestamp`` counts milliseconds since 1970."""

    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: Headers
    timestamp: int


def _common(settings: Kafka) -> dict[str, Any]:
    """What every client is told; refuses at once where no server listens.

    A client that fails while it is made leaves its thread behind, which must not happen again and again.
    """
    servers = settings.servers.split(",")
    _require_one(servers)
    return {
        "bootstrap_servers": servers,
        "bootstrap_timeout_ms": int(BOOTSTRAP_TIMEOUT * 1000),
        # Left alone, a client would look for a restarted broker only every half minute.
        "reconnect_backoff_max_ms": 1000,
    }


def _require_one(servers: Iterable[str]) -> None:
    problems = []
    for server in servers:
        host, _, port = server.strip().rpartition(":")
        try:
            socket.create_connection((host.strip("[]"), int(port)), timeout=PROBE_TIMEOUT).close()
        except OSError as error:
            problems.append(f"{server}: {error}")
        else:
            return
    raise BrokerAway("; ".join(problems))


Sent = Sequence[Any]
"""Messages that were sent together, to be waited for."""


class Producer:
    """Sends messages so that those of one key arrive in the order in which they were sent, and none twice.

    A message that the broker has not acknowledged is sent again for as long as the producer is open, ahead of all
    later ones of its partition; so after ``BrokerAway`` waiting again is all there is to do. After any other error of
    ``BROKER_ERRORS`` the producer is of no more use: what was not acknowledged has to be sent by a new one.
    """

    def __init__(self, settings: Kafka, *, name: str) -> None:
        """Connects under a name; raises one of ``BROKER_ERRORS``."""
        self._producer = KafkaProducer(
            **_common(settings),
            client_id=name,
            enable_idempotence=True,
            acks="all",
            linger_ms=1,
            batch_size=256 * 1024,
            max_request_size=LARGEST,
            max_block_ms=int(BOOTSTRAP_TIMEOUT * 1000),
            # Were a message given up, the later ones would go ahead of it.
            delivery_timeout_ms=DAY * 1000,
            metrics_enabled=False,
            allow_auto_create_topics=False,
        )
        self._places: dict[tuple[str, bytes], TopicPartition] = {}
        self._sent: list[Any] = []
        self._queued = 0

    def send(self, topic: str, message: Message | Tombstone) -> None:
        """Queues a message; blocks while too much is queued. Raises one of ``BROKER_ERRORS``."""
        key, value, headers = message if isinstance(message, Message) else (message.key, None, message.headers)
        place = self._places.get((topic, key)) or self._place(topic, key)
        self._sent.append(self._append(place, key, value, headers))
        self._queued += len(value or b"")
        if self._queued > QUEUED:
            self.acknowledged(self._sent, BLOCK_TIMEOUT)
            self._queued = 0

    def _append(self, place: TopicPartition, key: bytes, value: bytes | None, headers: Headers) -> Any:
        """Does what the library's ``send`` does for a message whose partition is known.

        That first checks each header's type, weighs the whole message and writes a line for a log that nobody keeps,
        which takes a third of the time.
        """
        if len(value or b"") > LARGEST - SPARE:
            raise MessageSizeTooLargeError(len(value or b""))
        future, is_full, is_new, _ = self._producer._accumulator.append(place, None, key, value, headers)  # noqa: SLF001
        if is_full or is_new:
            self._producer._sender.wakeup()  # noqa: SLF001
        return future

    def _place(self, topic: str, key: bytes) -> TopicPartition:
        """Where every client's default puts the key; reckoned once, for it takes longer than sending does."""
        partitions = sorted(self._producer.partitions_for(topic))
        place = TopicPartition(topic, partitions[(murmur2(key) & 0x7FFFFFFF) % len(partitions)])
        self._places[topic, key] = place
        return place

    def flush(self, timeout: float) -> None:
        """Returns when all that was sent since the last flush is acknowledged; raises one of ``BROKER_ERRORS``.

        After ``BrokerAway`` it may be called again, for the same messages.
        """
        if self._sent:
            with suppress(KafkaTimeoutError):
                self._producer.flush(timeout)
        self.acknowledged(self._sent, timeout)
        self.sent()

    def sent(self) -> Sent:
        """What was sent since the last call or flush, for ``acknowledged``: more can be sent meanwhile."""
        sent, self._sent, self._queued = self._sent, [], 0
        return sent

    def acknowledged(self, sent: Sent, timeout: float) -> None:
        """Returns when all of this is acknowledged; raises one of ``BROKER_ERRORS``."""
        until = monotonic() + timeout
        for future in sent:
            if future.is_done:
                if future.failed():
                    raise future.exception
                continue
            try:
                future.get(max(until - monotonic(), 0))
            except KafkaTimeoutError as error:
                msg = f"no acknowledgement within {timeout:g} seconds"
                raise BrokerAway(msg) from error

    def close(self) -> None:
        """Drops what is not acknowledged and disconnects; what has to arrive is flushed before."""
        try:
            with suppress(KafkaError):
                self._producer.close(0)
        finally:
            # Where something is not acknowledged, the library's own close only raises and goes on sending.
            self._producer._sender.force_close()  # noqa: SLF001
            self._producer._sender.join(BOOTSTRAP_TIMEOUT)  # noqa: SLF001


Assigned = Callable[[Sequence[int]], Mapping[int, int]]
"""Is told partitions that are owned from now on, and answers with the offset to go on from in each; 0 if none."""

Revoked = Callable[[Sequence[int]], None]
"""Is told partitions that are not owned any more."""


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
        session_timeout: float = 10.0,
    ) -> None:
        """Joins at the first ``poll``; a member unheard of for ``session_timeout`` seconds loses its partitions."""
        self._topic, self._assigned, self._revoked = topic, assigned, revoked
        self._owned: set[int] = set()
        self._consumer = KafkaConsumer(
            **_reading(settings),
            client_id=name,
            group_id=settings.group,
            session_timeout_ms=int(session_timeout * 1000),
            heartbeat_interval_ms=int(min(session_timeout / 3, 3.0) * 1000),
            partition_assignment_strategy=[RangePartitionAssignor],
        )
        self._changes = _Changes(self._consumer)
        self._consumer.subscribe([topic], listener=self._changes)

    def poll(self, timeout: float, most: int) -> Mapping[int, Sequence[Record]]:
        """At most so many records, by partition, each in order of offsets; waits at most ``timeout`` seconds.

        What ``assigned`` and ``revoked`` raise is raised here, and they are called again by the next poll. Records of
        a partition that has changed hands meanwhile are left out.
        """
        self._tell()
        polled = self._consumer.poll(timeout_ms=int(timeout * 1000), max_records=most)
        steady = self._owned.difference(*(partitions for _, partitions in list(self._changes.noted)))
        return {
            place.partition: [_record(each) for each in records]
            for place, records in polled.items()
            if place.partition in steady
        }

    def _tell(self) -> None:
        while self._changes.noted:
            are_owned, partitions = self._changes.noted[0]
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
        with suppress(ValueError, KeyError):
            self._consumer.seek(TopicPartition(self._topic, partition), offset)

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


def _reading(settings: Kafka) -> dict[str, Any]:
    return _common(settings) | {
        "auto_offset_reset": "earliest",
        "enable_auto_commit": False,
        "allow_auto_create_topics": False,
        "max_partition_fetch_bytes": 4 * 1024 * 1024,
        "metrics_enabled": False,
    }


def _record(found: Any) -> Record:
    return Record(found.partition, found.offset, found.key, found.value, list(found.headers), found.timestamp)


class Reader:
    """Reads a topic from its beginning to where it ends at present, as a member of no group."""

    def __init__(self, settings: Kafka) -> None:
        """Connects; raises one of ``BROKER_ERRORS``."""
        self._consumer = KafkaConsumer(**_reading(settings), group_id=None)

    def read_all(self, topic: str) -> Iterator[Record]:
        """Every record, those of a partition in order; none where there is no such topic."""
        places = [TopicPartition(topic, partition) for partition in self._consumer.partitions_for_topic(topic)]
        if not places:
            return
        self._consumer.assign(places)
        self._consumer.seek_to_beginning(*places)
        ends = self._consumer.end_offsets(places)
        met: set[TopicPartition] = set()
        while any(self._consumer.position(place) < end for place, end in ends.items()):
            for place, records in self._consumer.poll(timeout_ms=500).items():
                if place not in met:
                    # Some brokers tell the end of a topic correctly only to those who fetch from it.
                    met.add(place)
                    ends[place] = max(ends[place], self._consumer.highwater(place) or 0)
                yield from (_record(record) for record in records if record.offset < ends[place])

    def close(self) -> None:
        """Disconnects."""
        self._consumer.close(autocommit=False)


def make_topics(settings: Kafka, topics: Iterable[Topic]) -> None:
    """Makes the topics that don't exist; raises one of ``BROKER_ERRORS``."""
    admin = KafkaAdminClient(**_common(settings), client_id="bangvang-topics")
    try:
        existing = set(admin.list_topics())
        missing = {topic.name: _plan(settings, topic) for topic in topics if topic.name not in existing}
        if missing:
            with suppress(TopicAlreadyExistsError):
                admin.create_topics(missing, timeout_ms=10_000)
            admin.wait_for_topics(list(missing))
    finally:
        admin.close()


def _plan(settings: Kafka, topic: Topic) -> dict[str, Any]:
    return {
        "num_partitions": settings.partitions,
        "replication_factor": settings.replication,
        "configs": {
            "cleanup.policy": "compact" if topic.compacted else "delete",
            # The log is kept for ever, and so is what was told of it: a new reader begins at the beginning.
            **({} if topic.compacted else {"retention.ms": "-1"}),
            "max.message.bytes": str(LARGEST),
        },
    }
