"""Changes of points as they are kept: records of fixed size, twenty bytes each, one behind the other.

A record has its position in the log (8 bytes), points in ten-thousandths (8), the indicator's number in its set (2) and
the kind of the change (2), all little-endian whole numbers. The values that rules take stand beside them, by position.
"""

from collections.abc import Iterator, Sequence
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from domain.metadata import IndicatorCode
from projections.ranking.points import Change, Kind

RECORD = np.dtype([("position", "<i8"), ("points", "<i8"), ("indicator", "<u2"), ("kind", "<u2")])
SIZE = RECORD.itemsize
NONE = -(2**63)
"""Stands for no points."""

Records = npt.NDArray[np.void]
"""An array of ``RECORD``."""
Values = dict[int, str]
"""The values that were given, by the position of the change."""


def records(stored: bytes) -> Records:
    """The records that stand in these bytes."""
    return np.frombuffer(stored, RECORD)


def first_position(stored: bytes) -> int:
    """The position of the first record."""
    return int.from_bytes(stored[:8], "little")


def changes(stored: bytes, values: Values, indicators: Sequence[IndicatorCode]) -> Iterator[Change]:
    """The changes in these bytes, whose set has these indicators in its order."""
    for position, points, indicator, kind in cast("list[Any]", records(stored).tolist()):
        known = None if points == NONE else points
        yield Change(position, indicators[indicator], Kind(kind), known, values.get(position))
