"""Vĩnh Long's policy as it is shipped, condition by condition at the values where a condition turns.

``docs/award-policies.md`` names for every sentence of the province's plan the test in here that proves it.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import msgspec
import pytest

from application.sets.files import shipped_policies, shipped_registries
from domain.award_campaign.commands import (
    AppraiseDossier,
    AttestFact,
    ConsolidateDossier,
    GrantAward,
    RevokeAward,
    SubmitDossier,
)
from domain.award_campaign.eligibility import Attestation, Candidate, Finding, Held, Result, Verdict, assess, qualifies
from domain.award_campaign.events import Candidature, Consolidated, FactAttested, Granted, Revoked
from domain.award_campaign.policy import Award, CandidateKind, Condition, Declared, Lineage, NoOther, Score
from domain.award_campaign.refusals import (
    ConditionUnknown,
    DossierIncomplete,
    DossierLate,
    GroundUnknown,
    NotTheBody,
    NotTheDecider,
    QuotaExhausted,
    StepNotAsked,
)
from domain.award_campaign.soundness import faults
from domain.metadata import Actor, Code, Provenance, Role, UnitKind
from tests.domain.campaigns import (
    APPRAISER,
    CONSOLIDATOR,
    PERSON,
    added,
    appraised,
    ask,
    campaign,
    documented,
    nominated,
    opened,
    result,
    submitted,
)
from tests.domain.specification import Specification

VINH_LONG, BINH_PHUOC, NATIONAL = (
    next(each for each in shipped_policies() if each.province == province)
    for province in ("vinh-long", "binh-phuoc", "quoc-gia")
)
MET, NOT_MET, UNKNOWN = Verdict.MET, Verdict.NOT_MET, Verdict.UNKNOWN
COLLECTIVE, INDIVIDUAL = CandidateKind.COLLECTIVE, CandidateKind.INDIVIDUAL
YEAR = 2024
"""The year that a yearly award is for in here."""

FIELD = ("2", "3")
"""The groups of indicators in the charge of an individual in here."""

FACTS = [
    f"{award}.{condition}"
    for award in ("giay-khen", "giay-khen-tong-ket")
    for condition in (
        "collective.hoan-thanh-tot",
        "collective.doan-ket",
        "collective.guong-mau",
        "collective.dan-chu",
        "collective.tiet-kiem",
        "collective.tieu-chuan-khac",
        "individual.hoan-thanh-tot",
        "individual.dao-duc",
        "individual.doan-ket",
        "individual.guong-mau",
        "individual.tieu-chuan-khac",
    )
] + [
    "bang-khen.collective.hoan-thanh-xuat-sac",
    "bang-khen.collective.doan-ket",
    "bang-khen.collective.guong-mau",
    "bang-khen.collective.dan-chu",
    "bang-khen.collective.tiet-kiem",
    "bang-khen.collective.van-ban",
    "bang-khen.collective.bao-cao",
    "bang-khen.individual.hoan-thanh-xuat-sac",
    "bang-khen.individual.guong-mau",
]
YEARLY_FACTS = [
    "giay-khen.collective.nhiem-vu",
    "giay-khen.individual.tham-muu",
    "giay-khen-tong-ket.collective.nhiem-vu",
    "giay-khen-tong-ket.individual.tham-muu",
    "bang-khen.collective.nhiem-vu",
    "bang-khen.collective.phong-trao",
    "bang-khen.collective.cuoc-thi",
    "bang-khen.individual.tham-muu",
]
SCORES_OF_A_YEAR = ["giay-khen.collective.diem", "giay-khen.individual.linh-vuc"]
SCORES_OF_ANY_YEAR = ["giay-khen-tong-ket.collective.diem", "giay-khen-tong-ket.individual.linh-vuc"]
SCORES_OF_TWO_YEARS = ["bang-khen.collective.diem", "bang-khen.individual.linh-vuc"]
FIELDS_IN_CHARGE = [
    "giay-khen.individual.linh-vuc",
    "giay-khen-tong-ket.individual.linh-vuc",
    "bang-khen.individual.linh-vuc",
]
FORMS = [
    f"{award}.{kind}.mot-hinh-thuc"
    for award in ("giay-khen", "giay-khen-tong-ket", "bang-khen")
    for kind in ("collective", "individual")
]
PROVEN = [*FACTS, *YEARLY_FACTS, *SCORES_OF_A_YEAR, *SCORES_OF_ANY_YEAR, *SCORES_OF_TWO_YEARS, *FORMS]


def named(place: str) -> tuple[Award, CandidateKind, Condition]:
    """What ``award.kind.condition`` names in the policy."""
    award_code, kind, code = place.split(".")
    award = VINH_LONG.award(award_code)
    assert award is not None
    conditions = award.conditions_for(CandidateKind(kind))
    return award, CandidateKind(kind), next(each for each in conditions if each.code == code)


def years_of(award: Award) -> tuple[int, ...]:
    return (YEAR,) if award.yearly else VINH_LONG.years_of(award)


def judged(place: str, **known: Any) -> Finding:
    """What the condition comes to for a candidate of whom this is known."""
    award, kind, condition = named(place)
    groups = FIELD if kind is INDIVIDUAL else ()
    candidate = Candidate(**{"kind": kind, "years": years_of(award), "groups": groups, **known})
    return next(each for each in assess(VINH_LONG, award, candidate) if each.condition == condition.code)


def verdict(place: str, **known: Any) -> Verdict:
    return judged(place, **known).verdict


def said(place: str, *years: int | None, holds: bool = True) -> list[Attestation]:
    return [Attestation(condition=place.rpartition(".")[2], holds=holds, year=year) for year in years or (None,)]


def scored(kind: CandidateKind, **percents: str) -> list[Result]:
    """Results with these percentages, of individuals in their field, where the unit's total is another."""
    years = {int(name.removeprefix("y")): percent for name, percent in percents.items()}
    if kind is COLLECTIVE:
        return [result(year, percent) for year, percent in years.items()]
    return [result(year, "50", **dict.fromkeys(("1", *FIELD), "50") | _field(each)) for year, each in years.items()]


