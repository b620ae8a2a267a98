"""People on both stores: named by reference in every event, and erased without a trace but that they were."""

import hashlib
import logging
import os
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any, cast
from uuid import uuid4

import msgspec
import pytest
from eventsourcing.persistence import IntegrityError

from application import people as people_module
from application.audit import log_read
from application.imports import ImportScores, import_scores
from application.known_people import known_people, known_person
from application.log import open_log
from application.people import CACHED_PEOPLE
from application.refusals import KeyReused
from application.service import BangVang
from application.sqlite import SQLiteFactory, SQLiteRecorder
from application.sqlite_people import INSERT_PERSON
from domain.audit.commands import LogRead
from domain.audit.events import stream_id as read_stream
from domain.command import Command
from domain.event import Event, Recorded
from domain.metadata import Actor, Role, UnitKind
from domain.person.commands import EraseName
from domain.person.events import NameErased, stream_id
from domain.person.reference import is_of, is_reference
from domain.person.refusals import PersonUnknown
from domain.province.commands import RegisterProvince, RegisterUnit, RenameUnit
from domain.province.events import UnitRenamed
from domain.province.events import stream_id as of_province
from domain.scorecard.commands import OpenScorecard, SelfScore, SubmitScorecard
from domain.scorecard.events import Submitted
from domain.scorecard.events import stream_id as card_stream
from domain.scorecard.refusals import IndicatorsUnscored
from tests.domain.builders import ADMINISTRATOR, BODY, PROVINCE, UNIT, evidence, open_round, release
from tests.domain.builders import ask as build

HEAD, OTHER_HEAD = "Nguyễn Thị Vĩnh Long", "Trần Văn Mang Thít"
POINTS = {"1.1": "10", "1.2": "5", "1.3": "15", "2.1": "7.5", "2.2": "3", "2.3": "8", "2.4": "12"}
CARD = card_stream(PROVINCE, "2022", UNIT)
SEEDS = range(20) if "THOROUGH" in os.environ else (6,)


def ask(command: type[Command], **fields: Any) -> Command:
    return build(command, **{"id": uuid4(), **fields})


def by(name: str) -> Actor:
    return Actor(id=name, role=Role.ADMINISTRATOR)


def rename(unit_name: str, actor: str) -> Command:
    return ask(RenameUnit, name=unit_name, actor=by(actor))


def erase(application: BangVang, reference: str, **fields: Any) -> int:
    return application.execute(ask(EraseName, reference=reference, **fields)).events


def digest(application: BangVang, until: int) -> str:
    """SHA-256 over the bytes of all events up to a position."""
    log = open_log(application.recorder)
    try:
        return hashlib.sha256(b"".join(entry.state for entry in log.read(0, 10_000, None, until))).hexdigest()
    finally:
        log.close()


def head(application: BangVang) -> int:
    return application.recorder.max_notification_id() or 0


def last(application: BangVang, stream: Any) -> Recorded[Event]:
    *_, event = application.read(stream)
    return event


@pytest.fixture
def application(store_environment: dict[str, str]) -> Iterator[BangVang]:
    with BangVang(store_environment) as application:
        application.execute_all(
            [
                ask(RegisterProvince, name="Vĩnh Long"),
                *(ask(RegisterUnit, unit=unit, kind=UnitKind.DEPARTMENT, name=unit) for unit in (UNIT, BODY)),
                release(),
                open_round(),
                ask(OpenScorecard, scorecard=uuid4()),
            ]
        )
        yield application


@pytest.fixture
def another(store_environment: dict[str, str], application: BangVang) -> Iterator[BangVang]:
    """A second process on the same store."""
    with BangVang(store_environment) as another:
        yield another


@pytest.fixture
def submitted(application: BangVang) -> BangVang:
    """A self-score that a head has approved."""
    scores = (ask(SelfScore, indicator=code, points=points, evidence=(evidence(),)) for code, points in POINTS.items())
    application.execute_all([*scores, ask(SubmitScorecard, approved_by=HEAD)])
    return application


def approver(application: BangVang) -> str:
    return cast("Submitted", last(application, CARD).data).approved_by


