"""What is notable about a change: it follows from the change itself, from those around it, and from the calendar."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum

import msgspec

from domain.metadata import IndicatorCode, Role
from domain.round.calendar import Calendar
from domain.scorecard import events
from projections.changes.deadlines import deadline
from projections.changes.line import Line

LARGE_SHARE = 2
"""A change is large from this part of the indicator's maximum on: a half."""

SELF_SCORED, ADJUSTED = events.SelfScored.stored_name, events.Adjusted.stored_name
LEFT_OUT = events.MarkedNotApplicable.stored_name
SUBMITTED, FINALISED = events.Submitted.stored_name, events.ScorecardFinalised.stored_name


class Mark(StrEnum):
    """A rule that a change falls under; ``rules`` says in sentences what each lists."""

    AFTER_DEADLINE = "after-deadline"
    RAISED_BY_REVIEWER = "raised-by-reviewer"
    LARGE_CHANGE = "large-change"
    AFTER_APPEAL = "after-appeal"
    SAME_PERSON = "same-person"
    REVIEW_SET_ASIDE = "review-set-aside"
    AFTER_FINALISED = "after-finalised"


class Measure(msgspec.Struct, frozen=True, kw_only=True):
    """What a scorecard's changes are held against: the round's calendar, and the maxima of its indicators in points."""

    calendar: Calendar
    maxima: Mapping[IndicatorCode, int]


def marked(lines: Sequence[Line], measure: Measure) -> Iterator[tuple[Line, frozenset[Mark]]]:
    """Every change of one scorecard, in the order of its versions, with its marks."""
    so_far = _SoFar(lines, measure)
    for line in lines:
        yield line, frozenset(so_far.marks(line))
        so_far.add(line)


class _SoFar:
    """What has happened to one scorecard up to a change."""

    def __init__(self, lines: Sequence[Line], measure: Measure) -> None:
        self._measure = measure
        self._both = _in_both_parts(lines)
        self._handed_in = self._finalised = False
        self._appealed: set[IndicatorCode | None] = set()
        self._reviewed: set[IndicatorCode | None] = set()

    def add(self, line: Line) -> None:
        """Takes note of a change."""
        self._handed_in = self._handed_in or line.event == SUBMITTED
        self._finalised = self._finalised or line.event == FINALISED
        match line.event:
            case events.Appealed.stored_name:
                self._appealed.add(line.indicator)
            case events.Adjusted.stored_name:
                self._reviewed.add(line.indicator)
            case events.SelfScored.stored_name:
                self._reviewed.discard(line.indicator)

    def marks(self, line: Line) -> Iterator[Mark]:
        """The marks of the change that comes next."""
        closes = deadline(self._measure.calendar, line.unit, line.event, line.actor_role)
        if closes is not None and any(day > closes for day in line.days):
            yield Mark.AFTER_DEADLINE
        if line.indicator is not None:
            yield from self._of_indicator(line)

    def _of_indicator(self, line: Line) -> Iterator[Mark]:
        if line.event == ADJUSTED and _is_raised(line):
            yield Mark.RAISED_BY_REVIEWER
        if self._handed_in and self._is_large(line):
            yield Mark.LARGE_CHANGE
        if line.moves and line.indicator in self._appealed:
            yield Mark.AFTER_APPEAL
        if _part(line) and (line.indicator, line.actor_id) in self._both:
            yield Mark.SAME_PERSON
        if line.event == SELF_SCORED and line.indicator in self._reviewed:
            yield Mark.REVIEW_SET_ASIDE
        if line.moves and self._finalised:
            yield Mark.AFTER_FINALISED

    def _is_large(self, line: Line) -> bool:
        if line.final_before is None or line.indicator is None:
            return False
        return bool(line.size) and (line.size or 0) * LARGE_SHARE >= self._measure.maxima[line.indicator]


def _is_raised(line: Line) -> bool:
    return line.before is not None and line.after is not None and line.after > line.before


def _part(line: Line) -> str | None:
    """Whether the change is of self-scoring or of review, if of one of them."""
    if line.event == ADJUSTED or (line.event == LEFT_OUT and line.actor_role == Role.REVIEWER):
        return "review"
    return "self-scoring" if line.event in {SELF_SCORED, LEFT_OUT} else None


def _in_both_parts(lines: Sequence[Line]) -> frozenset[tuple[IndicatorCode | None, str]]:
    """Whoever has both scored and reviewed an indicator, with the indicator."""
    parts = defaultdict(set)
    for line in lines:
        if part := _part(line):
            parts[line.indicator, line.actor_id].add(part)
    return frozenset(who for who, taken in parts.items() if len(taken) > 1)
