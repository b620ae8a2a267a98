"""Who qualifies, condition by condition: what the domain finds, and which events are behind each number."""

import os
from collections.abc import Mapping, Sequence
from datetime import date
from functools import reduce
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from application import awards
from application.contexts import AWARD_CAMPAIGN
from application.workspace import Aggregate, Version, Workspace
from domain.award_campaign.commands import ChangeAwardCalendar, Nominate, RevokeAward
from domain.award_campaign.eligibility import Finding, Verdict, qualifies
from domain.award_campaign.events import stream_id
from domain.award_campaign.policy import CandidateKind, Lineage
from domain.award_campaign.refusals import CampaignUnknown
from domain.award_campaign.state import Open, Step
from domain.event import Event, Recorded
from domain.indicator_set.content import content_hash
from domain.metadata import Code, Provenance, UnitKind
from domain.person.commands import EraseName
from domain.province.commands import MergeUnit, RenameUnit
from domain.round.commands import ReopenRound
from projections.campaigns import AwardsNotReadSoFar
from projections.eligibility.answer import AttestationSource, AwardSource, Gap, ResultSource
from projections.eligibility.query import EligibilityQuery
from projections.platform import Platform
from tests.application.test_awards import SET, ask, ask_about, correct, grant, open_campaign, propose
from tests.domain.builders import open_round, pin
from tests.domain.campaigns import CAMPAIGN, DEADLINES, PERSON, policy
from tests.projections.award_histories import CAMPAIGNS, HISTORIES
from tests.projections.awarded import PROVINCE, attest, begin, condition, eligible, head, officer, position, settings
from tests.projections.test_laws import append, law, new_platform, recorded

pytestmark = pytest.mark.no_cover

THOROUGH = "THOROUGH" in os.environ
__all__ = ["settings"]
PINS = {UnitKind.DEPARTMENT: pin(content_hash=content_hash(SET))}


# --- As the domain has it ---------------------------------------------------------------------------------------------
def found(log: Sequence[Recorded[Event]], campaign: Code) -> Mapping[Code, tuple[Finding, ...]] | None:
    """What the streams of a log come to, read as deciding on an award reads them; none where there is no campaign."""

    def load(aggregate: Aggregate[Any], stream: UUID) -> Version[Any]:
        events = [each.data for each in log if each.originator_id == stream]
        return Version(len(events), reduce(aggregate.evolve, events, aggregate.initial))

    workspace = Workspace(load)
    state = workspace.state(AWARD_CAMPAIGN, stream_id(PROVINCE, campaign))
    if not isinstance(state, Open):
        return None
    return {code: awards.findings(workspace, state, each) for code, each in state.nominations.items()}


def told(platform: Platform, campaign: Code, as_of: int | None) -> Mapping[Code, tuple[Finding, ...]] | None:
    """What the read model answers."""
    try:
        answer = platform.eligibility.campaign(PROVINCE, campaign, as_of)
    except CampaignUnknown:
        return None
    for each in answer.nominations:
        assert each.verdict is qualifies(found.finding for found in each.conditions)
    return {each.nomination: tuple(found.finding for found in each.conditions) for each in answer.nominations}


@law
@given(log=HISTORIES.map(recorded), every=st.just(1) if THOROUGH else st.integers(min_value=5, max_value=9))
def test_it_is_what_a_decision_would_find_at_every_position(log: Sequence[Recorded[Event]], every: int):
    with new_platform() as platform:
        append(platform, log)
        platform.projections.advance()
        for campaign in CAMPAIGNS:
            assert told(platform, campaign, None) == found(log, campaign)
            for stop in range(1, len(log) + 1, every):
                assert told(platform, campaign, stop) == found(log[:stop], campaign)


# --- What is behind it ------------------------------------------------------------------------------------------------
def test_each_number_leads_to_the_event_that_it_comes_from(platform: Platform):
    begin(platform)
    propose(platform.application, "n-1", "so-y-te")
    score = condition(platform, "diem")
    first, second = (position(platform, "round.published.v1", nth) for nth in (0, 1))
    finalised = position(platform, "scorecard.finalised.v1", 0)
    assert score.verdict is Verdict.MET
    assert [str(each.percent) for each in score.finding.years] == ["90.0000", "90.0000", "None"]
    assert [type(each) for each in score.sources] == [ResultSource, ResultSource]
    one, other = score.sources
    assert (one.position, one.published_at, one.version) == (finalised, first, 5)  # type: ignore[union-attr]
    assert (other.year, other.unit, other.published_at) == (2024, "so-y-te", second)  # type: ignore[union-attr]
    attested = condition(platform, "ke-hoach").sources
    assert [type(each) for each in attested] == [AttestationSource]
    assert attested[0].position == position(platform, "award_campaign.fact_attested.v1")


