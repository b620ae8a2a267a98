"""Points are exact: rounded once, half up, and counted in ten-thousandths in tables."""

from decimal import MAX_PREC, ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.points import UNITS_PER_POINT, decimals, from_units, is_sound, percent, plain, round_half_up, to_units

PLACES = st.integers(0, 4)
NUMBERS = st.decimals(-(10**9), 10**9, allow_nan=False, places=8) | st.decimals(-(10**9), 10**9, allow_nan=False)
POINTS = st.integers(-(10**12), 10**12).map(lambda units: Decimal(units).scaleb(-4))
EXACT = Context(prec=400)


@given(NUMBERS, PLACES)
def test_rounding_is_that_of_decimals_round_half_up(value, places):
    expected = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, EXACT)
    assert round_half_up(value, places) == expected
    assert round_half_up(Fraction(value), places) == expected


@given(st.fractions(-(10**6), 10**6, max_denominator=10**6), PLACES)
def test_rounding_goes_to_the_nearest_and_from_a_half_away_from_zero(value, places):
    rounded = round_half_up(value, places)
    half = Fraction(1, 2 * 10**places)
    assert abs(Fraction(rounded) - value) <= half
    if abs(Fraction(rounded) - value) == half:
        assert abs(Fraction(rounded)) > abs(value)
    assert decimals(rounded) <= places


@given(NUMBERS, PLACES)
def test_rounding_twice_is_rounding_once(value, places):
    once = round_half_up(value, places)
    assert round_half_up(once, places) == once
    assert round_half_up(-value, places) == -once


@pytest.mark.parametrize(
    ("value", "places", "rounded"),
    [
        ("0.40965", 4, "0.4097"),
        ("0.5", 0, "1"),
        ("-0.5", 0, "-1"),
        ("2.5", 0, "3"),
        ("2.4999999999999999999999999999999999", 0, "2"),
        ("7.25", 1, "7.3"),
    ],
)
def test_a_half_goes_up_as_in_published_tables(value, places, rounded):
    assert str(round_half_up(Decimal(value), places)) == rounded


@given(POINTS)
def test_points_survive_the_table(points):
    units = to_units(points)
    assert from_units(units) == points
    assert units == points * UNITS_PER_POINT


@given(st.integers(-(10**12), 10**12))
def test_units_survive_the_domain(units):
    assert to_units(from_units(units)) == units


@given(st.lists(POINTS))
def test_the_sum_in_the_table_is_the_sum_of_the_points(parts):
    assert sum(to_units(part) for part in parts) == to_units(sum(parts, Decimal(0)))


def test_points_finer_than_the_table_are_refused():
    with pytest.raises(ValueError, match=r"0\.00005 has more than 4 decimals"):
        to_units(Decimal("0.00005"))


@pytest.mark.parametrize(
    ("value", "count"),
    [("10", 0), ("10.00", 0), ("1E+2", 0), ("7.25", 2), ("7.250", 2), ("0.0001", 4), ("0.00", 0), ("Infinity", 0)],
)
def test_decimals_are_those_it_takes_to_write_the_value(value, count):
    assert decimals(Decimal(value)) == count


@given(st.integers(), st.integers(0, 60), st.integers(0, 20))
def test_decimals_are_counted_exactly_however_long(digits, places, zeros):
    written = Decimal(f"{digits}{'0' * zeros}E-{places + zeros}")
    fraction = Fraction(digits, 10**places)
    assert fraction.denominator <= 10 ** decimals(written)
    assert (fraction * 10 ** decimals(written)).denominator == 1
    if decimals(written):
        assert (fraction * 10 ** (decimals(written) - 1)).denominator > 1


@pytest.mark.parametrize(
    ("value", "written"),
    [("10.00", "10"), ("1E+2", "100"), ("7.250", "7.25"), ("0.00", "0"), ("Infinity", "Infinity"), ("NaN", "NaN")],
)
def test_plain_has_neither_trailing_zeros_nor_exponents(value, written):
    assert str(plain(Decimal(value))) == written


@given(POINTS)
def test_plain_is_the_same_number(points):
    assert plain(points) == points
    assert "E" not in str(plain(points))


def test_percent_is_rounded_half_up():
    assert percent(Decimal("60.5"), 80) == Decimal("75.63")
    assert percent(1, 3, 4) == Decimal("33.3333")
    assert percent(Decimal("0.125"), 100, 2) == Decimal("0.13")


def test_of_nothing_there_is_no_percentage():
    assert percent(Decimal(0), Decimal(0)) is None


def test_no_context_of_a_caller_bends_the_count_of_decimals():
    assert decimals(Decimal("1." + "0" * 60 + "1")) == 61
    assert MAX_PREC > 10**6


def test_what_can_not_be_computed_with_is_left_as_it_is():
    for value in (Decimal("1E+999999999"), Decimal("1E-999999999"), Decimal("NaN"), Decimal("-Infinity")):
        assert not is_sound(value)
        assert plain(value) is value
    assert is_sound(Decimal("9" * 30))
    assert plain(Decimal("1E+29")) == Decimal(10**29)
