"""What one may ask of a round."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, ClassVar

import msgspec

from domain.command import Command
from domain.indicator_set.definition import Scope
from domain.metadata import Code, Name, Provenance, Role, UnitKind
from domain.round.calendar import Calendar
from domain.round.events import PinnedSet


class RoundCommand(Command, frozen=True, kw_only=True):
    """A request to one round; administrators run it, the council decides on it."""

    roles: ClassVar[frozenset[Role]] = frozenset({Role.ADMINISTRATOR})

    province: Code
    round: Code


class OpenRound(RoundCommand, frozen=True, kw_only=True):
    """Begin a round with its sets pinned, its calendar, its ranking scopes and its reviewing bodies."""

    name: Name
    name_en: str = ""
    sets: Annotated[Mapping[UnitKind, PinnedSet], msgspec.Meta(min_length=1)]
    calendar: Calendar
    scopes: Annotated[tuple[Scope, ...], msgspec.Meta(min_length=1)]
    reviewers: tuple[Code, ...] = ()
    data_provenance: Provenance = Provenance.PUBLISHED
    notice: str = ""


class ChangeCalendar(RoundCommand, frozen=True, kw_only=True):
    """Move windows, with a reason."""

    needs_reason: ClassVar[bool] = True

    calendar: Calendar


class ExtendSelfScoring(RoundCommand, frozen=True, kw_only=True):
    """Give one unit longer to score itself, with a reason."""

    needs_reason: ClassVar[bool] = True

    unit: Code
    until: date


class MarkUnitNotRanked(RoundCommand, frozen=True, kw_only=True):
    """Leave a unit out of the ranking, with a reason; ``exempt`` if it is not assessed at all."""

    needs_reason: ClassVar[bool] = True

    unit: Code
    exempt: bool = False


class MarkUnitRanked(RoundCommand, frozen=True, kw_only=True):
    """Rank a unit again that had been left out, with a reason."""

    needs_reason: ClassVar[bool] = True

    unit: Code


class CloseSelfScoring(RoundCommand, frozen=True, kw_only=True):
    """End self-scoring; before its last day only with a reason."""


class CloseReview(RoundCommand, frozen=True, kw_only=True):
    """End review; before its last day only with a reason."""


class FinaliseRound(RoundCommand, frozen=True, kw_only=True):
    """Let the results stand, once every ranked unit's scorecard is finalised."""

    roles: ClassVar[frozenset[Role]] = frozenset({Role.ADMINISTRATOR, Role.COUNCIL})


class PublishRound(RoundCommand, frozen=True, kw_only=True):
    """Publish the results by a decision with number, date and issuer."""

    roles: ClassVar[frozenset[Role]] = frozenset({Role.COUNCIL})
    needs_decision: ClassVar[bool] = True


class ReopenRound(RoundCommand, frozen=True, kw_only=True):
    """Allow corrections of a finalised or published round, with a reason."""

    roles: ClassVar[frozenset[Role]] = frozenset({Role.COUNCIL})
    needs_reason: ClassVar[bool] = True
