"""Best: several ways to earn the points, of which the best one counts."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from domain.rules.base import Reading, Rule, Sample
from domain.rules.sum import Portion, explain_portions, portion_faults, portion_highest, sample_portions
from domain.wording import Wording


class Best(Rule, tag="best", frozen=True, kw_only=True):
    """The best alternative counts: an application of the unit's own, or else the use of a shared one at half."""

    alternatives: tuple[Portion, ...]

    @classmethod
    def sample(cls) -> Sample:
        """A page of the unit's own, or what is published on it."""
        rule = cls(alternatives=sample_portions())
        return Sample("Chuyên mục hoặc tin, bài", rule, {"news.count": "3"}, Decimal(3))

    def fields(self) -> tuple[str, ...]:
        """The inputs of all alternatives; those of at least one have to be given."""
        return tuple(field for alternative in self.alternatives for field in alternative.fields())

    def points(self, reading: Reading, maximum: Decimal) -> Fraction:
        """The most that one of the alternatives earns for which inputs are given."""
        given = [each for each in self.alternatives if reading.inputs.keys() & set(each.fields())]
        if not given:
            raise reading.fault("*", "chưa có đầu vào của phương án nào", "no alternative has its inputs")
        return max(alternative.points(reading, maximum) for alternative in given)

    def highest(self) -> Fraction:
        """The most that the best alternative can earn."""
        return max((portion_highest(alternative) for alternative in self.alternatives), default=Fraction(0))

    def faults(self) -> Iterator[Wording]:
        """No alternatives, or one that is unsound."""
        yield from portion_faults(self.alternatives)

    def explain(self, language: str = "en") -> str:
        """The alternatives with their shares and rules."""
        lead = "Tính phương án cao nhất" if language == "vi" else "The best alternative counts"
        return f"{lead}: {explain_portions(self.alternatives, language)}"
