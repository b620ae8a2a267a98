"""Which decision answers which command: the one table that every way in goes through."""

from collections.abc import Callable
from functools import partial
from typing import Any, Generic, TypeVar
from uuid import UUID

import msgspec

from application import awards, candidates
from application.contexts import (
    AUDIT,
    AWARD_CAMPAIGN,
    INDICATOR_SET,
    PERSON,
    PROVINCE,
    ROUND,
    SCORECARD,
    assessment,
    base_of,
    best_values,
    finished,
    opened_round,
    registry,
    release,
    rescaled,
)
from application.contexts import cards as cards_of_round
from application.workspace import Aggregate, Workspace
from domain.audit import commands as audit_commands
from domain.audit import decisions as audit
from domain.audit import events as audit_events
from domain.award_campaign import commands as award_commands
from domain.award_campaign import decisions as campaigns
from domain.award_campaign import dossiers, facts, objections, rulings
from domain.award_campaign import events as award_events
from domain.command import Command
from domain.event import Event
from domain.indicator_set import commands as sets_commands
from domain.indicator_set import decisions as sets
from domain.indicator_set import events as sets_events
from domain.indicator_set.state import Releases
from domain.person import commands as person_commands
from domain.person import decisions as people
from domain.person import events as person_events
from domain.person.state import Person
from domain.province import commands as province_commands
from domain.province import decisions as province
from domain.province import events as province_events
from domain.province.decisions import known_unit
from domain.province.state import Province
from domain.round import commands as round_commands
from domain.round import decisions as rounds
from domain.round import events as round_events
from domain.round.state import Round
from domain.scorecard import commands as card_commands
from domain.scorecard import conclusions
from domain.scorecard import decisions as cards
from domain.scorecard import events as card_events
from domain.scorecard.assessment import Assessment
from domain.scorecard.state import Scorecard

C = TypeVar("C", bound=Command)


class Handler(msgspec.Struct, Generic[C], frozen=True):
    """The stream a command goes to and the decision that answers it."""

    aggregate: Aggregate[Any]
    stream: Callable[[C], UUID]
    decide: Callable[[Workspace, Any, C], list[Event]]


def _release_set(workspace: Workspace, state: Releases, command: sets_commands.ReleaseIndicatorSet) -> list[Event]:
    return sets.release(state, command, base_of(workspace, command.definition))


def _open_round(workspace: Workspace, state: Round, command: round_commands.OpenRound) -> list[Event]:
    registry(workspace, command.province)
    pins = command.sets.values()
    found = (release(workspace, command.province, pin.indicator_set, pin.content_hash) for pin in pins)
    return rounds.open_round(state, command, {r.content_hash: r for r in found if r is not None})


def _of_a_unit(
    decide: Callable[[Any, Any], list[Event]], workspace: Workspace, state: Any, command: Any
) -> list[Event]:
    known_unit(registry(workspace, command.province), command.unit)
    return decide(state, command)


def _close_review(workspace: Workspace, state: Round, command: round_commands.CloseReview) -> list[Event]:
    """Closes review; freezes the best values and puts every scorecard's relative points against them."""
    assessed = opened_round(workspace, command.province, command.round)
    bests = best_values(workspace, assessed, workspace.state)
    events = rounds.close_review(state, command, bests)
    if events and bests:
        for unit, card in list(cards_of_round(workspace, assessed, workspace.state)):
            stream = card_events.stream_id(command.province, command.round, unit.code)
            workspace.append(SCORECARD, stream, command, rescaled(workspace, assessed, card, bests))
    return events


def _finalise_round(workspace: Workspace, state: Round, command: round_commands.FinaliseRound) -> list[Event]:
    return rounds.finalise(state, command, finished(workspace, command))


def _publish_round(workspace: Workspace, state: Round, command: round_commands.PublishRound) -> list[Event]:
    """Publishes the result, and flags awards that would be judged otherwise by it."""
    workspace.append(
        ROUND, round_events.stream_id(command.province, command.round), command, rounds.publish(state, command)
    )
    awards.look_again(workspace, command.province, command.round, command)
    return []


def _erase_name(workspace: Workspace, state: Person, command: person_commands.EraseName) -> list[Event]:
    events = people.erase_name(state, command, known=workspace.knows(command.reference))
    # Also where the event is there already: a name may have come back with a restored table.
    workspace.forget(command.reference)
    return events


def _open_scorecard(workspace: Workspace, state: Scorecard, command: card_commands.OpenScorecard) -> list[Event]:
    current_round = rounds.unlocked(opened_round(workspace, command.province, command.round))
    return cards.open_scorecard(state, command, current_round, registry(workspace, command.province))


def _assessed(
    decide: Callable[[Scorecard, Any, Assessment], list[Event]], workspace: Workspace, state: Scorecard, command: Any
) -> list[Event]:
    return decide(state, command, assessment(workspace, state, command))


def _alone(decide: Callable[[Any, Any], list[Event]], _workspace: Workspace, state: Any, command: Any) -> list[Event]:
    return decide(state, command)


def _province(decide: Callable[[Province, Any], list[Event]]) -> Handler[Any]:
    return Handler(PROVINCE, lambda command: province_events.stream_id(command.province), partial(_alone, decide))


def _round(decide: Callable[[Workspace, Round, Any], list[Event]]) -> Handler[Any]:
    return Handler(ROUND, lambda command: round_events.stream_id(command.province, command.round), decide)


def _campaign(decide: Callable[[Workspace, Any, Any], list[Event]]) -> Handler[Any]:
    def stream(command: award_commands.CampaignCommand) -> UUID:
        return award_events.stream_id(command.province, command.campaign)

    return Handler(AWARD_CAMPAIGN, stream, decide)


