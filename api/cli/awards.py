"""``bangvang awards list``, ``show`` and ``dossiers``: campaigns, their policies in words, and who waits for whom."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import click
import msgspec

from api.award_moments import MOMENT_HELP, position_of_moment
from api.award_words import KINDS, LATENESS, LINEAGES, NO, STEPS, WAITS, YES, day_words
from api.cli.output import Column, print_json, print_rows, print_text
from api.cli.place import place
from api.cli.rounds import notices
from api.cli.session import JSON, TABLE, Report, Session, Task, pass_session
from api.cli.values import Choices
from application.contexts import registry
from application.policies.words import how_judged
from application.workspace import Workspace
from domain.award_campaign.policy import Award, AwardPolicy, CandidateKind, OtherDecider
from domain.metadata import Provenance
from projections.campaigns import AboutCampaign
from projections.dossiers.answer import Dossiers, DossierStanding, WaitsFor
from projections.honours.answer import Quotas, QuotaUse

CAMPAIGNS = (
    Column("province", "Tỉnh", "Province"),
    Column("campaign", "Đợt", "Campaign"),
    Column("name", "Tên", "Name", least=16),
    Column("policy", "Thể lệ", "Policy"),
    Column("years", "Các năm", "Years"),
    Column("nominations", "Số đề nghị", "Nominations", "right"),
    Column("steps", "Theo bước", "By step"),
    Column("label", "Ghi chú", "Remark"),
)
DOSSIERS = (
    Column("nomination", "Đề nghị", "Nomination"),
    Column("candidate", "Đối tượng", "Candidate", least=16),
    Column("award", "Danh hiệu", "Award"),
    Column("step", "Bước", "Step"),
    Column("waits_for", "Đang chờ", "Waits for"),
    Column("body", "Cơ quan", "Body"),
    Column("since", "Từ", "Since"),
    Column("late", "Nộp muộn", "Late"),
    Column("comment_until", "Lấy ý kiến đến", "Open to comment until"),
    Column("missing_documents", "Còn thiếu tài liệu", "Documents missing"),
    Column("unanswered", "Ý kiến chưa trả lời", "Unanswered objections"),
    Column("flagged", "Đã đánh dấu", "Flagged"),
)


@click.command("list", cls=Report)
@place(optional=("province",))
@pass_session
def list_campaigns(session: Session, province: str | None) -> None:
    """List the award campaigns of a province, or of all."""
    with session.current_platform() as platform:
        if province is not None:
            registry(Workspace(platform.application.load), province)
        found = platform.eligibility.campaigns(province)
    if session.format == JSON:
        print_json(found)
        return
    rows = [
        {
            **msgspec.structs.asdict(each),
            "name": session.say(each.name, each.name_en or each.name),
            "nominations": sum(each.steps.values()),
            "steps": "; ".join(f"{session.say(*STEPS[step])} {count}" for step, count in each.steps.items()),
            "label": " · ".join(notices(session, each.data_provenance, each.notice)),
        }
        for each in found
    ]
    print_rows(session, CAMPAIGNS, rows)


@click.command("show", cls=Task)
@place("province", "campaign")
@pass_session
def show_campaign(session: Session, province: str, campaign: str) -> None:
    """Show a campaign: its policy in words, its deadlines, its quotas, used and left."""
    with session.current_platform() as platform:
        found = platform.honours.quota(province, campaign)
    if session.format == JSON:
        print_json(found)
    else:
        print_text([*campaign_heading(session, found), *_in_words(session, found)])


@click.command("dossiers", cls=Report)
@place("province", "campaign")
@click.option("--waits-for", type=Choices(WaitsFor), help="Only dossiers that are in these hands.")
@click.option("--as-of", "moment", metavar="MOMENT", help=MOMENT_HELP)
@pass_session
def dossiers(session: Session, province: str, campaign: str, waits_for: WaitsFor | None, moment: str | None) -> None:
    """Tell where every dossier is, and who waits for whom since when."""
    with session.current_platform() as platform:
        as_of = None if moment is None else position_of_moment(platform, province, campaign, moment)
        found = platform.dossiers.waiting(province, campaign, as_of)
        days = {each.position: each.day for each in platform.dossiers.happened(province, campaign, found.position)}
    shown = tuple(each for each in found.dossiers if waits_for in {None, each.waits_for})
    if session.format == JSON:
        print_json(msgspec.structs.replace(found, dossiers=shown))
        return
    if session.format == TABLE:
        counted = (f"{session.say(*WAITS[who])} {count}" for who, count in found.waiting.items())
        waiting = session.say("Đang chờ: ", "Waiting for: ") + "; ".join(counted)
        print_text([*campaign_heading(session, found), waiting])
    print_rows(session, DOSSIERS, [_dossier(session, found, each, days) for each in shown])


def campaign_heading(session: Session, found: AboutCampaign) -> Iterator[str]:
    """What stands above every answer about a campaign."""
    name = session.say(found.name, found.name_en or found.name)
    yield f"{found.province}/{found.campaign} · {name} · @{found.position}"
    yield from notices(session, found.data_provenance, found.notice)
    yield from policy_notices(session, found.policy.provenance)


def policy_notices(session: Session, provenance: Provenance) -> Iterator[str]:
    """What must be told of a policy that is no province's."""
    if provenance is Provenance.ILLUSTRATIVE:
        yield session.say("⚠ Thể lệ minh họa", "⚠ Illustrative policy")


