"""Reading a topic from its beginning to where it ends at present."""

from collections.abc import Iterator

from kafka import KafkaConsumer, TopicPartition

from application.settings import Kafka
from consumers.kafka.record import Record, reading, record_of


class Reader:
    """Reads a topic from its beginning to where it ends at present, as a member of no group."""

    def __init__(self, settings: Kafka) -> None:
        """Connects; raises one of ``BROKER_ERRORS``."""
        self._consumer = KafkaConsumer(**reading(settings), group_id=None)

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
                yield from (record_of(record) for record in records if record.offset < ends[place])

    def close(self) -> None:
        """Disconnects."""
        self._consumer.close(autocommit=False)
