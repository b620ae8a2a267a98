"""Who would be next within what is left of a quota; who is equal where it ends is shown, never decided here.

No policy ranks candidates: whoever decides is shown the exact mean of each one's yearly percentages, highest first, and
where what is left of the quota ends.
"""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

import msgspec

from domain.award_campaign.eligibility import Verdict, percent_of
from domain.award_campaign.policy import CandidateKind, Count, Lineage, Score, Year
from domain.award_campaign.state import Step
from domain.metadata import Code
from domain.points import round_half_up
from projections.eligibility.answer import CampaignEligibility, NominationEligibility
from projections.honours.answer import Quotas, QuotaUse

WAITING = frozenset({Step.NOMINATED, Step.SUBMITTED, Step.CONSOLIDATED, Step.APPRAISED})
"""The steps at which a nomination still waits for its decision."""


class Cut(StrEnum):
    """Where a candidate stands to what is left of the quota."""

    WITHIN = "within"
    TIED = "tied"
    BEYOND = "beyond"


class Shortlisted(msgspec.Struct, frozen=True, kw_only=True):
    """A candidate who qualifies and is not decided on."""

    nomination: Code
    rank: int
    """Equal ones share it, and the next is skipped."""
    percent: Decimal | None
    """The mean of the yearly percentages, at four decimals; equal are those whose exact means are."""
    cut: Cut


class Shortlist(msgspec.Struct, frozen=True, kw_only=True):
    """Those who qualify for an award as one kind of candidate, and what is left of its quota."""

    award: Code
    kind: CandidateKind
    year: Year | None = None
    """Of a yearly award, of which each year has a list of its own."""
    limit: Count | None
    """None where there is no limit."""
    granted: Count
    left: int | None
    contested: bool
    """Whether more qualify than can still be granted."""
    tied: Count
    """How many are equal where the quota ends, so that it does not tell who of them comes first."""
    candidates: tuple[Shortlisted, ...]
    """By percent, equal ones in the order in which they were proposed."""


class EligibilityAndQuota(CampaignEligibility, frozen=True, kw_only=True):
    """Who qualifies in a campaign, and who of them is within what is left of the quotas."""

    shortlists: tuple[Shortlist, ...]


def with_shortlists(found: CampaignEligibility, quotas: Quotas) -> EligibilityAndQuota:
    """What is known of eligibility, with a list for each award and kind of candidate that has a quota."""
    fields = {name: getattr(found, name) for name in found.__struct_fields__}
    limited = (use for use in quotas.uses if use.limit is not None)
    lists = tuple(shortlist(use, found.nominations, found.policy.lineage) for use in limited)
    return EligibilityAndQuota(**fields, shortlists=lists)


def shortlist(use: QuotaUse, nominations: Iterable[NominationEligibility], lineage: Lineage) -> Shortlist:
    """Those who qualify for this award as this kind of candidate, by percent."""
    qualified = [(each, mean_percent(each, lineage)) for each in nominations if _waits(each, use)]
    ordered = sorted(qualified, key=lambda one: Fraction(-1) if one[1] is None else one[1], reverse=True)
    candidates = tuple(_placed(ordered, use.left))
    return Shortlist(
        award=use.award,
        kind=use.kind,
        year=use.year,
        limit=use.limit,
        granted=use.granted,
        left=use.left,
        contested=use.left is not None and len(candidates) > use.left,
        tied=sum(each.cut is Cut.TIED for each in candidates),
        candidates=candidates,
    )


def mean_percent(nomination: NominationEligibility, lineage: Lineage) -> Fraction | None:
    """The exact mean of the percentages of the years that its conditions on results look at."""
    own = nomination.candidate.groups if nomination.candidate.kind is CandidateKind.INDIVIDUAL else ()
    scored = [(each.finding, each.condition) for each in nomination.conditions if isinstance(each.condition, Score)]
    years = {
        each.year: percent_of(lineage, condition.groups or own, each.results)
        for finding, condition in scored
        for each in finding.years
    }
    known = [percent for percent in years.values() if percent is not None]
    return sum(known, Fraction()) / len(known) if known else None


def _waits(nomination: NominationEligibility, use: QuotaUse) -> bool:
    place = nomination.award, nomination.candidate.kind, nomination.year
    return place == (use.award, use.kind, use.year) and nomination.step in WAITING and nomination.verdict is Verdict.MET


def _placed(
    ordered: Sequence[tuple[NominationEligibility, Fraction | None]], left: int | None
) -> Iterator[Shortlisted]:
    """Each with its rank; those are tied who share a rank that what is left of the quota reaches, but not for all."""
    percents = [percent for _, percent in ordered]
    for nomination, percent in ordered:
        before = percents.index(percent)
        yield Shortlisted(
            nomination=nomination.nomination,
            rank=before + 1,
            percent=None if percent is None else round_half_up(percent, 4),
            cut=_cut(before, percents.count(percent), left),
        )


def _cut(before: int, equal: int, left: int | None) -> Cut:
    if left is None or before + equal <= left:
        return Cut.WITHIN
    return Cut.TIED if before < left else Cut.BEYOND
