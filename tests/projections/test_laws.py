"""What holds of the engine whatever has happened, and however it came to be folded."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, nullcontext
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec
import pytest
from eventsourcing.persistence import StoredEvent
from hypothesis import given, settings
from hypothesis import strategies as st

from application.catalogue import CATALOGUE
from application.codec import Codec
from application.settings import Settings
from domain.audit.events import ReadLogged
from domain.command import Command
from domain.event import Event, Recorded
from domain.person.events import NameErased
from projections.platform import Platform
from tests.projections.award_histories import HISTORIES
from tests.projections.conftest import new_database
from tests.projections.histories import give_all, happened
from tests.projections.shown import PROJECTIONS, awards, dump, rankings, rankings_as_of, told
from tests.projections.steps import fold_in_batches, keep_together

pytestmark = pytest.mark.no_cover

THOROUGH = "THOROUGH" in os.environ
"""Set by .ci/run for its slower jobs, which also look at other histories every time."""

Log = Sequence[Recorded[Event]]

law = settings(
    max_examples=40 if THOROUGH else 2, deadline=None, derandomize=not THOROUGH, print_blob=True, database=None
)


@pytest.fixture(autouse=True, scope="module")
def few_together() -> Iterator[None]:
    """Few changes stand together, so that histories of a few events fill many rows."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        keep_together(monkeypatch, 3)
        yield


# --- Platforms and logs -----------------------------------------------------------------------------------------------
@contextmanager
def platforms(number: int, database_url: str | None = None) -> Iterator[Sequence[Platform]]:
    """So many platforms on the same new stores, or on those of that database."""
    with TemporaryDirectory() as folder, ExitStack() as stack:
        stores = Settings(data=Path(folder), database_url=database_url)
        yield [stack.enter_context(Platform(stores)) for _ in range(number)]


@contextmanager
def new_platform(server: str | None = None) -> Iterator[Platform]:
    """A platform on new stores, in a database of its own where there is a server for it."""
    with new_database(server) if server else nullcontext() as database_url, platforms(1, database_url) as (platform,):
        yield platform


def recorded(commands: Iterable[Command]) -> Log:
    """What an application has recorded when it was given the commands."""
    with new_platform() as platform:
        give_all(platform.application, commands)
        return happened(platform)


def portions(items: Sequence[Any], sizes: Sequence[int]) -> Iterator[Sequence[Any]]:
    """The items in portions of these sizes, over and over until all are given out."""
    begin = 0
    for size in cycle(sizes):
        if begin >= len(items):
            return
        yield items[begin : begin + size]
        begin += size


def append(platform: Platform, events: Log) -> None:
    """Puts events into the log as they were recorded elsewhere."""
    platform.application.events.put(list(events))


def rebuild(platform: Platform) -> None:
    """Rebuilds every projection."""
    for name in platform.projections:
        platform.projections.rebuild(name)


