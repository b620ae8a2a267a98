"""The projector: how many events a second come from the broker into rows, and how soon a save shows.

The log has 100,000 events of two provinces in PostgreSQL, and the relay has brought them to a topic. Counted are events
of the topic whose rows are committed, with the positions of provinces and offsets, from the moment at which a projector
has its partitions until every projection that it feeds stands at the last event of each province. Every event is folded
by each of the platform's own projections of scores that can be fed by province (ranking, score history and progress),
in one transaction a batch, or by the ranking alone. It is held against these:

- *15,000 events a second*: what was aimed at.
- *following the log*: the engine folds the same events, for the same projections, from the log itself.
- *a bare consumer*: kafka-python reads the same topic, and nothing is done with what it reads.

Processor time is that of the projector's process alone, PostgreSQL's not counted: it tells what one member could do on
a machine that has a processor for it and one for the database.

A save shows when a reader finds the ranking of its province at its position: it was decided, saved, relayed, folded and
committed. Relay and projector are processes of their own and have nothing left to do when the first save is made; saves
come at 200 a second. Two projectors are two processes
that have a province each, against one that has both; how many processors are busy in either case tells whether a
second one could have helped.

The broker is that of `KAFKA_BOOTSTRAP_SERVERS`, else the development one, which keeps everything in memory.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from threading import Event, Thread
from time import perf_counter, process_time, sleep
from uuid import uuid4

import msgspec
import psutil
import sqlalchemy as sa

from application.messaging.topics import EVENTS as TOPIC
from application.settings import Kafka, Settings
from benchmarks.generated_log import UNITS, copy_to_postgres, generate
from benchmarks.row import Row
from benchmarks.scale import scaled
from benchmarks.scene import open_scorecard, self_score, set_up
from benchmarks.servers import broker, new_database, postgres_server
from consumers.kafka import Reader
from consumers.opening import collecting_seldom
from consumers.projector import Projector
from consumers.relay import Relay
from projections.building import tables_of
from projections.database import SCHEMA, writing
from projections.engine import Engine
from projections.feeding.tables import PARTITIONS, PROVINCES
from projections.moments import MomentsProjection
from projections.platform import Platform
from projections.positions import Feed, position_of, save_position
from projections.progress import ProgressProjection
from projections.projection import Projection
from projections.ranking import RankingProjection
from projections.score_history import ScoreHistoryProjection
from projections.transparency import TransparencyProjection

CARDS, COUNT = 2 * UNITS, scaled(100_000)
AIM, TWICE = 15_000, 1.5
MEMBERS = 2
"""Projectors at most, and partitions: either has one of the two provinces in it."""
SAVES, PER_SECOND, SAVERS = max(100, scaled(2_000)), 200, 4
SAVED_UNITS = 100
P99 = 250
MILLISECONDS, PERCENT = 1000, 100
GLANCE = 0.002
LOOKING = 0.05
LONGEST = 300
"""Seconds after which what is waited for is taken for lost."""
RELAYS = "from consumers.relay.command import relay; relay()"
PROJECTS = "from consumers.projector.command import project; project()"


def run() -> Iterator[Row]:
    """Latency, then throughput, then two members."""
    with TemporaryDirectory(prefix="bangvang-bench-") as name, postgres_server() as server, broker() as servers:
        generate(Settings(data=Path(name)), CARDS, COUNT)
        with new_database(server) as url:
            copied = copy_to_postgres(Settings(data=Path(name)), url)
            settings = msgspec.structs.replace(copied, kafka=Kafka(servers=servers, partitions=MEMBERS))
            with Platform(settings) as platform:
                Relay(platform).run(once=True)
            yield from rows_of_saves(settings)
            yield from rows_of_throughput(settings)
            yield from rows_of_members(settings)


# --- Throughput -------------------------------------------------------------------------------------------------------
def rows_of_throughput(settings: Settings) -> Iterator[Row]:
    """Events a second of one projector, whose work is that of this process."""
    alone: Sequence[Projection] = [RankingProjection()]
    with Platform(settings) as platform:
        count = platform.log.head()
    bare = count / read_alone(settings)
    for projections, which in ((own(), "all three read models"), (alone, "the ranking alone")):
        name = f"broker → rows in PostgreSQL, {which}: events a second"
        followed = count / followed_alone(settings, projections)
        seconds, busy = projected(settings, projections)
        yield Row.compare(f"{name}; what was aimed at", "1/s", count / seconds, AIM, 1.0)
        yield Row.compare(f"{name}; following the log", "1/s", count / seconds, followed, None)
        yield Row.compare(f"{name}; a bare consumer", "1/s", count / seconds, bare, None)
        yield Row.compare(f"{name} of its processor time; what was aimed at", "1/s", count / busy, AIM, None)


def own() -> Sequence[Projection]:
    """The platform's own projections that can be fed by province."""
    return [RankingProjection(), ScoreHistoryProjection(), ProgressProjection()]


