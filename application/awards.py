"""What decisions about awards look at besides the campaign: published results, merged units, awards held elsewhere."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from application.contexts import AWARD_CAMPAIGN, AWARD_REGISTER, ROUND, SCORECARD, pinned, registry
from application.workspace import Workspace
from domain.award_campaign import decisions, rulings
from domain.award_campaign.commands import NominationCommand, OpenCampaign
from domain.award_campaign.decisions import award_of
from domain.award_campaign.eligibility import Candidate, Finding, Held, Result, Tally, assess
from domain.award_campaign.events import CampaignListed, Candidature, register_id, stream_id
from domain.award_campaign.policy import CandidateKind, Lineage, Year
from domain.award_campaign.state import Campaign, Nomination, Open, Step
from domain.command import Command
from domain.event import Event
from domain.metadata import Code
from domain.province.decisions import known_unit
from domain.province.state import Registered
from domain.round import events as round_events
from domain.round.state import Published
from domain.scorecard import events as card_events
from domain.scorecard.conclusions import group_totals
from domain.scorecard.state import Final

Judge = Callable[[Campaign, Any, Sequence[Finding]], list[Event]]


def open_campaign(workspace: Workspace, state: Campaign, command: OpenCampaign) -> list[Event]:
    """Opens a campaign whose bodies are units of the province, and enters it in the province's register."""
    units = registry(workspace, command.province)
    for body in command.policy.bodies():
        known_unit(units, body)
    events = decisions.open_campaign(state, command)
    if events:
        rounds = tuple(command.rounds[year] for year in sorted(command.rounds))
        listed = CampaignListed(province=command.province, campaign=command.campaign, rounds=rounds)
        workspace.append(AWARD_REGISTER, register_id(command.province), command, [listed])
    return events


def judged(judge: Judge, workspace: Workspace, state: Campaign, command: NominationCommand) -> list[Event]:
    """Decides with what the conditions come to now."""
    campaign, nomination = decisions.found(state, command)
    return judge(campaign, command, findings(workspace, campaign, nomination))


def look_again(workspace: Workspace, province: Code, assessment: Code, command: Command) -> None:
    """Flags every granted award of the province that looks at this round and would be judged otherwise by now."""
    register = workspace.state(AWARD_REGISTER, register_id(province))
    for code in register.looking_at(assessment):
        campaign: Any = workspace.state(AWARD_CAMPAIGN, stream_id(province, code))
        for nomination in campaign.standing():
            now = findings(workspace, campaign, campaign.nominations[nomination])
            flagged = rulings.flagged(campaign, nomination, now)
            workspace.append(AWARD_CAMPAIGN, stream_id(province, code), command, flagged)


class Sources(Protocol):
    """Where what conditions look at is kept: the streams themselves, or tables that are folded from them."""

    def predecessors(self, unit: Code) -> Sequence[Code]:
        """The units that were merged into this one, and into those, in the order in which they were registered."""

    def campaign(self, code: Code) -> Campaign:
        """A campaign of the province."""

    def result(self, unit: Code, year: Year, assessment: Code) -> Result | None:
        """The unit's published result in the round of a year."""


class Streams(NamedTuple):
    """What conditions look at, read from the streams."""

    workspace: Workspace
    province: Code

    def predecessors(self, unit: Code) -> Sequence[Code]:
        """The units that were merged into this one, and into those."""
        return predecessors(registry(self.workspace, self.province), unit)

    def campaign(self, code: Code) -> Campaign:
        """A campaign of the province."""
        return self.workspace.state(AWARD_CAMPAIGN, stream_id(self.province, code))

    def result(self, unit: Code, year: Year, assessment: Code) -> Result | None:
        """The unit's published result in the round of a year."""
        return published_result(self.workspace, self.province, unit, _Year(year, assessment))


def findings(workspace: Workspace, campaign: Open, nomination: Nomination) -> tuple[Finding, ...]:
    """What every condition of the nomination's award comes to, by what is published and attested now."""
    return findings_by(Streams(workspace, campaign.opening.province), campaign, nomination)


def findings_by(sources: Sources, campaign: Open, nomination: Nomination) -> tuple[Finding, ...]:
    """The same by what is kept elsewhere."""
    policy = campaign.opening.policy
    return assess(policy, award_of(campaign, nomination), candidate_of(sources, campaign, nomination))


def candidate_of(sources: Sources, campaign: Open, nomination: Nomination) -> Candidate:
    """All that the conditions look at."""
    nominated, years = nomination.nominated, campaign.years_of(nomination)
    return Candidate(
        kind=nominated.candidate.kind,
        years=years,
        groups=nominated.candidate.groups,
        results=tuple(_results(sources, campaign, nominated.candidate.unit, years)),
        attestations=tuple(nomination.attestations.values()),
        held=tuple(_held(sources, campaign, nomination)),
    )


def _held(sources: Sources, campaign: Open, nomination: Nomination) -> Iterator[Held]:
    """The awards that the candidate holds by this campaign and by those related to it, but this one."""
    related = [sources.campaign(code) for code in campaign.opening.related]
    for each in (campaign, *(found for found in related if isinstance(found, Open))):
        for other in each.nominations.values():
            if other.step is Step.GRANTED and other is not nomination and _same(other, nomination):
                award = award_of(each, other)
                yield Held(
                    campaign=each.opening.campaign, award=award.code, form=award.form, years=each.years_of(other)
                )


def _same(one: Nomination, other: Nomination) -> bool:
    return who(one.nominated.candidate) == who(other.nominated.candidate)


def who(candidate: Candidature) -> tuple[str, str | None]:
    """Who it is: a person in whatever unit, or a unit."""
    person = candidate.kind is CandidateKind.INDIVIDUAL
    return candidate.kind, candidate.person if person else candidate.unit


class _Year(NamedTuple):
    year: Year
    round: Code


def _results(sources: Sources, campaign: Open, unit: Code, years: Sequence[Year]) -> Iterator[Result]:
    """The unit's own published results; of a year without one those of the units merged into it, by the policy."""
    lineage = campaign.opening.policy.lineage
    for year in years:
        if year in campaign.opening.rounds:
            yield from _in_year(sources, lineage, unit, _Year(year, campaign.opening.rounds[year]))


def _in_year(sources: Sources, lineage: Lineage, unit: Code, at: _Year) -> Sequence[Result]:
    own = sources.result(unit, *at)
    if own is not None or lineage is Lineage.NONE:
        return [own] if own else []
    earlier = sources.predecessors(unit)
    found = [result for each in earlier if (result := sources.result(each, *at))]
    return found if lineage is Lineage.ANY or len(found) == len(earlier) else []


def predecessors(units: Registered, unit: Code) -> Sequence[Code]:
    """The units that were merged into this one, and into those, in the order in which they were registered."""
    return merged_into({code: each.successor for code, each in units.units.items()}, unit)


def merged_into(successors: Mapping[Code, Code | None], unit: Code) -> Sequence[Code]:
    """The same by what each unit was merged into."""
    return [code for code in successors if code != unit and _becomes(successors, code, unit)]


def _becomes(successors: Mapping[Code, Code | None], code: Code, unit: Code) -> bool:
    seen = set()
    while code not in seen and (successor := successors[code]):
        seen.add(code)
        if successor == unit:
            return True
        code = successor
    return False


def published_result(workspace: Workspace, province: Code, unit: Code, at: _Year) -> Result | None:
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
