"""What becomes of a request to a campaign, up to the appraisal of a dossier."""

from collections.abc import Collection

from domain.award_campaign.commands import (
    AddDossierDocument,
    AppraiseDossier,
    AttestFact,
    CampaignCommand,
    ConsolidateDossier,
    Nominate,
    NominationCommand,
    OpenCampaign,
    ReturnDossier,
    SubmitDossier,
    WithdrawNomination,
)
from domain.award_campaign.events import (
    Appraised,
    CampaignOpened,
    Candidature,
    Consolidated,
    DossierDocumentAdded,
    DossierReturned,
    DossierSubmitted,
    FactAttested,
    Nominated,
    NominationWithdrawn,
)
from domain.award_campaign.policy import Award, CandidateKind, Condition, Declared, Lateness
from domain.award_campaign.refusals import (
    CampaignTaken,
    CampaignUnknown,
    CandidateTwice,
    ConditionUnknown,
    DossierIncomplete,
    DossierLate,
    NominationInvalid,
    NominationTaken,
    NominationUnknown,
    NotTheBody,
    PolicyInvalid,
    WrongStep,
)
from domain.award_campaign.soundness import faults
from domain.award_campaign.state import Campaign, Nomination, Open, Step
from domain.event import Event
from domain.indicator_set.content import content_hash
from domain.metadata import Actor, Code, Role

ENDED = frozenset({Step.DECLINED, Step.REVOKED, Step.WITHDRAWN})
UNDECIDED = frozenset(Step) - ENDED - {Step.GRANTED}
"""Steps before the decision."""


def open_campaign(campaign: Campaign, command: OpenCampaign) -> list[Event]:
    """Opens a campaign once, on a policy of the province that does not contradict itself."""
    event = CampaignOpened(
        province=command.province,
        campaign=command.campaign,
        name=command.name,
        name_en=command.name_en,
        policy=command.policy,
        content_hash=content_hash(command.policy),
        deadlines=command.deadlines,
        rounds=command.rounds,
        related=command.related,
        data_provenance=command.data_provenance,
        notice=command.notice,
    )
    match campaign:
        case Open() if campaign.opening == event:
            return []
        case Open():
            raise CampaignTaken(province=command.province, campaign=command.campaign)
        case _:
            _require_sound(command)
            return [event]


def _require_sound(command: OpenCampaign) -> None:
    found = [(fault.sentence("vi"), fault.sentence("en")) for fault in faults(command.policy)]
    if command.policy.province != command.province:
        other = command.policy.province
        found.append((f"thể lệ là của tỉnh «{other}»", f"it is a policy of province '{other}'"))
    if found:
        vi, en = ("; ".join(each) for each in zip(*found, strict=True))
        raise PolicyInvalid(faults_vi=vi, faults_en=en)


def nominate(campaign: Campaign, command: Nominate) -> list[Event]:
    """Proposes a candidate for an award; each candidate once for the same award and year."""
    current = require_open(campaign, command)
    event = Nominated(
        nomination=command.nomination,
        award=command.award,
        year=command.year,
        candidate=Candidature(
            kind=command.kind,
            unit=command.unit,
            person=command.person,
            position=command.position,
            groups=command.groups,
        ),
        votes_for=command.votes_for,
        votes_against=command.votes_against,
    )
    known = current.nominations.get(command.nomination)
    if known is not None:
        if known.nominated == event:
            return []
        raise NominationTaken(nomination=command.nomination)
    _require_own_unit(command, command.unit)
    _require_fitting(current, command)
    _require_once(current, event)
    return [event]


