"""The projector: read models from Kafka, whatever happens on the way, are those that the log comes to."""

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from random import Random
from threading import Thread

import msgspec
import psycopg
import pytest
import sqlalchemy as sa

from application.messaging.events import Message
from application.messaging.topics import EVENTS
from application.settings import Kafka, Settings
from consumers.kafka import Producer
from consumers.projector import Projector, holding, projector
from consumers.relay import Relay
from projections.database import share_and_take_turns, writing
from projections.feeding.arrivals import Partition
from projections.feeding.claims import take
from projections.feeding.letters import DeadLetters
from projections.feeding.provinces import turns
from projections.feeding.tables import PARTITIONS, PROVINCES
from projections.platform import Platform
from projections.positions import Feed
from projections.ranking import RankingProjection
from tests.consumers.brokers import Started, wait_until
from tests.consumers.programs import running
from tests.consumers.scene import PROVINCES as NAMES
from tests.consumers.scene import deed, settle
from tests.consumers.topic import dead_letters
from tests.projections.feeds import failing

pytestmark = pytest.mark.no_cover

FED = ("ranking", "score_history", "progress", "eligibility", "dossiers", "honours")


@pytest.fixture
def kafka(kafka: Kafka) -> Kafka:
    """Few partitions, so that provinces share them."""
    return msgspec.structs.replace(kafka, partitions=4)


@pytest.fixture
def settled(platform: Platform) -> Platform:
    """Two provinces in the log and in the topic."""
    for province in NAMES[:2]:
        settle(platform.application, province)
    busy(platform, 10)
    relay(platform)
    return platform


def busy(platform: Platform, deeds: int, seed: int = 1) -> None:
    chance = Random(seed)
    for _ in range(deeds):
        platform.application.execute(deed(chance, NAMES[:2]))


def relay(platform: Platform) -> None:
    Relay(platform).run(once=True)


@contextmanager
def projecting(settings: Settings, members: int = 1) -> Iterator[Sequence[Projector]]:
    """So many projectors at work in threads; what they could not do is raised at the end."""
    platforms = [Platform(settings) for _ in range(members)]
    working = [Projector(platform, name=f"member-{number}") for number, platform in enumerate(platforms)]
    threads = [Thread(target=each.run) for each in working]
    try:
        for thread in threads:
            thread.start()
        yield working
    finally:
        for each in working:
            each.stop()
        for thread in threads:
            thread.join()
        for platform in platforms:
            platform.close()


def wait_until_shown(platform: Platform) -> None:
    wait_until(lambda: not any(status.lag for status in platform.projections.status()), "everything is shown")


def assert_right(platform: Platform) -> None:
    assert [name for name in platform.projections if not platform.projections.verify(name).equal] == []


def partitions_held(platform: Platform) -> dict[int, str]:
    query = sa.select(PARTITIONS.c.partition, PARTITIONS.c.member).where(PARTITIONS.c.projection == "ranking")
    with platform.database.connect() as connection:
        return {row.partition: row.member for row in connection.execute(query)}


def test_what_is_in_the_topic_comes_to_what_is_in_the_log(settings: Settings, settled: Platform):
    with projecting(settings):
        wait_until_shown(settled)
        busy(settled, 10, seed=2)
        relay(settled)
        wait_until_shown(settled)
    feeds = {status.projection: status.feed for status in settled.projections.status()}
    assert feeds == dict.fromkeys(FED, Feed.KAFKA) | dict.fromkeys(("moments", "transparency"), Feed.LOG)
    with settled.database.connect() as connection:
        provinces = set(connection.execute(sa.select(PROVINCES.c.province)).scalars())
    assert provinces <= set(NAMES[:2])
    assert_right(settled)
    assert dead_letters(settings.kafka) == []


@pytest.mark.parametrize("most", [1, 25])
def test_what_is_read_ahead_is_folded_in_its_order(
    settings: Settings, settled: Platform, monkeypatch: pytest.MonkeyPatch, most: int
):
    monkeypatch.setattr(projector, "MANY", 1)
    monkeypatch.setattr(projector, "MOST", most)
    with projecting(settings):
        for seed in range(2, 5):
            busy(settled, 10, seed=seed)
            relay(settled)
        wait_until_shown(settled)
    assert_right(settled)
    assert dead_letters(settings.kafka) == []


@pytest.mark.parametrize("many", [projector.MANY, 1])
def test_a_province_that_has_to_wait_does_not_hold_up_another(
    settings: Settings, settled: Platform, monkeypatch: pytest.MonkeyPatch, many: int
):
    monkeypatch.setattr(projector, "MANY", many)
    waiting, other = NAMES[:2]
    with projecting(settings):
        wait_until_shown(settled)
        with writing(settled.database) as connection:
            share_and_take_turns(connection, [], turns([RankingProjection()], [waiting]))
            for seed in range(2, 5):
                busy(settled, 10, seed=seed)
                relay(settled)
                wait_until(lambda: not lag(settled, other), "the other is shown")
            assert lag(settled, waiting)
        wait_until_shown(settled)
    assert_right(settled)


