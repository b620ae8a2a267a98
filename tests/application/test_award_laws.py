"""What holds of awards whatever is decided by whom and when: the quota, and that a decision follows from the log."""

import os
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from decimal import Decimal
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from psycopg.sql import SQL, Identifier

from application import postgres, sqlite
from application.log import open_log
from application.recording import GuardFailed
from application.refusals import StaleVersion
from application.service import BangVang, decide
from application.workspace import Workspace
from domain.award_campaign.commands import (
    AppraiseDossier,
    ConsolidateDossier,
    DeclineAward,
    GrantAward,
    Nominate,
    PublishHonours,
    ReconsiderNomination,
    RevokeAward,
    SubmitDossier,
)
from domain.award_campaign.events import Declined, Granted, Revoked, stream_id
from domain.award_campaign.policy import Award, CandidateKind, Score
from domain.command import Command
from domain.event import Event
from domain.metadata import Actor, Code, Role, UnitKind
from domain.province.commands import RegisterProvince, RegisterUnit
from domain.refusal import Refusal
from tests.application.test_awards import BODIES, SET, UNITS, ask, ask_about, correct, open_campaign, publish
from tests.domain.builders import release as release_set
from tests.domain.campaigns import ACTORS, APPRAISER, policy

THOROUGH = "THOROUGH" in os.environ
"""Set by .ci/run for its slower jobs, which also look at other histories every time."""

law = settings(
    max_examples=150 if THOROUGH else 8, deadline=None, derandomize=not THOROUGH, print_blob=True, database=None
)

PROVINCE = "vinh-long"
QUOTAS = {CandidateKind.COLLECTIVE: 2, CandidateKind.INDIVIDUAL: 1}
NINETY = Score(code="diem", text="Từ 90 % trong một năm", at_least=Decimal(90))
AWARD = Award(
    code="bang-khen",
    name="Bằng khen",
    form="bang-khen",
    decided_by="Chủ tịch",
    quotas=QUOTAS,
    conditions={CandidateKind.COLLECTIVE: (NINETY,), CandidateKind.INDIVIDUAL: (NINETY,)},
)
CANDIDATES: Mapping[Code, Mapping[str, Any]] = {
    **{f"t-{unit}": {"unit": unit} for unit in (*UNITS, *BODIES)},
    **{
        f"c-{number}": {"unit": "so-y-te", "kind": CandidateKind.INDIVIDUAL, "person": f"Người {number}"}
        for number in "12"
    },
}
"""Nominations: five collectives and two individuals, all of whom qualify at first."""

numbers = count()
"""Every example has a campaign of its own, so that one store serves them all."""


# --- The scene --------------------------------------------------------------------------------------------------------
def publish_a_round(application: BangVang) -> None:
    """A province whose five units have reached exactly 90 % in 2023."""
    units = (*UNITS, *BODIES)
    application.execute_all(
        [
            ask(RegisterProvince, name="Vĩnh Long"),
            *(ask(RegisterUnit, unit=unit, kind=UnitKind.DEPARTMENT, name=unit) for unit in units),
            ask(type(release_set()), definition=SET),
        ]
    )
    publish(application, 2023, dict.fromkeys(units, ("45", "45")))


