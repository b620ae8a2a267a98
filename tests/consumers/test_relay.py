"""The relay: everything in the log goes out, in order and without gaps, whatever happens on the way."""

import os
import signal
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from random import Random
from threading import Thread
from time import monotonic, sleep
from urllib.request import urlopen
from uuid import UUID, uuid4

import psycopg
import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from application.messaging.events import received
from application.messaging.topics import EVENTS, TOPICS
from application.settings import Kafka, Settings
from consumers.kafka import Producer, make_topics
from consumers.lease import Lease, LeaseLost
from consumers.relay import Relay, tenure
from consumers.relay.command import relay
from projections.database import writing
from projections.feeding.tables import RELAY, RELAYED
from projections.platform import Platform
from tests.application.samples import stored
from tests.consumers.brokers import Broker, free_port, wait_until
from tests.consumers.programs import START, Program, environment, running
from tests.consumers.scene import PROVINCES, deed, settle
from tests.consumers.topic import assert_tells_the_log, records

pytestmark = pytest.mark.no_cover

THOROUGH = bool(os.environ.get("THOROUGH"))
PATIENCE = 20
"""Seconds in which whatever is waited for has to come about."""


@pytest.fixture(params=["sqlite", "postgres"])
def settings(request: pytest.FixtureRequest, tmp_path: Path, kafka: Kafka) -> Settings:
    url = request.getfixturevalue("database_url") if request.param == "postgres" else None
    return Settings(data=tmp_path, database_url=url, kafka=kafka)


on_postgres = pytest.mark.parametrize("settings", ["postgres"], indirect=True)


@pytest.fixture
def filled(platform: Platform) -> Platform:
    """A platform with two provinces, a stranger's event, an erased person's and a damaged record in its log."""
    for province in PROVINCES[:2]:
        settle(platform.application, province)
    [envelope] = platform.log.read(0, 1)
    strangers = stored(UUID(int=1), 1, 2, name="stranger.came.v1", state=envelope.state)
    platform.application.recorder.insert_events([*strangers, *stored(uuid4(), 1, name="unit.registered.v1")])
    busy(platform, 30)
    return platform


def busy(platform: Platform, deeds: int, seed: int = 1) -> None:
    chance = Random(seed)
    for _ in range(deeds):
        platform.application.execute(deed(chance, PROVINCES[:2]))


def saved(platform: Platform) -> int:
    with platform.database.connect() as connection:
        return connection.execute(sa.select(RELAY.c.position).where(RELAY.c.name == "events")).scalar_one_or_none() or 0


def row(platform: Platform) -> sa.Row[tuple[str, int, int, str]]:
    with platform.database.connect() as connection:
        return connection.execute(sa.select(RELAY).where(RELAY.c.name == "events")).one()


def wait_until_saved(platform: Platform) -> None:
    head = platform.log.head()
    wait_until(lambda: saved(platform) >= head, f"position {head} is saved", PATIENCE)


@contextmanager
def relaying(platform: Platform, holder: str = "one") -> Iterator[Relay]:
    """A relay at work in another thread, told to stop at the end, which it has to do in time."""
    working = Relay(platform, holder=holder)
    thread = Thread(target=working.run)
    thread.start()
    try:
        yield working
    finally:
        working.stop()
        thread.join(PATIENCE)
        assert not thread.is_alive()


# --- What goes out ----------------------------------------------------------


def test_every_entry_goes_out_once_and_in_order(filled: Platform):
    Relay(filled).run(once=True)
    assert_tells_the_log(filled)
    assert len(records(filled.settings.kafka, EVENTS)) == filled.log.head() == saved(filled)
    provinces = {record.key for record in records(filled.settings.kafka, EVENTS)}
    assert provinces == {b"tinh-1", b"tinh-2", b"_"}


