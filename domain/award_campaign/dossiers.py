"""What becomes of a request about a dossier: what is put into it, and its way to those who decide."""

from collections.abc import Collection

from domain.award_campaign.commands import (
    AddDossierDocument,
    AppraiseDossier,
    ConsolidateDossier,
    NominationCommand,
    ReturnDossier,
    SubmitDossier,
)
from domain.award_campaign.decisions import award_of, found, require_own_unit, require_step
from domain.award_campaign.events import (
    Appraised,
    Consolidated,
    DossierDocumentAdded,
    DossierReturned,
    DossierSubmitted,
)
from domain.award_campaign.policy import Award, AwardPolicy, BodyStep, Lateness
from domain.award_campaign.refusals import (
    DossierIncomplete,
    DossierLate,
    NominationInvalid,
    NotTheBody,
    StepNotAsked,
)
from domain.award_campaign.state import Campaign, Nomination, Open, Step
from domain.award_campaign.steps import next_step, way
from domain.event import Event
from domain.metadata import Code


def add_document(campaign: Campaign, command: AddDossierDocument) -> list[Event]:
    """Puts a document of a kind that the policy knows into a dossier that is with the unit."""
    current, nomination = found(campaign, command)
    require_own_unit(command, nomination.nominated.candidate.unit)
    held = nomination.documents.get(command.document), nomination.titles.get(command.document)
    if held == (command.sha256, command.title):
        return []
    require_step(command, nomination, {Step.NOMINATED})
    if command.document not in {kind.code for kind in current.opening.policy.documents}:
        vi, en = f"không có loại tài liệu «{command.document}»", f"there is no kind of document '{command.document}'"
        raise NominationInvalid(nomination=command.nomination, problem_vi=vi, problem_en=en)
    return [
        DossierDocumentAdded(
            nomination=command.nomination, document=command.document, title=command.title, sha256=command.sha256
        )
    ]


def submit(campaign: Campaign, command: SubmitDossier) -> list[Event]:
    """Hands a complete dossier in by the last day; a late one is refused or marked, as the policy says.

    One that was in time, and went back for additions, comes again whenever these are made.
    """
    current, nomination = found(campaign, command)
    require_own_unit(command, nomination.nominated.candidate.unit)
    if nomination.step is Step.SUBMITTED:
        return []
    require_step(command, nomination, {Step.NOMINATED})
    award = award_of(current, nomination)
    missing = [each for each in award.documents if each not in nomination.documents]
    if missing:
        raise DossierIncomplete(nomination=command.nomination, missing=", ".join(missing))
    late = _is_late(current, nomination, award, command)
    if late and current.opening.policy.late is Lateness.REFUSED:
        raise DossierLate(deadline=current.opening.deadlines.dossiers, day=command.day)
    return [
        DossierSubmitted(
            nomination=command.nomination, documents=nomination.documents, submitted_on=command.day, late=late
        )
    ]


def _is_late(current: Open, nomination: Nomination, award: Award, command: SubmitDossier) -> bool:
    """The first time that a dossier is handed in counts, where the award has a last day at all."""
    first = nomination.submitted_on is None
    return award.deadline and first and command.day > current.opening.deadlines.dossiers


def return_dossier(campaign: Campaign, command: ReturnDossier) -> list[Event]:
    """Sends a dossier back for additions: the body whose step is next, or that did the last one."""
    current, nomination = found(campaign, command)
    award, policy = award_of(current, nomination), current.opening.policy
    if not award.steps:
        raise StepNotAsked(award=award.code)
    if nomination.step is Step.NOMINATED and nomination.submitted_on is not None:
        _require_body(command, {_body(policy, each) for each in award.steps})
        return []
    require_step(command, nomination, way(award))
    turn = next_step(award, nomination.step) or next(each for each in reversed(BodyStep) if each in award.steps)
    _require_body(command, {_body(policy, turn)})
    return [DossierReturned(nomination=command.nomination)]


def consolidate(campaign: Campaign, command: ConsolidateDossier) -> list[Event]:
    """Takes a submitted dossier into the province's list."""
    current, nomination = found(campaign, command)
    _require_turn(current, nomination, command, BodyStep.CONSOLIDATION)
    if nomination.step is Step.CONSOLIDATED:
        return []
    require_step(command, nomination, {Step.SUBMITTED})
    return [Consolidated(nomination=command.nomination)]


def appraise(campaign: Campaign, command: AppraiseDossier) -> list[Event]:
    """Gives the appraising body's opinion on a dossier; it may be changed until the decision."""
    current, nomination = found(campaign, command)
    award = _require_turn(current, nomination, command, BodyStep.APPRAISAL)
    if nomination.step is Step.APPRAISED and nomination.favourable is command.favourable:
        return []
    require_step(command, nomination, way(award)[-2:])
    return [Appraised(nomination=command.nomination, favourable=command.favourable)]


def _require_turn(current: Open, nomination: Nomination, command: NominationCommand, step: BodyStep) -> Award:
    """The award; refuses a step that it does not ask for, and whoever acts for another body than the step's."""
    award = award_of(current, nomination)
    if step not in award.steps:
        raise StepNotAsked(award=award.code)
    _require_body(command, {_body(current.opening.policy, step)})
    return award


def _body(policy: AwardPolicy, step: BodyStep) -> Code:
    return policy.consolidated_by if step is BodyStep.CONSOLIDATION else policy.appraised_by


def _require_body(command: NominationCommand, bodies: Collection[Code]) -> None:
    if command.actor.unit not in bodies:
        raise NotTheBody(body=", ".join(sorted(bodies)), unit=command.actor.unit or "—")