def _scorecard(decide: Callable[[Workspace, Scorecard, Any], list[Event]]) -> Handler[Any]:
    def stream(command: card_commands.ScorecardCommand) -> UUID:
        return card_events.stream_id(command.province, command.round, command.unit)

    return Handler(SCORECARD, stream, decide)


HANDLERS: dict[type[Command], Handler[Any]] = {
    province_commands.RegisterProvince: _province(province.register_province),
    province_commands.RegisterUnit: _province(province.register_unit),
    province_commands.RenameUnit: _province(province.rename_unit),
    province_commands.MergeUnit: _province(province.merge_unit),
    province_commands.DissolveUnit: _province(province.dissolve_unit),
    sets_commands.ReleaseIndicatorSet: Handler(
        INDICATOR_SET,
        lambda command: sets_events.stream_id(command.definition.province, command.definition.code),
        _release_set,
    ),
    sets_commands.WithdrawIndicatorSet: Handler(
        INDICATOR_SET,
        lambda command: sets_events.stream_id(command.province, command.indicator_set),
        partial(_alone, sets.withdraw),
    ),
    round_commands.OpenRound: _round(_open_round),
    round_commands.ChangeCalendar: _round(partial(_alone, rounds.change_calendar)),
    round_commands.ExtendSelfScoring: _round(partial(_of_a_unit, rounds.extend_self_scoring)),
    round_commands.MarkUnitNotRanked: _round(partial(_of_a_unit, rounds.mark_not_ranked)),
    round_commands.MarkUnitRanked: _round(partial(_of_a_unit, rounds.mark_ranked)),
    round_commands.CloseSelfScoring: _round(partial(_alone, rounds.close_self_scoring)),
    round_commands.CloseReview: _round(_close_review),
    round_commands.FinaliseRound: _round(_finalise_round),
    round_commands.PublishRound: _round(_publish_round),
    round_commands.ReopenRound: _round(partial(_alone, rounds.reopen)),
    card_commands.OpenScorecard: _scorecard(_open_scorecard),
    card_commands.SelfScore: _scorecard(partial(_assessed, cards.self_score)),
    card_commands.AttachEvidence: _scorecard(partial(_assessed, cards.attach_evidence)),
    card_commands.WithdrawEvidence: _scorecard(partial(_assessed, cards.withdraw_evidence)),
    card_commands.Explain: _scorecard(partial(_assessed, cards.explain)),
    card_commands.MarkNotApplicable: _scorecard(partial(_assessed, cards.mark_not_applicable)),
    card_commands.SubmitScorecard: _scorecard(partial(_assessed, cards.submit)),
    card_commands.ReturnScorecard: _scorecard(partial(_assessed, conclusions.return_to_unit)),
    card_commands.AdjustScore: _scorecard(partial(_assessed, conclusions.adjust)),
    card_commands.AppealScore: _scorecard(partial(_assessed, conclusions.appeal)),
    card_commands.ResolveAppeal: _scorecard(partial(_assessed, conclusions.resolve_appeal)),
    card_commands.FinaliseScorecard: _scorecard(partial(_assessed, conclusions.finalise)),
    card_commands.ReopenScorecard: _scorecard(partial(_assessed, conclusions.reopen)),
    award_commands.OpenCampaign: _campaign(awards.open_campaign),
    award_commands.ChangeAwardCalendar: _campaign(awards.change_calendar),
    award_commands.Nominate: _campaign(candidates.nominate),
    award_commands.WithdrawNomination: _campaign(partial(awards.with_successors, campaigns.withdraw)),
    award_commands.AttestFact: _campaign(partial(awards.with_successors, facts.attest)),
    award_commands.AddDossierDocument: _campaign(partial(awards.with_successors, dossiers.add_document)),
    award_commands.SubmitDossier: _campaign(partial(awards.with_successors, dossiers.submit)),
    award_commands.ReturnDossier: _campaign(partial(awards.with_successors, dossiers.return_dossier)),
    award_commands.ConsolidateDossier: _campaign(partial(awards.with_successors, dossiers.consolidate)),
    award_commands.AppraiseDossier: _campaign(partial(awards.with_successors, dossiers.appraise)),
    award_commands.RecordCouncilVote: _campaign(partial(awards.with_successors, rulings.record_vote)),
    award_commands.RecordObjection: _campaign(partial(awards.with_successors, objections.record_objection)),
    award_commands.AnswerObjection: _campaign(partial(awards.with_successors, objections.answer_objection)),
    award_commands.GrantAward: _campaign(partial(awards.judged, rulings.grant)),
    award_commands.DeclineAward: _campaign(partial(awards.judged, rulings.decline)),
    award_commands.ReconsiderNomination: _campaign(partial(awards.with_successors, rulings.reconsider)),
    award_commands.FlagAward: _campaign(partial(awards.judged, rulings.flag)),
    award_commands.RevokeAward: _campaign(partial(awards.with_successors, rulings.revoke)),
    award_commands.PublishHonours: _campaign(partial(_alone, rulings.publish_honours)),
    audit_commands.LogRead: Handler(
        AUDIT, lambda command: audit_events.stream_id(command.id), partial(_alone, audit.log_read)
    ),
    person_commands.EraseName: Handler(PERSON, lambda command: person_events.stream_id(command.reference), _erase_name),
}
"""One entry a command. The commands' fields, documentation and roles live with the commands themselves."""

INTERNAL: frozenset[type[Command]] = frozenset({audit_commands.LogRead})
"""What only the platform itself asks: no way in leads there, so that nobody can make up a read that never was."""
