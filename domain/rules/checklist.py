"""Checklist: every item that holds adds its share of the maximum."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

import msgspec

from domain.metadata import Code, Name
from domain.rules.base import NOTHING, Reading, Rule, Sample, repeated, unsound_shares
from domain.wording import Wording


class Item(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing done and the share of the maximum it adds."""

    code: Code
    when: Name
    share: Decimal


class Checklist(Rule, tag="checklist", frozen=True, kw_only=True):
    """Tick what holds: attends all meetings of the province ½ + chairs the unit's own meetings ½."""

    items: tuple[Item, ...]

    @classmethod
    def sample(cls) -> Sample:
        """Attending meetings and chairing them."""
        items = (
            Item(code="attends", when="dự đủ các phiên họp của tỉnh", share=Decimal("0.5")),
            Item(code="chairs", when="chủ trì các cuộc họp của đơn vị", share=Decimal("0.5")),
        )
        inputs = {"attends": "có", "chairs": "không"}
        return Sample("Tham gia và chủ trì họp về chuyển đổi số", cls(items=items), inputs, Decimal(5))

    def fields(self) -> tuple[str, ...]:
        """One tick an item, under the item's code."""
        return tuple(item.code for item in self.items)

    def points(self, reading: Reading, maximum: Decimal) -> Fraction:
        """The sum of the ticked items' shares of the maximum."""
        ticked = (Fraction(item.share) for item in self.items if reading.yes(item.code))
        return sum(ticked, Fraction(0)) * Fraction(maximum)

    def highest(self) -> Fraction:
        """All items hold."""
        return sum((Fraction(item.share) for item in self.items if item.share.is_finite()), Fraction(0))

    def faults(self) -> Iterator[Wording]:
        """No items, an item twice, a share that is none."""
        if not self.items:
            yield NOTHING
        yield from repeated(item.code for item in self.items)
        yield from unsound_shares((item.code, item.share) for item in self.items)

    def explain(self, language: str = "en") -> str:
        """The items and their shares."""
        lead = "Cộng điểm các nội dung đạt" if language == "vi" else "The items that hold add up"
        return f"{lead}: " + "; ".join(f"{item.when} → {item.share}×max" for item in self.items) + "."
