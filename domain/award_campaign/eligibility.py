"""Who qualifies, condition by condition: a function of published results, attested facts and awards held, no more."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

import msgspec

from domain.award_campaign.policy import (
    Award,
    AwardPolicy,
    CandidateKind,
    Condition,
    Declared,
    Lineage,
    NoOther,
    Score,
    Year,
)
from domain.metadata import Code, IndicatorCode
from domain.points import round_half_up


class Verdict(StrEnum):
    """Whether a condition is fulfilled; unknown is what nothing is recorded of yet."""

    MET = "met"
    NOT_MET = "not-met"
    UNKNOWN = "unknown"


class Tally(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Points of an applicable maximum; percent are exact fractions of the two, never rounded before a comparison."""

    points: Decimal
    maximum: Decimal

    @property
    def percent(self) -> Fraction | None:
        """Points ÷ maximum as an exact percentage; none where nothing is applicable."""
        return Fraction(self.points) / Fraction(self.maximum) * 100 if self.maximum else None


class Result(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A unit's published result of a year: its total, its groups, and where that is recorded."""

    unit: Code
    year: Year
    round: Code
    total: Tally
    groups: Mapping[IndicatorCode, Tally] = {}
    version: int
    """The version of the unit's scorecard that was published: the event behind the number."""

    def of_groups(self, groups: Sequence[IndicatorCode]) -> Tally | None:
        """The groups together, the total if there are none; none where one of them has no result."""
        if not groups:
            return self.total
        found = [self.groups[code] for code in groups if code in self.groups]
        if len(found) < len(groups):
            return None
        return Tally(
            points=sum((each.points for each in found), Decimal(0)),
            maximum=sum((each.maximum for each in found), Decimal(0)),
        )


class Attestation(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Somebody's word, with evidence, on whether a condition is fulfilled, of one year or of the whole period."""

    condition: Code
    holds: bool
    year: Year | None = None
    evidence: str = ""


class Held(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An award that the candidate holds already."""

    campaign: Code
    award: Code
    form: Code
    years: tuple[Year, ...]


class YearFinding(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a condition came to in one year."""

    year: Year
    verdict: Verdict
    percent: Decimal | None = None
    """At four decimals, for people to read; what was compared is exact."""
    results: tuple[Result, ...] = ()
    """Whose results they were; several where units have been merged."""


class Finding(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a condition came to, and by what."""

    condition: Code
    verdict: Verdict
    years: tuple[YearFinding, ...] = ()
    attestations: tuple[Attestation, ...] = ()
    held: tuple[Held, ...] = ()


class Candidate(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """All that is known of a candidate."""

    kind: CandidateKind
    years: tuple[Year, ...]
    """The years that the award is for."""
    groups: tuple[IndicatorCode, ...] = ()
    """The groups of indicators in an individual's charge."""
    results: Sequence[Result] = ()
    """Of the unit itself, and in years in which it has none, of those that were merged into it."""
    attestations: Sequence[Attestation] = ()
    held: Sequence[Held] = ()

    @property
    def field(self) -> tuple[IndicatorCode, ...]:
        """The groups whose points count for the candidate: a collective answers for its whole result."""
        return self.groups if self.kind is CandidateKind.INDIVIDUAL else ()


def assess(policy: AwardPolicy, award: Award, candidate: Candidate) -> tuple[Finding, ...]:
    """Every condition of the award for this candidate, in the order of the policy."""
    return tuple(_found(policy, each, candidate) for each in award.conditions_for(candidate.kind))


def qualifies(findings: Iterable[Finding]) -> Verdict:
    """All together: not met as soon as one is not, else unknown as soon as one is."""
    return _all(finding.verdict for finding in findings)


def _all(verdicts: Iterable[Verdict]) -> Verdict:
    found = set(verdicts)
    return next((each for each in (Verdict.NOT_MET, Verdict.UNKNOWN) if each in found), Verdict.MET)


def _found(policy: AwardPolicy, condition: Condition, candidate: Candidate) -> Finding:
    match condition:
        case Score():
            return _scored(policy.lineage, condition, candidate)
        case Declared():
            return _declared(condition, candidate)
        case _:
            held = tuple(each for each in candidate.held if _excludes(condition, each, candidate.years))
            verdict = Verdict.NOT_MET if held else Verdict.MET
            return Finding(condition=condition.code, verdict=verdict, held=held)


def _excludes(condition: NoOther, held: Held, years: tuple[Year, ...]) -> bool:
    theirs, these = set(held.years), set(years)
    return held.form in condition.forms and (theirs == these if condition.same_years else bool(theirs & these))


def _scored(lineage: Lineage, condition: Score, candidate: Candidate) -> Finding:
    """Met as soon as enough years are; not met once the years that are still unknown can't make it up."""
    years = tuple(_in_year(lineage, condition, candidate, year) for year in candidate.years)
    met = sum(each.verdict is Verdict.MET for each in years)
    open_years = sum(each.verdict is Verdict.UNKNOWN for each in years)
    if met >= condition.years:
        verdict = Verdict.MET
    else:
        verdict = Verdict.UNKNOWN if met + open_years >= condition.years else Verdict.NOT_MET
    return Finding(condition=condition.code, verdict=verdict, years=years)


def _in_year(lineage: Lineage, condition: Score, candidate: Candidate, year: Year) -> YearFinding:
    results = tuple(each for each in candidate.results if each.year == year)
    counted = percent_of(lineage, condition.groups or candidate.field, results)
    if counted is None:
        return YearFinding(year=year, verdict=Verdict.UNKNOWN, results=results)
    verdict = Verdict.MET if counted >= Fraction(condition.at_least) else Verdict.NOT_MET
    return YearFinding(year=year, verdict=verdict, percent=round_half_up(counted, 4), results=results)


def percent_of(lineage: Lineage, groups: Sequence[IndicatorCode], results: Sequence[Result]) -> Fraction | None:
    """What the results of a year count as, exactly, of these groups together; none where one of them is not known."""
    percents = [tally.percent for each in results if (tally := each.of_groups(groups)) is not None]
    known = [percent for percent in percents if percent is not None]
    return _counted(lineage, known) if known and len(known) == len(results) else None


def _counted(lineage: Lineage, percents: Sequence[Fraction]) -> Fraction:
    """What the results of a year count as; several are those of units that were merged."""
    match lineage:
        case Lineage.MEAN:
            return sum(percents, Fraction()) / len(percents)
        case Lineage.ANY:
            return max(percents)
        case _:
            return min(percents)


def _declared(condition: Declared, candidate: Candidate) -> Finding:
    said = tuple(each for each in candidate.attestations if each.condition == condition.code)
    verdict = _all(_attested(said, condition, candidate.years))
    return Finding(condition=condition.code, verdict=verdict, attestations=said)


def _attested(said: Sequence[Attestation], condition: Declared, years: tuple[Year, ...]) -> Iterator[Verdict]:
    by_year = {each.year: each.holds for each in said}
    for year in years if condition.yearly else (None,):
        holds = by_year.get(year)
        yield Verdict.UNKNOWN if holds is None else Verdict.MET if holds else Verdict.NOT_MET
