"""The application: commands in, events out."""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from threading import Lock
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from eventsourcing.application import Application
from eventsourcing.persistence import IntegrityError

from application.codec import EventMapper
from application.handlers import HANDLERS
from application.people import People
from application.postgres import PostgresRecorder
from application.recording import GuardFailed, KeyTaken, Receipt
from application.refusals import CommandMalformed, KeyReused, StaleVersion
from application.sqlite import SQLiteRecorder
from application.workspace import Aggregate, Version, Workspace
from domain.command import Command
from domain.event import Event, Recorded
from domain.refusal import Refusal

CACHED_STREAMS = 4096
ATTEMPTS = 5


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What a command has led to: its stream's version now, and how many events it added.

    ``position`` is the log position of the last of them, ``None`` if it changed nothing.
    """

    stream: UUID
    version: int
    position: int | None
    events: int


class Subject(NamedTuple):
    """The stream that a piece of work is about."""

    aggregate: Aggregate[Any]
    stream: UUID


Work = Callable[[Workspace], None]
"""Decides something in a workspace that has just been opened, or raises ``Refusal``."""


class BangVang(Application[UUID]):
    """Answers commands from every way in, on any event store."""

    name = "bangvang"
    recorder: SQLiteRecorder | PostgresRecorder
    mapper: EventMapper

    def __init__(self, env: dict[str, str]) -> None:
        """Opens the event store that the environment names."""
        super().__init__(env)
        self.people = People(self.recorder)
        self._cache: OrderedDict[UUID, Version[Any]] = OrderedDict()
        self._cache_lock = Lock()

    def workspace(self) -> Workspace:
        """A new unit of work, in which commands can be decided."""
        return Workspace(self.load, self.people)

    def execute(self, command: Command, *, expected_version: int | None = None) -> Outcome:
        """Decides a command and records its events, or refuses it and leaves the log as it was.

        With ``expected_version``, a stream that has moved on is refused as stale. Raises ``Refusal``.
        """
        return self.carry_out(lambda workspace: decide(workspace, command, expected_version), subject_of(command))

    def execute_once(
        self, command: Command, *, key: str, fingerprint: str, expected_version: int | None = None
    ) -> Outcome:
        """Executes a command under an idempotency key: the same key and request again have the first one's outcome.

        ``fingerprint`` stands for the request; another one under the same key is refused with ``KeyReused``.
        """
        subject = subject_of(command)
        receipt = Receipt(key, fingerprint, subject.stream)
        return self.carry_out(lambda workspace: decide(workspace, command, expected_version), subject, receipt)

    def execute_all(self, commands: Iterable[Command]) -> Sequence[int]:
        """Decides commands one after another and records all their events in one transaction, or none.

        Returns the events' positions. Raises the first ``Refusal``.
        """
        workspace = self.workspace()
        for command in commands:
            decide(workspace, command)
        return self.record(workspace)

    def carry_out(self, work: Work, subject: Subject, receipt: Receipt | None = None) -> Outcome:
        """Does work in a workspace and records it in one transaction; the outcome is that of the subject.

        With a receipt, its key is recorded in the same transaction, and the same request given again has the first
        one's outcome. Work whose context has changed before it was recorded is done again; raises ``StaleVersion``
        when that happens too often.
        """
        answered = self._answered(receipt)
        if answered:
            return answered
        try:
            return self._recorded(work, subject, receipt)
        except (KeyTaken, Refusal):
            # The same request may have been carried out by another process since the first look.
            answered = self._answered(receipt)
            if answered is None:
                raise
            return answered

    def _answered(self, receipt: Receipt | None) -> Outcome | None:
        stored = self.recorder.select_receipt(receipt.key) if receipt else None
        if receipt is None or stored is None:
            return None
        if (stored.fingerprint, stored.originator_id) != (receipt.fingerprint, receipt.originator_id):
            raise KeyReused
        return Outcome(
            stream=stored.originator_id,
            version=stored.originator_version,
            position=stored.position if stored.events else None,
            events=stored.events,
        )

    def _recorded(self, work: Work, subject: Subject, receipt: Receipt | None) -> Outcome:
        for _ in range(ATTEMPTS - 1):
            with suppress(GuardFailed):
                return self._attempt(work, subject, receipt)
            # Perhaps it was a person who has been erased meanwhile, by another process.
            self.people.look_again()
        try:
            return self._attempt(work, subject, receipt)
        except GuardFailed as error:
            raise StaleVersion(stream=error.guard.originator_id) from error

    def _attempt(self, work: Work, subject: Subject, receipt: Receipt | None) -> Outcome:
        workspace = self.workspace()
        work(workspace)
        positions = self.record(workspace, receipt)
        return Outcome(
            stream=subject.stream,
            version=workspace.version(subject.aggregate, subject.stream).number,
            position=positions[-1] if positions else None,
            events=len(positions),
        )

    def record(self, workspace: Workspace, receipt: Receipt | None = None) -> Sequence[int]:
        """Writes a workspace's events, and a receipt if there is one, in one transaction; returns their positions.

        The names that it forgets are erased in the same transaction.
        """
        if not workspace.events and receipt is None and not workspace.forgotten:
            return []
        try:
            stored = [self.mapper.to_stored_event(event) for event in workspace.events]
            return self.recorder.insert_events(
                stored, guards=workspace.guards(), receipt=receipt, erased=workspace.forgotten
            )
        except (GuardFailed, KeyTaken):
            raise
        except IntegrityError as error:
            raise StaleVersion(stream=workspace.events[0].originator_id) from error
        finally:
            if workspace.forgotten:
                self.people.look_again()

    def load(self, aggregate: Aggregate[Any], stream: UUID) -> Version[Any]:
        """A stream as it stands in the store; only events newer than the cached state are read."""
        with self._cache_lock:
            version = self._cache.get(stream, Version(0, aggregate.initial))
        state, number = version.state, version.number
        newer = self.recorder.select_stream(stream, number)
        for version_after, event in self.mapper.to_contents(stream, newer):
            state, number = aggregate.evolve(state, event), version_after
        current = Version(number, state)
        with self._cache_lock:
            self._cache[stream] = current
            self._cache.move_to_end(stream)
            if len(self._cache) > CACHED_STREAMS:
                self._cache.popitem(last=False)
        return current

    def read(self, stream: UUID, after: int = 0) -> Iterator[Recorded[Event]]:
        """A stream's events in order, those after a version."""
        return self.events.get(stream, gt=after)  # type: ignore[return-value]  # Our mapper makes only these.


