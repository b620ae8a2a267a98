"""The application on both stores: commands in, events out, nothing lost and nothing done twice."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from typing import Any
from uuid import uuid4

import msgspec
import pytest

from application import service
from application.contexts import SCORECARD
from application.handlers import HANDLERS, INTERNAL
from application.recording import GuardFailed
from application.refusals import CommandMalformed, KeyReused, StaleVersion
from application.service import BangVang, Outcome, decide
from application.workspace import Workspace
from domain.command import Command
from domain.event import Event, Recorded
from domain.metadata import Role, UnitKind
from domain.province.commands import DissolveUnit, MergeUnit, RegisterProvince, RegisterUnit
from domain.province.refusals import ProvinceUnknown, UnitUnknown
from domain.refusal import Refusal
from domain.round.commands import (
    CloseReview,
    CloseSelfScoring,
    ExtendSelfScoring,
    FinaliseRound,
    MarkUnitNotRanked,
    PublishRound,
)
from domain.round.refusals import RoundUnknown, ScorecardsUnfinished
from domain.scorecard.commands import FinaliseScorecard, OpenScorecard, SelfScore, SubmitScorecard
from domain.scorecard.events import stream_id
from domain.scorecard.refusals import EvidenceMissing, ScorecardUnknown
from domain.scorecard.state import Final, NotOpened
from tests.domain.builders import (
    ADMINISTRATOR,
    BODY,
    DEFINITION,
    OTHER_UNIT,
    PROVINCE,
    UNIT,
    evidence,
    open_round,
    opened,
    release,
)
from tests.domain.builders import ask as build

POINTS = {"1.1": "10", "1.2": "5", "1.3": "15", "2.1": "7.5", "2.2": "3", "2.3": "8", "2.4": "12"}
CARD_STREAM = stream_id(PROVINCE, "2022", UNIT)


def ask(command: type[Command], **fields: Any) -> Command:
    return build(command, **{"id": uuid4(), **fields})


@pytest.fixture
def application(store_environment: dict[str, str]) -> Iterator[BangVang]:
    with BangVang(store_environment) as application:
        yield application


@pytest.fixture
def another(store_environment: dict[str, str], application: BangVang) -> Iterator[BangVang]:
    """A second process on the same store."""
    with BangVang(store_environment) as another:
        yield another


@pytest.fixture
def scoring(application: BangVang) -> BangVang:
    """A round in which the unit's scorecard is open."""
    application.execute_all(
        [
            ask(RegisterProvince, name="Vĩnh Long"),
            *(ask(RegisterUnit, unit=unit, kind=UnitKind.DEPARTMENT, name=unit) for unit in (UNIT, OTHER_UNIT, BODY)),
            release(),
            open_round(),
            ask(OpenScorecard),
        ]
    )
    return application


def log_of(application: BangVang) -> list[tuple[int, str]]:
    return [(n.id, n.topic) for n in application.recorder.select_notifications(1, 1000)]


def fill_in(application: BangVang) -> None:
    for code, points in POINTS.items():
        application.execute(ask(SelfScore, indicator=code, points=points, evidence=(evidence(),)))
    application.execute(ask(SubmitScorecard))


def conclude(application: BangVang) -> None:
    fill_in(application)
    application.execute(ask(CloseSelfScoring))
    application.execute(ask(CloseReview))


def test_a_command_adds_its_events_and_says_where(scoring: BangVang):
    outcome = scoring.execute(ask(SelfScore, indicator="1.1", points="10", evidence=(evidence(),)))
    assert (outcome.stream, outcome.version, outcome.events) == (CARD_STREAM, 3, 2)
    assert [name for _, name in log_of(scoring)][-2:] == ["scorecard.self_scored.v1", "scorecard.evidence_attached.v1"]
    assert outcome.position == log_of(scoring)[-1][0]


def test_a_repeated_command_changes_nothing(scoring: BangVang):
    scoring.execute(ask(SelfScore, indicator="1.2", points="5"))
    before = log_of(scoring)
    outcome = scoring.execute(ask(SelfScore, indicator="1.2", points="5"))
    assert (outcome.version, outcome.position, outcome.events) == (2, None, 0)
    assert log_of(scoring) == before


def test_a_refused_command_leaves_the_log_as_it_was(scoring: BangVang):
    before = log_of(scoring)
    with pytest.raises(Refusal):
        scoring.execute(ask(SelfScore, indicator="1.2", points="500"))
    assert log_of(scoring) == before


