"""The typed package on the broker: where keys go, what is acknowledged, how partitions are shared out."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from threading import enumerate as threads
from time import monotonic

import pytest

from application.messaging.events import Message
from application.messaging.standings import Tombstone
from application.messaging.topics import Topic
from application.settings import Kafka
from consumers.kafka import BROKER_ERRORS, BrokerAway, Member, Producer, Reader, make_topics
from tests.consumers.brokers import Broker, free_port, wait_until

pytestmark = pytest.mark.no_cover

TOPIC = Topic(name="sample", vi="", en="")
PATIENCE = 20


@pytest.fixture
def topic(kafka: Kafka) -> str:
    make_topics(kafka, [TOPIC])
    return TOPIC.name


@pytest.fixture
def producer(kafka: Kafka) -> Iterator[Producer]:
    with closing(Producer(kafka, name="tests")) as producer:
        yield producer


def message(number: int, keys: int = 20) -> Message:
    return Message(b"tinh-%d" % (number % keys), b"%d" % number, [("ce_id", b"%d" % number)])


def send(producer: Producer, topic: str, numbers: range) -> None:
    for number in numbers:
        producer.send(topic, message(number))
    producer.flush(PATIENCE)


# --- Producer and reader ----------------------------------------------------


def test_what_is_flushed_stands_in_the_topic_each_key_in_order_on_one_partition(kafka, topic, producer):
    send(producer, topic, range(500))
    with closing(Reader(kafka)) as reader:
        found = list(reader.read_all(topic))
    assert sorted(int(record.value or b"") for record in found) == list(range(500))
    places: dict[bytes, set[int]] = {}
    numbers: dict[bytes, list[int]] = {}
    for record in found:
        assert record.headers == [("ce_id", record.value)]
        places.setdefault(record.key or b"", set()).add(record.partition)
        numbers.setdefault(record.key or b"", []).append(int(record.value or b""))
    assert {len(partitions) for partitions in places.values()} == {1}
    assert len(set.union(*places.values())) > 1
    assert all(of_key == sorted(of_key) for of_key in numbers.values())


def test_a_key_is_where_every_other_client_puts_it(kafka, topic, producer):
    from kafka import KafkaProducer

    with closing(KafkaProducer(bootstrap_servers=kafka.servers)) as other:
        for number in range(20):
            other.send(topic, key=message(number).key, value=b"other")
        other.flush()
    send(producer, topic, range(20))
    with closing(Reader(kafka)) as reader:
        places = {(record.key, record.partition) for record in reader.read_all(topic)}
    assert len(places) == 20


def test_a_tombstone_has_no_value(kafka, topic, producer):
    producer.send(topic, Tombstone(b"tinh-1", [("ce_id", b"1")]))
    producer.flush(PATIENCE)
    with closing(Reader(kafka)) as reader:
        [record] = reader.read_all(topic)
    assert (record.key, record.value) == (b"tinh-1", None)


def test_what_was_sent_earlier_can_be_waited_for_while_more_is_sent(topic, producer):
    producer.send(topic, message(1))
    first = producer.sent()
    producer.send(topic, message(2))
    producer.acknowledged(first, PATIENCE)
    producer.flush(PATIENCE)


def test_more_than_memory_should_hold_waits_for_the_broker(kafka, topic, producer, monkeypatch):
    monkeypatch.setattr("consumers.kafka.producer.QUEUED", 50)
    send(producer, topic, range(200))
    with closing(Reader(kafka)) as reader:
        assert sum(1 for _ in reader.read_all(topic)) == 200


def test_nothing_stands_in_a_topic_that_does_not_exist(kafka):
    with closing(Reader(kafka)) as reader:
        assert list(reader.read_all("no-such-topic")) == []


def test_topics_that_exist_are_left_alone(kafka, topic, producer):
    send(producer, topic, range(3))
    make_topics(kafka, [TOPIC, Topic(name="another", vi="", en="", compacted=True)])
    with closing(Reader(kafka)) as reader:
        assert sum(1 for _ in reader.read_all(topic)) == 3
        assert list(reader.read_all("another")) == []


# --- A broker that is away --------------------------------------------------


@pytest.mark.parametrize(
    "connect",
    [
        Reader,
        lambda kafka: Producer(kafka, name="tests"),
        lambda kafka: make_topics(kafka, [TOPIC]),
        lambda kafka: Member(kafka, "sample", name="tests", assigned=lambda _: {}, revoked=lambda _: None),
    ],
)
def test_where_nobody_listens_it_is_said_at_once_and_nothing_is_left_behind(connect: Callable[[Kafka], object]):
    before, began = threads(), monotonic()
    with pytest.raises(BrokerAway):
        connect(Kafka(servers=f"127.0.0.1:{free_port()}"))
    assert monotonic() - began < 2
    assert threads() == before


def test_what_is_not_acknowledged_is_sent_as_soon_as_the_broker_is_back(kafka, topic, producer, broker: Broker):
    send(producer, topic, range(10))
    with broker.away():
        for number in range(10, 30):
            producer.send(topic, message(number))
        with pytest.raises(BrokerAway):
            producer.flush(0.3)
        with pytest.raises(BrokerAway):
            producer.flush(0.1)
    producer.flush(PATIENCE)
    with closing(Reader(kafka)) as reader:
        assert sorted(int(record.value or b"") for record in reader.read_all(topic)) == list(range(30))


def test_a_producer_that_is_closed_sends_no_more(topic, producer, broker: Broker):
    send(producer, topic, range(3))
    with broker.away():
        producer.send(topic, message(3))
        began = monotonic()
        producer.close()
        assert monotonic() - began < 6
    with pytest.raises(BROKER_ERRORS):
        send(producer, topic, range(4, 5))


def test_what_comes_after_a_message_that_is_refused_does_not_arrive_ahead_of_it(kafka, producer, broker: Broker):
    if not broker.durable:
        pytest.skip("this broker refuses nothing")
    from kafka.admin import KafkaAdminClient

    with closing(KafkaAdminClient(bootstrap_servers=kafka.servers)) as admin:
        plan = {"num_partitions": 1, "replication_factor": 1, "configs": {"max.message.bytes": "2000"}}
        admin.create_topics({"narrow": plan}, wait_for_metadata=True)
    send(producer, "narrow", range(3))
    producer.send("narrow", Message(b"tinh-1", b"x" * 5000, []))
    refused = producer.sent()
    with pytest.raises(BROKER_ERRORS, match="MessageSizeTooLarge"):
        producer.acknowledged(refused, PATIENCE)
    with pytest.raises(BROKER_ERRORS, match="MessageSizeTooLarge"):
        send(producer, "narrow", range(3, 6))
    with closing(Reader(kafka)) as reader:
        assert [record.value for record in reader.read_all("narrow")] == [b"0", b"1", b"2"]


# --- Members ----------------------------------------------------------------


class Reading:
    """A member that notes what it is told, and goes on at these offsets."""

    def __init__(self, kafka: Kafka, topic: str, offsets: Mapping[int, int] | None = None) -> None:
        self.offsets = offsets or {}
        self.owned: set[int] = set()
        self.busy: set[int] = set()
        self.found: list[tuple[int, int]] = []
        self.member = Member(kafka, topic, name="tests", assigned=self.assigned, revoked=self.revoked)

    def assigned(self, partitions: Sequence[int]) -> Mapping[int, int]:
        self.owned.update(partitions)
        return self.offsets

    def revoked(self, partitions: Sequence[int]) -> None:
        self.owned.difference_update(partitions)

    def poll(self) -> bool:
        """Polls once; answers ``False``, so that a condition to be waited for can begin with it."""
        for partition, records in self.member.poll(0.2, 100, self.busy).items():
            assert partition in self.owned
            self.found += [(partition, record.offset) for record in records]
        return False

    def close(self) -> None:
        self.member.close()
        assert self.owned == set()


def test_a_member_alone_has_everything_from_the_offsets_that_it_was_told(kafka, topic, producer):
    send(producer, topic, range(200))
    with closing(Reader(kafka)) as reader:
        everything = {(record.partition, record.offset) for record in reader.read_all(topic)}
    skipped = min(partition for partition, _ in everything)
    expected = everything - {(skipped, 0), (skipped, 1)}
    with closing(Reading(kafka, topic, {skipped: 2})) as reading:
        wait_until(lambda: reading.poll() or len(reading.found) >= len(expected), "all is read", PATIENCE)
        assert set(reading.found) == expected
        assert len(reading.found) == len(expected)
        reading.member.commit({skipped: 5})
        reading.member.seek(skipped, 0)
        wait_until(lambda: reading.poll() or (skipped, 0) in reading.found, "it is read again", PATIENCE)


def test_what_a_busy_partition_has_is_kept_until_it_is_not_or_goes_on_elsewhere(kafka, topic, producer):
    send(producer, topic, range(200))
    with closing(Reader(kafka)) as reader:
        everything = [(record.partition, record.offset) for record in reader.read_all(topic)]
    busy, *others = sorted({partition for partition, _ in everything})
    numbers = [offset for partition, offset in everything if partition == busy]
    expected = sum(partition in others for partition, _ in everything)
    with closing(Reading(kafka, topic)) as reading:
        reading.busy = {busy}
        wait_until(lambda: reading.poll() or len(reading.found) >= expected, "the others are read", PATIENCE)
        wait_until(lambda: reading.poll() or reading.member.is_ahead, "it is kept", PATIENCE)
        assert busy not in dict(reading.found)
        reading.busy, reading.found = set(), []
        wait_until(lambda: reading.poll() or len(reading.found) >= len(numbers), "what was kept comes", PATIENCE)
        assert reading.found == [(busy, number) for number in numbers]
        reading.member.seek(busy, 1)
        reading.busy, reading.found = {busy}, []
        wait_until(lambda: reading.poll() or reading.member.is_ahead, "it is kept again", PATIENCE)
        reading.member.seek(busy, numbers[-1])
        reading.busy = set()
        wait_until(lambda: reading.poll() or bool(reading.found), "it goes on elsewhere", PATIENCE)
        assert reading.found == [(busy, numbers[-1])]


def test_members_share_partitions_and_inherit_them(kafka, topic):
    one, two = Reading(kafka, topic), Reading(kafka, topic)
    everything = set(range(kafka.partitions))

    def both() -> bool:
        one.poll()
        two.poll()
        return one.owned | two.owned == everything and bool(one.owned) and bool(two.owned)

    wait_until(both, "partitions are shared out", PATIENCE)
    assert one.owned & two.owned == set()
    gone = next(iter(one.owned))
    one.close()
    wait_until(lambda: two.poll() or two.owned == everything, "partitions are inherited", PATIENCE)
    two.member.commit({gone: 1})
    two.close()


def test_a_database_that_is_away_while_partitions_are_taken_is_asked_again(kafka, topic, producer):
    send(producer, topic, range(20))
    with closing(Reading(kafka, topic)) as reading:
        answers: Iterator[bool] = iter([False, False])
        taken = reading.member._assigned  # noqa: SLF001

        def assigned(partitions: Sequence[int]) -> Mapping[int, int]:
            if next(answers, True):
                return taken(partitions)
            raise OSError

        reading.member._assigned = assigned  # noqa: SLF001
        failures = 0
        until = monotonic() + PATIENCE
        while len(reading.found) < 20:
            assert monotonic() < until
            try:
                reading.poll()
            except OSError:
                failures += 1
        assert failures == 2
