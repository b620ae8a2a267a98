"""What decisions look at besides the stream they write: registry, release, round, scorecards, best values."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import reduce
from typing import Any, NamedTuple, cast
from uuid import UUID

from application.workspace import Aggregate, Workspace
from domain.audit import state as audit_state
from domain.audit.state import Read as AuditedRead
from domain.award_campaign import state as award_state
from domain.award_campaign.state import Campaign, Register
from domain.event import Event
from domain.indicator_set import events as sets_events
from domain.indicator_set import state as sets_state
from domain.indicator_set.definition import IndicatorSet
from domain.indicator_set.state import Release, Releases
from domain.metadata import Code, IndicatorCode, Sha256
from domain.person import state as person_state
from domain.person.state import Person
from domain.province import events as province_events
from domain.province import state as province_state
from domain.province.refusals import ProvinceUnknown
from domain.province.state import Life, Province, Registered, Unit
from domain.round import commands as round_commands
from domain.round import events as round_events
from domain.round import state as round_state
from domain.round.events import BestValue, PinnedSet
from domain.round.refusals import RoundUnknown
from domain.round.state import BestValues, Locked, Open, Round
from domain.scorecard import commands as card_commands
from domain.scorecard import events as card_events
from domain.scorecard import state as card_state
from domain.scorecard.assessment import Assessment
from domain.scorecard.conclusions import rescale
from domain.scorecard.events import ScorecardOpened
from domain.scorecard.permissions import known
from domain.scorecard.refusals import ScorecardUnknown
from domain.scorecard.state import Final, Handed, Opened, Scorecard

PROVINCE: Aggregate[Province] = Aggregate("province", province_state.INITIAL, province_state.evolve)
INDICATOR_SET: Aggregate[Releases] = Aggregate("indicator_set", sets_state.INITIAL, sets_state.evolve)
ROUND: Aggregate[Round] = Aggregate("round", round_state.INITIAL, round_state.evolve)
SCORECARD: Aggregate[Scorecard] = Aggregate("scorecard", card_state.INITIAL, card_state.evolve)
AUDIT: Aggregate[AuditedRead] = Aggregate("audit", audit_state.INITIAL, audit_state.evolve)
AWARD_CAMPAIGN: Aggregate[Campaign] = Aggregate("award_campaign", award_state.INITIAL, award_state.evolve)
AWARD_REGISTER: Aggregate[Register] = Aggregate("award_register", award_state.EMPTY_REGISTER, award_state.listed)
PERSON: Aggregate[Person] = Aggregate("person", person_state.INITIAL, person_state.evolve)

OpenedRound = Open | Locked
Read = Callable[[Aggregate[Any], UUID], Any]
"""How streams are read: guarded (``Workspace.state``) or for what is provisional (``Workspace.glance``)."""


def registry(workspace: Workspace, code: Code) -> Registered:
    """The province of that code; refuses one that the platform does not know."""
    state = workspace.state(PROVINCE, province_events.stream_id(code))
    if not isinstance(state, Registered):
        raise ProvinceUnknown(province=code)
    return state


def release(workspace: Workspace, province_code: Code, indicator_set: Code, content_hash: Sha256) -> Release | None:
    """The release of that content, if the province has it."""
    stream = sets_events.stream_id(province_code, indicator_set)
    return workspace.state(INDICATOR_SET, stream).by_hash(content_hash)


def base_of(workspace: Workspace, definition: IndicatorSet) -> Release | None:
    """The release that a definition says it extends, if it says so and there is one."""
    base = definition.extends
    if base is None:
        return None
    releases = workspace.state(INDICATOR_SET, sets_events.stream_id(base.province, base.indicator_set))
    return releases.by_version.get(base.version)


def opened_round(workspace: Workspace, province_code: Code, round_code: Code) -> OpenedRound:
    """The round of that code; refuses one that was never opened."""
    state = workspace.state(ROUND, round_events.stream_id(province_code, round_code))
    if isinstance(state, round_state.NotOpened):
        raise RoundUnknown(province=province_code, round=round_code)
    return state


def assessment(workspace: Workspace, card: Scorecard, command: card_commands.ScorecardCommand) -> Assessment:
    """The round of an opened scorecard, the definition it is scored by, and the best values known or frozen."""
    current_round = opened_round(workspace, command.province, command.round)
    opening = known(card, command).opening
    definition = pinned(workspace, opening).definition
    bests = current_round.bests or {}
    if current_round.bests is None and _is_about_comparison(command, definition):
        bests = best_values(workspace, current_round, workspace.glance)
    return Assessment(round=current_round, definition=definition, bests=values_of(bests, opening))


def _is_about_comparison(command: card_commands.ScorecardCommand, definition: IndicatorSet) -> bool:
    """Whether points depend on other units' values, for which every scorecard of the round has to be read."""
    code = getattr(command, "indicator", None)
    return any(indicator.code == code and indicator.rule.compares for indicator in definition.indicators())


def values_of(bests: BestValues, opening: ScorecardOpened) -> dict[IndicatorCode, Decimal]:
    """The best values that a scorecard is measured against."""
    return {code: best.value for code, best in bests.get(opening.content_hash, {}).items()}


