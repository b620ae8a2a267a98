"""What the events of a round add up to."""

from collections.abc import Mapping
from typing import TypeVar

import msgspec

from domain.event import Event
from domain.metadata import Code, IndicatorCode, Sha256
from domain.round.calendar import Calendar
from domain.round.events import (
    BestValue,
    BestValuesFrozen,
    CalendarChanged,
    ReviewClosed,
    RoundFinalised,
    RoundOpened,
    RoundPublished,
    RoundReopened,
    SelfScoringClosed,
    UnitMarkedNotRanked,
    UnitMarkedRanked,
)

BestValues = Mapping[Sha256, Mapping[IndicatorCode, BestValue]]
"""The largest values of all units, by set and indicator."""


class NotOpened(msgspec.Struct, frozen=True):
    """There is no such round yet."""


class Opened(msgspec.Struct, frozen=True, kw_only=True):
    """What every round that was opened knows."""

    opening: RoundOpened
    calendar: Calendar
    not_ranked: Mapping[Code, bool] = {}
    """Units left out of the ranking, and whether they are exempt from the assessment."""
    bests: BestValues | None = None
    """The frozen best values; ``None`` while relative points are provisional."""


class SelfScoring(Opened, frozen=True, kw_only=True):
    """Units score themselves; where windows overlap, reviewers are at work already."""


class Reviewing(Opened, frozen=True, kw_only=True):
    """Self-scoring is closed; reviewers verify and adjust."""


class Concluding(Opened, frozen=True, kw_only=True):
    """Review is closed: appeals are resolved and scorecards finalised. ``reopened`` lifts the windows."""

    reopened: bool = False


class Finalised(Opened, frozen=True, kw_only=True):
    """Every ranked unit's result stands; the result may be published."""


class Published(Opened, frozen=True, kw_only=True):
    """The result is public; it changes only by reopening."""


Open = SelfScoring | Reviewing | Concluding
"""Rounds in which scorecards may still change."""
Locked = Finalised | Published
Round = NotOpened | SelfScoring | Reviewing | Concluding | Finalised | Published
INITIAL = NotOpened()


R = TypeVar("R", bound=Opened)


def evolve(assessment: Round, event: Event) -> Round:
    """The round after one more event."""
    match assessment, event:
        case NotOpened(), RoundOpened():
            return SelfScoring(opening=event, calendar=event.calendar)
        case NotOpened(), _:
            return assessment
        case _, CalendarChanged() | UnitMarkedNotRanked() | UnitMarkedRanked() | BestValuesFrozen():
            return _changed(assessment, event)
        case _:
            return _moved_on(assessment, event)


def _changed(assessment: R, event: CalendarChanged | UnitMarkedNotRanked | UnitMarkedRanked | BestValuesFrozen) -> R:
    """The round in the same phase with one particular changed."""
    match event:
        case CalendarChanged():
            return msgspec.structs.replace(assessment, calendar=event.calendar)
        case UnitMarkedNotRanked():
            return msgspec.structs.replace(assessment, not_ranked={**assessment.not_ranked, event.unit: event.exempt})
        case BestValuesFrozen():
            return msgspec.structs.replace(assessment, bests=event.values)
        case _:
            remaining = {unit: exempt for unit, exempt in assessment.not_ranked.items() if unit != event.unit}
            return msgspec.structs.replace(assessment, not_ranked=remaining)


def _moved_on(assessment: Open | Locked, event: Event) -> Round:
    """The round in the phase that the event begins."""
    match event:
        case SelfScoringClosed():
            return _as(Reviewing, assessment)
        case ReviewClosed():
            return _as(Concluding, assessment)
        case RoundFinalised():
            return _as(Finalised, assessment)
        case RoundPublished():
            return _as(Published, assessment)
        case RoundReopened():
            return msgspec.structs.replace(_as(Concluding, assessment), reopened=True)
        case _:
            return assessment


def _as(phase: type[R], assessment: Opened) -> R:
    return phase(**{name: getattr(assessment, name) for name in Opened.__struct_fields__})
