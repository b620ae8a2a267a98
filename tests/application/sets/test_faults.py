"""Every mistake in a set file is told at once, at its line or cell, in both languages, with what to do."""

import pytest
from openpyxl.styles import Font  # type: ignore[import-untyped]

from application.sets.checks import check_file
from application.sets.document import MOST_FAULTS, Document, SetFault
from application.sets.wording import TOO_MUCH
from tests.application.sets.texts import HEADINGS, SOUND, changed, faults_of, only_fault, saved, workbook, yaml_file


def test_the_small_set_is_sound_and_the_same_in_both_forms(tmp_path):
    from_yaml = check_file(yaml_file(tmp_path, SOUND))
    from_workbook = check_file(workbook(tmp_path))
    assert from_yaml.faults == from_workbook.faults == ()
    assert from_yaml.definition == from_workbook.definition != None  # noqa: E711


def test_all_mistakes_in_a_yaml_file_are_told_at_once_in_the_order_of_the_file(tmp_path):
    text = (
        SOUND.replace("version: 1.0.0", "version: one")
        .replace("period:", "peroid:")
        .replace("from_percent: 80", "from_percent: 180")
        .replace('"1.1"', "1.1.")
        .replace("share: 1}", "share: nửa}")
        .replace("kind: ratio", "kind: rate")
        .replace("each: 2", "each: 2, each: 3")
        .replace("max_points: 20", "max_points: 25")
    )
    assert faults_of(yaml_file(tmp_path, text)) == [
        ("line 1, column 1", "", "'period' is missing"),
        ("line 2, column 10", "one", "a version is three numbers, as in 1.0.0"),
        ("line 6, column 9", "2022", "there is no field 'peroid'"),
        ("line 8, column 13", "30", "groups add up to 35, the set says 30"),
        ("line 11, column 42", "180", "its threshold, 180, is neither 0 nor between 1 and 100 percent"),
        (
            "line 20, column 15",
            "1.1.",
            "a number of the annex has letters and digits parted by full stops, as in 1.1 or 4.22.11",
        ),
        ("line 26, column 57", "nửa", "it is not a decimal number"),
        ("line 34, column 22", "rate", "it is none of the words allowed"),
        ("line 44, column 57", "each", "the field 'each' stands twice"),
    ]


def test_all_mistakes_in_a_workbook_are_told_at_once(tmp_path):
    path = workbook(
        tmp_path,
        **{
            "Thông tin!B2": "one",
            "Thông tin!B6": None,
            "Phụ lục I!C5": "mười",
            "Phụ lục I!F6": 'a "x"; b "y"; if_b_is_zero=nothing; tarket=1',
            "Phụ lục I!E8": None,
            "Phụ lục I!G5": "level=boss -> 10",
            "Xếp loại!C2": 180,
        },
    )
    assert faults_of(path) == [
        ("Thông tin!B2", "one", "a version is three numbers, as in 1.0.0"),
        ("Thông tin!B6", "", "'Period' is missing"),
        ("Phụ lục I!C5", "mười", "it is not a decimal number"),
        ("Phụ lục I!F6", "if_b_is_zero=nothing", "it is none of the words allowed (at character 15)"),
        ("Phụ lục I!F6", "tarket=1", "there is no field 'tarket' (at character 37)"),
        ("Phụ lục I!E8", "", "'Rule kind' is missing"),
        ("Xếp loại!C2", "180", "its threshold, 180, is neither 0 nor between 1 and 100 percent"),
    ]


def test_a_fault_says_it_in_both_languages_and_what_to_do(tmp_path):
    fault = only_fault(
        path := yaml_file(tmp_path, SOUND.replace("period:", "periods:").replace("places", 'period: "2022"\nplaces'))
    )
    assert fault.sentence() == f"{path}: line 6, column 10: there is no field 'periods' [2022]"
    assert fault.sentence("vi") == f"{path}: dòng 6, cột 10: không có trường «periods» [2022]"
    assert (fault.advice(), fault.advice("vi")) == ("Did you mean 'period'?", "Có phải là «period»?")