def read_alone(settings: Settings) -> float:
    """Seconds in which the topic is read."""
    with closing(Reader(settings.kafka)) as reader:
        began = perf_counter()
        for _ in reader.read_all(TOPIC.name):
            pass
        return perf_counter() - began


def followed_alone(settings: Settings, projections: Sequence[Projection]) -> float:
    """Seconds in which the engine folds the log."""
    with begun(settings, projections, Feed.LOG) as platform:
        began = perf_counter()
        platform.projections.advance()
        return perf_counter() - began


def projected(settings: Settings, projections: Sequence[Projection]) -> tuple[float, float]:
    """Seconds in which a projector folds the topic, and those in which it used a processor."""
    with begun(settings, projections, Feed.KAFKA) as platform:
        projector = Projector(platform)
        thread = Thread(target=projector.run)
        with collecting_seldom():
            thread.start()
            try:
                wait_until(lambda: taken(platform) == settings.kafka.partitions)
                began, busy = perf_counter(), process_time()
                wait_until_folded(platform, projections)
                return perf_counter() - began, process_time() - busy
            finally:
                projector.stop()
                thread.join()


@contextmanager
def begun(settings: Settings, projections: Sequence[Projection], feed: Feed) -> Iterator[Platform]:
    """A platform on that log with these projections, of which nothing has been folded."""
    fresh = msgspec.structs.replace(settings.kafka, group=f"bench-{uuid4().hex}")
    with Platform(msgspec.structs.replace(settings, kafka=fresh)) as platform:
        begin_again(platform, projections, feed)
        platform.projections = Engine(platform.database, platform.log, platform.codec, projections)
        yield platform


def begin_again(platform: Platform, projections: Sequence[Projection], feed: Feed) -> None:
    """Nothing is known of any projection but those, whose tables are empty; the others are at the head."""
    with writing(platform.database) as connection:
        connection.execute(sa.schema.DropSchema(SCHEMA, cascade=True))
        connection.execute(sa.schema.CreateSchema(SCHEMA))
    others = [MomentsProjection(), TransparencyProjection()]
    Engine(platform.database, platform.log, platform.codec, others).advance()
    with writing(platform.database) as connection:
        for each in projections:
            tables_of(each, "")[0].create_all(connection)
            save_position(connection, each, 0, feed)


def wait_until(holds: Callable[[], bool]) -> None:
    """Returns when that holds."""
    until = perf_counter() + LONGEST
    while not holds():
        if perf_counter() > until:
            raise TimeoutError
        sleep(LOOKING)


def taken(platform: Platform) -> int:
    """How many partitions somebody has for the ranking."""
    query = sa.select(sa.func.count()).where(PARTITIONS.c.projection == RankingProjection.name)
    with platform.database.connect() as connection:
        return connection.execute(query).scalar_one()


FOLDED = (
    sa.select(sa.func.sum(PROVINCES.c.sequence))
    .where(PROVINCES.c.projection.in_(sa.bindparam("names", expanding=True)))
    .group_by(PROVINCES.c.projection)
)
"""How many events each projection has folded."""


def wait_until_folded(platform: Platform, projections: Sequence[Projection]) -> None:
    """Returns when each projection has come to the last event of each province."""
    head = platform.log.head()
    with platform.database.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        wait_until(lambda: folded(connection, projections) >= head)


def folded(connection: sa.Connection, projections: Sequence[Projection]) -> int:
    """How many events the projection has folded that is behind the others."""
    names = [each.name for each in projections]
    found = connection.execute(FOLDED, {"names": names}).scalars().all()
    return int(min(found)) if len(found) == len(names) else 0


# --- Members ----------------------------------------------------------------------------------------------------------
def rows_of_members(settings: Settings) -> Iterator[Row]:
    """Two projectors against one, each a process of its own."""
    (one, busy_one), (two, busy_two) = (projected_by(settings, number) for number in (1, MEMBERS))
    name = "two projectors, a province each: events a second; one projector"
    yield Row.compare(name, "1/s", two, one, TWICE)
    for members, busy in ((1, busy_one), (MEMBERS, busy_two)):
        name = f"{members} of these projectors: processors that are busy; those that there are"
        yield Row.compare(name, "", busy, psutil.cpu_count(), None)


def projected_by(settings: Settings, members: int) -> tuple[float, float]:
    """Events a second once so many projectors share the topic, and how many processors are busy, with whatever."""
    with begun(settings, own(), Feed.KAFKA) as platform, running(platform.settings, [PROJECTS] * members):
        wait_until(lambda: taken(platform) == settings.kafka.partitions and sharing(platform) == members)
        with platform.database.connect() as connection:
            began, before = perf_counter(), folded(connection, own())
        psutil.cpu_percent()
        wait_until_folded(platform, own())
        busy = psutil.cpu_percent() / PERCENT * (psutil.cpu_count() or 1)
        return (platform.log.head() - before) / (perf_counter() - began), busy


