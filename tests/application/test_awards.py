"""Awards on both stores: what their conditions look at, what a correction flags, and the quota under pressure."""

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

import msgspec
import pytest

from application import awards
from application.contexts import AWARD_CAMPAIGN, registry
from application.service import BangVang
from domain.award_campaign.commands import (
    AddDossierDocument,
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
    RevokeAward,
    SubmitDossier,
)
from domain.award_campaign.eligibility import Attestation, Finding, Verdict
from domain.award_campaign.events import stream_id
from domain.award_campaign.policy import Authority, AwardPolicy, CandidateKind, Lineage
from domain.award_campaign.refusals import GroupUnknown, NominationInvalid, NotEligible, QuotaExhausted
from domain.award_campaign.state import Open, Step
from domain.indicator_set.content import content_hash
from domain.metadata import Actor, Code, Role, UnitKind
from domain.province.commands import MergeUnit, RegisterProvince, RegisterUnit
from domain.province.refusals import UnitUnknown
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


def test_units_merged_one_after_another_are_all_found(application: BangVang):
    application.execute(ask(MergeUnit, unit="so-cu", into="so-xay-dung"))
    application.execute(ask(MergeUnit, unit="so-xay-dung", into="so-y-te"))
    units = registry(application.workspace(), "vinh-long")
    assert awards.predecessors(units, "so-y-te") == ["so-xay-dung", "so-cu"]
    assert awards.predecessors(units, "so-cu") == []


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