def test_what_is_missing_is_said_in_both_languages(platform: Platform):
    begin(platform)
    unit = {"unit": "so-cu", "actor": officer("so-cu")}
    platform.application.execute(ask_about(Nominate, nomination="n-1", **unit))
    attest(platform, year=2024, holds=False)
    assert [(each.gap, each.year, each.vi, each.en) for each in condition(platform, "diem").missing] == [
        (Gap.BELOW, 2023, "Năm 2023: 89,99 %, chưa đạt 90 %", "2023: 89.99 % is below 90 %"),
        (Gap.NO_ROUND, 2025, "Năm 2025: đợt khen thưởng không nêu kỳ đánh giá", "2025: the campaign names no round"),
    ]
    tasks = [(each.gap, each.vi) for each in condition(platform, "nhiem-vu").missing]
    assert tasks == [
        (Gap.NOT_ATTESTED, "Năm 2023: chưa được xác nhận"),
        (Gap.ATTESTED_OTHERWISE, "Năm 2024: được xác nhận là không đạt"),
        (Gap.NOT_ATTESTED, "Năm 2025: chưa được xác nhận"),
    ]
    assert [each.vi for each in condition(platform, "ke-hoach").missing] == ["Chưa được xác nhận"]
    platform.application.execute(ask(ReopenRound, round="2024"))
    assert condition(platform, "diem").missing[1].en == "2024: the result of round '2024' is not published"
    platform.application.execute(ask_about(Nominate, nomination="n-2", unit="so-tttt", actor=officer("so-tttt")))
    missing = eligible(platform, "n-2").conditions[0].missing[0]
    assert (missing.gap, missing.en) == (Gap.NO_RESULT, "2023: there is no result in round '2023'")


def test_an_award_held_by_a_related_campaign_is_named(platform: Platform):
    begin(platform)
    open_campaign(platform.application, "khac", related=(CAMPAIGN,))
    propose(platform.application, "n-1", "so-y-te")
    propose(platform.application, "m-1", "so-y-te", "khac")
    assert eligible(platform, "m-1", "khac").verdict is Verdict.MET
    platform.application.execute(grant("n-1"))
    once = condition(platform, "mot-hinh-thuc", "m-1", "khac")
    granted = position(platform, "award_campaign.granted.v1")
    award = AwardSource(campaign=CAMPAIGN, nomination="n-1", award="bang-khen", position=granted)
    assert (once.verdict, once.sources) == (Verdict.NOT_MET, (award,))
    assert [each.gap for each in once.missing] == [Gap.HELD]
    assert eligible(platform, "m-1", "khac", as_of=granted - 1).verdict is Verdict.MET
    platform.application.execute(ask_about(RevokeAward, nomination="n-1", ground="khai-gian-doi"))
    assert condition(platform, "mot-hinh-thuc", "m-1", "khac").verdict is Verdict.MET


def test_an_award_held_by_a_campaign_that_names_this_one_is_named_too(platform: Platform):
    begin(platform)
    open_campaign(platform.application, "khac", related=(CAMPAIGN, "chua-mo"))
    propose(platform.application, "n-1", "so-y-te")
    propose(platform.application, "m-1", "so-y-te", "khac")
    platform.projections.advance()
    platform.application.execute(grant("m-1", "khac"))
    granted = position(platform, "award_campaign.granted.v1")
    once = condition(platform, "mot-hinh-thuc")
    award = AwardSource(campaign="khac", nomination="m-1", award="bang-khen", position=granted)
    assert (once.verdict, once.sources) == (Verdict.NOT_MET, (award,))
    assert eligible(platform, "n-1", as_of=granted - 1).verdict is Verdict.MET
    open_campaign(platform.application, "chua-mo")
    platform.projections.advance()
    propose(platform.application, "c-1", "so-y-te", "chua-mo")
    assert condition(platform, "mot-hinh-thuc", "c-1", "chua-mo").sources == (award,)
    platform.application.execute(ask_about(RevokeAward, nomination="m-1", campaign="khac", ground="khai-gian-doi"))
    assert condition(platform, "mot-hinh-thuc", "c-1", "chua-mo").verdict is Verdict.MET
    assert platform.projections.verify("eligibility", province=PROVINCE).equal


