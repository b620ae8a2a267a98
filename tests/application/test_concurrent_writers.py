"""Many write at once while one follows: the follower sees each event, once, in order."""

import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import monotonic
from uuid import UUID, uuid4

from eventsourcing.persistence import InfrastructureFactory, IntegrityError

from application.log import LogEntry, LogReader
from tests.application import writer_program
from tests.application.conftest import Recorder
from tests.application.samples import stored
from tests.application.writer_program import EVENTS, write

WRITERS = 8
PATIENCE = 30
"""Seconds after which the log is taken to lack something."""


def follow(log: LogReader, events: int) -> list[LogEntry]:
    """Everything that a follower sees until it has seen so many events, in pages that fit no save."""
    seen: list[LogEntry] = []
    deadline = monotonic() + PATIENCE
    while len(seen) < events and monotonic() < deadline:
        page = log.read(seen[-1].position if seen else 0, 7)
        seen += page
        if not page:
            log.wait(1)
    return seen


def assert_complete(seen: Iterable[LogEntry], streams: Iterable[UUID]) -> None:
    """Positions without gap or repetition, and of every stream all versions in order."""
    versions = defaultdict(list)
    for position, entry in enumerate(seen, start=1):
        assert entry.position == position
        versions[entry.originator_id].append(entry.originator_version)
    assert versions == {stream: list(range(1, EVENTS + 1)) for stream in streams}


def write_in_own_store(environment: dict[str, str], stream: UUID) -> None:
    factory = InfrastructureFactory.construct(environment)
    write(factory.application_recorder(), stream)
    factory.close()


def test_a_follower_sees_everything_that_threads_write(recorder: Recorder, log: LogReader):
    streams = [uuid4() for _ in range(WRITERS)]
    with ThreadPoolExecutor(WRITERS + 1) as people:
        following = people.submit(follow, log, WRITERS * EVENTS)
        for writing in [people.submit(write, recorder, stream) for stream in streams]:
            writing.result()
    assert_complete(following.result(), streams)


def test_a_follower_sees_everything_that_separate_connections_write(
    recorder: Recorder, log: LogReader, store_environment
):
    streams = [uuid4() for _ in range(WRITERS)]
    with ThreadPoolExecutor(WRITERS + 1) as people:
        following = people.submit(follow, log, WRITERS * EVENTS)
        for writing in [people.submit(write_in_own_store, store_environment, stream) for stream in streams]:
            writing.result()
    assert recorder.max_notification_id() == WRITERS * EVENTS
    assert_complete(following.result(), streams)


def test_a_follower_sees_everything_that_processes_write(log: LogReader, store_environment):
    streams = [uuid4() for _ in range(WRITERS)]
    settings = [f"{key}={value}" for key, value in store_environment.items()]
    root = Path(__file__).parents[2]
    programs = [
        subprocess.Popen([sys.executable, "-m", writer_program.__name__, str(stream), *settings], cwd=root)
        for stream in streams
    ]
    seen = follow(log, WRITERS * EVENTS)
    assert [program.wait(PATIENCE) for program in programs] == [0] * WRITERS
    assert_complete(seen, streams)


def test_of_writers_of_the_same_version_one_wins(recorder: Recorder, log: LogReader):
    stream = uuid4()

    def contend(_: int) -> int:
        return sum(wins(version) for version in range(1, EVENTS + 1))

    def wins(version: int) -> bool:
        try:
            recorder.insert_events(stored(stream, version))
        except IntegrityError:
            return False
        return True

    with ThreadPoolExecutor(WRITERS) as people:
        assert sum(people.map(contend, range(WRITERS))) == EVENTS
    assert_complete(log.read(0, EVENTS + 1), [stream])
