"""Scoring rules: how an indicator turns inputs into points. Rules are data; each kind is one class in one module."""

from domain.rules.base import Inputs, Reading, Rule
from domain.rules.checklist import Checklist
from domain.rules.count import Count
from domain.rules.levels import Levels
from domain.rules.manual import Manual
from domain.rules.measured import Measured
from domain.rules.ratio import Ratio
from domain.rules.tiers import Tiers

AnyRule = Levels | Checklist | Tiers | Ratio | Count | Measured | Manual
"""Every kind of rule, told apart by the field ``kind``."""

__all__ = [
    "AnyRule",
    "Checklist",
    "Count",
    "Inputs",
    "Levels",
    "Manual",
    "Measured",
    "Ratio",
    "Reading",
    "Rule",
    "Tiers",
]