def test_an_award_held_by_a_unit_that_was_merged_is_named(platform: Platform):
    begin(platform, with_policy=policy(lineage=Lineage.ANY))
    propose(platform.application, "n-1", "so-y-te")
    platform.application.execute(grant("n-1"))
    platform.application.execute(ask(MergeUnit, unit="so-y-te", into="so-xay-dung"))
    propose(platform.application, "n-2", "so-xay-dung")
    once = condition(platform, "mot-hinh-thuc", "n-2")
    assert [each.nomination for each in once.sources if isinstance(each, AwardSource)] == ["n-1"]
    assert [each.gap for each in once.missing] == [Gap.HELD]


def test_a_changed_calendar_is_followed_and_not_the_past(platform: Platform):
    begin(platform)
    propose(platform.application, "n-1", "so-y-te")
    platform.projections.advance()
    before = head(platform)
    later = msgspec.structs.replace(DEADLINES, dossiers=date(2026, 2, 9))
    platform.application.execute(ask_about(ChangeAwardCalendar, deadlines=later, rounds={2023: "2023", 2025: "2024"}))
    assert [str(each.percent) for each in condition(platform, "diem").finding.years] == ["90.0000", "None", "90.0000"]
    gaps = [(each.gap, each.year) for each in condition(platform, "diem").missing]
    assert gaps == []
    for found, then in ((platform.eligibility, None), (platform.dossiers, None), (platform.eligibility, before)):
        read = found.campaign if isinstance(found, EligibilityQuery) else found.waiting
        answer = read(PROVINCE, CAMPAIGN, then)
        expected = (DEADLINES, {2023: "2023", 2024: "2024"}) if then else (later, {2023: "2023", 2025: "2024"})
        assert (answer.deadlines, answer.rounds) == expected
    told = platform.honours.quota(PROVINCE, CAMPAIGN)
    assert told.deadlines == later
    assert told.calendar_changed
    assert told.calendar_changed.position == before + 1
    assert platform.honours.quota(PROVINCE, CAMPAIGN, before).calendar_changed is None
    assert eligible(platform, "n-1", as_of=before).conditions[0].finding.years[1].percent == 90
    platform.application.execute(ask(ReopenRound, round="2024"))
    assert eligible(platform, "n-1").verdict is Verdict.UNKNOWN


def test_a_campaign_that_looks_at_made_up_results_is_labelled_as_they_are(platform: Platform):
    begin(platform)
    open_campaign(platform.application, "khac", rounds={2023: "trinh-dien"})
    platform.projections.advance()
    made_up = open_round(round="trinh-dien", sets=PINS, data_provenance=Provenance.ILLUSTRATIVE)
    platform.application.execute(msgspec.structs.replace(made_up, id=uuid4()))
    platform.projections.advance()
    labels = {each.campaign: each.data_provenance for each in platform.eligibility.campaigns(PROVINCE)}
    assert labels == {CAMPAIGN: Provenance.PUBLISHED, "khac": Provenance.ILLUSTRATIVE}
    assert platform.dossiers.waiting(PROVINCE, "khac").data_provenance is Provenance.ILLUSTRATIVE
    before = platform.honours.quota(PROVINCE, "khac", head(platform) - 1)
    assert before.data_provenance is Provenance.PUBLISHED


@pytest.mark.parametrize(
    ("lineage", "gaps", "units"),
    [
        (Lineage.EVERY, [Gap.BELOW, Gap.NO_ROUND], ["so-cu", "so-cu"]),
        (Lineage.ANY, [Gap.BELOW, Gap.NO_ROUND], ["so-cu", "so-cu"]),
    ],
)
def test_results_of_merged_units_count_as_the_policy_says(
    platform: Platform, lineage: Lineage, gaps: list[Gap], units: list[Code]
):
    begin(platform, with_policy=policy(lineage=lineage))
    platform.application.execute(ask(MergeUnit, unit="so-cu", into="so-xay-dung"))
    platform.application.execute(ask(MergeUnit, unit="so-xay-dung", into="so-tttt"))
    propose(platform.application, "n-1", "so-tttt")
    score = condition(platform, "diem")
    assert (score.verdict, [each.gap for each in score.missing]) == (Verdict.UNKNOWN, gaps)
    assert [source.unit for source in score.sources if isinstance(source, ResultSource)] == units
    assert ("so-cu" in platform.eligibility.campaign(PROVINCE, CAMPAIGN).unit_names) is bool(units)


