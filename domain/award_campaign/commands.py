"""What one may ask of an award campaign."""

from collections.abc import Mapping
from typing import ClassVar

from domain.award_campaign.eligibility import Attestation
from domain.award_campaign.events import Deadlines
from domain.award_campaign.policy import ATTESTERS, AwardPolicy, CandidateKind, Count, Year
from domain.command import Command
from domain.metadata import Code, IndicatorCode, Name, Prose, Provenance, Role, Sha256


class CampaignCommand(Command, frozen=True, kw_only=True):
    """A request to one campaign."""

    province: Code
    campaign: Code


class NominationCommand(CampaignCommand, frozen=True, kw_only=True):
    """A request about one nomination."""

    nomination: Code


class OpenCampaign(CampaignCommand, frozen=True, kw_only=True):
    """Begin a campaign on a policy, by a decision with number, date and issuer."""

    roles: ClassVar[frozenset[Role]] = frozenset({Role.ADMINISTRATOR})
    needs_decision: ClassVar[bool] = True

    name: Name
    name_en: str = ""
    policy: AwardPolicy
    deadlines: Deadlines
    rounds: Mapping[Year, Code] = {}
    """The round whose published result is that of a year."""
    related: tuple[Code, ...] = ()
    """Campaigns of the province whose awards are looked at, too, so that no achievement is rewarded twice."""
    data_provenance: Provenance = Provenance.PUBLISHED
    notice: str = ""


class ChangeAwardCalendar(CampaignCommand, frozen=True, kw_only=True):
    """Change a campaign's last days or the rounds of its years, with a reason and a decision like that it began by."""

    roles: ClassVar[frozenset[Role]] = frozenset({Role.ADMINISTRATOR})
    needs_reason: ClassVar[bool] = True
    needs_decision: ClassVar[bool] = True

    deadlines: Deadlines | None = None
    """All of them; as they were if none are given."""
    rounds: Mapping[Year, Code] | None = None
    """The round of each year; as they were if none are given."""


class Nominate(NominationCommand, frozen=True, kw_only=True):
    """Propose a candidate, with the minutes of the unit's council and its votes."""

    roles: ClassVar[frozenset[Role]] = frozenset({Role.UNIT})
    needs_decision: ClassVar[bool] = True

    persons: ClassVar[tuple[str, ...]] = ("person",)

    award: Code
    year: Year | None = None
    kind: CandidateKind
    unit: Code
    person: Name | None = None
    """The individual proposed; events hold a reference only. Whoever has a namesake needs more than the name here."""
    position: str = ""
    groups: tuple[IndicatorCode, ...] = ()
    votes_for: Count
    votes_against: Count = 0


class WithdrawNomination(NominationCommand, frozen=True, kw_only=True):
    """Take a proposal back, with a reason."""

    roles: ClassVar[frozenset[Role]] = frozenset({Role.UNIT})
    needs_reason: ClassVar[bool] = True


class AttestFact(NominationCommand, frozen=True, kw_only=True):
    """Attest, with evidence, whether a condition is fulfilled."""

    roles: ClassVar[frozenset[Role]] = ATTESTERS

    attestation: Attestation


class AddDossierDocument(NominationCommand, frozen=True, kw_only=True):
    """Put a document into the dossier, held by its checksum."""

    roles: ClassVar[frozenset[Role]] = frozenset({Role.UNIT})

    document: Code
    title: Name
    sha256: Sha256


class SubmitDossier(NominationCommand, frozen=True, kw_only=True):
    """Hand the dossier in."""

    roles: ClassVar[frozenset[Role]] = frozenset({Role.UNIT})


class ReturnDossier(NominationCommand, frozen=True, kw_only=True):
    """Send the dossier back for additions, with a reason."""

    roles: ClassVar[frozenset[Role]] = frozenset({Role.REVIEWER})
    needs_reason: ClassVar[bool] = True


class ConsolidateDossier(NominationCommand, frozen=True, kw_only=True):
    """Take the dossier into the province's list."""

    roles: ClassVar[frozenset[Role]] = frozenset({Role.REVIEWER})


class AppraiseDossier(NominationCommand, frozen=True, kw_only=True):
    """Give an opinion on the dossier, with its reason."""

    roles: ClassVar[frozenset[Role]] = frozenset({Role.REVIEWER})
    needs_reason: ClassVar[bool] = True

    favourable: bool


class RecordCouncilVote(NominationCommand, frozen=True, kw_only=True):
    """Record how the province's council voted, with its minutes."""

    roles: ClassVar[frozenset[Role]] = frozenset({Role.COUNCIL})
    needs_decision: ClassVar[bool] = True

    votes_for: Count
    votes_against: Count = 0


class RecordObjection(NominationCommand, frozen=True, kw_only=True):
    """Record an objection to a nomination that is open to comment."""

    roles: ClassVar[frozenset[Role]] = frozenset({Role.ADMINISTRATOR, Role.UNIT, Role.REVIEWER})

    objection: Code
    text: Prose


class AnswerObjection(NominationCommand, frozen=True, kw_only=True):
    """Answer an objection."""

    roles: ClassVar[frozenset[Role]] = frozenset({Role.REVIEWER, Role.COUNCIL})

    objection: Code
    upheld: bool
    answer: Prose


class GrantAward(NominationCommand, frozen=True, kw_only=True):
    """Grant the award, by a decision with number, date and issuer; against opinion or vote also with a reason."""

    roles: ClassVar[frozenset[Role]] = frozenset({Role.COUNCIL})
    needs_decision: ClassVar[bool] = True


class DeclineAward(NominationCommand, frozen=True, kw_only=True):
    """Decline the award, with a reason."""

    roles: ClassVar[frozenset[Role]] = frozenset({Role.COUNCIL})
    needs_reason: ClassVar[bool] = True


class ReconsiderNomination(NominationCommand, frozen=True, kw_only=True):
    """Take a declined nomination up again, with a reason: a place has become free, or something new is known."""

    roles: ClassVar[frozenset[Role]] = frozenset({Role.COUNCIL})
    needs_reason: ClassVar[bool] = True


class FlagAward(NominationCommand, frozen=True, kw_only=True):
    """Keep that a granted award would be judged otherwise by now; the platform gives it itself."""

    roles: ClassVar[frozenset[Role]] = frozenset({Role.ADMINISTRATOR})


class RevokeAward(NominationCommand, frozen=True, kw_only=True):
    """Take the award back on a ground of the policy, with a reason and a decision."""

    roles: ClassVar[frozenset[Role]] = frozenset({Role.COUNCIL})
    needs_reason: ClassVar[bool] = True
    needs_decision: ClassVar[bool] = True

    ground: Code


class PublishHonours(CampaignCommand, frozen=True, kw_only=True):
    """Publish the roll of honour by a decision with number, date and issuer."""

    roles: ClassVar[frozenset[Role]] = frozenset({Role.COUNCIL})
    needs_decision: ClassVar[bool] = True
