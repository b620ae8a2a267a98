"""Where a quota ends: who is within it, who beyond, and who is equal there, in whatever order they were proposed."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from domain.award_campaign.eligibility import Finding, Verdict, YearFinding
from domain.award_campaign.events import Candidature
from domain.award_campaign.policy import CandidateKind, Lineage, Year
from domain.award_campaign.state import Step
from domain.metadata import Actor, Role
from projections.campaigns import Act
from projections.eligibility.answer import ConditionFound, NominationEligibility
from projections.honours.answer import QuotaUse
from projections.shortlist import Cut, Shortlist, shortlist
from tests.domain.campaigns import SCORE, result

pytestmark = pytest.mark.no_cover

PROPOSED = Act(position=1, recorded_at=datetime(2026, 1, 5, tzinfo=UTC), actor=Actor(id="an", role=Role.UNIT))


def nomination(
    code: str, *percents: str, verdict: Verdict = Verdict.MET, step: Step = Step.APPRAISED
) -> NominationEligibility:
    years: tuple[Year, ...] = tuple(range(2023, 2023 + len(percents)))
    found = tuple(
        YearFinding(year=year, verdict=Verdict.MET, percent=Decimal(percent), results=(result(year, percent),))
        for year, percent in zip(years, percents, strict=True)
    )
    finding = Finding(condition=SCORE.code, verdict=verdict, years=found)
    return NominationEligibility(
        nomination=code,
        award="bang-khen",
        year=None,
        years=years,
        candidate=Candidature(kind=CandidateKind.COLLECTIVE, unit="so-y-te"),
        step=step,
        proposed=PROPOSED,
        verdict=verdict,
        conditions=(ConditionFound(condition=SCORE, finding=finding, sources=(), missing=()),),
    )


def listed(*nominations: NominationEligibility, left: int | None = 1) -> Shortlist:
    use = QuotaUse(award="bang-khen", kind=CandidateKind.COLLECTIVE, granted=0, limit=left, left=left)
    return shortlist(use, nominations, Lineage.NONE)


def placed(found: Shortlist) -> list[tuple[str, int, Cut]]:
    return [(each.nomination, each.rank, each.cut) for each in found.candidates]


def test_of_a_yearly_award_each_year_has_a_list_of_its_own():
    each = {year: replace(nomination(f"n-{year}", "95"), year=year) for year in (2023, 2024)}
    use = QuotaUse(award="bang-khen", kind=CandidateKind.COLLECTIVE, year=2024, granted=0, limit=1, left=1)
    found = shortlist(use, each.values(), Lineage.NONE)
    assert ([one.nomination for one in found.candidates], found.year) == (["n-2024"], 2024)


def test_equal_ones_at_the_cut_are_tied_and_those_behind_are_beyond():
    found = listed(nomination("a", "91"), nomination("b", "92"), nomination("c", "91"), nomination("d", "90"), left=2)
    assert placed(found) == [("b", 1, "within"), ("a", 2, "tied"), ("c", 2, "tied"), ("d", 4, "beyond")]
    assert (found.contested, found.tied) == (True, 2)


def test_equal_ones_who_all_fit_are_not_tied():
    found = listed(nomination("a", "91"), nomination("b", "91"), nomination("c", "90"), left=2)
    assert placed(found) == [("a", 1, "within"), ("b", 1, "within"), ("c", 3, "beyond")]


def test_equal_is_what_is_exactly_so():
    found = listed(nomination("a", "90.00001"), nomination("b", "90.00002"))
    assert placed(found) == [("b", 1, "within"), ("a", 2, "beyond")]
    assert {each.percent for each in found.candidates} == {Decimal("90.0000")}
    assert listed(nomination("a", "90", "92"), nomination("b", "91", "91")).tied == 2


def test_only_those_who_qualify_and_wait_are_listed():
    out = nomination("a", "95", verdict=Verdict.UNKNOWN), nomination("b", "95", step=Step.GRANTED)
    assert placed(listed(*out, nomination("c", "90"))) == [("c", 1, "within")]
    assert not listed(nomination("a", "90"), nomination("b", "90"), left=None).contested


@given(st.lists(st.integers(80, 84), max_size=8), st.integers(0, 8), st.randoms(use_true_random=False))
def test_no_order_of_proposals_makes_a_difference(points, left, random):
    nominations = [nomination(f"n-{number}", str(each)) for number, each in enumerate(points)]
    found = listed(*nominations, left=left)
    cuts = [each.cut for each in found.candidates]
    assert cuts.count(Cut.WITHIN) <= left
    assert cuts == sorted(cuts, key=list(Cut).index)
    assert found.tied != 1
    assert cuts.count(Cut.WITHIN) + found.tied >= min(left, len(points))
    random.shuffle(nominations)
    assert sorted(placed(found)) == sorted(placed(listed(*nominations, left=left)))
