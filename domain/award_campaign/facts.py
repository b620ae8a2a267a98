"""What becomes of somebody's word on a condition that no score tells."""

from domain.award_campaign.commands import AttestFact
from domain.award_campaign.decisions import UNDECIDED, award_of, found, require_step
from domain.award_campaign.events import FactAttested
from domain.award_campaign.nomination import Nomination, Speaker
from domain.award_campaign.policy import Condition, Declared
from domain.award_campaign.refusals import AttestedWithoutEvidence, ConditionUnknown
from domain.award_campaign.state import Campaign, Open
from domain.award_campaign.steps import Step
from domain.event import Event
from domain.metadata import Actor, Code, Role


def attest(campaign: Campaign, command: AttestFact) -> list[Event]:
    """Keeps somebody's word on a condition that is declared, with its evidence, from a role that the policy names.

    A unit speaks while the dossier is with it, and not after a body has spoken; a body until the decision.
    """
    current, nomination = found(campaign, command)
    said, speaker = command.attestation, Speaker(command.actor.role, command.actor.unit)
    conditions = award_of(current, nomination).conditions_for(nomination.nominated.candidate.kind)
    condition = next((each for each in conditions if each.code == said.condition), None)
    _require_attestable(current, nomination, command, condition)
    key = said.condition, said.year
    if (nomination.attestations.get(key), nomination.speakers.get(key)) == (said, speaker):
        return []
    require_step(command, nomination, {Step.NOMINATED} if speaker.role is Role.UNIT else UNDECIDED)
    if not said.evidence.strip():
        raise AttestedWithoutEvidence(condition=said.condition)
    return [FactAttested(nomination=command.nomination, attestation=said, role=speaker.role, unit=speaker.unit)]


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
    elif command.actor.role is Role.UNIT and _a_body_has_spoken(nomination, command):
        problem = (
            "cơ quan có thẩm quyền đã xác nhận, đơn vị không thay đổi được",
            "a body has attested it, and the unit can't change that",
        )
    else:
        return
    raise ConditionUnknown(condition=said.condition, problem_vi=problem[0], problem_en=problem[1])


def _speaks(actor: Actor, condition: Declared, own: Code) -> bool:
    """Whether it is for the actor's unit to attest it; units speak for their own candidates only."""
    if actor.role is Role.UNIT:
        return actor.unit == own
    return not condition.attested_by_units or actor.unit in condition.attested_by_units


def _a_body_has_spoken(nomination: Nomination, command: AttestFact) -> bool:
    speaker = nomination.speakers.get((command.attestation.condition, command.attestation.year))
    return speaker is not None and speaker.role is not Role.UNIT