# --- Named by reference -----------------------------------------------------------------------------------------------


def test_no_name_reaches_the_stored_bytes(submitted: BangVang):
    submitted.execute(rename("Sở Một", OTHER_HEAD))
    log = open_log(submitted.recorder)
    stored = b"".join(entry.state for entry in log.read(0, 10_000))
    log.close()
    assert is_reference(approver(submitted))
    assert not any(name.encode() in stored for name in (HEAD, OTHER_HEAD, ADMINISTRATOR.id + '"'))


def test_whoever_is_shown_salt_and_name_can_check_a_reference(submitted: BangVang):
    reference = approver(submitted)
    known = known_person(submitted, reference)
    assert (known.name, known.handle) == (HEAD, HEAD)
    assert known.salt is not None
    assert is_of(reference, bytes.fromhex(known.salt), HEAD)
    assert not is_of(reference, bytes.fromhex(known.salt), OTHER_HEAD)


def test_the_same_person_has_one_reference_in_every_process_and_part(submitted: BangVang, another: BangVang):
    another.execute(rename("Sở Một", f"  {HEAD} "))
    assert last(another, province_stream()).actor.id == approver(submitted)


def province_stream() -> Any:
    return of_province(PROVINCE)


def test_a_person_may_be_named_by_the_reference(submitted: BangVang, another: BangVang):
    another.execute(rename("Sở Một", approver(submitted)))
    assert last(another, province_stream()).actor.id == approver(submitted)


def test_a_reference_that_nobody_has_is_refused(application: BangVang):
    before = head(application)
    with pytest.raises(PersonUnknown):
        application.execute(rename("Sở Một", "person:" + "0" * 64))
    assert head(application) == before


@pytest.mark.parametrize("name", ["administrator", "system:import"])
def test_a_role_or_a_program_is_not_hidden(application: BangVang, name: str):
    application.execute(rename("Sở Một", name))
    assert last(application, province_stream()).actor.id == name


def test_the_approver_is_named_by_reference_also_where_a_program_hands_in(submitted: BangVang):
    command = submitted.people.referred(ask(SubmitScorecard, approved_by=OTHER_HEAD, actor=by("system:import")))
    assert (command.actor.id, is_reference(command.approved_by)) == ("system:import", True)  # type: ignore[attr-defined]


def test_two_who_enter_the_same_person_at_once_get_one_reference(application: BangVang, another: BangVang, monkeypatch):
    def meanwhile(size: int) -> bytes:
        monkeypatch.undo()
        another.people.reference(HEAD)
        return bytes(size)

    monkeypatch.setattr("application.people.secrets.token_bytes", meanwhile)
    assert application.people.reference(HEAD) == another.people.reference(HEAD)


def test_people_are_remembered_up_to_a_number_and_found_again_beyond(application: BangVang, monkeypatch):
    monkeypatch.setattr(people_module, "CACHED_PEOPLE", 2)
    found = [application.people.reference(name) for name in (HEAD, OTHER_HEAD, "Lê C", HEAD, OTHER_HEAD, "Lê C")]
    assert found[:3] == found[3:]
    assert CACHED_PEOPLE > 2


def test_people_are_listed_in_parts(submitted: BangVang):
    submitted.people.reference(OTHER_HEAD)
    everybody = known_people(submitted)
    assert {HEAD, OTHER_HEAD} < {person.name for person in everybody}
    assert known_people(submitted, everybody[0].reference, 2) == everybody[1:3]


def test_a_refused_request_leaves_a_name_but_no_event(application: BangVang):
    before = head(application)
    with pytest.raises(IndicatorsUnscored):
        application.execute(ask(SubmitScorecard, approved_by=OTHER_HEAD))
    assert head(application) == before


# --- Erased -----------------------------------------------------------------------------------------------------------


