"""Trends: a unit over the years, and what of its years can be compared."""

from projections.trends.answer import Trend
from projections.trends.query import TrendQuery

__all__ = ["Trend", "TrendQuery"]
