"""Words of choice may be Vietnamese in a workbook; faults speak of headings there, and of fields in YAML."""

import re
from decimal import Decimal
from enum import StrEnum

import pytest

from application.sets.bounds import out_of_bounds
from application.sets.checks import check_file
from application.sets.document import Document, FileRefused
from application.sets.notation import parse_rule
from application.sets.structure import mistakes
from application.sets.wording import of_msgspec, wrong_shape
from application.sets.words import ENUMS, RULES, Word, code_of, folded, in_both, near_code, words_of
from application.sets.yaml import read_yaml
from application.sets.yaml_wording import MEND
from domain.indicator_set.definition import EnteredBy, IndicatorSet, MoveKind, Places, Version
from domain.metadata import Name, Provenance, Sha256, UnitKind
from domain.rules import KINDS
from tests.application.sets.texts import SOUND, changed, faults_of, only_fault, saved, workbook, yaml_file

TABLES = {"rules": (RULES, tuple(KINDS))} | {each.__name__: (words, tuple(each)) for each, words in ENUMS.items()}


@pytest.mark.parametrize(("table", "codes"), TABLES.values(), ids=TABLES)
def test_every_code_has_a_vietnamese_word_that_no_other_has(table, codes):
    assert {str(code) for code in codes} - table.keys() == set(), "give them a word in application/sets/words.py"
    names = [folded(name) for code, word in table.items() for name in {code, word.vi, *word.also}]
    assert len(names) == len(set(names))
    assert all(word.meaning for word in table.values())


def test_every_choice_of_a_set_has_its_table():
    assert set(ENUMS) == {UnitKind, Provenance, EnteredBy, MoveKind}


@pytest.mark.parametrize(
    ("text", "codes", "code"),
    [
        ("đã công bố", Provenance, "published"),
        ("Minh Hoạ", Provenance, "illustrative"),
        ("PUBLISHED", Provenance, "published"),
        ("  cơ quan   cấp sở ", UnitKind, "department"),
        ("thâ\u0309m định", EnteredBy, "thâ\u0309m định"),
        ("tha\u0302\u0309m đi\u0323nh", EnteredBy, "reviewer"),
        ("so với cao nhất", KINDS, "relative"),
        ("đổi thang", MoveKind, "rescaled"),
        ("ban", UnitKind, "ban"),
    ],
)
def test_a_word_is_known_by_either_name_however_it_is_typed(text, codes, code):
    expected = "reviewer" if code == "thâ\u0309m định" else code
    assert code_of(text, [str(each) for each in codes]) == expected


def test_a_kind_that_the_table_does_not_have_goes_by_its_code(monkeypatch):
    monkeypatch.delitem(RULES, "levels")
    assert code_of("levels", KINDS) == "levels"
    assert code_of("tổng", KINDS) == "sum"
    assert in_both(KINDS).startswith("best (tốt nhất), ")
    assert "levels, " in in_both(KINDS)


def test_codes_of_no_table_go_by_themselves():
    assert words_of(["full", "zero"]) == {}
    assert in_both(["full", "zero"]) == "full, zero"
    assert near_code("ful", ["full", "zero"]) == "full"
    assert near_code("x", ["full", "zero"]) is None
    assert isinstance(RULES["sum"], Word)
    assert issubclass(UnitKind, StrEnum)


def test_a_workbook_in_vietnamese_words_is_the_same_set(tmp_path):
    cells = {
        "Thông tin!B5": "Sở",
        "Thông tin!B9": "minh họa",
        "Phụ lục I!E5": "Mức",
        "Phụ lục I!E6": "tỉ lệ",
        "Phụ lục I!H6": "Minh họa",
        "Phạm vi xếp hạng!C2": "cơ quan cấp sở",
    }
    assert check_file(workbook(tmp_path, **cells)) == check_file(workbook(tmp_path))


def test_moves_and_who_enters_are_read_in_vietnamese(tmp_path):
    book = changed({"Phụ lục I!J2": "Người nhập", "Phụ lục I!J5": "người thẩm định"})
    sheet = book.create_sheet("Chuyển đổi")
    sheet.append(["Từ phiên bản", "Loại thay đổi", "Mã cũ", "Mã mới", "Lý do"])
    sheet.append(["0.9.0", "gộp", "1.1, 1.2", "1.1", "trùng"])
    definition = check_file(saved(tmp_path, book)).definition
    assert definition
    assert next(definition.indicators()).entered_by is EnteredBy.REVIEWER
    assert definition.migrations[0].moves[0].kind is MoveKind.MERGED


