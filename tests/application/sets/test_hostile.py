"""Files that are meant to do harm, or are no set files at all, are refused with a clear sentence, soon and unread."""

import resource
import sys
import time
import warnings
from pathlib import Path
from zipfile import ZIP_LZMA, ZipFile

import pytest

from application.sets import archive
from application.sets.checks import check_file
from application.sets.document import MOST_FAULTS, SetFault
from tests.application.sets.texts import SOUND, changed, faults_of, only_fault, repacked, saved, workbook, yaml_file

SECONDS = 30 if sys.gettrace() else 2
"""A tracer, as for coverage, makes everything several times slower."""
MEBIBYTES = 120
SHEET = "xl/worksheets/sheet1.xml"
BOOK = "xl/workbook.xml"
NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def refused(path: Path) -> SetFault:
    """The one fault; told within the bounds of time and memory."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.perf_counter()
    fault = only_fault(path)
    assert time.perf_counter() - began < SECONDS
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < MEBIBYTES * 1024
    assert fault.problem_vi
    assert fault.advice_vi
    assert fault.advice_en
    return fault


def sheet_of(content: str) -> str:
    return f'<worksheet xmlns="{NAMESPACE}"><sheetData>{content}</sheetData></worksheet>'


# --- YAML -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "en"),
    [
        (
            "a: &a [x, x]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]\n"
            + "\n".join(f"{chr(99 + n)}: &{chr(99 + n)} [{', '.join(['*' + chr(98 + n)] * 10)}]" for n in range(8)),
            "there are too many entries in it",
        ),
        ("[" * 5_000, "it is nested too deeply"),
        ("\n".join(" " * n + "a:" for n in range(900)), "it is nested too deeply"),
        ("- " * 5_000, "it is nested too deeply"),
        ("? " * 5_000, "a field's name must be text"),
        ("a: " + "x" * 30_000, "the file is too large"),
        ("a: |\n" + "  x\n" * 100_000, "there are too many entries in it"),
        ("a: [" + "1,\n" * 45_000 + "]", "there are too many entries in it"),
        ("x" * (1024 * 1024 + 1), "the file is too large"),
        ("a: &a [*a]", "there is no anchor 'a' above"),
        ("a: *b", "there is no anchor 'b' above"),
        ("a: !!python/object:os.system x", "YAML tags are not used here (tag:yaml.org,2002:python/object:os.system)"),
        ("a: 1\n---\nb: 2", "the file has several YAML documents"),
        ("a: [", "the YAML can't be read (expected the node content, but found '<stream end>')"),
        ("a: 'x", "the YAML can't be read (found unexpected end of stream)"),
        ("a: x: y", "the YAML can't be read (mapping values are not allowed here)"),
        ("a: \x01", "the YAML can't be read (unacceptable character #x0001: special characters are not allowed)"),
        ("a: b\0c", "the YAML can't be read (unacceptable character #x0000: special characters are not allowed)"),
        ("%YAML 9.9\n---\na", "the YAML can't be read (found incompatible YAML document (version 1.* is required))"),
        (b"a: \xd0\xd5", "the file is not UTF-8 text"),
        (SOUND.encode("utf-16"), "the file is not UTF-8 text"),
        ("", "the file is empty"),
        (" \n\n", "the file is empty"),
        ("# only a comment\n", "expected object, got null"),
        ("- 1", "expected object, got array"),
        ("PK\x03\x04", "its content is an archive or a workbook, not YAML"),
    ],
)
def test_a_bad_yaml_file_is_refused(tmp_path, text, en):
    fault = refused(yaml_file(tmp_path, text))
    assert fault.problem_en == en


def test_anchors_and_aliases_within_reason_are_read(tmp_path):
    text = SOUND.replace("provenance: illustrative\nbands", "provenance: &p illustrative\nbands", 1)
    assert check_file(
        yaml_file(tmp_path, text.replace("    provenance: illustrative", "    provenance: *p"))
    ).definition


def test_a_byte_order_mark_is_read_over(tmp_path):
    assert check_file(yaml_file(tmp_path, SOUND.encode("utf-8-sig"))).definition


# --- Files of other kinds ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content", "en"),
    [
        ("set.xlsm", b"PK\x03\x04", "the workbook may have macros"),
        ("set.xls", b"\xd0\xcf\x11\xe0", "the workbook is encrypted, or of the old kind (.xls)"),
        ("set.xlsx", b"\xd0\xcf\x11\xe0", "the workbook is encrypted, or of the old kind (.xls)"),
        ("set.csv", b"a,b", "it is no set file"),
        ("set", b"a,b", "it is no set file"),
        ("set.xlsx", b"code: a", "its content is no Excel workbook"),
        ("set.xlsx", b"PK\x03\x04 and no more", "the workbook is damaged or cut short"),
        ("set.xlsx", b"", "the file is empty"),
        ("set.xlsx", b"PK\x03\x04" + bytes(16 * 1024 * 1024), "the file is too large"),
        ("set.xlsx", b"PK\x03\x04" + b"PK\x01\x02" * 2_000, "the file is too large"),
    ],
)
def test_a_file_that_is_something_else_is_refused(tmp_path, name, content, en):
    (tmp_path / name).write_bytes(content)
    assert refused(tmp_path / name).problem_en == en


def test_a_file_that_is_not_there_is_refused(tmp_path):
    assert refused(tmp_path / "set.yaml").problem_en == "the file can't be opened"


# --- Workbooks --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("cut", [30, 500, 2_000, -30, -1])
def test_a_workbook_cut_short_is_refused(tmp_path, cut):
    path = workbook(tmp_path)
    path.write_bytes(path.read_bytes()[:cut])
    assert refused(path).problem_en == "the workbook is damaged or cut short"


def test_a_zip_bomb_is_refused_by_its_directory(tmp_path):
    assert refused(repacked(workbook(tmp_path), {SHEET: b" " * 20_000_000})).problem_en == (
        "the workbook is compressed more than any honest one"
    )


def test_a_sheet_of_fifty_megabytes_is_refused(tmp_path):
    assert refused(repacked(workbook(tmp_path), {SHEET: bytes(50_000_000)})).problem_en == "the file is too large"


def test_parts_that_are_too_large_together_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "LARGEST_TOTAL", 1_000)
    assert refused(workbook(tmp_path)).problem_en == "the file is too large"


@pytest.mark.parametrize(
    ("content", "en"),
    [
        ('<!DOCTYPE x [<!ENTITY a "b">]><worksheet/>', "the workbook declares a DOCTYPE or XML entities"),
        (
            '<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>',
            "the workbook declares a DOCTYPE or XML entities",
        ),
        ("<worksheet>", "the workbook is damaged or cut short"),
        ("", "the workbook is damaged or cut short"),
        (b"\xff\xfe\x00", "the workbook is damaged or cut short"),
        (sheet_of("<row><c/></row>" * 450_000), "the workbook is compressed more than any honest one"),
        (sheet_of('<row r="50001"><c r="A50001"><v>1</v></c></row>'), "there are too many entries in it"),
        (sheet_of('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'), "there are too many entries in it"),
        (sheet_of('<row r="x"><c><v>1</v></c></row>'), "the workbook is damaged or cut short"),
        (sheet_of('<row r="1"><c t="s"><v>999999</v></c></row>'), "the workbook is damaged or cut short"),
        (sheet_of('<row r="1"><c t="s"><v>-1</v></c></row>'), "the workbook is damaged or cut short"),
        (sheet_of(f'<row r="1"><c t="str"><v>{"xy" * 30_000}</v></c></row>'), "the file is too large"),
    ],
)
def test_a_hostile_sheet_is_refused(tmp_path, content, en):
    assert refused(repacked(workbook(tmp_path), {SHEET: content})).problem_en == en


def test_too_many_cells_are_refused(tmp_path):
    cells = "".join(f'<c r="A{n % 9 + 1}" s="{n % 997}"/>' for n in range(900_000))
    assert refused(repacked(workbook(tmp_path), {SHEET: sheet_of(f"<row>{cells}</row>")})).problem_en == (
        "the file is too large"
    )


def test_too_many_rows_are_refused(tmp_path):
    rows = "".join(f'<row><c><v>{n}</v></c><c t="str"><v>{n * n}</v></c></row>' for n in range(6_001))
    assert (
        refused(repacked(workbook(tmp_path), {SHEET: sheet_of(rows)})).problem_en == "there are too many entries in it"
    )


def test_as_many_rows_as_are_allowed_are_judged_in_time_however_wrong_they_are(tmp_path):
    book = changed({})
    for number in range(5_900):
        book["Phụ lục I"].append([f"{number % 7}.{number}!", "", "mười", "=1", "levels", 'a=1 "x', "->", "?", "hai"])
    path = saved(tmp_path, book)
    began = time.perf_counter()
    assert len(check_file(path).faults) == MOST_FAULTS
    assert time.perf_counter() - began < SECONDS * 2


def test_too_many_sheets_are_refused(tmp_path):
    book = changed({})
    for number in range(100):
        book.create_sheet(f"s{number}")
    assert refused(saved(tmp_path, book)).problem_en == "there are too many entries in it"


def test_macros_encryption_odd_compression_and_double_parts_are_refused(tmp_path):
    assert refused(repacked(workbook(tmp_path), {"xl/vbaProject.bin": b"x"})).problem_en == "the workbook has macros"
    path = workbook(tmp_path)
    path.write_bytes(
        path.read_bytes().replace(b"PK\x01\x02\x14\x03\x14\x00\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01\x00")
    )
    assert refused(path).problem_en == "the workbook is encrypted"
    with ZipFile(path := workbook(tmp_path), "a", ZIP_LZMA) as file:
        file.writestr("x", "x")
    assert refused(path).problem_en == "the workbook is damaged or cut short"
    with ZipFile(path := workbook(tmp_path), "a") as file, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        file.writestr(SHEET, "x")
    assert refused(path).problem_en == "the workbook is damaged or cut short"


@pytest.mark.parametrize("part", ["_rels/.rels", "xl/_rels/workbook.xml.rels", BOOK, SHEET])
def test_a_workbook_without_a_part_that_it_needs_is_refused(tmp_path, part):
    assert (
        refused(repacked(workbook(tmp_path), {}, without=[part])).problem_en == "the workbook is damaged or cut short"
    )


def test_a_workbook_whose_relations_lead_nowhere_is_refused(tmp_path):
    for part in ("_rels/.rels", "xl/_rels/workbook.xml.rels"):
        path = repacked(workbook(tmp_path), {part: "<Relationships/>"})
        assert refused(path).problem_en == "the workbook is damaged or cut short"


def test_a_workbook_that_counts_days_from_1904_is_refused(tmp_path):
    book = changed({})
    book.epoch = __import__("datetime").datetime(1904, 1, 1)
    assert refused(saved(tmp_path, book)).problem_en == "the workbook counts days from 1904"


def test_what_other_programs_write_is_read(tmp_path):
    """Inline text, text in runs with a reading aid, truth values, cells without references, escaped characters."""
    rows = (
        '<row><c t="inlineStr"><is><r><t>Mã bộ </t></r><r><t>chỉ số</t></r><rPh><t>đọc</t></rPh></is></c>'
        '<c t="str"><v>so-nganh</v></c><c><v/></c></row>'
        '<row r="2"><c r="A2" t="inlineStr"><is><t>Phiên_x0020_bản</t></is></c>'
        '<c t="str"><v>1.0.0</v></c><c t="b"><v>1</v></c>'
        '<c t="b"><v>0</v></c><c><v>nhiều</v></c><c><v>1E+300</v></c></row>'
    )
    found = faults_of(repacked(workbook(tmp_path), {SHEET: sheet_of(rows)}))
    assert "'Set code' is missing" not in {problem for _, _, problem in found}
    assert "'Version' is missing" not in {problem for _, _, problem in found}
    assert "'Province' is missing" in {problem for _, _, problem in found}


def test_texts_that_cells_share_are_read(tmp_path):
    strings = "<si><t>Mã bộ chỉ số</t></si><si><r><t>so</t></r><r><t>-nganh</t></r><rPh><t>đọc</t></rPh></si>"
    cells = '<row><c t="s"><v>0</v></c><c t="s"><v>1</v></c><c t="s"/></row>'
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    path = workbook(tmp_path)
    with ZipFile(path) as file:
        relations = file.read("xl/_rels/workbook.xml.rels").decode()
    link = f'<Relationship Id="strings" Type="{relation}" Target="texts.xml"/></Relationships>'
    parts = {
        SHEET: sheet_of(cells),
        "xl/texts.xml": f'<sst xmlns="{NAMESPACE}">{strings}</sst>',
        "xl/_rels/workbook.xml.rels": relations.replace("</Relationships>", link),
    }
    problems = [problem for _, _, problem in faults_of(repacked(path, parts))]
    assert "'Set code' is missing" not in problems
    assert "'Version' is missing" in problems
    path = repacked(workbook(tmp_path), parts | {SHEET: sheet_of('<row><c t="s"><v>2</v></c></row>')})
    assert refused(path).problem_en == "the workbook is damaged or cut short"
