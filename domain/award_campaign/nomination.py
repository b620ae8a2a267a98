"""What the events about one nomination add up to."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

import msgspec
from msgspec.structs import replace

from domain.award_campaign.eligibility import Attestation, Finding
from domain.award_campaign.events import (
    Appraised,
    AwardFlagged,
    Consolidated,
    CouncilVoted,
    Declined,
    DossierDocumentAdded,
    DossierReturned,
    DossierSubmitted,
    FactAttested,
    Granted,
    Nominated,
    NominationReconsidered,
    NominationWithdrawn,
    ObjectionAnswered,
    ObjectionRecorded,
    Revoked,
)
from domain.award_campaign.policy import Year
from domain.award_campaign.steps import Step
from domain.event import Event
from domain.metadata import Code, Name, Role, Sha256


class Speaker(NamedTuple):
    """As what somebody attests a fact, and for which unit."""

    role: Role | None
    unit: Code | None


class Objection(msgspec.Struct, frozen=True):
    """An objection and its answer, where it has one."""

    recorded: ObjectionRecorded
    answered: ObjectionAnswered | None = None

    @property
    def is_settled(self) -> bool:
        """Whether it was answered, and not upheld."""
        return self.answered is not None and not self.answered.upheld


class Nomination(msgspec.Struct, frozen=True, kw_only=True):
    """One candidate's dossier as it stands."""

    nominated: Nominated
    step: Step = Step.NOMINATED
    documents: Mapping[Code, Sha256] = {}
    titles: Mapping[Code, Name] = {}
    """Of the documents."""
    submitted_on: date | None = None
    """When it was last handed in."""
    attestations: Mapping[tuple[Code, Year | None], Attestation] = {}
    speakers: Mapping[tuple[Code, Year | None], Speaker] = {}
    """Whose word each attestation is."""
    objections: Mapping[Code, Objection] = {}
    favourable: bool | None = None
    voted: CouncilVoted | None = None
    number: int | None = None
    """Of the award within its quota."""
    declined_at: Step | None = None
    """At which step it was declined."""
    findings: tuple[Finding, ...] = ()
    """On which it was decided."""
    flagged: tuple[Finding, ...] = ()
    """What its conditions have come to since; none while nothing has changed."""

    @property
    def is_voted_down(self) -> bool:
        """Whether the council voted, and those for it were no majority."""
        return self.voted is not None and self.voted.votes_for <= self.voted.votes_against

    @property
    def years(self) -> tuple[Year, ...]:
        """The single year that it is for, if it is for one."""
        return () if self.nominated.year is None else (self.nominated.year,)


STEPS: Mapping[type[Event], Step] = {
    NominationWithdrawn: Step.WITHDRAWN,
    DossierSubmitted: Step.SUBMITTED,
    DossierReturned: Step.NOMINATED,
    Consolidated: Step.CONSOLIDATED,
    Appraised: Step.APPRAISED,
    Granted: Step.GRANTED,
    Declined: Step.DECLINED,
    Revoked: Step.REVOKED,
}
MOVES: tuple[type[Event], ...] = (*STEPS, NominationReconsidered)
"""The events that bring a dossier to another step."""


def step_after(event: Event) -> Step | None:
    """The step that an event brings a dossier to; none if it moves nothing."""
    return event.step if isinstance(event, NominationReconsidered) else STEPS.get(type(event))


def moved(nomination: Nomination, event: Event) -> Nomination:
    """The nomination after one more event about it."""
    step = step_after(event)
    return _noted(nomination if step is None else replace(nomination, step=step), event, nomination.step)


def _noted(nomination: Nomination, event: Event, before: Step) -> Nomination:  # noqa: PLR0911  # One case an event.
    match event:
        case FactAttested():
            return _attested(nomination, event)
        case DossierDocumentAdded():
            documents = {**nomination.documents, event.document: event.sha256}
            return replace(nomination, documents=documents, titles={**nomination.titles, event.document: event.title})
        case DossierSubmitted():
            return replace(nomination, submitted_on=event.submitted_on)
        case DossierReturned():
            return replace(nomination, favourable=None, voted=None)
        case Appraised():
            return replace(nomination, favourable=event.favourable)
        case CouncilVoted():
            return replace(nomination, voted=event)
        case ObjectionRecorded() | ObjectionAnswered():
            return replace(nomination, objections={**nomination.objections, event.objection: _said(nomination, event)})
        case Granted() | Declined() | AwardFlagged():
            return _judged(nomination, event, before)
        case _:
            return nomination


def _judged(nomination: Nomination, event: Granted | Declined | AwardFlagged, before: Step) -> Nomination:
    match event:
        case Granted():
            return replace(nomination, number=event.number, findings=event.findings)
        case Declined():
            return replace(nomination, declined_at=before, findings=event.findings)
        case _:
            return replace(nomination, flagged=event.findings)


def _attested(nomination: Nomination, event: FactAttested) -> Nomination:
    """A later word takes the place of an earlier one; who spoke is kept with it."""
    key = event.attestation.condition, event.attestation.year
    return replace(
        nomination,
        attestations={**nomination.attestations, key: event.attestation},
        speakers={**nomination.speakers, key: Speaker(event.role, event.unit)},
    )


def _said(nomination: Nomination, event: ObjectionRecorded | ObjectionAnswered) -> Objection:
    if isinstance(event, ObjectionRecorded):
        return Objection(event)
    return replace(nomination.objections[event.objection], answered=event)
