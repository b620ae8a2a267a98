"""The template: an officer copies its example rows into the annex, fills in the particulars, and has a sound set."""

import re
from decimal import Decimal
from pathlib import Path
from zipfile import ZipFile

import msgspec
import pytest
from openpyxl import Workbook, load_workbook  # type: ignore[import-untyped]

from application.sets.cell_types import annex_kinds, offered_words
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
from application.sets.files import shipped_sets
from application.sets.template import example_indicators, write_template
from application.sets.values import value_of_text
from application.sets.words import ENUMS, RULES, code_of
from application.sets.workbook_writing import write_workbook
from domain.metadata import UnitKind
from domain.rules import KINDS, AnyRule


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


# --- How cells are formatted and what they offer ----------------------------------------------------------------------

TEXT = {"STT", "Phiên bản", "Từ phiên bản", "Mã cũ", "Mã mới", "Mã", "Ngày", "Số văn bản", "Tham số quy tắc"}
NUMBERS = {"Điểm tối đa", "Cấp nhóm", "Từ phần trăm", "Trọng số"}


def written_workbooks(folder: Path) -> list[Workbook]:
    write_template(folder / "template.xlsx")
    write_workbook(shipped_sets()[0], folder / "set.xlsx")
    return [load_workbook(folder / name) for name in ("template.xlsx", "set.xlsx")]


def test_columns_that_hold_text_are_formatted_as_text_all_the_way_down(tmp_path):
    for book in written_workbooks(tmp_path):
        for sheet in book.worksheets[1:6]:
            formats = {cell.value: sheet.column_dimensions[cell.column_letter].number_format for cell in sheet[1]}
            assert {formats[name] for name in TEXT & formats.keys()} == {"@"}
            assert {formats[name] for name in NUMBERS & formats.keys()} <= {"General"}


def test_particulars_that_are_text_are_formatted_as_text_though_blank(tmp_path):
    for book in written_workbooks(tmp_path):
        formats = {row[0].value: row[1].number_format for row in book.worksheets[0].iter_rows()}
        assert {formats[name] for name in ("Mã bộ chỉ số", "Phiên bản", "Kỳ đánh giá", "Kế thừa phiên bản")} == {"@"}
        assert {formats[name] for name in ("Tổng điểm", "Số chữ số thập phân")} == {"General"}


def test_a_number_of_the_annex_that_is_typed_into_the_template_stays_text(tmp_path):
    write_template(path := tmp_path / "set.xlsx")
    with ZipFile(path) as file:
        styles = file.read("xl/styles.xml").decode()
        sheet = file.read("xl/worksheets/sheet2.xml").decode()
    style = re.search(r'<col [^>]*?style="(\d+)"[^>]*?min="1"|<col [^>]*?min="1"[^>]*?style="(\d+)"', sheet)
    assert style
    formats = re.findall(r'<xf [^>]*numFmtId="(\d+)"', styles.partition("<cellXfs")[2])
    assert formats[int(style[1] or style[2])] == "49"


@pytest.mark.parametrize(
    ("language", "offered"),
    [
        ("vi", {"Tình trạng số liệu": "đã công bố,minh họa", "Loại thay đổi": "giữ,đổi tên,tách,gộp,đổi thang,bỏ"}),
        (
            "en",
            {
                "Provenance": "published,illustrative",
                "Change": "kept,renamed,split,merged,rescaled,retired",
                "Within each parent": "yes,no",
            },
        ),
    ],
)
def test_words_are_offered_on_every_sheet_where_a_field_is_a_choice(tmp_path, language, offered):
    write_template(tmp_path / "set.xlsx", language)
    found = {}
    for sheet in load_workbook(tmp_path / "set.xlsx").worksheets:
        for each in sheet.data_validations.dataValidation:
            cells = str(each.sqref).partition(":")[0]
            heading = sheet[f"A{cells[1:]}"] if sheet.title in {"Thông tin", "Set"} else sheet[f"{cells[0]}1"]
            found[sheet.title, heading.value] = each.formula1.strip('"')
    for heading, words in offered.items():
        assert {said for (_, called), said in found.items() if called == heading} == {words}
    assert (INFORMATION.of(language), next(iter(offered))) in found


def test_every_word_that_is_offered_is_read(tmp_path):
    kinds = {**annex_kinds(), **{row.name: row.kind for row in information_rows()}}
    for kind in kinds.values():
        for language in ("vi", "en"):
            for word in offered_words(kind, language):
                if kind is AnyRule:
                    assert code_of(word, KINDS) in KINDS
                else:
                    msgspec.convert(value_of_text(word, kind), kind)


def test_more_words_than_excel_can_offer_are_not_offered(monkeypatch):
    monkeypatch.setattr("application.sets.cell_types.LONGEST_OFFER", 10)
    assert offered_words(AnyRule, "en") == []


def test_the_vietnamese_help_explains_kinds_of_rule_and_of_unit_in_vietnamese(tmp_path):
    write_template(tmp_path / "set.xlsx", "vi")
    rows = read_cells((tmp_path / "set.xlsx").read_bytes())[-1].rows.values()
    explained = {cells[1].text: cells[2].text for cells in rows if 2 in cells}
    for kind in KINDS:
        assert explained[kind] == f"{RULES[kind].vi}: {RULES[kind].meaning}"
    for unit in UnitKind:
        assert explained[unit].startswith(f"{ENUMS[UnitKind][unit].vi}: ")


def test_a_kind_of_rule_without_a_vietnamese_name_is_explained_by_its_class(tmp_path, monkeypatch):
    monkeypatch.delitem(RULES, "levels")
    write_template(tmp_path / "set.xlsx", "vi")
    rows = read_cells((tmp_path / "set.xlsx").read_bytes())[-1].rows.values()
    assert str(KINDS["levels"].__doc__).partition("\n")[0] in {cells[2].text for cells in rows if 2 in cells}
