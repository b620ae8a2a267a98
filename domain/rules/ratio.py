"""Ratio: a part of a whole earns that part of the maximum."""

from collections.abc import Iterator
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from domain.metadata import Name
from domain.points import is_sound
from domain.rules.base import Reading, Rule, Sample
from domain.wording import Wording


class NothingToCount(StrEnum):
    """What a ratio is worth where its whole is zero; declared by the rule, never an accident."""

    FULL = "full"
    ZERO = "zero"
    NOT_APPLICABLE = "not-applicable"
    """The unit declares that the indicator does not apply to it; it leaves points and maximum alike."""


ZERO = {
    NothingToCount.FULL: ("được điểm tối đa", "earns the maximum"),
    NothingToCount.ZERO: ("0 điểm", "earns nothing"),
    NothingToCount.NOT_APPLICABLE: ("không áp dụng", "does not apply"),
}


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
            return self._points_of_nothing(reading, maximum)
        ratio = Fraction(part) / Fraction(whole)
        share = (1 - ratio if self.complement else ratio) / Fraction(self.target)
        return min(share, Fraction(1)) * Fraction(maximum)

    @property
    def may_not_apply(self) -> bool:
        """Whether b = 0 means that it does not apply."""
        return self.if_b_is_zero is NothingToCount.NOT_APPLICABLE

    def _points_of_nothing(self, reading: Reading, maximum: Decimal) -> Fraction:
        if self.may_not_apply:
            raise reading.fault(
                "b",
                "b = 0 thì chỉ số không áp dụng: hãy khai «không áp dụng»",
                "b = 0 means that the indicator does not apply: declare it not applicable",
            )
        return Fraction(maximum) if self.if_b_is_zero is NothingToCount.FULL else Fraction(0)

    def faults(self) -> Iterator[Wording]:
        """A target that every ratio or none would reach."""
        if not (is_sound(self.target) and 0 < self.target <= 1):
            yield Wording(
                f"chỉ tiêu {self.target} phải lớn hơn 0 và không quá 1",
                f"the target, {self.target}, does not lie above 0 and up to 1",
                "Ghi chỉ tiêu là tỷ lệ, ví dụ 0.8",
                "Write the target as a share, as in 0.8",
            )

    def explain(self, language: str = "en") -> str:
        """The formula with its words, target and the declared outcome for b = 0."""
        share = "(b − a) ÷ b" if self.complement else "a ÷ b"
        if self.target != 1:
            share = f"min(1, {share} ÷ {self.target})"
        zero = ZERO[self.if_b_is_zero][language == "en"]
        if language == "vi":
            return f"{share} × max, a = {self.a}, b = {self.b}; b = 0 thì {zero}."
        return f"{share} × max, a = {self.a}, b = {self.b}; b = 0 {zero}."
