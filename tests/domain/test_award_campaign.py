"""An award campaign: nominated, documented, submitted, consolidated, appraised, decided within a quota, revoked."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.award_campaign.commands import (
    AddDossierDocument,
    AnswerObjection,
    AppraiseDossier,
    AttestFact,
    ConsolidateDossier,
    DeclineAward,
    FlagAward,
    GrantAward,
    Nominate,
    OpenCampaign,
    PublishHonours,
    ReconsiderNomination,
    RecordCouncilVote,
    RecordObjection,
    ReturnDossier,
    RevokeAward,
    SubmitDossier,
    WithdrawNomination,
)
from domain.award_campaign.eligibility import Attestation, Verdict
from domain.award_campaign.events import (
    Appraised,
    AwardFlagged,
    CampaignListed,
    Candidature,
    Consolidated,
    CouncilVoted,
    Declined,
    DossierReturned,
    FactAttested,
    Granted,
    HonoursPublished,
    NominationReconsidered,
    NominationWithdrawn,
    ObjectionAnswered,
    ObjectionRecorded,
    Revoked,
    register_id,
    stream_id,
)
from domain.award_campaign.policy import Authority, BodyStep, CandidateKind, Condition, Lateness, OtherDecider, Score
from domain.award_campaign.refusals import (
    AgainstOpinion,
    AttestedWithoutEvidence,
    CampaignTaken,
    CampaignUnknown,
    CandidateTwice,
    ConditionUnknown,
    DossierIncomplete,
    DossierLate,
    GroundUnknown,
    NominationInvalid,
    NominationTaken,
    NominationUnknown,
    NotEligible,
    NotOpenToComment,
    NotTheBody,
    NotTheDecider,
    ObjectionsUnanswered,
    ObjectionTaken,
    ObjectionUnknown,
    ObjectionUpheld,
    PolicyInvalid,
    QuotaExhausted,
    StepNotAsked,
    StillOpenToComment,
    WrongStep,
)
from domain.award_campaign.state import EMPTY_REGISTER, INITIAL, Open, Step, evolve, listed
from domain.event import Event
from domain.metadata import Actor, Role, UnitKind
from domain.refusal import DecisionRequired, ReasonRequired, RoleNotAllowed
from tests.domain.campaigns import (
    ACTORS,
    APPRAISER,
    CAMPAIGN,
    COMMENDATION,
    CONSOLIDATOR,
    DEADLINES,
    MERIT,
    OFFICER,
    ONCE,
    PERSON,
    PLAN,
    POLICY,
    SCORE,
    added,
    appraised,
    ask,
    campaign,
    documented,
    finding,
    granted,
    nominated,
    opened,
    policy,
    running,
    submitted,
)
from tests.domain.specification import fold


def open_campaign(**changes: Any) -> OpenCampaign:
    fields = {"name": "Khen thưởng tổng kết 2023–2025", "policy": POLICY, "deadlines": DEADLINES, **changes}
    return ask(OpenCampaign, **fields)


def individual(person: str = PERSON) -> Candidature:
    return Candidature(kind=CandidateKind.INDIVIDUAL, unit="so-y-te", person=person, groups=("2",))


def test_every_campaign_has_a_stream_of_its_own():
    assert stream_id("vinh-long", CAMPAIGN) != stream_id("vinh-long", "khac")


def test_the_register_tells_which_campaigns_look_at_a_round():
    first = CampaignListed(province="vinh-long", campaign="a", rounds=("2023", "2024"))
    second = CampaignListed(province="vinh-long", campaign="b", rounds=("2024",))
    register = fold(listed, EMPTY_REGISTER, [first, second, opened()])
    assert [register.looking_at(each) for each in ("2023", "2024", "2025")] == [("a",), ("a", "b"), ()]
    assert register_id("vinh-long") != register_id("dong-thap")


# --- Opening ----------------------------------------------------------------------------------------------------------


def test_a_campaign_is_opened_on_a_policy_held_by_its_hash():
    campaign().when(open_campaign()).then(opened())


def test_a_campaign_that_is_open_is_not_opened_otherwise():
    running().when(open_campaign(name="Khác")).then_rejected(CampaignTaken, campaign=CAMPAIGN)


def test_only_administrators_open_campaigns_and_only_by_a_decision():
    campaign().when(open_campaign(actor=OFFICER)).then_rejected(RoleNotAllowed)
    campaign().when(open_campaign(source_document=None)).then_rejected(DecisionRequired)


changed: Any = msgspec.structs.replace


COMMITTEE = OtherDecider(
    decided_by="Trưởng Ban Chỉ đạo",
    when="Sở, ngành",
    candidates=(CandidateKind.COLLECTIVE,),
    unit_kinds=(UnitKind.DEPARTMENT,),
)


def asking(condition: Condition) -> Any:
    """The award with this condition alone, for collectives."""
    return changed(MERIT, quotas={}, conditions={CandidateKind.COLLECTIVE: (condition,)})


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"awards": (MERIT, MERIT)}, "awards: 'bang-khen' stands twice"),
        ({"awards": (changed(MERIT, years=(2024, 2026)),)}, "bang-khen: 2026 is none of the policy's years"),
        ({"awards": (changed(COMMENDATION, quotas={CandidateKind.INDIVIDUAL: 1}),)}, "giay-khen.individual: there is"),
        ({"awards": (changed(MERIT, years=(2024,)),)}, "bang-khen.collective.diem: more years than there are"),
        ({"awards": (asking(changed(PLAN, attested_by=(Role.UNIT,) * 2)),)}, ".ke-hoach: 'unit' stands twice"),
        ({"awards": (asking(changed(ONCE, forms=("huan-chuong",) * 2)),)}, ".mot-hinh-thuc: 'huan-chuong' stands"),
        ({"years": (2023, 2023, 2024)}, "years: '2023' stands twice"),
        ({"documents": ()}, "bang-khen: no document 'to-trinh'"),
        ({"years": (2025,)}, "bang-khen.collective.diem: more years than there are"),
        ({"province": "dong-thap"}, "it is a policy of province 'dong-thap'"),
        ({"awards": (changed(MERIT, years=(2023, 2023)),)}, "bang-khen: '2023' stands twice"),
        ({"awards": (changed(MERIT, steps=(BodyStep.APPRAISAL,) * 2),)}, "bang-khen: 'appraisal' stands twice"),
        ({"awards": (changed(MERIT, authority=Authority.BODY),)}, "bang-khen: a body is for the authority `body`"),
        ({"awards": (changed(MERIT, body="so-noi-vu"),)}, "bang-khen: a body is for the authority `body`"),
        ({"awards": (changed(MERIT, other_deciders=(changed(COMMITTEE, body="x"),)),)}, "bang-khen: a body is for"),
        ({"awards": (asking(changed(PLAN, attested_by=(Role.AUDITOR,))),)}, ".ke-hoach: the role 'auditor' attests"),
        ({"awards": (asking(changed(SCORE, groups=("1", "2", "1"))),)}, ".diem: '1' stands twice"),
        ({"grounds": ()}, "grounds: there is no ground of revocation"),
        ({"comment_days": 3}, "comment_days: there is time for objections, but nominations are not public"),
    ],
)
def test_a_policy_that_contradicts_itself_is_refused(changes: dict[str, Any], told: str):
    refused = campaign().when(open_campaign(policy=policy(**changes)))
    with pytest.raises(PolicyInvalid) as caught:
        refused.then()
    assert told in caught.value.sentence("en")
    refused.then_rejected(PolicyInvalid)


def test_a_yearly_award_can_ask_for_its_own_year_only():
    condition = Score(code="diem", text="Hai năm", at_least=Decimal(90), years=2)
    award = msgspec.structs.replace(COMMENDATION, conditions={CandidateKind.COLLECTIVE: (condition,)})
    campaign().when(open_campaign(policy=policy(awards=(award,)))).then_rejected(PolicyInvalid)


@pytest.mark.parametrize("at_least", ["-1", "100.01"])
def test_a_score_is_asked_for_in_percent(at_least: str):
    condition = Score(code="diem", text="Điểm", at_least=Decimal(at_least))
    award = msgspec.structs.replace(MERIT, conditions={CandidateKind.COLLECTIVE: (condition,)})
    campaign().when(open_campaign(policy=policy(awards=(award,)))).then_rejected(PolicyInvalid)


# --- Nominations ------------------------------------------------------------------------------------------------------


def test_a_units_council_proposes_the_unit():
    running().when(ask(Nominate)).then(nominated())


def test_an_individual_is_proposed_by_reference_with_the_field_in_their_charge():
    command = ask(Nominate, kind=CandidateKind.INDIVIDUAL, person=PERSON, groups=("2",))
    running().when(command).then(nominated(candidate=individual()))


def test_there_must_be_such_a_campaign():
    campaign().when(ask(Nominate)).then_rejected(CampaignUnknown, campaign=CAMPAIGN)


@pytest.mark.parametrize(
    "changes",
    [
        {"award": "huan-chuong"},
        {"award": "giay-khen", "year": 2024, "kind": CandidateKind.INDIVIDUAL, "person": PERSON},
        {"award": "giay-khen"},
        {"award": "giay-khen", "year": 2022},
        {"year": 2024},
        {"person": PERSON},
        {"kind": CandidateKind.INDIVIDUAL},
        {"votes_for": 3, "votes_against": 3},
        {"groups": ("1",)},
        {"kind": CandidateKind.INDIVIDUAL, "person": PERSON, "groups": ("1", "2", "1")},
    ],
)
def test_a_proposal_has_to_fit_the_policy(changes: dict[str, Any]):
    running().when(ask(Nominate, **changes)).then_rejected(NominationInvalid, nomination="n-1")


def test_a_unit_proposes_itself_and_its_own_people_only():
    other = msgspec.structs.replace(OFFICER, unit="so-xay-dung")
    running().when(ask(Nominate, actor=other)).then_rejected(NotTheBody, body="so-y-te")


def test_a_candidate_is_proposed_once_for_an_award():
    running(nominated("n-2")).when(ask(Nominate)).then_rejected(CandidateTwice, other="n-2")
    running(nominated("n-2"), NominationWithdrawn(nomination="n-2")).when(ask(Nominate)).then(nominated())


def test_a_code_stands_for_one_proposal():
    running(nominated(votes_for=5)).when(ask(Nominate)).then_rejected(NominationTaken)


def test_a_person_is_the_same_in_another_unit():
    moved = msgspec.structs.replace(individual(), unit="so-xay-dung")
    command = ask(Nominate, kind=CandidateKind.INDIVIDUAL, person=PERSON)
    running(nominated("n-2", candidate=moved)).when(command).then_rejected(CandidateTwice)


def test_a_proposal_is_taken_back_with_a_reason():
    running(nominated()).when(ask(WithdrawNomination)).then(NominationWithdrawn(nomination="n-1"))
    running(nominated()).when(ask(WithdrawNomination, reason=None)).then_rejected(ReasonRequired)
    running(*appraised(), granted()).when(ask(WithdrawNomination)).then_rejected(WrongStep, step="granted")


COUNCIL = ACTORS[Role.COUNCIL]
PLANNED = Attestation(condition="ke-hoach", holds=True, evidence="Kế hoạch 5/KH")


def attested(said: Attestation, actor: Actor) -> FactAttested:
    return FactAttested(nomination="n-1", attestation=said, role=actor.role, unit=actor.unit)


# --- Facts ------------------------------------------------------------------------------------------------------------


def test_a_fact_is_attested_by_the_role_that_the_policy_names():
    said = Attestation(condition="nhiem-vu", holds=True, year=2024, evidence="Báo cáo số 9")
    command = ask(AttestFact, actor=CONSOLIDATOR, attestation=said)
    running(nominated()).when(command).then(attested(said, CONSOLIDATOR))
    running(nominated()).when(ask(AttestFact, attestation=said)).then_rejected(ConditionUnknown)
    running(nominated(), attested(said, CONSOLIDATOR)).when(ask(AttestFact, attestation=said)).then_rejected(
        ConditionUnknown
    )


@pytest.mark.parametrize("evidence", ["", "  "])
def test_a_fact_is_attested_by_some_evidence(evidence: str):
    said = Attestation(condition="ke-hoach", holds=True, evidence=evidence)
    running(nominated()).when(ask(AttestFact, attestation=said)).then_rejected(
        AttestedWithoutEvidence, condition="ke-hoach"
    )


def test_a_body_confirms_a_units_word_by_one_of_its_own():
    said = attested(PLANNED, OFFICER)
    for actor in (CONSOLIDATOR, APPRAISER):
        running(nominated(), said).when(ask(AttestFact, actor=actor, attestation=PLANNED)).then(
            attested(PLANNED, actor)
        )


def test_a_unit_does_not_take_back_what_a_body_has_said_of_it():
    no = attested(msgspec.structs.replace(PLANNED, holds=False), CONSOLIDATOR)
    refused = running(nominated(), no).when(ask(AttestFact, attestation=PLANNED))
    with pytest.raises(ConditionUnknown, match="a body has attested it"):
        refused.then()
    later = running(*appraised(), no).when(ask(AttestFact, actor=APPRAISER, attestation=PLANNED))
    later.then(attested(PLANNED, APPRAISER))


def test_a_unit_attests_while_the_dossier_is_with_it():
    attesting = ask(AttestFact, attestation=PLANNED)
    running(*documented(), submitted()).when(attesting).then_rejected(WrongStep, needed="nominated")
    back = DossierReturned(nomination="n-1")
    running(*documented(), submitted(), back).when(attesting).then(attested(PLANNED, OFFICER))


@pytest.mark.parametrize(
    "said",
    [
        Attestation(condition="diem", holds=True),
        Attestation(condition="khac", holds=True),
        Attestation(condition="nhiem-vu", holds=True),
        Attestation(condition="nhiem-vu", holds=True, year=2020),
        Attestation(condition="ke-hoach", holds=True, year=2024),
    ],
)
def test_only_what_the_policy_asks_for_is_attested(said: Attestation):
    command = ask(AttestFact, actor=CONSOLIDATOR, attestation=said)
    running(nominated()).when(command).then_rejected(ConditionUnknown, condition=said.condition)


BY_THE_DEPARTMENT = policy(awards=(asking(changed(PLAN, attested_by_units=("so-tttt",))),))


def test_a_fact_is_attested_by_the_units_that_the_policy_names():
    on = campaign().given(opened(BY_THE_DEPARTMENT), nominated())
    on.when(ask(AttestFact, actor=APPRAISER, attestation=PLANNED)).then_rejected(ConditionUnknown)
    on.when(ask(AttestFact, actor=CONSOLIDATOR, attestation=PLANNED)).then(attested(PLANNED, CONSOLIDATOR))


def test_a_unit_attests_of_its_own_candidates_only():
    other = Actor(id="Nguyễn Văn A", role=Role.UNIT, unit="so-xay-dung")
    running(nominated()).when(ask(AttestFact, attestation=PLANNED)).then(attested(PLANNED, OFFICER))
    refused = running(nominated()).when(ask(AttestFact, actor=other, attestation=PLANNED))
    with pytest.raises(ConditionUnknown, match="by other units: so-y-te"):
        refused.then()


def test_an_award_may_be_for_some_of_the_years():
    interim = changed(MERIT, code="so-ket", years=(2023, 2024))
    yearly = changed(COMMENDATION, years=(2025,))
    on = campaign().given(opened(policy(awards=(interim, yearly))), nominated(award="so-ket"))
    said = Attestation(condition="nhiem-vu", holds=True, year=2025)
    on.when(ask(AttestFact, actor=CONSOLIDATOR, attestation=said)).then_rejected(ConditionUnknown)
    on.when(ask(Nominate, nomination="n-2", award="giay-khen", year=2024)).then_rejected(NominationInvalid)
    on.when(ask(Nominate, nomination="n-2", award="giay-khen", year=2025)).then(
        nominated("n-2", award="giay-khen", year=2025)
    )


def test_who_decides_depends_on_the_candidate_and_the_kind_of_unit():
    award = changed(COMMENDATION, other_deciders=(COMMITTEE,))
    assert award.decider(CandidateKind.COLLECTIVE, UnitKind.DEPARTMENT) == "Trưởng Ban Chỉ đạo"
    assert award.decider(CandidateKind.COLLECTIVE, UnitKind.COMMUNE) == "Thủ trưởng đơn vị"
    assert award.decider(CandidateKind.INDIVIDUAL, UnitKind.DEPARTMENT) == "Thủ trưởng đơn vị"
    assert award.decider(CandidateKind.COLLECTIVE, None) == "Thủ trưởng đơn vị"


# --- Dossiers ---------------------------------------------------------------------------------------------------------


def test_documents_are_held_by_their_checksums():
    command = ask(AddDossierDocument, document="to-trinh", title="to-trinh", sha256="a" * 64)
    running(nominated()).when(command).then(added("to-trinh"))
    titled = ask(AddDossierDocument, document="to-trinh", title="Tờ trình số 2", sha256="a" * 64)
    running(nominated(), added("to-trinh")).when(titled).then(changed(added("to-trinh"), title="Tờ trình số 2"))
    elsewhere = changed(command, actor=changed(OFFICER, unit="so-xay-dung"))
    running(nominated(), added("to-trinh")).when(elsewhere).then_rejected(NotTheBody)
    other = ask(AddDossierDocument, document="anh", title="Ảnh", sha256="a" * 64)
    running(nominated()).when(other).then_rejected(NominationInvalid)


def test_a_complete_dossier_is_handed_in():
    running(*documented()).when(ask(SubmitDossier)).then(submitted())


def test_an_incomplete_dossier_is_not():
    running(nominated(), added("to-trinh")).when(ask(SubmitDossier)).then_rejected(
        DossierIncomplete, missing="bien-ban, bao-cao"
    )


def test_the_last_day_counts_in_viet_nam():
    last = datetime(2026, 1, 9, 16, 59, tzinfo=UTC)
    running(*documented()).when(ask(SubmitDossier, at=last)).then(submitted(submitted_on=date(2026, 1, 9)))
    late = datetime(2026, 1, 9, 17, tzinfo=UTC)
    running(*documented()).when(ask(SubmitDossier, at=late)).then_rejected(DossierLate, day=date(2026, 1, 10))


def test_a_dossier_that_was_in_time_comes_again_after_the_last_day():
    later = datetime(2026, 1, 13, 3, tzinfo=UTC)
    again = running(*appraised(), DossierReturned(nomination="n-1")).when(ask(SubmitDossier, at=later))
    again.then(submitted(submitted_on=date(2026, 1, 13)))


def test_a_late_dossier_is_marked_where_the_policy_takes_it():
    late = datetime(2026, 1, 12, 3, tzinfo=UTC)
    taking = campaign().given(opened(policy(late=Lateness.MARKED)), *documented())
    taking.when(ask(SubmitDossier, at=late)).then(submitted(submitted_on=date(2026, 1, 12), late=True))


def test_each_step_is_that_of_its_body():
    listed = (*documented(), submitted())
    running(*listed).when(ask(ConsolidateDossier)).then(Consolidated(nomination="n-1"))
    running(*listed).when(ask(ConsolidateDossier, actor=APPRAISER)).then_rejected(NotTheBody, body="so-tttt")
    favourable = ask(AppraiseDossier, actor=APPRAISER, favourable=True)
    running(*listed).when(favourable).then_rejected(WrongStep, step="submitted")
    running(*listed, Consolidated(nomination="n-1")).when(favourable).then(Appraised(nomination="n-1", favourable=True))


def test_a_dossier_goes_back_with_a_reason_and_comes_again():
    listed = (*documented(), submitted())
    back = DossierReturned(nomination="n-1")
    running(*listed).when(ask(ReturnDossier)).then(back)
    running(*listed, Consolidated(nomination="n-1")).when(ask(ReturnDossier)).then_rejected(NotTheBody)
    running(*appraised()).when(ask(ReturnDossier, actor=APPRAISER)).then(back)
    running(*listed, back).when(ask(SubmitDossier)).then(submitted())
    running(*listed, back).when(ask(ReturnDossier)).then_nothing()


def test_nothing_is_no_answer_to_whom_a_step_is_not():
    stranger = Actor(id="Ai đó", role=Role.REVIEWER, unit="xa-nao-do")
    running(nominated()).when(ask(ReturnDossier)).then_rejected(WrongStep, step="nominated")
    back = (*documented(), submitted(), DossierReturned(nomination="n-1"))
    running(*back).when(ask(ReturnDossier, actor=stranger)).then_rejected(NotTheBody, body="so-noi-vu, so-tttt")
    listed = (*documented(), submitted(), Consolidated(nomination="n-1"))
    running(*listed).when(ask(ConsolidateDossier, actor=stranger)).then_rejected(NotTheBody)
    opinion = ask(AppraiseDossier, actor=stranger, favourable=True)
    running(*appraised()).when(opinion).then_rejected(NotTheBody, body="so-noi-vu")
    elsewhere = changed(OFFICER, unit="so-xay-dung")
    running(*documented(), submitted()).when(ask(SubmitDossier, actor=elsewhere)).then_rejected(NotTheBody)
    withdrawn = (nominated(), NominationWithdrawn(nomination="n-1"))
    running(*withdrawn).when(ask(WithdrawNomination, actor=elsewhere)).then_rejected(NotTheBody)


# --- The way that an award asks for -----------------------------------------------------------------------------------

BY_THE_HEAD: Any = changed(COMMENDATION, steps=(), deadline=False, authority=Authority.OWN_UNIT)
HEAD = Actor(id="Thủ trưởng", role=Role.COUNCIL, unit="so-y-te")
COMMENDED = nominated(award="giay-khen", year=2024)
HANDED_IN = submitted(documents={}, submitted_on=date(2026, 1, 10))


def commending(*events: Event, award: Any = BY_THE_HEAD) -> Any:
    return campaign().given(opened(policy(awards=(MERIT, award))), COMMENDED, *events)


def test_an_award_without_a_deadline_is_asked_for_at_any_time():
    after = datetime(2026, 1, 10, 3, tzinfo=UTC)
    commending().when(ask(SubmitDossier, at=after)).then(HANDED_IN)


def test_a_head_decides_on_their_own_units_people_without_the_provinces_bodies():
    given = Granted(nomination="n-1", award="giay-khen", number=1, findings=(finding(),))
    commending(HANDED_IN).when(ask(GrantAward, actor=HEAD)).then(given)
    declined = ask(DeclineAward, actor=HEAD)
    commending(HANDED_IN).when(declined).then(Declined(nomination="n-1", findings=(finding(),)))
    commending(HANDED_IN).when(ask(RecordCouncilVote, actor=HEAD)).then(
        CouncilVoted(nomination="n-1", votes_for=7, votes_against=0)
    )
    revoking = ask(RevokeAward, actor=HEAD, ground="khai-gian-doi")
    commending(HANDED_IN, given).when(revoking).then(Revoked(nomination="n-1", ground="khai-gian-doi"))
    commending().when(ask(GrantAward, actor=HEAD)).then_rejected(WrongStep, needed="submitted")


def test_nobody_else_decides():
    given = Granted(nomination="n-1", award="giay-khen", number=1, findings=(finding(),))
    for actor in (COUNCIL, changed(HEAD, unit="so-xay-dung")):
        commending(HANDED_IN).when(ask(GrantAward, actor=actor)).then_rejected(NotTheDecider)
        commending(HANDED_IN).when(ask(DeclineAward, actor=actor)).then_rejected(NotTheDecider)
        revoking = ask(RevokeAward, actor=actor, ground="khai-gian-doi")
        commending(HANDED_IN, given).when(revoking).then_rejected(NotTheDecider)
        commending(HANDED_IN, given).when(ask(GrantAward, actor=actor)).then_rejected(NotTheDecider)
    refused = running(*appraised()).when(ask(GrantAward, actor=HEAD))
    with pytest.raises(NotTheDecider, match="'Chủ tịch UBND tỉnh' decides on this award and acts for the province"):
        refused.then()


def test_where_the_head_has_no_authority_somebody_else_decides():
    of_a_department = changed(COMMENDED, candidate=changed(COMMENDED.candidate, unit_kind=UnitKind.DEPARTMENT))
    award = changed(BY_THE_HEAD, other_deciders=(COMMITTEE,))
    on = campaign().given(opened(policy(awards=(award,))), of_a_department, HANDED_IN)
    on.when(ask(GrantAward, actor=HEAD)).then_rejected(NotTheDecider, decider="Trưởng Ban Chỉ đạo")
    on.when(ask(GrantAward)).then(Granted(nomination="n-1", award="giay-khen", number=1, findings=(finding(),)))


def test_a_body_may_decide():
    award = changed(BY_THE_HEAD, authority=Authority.BODY, body="so-noi-vu")
    commending(HANDED_IN, award=award).when(ask(GrantAward, actor=HEAD)).then_rejected(NotTheDecider)
    given = Granted(nomination="n-1", award="giay-khen", number=1, findings=(finding(),))
    commending(HANDED_IN, award=award).when(ask(GrantAward, actor=changed(HEAD, unit="so-noi-vu"))).then(given)


def test_a_step_that_the_award_does_not_ask_for_is_nobodys():
    favourable = ask(AppraiseDossier, actor=APPRAISER, favourable=True)
    for command in (ask(ConsolidateDossier), favourable, ask(ReturnDossier)):
        commending(HANDED_IN).when(command).then_rejected(StepNotAsked, award="giay-khen")


def test_an_award_may_ask_for_one_of_the_steps():
    appraising = changed(BY_THE_HEAD, steps=(BodyStep.APPRAISAL,))
    favourable = ask(AppraiseDossier, actor=APPRAISER, favourable=True)
    opinion = Appraised(nomination="n-1", favourable=True)
    commending(HANDED_IN, award=appraising).when(ask(GrantAward, actor=HEAD)).then_rejected(WrongStep)
    commending(HANDED_IN, award=appraising).when(favourable).then(opinion)
    commending(HANDED_IN, award=appraising).when(ask(ReturnDossier)).then_rejected(NotTheBody, body="so-noi-vu")
    listing = changed(BY_THE_HEAD, steps=(BodyStep.CONSOLIDATION,))
    listed_only = commending(HANDED_IN, Consolidated(nomination="n-1"), award=listing)
    listed_only.when(ask(ReturnDossier)).then(DossierReturned(nomination="n-1"))
    listed_only.when(ask(GrantAward, actor=HEAD)).then(
        Granted(nomination="n-1", award="giay-khen", number=1, findings=(finding(),))
    )


def test_what_there_is_not_is_said_to_be_none():
    running().when(ask(SubmitDossier)).then_rejected(NominationUnknown, nomination="n-1")


# --- Objections -------------------------------------------------------------------------------------------------------

OBJECTED = ObjectionRecorded(nomination="n-1", objection="y-1", text="Số liệu chưa đúng")


def answered(*, upheld: bool = False) -> ObjectionAnswered:
    return ObjectionAnswered(nomination="n-1", objection="y-1", upheld=upheld, answer="Đã kiểm tra")


def test_objections_are_recorded_between_submission_and_decision():
    command = ask(RecordObjection, objection="y-1", text="Số liệu chưa đúng")
    running(*appraised()).when(command).then(OBJECTED)
    running(nominated()).when(command).then_rejected(NotOpenToComment)
    other = ask(RecordObjection, objection="y-1", text="Khác")
    running(*appraised(), OBJECTED).when(other).then_rejected(ObjectionTaken)


def test_objections_are_answered_before_the_decision():
    answer = ask(AnswerObjection, objection="y-1", upheld=False, answer="Đã kiểm tra")
    running(*appraised(), OBJECTED).when(answer).then(answered())
    running(*appraised()).when(answer).then_rejected(ObjectionUnknown)
    running(*appraised(), OBJECTED).when(ask(GrantAward)).then_rejected(ObjectionsUnanswered, objections="y-1")
    running(*appraised(), OBJECTED, answered(upheld=True)).when(ask(GrantAward)).then_rejected(
        ObjectionUpheld, objections="y-1"
    )
    running(*appraised(), OBJECTED, answered()).when(ask(GrantAward)).then(granted())


def test_nothing_is_decided_before_the_time_for_objections_has_passed():
    open_to_comment = campaign((finding(),)).given(opened(policy(comment_days=5)), *appraised())
    early = ask(GrantAward, at=datetime(2026, 1, 10, 3, tzinfo=UTC))
    open_to_comment.when(early).then_rejected(StillOpenToComment, until=date(2026, 1, 10))
    open_to_comment.when(ask(GrantAward, at=datetime(2026, 1, 11, 3, tzinfo=UTC))).then(granted())


def test_objections_are_taken_up_to_the_last_day_of_the_time_for_them():
    open_to_comment = campaign((finding(),)).given(opened(policy(comment_days=5)), *appraised())
    fields = {"objection": "y-1", "text": "Số liệu chưa đúng"}
    in_time = ask(RecordObjection, **fields, at=datetime(2026, 1, 10, 16, 59, tzinfo=UTC))
    open_to_comment.when(in_time).then(OBJECTED)
    late = ask(RecordObjection, **fields, at=datetime(2026, 1, 10, 17, 1, tzinfo=UTC))
    open_to_comment.when(late).then_rejected(NotOpenToComment)


# --- Decisions --------------------------------------------------------------------------------------------------------


def test_the_council_votes_on_appraised_dossiers():
    voted = CouncilVoted(nomination="n-1", votes_for=7, votes_against=0)
    running(*appraised()).when(ask(RecordCouncilVote)).then(voted)
    running(nominated()).when(ask(RecordCouncilVote)).then_rejected(WrongStep)


def test_an_award_is_granted_on_the_findings_that_it_stands_on():
    running(*appraised()).when(ask(GrantAward)).then(granted())


@pytest.mark.parametrize("verdict", [Verdict.NOT_MET, Verdict.UNKNOWN])
def test_it_is_not_granted_while_a_condition_is_not_met_or_unknown(verdict: Verdict):
    judged = running(*appraised(), findings=(finding(), finding(verdict, "nhiem-vu")))
    judged.when(ask(GrantAward)).then_rejected(NotEligible, conditions=f"nhiem-vu ({verdict})")


def test_the_eleventh_collective_is_refused():
    codes = [f"n-{number}" for number in range(2, 12)]
    given_ten = [event for n, code in enumerate(codes, 1) for event in (*appraised(code), granted(code, n))]
    full = running(*given_ten, *appraised())
    full.when(ask(GrantAward)).then_rejected(QuotaExhausted, quota=10, award="bang-khen")
    revoked = Revoked(nomination="n-2", ground="khai-gian-doi")
    full.given(revoked).when(ask(GrantAward)).then(granted(number=1))


def test_awards_that_stand_have_numbers_of_their_own():
    events = (*appraised("n-2"), granted("n-2", 1), *appraised("n-3"), granted("n-3", 2), *appraised())
    freed = running(*events, Revoked(nomination="n-2", ground="khai-gian-doi"))
    freed.when(ask(GrantAward)).then(granted(number=1))
    running(*events).when(ask(GrantAward)).then(granted(number=3))


def of_a_year(code: str, year: int) -> tuple[Any, ...]:
    """All the way to the appraisal of a commendation for that year."""
    proposed = nominated(code, unit=f"don-vi-{code}", award="giay-khen", year=year)
    handled = (Consolidated(nomination=code), Appraised(nomination=code, favourable=True))
    return proposed, submitted(code, documents={}), *handled


def test_awards_are_counted_by_kind_of_candidate_and_yearly_ones_by_year():
    assert [(award.code, str(kind), year) for award, kind, year in policy().quotas()] == [
        ("bang-khen", "collective", None),
        ("bang-khen", "individual", None),
        *(("giay-khen", "collective", year) for year in (2023, 2024, 2025)),
    ]


def test_a_quota_of_a_yearly_award_is_that_of_each_year():
    one = changed(COMMENDATION, quotas={CandidateKind.COLLECTIVE: 1})
    first = Granted(nomination="n-2", award="giay-khen", number=1, findings=(finding(),))
    on = campaign((finding(),)).given(opened(policy(awards=(one,))), *of_a_year("n-2", 2023), first)
    on.given(*of_a_year("n-1", 2024)).when(ask(GrantAward)).then(changed(first, nomination="n-1"))
    on.given(*of_a_year("n-1", 2023)).when(ask(GrantAward)).then_rejected(QuotaExhausted, quota=1, in_en=" in 2023")


def test_an_award_without_a_quota_has_no_limit():
    unlimited = msgspec.structs.replace(MERIT, quotas={})
    free = campaign((finding(),)).given(opened(policy(awards=(unlimited,))), *appraised())
    free.when(ask(GrantAward)).then(granted())


def test_an_award_is_declined_with_a_reason():
    failed = finding(Verdict.NOT_MET)
    judged = running(*appraised(), findings=(failed,))
    judged.when(ask(DeclineAward)).then(Declined(nomination="n-1", findings=(failed,)))
    running(nominated()).when(ask(DeclineAward)).then_rejected(WrongStep)


def test_against_opinion_or_vote_it_is_granted_with_a_reason():
    opinion = Appraised(nomination="n-1", favourable=False)
    voted = CouncilVoted(nomination="n-1", votes_for=4, votes_against=5)
    tied = CouncilVoted(nomination="n-1", votes_for=4, votes_against=4)
    for against, told in (
        ((opinion,), "the appraisal"),
        ((voted,), "the vote"),
        ((tied,), "the vote"),
        ((opinion, voted), "the appraisal and the vote"),
    ):
        on = running(*appraised(), *against)
        for reason in (None, " "):
            on.when(ask(GrantAward, reason=reason)).then_rejected(AgainstOpinion, what_en=told)
        on.when(ask(GrantAward, reason="Thành tích đột xuất")).then(granted())


NOT_GRANTED = Declined(nomination="n-1", findings=(finding(),))


def test_a_declined_nomination_is_taken_up_again_for_a_place_that_became_free():
    taken_up = NominationReconsidered(nomination="n-1", step=Step.APPRAISED)
    declined = running(*appraised(), NOT_GRANTED)
    declined.when(ask(ReconsiderNomination)).then(taken_up)
    declined.given(taken_up).when(ask(GrantAward)).then(granted())
    declined.when(ask(ReconsiderNomination, reason=None)).then_rejected(ReasonRequired)
    declined.when(ask(ReconsiderNomination, actor=HEAD)).then_rejected(NotTheDecider)
    running(*appraised(), granted()).when(ask(ReconsiderNomination)).then_rejected(WrongStep, needed="declined")


def test_it_is_taken_up_where_it_was_declined():
    listed_only = (*documented(), submitted(), Consolidated(nomination="n-1"), NOT_GRANTED)
    running(*listed_only).when(ask(ReconsiderNomination)).then(
        NominationReconsidered(nomination="n-1", step=Step.CONSOLIDATED)
    )


def test_whoever_is_proposed_once_more_is_not_taken_up_again():
    running(*appraised(), NOT_GRANTED, nominated("n-2")).when(ask(ReconsiderNomination)).then_rejected(
        CandidateTwice, other="n-2"
    )


def test_a_correction_flags_an_award_and_changes_nothing_else():
    failed = finding(Verdict.NOT_MET)
    flagged = AwardFlagged(nomination="n-1", findings=(failed,))
    standing = (*appraised(), granted())
    running(*standing, findings=(failed,)).when(ask(FlagAward)).then(flagged)
    running(*standing).when(ask(FlagAward)).then_nothing()
    running(*standing, flagged).when(ask(FlagAward)).then(AwardFlagged(nomination="n-1", findings=(finding(),)))
    after = fold(evolve, INITIAL, (opened(), *standing, flagged))
    assert isinstance(after, Open)
    assert list(after.standing()) == ["n-1"]


def test_an_award_is_revoked_on_a_ground_of_the_policy():
    standing = running(*appraised(), granted())
    standing.when(ask(RevokeAward, ground="khai-gian-doi")).then(Revoked(nomination="n-1", ground="khai-gian-doi"))
    standing.when(ask(RevokeAward, ground="khac")).then_rejected(GroundUnknown, known="khai-gian-doi")
    standing.when(ask(RevokeAward, ground="khai-gian-doi", reason=None)).then_rejected(ReasonRequired)


def test_the_roll_of_honour_holds_the_awards_that_stand():
    standing = running(*appraised(), granted(), *appraised("n-2"), granted("n-2", 2))
    standing.when(ask(PublishHonours)).then(HonoursPublished(nominations=("n-1", "n-2")))
    revoked = standing.given(
        HonoursPublished(nominations=("n-1", "n-2")), Revoked(nomination="n-1", ground="khai-gian-doi")
    )
    revoked.when(ask(PublishHonours)).then(HonoursPublished(nominations=("n-2",)))


DECIDING = st.sampled_from([GrantAward, RevokeAward, DeclineAward, ReconsiderNomination])


@given(st.lists(st.tuples(DECIDING, st.integers(1, 14)), max_size=60))
def test_never_are_there_more_awards_than_the_quota_whatever_is_decided_in_whatever_order(steps: list[Any]):
    events = [event for number in range(1, 15) for event in appraised(f"n-{number}")]
    current = fold(evolve, INITIAL, (opened(), *events))
    for kind, number in steps:
        extra = {"ground": "khai-gian-doi"} if kind is RevokeAward else {}
        command = ask(kind, nomination=f"n-{number}", **extra)
        current = fold(evolve, current, _decided(current, command))
        assert current.granted("bang-khen", CandidateKind.COLLECTIVE) <= 10
        numbers = [current.nominations[code].number for code in current.standing()]
        assert len(set(numbers)) == len(numbers)
        assert set(numbers) <= set(range(1, 11))


def _decided(current: Any, command: Any) -> Any:
    from tests.domain.campaigns import _decide

    try:
        return _decide((finding(),), current, command)
    except (QuotaExhausted, WrongStep):
        return []


def test_an_event_of_a_campaign_that_was_never_opened_or_a_nomination_that_never_was_changes_nothing():
    assert evolve(INITIAL, nominated()) is INITIAL
    current = fold(evolve, INITIAL, [opened()])
    assert evolve(current, granted()) is current
    assert evolve(current, opened()) is current
    assert evolve(fold(evolve, current, [nominated()]), nominated("n-1")) == fold(evolve, current, [nominated()])
    assert DEADLINES.decision == date(2026, 1, 19)
    assert CONSOLIDATOR.unit == POLICY.consolidated_by


# --- Sentences --------------------------------------------------------------------------------------------------------


def test_refusals_have_words_for_steps_kinds_and_verdicts_in_vietnamese():
    wrong = WrongStep(nomination="n-1", step="granted", needed="consolidated, appraised")
    assert wrong.sentence("vi") == "Hồ sơ «n-1» đang ở bước «đã tặng», chưa thực hiện được thao tác này."
    assert wrong.advice("vi") == "Thao tác này cần bước: đã tổng hợp, đã thẩm định."
    assert "'granted'" in wrong.sentence("en")
    unfit = NotEligible(nomination="n-1", conditions="diem (not-met)")
    assert unfit.sentence("vi") == "Đề nghị «n-1» chưa đủ điều kiện: diem (không đạt)."
