"""Capped: whatever a rule earns, no more than a share of the maximum counts."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from domain import rules
from domain.rules.base import NOT_A_PART, Reading, Rule, Sample, unsound_shares
from domain.rules.count import Count
from domain.wording import Wording


class Capped(Rule, tag="capped", frozen=True, kw_only=True):
    """At most ``share`` of the maximum: parts may add up to more than can be earned in all."""

    rule: "rules.AnyRule"
    share: Decimal = Decimal(1)

    @classmethod
    def sample(cls) -> Sample:
        """A point for each article, eight at most."""
        rule = cls(rule=Count(counted="tin, bài", each=Decimal(1)), share=Decimal("0.8"))
        return Sample("Tin, bài, không quá 8 điểm", rule, {"count": "9"}, Decimal(8))

    def fields(self) -> tuple[str, ...]:
        """The inputs of the rule that is capped."""
        return self.rule.fields()

    def points(self, reading: Reading, maximum: Decimal) -> Fraction:
        """What the rule earns, up to the cap."""
        return min(self.rule.points(reading, maximum), Fraction(self.share) * Fraction(maximum))

    def highest(self) -> Fraction:
        """The cap, or what the rule can earn if that is less."""
        return min(self.rule.highest(), Fraction(self.share)) if self.share.is_finite() else Fraction(0)

    def faults(self) -> Iterator[Wording]:
        """A cap that is no share, or the capped rule's own faults."""
        yield from unsound_shares([("share", self.share)])
        yield from self.rule.faults()
        if self.rule.stands_alone:
            yield NOT_A_PART

    def explain(self, language: str = "en") -> str:
        """The rule and its cap."""
        lead = "Không quá" if language == "vi" else "At most"
        return f"{lead} {self.share}×max: {self.rule.explain(language)}"
