"""Rules typed into cells: each slip is named, at its place in the cell, with the kind's own example."""

import json
from decimal import Decimal

import msgspec
import pytest

from application.sets.checks import check_file
from application.sets.document import SetFault
from application.sets.notation import format_rule, parse_rule
from application.sets.rule_cell import advice_for, check_rule
from application.sets.scanner import NotationError
from application.sets.shares import exact_share
from domain.rules import KINDS, AnyRule
from tests.application.sets.texts import only_fault, workbook

LEVELS = 'Viết như ví dụ của «levels»: head=1 "Trưởng ban là người đứng đầu"; deputy=0.5'


def fault_of(tmp_path, kind: str, text: str) -> SetFault:
    return only_fault(workbook(tmp_path, **{"Phụ lục I!E5": kind, "Phụ lục I!F5": text, "Phụ lục I!G5": None}))


@pytest.mark.parametrize(
    ("kind", "text", "value", "vi", "advice"),
    [
        ("levels", 'a=1 "x"; b=0,5 "y"', 'b=0,5 "y"', "0,5: số thập phân dùng dấu chấm (ký tự thứ 10)", "chấm: 0.5. "),
        (
            "levels",
            'a=1 "x"; đứng đầu=1 "y"',
            'đứng đầu=1 "y"',
            "«đứng đầu»: mã chỉ gồm chữ thường không dấu, chữ số và gạch nối (ký tự thứ 10)",
            "Ghi mã «dung-dau». ",
        ),
        (
            "levels",
            'Đầu=1 "x"',
            'Đầu=1 "x"',
            "«Đầu»: mã chỉ gồm chữ thường không dấu, chữ số và gạch nối (ký tự thứ 1)",
            "Ghi mã «dau». ",
        ),
        (
            "levels",
            'head=1 Người đứng đầu; none=0 "Không ai"',
            "head=1 Người đứng đầu",
            "thiếu dấu ngoặc kép quanh văn bản (ký tự thứ 1)",
            'Ghi head=1 "Người đứng đầu". ',
        ),
        (
            "tiers",
            "counted cuộc họp; 4=1",
            "counted cuộc họp",
            "thiếu dấu ngoặc kép quanh văn bản (ký tự thứ 1)",
            'Ghi counted "cuộc họp". ',
        ),
        (
            "tiers",
            'counted "x"; ≥4=1',
            "≥4=1",
            "«≥4»: chỉ ghi con số, đã hiểu là «từ số đó trở lên» (ký tự thứ 14)",
            "Ghi 4. ",
        ),
        (
            "tiers",
            'counted "x"; >=4=1; 3=0.5',
            ">=4=1",
            "«>=4»: chỉ ghi con số, đã hiểu là «từ số đó trở lên» (ký tự thứ 14)",
            "Ghi 4. ",
        ),
        (
            "levels",
            'a=1 "x"; b=1/3 "y"',
            'b=1/3 "y"',
            "1/3 không viết được chính xác bằng số thập phân (ký tự thứ 10)",
            "ví dụ 0.333333",
        ),
        (
            "levels",
            'a=1 "x"; b="y"',
            'b="y"',
            "cần giá trị (ký tự thứ 12)",
            "Viết như ví dụ",
        ),
        ("levels", 'a=1 "x"; b "y"', 'b "y"', "mục «b» thiếu tỷ lệ sau dấu «=» (ký tự thứ 10)", "Bổ sung tỷ lệ"),
        ("levels", 'a=1; b=0 "y"', "a=1", "mục «a» thiếu nội dung trong dấu ngoặc kép (ký tự thứ 1)", "Bổ sung nội"),
        ("count", 'counted "x"', "", "thiếu «each»", "Điền «each»"),
        (
            "sum",
            'a=0.5 "A" (count: counted "x"; each=1); b=0.5 "B" (level: y=1 "y")',
            'b=0.5 "B" (level: y=1 "y")',
            "giá trị không thuộc danh sách (ký tự thứ 41)",
            "Có phải là «levels»?",
        ),
        (
            "sum",
            'a=0.5 "A" (levels: y=1/3 "y")',
            'y=1/3 "y"',
            "1/3 không viết được chính xác bằng số thập phân (ký tự thứ 20)",
            "ví dụ của «levels»",
        ),
        (
            "sum",
            'a=0.5 "A" (levels: y=0,5 "y")',
            'y=0,5 "y")',
            "0,5: số thập phân dùng dấu chấm (ký tự thứ 20)",
            "ví dụ của «levels»",
        ),
    ],
)
def test_a_slip_is_named(tmp_path, kind, text, value, vi, advice):
    fault = fault_of(tmp_path, kind, text)
    assert (fault.place, fault.value, fault.problem_vi) == ("Phụ lục I!F5", value, vi)
    assert advice in fault.advice_vi
    assert fault.problem_en != fault.problem_vi
    assert "Hướng dẫn" not in fault.advice_vi


