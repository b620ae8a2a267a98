"""What the events of a campaign add up to."""

from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum

import msgspec
from msgspec.structs import replace

from domain.award_campaign.eligibility import Attestation, Finding
from domain.award_campaign.events import (
    Appraised,
    AwardCalendarChanged,
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
    NominationWithdrawn,
    ObjectionAnswered,
    ObjectionRecorded,
    Revoked,
)
from domain.award_campaign.policy import Award, CandidateKind, Year
from domain.event import Event
from domain.metadata import Code, Sha256


class Step(StrEnum):
    """Where a dossier is on its way."""

    NOMINATED = "nominated"
    SUBMITTED = "submitted"
    CONSOLIDATED = "consolidated"
    APPRAISED = "appraised"
    GRANTED = "granted"
    DECLINED = "declined"
    REVOKED = "revoked"
    WITHDRAWN = "withdrawn"


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
    submitted_on: date | None = None
    attestations: Mapping[tuple[Code, Year | None], Attestation] = {}
    objections: Mapping[Code, Objection] = {}
    favourable: bool | None = None
    voted: CouncilVoted | None = None
    findings: tuple[Finding, ...] = ()
    """On which it was decided."""
    flagged: tuple[Finding, ...] = ()
    """What its conditions have come to since; none while nothing has changed."""

    @property
    def years(self) -> tuple[Year, ...]:
        """The single year that it is for, if it is for one."""
        return () if self.nominated.year is None else (self.nominated.year,)


class NotOpened(msgspec.Struct, frozen=True):
    """There is no such campaign yet."""


class Open(msgspec.Struct, frozen=True, kw_only=True):
    """The campaign takes nominations and decides on them."""

    opening: CampaignOpened
    """How it was opened, with the last days and the rounds of years as they are by now."""
    nominations: Mapping[Code, Nomination] = {}
    published: tuple[Code, ...] = ()

    def granted(self, award: Code, kind: CandidateKind) -> int:
        """How many awards of this kind of candidate stand."""
        return sum(
            each.step is Step.GRANTED and each.nominated.award == award and each.nominated.candidate.kind is kind
            for each in self.nominations.values()
        )

    def quota_left(self, award: Award, kind: CandidateKind) -> int | None:
        """How many more may be granted; none where there is no limit."""
        return None if kind not in award.quotas else award.quotas[kind] - self.granted(award.code, kind)

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
    """The campaigns of a province, and the rounds and other campaigns that each looks at."""

    campaigns: Mapping[Code, tuple[Code, ...]] = {}
    related: Mapping[Code, tuple[Code, ...]] = {}

    def looking_at(self, assessment: Code) -> tuple[Code, ...]:
        """The campaigns that look at a round."""
        return tuple(code for code, rounds in self.campaigns.items() if assessment in rounds)

    def naming(self, campaign: Code) -> tuple[Code, ...]:
        """The campaigns that name this one as related."""
        return tuple(code for code, related in self.related.items() if campaign in related)


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


def listed(register: Register, event: Event) -> Register:
    """The register after one more event."""
    if not isinstance(event, CampaignListed):
        return register
    return Register(
        campaigns={**register.campaigns, event.campaign: event.rounds},
        related={**register.related, event.campaign: event.related},
    )


def evolve(campaign: Campaign, event: Event) -> Campaign:
    """The campaign after one more event."""
    match campaign, event:
        case NotOpened(), CampaignOpened():
            return Open(opening=event)
        case NotOpened(), _:
            return campaign
        case Open(), Nominated():
            return campaign.with_nomination(event.nomination, Nomination(nominated=event))
        case Open(), AwardCalendarChanged():
            return replace(campaign, opening=calendar_changed(campaign.opening, event))
        case Open(), HonoursPublished():
            return replace(campaign, published=event.nominations)
        case _:
            code: Code | None = getattr(event, "nomination", None)
            known = None if code is None else campaign.nominations.get(code)
            return campaign if code is None or known is None else campaign.with_nomination(code, moved(known, event))


def calendar_changed(opening: CampaignOpened, event: AwardCalendarChanged) -> CampaignOpened:
    """The campaign's particulars with its new last days and rounds."""
    return replace(opening, deadlines=event.deadlines, rounds=event.rounds)


def moved(nomination: Nomination, event: Event) -> Nomination:
    """The nomination after one more event about it."""
    step = STEPS.get(type(event))
    return _noted(nomination if step is None else replace(nomination, step=step), event)


def _noted(nomination: Nomination, event: Event) -> Nomination:  # noqa: PLR0911  # One case an event.
    match event:
        case FactAttested(attestation=said):
            attestations = {**nomination.attestations, (said.condition, said.year): said}
            return replace(nomination, attestations=attestations)
        case DossierDocumentAdded():
            return replace(nomination, documents={**nomination.documents, event.document: event.sha256})
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
            return _judged(nomination, event)
        case _:
            return nomination


def _said(nomination: Nomination, event: ObjectionRecorded | ObjectionAnswered) -> Objection:
    if isinstance(event, ObjectionRecorded):
        return Objection(event)
    return replace(nomination.objections[event.objection], answered=event)


def _judged(nomination: Nomination, event: Granted | Declined | AwardFlagged) -> Nomination:
    if isinstance(event, AwardFlagged):
        return replace(nomination, flagged=event.findings)
    return replace(nomination, findings=event.findings)
