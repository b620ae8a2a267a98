"""The relay: how many events a second it carries from PostgreSQL to the broker, and how soon a save has arrived.

The log has 100,000 events of four provinces. What is measured is held against these:

- *kafka-python alone*: its idempotent producer, asked for all acknowledgements, sends the same keys, values and
  headers, which lie ready in memory, to a topic of as many partitions, with its ordinary `send`; it neither reads a log
  nor numbers anything nor notes how far it is.
- *20,000 events a second*: what was aimed at.

The relay does all of its work, from taking the lease to the last position saved, in pages of 2,000. Each figure is the
best of three, taking turns. A save has arrived when the relay, which another thread runs, has saved a position that is
not before it: it was decided, saved in PostgreSQL, told to the relay, sent, acknowledged and noted.

The broker is that of `KAFKA_BOOTSTRAP_SERVERS`, else the development one, which keeps everything in memory.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from threading import Thread
from time import perf_counter, sleep
from uuid import uuid4

import msgspec
import sqlalchemy as sa

from application.messaging.events import Message, Place, message_of
from application.messaging.topics import Topic
from application.origins import Provinces
from application.settings import Kafka, Settings
from benchmarks.generated_log import copy_to_postgres, generate
from benchmarks.row import Row
from benchmarks.scale import scaled
from benchmarks.scene import open_scorecard, self_score, set_up
from benchmarks.servers import broker, new_database, postgres_server
from consumers.kafka import make_topics
from consumers.relay import Relay
from projections.database import writing
from projections.feeding.tables import RELAY, RELAYED
from projections.platform import Platform

CARDS, EVENTS = scaled(1_200), scaled(100_000)
SAVES = max(50, scaled(300))
ROUNDS = 3
AIM = 20_000
PAGE = 2_000
MILLISECONDS = 1000
GLANCE = 0.0005
"""Seconds between two looks whether a save has arrived."""


def run() -> Iterator[Row]:
    """Throughput, then latency, on PostgreSQL."""
    with TemporaryDirectory(prefix="bangvang-bench-") as name, postgres_server() as server, broker() as servers:
        generate(Settings(data=Path(name)), CARDS, EVENTS)
        with new_database(server) as url:
            copied = copy_to_postgres(Settings(data=Path(name)), url)
            with Platform(msgspec.structs.replace(copied, kafka=Kafka(servers=servers))) as platform:
                yield from rows_of_throughput(platform)
                yield from rows_of_saves(platform)


def rows_of_throughput(platform: Platform) -> Iterator[Row]:
    """Events a second, beside the library's producer alone and beside what was aimed at."""
    messages = list(ready(platform))
    rounds = [(sent_alone(platform.settings.kafka, messages), relayed(platform)) for _ in range(ROUNDS)]
    alone, carried = (len(messages) / min(seconds) for seconds in zip(*rounds, strict=True))
    name = "PostgreSQL → broker: events relayed a second"
    yield Row.compare(f"{name}; kafka-python alone", "1/s", carried, alone, 0.8)
    yield Row.compare(f"{name}; what was aimed at", "1/s", carried, AIM, 1.0)


def ready(platform: Platform) -> Iterator[Message]:
    """Every message that the relay sends."""
    provinces, after = Provinces(platform.codec, platform.log.openings), 0
    while entries := platform.log.read(after, PAGE):
        for entry, province in zip(entries, provinces.of(entries), strict=True):
            yield message_of((entry.position, entry.name, entry.state), Place(province, entry.position, after))
        after = entries[-1].position


def sent_alone(kafka: Kafka, messages: Sequence[Message]) -> float:
    """Seconds that the library's producer needs for them."""
    from kafka import KafkaProducer  # noqa: PLC0415  # Its import warns, which the typed package keeps quiet.

    topic = f"bench-{uuid4().hex}"
    make_topics(kafka, [Topic(name=topic, vi="", en="")])
    began = perf_counter()
    producer = KafkaProducer(
        bootstrap_servers=kafka.servers, enable_idempotence=True, acks="all", linger_ms=5, batch_size=256 * 1024
    )
    sent = [producer.send(topic, value, key, headers) for key, value, headers in messages]
    producer.flush()
    for future in sent:
        future.get()
    seconds = perf_counter() - began
    producer.close()
    return seconds


def relayed(platform: Platform) -> float:
    """Seconds that a relay needs for the whole log."""
    with writing(platform.database) as connection:
        connection.execute(sa.delete(RELAY))
        connection.execute(sa.delete(RELAYED))
    began = perf_counter()
    Relay(platform).run(once=True)
    return perf_counter() - began


def rows_of_saves(platform: Platform) -> Iterator[Row]:
    """Milliseconds until a save has arrived."""
    set_up(platform.application, "tinh-moi", ["xa-1"])
    platform.application.execute(open_scorecard("tinh-moi", "xa-1"))
    with relaying(platform):
        waits = [saved_until_arrived(platform, number) for number in range(SAVES)]
    yield Row.limit("save until the broker has it, median", "ms", median(waits), 30)
    slow = quantiles(waits, n=100, method="inclusive")[-1]
    yield Row.limit("save until the broker has it, p99", "ms", slow, 150)


@contextmanager
def relaying(platform: Platform) -> Iterator[None]:
    """A relay at work that has nothing left to do when the block begins."""
    relay = Relay(platform)
    thread = Thread(target=relay.run)
    thread.start()
    try:
        head = platform.log.head()
        while position(platform) < head:
            sleep(GLANCE)
        yield
    finally:
        relay.stop()
        thread.join()


def saved_until_arrived(platform: Platform, number: int) -> float:
    """Milliseconds from a command until its event's position is noted."""
    began = perf_counter()
    outcome = platform.application.execute(self_score("tinh-moi", "xa-1", number))
    while position(platform) < (outcome.position or 0):
        sleep(GLANCE)
    return (perf_counter() - began) * MILLISECONDS


def position(platform: Platform) -> int:
    """What the relay has noted."""
    with platform.database.connect() as connection:
        return connection.execute(sa.select(RELAY.c.position)).scalar_one_or_none() or 0
