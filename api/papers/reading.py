"""What papers are made from: a campaign's dossiers and results, read at one position of the log."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec
from msgspec.structs import replace

from api.award_words import KINDS
from api.papers.wording import award_in_year, initial_capital
from application.contexts import registry
from application.workspace import Workspace
from domain.award_campaign.eligibility import Finding
from domain.award_campaign.policy import Award, AwardPolicy, CandidateKind, Year
from domain.award_campaign.state import Step
from domain.metadata import Code, SourceDocument
from domain.province.state import Registered
from projections.campaigns import Act
from projections.dossiers.answer import Dossiers, DossierStanding
from projections.eligibility.answer import CampaignEligibility
from projections.platform import Platform

LISTED = frozenset({Step.CONSOLIDATED, Step.APPRAISED, Step.GRANTED, Step.DECLINED, Step.REVOKED})
"""The steps of dossiers that were taken into the province's list."""


class Group(NamedTuple):
    """Candidates who are listed together."""

    award: Award
    year: Year | None
    kind: CandidateKind

    @property
    def title(self) -> str:
        """The award, its year if it is for one, and the kind of candidate."""
        return f"{award_in_year(self.award.name, self.year)} – {initial_capital(KINDS[self.kind].vi)}"

    @property
    def sheet(self) -> str:
        """The same in few words."""
        return f"{initial_capital(KINDS[self.kind].vi)} {award_in_year(self.award.name, self.year)}"


class CampaignRead:
    """A campaign as papers tell of it."""

    def __init__(self, dossiers: Dossiers, eligibility: CampaignEligibility, province: Registered) -> None:
        """Takes what was read at the same position."""
        self.found, self.province = dossiers, province
        self._eligibility = eligibility
        self._judged = {each.nomination: each for each in eligibility.nominations}
        self._units = {**eligibility.unit_names, **dossiers.unit_names}

    def only(self, nominations: Iterable[Code]) -> "CampaignRead":
        """The same, of these nominations alone."""
        wanted = set(nominations)
        kept = tuple(each for each in self.found.dossiers if each.nomination in wanted)
        return CampaignRead(replace(self.found, dossiers=kept), self._eligibility, self.province)

    @property
    def province_name(self) -> str:
        """What the province is called."""
        return self.province.name

    @property
    def policy(self) -> AwardPolicy:
        """The campaign's policy."""
        return self.found.policy

    @property
    def listed(self) -> Sequence[DossierStanding]:
        """The dossiers on the province's list, in the order in which their candidates were proposed."""
        return [each for each in self.found.dossiers if each.step in LISTED]

    @property
    def granted(self) -> Sequence[DossierStanding]:
        """The awards that were granted, also those taken back since, in the order of the decisions."""
        granted = ((each.decided.act.position, each) for each in self.listed if each.decided and each.decided.granted)
        return [each for _, each in sorted(granted, key=lambda pair: pair[0])]

    @property
    def standing(self) -> Sequence[DossierStanding]:
        """The awards that were granted and stand."""
        return [each for each in self.granted if each.step is Step.GRANTED]

    @property
    def declined(self) -> Sequence[DossierStanding]:
        """The dossiers of which it was decided that there is no award."""
        return [each for each in self.listed if each.step is Step.DECLINED]

    def findings(self, dossier: DossierStanding) -> tuple[Finding, ...]:
        """Those it was decided on; before that, what the conditions come to."""
        if dossier.decided:
            return dossier.decided.findings
        return tuple(each.finding for each in self._judged[dossier.nomination].conditions)

    def unit(self, code: Code) -> str:
        """What a unit is called."""
        return self._units[code].name if code in self._units else code

    def honoured(self, dossier: DossierStanding) -> str:
        """Who is proposed or honoured: a person's reference, or the unit's name."""
        return dossier.candidate.person or self.unit(dossier.candidate.unit)

    def award(self, dossier: DossierStanding) -> Award:
        """The award that a dossier is for."""
        return next(each for each in self.policy.awards if each.code == dossier.award)

    def years(self, dossier: DossierStanding) -> tuple[Year, ...]:
        """The years that it is for."""
        return self.policy.years_of(self.award(dossier)) if dossier.year is None else (dossier.year,)

    def decider(self, dossier: DossierStanding) -> str:
        """Who decides on such a candidate of such a unit by the policy."""
        unit_kind = self.province.units[dossier.candidate.unit].kind
        return self.award(dossier).decider(dossier.candidate.kind, unit_kind)

    def grouped(self, dossiers: Sequence[DossierStanding]) -> Iterator[tuple[Group, Sequence[DossierStanding]]]:
        """The dossiers by award and kind of candidate, as the policy orders them, and by year."""
        for award in self.policy.awards:
            own = [each for each in dossiers if each.award == award.code]
            for year in sorted({each.year for each in own}, key=lambda year: year or 0):
                for kind in award.conditions:
                    members = [each for each in own if (each.year, each.candidate.kind) == (year, kind)]
                    if members:
                        yield Group(award, year, kind), members


def read_campaign(platform: Platform, province: Code, campaign: Code, as_of: int | None) -> CampaignRead:
    """Reads it as of a position, as of now if there is none; refuses an unknown campaign with ``CampaignUnknown``."""
    dossiers = platform.dossiers.waiting(province, campaign, as_of)
    eligibility = platform.eligibility.campaign(province, campaign, as_of)
    if dossiers.position != eligibility.position:
        # One read model was further than the other: both know what the slower one knew.
        return read_campaign(platform, province, campaign, min(dossiers.position, eligibility.position))
    return CampaignRead(dossiers, eligibility, registry(Workspace(platform.application.load), province))


def decided_by(dossier: DossierStanding) -> SourceDocument | None:
    """The document of the decision."""
    return dossier.decided.act.document if dossier.decided else None


def acts(value: Any) -> Iterator[Act]:
    """Every act that an answer tells of."""
    if isinstance(value, Act):
        yield value
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from acts(getattr(value, name))
    elif isinstance(value, (tuple, list)):
        for each in value:
            yield from acts(each)
    elif isinstance(value, Mapping):
        yield from acts(list(value.values()))
