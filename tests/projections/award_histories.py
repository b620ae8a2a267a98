"""Random histories with award campaigns: beside a round, whatever is asked about nominations, in any order."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from domain.award_campaign.commands import (
    AddDossierDocument,
    AnswerObjection,
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
    RecordCouncilVote,
    RecordObjection,
    ReturnDossier,
    RevokeAward,
    SubmitDossier,
    WithdrawNomination,
)
from domain.award_campaign.eligibility import Attestation
from domain.award_campaign.events import Deadlines
from domain.award_campaign.policy import (
    Award,
    AwardPolicy,
    CandidateKind,
    Declared,
    Lateness,
    Lineage,
    NoOther,
    Score,
)
from domain.command import Command
from domain.metadata import Actor, Code, Role
from domain.round.commands import PublishRound
from tests.domain import campaigns
from tests.domain.builders import OTHER_UNIT, ROUND, UNIT
from tests.projections.histories import CHAPTERS, Move, Moves, histories, joined, mixed, only, some, wanted

CONSOLIDATOR = Actor(id="system:so-nv", role=Role.REVIEWER, unit=UNIT)
APPRAISER = Actor(id="tham-dinh", role=Role.REVIEWER, unit="huyen-a")
CAMPAIGNS = ("khen-a", "khen-b")
CANDIDATES = {"n-1": UNIT, "n-2": OTHER_UNIT, "n-3": "huyen-a", "p-1": UNIT, "y-1": UNIT}
"""Nominations and the units they come from; ``p-1`` is of an individual, ``y-1`` for an award of a single year."""
DOCUMENTS = ("to-trinh", "bao-cao")

codes = st.sampled_from(CAMPAIGNS)
nominations = st.sampled_from(list(CANDIDATES))


def about(command: type[Command], campaign: Code, nomination: Code = "n-1", **fields: Any) -> Command:
    """A command about a nomination; of a unit where units give it."""
    officer = Actor(id="can-bo", role=Role.UNIT, unit=CANDIDATES[nomination])
    actor = {"actor": officer} if Role.UNIT in command.roles else {}
    return campaigns.ask(command, **{"campaign": campaign, "nomination": nomination, **actor, **fields})


# --- The scene --------------------------------------------------------------------------------------------------------
@st.composite
def openings(draw: st.DrawFn, campaign: Code) -> Move:
    """A campaign of two years, of which the first has a round."""
    reached = Score(code="diem", text="Đạt điểm", at_least=Decimal(draw(st.sampled_from(["0", "20", "60"]))))
    tasks = Declared(code="nhiem-vu", text="Hoàn thành nhiệm vụ", attested_by=(Role.REVIEWER,), yearly=True)
    plan = Declared(code="ke-hoach", text="Có kế hoạch", attested_by=(Role.UNIT,))
    once = NoOther(code="mot-lan", text="Một hình thức", forms=("bang-khen",))
    demanding = {CandidateKind.COLLECTIVE: (reached, tasks, plan, once), CandidateKind.INDIVIDUAL: (reached, once)}
    easy = {CandidateKind.COLLECTIVE: (reached, once), CandidateKind.INDIVIDUAL: (once,)}
    fields: dict[str, Any] = {
        "form": "bang-khen",
        "decided_by": "Chủ tịch",
        "documents": draw(st.sampled_from([(), DOCUMENTS])),
    }
    merit = Award(
        code="bang-khen",
        name="Bằng khen",
        **fields,
        conditions=draw(st.sampled_from([demanding, easy])),
        quotas={CandidateKind.COLLECTIVE: draw(st.sampled_from([1, 5]))},
    )
    yearly = Award(code="giay-khen", name="Giấy khen", **fields, yearly=True, conditions=easy)
    policy: AwardPolicy = campaigns.policy(
        awards=(merit, yearly),
        documents=tuple(each for each in campaigns.POLICY.documents if each.code in DOCUMENTS),
        years=(2022, 2023),
        consolidated_by=UNIT,
        appraised_by="huyen-a",
        late=Lateness.MARKED,
        lineage=draw(st.sampled_from(Lineage)),
    )
    return [
        campaigns.ask(
            OpenCampaign,
            campaign=campaign,
            name="Khen thưởng",
            policy=policy,
            deadlines=Deadlines(dossiers=draw(st.sampled_from([date(2022, 1, 1), date(2022, 12, 31)]))),
            rounds={2022: ROUND},
            related=draw(st.sampled_from([(), tuple(each for each in CAMPAIGNS if each != campaign)])),
        )
    ]


def nomination(campaign: Code, code: Code) -> Command:
    """The nomination of that code."""
    person = {"kind": CandidateKind.INDIVIDUAL, "person": "Lê Thị D", "groups": ("1",)} if code == "p-1" else {}
    yearly = {"award": "giay-khen", "year": 2022} if code == "y-1" else {}
    return about(Nominate, campaign, code, unit=CANDIDATES[code], **person, **yearly)


def attestation(campaign: Code, code: Code, year: int | None, *, holds: bool) -> Command:
    """Somebody's word on a fact: of a year on the tasks, else on the plan."""
    said = Attestation(condition="nhiem-vu" if year else "ke-hoach", holds=holds, year=year, evidence="9/BC")
    return about(AttestFact, campaign, code, attestation=said, **({"actor": CONSOLIDATOR} if year else {}))