@pytest.mark.parametrize("kind", KINDS)
def test_the_advice_is_the_kind_s_own_example_and_it_can_be_read(kind):
    vi, en = advice_for(kind)
    written = format_rule(KINDS[kind].sample().rule)[1]
    assert vi.endswith(written)
    assert en.endswith(written)
    assert check_rule(kind, written).faults == ()
    (fault,) = check_rule(kind, '"').faults
    assert fault.wording.advice_vi == vi


def test_a_wrong_kind_and_its_wrong_parameters_are_both_told(tmp_path):
    found = check_file(workbook(tmp_path, **{"Phụ lục I!E5": "level", "Phụ lục I!F5": "head=0,5"})).faults
    assert [(fault.place, fault.value) for fault in found] == [
        ("Phụ lục I!E5", "level"),
        ("Phụ lục I!F5", "head=0,5"),
    ]
    assert "Có phải là «levels»?" in found[0].advice_vi
    assert LEVELS in found[1].advice_vi


def test_parameters_without_a_kind_are_judged_too(tmp_path):
    found = check_file(workbook(tmp_path, **{"Phụ lục I!E5": None, "Phụ lục I!F5": "head=0,5"})).faults
    assert [(fault.place, fault.problem_vi) for fault in found] == [
        ("Phụ lục I!E5", "thiếu «Loại quy tắc»"),
        ("Phụ lục I!F5", "cần «;» (ký tự thứ 7)"),
    ]


def test_a_wrong_kind_with_sound_parameters_is_told_alone(tmp_path):
    fault = fault_of(tmp_path, "lvl", 'head=1 "x"')
    assert (fault.place, fault.value) == ("Phụ lục I!E5", "lvl")
    assert "levels (mức)" in fault.advice_vi


def test_all_slips_of_a_rule_that_can_be_read_are_told(tmp_path):
    found = check_rule("levels", 'Đầu=1 "x"; b=1/3 "y"; c "z"').faults
    assert [fault.value for fault in found] == ['Đầu=1 "x"', 'b=1/3 "y"', 'c "z"']


def test_slips_in_several_entries_are_told_at_once_and_nothing_is_said_to_be_missing_for_them():
    text = "counted cuộc họp; >=4=1; 3=0,5; 2=1/3; 1=0.25"
    assert [(fault.value, fault.wording.problem_en) for fault in check_rule("tiers", text).faults] == [
        ("counted cuộc họp", "text stands without quotes (at character 1)"),
        (">=4=1", "'>=4': write the number alone, which means from there on (at character 19)"),
        ("3=0,5", "0,5: numbers have a decimal point (at character 26)"),
        ("2=1/3", "1/3 is not exactly any decimal (at character 33)"),
    ]


@pytest.mark.parametrize("text", ['a=1 "x; b=2', "a=0,5 (levels: x=1; y=2", "a=1 (levels: x=0,5; y=2)"])
def test_where_an_entry_ends_unclearly_only_its_first_slip_is_told(text):
    assert len(check_rule("sum", text).faults) == 1


