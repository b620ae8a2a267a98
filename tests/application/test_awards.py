"""Awards on both stores: what their conditions look at, what a correction flags, and the quota under pressure."""

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

import msgspec
import pytest

from application import awards
from application.contexts import AWARD_CAMPAIGN
from application.refusals import CommandMalformed, GroupUnknown
from application.service import BangVang
from domain.award_campaign.commands import (
    AddDossierDocument,
    AppraiseDossier,
    AttestFact,
    ChangeAwardCalendar,
    ConsolidateDossier,
    DeclineAward,
    FlagAward,
    GrantAward,
    Nominate,
    OpenCampaign,
    PublishHonours,
    ReconsiderNomination,
    RevokeAward,
    SubmitDossier,
)
from domain.award_campaign.eligibility import Attestation, Finding, Verdict
from domain.award_campaign.events import stream_id
from domain.award_campaign.policy import Authority, AwardPolicy, CandidateKind, Lineage
from domain.award_campaign.refusals import (
    CampaignInvalid,
    CampaignUnknown,
    CandidateTwice,
    NominationInvalid,
    NotEligible,
    NotTheBody,
    NotTheDecider,
    QuotaExhausted,
)
from domain.award_campaign.state import Open, Step
from domain.indicator_set.content import content_hash
from domain.metadata import Actor, Code, Provenance, Role, UnitKind
from domain.province.commands import DissolveUnit, MergeUnit, RegisterProvince, RegisterUnit
from domain.province.refusals import UnitNotActive, UnitUnknown
from domain.refusal import Refusal
from domain.round.commands import (
    CloseReview,
    CloseSelfScoring,
    FinaliseRound,
    MarkUnitNotRanked,
    PublishRound,
    ReopenRound,
)
from domain.scorecard.commands import (
    AdjustScore,
    FinaliseScorecard,
    OpenScorecard,
    ReopenScorecard,
    SelfScore,
    SubmitScorecard,
)
from tests.domain import campaigns
from tests.domain.builders import MANUAL, definition, group, indicator, open_round, pin
from tests.domain.builders import ask as build
from tests.domain.builders import release as release_set
from tests.domain.campaigns import APPRAISER, CAMPAIGN, CONSOLIDATOR, DEADLINES, MERIT, PLAN, policy

UNITS = ("so-y-te", "so-xay-dung", "so-cu")
BODIES = ("so-tttt", "so-noi-vu")
SET = definition(group("1", indicator("1.1", MANUAL, 50)), group("2", indicator("2.1", MANUAL, 50)))
AT = datetime(2026, 1, 5, 3, tzinfo=UTC)


def ask(command: type[Any], **fields: Any) -> Any:
    return build(command, **{"id": uuid4(), **fields})


def ask_about(command: type[Any], **fields: Any) -> Any:
    return campaigns.ask(command, **{"id": uuid4(), **fields})


@pytest.fixture
def application(store_environment: dict[str, str]) -> Iterator[BangVang]:
    with BangVang(store_environment) as application:
        application.execute_all(
            [
                ask(RegisterProvince, name="Vĩnh Long"),
                *(ask(RegisterUnit, unit=unit, kind=UnitKind.DEPARTMENT, name=unit) for unit in (*UNITS, *BODIES)),
                ask(type(release_set()), definition=SET),
            ]
        )
        yield application


def publish(application: BangVang, year: int, points: Mapping[Code, tuple[str, str]]) -> None:
    """A round of that year with these points of units in their two groups of 50."""
    at = {"round": str(year)}
    pins = {UnitKind.DEPARTMENT: pin(content_hash=content_hash(SET))}
    commands = [msgspec.structs.replace(open_round(**at, sets=pins), id=uuid4())]
    for unit, (first, second) in points.items():
        card = {**at, "unit": unit, "actor": Actor(id="an", role=Role.UNIT, unit=unit)}
        commands.append(ask(OpenScorecard, **card, scorecard=uuid4()))
        commands.append(ask(SelfScore, **card, indicator="1.1", points=first))
        commands.append(ask(SelfScore, **card, indicator="2.1", points=second))
        commands.append(ask(SubmitScorecard, **card))
    others = [unit for unit in (*UNITS, *BODIES) if unit not in points]
    commands.extend(ask(MarkUnitNotRanked, **at, unit=unit) for unit in others)
    commands.extend(ask(step, **at) for step in (CloseSelfScoring, CloseReview))
    commands.extend(ask(FinaliseScorecard, **at, unit=unit) for unit in points)
    commands.extend(ask(step, **at) for step in (FinaliseRound, PublishRound))
    application.execute_all(commands)