def added(campaign: Code, code: Code, document: Code, digit: str = "a") -> Command:
    """A document for the dossier."""
    return about(AddDossierDocument, campaign, code, document=document, title=document, sha256=digit * 64)


# --- Moves ------------------------------------------------------------------------------------------------------------
@st.composite
def ways(draw: st.DrawFn) -> Move:
    """A dossier on its whole way to the vote; it may be objected to, and go back once and come again."""
    campaign, code = draw(codes), draw(nominations)
    objected = draw(objections(campaign, code)) if draw(st.booleans()) else []
    returned = [about(ReturnDossier, campaign, code, actor=CONSOLIDATOR)] if draw(st.booleans()) else []
    return [
        nomination(campaign, code),
        *(attestation(campaign, code, year, holds=True) for year in (2022, 2023, None)),
        *(added(campaign, code, document) for document in DOCUMENTS),
        about(SubmitDossier, campaign, code),
        *objected,
        *returned,
        about(SubmitDossier, campaign, code),
        about(ConsolidateDossier, campaign, code, actor=CONSOLIDATOR),
        about(AppraiseDossier, campaign, code, actor=APPRAISER, favourable=True),
        about(RecordCouncilVote, campaign, code, votes_for=draw(st.integers(0, 9))),
    ]


@st.composite
def objections(draw: st.DrawFn, campaign: Code, code: Code) -> Move:
    """An objection, most of the time with its answer."""
    where = {"campaign": campaign, "nomination": code, "objection": "k-1"}
    recorded = about(RecordObjection, **where, text="Chưa đúng", actor=APPRAISER)
    answer = about(AnswerObjection, **where, upheld=draw(st.booleans()), answer="Đã xem", actor=APPRAISER)
    return [recorded, answer] if draw(st.integers(0, 3)) else [recorded]


def step(command: type[Command], **fields: st.SearchStrategy[Any]) -> Moves:
    """One command about one nomination."""
    drawn = st.fixed_dictionaries({"campaign": codes, "nomination": nominations, **fields})
    return drawn.map(lambda given: [about(command, **given)])


@st.composite
def additions(draw: st.DrawFn) -> Move:
    """A nomination, a word on a fact, or a document."""
    campaign, code = draw(codes), draw(nominations)
    said = attestation(campaign, code, draw(st.sampled_from([None, 2022, 2023])), holds=draw(st.booleans()))
    document = added(campaign, code, draw(st.sampled_from(DOCUMENTS)), draw(st.sampled_from("ab")))
    return [draw(st.sampled_from([nomination(campaign, code), said, document]))]


@st.composite
def calendars(draw: st.DrawFn) -> Move:
    """Other last days, or the round for another year or for none."""
    last = Deadlines(dossiers=draw(st.sampled_from([date(2022, 1, 1), date(2022, 12, 31)])))
    rounds = draw(st.sampled_from([None, {2022: ROUND}, {2023: ROUND}, {}]))
    return [campaigns.ask(ChangeAwardCalendar, campaign=draw(codes), deadlines=last, rounds=rounds)]


DEALING = mixed(
    (1, calendars()),
    (6, additions()),
    (2, step(SubmitDossier)),
    (2, step(ReturnDossier, actor=st.sampled_from([CONSOLIDATOR, APPRAISER]))),
    (2, step(ConsolidateDossier, actor=st.just(CONSOLIDATOR))),
    (2, step(AppraiseDossier, actor=st.just(APPRAISER), favourable=st.booleans())),
    (2, st.tuples(codes, nominations).flatmap(lambda drawn: objections(*drawn))),
    (2, step(WithdrawNomination)),
)
DECIDING = mixed(
    (1, calendars()),
    (4, step(GrantAward)),
    (2, step(DeclineAward)),
    (2, step(ReconsiderNomination)),
    (4, step(RevokeAward, ground=st.just("khai-gian-doi"))),
    (1, step(FlagAward)),
    (2, codes.map(lambda campaign: [campaigns.ask(PublishHonours, campaign=campaign)])),
)
EVERY_GRANT = only(*(about(GrantAward, campaign, code) for campaign in CAMPAIGNS for code in CANDIDATES))
EVERY_FLAG = only(*(about(FlagAward, campaign, code) for campaign in CAMPAIGNS for code in CANDIDATES))
OPENING = st.tuples(*map(openings, CAMPAIGNS)).map(joined)
WAYS = some(ways(), at_least=2, at_most=4)

_SELF_SCORING, _REVIEWING = CHAPTERS[:2], CHAPTERS[2:8]
_AFTERWARDS, _CORRECTED = CHAPTERS[8:10], CHAPTERS[10:]
WITH_AWARDS: Sequence[Moves] = (
    OPENING,
    *_SELF_SCORING,
    some(DEALING, at_least=3, at_most=10),
    WAYS,
    *_REVIEWING,
    EVERY_GRANT,
    some(mixed((1, DEALING), (2, DECIDING), (1, ways())), at_least=6, at_most=16),
    *_AFTERWARDS,
    EVERY_FLAG,
    *_CORRECTED,
    only(wanted(PublishRound)),
    EVERY_GRANT,
    some(mixed((1, DEALING), (2, DECIDING), (1, ways())), at_least=6, at_most=16),
)
"""What is told of a round, and of the campaigns that look at it."""

HISTORIES = histories(WITH_AWARDS)
