"""Ranking: 1, 2, 2, 4; the same for whoever reads the rows in whatever order."""

from collections.abc import Sequence
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from domain.ranking import ranked

VALUES = st.lists(st.fractions(0, 100, max_denominator=7), max_size=30)


def ranks(values: Sequence[Fraction]) -> list[int]:
    """The rank of each value, in the order of the values."""
    rows = ranked((number, value) for number, value in enumerate(values))
    by_number = {number: rank for rank, number in rows}
    return [by_number[number] for number in range(len(values))]


def test_ties_share_a_rank_and_the_next_is_skipped():
    assert ranks([Fraction(80), Fraction(95), Fraction(80), Fraction(70)]) == [2, 1, 2, 4]


def test_of_nobody_there_is_no_ranking():
    assert ranked([]) == []


def test_the_exact_value_decides_not_the_rounded_one():
    third = Fraction(1, 3)
    assert ranks([third, third + Fraction(1, 10**30)]) == [2, 1]


def test_equals_keep_the_order_they_came_in():
    rows = [("b", Fraction(1)), ("a", Fraction(1)), ("c", Fraction(2))]
    assert ranked(rows) == [(1, "c"), (2, "b"), (2, "a")]


@given(VALUES)
def test_a_rank_is_one_more_than_the_number_of_the_better(values):
    assert ranks(values) == [1 + sum(other > value for other in values) for value in values]


@given(VALUES, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_no_rank(values, random):
    order = list(range(len(values)))
    random.shuffle(order)
    expected = ranks(values)
    assert ranks([values[number] for number in order]) == [expected[number] for number in order]


@given(VALUES.filter(bool), st.data())
def test_more_points_never_mean_a_worse_rank(values, data):
    number = data.draw(st.integers(0, len(values) - 1))
    raised = [value + (place == number) for place, value in enumerate(values)]
    assert ranks(raised)[number] <= ranks(values)[number]
    for before, after in zip(_without(ranks(values), number), _without(ranks(raised), number), strict=True):
        assert before <= after <= before + 1


def _without(rows: list[int], number: int) -> list[int]:
    return rows[:number] + rows[number + 1 :]
