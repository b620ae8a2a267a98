"""Read models that are fed by province: whatever comes, however often and in whatever batches, it is the same."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from application.messaging.topics import EVENTS
from application.settings import Settings
from benchmarks.scene import open_scorecard, self_score, set_up
from domain.command import Command
from projections import verifying
from projections.building import tables_of
from projections.database import writing
from projections.feeding import lane as feeding
from projections.feeding.apart import FedByLogOnly
from projections.feeding.arrivals import Arrival, arrived
from projections.feeding.claims import Fenced
from projections.feeding.feeder import NotBuried
from projections.feeding.letters import DeadLetters, DeadLetterUnknown
from projections.feeding.tables import PARTITIONS, PROVINCES, RELAY, RELAYED
from projections.platform import Platform
from projections.positions import POSITIONS, Feed, ProjectionOutdated, ProjectionStopped, position_of
from projections.ranking import RankingProjection
from projections.verifying import ProvincesNotLevel
from tests.projections.award_histories import HISTORIES
from tests.projections.feeds import Brought, Feeders, arrivals_of, at_offsets, failing, feed_by_province, province_of
from tests.projections.histories import give_all
from tests.projections.shown import PROJECTIONS as EVERY
from tests.projections.test_laws import new_platform, portions

pytestmark = pytest.mark.no_cover

THOROUGH = "THOROUGH" in os.environ
law = examples(
    max_examples=40 if THOROUGH else 2, deadline=None, derandomize=not THOROUGH, print_blob=True, database=None
)
SIZES = st.lists(st.integers(min_value=1, max_value=40), min_size=1, max_size=6)
OTHERS = ("tinh-a", "tinh-b")
FED = ("ranking", "score_history", "progress", "eligibility", "dossiers", "honours")
PROJECTIONS = [each for each in EVERY if each.name in FED]


@pytest.fixture(params=["sqlite", "postgres"] if THOROUGH else ["postgres"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """A store on which several may work at once; on the other one, the laws hold as well."""
    url = request.getfixturevalue("database_url") if request.param == "postgres" else None
    return Settings(data=tmp_path, database_url=url)


def live_in_others(platform: Platform, number: int = 25) -> None:
    """Two more provinces, whose units enter scores in turns."""
    for province in OTHERS:
        set_up(platform.application, province, ["xa-1", "xa-2"])
        platform.application.execute_all(open_scorecard(province, unit) for unit in ("xa-1", "xa-2"))
    for turn in range(number):
        platform.application.execute(self_score(OTHERS[turn % 2], f"xa-{turn % 3 % 2 + 1}", turn))


@pytest.fixture
def provinces(platform: Platform) -> Platform:
    """Two provinces in the log, of which nothing has been folded; projectors are to feed what they may."""
    feed_by_province(platform)
    live_in_others(platform)
    return platform


def of_fed(platform: Platform) -> dict[str, Any]:
    """The tables that are fed by province."""
    return {table.name: rows(platform, table) for each in PROJECTIONS for table in tables_of(each, "")[1]}


def folded_from_the_log(platform: Platform) -> dict[str, Any]:
    """What the engine makes of the same log; from here on it feeds everything."""
    for name in FED:
        platform.projections.feed_by(name, Feed.LOG)
    return of_fed(platform)


@contextmanager
def told(commands: Sequence[Command], server: str | None = None) -> Iterator[Platform]:
    """A platform on which a history has happened in one province, and something in two others."""
    with new_platform(server) as platform:
        feed_by_province(platform)
        give_all(platform.application, commands)
        live_in_others(platform)
        platform.projections.advance()
        yield platform


def mixed(arrivals: Sequence[Arrival], turns: Sequence[int]) -> Sequence[Arrival]:
    """The provinces' events in another order of the provinces, each in its own."""
    queues = {
        province: [each for each in arrivals if province_of(each) == province]
        for province in dict.fromkeys(map(province_of, arrivals))
    }
    found: list[Arrival] = []
    for turn in cycle(turns):
        left = [queue for queue in queues.values() if queue]
        if not left:
            return found
        found.append(left[turn % len(left)].pop(0))
    return found


