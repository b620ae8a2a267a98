"""Tiers: the more there are, the higher the step reached."""

from decimal import Decimal
from fractions import Fraction

import msgspec

from domain.metadata import Name
from domain.rules.base import Reading, Rule


class Tier(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """From this count on, this share of the maximum is earned."""

    at_least: int
    share: Decimal


class Tiers(Rule, tag="tiers", frozen=True, kw_only=True):
    """By count: four meetings a year → all, three → ¾, two → ½, one → ¼, else nothing."""

    counted: Name
    tiers: tuple[Tier, ...]

    def fields(self) -> tuple[str, ...]:
        """How many there are."""
        return ("count",)

    def points(self, reading: Reading, maximum: Decimal) -> Fraction:
        """The share of the highest tier reached; nothing below the lowest."""
        count = reading.whole("count")
        reached = [tier for tier in self.tiers if count >= tier.at_least]
        share = max(reached, key=lambda tier: tier.at_least).share if reached else Decimal(0)
        return Fraction(share) * Fraction(maximum)

    def explain(self, language: str = "en") -> str:
        """What is counted and the steps."""
        lead = "Theo số lượng" if language == "vi" else "By the number of"
        return f"{lead} {self.counted}: " + "; ".join(f"≥ {t.at_least} → {t.share}×max" for t in self.tiers) + "."