def open_campaign(
    application: BangVang, code: str = CAMPAIGN, with_policy: AwardPolicy | None = None, **more: Any
) -> None:
    fields = {
        "campaign": code,
        "name": "Khen thưởng tổng kết 2023–2025",
        "policy": with_policy or policy(),
        "deadlines": DEADLINES,
        "rounds": {2023: "2023", 2024: "2024"},
        **more,
    }
    application.execute(ask_about(OpenCampaign, **fields))


def propose(application: BangVang, code: str, unit: str, campaign: str = CAMPAIGN, **more: Any) -> None:
    """All the way to the appraisal."""
    about = {"campaign": campaign, "nomination": code, "at": AT}
    officer = {"actor": Actor(id="Nguyễn Văn A", role=Role.UNIT, unit=unit)}
    reviewer = {"actor": CONSOLIDATOR}
    documents = [
        ask_about(AddDossierDocument, **about, **officer, document=each, title=each, sha256="a" * 64)
        for each in ("to-trinh", "bien-ban", "bao-cao")
    ]
    facts = [
        *(Attestation(condition="nhiem-vu", holds=True, year=year, evidence="9/BC") for year in (2023, 2024, 2025)),
        Attestation(condition="ke-hoach", holds=True, evidence="5/KH"),
    ]
    individual = more.get("kind") is CandidateKind.INDIVIDUAL
    application.execute_all(
        [
            ask_about(Nominate, **about, **officer, unit=unit, **more),
            *(() if individual else (ask_about(AttestFact, **about, **reviewer, attestation=each) for each in facts)),
            *documents,
            ask_about(SubmitDossier, **about, **officer),
            ask_about(ConsolidateDossier, **about),
            ask_about(AppraiseDossier, **about, actor=APPRAISER, favourable=True),
        ]
    )


def standing(application: BangVang, campaign: str = CAMPAIGN) -> Open:
    state = application.workspace().state(AWARD_CAMPAIGN, stream_id("vinh-long", campaign))
    assert isinstance(state, Open)
    return state


def findings(application: BangVang, nomination: str, campaign: str = CAMPAIGN) -> dict[str, Finding]:
    current = standing(application, campaign)
    found = awards.findings(application.workspace(), current, current.nominations[nomination])
    return {each.condition: each for each in found}


def grant(nomination: str, campaign: str = CAMPAIGN) -> Any:
    return ask_about(GrantAward, nomination=nomination, campaign=campaign)


def test_exactly_ninety_percent_twice_qualifies_and_a_hundredth_less_does_not(application: BangVang):
    for year in (2023, 2024):
        publish(application, year, {"so-y-te": ("45", "45"), "so-xay-dung": ("45", "44.99")})
    open_campaign(application)
    for code, unit in (("n-1", "so-y-te"), ("n-2", "so-xay-dung")):
        propose(application, code, unit)
    application.execute(grant("n-1"))
    with pytest.raises(NotEligible, match="diem"):
        application.execute(grant("n-2"))
    assert findings(application, "n-1")["diem"].verdict is Verdict.MET
    numbers = [(each.year, str(each.percent)) for each in findings(application, "n-2")["diem"].years]
    assert numbers == [(2023, "89.9900"), (2024, "89.9900"), (2025, "None")]
    assert standing(application).nominations["n-1"].findings == tuple(findings(application, "n-1").values())


def test_a_result_counts_once_it_is_published_and_no_longer_once_it_is_reopened(application: BangVang):
    publish(application, 2023, {"so-y-te": ("50", "50")})
    open_campaign(application)
    propose(application, "n-1", "so-y-te")
    assert [each.verdict for each in findings(application, "n-1")["diem"].years][:2] == ["met", "unknown"]
    application.execute(ask(ReopenRound, round="2023"))
    assert [each.verdict for each in findings(application, "n-1")["diem"].years][:2] == ["unknown", "unknown"]


