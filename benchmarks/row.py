"""What a benchmark reports."""

from typing import Self

import msgspec


class Row(msgspec.Struct, frozen=True):
    """A measured value beside the baseline measured in the same run, and the ratio that was aimed at.

    A larger value is better. A baseline that could not be measured is ``None``, and so is all that depends on it.
    """

    name: str
    unit: str
    value: float
    baseline: float | None
    ratio: float | None
    target: float
    ok: bool | None

    @classmethod
    def compare(cls, name: str, unit: str, value: float, baseline: float | None, target: float) -> Self:
        """The row of a value that should be ``target`` times its baseline."""
        ratio = value / baseline if baseline else None
        return cls(name, unit, value, baseline, ratio, target, None if ratio is None else ratio >= target)
