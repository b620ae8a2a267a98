"""Shares of the maximum as people write them: 0.5, 1/2 or 50%. They are exact decimals, or they are refused."""

import re
from decimal import Decimal
from fractions import Fraction

from domain.points import plain
from domain.wording import Wording

SHARES = frozenset({"share", "target"})
"""The fields of rules that hold a share of something; all other numbers of rules are points or counts."""
FRACTION = re.compile(r"([0-9]{1,6})\s*/\s*([0-9]{1,6})")
PERCENT = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,20})?)\s*%")


def exact_share(text: str) -> str:
    """The share as a decimal; what has none stays as it is, to be refused as such."""
    if found := PERCENT.fullmatch(text):
        return format(plain(Decimal(found[1]) / 100), "f")
    if (found := FRACTION.fullmatch(text)) and (value := _exact(int(found[1]), int(found[2]))) is not None:
        return format(plain(value), "f")
    return text


def _exact(above: int, below: int) -> Decimal | None:
    """The quotient, if it ends."""
    rest = Fraction(above, below).denominator if below else 3
    for factor in (2, 5):
        while rest % factor == 0:
            rest //= factor
    return Decimal(above) / Decimal(below) if rest == 1 else None


def no_exact_share(text: str) -> Wording | None:
    """Why a fraction was not taken as a share."""
    found = FRACTION.fullmatch(text)
    if not found or exact_share(text) != text:
        return None
    near = f"{Fraction(int(found[1]), int(found[2])).__float__():.6f}" if int(found[2]) else "0.333333"
    return Wording(
        f"{text} không viết được chính xác bằng số thập phân",
        f"{text} is not exactly any decimal",
        f"Ghi đủ số chữ số cần dùng, ví dụ {near}, hoặc chọn loại quy tắc khác",
        f"Write it to as many places as are needed, as in {near}, or choose another kind of rule",
    )