def test_an_erased_name_is_gone_and_every_stored_byte_stays(submitted: BangVang, another: BangVang):
    submitted.execute(rename("Sở Một", OTHER_HEAD))
    reference, other = approver(submitted), submitted.people.reference(OTHER_HEAD)
    position = head(submitted)
    before = digest(submitted, position)

    assert erase(submitted, reference, reason="theo yêu cầu của người lao động") == 1

    assert digest(submitted, position) == before
    assert approver(submitted) == reference
    assert another.people.names([reference, other, "lan"]) == {reference: None, other: OTHER_HEAD}
    erased = cast("Recorded[NameErased]", last(submitted, stream_id(reference)))
    assert erased.data == NameErased(reference=reference)
    known = known_person(another, reference)
    assert (known.name, known.salt, known.reason) == (None, None, "theo yêu cầu của người lao động")
    assert (known.erased_at, known.erased_by) == (erased.recorded_at, erased.actor.id)
    assert HEAD not in {person.name for person in known_people(another)}


def test_the_same_name_given_again_is_another_reference(submitted: BangVang, another: BangVang):
    reference = approver(submitted)
    assert another.people.reference(HEAD) == reference
    erase(submitted, reference)
    submitted.execute(rename("Sở Một", HEAD))
    assert last(submitted, province_stream()).actor.id not in {reference, HEAD}


def test_an_auditor_whose_name_was_erased_meanwhile_reads_under_a_new_reference(submitted: BangVang, another: BangVang):
    reference = approver(submitted)
    assert another.people.reference(HEAD) == reference
    erase(submitted, reference)
    read = LogRead(
        id=uuid4(),
        at=datetime(2022, 12, 1, tzinfo=UTC),
        actor=Actor(id=HEAD, role=Role.AUDITOR),
        operation="listChanges",
        request="GET /",
    )
    log_read(another, read)
    now = last(another, read_stream(read.id)).actor.id
    assert now != reference
    assert submitted.people.names([now]) == {now: HEAD}


def test_of_whom_a_request_names_only_the_reference_is_kept(submitted: BangVang):
    assert submitted.people.without_name(HEAD) == approver(submitted)
    assert submitted.people.without_name("reviewer") == "reviewer"
    assert submitted.people.without_name("Trần Thị B") == "…"


def test_a_process_that_still_remembers_an_erased_person_does_not_name_that_reference(
    submitted: BangVang, another: BangVang
):
    reference = approver(submitted)
    assert another.people.reference(HEAD) == reference
    erase(submitted, reference)
    another.execute(rename("Sở Một", HEAD))
    now = last(another, province_stream()).actor.id
    assert now != reference
    assert submitted.people.names([now]) == {now: HEAD}


def test_an_erased_reference_names_nobody_any_more(submitted: BangVang):
    reference = approver(submitted)
    erase(submitted, reference)
    with pytest.raises(PersonUnknown):
        submitted.execute(rename("Sở Một", reference))


def test_erasing_again_adds_nothing(submitted: BangVang):
    reference = approver(submitted)
    assert [erase(submitted, reference) for _ in range(3)] == [1, 0, 0]


def test_erasing_again_erases_what_a_restored_table_has_brought_back(submitted: BangVang):
    reference = approver(submitted)
    restored = submitted.people.of([reference])[reference]
    erase(submitted, reference)
    submitted.recorder.insert_person(*restored[:4])
    assert submitted.people.names([reference]) == {reference: HEAD}
    assert erase(submitted, reference) == 0
    assert submitted.people.names([reference]) == {reference: None}


def test_somebody_unknown_is_not_erased(application: BangVang):
    with pytest.raises(PersonUnknown):
        erase(application, "person:" + "0" * 64)
    with pytest.raises(PersonUnknown):
        known_person(application, "person:" + "0" * 64)


def test_where_the_event_is_refused_the_name_stays(submitted: BangVang, another: BangVang):
    reference = approver(submitted)
    taken = ask(EraseName, reference=reference).record(stream_id(reference), 0, [NameErased(reference=reference)])
    submitted.save(*taken)
    with pytest.raises(IntegrityError):
        another.recorder.insert_events([another.mapper.to_stored_event(taken[0])], erased=[reference])
    assert another.people.names([reference]) == {reference: HEAD}


def test_administrators_may_erase_themselves(application: BangVang):
    reference = application.people.reference("lan")
    assert erase(application, reference, actor=by("lan")) == 1
    assert last(application, stream_id(reference)).actor.id == reference
    assert application.people.reference("lan") != reference


