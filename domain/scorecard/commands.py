"""What one may ask of a scorecard."""

from datetime import date
from decimal import Decimal
from typing import ClassVar
from uuid import UUID

from domain.command import Command
from domain.metadata import Code, IndicatorCode, Name, Prose, Role, Sha256
from domain.rules import Inputs
from domain.scorecard.events import Evidence

ADMINISTRATOR = frozenset({Role.ADMINISTRATOR})
UNIT = frozenset({Role.UNIT, Role.ADMINISTRATOR})
REVIEWER = frozenset({Role.REVIEWER})
COUNCIL = frozenset({Role.COUNCIL})


class ScorecardCommand(Command, frozen=True, kw_only=True):
    """A request to one unit's scorecard in one round."""

    province: Code
    round: Code
    unit: Code


class OpenScorecard(ScorecardCommand, frozen=True, kw_only=True):
    """Begin a unit's scorecard; ``scorecard`` is its new id."""

    roles: ClassVar[frozenset[Role]] = UNIT

    scorecard: UUID


class SelfScore(ScorecardCommand, frozen=True, kw_only=True):
    """Score an indicator by the rule's inputs or by points, with evidence or an explanation if at hand."""

    roles: ClassVar[frozenset[Role]] = UNIT

    indicator: IndicatorCode
    inputs: Inputs | None = None
    points: Decimal | None = None
    evidence: tuple[Evidence, ...] = ()
    explanation: Prose | None = None


class AttachEvidence(ScorecardCommand, frozen=True, kw_only=True):
    """Put a verifying document behind an indicator."""

    roles: ClassVar[frozenset[Role]] = UNIT

    indicator: IndicatorCode
    evidence: Evidence


class WithdrawEvidence(ScorecardCommand, frozen=True, kw_only=True):
    """Take a verifying document back, with a reason."""

    roles: ClassVar[frozenset[Role]] = UNIT
    needs_reason: ClassVar[bool] = True

    indicator: IndicatorCode
    sha256: Sha256


class Explain(ScorecardCommand, frozen=True, kw_only=True):
    """Explain an indicator in writing: why evidence is missing, or what reviewers should know."""

    roles: ClassVar[frozenset[Role]] = UNIT

    indicator: IndicatorCode
    text: Prose


class MarkNotApplicable(ScorecardCommand, frozen=True, kw_only=True):
    """Take an indicator out of points and maximum, with a reason; only where the set allows it."""

    roles: ClassVar[frozenset[Role]] = UNIT | REVIEWER
    needs_reason: ClassVar[bool] = True

    indicator: IndicatorCode


class SubmitScorecard(ScorecardCommand, frozen=True, kw_only=True):
    """Hand the self-score in, approved by the unit's head: who and on which day."""

    roles: ClassVar[frozenset[Role]] = UNIT
    persons: ClassVar[tuple[str, ...]] = ("approved_by",)

    approved_by: Name
    """The head's account or name; the event holds a reference to the person."""
    approved_on: date


class ReturnScorecard(ScorecardCommand, frozen=True, kw_only=True):
    """Send a scorecard back to the unit, with a reason; ``due`` gives it until a day."""

    roles: ClassVar[frozenset[Role]] = REVIEWER
    needs_reason: ClassVar[bool] = True

    indicators: tuple[IndicatorCode, ...] = ()
    due: date | None = None


class AdjustScore(ScorecardCommand, frozen=True, kw_only=True):
    """Lower, raise or confirm an indicator's points after verification, with a reason."""

    roles: ClassVar[frozenset[Role]] = REVIEWER
    needs_reason: ClassVar[bool] = True

    indicator: IndicatorCode
    inputs: Inputs | None = None
    points: Decimal | None = None
    on_site: bool = False


class AppealScore(ScorecardCommand, frozen=True, kw_only=True):
    """Contest an indicator's reviewed points, with a reason."""

    roles: ClassVar[frozenset[Role]] = UNIT
    needs_reason: ClassVar[bool] = True

    indicator: IndicatorCode
    claimed_points: Decimal | None = None


class ResolveAppeal(ScorecardCommand, frozen=True, kw_only=True):
    """Decide an appeal, with a reason; an accepted one needs the points that hold from now on."""

    roles: ClassVar[frozenset[Role]] = COUNCIL
    needs_reason: ClassVar[bool] = True

    indicator: IndicatorCode
    accepted: bool
    points: Decimal | None = None


class FinaliseScorecard(ScorecardCommand, frozen=True, kw_only=True):
    """Let the totals stand; ``stated_index`` keeps the total an authority has printed."""

    roles: ClassVar[frozenset[Role]] = COUNCIL | ADMINISTRATOR

    stated_index: Decimal | None = None


class ReopenScorecard(ScorecardCommand, frozen=True, kw_only=True):
    """Put a finalised scorecard under review again, with a reason."""

    roles: ClassVar[frozenset[Role]] = COUNCIL
    needs_reason: ClassVar[bool] = True
