"""A record as those who read a topic get it."""

from typing import Any, NamedTuple

from application.messaging.events import Headers
from application.settings import Kafka
from consumers.kafka.connecting import connecting

LONGEST_FETCH = 100
"""Milliseconds for which a broker may hold back its answer where there is nothing. Not every broker answers when
something comes meanwhile, so that this is how late a single event may be; where one does, it costs nothing but a
request."""


class Record(NamedTuple):
    """What stands in a topic; ``timestamp`` counts milliseconds since 1970."""

    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: Headers
    timestamp: int


def reading(settings: Kafka) -> dict[str, Any]:
    """What every client that reads is told."""
    return connecting(settings) | {
        "auto_offset_reset": "earliest",
        "enable_auto_commit": False,
        "allow_auto_create_topics": False,
        "fetch_max_wait_ms": LONGEST_FETCH,
        "max_partition_fetch_bytes": 4 * 1024 * 1024,
        "metrics_enabled": False,
    }


def record_of(found: Any) -> Record:
    """The library's record as ours."""
    return Record(found.partition, found.offset, found.key, found.value, found.headers, found.timestamp)