def lag(platform: Platform, province: str) -> int:
    return max(status.lag for status in platform.projections.status(province))


@pytest.mark.lengthy
def test_members_share_the_partitions_and_take_over_from_each_other(settings: Settings, settled: Platform):
    with projecting(settings, 2) as (first, _):
        wait_until(lambda: set(partitions_held(settled).values()) == {"member-0", "member-1"}, "both have partitions")
        busy(settled, 10, seed=2)
        relay(settled)
        wait_until_shown(settled)
        first.stop()
        wait_until(lambda: set(partitions_held(settled).values()) == {"member-1"}, "one has all partitions")
        busy(settled, 5, seed=3)
        relay(settled)
        wait_until_shown(settled)
    assert_right(settled)


def test_a_poison_record_is_told_and_put_right(settings: Settings, settled: Platform):
    with closing(Producer(settings.kafka, name="stranger")) as stranger:
        stranger.send(EVENTS.name, Message(NAMES[0].encode(), b"{", [("ce_id", b"1")]))
        stranger.flush(10)
    busy(settled, 5, seed=2)
    relay(settled)
    with projecting(settings):
        wait_until(lambda: len(dead_letters(settings.kafka)) == len(FED), "all are told")
        wait_until_shown(settled)
    assert_right(settled)
    (first, *_) = dead_letters(settings.kafka)
    told = dict(first.headers)
    assert (first.value, told["ce_id"], told["deadletter_topic"]) == (b"{", b"1", EVENTS.name.encode())
    assert told["deadletter_problem"].startswith(b"Unreadable")
    letters = DeadLetters(settled.database, settled.projections)
    assert {letter.projection for letter in letters.list()} == set(FED)
    assert len(letters.retry()) == len(FED)
    assert letters.list() == []
    assert_right(settled)


def test_an_event_that_cannot_be_folded_is_put_right_when_it_can(settings: Settings, settled: Platform):
    with Platform(settings) as other:
        working = Projector(other, name="member")
        thread = Thread(target=working.run)
        thread.start()
        try:
            wait_until_shown(settled)
            with failing(other, "score_history", {settled.log.head() + 1}):
                busy(settled, 5, seed=4)
                relay(settled)
                wait_until(lambda: len(dead_letters(settings.kafka)) == 1, "it is told")
                wait_until_shown(settled)
        finally:
            working.stop()
            thread.join()
    assert not settled.projections.verify("score_history").equal
    (retried,) = DeadLetters(settled.database, settled.projections).retry()
    assert retried.projection == "score_history"
    assert_right(settled)


@pytest.mark.lengthy
@pytest.mark.parametrize("many", [projector.MANY, 1])
def test_connections_that_are_cut_cost_nothing(
    settings: Settings, settled: Platform, monkeypatch: pytest.MonkeyPatch, many: int
):
    monkeypatch.setattr(projector, "LONGEST", 0.5)
    monkeypatch.setattr(projector, "MANY", many)
    with projecting(settings), psycopg.connect(settings.database_url or "", autocommit=True) as admin:
        for seed in range(2, 5):
            busy(settled, 5, seed=seed)
            relay(settled)
            admin.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
                " AND datname = current_database() AND query ILIKE '%%projection_partition%%'"
            )
        wait_until_shown(settled)
    assert_right(settled)


@pytest.mark.lengthy
def test_a_broker_that_is_away_for_a_while_costs_nothing(settings: Settings, settled: Platform, broker: Started):
    with projecting(settings):
        wait_until_shown(settled)
        with broker.away():
            busy(settled, 5, seed=2)
        relay(settled)
        wait_until_shown(settled)
    assert_right(settled)


@pytest.mark.lengthy
def test_who_took_a_partition_by_mistake_does_not_keep_it(
    settings: Settings, settled: Platform, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(holding, "AGAIN", 0.2)
    with projecting(settings):
        wait_until_shown(settled)
        for each in settled.projections.fed_by_province:
            for number in range(settings.kafka.partitions):
                take(settled.database, each, Partition(EVENTS.name, number), "a member that was told too late")
        busy(settled, 5, seed=2)
        relay(settled)
        wait_until_shown(settled)
    assert_right(settled)


@pytest.mark.lengthy
def test_the_command_drains_when_it_is_told_to_end(settings: Settings, settled: Platform):
    with running(settings, ["project"]) as (program,):
        wait_until(lambda: len(partitions_held(settled)) == settings.kafka.partitions, "it has the partitions")
        wait_until_shown(settled)
        program.stop()
    assert_right(settled)


def test_once_it_ends_when_nothing_is_left(settings: Settings, settled: Platform, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(projector, "QUIET", 1.0)
    with Platform(settings) as other:
        Projector(other).run(once=True)
    wait_until_shown(settled)
    assert_right(settled)
