"""What happens in an award campaign. These names and fields are a storage format. Add, never change."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

import msgspec

from domain.award_campaign.eligibility import Attestation, Finding
from domain.award_campaign.policy import AwardPolicy, CandidateKind, Count, Year
from domain.award_campaign.steps import Step
from domain.event import Event
from domain.metadata import Code, IndicatorCode, Name, Prose, Provenance, Role, Sha256, UnitKind, stream
from domain.person.reference import Reference


def stream_id(province: Code, campaign: Code) -> UUID:
    """One stream a campaign, so that its quota is held by the stream's own version."""
    return stream("award_campaign", province, campaign)


def register_id(province: Code) -> UUID:
    """The register of a province's campaigns."""
    return stream("award_register", province)


class Deadlines(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """The last days: on which dossiers are handed in, and on which the list is put before whoever decides."""

    dossiers: date
    decision: date | None = None


class CampaignOpened(Event, name="award_campaign.opened.v1", frozen=True, kw_only=True):
    """A campaign began: its whole policy and the policy's hash, and its deadlines. Its legal basis is the decision."""

    province: Code
    campaign: Code
    name: Name
    name_en: str = ""
    policy: AwardPolicy
    content_hash: Sha256
    deadlines: Deadlines
    rounds: Mapping[Year, Code] = {}
    """The round whose published result is that of a year."""
    related: tuple[Code, ...] = ()
    """Campaigns of the province whose awards are looked at, too, so that no achievement is rewarded twice."""
    data_provenance: Provenance = Provenance.PUBLISHED
    """Whether the campaign is real, or made up and to be labelled so wherever it shows."""
    notice: str = ""


class AwardCalendarChanged(Event, name="award_campaign.calendar_changed.v1", frozen=True, kw_only=True):
    """The campaign's last days, or the rounds of its years, are others from now on; the reason is in the envelope."""

    deadlines: Deadlines
    rounds: Mapping[Year, Code]


class CampaignListed(Event, name="award_register.campaign_listed.v1", frozen=True, kw_only=True):
    """The province's register has the campaign: the rounds after whose publication its awards are looked at again.

    A later one of the same campaign takes the place of an earlier one.
    """

    province: Code
    campaign: Code
    rounds: tuple[Code, ...]
    related: tuple[Code, ...] = ()
    """Campaigns that it names as related, for these have to look at its awards, too."""


class Candidature(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """Who is proposed: a unit as a collective, or a person of it with the groups of indicators in their charge."""

    kind: CandidateKind
    unit: Code
    person: Reference | None = None
    position: str = ""
    """The person's office."""
    groups: tuple[IndicatorCode, ...] = ()
    unit_kind: UnitKind | None = None
    """The kind of the unit, on which it may depend who decides."""


class Nominated(Event, name="award_campaign.nominated.v1", frozen=True, kw_only=True):
    """The council of a unit proposes a candidate; the minutes are the document of the envelope."""

    nomination: Code
    award: Code
    year: Year | None = None
    candidate: Candidature
    votes_for: Count
    votes_against: Count


class NominationWithdrawn(Event, name="award_campaign.nomination_withdrawn.v1", frozen=True, kw_only=True):
    """The unit takes its proposal back; the reason is in the envelope."""

    nomination: Code


class FactAttested(Event, name="award_campaign.fact_attested.v1", frozen=True, kw_only=True):
    """Somebody attests whether a condition is fulfilled; a later word on the same takes the place of an earlier one."""

    nomination: Code
    attestation: Attestation
    role: Role | None = None
    """As what they attest it, and for which unit: a unit's word never takes the place of a body's."""
    unit: Code | None = None


class DossierDocumentAdded(Event, name="award_campaign.dossier_document_added.v1", frozen=True, kw_only=True):
    """A document was put into the dossier, held by its checksum; one of the same kind takes the place of an earlier."""

    nomination: Code
    document: Code
    title: Name
    sha256: Sha256


class DossierSubmitted(Event, name="award_campaign.dossier_submitted.v1", frozen=True, kw_only=True):
    """The dossier was handed in, with the documents that it had; ``late`` where the policy takes late ones."""

    nomination: Code
    documents: Mapping[Code, Sha256]
    submitted_on: date
    """The day in Viet Nam, from which the time for objections runs."""
    late: bool = False


class DossierReturned(Event, name="award_campaign.dossier_returned.v1", frozen=True, kw_only=True):
    """The dossier goes back to the unit for additions; the reason is in the envelope."""

    nomination: Code


class Consolidated(Event, name="award_campaign.consolidated.v1", frozen=True, kw_only=True):
    """The dossier was taken into the province's list."""

    nomination: Code


class Appraised(Event, name="award_campaign.appraised.v1", frozen=True, kw_only=True):
    """The dossier was appraised; the opinion's reason is in the envelope."""

    nomination: Code
    favourable: bool


class CouncilVoted(Event, name="award_campaign.council_voted.v1", frozen=True, kw_only=True):
    """The province's council voted on a dossier; the minutes are the document of the envelope."""

    nomination: Code
    votes_for: Count
    votes_against: Count


class ObjectionRecorded(Event, name="award_campaign.objection_recorded.v1", frozen=True, kw_only=True):
    """Somebody objects to a nomination that is open to comment."""

    nomination: Code
    objection: Code
    text: Prose


class ObjectionAnswered(Event, name="award_campaign.objection_answered.v1", frozen=True, kw_only=True):
    """An objection was answered, before the decision."""

    nomination: Code
    objection: Code
    upheld: bool
    answer: Prose


class Granted(Event, name="award_campaign.granted.v1", frozen=True, kw_only=True):
    """The award was granted by the decision of the envelope, on these findings.

    ``number`` is the lowest that no other award within the same quota had then.
    """

    nomination: Code
    award: Code
    number: int
    findings: tuple[Finding, ...]


class Declined(Event, name="award_campaign.declined.v1", frozen=True, kw_only=True):
    """The award was not granted; the reason is in the envelope."""

    nomination: Code
    findings: tuple[Finding, ...]


class NominationReconsidered(Event, name="award_campaign.nomination_reconsidered.v1", frozen=True, kw_only=True):
    """A declined nomination was taken up again, at the step at which it was declined; the reason is in the envelope."""

    nomination: Code
    step: Step


class AwardFlagged(Event, name="award_campaign.flagged.v1", frozen=True, kw_only=True):
    """Results were corrected since the award was granted, so that it would be judged otherwise; the award stands."""

    nomination: Code
    findings: tuple[Finding, ...]


class Revoked(Event, name="award_campaign.revoked.v1", frozen=True, kw_only=True):
    """The award was taken back on a ground of the policy, with the reason and the decision of the envelope."""

    nomination: Code
    ground: Code


class HonoursPublished(Event, name="award_campaign.honours_published.v1", frozen=True, kw_only=True):
    """The roll of honour was published by the decision of the envelope: the awards that stood then."""

    nominations: tuple[Code, ...]
