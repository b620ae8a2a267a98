"""Papers as files: every letter is there, tables go on over the pages, nothing is run, nothing tells the time."""

import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any
from unicodedata import normalize

import pytest
from msgspec.structs import replace
from openpyxl import load_workbook  # type: ignore[import-untyped]
from pypdf import PdfReader

from api.papers import as_pdf, as_workbook
from api.papers.paper import NUMBER, Ballot, Column, Seal, Table, with_texts
from api.papers.wording import award_in_year, ballot_words, merit_words, office_of, place_of, ranked, titled
from api.papers.workbook import EPOCH
from domain.metadata import SourceDocument
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
    assert all(page.startswith(f"{number} {NOTICE}") for number, page in enumerate(told[1:], start=2))
    assert told[0].startswith(NOTICE)
    assert all("STT Họ và tên" in page for page in told)
    everything = " ".join(told)
    found = [everything.index(f"{number} Người thứ {number} ") for number in range(1, ROWS + 1)]
    assert found == sorted(found)


def test_the_heading_stands_as_in_administrative_documents():
    told = pages(as_pdf(paper()))[0]
    order = [
        "UBND TỈNH VĨNH LONG",
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


LONG = "Trung tâm Ứng dụng tiến bộ khoa học công nghệ và Giám sát điều hành đô thị thông minh trực thuộc Sở"


def test_no_row_is_broken_over_two_pages_and_the_signatures_stand_with_the_last_rows():
    for count in range(20, 41, 4):
        rows = tuple((number, f"Hàng {number} {LONG} hết {number}.", None) for number in range(1, count + 1))
        told = pages(as_pdf(paper(Table(heading="Bằng khen", sheet="A", columns=COLUMNS, rows=rows))))
        for page in told:
            begun, ended = (set(re.findall(pattern, page)) for pattern in (r"Hàng (\d+) ", r"hết (\d+)\."))
            assert begun == ended
        assert f"hết {count - 1}." in told[-1]
        assert "NGƯỜI LẬP DANH SÁCH" in told[-1]


def test_a_row_that_is_taller_than_a_page_goes_on_over_it():
    rows = ((1, "dài " * 2_000 + "hết.", None),)
    told = pages(as_pdf(paper(Table(heading="Bằng khen", sheet="A", columns=COLUMNS, rows=rows))))
    assert sum(page.count("dài") for page in told) == 2_000


def test_a_word_that_is_too_long_for_its_column_is_broken_within_it():
    word = "Trườngcaođẳngkinhtếkỹthuậtvàcôngnghệthôngtinmiềntâynambộ"
    columns = (NUMBER, Column("Tập thể", 1), Column("Khác", 9))
    made = paper(Table(heading="A", sheet="A", columns=columns, rows=((1, word, "bên cạnh"),)))
    lines = PdfReader(BytesIO(as_pdf(made))).pages[0].extract_text(extraction_mode="layout").splitlines()
    assert not any(word[:20] in line for line in lines)
    assert word in text(as_pdf(made))


def test_an_annex_has_no_heading_of_its_own():
    told = pages(as_pdf(paper(annex=True, basis=("Kèm theo Quyết định số 1",))))[0]
    assert "CỘNG HÒA" not in told
    assert "PHỤ LỤC DANH SÁCH ĐỀ NGHỊ KHEN THƯỞNG" in told
    assert "(Kèm theo Quyết định số 1)" in told


def test_a_workbook_is_ready_to_print_with_dates_percentages_and_votes_as_numbers():
    columns = (*COLUMNS, Column("Phiếu", 9, parts=("Tán thành", "Tổng số", "Tỷ lệ (%)")), Column("Ngày", 9))
    rows = ((1, "A", Decimal("90.00"), Ballot(8, 9), date(2026, 1, 9)), (2, "B", None, "chưa bỏ phiếu", None))
    table = Table(heading="A", sheet="A", columns=columns, rows=rows)
    sheet = load_workbook(BytesIO(as_workbook(paper(table, wide=True, notices=()))))["A"]
    assert [cell.value for cell in sheet[1]][2:] == [
        *("Kết quả năm 2023 (%)", "Tán thành", "Tổng số", "Tỷ lệ (%)", "Ngày"),
    ]
    assert [cell.value for cell in sheet[2]][2:] == [90, 8, 9, 88.9, datetime(2026, 1, 9)]  # noqa: DTZ001
    assert [cell.number_format for cell in sheet[2]][2:] == ["0.00##", "General", "General", "0.00##", "dd/mm/yyyy"]
    assert [cell.value for cell in sheet[3]][3:] == ["chưa bỏ phiếu", None, None, None]
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.print_title_rows == "$1:$1"


def test_papers_write_provinces_offices_documents_and_years_as_the_administration_does():
    assert [ranked(each) for each in ("Vĩnh Long", "Cần Thơ", "Tỉnh mẫu", "Thành phố Huế")] == [
        *("tỉnh Vĩnh Long", "thành phố Cần Thơ", "tỉnh mẫu", "thành phố Huế"),
    ]
    assert [place_of(each) for each in ("Vĩnh Long", "Tỉnh mẫu")] == ["Vĩnh Long", "Mẫu"]
    assert office_of("Chủ tịch UBND tỉnh mẫu") == "Chủ tịch"
    assert office_of("UBND tỉnh mẫu") == ""
    law = SourceDocument(number="06/2022/QH15", date=date(2022, 6, 15), issuer="Quốc hội")
    assert titled(law, "Luật Thi đua, khen thưởng").startswith("Luật Thi đua, khen thưởng số 06/2022/QH15 ngày 15")
    assert titled(law).startswith("văn bản số")
    kinds = {"03/2021/QĐ-UBND": "Quyết định", "162/KH-UBND": "Kế hoạch", "15/TTr": "Tờ trình", "MẪU-03": "văn bản"}
    for number, kind in kinds.items():
        assert titled(replace(law, number=number)).startswith(f"{kind} số {number} ")
    assert award_in_year("Giấy khen hằng năm", 2024) == "Giấy khen năm 2024"
    assert award_in_year("Bằng khen", None) == "Bằng khen"
    assert merit_words("", (2024,)) == "Đã có thành tích xuất sắc trong phong trào thi đua năm 2024"
    assert merit_words("Có thành tích 2023–2025", (2023, 2024, 2025)) == "Có thành tích 2023–2025"
    assert ballot_words(Ballot(0, 0)) == "0/0"
    assert ballot_words(Ballot(7, 7, "12/BB")) == "7/7 (100 %); biên bản số 12/BB"