def _require_fitting(current: Open, command: Nominate) -> None:
    """The award exists, is for such candidates and for that year, and an individual is named with their field."""
    award = current.opening.policy.award(command.award)
    individual = command.kind is CandidateKind.INDIVIDUAL
    if award is None:
        problem = f"không có danh hiệu «{command.award}»", f"there is no award '{command.award}'"
    elif not award.conditions_for(command.kind):
        problem = "danh hiệu không dành cho đối tượng này", "the award is not for such candidates"
    elif award.yearly != (command.year is not None):
        problem = "năm xét chỉ và phải nêu với danh hiệu hằng năm", "a year is for yearly awards, and they need one"
    elif command.year is not None and command.year not in current.opening.policy.years_of(award):
        problem = "danh hiệu không dành cho năm này", "the year is not one that the award is for"
    elif individual != (command.person is not None):
        problem = "chỉ và phải nêu tên với cá nhân", "a person is for individuals, and they need one"
    elif command.votes_for <= command.votes_against:
        problem = "hội đồng không quá bán đồng ý", "the council's votes for it are no majority"
    else:
        return
    raise NominationInvalid(nomination=command.nomination, problem_vi=problem[0], problem_en=problem[1])


def _require_once(current: Open, event: Nominated) -> None:
    for code, other in current.nominations.items():
        if other.step not in ENDED and _same(other.nominated, event):
            raise CandidateTwice(other=code)


def _same(one: Nominated, other: Nominated) -> bool:
    return (one.award, one.year, _who(one.candidate)) == (other.award, other.year, _who(other.candidate))


def _who(candidate: Candidature) -> tuple[str | None, ...]:
    """A person is the same in whatever unit; a collective is its unit."""
    return (candidate.person,) if candidate.kind is CandidateKind.INDIVIDUAL else (None, candidate.unit)


def withdraw(campaign: Campaign, command: WithdrawNomination) -> list[Event]:
    """Takes a proposal back that is not decided."""
    _, nomination = found(campaign, command)
    if nomination.step is Step.WITHDRAWN:
        return []
    _require_own_unit(command, nomination.nominated.candidate.unit)
    require_step(command, nomination, UNDECIDED)
    return [NominationWithdrawn(nomination=command.nomination)]


def attest(campaign: Campaign, command: AttestFact) -> list[Event]:
    """Keeps somebody's word on a condition that is declared, from a role that the policy names."""
    current, nomination = found(campaign, command)
    said = command.attestation
    if nomination.attestations.get((said.condition, said.year)) == said:
        return []
    require_step(command, nomination, UNDECIDED)
    conditions = award_of(current, nomination).conditions_for(nomination.nominated.candidate.kind)
    condition = next((each for each in conditions if each.code == said.condition), None)
    _require_attestable(current, nomination, command, condition)
    return [FactAttested(nomination=command.nomination, attestation=said)]


def _require_attestable(
    current: Open, nomination: Nomination, command: AttestFact, condition: Condition | None
) -> None:
    said = command.attestation
    if not isinstance(condition, Declared):
        problem = "danh hiệu không có điều kiện phải xác nhận này", "the award has no such condition to attest"
    elif command.actor.role not in condition.attested_by:
        allowed = ", ".join(sorted(condition.attested_by))
        problem = f"điều kiện do vai trò khác xác nhận: {allowed}", f"it is attested by other roles: {allowed}"
    elif not _speaks(command.actor, condition, nomination.nominated.candidate.unit):
        units = ", ".join(condition.attested_by_units) or nomination.nominated.candidate.unit
        problem = f"điều kiện do đơn vị khác xác nhận: {units}", f"it is attested by other units: {units}"
    elif condition.yearly != (said.year is not None):
        problem = "năm chỉ và phải nêu với điều kiện hằng năm", "a year is for yearly conditions, and they need one"
    elif said.year is not None and said.year not in current.years_of(nomination):
        problem = "năm ngoài thời gian xét", "the year is not one that the award is for"
    else:
        return
    raise ConditionUnknown(condition=said.condition, problem_vi=problem[0], problem_en=problem[1])


def _speaks(actor: Actor, condition: Declared, own: Code) -> bool:
    """Whether it is for the actor's unit to attest it; units speak for their own candidates only."""
    if actor.role is Role.UNIT:
        return actor.unit == own
    return not condition.attested_by_units or actor.unit in condition.attested_by_units


