"""What readers are told of eligibility: every nomination, condition by condition, and the event behind each number."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

import msgspec

from domain.award_campaign.eligibility import Finding, Verdict
from domain.award_campaign.events import Candidature
from domain.award_campaign.policy import Condition, Year
from domain.award_campaign.state import Step
from domain.metadata import Actor, Code, Provenance
from projections.campaigns import AboutCampaign, Act


class ResultSource(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="result"):
    """A scorecard that was finalised, and its round published since."""

    year: Year
    unit: Code
    round: Code
    version: int
    """Of the scorecard."""
    position: int
    """Of the event by which the scorecard was finalised."""
    published_at: int
    """The position of the event by which the round was published."""


class AttestationSource(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="attestation"):
    """Somebody's word on a fact."""

    year: Year | None
    position: int
    recorded_at: datetime
    actor: Actor


class AwardSource(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="award"):
    """An award that the candidate holds already."""

    campaign: Code
    nomination: Code
    award: Code
    position: int
    """Of the event by which it was granted."""


Source = ResultSource | AttestationSource | AwardSource


class Gap(StrEnum):
    """Why a condition, or a year of it, is not fulfilled."""

    NO_ROUND = "no-round"
    NOT_PUBLISHED = "not-published"
    NO_RESULT = "no-result"
    NO_POINTS = "no-points"
    BELOW = "below"
    NOT_ATTESTED = "not-attested"
    ATTESTED_OTHERWISE = "attested-otherwise"
    HELD = "held"


class Missing(msgspec.Struct, frozen=True, kw_only=True):
    """What is missing, as a word for programs and as a sentence in both languages for people."""

    gap: Gap
    year: Year | None = None
    vi: str
    en: str


class ConditionFound(msgspec.Struct, frozen=True, kw_only=True):
    """What a condition came to, by which events, and what is missing for it to be fulfilled."""

    condition: Condition
    """Its code and its words in the policy."""
    finding: Finding
    sources: tuple[Source, ...]
    """The events behind the finding's results, attestations and awards, in that order."""
    missing: tuple[Missing, ...]
    """Nothing where the condition is met."""

    @property
    def verdict(self) -> Verdict:
        """Whether it is fulfilled."""
        return self.finding.verdict


class NominationEligibility(msgspec.Struct, frozen=True, kw_only=True):
    """One nomination with every condition of its award, in the order of the policy."""

    nomination: Code
    award: Code
    year: Year | None
    years: tuple[Year, ...]
    """Those that the award is for: the one of a yearly award, else all of the policy."""
    candidate: Candidature
    """An individual is a reference."""
    step: Step
    proposed: Act
    verdict: Verdict
    conditions: tuple[ConditionFound, ...]


class CampaignEligibility(AboutCampaign, frozen=True, kw_only=True):
    """Who qualifies in a campaign, in the order in which the candidates were proposed."""

    nominations: tuple[NominationEligibility, ...]


class CampaignSummary(msgspec.Struct, frozen=True, kw_only=True):
    """A campaign in a list, and how many of its nominations are at each step."""

    province: Code
    campaign: Code
    name: str
    name_en: str
    policy: Code
    years: tuple[Year, ...]
    data_provenance: Provenance
    notice: str
    opened: Act
    steps: Mapping[Step, int]
