"""``bangvang awards policy``: policies as files, checked and shown in words; and a campaign opened on such a file."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import click
import msgspec

from api.award_words import LATENESS, LINEAGES
from api.cli.commands import Form, Given, form_of
from api.cli.exits import EXIT_CODE
from api.cli.output import Column, print_json, print_prose, print_rows, print_text
from api.cli.session import JSON, TABLE, Group, Report, Session, pass_session
from api.cli.set_faults import fault_row, print_faults
from api.cli.values import FILE, Value
from application.contexts import AWARD_CAMPAIGN
from application.policies.checks import CheckedPolicy, check_policy, sound_policy
from application.policies.words import candidates, how_judged
from application.workspace import Workspace
from domain.award_campaign.commands import OpenCampaign
from domain.award_campaign.events import stream_id
from domain.award_campaign.policy import (
    Authority,
    Award,
    AwardPolicy,
    BodyStep,
    CandidateKind,
    Condition,
    Decider,
)
from domain.award_campaign.refusals import CampaignUnknown
from domain.award_campaign.state import Open
from domain.indicator_set.content import content_hash
from domain.metadata import Code, Provenance
from domain.refusal import RefusalKind
from projections.platform import Platform

NAMED = re.compile(r"(?P<province>[^/@]+)/(?P<campaign>[^/@]+)")
JSON_BEGINS = "{"
CONDITIONS = (
    Column("award", "Danh hiệu", "Award"),
    Column("candidates", "Đối tượng", "Candidates"),
    Column("code", "Mã", "Code"),
    Column("text", "Điều kiện", "Condition"),
    Column("judged", "Cách xét", "How judged"),
    Column("provenance", "Nguồn gốc", "Provenance"),
    Column("source", "Căn cứ", "Source"),
    Column("reading", "Cách hiểu", "Reading"),
)


class CampaignName(msgspec.Struct, frozen=True, kw_only=True):
    """A campaign by its name."""

    province: Code
    campaign: Code


class PolicyReference(click.ParamType[Path | CampaignName]):
    """A file, or PROVINCE/CAMPAIGN where there is no such file."""

    name = "file|province/campaign"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path | CampaignName:
        """The file's path, or the campaign's name."""
        named = NAMED.fullmatch(value)
        if named is None or Path(value).exists():
            return Path(FILE.convert(value, param, ctx))
        try:
            return msgspec.convert(named.groupdict(), CampaignName)
        except msgspec.ValidationError:
            self.fail(f"{value!r} is no file; a campaign is named province/campaign", param, ctx)


# --- validate ---------------------------------------------------------------------------------------------------------


@click.command("validate", cls=Report)
@click.argument("file", type=FILE)
@click.pass_context
@pass_session
def validate_policy(session: Session, context: click.Context, file: Path) -> None:
    """List every mistake in a policy file, each with its place and how to mend it.

    Nothing is recorded. Ends with 3 if there is a mistake.
    """
    checked = check_policy(file)
    if session.format == JSON:
        print_json(_report(session, file, checked))
    elif session.format == TABLE and checked.policy:
        print_text([_sound(session, file, checked.policy)])
    else:
        print_faults(session, str(file), checked.faults)
    if checked.faults:
        context.exit(EXIT_CODE[RefusalKind.INVALID])


def _report(session: Session, file: Path, checked: CheckedPolicy) -> dict[str, Any]:
    policy = checked.policy
    return {
        "file": str(file),
        "sound": policy is not None,
        "province": policy and policy.province,
        "policy": policy and policy.code,
        "version": policy and policy.version,
        "content_hash": policy and content_hash(policy),
        "faults": [fault_row(fault, session.lang) for fault in checked.faults],
    }


def _sound(session: Session, file: Path, policy: AwardPolicy) -> str:
    vi = "{file}: không có lỗi. Thể lệ {name}, {awards} danh hiệu, {conditions} điều kiện, mã băm {hash}."
    en = "{file}: no faults. Policy {name}; awards: {awards}, conditions: {conditions}, hash {hash}."
    conditions = [each for award in policy.awards for kind in award.conditions.values() for each in kind]
    return session.say(vi, en).format(
        file=file,
        name=_name(policy),
        awards=len(policy.awards),
        conditions=len(conditions),
        hash=content_hash(policy),
    )


def _name(policy: AwardPolicy) -> str:
    return f"{policy.province}/{policy.code}@{policy.version}"


# --- show -------------------------------------------------------------------------------------------------------------


@click.command("show", cls=Report)
@click.argument("reference", metavar="FILE|PROVINCE/CAMPAIGN", type=PolicyReference())
@pass_session
def show_policy(session: Session, reference: Path | CampaignName) -> None:
    """Show a policy in words: who decides, how many awards, and for each condition how it is judged.

    It is that of a file, or the one on which a campaign was opened. As CSV, its conditions.
    """
    policy = sound_policy(reference) if isinstance(reference, Path) else _of_campaign(session, reference)
    if session.format == JSON:
        rows = [each.row(session, policy) for each in _conditions(policy)]
        print_json({"content_hash": content_hash(policy), "conditions": rows, "policy": policy})
    elif session.format == TABLE:
        print_prose(_paragraphs(session, policy))
    else:
        print_rows(session, CONDITIONS, [each.row(session, policy) for each in _conditions(policy)])


def _of_campaign(session: Session, name: CampaignName) -> AwardPolicy:
    with session.platform() as platform:
        stream = stream_id(name.province, name.campaign)
        campaign = Workspace(platform.application.load).state(AWARD_CAMPAIGN, stream)
    if not isinstance(campaign, Open):
        raise CampaignUnknown(province=name.province, campaign=name.campaign)
    return campaign.opening.policy


class _Asked(NamedTuple):
    """A condition, of which award, and of whom it is asked."""

    award: Award
    kind: CandidateKind
    condition: Condition

    def row(self, session: Session, policy: AwardPolicy) -> dict[str, Any]:
        """The condition in the chosen language."""
        condition = self.condition
        return {
            "award": self.award.code,
            "candidates": self.kind,
            "code": condition.code,
            "text": session.say(condition.text, condition.text_en or condition.text),
            "judged": how_judged(policy, self.award, self.kind, condition, session.lang),
            "provenance": condition.provenance,
            "source": condition.source,
            "reading": session.say(condition.reading, condition.reading_en or condition.reading),
        }


def _conditions(policy: AwardPolicy) -> Iterator[_Asked]:
    for award in policy.awards:
        for kind, conditions in award.conditions.items():
            yield from (_Asked(award, kind, condition) for condition in conditions)


def _paragraphs(session: Session, policy: AwardPolicy) -> Iterator[str]:
    yield session.say(policy.name, policy.name_en or policy.name) + _made_up(session, policy.provenance)
    yield f"{_name(policy)}, SHA-256 {content_hash(policy)}"
    basis = ", ".join(each.number for each in policy.legal_basis)
    yield f"{session.say('Căn cứ', 'Legal basis')}: {basis or '—'}"
    bodies = (policy.consolidated_by, policy.appraised_by)
    yield session.say("Tổng hợp: {}; thẩm định: {}", "Consolidated by: {}; appraised by: {}").format(*bodies)
    yield _way(session, policy)
    for award in policy.awards:
        yield ""
        yield from _award(session, policy, award)
    yield ""
    yield session.say("Căn cứ hủy bỏ", "Grounds of revocation")
    for ground in policy.grounds:
        yield f"  {ground.code}: {session.say(ground.text, ground.text_en or ground.text)} [{ground.legal_basis}]"
    if policy.notes:
        yield ""
        yield session.say(policy.notes, policy.notes_en or policy.notes)


def _way(session: Session, policy: AwardPolicy) -> str:
    """Late dossiers, merged units and the time for comments."""
    vi = "Hồ sơ: {late}; đơn vị hợp nhất: {lineage}; số ngày lấy ý kiến: {days}"
    en = "Dossiers: {late}; merged units: {lineage}; days for comments: {days}"
    late, lineage = session.say(*LATENESS[policy.late]), session.say(*LINEAGES[policy.lineage])
    return session.say(vi, en).format(late=late, lineage=lineage, days=policy.comment_days)


def _award(session: Session, policy: AwardPolicy, award: Award) -> Iterator[str]:
    yield f"{award.code}: {session.say(award.name, award.name_en or award.name)}"
    for line in _particulars(session, policy, award):
        yield f"  {line}"
    for kind, conditions in award.conditions.items():
        quota = award.quotas.get(kind)
        most = session.say("không quá {}", "at most {}").format(quota) if quota is not None else ""
        yield f"  {candidates(kind, session.lang).capitalize()}{f' ({most})' if most else ''}"
        for condition in conditions:
            yield from _condition(session, _Asked(award, kind, condition).row(session, policy))


def _particulars(session: Session, policy: AwardPolicy, award: Award) -> Iterator[str]:
    yield session.say("Quyết định: {}", "Decided by: {}").format(_decider(session, award))
    for other in award.other_deciders:
        yield f"  {_decider(session, other)}: {session.say(other.when, other.when_en or other.when)}"
    yield _steps(session, award)
    if not award.deadline:
        yield session.say("Hồ sơ: không có hạn nộp chung", "Dossiers: no common last day")
    years = ", ".join(map(str, policy.years_of(award)))
    each = session.say(", từng năm", ", each by itself") if award.yearly else ""
    yield f"{session.say('Năm xét', 'Years')}: {years}{each}"
    if award.documents:
        yield f"{session.say('Hồ sơ', 'Dossier')}: {', '.join(award.documents)}"
    if award.notes:
        yield session.say(award.notes, award.notes_en or award.notes)


def _decider(session: Session, decider: Decider) -> str:
    """Who decides, and for whom they act."""
    acting = {
        Authority.PROVINCE: session.say("thay mặt tỉnh", "for the province"),
        Authority.OWN_UNIT: session.say("thay mặt đơn vị của đối tượng", "for the candidate's unit"),
        Authority.BODY: session.say("thay mặt {}", "for {}").format(decider.body),
    }[decider.authority]
    return f"{session.say(decider.decided_by, decider.decided_by_en or decider.decided_by)} ({acting})"


def _steps(session: Session, award: Award) -> str:
    """What comes before the decision."""
    words = {
        BodyStep.CONSOLIDATION: session.say("tổng hợp", "consolidation"),
        BodyStep.APPRAISAL: session.say("thẩm định", "appraisal"),
    }
    asked = [word for step, word in words.items() if step in award.steps]
    none = session.say("không", "none")
    return f"{session.say('Trước khi quyết định', 'Before the decision')}: {', '.join(asked) or none}"


def _condition(session: Session, row: dict[str, Any]) -> Iterator[str]:
    source = f" [{row['source']}]" if row["source"] else ""
    yield f"    {row['code']}: {row['text']}{source}{_made_up(session, row['provenance'])}"
    yield f"      → {row['judged']}"
    if row["reading"]:
        yield f"      {session.say('Cách hiểu', 'Reading')}: {row['reading']}"


def _made_up(session: Session, provenance: Provenance) -> str:
    """The label of what no province has published."""
    return session.say(" (MINH HỌA)", " (ILLUSTRATIVE)") if provenance is Provenance.ILLUSTRATIVE else ""


policy_group = Group("policy", help="Policies of award campaigns: their files, and what they ask for.")
policy_group.add_command(validate_policy)
policy_group.add_command(show_policy)

# --- open -------------------------------------------------------------------------------------------------------------


def campaign_form() -> Form:
    """How a campaign is opened: as any command, but its policy comes from a file."""
    form = form_of(OpenCampaign)
    option = click.Option(
        ["--policy"], required=True, metavar="FILE|JSON", help="The policy's file, YAML; or the policy itself as JSON."
    )

    def fields(platform: Platform, given: Given) -> Given:
        return form.fields(platform, {**given, "policy": _policy_of(given["policy"])})

    return Form([option if each.name == "policy" else each for each in form.parameters], fields)


def _policy_of(typed: str) -> AwardPolicy:
    if typed.lstrip().startswith(JSON_BEGINS):
        policy: AwardPolicy = Value(AwardPolicy, json=True).convert(typed, None, None)
        return policy
    return sound_policy(Path(typed))
