"""A small sound set as YAML and as the cells of a workbook, for tests that break it in one place."""

from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook  # type: ignore[import-untyped]

from application.sets.checks import check_file
from application.sets.document import SetFault

SOUND = """\
code: so-nganh
version: 1.0.0
province: vinh-long
name: Bộ chỉ số sở, ban, ngành
unit_kinds: [department]
period: "2022"
places: 2
max_points: 30
provenance: illustrative
bands:
  - {code: tot, name: Tốt, from_percent: 80}
scopes:
  - {code: so, name: Khối sở, kinds: [department]}
groups:
  - code: "1"
    name: Nhận thức số
    max_points: 20
    provenance: illustrative
    indicators:
      - code: "1.1"
        name: Người đứng đầu làm Trưởng ban
        max_points: 10
        rule:
          kind: levels
          levels:
            - {code: head, when: Người đứng đầu, share: 1}
            - {code: none, when: Không ai, share: 0}
        examples:
          - {inputs: {level: head}, points: 10}
        provenance: illustrative
      - code: "1.2"
        name: Văn bản do người đứng đầu ký
        max_points: 10
        rule: {kind: ratio, a: do người đứng đầu ký, b: tất cả, if_b_is_zero: zero}
        provenance: illustrative
  - code: "2"
    name: Hạ tầng
    max_points: 10
    provenance: illustrative
    indicators:
      - code: "2.1"
        name: Ứng dụng
        max_points: 10
        rule: {kind: count, counted: ứng dụng, each: 2}
        provenance: illustrative
        how: Mỗi ứng dụng 2 điểm
"""

INFORMATION: list[list[Any]] = [
    ["Mã bộ chỉ số", "so-nganh"],
    ["Phiên bản", "1.0.0"],
    ["Tỉnh", "vinh-long"],
    ["Tên bộ chỉ số", "Bộ chỉ số sở, ban, ngành"],
    ["Loại đơn vị", "department"],
    ["Kỳ đánh giá", 2022],
    ["Số chữ số thập phân", 2],
    ["Tổng điểm", 30],
    ["Tình trạng số liệu", "illustrative"],
]
HEADINGS = [
    "STT",
    "Chỉ số/Chỉ số thành phần",
    "Điểm tối đa",
    "Cách xác định và tính điểm",
    "Loại quy tắc",
    "Tham số quy tắc",
    "Ví dụ tính điểm",
    "Tình trạng số liệu",
    "Cấp nhóm",
]
ANNEX: list[list[Any]] = [
    ["PHỤ LỤC I"],
    HEADINGS,
    ["(1)", "(2)", "(3)", "(4)"],
    [1, "Nhận thức số", 20, None, None, None, None, "illustrative"],
    [
        "1.1",
        "Người đứng đầu làm Trưởng ban",
        10,
        None,
        "levels",
        'head=1 "Người đứng đầu"; none=0 "Không ai"',
        "level=head -> 10",
        "illustrative",
    ],
    [
        "1.2",
        "Văn bản do người đứng đầu ký",
        10,
        None,
        "ratio",
        'a "do người đứng đầu ký"; b "tất cả"; if_b_is_zero=zero',
        None,
        "illustrative",
    ],
    [2, "Hạ tầng", 10, None, None, None, None, "illustrative"],
    ["2.1", "Ứng dụng", 10, "Mỗi ứng dụng 2 điểm", "count", 'counted "ứng dụng"; each=2', None, "illustrative"],
]
BANDS: list[list[Any]] = [["Mã", "Tên", "Từ phần trăm"], ["tot", "Tốt", 80]]
SCOPES: list[list[Any]] = [["Mã", "Tên", "Loại đơn vị xếp hạng"], ["so", "Khối sở", "department"]]
SHEETS: dict[str, list[list[Any]]] = {
    "Thông tin": INFORMATION,
    "Phụ lục I": ANNEX,
    "Xếp loại": BANDS,
    "Phạm vi xếp hạng": SCOPES,
}


def workbook(folder: Path, **cells: Any) -> Path:
    """The workbook with some cells changed, named ``Sheet!C7``."""
    return saved(folder, changed(cells))


def changed(cells: dict[str, Any]) -> Workbook:
    """The workbook before it is saved."""
    book = Workbook()
    book.remove(book.active)
    for title, rows in SHEETS.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    for place, value in cells.items():
        title, _, cell = place.partition("!")
        book[title][cell] = value
    return book


def saved(folder: Path, book: Workbook) -> Path:
    """The workbook's file."""
    book.save(path := folder / "set.xlsx")
    return path


def repacked(path: Path, changes: dict[str, Any], *, without: Iterable[str] = ()) -> Path:
    """The workbook with some of its parts replaced, added or left out."""
    with ZipFile(path) as old:
        parts: dict[str, Any] = {name: old.read(name) for name in old.namelist() if name not in without}
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as new:
        for name, content in (parts | changes).items():
            new.writestr(name, content)
    path.write_bytes(buffer.getvalue())
    return path


def yaml_file(folder: Path, text: str | bytes) -> Path:
    """A YAML file of that text."""
    path = folder / "set.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def faults_of(path: Path) -> list[tuple[str, str, str]]:
    """Place, value and English problem of every fault."""
    checked = check_file(path)
    assert (checked.definition is None) is bool(checked.faults)
    return [(fault.place, fault.value, fault.problem_en) for fault in checked.faults]


def only_fault(path: Path) -> SetFault:
    """The one fault that the file has."""
    (fault,) = check_file(path).faults
    return fault
