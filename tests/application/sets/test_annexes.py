"""Annexes as officers have them: groups with Roman numbers, totals, signatures, merged cells, slips in the headings."""

import sys
import time
from collections.abc import Mapping
from zipfile import ZipFile

import pytest
from openpyxl import Workbook  # type: ignore[import-untyped]

from application.sets.checks import check_file
from application.sets.document import SetFault
from tests.application.sets.texts import changed, faults_of, only_fault, repacked, saved, workbook

FIRST_CODES = {"A4": "I", "A5": "1", "A6": "2", "A7": "II", "A8": "3"}
UNDECIDED = "as it stands the row is neither a group nor an indicator"


def in_annex(cells: Mapping[str, object]) -> dict[str, object]:
    return {f"Phụ lục I!{cell}": value for cell, value in cells.items()}


def faults_with(tmp_path, cells: Mapping[str, object]) -> list[tuple[str, str, str]]:
    return faults_of(workbook(tmp_path, **in_annex(cells)))


def book_with(cells: Mapping[str, object]) -> Workbook:
    return changed(in_annex(cells))


def faults_in(tmp_path, book: Workbook) -> tuple[SetFault, ...]:
    return check_file(saved(tmp_path, book)).faults


# --- Groups ---------------------------------------------------------------------------------------------------------


def test_groups_whose_numbers_do_not_lead_their_indicators_are_told_once_each_and_the_rest_is_judged(tmp_path):
    found = faults_with(tmp_path, {**FIRST_CODES, "C6": "mười"})
    assert [(place, value, en.partition(":")[0]) for place, value, en in found] == [
        ("Phụ lục I!I4", "I", UNDECIDED),
        ("Phụ lục I!C6", "mười", "it is not a decimal number"),
        ("Phụ lục I!I7", "II", UNDECIDED),
    ]


def test_the_advice_names_the_column_of_levels_and_following_it_mends_the_annex(tmp_path):
    fault = check_file(workbook(tmp_path, **in_annex(FIRST_CODES))).faults[0]
    assert "ghi 1 ở cột «Cấp nhóm»" in fault.advice_vi
    assert faults_with(tmp_path, {**FIRST_CODES, "I4": 1, "I7": 1}) == []


def test_numbers_without_full_stops_are_groups_to_decide_as_well_once_one_was(tmp_path):
    found = faults_with(tmp_path, {"A5": "a", "A6": "b", "A8": "c"})
    assert [(place, en.partition(":")[0]) for place, _, en in found] == [
        ("Phụ lục I!I4", UNDECIDED),
        ("Phụ lục I!I7", UNDECIDED),
    ]


def test_an_indicator_whose_rule_was_forgotten_is_no_group(tmp_path):
    found = faults_with(tmp_path, {"E5": None, "F5": None, "G5": None})
    assert found == [("Phụ lục I!E5", "", "'Rule kind' is missing")]


def test_indicators_before_the_first_group_are_told_once(tmp_path):
    found = faults_with(tmp_path, {"A4": None, "B4": None, "C4": None, "H4": None})
    assert [each for each in found if "stands before" in each[2]] == [
        ("Phụ lục I!A5", "1.1", "the indicator stands before the first group")
    ]


# --- Rows that are neither --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["Tổng cộng", "Tổng điểm", "Cộng"])
@pytest.mark.parametrize("column", ["A", "B"])
def test_a_total_is_one_fault_at_its_text(tmp_path, text, column):
    found = faults_with(tmp_path, {f"{column}9": text, "C9": "=SUM(C4:C8)", "H9": "x"})
    assert found == [(f"Phụ lục I!{column}9", text, "this row is neither a group nor an indicator: it has no number")]


def test_a_note_among_the_rows_is_one_fault(tmp_path):
    book = book_with({})
    book["Phụ lục I"].insert_rows(6)
    book["Phụ lục I"]["B6"] = "Ghi chú: xem công văn"
    assert [(fault.place, fault.value) for fault in faults_in(tmp_path, book)] == [
        ("Phụ lục I!B6", "Ghi chú: xem công văn")
    ]


def test_notes_and_signatures_below_the_last_row_are_passed_over(tmp_path):
    book = book_with({"A10": "Ghi chú: điểm làm tròn", "F12": "TM. ỦY BAN NHÂN DÂN", "K13": "Chủ tịch", "B14": "=1+1"})
    book["Phụ lục I"].merge_cells("A10:H11")
    assert faults_in(tmp_path, book) == ()


