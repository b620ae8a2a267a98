"""The page on larger installations has the tables that its figures lead to."""

import pytest

from benchmarks import sizing

pytestmark = pytest.mark.no_cover


def test_the_tables_are_those_of_the_figures():
    page = sizing.PAGE.read_text("utf-8")
    assert sizing.with_tables(page) == page, "they are stale: python -m benchmarks.sizing --write"


@pytest.mark.parametrize(
    ("value", "written"),
    [(0.0054, "0.0054"), (7, "7"), (42.4, "42"), (144, "140"), (8_999, "9,000"), (1_129_000_000, "1,100,000,000")],
)
def test_two_digits_matter(value, written):
    assert sizing.significant(value) == written


@pytest.mark.parametrize(("seconds", "written"), [(0.25, "0.25 s"), (61, "1 min"), (5400, "1.5 h"), (360_000, "100 h")])
def test_times_are_told_in_the_largest_unit(seconds, written):
    assert sizing.span(seconds) == written


def test_what_is_not_measured_yet_says_so():
    told = [name for name, figure in sizing.FIGURES.items() if "not measured" in figure.source]
    assert set(told) <= {"relay", "projector"}


def test_the_demonstration_s_share_is_what_the_page_assumes():
    assert round(9_212 / 3_998, 1) == sizing.QUIET