def begun_again(arrivals: Sequence[Arrival], again: Sequence[tuple[int, int]]) -> Sequence[Arrival]:
    """After some of the records those before come once more."""
    found = list(arrivals)
    for begin, size in again:
        place = begin % (len(found) + 1)
        found[place:place] = found[max(0, place - size) : place]
    return found


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def server(request: pytest.FixtureRequest) -> str | None:
    """The address of a server that keeps the stores, or nothing where they are files."""
    return str(request.getfixturevalue("postgres_url")) if request.param == "postgres" else None


# --- Laws -------------------------------------------------------------------------------------------------------------
@law
@given(
    commands=HISTORIES,
    turns=st.lists(st.integers(0, 2), min_size=1, max_size=20),
    again=st.lists(st.tuples(st.integers(0, 500), st.integers(1, 60)), max_size=5),
    lost=st.sets(st.integers(0, 500), max_size=8),
    sizes=SIZES,
    restarts=st.lists(st.sampled_from(["no", "no", "restart", "rebuild"]), min_size=1, max_size=9),
)
def test_whatever_comes_and_however_often_it_comes_to_the_same(  # noqa: PLR0917  # All that may happen.
    server: str | None,
    commands: Sequence[Command],
    turns: Sequence[int],
    again: Sequence[tuple[int, int]],
    lost: set[int],
    sizes: Sequence[int],
    restarts: Sequence[str],
):
    with told(commands, server) as platform:
        came = mixed(arrivals_of(platform), turns)
        # The last event of each province can't be missed, for there is none behind it that tells.
        last = {province_of(each): each for each in came}.values()
        came = [each for number, each in enumerate(came) if number not in lost or each in last]
        feeders = Feeders(platform)
        for portion, deed in zip(portions(at_offsets(begun_again(came, again)), sizes), cycle(restarts), strict=False):
            feeders.feed(portion)
            if deed == "restart":
                feeders = Feeders(platform)
            if deed == "rebuild":
                platform.projections.rebuild("ranking")
        relayed(platform, arrivals_of(platform))
        assert [letter.problem for letter in feeders.letters] == []
        assert platform.projections.verify("ranking").equal
        assert of_fed(platform) == folded_from_the_log(platform)


# --- One by one -------------------------------------------------------------------------------------------------------
def test_a_batch_is_folded_once(provinces: Platform):
    arrivals = arrivals_of(provinces)
    assert {fed.folded for fed in Feeders(provinces).feed(arrivals).values()} == {len(arrivals)}
    assert {fed.folded for fed in Feeders(provinces).feed(arrivals).values()} == {0}
    assert of_fed(provinces) == folded_from_the_log(provinces)


def test_what_is_missing_is_read_from_the_log(provinces: Platform):
    *_, last = [each for each in arrivals_of(provinces) if province_of(each) == "tinh-a"]
    Feeders(provinces).feed([last])
    assert provinces.projections.verify("ranking", province="tinh-a").equal
    assert (standing(provinces, "tinh-a"), standing(provinces, "tinh-b")) == (position(last), 0)


def standing(platform: Platform, province: str | None = None) -> int:
    with platform.database.connect() as connection:
        return position_of(connection, RankingProjection, province)


def test_each_province_stands_where_it_has_come(provinces: Platform, monkeypatch: pytest.MonkeyPatch):
    arrivals = arrivals_of(provinces)
    feeders = Feeders(provinces)
    only_a = [each for each in arrivals if province_of(each) == "tinh-a"]
    feeders.feed(only_a)
    assert (standing(provinces, "tinh-a"), standing(provinces, "tinh-b")) == (position(only_a[-1]), 0)
    assert standing(provinces) == 0
    head = relayed(provinces, arrivals)
    assert (standing(provinces, "tinh-a"), standing(provinces, "tinh-b"), standing(provinces)) == (head, 0, 0)
    monkeypatch.setattr(verifying, "PATIENCE", 0.1)
    with pytest.raises(ProvincesNotLevel):
        provinces.projections.verify("ranking")
    assert provinces.projections.verify("ranking", province="tinh-a").equal
    feeders.feed(arrivals)
    assert (standing(provinces, "tinh-b"), standing(provinces)) == (head, head)
    assert standing(provinces, "tinh-moi") == head
    assert {(each.lag, each.feed) for each in provinces.projections.status() if each.projection in FED} == {
        (0, Feed.KAFKA)
    }
    assert provinces.projections.verify("ranking").equal


