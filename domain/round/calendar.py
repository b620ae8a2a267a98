"""A round's calendar: windows of days in Viet Nam, first and last day included. All dates are data."""

from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum

import msgspec

from domain.metadata import Code


class Stage(StrEnum):
    """The windows of a calendar."""

    SELF_SCORING = "self_scoring"
    REVIEW = "review"
    ON_SITE = "on_site"
    EXPLANATION = "explanation"


class Window(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """From the first to the last day, both included."""

    opens: date
    closes: date

    def __contains__(self, day: date) -> bool:
        """Whether the day lies in the window."""
        return self.opens <= day <= self.closes


class Calendar(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """When what may be done. On-site verification may overlap the review; ``extensions`` give single units longer."""

    self_scoring: Window
    review: Window
    on_site: Window | None = None
    explanation: Window | None = None
    extensions: Mapping[Code, date] = {}
    """For a unit, the last day on which it may still self-score."""

    def windows(self, *stages: Stage) -> Iterator[Window]:
        """The windows that the calendar has for these stages."""
        for stage in stages:
            window: Window | None = getattr(self, stage)
            if window is not None:
                yield window

    def allows(self, day: date, *stages: Stage) -> bool:
        """Whether the day lies in the window of one of these stages."""
        return any(day in window for window in self.windows(*stages))

    def extends(self, day: date, unit: Code) -> bool:
        """Whether the unit was given until this day or longer."""
        return day <= self.extensions.get(unit, date.min)

    def faults(self) -> Iterator[str]:
        """Every window that closes before it opens, and a review that opens before self-scoring does."""
        for stage in Stage:
            for window in self.windows(stage):
                if window.closes < window.opens:
                    yield f"{stage}: {window.closes} < {window.opens}"
        if self.review.opens < self.self_scoring.opens:
            yield f"review: {self.review.opens} < {self.self_scoring.opens}"