def _field(percent: str) -> dict[str, str]:
    return dict.fromkeys(FIELD, percent)


# --- Attested facts ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", FACTS)
def test_a_fact_is_met_when_it_is_attested_and_unknown_until_then(place: str):
    assert verdict(place) is UNKNOWN
    assert verdict(place, attestations=said(place)) is MET
    assert verdict(place, attestations=said(place, holds=False)) is NOT_MET


@pytest.mark.parametrize("place", YEARLY_FACTS)
def test_a_yearly_fact_has_to_hold_in_every_year_that_the_award_is_for(place: str):
    award, _, _ = named(place)
    first, *rest = years_of(award)
    assert verdict(place) is UNKNOWN
    assert verdict(place, attestations=said(place, first, *rest)) is MET
    assert verdict(place, attestations=said(place, first, holds=False)) is NOT_MET
    assert verdict(place, attestations=said(place, *rest)) is UNKNOWN
    assert verdict(place, attestations=said(place)) is UNKNOWN


REVIEWED = {
    "hoan-thanh-xuat-sac": "so-noi-vu",
    "van-ban": "so-tttt",
    "bao-cao": "so-tttt",
    "nhiem-vu": "so-tttt",
}
"""What the plan leaves to the departments to judge of a candidate for the Chairman's certificate."""


@pytest.mark.parametrize("place", [*FACTS, *YEARLY_FACTS])
def test_a_fact_is_attested_by_those_whom_the_policy_names(place: str):
    award, kind, condition = named(place)
    departments = [REVIEWED[condition.code]] if award.code == "bang-khen" and condition.code in REVIEWED else []
    assert isinstance(condition, Declared)
    assert list(condition.attested_by_units) == departments
    speaking = {actor.id for actor in (OWN, OTHER, CONSOLIDATOR, APPRAISER) if attests(place, kind, actor)}
    both = {CONSOLIDATOR.id, APPRAISER.id}
    free = {OWN.id} if condition.code == "tieu-chuan-khac" else {OWN.id, *both}
    of_departments = {actor.id for actor in (CONSOLIDATOR, APPRAISER) if actor.unit in departments}
    assert speaking == (of_departments if departments else free)


OWN = Actor(id="của đơn vị", role=Role.UNIT, unit="so-y-te")
OTHER = Actor(id="của đơn vị khác", role=Role.UNIT, unit="so-xay-dung")


