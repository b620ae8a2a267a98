"""``bangvang scores import``: what people see of it."""

import pytest

from tests.workbooks import workbook

ON = ("--at", "2022-11-01")
IMPORT = ("scores", "import", "vinh-long/2022")


def test_a_table_is_imported_and_ranked(opened):
    table = opened.file("scores.csv", "unit,indicator,points,a,b\nso-noi-vu,1.2,5,,\nso-tai-chinh,2.1,,3,4\n")
    outcome = opened.json(*IMPORT, table, *ON)
    assert (outcome["events"], outcome["version"]) == (2, 1)
    change = opened.json("history", "so-tai-chinh", "vinh-long/2022", "2.1")[0]
    assert (change["inputs"], change["after"], change["actor_role"]) == ({"a": "3", "b": "4"}, "7.5", "administrator")


def test_a_workbook_is_imported_and_province_and_round_may_stand_apart(opened):
    table = workbook(opened.folder / "scores.xlsx", [["Mã đơn vị", "Tiêu chí", "Điểm"], ["so-noi-vu", 2.2, 3.0]])
    told = opened("scores", "import", "vinh-long", "2022", table, *ON, "--lang", "vi").output
    assert told.startswith("Đã ghi 1 sự kiện, đến vị trí ")
    again = opened("scores", "import", "vinh-long", "2022", table, *ON, "--lang", "vi").output
    assert again == "Không có gì thay đổi; phiên bản 1.\n"


FAULTY = """\
unit,indicator,points
so-noi-vu,9.9,1
so-noi-vu,1.2,nhiều
khong-co,1.2,1
so-tai-chinh,9.9,1
so-tttt,1.2,5
"""
VIETNAMESE = """\
Bị từ chối [import-refused]: Bảng điểm có 4 lỗi. Chưa ghi gì cả.
  B2 (indicator), B5 (indicator) [indicator-unknown]: Bộ chỉ số so-nganh 1.0.0 không có tiêu chí «9.9».
  C3 (points) [cell-unreadable]: Không đọc được «nhiều». → Cột này cần: một số
  A4 (unit) [unit-unknown]: Tỉnh «vinh-long» không có đơn vị «khong-co».
→ Sửa các ô đã nêu rồi nhập lại cả bảng.
"""
ENGLISH = """\
Refused [import-refused]: Faults in the table of scores: 4. Nothing was written.
  B2 (indicator), B5 (indicator) [indicator-unknown]: Indicator set so-nganh 1.0.0 has no indicator '9.9'.
  C3 (points) [cell-unreadable]: 'nhiều' can't be read. → This column holds a number
  A4 (unit) [unit-unknown]: Province 'vinh-long' has no unit 'khong-co'.
→ Mend the cells named and import the whole table again.
"""


@pytest.mark.parametrize(("lang", "beginnings"), [("vi", VIETNAMESE), ("en", ENGLISH)])
def test_all_faults_are_told_with_their_cells(opened, lang, beginnings):
    result = opened(*IMPORT, opened.file("scores.csv", FAULTY), *ON, "--lang", lang, code=3)
    for line, beginning in zip(result.stderr.splitlines(), beginnings.splitlines(), strict=True):
        assert line.startswith(beginning)
    assert len(opened.json("history", "so-tttt", "vinh-long/2022")) == 1


def test_programs_read_the_faults_cell_by_cell(opened):
    refused = opened.refused(*IMPORT, opened.file("scores.csv", FAULTY), *ON, code=3)
    assert [(e["cell"], e["row"], e["column"], e["heading"], e["code"]) for e in refused["errors"]] == [
        ("B2", 2, "B", "indicator", "indicator-unknown"),
        ("C3", 3, "C", "points", "cell-unreadable"),
        ("A4", 4, "A", "unit", "unit-unknown"),
        ("B5", 5, "B", "indicator", "indicator-unknown"),
    ]
    assert all(error["detail"] and error["advice"] for error in refused["errors"])


def test_a_key_makes_an_import_repeatable(opened):
    table = opened.file("scores.csv", "unit,indicator,points\nso-noi-vu,1.2,5\n")
    first = opened.json(*IMPORT, table, *ON, "--key", "k")
    assert opened.json(*IMPORT, table, *ON, "--key", "k") == first
    other = opened.file("other.csv", "unit,indicator,points\nso-noi-vu,1.2,4\n")
    assert opened.refused(*IMPORT, other, *ON, "--key", "k", code=3)["code"] == "idempotency-key-reused"


def test_a_unit_s_officer_imports_only_the_own_unit(opened):
    table = opened.file("scores.csv", "unit,indicator,points\nso-noi-vu,1.2,5\n")
    officer = ("--as", "unit", "--actor-unit")
    refused = opened.refused(*IMPORT, table, *ON, *officer, "so-tttt", code=3)
    assert refused["errors"][0]["code"] == "not-your-unit"
    assert opened.json(*IMPORT, table, *ON, *officer, "so-noi-vu")["events"] == 1
    assert opened.refused(*IMPORT, table, *ON, "--as", "reviewer", code=5)["code"] == "role-not-allowed"


def test_an_unreadable_file_is_refused(opened):
    path = opened.folder / "scores.xlsx"
    path.write_bytes(b"PK\x03\x04 is no workbook")
    assert opened.refused(*IMPORT, path, *ON, code=3)["code"] == "file-unreadable"
