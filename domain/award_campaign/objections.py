"""What becomes of objections to a nomination, and of the answers to them."""

from datetime import date, timedelta

from domain.award_campaign.commands import AnswerObjection, RecordObjection
from domain.award_campaign.decisions import UNDECIDED, found, require_step
from domain.award_campaign.events import ObjectionAnswered, ObjectionRecorded
from domain.award_campaign.refusals import NotOpenToComment, ObjectionTaken, ObjectionUnknown
from domain.award_campaign.state import Campaign, Nomination, Open, Step
from domain.event import Event


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


def comment_until(campaign: Open, nomination: Nomination) -> date | None:
    """The last day for objections, where the policy has a time for them and the dossier was submitted."""
    days = campaign.opening.policy.comment_days
    return nomination.submitted_on + timedelta(days=days) if days and nomination.submitted_on else None