def relayed(platform: Platform, arrivals: Sequence[Arrival]) -> int:
    """The relay has had everything acknowledged up to the head."""
    last, head = {province_of(each): position(each) for each in arrivals}, platform.log.head()
    with writing(platform.database) as connection:
        connection.execute(sa.insert(RELAY).values(name="events", position=head, epoch=1, holder="relay"))
        for province, at in last.items():
            row = {"province": province or "_", "position": at, "sequence": 1, "recorded_at": ""}
            connection.execute(sa.insert(RELAYED).values(row))
    return head


def position(arrival: Arrival) -> int:
    assert arrival.event
    return arrival.event.position


def test_the_engine_leaves_alone_what_projectors_feed(provinces: Platform):
    provinces.projections.advance()
    status = {each.projection: each for each in provinces.projections.status()}
    assert [name for name, each in status.items() if each.lag == 0] == ["moments", "transparency"]
    assert {name for name, each in status.items() if each.feed == Feed.KAFKA} == set(FED)


def test_what_comes_while_the_log_is_followed_is_passed_over(provinces: Platform):
    arrivals = arrivals_of(provinces)
    expected = folded_from_the_log(provinces)
    assert {fed.folded for fed in Feeders(provinces).feed(arrivals).values()} == {0}
    feed_by_province(provinces)
    assert {fed.folded for fed in Feeders(provinces).feed(arrivals).values()} == {0}
    assert of_fed(provinces) == expected
    provinces.application.execute(self_score("tinh-a", "xa-1", 999))
    (_, *_, last) = arrivals_of(provinces)
    assert Feeders(provinces).feed([last])["ranking"].folded == 1


def test_what_looks_at_all_provinces_together_is_not_fed_by_province(platform: Platform):
    for name in ("moments", "transparency"):
        with pytest.raises(FedByLogOnly):
            platform.projections.feed_by(name, Feed.KAFKA)
    assert [each.name for each in platform.projections.fed_by_province] == list(FED)


def test_whoever_has_had_the_partition_before_writes_nothing(provinces: Platform):
    arrivals = arrivals_of(provinces)
    former = Feeders(provinces)
    former.feed(arrivals[:20])
    seen = of_fed(provinces), rows(provinces, PROVINCES), standing(provinces)
    latter = Feeders(provinces)
    with pytest.raises(Fenced):
        former.feed(arrivals)
    assert (of_fed(provinces), rows(provinces, PROVINCES), standing(provinces)) == seen
    latter.feed(arrivals)
    with pytest.raises(Fenced):
        former.feed(arrivals[:1])
    assert of_fed(provinces) == folded_from_the_log(provinces)


def rows(platform: Platform, table: sa.Table) -> Sequence[Any]:
    with platform.database.connect() as connection:
        return connection.execute(sa.select(table).order_by(*table.primary_key)).all()


