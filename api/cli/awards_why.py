"""``bangvang awards why``: how a decision came about, step by step, and what has become of it since."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import click
import msgspec

from api.award_words import DETAILS, EVENTS, KINDS, NO, ROLES, STEPS, VERDICTS, YES, day_words
from api.cli.awards import award_name, campaign_heading, unit_name
from api.cli.awards_eligibility import percent_words
from api.cli.output import Column, print_json, print_table, print_text, table
from api.cli.place import place
from api.cli.session import JSON, Session, Task, pass_session
from domain.award_campaign.eligibility import Finding
from domain.award_campaign.policy import CandidateKind
from domain.command import VIETNAM
from domain.metadata import SourceDocument
from projections.campaigns import Act
from projections.dossiers.answer import DossierEvent, DossierHistory

WAY = (
    Column("position", "Vị trí", "Position", "right"),
    Column("recorded_at", "Ghi lúc", "Recorded"),
    Column("effective_on", "Hiệu lực", "Effective"),
    Column("event", "Việc", "What", least=12),
    Column("step", "Bước", "Step"),
    Column("who", "Ai", "Who", least=10),
    Column("role", "Vai trò", "Role"),
    Column("reason", "Lý do", "Reason", least=10),
    Column("document", "Văn bản", "Document"),
    Column("details", "Chi tiết", "Details", least=12),
)
FOUND = (
    Column("condition", "Điều kiện", "Condition"),
    Column("text", "Nội dung", "Words", least=16),
    Column("verdict", "Kết quả", "Verdict"),
    Column("basis", "Căn cứ", "By"),
)
TOLD = {"nomination", "findings", "unit_kind"}
"""Fields of events that stand elsewhere in the answer."""
PARTS = {"candidate", "attestation"}
"""Fields that have fields of their own."""
SHOWN = 12
"""How much of a digest is told to people; programs get all of it."""


@click.command("why", cls=Task)
@place("province", "campaign", "nomination")
@pass_session
def why_awarded(session: Session, province: str, campaign: str, nomination: str) -> None:
    """Tell why an award was granted, refused or taken back: every step, who, in which role, why, by which document.

    Behind the steps stand the conditions as they were at the decision, and what corrections have changed since.
    """
    with session.current_platform() as platform:
        found = platform.dossiers.history(province, campaign, nomination)
    if session.format == JSON:
        print_json(found)
        return
    print_text([*campaign_heading(session, found), *_heading(session, found)])
    title = session.say("Từng bước", "Step by step")
    print_table(table(session, WAY, [_row(session, event) for event in found.events], title))
    for act, findings, heading in _judgements(session, found):
        print_table(table(session, FOUND, _findings(session, found, findings), f"{heading} · @{act.position}"))


def _heading(session: Session, found: DossierHistory) -> Iterator[str]:
    dossier = found.dossier
    who = dossier.candidate.person or unit_name(session, found, dossier.candidate.unit)
    yield f"{dossier.nomination} · {who} · {award_name(session, found.policy, dossier.award)}"
    yield f"{session.say('Kết quả', 'Standing')}: {session.say(*STEPS[dossier.step])}"
    for act, label in _papers(session, found):
        because = f" · {act.reason}" if act.reason else ""
        yield f"{label}: {document_words(session, act.document)}{because}"
    if dossier.flagged:
        yield session.say(
            "⚠ Kết quả đã được sửa từ khi tặng: nay sẽ xét khác; quyết định vẫn giữ nguyên cho đến khi hủy bỏ",
            "⚠ Results were corrected since: it would be judged otherwise now; the award stands until it is revoked",
        )


def _papers(session: Session, found: DossierHistory) -> Iterator[tuple[Act, str]]:
    dossier = found.dossier
    if dossier.decided:
        granted = dossier.decided.granted
        yield dossier.decided.act, session.say(*(("Tặng", "Granted") if granted else ("Không tặng", "Declined")))
    if dossier.revoked:
        ground = next(each for each in found.policy.grounds if each.code == dossier.revoked.ground)
        words = session.say(ground.text, ground.text_en or ground.text)
        yield dossier.revoked.act, f"{session.say('Hủy bỏ', 'Revoked')} ({words}, {ground.legal_basis})"


def document_words(session: Session, document: SourceDocument | None) -> str:
    """A decision's number, date and issuer."""
    return (
        "—" if document is None else f"{document.number}, {day_words(session.lang, document.date)}, {document.issuer}"
    )


