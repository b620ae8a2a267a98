"""Who qualifies: exactly 90 percent do, 89.99 do not; what nobody has recorded yet is unknown and not a no."""

from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.award_campaign.eligibility import (
    Attestation,
    Candidate,
    Finding,
    Held,
    Result,
    Tally,
    Verdict,
    assess,
    qualifies,
)
from domain.award_campaign.policy import CandidateKind, Lineage, Score
from tests.domain.campaigns import COMMENDATION, MERIT, ONCE, policy, result

YEARS = (2023, 2024, 2025)
MET, NOT_MET, UNKNOWN = Verdict.MET, Verdict.NOT_MET, Verdict.UNKNOWN


def found(condition: str, lineage: Lineage = Lineage.NONE, **known: Any) -> Finding:
    candidate = Candidate(**{"kind": CandidateKind.COLLECTIVE, "years": YEARS, **known})
    findings = assess(policy(lineage=lineage), MERIT, candidate)
    return next(each for each in findings if each.condition == condition)


def scored(*percents: str | None) -> list[Result]:
    return [result(year, each) for year, each in zip(YEARS, percents, strict=False) if each is not None]


@pytest.mark.parametrize(
    ("percents", "verdict"),
    [
        (("90.00", "90.00", "10"), MET),
        (("90.00", "89.99", "89.9999"), NOT_MET),
        (("90", None, None), UNKNOWN),
        (("90", "80", None), UNKNOWN),
        (("80", "80", None), NOT_MET),
        (("95", "95", None), MET),
        ((None, None, None), UNKNOWN),
    ],
)
def test_two_years_of_ninety_percent_are_asked_for(percents: tuple[str | None, ...], verdict: Verdict):
    assert found("diem", results=scored(*percents)).verdict is verdict


def test_a_finding_tells_the_number_of_each_year_and_whose_it_is():
    finding = found("diem", results=scored("90", "89.99"))
    assert [(each.year, each.percent, each.verdict) for each in finding.years] == [
        (2023, Decimal("90.0000"), MET),
        (2024, Decimal("89.9900"), NOT_MET),
        (2025, None, UNKNOWN),
    ]
    assert finding.years[0].results[0].version == 7


def test_a_percentage_is_compared_before_it_is_rounded():
    nearly = found("diem", results=scored("89.99999999", "89.99999999", "89.99999999"))
    assert [(str(each.percent), each.verdict) for each in nearly.years] == [("90.0000", NOT_MET)] * 3
    assert nearly.verdict is NOT_MET


def test_an_individual_is_judged_by_the_field_in_their_charge():
    results = [result(year, "50", **{"1": "100", "2": "91"}) for year in YEARS]
    person = Candidate(kind=CandidateKind.INDIVIDUAL, years=YEARS, groups=("2",), results=results)
    (finding,) = assess(policy(), MERIT, person)
    assert finding.verdict is MET
    assert finding.years[0].percent == 91
    other = Candidate(kind=CandidateKind.INDIVIDUAL, years=YEARS, groups=("9",), results=results)
    assert assess(policy(), MERIT, other)[0].verdict is UNKNOWN


def test_a_collective_answers_for_its_whole_result_whatever_groups_are_named():
    results = [result(year, "60", **{"1": "100"}) for year in YEARS]
    assert found("diem", results=results, groups=("1",)).verdict is NOT_MET


def test_a_condition_may_be_about_some_groups_alone():
    (score, *others) = MERIT.conditions[CandidateKind.COLLECTIVE]
    assert isinstance(score, Score)
    about = msgspec.structs.replace(score, groups=("2",))
    award = msgspec.structs.replace(MERIT, conditions={CandidateKind.COLLECTIVE: (about, *others)})
    results = [result(year, "50", **{"1": "10", "2": "91"}) for year in YEARS]
    unit = Candidate(kind=CandidateKind.COLLECTIVE, years=YEARS, results=results)
    assert assess(policy(), award, unit)[0].verdict is MET
    assert assess(policy(), MERIT, unit)[0].verdict is NOT_MET


@pytest.mark.parametrize(
    ("lineage", "verdict"),
    [(Lineage.ANY, MET), (Lineage.EVERY, NOT_MET), (Lineage.NONE, NOT_MET), (Lineage.MEAN, MET)],
)
def test_results_of_merged_units_count_by_the_declared_rule(lineage: Lineage, verdict: Verdict):
    results = [result(year, each, unit) for year in (2023, 2024) for unit, each in (("a", "95"), ("b", "85"))]
    assert found("diem", lineage, results=results, years=(2023, 2024)).verdict is verdict


def test_where_nothing_is_applicable_nothing_is_known():
    empty = Result(unit="a", year=2023, round="2023", total=Tally(points=Decimal(0), maximum=Decimal(0)), version=1)
    (year, *_) = found("diem", results=[empty]).years
    assert (year.verdict, year.percent) == (UNKNOWN, None)


def test_yearly_facts_hold_in_every_year():
    said = [Attestation(condition="nhiem-vu", holds=True, year=year) for year in YEARS]
    assert found("nhiem-vu", attestations=said).verdict is MET
    assert found("nhiem-vu", attestations=said[:2]).verdict is UNKNOWN
    late = Attestation(condition="nhiem-vu", holds=False, year=2024)
    assert found("nhiem-vu", attestations=[*said, late]).verdict is NOT_MET


def test_a_fact_of_the_whole_period_is_said_once():
    assert found("ke-hoach").verdict is UNKNOWN
    assert found("ke-hoach", attestations=[Attestation(condition="ke-hoach", holds=True)]).verdict is MET


def test_one_achievement_has_one_form():
    held = Held(campaign="khac", award="bang-khen", form="bang-khen", years=(2024,))
    assert found("mot-hinh-thuc", held=[held]).verdict is NOT_MET
    assert found("mot-hinh-thuc", held=[held]).held == (held,)
    assert found("mot-hinh-thuc", held=[held], years=(2025,)).verdict is MET


def test_an_award_of_a_year_need_not_keep_from_that_of_the_period():
    once = msgspec.structs.replace(ONCE, same_years=True)
    award = msgspec.structs.replace(MERIT, conditions={CandidateKind.COLLECTIVE: (once,)})
    for years, verdict in (((2024,), MET), ((2024, 2025, 2023), NOT_MET)):
        held = Held(campaign="khac", award="bang-khen", form="bang-khen", years=years)
        candidate = Candidate(kind=CandidateKind.COLLECTIVE, years=YEARS, held=(held,))
        assert [each.verdict for each in assess(policy(), award, candidate)] == [verdict]


def test_a_yearly_award_looks_at_its_year():
    candidate = Candidate(kind=CandidateKind.COLLECTIVE, years=(2024,), results=scored("95", "89", "95"))
    assert [each.verdict for each in assess(policy(), COMMENDATION, candidate)] == [NOT_MET]


def test_nothing_is_asked_of_whom_the_award_is_not_for():
    person = Candidate(kind=CandidateKind.INDIVIDUAL, years=(2024,))
    assert assess(policy(), COMMENDATION, person) == ()


verdicts = st.sampled_from(Verdict)


@given(st.lists(verdicts, max_size=6))
def test_all_together_are_met_only_if_each_is(each: list[Verdict]):
    together = qualifies(Finding(condition=str(number), verdict=verdict) for number, verdict in enumerate(each))
    assert (together is MET) == all(verdict is MET for verdict in each)
    assert (together is NOT_MET) == (NOT_MET in each)
