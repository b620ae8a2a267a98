"""What becomes of a request to open a campaign, to nominate a candidate, and to take a nomination back."""

from collections.abc import Collection

from domain.award_campaign.commands import (
    CampaignCommand,
    Nominate,
    NominationCommand,
    OpenCampaign,
    WithdrawNomination,
)
from domain.award_campaign.events import CampaignOpened, Candidature, Nominated, NominationWithdrawn
from domain.award_campaign.policy import Award, CandidateKind
from domain.award_campaign.refusals import (
    CampaignTaken,
    CampaignUnknown,
    CandidateTwice,
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
from domain.metadata import Code, UnitKind

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


def nominate(campaign: Campaign, command: Nominate, unit_kind: UnitKind | None = None) -> list[Event]:
    """Proposes a candidate of a unit of that kind for an award; each candidate once for the same award and year."""
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
            unit_kind=unit_kind,
        ),
        votes_for=command.votes_for,
        votes_against=command.votes_against,
    )
    require_own_unit(command, command.unit)
    known = current.nominations.get(command.nomination)
    if known is not None:
        if known.nominated == event:
            return []
        raise NominationTaken(nomination=command.nomination)
    _require_fitting(current, command)
    require_once(current, event)
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
    elif command.groups and not individual:
        problem = (
            "tập thể được xét theo toàn bộ kết quả, không nêu nhóm chỉ số",
            "collectives are judged by their whole result, so no groups are named",
        )
    elif len(set(command.groups)) < len(command.groups):
        problem = "một nhóm chỉ số được nêu nhiều lần", "a group is named more than once"
    elif command.votes_for <= command.votes_against:
        problem = "hội đồng không quá bán đồng ý", "the council's votes for it are no majority"
    else:
        return
    raise NominationInvalid(nomination=command.nomination, problem_vi=problem[0], problem_en=problem[1])


def require_once(current: Open, event: Nominated) -> None:
    """Refuses a candidate of whom another nomination for the same is under way, or was granted."""
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
    require_own_unit(command, nomination.nominated.candidate.unit)
    if nomination.step is Step.WITHDRAWN:
        return []
    require_step(command, nomination, UNDECIDED)
    return [NominationWithdrawn(nomination=command.nomination)]


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


def require_own_unit(command: NominationCommand, unit: Code) -> None:
    """Refuses whoever acts for another unit than this one."""
    if command.actor.unit != unit:
        raise NotTheBody(body=unit, unit=command.actor.unit or "—")