def test_kinds_inside_rules_may_be_vietnamese_of_several_words():
    text = 'a=0.5 "A" (chấm tay: guide "x"); b=0.5 "B" (mức: y=1 "y")'
    assert parse_rule("sum", text) == parse_rule("sum", text.replace("chấm tay", "manual").replace("mức", "levels"))


def test_yaml_has_the_codes_alone(tmp_path):
    fault = check_file(yaml_file(tmp_path, SOUND.replace("[department]\nperiod", "[sở]\nperiod"))).faults[0]
    assert fault.problem_en == "it is none of the words allowed"
    assert fault.advice_en == "Did you mean 'department'? Use: department, district, commune, enterprise, province"


def test_a_workbook_is_told_both_words(tmp_path):
    fault = only_fault(workbook(tmp_path, **{"Phụ lục I!H5": "đã công bô"}))
    assert fault.advice_vi == (
        "Có phải là «published»? Chọn một trong: published (đã công bố), illustrative (minh họa)"
    )


# --- Headings and fields ----------------------------------------------------------------------------------------------


def test_a_workbook_is_told_headings_in_the_language_of_the_message_and_yaml_fields(tmp_path):
    in_cell = check_file(workbook(tmp_path, **{"Thông tin!B9": None})).faults[0]
    assert (in_cell.problem_vi, in_cell.problem_en) == ("thiếu «Tình trạng số liệu»", "'Provenance' is missing")
    in_yaml = only_fault(
        yaml_file(tmp_path, SOUND.replace("max_points: 30\nprovenance: illustrative", "max_points: 30"))
    )
    assert (in_yaml.problem_vi, in_yaml.problem_en) == ("thiếu «provenance»", "'provenance' is missing")


def test_parts_of_particulars_and_lists_are_called_by_their_headings(tmp_path):
    found = faults_of(workbook(tmp_path, **{"Thông tin!A10": "Thang chỉ số công bố", "Thông tin!B10": 1}))
    assert "'Index places' is missing" in [problem for _, _, problem in found]
    found = faults_of(workbook(tmp_path, **{"Xếp loại!B2": None}))
    assert found == [("Xếp loại!B2", "", "'Name' is missing")]


@pytest.mark.parametrize(
    ("old", "new", "quotes"),
    [
        ('period: "2022"', "period: 2022", True),
        ("name: Hạ tầng", "name: true", True),
        ("places: 2", "places: '2'", False),
        ("code: so-nganh", "code: Sở", False),
        ("max_points: 30", "max_points: [30]", False),
    ],
)
def test_quotes_are_advised_in_yaml_only_where_they_help(tmp_path, old, new, quotes):
    fault = only_fault(yaml_file(tmp_path, SOUND.replace(old, new)))
    assert ("dấu ngoặc kép, ví dụ" in fault.advice_vi) is quotes


def test_a_workbook_is_never_told_of_yaml(tmp_path):
    cells = {"Thông tin!B1": "Sở", "Thông tin!B7": "hai", "Phụ lục I!H4": "?", "Phụ lục I!E5": "?", "Xếp loại!A2": "Ô"}
    for fault in check_file(workbook(tmp_path, **cells)).faults:
        assert "YAML" not in f"{fault.advice_vi}{fault.advice_en}"
        assert "ngoặc kép" not in fault.advice_vi or "=" in fault.advice_vi
    advice = check_file(workbook(tmp_path, **{"Thông tin!B1": "Sở"})).faults[0].advice_vi
    assert advice == "Ghi đúng dạng đã nêu; định dạng ô là Text rồi nhập lại"


def test_limits_are_words():
    assert out_of_bounds(Places)[:2] == ("phải từ 0 đến 4", "it must be from 0 to 4")
    assert out_of_bounds(Name)[:2] == ("phải dài không quá 500 ký tự", "it must have at most 500 characters")
    assert out_of_bounds(Sha256)[:2] == out_of_bounds(int)[:2]
    assert out_of_bounds(int)[:2] == ("vượt giới hạn", "it is out of bounds")


@pytest.mark.parametrize(
    ("least", "most", "en"), [(1, None, "at least 1"), (None, 5, "at most 5"), (1, 5, "from 1 to 5")]
)
def test_limits_of_every_sort_are_words(least, most, en):
    from typing import Annotated

    import msgspec

    number = Annotated[int, msgspec.Meta(ge=least, le=most)]
    length = Annotated[str, msgspec.Meta(min_length=least, max_length=most)]
    assert out_of_bounds(number).problem_en == f"it must be {en}"
    assert out_of_bounds(length).problem_en == f"it must have {en} characters"


