"""Bonus: points on top of the others, or taken away from them, within declared bounds."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar

from domain.metadata import Name
from domain.points import is_sound
from domain.rules.base import Reading, Rule, Sample
from domain.wording import Wording


class Bonus(Rule, tag="bonus", frozen=True, kw_only=True):
    """A bonus or penalty: it counts in the points and not in the maximum, which is zero for its indicator."""

    counts_in_maximum: ClassVar[bool] = False

    guide: Name
    at_least: Decimal
    at_most: Decimal

    @classmethod
    def sample(cls) -> Sample:
        """Points that the council takes away."""
        rule = cls(guide="theo quyết định của Hội đồng", at_least=Decimal(-5), at_most=Decimal(5))
        return Sample("Điểm thưởng, điểm trừ", rule, {"points": "-2"}, Decimal(-2))

    def fields(self) -> tuple[str, ...]:
        """The points given or taken."""
        return ("points",)

    def points(self, reading: Reading, maximum: Decimal) -> Fraction:
        """The points as entered, which must keep to the bounds."""
        points = reading.signed("points")
        low, high = self.bounds(maximum)
        if not low <= points <= high:
            raise reading.fault("points", f"{points} ngoài {low} … {high}", f"{points} is not within {low} … {high}")
        return Fraction(points)

    def bounds(self, _maximum: Decimal) -> tuple[Decimal, Decimal]:
        """The bounds that the rule declares."""
        return self.at_least, self.at_most

    def highest(self) -> Fraction:
        """No share of the maximum, for it has none."""
        return Fraction(0)

    def faults(self) -> Iterator[Wording]:
        """Bounds that are no numbers or do not enclose zero."""
        if not (is_sound(self.at_least) and is_sound(self.at_most) and self.at_least <= 0 <= self.at_most):
            yield Wording(
                f"giới hạn {self.at_least} … {self.at_most} phải bao gồm 0",
                f"the bounds, {self.at_least} … {self.at_most}, do not enclose zero",
                "Ghi at_least không quá 0 và at_most từ 0 trở lên",
                "Let at_least be zero or less and at_most zero or more",
            )

    def explain(self, language: str = "en") -> str:
        """The guide and the bounds."""
        if language == "vi":
            return f"Điểm thưởng/trừ từ {self.at_least} đến {self.at_most}: {self.guide}."
        return f"Bonus or penalty from {self.at_least} to {self.at_most}: {self.guide}."