@pytest.mark.parametrize(
    "note",
    [
        {"C10": "CHỦ TỊCH"},
        {"A10": "TM.", "B10": "ỦY BAN NHÂN DÂN"},
        {"A10": "*", "B10": "Ghi chú dưới bảng"},
        {"A10": "(*)", "B10": "Ghi chú dưới bảng"},
        {"A10": "Ghi", "B10": "Ghi chú"},
        {"A10": "- Lưu: VT", "I10": "Chủ tịch"},
    ],
)
def test_a_note_may_stand_in_any_column_below_the_last_row_and_nowhere_else(tmp_path, note):
    assert faults_with(tmp_path, note) == []
    below = {"A11": "2.2", "B11": "Khác", "C11": 0, "E11": "manual", "F11": 'guide "x"', "H11": "illustrative"}
    assert faults_with(tmp_path, {**note, **below}) != []


@pytest.mark.parametrize(
    "row",
    [
        {"A10": "2.2", "B10": "Quên điểm và quy tắc"},
        {"A10": "2.2.", "B10": "Quên điểm và quy tắc"},
        {"A10": "III", "B10": "Nhóm"},
        {"A10": "*", "B10": "Chỉ số", "C10": 5},
        {"A10": "*", "B10": "Chỉ số", "C10": "5 điểm"},
        {"A10": "*", "B10": "Chỉ số", "F10": 'guide "x"'},
        {"B10": "Chỉ số", "E10": "manual"},
        {"A10": "Ghi", "B10": "Nhóm", "I10": 1},
        {"A10": "Ghi", "B10": "Chỉ số", "D10": "Cách tính"},
    ],
)
def test_what_may_be_a_group_or_an_indicator_is_told_below_the_last_row_too(tmp_path, row):
    assert faults_with(tmp_path, row) != []


def test_an_indicator_without_its_number_is_an_indicator(tmp_path):
    assert faults_with(tmp_path, {"A6": None}) == [("Phụ lục I!A6", "", "'No.' is missing")]


def test_a_dash_is_blank_where_groups_have_nothing_to_say(tmp_path):
    cells = {"J2": "Đơn vị phối hợp xác minh số liệu", "J4": "-", "E4": "–", "F4": "-", "G4": "—", "I4": "-"}
    assert faults_with(tmp_path, cells) == []
    assert faults_with(tmp_path, {**cells, "J4": "Sở Nội vụ"}) == [
        ("Phụ lục I!J4", "Sở Nội vụ", "this column is not for groups")
    ]


def test_a_dash_in_a_text_of_an_indicator_stays_what_it_is(tmp_path):
    checked = check_file(workbook(tmp_path, **in_annex({"D5": "-"})))
    assert checked.definition
    assert next(checked.definition.indicators()).how == "-"


def test_a_dash_is_no_evidence_no_source_and_no_verifier(tmp_path):
    headings = {"J2": "Tài liệu kiểm chứng", "K2": "Nguồn thu thập dữ liệu", "L2": "Đơn vị phối hợp xác minh số liệu"}
    cells = {**headings, "J5": "-", "K5": "–", "L5": "—"}
    definition = check_file(workbook(tmp_path, **in_annex(cells))).definition
    assert definition
    first = next(definition.indicators())
    assert (first.evidence, first.data_source, first.verifier) == ("", "", "")


# --- Headings ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "heading", "meant"),
    [
        ("E2", "Loại qui tắc", "Loại quy tắc"),
        ("C2", "Điểm toi đa", "Điểm tối đa"),
        ("F2", "Tham số qui tắc", "Tham số quy tắc"),
        ("H2", "Tình trạng số liêu", "Tình trạng số liệu"),
    ],
)
def test_a_slip_in_a_heading_is_told_once_with_the_right_one(tmp_path, cell, heading, meant):
    fault = only_fault(workbook(tmp_path, **in_annex({cell: heading})))
    assert (fault.place, fault.value) == (f"Phụ lục I!{cell}", heading)
    assert fault.advice_vi == f"Có phải là «{meant}»?"