def test_a_fault_of_a_whole_file_has_no_place(tmp_path):
    fault = only_fault(yaml_file(tmp_path, ""))
    assert (fault.place, fault.sentence()) == ("", f"{tmp_path / 'set.yaml'}: the file is empty")


@pytest.mark.parametrize(
    ("old", "new", "place", "en"),
    [
        ("places: 2", "places: 7", "line 7, column 9", "it must be from 0 to 4"),
        ("places: 2", "places: '2'", "line 7, column 9", "expected int, got str"),
        ("places: 2", f"places: {10**20}", "line 7, column 9", "it has too many digits"),
        ('"2022"', "2022", "line 6, column 9", "expected str, got int"),
        ("name: Hạ tầng", "name: ' '", "line 37, column 11", "it must not be blank"),
        ("name: Hạ tầng", f"name: {'x' * 501}", "line 37, column 11", "it must have at most 500 characters"),
        ("name: Hạ tầng", f"name: {'x' * 10_001}", "line 37, column 11", "the text is too long"),
        (
            "name: Hạ tầng",
            'name: "a\\0"',
            "line 37, column 11",
            "it has a control character or one that is not valid Unicode",
        ),
        (
            "code: so-nganh",
            'code: "so-nganh\\n"',
            "line 1, column 7",
            "a code has lower-case letters without accents, digits and single hyphens, as in so-noi-vu",
        ),
        ("max_points: 30", "max_points: yes", "line 8, column 13", "it is not a decimal number"),
        ("max_points: 30", "max_points: true", "line 8, column 13", "expected decimal, got bool"),
        ("max_points: 30", "max_points: null", "line 8, column 13", "expected decimal, got null"),
        ("max_points: 30", "max_points: [30]", "line 8, column 13", "expected decimal, got array"),
        ("max_points: 30", "max_points: 1e99", "line 8, column 13", "it has too many digits"),
        ("max_points: 30", "max_points: .nan", "line 8, column 13", "it is not a decimal number"),
        ("max_points: 30", f"max_points: {10**20}", "line 8, column 13", "it has too many digits"),
        ("unit_kinds: [department]", "unit_kinds: department", "line 5, column 13", "expected array, got str"),
        ("unit_kinds: [department]", "unit_kinds: [bộ]", "line 5, column 14", "it is none of the words allowed"),
        ("unit_kinds: [department]", "unit_kinds: []", "line 5, column 13", "a set is for at least one kind of unit"),
        (
            "rule: {kind: count, counted: ứng dụng, each: 2}",
            "rule: count",
            "line 44, column 15",
            "expected object, got str",
        ),
        ("rule: {kind: count, counted: ứng dụng, each: 2}", "rule: {}", "line 44, column 15", "'kind' is missing"),
        (
            "rule: {kind: count, counted: ứng dụng, each: 2}",
            "rule: {kind: [count]}",
            "line 44, column 22",
            "it is none of the words allowed",
        ),
        (
            "places: 2",
            "places: 2\nlegal_basis: [{number: 1/KH, date: 2022-13-01, issuer: UBND}]",
            "line 8, column 36",
            "it is not a day",
        ),
        ("{level: head}, points: 10", "{level: head}, points: 9", "line 29, column 13", "example 1 earns 10, not 9"),
        ("{level: head}, points: 10", "{level: 1}, points: 10", "line 29, column 30", "expected str, got int"),
        ("{level: head}, points: 10", "[], points: 10", "line 29, column 22", "expected object, got array"),
        ("share: 0}", "share: 2}", "line 24, column 11", "none: its share, 2, does not lie between 0 and 1"),
        ('code: "2.1"', 'code: "1.2"', "line 41, column 15", "the code stands 2 times"),
        ("max_points: 30", "max_points: 31", "line 8, column 13", "groups add up to 30, the set says 31"),
    ],
)
def test_one_mistake_in_yaml_is_told_at_its_place(tmp_path, old, new, place, en):
    assert SOUND.count(old) == 1
    found = faults_of(yaml_file(tmp_path, SOUND.replace(old, new)))
    assert (place, en) in [(each[0], each[2]) for each in found]
    assert len(found) <= 2