def sharing(platform: Platform) -> int:
    """How many members have partitions."""
    query = sa.select(sa.func.count(PARTITIONS.c.member.distinct()))
    with platform.database.connect() as connection:
        return connection.execute(query).scalar_one()


@contextmanager
def running(settings: Settings, programs: Sequence[str]) -> Iterator[None]:
    """Programs at work in processes of their own."""
    processes = [
        subprocess.Popen([sys.executable, "-c", program], env={**os.environ, **environment(settings)})  # noqa: S603
        for program in programs
    ]
    try:
        yield
    finally:
        for process in processes:
            process.send_signal(signal.SIGTERM)
        for process in processes:
            process.wait()


def environment(settings: Settings) -> Mapping[str, str]:
    """What a program is told of these settings."""
    return {
        "BANGVANG_DATA": str(settings.data),
        "DATABASE_URL": settings.database_url or "",
        "KAFKA_BOOTSTRAP_SERVERS": settings.kafka.servers,
        "BANGVANG_KAFKA_GROUP": settings.kafka.group,
        "BANGVANG_KAFKA_PARTITIONS": str(settings.kafka.partitions),
        "PYTHONWARNINGS": "ignore",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }


# --- Saves ------------------------------------------------------------------------------------------------------------
PROVINCE, UNIT_CODES = "tinh-moi", [f"xa-{number}" for number in range(SAVED_UNITS)]


def rows_of_saves(settings: Settings) -> Iterator[Row]:
    """Milliseconds until a save shows."""
    with Platform(settings) as platform:
        set_up(platform.application, PROVINCE, UNIT_CODES)
        platform.application.execute_all(open_scorecard(PROVINCE, unit) for unit in UNIT_CODES)
        platform.projections.advance()
        with running(settings, [RELAYS, PROJECTS]):
            wait_until(lambda: is_read_through(platform) and not lagging(platform))
            waits = saved_until_shown(platform)
    name = f"save until it shows through the broker, {PER_SECOND} saves a second"
    yield Row.limit(f"{name}, median", "ms", median(waits), P99)
    yield Row.limit(f"{name}, p99", "ms", quantiles(waits, n=100, method="inclusive")[-1], P99)


def is_read_through(platform: Platform) -> bool:
    """Whether everything that is in the log has come through the topic."""
    query = sa.select(sa.func.sum(PARTITIONS.c.offset)).group_by(PARTITIONS.c.projection)
    with platform.database.connect() as connection:
        read = connection.execute(query).scalars().all()
    return len(read) == len(platform.projections.fed_by_province) and min(read) >= platform.log.head()


def lagging(platform: Platform) -> bool:
    """Whether there is something that does not show yet."""
    return any(status.lag for status in platform.projections.status(PROVINCE))


def saved_until_shown(platform: Platform) -> list[float]:
    """Milliseconds from each command until its event shows."""
    shown = Shown(platform)
    watching = Thread(target=shown.watch)
    watching.start()
    began = perf_counter()

    def save(number: int) -> tuple[float, int]:
        sleep(max(0.0, began + number / PER_SECOND - perf_counter()))
        given = perf_counter()
        position = platform.application.execute(self_score(PROVINCE, UNIT_CODES[number % SAVED_UNITS], number)).position
        return given, position or 0

    with ThreadPoolExecutor(SAVERS) as savers:
        saves = list(savers.map(save, range(SAVES)))
    shown.wait_for(max(position for _, position in saves))
    watching.join()
    return [(shown.at(position) - given) * MILLISECONDS for given, position in saves]


class Shown:
    """When readers have found the ranking of the province at which position."""

    def __init__(self, platform: Platform) -> None:
        """Nothing has been seen yet."""
        self._platform = platform
        self._seen: list[tuple[int, float]] = []
        self._enough = Event()
        self._last = 0

    def watch(self) -> None:
        """Looks again and again."""
        while not (self._enough.is_set() and self._seen and self._seen[-1][0] >= self._last):
            with self._platform.database.connect() as connection:
                position = position_of(connection, RankingProjection, PROVINCE)
            if not self._seen or position > self._seen[-1][0]:
                self._seen.append((position, perf_counter()))
            sleep(GLANCE)

    def wait_for(self, position: int) -> None:
        """Looks no more when that has been seen."""
        self._last = position
        self._enough.set()

    def at(self, position: int) -> float:
        """When the position had first been reached."""
        return next(at for reached, at in self._seen if reached >= position)
