"""Survey: an average on a scale, measured by asking people, is the share of the maximum."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Annotated

import msgspec

from domain.metadata import Name
from domain.points import is_sound
from domain.rules.base import MOST, Reading, Rule, Sample
from domain.wording import Wording


class Survey(Rule, tag="survey", frozen=True, kw_only=True):
    """average ÷ top of the scale × max: citizens' satisfaction, 4.2 of 5. Below ``fewest`` answers it earns nothing."""

    asked: Name
    top: Decimal
    fewest: Annotated[int, msgspec.Meta(ge=1, le=MOST)] = 1

    @classmethod
    def sample(cls) -> Sample:
        """Satisfaction on a scale up to 5."""
        rule = cls(asked="hài lòng về dịch vụ công", top=Decimal(5), fewest=30)
        return Sample("Mức độ hài lòng của người dân", rule, {"average": "4.2", "answers": "100"}, Decimal("8.4"))

    def fields(self) -> tuple[str, ...]:
        """The average of the answers and how many there were."""
        return ("average", "answers")

    def points(self, reading: Reading, maximum: Decimal) -> Fraction:
        """The average as a share of the top of the scale."""
        average, answers = reading.number("average"), reading.whole("answers")
        if average > self.top:
            raise reading.fault("average", f"{average} lớn hơn {self.top}", f"{average} is above {self.top}")
        if answers < self.fewest:
            return Fraction(0)
        return Fraction(average) / Fraction(self.top) * Fraction(maximum)

    def faults(self) -> Iterator[Wording]:
        """A scale without a top."""
        if not (is_sound(self.top) and self.top > 0):
            yield Wording(
                f"mức cao nhất của thang, {self.top}, phải lớn hơn 0",
                f"the top of the scale, {self.top}, is not above zero",
                "Ghi mức cao nhất của thang, ví dụ 5",
                "Write the top of the scale, as in 5",
            )

    def explain(self, language: str = "en") -> str:
        """What is asked, and how the average counts."""
        if language == "vi":
            return f"Điểm khảo sát trung bình ÷ {self.top} × max ({self.asked}); dưới {self.fewest} phiếu thì 0 điểm."
        return f"Average answer ÷ {self.top} × max ({self.asked}); fewer than {self.fewest} answers earn nothing."
