"""What a benchmark reports."""

from typing import Self

import msgspec

WHOLE = 100
"""From here on, figures are whole."""


class Row(msgspec.Struct, frozen=True):
    """A measured value beside what it is held against, and how many times better than that it has to be.

    The baseline was measured in the same run, a larger value being better; or it is a limit that the value may not
    exceed, a smaller one being better. ``ratio`` tells how many times better than its baseline or limit the value is;
    ``target`` is what was aimed at. What there is none of is ``None``, and so is all that depends on it.
    """

    name: str
    unit: str
    value: float
    baseline: float | None
    ratio: float | None
    target: float | None
    ok: bool | None
    limited: bool = False

    @classmethod
    def compare(cls, name: str, unit: str, value: float, baseline: float | None, target: float | None) -> Self:
        """The row of a value that should be ``target`` times its baseline; without a target it is only told."""
        ratio = value / baseline if baseline else None
        ok = None if ratio is None or target is None else ratio >= target
        return cls(name, unit, value, baseline, ratio, target, ok)

    @classmethod
    def limit(cls, name: str, unit: str, value: float, limit: float) -> Self:
        """The row of a value that may not exceed its limit."""
        ratio = limit / value if value else None
        return cls(name, unit, value, limit, ratio, 1.0, value <= limit, limited=True)

    @property
    def verdict(self) -> str:
        """Whether the target was met."""
        if self.ok is None:
            return "no baseline" if self.baseline is None else "no target"
        return "met" if self.ok else "MISSED"

    def figures(self) -> tuple[str, str, str, str]:
        """Value, baseline or limit, ratio and target, for people."""
        baseline = f"≤ {number(self.baseline)}" if self.limited else number(self.baseline)
        target = "" if self.limited else number(self.target, "≥ ")
        return number(self.value), baseline, number(self.ratio), target


def number(value: float | None, sign: str = "") -> str:
    """A figure with three digits that matter or more, thousands separated; a dash where there is none."""
    if value is None:
        return "–"
    return f"{sign}{value:,.0f}" if abs(value) >= WHOLE else f"{sign}{value:.3g}"
