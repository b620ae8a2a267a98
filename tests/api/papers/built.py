"""A paper by hand, and what is read from the files that papers become."""

from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from api.papers.paper import NUMBER, Column, Paper, PaperKind, Seal, Table

NOTICE = "DỮ LIỆU TRÌNH DIỄN TỔNG HỢP"
COLUMNS = (NUMBER, Column("Họ và tên", 20), Column("Kết quả năm 2023 (%)", 10, "center"))
TABLE = Table(
    heading="Bằng khen – Cá nhân", sheet="Cá nhân", columns=COLUMNS, rows=((1, "Lê Thị D", Decimal("90.00")),)
)


def paper(*tables: Table, **changes: Any) -> Paper:
    fields = {
        "kind": PaperKind.PROPOSAL,
        "province": "vinh-long",
        "campaign": "bang-khen-2023-2025",
        "above": "UBND tỉnh Vĩnh Long",
        "body": "Sở Nội vụ",
        "place": "Vĩnh Long",
        "day": date(2026, 1, 9),
        "made_at": datetime(2026, 1, 9, 3, tzinfo=UTC),
        "title": "Danh sách đề nghị khen thưởng",
        "subject": "Khen thưởng tổng kết 2023–2025",
        "basis": ("Căn cứ văn bản số 12/QĐ-UBND",),
        "notices": (NOTICE,),
        "tables": tables or (TABLE,),
        "signatures": ("Người lập danh sách", "Thủ trưởng cơ quan"),
        "wide": False,
        "policy_hash": "a" * 64,
        "seal": Seal(position=99, last=98, decided=True),
        **changes,
    }
    return Paper(**fields)


def pages(content: bytes) -> list[str]:
    """The text of each page, with single blanks: lines end wherever they were full."""
    return [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(content)).pages]


def text(content: bytes) -> str:
    """The whole text without any blanks, for words in narrow cells are broken anywhere."""
    return "".join("".join(pages(content)).split())


def dense(words: str) -> str:
    """The same for what is looked for."""
    return "".join(words.split())


def sheets(content: bytes) -> dict[str, list[list[Any]]]:
    """The rows of each sheet."""
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