def test_a_correction_changes_the_verdict_and_not_the_past(platform: Platform):
    begin(platform)
    propose(platform.application, "n-1", "so-y-te")
    before = head(platform)
    correct(platform.application, 2024, "49")
    assert eligible(platform, "n-1").verdict is Verdict.UNKNOWN
    assert [each.gap for each in condition(platform, "diem").missing] == [Gap.BELOW, Gap.NO_ROUND]
    assert eligible(platform, "n-1", as_of=before).verdict is Verdict.MET


# --- The campaign itself ----------------------------------------------------------------------------------------------
def test_a_campaign_says_what_it_is_and_of_whom_it_tells(platform: Platform):
    begin(platform, data_provenance=Provenance.ILLUSTRATIVE, notice="Số liệu minh họa")
    propose(platform.application, "n-1", "so-y-te")
    platform.application.execute(ask(RenameUnit, unit="so-y-te", name="Sở Y tế mới"))
    platform.projections.advance()
    answer = platform.eligibility.campaign(PROVINCE, CAMPAIGN)
    assert (answer.position, answer.version, answer.content_hash) == (head(platform), 2, answer.content_hash)
    assert (answer.data_provenance, answer.notice) == (Provenance.ILLUSTRATIVE, "Số liệu minh họa")
    assert answer.policy == policy()
    assert answer.opened.document
    assert answer.opened.document.number == "12/QĐ-UBND"
    assert {code: each.name for code, each in answer.unit_names.items()} == {
        "so-noi-vu": "Tên so-noi-vu",
        "so-tttt": "Tên so-tttt",
        "so-y-te": "Sở Y tế mới",
    }
    before = platform.eligibility.campaign(PROVINCE, CAMPAIGN, as_of=head(platform) - 1)
    assert before.unit_names["so-y-te"].name == "Tên so-y-te"


def test_campaigns_are_listed_with_the_steps_of_their_nominations(platform: Platform):
    begin(platform)
    open_campaign(platform.application, "khac")
    propose(platform.application, "n-1", "so-y-te")
    unit = {"unit": "so-cu", "actor": officer("so-cu")}
    platform.application.execute(ask_about(Nominate, nomination="n-2", **unit))
    platform.projections.advance()
    listed = platform.eligibility.campaigns(PROVINCE)
    assert [(each.campaign, each.steps) for each in listed] == [
        (CAMPAIGN, {Step.NOMINATED: 1, Step.APPRAISED: 1}),
        ("khac", {}),
    ]
    assert platform.eligibility.campaigns() == listed
    assert platform.eligibility.campaigns("binh-phuoc") == []


def test_whoever_is_erased_has_no_name_any_more(platform: Platform):
    begin(platform)
    person: dict[str, Any] = {"person": "Lê Thị D", "groups": ("1",)}
    propose(platform.application, "p-1", "so-y-te", kind=CandidateKind.INDIVIDUAL, **person)
    reference = eligible(platform, "p-1").candidate.person
    assert reference
    assert platform.eligibility.campaign(PROVINCE, CAMPAIGN).names[reference] == "Lê Thị D"
    platform.application.execute(ask(EraseName, id=uuid4(), reference=reference))
    assert platform.eligibility.campaign(PROVINCE, CAMPAIGN).names[reference] is None
    assert len(reference) == len(PERSON)


def test_what_is_not_there_is_refused(platform: Platform):
    begin(platform)
    platform.projections.advance()
    opened = position(platform, "award_campaign.opened.v1")
    assert platform.eligibility.campaign(PROVINCE, CAMPAIGN, as_of=opened).nominations == ()
    with pytest.raises(CampaignUnknown):
        platform.eligibility.campaign(PROVINCE, "khac")
    with pytest.raises(CampaignUnknown):
        platform.eligibility.campaign(PROVINCE, CAMPAIGN, as_of=opened - 1)
    with pytest.raises(AwardsNotReadSoFar):
        platform.eligibility.campaign(PROVINCE, CAMPAIGN, as_of=head(platform) + 1)


def test_one_province_is_verified_alone(platform: Platform):
    begin(platform)
    propose(platform.application, "n-1", "so-y-te")
    platform.application.execute(grant("n-1"))
    platform.projections.advance()
    for name in ("eligibility", "dossiers", "honours"):
        verified = platform.projections.verify(name, province=PROVINCE)
        assert (verified.equal, verified.rows) == (True, platform.projections.verify(name).rows)
