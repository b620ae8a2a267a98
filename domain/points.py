"""Exact points: decimals in the rules, whole ten-thousandths of a point in tables, never a float."""

from collections.abc import Iterable
from decimal import MAX_PREC, Context, Decimal
from fractions import Fraction
from functools import lru_cache, reduce

PLACES = 4
"""The finest rounding a set may declare; a table's unit is 10 ** -PLACES of a point."""
UNITS_PER_POINT = 10**PLACES

Exact = Decimal | Fraction | int

UNROUNDED = Context(prec=MAX_PREC)
"""The default context would round the thirtieth digit away before anyone could refuse it."""


def round_half_up(value: Exact, places: int) -> Decimal:
    """``value`` at ``places`` decimals; a half goes away from zero (0.40965 → 0.4097), as published tables do."""
    exact = Fraction(value)
    return _quotient(exact.numerator, exact.denominator, places)


@lru_cache(maxsize=100_000)
def _quotient(numerator: int, denominator: int, places: int) -> Decimal:
    whole = (abs(numerator) * 10**places * 2 + denominator) // (denominator * 2)
    return Decimal(whole if numerator >= 0 else -whole).scaleb(-places)


def exact_sum(values: Iterable[Decimal]) -> Decimal:
    """All digits of a sum, however many there are."""
    return reduce(UNROUNDED.add, values, Decimal(0))


def decimals(value: Decimal) -> int:
    """How many decimals it takes to write the value: 0 for 10 and 10.00, 2 for 7.25."""
    exponent = value.normalize(UNROUNDED).as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


@lru_cache(maxsize=100_000)
def to_units(points: Decimal) -> int:
    """Points as ten-thousandths for a table. Raises ``ValueError`` for points that are finer than that."""
    units = points.scaleb(PLACES)
    if units != units.to_integral_value():
        msg = f"{points} has more than {PLACES} decimals"
        raise ValueError(msg)
    return int(units)


@lru_cache(maxsize=100_000)
def from_units(units: int) -> Decimal:
    """Ten-thousandths from a table as points, without trailing zeros: 72500 → 7.25."""
    return plain(Decimal(units).scaleb(-PLACES))


DIGITS = 30
"""The most digits before and after the decimal point: 1E+999999999 is short to write and would take days to compute."""


def is_sound(value: Decimal) -> bool:
    """Whether it is a number that can be computed with: finite, with at most ``DIGITS`` either side of the point."""
    return value.is_finite() and value.adjusted() < DIGITS and decimals(value) <= DIGITS


def plain(value: Decimal) -> Decimal:
    """The value without trailing zeros and never in exponent notation: 10.00 → 10, 1E+2 → 100."""
    if not is_sound(value):
        return value
    whole = value.to_integral_value(context=UNROUNDED)
    return value.quantize(Decimal(1), context=UNROUNDED) if value == whole else value.normalize(UNROUNDED)


@lru_cache(maxsize=100_000)
def percent(points: Exact, maximum: Exact, places: int = 2) -> Decimal | None:
    """Points ÷ the applicable maximum as a percentage, half up; ``None`` where nothing is applicable."""
    if not maximum:
        return None
    if isinstance(points, int) and isinstance(maximum, int):
        return _quotient(points * 100, maximum, places)
    return round_half_up(Fraction(points) / Fraction(maximum) * 100, places)