def test_pages_and_restarts_leave_no_seam(filled: Platform, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(tenure, "PAGE", 7)
    for seed in range(3):
        Relay(filled).run(once=True)
        busy(filled, 20, seed)
    Relay(filled).run(once=True)
    assert_tells_the_log(filled)
    assert len(records(filled.settings.kafka, EVENTS)) == filled.log.head()


def test_what_is_saved_of_a_province_is_its_last_event(filled: Platform):
    Relay(filled).run(once=True)
    last = {record.key: received(record.headers, record.value) for record in records(filled.settings.kafka, EVENTS)}
    with filled.database.connect() as connection:
        rows = connection.execute(sa.select(RELAYED)).all()
    assert len(rows) == len(last)
    for each in rows:
        event = last[each.province.encode()]
        assert (each.position, each.sequence) == (event.position, event.place.sequence)
        assert each.recorded_at == f"{event.recorded_at.replace(tzinfo=None).isoformat()}Z"


def test_an_empty_log_is_relayed_at_once(platform: Platform):
    Relay(platform).run(once=True)
    assert records(platform.settings.kafka, EVENTS) == []


def test_a_save_is_relayed_at_once(filled: Platform):
    with relaying(filled):
        wait_until_saved(filled)
        waits = []
        for seed in range(5):
            busy(filled, 2, seed + 10)
            began = monotonic()
            wait_until_saved(filled)
            waits.append(monotonic() - began)
            # Long enough for it to wait for the next.
            sleep(0.05)
    assert min(waits) < 0.5
    assert_tells_the_log(filled)


# --- What may happen on the way ---------------------------------------------


@pytest.mark.lengthy
def test_a_relay_that_is_killed_repeats_and_skips_nothing(filled: Platform):
    kills = 12 if THOROUGH else 2
    chance = Random(7)
    with running(filled.settings, ["relay"]) as [program]:
        for number in range(kills):
            busy(filled, 60, 100 + number)
            before = saved(filled)
            wait_until(lambda: saved(filled) > before, "something is relayed", PATIENCE)  # noqa: B023  # Called at once.
            sleep(chance.random() / 20)
            program.kill()
            position = saved(filled)
            arrived = {received(each.headers, each.value).position for each in records(filled.settings.kafka, EVENTS)}
            assert arrived >= set(range(1, position + 1)), "the position is ahead of what has arrived"
            program.start()
        busy(filled, 10, 99)
        wait_until_saved(filled)
        program.stop()
    assert_tells_the_log(filled)


def test_what_was_sent_and_not_saved_goes_out_again_under_the_same_numbers(filled: Platform):
    Relay(filled).run(once=True)
    before = records(filled.settings.kafka, EVENTS)
    with writing(filled.database) as connection:
        # As if it had been killed before its first save.
        connection.execute(sa.update(RELAY).values(position=0))
        connection.execute(sa.delete(RELAYED))
    Relay(filled).run(once=True)
    assert_tells_the_log(filled)
    assert len(records(filled.settings.kafka, EVENTS)) == 2 * len(before)


@on_postgres
def test_a_broker_that_is_away_for_a_while_costs_nothing(filled: Platform, broker: Broker):
    with relaying(filled):
        wait_until_saved(filled)
        with broker.away():
            busy(filled, 30, 50)
            sleep(1.2)
            assert saved(filled) < filled.log.head()
        wait_until_saved(filled)
    assert_tells_the_log(filled)


@on_postgres
def test_a_relay_that_starts_without_a_broker_waits_for_it(filled: Platform, broker: Broker):
    broker.kill()
    with relaying(filled):
        sleep(1)
        assert saved(filled) == 0
        broker.start()
        wait_until_saved(filled)
    assert_tells_the_log(filled)


@on_postgres
def test_a_relay_that_is_to_stop_does_not_wait_long_for_a_broker(filled: Platform, broker: Broker, monkeypatch):
    monkeypatch.setattr("consumers.leading.DRAIN", 0.5)
    with relaying(filled):
        wait_until_saved(filled)
        with broker.away():
            busy(filled, 3, 60)
            sleep(0.5)
            began = monotonic()
    assert monotonic() - began < PATIENCE


@on_postgres
def test_a_database_that_drops_its_connections_costs_nothing(filled: Platform, database_url: str):
    with relaying(filled):
        wait_until_saved(filled)
        for seed in range(3):
            with psycopg.connect(database_url, autocommit=True) as connection:
                connection.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            busy(filled, 10, 70 + seed)
            wait_until_saved(filled)
    assert_tells_the_log(filled)


# --- One at a time ----------------------------------------------------------


@on_postgres
def test_of_two_relays_one_works_and_the_other_takes_over(filled: Platform):
    with relaying(filled, "one"):
        wait_until_saved(filled)
        with Platform(filled.settings) as another, relaying(another, "two"):
            busy(filled, 20, 80)
            wait_until_saved(filled)
            assert (row(filled).holder, row(filled).epoch) == ("one", 1)
            assert len(records(filled.settings.kafka, EVENTS)) == filled.log.head()
    with Platform(filled.settings) as another, relaying(another, "two"):
        busy(filled, 20, 81)
        wait_until_saved(filled)
        assert (row(filled).holder, row(filled).epoch) == ("two", 2)
    assert_tells_the_log(filled)


@pytest.mark.lengthy
def test_a_standby_takes_over_from_a_killed_relay_in_two_seconds(filled: Platform):
    with running(filled.settings, ["relay"]) as [program], relaying_later(filled, program) as began:
        wait_until(lambda: row(filled).holder == "two", "the standby takes over", PATIENCE)
        assert monotonic() - began < 2
        wait_until_saved(filled)
    assert_tells_the_log(filled)


@contextmanager
def relaying_later(platform: Platform, program: Program) -> Iterator[float]:
    """A standby beside a program that relays, which is then killed; tells when."""
    wait_until_saved(platform)
    with Platform(platform.settings) as another, relaying(another, "two"):
        sleep(1)
        assert row(platform).holder != "two"
        program.kill()
        busy(platform, 10, 90)
        yield monotonic()


def test_whoever_has_lost_the_lease_saves_nothing(filled: Platform):
    kafka = filled.settings.kafka
    make_topics(kafka, TOPICS)
    lease = Lease(filled, "events", "one")
    assert lease.take() == 0
    with closing(Producer(kafka, name="one")) as producer:
        work = tenure.Tenure(filled, filled.log, lease, producer, 0)
        with writing(filled.database) as connection:
            connection.execute(sa.update(RELAY).values(epoch=RELAY.c.epoch + 1, holder="two"))
        assert work.relay(lambda: False)
        with pytest.raises(LeaseLost):
            work.finish(lambda: False)
    lease.release()
    assert saved(filled) == 0
    with filled.database.connect() as connection:
        assert connection.execute(sa.select(RELAYED)).all() == []


# --- The command ------------------------------------------------------------


def test_the_command_relays_once(filled: Platform):
    environment = {
        "KAFKA_BOOTSTRAP_SERVERS": filled.settings.kafka.servers,
        "DATABASE_URL": filled.settings.database_url or "",
    }
    before = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)
    try:
        answer = CliRunner().invoke(relay, ["--once", "--data", str(filled.settings.data)], env=environment)
    finally:
        signal.signal(signal.SIGTERM, before[0])
        signal.signal(signal.SIGINT, before[1])
    assert answer.exit_code == 0, answer.output
    assert_tells_the_log(filled)


@on_postgres
@pytest.mark.lengthy
def test_the_command_tells_its_metrics_and_stops_when_asked(filled: Platform):
    port = free_port()
    command = ["-c", START["relay"], "--metrics-port", str(port)]
    program = Program("relay", command, environment(filled.settings), filled.settings.data)
    program.start()
    try:
        wait_until_saved(filled)
        head = float(filled.log.head())
        wait_until(lambda: f"bangvang_relay_position {head}" in metrics(port), "the position is told", PATIENCE)
        told = metrics(port)
        program.stop()
    finally:
        program.clean_up()
    assert f"bangvang_relay_events_total {head}" in told
    assert "bangvang_relay_lag_events 0.0" in told
    assert "bangvang_relay_holds_lease 1.0" in told
    assert_tells_the_log(filled)


def metrics(port: int) -> str:
    with urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
        told: str = answer.read().decode()
    return told
