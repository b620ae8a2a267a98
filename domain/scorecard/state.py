"""What the events of a scorecard add up to."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

import msgspec
from msgspec.structs import replace

from domain.event import Event
from domain.indicator_set.definition import Indicator
from domain.metadata import Code, IndicatorCode
from domain.rules import Inputs
from domain.scorecard.events import (
    Adjusted,
    Appealed,
    AppealResolved,
    Evidence,
    EvidenceAttached,
    EvidenceWithdrawn,
    Explained,
    MarkedNotApplicable,
    Rescaled,
    Returned,
    ScorecardFinalised,
    ScorecardOpened,
    ScorecardReopened,
    SelfScored,
    Submitted,
)


class Adjustment(msgspec.Struct, frozen=True, kw_only=True):
    """One reviewing body's points; all remain visible, the last one holds."""

    reviewer: Code
    inputs: Inputs | None
    points: Decimal
    on_site: bool = False


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """All that is known of one indicator."""

    inputs: Inputs | None = None
    self_points: Decimal | None = None
    evidence: tuple[Evidence, ...] = ()
    explanation: str | None = None
    adjustments: tuple[Adjustment, ...] = ()
    superseded: int = 0
    """How many of the adjustments were made of an earlier self-score; they remain visible and no longer hold."""
    appealed: bool = False
    resolution: AppealResolved | None = None
    not_applicable: bool = False

    @property
    def reviewed_points(self) -> Decimal | None:
        """The last reviewer's points, or the unit's own where nobody has adjusted them."""
        return self.last_word.points if self.last_word else self.self_points

    @property
    def last_word(self) -> Adjustment | None:
        """The adjustment that holds, if there is one."""
        standing = self.adjustments[self.superseded :]
        return standing[-1] if standing else None

    @property
    def final_points(self) -> Decimal | None:
        """The points decided on appeal, or else the reviewed ones."""
        return self.resolution.points if self.resolution else self.reviewed_points

    @property
    def value(self) -> Decimal | None:
        """The value that compares with other units: the last reviewer's or the unit's own; none if points were set."""
        inputs = self.last_word.inputs if self.last_word else self.inputs
        return None if inputs is None or self.not_applicable else Decimal(inputs["value"])


EMPTY = Entry()


class Totals(msgspec.Struct, frozen=True, kw_only=True):
    """The three totals, side by side, and the applicable maximum, in points."""

    self_total: Decimal
    reviewed_total: Decimal
    final_total: Decimal
    max_points: Decimal


class NotOpened(msgspec.Struct, frozen=True):
    """The unit has no scorecard in the round yet."""


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """What every opened scorecard knows."""

    opening: ScorecardOpened
    entries: Mapping[IndicatorCode, Entry]
    reopened: bool = False
    """Whether it was finalised before; the windows of the calendar do not bind its correction."""

    def entry(self, indicator: IndicatorCode) -> Entry:
        """What is known of the indicator; an empty entry where nothing is."""
        return self.entries.get(indicator, EMPTY)

    def open_appeals(self) -> tuple[IndicatorCode, ...]:
        """The indicators whose appeals await a decision."""
        return tuple(code for code, entry in self.entries.items() if entry.appealed)

    def totals(self, indicators: Iterable[Indicator]) -> Totals:
        """The totals over these indicators; those not applicable leave points and maximum alike."""
        counted = [(self.entry(i.code), i.max_points) for i in indicators if not self.entry(i.code).not_applicable]
        return Totals(
            self_total=_sum(entry.self_points for entry, _ in counted),
            reviewed_total=_sum(entry.reviewed_points for entry, _ in counted),
            final_total=_sum(entry.final_points for entry, _ in counted),
            max_points=_sum(maximum for _, maximum in counted),
        )


class Drafting(Sheet, frozen=True, kw_only=True):
    """The unit is filling it in for the first time."""


class BackWithUnit(Sheet, frozen=True, kw_only=True):
    """A reviewer returned it; the unit corrects it, until ``due`` where a day is set."""

    due: date | None = None
    indicators: tuple[IndicatorCode, ...] = ()
    """What may be scored anew; everything if none is named."""


