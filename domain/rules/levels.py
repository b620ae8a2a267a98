"""Levels: one of several situations holds, each worth a share of the maximum."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

import msgspec

from domain.metadata import Code, Name
from domain.rules.base import NOTHING, Reading, Rule, Sample, repeated, unsound_shares
from domain.wording import Wording


class Level(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One situation and the share of the maximum it earns (1 = all, 0.5 = half)."""

    code: Code
    when: Name
    share: Decimal


class Levels(Rule, tag="levels", frozen=True, kw_only=True):
    """Choose one: the head of the unit leads the committee → all; a deputy → half; none → nothing."""

    levels: tuple[Level, ...]

    @classmethod
    def sample(cls) -> Sample:
        """Who leads the steering committee."""
        levels = (
            Level(code="head", when="Trưởng ban là người đứng đầu", share=Decimal(1)),
            Level(code="deputy", when="Trưởng ban là cấp phó", share=Decimal("0.5")),
            Level(code="none", when="Không phải lãnh đạo", share=Decimal(0)),
        )
        return Sample("Người đứng đầu làm Trưởng Ban Chỉ đạo", cls(levels=levels), {"level": "deputy"}, Decimal(5))

    def fields(self) -> tuple[str, ...]:
        """The level that holds."""
        return ("level",)

    def points(self, reading: Reading, maximum: Decimal) -> Fraction:
        """The chosen level's share of the maximum."""
        shares = {level.code: level.share for level in self.levels}
        return Fraction(shares[reading.choice("level", shares)]) * Fraction(maximum)

    def highest(self) -> Fraction:
        """The best level holds."""
        return max((Fraction(level.share) for level in self.levels if level.share.is_finite()), default=Fraction(0))

    def faults(self) -> Iterator[Wording]:
        """No levels, a level twice, a share that is none."""
        if not self.levels:
            yield NOTHING
        yield from repeated(level.code for level in self.levels)
        yield from unsound_shares((level.code, level.share) for level in self.levels)

    def explain(self, language: str = "en") -> str:
        """The levels and their shares."""
        lead = "Chọn một mức" if language == "vi" else "One level is chosen"
        return f"{lead}: " + "; ".join(f"{level.when} → {level.share}×max" for level in self.levels) + "."
