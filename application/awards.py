"""What decisions about awards look at besides the campaign: published results, merged units, awards held elsewhere."""

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any, NamedTuple

from application.award_lineage import (
    Achiever,
    InYear,
    Sources,
    achievers,
    honoured,
    merged_into,
    results_of,
    successors,
    with_successors_of,
)
from application.contexts import AWARD_CAMPAIGN, AWARD_REGISTER, ROUND, SCORECARD, pinned, registry
from application.workspace import Workspace
from domain.award_campaign import calendar, decisions, rulings
from domain.award_campaign.commands import ChangeAwardCalendar, NominationCommand, OpenCampaign
from domain.award_campaign.decisions import award_of
from domain.award_campaign.eligibility import Candidate, Finding, Held, Result, Tally, assess
from domain.award_campaign.events import CampaignListed, CampaignOpened, register_id, stream_id
from domain.award_campaign.policy import Year
from domain.award_campaign.state import Campaign, Nomination, Open, Step, listed
from domain.command import Command
from domain.event import Event
from domain.metadata import Code, Provenance
from domain.province.decisions import active_unit
from domain.round import events as round_events
from domain.round.state import NotOpened, Published
from domain.scorecard import events as card_events
from domain.scorecard.conclusions import group_totals
from domain.scorecard.state import Final

Decide = Callable[[Campaign, Any], list[Event]]
Judge = Callable[[Campaign, Any, Sequence[Finding]], list[Event]]


def open_campaign(workspace: Workspace, state: Campaign, command: OpenCampaign) -> list[Event]:
    """Opens a campaign whose bodies are existing units of the province, and enters it in the province's register."""
    units = registry(workspace, command.province)
    events = decisions.open_campaign(state, command)
    if events:
        calendar.require_fitting(command)
        for body in command.policy.bodies():
            active_unit(units, body)
        _list(workspace, command, command)
    return events


def change_calendar(workspace: Workspace, state: Campaign, command: ChangeAwardCalendar) -> list[Event]:
    """Changes deadlines and rounds, and flags the campaign's awards that would be judged otherwise by these rounds."""
    events = calendar.change_calendar(state, command)
    stream = stream_id(command.province, command.campaign)
    workspace.append(AWARD_CAMPAIGN, stream, command, events)
    changed = workspace.state(AWARD_CAMPAIGN, stream)
    if events and isinstance(changed, Open):
        _list(workspace, command, changed.opening)
        _flag(workspace, changed, command)
    return []


def _list(workspace: Workspace, command: Command, opening: OpenCampaign | CampaignOpened) -> None:
    """Enters a campaign in the province's register, in the place of what stood there of it."""
    rounds = tuple(opening.rounds[year] for year in sorted(opening.rounds))
    event = CampaignListed(province=opening.province, campaign=opening.campaign, rounds=rounds, related=opening.related)
    register = register_id(opening.province)
    known = workspace.state(AWARD_REGISTER, register)
    workspace.append(AWARD_REGISTER, register, command, [] if listed(known, event) == known else [event])


def with_successors(decide: Decide, workspace: Workspace, state: Campaign, command: NominationCommand) -> list[Event]:
    """Decides on a campaign in which the step of a unit that was merged is that of what it became."""
    return decide(_with_successors(workspace, state), command)


def judged(judge: Judge, workspace: Workspace, state: Campaign, command: NominationCommand) -> list[Event]:
    """Decides with what the conditions come to now."""
    campaign, nomination = decisions.found(state, command)
    return judge(_with_successors(workspace, campaign), command, findings(workspace, campaign, nomination))


def _with_successors(workspace: Workspace, state: Campaign) -> Campaign:
    if not isinstance(state, Open):
        return state
    return with_successors_of(successors(registry(workspace, state.opening.province)), state)


def look_again(workspace: Workspace, province: Code, assessment: Code, command: Command) -> None:
    """Flags every granted award of the province that looks at this round and would be judged otherwise by now."""
    register = workspace.state(AWARD_REGISTER, register_id(province))
    for code in register.looking_at(assessment):
        campaign: Any = workspace.state(AWARD_CAMPAIGN, stream_id(province, code))
        _flag(workspace, campaign, command)


