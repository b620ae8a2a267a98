"""Manual: a judgement, entered as points."""

from decimal import Decimal
from fractions import Fraction

from domain.metadata import Name
from domain.rules.base import Reading, Rule, Sample


class Manual(Rule, tag="manual", frozen=True, kw_only=True):
    """Judged by people against a written guide; the points are entered as such."""

    guide: Name

    @classmethod
    def sample(cls) -> Sample:
        """An initiative that the council judges."""
        rule = cls(guide="Hội đồng chấm theo hướng dẫn")
        return Sample("Sáng kiến, cách làm hay", rule, {"points": "6"}, Decimal(6))

    def fields(self) -> tuple[str, ...]:
        """The points awarded."""
        return ("points",)

    def points(self, reading: Reading, maximum: Decimal) -> Fraction:
        """The points as entered, which may not be more than the maximum."""
        points = reading.number("points")
        if points > maximum:
            raise reading.fault("points", f"{points} lớn hơn tối đa {maximum}", f"{points} is above {maximum}")
        return Fraction(points)

    def explain(self, language: str = "en") -> str:
        """The guide."""
        return f"Chấm theo hướng dẫn: {self.guide}." if language == "vi" else f"Judged by the guide: {self.guide}."
