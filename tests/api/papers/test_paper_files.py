"""Papers as files: every letter is there, tables go on over the pages, nothing is run, nothing tells the time."""

import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from unicodedata import normalize

import pytest
from openpyxl import load_workbook  # type: ignore[import-untyped]
from pypdf import PdfReader

from api.papers import as_pdf, as_workbook
from api.papers.paper import Seal, Table, with_texts
from api.papers.workbook import EPOCH
from tests.api.papers.built import COLUMNS, NOTICE, TABLE, dense, pages, paper, sheets, text

pytestmark = pytest.mark.no_cover

VOWELS = "aăâeêioôơuưy"
TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
LETTERS = "".join(normalize("NFC", vowel + tone) for vowel in VOWELS for tone in TONES) + "bcdđghklmnpqrstvxfjwz"
SIGNS = "₫–—«»“”·…%½≥→"
ROWS = 500


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_every_vietnamese_letter_is_in_the_font_upright_bold_and_slanted(form):
    """Letters that a font lacks are not in the text that is taken out of it."""
    alphabet = LETTERS + LETTERS.upper() + SIGNS
    given = normalize(form, alphabet)
    slanted, upright = Table(heading=given, sheet="A", lines=(given,)), Table(heading="B", sheet="B", lines=(given,))
    made = with_texts(paper(slanted, upright, basis=(given,), notices=()), str)
    told = text(as_pdf(made))
    assert told.count(dense(alphabet)) == 4
    fonts = {font["/BaseFont"].partition("+")[2].removesuffix("-Identity-H") for font in _fonts(as_pdf(made))}
    assert fonts == {"LibertinusSerif-Regular", "LibertinusSerif-Bold", "LibertinusSerif-Italic"}


def _fonts(content: bytes) -> Iterator[Any]:
    for page in PdfReader(BytesIO(content)).pages:
        resources: Any = page["/Resources"]
        yield from (font.get_object() for font in resources["/Font"].values())


def test_a_long_table_goes_on_over_the_pages_with_its_heading_the_notice_and_their_numbers():
    rows = tuple((number, f"Người thứ {number}", None) for number in range(1, ROWS + 1))
    told = pages(as_pdf(paper(Table(heading="Bằng khen", sheet="A", columns=COLUMNS, rows=rows))))
    assert len(told) > 10
    assert all(NOTICE in page for page in told)
    assert all(f"Trang {number}/{len(told)}" in page for number, page in enumerate(told, start=1))
    assert all("STT Họ và tên" in page for page in told[:-1])
    everything = " ".join(told)
    found = [everything.index(f"{number} Người thứ {number} ") for number in range(1, ROWS + 1)]
    assert found == sorted(found)


def test_the_heading_stands_as_in_administrative_documents():
    told = pages(as_pdf(paper()))[0]
    order = [
        "TỈNH VĨNH LONG",
        "SỞ NỘI VỤ",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Vĩnh Long, ngày 09 tháng 01 năm 2026",
        "DANH SÁCH ĐỀ NGHỊ KHEN THƯỞNG",
        "I. Bằng khen – Cá nhân",
        "Lê Thị D 90,00",
        "NGƯỜI LẬP DANH SÁCH",
        "THỦ TRƯỞNG CƠ QUAN",
    ]
    found = [told.index(words) for words in order]
    assert found == sorted(found)


def test_text_is_never_markup_nor_a_formula():
    odd = ('=HYPERLINK("http://a","b")', "#read(1) *b* $x$ @c \\ <d>", "+1+1", "@SUM(A1)", "_x0041_", "-2")
    rows = tuple((number, words, None) for number, words in enumerate(odd, start=1))
    made = paper(Table(heading="A", sheet="A", columns=COLUMNS, rows=rows))
    told = text(as_pdf(made))
    assert all(dense(words) in told for words in odd)
    content = as_workbook(made)
    assert [row[1] for row in sheets(content)["A"][1:]] == list(odd)
    cells = load_workbook(BytesIO(content))["A"]["B"][1:]
    assert {cell.data_type for cell in cells} == {"s"}


def test_a_workbook_has_what_the_paper_says_and_each_table():
    content = as_workbook(paper(TABLE, Table(heading="Tổng hợp", sheet="Tổng hợp", lines=("Chưa có.",))))
    found = sheets(content)
    assert list(found) == ["Thông tin", "Cá nhân"]
    assert found["Cá nhân"] == [
        ["STT", "Họ và tên", "Kết quả năm 2023 (%)", "Lưu ý"],
        [1, "Lê Thị D", 90, NOTICE],
    ]
    assert found["Thông tin"][0] == ["Lưu ý", NOTICE]
    assert ["Tổng hợp", "Chưa có."] in found["Thông tin"]


def test_no_file_tells_when_it_was_made():
    content = as_workbook(paper())
    with zipfile.ZipFile(BytesIO(content)) as book:
        assert {each.date_time for each in book.infolist()} == {EPOCH}
        assert book.read("docProps/core.xml").count(b"2026-01-09T03:00:00Z") == 2
    printed = PdfReader(BytesIO(as_pdf(paper()))).metadata
    assert printed is not None
    assert str(printed.creation_date) == "2026-01-09 03:00:00+00:00"
    assert as_workbook(paper()) == content
    assert as_pdf(paper()) == as_pdf(paper())


def test_a_checkpoint_is_printed_as_a_code_with_its_size_and_root():
    root = "qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqo="
    note = f"bangvang/thu\n99\n{root}\n\n— bangvang/thu AAAA\n"
    sealed = Seal(position=120, last=98, decided=True, origin="bangvang/thu", size=99, root=root, note=note)
    told = text(as_pdf(paper(seal=sealed)))
    assert dense(f"Điểm kiểm của nhật ký bangvang/thu: kích thước 99 Gốc của cây băm: {root}") in told
    assert ["Điểm kiểm đã ký", note] in sheets(as_workbook(paper(seal=sealed)))["Thông tin"]
    assert dense("Chưa có điểm kiểm nào bao trùm vị trí 98.") in text(as_pdf(paper()))