def unit_name(session: Session, found: AboutCampaign, unit: str) -> str:
    """What a unit is called in the chosen language, and its code."""
    known = found.unit_names.get(unit)
    return unit if known is None else f"{session.say(known.name, known.name_en or known.name)} ({unit})"


def award_name(session: Session, policy: AwardPolicy, code: str) -> str:
    """What an award is called in the chosen language."""
    award = policy.award(code)
    return code if award is None else session.say(award.name, award.name_en or award.name)


def _dossier(session: Session, found: Dossiers, dossier: DossierStanding, days: Mapping[int, date]) -> dict[str, Any]:
    return {
        **msgspec.structs.asdict(dossier),
        "candidate": dossier.candidate.person or unit_name(session, found, dossier.candidate.unit),
        "award": award_name(session, found.policy, dossier.award),
        "step": session.say(*STEPS[dossier.step]),
        "waits_for": session.say(*WAITS[dossier.waits_for]),
        "body": dossier.body and unit_name(session, found, dossier.body),
        "since": day_words(session.lang, days[dossier.since.position]),
        "late": _told(session, holds=dossier.late),
        "comment_until": day_words(session.lang, dossier.comment_until),
        "flagged": _told(session, holds=dossier.flagged),
        "unanswered": [each.objection for each in dossier.objections if each.answer is None],
    }


def _told(session: Session, *, holds: bool) -> str | bool:
    """Yes or no to people, true or false to programs."""
    return session.say(*(YES if holds else NO)) if session.format == TABLE else holds


# --- A policy in words ------------------------------------------------------------------------------------------------


def _in_words(session: Session, found: Quotas) -> Iterator[str]:
    policy = found.policy
    yield f"{session.say('Thể lệ', 'Policy')}: {policy.code}@{policy.version} · SHA-256 {found.content_hash}"
    if found.opened.document:
        opened = found.opened.document
        day = day_words(session.lang, opened.date)
        yield f"{session.say('Quyết định', 'Decision')}: {opened.number}, {day}, {opened.issuer}"
    for basis in policy.legal_basis:
        what = f"{basis.title} " if basis.title else ""
        day = day_words(session.lang, basis.date)
        yield f"{session.say('Căn cứ', 'Legal basis')}: {what}{basis.number}, {day}, {basis.issuer}"
    years = (f"{year} → {found.rounds.get(year, '—')}" for year in policy.years)
    yield f"{session.say('Năm → kỳ đánh giá', 'Year → round')}: {', '.join(years)}"
    yield from _calendar(session, found)
    yield f"{session.say('Tổng hợp', 'Consolidated by')}: {unit_name(session, found, policy.consolidated_by)}"
    yield f"{session.say('Thẩm định', 'Appraised by')}: {unit_name(session, found, policy.appraised_by)}"
    yield f"{session.say('Đơn vị sáp nhập', 'Merged units')}: {session.say(*LINEAGES[policy.lineage])}"
    for award in policy.awards:
        yield from _award(session, found, award)
    for ground in policy.grounds:
        words = session.say(ground.text, ground.text_en or ground.text)
        yield f"{session.say('Hủy bỏ khi', 'Revoked for')} {ground.code}: {words} ({ground.legal_basis})"