def attests(place: str, kind: CandidateKind, actor: Actor) -> bool:
    award, _, condition = named(place)
    assert isinstance(condition, Declared)
    year = YEAR if condition.yearly else None
    word = Attestation(condition=condition.code, holds=True, year=year, evidence="Báo cáo số 9")
    about = on_nomination(award, kind).when(ask(AttestFact, actor=actor, attestation=word))
    try:
        about.then(FactAttested(nomination="n-1", attestation=word, role=actor.role, unit=actor.unit))
    except ConditionUnknown:
        return False
    return True


def on_nomination(award: Award, kind: CandidateKind) -> Specification:
    person = {"person": PERSON, "groups": FIELD} if kind is INDIVIDUAL else {}
    candidate = Candidature(kind=kind, unit="so-y-te", **person)  # type: ignore[arg-type]  # Fields of several types.
    year = YEAR if award.yearly else None
    return campaign().given(opened(VINH_LONG), nominated(award=award.code, year=year, candidate=candidate))


@pytest.mark.parametrize("place", [each for each in FACTS if each.endswith("tieu-chuan-khac")])
def test_the_head_sets_criteria_of_their_own(place: str):
    _, _, condition = named(place)
    assert isinstance(condition, Declared)
    assert condition.set_by == "Thủ trưởng cơ quan, đơn vị, địa phương"
    assert condition.attested_by == (Role.UNIT,)


# --- Scores -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", SCORES_OF_A_YEAR)
@pytest.mark.parametrize(
    ("percent", "expected"), [("90", MET), ("90.00", MET), ("89.99", NOT_MET), ("89.9999", NOT_MET), ("100", MET)]
)
def test_a_commendation_asks_for_ninety_percent_in_its_year(place: str, percent: str, expected: Verdict):
    _, kind, _ = named(place)
    assert verdict(place, results=scored(kind, y2024=percent)) is expected
    assert verdict(place, results=scored(kind, y2024=percent, y2023="10", y2025="100")) is expected
    assert verdict(place, results=scored(kind, y2023=percent)) is UNKNOWN
    assert verdict(place) is UNKNOWN


@pytest.mark.parametrize("place", SCORES_OF_ANY_YEAR)
def test_a_commendation_of_the_final_review_asks_for_ninety_percent_in_a_year_of_the_period(place: str):
    _, kind, _ = named(place)
    assert verdict(place, results=scored(kind, y2023="89.99", y2024="90")) is MET
    assert verdict(place, results=scored(kind, y2023="89.99", y2024="89.99")) is UNKNOWN
    assert verdict(place, results=scored(kind, y2023="89.99", y2024="89.99", y2025="89.99")) is NOT_MET
    assert verdict(place) is UNKNOWN


@pytest.mark.parametrize("place", SCORES_OF_TWO_YEARS)
@pytest.mark.parametrize(
    ("percents", "expected"),
    [
        ({"y2023": "90", "y2024": "90"}, MET),
        ({"y2023": "90", "y2024": "10", "y2025": "90.00"}, MET),
        ({"y2023": "90", "y2024": "89.99", "y2025": "89.9999"}, NOT_MET),
        ({"y2023": "89.99", "y2024": "89.99"}, NOT_MET),
        ({"y2023": "90", "y2024": "89.99"}, UNKNOWN),
        ({"y2025": "100"}, UNKNOWN),
        ({}, UNKNOWN),
    ],
)
def test_a_certificate_of_merit_asks_for_ninety_percent_in_two_years(
    place: str, percents: dict[str, str], expected: Verdict
):
    _, kind, _ = named(place)
    assert verdict(place, results=scored(kind, **percents)) is expected


@pytest.mark.parametrize("place", FIELDS_IN_CHARGE)
def test_an_individual_is_judged_by_the_field_in_their_charge(place: str):
    years = range(2023, 2026)
    good_field = [result(year, "10", **{"1": "10", "2": "85", "3": "95"}) for year in years]
    assert verdict(place, results=good_field) is MET
    assert judged(place, results=good_field).years[0].percent == 90
    weak_field = [result(year, "100", **{"1": "100", "2": "84.99", "3": "95"}) for year in years]
    assert verdict(place, results=weak_field) is NOT_MET
    assert verdict(place, results=weak_field, groups=()) is MET
    assert verdict(place, results=weak_field, groups=("9",)) is UNKNOWN


