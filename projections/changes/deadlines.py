"""The last day that a round's calendar has for a step."""

from datetime import date

from domain.metadata import Code, Role
from domain.round.calendar import Calendar, Stage
from domain.scorecard import events

SELF_SCORING = frozenset(event.stored_name for event in (events.SelfScored, events.Submitted))
EXPLAINING = frozenset(
    event.stored_name for event in (events.EvidenceAttached, events.EvidenceWithdrawn, events.Explained)
)
REVIEWING = frozenset(event.stored_name for event in (events.Adjusted, events.Returned))
APPEALED = events.Appealed.stored_name
LEFT_OUT = events.MarkedNotApplicable.stored_name
"""A step of self-scoring or of review, by who takes it."""


def deadline(calendar: Calendar, unit: Code, event: str, role: str) -> date | None:
    """The last day on which the event's step may be taken; ``None`` for steps without a window.

    A unit scores itself until self-scoring closes or its extension ends, and explains and documents until the window
    for explanations closes, whichever is later. Reviewers have until review or on-site verification closes.
    """
    if event in REVIEWING or (event == LEFT_OUT and role == Role.REVIEWER):
        return _last(calendar, Stage.REVIEW, Stage.ON_SITE)
    if event == APPEALED:
        return _last(calendar, Stage.EXPLANATION)
    own = max(calendar.self_scoring.closes, calendar.extensions.get(unit, date.min))
    if event in EXPLAINING:
        return max(own, _last(calendar, Stage.EXPLANATION) or date.min)
    return own if event in SELF_SCORING or event == LEFT_OUT else None


def _last(calendar: Calendar, *stages: Stage) -> date | None:
    return max((window.closes for window in calendar.windows(*stages)), default=None)
