"""Moments of the past by their names: a position of the log, a time, or what happened to a round then."""

from projections.moments.fold import HAPPENED, MomentsProjection
from projections.moments.query import MomentsQuery, MomentUnknown

__all__ = ["HAPPENED", "MomentUnknown", "MomentsProjection", "MomentsQuery"]
