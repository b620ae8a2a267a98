"""Sending: in order, acknowledged by all, and never the later before the earlier."""

from collections.abc import Sequence
from contextlib import suppress
from time import monotonic
from typing import Any

from kafka import KafkaProducer, TopicPartition
from kafka.errors import KafkaError, KafkaTimeoutError, MessageSizeTooLargeError
from kafka.partitioner import murmur2

from application.messaging.events import Headers, Message
from application.messaging.standings import Tombstone
from application.settings import Kafka
from consumers.kafka.connecting import BOOTSTRAP_TIMEOUT, BrokerAway, connecting

QUEUED = 32 * 1024 * 1024
"""Bytes that may wait for acknowledgement before ``send`` blocks."""

LARGEST = 16 * 1024 * 1024
"""Bytes of the largest message: a whole indicator set travels in one."""

SPARE = 64 * 1024
"""Bytes of it that are left for key and headers."""

BLOCK_TIMEOUT = 60.0
"""Seconds that ``send`` waits for room."""

DAY = 24 * 60 * 60

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
            **connecting(settings),
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
        self._failure: BaseException | None = None
        self._queued = 0

    def send(self, topic: str, message: Message | Tombstone) -> None:
        """Queues a message; blocks while too much is queued. Raises one of ``BROKER_ERRORS``."""
        if self._failure is not None:
            raise self._failure
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
        if is_new:
            future.add_errback(self._end)
        if is_full or is_new:
            self._producer._sender.wakeup()  # noqa: SLF001
        return future

    def _end(self, error: BaseException) -> None:
        """Sends nothing more: what comes after a batch that failed must not arrive ahead of it."""
        self._failure = self._failure or error
        self._producer._sender.force_close()  # noqa: SLF001

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
