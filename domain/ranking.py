"""Standard competition ranking: ties share a rank and the next one is skipped (1, 2, 2, 4)."""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import TypeVar

T = TypeVar("T")


def ranked(rows: Iterable[tuple[T, Fraction]]) -> Sequence[tuple[int, T]]:
    """Each row with its rank, best first; the exact fraction decides, and equals keep the order they came in."""
    best_first = sorted(rows, key=lambda row: row[1], reverse=True)
    places: list[tuple[int, T]] = []
    rank, previous = 0, None
    for place, (row, value) in enumerate(best_first, start=1):
        if value != previous:
            rank, previous = place, value
        places.append((rank, row))
    return places
