"""Sentences about decisions: given events, when a command, then events, nothing, or a refusal.

``then`` also decides the same command again on the new state and expects no events, so that every sentence about an
event is one about idempotency too; and it holds each event equal to what its stored form reads back as.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

import msgspec
import pytest

from domain.audit import commands as audit_commands
from domain.audit import decisions as audit
from domain.audit import state as audit_state
from domain.command import Command
from domain.event import Event
from domain.indicator_set import commands as set_commands
from domain.indicator_set import decisions as sets
from domain.indicator_set import state as sets_state
from domain.indicator_set.definition import IndicatorSet
from domain.indicator_set.state import Release
from domain.metadata import Code
from domain.person import state as person_state
from domain.person.decisions import erase_name
from domain.province import commands as province_commands
from domain.province import decisions as provinces
from domain.province import state as province_state
from domain.refusal import Refusal
from domain.round import commands as round_commands
from domain.round import decisions as rounds
from domain.round import state as round_state
from domain.scorecard import commands as card_commands
from domain.scorecard import conclusions
from domain.scorecard import decisions as cards
from domain.scorecard import state as card_state
from domain.scorecard.assessment import Assessment
from tests.domain.builders import DEFINITION, RELEASES, SELF_SCORING, UNIT, province_registered, unit_registered

Decide = Callable[[Any, Any], list[Event]]
Evolve = Callable[[Any, Event], Any]

DECISIONS: Mapping[type[Command], Callable[..., list[Event]]] = {
    province_commands.RegisterProvince: provinces.register_province,
    province_commands.RegisterUnit: provinces.register_unit,
    province_commands.RenameUnit: provinces.rename_unit,
    province_commands.MergeUnit: provinces.merge_unit,
    province_commands.DissolveUnit: provinces.dissolve_unit,
    set_commands.ReleaseIndicatorSet: sets.release,
    set_commands.WithdrawIndicatorSet: sets.withdraw,
    round_commands.OpenRound: rounds.open_round,
    round_commands.ChangeCalendar: rounds.change_calendar,
    round_commands.ExtendSelfScoring: rounds.extend_self_scoring,
    round_commands.MarkUnitNotRanked: rounds.mark_not_ranked,
    round_commands.MarkUnitRanked: rounds.mark_ranked,
    round_commands.CloseSelfScoring: rounds.close_self_scoring,
    round_commands.CloseReview: rounds.close_review,
    round_commands.FinaliseRound: rounds.finalise,
    round_commands.PublishRound: rounds.publish,
    round_commands.ReopenRound: rounds.reopen,
    card_commands.OpenScorecard: cards.open_scorecard,
    card_commands.SelfScore: cards.self_score,
    card_commands.AttachEvidence: cards.attach_evidence,
    card_commands.WithdrawEvidence: cards.withdraw_evidence,
    card_commands.Explain: cards.explain,
    card_commands.MarkNotApplicable: cards.mark_not_applicable,
    card_commands.SubmitScorecard: cards.submit,
    card_commands.ReturnScorecard: conclusions.return_to_unit,
    card_commands.AdjustScore: conclusions.adjust,
    card_commands.AppealScore: conclusions.appeal,
    card_commands.ResolveAppeal: conclusions.resolve_appeal,
    card_commands.FinaliseScorecard: conclusions.finalise,
    card_commands.ReopenScorecard: conclusions.reopen,
    audit_commands.LogRead: audit.log_read,
}


def fold(evolve: Evolve, state: Any, events: Iterable[Event]) -> Any:
    for event in events:
        state = evolve(state, event)
    return state


class Outcome:
    """What becomes of a command."""

    def __init__(self, state: Any, evolve: Evolve, decide: Decide, command: Command) -> None:
        self._state, self._evolve, self._decide, self._command = state, evolve, decide, command

    def then(self, *events: Event) -> None:
        """The command leads to exactly these events, and given again to none."""
        decided = self._decided(self._state)
        assert decided == list(events)
        assert [_stored_and_read(event) for event in decided] == decided
        assert self._decided(fold(self._evolve, self._state, decided)) == []

    def then_nothing(self) -> None:
        """The command is satisfied already."""
        assert self._decided(self._state) == []

    def then_rejected(self, refusal: type[Refusal], **data: Any) -> None:
        """The command is refused so, with these data among others, and in two languages."""
        with pytest.raises(refusal) as caught:
            self._decided(self._state)
        assert type(caught.value) is refusal
        assert data.items() <= caught.value.data.items()
        for language in ("vi", "en"):
            for text in (caught.value.sentence(language), caught.value.advice(language)):
                assert text.strip()
                assert not set("{}") & set(text)

    def _decided(self, state: Any) -> list[Event]:
        self._command.authorise()
        return self._decide(state, self._command)


class Specification:
    """An aggregate after the events given so far."""

    def __init__(self, state: Any, evolve: Evolve, decide: Decide) -> None:
        self._state, self._evolve, self._decide = state, evolve, decide

    def given(self, *events: Event) -> "Specification":
        """The aggregate after these events."""
        return Specification(fold(self._evolve, self._state, events), self._evolve, self._decide)

    def when(self, command: Command) -> Outcome:
        """The command, given to the aggregate as it stands."""
        return Outcome(self._state, self._evolve, self._decide, command)


def province() -> Specification:
    return Specification(province_state.INITIAL, province_state.evolve, _decide)


def read() -> Specification:
    return Specification(audit_state.INITIAL, audit_state.evolve, _decide)


def person(*, known: bool = True) -> Specification:
    """A person whose name is kept, or not if not ``known``."""
    return Specification(person_state.INITIAL, person_state.evolve, partial(erase_name, known=known))


def releases() -> Specification:
    return Specification(sets_state.INITIAL, sets_state.evolve, _decide)


def assessment_round(
    released: Mapping[str, Release] = RELEASES, finished: Mapping[Code, bool] | None = None
) -> Specification:
    """A round where these sets are released and these scorecards finalised."""
    decide = partial(_decide_round, released, {UNIT: True} if finished is None else finished)
    return Specification(round_state.INITIAL, round_state.evolve, decide)


def scorecard(
    in_round: Iterable[Event] = SELF_SCORING,
    in_province: Iterable[Event] = (province_registered(), unit_registered()),
    scored_by: IndicatorSet = DEFINITION,
) -> Specification:
    """A scorecard in a round and a province after those events."""
    current = fold(round_state.evolve, round_state.INITIAL, in_round)
    registry = fold(province_state.evolve, province_state.INITIAL, in_province)
    decide = partial(_decide_scorecard, registry, Assessment(round=current, definition=scored_by))
    return Specification(card_state.INITIAL, card_state.evolve, decide)


def _decide(state: Any, command: Command) -> list[Event]:
    return DECISIONS[type(command)](state, command)


def _decide_round(
    released: Mapping[str, Release], finished: Mapping[Code, bool], state: Any, command: Command
) -> list[Event]:
    match command:
        case round_commands.OpenRound():
            return rounds.open_round(state, command, released)
        case round_commands.FinaliseRound():
            return rounds.finalise(state, command, finished)
        case _:
            return _decide(state, command)


def _decide_scorecard(registry: Any, assessment: Assessment, state: Any, command: Command) -> list[Event]:
    if isinstance(command, card_commands.OpenScorecard):
        return cards.open_scorecard(state, command, assessment.require_open(), registry)
    return DECISIONS[type(command)](state, command, assessment)


def _stored_and_read(event: Event) -> Event:
    return msgspec.json.decode(msgspec.json.encode(event), type=type(event))