@pytest.mark.parametrize(("column", "meant"), [(1, "STT"), (3, "Điểm tối đa"), (5, "Loại quy tắc")])
def test_a_missing_column_is_told_once_at_the_headings(tmp_path, column, meant):
    book = book_with({})
    book["Phụ lục I"].delete_cols(column)
    found = faults_in(tmp_path, book)
    assert [fault.place for fault in found][:1] == ["Phụ lục I!A2"]
    assert found[0].problem_vi == f"thiếu cột: {meant}"
    assert len(found) <= 2


def test_columns_missing_from_a_list_are_told_once(tmp_path):
    book = changed({})
    book["Xếp loại"].delete_cols(3)
    book["Xếp loại"].append(["kha", "Khá"])
    assert [(fault.place, fault.problem_en) for fault in faults_in(tmp_path, book)] == [
        ("Xếp loại!A1", "columns are missing: From percent")
    ]


def test_a_list_without_any_heading_is_told_once(tmp_path):
    found = faults_of(workbook(tmp_path, **{"Xếp loại!A1": "x", "Xếp loại!B1": "y", "Xếp loại!C1": "z"}))
    assert found == [("Xếp loại!A1", "", "columns are missing: Code, Name, From percent")]


# --- Provenance -------------------------------------------------------------------------------------------------------


def test_blank_provenance_is_that_of_the_group_and_then_that_of_the_set(tmp_path):
    cells = in_annex({"H4": "published", "H5": None, "H6": "illustrative", "H7": None, "H8": None})
    cells |= in_annex({"J2": "Nguồn công bố", "J4": "Quyết định 1"})
    definition = check_file(workbook(tmp_path, **cells)).definition
    assert definition
    first, second = definition.groups
    assert (first.provenance, second.provenance) == ("published", "illustrative")
    assert [indicator.provenance for indicator in first.indicators] == ["published", "illustrative"]
    assert [indicator.provenance for indicator in second.indicators] == ["illustrative"]


def test_without_the_column_the_set_s_provenance_holds_and_without_that_there_is_one_fault(tmp_path):
    book = book_with({"H2": None, **{f"H{row}": None for row in range(4, 9)}})
    assert faults_in(tmp_path, book) == ()
    book["Thông tin"]["B9"] = None
    (fault,) = faults_in(tmp_path, book)
    assert (fault.place, fault.problem_vi) == ("Thông tin!B9", "thiếu «Tình trạng số liệu»")


def test_a_wrong_provenance_of_a_group_is_told_at_the_group_alone(tmp_path):
    found = faults_with(tmp_path, {"H4": "unsure", "H5": None, "H6": None})
    assert [place for place, _, _ in found] == ["Phụ lục I!H4"]


# --- Merged, hidden and empty -----------------------------------------------------------------------------------------


def test_a_group_s_title_may_be_merged_across_blank_cells(tmp_path):
    book = book_with({"D4": None, "E4": None, "F4": None, "G4": None})
    book["Phụ lục I"].merge_cells("D4:G4")
    assert faults_in(tmp_path, book) == ()


def test_one_merged_text_about_several_indicators_goes_for_each_of_them(tmp_path):
    book = book_with({"J2": "Đơn vị phối hợp xác minh số liệu", "J5": "Sở Nội vụ"})
    book["Phụ lục I"].merge_cells("J5:J8")
    definition = check_file(saved(tmp_path, book)).definition
    assert definition
    assert [indicator.verifier for indicator in definition.indicators()] == ["Sở Nội vụ"] * 3


@pytest.mark.parametrize("shown", ["Sở Nội vụ", None])
def test_a_covered_cell_that_says_something_else_is_refused_at_its_place(tmp_path, shown):
    book = book_with({"J2": "Đơn vị phối hợp xác minh số liệu", "J5": shown, "J6": "Sở Tài chính"})
    book["Phụ lục I"].merged_cells.add("J5:J8")
    (fault,) = faults_in(tmp_path, book)
    assert (fault.place, fault.value) == ("Phụ lục I!J6", "Sở Tài chính")
    assert fault.problem_en.startswith("merged cells cover this one")


def test_a_covered_cell_that_says_the_same_is_no_fault(tmp_path):
    book = book_with({"J2": "Đơn vị phối hợp xác minh số liệu", "J5": "Sở Nội vụ", "J6": "Sở Nội vụ"})
    book["Phụ lục I"].merged_cells.add("J5:J8")
    assert faults_in(tmp_path, book) == ()