def test_of_merged_units_each_has_to_reach_what_is_asked():
    assert VINH_LONG.lineage is Lineage.EVERY
    place = "bang-khen.collective.diem"
    results = [result(2023, "95"), result(2024, "95", unit="so-cu"), result(2024, "90", unit="so-cu-hai")]
    assert verdict(place, results=results) is MET
    weaker = [*results[:2], result(2024, "89.99", unit="so-cu-hai"), result(2025, "10")]
    assert verdict(place, results=weaker) is NOT_MET


# --- One achievement, one form ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", FORMS)
def test_one_achievement_is_rewarded_once(place: str):
    award, _, condition = named(place)
    assert isinstance(condition, NoOther)
    same, other = years_of(award), (2022,)
    assert verdict(place) is MET
    for form in ("giay-khen", "bang-khen"):
        assert verdict(place, held=[Held(campaign="c", award="a", form=form, years=same)]) is NOT_MET
        assert verdict(place, held=[Held(campaign="c", award="a", form=form, years=other)]) is MET


def test_a_commendation_of_a_year_keeps_nobody_from_the_certificate_for_the_period():
    of_a_year = Held(campaign="c", award="giay-khen", form="giay-khen", years=(2024,))
    of_the_period = Held(campaign="c", award="giay-khen-tong-ket", form="giay-khen", years=(2023, 2024, 2025))
    assert verdict("bang-khen.collective.mot-hinh-thuc", held=[of_a_year]) is MET
    assert verdict("bang-khen.collective.mot-hinh-thuc", held=[of_the_period]) is NOT_MET


# --- All together -----------------------------------------------------------------------------------------------------


def test_every_condition_of_the_policy_is_proven_in_here():
    assert sorted(PROVEN) == sorted(places())


def places() -> Iterator[str]:
    for award in VINH_LONG.awards:
        for kind, conditions in award.conditions.items():
            yield from (f"{award.code}.{kind}.{condition.code}" for condition in conditions)


@pytest.mark.parametrize("place", PROVEN)
def test_no_condition_can_be_done_without(place: str):
    award, kind, _ = named(place)
    assert qualifies(assess(VINH_LONG, award, fulfilling(award, kind))) is MET
    lacking = assess(VINH_LONG, award, fulfilling(award, kind, but=place.rpartition(".")[2]))
    assert [each.condition for each in lacking if each.verdict is not MET] == [place.rpartition(".")[2]]
    assert qualifies(lacking) is not MET


def fulfilling(award: Award, kind: CandidateKind, but: Code = "") -> Candidate:
    """A candidate who fulfils every condition of the award, but one."""
    years, conditions = years_of(award), award.conditions_for(kind)
    facts = [each for each in conditions if isinstance(each, Declared) and each.code != but]
    scores = any(isinstance(each, Score) and each.code != but for each in conditions)
    held = Held(campaign="c", award="a", form="bang-khen", years=years)
    return Candidate(
        kind=kind,
        years=years,
        groups=FIELD if kind is INDIVIDUAL else (),
        results=scored(kind, **{f"y{year}": "90" for year in years}) if scores else (),
        attestations=[
            Attestation(condition=each.code, holds=True, year=year)
            for each in facts
            for year in (years if each.yearly else (None,))
        ],
        held=[held] if but == "mot-hinh-thuc" else (),
    )


# --- Who decides, how many, by when -----------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["giay-khen", "giay-khen-tong-ket"])
def test_a_commendation_is_given_by_the_head_or_where_there_is_none_by_the_head_of_the_committee(code: str):
    award = VINH_LONG.award(code)
    assert award is not None
    committee, head = "Trưởng Ban Chỉ đạo Chuyển đổi số tỉnh Vĩnh Long", "Thủ trưởng cơ quan, đơn vị, địa phương"
    assert award.decider(COLLECTIVE, UnitKind.DEPARTMENT) == committee
    assert award.decider(INDIVIDUAL, UnitKind.DEPARTMENT) == head
    assert {award.decider(COLLECTIVE, kind) for kind in UnitKind if kind is not UnitKind.DEPARTMENT} == {head}
    assert (award.quotas, award.documents) == ({}, ())


HEAD = Actor(id="Thủ trưởng", role=Role.COUNCIL, unit="truong-dai-hoc")


def commended(code: str, unit: str, kind: UnitKind) -> Specification:
    """A dossier for a commendation that was handed in after the last day of the certificate of merit."""
    award = VINH_LONG.award(code)
    candidate = Candidature(kind=COLLECTIVE, unit=unit, unit_kind=kind)
    proposed = nominated(award=code, year=YEAR if award and award.yearly else None, candidate=candidate)
    on = campaign((Finding(condition="diem", verdict=MET),)).given(opened(VINH_LONG), proposed)
    return on.given(submitted(documents={}, submitted_on=date(2026, 3, 1)))


