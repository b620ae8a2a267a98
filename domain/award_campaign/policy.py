"""The policy of a campaign: which awards there are, for whom, under which conditions. Plain data.

Reference: Vĩnh Long's plan for 2023–2025 (Giấy khen and Bằng khen for collectives and individuals). What contradicts
itself in a policy is found by ``soundness.faults``.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from enum import StrEnum
from itertools import chain
from typing import Annotated

import msgspec

from domain.indicator_set.definition import Version
from domain.metadata import Code, IndicatorCode, Name, Prose, Provenance, Role, SourceDocument, UnitKind
from domain.part import Part

Year = Annotated[int, msgspec.Meta(ge=1990, le=2200)]
Count = Annotated[int, msgspec.Meta(ge=0)]


class CandidateKind(StrEnum):
    """Who can be honoured."""

    COLLECTIVE = "collective"
    INDIVIDUAL = "individual"


ATTESTERS = frozenset({Role.UNIT, Role.REVIEWER, Role.COUNCIL})
"""The roles that may be asked to attest a fact."""


class Stated(Part, frozen=True, kw_only=True):
    """What every condition has: a code and its words in the plan."""

    code: Code
    text: Prose
    text_en: str = ""
    provenance: Provenance = Provenance.PUBLISHED
    """Whether the words are those of the plan, or were written to fill a gap."""
    source: str = ""
    """Where in the plan the words stand."""
    reading: str = ""
    """How the words are read where they leave that open: by whoever wrote the policy, not by the plan."""
    reading_en: str = ""


class Score(Stated, frozen=True, kw_only=True, tag_field="kind", tag="score"):
    """The published result reaches so many percent, in so many of the years.

    Of an individual it is that of the groups in their charge, as the nomination names them, unless groups are given.
    """

    at_least: Decimal
    """Percent of the applicable maximum, from 0 to 100."""
    years: Annotated[int, msgspec.Meta(ge=1)] = 1
    """In how many years; of a yearly award, in the year it is for."""
    groups: tuple[IndicatorCode, ...] = ()
    """The groups of the set whose points count, together; the whole result if none are given."""


class Declared(Stated, frozen=True, kw_only=True, tag_field="kind", tag="declared"):
    """A fact that somebody attests with evidence, such as that all tasks were done on time."""

    attested_by: Annotated[tuple[Role, ...], msgspec.Meta(min_length=1)]
    attested_by_units: tuple[Code, ...] = ()
    """The units whose people attest it; any unit's if empty. A candidate's own unit speaks for that candidate only."""
    set_by: str = ""
    """Who says what it asks for in particular, where the plan leaves that to somebody: the head of the unit."""
    set_by_en: str = ""
    yearly: bool = False
    """Whether it has to hold in each year by itself."""


class NoOther(Stated, frozen=True, kw_only=True, tag_field="kind", tag="no-other-award"):
    """No award of these forms is held for the same achievement: for a year that this award is for, too."""

    forms: Annotated[tuple[Code, ...], msgspec.Meta(min_length=1)]
    same_years: bool = False
    """Whether only awards for exactly the same years count, so that one of a year keeps nobody from one of a period."""


Condition = Score | Declared | NoOther


class Authority(StrEnum):
    """For whom whoever decides on an award acts; nobody else's decision is taken."""

    PROVINCE = "province"
    """For the province as a whole, so for none of its units: its Chairman, the head of a steering committee."""
    OWN_UNIT = "own-unit"
    """For the unit that the candidate belongs to: its head."""
    BODY = "body"
    """For the unit that ``body`` names."""


class Decider(Part, frozen=True, kw_only=True):
    """Who decides on an award: what they are called, and for whom they act."""

    decided_by: Name
    decided_by_en: str = ""
    authority: Authority = Authority.PROVINCE
    body: Code | None = None
    """The unit for which they act, where the authority is that of a body."""

    def acts_for(self, own: Code) -> Code | None:
        """The unit for which they act on a candidate of the unit ``own``; none where it is the whole province."""
        return own if self.authority is Authority.OWN_UNIT else self.body


class OtherDecider(Decider, frozen=True, kw_only=True):
    """Who decides instead of whoever decides as a rule: for these kinds of candidate, of these kinds of unit."""

    when: Prose
    """The plan's own words."""
    when_en: str = ""
    candidates: Annotated[tuple[CandidateKind, ...], msgspec.Meta(min_length=1)]
    unit_kinds: Annotated[tuple[UnitKind, ...], msgspec.Meta(min_length=1)]


class BodyStep(StrEnum):
    """What a body of the province does with a dossier before the decision, in this order."""

    CONSOLIDATION = "consolidation"
    APPRAISAL = "appraisal"