@contextmanager
def batches_of(size: int) -> Iterator[None]:
    """Meanwhile at most so many events are folded in one transaction."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        fold_in_batches(monkeypatch, size)
        yield


def seen_by(fold: Callable[[Platform, Log], object], log: Log) -> Sequence[Any]:
    """All that a new platform holds and shows once it has come by the log in some way."""
    with new_platform() as platform:
        fold(platform, log)
        return [dump(platform), told(platform)]


def in_one_rebuild(platform: Platform, log: Log) -> None:
    """The plainest way to fold a log, with which the others are compared."""
    append(platform, log)
    rebuild(platform)


LOGS = HISTORIES.map(recorded)
SIZES = st.lists(st.integers(min_value=1, max_value=30), min_size=1, max_size=6)
DEEDS: Mapping[str, Callable[[Platform], object]] = {
    "advance": lambda platform: platform.projections.advance(),
    "rebuild": rebuild,
    "nothing": lambda _: None,
}
BATCHES = st.integers(min_value=1, max_value=40)


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def server(request: pytest.FixtureRequest) -> str | None:
    """The address of a server that keeps the stores, or nothing where they are files."""
    return str(request.getfixturevalue("postgres_url")) if request.param == "postgres" else None


# --- Laws -------------------------------------------------------------------------------------------------------------
@pytest.mark.lengthy
def test_the_histories_tell_of_every_event_there_is():
    met = set[str]()
    # Of what is read, and of a name that is erased, no read model knows.
    wanted = CATALOGUE.stored_names() - CATALOGUE.stored_names(NameErased, ReadLogged)

    @settings(max_examples=80, deadline=None, derandomize=True, database=None)
    @given(commands=HISTORIES)
    def look(commands: Sequence[Command]) -> None:
        if met != wanted:
            met.update(event.data.stored_name for event in recorded(commands))

    look()
    assert met == wanted


@law
@given(log=LOGS, sizes=SIZES, batch=BATCHES)
def test_a_log_comes_to_the_same_in_whatever_batches_it_is_folded(log: Log, sizes: Sequence[int], batch: int):
    def at_once(platform: Platform, log: Log) -> None:
        platform.projections.advance()
        append(platform, log)
        platform.projections.advance()

    def as_it_grows(platform: Platform, log: Log) -> None:
        for portion in portions(log, sizes):
            append(platform, portion)
            platform.projections.advance()

    expected = seen_by(in_one_rebuild, log)
    assert seen_by(at_once, log) == expected
    with batches_of(batch):
        assert seen_by(in_one_rebuild, log) == expected
        assert seen_by(as_it_grows, log) == expected


@law
@given(log=LOGS, sizes=SIZES, deeds=st.lists(st.sampled_from(list(DEEDS)), min_size=1))
def test_a_rebuild_finds_what_was_folded_as_it_happened(
    server: str | None, log: Log, sizes: Sequence[int], deeds: Sequence[str]
):
    with new_platform(server) as platform:
        for portion, deed in zip(portions(log, sizes), cycle(deeds), strict=False):
            append(platform, portion)
            DEEDS[deed](platform)
        platform.projections.advance()
        live = dump(platform), told(platform)
        assert [each for each in verified(platform) if not each.equal] == []
        assert (dump(platform), told(platform)) == live
        rebuild(platform)
        assert (dump(platform), told(platform)) == live


def verified(platform: Platform) -> Sequence[Any]:
    """Every projection, compared with a rebuilt one."""
    return [platform.projections.verify(name) for name in platform.projections]


@law
@given(log=LOGS, stops=st.sets(st.integers(min_value=1, max_value=100), min_size=2, max_size=6))
def test_as_of_a_position_is_what_a_log_shows_that_ends_there(log: Log, stops: set[int]):
    with new_platform() as whole, new_platform() as growing:
        append(whole, log)
        whole.projections.advance()
        reached = 0
        for stop in sorted({min(stop, len(log)) for stop in stops} | {len(log)}):
            append(growing, log[reached:stop])
            growing.projections.advance()
            assert rankings_as_of(whole, stop) == rankings(growing)
            assert awards(whole, stop) == awards(growing)
            reached = stop
        assert rankings(whole) == rankings(growing)


@law
@given(commands=HISTORIES, sizes=SIZES, turns=st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1))
def test_engines_that_follow_the_same_log_in_turns_fold_each_event_once(
    commands: Sequence[Command], sizes: Sequence[int], turns: Sequence[tuple[bool, bool]]
):
    with platforms(2) as pair:
        folded = sum(platform.projections.advance() for platform in pair)
        for portion, (writer, follower) in zip(portions(commands, sizes), cycle(turns), strict=False):
            give_all(pair[writer].application, portion)
            folded += pair[follower].projections.advance()
        folded += sum(platform.projections.advance() for platform in pair)
        log = happened(pair[0])
        assert folded == sum(each.whole or isinstance(event.data, each.events) for event in log for each in PROJECTIONS)
        live = [dump(pair[0]), told(pair[1])]
    assert live == seen_by(in_one_rebuild, log)


@law
@given(log=HISTORIES.map(recorded))
def test_every_event_has_an_id_of_its_own(log: Log):
    assert len({each.event_id for each in log}) == len(log)


# --- Events under the names of earlier days ---------------------------------------------------------------------------
@contextmanager
def former_names() -> Iterator[None]:
    """Meanwhile every event has had two other names and forms before; the first is read by way of the second."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(CATALOGUE, "_retired", {**CATALOGUE._retired})  # noqa: SLF001  # None can be taken out.
        for event in CATALOGUE:
            name = event.stored_name
            CATALOGUE.retire(former(name, 1), name, lambda data: data["held"])
            CATALOGUE.retire(former(name, 2), former(name, 1), lambda data: {"held": msgspec.json.decode(data["text"])})
        yield


def former(name: str, age: int) -> str:
    """The name that an event had before, or before that."""
    return name.replace(".v", f"{('', '_formerly', '_at_first')[age]}.v")


def in_old_form(event: Recorded[Event], age: int) -> StoredEvent:
    """The event as it was stored in those days; fields that hold nothing had not been added yet."""
    envelope = msgspec.json.decode(Codec(CATALOGUE).encode(event))
    data = {name: value for name, value in envelope["data"].items() if value is not None or name == "inputs"}
    forms = (data, {"held": data}, {"text": msgspec.json.encode(data).decode()})
    state = msgspec.json.encode({**envelope, "data": forms[age]})
    return StoredEvent(event.originator_id, event.originator_version, former(event.data.stored_name, age), state)


@law
@given(log=LOGS, ages=st.lists(st.integers(min_value=0, max_value=2), min_size=1), sizes=SIZES)
def test_events_of_earlier_days_fold_to_what_they_are_today(log: Log, ages: Sequence[int], sizes: Sequence[int]):
    def as_it_grows(platform: Platform, log: Log) -> None:
        stored = [in_old_form(event, age) for event, age in zip(log, cycle(ages), strict=False)]
        for portion in portions(stored, sizes):
            platform.application.recorder.insert_events(portion)
            platform.projections.advance()

    def and_is_rebuilt(platform: Platform, log: Log) -> None:
        as_it_grows(platform, log)
        rebuild(platform)

    expected = but_the_tree(seen_by(in_one_rebuild, log))
    with former_names():
        assert but_the_tree(seen_by(as_it_grows, log)) == expected
        assert but_the_tree(seen_by(and_is_rebuilt, log)) == expected


def but_the_tree(seen: Sequence[Any]) -> Sequence[Any]:
    """All but the hashes, which are those of the bytes that are stored, and differ where those do."""
    tables, told = seen
    return [{name: rows for name, rows in tables.items() if not name.startswith("transparency_")}, told]