@pytest.mark.parametrize("area", ["C5:C6", "D5:E6", "C5:E5", "A1:A2"])
def test_other_merged_cells_are_refused(tmp_path, area):
    book = book_with({})
    book["Phụ lục I"].merged_cells.add(area)
    assert (f"Phụ lục I!{area.partition(':')[0]}", area, "cells are merged") in [
        (fault.place, fault.value, fault.problem_en) for fault in faults_in(tmp_path, book)
    ]


def test_merged_cells_on_other_sheets_are_refused(tmp_path):
    book = changed({})
    book["Xếp loại"].merged_cells.add("A2:A3")
    book["Thông tin"].merged_cells.add("A2:A3")
    assert [(fault.place, fault.value) for fault in faults_in(tmp_path, book)] == [
        ("Thông tin!A2", "A2:A3"),
        ("Xếp loại!A2", "A2:A3"),
    ]


def test_merged_cells_above_the_headings_of_a_list_are_its_title(tmp_path):
    book = changed({})
    book["Xếp loại"].insert_rows(1)
    book["Xếp loại"]["A1"] = "Xếp loại kết quả"
    book["Xếp loại"].merged_cells.add("A1:C1")
    assert faults_in(tmp_path, book) == ()


def test_merged_cells_that_can_not_be_read_as_an_area_are_refused(tmp_path):
    path = saved(tmp_path, book_with({}))
    part = "xl/worksheets/sheet2.xml"
    with ZipFile(path) as file:
        content = file.read(part).decode()
    odd = content.replace("</sheetData>", '</sheetData><mergeCells><mergeCell ref="A:C"/></mergeCells>')
    (fault,) = check_file(repacked(path, {part: odd})).faults
    assert (fault.value, fault.problem_en) == ("A:C", "cells are merged")


def test_merged_cells_without_end_are_refused_in_time(tmp_path):
    book = book_with({"D5": "x"})
    for number in range(500):
        book["Phụ lục I"].merged_cells.add(f"D5:D{1_048_576 - number}")
    began = time.perf_counter()
    assert {fault.problem_en for fault in faults_in(tmp_path, book)} == {"cells are merged"}
    assert time.perf_counter() - began < (30 if sys.gettrace() else 2)


def test_hidden_rows_and_columns_with_content_are_refused_once(tmp_path):
    book = book_with({})
    for row in (5, 6, 30):
        book["Phụ lục I"].row_dimensions[row].hidden = True
    book["Phụ lục I"].column_dimensions["D"].hidden = True
    book["Phụ lục I"].column_dimensions["X"].hidden = True
    assert [(fault.place, fault.problem_vi) for fault in faults_in(tmp_path, book)] == [
        ("Phụ lục I!D1", "cột D đang bị ẩn"),
        ("Phụ lục I!A5", "hàng 5, 6 đang bị ẩn"),
    ]


def test_an_empty_sheet_is_passed_over_and_one_with_something_else_on_it_is_not(tmp_path):
    book = changed({})
    book.create_sheet("Sheet1")
    assert faults_in(tmp_path, book) == ()
    book.create_sheet("Xếp loai")["A1"] = "x"
    (fault,) = faults_in(tmp_path, book)
    assert (fault.place, fault.value) == ("Xếp loai!A1", "Xếp loai")
    assert "«Xếp loại»" in fault.advice_vi
    book["Xếp loai"].title = "Nháp"
    assert faults_in(tmp_path, book)[0].advice_vi.startswith("Trang phụ lục cần các cột")


def test_particulars_under_another_name_are_one_fault_and_still_judged(tmp_path):
    book = changed({"Thông tin!B2": "one"})
    book["Thông tin"].title = "Thong tin chung"
    assert [(fault.place, fault.value) for fault in faults_in(tmp_path, book)] == [
        ("Thong tin chung!A1", "Thong tin chung"),
        ("Thong tin chung!B2", "one"),
    ]


def test_a_workbook_without_particulars_has_one_fault(tmp_path):
    book = changed({})
    del book["Thông tin"]
    assert [fault.problem_vi for fault in faults_in(tmp_path, book)] == ["thiếu trang «Thông tin»"]


def test_a_slip_in_the_name_of_a_line_is_told_with_the_right_one(tmp_path):
    found = check_file(workbook(tmp_path, **{"Thông tin!A2": "Phien bản"})).faults
    assert ("Thông tin!A2", "Có phải là «Phiên bản»?") in [(fault.place, fault.advice_vi) for fault in found]
