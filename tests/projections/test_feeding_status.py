"""How late everything is: in events, which are counted, and in seconds since the oldest that is missing."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa

from domain.metadata import Actor, Role
from domain.province.commands import RegisterProvince
from projections.database import writing
from projections.feeding.status import PlatformStatus, ProjectionStatus, ProvinceStatus
from projections.feeding.tables import DEAD_LETTERS, PROVINCES, RELAY, RELAYED
from projections.platform import Platform
from projections.positions import Feed

pytestmark = pytest.mark.no_cover

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
ADMINISTRATOR = Actor(id="quan.tri", role=Role.ADMINISTRATOR)


def register(platform: Platform, *provinces: str) -> None:
    """One event each, the first at noon and each of the others a second later."""
    for number, province in enumerate(provinces):
        at = NOON + timedelta(seconds=number)
        platform.application.execute(
            RegisterProvince(id=uuid4(), at=at, actor=ADMINISTRATOR, province=province, name=province)
        )


def put(platform: Platform, table: sa.Table, **row: Any) -> None:
    with writing(platform.database) as connection:
        connection.execute(sa.insert(table), row)


def sent(platform: Platform, position: int, **provinces: tuple[int, int]) -> None:
    """What a relay has saved: its position, and position and number of each province's last event."""
    put(platform, RELAY, name="events", position=position, epoch=3, holder="relay-1")
    for province, (last, sequence) in provinces.items():
        put(platform, RELAYED, province=province.replace("_", "-"), position=last, sequence=sequence, recorded_at="")


def folded(platform: Platform, province: str, position: int, sequence: int, correlation_id: str = "") -> None:
    """What a projector has saved of the ranking."""
    where = {"projection": "ranking", "version": version_of(platform, "ranking"), "province": province}
    about = {"position": position, "sequence": sequence, "recorded_at": "", "correlation_id": correlation_id}
    put(platform, PROVINCES, **where, **about)


def version_of(platform: Platform, name: str) -> int:
    return next(each.version for each in platform.projections.status() if each.projection == name)


def read(platform: Platform, seconds: float = 60) -> PlatformStatus:
    """Where everything stands so many seconds after noon."""
    return platform.status.read(NOON + timedelta(seconds=seconds))


def ranking(status: PlatformStatus) -> ProjectionStatus:
    return next(each for each in status.projections if each.projection == "ranking")


def in_provinces(status: PlatformStatus) -> Mapping[str, ProvinceStatus]:
    return {each.province: each for each in status.provinces if each.projection == "ranking"}


@pytest.fixture
def by_province(platform: Platform) -> Platform:
    """A platform whose ranking is fed by province from the beginning of the log."""
    platform.projections.advance()
    platform.projections.feed_by("ranking", Feed.KAFKA)
    return platform


def test_without_a_broker_each_read_model_is_behind_the_log_by_what_it_has_not_folded(platform: Platform):
    platform.projections.advance()
    register(platform, "an-giang", "ca-mau")
    status = read(platform)
    assert (status.head, status.relays, status.provinces) == (2, (), ())
    assert (ranking(status).feed, ranking(status).position, ranking(status).lag) == (Feed.LOG, 0, 2)
    assert (ranking(status).seconds, status.late) == (60, 60)
    platform.projections.advance()
    assert {(each.lag, each.seconds) for each in read(platform).projections} == {(0, 0)}


def test_what_the_relay_has_not_sent_is_its_lag_and_that_of_who_waits_for_it(by_province: Platform):
    register(by_province, "an-giang", "ca-mau")
    sent(by_province, 1, an_giang=(1, 1))
    folded(by_province, "an-giang", 1, 1, "an-id")
    status = read(by_province)
    [relay] = status.relays
    assert (relay.name, relay.position, relay.lag, relay.seconds) == ("events", 1, 1, 59)
    assert (relay.holder, relay.epoch) == ("relay-1", 3)
    assert in_provinces(status)["an-giang"] == ProvinceStatus(
        projection="ranking", province="an-giang", position=1, sequence=1, lag=0, seconds=0, correlation_id="an-id"
    )
    assert (ranking(status).seconds, ranking(status).lag) == (59, 1)


def test_a_province_is_behind_by_what_was_sent_and_its_oldest_missing_event_is_found_in_the_log(by_province: Platform):
    register(by_province, "an-giang", "ca-mau", "bac-lieu")
    sent(by_province, 3, an_giang=(1, 1), ca_mau=(2, 1), bac_lieu=(3, 1))
    folded(by_province, "an-giang", 1, 1)
    status = read(by_province)
    lags = {province: (each.lag, each.seconds) for province, each in in_provinces(status).items()}
    # Before projectors have had an event of a province nothing tells how many there were.
    assert lags == {"an-giang": (0, 0), "ca-mau": (None, 59), "bac-lieu": (None, 58)}
    assert (ranking(status).seconds, status.late) == (59, 60)


def test_events_of_a_province_are_counted_by_their_numbers(by_province: Platform):
    register(by_province, "an-giang", "ca-mau", "bac-lieu")
    sent(by_province, 9, an_giang=(9, 6))
    folded(by_province, "an-giang", 1, 1)
    [province] = in_provinces(read(by_province)).values()
    assert (province.position, province.sequence, province.lag) == (1, 1, 5)


def test_a_projector_may_be_faster_than_the_relay_can_save(by_province: Platform):
    register(by_province, "an-giang", "ca-mau")
    sent(by_province, 0)
    folded(by_province, "an-giang", 1, 1)
    found = in_provinces(read(by_province))["an-giang"]
    assert (found.lag, found.seconds) == (0, 0)


def test_a_rebuild_brings_every_province_to_its_position(by_province: Platform):
    register(by_province, "an-giang", "ca-mau")
    sent(by_province, 2, an_giang=(1, 1), ca_mau=(2, 1))
    folded(by_province, "an-giang", 1, 1)
    by_province.projections.rebuild("ranking")
    found = in_provinces(read(by_province))
    assert {(each.position, each.sequence, each.lag, each.seconds) for each in found.values()} == {(2, None, 0, 0)}


def test_what_is_far_behind_in_the_log_is_never_told_to_be_fresher_than_it_is(
    by_province: Platform, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("projections.feeding.behind.LOOK", 2)
    register(by_province, "an-giang", "bac-lieu", "ben-tre", "ca-mau")
    sent(by_province, 4, ca_mau=(4, 1))
    assert in_provinces(read(by_province))["ca-mau"].seconds == 59, "that of the last of the entries looked at"


def test_a_damaged_record_hides_nothing(platform: Platform, monkeypatch: pytest.MonkeyPatch):
    register(platform, "an-giang", "ca-mau")
    read_log = platform.log.read

    def damaged(*asked: Any) -> Any:
        first, *others = read_log(*asked)
        return [first._replace(state=b"\xff"), *others]

    monkeypatch.setattr(platform.log, "read", damaged)
    assert read(platform).late == 59, "that of the next one"


def test_records_put_aside_count_until_they_are_settled(by_province: Platform):
    record = {"record_key": b"", "record_value": b"", "record_headers": "[]"}
    about = {"topic": "bangvang.events.v1", "partition": 0, "problem": "so it is", "at": "2026-06-01"}
    put(by_province, DEAD_LETTERS, projection="ranking", offset=1, settled_at=None, **about, **record)
    put(by_province, DEAD_LETTERS, projection="ranking", offset=2, settled_at="2026-06-02", **about, **record)
    assert {each.projection: each.dead_letters for each in read(by_province).projections if each.dead_letters} == {
        "ranking": 1
    }