@pytest.mark.parametrize(
    ("place", "value", "en"),
    [
        ("Phụ lục I!A5", 1.1, "the code is held as a number or a day, for which 1.1 and 1.10 are the same"),
        ("Phụ lục I!A4", 46023, "the code is held as a number or a day, for which 1.1 and 1.10 are the same"),
        ("Phụ lục I!C5", "=5+5", "the cell has a formula"),
        ("Phụ lục I!D5", "=5+5", "the cell has a formula"),
        ("Phụ lục I!E5", "=5+5", "the cell has a formula"),
        ("Phụ lục I!F5", "=5+5", "the cell has a formula"),
        ("Phụ lục I!G5", "=5+5", "the cell has a formula"),
        ("Thông tin!B1", "=5+5", "the cell has a formula"),
        ("Phụ lục I!C5", "#REF!", "the cell shows an error of Excel's"),
        ("Phụ lục I!D2", "Ghi chú", "this column is not recognised"),
        ("Phụ lục I!D2", "STT", "this column stands twice"),
        ("Phụ lục I!K5", "ngoài lề", "the cell says something but its column has no heading"),
        ("Phụ lục I!G7", "level=head -> 10", "this column is not for groups"),
        ("Phụ lục I!I7", "hai", "the group's level is not valid"),
        ("Phụ lục I!I7", 3, "the group's level is not valid"),
        ("Phụ lục I!G5", "level -> 10", "expected '=' (at character 7)"),
        ("Phụ lục I!G5", "level=a, level=b -> 10", "the input 'level' stands twice (at character 16)"),
        ("Phụ lục I!G5", "level=a -> 10 và", "expected the end (at character 15)"),
        ("Phụ lục I!F5", 'head=1 "x', "the closing quote is missing (at character 8)"),
        ("Phụ lục I!F5", 'head=1 "x" none=0 "y"', "expected ';' (at character 12)"),
        ("Phụ lục I!F5", "head=", "expected a value (at character 6)"),
        ("Phụ lục I!F5", 'head=1 "x" (levels)', "the item 'head' takes no (…) (at character 20)"),
        ("Phụ lục I!F5", "{1", "the JSON can't be read (at character 1)"),
        ("Phụ lục I!F5", "{]", "the JSON can't be read (at character 1)"),
        ("Phụ lục I!F8", "counted; each=2", "'counted' takes exactly one value (at character 8)"),
        ("Phụ lục I!F8", "each=1; each=2", "'each' takes exactly one value (at character 15)"),
        ("Thông tin!A10", "Mục lạ", "this line is not recognised"),
        ("Thông tin!B10", "không tên", "this line is not recognised"),
        ("Thông tin!A10", "Tỉnh", "this line stands twice"),
        ("Xếp loại!C1", "Ngưỡng", "this column is not recognised"),
        ("Phụ lục I!A2", "Số", "columns are missing: No."),
    ],
)
def test_one_mistake_in_a_workbook_is_told_at_its_cell(tmp_path, place, value, en):
    found = [(each[0], each[2]) for each in faults_of(workbook(tmp_path, **{place: value}))]
    assert (place, en) in found


def test_an_indicator_before_the_first_group_is_refused(tmp_path):
    path = workbook(
        tmp_path, **{"Phụ lục I!A4": None, "Phụ lục I!B4": None, "Phụ lục I!C4": None, "Phụ lục I!H4": None}
    )
    assert ("Phụ lục I!A5", "1.1", "the indicator stands before the first group") in faults_of(path)


def test_a_column_of_groups_alone_is_refused_on_an_indicator(tmp_path):
    path = workbook(tmp_path, **{"Phụ lục I!J2": "Trọng số", "Phụ lục I!J5": 1})
    assert faults_of(path) == [("Phụ lục I!J5", "1", "this column is not for indicators")]


def test_codes_deeper_than_a_declared_group_and_declared_levels_agree(tmp_path):
    declared = check_file(workbook(tmp_path, **{"Phụ lục I!I4": 1, "Phụ lục I!I7": "1"}))
    assert declared == check_file(workbook(tmp_path))
    assert not declared.faults


