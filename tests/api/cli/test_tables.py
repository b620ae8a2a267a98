"""Tables for people: on a narrow terminal no word is broken, however broad the columns beside it are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from api.cli.output import Column, fit, table
from api.cli.session import Session

pytestmark = pytest.mark.no_cover

COLUMNS = (
    Column("a", "A", "A", least=12),
    Column("b", "B", "B", least=12),
    Column("c", "Còn thiếu", "Missing"),
    Column("n", "Số", "No.", "right"),
)
WORDS = st.lists(st.text("abđệ", min_size=1, max_size=18), max_size=12).map(" ".join)
ROWS = st.lists(st.fixed_dictionaries({"a": WORDS, "b": WORDS, "c": WORDS, "n": st.integers(0, 10**9)}), max_size=4)


def printed(rows: list[dict[str, object]], width: int) -> list[str]:
    """The lines as they are printed, on a console that is as broad as the table asks for."""
    made = table(Session(), COLUMNS, rows)
    breadth = fit(made, width)
    console = Console(width=max(width, breadth), markup=False, emoji=False, highlight=False)
    with console.capture() as captured:
        console.print(made)
    return captured.get().splitlines()


@given(rows=ROWS, width=st.sampled_from([20, 80, 100, 120]))
def test_every_word_is_printed_whole(rows, width):
    told = {word for line in printed(rows, width) for word in line.split()}
    wanted = {word for row in rows for cell in row.values() for word in str(cell).split()}
    assert wanted <= told


@given(rows=ROWS)
def test_a_table_is_no_broader_than_the_terminal_where_its_words_allow_it(rows):
    assert all(len(line) <= 100 for line in printed(rows, 100))


def test_where_the_terminal_is_broad_no_cell_is_folded():
    row = {"a": "x " * 10, "b": "y", "c": "z " * 40, "n": 1}
    assert len([line for line in printed([row], 200) if line.strip()]) == 3
