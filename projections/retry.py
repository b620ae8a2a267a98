"""When to try again what has failed: soon at first, then ever later."""

from random import uniform
from time import monotonic

FIRST, LAST = 1.0, 60.0
"""Seconds until the first attempt, and the most between two."""


class Retry:
    """Counts the failures of one thing; each doubles the pause before the next attempt."""

    def __init__(self, *, first: float = FIRST, last: float = LAST, spread: float = 0.0) -> None:
        """Nothing has failed yet.

        Of each pause the share ``spread`` is left to chance, lest many that have failed at once come back at once.
        """
        self.pause = 0.0
        self._first, self._last, self._spread = first, last, spread
        self._due = 0.0

    def is_due(self) -> bool:
        """Whether it is time to try."""
        return monotonic() >= self._due

    def left(self) -> float:
        """Seconds until it is."""
        return max(self._due - monotonic(), 0.0)

    def later(self) -> None:
        """It has failed again."""
        self.pause = min(self.pause * 2 or self._first, self._last)
        self._due = monotonic() + self.pause * uniform(1 - self._spread, 1)  # noqa: S311  # Nothing is kept secret.

    def reset(self) -> None:
        """It went well."""
        self.pause = self._due = 0.0