@pytest.mark.parametrize("code", ["giay-khen", "giay-khen-tong-ket"])
def test_only_the_head_gives_a_commendation(code: str):
    on = commended(code, "truong-dai-hoc", UnitKind.ENTERPRISE)
    met = Finding(condition="diem", verdict=MET)
    on.when(ask(GrantAward, actor=HEAD)).then(Granted(nomination="n-1", award=code, number=1, findings=(met,)))
    elsewhere = Actor(id="Thủ trưởng", role=Role.COUNCIL, unit="so-khac")
    for actor in (elsewhere, Actor(id="Chủ tịch", role=Role.COUNCIL)):
        on.when(ask(GrantAward, actor=actor)).then_rejected(NotTheDecider)
    on.when(ask(ConsolidateDossier)).then_rejected(StepNotAsked)


@pytest.mark.parametrize("code", ["giay-khen", "giay-khen-tong-ket"])
def test_on_a_department_the_head_of_the_committee_decides(code: str):
    on = commended(code, "so-y-te", UnitKind.DEPARTMENT)
    met = Finding(condition="diem", verdict=MET)
    on.when(ask(GrantAward)).then(Granted(nomination="n-1", award=code, number=1, findings=(met,)))
    own = Actor(id="Giám đốc", role=Role.COUNCIL, unit="so-y-te")
    on.when(ask(GrantAward, actor=own)).then_rejected(
        NotTheDecider, decider="Trưởng Ban Chỉ đạo Chuyển đổi số tỉnh Vĩnh Long"
    )


@pytest.mark.parametrize("code", ["giay-khen", "giay-khen-tong-ket"])
def test_a_commendation_is_not_bound_by_the_tenth_of_january(code: str):
    award = VINH_LONG.award(code)
    on = campaign().given(opened(VINH_LONG), nominated(award=code, year=YEAR if award and award.yearly else None))
    later = datetime(2026, 3, 1, 3, tzinfo=UTC)
    on.when(ask(SubmitDossier, at=later)).then(submitted(documents={}, submitted_on=later.date()))


def test_the_chairman_decides_on_the_certificate_of_merit():
    award = VINH_LONG.award("bang-khen")
    assert award is not None
    assert {award.decider(kind, unit) for kind in CandidateKind for unit in UnitKind} == {
        "Chủ tịch Ủy ban nhân dân tỉnh Vĩnh Long"
    }


def test_commendations_are_for_a_year_and_for_the_period_and_the_certificate_for_the_period():
    assert [(each.code, each.yearly, VINH_LONG.years_of(each)) for each in VINH_LONG.awards] == [
        ("giay-khen", True, (2023, 2024, 2025)),
        ("giay-khen-tong-ket", False, (2023, 2024, 2025)),
        ("bang-khen", False, (2023, 2024, 2025)),
    ]


@pytest.mark.parametrize(("kind", "quota"), [(COLLECTIVE, 10), (INDIVIDUAL, 15)])
def test_there_are_at_most_ten_collectives_and_fifteen_individuals(kind: CandidateKind, quota: int):
    def proposed(number: int) -> Any:
        person = f"person:{number:064x}" if kind is INDIVIDUAL else None
        candidate = Candidature(kind=kind, unit=f"don-vi-{number}", person=person)
        first, *rest = appraised(f"n-{number}")
        return (msgspec.structs.replace(first, candidate=candidate), *rest)

    def given_award(number: int) -> Granted:
        met = Finding(condition="diem", verdict=MET)
        return Granted(nomination=f"n-{number}", award="bang-khen", number=number, findings=(met,))

    everyone = [event for number in range(1, quota + 2) for event in proposed(number)]
    on = campaign().given(opened(VINH_LONG), *everyone, *(given_award(number) for number in range(1, quota)))
    on.when(ask(GrantAward, nomination=f"n-{quota}")).then(given_award(quota))
    full = on.given(given_award(quota))
    full.when(ask(GrantAward, nomination=f"n-{quota + 1}")).then_rejected(QuotaExhausted, quota=quota)


