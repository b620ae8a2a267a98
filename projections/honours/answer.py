"""What readers are told of honours: which awards stand and were published, which were taken back, and the quotas."""

import msgspec

from domain.award_campaign.events import Candidature
from domain.award_campaign.policy import CandidateKind, Count, Ground, Year
from domain.metadata import Code, Provenance
from projections.campaigns import AboutCampaign, Act, UnitName


class Revoked(msgspec.Struct, frozen=True, kw_only=True):
    """That an award was taken back: the ground with its place in the law, the reason and the decision of the act."""

    ground: Ground
    act: Act


class Honour(msgspec.Struct, frozen=True, kw_only=True):
    """An award that was granted."""

    campaign: Code
    nomination: Code
    award: Code
    award_name: str
    award_name_en: str
    form: Code
    """Giấy khen, Bằng khen or another form of commendation."""
    decided_by: str
    """Who decides on such candidates of such units by the policy."""
    candidate: Candidature
    """An individual is a reference."""
    years: tuple[Year, ...]
    number: int
    """Within the quota."""
    granted: Act
    """Its document is the decision with number, date and issuer."""
    published: Act | None
    """The publication of the roll of honour that it stands in."""
    flagged: Act | None
    """Since when it would be judged otherwise, because results were corrected."""
    revoked: Revoked | None


class HonoursCampaign(msgspec.Struct, frozen=True, kw_only=True):
    """A campaign that honours come from."""

    name: str
    name_en: str
    years: tuple[Year, ...]
    data_provenance: Provenance
    """Whether the campaign and the rounds it looks at are real, or made up and to be labelled so wherever it shows."""
    notice: str
    policy_provenance: Provenance
    """Whether the policy is a province's, or illustrative and to be labelled so, too."""


class Honours(msgspec.Struct, frozen=True, kw_only=True):
    """Awards of a province, by the positions at which they were granted."""

    position: int
    version: int
    """The version of the read model."""
    province: Code
    year: Year | None
    unit: Code | None
    honours: tuple[Honour, ...]
    campaigns: dict[Code, HonoursCampaign]
    """The campaigns that the honours are of."""
    unit_names: dict[Code, UnitName]
    names: dict[str, str | None]
    """Whom the references in the answer stand for; null where the name was erased."""


class QuotaUse(msgspec.Struct, frozen=True, kw_only=True):
    """How many awards of a kind of candidate stand; limit and what is left of it are none where there is no limit."""

    award: Code
    kind: CandidateKind
    year: Year | None = None
    """Of a yearly award, which has its quota in each year; none of one for a period."""
    granted: Count
    limit: Count | None
    left: int | None


class Quotas(AboutCampaign, frozen=True, kw_only=True):
    """The quotas of a campaign, in the order of its policy."""

    uses: tuple[QuotaUse, ...]
