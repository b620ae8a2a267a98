"""Sum: an indicator of several parts, each scored by a rule of its own."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

import msgspec

from domain import rules
from domain.metadata import Code, Name
from domain.points import UNROUNDED
from domain.rules.base import NOT_A_PART, NOTHING, Reading, Rule, Sample, repeated, unsound_shares
from domain.rules.count import Count
from domain.rules.levels import Level, Levels
from domain.wording import Wording


class Portion(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One part: the share of the maximum it can earn, and by which rule."""

    code: Code
    name: Name
    share: Decimal
    rule: "rules.AnyRule"

    def fields(self) -> tuple[str, ...]:
        """The part's inputs as the whole rule names them: the part's code, a full stop, the input."""
        return tuple(f"{self.code}.{field}" for field in self.rule.fields())

    def points(self, reading: Reading, maximum: Decimal) -> Fraction:
        """What the part earns of its share."""
        return self.rule.points(reading.part(self.code, self.rule.fields()), UNROUNDED.multiply(maximum, self.share))


class Sum(Rule, tag="sum", frozen=True, kw_only=True):
    """The parts add up: a portal of its own ½ (yes or no) + articles published ½ (by count)."""

    parts: tuple[Portion, ...]

    @classmethod
    def sample(cls) -> Sample:
        """A page of the unit's own and what is published on it."""
        inputs = {"portal.level": "yes", "news.count": "3"}
        return Sample("Chuyên mục và tin, bài", cls(parts=sample_portions()), inputs, Decimal(8))

    def fields(self) -> tuple[str, ...]:
        """The inputs of all parts."""
        return tuple(field for part in self.parts for field in part.fields())

    def points(self, reading: Reading, maximum: Decimal) -> Fraction:
        """The sum of what the parts earn."""
        return sum((part.points(reading, maximum) for part in self.parts), Fraction(0))

    def highest(self) -> Fraction:
        """Every part earns the most it can."""
        return sum((portion_highest(part) for part in self.parts), Fraction(0))

    def faults(self) -> Iterator[Wording]:
        """No parts, or a part that is unsound."""
        yield from portion_faults(self.parts)

    def explain(self, language: str = "en") -> str:
        """The parts with their shares and rules."""
        lead = "Tổng các phần" if language == "vi" else "The parts add up"
        return f"{lead}: {explain_portions(self.parts, language)}"


def portion_highest(part: Portion) -> Fraction:
    """The most that a part can earn, as a share of the whole's maximum."""
    return Fraction(part.share) * part.rule.highest() if part.share.is_finite() else Fraction(0)


def portion_faults(parts: tuple[Portion, ...]) -> Iterator[Wording]:
    """No parts, a part twice, a share that is none, or a part's own faults."""
    if not parts:
        yield NOTHING
    yield from repeated(part.code for part in parts)
    yield from unsound_shares((part.code, part.share) for part in parts)
    for part in parts:
        yield from (fault.within(part.code) for fault in part.rule.faults())
        if part.rule.stands_alone:
            yield NOT_A_PART.within(part.code)


def explain_portions(parts: tuple[Portion, ...], language: str) -> str:
    """The parts with their shares and rules."""
    return " ".join(f"[{part.name}, {part.share}×max: {part.rule.explain(language)}]" for part in parts)


def sample_portions() -> tuple[Portion, ...]:
    """Two parts, half each, for examples."""
    levels = (
        Level(code="yes", when="Có chuyên mục riêng", share=Decimal(1)),
        Level(code="no", when="Không có", share=Decimal(0)),
    )
    half = Decimal("0.5")
    return (
        Portion(code="portal", name="Chuyên mục", share=half, rule=Levels(levels=levels)),
        Portion(code="news", name="Tin, bài", share=half, rule=Count(counted="tin, bài", each=Decimal(1))),
    )
