"""Standard competition ranking: ties share a rank and the next one is skipped (1, 2, 2, 4)."""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import lcm
from operator import itemgetter
from typing import TypeVar

T = TypeVar("T")


def ranked(rows: Iterable[tuple[T, Fraction]]) -> Sequence[tuple[int, T]]:
    """Each row with its rank, best first; the exact fraction decides, and equals keep the order they came in."""
    compared = list(rows)
    # Whole numbers in the same proportions: fractions take many times as long to compare.
    scale = lcm(*(value.denominator for _, value in compared))
    whole = [(row, value.numerator * (scale // value.denominator)) for row, value in compared]
    places: list[tuple[int, T]] = []
    rank, previous = 0, None
    for place, (row, value) in enumerate(sorted(whole, key=itemgetter(1), reverse=True), start=1):
        if value != previous:
            rank, previous = place, value
        places.append((rank, row))
    return places