def correct(application: BangVang, year: int, points: str) -> None:
    at = {"round": str(year)}
    card = {**at, "unit": "so-y-te"}
    application.execute_all(
        [
            ask(ReopenRound, **at),
            ask(ReopenScorecard, **card),
            ask(AdjustScore, **card, indicator="1.1", points=points),
            ask(FinaliseScorecard, **card),
            ask(FinaliseRound, **at),
            ask(PublishRound, **at),
        ]
    )


def test_a_correction_flags_an_award_that_stands(application: BangVang):
    for year in (2023, 2024):
        publish(application, year, {"so-y-te": ("45", "45")})
    open_campaign(application)
    propose(application, "n-1", "so-y-te")
    application.execute(grant("n-1"))
    correct(application, 2024, "40")
    flagged = standing(application).nominations["n-1"]
    assert (flagged.step, flagged.flagged[0].verdict) == (Step.GRANTED, Verdict.UNKNOWN)
    correct(application, 2024, "45")
    assert standing(application).nominations["n-1"].flagged[0].verdict is Verdict.MET
    before = application.recorder.max_notification_id()
    application.execute(ask_about(FlagAward, nomination="n-1"))
    assert application.recorder.max_notification_id() == before


def test_awards_that_one_publication_flags_are_flagged_by_events_of_their_own(application: BangVang):
    for year in (2023, 2024):
        publish(application, year, {"so-y-te": ("45", "45")})
    open_campaign(application)
    propose(application, "n-1", "so-y-te")
    propose(application, "p-1", "so-y-te", kind=CandidateKind.INDIVIDUAL, person="Lê Thị D", groups=("1",))
    for code in ("n-1", "p-1"):
        application.execute(grant(code))
    correct(application, 2024, "40")
    assert all(each.flagged for each in standing(application).nominations.values())
    stored = list(application.read(stream_id("vinh-long", CAMPAIGN)))
    assert len({each.event_id for each in stored}) == len(stored)


def test_an_individual_is_judged_by_the_groups_in_their_charge(application: BangVang):
    for year in (2023, 2024):
        publish(application, year, {"so-y-te": ("45", "0")})
    open_campaign(application)
    person = {"kind": CandidateKind.INDIVIDUAL, "person": "Lê Thị D"}
    propose(application, "n-1", "so-y-te", **person, groups=("1",))
    application.execute(grant("n-1"))
    propose(application, "n-2", "so-y-te", kind=CandidateKind.INDIVIDUAL, person="Trần Văn E", groups=("1", "2"))
    with pytest.raises(NotEligible):
        application.execute(grant("n-2"))
    application.execute(ask_about(DeclineAward, nomination="n-2"))
    with pytest.raises(GroupUnknown, match=r"has the groups: 9, 1\.1"):
        propose(application, "n-3", "so-y-te", kind=CandidateKind.INDIVIDUAL, person="Lý F", groups=("9", "1", "1.1"))
    assert "Lê Thị D" not in str(list(application.read(stream_id("vinh-long", CAMPAIGN))))


def test_of_two_groups_in_somebodys_charge_none_is_part_of_the_other(application: BangVang):
    within = group("3.2", indicator("3.2.1", MANUAL, 50))
    nested = group("3", indicator("3.1", MANUAL, 50), groups=(within,), max_points=Decimal(100))
    deep = msgspec.structs.replace(definition(nested), code="sau")
    application.execute(ask(type(release_set()), definition=deep))
    pins = {UnitKind.DEPARTMENT: pin(indicator_set="sau", content_hash=content_hash(deep))}
    application.execute(msgspec.structs.replace(open_round(round="2023", sets=pins), id=uuid4()))
    open_campaign(application)
    person = {"kind": CandidateKind.INDIVIDUAL, "person": "Lê Thị D"}
    with pytest.raises(NominationInvalid, match=r"group '3\.2' is part of group '3'"):
        propose(application, "n-1", "so-y-te", **person, groups=("3", "3.2"))
    propose(application, "n-1", "so-y-te", **person, groups=("3.2",))


