"""Which province an entry of the log belongs to, told from the log alone on either store."""

from collections.abc import Collection, Sequence
from uuid import UUID

import pytest
from eventsourcing.persistence import StoredEvent

from application.catalogue import CATALOGUE
from application.codec import Codec
from application.log import LogEntry, LogReader
from application.origins import Provinces
from domain.event import Event
from domain.metadata import UnitKind
from domain.person.events import NameErased
from domain.province.events import ProvinceRegistered, UnitRegistered
from domain.scorecard.events import ScorecardOpened
from tests.application.conftest import Recorder
from tests.application.samples import recorded, stored

PROVINCE, CARD, PERSON, STRANGER = UUID(int=1), UUID(int=2), UUID(int=3), UUID(int=4)


def kept(stream: UUID, version: int, event: Event) -> StoredEvent:
    state = Codec(CATALOGUE).encode(recorded(event, stream, version))
    return StoredEvent(stream, version, event.stored_name, state)


def unit(number: int) -> UnitRegistered:
    return UnitRegistered(unit=f"xa-{number}", kind=UnitKind.COMMUNE, name=f"Xã {number}")


class Looks:
    """Counts how often openings are looked up."""

    def __init__(self, log: LogReader) -> None:
        self.log = log
        self.asked: list[set[UUID]] = []

    def __call__(self, streams: Collection[UUID]) -> Sequence[LogEntry]:
        self.asked.append(set(streams))
        return self.log.openings(streams)


@pytest.fixture
def filled(recorder: Recorder) -> Recorder:
    card = ScorecardOpened(
        scorecard=CARD,
        province="ca-mau",
        round="2025",
        unit="xa-1",
        unit_kind=UnitKind.COMMUNE,
        indicator_set="bo-chi-so",
        version="1.0.0",
        content_hash="0" * 64,
    )
    recorder.insert_events(
        [
            kept(PROVINCE, 1, ProvinceRegistered(province="vinh-long", name="Vĩnh Long")),
            kept(CARD, 1, card),
            kept(PERSON, 1, NameErased(reference="person:" + "1" * 32)),
            *stored(STRANGER, 1, 2, name="stranger.came.v1"),
            kept(PROVINCE, 2, unit(1)),
            *stored(CARD, 2, name="scorecard.forgotten.v9"),
        ]
    )
    return recorder


@pytest.fixture
def looks(log: LogReader) -> Looks:
    return Looks(log)


@pytest.mark.usefixtures("filled")
def test_openings_in_a_page_tell_all_that_follows(log: LogReader, looks: Looks):
    provinces = Provinces(Codec(CATALOGUE), looks)
    expected = ["vinh-long", "ca-mau", None, None, None, "vinh-long", "ca-mau"]
    assert provinces.of(log.read(0, 10)) == expected
    assert looks.asked == []


@pytest.mark.usefixtures("filled")
def test_the_openings_of_streams_not_seen_before_are_looked_up_at_once(log: LogReader, looks: Looks):
    provinces = Provinces(Codec(CATALOGUE), looks)
    assert provinces.of(log.read(4, 10)) == [None, "vinh-long", "ca-mau"]
    assert provinces.of(log.read(4, 10)) == [None, "vinh-long", "ca-mau"]
    assert looks.asked == [{STRANGER, PROVINCE, CARD}]


@pytest.mark.usefixtures("filled")
def test_only_so_many_streams_are_remembered_and_all_are_found(log: LogReader, looks: Looks):
    provinces = Provinces(Codec(CATALOGUE), looks, remembered=1)
    for _ in range(3):
        assert provinces.of(log.read(4, 10)) == [None, "vinh-long", "ca-mau"]
    assert len(looks.asked) == 3


def test_a_stream_whose_opening_is_missing_or_damaged_belongs_to_none(recorder: Recorder, log: LogReader, looks):
    recorder.insert_events(
        [
            *stored(STRANGER, 1, name="province.registered.v1", state=b'{"data": 1}'),
            *stored(CARD, 2, name="scorecard.submitted.v1"),
        ]
    )
    assert Provinces(Codec(CATALOGUE), looks).of(log.read(0, 10)) == [None, None]
