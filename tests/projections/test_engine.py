"""The engine: follow, rebuild, verify, on both stores."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event, Thread
from uuid import uuid4

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from api.demo.national import load_national
from api.demo.provinces import load_province
from application.catalogue import CATALOGUE
from application.origins import OPENINGS
from application.settings import Settings
from domain.metadata import UnitKind
from domain.province.commands import RegisterProvince, RegisterUnit
from projections import shadow
from projections.database import writing
from projections.engine import Engine
from projections.platform import Platform
from projections.positions import POSITIONS, ProjectionOutdated
from projections.ranking import RankingProjection
from tests.domain.builders import ask
from tests.projections.steps import fold_in_batches

pytestmark = pytest.mark.no_cover


def digests(platform: Platform) -> dict[str, str]:
    verifications = [platform.projections.verify(name) for name in platform.projections]
    assert all(verification.equal for verification in verifications)
    return {verification.projection: verification.digest for verification in verifications}


def totals(platform: Platform) -> list[str]:
    ranking = platform.rankings.ranking("quoc-gia", "2022")
    return [str(standing.final_total) for standing in ranking.standings]


def test_following_brings_every_projection_to_the_head_of_the_log(national: Platform):
    national.projections.advance()
    assert {status.lag for status in national.projections.status()} == {0}
    assert {status.position for status in national.projections.status()} == {national.log.head()}


def test_advancing_again_folds_nothing(national: Platform):
    assert national.projections.advance() > 0
    assert national.projections.advance() == 0


def test_rebuilt_equals_live(national: Platform):
    national.projections.advance()
    before = digests(national)
    for name in national.projections:
        national.projections.rebuild(name)
    assert digests(national) == before


def test_events_that_another_process_has_folded_are_not_folded_again(settings: Settings, national: Platform):
    with Platform(settings) as other:
        assert other.projections.advance() > 0
        before = digests(other)
        assert national.projections.advance() == 0
        assert digests(national) == before


def test_events_of_the_log_that_a_projection_does_not_want_still_move_its_position(national: Platform):
    national.projections.advance()
    ranking, *_ = national.projections.status()
    assert ranking.position == national.log.head()


def test_readers_see_the_old_tables_until_a_rebuild_is_complete(national: Platform, monkeypatch: pytest.MonkeyPatch):
    national.projections.advance()
    fold_in_batches(monkeypatch, 10)
    before, seen = totals(national), []
    national.projections.rebuild("ranking", lambda _reached, _head: seen.append(totals(national)))
    assert len(seen) > 3
    assert all(reading == before for reading in seen)
    assert totals(national) == before


def test_an_interrupted_rebuild_leaves_the_live_tables_untouched(national: Platform, monkeypatch: pytest.MonkeyPatch):
    national.projections.advance()
    fold_in_batches(monkeypatch, 10)
    before = totals(national)

    def interrupt(_reached: int, _head: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        national.projections.rebuild("ranking", interrupt)
    assert totals(national) == before
    national.projections.rebuild("ranking")
    assert totals(national) == before


def test_what_has_come_meanwhile_makes_no_difference(national: Platform, monkeypatch: pytest.MonkeyPatch):
    """Live tables are compared at their own position, however far the log has grown."""
    national.projections.advance()
    national.application.execute(ask(RegisterProvince, id=uuid4(), province="ca-mau", name="Cà Mau"))
    monkeypatch.setattr(Engine, "_advance", lambda *_: 0)
    for name in national.projections:
        verification = national.projections.verify(name)
        assert (verification.equal, verification.position) == (True, national.log.head() - 1)


def test_verify_lists_a_row_that_somebody_has_changed(national: Platform):
    national.projections.advance()
    with writing(national.database) as connection:
        connection.execute(sa.text("UPDATE ranking_card SET late = NOT late WHERE unit = 'can-tho'"))
    verification = national.projections.verify("ranking")
    assert not verification.equal
    assert len(verification.differences) == 2
    assert all("can-tho" in difference for difference in verification.differences)
    assert "only live" in verification.differences[0]
    assert "only rebuilt" in verification.differences[1]


@pytest.fixture
def two_provinces(national: Platform) -> Platform:
    """The national round, and a province that has only begun."""
    steps = (
        ask(RegisterProvince, id=uuid4(), province="ca-mau", name="Cà Mau"),
        ask(RegisterUnit, id=uuid4(), province="ca-mau", unit="so-y-te", kind=UnitKind.DEPARTMENT, name="Sở Y tế"),
    )
    national.application.execute_all(steps)
    national.projections.advance()
    return national


def test_one_province_is_verified_by_its_part_of_the_log(two_provinces: Platform):
    for name in two_provinces.projections:
        whole = two_provinces.projections.verify(name)
        parts = [two_provinces.projections.verify(name, province=province) for province in ("quoc-gia", "ca-mau")]
        assert all(verification.equal for verification in (whole, *parts))
        of_the_whole_log = {"moments": 1, "transparency": whole.rows}
        assert sum(part.rows for part in parts) == whole.rows - of_the_whole_log.get(name, 0)


@pytest.mark.parametrize(
    ("change", "faults"),
    [
        ("UPDATE ranking_card SET late = NOT late WHERE unit = 'can-tho'", {"quoc-gia": 2, "ca-mau": 0}),
        ("UPDATE ranking_unit SET name = 'x' WHERE unit = 'so-y-te'", {"quoc-gia": 0, "ca-mau": 2}),
        ("DELETE FROM ranking_set", {"quoc-gia": 1, "ca-mau": 0}),
        ("DELETE FROM ranking_unit WHERE unit = 'so-y-te'", {"quoc-gia": 0, "ca-mau": 1}),
    ],
)
def test_what_was_changed_is_found_in_its_own_province(two_provinces: Platform, change: str, faults: dict[str, int]):
    with writing(two_provinces.database) as connection:
        connection.execute(sa.text(change))
    for province, count in faults.items():
        assert len(two_provinces.projections.verify("ranking", province=province).differences) == count


def test_a_new_version_of_a_projection_rebuilds_itself(
    settings: Settings, national: Platform, monkeypatch: pytest.MonkeyPatch
):
    national.projections.advance()
    with writing(national.database) as connection:
        connection.execute(sa.text("DELETE FROM ranking_card"))
    monkeypatch.setattr(RankingProjection, "version", RankingProjection.version + 1)
    with Platform(settings) as upgraded:
        upgraded.projections.advance()
        assert len(totals(upgraded)) == 5
        assert upgraded.projections.status()[0].version == RankingProjection.version


def test_an_older_program_does_not_fold_onto_the_tables_of_a_newer_one(
    settings: Settings, platform: Platform, monkeypatch: pytest.MonkeyPatch
):
    load_national(platform.application, lambda: None)
    platform.projections.advance()
    version = RankingProjection.version
    with monkeypatch.context() as newer, Platform(settings) as upgraded:
        newer.setattr(RankingProjection, "version", version + 1)
        upgraded.projections.rebuild("ranking")
    load_province(platform.application, "vinh-long", lambda: None)
    with pytest.raises(ProjectionOutdated, match=f"version {version + 1}"):
        platform.projections.advance()
    with monkeypatch.context() as newer, Platform(settings) as upgraded:
        newer.setattr(RankingProjection, "version", version + 1)
        upgraded.projections.advance()
        assert upgraded.projections.verify("ranking").equal
        assert len(totals(upgraded)) == 5


def test_a_projection_whose_position_was_lost_is_rebuilt(national: Platform):
    national.projections.advance()
    before = totals(national)
    with writing(national.database) as connection:
        connection.execute(sa.delete(POSITIONS))
    national.projections.advance()
    assert totals(national) == before
    assert digests(national)


def test_rebuilds_and_readers_do_not_get_into_each_others_way(national: Platform):
    national.projections.advance()
    expected, stopped = totals(national), Event()

    def read() -> int:
        readings = 0
        while not stopped.is_set():
            assert totals(national) == expected
            readings += 1
        return readings

    with ThreadPoolExecutor(3) as readers:
        reading = [readers.submit(read) for _ in range(3)]
        try:
            for _ in range(5):
                for name in national.projections:
                    national.projections.rebuild(name)
        finally:
            stopped.set()
        assert all(future.result() for future in reading)


def test_programs_that_start_at_once_on_a_new_database_all_start(settings: Settings):
    def start(_: int) -> int:
        with Platform(settings) as platform:
            return platform.projections.advance()

    with ThreadPoolExecutor(4) as starters:
        assert list(starters.map(start, range(4))) == [0, 0, 0, 0]


def test_a_read_model_that_was_thrown_away_comes_back(settings: Settings, national: Platform):
    national.projections.advance()
    before = totals(national)
    with writing(national.database) as connection:
        connection.execute(sa.text("DROP TABLE ranking_points"))
    with Platform(settings) as restarted:
        restarted.projections.advance()
        assert totals(restarted) == before


def test_two_followers_fold_each_event_once(settings: Settings, platform: Platform):
    stopped = Event()
    with Platform(settings) as other:
        followers = [
            Thread(target=follower.projections.follow, args=(stopped.is_set, 0.05)) for follower in (platform, other)
        ]
        for follower in followers:
            follower.start()
        load_national(platform.application, lambda: None)
        while any(status.lag for status in platform.projections.status()):
            platform.projections.advance()
        stopped.set()
        for follower in followers:
            follower.join()
        assert digests(platform) == digests(other)
    assert len(totals(platform)) == 5


@pytest.fixture
def any_batch_size() -> Iterator[pytest.MonkeyPatch]:
    with pytest.MonkeyPatch.context() as monkeypatch:
        yield monkeypatch


@examples(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True)
@given(size=st.integers(min_value=7, max_value=400))
def test_the_size_of_batches_makes_no_difference(vinh_long: Platform, any_batch_size: pytest.MonkeyPatch, size: int):
    fold_in_batches(any_batch_size, 1000)
    expected = vinh_long.projections.verify("ranking").digest
    fold_in_batches(any_batch_size, size)
    verification = vinh_long.projections.verify("ranking")
    assert verification.equal
    assert verification.digest == expected


def test_in_whatever_portions_a_rebuild_writes_it_writes_the_same(vinh_long: Platform, monkeypatch: pytest.MonkeyPatch):
    fold_in_batches(monkeypatch, 37)
    monkeypatch.setattr(shadow, "PORTION", 100)
    for name in vinh_long.projections:
        assert vinh_long.projections.verify(name).equal
        assert vinh_long.projections.verify(name, province="vinh-long").equal


def test_every_stream_begins_with_an_opening(vinh_long: Platform):
    """Which tells the province that all its events belong to."""
    openings = CATALOGUE.stored_names(*OPENINGS)
    first = {entry.name for entry in vinh_long.log.read(0, 100_000) if entry.originator_version == 1}
    assert first <= openings
