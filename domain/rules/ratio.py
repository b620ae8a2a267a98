"""Ratio: a part of a whole earns that part of the maximum."""

from collections.abc import Iterator
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from domain.metadata import Name
from domain.points import is_sound
from domain.rules.base import Reading, Rule, Sample


class NothingToCount(StrEnum):
    """What a ratio is worth where its whole is zero; declared by the rule, never an accident."""

    FULL = "full"
    ZERO = "zero"


class Ratio(Rule, tag="ratio", frozen=True, kw_only=True):
    """a ÷ b × max: directives signed by the head ÷ all directives. With a target, reaching it earns the maximum."""

    a: Name
    b: Name
    if_b_is_zero: NothingToCount
    target: Decimal = Decimal(1)
    complement: bool = False
    """Whether ``a`` counts what is bad, so that (b − a) ÷ b is scored."""

    @classmethod
    def sample(cls) -> Sample:
        """Directives that the head has signed."""
        rule = cls(a="số văn bản người đứng đầu ký", b="tổng số văn bản", if_b_is_zero=NothingToCount.ZERO)
        return Sample("Văn bản chỉ đạo do người đứng đầu ký", rule, {"a": "3", "b": "4"}, Decimal("7.5"))

    def fields(self) -> tuple[str, ...]:
        """The part and the whole."""
        return ("a", "b")

    def points(self, reading: Reading, maximum: Decimal) -> Fraction:
        """The ratio, or its complement, against the target; at most the maximum."""
        part, whole = reading.number("a"), reading.number("b")
        if part > whole:
            raise reading.fault("a", f"{part} lớn hơn tổng {whole}", f"{part} is more than the whole, {whole}")
        if whole == 0:
            return Fraction(maximum) if self.if_b_is_zero is NothingToCount.FULL else Fraction(0)
        ratio = Fraction(part) / Fraction(whole)
        share = (1 - ratio if self.complement else ratio) / Fraction(self.target)
        return min(share, Fraction(1)) * Fraction(maximum)

    def faults(self) -> Iterator[str]:
        """A target that every ratio or none would reach."""
        if not (is_sound(self.target) and 0 < self.target <= 1):
            yield f"the target, {self.target}, does not lie above 0 and up to 1"

    def explain(self, language: str = "en") -> str:
        """The formula with its words, target and the declared outcome for b = 0."""
        share = "(b − a) ÷ b" if self.complement else "a ÷ b"
        full = self.if_b_is_zero is NothingToCount.FULL
        if language == "vi":
            zero = "điểm tối đa" if full else "0 điểm"
            return f"{share} × max, a = {self.a}, b = {self.b}; đạt {self.target} thì tối đa; b = 0 thì {zero}."
        zero = "the maximum" if full else "nothing"
        return f"{share} × max, a = {self.a}, b = {self.b}; {self.target} earns the maximum; b = 0 earns {zero}."
