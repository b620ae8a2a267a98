"""The difference of two moments of a round: every point and every rank of it, attributed to events."""

from projections.difference.answer import RoundDifference
from projections.difference.query import DifferenceQuery, MomentsReversed

__all__ = ["DifferenceQuery", "MomentsReversed", "RoundDifference"]