def test_before_any_round_is_opened_nobody_knows_which_groups_there_are(application: BangVang):
    open_campaign(application)
    propose(application, "n-1", "so-y-te", kind=CandidateKind.INDIVIDUAL, person="Lê Thị D", groups=("9",))
    assert standing(application).nominations["n-1"].nominated.candidate.groups == ("9",)


def test_a_candidates_unit_is_kept_with_its_kind(application: BangVang):
    open_campaign(application)
    propose(application, "n-1", "so-y-te")
    assert standing(application).nominations["n-1"].nominated.candidate.unit_kind is UnitKind.DEPARTMENT


def test_a_place_that_becomes_free_goes_to_a_candidate_who_was_declined(application: BangVang):
    for year in (2023, 2024):
        publish(application, year, dict.fromkeys(UNITS, ("50", "50")))
    one = msgspec.structs.replace(MERIT, quotas={CandidateKind.COLLECTIVE: 1})
    open_campaign(application, with_policy=policy(awards=(one,)))
    for code, unit in (("n-1", "so-y-te"), ("n-2", "so-xay-dung")):
        propose(application, code, unit)
    application.execute(grant("n-1"))
    application.execute(ask_about(DeclineAward, nomination="n-2"))
    application.execute(ask_about(RevokeAward, nomination="n-1", ground="khai-gian-doi"))
    application.execute(ask_about(ReconsiderNomination, nomination="n-2"))
    application.execute(grant("n-2"))
    assert list(standing(application).standing()) == ["n-2"]
    assert standing(application).nominations["n-2"].number == 1


@pytest.mark.parametrize(
    ("lineage", "verdict"),
    [
        (Lineage.NONE, Verdict.UNKNOWN),
        (Lineage.ANY, Verdict.MET),
        (Lineage.EVERY, Verdict.UNKNOWN),
        (Lineage.MEAN, Verdict.UNKNOWN),
    ],
)
def test_a_merged_unit_has_what_the_policy_says_of_those_before_it(
    application: BangVang, lineage: Lineage, verdict: Verdict
):
    for year in (2023, 2024):
        publish(application, year, {"so-cu": ("45", "45")})
    for unit in ("so-cu", "so-xay-dung"):
        application.execute(ask(MergeUnit, unit=unit, into="so-y-te"))
    open_campaign(application, with_policy=policy(lineage=lineage))
    propose(application, "n-1", "so-y-te")
    assert findings(application, "n-1")["diem"].verdict is verdict


def merge(application: BangVang, unit: Code, into: Code) -> None:
    application.execute(ask(MergeUnit, unit=unit, into=into))


@pytest.mark.parametrize("lineage", [Lineage.ANY, Lineage.EVERY, Lineage.MEAN])
def test_a_merged_unit_with_a_result_counts_and_not_those_that_were_merged_into_it_before(
    application: BangVang, lineage: Lineage
):
    publish(application, 2023, {"so-cu": ("45", "46")})
    publish(application, 2024, {"so-cu": ("10", "10"), "so-xay-dung": ("48", "48")})
    merge(application, "so-cu", "so-xay-dung")
    merge(application, "so-xay-dung", "so-y-te")
    open_campaign(application, with_policy=policy(lineage=lineage))
    propose(application, "n-1", "so-y-te")
    years = findings(application, "n-1")["diem"].years
    assert [[result.unit for result in each.results] for each in years] == [["so-cu"], ["so-xay-dung"], []]
    assert findings(application, "n-1")["diem"].verdict is Verdict.MET


def test_what_a_merged_unit_was_honoured_for_is_not_rewarded_again(application: BangVang):
    for year in (2023, 2024):
        publish(application, year, {"so-cu": ("48", "48")})
    open_campaign(application, with_policy=policy(lineage=Lineage.EVERY))
    propose(application, "n-1", "so-cu")
    application.execute(grant("n-1"))
    merge(application, "so-cu", "so-y-te")
    propose(application, "n-2", "so-y-te")
    assert [each.award for each in findings(application, "n-2")["mot-hinh-thuc"].held] == ["bang-khen"]
    with pytest.raises(NotEligible, match="mot-hinh-thuc"):
        application.execute(grant("n-2"))