def pinned(workspace: Workspace, opening: ScorecardOpened) -> Release:
    """The release that a scorecard is scored by; raises ``LookupError`` if the log does not have it."""
    found = release(workspace, opening.province, opening.indicator_set, opening.content_hash)
    if found is None:
        msg = f"scorecard {opening.scorecard} is scored by a release that is not in the log: {opening.content_hash}"
        raise LookupError(msg)
    return found


def finished(workspace: Workspace, command: round_commands.FinaliseRound) -> dict[Code, bool]:
    """Of each unit that takes part in the round: whether its scorecard is finalised."""
    assessed = opened_round(workspace, command.province, command.round)
    standings = cards(workspace, assessed, workspace.state)
    return {unit.code: isinstance(card, Final) for unit, card in standings if _takes_part(unit, card)}


def cards(workspace: Workspace, assessed: OpenedRound, read: Read) -> Iterator[tuple[Unit, Scorecard]]:
    """Every unit of the kinds that the round scores, and its scorecard as ``read`` gives it."""
    opening = assessed.opening
    scored = (unit for unit in registry(workspace, opening.province).units.values() if unit.kind in opening.sets)
    for unit in scored:
        yield unit, read(SCORECARD, card_events.stream_id(opening.province, opening.round, unit.code))


def best_values(workspace: Workspace, assessed: OpenedRound, read: Read) -> BestValues:
    """The largest value of all units for each indicator that compares them, by set; nothing where no rule compares."""
    opening = assessed.opening
    comparing = {pin.content_hash: _comparing(workspace, opening.province, pin) for pin in opening.sets.values()}
    bests = {found: dict.fromkeys(codes, BestValue(value=Decimal(0))) for found, codes in comparing.items() if codes}
    if bests:
        for unit, card in cards(workspace, assessed, read):
            if isinstance(card, Handed) and unit.code not in assessed.not_ranked:
                _compare(bests.get(card.opening.content_hash, {}), card)
    return bests


def _compare(bests: dict[IndicatorCode, BestValue], card: Handed) -> None:
    """Enters the card's values that are as large as the largest so far."""
    for code, best in bests.items():
        value = card.entry(code).value
        if value is not None and value >= best.value:
            others = best.units if value == best.value else ()
            bests[code] = BestValue(value=value, units=(*others, card.opening.unit))


def cards_as_of_now(workspace: Workspace, assessed: OpenedRound, read: Read) -> Iterator[tuple[Unit, Scorecard]]:
    """The units and their scorecards; until the best values are frozen, with relative points as freezing gives them.

    Recorded relative points are as old as their entry; these are against the best values of now.
    """
    found = list(cards(workspace, assessed, read))
    bests = best_values(workspace, assessed, read) if assessed.bests is None else {}
    for unit, card in found:
        yield unit, _against(workspace, assessed, card, bests)


def _against(workspace: Workspace, assessed: OpenedRound, card: Scorecard, bests: BestValues) -> Scorecard:
    return reduce(card_state.evolve, rescaled(workspace, assessed, card, bests), card)


class CardNow(NamedTuple):
    """A scorecard with relative points as they are now, its stream's version, and which indicators are provisional."""

    card: Opened
    version: int
    definition: IndicatorSet
    provisional: tuple[IndicatorCode, ...]


def card_as_of_now(workspace: Workspace, province_code: Code, round_code: Code, unit: Code) -> CardNow:
    """A unit's scorecard; refuses one that was never opened."""
    current = workspace.version(SCORECARD, card_events.stream_id(province_code, round_code, unit))
    if isinstance(current.state, card_state.NotOpened):
        raise ScorecardUnknown(unit=unit, round=round_code)
    card: Opened = current.state
    assessed = opened_round(workspace, province_code, round_code)
    definition = pinned(workspace, card.opening).definition
    provisional: tuple[IndicatorCode, ...] = ()
    if assessed.bests is None:
        provisional = tuple(i.code for i in definition.applicable(card.opening.unit_kind) if i.rule.compares)
    if provisional:
        bests = best_values(workspace, assessed, workspace.glance)
        card = cast("Opened", _against(workspace, assessed, card, bests))
    return CardNow(card, current.number, definition, provisional)


def rescaled(workspace: Workspace, assessed: OpenedRound, card: Scorecard, bests: BestValues) -> list[Event]:
    """What becomes of a scorecard's relative points against these best values."""
    if isinstance(card, card_state.NotOpened) or not bests:
        return []
    definition = pinned(workspace, card.opening).definition
    return rescale(card, Assessment(round=assessed, definition=definition, bests=values_of(bests, card.opening)))


def _comparing(workspace: Workspace, province_code: Code, pin: PinnedSet) -> frozenset[IndicatorCode]:
    found = release(workspace, province_code, pin.indicator_set, pin.content_hash)
    indicators = found.definition.indicators() if found else ()
    return frozenset(indicator.code for indicator in indicators if indicator.rule.compares)


def _takes_part(unit: Unit, card: Scorecard) -> bool:
    return unit.life is Life.ACTIVE or not isinstance(card, card_state.NotOpened)
