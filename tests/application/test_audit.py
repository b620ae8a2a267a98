"""Auditors' reads are written before anything is answered, and can be read back."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from application import audit
from application.audit import log_read, reads
from application.catalogue import CATALOGUE
from application.codec import Codec
from application.log import LogReader, open_log
from application.refusals import CommandMalformed, StaleVersion
from application.service import BangVang
from domain.audit.commands import LogRead
from domain.audit.events import stream_id
from domain.metadata import Actor, Role
from domain.province.commands import RegisterProvince
from domain.refusal import RoleNotAllowed
from tests.domain.builders import ask

CODEC = Codec(CATALOGUE)
AT = datetime(2022, 12, 1, tzinfo=UTC)


@pytest.fixture
def application(store_environment: dict[str, str]) -> Iterator[BangVang]:
    application = BangVang(store_environment)
    yield application
    application.close()


@pytest.fixture
def log(application: BangVang) -> Iterator[LogReader]:
    log = open_log(application.recorder)
    yield log
    log.close()


def read(actor: str = "thanh-tra", role: Role = Role.AUDITOR, **about: Any) -> LogRead:
    told = {"operation": "getRanking", "request": "GET /api/v1/provinces", **about}
    return LogRead(**{"id": uuid4(), "at": AT, "actor": Actor(id=actor, role=role), **told})


def test_a_read_is_in_the_log_with_who_when_and_what(application: BangVang, log: LogReader):
    log_read(application, read(province="vinh-long", round="2022", unit="so-y-te"))
    [found] = reads(log, CODEC)
    assert (found.position, found.recorded_at, found.actor_id) == (1, AT, "thanh-tra")
    assert (found.operation, found.request) == ("getRanking", "GET /api/v1/provinces")
    assert (found.province, found.round, found.unit) == ("vinh-long", "2022", "so-y-te")


def test_reads_are_told_in_order_among_other_events(application: BangVang, log: LogReader, monkeypatch):
    monkeypatch.setattr(audit, "PAGE", 2)
    for actor in ("a", "b", "a", "a"):
        log_read(application, read(actor))
        application.execute(ask(RegisterProvince, province=f"tinh-{log.head()}", name="Tỉnh"))
    assert [(each.position, each.actor_id) for each in reads(log, CODEC)] == [(1, "a"), (3, "b"), (5, "a"), (7, "a")]
    assert [each.position for each in reads(log, CODEC, actor="a")] == [1, 5, 7]
    assert [each.position for each in reads(log, CODEC, actor="a", after=1, limit=1)] == [5]
    assert [each.position for each in reads(log, CODEC, after=3, limit=9)] == [5, 7]
    assert list(reads(log, CODEC, actor="c")) == []


def test_a_command_is_one_read(application: BangVang, log: LogReader):
    command = read()
    log_read(application, command)
    with pytest.raises(StaleVersion):
        log_read(application, command)
    assert application.execute(command).events == 0
    assert [entry.originator_id for entry in log.read(0, 9)] == [stream_id(command.id)]


@pytest.mark.parametrize(
    ("refused", "because"),
    [
        (read(role=Role.REVIEWER), RoleNotAllowed),
        (read(request=" "), CommandMalformed),
        (read(request="x" * 10_001), CommandMalformed),
        (read(province="Vĩnh Long"), CommandMalformed),
        (read(actor=""), CommandMalformed),
    ],
)
def test_what_can_t_be_kept_is_refused(application: BangVang, log: LogReader, refused, because):
    with pytest.raises(because):
        log_read(application, refused)
    assert log.head() == 0


def test_reads_leave_what_decisions_look_at_in_memory(application: BangVang):
    application.execute(ask(RegisterProvince, name="Vĩnh Long"))
    held = dict(application._cache)  # noqa: SLF001  # Nothing else tells what is held.
    log_read(application, read())
    assert dict(application._cache) == held  # noqa: SLF001  # As above.
    assert all(isinstance(stream, UUID) for stream in held)
