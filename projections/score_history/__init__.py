"""The score history: every change of every scorecard with before, after, inputs, who, role, when, why, position."""

from projections.score_history.fold import ScoreHistoryProjection
from projections.score_history.query import Change, HistoryQuery

__all__ = ["Change", "HistoryQuery", "ScoreHistoryProjection"]