def _calendar(session: Session, found: Quotas) -> Iterator[str]:
    policy, deadlines = found.policy, found.deadlines
    late = session.say(*LATENESS[policy.late])
    yield f"{session.say('Hạn nộp hồ sơ', 'Dossiers due on')}: {day_words(session.lang, deadlines.dossiers)}; {late}"
    if deadlines.decision:
        until = day_words(session.lang, deadlines.decision)
        yield f"{session.say('Hạn trình quyết định', 'To be decided by')}: {until}"
    changed = found.calendar_changed
    if changed and changed.document:
        document = changed.document
        words = f"{document.number}, {day_words(session.lang, document.date)}, {document.issuer} · {changed.reason}"
        yield f"{session.say('Thời hạn, kỳ đánh giá đã thay đổi', 'Calendar changed')}: {words}"
    if policy.comment_days:
        days = policy.comment_days
        yield session.say(f"Lấy ý kiến: {days} ngày sau khi nộp", f"Open to comment: {days} days after submission")
    yield (
        session.say("Công khai đề nghị trước khi quyết định", "Nominations are public before they are decided")
        if policy.public_nominations
        else session.say(
            "Đề nghị không công khai trước khi quyết định", "Nominations are not public before they are decided"
        )
    )


def _award(session: Session, found: Quotas, award: Award) -> Iterator[str]:
    name = session.say(award.name, award.name_en or award.name)
    per = session.say("hằng năm", "yearly") if award.yearly else session.say("cả giai đoạn", "for the whole period")
    yield ""
    yield f"{name} ({award.code}) · {per} · {session.say('quyết định', 'decided by')}: {_decider(session, award)}"
    for other in award.other_deciders:
        yield f"  {_decider(session, other)}: {session.say(other.when, other.when_en or other.when)}"
    for kind, conditions in award.conditions.items():
        yield f"  {session.say(*KINDS[kind])}: {quota_words(session, found, award.code, kind)}"
        for condition in conditions:
            text = session.say(condition.text, condition.text_en or condition.text)
            judged = how_judged(found.policy, award, kind, condition, session.lang)
            yield f"    {condition.code}: {text} [{judged}]"
    if award.documents:
        names = {kind.code: session.say(kind.name, kind.name_en or kind.name) for kind in found.policy.documents}
        listed = ", ".join(f"{names[code]} ({code})" for code in award.documents)
        yield f"  {session.say('Hồ sơ', 'Dossier')}: {listed}"


def _decider(session: Session, decider: Award | OtherDecider) -> str:
    return session.say(decider.decided_by, decider.decided_by_en or decider.decided_by)


def quota_words(session: Session, found: Quotas, award: str, kind: CandidateKind) -> str:
    """How many were granted, of how many; of a yearly award in each year."""
    uses = (each for each in found.uses if (each.award, each.kind) == (award, kind))
    return "; ".join(_use_words(session, each) for each in uses)


def _use_words(session: Session, use: QuotaUse) -> str:
    year = "" if use.year is None else f"{use.year}: "
    if use.limit is None:
        return year + session.say(f"đã tặng {use.granted}, không giới hạn", f"{use.granted} granted, no limit")
    return year + session.say(
        f"đã tặng {use.granted} / {use.limit}, còn {use.left}", f"{use.granted} of {use.limit} granted, {use.left} left"
    )