@pytest.mark.parametrize(
    "malformed",
    [
        ask(RegisterProvince, province="Vĩnh Long", name="Vĩnh Long"),
        ask(RegisterProvince, name=" "),
        ask(RegisterProvince, province="vinh-long\n", name="Vĩnh Long"),
        ask(RegisterProvince, name="Vĩnh Long", name_en="Vinh\0Long"),
        ask(SelfScore, indicator="1.1", inputs={"level\0": "head"}),
        ask(RegisterProvince, name="Vĩnh Long", at=datetime(2022, 11, 1)),  # noqa: DTZ001  # That is the point.
    ],
    ids=["code", "name", "line break", "NUL", "NUL in a list", "time without offset"],
)
def test_a_value_that_could_not_be_read_again_is_not_recorded(application: BangVang, malformed: Command):
    with pytest.raises(CommandMalformed):
        application.execute(malformed)
    assert log_of(application) == []


def test_a_request_that_changed_nothing_is_remembered_too(scoring: BangVang):
    scoring.execute(ask(SelfScore, indicator="1.2", points="5"))
    first = once(scoring, "k1")
    assert (first.position, first.events) == (None, 0)
    scoring.execute(ask(SelfScore, indicator="1.2", points="7"))
    assert once(scoring, "k1") == first


def test_a_writer_who_read_an_older_version_is_refused(scoring: BangVang):
    scoring.execute(ask(SelfScore, indicator="1.2", points="5"), expected_version=1)
    with pytest.raises(StaleVersion):
        scoring.execute(ask(SelfScore, indicator="1.2", points="7"), expected_version=1)


def test_a_writer_overtaken_between_reading_and_writing_is_refused(scoring: BangVang, another: BangVang):
    workspace = Workspace(scoring.load)
    decide(workspace, ask(SelfScore, indicator="1.2", points="5"))
    another.execute(ask(SelfScore, indicator="1.3", points="15"))
    before = log_of(scoring)
    with pytest.raises(StaleVersion):
        scoring.record(workspace)
    assert log_of(scoring) == before


def overtaken(application: BangVang, times: int, monkeypatch: pytest.MonkeyPatch, overtake: Callable[[int], None]):
    """Lets somebody change what a decision has read, so many times, just before it is recorded."""
    record, left = application.record, iter(range(times))

    def record_later(*arguments: Any) -> Any:
        number = next(left, None)
        if number is not None:
            overtake(number)
        return record(*arguments)

    monkeypatch.setattr(application, "record", record_later)


def extend(application: BangVang, days: int) -> None:
    application.execute(ask(ExtendSelfScoring, unit=OTHER_UNIT, until=date(2022, 11, 20 + days)))


def test_a_decision_whose_round_changed_meanwhile_is_taken_again(
    scoring: BangVang, another: BangVang, monkeypatch: pytest.MonkeyPatch
):
    overtaken(scoring, 2, monkeypatch, lambda number: extend(another, number))
    outcome = scoring.execute(ask(SelfScore, indicator="1.2", points="5"))
    assert outcome.events == 1


def test_a_decision_that_never_catches_up_is_refused_as_stale(
    scoring: BangVang, another: BangVang, monkeypatch: pytest.MonkeyPatch
):
    overtaken(scoring, service.ATTEMPTS, monkeypatch, lambda number: extend(another, number))
    with pytest.raises(StaleVersion) as refused:
        scoring.execute(ask(SelfScore, indicator="1.2", points="5"))
    assert isinstance(refused.value.__cause__, GuardFailed)


def test_many_commands_are_recorded_together_or_not_at_all(scoring: BangVang):
    before = log_of(scoring)
    with pytest.raises(EvidenceMissing):
        scoring.execute_all([*(ask(SelfScore, indicator=c, points=p) for c, p in POINTS.items()), ask(SubmitScorecard)])
    assert log_of(scoring) == before
    assert scoring.execute_all([]) == []


def once(application: BangVang, key: str, points: str = "5", fingerprint: str | None = None) -> Outcome:
    command = ask(SelfScore, indicator="1.2", points=points)
    return application.execute_once(command, key=key, fingerprint=fingerprint or points)


def test_the_same_key_and_request_have_the_first_one_s_outcome(scoring: BangVang):
    first = once(scoring, "k1")
    scoring.execute(ask(SelfScore, indicator="1.2", points="7"))
    before = log_of(scoring)
    assert once(scoring, "k1") == first
    assert log_of(scoring) == before


def test_the_same_key_with_another_request_is_refused(scoring: BangVang):
    once(scoring, "k1")
    with pytest.raises(KeyReused):
        once(scoring, "k1", points="7")


def test_a_refused_request_leaves_its_key_free(scoring: BangVang):
    with pytest.raises(Refusal):
        once(scoring, "k1", points="500")
    assert once(scoring, "k1").events == 1


def test_one_key_from_many_clients_at_once_is_carried_out_once(scoring: BangVang):
    with ThreadPoolExecutor(8) as clients:
        outcomes = set(clients.map(lambda _: once(scoring, "k1"), range(8)))
    assert len(outcomes) == 1
    assert [name for _, name in log_of(scoring)].count("scorecard.self_scored.v1") == 1


