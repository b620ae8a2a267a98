"""How events move a dossier: where it is, for whom it waits, and what is in it."""

from collections.abc import Mapping
from datetime import timedelta

from msgspec.structs import replace

from domain.award_campaign.eligibility import Verdict, qualifies
from domain.award_campaign.events import (
    Appraised,
    AwardFlagged,
    CouncilVoted,
    Declined,
    DossierDocumentAdded,
    DossierReturned,
    DossierSubmitted,
    Granted,
    Nominated,
    ObjectionAnswered,
    ObjectionRecorded,
    Revoked,
)
from domain.award_campaign.policy import AwardPolicy
from domain.award_campaign.state import STEPS, Step
from domain.event import Event
from domain.metadata import Code
from projections.campaigns import Act
from projections.dossiers.answer import (
    Answer,
    Decided,
    DossierStanding,
    Flag,
    HeldDocument,
    KeptObjection,
    Opinion,
    Revocation,
    Votes,
    WaitsFor,
)

WAITING: Mapping[Step, WaitsFor] = {
    Step.NOMINATED: WaitsFor.UNIT,
    Step.SUBMITTED: WaitsFor.CONSOLIDATING_BODY,
    Step.CONSOLIDATED: WaitsFor.APPRAISING_BODY,
    Step.APPRAISED: WaitsFor.COUNCIL,
}
"""For whom a dossier waits at a step; at the others for nobody."""


def begun(event: Nominated, act: Act, policy: AwardPolicy) -> DossierStanding:
    """The dossier of a new nomination."""
    standing = DossierStanding(
        nomination=event.nomination,
        award=event.award,
        year=event.year,
        candidate=event.candidate,
        step=Step.NOMINATED,
        waits_for=WaitsFor.UNIT,
        body=event.candidate.unit,
        since=act,
        proposed=act,
        votes=Votes(votes_for=event.votes_for, votes_against=event.votes_against, act=act),
        documents=(),
        missing_documents=(),
        submitted_on=None,
        late=False,
        comment_until=None,
        returns=(),
        opinion=None,
        council=None,
        objections=(),
        decided=None,
        flags=(),
        flagged=False,
        revoked=None,
    )
    return _placed(standing, policy)


def moved(standing: DossierStanding, event: Event, act: Act, policy: AwardPolicy) -> DossierStanding:
    """The dossier after one more event; it waits since it came to its step."""
    step = STEPS.get(type(event), standing.step)
    since = standing.since if step is standing.step else act
    return _placed(_noted(replace(standing, step=step, since=since), event, act), policy)


def _noted(standing: DossierStanding, event: Event, act: Act) -> DossierStanding:  # noqa: PLR0911  # One case an event.
    match event:
        case DossierDocumentAdded():
            return _added(standing, event, act)
        case DossierSubmitted():
            return replace(standing, submitted_on=event.submitted_on, late=standing.late or event.late)
        case DossierReturned():
            return replace(standing, returns=(*standing.returns, act), opinion=None, council=None)
        case Appraised():
            return replace(standing, opinion=Opinion(favourable=event.favourable, act=act))
        case CouncilVoted():
            votes = Votes(votes_for=event.votes_for, votes_against=event.votes_against, act=act)
            return replace(standing, council=votes)
        case ObjectionRecorded():
            objection = KeptObjection(objection=event.objection, text=event.text, recorded=act)
            return replace(standing, objections=(*standing.objections, objection))
        case ObjectionAnswered():
            return _answered(standing, event, act)
        case _:
            return _judged(standing, event, act)


def _added(standing: DossierStanding, event: DossierDocumentAdded, act: Act) -> DossierStanding:
    """A document of the same kind takes the place of an earlier one."""
    added = HeldDocument(document=event.document, title=event.title, sha256=event.sha256, added=act)
    documents = {each.document: each for each in standing.documents}
    return replace(standing, documents=tuple({**documents, event.document: added}.values()))


def _answered(standing: DossierStanding, event: ObjectionAnswered, act: Act) -> DossierStanding:
    answer = Answer(upheld=event.upheld, text=event.answer, act=act)
    objections = (
        replace(each, answer=answer) if each.objection == event.objection else each for each in standing.objections
    )
    return replace(standing, objections=tuple(objections))


def _judged(standing: DossierStanding, event: Event, act: Act) -> DossierStanding:
    match event:
        case Granted():
            decided = Decided(granted=True, number=event.number, findings=event.findings, act=act)
            return replace(standing, decided=decided)
        case Declined():
            return replace(standing, decided=Decided(granted=False, number=None, findings=event.findings, act=act))
        case AwardFlagged():
            return replace(standing, flags=(*standing.flags, Flag(act=act, findings=event.findings)))
        case Revoked():
            return replace(standing, revoked=Revocation(ground=event.ground, act=act))
        case _:
            return standing


def _placed(standing: DossierStanding, policy: AwardPolicy) -> DossierStanding:
    """The dossier with what follows from its step and from the policy."""
    award = policy.award(standing.award)
    held = {each.document for each in standing.documents}
    needed = award.documents if award else ()
    submitted, days = standing.submitted_on, policy.comment_days
    return replace(
        standing,
        waits_for=WAITING.get(standing.step, WaitsFor.NOBODY),
        body=_body(standing, policy),
        missing_documents=tuple(each for each in needed if each not in held),
        comment_until=submitted + timedelta(days=days) if submitted and days else None,
        flagged=_is_flagged(standing),
    )


def _body(standing: DossierStanding, policy: AwardPolicy) -> Code | None:
    bodies = {
        Step.NOMINATED: standing.candidate.unit,
        Step.SUBMITTED: policy.consolidated_by,
        Step.CONSOLIDATED: policy.appraised_by,
    }
    return bodies.get(standing.step)


def _is_flagged(standing: DossierStanding) -> bool:
    """The last flag says how it would be judged: all may be well again."""
    stands = standing.step is Step.GRANTED and bool(standing.flags)
    return stands and qualifies(standing.flags[-1].findings) is not Verdict.MET
