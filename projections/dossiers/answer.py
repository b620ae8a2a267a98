"""What readers are told of dossiers: where each is, for whom it waits since when, and all that has become of it."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any

import msgspec

from domain.award_campaign.eligibility import Finding
from domain.award_campaign.events import Candidature
from domain.award_campaign.policy import Award, Count, Year
from domain.award_campaign.state import Step
from domain.metadata import Code, Sha256
from projections.campaigns import AboutCampaign, Act


class WaitsFor(StrEnum):
    """Whose turn it is."""

    UNIT = "unit"
    CONSOLIDATING_BODY = "consolidating-body"
    APPRAISING_BODY = "appraising-body"
    COUNCIL = "council"
    NOBODY = "nobody"


class HeldDocument(msgspec.Struct, frozen=True, kw_only=True):
    """A document in the dossier, held by its checksum."""

    document: Code
    title: str
    sha256: Sha256
    added: Act


class Votes(msgspec.Struct, frozen=True, kw_only=True):
    """How a council voted; its minutes are the document of the act."""

    votes_for: Count
    votes_against: Count
    act: Act


class Opinion(msgspec.Struct, frozen=True, kw_only=True):
    """The appraising body's opinion; its reason is that of the act."""

    favourable: bool
    act: Act


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """An objection's answer."""

    upheld: bool
    text: str
    act: Act


class KeptObjection(msgspec.Struct, frozen=True, kw_only=True):
    """An objection, and its answer where it has one."""

    objection: Code
    text: str
    recorded: Act
    answer: Answer | None = None


class Flag(msgspec.Struct, frozen=True, kw_only=True):
    """That a granted award would be judged otherwise since results were corrected, or so no longer."""

    act: Act
    findings: tuple[Finding, ...]


class Decided(msgspec.Struct, frozen=True, kw_only=True):
    """The decision on a nomination: the findings as they stood then, and the act with its reason or document."""

    granted: bool
    number: int | None
    """Of the award within its quota."""
    findings: tuple[Finding, ...]
    act: Act


class Revocation(msgspec.Struct, frozen=True, kw_only=True):
    """That an award was taken back: on a ground of the policy, with the reason and the document of the act."""

    ground: Code
    act: Act


class DossierStanding(msgspec.Struct, frozen=True, kw_only=True):
    """One dossier as it stands."""

    nomination: Code
    award: Code
    year: Year | None
    candidate: Candidature
    """An individual is a reference."""
    step: Step
    waits_for: WaitsFor
    body: Code | None
    """The unit it waits for: the candidate's own or one of the policy's, or what that has become by mergers.

    None where it is the province or nobody.
    """
    since: Act
    """The event that put it there."""
    proposed: Act
    votes: Votes
    """Of the unit's own council."""
    documents: tuple[HeldDocument, ...]
    missing_documents: tuple[Code, ...]
    """What has still to be added before it can be submitted."""
    submitted_on: date | None
    """The day in Viet Nam on which it was last submitted."""
    late: bool
    """Whether it has ever been submitted too late."""
    comment_until: date | None
    """The last day of the time for objections, where the policy has such a time and the dossier was submitted."""
    returns: tuple[Act, ...]
    """Each time it went back to the unit, with the reason."""
    opinion: Opinion | None
    council: Votes | None
    """Of the province's council."""
    objections: tuple[KeptObjection, ...]
    decided: Decided | None
    flags: tuple[Flag, ...]
    flagged: bool
    """Whether the award stands and would be judged otherwise by now."""
    revoked: Revocation | None


class Dossiers(AboutCampaign, frozen=True, kw_only=True):
    """The dossiers of a campaign, in the order in which the candidates were proposed; ``waiting`` counts them."""

    waiting: Mapping[WaitsFor, int]
    dossiers: tuple[DossierStanding, ...]


class Happened(msgspec.Struct, frozen=True, kw_only=True):
    """That something has happened to a dossier, and on which day in Viet Nam it held."""

    position: int
    nomination: Code
    event: str
    """Its stored name."""
    day: date


class DossierEvent(msgspec.Struct, frozen=True, kw_only=True):
    """One event of a dossier, and the step at which it left it."""

    position: int
    version: int
    """Of the campaign's stream."""
    event_id: str
    event: str
    """Its stored name."""
    step: Step
    actor_id: str
    actor_role: str
    actor_unit: Code | None
    recorded_at: str
    effective_on: str | None
    reason: str | None
    source_document: dict[str, str] | None
    details: dict[str, Any]
    """The event itself."""


class DossierHistory(AboutCampaign, frozen=True, kw_only=True):
    """Why an award was granted, refused or taken back: the dossier as it stands, and each event that led there.

    The findings as they stood at the decision are in ``dossier.decided``, what they have come to since in its flags.
    """

    award: Award
    dossier: DossierStanding
    events: tuple[DossierEvent, ...]