def test_what_the_successor_was_honoured_for_is_not_rewarded_again_to_the_merged_unit(application: BangVang):
    for year in (2023, 2024):
        publish(application, year, {"so-cu": ("48", "48")})
    open_campaign(application, with_policy=policy(lineage=Lineage.EVERY))
    propose(application, "n-1", "so-cu")
    merge(application, "so-cu", "so-y-te")
    propose(application, "n-2", "so-y-te")
    application.execute(grant("n-2"))
    with pytest.raises(NotEligible, match="mot-hinh-thuc"):
        application.execute(grant("n-1"))


def test_results_of_its_own_are_no_achievement_of_the_units_merged_into_it(application: BangVang):
    for year in (2023, 2024):
        publish(application, year, {"so-cu": ("48", "48"), "so-y-te": ("48", "48")})
    open_campaign(application, with_policy=policy(lineage=Lineage.EVERY))
    propose(application, "n-1", "so-cu")
    application.execute(grant("n-1"))
    merge(application, "so-cu", "so-y-te")
    propose(application, "n-2", "so-y-te")
    application.execute(grant("n-2"))
    assert findings(application, "n-2")["mot-hinh-thuc"].held == ()


def test_the_step_of_a_merged_unit_is_that_of_what_it_became(application: BangVang):
    open_campaign(application)
    about = {"nomination": "n-1", "at": AT}
    before, after = (Actor(id="Nguyễn Văn A", role=Role.UNIT, unit=unit) for unit in ("so-xay-dung", "so-cu"))
    application.execute(ask_about(Nominate, **about, actor=before, unit="so-xay-dung"))
    for unit, into in (("so-xay-dung", "so-y-te"), ("so-y-te", "so-cu"), ("so-tttt", "so-cu")):
        merge(application, unit, into)
    documents = [{"document": each, "title": each, "sha256": "a" * 64} for each in ("to-trinh", "bien-ban", "bao-cao")]
    with pytest.raises(NotTheBody, match="so-cu"):
        application.execute(ask_about(AddDossierDocument, **about, **documents[0], actor=before))
    for each in documents:
        application.execute(ask_about(AddDossierDocument, **about, **each, actor=after))
    application.execute(ask_about(SubmitDossier, **about, actor=after))
    with pytest.raises(NotTheBody, match="so-cu"):
        application.execute(ask_about(ConsolidateDossier, **about))
    reviewer = Actor(id="Trần B", role=Role.REVIEWER, unit="so-cu")
    application.execute(ask_about(ConsolidateDossier, **about, actor=reviewer))
    moved = standing(application).nominations["n-1"]
    assert (moved.step, moved.nominated.candidate.unit) == (Step.CONSOLIDATED, "so-xay-dung")


def test_of_a_campaign_that_was_never_opened_nothing_is_decided(application: BangVang):
    for command in (ask_about(SubmitDossier), grant("n-1")):
        with pytest.raises(CampaignUnknown):
            application.execute(command)


def test_what_a_deciding_body_became_decides(application: BangVang):
    for year in (2023, 2024):
        publish(application, year, {"so-y-te": ("50", "50")})
    by_a_body = msgspec.structs.replace(MERIT, authority=Authority.BODY, body="so-xay-dung")
    open_campaign(application, with_policy=policy(awards=(by_a_body,)))
    propose(application, "n-1", "so-y-te")
    merge(application, "so-xay-dung", "so-cu")
    before, after = (Actor(id="Trưởng ban", role=Role.COUNCIL, unit=unit) for unit in ("so-xay-dung", "so-cu"))
    with pytest.raises(NotTheDecider, match="so-cu"):
        application.execute(ask_about(GrantAward, nomination="n-1", actor=before))
    application.execute(ask_about(DeclineAward, nomination="n-1", actor=after))
    application.execute(ask_about(ReconsiderNomination, nomination="n-1", actor=after))
    application.execute(ask_about(GrantAward, nomination="n-1", actor=after))
    assert list(standing(application).standing()) == ["n-1"]


