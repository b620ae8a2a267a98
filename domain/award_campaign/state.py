"""What the events of a campaign add up to."""

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import count
from typing import NamedTuple

import msgspec
from msgspec.structs import replace

from domain.award_campaign.eligibility import Attestation, Finding
from domain.award_campaign.events import (
    Appraised,
    AwardFlagged,
    CampaignListed,
    CampaignOpened,
    Consolidated,
    CouncilVoted,
    Declined,
    DossierDocumentAdded,
    DossierReturned,
    DossierSubmitted,
    FactAttested,
    Granted,
    HonoursPublished,
    Nominated,
    NominationReconsidered,
    NominationWithdrawn,
    ObjectionAnswered,
    ObjectionRecorded,
    Revoked,
)
from domain.award_campaign.policy import Award, CandidateKind, Year
from domain.award_campaign.steps import Step
from domain.event import Event
from domain.metadata import Code, Name, Role, Sha256

__all__ = [
    "EMPTY_REGISTER",
    "INITIAL",
    "MOVES",
    "Campaign",
    "Nomination",
    "NotOpened",
    "Objection",
    "Open",
    "Register",
    "Speaker",
    "Step",
    "evolve",
    "listed",
    "moved",
    "step_after",
]


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


class NotOpened(msgspec.Struct, frozen=True):
    """There is no such campaign yet."""


class Open(msgspec.Struct, frozen=True, kw_only=True):
    """The campaign takes nominations and decides on them."""

    opening: CampaignOpened
    nominations: Mapping[Code, Nomination] = {}
    published: tuple[Code, ...] = ()

    def granted(self, award: Code, kind: CandidateKind, year: Year | None = None) -> int:
        """How many awards of this kind of candidate stand; of a yearly award, in this year."""
        return sum(1 for _ in self._numbers(award, kind, year))

    def quota_left(self, award: Award, kind: CandidateKind, year: Year | None = None) -> int | None:
        """How many more may be granted, of a yearly award in this year; none where there is no limit."""
        return None if kind not in award.quotas else award.quotas[kind] - self.granted(award.code, kind, year)

    def free_number(self, award: Code, kind: CandidateKind, year: Year | None = None) -> int:
        """The lowest number within the quota that no award which stands has."""
        taken = set(self._numbers(award, kind, year))
        return next(number for number in count(1) if number not in taken)

    def _numbers(self, award: Code, kind: CandidateKind, year: Year | None) -> Iterator[int | None]:
        """The numbers of the awards that stand within the same quota."""
        wanted = award, kind, year
        for each in self.nominations.values():
            about = each.nominated
            if each.step is Step.GRANTED and (about.award, about.candidate.kind, about.year) == wanted:
                yield each.number

    def years_of(self, nomination: Nomination) -> tuple[Year, ...]:
        """The years that the nomination is for."""
        policy = self.opening.policy
        award = next(each for each in policy.awards if each.code == nomination.nominated.award)
        return nomination.years or policy.years_of(award)

    def standing(self) -> Iterator[Code]:
        """The nominations whose awards stand, in the order in which they were proposed."""
        return (code for code, each in self.nominations.items() if each.step is Step.GRANTED)

    def with_nomination(self, code: Code, nomination: Nomination) -> "Open":
        """The campaign with this nomination as it now stands."""
        return replace(self, nominations={**self.nominations, code: nomination})


class Register(msgspec.Struct, frozen=True):
    """The campaigns of a province, and the rounds that each looks at."""

    campaigns: Mapping[Code, tuple[Code, ...]] = {}

    def looking_at(self, assessment: Code) -> tuple[Code, ...]:
        """The campaigns that look at a round."""
        return tuple(code for code, rounds in self.campaigns.items() if assessment in rounds)


Campaign = NotOpened | Open
INITIAL = NotOpened()

EMPTY_REGISTER = Register()

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


def listed(register: Register, event: Event) -> Register:
    """The register after one more event."""
    if not isinstance(event, CampaignListed):
        return register
    return Register({**register.campaigns, event.campaign: event.rounds})


def evolve(campaign: Campaign, event: Event) -> Campaign:
    """The campaign after one more event."""
    match campaign, event:
        case NotOpened(), CampaignOpened():
            return Open(opening=event)
        case NotOpened(), _:
            return campaign
        case Open(), Nominated():
            return campaign.with_nomination(event.nomination, Nomination(nominated=event))
        case Open(), HonoursPublished():
            return replace(campaign, published=event.nominations)
        case _:
            code: Code | None = getattr(event, "nomination", None)
            known = None if code is None else campaign.nominations.get(code)
            return campaign if code is None or known is None else campaign.with_nomination(code, moved(known, event))


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
