"""What stands in the topics, held against the log."""

from collections import defaultdict
from collections.abc import Sequence
from contextlib import closing
from itertools import chain

from kafka import KafkaConsumer, TopicPartition

from application.messaging.events import Received, received
from application.messaging.topics import DEAD_LETTERS, EVENTS, Topic
from application.settings import Kafka
from consumers.kafka import Record
from projections.platform import Platform


def records(kafka: Kafka, topic: Topic) -> list[Record]:
    """Every record of a topic, those of a partition in their order.

    It is read until nothing more comes: after it was frozen, the wheel's broker tells of ends that are long past.
    """
    found: list[Record] = []
    consumer = KafkaConsumer(bootstrap_servers=kafka.servers, auto_offset_reset="earliest", enable_auto_commit=False)
    with closing(consumer):
        places = [TopicPartition(topic.name, partition) for partition in consumer.partitions_for_topic(topic.name)]
        consumer.assign(places)
        while any(consumer.position(place) < end for place, end in consumer.end_offsets(places).items()) or _more(
            consumer, found
        ):
            _more(consumer, found)
    return found


def _more(consumer: KafkaConsumer, found: list[Record]) -> bool:
    """Whether there were more."""
    polled = consumer.poll(timeout_ms=1000)
    for record in chain.from_iterable(polled.values()):
        place = record.partition, record.offset
        found.append(Record(*place, record.key, record.value, list(record.headers), record.timestamp))
    return bool(polled)


def assert_tells_the_log(platform: Platform) -> None:
    """The topic has every event of the log, byte for byte, those of a province in order once repeats are dropped.

    A province has one partition, and its events are numbered and refer to one another without gaps.
    """
    found = records(platform.settings.kafka, EVENTS)
    partitions: dict[bytes | None, set[int]] = defaultdict(set)
    provinces: dict[str | None, dict[int, Received]] = defaultdict(dict)
    for record in found:
        event = received(record.headers, record.value)
        partitions[record.key].add(record.partition)
        first = provinces[event.place.province].setdefault(event.position, event)
        assert first == event, "a repeat is another event"
    assert {len(of_key) for of_key in partitions.values()} == {1}
    for events in provinces.values():
        _assert_in_order(list(events.values()))
    log = _log(platform)
    told = sorted((event.position, event.name, event.record) for each in provinces.values() for event in each.values())
    assert {position for position, _, _ in log} ^ {position for position, _, _ in told} == set()
    assert told == log


def _assert_in_order(events: Sequence[Received]) -> None:
    positions = [event.position for event in events]
    assert positions == sorted(positions)
    assert [event.place.sequence for event in events] == list(range(1, len(events) + 1))
    assert [event.place.previous for event in events] == [0, *positions[:-1]]


def _log(platform: Platform) -> list[tuple[int, str, bytes]]:
    with platform.log.entries(0, platform.log.head()) as entries:
        return [(position, name.decode(), record) for position, _, _, name, record in entries]


def dead_letters(kafka: Kafka) -> list[Record]:
    """Every record of the topic of dead letters."""
    return records(kafka, DEAD_LETTERS)
