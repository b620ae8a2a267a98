"""CSV that no spreadsheet runs."""

import pytest

from api.csv_text import csv_bytes, inert


@pytest.mark.parametrize("text", ['=HYPERLINK("http://x")', "+cmd", "-1+1", "@SUM(A1)", "\tx", "\rx"])
def test_what_looks_like_a_formula_is_text(text):
    assert inert(text) == f"'{text}"


@pytest.mark.parametrize("cell", ["-0.25", "+3", "10.00", "Sở Y tế", "a=b", "", None, 7])
def test_numbers_and_other_text_are_left_alone(cell):
    assert inert(cell) == cell


def test_rows_are_written_as_rfc_4180_has_them():
    assert csv_bytes(["unit", "reason"], [["so-y-te", '=1,"2"'], ["x", None]]).decode() == (
        'unit,reason\r\nso-y-te,"\'=1,""2"""\r\nx,\r\n'
    )