def test_of_eight_writers_of_one_scorecard_each_is_recorded_or_refused_and_none_is_lost(scoring: BangVang):
    def write(number: int) -> bool:
        try:
            scoring.execute(ask(SelfScore, indicator="2.4", points=f"{number}.25"))
        except StaleVersion:
            return False
        return True

    with ThreadPoolExecutor(8) as writers:
        recorded = sum(writers.map(write, range(8)))
    versions = [event.originator_version for event in scoring.read(CARD_STREAM)]
    assert versions == list(range(1, 2 + recorded))
    assert recorded >= 1


def test_the_store_is_read_again_only_for_what_is_new(scoring: BangVang, another: BangVang):
    fill_in(scoring)
    assert another.load(SCORECARD, CARD_STREAM) == scoring.load(SCORECARD, CARD_STREAM)
    assert scoring.load(SCORECARD, CARD_STREAM).number == 16


def test_the_cache_of_streams_is_bounded(scoring: BangVang, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(service, "CACHED_STREAMS", 1)
    fill_in(scoring)
    assert scoring.load(SCORECARD, CARD_STREAM).number == 16


def test_a_round_is_published_once_every_unit_is_final_or_left_out(scoring: BangVang):
    conclude(scoring)
    scoring.execute(ask(FinaliseScorecard))
    with pytest.raises(ScorecardsUnfinished) as refused:
        scoring.execute(ask(FinaliseRound))
    assert refused.value.data["units"] == f"{OTHER_UNIT}, {BODY}"
    scoring.execute(ask(MarkUnitNotRanked, unit=BODY))
    scoring.execute(ask(MergeUnit, unit=OTHER_UNIT, into=UNIT))
    scoring.execute(ask(FinaliseRound))
    scoring.execute(ask(PublishRound))
    assert isinstance(scoring.load(SCORECARD, CARD_STREAM).state, Final)


def test_a_unit_that_ended_with_an_open_scorecard_still_has_to_be_concluded(scoring: BangVang):
    conclude(scoring)
    scoring.execute(ask(DissolveUnit, unit=UNIT))
    for unit in (OTHER_UNIT, BODY):
        scoring.execute(ask(MarkUnitNotRanked, unit=unit))
    with pytest.raises(ScorecardsUnfinished):
        scoring.execute(ask(FinaliseRound))


def test_what_is_not_there_is_refused_by_name(application: BangVang):
    with pytest.raises(ProvinceUnknown):
        application.execute(open_round())
    application.execute(ask(RegisterProvince, name="Vĩnh Long"))
    with pytest.raises(RoundUnknown):
        application.execute(ask(OpenScorecard))
    application.execute_all([release(), open_round()])
    with pytest.raises(ScorecardUnknown):
        application.execute(ask(SelfScore, indicator="1.1", points="5"))
    with pytest.raises(UnitUnknown):
        application.execute(ask(MarkUnitNotRanked, unit="khong-co"))


def test_a_scorecard_on_a_release_that_is_not_in_the_log_is_an_error_not_a_refusal(scoring: BangVang):
    elsewhere = opened(content_hash="0" * 64, unit=OTHER_UNIT)
    command = ask(OpenScorecard, unit=OTHER_UNIT, actor=ADMINISTRATOR)
    stream = stream_id(PROVINCE, "2022", OTHER_UNIT)
    scoring.save(*command.record(stream, 0, [elsewhere]))
    with pytest.raises(LookupError, match="not in the log"):
        scoring.execute(ask(SelfScore, unit=OTHER_UNIT, actor=ADMINISTRATOR, indicator="1.1", points="5"))


def test_every_command_has_a_handler_a_role_and_a_sentence():
    def leaves(base: type[Command]) -> Iterator[type[Command]]:
        children = base.__subclasses__()
        yield from [base] if not children else (leaf for child in children for leaf in leaves(child))

    commands = {command for command in leaves(Command) if command.__module__.startswith("domain.")}
    assert commands == HANDLERS.keys()
    for command in commands:
        assert command.roles
        assert (Role.AUDITOR in command.roles) is (command in INTERNAL), "auditors read, and change nothing"
        assert command.__doc__


def test_events_carry_who_when_why_and_both_ids(scoring: BangVang):
    command = ask(SelfScore, indicator="1.2", points="5", effective_on=date(2022, 10, 30))
    scoring.execute(command)
    *_, last = scoring.read(CARD_STREAM)
    assert isinstance(last, Recorded)
    assert isinstance(last.data, Event)
    actor = msgspec.structs.replace(command.actor, id=scoring.people.reference(command.actor.id))
    assert (last.recorded_at, last.actor, last.effective_on) == (command.at, actor, date(2022, 10, 30))
    assert last.correlation_id == last.causation_id == command.id
    assert DEFINITION.places == 2
    assert not isinstance(scoring.load(SCORECARD, CARD_STREAM).state, NotOpened)
