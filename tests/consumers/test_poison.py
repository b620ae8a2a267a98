"""What can't be read or folded is put aside, nothing else waits for it, and a rebuild puts it right afterwards."""

from collections import defaultdict
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from random import Random
from uuid import uuid4

import pytest

from application.messaging.events import Message
from application.messaging.topics import DEAD_LETTERS, EVENTS
from application.settings import Settings
from consumers.kafka import Producer, Record
from domain.metadata import Actor, Role
from domain.scorecard.commands import Explain
from domain.scorecard.events import stream_id
from projections.platform import Platform
from tests.consumers.brokers import wait_until
from tests.consumers.embedded import Rows, assert_as_on_one_machine, rows_of, rows_on_one_machine
from tests.consumers.installed import FIXED_BY, POISON, Delicate, install
from tests.consumers.programs import bangvang, running
from tests.consumers.scene import PROVINCES, ROUND, UNITS, deed, settle
from tests.consumers.standing import are_fed, is_through, letters
from tests.consumers.topic import records
from tests.domain.builders import ask
from tests.projections.shown import PROJECTIONS

pytestmark = [pytest.mark.no_cover, pytest.mark.lengthy]

GARBLED, POISONED, SOUND = PROVINCES[:3]
BY_PROVINCE = ("delicate", "dossiers", "eligibility", "honours", "progress", "ranking", "score_history")
"""The projections that projectors feed."""

GARBAGE = b"\xff no JSON"
ALL = (*PROJECTIONS, Delicate())


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Where the delicate projection is installed, for this process and for others."""
    path = install(tmp_path / "installed", Delicate)
    monkeypatch.syspath_prepend(path)
    return path


@pytest.fixture
def mending(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file that mends it once it exists."""
    file = tmp_path / "mended"
    monkeypatch.setenv(FIXED_BY, str(file))
    return file


def test_a_poisoned_record_is_put_aside_and_put_right_after_a_fix(
    settings: Settings, path: str, mending: Path, platform: Platform, tmp_path: Path
):
    with running(settings, ["relay", "project"], path=path, **{FIXED_BY: str(mending)}):
        wait_until(lambda: are_fed(platform, BY_PROVINCE), "projectors feed them")
        for province in PROVINCES:
            settle(platform.application, province)
        work(platform)
        send_garbage(settings)
        poison(platform)
        work(platform)
        wait_until(lambda: is_through(platform), "everything has come through")
        wait_until(lambda: len(letters(platform)) == len(BY_PROVINCE) + 1, "the garbage was met")

        assert letters(platform) == sorted([*((name, "") for name in BY_PROVINCE), ("delicate", POISONED)])
        assert_put_aside(settings)
        mending.touch()
        expected = rows_on_one_machine(platform, tmp_path / "embedded", ALL)
        assert_only_the_poison_is_missing(rows_of(platform, ALL), expected)

        bangvang(settings, "dead-letters", "retry", path=path, **{FIXED_BY: str(mending)})
        assert letters(platform) == []
        assert rows_of(platform, ALL) == expected

        work(platform)
        wait_until(lambda: is_through(platform), "everything has come through again")
    assert letters(platform) == []
    assert_as_on_one_machine(platform, tmp_path / "again", ALL)


def work(platform: Platform) -> None:
    """Units of every province do something."""
    chance = Random(1)
    for _ in range(100):
        platform.application.execute(deed(chance))


def send_garbage(settings: Settings) -> None:
    """A record that is no event of ours stands among those of a province."""
    with closing(Producer(settings.kafka, name="somebody")) as producer:
        producer.send(EVENTS.name, Message(GARBLED.encode(), GARBAGE, [("ce_type", b"what")]))
        producer.flush(10)


def poison(platform: Platform) -> None:
    """A unit says what the delicate projection can't fold."""
    unit = UNITS[0]
    actor = Actor(id="can-bo", role=Role.UNIT, unit=unit)
    explain = ask(Explain, id=uuid4(), province=POISONED, unit=unit, actor=actor, indicator="2.4", text=POISON)
    platform.application.execute(explain)


def assert_put_aside(settings: Settings) -> None:
    """Each stands in the topic of dead letters as it came, with where it stood, for whom it is dead, and why."""
    sent = {record.key: record for record in records(settings.kafka, EVENTS) if dead(record)}
    found = records(settings.kafka, DEAD_LETTERS)
    projections = defaultdict(set)
    for record in found:
        was, told = sent[record.key], dict(record.headers)
        assert (record.value, set(was.headers) - set(record.headers)) == (was.value, set())
        place = tuple(told[f"deadletter_{name}"] for name in ("topic", "partition", "offset"))
        assert place == (EVENTS.name.encode(), b"%d" % was.partition, b"%d" % was.offset)
        assert told["deadletter_problem"]
        projections[record.key].add(told["deadletter_projection"].decode())
    assert projections == {GARBLED.encode(): {*BY_PROVINCE}, POISONED.encode(): {"delicate"}}
    assert len(found) == len(BY_PROVINCE) + 1


def dead(record: Record) -> bool:
    """Whether it is what nobody can read, or what the delicate projection can't fold."""
    return record.value == GARBAGE or POISON.encode() in (record.value or b"")


def assert_only_the_poison_is_missing(found: Rows, expected: Rows) -> None:
    """The platform's own rows are complete, and of the delicate ones only a scorecard has had an event less."""
    name = "delicate_card"
    assert {table: rows for table, rows in found.items() if table != name} == {
        table: rows for table, rows in expected.items() if table != name
    }
    poisoned = stream_id(POISONED, ROUND, UNITS[0]).hex
    differing = _by_stream(found[name]).items() ^ _by_stream(expected[name]).items()
    assert {stream for stream, _ in differing} == {poisoned}
    events = {int(str(card[1])) for _, card in differing}
    assert max(events) - min(events) == 1


def _by_stream(rows: object) -> Mapping[str, tuple[object, ...]]:
    return {row[0]: tuple(row) for row in rows}  # type: ignore[attr-defined]
