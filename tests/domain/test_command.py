"""Commands: who may give them, on which day, and the envelopes of what they lead to."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import msgspec
import pytest

from domain.audit.commands import LogRead
from domain.command import VIETNAM, Command
from domain.event import Event, Recorded
from domain.indicator_set import events as sets
from domain.metadata import Role, stream
from domain.province import events as provinces
from domain.province.commands import RegisterProvince, RenameUnit
from domain.province.events import UnitRegistered
from domain.refusal import DecisionRequired, ReasonRequired, RoleNotAllowed
from domain.round import events as rounds
from domain.round.commands import PublishRound
from domain.scorecard import events as scorecards
from tests.domain.builders import ADMINISTRATOR, COUNCIL, DECISION, ask, at, province_registered, unit_registered

STREAM = stream("province", "vinh-long")


def concrete(command: type[Command]) -> list[type[Command]]:
    below = [each for subclass in command.__subclasses__() for each in concrete(subclass)]
    return below or [command]


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2022, 11, 14, 16, 59, 59, 999999, tzinfo=UTC), date(2022, 11, 14)),
        (datetime(2022, 11, 14, 17, tzinfo=UTC), date(2022, 11, 15)),
        (at("2022-12-31", "23:59"), date(2022, 12, 31)),
        (at("2023-01-01", "00:00"), date(2023, 1, 1)),
    ],
)
def test_a_day_is_one_in_viet_nam(moment, day):
    assert ask(RegisterProvince, name="Vĩnh Long", at=moment).day == day


def test_the_hour_of_a_command_is_kept_in_utc():
    moment = at("2022-11-15", "00:00")
    assert moment.utcoffset() == timedelta(0)
    assert moment.hour == 17


def test_a_role_that_may_not_is_told_who_may():
    with pytest.raises(RoleNotAllowed) as refused:
        ask(PublishRound, actor=ADMINISTRATOR).authorise()
    assert refused.value.advice() == "It is for: council."


@pytest.mark.parametrize("reason", [None, "", "  ", "\n\t"])
def test_a_correction_needs_a_reason_that_is_more_than_white_space(reason):
    with pytest.raises(ReasonRequired):
        ask(RenameUnit, name="Sở", reason=reason).authorise()


def test_a_decision_needs_its_document():
    with pytest.raises(DecisionRequired):
        ask(PublishRound, actor=COUNCIL, source_document=None).authorise()


@pytest.mark.parametrize("command", concrete(Command), ids=lambda command: command.__name__)
def test_every_command_may_be_given_by_somebody_and_all_that_is_given_for_an_auditor_is_a_read(command):
    assert command.roles
    assert (Role.AUDITOR in command.roles) is (command is LogRead)


def test_events_are_recorded_in_envelopes_that_follow_each_other():
    command = ask(
        RenameUnit, name="Sở", effective_on=date(2022, 7, 1), source_document=DECISION, reason="Đổi tên theo đề án"
    )
    events = [unit_registered(), province_registered()]
    first, second = command.record(STREAM, 4, list(events))
    assert [first.data, second.data] == events
    assert [first.originator_version, second.originator_version] == [5, 6]
    assert first.event_id != second.event_id
    common = {
        "originator_id": STREAM,
        "recorded_at": command.at,
        "actor": command.actor,
        "effective_on": date(2022, 7, 1),
        "reason": "Đổi tên theo đề án",
        "source_document": DECISION,
        "correlation_id": command.id,
        "causation_id": command.id,
    }
    for recorded in (first, second):
        assert common.items() <= msgspec.structs.asdict(recorded).items()


def test_a_chain_of_commands_keeps_its_correlation_and_causation():
    chain = {"correlation_id": UUID(int=7), "causation_id": UUID(int=8)}
    (recorded,) = ask(RenameUnit, name="Sở", **chain).record(STREAM, 0, [unit_registered()])
    assert (recorded.correlation_id, recorded.causation_id) == (UUID(int=7), UUID(int=8))


def test_the_same_command_gives_its_events_the_same_ids_and_another_one_others():
    command = ask(RenameUnit, name="Sở")

    def ids(given: Command) -> list[UUID]:
        return [recorded.event_id for recorded in given.record(STREAM, 0, [unit_registered()] * 2)]

    assert ids(command) == ids(command)
    assert not set(ids(command)) & set(ids(msgspec.structs.replace(command, id=UUID(int=2))))


def test_a_command_that_comes_to_a_stream_again_goes_on_numbering_its_events():
    command = ask(RenameUnit, name="Sở")
    events: list[Event] = [unit_registered()] * 3
    at_once = [recorded.event_id for recorded in command.record(STREAM, 4, events)]
    again = [*command.record(STREAM, 4, events[:2]), *command.record(STREAM, 6, events[2:], before=2)]
    assert [recorded.event_id for recorded in again] == at_once
    assert [recorded.originator_version for recorded in again] == [5, 6, 7]


def test_an_envelope_reads_back_as_it_was_written():
    (recorded,) = ask(RenameUnit, name="Sở").record(STREAM, 0, [unit_registered()])
    stored = msgspec.json.encode(recorded)
    assert msgspec.json.decode(stored, type=Recorded[UnitRegistered]) == recorded


@pytest.mark.parametrize(
    ("stream_id", "names", "expected"),
    [
        (provinces.stream_id, ["vinh-long"], "1465e402-0c7b-5c64-b39e-20b32b4cfb6e"),
        (sets.stream_id, ["vinh-long", "2022"], "f4507ce1-9f86-536e-8a51-842ce9f86122"),
        (rounds.stream_id, ["vinh-long", "2022"], "d182b7c9-1fa1-57b8-abab-e1f8dd53618e"),
        (scorecards.stream_id, ["vinh-long", "2022", "so-noi-vu"], "28fe9daf-b14d-599d-90ae-28b3ee2faaef"),
    ],
)
def test_streams_have_the_same_id_on_every_machine_for_ever(stream_id, names, expected):
    assert str(stream_id(*names)) == expected


def test_events_are_recorded_in_utc_whatever_the_command_s_offset():
    local = datetime.combine(date(2022, 11, 1), time(8), VIETNAM)
    command = ask(RegisterProvince, name="Vĩnh Long", at=local)
    (recorded,) = command.record(UUID(int=3), 0, [province_registered()])
    assert recorded.recorded_at == local
    assert recorded.recorded_at.isoformat() == "2022-11-01T01:00:00+00:00"


def test_what_is_entered_later_is_recorded_when_it_was_entered_and_effective_when_it_was_given():
    command = ask(RegisterProvince, name="Vĩnh Long", at=at("2022-11-01"), entered_at=at("2022-12-24"))
    (recorded,) = command.record(UUID(int=3), 0, [province_registered()])
    assert (recorded.recorded_at, recorded.effective_on) == (at("2022-12-24"), date(2022, 11, 1))
