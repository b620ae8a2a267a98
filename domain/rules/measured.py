"""Measured: a value from 0 to 1, measured elsewhere, is the share of the maximum."""

from decimal import Decimal
from fractions import Fraction

from domain.metadata import Name
from domain.rules.base import Reading, Rule, Sample


class Measured(Rule, tag="measured", frozen=True, kw_only=True):
    """value × max: a group value of the national index, published as a fraction of 1 with four decimals."""

    measured: Name

    @classmethod
    def sample(cls) -> Sample:
        """A share that a system has measured."""
        rule = cls(measured="tỷ lệ hồ sơ trực tuyến")
        return Sample("Giá trị do hệ thống đo", rule, {"value": "0.8"}, Decimal(8))

    def fields(self) -> tuple[str, ...]:
        """The measured value."""
        return ("value",)

    def points(self, reading: Reading, maximum: Decimal) -> Fraction:
        """The value times the maximum."""
        value = reading.number("value")
        if value > 1:
            raise reading.fault("value", f"{value} lớn hơn 1", f"{value} is more than 1")
        return Fraction(value) * Fraction(maximum)

    def explain(self, language: str = "en") -> str:
        """What is measured."""
        if language == "vi":
            return f"Giá trị đo (0–1) × max: {self.measured}."
        return f"Measured value (0 to 1) × max: {self.measured}."
