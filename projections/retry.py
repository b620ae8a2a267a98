"""When to try again what has failed: soon at first, then ever later."""

from time import monotonic

FIRST, LAST = 1.0, 60.0
"""Seconds until the first attempt, and the most between two."""


class Retry:
    """Counts the failures of one thing; each doubles the pause before the next attempt."""

    def __init__(self) -> None:
        """Nothing has failed yet."""
        self.pause = 0.0
        self._due = 0.0

    def is_due(self) -> bool:
        """Whether it is time to try."""
        return monotonic() >= self._due

    def later(self) -> None:
        """It has failed again."""
        self.pause = min(self.pause * 2 or FIRST, LAST)
        self._due = monotonic() + self.pause

    def reset(self) -> None:
        """It went well."""
        self.pause = self._due = 0.0
