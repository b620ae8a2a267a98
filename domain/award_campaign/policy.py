"""The policy of a campaign: which awards there are, for whom, under which conditions. Plain data.

Reference: Vĩnh Long's plan for 2023–2025 (Giấy khen and Bằng khen for collectives and individuals).
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

import msgspec

from domain.indicator_set.definition import Version
from domain.metadata import Code, Name, Prose, Provenance, Role, SourceDocument
from domain.part import Part

Year = Annotated[int, msgspec.Meta(ge=1990, le=2200)]
HUNDRED = 100
Count = Annotated[int, msgspec.Meta(ge=0)]


class CandidateKind(StrEnum):
    """Who can be honoured."""

    COLLECTIVE = "collective"
    INDIVIDUAL = "individual"


class Stated(Part, frozen=True, kw_only=True):
    """What every condition has: a code and its words in the plan."""

    code: Code
    text: Prose
    text_en: str = ""
    provenance: Provenance = Provenance.PUBLISHED


class Score(Stated, frozen=True, kw_only=True, tag_field="kind", tag="score"):
    """The published result reaches so many percent, in so many of the years.

    Of an individual it is that of the groups in their charge, as the nomination names them.
    """

    at_least: Decimal
    """Percent of the applicable maximum, from 0 to 100."""
    years: Annotated[int, msgspec.Meta(ge=1)] = 1
    """In how many years; of a yearly award, in the year it is for."""


class Declared(Stated, frozen=True, kw_only=True, tag_field="kind", tag="declared"):
    """A fact that somebody attests with evidence, such as that all tasks were done on time."""

    attested_by: Annotated[tuple[Role, ...], msgspec.Meta(min_length=1)]
    yearly: bool = False
    """Whether it has to hold in each year by itself."""


class NoOther(Stated, frozen=True, kw_only=True, tag_field="kind", tag="no-other-award"):
    """No award of these forms is held for the same achievement: for a year that this award is for, too."""

    forms: Annotated[tuple[Code, ...], msgspec.Meta(min_length=1)]


Condition = Score | Declared | NoOther


class Award(Part, frozen=True, kw_only=True):
    """One award: its form, who decides, how many there are at most, and what has to be fulfilled."""

    code: Code
    name: Name
    name_en: str = ""
    form: Code
    """Giấy khen, Bằng khen or another form of commendation; achievements are not rewarded by several."""
    decided_by: Name
    yearly: bool = False
    """Whether it is for a single year, which its nominations name, or for the whole period."""
    quotas: Mapping[CandidateKind, Count] = {}
    """The most awards of each kind of candidate; kinds that are not named have no limit."""
    conditions: Annotated[Mapping[CandidateKind, tuple[Condition, ...]], msgspec.Meta(min_length=1)]
    documents: tuple[Code, ...] = ()
    """The kinds of document that a dossier must have before it is submitted."""

    def conditions_for(self, kind: CandidateKind) -> tuple[Condition, ...]:
        """What candidates of this kind have to fulfil; nothing is asked of a kind that the award is not for."""
        return self.conditions.get(kind, ())


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
    legal_basis: tuple[SourceDocument, ...] = ()
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

    def award(self, code: Code) -> Award | None:
        """The award with this code."""
        return next((award for award in self.awards if award.code == code), None)

    def faults(self) -> Iterator[tuple[str, str]]:
        """What contradicts itself, in Vietnamese and in English."""
        yield from _twice("awards", [award.code for award in self.awards])
        yield from _twice("documents", [kind.code for kind in self.documents])
        yield from _twice("grounds", [ground.code for ground in self.grounds])
        yield from _twice("years", self.years)
        for award in self.awards:
            yield from self._faults_of(award)

    def _faults_of(self, award: Award) -> Iterator[tuple[str, str]]:
        known = {kind.code for kind in self.documents}
        for document in award.documents:
            if document not in known:
                yield f"{award.code}: không có loại tài liệu «{document}»", f"{award.code}: no document '{document}'"
        for kind, conditions in award.conditions.items():
            yield from _twice(f"{award.code}.{kind}", [condition.code for condition in conditions])
            for each in conditions:
                if isinstance(each, Score):
                    yield from _score_faults(each, f"{award.code}.{kind}.{each.code}", self._years_for(award))

    def _years_for(self, award: Award) -> int:
        return 1 if award.yearly else len(self.years)


def _score_faults(condition: Score, where: str, years: int) -> Iterator[tuple[str, str]]:
    if not 0 <= condition.at_least <= HUNDRED:
        yield f"{where}: {condition.at_least} không phải phần trăm", f"{where}: {condition.at_least} is no percentage"
    if condition.years > years:
        yield f"{where}: nhiều năm hơn thời gian xét", f"{where}: more years than there are"


def _twice(where: str, codes: Sequence[object]) -> Iterator[tuple[str, str]]:
    for code in dict.fromkeys(code for code in codes if codes.count(code) > 1):
        yield f"{where}: «{code}» bị trùng", f"{where}: '{code}' stands twice"