def test_two_at_once_on_two_partitions_come_to_the_same(settings: Settings, provinces: Platform):
    arrivals = arrivals_of(provinces)
    with Platform(settings) as other:
        halves = [[each for each in arrivals if province_of(each) == province] for province in OTHERS]
        feeders = [Feeders(platform, number) for number, platform in enumerate((provinces, other))]

        def feed(number: int) -> None:
            for portion in portions(at_offsets(halves[number]), [3, 7]):
                feeders[number].feed(portion)

        threads = [Thread(target=feed, args=(number,)) for number in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert of_fed(provinces) == folded_from_the_log(provinces)


def test_a_rebuild_between_batches_is_noticed(provinces: Platform):
    arrivals = arrivals_of(provinces)
    feeders = Feeders(provinces)
    feeders.feed(arrivals[:40])
    for name in FED:
        provinces.projections.rebuild(name)
    assert rows(provinces, PROVINCES) == []
    assert {fed.folded for fed in feeders.feed(arrivals[30:]).values()} == {0}
    provinces.application.execute(self_score("tinh-a", "xa-1", 999))
    (*_, last) = arrivals_of(provinces)
    assert {fed.folded for fed in feeders.feed([last]).values()} == {1}
    assert of_fed(provinces) == folded_from_the_log(provinces)


# --- What can't be folded ---------------------------------------------------------------------------------------------
def test_an_event_that_cannot_be_folded_does_not_hold_up_those_behind_it(provinces: Platform):
    arrivals = arrivals_of(provinces)
    scored = [each for each in arrivals if each.event and each.event.name == "scorecard.self_scored.v1"]
    poison = scored[7]
    assert poison.event
    feeders = Feeders(provinces)
    with failing(provinces, "ranking", {poison.event.position}):
        fed = feeders.feed(arrivals)
        assert fed["ranking"] == (len(arrivals) - 1, 1)
        assert feeders.feed(arrivals)["ranking"] == (0, 0)
        (letter,) = feeders.letters
        assert (letter.arrival, letter.problem) == (poison, f"ValueError: {{{poison.event.position}}}")
        letters = DeadLetters(provinces.database, provinces.projections)
        (kept,) = letters.list()
        assert letters.show(1) == kept
        assert (kept.projection, kept.offset, kept.position) == ("ranking", poison.raw.offset, poison.event.position)
        assert (kept.record.value, kept.record.headers) == (poison.raw.value, poison.raw.headers)
        with pytest.raises(ProjectionStopped):
            letters.retry()
        assert letters.list() == [kept]
    assert [each.place for each in letters.retry()] == [kept.place]
    assert letters.list() == []
    assert [each.settled_at is None for each in letters.list(settled=True)] == [False]
    with pytest.raises(DeadLetterUnknown):
        letters.show(2)
    assert of_fed(provinces) == folded_from_the_log(provinces)


def test_an_event_that_no_record_has_brought_may_not_be_folded_either(provinces: Platform):
    of_a = [each for each in arrivals_of(provinces) if province_of(each) == "tinh-a"]
    poison = of_a[-4]
    assert poison.event
    with failing(provinces, "progress", {poison.event.position}):
        feeders = Feeders(provinces)
        feeders.feed([*of_a[:-6], of_a[-1]])
    (letter,) = DeadLetters(provinces.database, provinces.projections).list()
    assert (letter.position, letter.offset) == (poison.event.position, -poison.event.position)
    assert provinces.projections.verify("ranking", province="tinh-a").equal
    DeadLetters(provinces.database, provinces.projections).retry("progress")
    assert provinces.projections.verify("progress").equal


def test_what_is_no_event_of_the_log_is_told_and_passed_over(provinces: Platform):
    arrivals = list(arrivals_of(provinces))
    first = arrivals[0]
    beyond = [(name, b"999999999" if name == "ce_position" else value) for name, value in first.raw.headers]
    untold: list[tuple[str, Any]] = [(name, None if name == "ce_time" else value) for name, value in first.raw.headers]
    strange = [
        arrived(Brought(0, None, b"{", [])),
        arrived(Brought(1, first.raw.key, first.raw.value, untold)),
        arrived(Brought(1, first.raw.key, first.raw.value, beyond)),
    ]
    came = at_offsets([*strange, *arrivals])
    feeders = Feeders(provinces)
    assert {fed.letters for fed in feeders.feed(came).values()} == {3}
    assert len(feeders.letters) == 3 * len(FED)
    assert {fed.letters for fed in Feeders(provinces).feed(came).values()} == {0}
    unread, timeless, far = DeadLetters(provinces.database, provinces.projections).list()[:3]
    assert ("ce_time", b"") in timeless.record.headers
    assert (unread.position, unread.event, unread.record.key) == (None, None, None)
    assert (far.position, far.record.headers) == (999999999, beyond)
    assert of_fed(provinces) == folded_from_the_log(provinces)


def test_what_can_not_be_told_is_not_passed_over(provinces: Platform):
    def away(_: object) -> None:
        raise ConnectionError

    came = at_offsets([*arrivals_of(provinces)[:5], arrived(Brought(0, None, None, []))])
    with pytest.raises(NotBuried):
        Feeders(provinces, bury=away).feed(came)
    assert {row.offset for row in rows(provinces, PARTITIONS)} == {0}
    assert rows(provinces, PROVINCES) == []
    Feeders(provinces).feed(came)
    assert {row.offset for row in rows(provinces, PARTITIONS)} == {6}
    assert {row.topic for row in rows(provinces, PARTITIONS)} == {EVENTS.name}


# --- Versions ---------------------------------------------------------------------------------------------------------
def test_tables_of_another_version_are_not_folded_onto(provinces: Platform, monkeypatch: pytest.MonkeyPatch):
    feeders, arrivals = Feeders(provinces), arrivals_of(provinces)
    version = RankingProjection.version
    with monkeypatch.context() as later:
        later.setattr(RankingProjection, "version", version + 1)
        assert feeders.feed(arrivals, "ranking")["ranking"] == (0, 0)
        provinces.projections.rebuild("ranking")
        provinces.projections.rebuild("ranking")
    with monkeypatch.context() as earlier:
        earlier.setattr(RankingProjection, "version", version - 1)
        with pytest.raises(ProjectionOutdated):
            feeders.feed(arrivals, "ranking")


def test_a_read_database_of_earlier_days_is_built_anew(settings: Settings, provinces: Platform):
    provinces.projections.advance()
    with writing(provinces.database) as connection:
        connection.execute(sa.text("ALTER TABLE projection_position DROP COLUMN feed"))
    with Platform(settings) as restarted:
        assert rows(restarted, POSITIONS) == []
        restarted.projections.advance()
        assert {(each.lag, each.feed) for each in restarted.projections.status()} == {(0, Feed.LOG)}


def test_rows_are_not_kept_in_memory_without_end(provinces: Platform, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(feeding, "KEPT", 3)
    feeders = Feeders(provinces)
    for portion in portions(arrivals_of(provinces), [5]):
        feeders.feed(portion)
    assert of_fed(provinces) == folded_from_the_log(provinces)


def test_a_connection_that_is_lost_costs_nothing(provinces: Platform, monkeypatch: pytest.MonkeyPatch):
    feeders, arrivals = Feeders(provinces), arrivals_of(provinces)
    feeders.feed(arrivals[:30])
    with monkeypatch.context() as lost:
        lost.setattr("projections.feeding.provinces.save", _lose)
        with pytest.raises(OSError, match="lost"):
            feeders.feed(arrivals[:50])
    feeders.feed(arrivals[30:])
    assert of_fed(provinces) == folded_from_the_log(provinces)


def test_what_was_filled_before_is_not_filled_again_where_nothing_can_be_folded(
    provinces: Platform, monkeypatch: pytest.MonkeyPatch
):
    *_, before, last = [each for each in arrivals_of(provinces) if province_of(each) == "tinh-a"]
    feeders = Feeders(provinces)
    feeders.feed([before], "progress")
    with monkeypatch.context() as broken:
        broken.setattr("projections.feeding.feeder.grounds", _break)
        with pytest.raises(ValueError, match="broken"):
            feeders.feed([last], "progress")
    feeders.feed([last])
    assert provinces.projections.verify("progress", province="tinh-a").equal


def _break(*_: object) -> None:
    msg = "broken"
    raise ValueError(msg)


def _lose(*_: object) -> None:
    msg = "lost"
    raise ConnectionResetError(msg)
