"""Units that were merged, as awards look at them: whose results count, whose achievement it is, whose step it is."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, Protocol

from msgspec.structs import replace

from domain.award_campaign.eligibility import Result
from domain.award_campaign.events import Candidature
from domain.award_campaign.policy import Award, AwardPolicy, CandidateKind, Condition, Declared, Lineage, Year
from domain.award_campaign.state import Campaign, Nomination, Open
from domain.metadata import Code
from domain.province.state import Registered

Successors = Mapping[Code, Code | None]
"""What each unit was merged into, in the order in which they were registered."""
Achiever = tuple[str, str | None]
"""A person, in whatever unit, or a unit."""


class InYear(NamedTuple):
    """A year and the round whose published result is that of it."""

    year: Year
    round: Code


class Sources(Protocol):
    """Where what conditions look at is kept: the streams themselves, or tables that are folded from them."""

    def predecessors(self, unit: Code) -> Sequence[Code]:
        """The units that were merged into this one, in the order in which they were registered."""

    def naming(self, campaign: Code) -> Sequence[Code]:
        """The campaigns that name this one as related."""

    def campaign(self, code: Code) -> Campaign:
        """A campaign of the province."""

    def result(self, unit: Code, year: Year, assessment: Code) -> Result | None:
        """The unit's published result in the round of a year."""


def successors(units: Registered) -> Successors:
    """What each unit of the province was merged into."""
    return {code: each.successor for code, each in units.units.items()}


def merged_into(units: Successors, unit: Code) -> Sequence[Code]:
    """The units that were merged into this one, but not those that had been merged into them."""
    return [code for code, successor in units.items() if successor == unit]


def became(units: Successors, unit: Code) -> Code:
    """What a unit has become by mergers, one after another; itself while it was not merged."""
    while successor := units.get(unit):
        unit = successor
    return unit


# --- Whose results count ----------------------------------------------------------------------------------------------
def results_of(sources: Sources, campaign: Open, unit: Code, years: Sequence[Year]) -> Iterator[Result]:
    """The unit's own published results; of a year without one those of the units merged into it, by the policy."""
    lineage = campaign.opening.policy.lineage
    for year in years:
        if year in campaign.opening.rounds:
            yield from _in_year(sources, lineage, unit, InYear(year, campaign.opening.rounds[year]))


def _in_year(sources: Sources, lineage: Lineage, unit: Code, at: InYear) -> Sequence[Result]:
    """A unit without a result has those of the units merged into it, each of which may have had its own before."""
    own = sources.result(unit, *at)
    if own is not None or lineage is Lineage.NONE:
        return [own] if own else []
    found = [_in_year(sources, lineage, each, at) for each in sources.predecessors(unit)]
    return [result for each in found for result in each] if lineage is Lineage.ANY or all(found) else []


def achievers(candidate: Candidature, results: Sequence[Result]) -> frozenset[Achiever]:
    """Whose achievement it is: a person's, or the unit's and that of the units whose results count as its own."""
    if candidate.kind is CandidateKind.INDIVIDUAL:
        return frozenset({(candidate.kind, candidate.person)})
    return frozenset((candidate.kind, unit) for unit in (candidate.unit, *(each.unit for each in results)))


def honoured(nomination: Nomination) -> frozenset[Achiever]:
    """Whose achievement an award was granted for, by the findings it was granted on."""
    years = (year for finding in nomination.findings for year in finding.years)
    return achievers(nomination.nominated.candidate, [result for year in years for result in year.results])


# --- Whose step it is -------------------------------------------------------------------------------------------------
def with_successors_of(units: Successors, campaign: Open) -> Open:
    """The campaign with what its bodies, candidates and attesting units have become by mergers."""
    if not any(units.values()):
        return campaign
    nominations = {code: _of_successor(units, each) for code, each in campaign.nominations.items()}
    policy = _by_successors(units, campaign.opening.policy)
    return replace(campaign, opening=replace(campaign.opening, policy=policy), nominations=nominations)


def _of_successor(units: Successors, nomination: Nomination) -> Nomination:
    candidate = nomination.nominated.candidate
    became_of = replace(candidate, unit=became(units, candidate.unit))
    return replace(nomination, nominated=replace(nomination.nominated, candidate=became_of))


def _by_successors(units: Successors, policy: AwardPolicy) -> AwardPolicy:
    return replace(
        policy,
        consolidated_by=became(units, policy.consolidated_by),
        appraised_by=became(units, policy.appraised_by),
        awards=tuple(_decided_by_successors(units, _attested_by_successors(units, award)) for award in policy.awards),
    )


def _attested_by_successors(units: Successors, award: Award) -> Award:
    def moved(condition: Condition) -> Condition:
        if not isinstance(condition, Declared):
            return condition
        return replace(condition, attested_by_units=tuple(became(units, each) for each in condition.attested_by_units))

    return replace(award, conditions={kind: tuple(map(moved, each)) for kind, each in award.conditions.items()})


def _decided_by_successors(units: Successors, award: Award) -> Award:
    others = tuple(replace(each, body=_became(units, each.body)) for each in award.other_deciders)
    return replace(award, body=_became(units, award.body), other_deciders=others)


def _became(units: Successors, body: Code | None) -> Code | None:
    return None if body is None else became(units, body)
