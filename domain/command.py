"""Commands: requests to change one aggregate, complete with actor, time and new ids."""

from datetime import UTC, date, timedelta, timezone
from typing import ClassVar
from uuid import UUID, uuid5

import msgspec

from domain.event import Event, Recorded
from domain.metadata import Actor, Moment, Prose, Role, SourceDocument
from domain.refusal import DecisionRequired, ReasonRequired, RoleNotAllowed

VIETNAM = timezone(timedelta(hours=7), "UTC+07:00")
"""Calendar days in rounds are days in Viet Nam, which keeps no daylight saving time."""


class Command(msgspec.Struct, frozen=True, kw_only=True):
    """A request; ``id`` is new for each and makes the ids of its events, ``at`` is when it is given.

    What is entered later than it was given says so with ``entered_at``: windows are judged by ``at``, but events are
    recorded as known since they were entered, effective on the day they were given.
    """

    roles: ClassVar[frozenset[Role]] = frozenset()
    """Who may give this command."""
    needs_reason: ClassVar[bool] = False
    """Whether it corrects or takes back something, so that a reason must be given."""
    needs_decision: ClassVar[bool] = False
    """Whether an administrative document must stand behind it."""
    persons: ClassVar[tuple[str, ...]] = ()
    """The fields of its own that name a person, of whom the events hold a reference only."""

    id: UUID
    at: Moment
    entered_at: Moment | None = None
    actor: Actor
    reason: Prose | None = None
    effective_on: date | None = None
    source_document: SourceDocument | None = None
    correlation_id: UUID | None = None
    causation_id: UUID | None = None

    @property
    def day(self) -> date:
        """The calendar day in Viet Nam on which the command is given."""
        return self.at.astimezone(VIETNAM).date()

    def authorise(self) -> None:
        """Refuses an actor of another role, a missing reason and a missing decision."""
        if self.actor.role not in self.roles:
            raise RoleNotAllowed(role=self.actor.role, allowed=", ".join(sorted(self.roles)))
        if self.needs_reason:
            self.require_reason()
        if self.needs_decision and self.source_document is None:
            raise DecisionRequired

    def require_reason(self) -> None:
        """Refuses the command unless a reason that is more than white space was given."""
        if not (self.reason or "").strip():
            raise ReasonRequired

    def record(self, stream: UUID, version: int, events: list[Event], before: int = 0) -> list[Recorded[Event]]:
        """The decided events in their envelopes, following ``version`` of the stream.

        ``before`` is how many events the command has added to the stream already, for each has an id of its own.
        """
        return [
            Recorded(
                originator_id=stream,
                originator_version=version + number,
                event_id=uuid5(self.id, f"{stream}/{before + number}"),
                recorded_at=(self.entered_at or self.at).astimezone(UTC),
                actor=self.actor,
                correlation_id=self.correlation_id or self.id,
                causation_id=self.causation_id or self.id,
                effective_on=self.effective_on or (self.day if self.entered_at else None),
                reason=self.reason,
                source_document=self.source_document,
                data=event,
            )
            for number, event in enumerate(events, start=1)
        ]