def test_a_fact_that_a_merged_unit_attests_is_attested_by_what_it_became(application: BangVang):
    (merit, *_) = policy().awards
    tasks = msgspec.structs.replace(campaigns.TASKS, attested_by_units=("so-tttt",))
    conditions = {CandidateKind.COLLECTIVE: (campaigns.SCORE, tasks)}
    open_campaign(
        application, with_policy=policy(awards=(msgspec.structs.replace(merit, conditions=conditions, quotas={}),))
    )
    officer = Actor(id="Nguyễn Văn A", role=Role.UNIT, unit="so-cu")
    application.execute(ask_about(Nominate, unit="so-cu", actor=officer))
    merge(application, "so-tttt", "so-y-te")
    said = Attestation(condition="nhiem-vu", holds=True, year=2023, evidence="Báo cáo 9/BC")
    successor = Actor(id="Trần B", role=Role.REVIEWER, unit="so-y-te")
    application.execute(ask_about(AttestFact, attestation=said, actor=successor))
    assert len(standing(application).nominations["n-1"].attestations) == 1


def test_units_that_ended_neither_run_a_campaign_nor_are_proposed(application: BangVang):
    open_campaign(application)
    of_unit = {"unit": "so-cu", "actor": Actor(id="Nguyễn Văn A", role=Role.UNIT, unit="so-cu")}
    application.execute(ask_about(Nominate, **of_unit))
    merge(application, "so-cu", "so-y-te")
    with pytest.raises(UnitNotActive):
        application.execute(ask_about(Nominate, nomination="n-2", award="giay-khen", year=2023, **of_unit))
    application.execute(ask_about(Nominate, **of_unit))
    application.execute(ask(DissolveUnit, unit="so-noi-vu"))
    with pytest.raises(UnitNotActive):
        open_campaign(application, "khac")
    open_campaign(application)


def test_only_fitting_rounds_are_taken(application: BangVang):
    with pytest.raises(CampaignInvalid):
        open_campaign(application, rounds={2023: "2023", 2024: "2023"})
    with pytest.raises(CampaignInvalid):
        open_campaign(application, related=(CAMPAIGN,))
    open_campaign(application, rounds={2023: "chua-mo"})


def test_another_round_of_a_year_is_looked_at_and_flags_what_would_be_judged_otherwise(application: BangVang):
    for year in (2023, 2024, 2025):
        publish(application, year, {"so-y-te": ("45", "45")})
    open_campaign(application)
    propose(application, "n-1", "so-y-te")
    application.execute(grant("n-1"))
    without = ask_about(ChangeAwardCalendar, rounds={2023: "2023", 2025: "chua-mo"})
    application.execute(without)
    assert standing(application).nominations["n-1"].flagged[0].verdict is Verdict.UNKNOWN
    before = application.recorder.max_notification_id()
    application.execute(without)
    assert application.recorder.max_notification_id() == before
    application.execute(ask_about(ChangeAwardCalendar, rounds={2023: "2023", 2025: "2025"}))
    assert standing(application).nominations["n-1"].flagged[0].verdict is Verdict.MET
    correct(application, 2024, "10")
    assert standing(application).nominations["n-1"].flagged[0].verdict is Verdict.MET
    correct(application, 2025, "10")
    assert standing(application).nominations["n-1"].flagged[0].verdict is Verdict.UNKNOWN


def test_a_campaign_is_as_real_as_the_rounds_it_looks_at(application: BangVang):
    pins = {UnitKind.DEPARTMENT: pin(content_hash=content_hash(SET))}
    for code, provenance in (("that", Provenance.PUBLISHED), ("trinh-dien", Provenance.ILLUSTRATIVE)):
        command = open_round(round=code, sets=pins, data_provenance=provenance)
        application.execute(msgspec.structs.replace(command, id=uuid4()))
    labels = {}
    for code, rounds in (("a", {2023: "that", 2024: "chua-mo"}), ("b", {2023: "that", 2024: "trinh-dien"}), ("c", {})):
        label = Provenance.ILLUSTRATIVE if code == "c" else Provenance.PUBLISHED
        open_campaign(application, code, rounds=rounds, data_provenance=label)
        labels[code] = awards.provenance(application.workspace(), standing(application, code).opening).value
    assert labels == {"a": "published", "b": "illustrative", "c": "illustrative"}


def test_new_last_days_leave_the_register_as_it_is(application: BangVang):
    open_campaign(application)
    before = application.recorder.max_notification_id() or 0
    later = msgspec.structs.replace(DEADLINES, dossiers=date(2026, 2, 9))
    assert application.execute(ask_about(ChangeAwardCalendar, deadlines=later)).version == 2
    assert application.recorder.max_notification_id() == before + 1
    assert standing(application).opening.deadlines == later