class Award(Decider, frozen=True, kw_only=True):
    """One award: its form, who decides, how many there are at most, and what has to be fulfilled."""

    code: Code
    name: Name
    name_en: str = ""
    form: Code
    """Giấy khen, Bằng khen or another form of commendation; achievements are not rewarded by several."""
    other_deciders: tuple[OtherDecider, ...] = ()
    """The first that fits a candidate decides instead."""
    steps: tuple[BodyStep, ...] = tuple(BodyStep)
    """What is done with a dossier before the decision; with none it is decided as it was handed in."""
    deadline: bool = True
    """Whether dossiers are due on the campaign's last day; if not, they may be handed in at any time."""
    yearly: bool = False
    """Whether it is for a single year, which its nominations name, or for all of its years."""
    years: tuple[Year, ...] = ()
    """The years that it is for; all of the policy's if empty. An interim review is for the first ones."""
    quotas: Mapping[CandidateKind, Count] = {}
    """The most awards of each kind of candidate, of a yearly award in each year; kinds not named have no limit."""
    conditions: Annotated[Mapping[CandidateKind, tuple[Condition, ...]], msgspec.Meta(min_length=1)]
    documents: tuple[Code, ...] = ()
    """The kinds of document that a dossier must have before it is submitted."""
    source: str = ""
    """Where in the plan the award stands."""
    notes: str = ""
    notes_en: str = ""

    def conditions_for(self, kind: CandidateKind) -> tuple[Condition, ...]:
        """What candidates of this kind have to fulfil; nothing is asked of a kind that the award is not for."""
        return self.conditions.get(kind, ())

    def deciding(self, kind: CandidateKind, unit_kind: UnitKind | None) -> Decider:
        """Who decides on a candidate of this kind from such a unit, and for whom they act."""
        others = (each for each in self.other_deciders if kind in each.candidates and unit_kind in each.unit_kinds)
        return next(others, self)

    def decider(self, kind: CandidateKind, unit_kind: UnitKind | None) -> str:
        """What whoever decides on a candidate of this kind from such a unit is called."""
        return self.deciding(kind, unit_kind).decided_by


class DocumentKind(Part, frozen=True, kw_only=True):
    """A kind of document in dossiers."""

    code: Code
    name: Name
    name_en: str = ""


class Ground(Part, frozen=True, kw_only=True):
    """A ground on which an award is revoked, with its place in the law."""

    code: Code
    text: Prose
    text_en: str = ""
    legal_basis: Name


class LegalBasis(SourceDocument, frozen=True, kw_only=True, omit_defaults=True):
    """A document that the policy goes back to, and what papers call it: "Luật Thi đua, khen thưởng"."""

    title: str = ""


class Lateness(StrEnum):
    """What becomes of a dossier that comes too late."""

    REFUSED = "refused"
    MARKED = "marked"


class Lineage(StrEnum):
    """What a unit has of the results of units that were merged into it, in years in which it has none itself."""

    NONE = "none"
    ANY = "any"
    """The best of them counts."""
    EVERY = "every"
    """The worst of them counts, so that each of them must have reached what is asked."""
    MEAN = "mean"
    """Their arithmetic mean counts, as in the national ranking of 2024."""


class AwardPolicy(Part, frozen=True, kw_only=True):
    """A whole policy: its period, its awards, the way of dossiers, and what the public sees of them."""

    code: Code
    version: Version
    province: Code
    name: Name
    name_en: str = ""
    legal_basis: tuple[LegalBasis, ...] = ()
    merit: str = ""
    """What papers and certificates say is honoured, without the years, which are added."""
    years: Annotated[tuple[Year, ...], msgspec.Meta(min_length=1)]
    awards: Annotated[tuple[Award, ...], msgspec.Meta(min_length=1)]
    documents: tuple[DocumentKind, ...] = ()
    grounds: tuple[Ground, ...] = ()
    consolidated_by: Code
    """The unit that consolidates dossiers."""
    appraised_by: Code
    """The unit that appraises them."""
    late: Lateness = Lateness.REFUSED
    lineage: Lineage = Lineage.NONE
    comment_days: Count = 0
    """For how many days after its submission a nomination is open to objections before it can be decided."""
    public_nominations: bool = False
    """Whether the public sees nominations before they are decided."""
    provenance: Provenance
    notes: str = ""
    notes_en: str = ""

    def award(self, code: Code) -> Award | None:
        """The award with this code."""
        return next((award for award in self.awards if award.code == code), None)

    def years_of(self, award: Award) -> tuple[Year, ...]:
        """The years that the award is for, each by itself if it is yearly, else together."""
        return award.years or self.years

    def quotas(self) -> Iterator[tuple[Award, CandidateKind, Year | None]]:
        """What awards are counted by: the award, the kind of candidate and, where it is yearly, the year."""
        for award in self.awards:
            for kind in award.conditions:
                for year in self.years_of(award) if award.yearly else (None,):
                    yield award, kind, year

    def bodies(self) -> tuple[Code, ...]:
        """Every unit that the policy names: whoever consolidates, appraises, attests or decides."""
        named = [self.consolidated_by, self.appraised_by]
        for award in self.awards:
            named += [each.body for each in (award, *award.other_deciders) if each.body]
            facts = (each for each in chain(*award.conditions.values()) if isinstance(each, Declared))
            named += [unit for fact in facts for unit in fact.attested_by_units]
        return tuple(dict.fromkeys(named))