def test_no_pattern_reaches_the_reader():
    for wording in (wrong_shape("^x+$"), of_msgspec("Expected `str` matching regex '^x+$'", Version)):
        assert not re.search(r"[\^$\\]", "".join(wording))
    for kind in (Version, Name, IndicatorSet):
        for mistake in mistakes("\t", kind):
            assert mistake.wording
            assert not re.search(r"[\^$\\`]", "".join(mistake.wording))


def test_too_many_rows_of_a_workbook_do_not_send_to_excel(tmp_path, monkeypatch):
    monkeypatch.setattr("application.sets.cells.MOST_ROWS", 3)
    fault = only_fault(workbook(tmp_path))
    assert "Excel" not in f"{fault.advice_vi}{fault.advice_en}"


# --- The parser's words -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "vi", "quotes"),
    [
        ("name: Nhóm 1: Nhận thức", "sai cú pháp YAML: dấu hai chấm ở chỗ không được phép", True),
        ("name: @x", "sai cú pháp YAML: văn bản bắt đầu bằng một ký hiệu đặc biệt", True),
        ("name: %x", "sai cú pháp YAML: văn bản bắt đầu bằng một ký hiệu đặc biệt", True),
        ("name: - x", "sai cú pháp YAML: văn bản bắt đầu bằng một ký hiệu đặc biệt", True),
        ("name: > x", "sai cú pháp YAML: văn bản bắt đầu bằng một ký hiệu đặc biệt", True),
        ("name: & x", "sai cú pháp YAML: văn bản bắt đầu bằng một ký hiệu đặc biệt", True),
        ("name: *x", "không có neo «x» ở trên", True),
        ("name: !x y", "không dùng thẻ YAML (!x)", True),
        ("name: [Mới] Chỉ số", "sai cú pháp YAML: có chữ thừa sau một giá trị", True),
        ("name: [a", "sai cú pháp YAML: ngoặc chưa đóng, hoặc thiếu dấu phẩy", True),
        ("name: ]", "sai cú pháp YAML: thiếu giá trị, hoặc ngoặc chưa đóng", True),
        ("a:\n\t- b", "sai cú pháp YAML: có ký tự Tab", False),
        ("a:\n  b: 1\n c: 2", "sai cú pháp YAML: thụt dòng không khớp với các dòng trên", False),
        (" a: 1\nb: 2", "sai cú pháp YAML: thụt dòng không khớp với các dòng trên", False),
        ("a: 'x", "sai cú pháp YAML: thiếu dấu ngoặc kép đóng", False),
        ('a: "\\q"', "sai cú pháp YAML: có dấu gạch chéo ngược không hợp lệ trong ngoặc kép", False),
        ("a: \x07", "sai cú pháp YAML: có ký tự điều khiển", False),
        ("%YAML 9.9\n---\na", "sai cú pháp YAML: phiên bản YAML không được hỗ trợ", False),
        ("%TAG", "sai cú pháp YAML", False),
    ],
)
def test_what_the_parser_says_is_told_in_vietnamese(text, vi, quotes):
    with pytest.raises(FileRefused) as refused:
        read_yaml(text.encode(), Document("set.yaml"))
    wording = refused.value.wording
    assert wording.problem_vi == vi
    assert wording.advice_vi.startswith("Đặt văn bản trong dấu ngoặc kép") is quotes
    assert wording.advice_en != wording.advice_vi
    assert (wording[2:] == MEND) is (vi in {"sai cú pháp YAML", "sai cú pháp YAML: phiên bản YAML không được hỗ trợ"})


# --- What is not seen -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("character", "\u200b\u2060\ufeff\u202a\u202e\u2066\u2069")
def test_invisible_characters_are_refused_and_shown(tmp_path, character):
    in_yaml = only_fault(yaml_file(tmp_path, SOUND.replace("name: Hạ tầng", f"name: Hạ{character} tầng")))
    in_cell = only_fault(workbook(tmp_path, **{"Phụ lục I!B7": f"Hạ{character} tầng"}))
    for fault in (in_yaml, in_cell):
        assert fault.problem_vi == "có ký tự ẩn (không có độ rộng, hoặc đổi chiều chữ)"
        assert fault.value == "Hạ\ufffd tầng"


def test_a_joiner_that_emoji_need_is_no_such_character():
    assert list(mistakes("👩\u200d💻", Name)) == []
    assert list(mistakes(Decimal(1), Decimal)) == []