def _row(session: Session, event: DossierEvent) -> Mapping[str, Any]:
    at = datetime.fromisoformat(event.recorded_at).astimezone(VIETNAM)
    document = event.source_document and msgspec.convert(event.source_document, SourceDocument)
    role = session.say(*ROLES[event.actor_role])
    return {
        "position": event.position,
        "recorded_at": f"{day_words(session.lang, at.date())} {at:%H:%M}",
        "effective_on": event.effective_on and day_words(session.lang, date.fromisoformat(event.effective_on)),
        "event": session.say(*EVENTS[event.event]),
        "step": session.say(*STEPS[event.step]),
        "who": event.actor_id,
        "role": f"{role} · {event.actor_unit}" if event.actor_unit else role,
        "reason": event.reason,
        "document": document and document_words(session, document),
        "details": "; ".join(_details(session, event.details)),
    }


def _details(session: Session, told: Mapping[str, Any]) -> Iterator[str]:
    """What an event says besides, in words; what it leaves open is left out."""
    for name, value in told.items():
        if name in TOLD or value in (None, "", [], {}):
            continue
        if name in PARTS:
            yield from _details(session, value)
        else:
            label = DETAILS.get(name)
            yield f"{session.say(*label) if label else name}: {_detail(session, name, value)}"


def _detail(session: Session, name: str, value: Any) -> str:
    match value:
        case bool():
            return session.say(*(YES if value else NO))
        case Mapping():
            return ", ".join(value)
        case list():
            return ", ".join(map(str, value))
    if name == "kind":
        return session.say(*KINDS[CandidateKind(value)])
    if name == "submitted_on":
        return day_words(session.lang, date.fromisoformat(value))
    return f"{value[:SHOWN]}…" if name == "sha256" else str(value)


def _judgements(session: Session, found: DossierHistory) -> Iterator[tuple[Act, Sequence[Finding], str]]:
    """The conditions at the decision, and each time that a correction changed them since."""
    if found.dossier.decided:
        decided = found.dossier.decided
        yield decided.act, decided.findings, session.say("Điều kiện khi quyết định", "Conditions at the decision")
    for flag in found.dossier.flags:
        yield flag.act, flag.findings, session.say("Sau khi sửa kết quả", "After a correction of results")


def _findings(session: Session, found: DossierHistory, findings: Sequence[Finding]) -> Iterator[Mapping[str, Any]]:
    stated = {each.code: each for each in found.award.conditions_for(found.dossier.candidate.kind)}
    for each in findings:
        condition = stated[each.condition]
        yield {
            "condition": each.condition,
            "text": session.say(condition.text, condition.text_en or condition.text),
            "verdict": session.say(*VERDICTS[each.verdict]),
            "basis": "; ".join(basis_words(session, each)),
        }


def basis_words(session: Session, finding: Finding) -> Iterator[str]:
    """What a finding went by: the results of each year, attestations, awards held."""
    for year in finding.years:
        behind = ", ".join(f"{each.round}/{each.unit} v{each.version}" for each in year.results)
        yield f"{year.year}: {percent_words(session, year)}{f' ({behind})' if behind else ''}"
    for said in finding.attestations:
        holds = session.say(*(YES if said.holds else NO))
        evidence = f" ({said.evidence})" if said.evidence else ""
        yield f"{said.year}: {holds}{evidence}" if said.year else f"{holds}{evidence}"
    for held in finding.held:
        yield f"{held.campaign}: {held.award}"
