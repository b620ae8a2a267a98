"""Why: the events, rules, inputs and evidence behind any number, with sums that add up; and scorecards replayed."""

from projections.explanation.answer import Explanation, RankExplanation
from projections.explanation.query import ExplanationQuery
from projections.explanation.replay import ReplayQuery, Step, StepInFull

__all__ = ["Explanation", "ExplanationQuery", "RankExplanation", "ReplayQuery", "Step", "StepInFull"]
