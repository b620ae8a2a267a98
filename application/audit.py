"""The log of auditors' reads: written before an auditor is answered, read back by the events' name."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, cast
from uuid import UUID

import msgspec

from application.catalogue import CATALOGUE
from application.codec import Codec
from application.log import LogEntry, LogReader
from application.service import BangVang, decide
from application.workspace import Aggregate, Version, Workspace
from domain.audit.commands import LogRead
from domain.audit.events import ReadLogged
from domain.event import Recorded
from domain.metadata import Code

PAGE = 500
"""Entries of the log that are looked at together."""


class LoggedRead(msgspec.Struct, frozen=True, kw_only=True):
    """An auditor's read at its position in the log: who, when, what, and what it was about as far as it said so."""

    position: int
    recorded_at: datetime
    actor_id: str
    operation: str
    request: str
    province: Code | None
    round: Code | None
    unit: Code | None


def log_read(application: BangVang, command: LogRead) -> None:
    """Records a read; when it returns, the read is in the log and may be answered.

    The command is new, so that its stream is: nothing has to be read first, nor to be remembered in place of what
    decisions look at. Raises ``Refusal``, ``StaleVersion`` for a command that was given before, and whatever the store
    raises.
    """
    workspace = Workspace(_nothing_yet)
    decide(workspace, command)
    application.record(workspace)


def reads(
    log: LogReader, codec: Codec, *, actor: str | None = None, after: int = 0, limit: int | None = None
) -> Iterator[LoggedRead]:
    """Auditors' reads behind position ``after`` in the order of the log, at most ``limit``; of one ``actor`` if given.

    Reads that are logged meanwhile are not among them.
    """
    found = (_logged_read(entry.position, _recorded(codec, entry)) for entry in _entries(log, after))
    wanted = (read for read in found if actor in {None, read.actor_id})
    yield from wanted if limit is None else (read for _, read in zip(range(limit), wanted, strict=False))


def _nothing_yet(aggregate: Aggregate[Any], _stream: UUID) -> Version[Any]:
    return Version(0, aggregate.initial)


def _entries(log: LogReader, position: int) -> Iterator[LogEntry]:
    names, head = CATALOGUE.stored_names(ReadLogged), log.head()
    while entries := log.read(position, PAGE, names, head):
        yield from entries
        position = entries[-1].position


def _recorded(codec: Codec, entry: LogEntry) -> Recorded[ReadLogged]:
    return cast("Recorded[ReadLogged]", codec.decode(*entry[1:]))


def _logged_read(position: int, recorded: Recorded[ReadLogged]) -> LoggedRead:
    read = recorded.data
    return LoggedRead(
        position=position,
        recorded_at=recorded.recorded_at,
        actor_id=recorded.actor.id,
        operation=read.operation,
        request=read.request,
        province=read.province,
        round=read.round,
        unit=read.unit,
    )
