"""What becomes of a request to decide: votes, the grant within the quota, and what follows it."""

from collections.abc import Sequence
from datetime import date

from domain.award_campaign.commands import (
    DeclineAward,
    FlagAward,
    GrantAward,
    NominationCommand,
    PublishHonours,
    ReconsiderNomination,
    RecordCouncilVote,
    RevokeAward,
)
from domain.award_campaign.decisions import award_of, found, require_once, require_open, require_step
from domain.award_campaign.eligibility import Finding, Verdict, qualifies
from domain.award_campaign.events import (
    AwardFlagged,
    CouncilVoted,
    Declined,
    Granted,
    HonoursPublished,
    NominationReconsidered,
    Revoked,
)
from domain.award_campaign.objections import comment_until
from domain.award_campaign.policy import Award
from domain.award_campaign.refusals import (
    AgainstOpinion,
    GroundUnknown,
    NotEligible,
    NotTheDecider,
    ObjectionsUnanswered,
    ObjectionUpheld,
    QuotaExhausted,
    StillOpenToComment,
)
from domain.award_campaign.state import Campaign, Nomination, Open, Step
from domain.award_campaign.steps import way
from domain.event import Event
from domain.metadata import Code

Findings = Sequence[Finding]


def record_vote(campaign: Campaign, command: RecordCouncilVote) -> list[Event]:
    """Keeps how the council of those who decide voted on a dossier that waits for the decision."""
    current, nomination = found(campaign, command)
    award = _require_decider(current, nomination, command)
    event = CouncilVoted(
        nomination=command.nomination, votes_for=command.votes_for, votes_against=command.votes_against
    )
    if nomination.voted == event:
        return []
    require_step(command, nomination, way(award)[-1:])
    return [event]


def grant(campaign: Campaign, command: GrantAward, findings: Findings) -> list[Event]:
    """Grants the award to a candidate who fulfils every condition, within the quota, when nobody objects any more."""
    current, nomination = found(campaign, command)
    award = _require_decider(current, nomination, command)
    if nomination.step is Step.GRANTED:
        return []
    require_step(command, nomination, way(award)[-1:])
    _require_settled(command, nomination)
    _require_time_for_comment(current, nomination, command.nomination, command.day)
    _require_eligible(command, findings)
    _require_reason_against(command, nomination)
    number = _free_number(current, award, nomination)
    return [Granted(nomination=command.nomination, award=award.code, number=number, findings=tuple(findings))]


def _require_decider(current: Open, nomination: Nomination, command: NominationCommand) -> Award:
    """The award; refuses whoever acts for somebody else than those who decide on it."""
    award, candidate = award_of(current, nomination), nomination.nominated.candidate
    decider = award.deciding(candidate.kind, candidate.unit_kind)
    needed = decider.acts_for(candidate.unit)
    if command.actor.unit != needed:
        whom, who = _acting_for(needed), _acting_for(command.actor.unit)
        raise NotTheDecider(decider=decider.decided_by, whom_vi=whom[0], whom_en=whom[1], who_vi=who[0], who_en=who[1])
    return award


def _acting_for(unit: Code | None) -> tuple[str, str]:
    if unit is None:
        return "tỉnh (không kèm đơn vị nào)", "the province (and so for no unit)"
    return f"đơn vị «{unit}»", f"unit '{unit}'"


def _require_settled(command: GrantAward, nomination: Nomination) -> None:
    unanswered = [code for code, each in nomination.objections.items() if each.answered is None]
    if unanswered:
        raise ObjectionsUnanswered(nomination=command.nomination, objections=", ".join(unanswered))
    upheld = [code for code, each in nomination.objections.items() if not each.is_settled]
    if upheld:
        raise ObjectionUpheld(nomination=command.nomination, objections=", ".join(upheld))


