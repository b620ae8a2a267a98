"""The difference of two moments of a round: every point and every rank of it, attributed to events."""

from projections.difference.answer import Difference
from projections.difference.query import DifferenceQuery, MomentsReversed

__all__ = ["Difference", "DifferenceQuery", "MomentsReversed"]
