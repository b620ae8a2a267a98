"""Honours: rolls of honour over the years, awards that were taken back, and the quotas."""

from projections.honours.answer import Honours, Quotas
from projections.honours.fold import HonoursProjection
from projections.honours.query import HonoursQuery

__all__ = ["Honours", "HonoursProjection", "HonoursQuery", "Quotas"]
