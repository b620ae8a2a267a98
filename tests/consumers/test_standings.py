"""The topic of rankings: what a reader of nothing else knows is what the read model says, and nothing that has gone."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Thread
from time import monotonic, sleep
from typing import get_args

import jsonschema_rs
import msgspec
import pytest
import sqlalchemy as sa

from api.demo.national import load_national
from application.messaging.standings import Absence, Phase, Standing, schema
from application.messaging.topics import RANKINGS
from application.settings import Kafka, Settings
from consumers.kafka import Producer, Record, make_topics
from consumers.lease import Lease, LeaseLost
from consumers.standings.tables import PUBLISHED
from consumers.standings.tenure import Tenure
from consumers.standings.worker import LEASE, StandingsWorker
from domain.province.commands import DissolveUnit
from domain.province.events import stream_id
from domain.round.state import Round
from projections.database import writing
from projections.feeding.tables import RELAY
from projections.platform import Platform
from projections.positions import Feed, Stand, stand_of
from projections.ranking import RankingProjection, answer
from projections.ranking.tables import UNITS as UNIT_TABLES
from projections.tables import POSITIONS
from tests.consumers.programs import running
from tests.consumers.ranked import EVERYBODY, NOTICE, UNITS, begin, held, key, lower, messages, rename, said, short
from tests.domain.builders import PROVINCE
from tests.projections.steps import give

pytestmark = pytest.mark.no_cover

UNIT_ROWS = UNIT_TABLES[0]
PATIENCE = 30.0


# --- Scene ------------------------------------------------------------------------------------------------------------
@pytest.fixture
def kafka(kafka: Kafka) -> Kafka:
    """One partition, so that messages are read in the order in which they were sent."""
    return msgspec.structs.replace(kafka, partitions=1)


@pytest.fixture
def scored(platform: Platform) -> Platform:
    """A province with ranks, folded."""
    begin(platform)
    return platform


def stand(platform: Platform) -> Stand:
    with platform.database.connect() as connection:
        found = stand_of(connection, RankingProjection)
    assert found is not None
    return found


def feed(platform: Platform, position: int) -> None:
    """As if projectors had gone on from this position of the log."""
    ranking = POSITIONS.c.projection == "ranking"
    with writing(platform.database) as connection:
        connection.execute(sa.update(POSITIONS).where(ranking).values(feed="kafka", position=position))


# --- What is known ----------------------------------------------------------------------------------------------------
def sent(platform: Platform, after: int = 0) -> list[str]:
    """The units that messages are about, by their codes, without so many that came first."""
    return sorted(names(messages(platform.settings.kafka)[after:]))


def names(found: Sequence[Record]) -> list[str]:
    return [record.key.decode().rsplit("/", 1)[-1] for record in found if record.key is not None]


def saved(platform: Platform) -> int:
    with platform.database.connect() as connection:
        position: int = connection.execute(sa.select(RELAY.c.position).where(RELAY.c.name == LEASE)).scalar_one()
    return position


# --- Work -------------------------------------------------------------------------------------------------------------
def never() -> bool:
    return False


@contextmanager
def tenure(platform: Platform) -> Iterator[Tenure]:
    """A time of holding the lease, step by step."""
    kafka, lease = platform.settings.kafka, Lease(platform, LEASE)
    make_topics(kafka, [RANKINGS])
    assert lease.take() is not None
    try:
        with closing(Producer(kafka, name="test")) as producer:
            yield Tenure(platform, platform.log, lease, producer)
    finally:
        lease.release()


@contextmanager
def at_work(platform: Platform) -> Iterator[StandingsWorker]:
    """A worker in a thread of its own."""
    worker = StandingsWorker(platform)
    thread = Thread(target=worker.run)
    thread.start()
    try:
        yield worker
    finally:
        worker.stop()
        thread.join(PATIENCE)
        assert not thread.is_alive()


def wait_until(holds: Callable[[], bool]) -> None:
    until = monotonic() + PATIENCE
    while not holds():
        assert monotonic() < until
        sleep(0.05)


# --- What is told -----------------------------------------------------------------------------------------------------
def test_the_message_has_every_word_of_the_read_model():
    assert set(get_args(Absence)) == {each.value for each in answer.Absence}
    assert set(get_args(Phase)) == {each.__name__ for each in get_args(Round)} - {"NotOpened"}


def test_who_reads_the_topic_knows_what_the_read_model_says(scored: Platform):
    StandingsWorker(scored).run(once=True)
    kafka = scored.settings.kafka
    told = held(kafka)
    assert short(told) == said(scored)
    assert [(told[key(unit)].rank, told[key(unit)].absence) for unit in UNITS] == [
        *((1, None), (2, None), (2, None), (None, "not-submitted"), (None, "no-scorecard"))
    ]
    assert {(each.status, each.data_provenance.value, each.notice) for each in told.values()} == {
        ("provisional", "illustrative", NOTICE)
    }
    assert {each.position for each in told.values()} == {scored.log.head()}
    is_valid = jsonschema_rs.validator_for(schema()).is_valid
    assert all(is_valid(msgspec.json.decode(record.value or b"")) for record in messages(kafka))


def test_a_published_round_says_so_and_keeps_the_names_of_its_day(platform: Platform):
    load_national(platform.application, lambda: None)
    platform.projections.advance()
    with tenure(platform) as publishing:
        assert publishing.publish(never, never)
        told = messages(platform.settings.kafka)
        standing = msgspec.json.decode(told[0].value or b"", type=Standing)
        assert (standing.status, standing.phase) == ("published", "Published")
        rename(platform, standing.province, standing.unit)
        platform.projections.advance()
        assert not publishing.publish(never, never)
    assert messages(platform.settings.kafka) == told


def test_only_what_has_changed_is_sent_again(scored: Platform):
    with tenure(scored) as publishing:
        publishing.publish(never, never)
        lower(scored)
        scored.projections.advance()
        assert publishing.publish(never, never)
        assert not publishing.publish(never, never)
    assert sent(scored, after=len(EVERYBODY)) == sorted(UNITS[:3])
    assert short(held(scored.settings.kafka)) == said(scored)


def test_a_renamed_unit_has_its_new_name_and_others_are_left_alone(scored: Platform):
    with tenure(scored) as publishing:
        publishing.publish(never, never)
        rename(scored, PROVINCE, UNITS[1])
        scored.projections.advance()
        assert publishing.publish(never, never)
    assert sent(scored, after=len(EVERYBODY)) == [UNITS[1]]
    assert held(scored.settings.kafka)[key(UNITS[1])].name == "Tên mới"


def test_a_unit_that_leaves_has_a_tombstone(scored: Platform):
    with tenure(scored) as publishing:
        publishing.publish(never, never)
        assert key(UNITS[4]) in held(scored.settings.kafka)
        give(scored, DissolveUnit, UNITS[4])
        scored.projections.advance()
        publishing.publish(never, never)
    [last] = [record for record in messages(scored.settings.kafka) if record.value is None]
    assert last.key == str(key(UNITS[4])).encode()
    assert dict(last.headers)["ce_position"] == str(scored.log.head()).encode()
    assert short(held(scored.settings.kafka)) == said(scored)


# --- When it is told --------------------------------------------------------------------------------------------------
def test_what_the_read_model_has_not_had_is_waited_for(scored: Platform):
    with tenure(scored) as publishing:
        publishing.publish(never, never)
        head = scored.log.head()
        lower(scored)
        assert not publishing.publish(never, never)
        assert (publishing.waits, saved(scored)) == (True, head)
        scored.projections.advance()
        assert publishing.publish(never, never)
        assert (publishing.waits, saved(scored)) == (False, scored.log.head())


def test_a_rebuild_under_projectors_is_noticed(scored: Platform):
    """It may put right what they could not fold, and no event tells of that."""
    feed(scored, position=1)
    with tenure(scored) as publishing:
        publishing.publish(never, never)
        unit = sa.and_(UNIT_ROWS.c.unit == UNITS[0], UNIT_ROWS.c.stream == str(stream_id(PROVINCE)))
        with writing(scored.database) as connection:
            connection.execute(sa.update(UNIT_ROWS).where(unit).values(name="Sửa lại"))
        assert not publishing.publish(never, never)
        feed(scored, position=2)
        assert publishing.publish(never, never)
    assert held(scored.settings.kafka)[key(UNITS[0])].name == "Sửa lại"


def test_a_worker_follows_and_ends_when_it_is_told_to(scored: Platform):
    kafka = scored.settings.kafka
    with at_work(scored):
        wait_until(lambda: len(held(kafka)) == len(EVERYBODY))
        lower(scored)
        scored.projections.advance()
        wait_until(lambda: held(kafka)[key(UNITS[0])].rank == 3)
    assert short(held(kafka)) == said(scored)


def test_the_relay_publishes_beside_the_events(scored: Platform):
    with running(scored.settings, ["relay"]) as [relay]:
        wait_until(lambda: short(held(scored.settings.kafka)) == said(scored))
        relay.stop()


@pytest.mark.lengthy
def test_it_waits_for_projectors_as_for_anybody(scored: Platform):
    kafka = scored.settings.kafka
    with running(scored.settings, ["relay", "project"]) as programs:
        wait_until(lambda: len(held(kafka)) == len(EVERYBODY))
        wait_until(lambda: stand(scored).feed == Feed.KAFKA)
        lower(scored)
        wait_until(lambda: held(kafka)[key(UNITS[0])].rank == 3)
        for program in programs:
            program.stop()
    assert short(held(kafka)) == said(scored)
    assert held(kafka)[key(UNITS[0])].position == scored.log.head()


def test_it_waits_for_a_read_model_that_there_is_not_yet(tmp_path: Path, kafka: Kafka):
    with Platform(Settings(data=tmp_path, kafka=kafka)) as platform:
        load_national(platform.application, lambda: None)
        with at_work(platform):
            sleep(0.3)
            platform.projections.advance()
            wait_until(lambda: short(held(kafka)) == said(platform))


# --- Who tells it -----------------------------------------------------------------------------------------------------
def test_who_takes_over_sends_everything_again(scored: Platform):
    for _ in range(2):
        StandingsWorker(scored).run(once=True)
    assert sent(scored) == sorted(EVERYBODY * 2)


def test_who_takes_over_takes_back_what_a_predecessor_may_have_sent_last(scored: Platform):
    StandingsWorker(scored).run(once=True)
    with writing(scored.database) as connection:
        connection.execute(sa.insert(PUBLISHED), {**key("so-6")._asdict(), "digest": ""})
    StandingsWorker(scored).run(once=True)
    gone = [record.key for record in messages(scored.settings.kafka) if record.value is None]
    assert gone == [str(key("so-6")).encode()]
    with scored.database.connect() as connection:
        assert sorted(connection.execute(sa.select(PUBLISHED.c.unit)).scalars()) == EVERYBODY


def test_of_two_one_stands_by(scored: Platform):
    lease = Lease(scored, LEASE)
    assert lease.take() is not None
    StandingsWorker(scored).run(once=True)
    assert sent(scored) == []
    with at_work(scored):
        sleep(0.3)
        lease.release()
        wait_until(lambda: short(held(scored.settings.kafka)) == said(scored))


def test_who_has_lost_the_lease_sends_nothing_and_notes_nothing(scored: Platform):
    with tenure(scored) as publishing:
        with writing(scored.database) as connection:
            connection.execute(sa.update(RELAY).where(RELAY.c.name == LEASE).values(epoch=RELAY.c.epoch + 1))
        with pytest.raises(LeaseLost):
            publishing.publish(never, never)
    assert sent(scored) == []
    with scored.database.connect() as connection:
        assert connection.execute(sa.select(PUBLISHED)).all() == []
