"""Vĩnh Long's campaign of 2023–2025: its policy in small, and what happens in it, with defaults."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from typing import Any, TypeVar
from uuid import UUID

from domain.award_campaign import calendar, decisions, dossiers, facts, objections, rulings, state
from domain.award_campaign import commands as ask_for
from domain.award_campaign.eligibility import Finding, Result, Tally, Verdict
from domain.award_campaign.events import (
    Appraised,
    CampaignOpened,
    Candidature,
    Consolidated,
    Deadlines,
    DossierDocumentAdded,
    DossierSubmitted,
    Granted,
    Nominated,
)
from domain.award_campaign.policy import (
    Award,
    AwardPolicy,
    CandidateKind,
    Declared,
    DocumentKind,
    Ground,
    NoOther,
    Score,
)
from domain.command import Command
from domain.event import Event
from domain.indicator_set.content import content_hash
from domain.metadata import Actor, Provenance, Role, SourceDocument
from tests.domain.specification import Specification

C = TypeVar("C", bound=Command)

CAMPAIGN = "bang-khen-2023-2025"
UNIT = "so-y-te"
DECISION = SourceDocument(number="12/QĐ-UBND", date=date(2026, 1, 19), issuer="Chủ tịch UBND tỉnh")
PERSON = "person:" + "ab" * 32

SCORE = Score(code="diem", text="Điểm chỉ số đạt từ 90 % trong 02 năm trở lên", at_least=Decimal(90), years=2)
TASKS = Declared(code="nhiem-vu", text="Hoàn thành 100 % nhiệm vụ", attested_by=(Role.REVIEWER,), yearly=True)
PLAN = Declared(code="ke-hoach", text="Phát động phong trào thi đua", attested_by=(Role.UNIT, Role.REVIEWER))
ONCE = NoOther(code="mot-hinh-thuc", text="Một thành tích, một hình thức", forms=("bang-khen",))

MERIT = Award(
    code="bang-khen",
    name="Bằng khen của Chủ tịch UBND tỉnh",
    form="bang-khen",
    decided_by="Chủ tịch UBND tỉnh",
    quotas={CandidateKind.COLLECTIVE: 10, CandidateKind.INDIVIDUAL: 15},
    conditions={CandidateKind.COLLECTIVE: (SCORE, TASKS, PLAN, ONCE), CandidateKind.INDIVIDUAL: (SCORE,)},
    documents=("to-trinh", "bien-ban", "bao-cao"),
)
COMMENDATION = Award(
    code="giay-khen",
    name="Giấy khen",
    form="giay-khen",
    decided_by="Thủ trưởng đơn vị",
    yearly=True,
    conditions={CandidateKind.COLLECTIVE: (Score(code="diem", text="Từ 90 % của năm", at_least=Decimal(90)),)},
)


def policy(**changes: Any) -> AwardPolicy:
    fields = {
        "code": "thi-dua-2023-2025",
        "version": "1.0.0",
        "province": "vinh-long",
        "name": "Thi đua chuyển đổi số 2023–2025",
        "years": (2023, 2024, 2025),
        "awards": (MERIT, COMMENDATION),
        "documents": tuple(DocumentKind(code=code, name=code) for code in MERIT.documents),
        "grounds": (Ground(code="khai-gian-doi", text="Khai gian dối", legal_basis="Luật 06/2022/QH15"),),
        "consolidated_by": "so-tttt",
        "appraised_by": "so-noi-vu",
        "provenance": Provenance.PUBLISHED,
        **changes,
    }
    return AwardPolicy(**fields)


POLICY = policy()
DEADLINES = Deadlines(dossiers=date(2026, 1, 9), decision=date(2026, 1, 19))
BEFORE = datetime(2026, 1, 5, 3, tzinfo=UTC)
OFFICER = Actor(id="Nguyễn Văn A", role=Role.UNIT, unit=UNIT)
CONSOLIDATOR = Actor(id="Trần Thị B", role=Role.REVIEWER, unit="so-tttt")
APPRAISER = Actor(id="Lê Văn C", role=Role.REVIEWER, unit="so-noi-vu")
ACTORS = {
    Role.ADMINISTRATOR: Actor(id="Quản trị", role=Role.ADMINISTRATOR),
    Role.UNIT: OFFICER,
    Role.REVIEWER: CONSOLIDATOR,
    Role.COUNCIL: Actor(id="Chủ tịch", role=Role.COUNCIL),
}

# --- Events -----------------------------------------------------------------------------------------------------------


def opened(with_policy: AwardPolicy = POLICY, **changes: Any) -> CampaignOpened:
    fields = {
        "province": "vinh-long",
        "campaign": CAMPAIGN,
        "name": "Khen thưởng tổng kết 2023–2025",
        "policy": with_policy,
        "content_hash": content_hash(with_policy),
        "deadlines": DEADLINES,
        **changes,
    }
    return CampaignOpened(**fields)


def nominated(code: str = "n-1", unit: str = UNIT, **changes: Any) -> Nominated:
    candidate = changes.pop("candidate", Candidature(kind=CandidateKind.COLLECTIVE, unit=unit))
    fields = {"award": "bang-khen", "candidate": candidate, "votes_for": 7, "votes_against": 0, **changes}
    return Nominated(nomination=code, **fields)


def added(document: str, code: str = "n-1", digit: str = "a") -> DossierDocumentAdded:
    return DossierDocumentAdded(nomination=code, document=document, title=document, sha256=digit * 64)


def documented(code: str = "n-1") -> tuple[Event, ...]:
    return nominated(code, unit=f"don-vi-{code}" if code != "n-1" else UNIT), *(
        added(each, code) for each in MERIT.documents
    )


def submitted(code: str = "n-1", **changes: Any) -> DossierSubmitted:
    fields = {
        "documents": dict.fromkeys(MERIT.documents, "a" * 64),
        "submitted_on": date(2026, 1, 5),
        **changes,
    }
    return DossierSubmitted(nomination=code, **fields)


def appraised(code: str = "n-1") -> tuple[Event, ...]:
    """All the way to the appraisal."""
    return (
        *documented(code),
        submitted(code),
        Consolidated(nomination=code),
        Appraised(nomination=code, favourable=True),
    )


def finding(verdict: Verdict = Verdict.MET, condition: str = "diem") -> Finding:
    return Finding(condition=condition, verdict=verdict)


def granted(code: str = "n-1", number: int = 1) -> Granted:
    return Granted(nomination=code, award="bang-khen", number=number, findings=(finding(),))


def result(year: int, percent: str, unit: str = UNIT, **groups: str) -> Result:
    return Result(
        unit=unit,
        year=year,
        round=str(year),
        total=Tally(points=Decimal(percent), maximum=Decimal(100)),
        groups={code: Tally(points=Decimal(value), maximum=Decimal(100)) for code, value in groups.items()},
        version=7,
    )


# --- Commands ---------------------------------------------------------------------------------------------------------


def ask(command: type[C], **fields: Any) -> C:
    """A command that nothing but the given fields could get refused."""
    role = next(each for each in (Role.UNIT, *ACTORS) if each in command.roles)
    defaults = {
        "id": UUID(int=1),
        "at": BEFORE,
        "actor": ACTORS[role],
        "reason": "Theo kết quả kiểm tra" if command.needs_reason else None,
        "source_document": DECISION if command.needs_decision else None,
        "province": "vinh-long",
        "campaign": CAMPAIGN,
        "nomination": "n-1",
        "award": "bang-khen",
        "kind": CandidateKind.COLLECTIVE,
        "unit": UNIT,
        "votes_for": 7,
    }
    known = {name: value for name, value in defaults.items() if name in command.__struct_fields__}
    return command(**{**known, **fields})


DECISIONS: dict[type[Command], Any] = {
    ask_for.OpenCampaign: decisions.open_campaign,
    ask_for.ChangeAwardCalendar: calendar.change_calendar,
    ask_for.Nominate: decisions.nominate,
    ask_for.WithdrawNomination: decisions.withdraw,
    ask_for.AttestFact: facts.attest,
    ask_for.AddDossierDocument: dossiers.add_document,
    ask_for.SubmitDossier: dossiers.submit,
    ask_for.ReturnDossier: dossiers.return_dossier,
    ask_for.ConsolidateDossier: dossiers.consolidate,
    ask_for.AppraiseDossier: dossiers.appraise,
    ask_for.RecordCouncilVote: rulings.record_vote,
    ask_for.RecordObjection: objections.record_objection,
    ask_for.AnswerObjection: objections.answer_objection,
    ask_for.ReconsiderNomination: rulings.reconsider,
    ask_for.RevokeAward: rulings.revoke,
    ask_for.PublishHonours: rulings.publish_honours,
}
JUDGED: dict[type[Command], Any] = {
    ask_for.GrantAward: rulings.grant,
    ask_for.DeclineAward: rulings.decline,
    ask_for.FlagAward: rulings.flag,
}


def campaign(findings: Sequence[Finding] = (finding(),)) -> Specification:
    """A campaign in which conditions come to these findings."""
    return Specification(state.INITIAL, state.evolve, partial(_decide, findings))


def running(*events: Event, findings: Sequence[Finding] = (finding(),)) -> Specification:
    """An open campaign after these events."""
    return campaign(findings).given(opened(), *events)


def _decide(findings: Sequence[Finding], current: state.Campaign, command: Command) -> list[Event]:
    if type(command) in JUDGED:
        decided: list[Event] = JUDGED[type(command)](current, command, findings)
        return decided
    answered: list[Event] = DECISIONS[type(command)](current, command)
    return answered
