"""Tiers: the more there are, the higher the step reached."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Annotated

import msgspec

from domain.metadata import Name
from domain.rules.base import MOST, NOTHING, Reading, Rule, Sample, repeated, unsound_shares
from domain.wording import Wording

BELOW_ZERO = Wording(
    "số lượng không thể âm", "no count is below zero", "Ghi số từ 0 trở lên", "Write a count of zero or more"
)


class Tier(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """From this count on, this share of the maximum is earned."""

    at_least: Annotated[int, msgspec.Meta(ge=-MOST, le=MOST)]
    share: Decimal


class Tiers(Rule, tag="tiers", frozen=True, kw_only=True):
    """By count: four meetings a year → all, three → ¾, two → ½, one → ¼, else nothing."""

    counted: Name
    tiers: tuple[Tier, ...]

    @classmethod
    def sample(cls) -> Sample:
        """Meetings of the steering committee."""
        tiers = tuple(Tier(at_least=count, share=Decimal(count) / 4) for count in (4, 3, 2, 1))
        rule = cls(counted="cuộc họp trong năm", tiers=tiers)
        return Sample("Ban Chỉ đạo họp trong năm", rule, {"count": "3"}, Decimal("7.5"))

    def fields(self) -> tuple[str, ...]:
        """How many there are."""
        return ("count",)

    def points(self, reading: Reading, maximum: Decimal) -> Fraction:
        """The share of the highest tier reached; nothing below the lowest."""
        count = reading.whole("count")
        reached = [tier for tier in self.tiers if count >= tier.at_least]
        share = max(reached, key=lambda tier: tier.at_least).share if reached else Decimal(0)
        return Fraction(share) * Fraction(maximum)

    def highest(self) -> Fraction:
        """The best tier is reached."""
        return max((Fraction(tier.share) for tier in self.tiers if tier.share.is_finite()), default=Fraction(0))

    def faults(self) -> Iterator[Wording]:
        """No tiers, two tiers at one count, a count below zero, a share that is none."""
        if not self.tiers:
            yield NOTHING
        yield from repeated(tier.at_least for tier in self.tiers)
        yield from (BELOW_ZERO.within(str(tier.at_least)) for tier in self.tiers if tier.at_least < 0)
        yield from unsound_shares((tier.at_least, tier.share) for tier in self.tiers)

    def explain(self, language: str = "en") -> str:
        """What is counted and the steps."""
        lead = "Theo số lượng" if language == "vi" else "By the number of"
        return f"{lead} {self.counted}: " + "; ".join(f"≥ {t.at_least} → {t.share}×max" for t in self.tiers) + "."