def _flag(workspace: Workspace, campaign: Open, command: Command) -> None:
    """Flags the awards of a campaign that would be judged otherwise by now."""
    for nomination in campaign.standing():
        now = findings(workspace, campaign, campaign.nominations[nomination])
        flagged = rulings.flagged(campaign, nomination, now)
        workspace.append(
            AWARD_CAMPAIGN, stream_id(campaign.opening.province, campaign.opening.campaign), command, flagged
        )


class Streams(NamedTuple):
    """What conditions look at, read from the streams."""

    workspace: Workspace
    province: Code

    def predecessors(self, unit: Code) -> Sequence[Code]:
        """The units that were merged into this one."""
        return merged_into(successors(registry(self.workspace, self.province)), unit)

    def naming(self, campaign: Code) -> Sequence[Code]:
        """The campaigns that name this one as related."""
        return self.workspace.state(AWARD_REGISTER, register_id(self.province)).naming(campaign)

    def campaign(self, code: Code) -> Campaign:
        """A campaign of the province."""
        return self.workspace.state(AWARD_CAMPAIGN, stream_id(self.province, code))

    def result(self, unit: Code, year: Year, assessment: Code) -> Result | None:
        """The unit's published result in the round of a year."""
        return published_result(self.workspace, self.province, unit, InYear(year, assessment))


def findings(workspace: Workspace, campaign: Open, nomination: Nomination) -> tuple[Finding, ...]:
    """What every condition of the nomination's award comes to, by what is published and attested now."""
    candidate = candidate_of(Streams(workspace, campaign.opening.province), campaign, nomination)
    return assess(campaign.opening.policy, award_of(campaign, nomination), candidate)


def candidate_of(sources: Sources, campaign: Open, nomination: Nomination) -> Candidate:
    """All that the conditions look at."""
    nominated, years = nomination.nominated, campaign.years_of(nomination)
    results = tuple(results_of(sources, campaign, nominated.candidate.unit, years))
    return Candidate(
        kind=nominated.candidate.kind,
        years=years,
        groups=nominated.candidate.groups,
        results=results,
        attestations=tuple(nomination.attestations.values()),
        held=tuple(_held(sources, campaign, nomination, achievers(nominated.candidate, results))),
    )


def _held(sources: Sources, campaign: Open, nomination: Nomination, who: Collection[Achiever]) -> Iterator[Held]:
    """The awards for the same achievements by this campaign and by those related to it, but this one."""
    for each in (campaign, *_related(sources, campaign.opening)):
        for other in each.nominations.values():
            if other.step is Step.GRANTED and other is not nomination and not honoured(other).isdisjoint(who):
                award = award_of(each, other)
                yield Held(
                    campaign=each.opening.campaign, award=award.code, form=award.form, years=each.years_of(other)
                )


def _related(sources: Sources, opening: CampaignOpened) -> Iterator[Open]:
    """The campaigns that it names and those that name it, whichever was opened first."""
    for code in dict.fromkeys((*opening.related, *sources.naming(opening.campaign))):
        found = sources.campaign(code)
        if isinstance(found, Open):
            yield found


def provenance(workspace: Workspace, opening: CampaignOpened) -> Provenance:
    """The campaign's own; where it says nothing else, that of a round it looks at whose results are not real."""
    if opening.data_provenance is not Provenance.PUBLISHED:
        return opening.data_provenance
    streams = [round_events.stream_id(opening.province, code) for code in opening.rounds.values()]
    rounds = [workspace.glance(ROUND, stream) for stream in streams]
    told = (each.opening.data_provenance for each in rounds if not isinstance(each, NotOpened))
    return next((each for each in told if each is not Provenance.PUBLISHED), Provenance.PUBLISHED)


def published_result(workspace: Workspace, province: Code, unit: Code, at: InYear) -> Result | None:
    """The unit's result in the round of a year; none while the round is not published or the unit has none in it."""
    if not isinstance(workspace.state(ROUND, round_events.stream_id(province, at.round)), Published):
        return None
    version = workspace.version(SCORECARD, card_events.stream_id(province, at.round, unit))
    card = version.state
    if not isinstance(card, Final):
        return None
    definition = pinned(workspace, card.opening).definition
    totals = card.totals(definition.applicable(card.opening.unit_kind))
    groups = group_totals(card, definition).items()
    return Result(
        unit=unit,
        year=at.year,
        round=at.round,
        total=Tally(points=totals.final_total, maximum=totals.max_points),
        groups={code: Tally(points=each.points, maximum=each.max_points) for code, each in groups},
        version=version.number,
    )
