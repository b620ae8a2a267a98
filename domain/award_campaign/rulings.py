"""What becomes of a request to decide: votes, objections, the grant within the quota, and what follows it."""

from collections.abc import Sequence
from datetime import date, timedelta

from domain.award_campaign.commands import (
    AnswerObjection,
    DeclineAward,
    FlagAward,
    GrantAward,
    PublishHonours,
    RecordCouncilVote,
    RecordObjection,
    RevokeAward,
)
from domain.award_campaign.decisions import UNDECIDED, award_of, found, require_open, require_step
from domain.award_campaign.eligibility import Finding, Verdict, qualifies
from domain.award_campaign.events import (
    AwardFlagged,
    CouncilVoted,
    Declined,
    Granted,
    HonoursPublished,
    ObjectionAnswered,
    ObjectionRecorded,
    Revoked,
)
from domain.award_campaign.refusals import (
    GroundUnknown,
    NotEligible,
    NotOpenToComment,
    ObjectionsUnanswered,
    ObjectionTaken,
    ObjectionUnknown,
    QuotaExhausted,
    StillOpenToComment,
)
from domain.award_campaign.state import Campaign, Nomination, Open, Step
from domain.event import Event
from domain.metadata import Code

Findings = Sequence[Finding]


def record_vote(campaign: Campaign, command: RecordCouncilVote) -> list[Event]:
    """Keeps how the province's council voted on an appraised dossier."""
    _, nomination = found(campaign, command)
    event = CouncilVoted(
        nomination=command.nomination, votes_for=command.votes_for, votes_against=command.votes_against
    )
    if nomination.voted == event:
        return []
    require_step(command, nomination, {Step.APPRAISED})
    return [event]


def record_objection(campaign: Campaign, command: RecordObjection) -> list[Event]:
    """Keeps an objection to a dossier that was submitted and is not decided, in the time that the policy has for it."""
    current, nomination = found(campaign, command)
    event = ObjectionRecorded(nomination=command.nomination, objection=command.objection, text=command.text)
    known = nomination.objections.get(command.objection)
    if known is not None:
        if known.recorded == event:
            return []
        raise ObjectionTaken(objection=command.objection)
    until = comment_until(current, nomination)
    if nomination.step not in UNDECIDED - {Step.NOMINATED} or (until is not None and command.day > until):
        raise NotOpenToComment(nomination=command.nomination)
    return [event]


def answer_objection(campaign: Campaign, command: AnswerObjection) -> list[Event]:
    """Answers an objection before the decision; the answer may be changed until then."""
    _, nomination = found(campaign, command)
    event = ObjectionAnswered(
        nomination=command.nomination, objection=command.objection, upheld=command.upheld, answer=command.answer
    )
    known = nomination.objections.get(command.objection)
    if known is None:
        raise ObjectionUnknown(nomination=command.nomination, objection=command.objection)
    if known.answered == event:
        return []
    require_step(command, nomination, UNDECIDED)
    return [event]


def grant(campaign: Campaign, command: GrantAward, findings: Findings) -> list[Event]:
    """Grants the award to a candidate who fulfils every condition, within the quota, when nobody objects any more."""
    current, nomination = found(campaign, command)
    if nomination.step is Step.GRANTED:
        return []
    require_step(command, nomination, {Step.APPRAISED})
    _require_settled(command, nomination)
    _require_time_for_comment(current, nomination, command.nomination, command.day)
    _require_eligible(command, findings)
    award, kind = award_of(current, nomination), nomination.nominated.candidate.kind
    if current.quota_left(award, kind) == 0:
        raise QuotaExhausted(quota=award.quotas[kind], award=award.code, kind=kind)
    number = current.granted(award.code, kind) + 1
    return [Granted(nomination=command.nomination, award=award.code, number=number, findings=tuple(findings))]


def _require_settled(command: GrantAward, nomination: Nomination) -> None:
    unsettled = [code for code, each in nomination.objections.items() if not each.is_settled]
    if unsettled:
        raise ObjectionsUnanswered(nomination=command.nomination, objections=", ".join(unsettled))


def _require_time_for_comment(current: Open, nomination: Nomination, code: str, day: date) -> None:
    until = comment_until(current, nomination)
    if until is not None and day <= until:
        raise StillOpenToComment(nomination=code, until=until)


def comment_until(campaign: Open, nomination: Nomination) -> date | None:
    """The last day for objections, where the policy has a time for them and the dossier was submitted."""
    days = campaign.opening.policy.comment_days
    return nomination.submitted_on + timedelta(days=days) if days and nomination.submitted_on else None


def _require_eligible(command: GrantAward, findings: Findings) -> None:
    if qualifies(findings) is not Verdict.MET:
        failed = ", ".join(f"{each.condition} ({each.verdict})" for each in findings if each.verdict is not Verdict.MET)
        raise NotEligible(nomination=command.nomination, conditions=failed)


def decline(campaign: Campaign, command: DeclineAward, findings: Findings) -> list[Event]:
    """Declines the award, with the reason in the envelope."""
    _, nomination = found(campaign, command)
    if nomination.step is Step.DECLINED:
        return []
    require_step(command, nomination, {Step.CONSOLIDATED, Step.APPRAISED})
    return [Declined(nomination=command.nomination, findings=tuple(findings))]


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