# --- Idempotency keys -------------------------------------------------------------------------------------------------


def test_an_import_under_a_key_is_answered_again_until_its_importer_is_erased(application: BangVang):
    def run() -> int:
        request = build(ImportScores, id=uuid4(), actor=by("lan"))
        return import_scores(application, [], request, key="k").events

    assert (run(), run()) == (0, 0)
    erase(application, application.people.reference("lan"))
    with pytest.raises(KeyReused):
        run()


# --- The file ---------------------------------------------------------------------------------------------------------


def file_of(recorder: SQLiteRecorder) -> bytes:
    """All that stands in the store's file and its write-ahead log."""
    path = Path(recorder.datastore.pool.db_name)
    return b"".join(file.read_bytes() for file in (path, path.with_name(f"{path.name}-wal")) if file.exists())


def test_the_bytes_of_an_erased_name_are_gone_from_the_file(sqlite_environment: dict[str, str]):
    with BangVang(sqlite_environment) as application:
        recorder = cast("SQLiteRecorder", application.recorder)
        erased, kept = application.people.reference(HEAD), application.people.reference(OTHER_HEAD)
        salt = application.people.of([erased])[erased].salt
        assert HEAD.encode() in file_of(recorder)
        erase(application, erased)
        assert HEAD.encode() not in file_of(recorder)
        assert salt not in file_of(recorder)
        assert OTHER_HEAD.encode() in file_of(recorder)
        assert application.people.names([kept]) == {kept: OTHER_HEAD}


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_is_left_of_anybody_where_many_come_and_go(seed: int, sqlite_environment: dict[str, str]):
    """With rows deleted where they stand, some of these seeds leave a name behind."""
    chance = Random(seed)
    factory = SQLiteFactory(sqlite_environment)
    recorder = cast("SQLiteRecorder", factory.application_recorder())
    kept: dict[str, str] = {}
    gone: list[str] = []
    for _ in range(60):
        newcomers = [newcomer(chance) for _ in range(50)]
        with factory.datastore.transaction(commit=True) as transaction:
            transaction.sqlite_cursor.executemany(INSERT_PERSON, newcomers)
        kept |= {reference: name for reference, _, name, _ in newcomers}
        erased = chance.sample(sorted(kept), 15)
        gone += [kept.pop(reference) for reference in erased]
        recorder.insert_events([], erased=erased)
    content = file_of(recorder)
    assert [name for name in gone if name.encode() in content] == []
    assert {person.name for person in recorder.list_people("")} == set(kept.values())
    factory.close()


def newcomer(chance: Random) -> tuple[str, bytes, str, str]:
    name = f"Ông {chance.getrandbits(64):x} {'x' * chance.randrange(60)}."
    return f"person:{chance.getrandbits(256):064x}", chance.randbytes(16), name, name


def test_a_log_that_somebody_reads_for_long_can_not_be_emptied_which_is_said(sqlite_environment, caplog):
    with BangVang({**sqlite_environment, "SQLITE_LOCK_TIMEOUT": "1"}) as application:
        reference = application.people.reference(HEAD)
        reading = sqlite3.connect(sqlite_environment["SQLITE_DBNAME"], isolation_level=None)
        reading.execute("BEGIN")
        reading.execute("SELECT count(*) FROM people").fetchone()
        with caplog.at_level(logging.WARNING):
            erase(application, reference)
        assert "could not be emptied" in caplog.text
        reading.close()
        assert erase(application, reference) == 0
        assert HEAD.encode() not in file_of(cast("SQLiteRecorder", application.recorder))


# --- Older logs -------------------------------------------------------------------------------------------------------


def test_events_of_older_logs_that_hold_names_are_read_as_they_are(application: BangVang):
    command = rename("Sở Một", "nguyen.van.a")
    stream = province_stream()
    version = len(list(application.read(stream)))
    application.save(*command.record(stream, version, [UnitRenamed(unit=UNIT, name="Sở Một")]))
    assert last(application, stream).actor.id == "nguyen.van.a"
    assert application.people.names(["nguyen.van.a"]) == {}
    assert msgspec.json.encode(last(application, stream))
