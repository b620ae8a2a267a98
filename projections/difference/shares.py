"""In which order shares of the maximum stand: exactly, in whole numbers."""

from typing import Any

import numpy as np
import numpy.typing as npt

from projections.ranking.held import Numbers

LARGEST = 3_000_000_000
"""Ten-thousandths of a point whose square is still a number of an array."""


def orders(points: Numbers, maxima: Numbers) -> Numbers:
    """The same number for equal shares, a larger one for a larger share; without a maximum, the share is nothing."""
    divisors = np.where(maxima > 0, maxima, 1)
    shared = np.where(maxima > 0, points, 0)
    radix = int(max(divisors.max(initial=1), np.abs(shared).max(initial=1)))
    # Two different shares are at least one part in the product of their maxima apart, so that flooring after
    # multiplying with a square that is as large keeps them apart: once to the first digit, once to the second.
    exact = np.int64 if radix < LARGEST else np.object_
    multiplied: npt.NDArray[Any] = shared.astype(exact) * radix
    first = multiplied // divisors
    second = (multiplied - first * divisors) * radix // divisors
    _, first_order = np.unique(first, return_inverse=True)
    _, second_order = np.unique(second, return_inverse=True)
    found: Numbers = np.unique(first_order * len(divisors) + second_order, return_inverse=True)[1]
    return found