def open_with_dossiers(application: BangVang) -> Code:
    """A new campaign in which every candidate is appraised; returns its code."""
    campaign = f"khen-{next(numbers)}"
    open_campaign(application, campaign, policy(awards=(AWARD,), documents=()))
    commands = []
    for code, candidate in CANDIDATES.items():
        about = {"campaign": campaign, "nomination": code}
        officer = Actor(id="Nguyễn Văn A", role=Role.UNIT, unit=candidate["unit"])
        commands += [
            ask_about(Nominate, **about, **candidate, actor=officer),
            ask_about(SubmitDossier, **about, actor=officer),
            ask_about(ConsolidateDossier, **about),
            ask_about(AppraiseDossier, **about, actor=APPRAISER, favourable=True),
        ]
    application.execute_all(commands)
    return campaign


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def application(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[BangVang]:
    """An event store of either kind, with the published round."""
    with store(request, tmp_path_factory) as environment, BangVang(environment) as application:
        publish_a_round(application)
        yield application


@contextmanager
def store(request: pytest.FixtureRequest, folders: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """A new file, or a new schema that is dropped in the end."""
    if request.param == "sqlite":
        yield sqlite.environment(folders.mktemp("laws") / "events.db")
        return
    url, schema = request.getfixturevalue("postgres_url"), f"test_{uuid4().hex}"
    yield postgres.environment(url, schema)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(Identifier(schema)))


# --- Decisions --------------------------------------------------------------------------------------------------------
GRANT, DECLINE, RECONSIDER, REVOKE, PUBLISH = "grant", "decline", "reconsider", "revoke", "publish"
Asked = tuple[str, Code]

KINDS = st.sampled_from([GRANT, GRANT, GRANT, REVOKE, DECLINE, RECONSIDER, PUBLISH])
ASKED = st.tuples(KINDS, st.sampled_from(list(CANDIDATES)))
Move = tuple[int, Asked, bool]
MOVES = st.lists(st.tuples(st.integers(min_value=0, max_value=2), ASKED, st.booleans()), min_size=12, max_size=30)
"""Which of three deciders decides what, and whether they then save all that they have decided since they last did."""


def command(campaign: Code, asked: Asked) -> Command:
    """The command that is asked for."""
    what, nomination = asked
    about = {"campaign": campaign, "nomination": nomination}
    built: Command = {
        GRANT: lambda: ask_about(GrantAward, **about),
        DECLINE: lambda: ask_about(DeclineAward, **about),
        RECONSIDER: lambda: ask_about(ReconsiderNomination, **about),
        REVOKE: lambda: ask_about(RevokeAward, **about, ground="khai-gian-doi"),
        PUBLISH: lambda: ask_about(PublishHonours, campaign=campaign),
    }[what]()
    return built


def events_of(application: BangVang, campaign: Code) -> Sequence[Event]:
    return [each.data for each in application.read(stream_id(PROVINCE, campaign))]


def assert_within_quotas(events: Sequence[Event]) -> None:
    """After each event no more awards stand than there may be, and each has a number within the quota of its own."""
    standing = dict[Code, tuple[CandidateKind, int]]()
    for event in events:
        match event:
            case Granted():
                kind = CANDIDATES[event.nomination].get("kind", CandidateKind.COLLECTIVE)
                assert event.number in range(1, QUOTAS[kind] + 1)
                assert (kind, event.number) not in standing.values()
                standing[event.nomination] = kind, event.number
            case Revoked():
                del standing[event.nomination]


@law
@given(moves=MOVES)
@example(moves=[(number % 3, (GRANT, code), True) for number, code in enumerate(CANDIDATES)])
@example(moves=[(number % 3, (GRANT, code), False) for number, code in enumerate(CANDIDATES)])
def test_no_interleaving_of_deciders_grants_more_than_the_quota(application: BangVang, moves: Sequence[Move]):
    campaign = open_with_dossiers(application)
    works = [application.workspace() for _ in range(3)]
    for decider, asked, saves in moves:
        with suppress(Refusal):
            decide(works[decider], command(campaign, asked))
        if saves:
            works[decider] = saved(application, works[decider])
    for work in works:
        saved(application, work)
    assert_within_quotas(events_of(application, campaign))


def saved(application: BangVang, work: Workspace) -> Workspace:
    """Records the work, unless somebody else was faster; returns a new one."""
    with suppress(StaleVersion, GuardFailed):
        application.record(work)
    return application.workspace()


def test_of_two_who_grant_the_last_one_at_once_only_the_first_is_recorded(application: BangVang):
    campaign = open_with_dossiers(application)
    works = [application.workspace() for _ in range(2)]
    for number, work in enumerate(works, start=1):
        decide(work, command(campaign, (GRANT, f"c-{number}")))
    application.record(works[0])
    with pytest.raises(StaleVersion):
        application.record(works[1])
    granted = [each.nomination for each in events_of(application, campaign) if isinstance(each, Granted)]
    assert granted == ["c-1"]


# --- Replay -----------------------------------------------------------------------------------------------------------
CORRECTIONS = st.sampled_from(["40", "45"])
HAPPENINGS = st.lists(st.one_of(ASKED, ASKED, CORRECTIONS), min_size=3, max_size=12)


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Code]:
    """A store with a campaign whose candidates are all appraised, and the campaign's code."""
    path = tmp_path_factory.mktemp("begun") / "events.db"
    with BangVang(sqlite.environment(path)) as application:
        publish_a_round(application)
        # Whoever is not known yet gets a reference that nothing else leads to.
        application.people.reference(ACTORS[Role.COUNCIL].id)
        return path, open_with_dossiers(application)


def copied(path: Path, to: Path) -> Path:
    """The store as it stands."""
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(to)) as target:
        source.backup(target)
    return to


def entries(application: BangVang, after: int = 0) -> Sequence[tuple[Any, ...]]:
    """The bytes of the log after a position."""
    with closing(open_log(application.recorder)) as log, log.entries(after, log.head()) as found:
        return [tuple(each) for each in found]


@law
@given(happenings=HAPPENINGS)
@example(happenings=[(GRANT, "t-so-y-te"), (GRANT, "c-1"), "40", (DECLINE, "c-2"), (GRANT, "c-2"), (REVOKE, "c-1")])
def test_a_decision_given_again_on_the_log_before_it_writes_the_same_bytes(
    begun: tuple[Path, Code], happenings: Sequence[Asked | str]
):
    """Corrections in between, which flag awards, change what later decisions find and nothing that was decided."""
    path, campaign = begun
    with TemporaryDirectory() as folder:
        now = copied(path, Path(folder) / "now.db")
        with BangVang(sqlite.environment(now)) as application:
            for number, happening in enumerate(happenings):
                if isinstance(happening, str):
                    correct(application, 2023, happening)
                    continue
                before = copied(now, Path(folder) / f"{number}.db")
                asked, head = command(campaign, happening), len(entries(application))
                with suppress(Refusal):
                    application.execute(asked)
                with BangVang(sqlite.environment(before)) as earlier:
                    with suppress(Refusal):
                        earlier.execute(asked)
                    assert entries(earlier, head) == entries(application, head)
            decided = [each for each in events_of(application, campaign) if isinstance(each, Granted | Declined)]
            assert all(each.findings for each in decided)
