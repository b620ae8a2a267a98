"""Cells that show something else than the number they hold are refused, and said to be so."""

from datetime import date
from zipfile import ZipFile

import msgspec
import pytest

from application.sets.archive import Archive
from application.sets.cell_reader import CellReader
from application.sets.cells import Cell
from application.sets.checks import check_file
from application.sets.document import Document
from application.sets.formats import DAY, DECIMALS, PERCENT, Formats, _meaning
from tests.application.sets.texts import changed, faults_of, only_fault, repacked, saved, workbook

SHEET = "xl/worksheets/sheet1.xml"
NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"

DAY_HELD = "the cell holds a day"


@pytest.mark.parametrize(
    ("code", "shows"),
    [
        ("0%", PERCENT),
        ("0.00%;[Red]-0.00%", PERCENT),
        ('0" %"', ""),
        ("0\\%", ""),
        ("General", ""),
        ("#,##0.00", DECIMALS),
        ("[$-42A]dd/mm/yyyy", DAY),
        ("yyyy", DAY),
        ("h:mm", DAY),
        ('#,##0 "điểm"', ""),
        ("[Red]0.0", DECIMALS),
        ("Standard", ""),
        ("[Red]General;Standard", ""),
        ("0.0 [$đdm-42A]", DECIMALS),
        ("mm", DAY),
        ("[h]", DAY),
        ("[mm]:ss", DAY),
        ("0E+00", ""),
        ("_(* #,##0_)", ""),
    ],
)
def test_a_format_shows_percentages_days_decimals_or_the_number_itself(code, shows):
    assert _meaning(code) == shows


@pytest.mark.parametrize("code", ["0%", "0.00%", "0.0%"])
@pytest.mark.parametrize("place", ["Xếp loại!C2", "Phụ lục I!C5", "Thông tin!B8", "Thông tin!B6"])
def test_a_percentage_is_refused_at_its_cell(tmp_path, place, code):
    book = changed({place: 0.9})
    sheet, _, cell = place.partition("!")
    book[sheet][cell].number_format = code
    faults = check_file(saved(tmp_path, book)).faults
    (fault,) = (fault for fault in faults if fault.place == place)
    assert fault.problem_en == "the cell is formatted as a percentage (90%)"
    assert fault.advice_en == "Format it as a number and write 90, as a plain number"


def test_a_text_in_a_cell_formatted_as_a_percentage_is_a_text(tmp_path):
    book = changed({"Phụ lục I!B5": "90%"})
    book["Phụ lục I"]["B5"].number_format = "0%"
    assert faults_of(saved(tmp_path, book)) == []


@pytest.mark.parametrize("code", ["dd/mm/yyyy", "mm-dd-yy", "yyyy"])
@pytest.mark.parametrize(
    "place", ["Thông tin!B6", "Phụ lục I!B5", "Phụ lục I!F5", "Phụ lục I!G5", "Phụ lục I!D5", "Thông tin!B1"]
)
def test_a_day_in_a_field_of_text_is_refused_at_its_cell(tmp_path, place, code):
    book = changed({place: date(2026, 1, 1)})
    sheet, _, cell = place.partition("!")
    book[sheet][cell].number_format = code
    assert (place, "46023", DAY_HELD) in faults_of(saved(tmp_path, book))


def test_a_day_made_of_points_is_refused(tmp_path):
    fault = only_fault(workbook(tmp_path, **{"Phụ lục I!C5": date(2026, 5, 10)}))
    assert (fault.place, fault.problem_en) == ("Phụ lục I!C5", DAY_HELD)


def test_a_day_is_a_day_where_one_is_asked_for(tmp_path):
    book = changed({})
    sheet = book.create_sheet("Căn cứ pháp lý")
    sheet.append(["Số văn bản", "Ngày", "Cơ quan ban hành"])
    sheet.append(["1", date(2022, 12, 6), "UBND"])
    definition = check_file(saved(tmp_path, book)).definition
    assert definition
    assert definition.legal_basis[0].date == date(2022, 12, 6)


def test_what_a_sheet_calls_a_number_and_is_none_is_no_percentage():
    for text in ("nhiều", "NaN"):
        cell = Cell(text, "X!A1", numeric=True, shows=PERCENT)
        assert CellReader(Document("set.xlsx")).value(cell, str) == text


def test_styles_that_make_no_sense_show_nothing(tmp_path):
    path = workbook(tmp_path)
    styles = f'<styleSheet xmlns="{NAMESPACE}"><cellXfs><xf numFmtId="x"/><xf numFmtId="9"/></cellXfs></styleSheet>'
    cells = '<row><c t="str"><v>Kỳ đánh giá</v></c><c s="{}"><v>0.5</v></c></row>'
    for style, refused in (("0", False), ("1", True), ("7", False), ("-1", False)):
        parts = {
            "xl/styles.xml": styles,
            SHEET: f'<worksheet xmlns="{NAMESPACE}"><sheetData>{cells.format(style)}</sheetData></worksheet>',
        }
        found = [fault.place for fault in check_file(repacked(path, parts)).faults]
        assert ("Thông tin!B1" in found) is refused


def test_a_workbook_without_styles_shows_its_numbers(tmp_path):
    assert Formats(Archive(workbook(tmp_path).read_bytes()), "").shows("0") == ""


@pytest.mark.parametrize("code", ["0%", "0.0", "0.00"])
def test_a_number_among_the_codes_must_be_shown_as_it_is_held(tmp_path, code):
    book = changed({})
    book["Phụ lục I"]["A4"].number_format = code
    fault = only_fault(saved(tmp_path, book))
    assert (fault.place, fault.value) == ("Phụ lục I!A4", "1")
    assert fault.advice_en == "Format the column as Text and enter the code again"


def test_points_may_be_shown_with_decimals(tmp_path):
    book = changed({})
    book["Phụ lục I"]["C5"].number_format = "0.00"
    assert faults_of(saved(tmp_path, book)) == []


@pytest.mark.parametrize("number", ["1E900000", "1E999999", "-1E-999999"])
@pytest.mark.parametrize("place", ["Phụ lục I!C5", "Thông tin!B6"])
def test_a_percentage_of_endless_digits_is_not_written_out(tmp_path, number, place):
    sheet, _, cell = place.partition("!")
    book = changed({place: 987654})
    book[sheet][cell].number_format = "0%"
    path = saved(tmp_path, book)
    part = f"xl/worksheets/sheet{1 + book.sheetnames.index(sheet)}.xml"
    with ZipFile(path) as file:
        content = file.read(part).decode()
    faults = check_file(repacked(path, {part: content.replace("987654", number)})).faults
    assert all(len(text) < 1_000 for fault in faults for text in msgspec.to_builtins(fault).values())
    assert (place, number) in [(fault.place, fault.value) for fault in faults]