def add_document(campaign: Campaign, command: AddDossierDocument) -> list[Event]:
    """Puts a document of a kind that the policy knows into a dossier that is with the unit."""
    current, nomination = found(campaign, command)
    if nomination.documents.get(command.document) == command.sha256:
        return []
    _require_own_unit(command, nomination.nominated.candidate.unit)
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
    """Hands a complete dossier in by the last day; a late one is refused or marked, as the policy says."""
    current, nomination = found(campaign, command)
    if nomination.step is Step.SUBMITTED:
        return []
    _require_own_unit(command, nomination.nominated.candidate.unit)
    require_step(command, nomination, {Step.NOMINATED})
    missing = [each for each in award_of(current, nomination).documents if each not in nomination.documents]
    if missing:
        raise DossierIncomplete(nomination=command.nomination, missing=", ".join(missing))
    deadline = current.opening.deadlines.dossiers
    late = command.day > deadline
    if late and current.opening.policy.late is Lateness.REFUSED:
        raise DossierLate(deadline=deadline, day=command.day)
    return [
        DossierSubmitted(
            nomination=command.nomination, documents=nomination.documents, submitted_on=command.day, late=late
        )
    ]


def return_dossier(campaign: Campaign, command: ReturnDossier) -> list[Event]:
    """Sends a dossier back for additions; once it is in the list, only the appraising body does."""
    current, nomination = found(campaign, command)
    if nomination.step is Step.NOMINATED:
        return []
    require_step(command, nomination, {Step.SUBMITTED, Step.CONSOLIDATED, Step.APPRAISED})
    policy = current.opening.policy
    _require_body(command, policy.consolidated_by if nomination.step is Step.SUBMITTED else policy.appraised_by)
    return [DossierReturned(nomination=command.nomination)]


def consolidate(campaign: Campaign, command: ConsolidateDossier) -> list[Event]:
    """Takes a submitted dossier into the province's list."""
    current, nomination = found(campaign, command)
    if nomination.step is Step.CONSOLIDATED:
        return []
    _require_body(command, current.opening.policy.consolidated_by)
    require_step(command, nomination, {Step.SUBMITTED})
    return [Consolidated(nomination=command.nomination)]


def appraise(campaign: Campaign, command: AppraiseDossier) -> list[Event]:
    """Gives the appraising body's opinion on a dossier in the list; it may be changed until the decision."""
    current, nomination = found(campaign, command)
    if nomination.step is Step.APPRAISED and nomination.favourable is command.favourable:
        return []
    _require_body(command, current.opening.policy.appraised_by)
    require_step(command, nomination, {Step.CONSOLIDATED, Step.APPRAISED})
    return [Appraised(nomination=command.nomination, favourable=command.favourable)]


def require_open(campaign: Campaign, command: CampaignCommand) -> Open:
    """The campaign; refuses one that there is not."""
    if isinstance(campaign, Open):
        return campaign
    raise CampaignUnknown(province=command.province, campaign=command.campaign)


def found(campaign: Campaign, command: NominationCommand) -> tuple[Open, Nomination]:
    """The campaign and the nomination that the request is about."""
    current = require_open(campaign, command)
    nomination = current.nominations.get(command.nomination)
    if nomination is None:
        raise NominationUnknown(campaign=command.campaign, nomination=command.nomination)
    return current, nomination


def award_of(campaign: Open, nomination: Nomination) -> Award:
    """The award that the nomination is for."""
    return next(each for each in campaign.opening.policy.awards if each.code == nomination.nominated.award)


def require_step(command: NominationCommand, nomination: Nomination, needed: Collection[Step]) -> None:
    """Refuses what the dossier is not ready for."""
    if nomination.step not in needed:
        steps = ", ".join(step for step in Step if step in needed)
        raise WrongStep(nomination=command.nomination, step=nomination.step, needed=steps)


def _require_own_unit(command: NominationCommand, unit: Code) -> None:
    if command.actor.unit != unit:
        raise NotTheBody(body=unit, unit=command.actor.unit or "—")


def _require_body(command: NominationCommand, body: Code) -> None:
    if command.actor.unit != body:
        raise NotTheBody(body=body, unit=command.actor.unit or "—")