def subject_of(command: Command) -> Subject:
    """The stream that the command goes to."""
    handler = HANDLERS[type(command)]
    return Subject(handler.aggregate, handler.stream(command))


def decide(workspace: Workspace, command: Command, expected_version: int | None = None) -> None:
    """Adds what becomes of the command to the workspace; raises ``Refusal``."""
    require_well_formed(command)
    command.authorise()
    command = workspace.referred(command)
    handler = HANDLERS[type(command)]
    stream = handler.stream(command)
    current = workspace.version(handler.aggregate, stream)
    if expected_version not in {None, current.number}:
        raise StaleVersion(stream=stream, expected=expected_version, actual=current.number)
    workspace.append(handler.aggregate, stream, command, handler.decide(workspace, current.state, command))


def require_well_formed(command: Command) -> None:
    """Refuses a command with a value that its field can't hold.

    Structs are not checked when a program makes them, only when they are read: an event made of such a value would be
    recorded and could never be read again.
    """
    content = msgspec.to_builtins(command)
    if _has_nul(content):
        raise CommandMalformed(problem="NUL (U+0000)")
    try:
        msgspec.convert(content, type(command))
    except msgspec.ValidationError as error:
        raise CommandMalformed(problem=str(error)) from error


def _has_nul(value: Any) -> bool:
    """Whether a text has the one character that PostgreSQL can't keep in its text columns."""
    match value:
        case str():
            return "\0" in value
        case list() | tuple():
            return any(_has_nul(item) for item in value)
        case dict():
            return any(_has_nul(item) for item in (*value.keys(), *value.values()))
        case _:
            return False
