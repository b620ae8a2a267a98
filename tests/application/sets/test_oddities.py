"""Values that once ended the program, or that one form of a file can hold and the other can't."""

from pathlib import Path
from zipfile import ZipFile

import pytest
from msgspec import json
from msgspec.structs import replace

from application.sets.checks import check_file
from application.sets.yaml import SetTooLargeForYaml, write_yaml
from tests.application.sets.texts import SOUND, changed, faults_of, repacked, saved, workbook, yaml_file
from tests.domain.builders import DEFINITION

ANNEX_SHEET = "xl/worksheets/sheet2.xml"


def test_a_number_beyond_all_bounds_is_no_number(tmp_path):
    path = repacked(workbook(tmp_path), {})
    with ZipFile(path) as book:
        sheet = book.read(ANNEX_SHEET).decode()
    repacked(path, {ANNEX_SHEET: sheet.replace("<v>20</v>", "<v>1e999999999</v>")})
    (fault, *_) = faults_of(path)
    assert fault == ("Phụ lục I!C4", "1e999999999", "it is not a decimal number")


def test_text_where_a_list_of_codes_belongs_is_told(tmp_path):
    text = SOUND + "migrations:\n  - {from_version: 0.9.0, moves: [{kind: retired, old: số cũ, reason: Bỏ}]}\n"
    (fault,) = faults_of(yaml_file(tmp_path, text))
    assert fault == ("line 48, column 56", "số cũ", "expected array, got str")


@pytest.mark.parametrize("character", ["\ufffe", "\uffff", "\ufdd0"])
def test_what_is_no_character_is_refused(tmp_path, character):
    text = SOUND.replace("Hạ tầng", '"Hạ \\u' + f"{ord(character):04x}" + ' tầng"')
    (fault,) = faults_of(yaml_file(tmp_path, text))
    assert fault[2] == "it has a control character or one that is not valid Unicode"


def test_a_set_that_no_yaml_file_can_hold_is_not_written(tmp_path):
    (one,) = DEFINITION.groups[:1]
    many = tuple(replace(one.indicators[0], code=f"1.{number}") for number in range(2_000))
    large = replace(DEFINITION, groups=(replace(one, indicators=many),))
    with pytest.raises(SetTooLargeForYaml, match="too large for a YAML file"):
        write_yaml(large, tmp_path / "large.yaml")
    assert not (tmp_path / "large.yaml").exists()


@pytest.mark.parametrize(
    ("weight", "problem"),
    [
        ("true", "expected decimal, got bool"),
        ("[1]", "expected decimal, got array"),
        ("{a: 1}", "expected decimal, got object"),
        *((weight, "it is not a decimal number") for weight in ("sNaN", "abc", '"1_0"', '"١٠"', '" 10 "')),
        ('"' + "9" * 40 + '"', "it has too many digits"),
    ],
)
def test_an_optional_number_is_judged_as_any_other(tmp_path, weight, problem):
    text = SOUND.replace("    max_points: 20\n", f"    max_points: 20\n    weight: {weight}\n")
    (fault,) = faults_of(yaml_file(tmp_path, text))
    assert (fault[0], fault[2]) == ("line 18, column 13", problem)


def test_an_optional_number_may_be_left_blank(tmp_path):
    text = SOUND.replace("    max_points: 20\n", "    max_points: 20\n    weight: null\n")
    assert faults_of(yaml_file(tmp_path, text)) == []


@pytest.mark.parametrize("value", ["_xD83D_", 2022, "2022", 9_999, 73_051])
def test_what_is_no_day_is_refused_as_one(tmp_path, value):
    (fault,) = faults_of(dated(tmp_path, value))
    assert fault[0] == "Căn cứ pháp lý!B2"
    assert fault[2] in {"it is not a day", "it has a control character or one that is not valid Unicode"}


def test_half_a_character_is_shown_as_none(tmp_path):
    found = check_file(workbook(tmp_path, **{"Phụ lục I!F5": '_xD83D_=1 "x"; _xD83D_=2', "Phụ lục I!A6": "_xD83D_"}))
    assert found.faults
    assert json.encode(found.faults)


def test_a_number_of_thousands_of_digits_is_no_code(tmp_path):
    path = workbook(tmp_path, **{"Phụ lục I!A5": 987654})
    with ZipFile(path) as book:
        sheet = book.read(ANNEX_SHEET).decode()
    found = faults_of(repacked(path, {ANNEX_SHEET: sheet.replace("987654", "1" * 5_000)}))
    assert [(place, problem.partition(",")[0]) for place, _, problem in found] == [
        ("Phụ lục I!A5", "the code is held as a number or a day")
    ]


def test_an_area_of_thousands_of_digits_is_told(tmp_path):
    path = workbook(tmp_path)
    with ZipFile(path) as book:
        sheet = book.read(ANNEX_SHEET).decode()
    area = f'</sheetData><mergeCells><mergeCell ref="A{"1" * 5_000}"/></mergeCells>'
    (fault,) = faults_of(repacked(path, {ANNEX_SHEET: sheet.replace("</sheetData>", area)}))
    assert fault[::2] == ("Phụ lục I!A1", "cells are merged")


def dated(folder: Path, value: object) -> Path:
    """The workbook with a legal basis of that day."""
    book = changed({})
    sheet = book.create_sheet("Căn cứ pháp lý")
    sheet.append(["Số văn bản", "Ngày", "Cơ quan ban hành"])
    sheet.append(["1", value, "UBND"])
    return saved(folder, book)