class UnderReview(Sheet, frozen=True, kw_only=True):
    """It was handed in (or reopened): reviewers adjust, the unit explains and appeals, the council resolves."""


class Final(Sheet, frozen=True, kw_only=True):
    """The totals stand."""

    stated_index: Decimal | None = None


Editable = Drafting | BackWithUnit
"""Scorecards that are in the unit's hands."""
Handed = BackWithUnit | UnderReview | Final
"""Scorecards that were handed in at least once."""
Opened = Drafting | BackWithUnit | UnderReview | Final
Scorecard = NotOpened | Drafting | BackWithUnit | UnderReview | Final
INITIAL = NotOpened()


def evolve(card: Scorecard, event: Event) -> Scorecard:
    """The scorecard after one more event."""
    if isinstance(card, NotOpened):
        return Drafting(opening=event, entries={}) if isinstance(event, ScorecardOpened) else card
    indicator: IndicatorCode | None = getattr(event, "indicator", None)
    if indicator is not None:
        entry = evolve_entry(card.entry(indicator), event)
        return replace(card, entries={**card.entries, indicator: entry})
    return _moved(card, event)


def _moved(card: Opened, event: Event) -> Scorecard:
    """The scorecard after an event about all of it."""
    match event:
        case Submitted():
            return UnderReview(opening=card.opening, entries=card.entries, reopened=card.reopened)
        case ScorecardReopened():
            return UnderReview(opening=card.opening, entries=card.entries, reopened=True)
        case Returned():
            return BackWithUnit(
                opening=card.opening,
                entries=card.entries,
                reopened=card.reopened,
                due=event.due,
                indicators=event.indicators,
            )
        case ScorecardFinalised():
            return Final(opening=card.opening, entries=card.entries, stated_index=event.stated_index)
        case _:
            return card


def evolve_entry(entry: Entry, event: Event) -> Entry:  # noqa: PLR0911  # One case an event.
    """What is known of an indicator after one more event about it.

    A new self-score starts the indicator afresh: earlier adjustments and resolutions remain visible and no longer hold,
    and the unit's own open appeal is withdrawn with what it was about. What was marked not applicable counts again once
    it is scored, adjusted or granted on appeal.
    """
    match event:
        case SelfScored():
            return Entry(
                inputs=event.inputs,
                self_points=event.points,
                evidence=entry.evidence,
                explanation=entry.explanation,
                adjustments=entry.adjustments,
                superseded=len(entry.adjustments),
            )
        case MarkedNotApplicable():
            return replace(entry, not_applicable=True)
        case Adjusted():
            adjustment = Adjustment(
                reviewer=event.reviewer, inputs=event.inputs, points=event.points, on_site=event.on_site
            )
            adjustments = (*entry.adjustments, adjustment)
            return replace(entry, adjustments=adjustments, not_applicable=False)
        case Rescaled():
            return _rescaled(entry, event)
        case EvidenceAttached():
            return replace(entry, evidence=(*entry.evidence, event.evidence))
        case EvidenceWithdrawn():
            return replace(entry, evidence=tuple(e for e in entry.evidence if e.sha256 != event.sha256))
        case Explained():
            return replace(entry, explanation=event.text)
        case Appealed():
            return replace(entry, appealed=True)
        case AppealResolved():
            not_applicable = entry.not_applicable and not event.accepted
            return replace(entry, appealed=False, resolution=event, not_applicable=not_applicable)
        case _:
            return entry


def _rescaled(entry: Entry, event: Rescaled) -> Entry:
    """Inputs stay; points of a rejected appeal follow the reviewed ones."""
    last, resolution = entry.last_word, entry.resolution
    if last and event.reviewed_points is not None:
        entry = replace(entry, adjustments=(*entry.adjustments[:-1], replace(last, points=event.reviewed_points)))
    if resolution and event.final_points is not None:
        entry = replace(entry, resolution=replace(resolution, points=event.final_points))
    return replace(entry, self_points=event.self_points)


def _sum(points: Iterable[Decimal | None]) -> Decimal:
    return sum((value for value in points if value is not None), Decimal(0))
