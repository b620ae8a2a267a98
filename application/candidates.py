"""Who can be nominated: a unit of the province, and a person with groups that the unit's indicator sets have."""

from collections.abc import Iterator, Sequence

from application.contexts import ROUND, registry, release
from application.refusals import GroupUnknown
from application.workspace import Workspace
from domain.award_campaign import decisions
from domain.award_campaign.commands import Nominate
from domain.award_campaign.refusals import NominationInvalid
from domain.award_campaign.state import Campaign
from domain.event import Event
from domain.indicator_set.definition import Group, IndicatorSet
from domain.metadata import Code, UnitKind
from domain.province.decisions import active_unit, known_unit
from domain.round import events as round_events
from domain.round.state import NotOpened


def nominate(workspace: Workspace, state: Campaign, command: Nominate) -> list[Event]:
    """Proposes a candidate of a unit that exists; the groups in a person's charge are groups of the unit's sets."""
    units = registry(workspace, command.province)
    unit = known_unit(units, command.unit)
    events = decisions.nominate(state, command, unit.kind)
    if events:
        active_unit(units, command.unit)
    if events and command.groups:
        rounds = decisions.require_open(state, command).opening.rounds
        sets = list(_sets(workspace, command.province, tuple(rounds.values()), unit.kind))
        _require_groups(command, sets)
    return events


def _sets(workspace: Workspace, province: Code, rounds: Sequence[Code], kind: UnitKind) -> Iterator[IndicatorSet]:
    """The sets by which units of this kind are assessed in those of the rounds that are opened by now."""
    states = [workspace.glance(ROUND, round_events.stream_id(province, code)) for code in rounds]
    pins = (each.opening.sets.get(kind) for each in states if not isinstance(each, NotOpened))
    releases = (release(workspace, province, pin.indicator_set, pin.content_hash) for pin in pins if pin)
    return (each.definition for each in releases if each)


def _require_groups(command: Nominate, sets: Sequence[IndicatorSet]) -> None:
    """Refuses groups that none of the sets has, and two of which one is part of the other; without sets it can't."""
    groups = {group.code: group for each in sets for group in each.every_group()}
    unknown = [code for code in command.groups if code not in groups]
    if groups and unknown:
        known = ", ".join(dict.fromkeys(group.code for each in sets for group in each.groups))
        raise GroupUnknown(unit=command.unit, groups=", ".join(unknown), known=known)
    for code in command.groups if groups else ():
        _require_apart(command, groups[code])


def _require_apart(command: Nominate, group: Group) -> None:
    within = [each.code for each in group.walk() if each is not group and each.code in command.groups]
    if within:
        vi = f"nhóm «{within[0]}» nằm trong nhóm «{group.code}»"
        en = f"group '{within[0]}' is part of group '{group.code}'"
        raise NominationInvalid(nomination=command.nomination, problem_vi=vi, problem_en=en)