def test_days_come_as_excel_has_them_or_as_people_write_them(tmp_path):
    book = changed({})
    sheet = book.create_sheet("Căn cứ pháp lý")
    for row in (
        ["Số văn bản", "Ngày", "Cơ quan ban hành"],
        ["1", 44901, "a"],
        ["2", "6/12/2022", "b"],
        ["3", "2022-12-06", "c"],
    ):
        sheet.append(row)
    definition = check_file(saved(tmp_path, book)).definition
    assert definition is not None
    assert {document.date.isoformat() for document in definition.legal_basis} == {"2022-12-06"}
    sheet["B2"] = "mồng 6"
    assert faults_of(saved(tmp_path, book)) == [("Căn cứ pháp lý!B2", "mồng 6", "it is not a day")]


def test_merged_cells_above_the_headings_are_a_title_and_below_them_refused(tmp_path):
    book = changed({})
    book["Phụ lục I"].merge_cells("A1:H1")
    book["Phụ lục I"]["A1"].font = Font(bold=True)
    assert faults_of(saved(tmp_path, book)) == []
    book["Phụ lục I"].merge_cells("H5:H6")
    assert faults_of(saved(tmp_path, book)) == [("Phụ lục I!H5", "H5:H6", "cells are merged")]


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_hidden_sheet_is_refused(tmp_path, state):
    book = changed({})
    book["Xếp loại"].sheet_state = state
    assert faults_of(saved(tmp_path, book)) == [("Xếp loại!A1", "", "the sheet is hidden")]


def test_a_workbook_without_particulars_is_refused(tmp_path):
    book = changed({})
    del book["Thông tin"]
    assert ("", "", "the sheet 'Set' is missing") in faults_of(saved(tmp_path, book))


def test_help_and_examples_are_not_read(tmp_path):
    book = changed({})
    book.create_sheet("Hướng dẫn")["A1"] = "=1+1"
    book.create_sheet("Rule examples")["A1"] = "x"
    assert faults_of(saved(tmp_path, book)) == []


def test_typographic_quotes_and_json_are_read_as_well(tmp_path):
    plain = check_file(workbook(tmp_path))
    typed = check_file(workbook(tmp_path, **{"Phụ lục I!F5": "head=1 “Người đứng đầu”; none=0 “Không ai”;"}))
    json = check_file(workbook(tmp_path, **{"Phụ lục I!F8": '{"counted": "ứng dụng", "each": 2.0}'}))
    assert plain == typed == json
    assert not plain.faults


def test_numbers_that_excel_stores_in_binary_are_read_as_people_see_them(tmp_path):
    checked = check_file(
        workbook(
            tmp_path,
            **{
                "Thông tin!B8": 10.3 + 10,
                "Phụ lục I!C4": 0.1 + 0.2 + 10,
                "Phụ lục I!C5": 0.1 + 0.2,
                "Phụ lục I!G5": None,
            },
        )
    )
    assert checked.definition is not None
    assert str(checked.definition.groups[0].indicators[0].max_points) == "0.3"


def test_so_many_faults_are_told_and_no_more():
    document = Document("set.yaml")
    for number in range(MOST_FAULTS + 5):
        document.refuse_at(f"line {number}, column 1", "", TOO_MUCH)
    assert len(document.faults()) == MOST_FAULTS


def test_a_long_value_is_cut_and_a_broken_character_is_shown_as_one():
    document = Document("set.yaml")
    document.refuse_at("", "x" * 1000, TOO_MUCH)
    document.refuse_at("", "\ud800", TOO_MUCH)
    assert [len(fault.value) for fault in document.faults()] == [201, 1]
    assert isinstance(document.faults()[0], SetFault)


def test_the_annex_of_these_tests_has_the_columns_of_an_official_one():
    assert HEADINGS[:4] == ["STT", "Chỉ số/Chỉ số thành phần", "Điểm tối đa", "Cách xác định và tính điểm"]