@pytest.mark.parametrize(
    ("kind", "text", "en"),
    [
        ("tiers", 'counted "x"; nhiều=1', "expected int, got str (at character 14)"),
        ("levels", 'a=x "y"', "it is not a decimal number (at character 1)"),
        ("levels", '{"levels": [{"when": "x", "share": 1}]}', "'code' is missing"),
        ("levels", '{"levels": [{"code": "a", "when": " ", "share": 1}]}', "it must not be blank"),
        ("levels", '{"levels": [1]}', "expected object, got int"),
        ("levels", '{"levels": {"a": 1}}', "expected array, got object"),
        (
            "sum",
            '{"parts": [{"code": "a", "name": "x", "share": 1, "rule": {"kind": ["x"]}}]}',
            "it is none of the words allowed",
        ),
        ("levels", f'{"a" * 90}=1 "y"', "it must have at most 80 characters (at character 1)"),
        ("levels", 'a=1 ""', "it must not be blank (at character 1)"),
    ],
)
def test_what_the_notation_has_no_words_for_is_told_in_those_of_the_structure(kind, text, en):
    (fault,) = check_rule(kind, text).faults
    assert fault.wording.problem_en == en
    assert advice_for(kind)[1] in fault.wording.advice_en


def test_the_first_slip_is_raised_where_a_rule_is_read_alone():
    with pytest.raises(NotationError, match=r"expected ';' \(at character 4\)"):
        parse_rule("levels", "a=0,5; b=0,5")


def test_an_example_on_a_later_line_is_told_at_its_place_in_the_cell(tmp_path):
    fault = only_fault(workbook(tmp_path, **{"Phụ lục I!G5": "level=head -> 10\nlevel=none - 0"}))
    assert (fault.value, fault.problem_vi) == ("level=none - 0", "cần «->» (ký tự thứ 29)")
    assert fault.advice_vi.endswith("level=deputy -> 5")


def test_an_entry_of_any_length_is_judged_soon():
    (fault,) = check_rule("levels", "đ " * 15_000 + "=").faults
    assert "cần" in fault.wording.problem_vi


# --- Shares -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("1/2", "0.5"),
        ("3/4", "0.75"),
        ("2/2", "1"),
        ("50%", "0.5"),
        ("12.5%", "0.125"),
        ("100%", "1"),
        ("0.5", "0.5"),
        ("1/3", "1/3"),
        ("1/0", "1/0"),
        ("1/524288", "0.0000019073486328125"),
        ("-1/2", "-1/2"),
        ("٣/٤", "٣/٤"),
    ],
)
def test_a_share_is_exact_or_left_to_be_refused(text, share):
    assert exact_share(text) == share


def test_fractions_and_percentages_are_shares_and_written_as_decimals():
    rule = msgspec.convert(parse_rule("levels", 'a=1/2 "A"; b=25% "B"'), AnyRule)
    assert format_rule(rule) == ("levels", 'a=0.5 "A"; b=0.25 "B"')
    ratio = msgspec.convert(parse_rule("ratio", 'a "x"; b "y"; if_b_is_zero=zero; target=90%'), AnyRule)
    assert ratio.target == Decimal("0.9")


def test_points_are_no_shares(tmp_path):
    fault = fault_of(tmp_path, "count", 'counted "x"; each=50%')
    assert (fault.value, fault.problem_en) == ("each=50%", "it is not a decimal number (at character 14)")


@pytest.mark.parametrize("text", ["1/3", "1/0"])
def test_a_share_without_a_decimal_says_what_to_do(tmp_path, text):
    fault = fault_of(tmp_path, "levels", f'a={text} "x"')
    assert fault.problem_en == f"{text} is not exactly any decimal (at character 1)"
    assert "choose another kind of rule" in fault.advice_en


@pytest.mark.parametrize("written", ["50 %", "50%", "1 / 2", "1/ 2", "0.5"])
def test_a_share_may_have_spaces_in_it(written):
    checked = check_rule("levels", f'a=1 "x"; b={written} "y"; c=0 % "z"')
    assert checked.faults == ()
    assert [level["share"] for level in checked.rule["levels"]] == ["1", "0.5", "0"]


@pytest.mark.parametrize("written", ["1/2", "50%", "1 / 2"])
def test_a_share_is_exact_in_json_too(written):
    text = json.dumps({"levels": [{"code": "a", "when": "x", "share": written}]})
    checked = check_rule("levels", text)
    assert checked.faults == ()
    assert checked.rule["levels"][0]["share"] == "0.5"


def test_a_long_name_is_not_repeated_in_full():
    for written in ("x" * 9_000 + '="a" "b"', "x" * 9_000 + '=1 "a" (levels: b=1 "c")', "x" * 9_000 + "=1"):
        assert all(len(fault.wording.problem_en) < 500 for fault in check_rule("levels", written).faults)