@pytest.mark.parametrize("missing", ["to-trinh", "bien-ban", "bao-cao"])
def test_a_dossier_has_the_letter_the_minutes_and_the_report(missing: str):
    on = campaign().given(opened(VINH_LONG))
    papers = [added(each) for each in ("to-trinh", "bien-ban", "bao-cao") if each != missing]
    on.given(nominated(), *papers).when(ask(SubmitDossier)).then_rejected(DossierIncomplete, missing=missing)
    on.given(*documented()).when(ask(SubmitDossier)).then(submitted())


def test_a_dossier_comes_before_the_tenth_of_january():
    on = campaign().given(opened(VINH_LONG), *documented())
    last = datetime(2026, 1, 9, 16, 59, tzinfo=UTC)
    on.when(ask(SubmitDossier, at=last)).then(submitted(submitted_on=last.date()))
    on.when(ask(SubmitDossier, at=datetime(2026, 1, 9, 17, tzinfo=UTC))).then_rejected(DossierLate)


def test_one_department_consolidates_and_the_other_appraises():
    on = campaign().given(opened(VINH_LONG), *documented(), submitted())
    on.when(ask(ConsolidateDossier, actor=APPRAISER)).then_rejected(NotTheBody, body="so-tttt")
    consolidated = on.given(Consolidated(nomination="n-1"))
    favourable = ask(AppraiseDossier, actor=CONSOLIDATOR, favourable=True)
    consolidated.when(favourable).then_rejected(NotTheBody, body="so-noi-vu")


def test_an_award_is_revoked_on_the_grounds_of_the_law():
    met = Finding(condition="diem", verdict=MET)
    granted = Granted(nomination="n-1", award="bang-khen", number=1, findings=(met,))
    on = campaign().given(opened(VINH_LONG), *appraised(), granted)
    for number, ground in zip("abcd", ("gian-doi", "ho-so-gia", "tham-dinh-trai-luat", "vi-pham"), strict=True):
        on.when(ask(RevokeAward, ground=ground)).then(Revoked(nomination="n-1", ground=ground))
        (known,) = (each for each in VINH_LONG.grounds if each.code == ground)
        assert known.legal_basis == f"Luật 06/2022/QH15, Điều 93 khoản 2 điểm {number}"
    on.when(ask(RevokeAward, ground="khac")).then_rejected(GroundUnknown)


# --- What is shipped --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("policy", shipped_policies(), ids=lambda each: each.province)
def test_a_shipped_policy_contradicts_itself_nowhere_and_says_where_its_words_come_from(policy: Any):
    assert list(faults(policy)) == []
    for award in policy.awards:
        for conditions in award.conditions.values():
            for condition in conditions:
                assert condition.text_en
                assert condition.provenance is Provenance.ILLUSTRATIVE or condition.source
                assert bool(condition.reading) == bool(condition.reading_en)
    assert policy.notes
    assert policy.notes_en


@pytest.mark.parametrize("policy", [VINH_LONG, BINH_PHUOC], ids=lambda each: each.province)
def test_the_bodies_of_a_provinces_policy_are_units_of_the_province(policy: Any):
    (registry,) = (each for each in shipped_registries() if each.province == policy.province)
    assert {policy.consolidated_by, policy.appraised_by} <= {unit.code for unit in registry.units}


def test_what_binh_phuoc_has_not_published_is_not_made_up():
    asked = [each for award in BINH_PHUOC.awards for kind in award.conditions.values() for each in kind]
    assert not [each for each in asked if isinstance(each, Score)]
    assert not any(award.quotas or award.documents for award in BINH_PHUOC.awards)
    assert BINH_PHUOC.provenance is Provenance.ILLUSTRATIVE


def test_binh_phuoc_reviews_every_year_in_the_middle_and_at_the_end():
    assert [(each.code, each.yearly, BINH_PHUOC.years_of(each)) for each in BINH_PHUOC.awards] == [
        ("hang-nam", True, (2022, 2023, 2024, 2025)),
        ("so-ket", False, (2022, 2023)),
        ("tong-ket", False, (2022, 2023, 2024, 2025)),
    ]


def test_the_national_example_is_labelled_as_one():
    assert NATIONAL.provenance is Provenance.ILLUSTRATIVE
    assert "minh họa" in NATIONAL.name
    conditions = [each for award in NATIONAL.awards for kind in award.conditions.values() for each in kind]
    assert {each.provenance for each in conditions} == {Provenance.ILLUSTRATIVE}
