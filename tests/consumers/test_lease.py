"""A lease: one holder at a time, and nobody saves who has lost it."""

from collections.abc import Iterator
from pathlib import Path
from time import monotonic, sleep

import psycopg
import pytest

from application.settings import Settings
from consumers.lease import Lease, LeaseLost
from projections.database import writing
from projections.platform import Platform

pytestmark = pytest.mark.no_cover


@pytest.fixture(params=["sqlite", "postgres"])
def platform(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Platform]:
    url = request.getfixturevalue("database_url") if request.param == "postgres" else None
    with Platform(Settings(data=tmp_path, database_url=url)) as platform:
        yield platform


def test_a_lease_is_held_by_one(platform: Platform):
    one, two = Lease(platform, "work", "one"), Lease(platform, "work", "two")
    other = Lease(platform, "other work", "two")
    assert one.take() == 0
    assert two.take() is None
    assert other.take() == 0
    one.require()
    with writing(platform.database) as connection:
        one.save(connection, 7)
    one.release()
    assert two.take() == 7
    with pytest.raises(LeaseLost):
        one.require()
    with pytest.raises(LeaseLost), writing(platform.database) as connection:
        one.save(connection, 9)
    with writing(platform.database) as connection:
        two.save(connection, 8)
    two.release()
    other.release()
    assert one.take() == 8
    one.release()


@pytest.mark.parametrize("platform", ["postgres"], indirect=True)
def test_a_lease_whose_session_has_ended_is_lost(platform: Platform, database_url: str):
    lease = Lease(platform, "work", "one")
    lease.take()
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE datname = current_database() AND application_name = 'bangvang-lease'"
        )
    with pytest.raises(LeaseLost):
        lease.require()
    assert lease.take() == 0
    assert lease.epoch == 2
    lease.release()


@pytest.mark.parametrize("platform", ["postgres"], indirect=True)
def test_a_holder_that_hangs_loses_the_lease(platform: Platform, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("consumers.lease.FROZEN", "500ms")
    one, two = Lease(platform, "work", "one"), Lease(platform, "work", "two")
    one.take()
    for _ in range(4):
        # Whoever looks again and again keeps it.
        sleep(0.25)
        one.require()
        assert two.take() is None
    until = monotonic() + 5
    while two.take() is None:
        assert monotonic() < until
        sleep(0.1)
    with pytest.raises(LeaseLost):
        one.require()
    one.release()
    two.release()
