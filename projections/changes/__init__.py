"""All changes of a round's scorecards: found by what an auditor looks for, and those that are worth a look."""

from projections.changes.answer import RoundChange, Unusual
from projections.changes.marks import Mark
from projections.changes.query import ChangesQuery
from projections.changes.wanted import Wanted

__all__ = ["ChangesQuery", "Mark", "RoundChange", "Unusual", "Wanted"]