def test_one_achievement_is_not_rewarded_by_two_campaigns(application: BangVang):
    for year in (2023, 2024):
        publish(application, year, {"so-y-te": ("45", "45")})
    open_campaign(application)
    open_campaign(application, "khac", related=(CAMPAIGN, "chua-mo"))
    propose(application, "n-1", "so-y-te")
    propose(application, "m-1", "so-y-te", "khac")
    application.execute(grant("n-1"))
    with pytest.raises(NotEligible, match="mot-hinh-thuc"):
        application.execute(grant("m-1", "khac"))
    application.execute(ask_about(RevokeAward, nomination="n-1", ground="khai-gian-doi"))
    application.execute(grant("m-1", "khac"))
    application.execute(ask_about(PublishHonours, campaign="khac"))
    assert standing(application, "khac").published == ("m-1",)


def test_whichever_of_two_related_campaigns_grants_first_the_other_does_not(application: BangVang):
    for year in (2023, 2024):
        publish(application, year, {"so-y-te": ("45", "45")})
    open_campaign(application)
    open_campaign(application, "khac", related=(CAMPAIGN,))
    propose(application, "n-1", "so-y-te")
    propose(application, "m-1", "so-y-te", "khac")
    application.execute(grant("m-1", "khac"))
    with pytest.raises(NotEligible, match="mot-hinh-thuc"):
        application.execute(grant("n-1"))


def test_nobody_is_proposed_without_a_name_and_namesakes_are_told_how_to_be_told_apart(application: BangVang):
    open_campaign(application)
    person: dict[str, Any] = {"kind": CandidateKind.INDIVIDUAL, "groups": ("1",)}
    for nobody in ("", "  "):
        with pytest.raises(CommandMalformed):
            propose(application, "p-1", "so-y-te", **person, person=nobody)
    propose(application, "p-1", "so-y-te", **person, person="Nguyễn Văn An")
    with pytest.raises(CandidateTwice) as refused:
        propose(application, "p-2", "so-cu", **person, person="Nguyễn Văn An")
    assert "somebody else of the same name" in refused.value.advice("en")
    propose(application, "p-2", "so-cu", **person, person="Nguyễn Văn An (nva.socu)")


def test_bodies_and_candidates_are_units_of_the_province(application: BangVang):
    with pytest.raises(UnitUnknown):
        open_campaign(application, with_policy=policy(appraised_by="so-khong-co"))
    elsewhere = msgspec.structs.replace(MERIT, authority=Authority.BODY, body="ban-khong-co")
    with pytest.raises(UnitUnknown, match="ban-khong-co"):
        open_campaign(application, with_policy=policy(awards=(elsewhere,)))
    attesting = msgspec.structs.replace(PLAN, attested_by_units=("so-tttt", "so-nao"))
    asking = msgspec.structs.replace(MERIT, conditions={CandidateKind.COLLECTIVE: (attesting,)}, quotas={})
    with pytest.raises(UnitUnknown, match="so-nao"):
        open_campaign(application, with_policy=policy(awards=(asking,)))
    open_campaign(application)
    with pytest.raises(UnitUnknown):
        propose(application, "n-1", "so-khong-co")
    open_campaign(application)
    assert standing(application).nominations == {}


def test_eight_deciders_at_once_never_grant_more_than_the_quota(application: BangVang):
    points = dict.fromkeys(UNITS, ("50", "50"))
    for year in (2023, 2024):
        publish(application, year, points)
    (merit, *_) = policy().awards
    two = msgspec.structs.replace(merit, quotas={CandidateKind.COLLECTIVE: 2})
    open_campaign(application, with_policy=policy(awards=(two,)))
    for number, unit in enumerate(UNITS):
        propose(application, f"n-{number}", unit)

    def decide(number: int) -> str:
        try:
            application.execute(grant(f"n-{number % 3}"))
        except Refusal as refusal:
            return refusal.code
        return "granted"

    with ThreadPoolExecutor(8) as deciders:
        said = list(deciders.map(decide, range(24)))
    assert sum(each.step is Step.GRANTED for each in standing(application).nominations.values()) == 2
    assert QuotaExhausted.code in said
