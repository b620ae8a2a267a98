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
    NominationReconsidered,
    ObjectionAnswered,
    ObjectionRecorded,
    Revoked,
)
from domain.award_campaign.nomination import step_after
from domain.award_campaign.policy import Award, AwardPolicy, BodyStep
from domain.award_campaign.steps import Step, next_step, way
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

WAITING: Mapping[BodyStep | None, WaitsFor] = {
    BodyStep.CONSOLIDATION: WaitsFor.CONSOLIDATING_BODY,
    BodyStep.APPRAISAL: WaitsFor.APPRAISING_BODY,
    None: WaitsFor.COUNCIL,
}
"""For whom a dossier waits on its way, by the step that is next; without one for the decision."""


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
    step = step_after(event) or standing.step
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
        case NominationReconsidered():
            return replace(standing, decided=None)
        case _:
            return standing


def _placed(standing: DossierStanding, policy: AwardPolicy) -> DossierStanding:
    """The dossier with what follows from its step and from the policy."""
    award = next(each for each in policy.awards if each.code == standing.award)
    held = {each.document for each in standing.documents}
    waits_for = _waits_for(standing, award)
    submitted, days = standing.submitted_on, policy.comment_days
    return replace(
        standing,
        waits_for=waits_for,
        body=_body(standing, policy, award, waits_for),
        missing_documents=tuple(each for each in award.documents if each not in held),
        comment_until=submitted + timedelta(days=days) if submitted and days else None,
        flagged=_is_flagged(standing),
    )


def _waits_for(standing: DossierStanding, award: Award) -> WaitsFor:
    if standing.step is Step.NOMINATED:
        return WaitsFor.UNIT
    return WAITING[next_step(award, standing.step)] if standing.step in way(award) else WaitsFor.NOBODY


def _body(standing: DossierStanding, policy: AwardPolicy, award: Award, waits_for: WaitsFor) -> Code | None:
    """The unit whose turn it is; none where nobody's is, or that of those who decide for the whole province."""
    candidate = standing.candidate
    match waits_for:
        case WaitsFor.UNIT:
            return candidate.unit
        case WaitsFor.CONSOLIDATING_BODY:
            return policy.consolidated_by
        case WaitsFor.APPRAISING_BODY:
            return policy.appraised_by
        case WaitsFor.COUNCIL:
            return award.deciding(candidate.kind, candidate.unit_kind).acts_for(candidate.unit)
        case _:
            return None


def _is_flagged(standing: DossierStanding) -> bool:
    """The last flag says how it would be judged: all may be well again."""
    stands = standing.step is Step.GRANTED and bool(standing.flags)
    return stands and qualifies(standing.flags[-1].findings) is not Verdict.MET
