"""Tables as people hand them in: CSV from anywhere, workbooks from Excel."""

from datetime import date
from pathlib import Path

import pytest

from application.exact_yaml import FileUnreadable
from application.sheets import Cell, letters, read_sheet
from tests.workbooks import workbook


def written(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "points.csv"
    path.write_bytes(text.encode(encoding))
    return path


def texts(path: Path) -> list[dict[str, str]]:
    return [{heading: cell.text for heading, cell in row.cells.items()} for row in read_sheet(path).rows]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_csv_is_read_however_it_was_exported(tmp_path, delimiter, encoding, line_end):
    text = line_end.join([delimiter.join(["unit", "điểm"]), delimiter.join(["so-y-te", "7.5"]), ""])
    assert texts(written(tmp_path, text, encoding)) == [{"unit": "so-y-te", "điểm": "7.5"}]


def test_quotes_may_hold_delimiters_and_line_breaks(tmp_path):
    path = written(tmp_path, 'unit,giải trình\nso-y-te,"một, hai\nba\u2028bốn"\nso-noi-vu,năm\n')
    assert [row["giải trình"] for row in texts(path)] == ["một, hai\nba\u2028bốn", "năm"]


def test_blank_lines_count_but_say_nothing(tmp_path):
    sheet = read_sheet(written(tmp_path, "\n,\nunit,points\n\n , \nso-y-te,1\n"))
    assert [(row.number, row.cells["points"].place) for row in sheet.rows] == [(6, "B6")]


def test_a_short_line_has_empty_cells_and_a_long_one_cells_without_heading(tmp_path):
    sheet = read_sheet(written(tmp_path, "unit,points,\nso-y-te\nso-noi-vu,1,2,,3\n"))
    assert sheet.rows[0].cells["points"] == Cell(text="", row=2, column=2, heading="points")
    assert [(cell.place, cell.text) for cell in sheet.rows[1].beyond] == [("C3", "2"), ("E3", "3")]


def test_text_is_read_in_nfc(tmp_path):
    assert texts(written(tmp_path, "unit\nVi\u0303nh Long\n")) == [{"unit": "V\u0129nh Long"}]


def test_a_file_without_lines_has_no_headings(tmp_path):
    assert read_sheet(written(tmp_path, "")).headings == ()
    assert read_sheet(workbook(tmp_path / "points.xlsx", [])).headings == ()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (3.0, "3"),
        (7.1, "7.1"),
        (1e20, "100000000000000000000"),
        (0.30000000000000004, "0.3"),
        (0.0001, "0.0001"),
        (True, "true"),
        (False, "false"),
        (" so-y-te ", "so-y-te"),
        (date(2022, 11, 14), "2022-11-14"),
        (None, ""),
    ],
)
def test_a_value_of_a_workbook_is_read_as_it_shows(tmp_path, value, text):
    assert texts(workbook(tmp_path / "points.xlsx", [["unit", "value"], ["so-y-te", value]]))[0]["value"] == text


def test_only_numbers_of_a_workbook_are_numeric(tmp_path):
    (row,) = read_sheet(workbook(tmp_path / "points.xlsx", [["a", "b", "c"], [1.1, "1.10", True]])).rows
    assert [cell.numeric for cell in row.cells.values()] == [True, False, False]


def test_cells_of_a_workbook_keep_their_places(tmp_path):
    (row,) = read_sheet(
        workbook(tmp_path / "points.xlsx", [[], [None, "unit", "points"], [], [None, "so-y-te", 1]])
    ).rows
    assert (row.number, row.cells["points"].place) == (4, "C4")


def test_a_workbook_is_known_by_its_content(tmp_path):
    assert texts(workbook(tmp_path / "points.xlsx", [["unit"], ["so-y-te"]]).rename(tmp_path / "points.csv")) == [
        {"unit": "so-y-te"}
    ]


@pytest.mark.parametrize(("column", "name"), [(1, "A"), (26, "Z"), (27, "AA"), (703, "AAA")])
def test_columns_have_the_letters_of_spreadsheets(column, name):
    assert letters(column) == name


@pytest.mark.parametrize(
    "content",
    [b"unit\n\xd0\xd5\n", b'unit\n"so-y-te\n', b"PK\x03\x04 is no workbook", b"\xd0\xcf\x11\xe0 is none either"],
)
def test_what_can_t_be_read_is_refused_in_both_languages(tmp_path, content):
    path = tmp_path / "points.csv"
    path.write_bytes(content)
    with pytest.raises(FileUnreadable) as refused:
        read_sheet(path)
    assert str(path) in refused.value.sentence("vi")
    assert "CSV (UTF-8)" in refused.value.sentence("en")


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(FileUnreadable):
        read_sheet(tmp_path / "none.csv")
