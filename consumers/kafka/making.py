"""Making the topics that don't exist."""

from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from kafka.admin import KafkaAdminClient
from kafka.errors import TopicAlreadyExistsError

from application.messaging.topics import Topic
from application.settings import Kafka
from consumers.kafka.connecting import connecting
from consumers.kafka.producer import LARGEST


def make_topics(settings: Kafka, topics: Iterable[Topic]) -> None:
    """Makes the topics that don't exist; raises one of ``BROKER_ERRORS``."""
    admin = KafkaAdminClient(**connecting(settings), client_id="bangvang-topics")
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
