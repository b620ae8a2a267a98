"""Relative: the unit's value as a share of the largest value of all units of the round."""

from decimal import Decimal
from fractions import Fraction
from typing import ClassVar

from domain.metadata import Name
from domain.rules.base import Reading, Rule, Sample


class Relative(Rule, tag="relative", frozen=True, kw_only=True):
    """value ÷ largest value of all units × max. Provisional until the round's best values are frozen."""

    compares: ClassVar[bool] = True

    measured: Name

    @classmethod
    def sample(cls) -> Sample:
        """A lone unit is the best there is."""
        rule = cls(measured="thuê bao trên 100 dân")
        return Sample("Thuê bao trên 100 dân", rule, {"value": "20"}, Decimal(10))

    def fields(self) -> tuple[str, ...]:
        """The unit's value."""
        return ("value",)

    def points(self, reading: Reading, maximum: Decimal) -> Fraction:
        """The value against the best one known, which is at least this one; nothing where every value is zero."""
        value = reading.number("value")
        best = max(value, reading.best or value)
        return Fraction(value) / Fraction(best) * Fraction(maximum) if best else Fraction(0)

    def explain(self, language: str = "en") -> str:
        """What is compared."""
        if language == "vi":
            return f"Giá trị ÷ giá trị lớn nhất của các đơn vị × max: {self.measured}."
        return f"Value ÷ the largest value of all units × max: {self.measured}."
