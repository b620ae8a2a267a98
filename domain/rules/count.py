"""Count: so many points each, up to the maximum."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from domain.metadata import Name
from domain.points import is_sound
from domain.rules.base import Reading, Rule, Sample
from domain.wording import Wording


class Count(Rule, tag="count", frozen=True, kw_only=True):
    """One point per application, at most five: ``each`` points per thing counted, capped by the maximum."""

    counted: Name
    each: Decimal

    @classmethod
    def sample(cls) -> Sample:
        """Applications of the unit's own."""
        rule = cls(counted="ứng dụng", each=Decimal(2))
        return Sample("Ứng dụng do đơn vị xây dựng", rule, {"count": "3"}, Decimal(6))

    def fields(self) -> tuple[str, ...]:
        """How many there are."""
        return ("count",)

    def points(self, reading: Reading, maximum: Decimal) -> Fraction:
        """The count times the points of each, at most the maximum."""
        return min(reading.whole("count") * Fraction(self.each), Fraction(maximum))

    def faults(self) -> Iterator[Wording]:
        """Points that would be taken away, or none."""
        if not (is_sound(self.each) and self.each > 0):
            yield Wording(
                f"điểm mỗi {self.counted}, {self.each}, phải lớn hơn 0",
                f"the points of each, {self.each}, are not above zero",
                "Ghi điểm lớn hơn 0",
                "Write points above zero",
            )

    def explain(self, language: str = "en") -> str:
        """What is counted and what each is worth."""
        if language == "vi":
            return f"Mỗi {self.counted} được {self.each} điểm, không quá điểm tối đa."
        return f"Points for each {self.counted}: {self.each}, up to the maximum."
