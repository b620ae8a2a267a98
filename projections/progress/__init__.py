"""Progress: who has handed in, what is missing, and who waits for whom since when."""

from projections.progress.fold import ProgressProjection
from projections.progress.query import Progress, ProgressQuery

__all__ = ["Progress", "ProgressProjection", "ProgressQuery"]