def _require_reason_against(command: GrantAward, nomination: Nomination) -> None:
    """Whoever decides is bound by neither opinion nor vote, but says why they do not follow them."""
    against = [
        *((("ý kiến thẩm định", "the appraisal"),) if nomination.favourable is False else ()),
        *((("kết quả biểu quyết", "the vote"),) if nomination.is_voted_down else ()),
    ]
    if against and not (command.reason or "").strip():
        vi, en = zip(*against, strict=True)
        raise AgainstOpinion(nomination=command.nomination, what_vi=" và ".join(vi), what_en=" and ".join(en))


def _free_number(current: Open, award: Award, nomination: Nomination) -> int:
    """The number of the award within its quota; refuses one too many."""
    kind, year = nomination.nominated.candidate.kind, nomination.nominated.year
    if current.quota_left(award, kind, year) == 0:
        vi, en = (f" năm {year}", f" in {year}") if award.yearly else ("", "")
        raise QuotaExhausted(quota=award.quotas[kind], award=award.code, kind=kind, in_vi=vi, in_en=en)
    return current.free_number(award.code, kind, year)


def _require_time_for_comment(current: Open, nomination: Nomination, code: str, day: date) -> None:
    until = comment_until(current, nomination)
    if until is not None and day <= until:
        raise StillOpenToComment(nomination=code, until=until)


def _require_eligible(command: GrantAward, findings: Findings) -> None:
    if qualifies(findings) is not Verdict.MET:
        failed = ", ".join(f"{each.condition} ({each.verdict})" for each in findings if each.verdict is not Verdict.MET)
        raise NotEligible(nomination=command.nomination, conditions=failed)


def decline(campaign: Campaign, command: DeclineAward, findings: Findings) -> list[Event]:
    """Declines the award, with the reason in the envelope; a dossier that is in the list, or waits for the decision."""
    current, nomination = found(campaign, command)
    award = _require_decider(current, nomination, command)
    if nomination.step is Step.DECLINED:
        return []
    require_step(command, nomination, way(award)[1:] or way(award))
    return [Declined(nomination=command.nomination, findings=tuple(findings))]


def reconsider(campaign: Campaign, command: ReconsiderNomination) -> list[Event]:
    """Takes a declined nomination up again where it was; its candidate must not be proposed once more by then."""
    current, nomination = found(campaign, command)
    award = _require_decider(current, nomination, command)
    if nomination.step is nomination.declined_at:
        return []
    require_step(command, nomination, {Step.DECLINED})
    require_once(current, nomination.nominated)
    return [NominationReconsidered(nomination=command.nomination, step=nomination.declined_at or way(award)[-1])]


def flag(campaign: Campaign, command: FlagAward, findings: Findings) -> list[Event]:
    """Keeps that a granted award would be judged otherwise by now, or so no longer; the award itself stands."""
    current, nomination = found(campaign, command)
    require_step(command, nomination, {Step.GRANTED})
    return flagged(current, command.nomination, findings)


def flagged(campaign: Open, code: Code, findings: Findings) -> list[Event]:
    """What is to be kept of an award that stands: how its conditions come out by now, where that is otherwise."""
    nomination = campaign.nominations[code]
    known = nomination.flagged or nomination.findings
    return [] if _verdicts(findings) == _verdicts(known) else [AwardFlagged(nomination=code, findings=tuple(findings))]


def _verdicts(findings: Findings) -> list[tuple[Code, Verdict]]:
    return [(each.condition, each.verdict) for each in findings]


def revoke(campaign: Campaign, command: RevokeAward) -> list[Event]:
    """Takes a granted award back on a ground that the policy knows; the quota has room for another again."""
    current, nomination = found(campaign, command)
    _require_decider(current, nomination, command)
    if nomination.step is Step.REVOKED:
        return []
    require_step(command, nomination, {Step.GRANTED})
    known = [ground.code for ground in current.opening.policy.grounds]
    if command.ground not in known:
        raise GroundUnknown(ground=command.ground, known=", ".join(known))
    return [Revoked(nomination=command.nomination, ground=command.ground)]


def publish_honours(campaign: Campaign, command: PublishHonours) -> list[Event]:
    """Publishes the awards that stand."""
    current = require_open(campaign, command)
    standing = tuple(current.standing())
    return [] if current.published == standing else [HonoursPublished(nominations=standing)]
