"""What stands in the topics, held against the log."""

from collections import defaultdict
from collections.abc import Sequence
from contextlib import closing

from application.messaging.events import Received, received
from application.messaging.topics import DEAD_LETTERS, EVENTS, Topic
from application.settings import Kafka
from consumers.kafka import Reader, Record
from projections.platform import Platform


def records(kafka: Kafka, topic: Topic) -> list[Record]:
    """Every record of a topic, those of a partition in their order."""
    with closing(Reader(kafka)) as reader:
        return list(reader.read_all(topic.name))


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
    told = sorted((event.position, event.name, event.record) for each in provinces.values() for event in each.values())
    assert told == _log(platform)


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
