"""The template: an officer copies its example rows into the annex, fills in the particulars, and has a sound set."""

from decimal import Decimal

import pytest
from openpyxl import load_workbook  # type: ignore[import-untyped]

from application.sets.cells import read_cells
from application.sets.checks import check_file
from application.sets.columns import (
    INFORMATION,
    LABELS,
    OFFICIAL,
    TABLES,
    annex_columns,
    information_rows,
    label,
    named,
    table_fields,
    table_shape,
)
from application.sets.template import example_indicators, write_template
from domain.rules import KINDS


def test_there_is_an_example_of_every_kind_of_rule_and_its_worked_example_holds():
    assert [type(indicator.rule) for indicator in example_indicators()] == list(KINDS.values())
    for indicator in example_indicators():
        (example,) = indicator.examples
        assert indicator.score(example.inputs, 2) == example.points, indicator.name


@pytest.mark.parametrize("language", ["vi", "en"])
def test_an_empty_template_lacks_the_particulars_and_nothing_else_is_wrong_with_it(tmp_path, language):
    write_template(tmp_path / "set.xlsx", language)
    faults = check_file(tmp_path / "set.xlsx").faults
    required = {"code", "version", "province", "name", "period", "places", "max_points", "provenance"}
    rows = [number for number, row in enumerate(information_rows(), start=1) if row.name in required]
    assert [fault.place for fault in faults] == [f"{INFORMATION.of(language)}!B{row}" for row in rows]
    assert all(fault.problem_en.endswith("is missing") for fault in faults)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_filled_in_template_is_a_sound_set(tmp_path, language):
    write_template(path := tmp_path / "set.xlsx", language)
    book = load_workbook(path)
    information, annex, examples = book.worksheets[0], book.worksheets[1], book.worksheets[-2]
    given: dict[str, object] = {
        "code": "so-nganh",
        "version": "1.0.0",
        "province": "vinh-long",
        "name": "Bộ",
        "period": "2026",
    }
    given |= {"unit_kinds": "department, district", "places": 2, "max_points": 120, "provenance": "illustrative"}
    for row in information.iter_rows():
        name = next(row_.name for row_ in information_rows() if label(row_.name, "set").of(language) == row[0].value)
        row[1].value = given.get(name)
    annex.append(["1", "Nhóm", 120])
    annex["A2"].number_format = "@"
    provenance = annex_columns().index("provenance") + 1
    annex.cell(2, provenance).value = "illustrative"
    for row in examples.iter_rows(min_row=2):
        annex.append([cell.value for cell in row])
    book.save(path)
    checked = check_file(path)
    assert checked.faults == ()
    assert checked.definition is not None
    assert tuple(checked.definition.indicators()) == tuple(example_indicators(language))


def test_the_annex_begins_with_the_columns_of_an_official_annex_in_its_order(tmp_path):
    write_template(tmp_path / "set.xlsx")
    annex = next(sheet for sheet in read_cells((tmp_path / "set.xlsx").read_bytes()) if sheet.name == "Phụ lục")
    assert [annex.rows[1][column].text for column in range(1, 8)] == [
        "STT",
        "Chỉ số/Chỉ số thành phần",
        "Điểm tối đa",
        "Cách xác định và tính điểm",
        "Tài liệu kiểm chứng",
        "Nguồn thu thập dữ liệu",
        "Đơn vị phối hợp xác minh số liệu",
    ]
    assert len(OFFICIAL) == 7


def test_words_are_offered_where_there_are_few(tmp_path):
    write_template(tmp_path / "set.xlsx", "en")
    annex = load_workbook(tmp_path / "set.xlsx").worksheets[1]
    offered = {str(each.sqref).partition("2:")[0]: each.formula1 for each in annex.data_validations.dataValidation}
    columns = {cell.column_letter: cell.value for cell in annex[1]}
    assert {columns[letter] for letter in offered} == {
        "Rule kind",
        "May not apply",
        "Entered by",
        "Locked",
        "Provenance",
    }
    assert '"published,illustrative"' in offered.values()
    assert f'"{",".join(KINDS)}"' in offered.values()


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_line_and_column_is_explained(tmp_path, language):
    write_template(tmp_path / "set.xlsx", language)
    help_sheet = read_cells((tmp_path / "set.xlsx").read_bytes())[-1]
    explained = {cells[1].text for cells in help_sheet.rows.values()}
    assert {label(name, "annex").of(language) for name in annex_columns()} <= explained
    assert {label(row.name, "set").of(language) for row in information_rows()} <= explained
    assert set(KINDS) <= explained


def test_every_field_of_a_set_has_a_name_in_both_languages():
    names = [*(f"annex.{name}" for name in annex_columns()), *(f"set.{row.name}" for row in information_rows())]
    for structure in table_fields().values():
        shape = table_shape(structure)
        names.extend(f".{name}" for name in (*shape.own, *shape.below))
    unnamed = {name for name in names if name not in LABELS and name.partition(".")[2] not in LABELS}
    assert unnamed == set()
    assert set(table_fields()) == set(TABLES)


def test_no_two_columns_of_a_sheet_go_by_the_same_name():
    for context, columns in (("annex", annex_columns()), ("set", [row.name for row in information_rows()])):
        labels = {name: label(name, context) for name in columns}
        for name, known in labels.items():
            for called in (name, known.vi, known.en, *known.also):
                assert named(called, labels) == name


def test_the_points_of_the_examples_are_those_of_ten():
    assert {indicator.max_points for indicator in example_indicators()} == {Decimal(10), Decimal(0)}
