"""Sheets that are to be printed: their page, their days and their numbers."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook  # type: ignore[import-untyped]

from application.sets.writer import WorkbookWriter


@pytest.mark.parametrize(("wide", "orientation"), [(True, "landscape"), (False, "portrait")])
def test_a_sheet_is_printed_on_a4_as_broad_as_the_page_with_its_headings(tmp_path: Path, wide, orientation) -> None:
    writer = WorkbookWriter("vi")
    writer.sheet("Lời", (10,)).wide = wide
    sheet = writer.sheet("Bảng", (10, 10), heading_row=True)
    sheet.wide = wide
    sheet.add("Ngày", "Tỷ lệ")
    writer.save(tmp_path / "a.xlsx")
    book = load_workbook(tmp_path / "a.xlsx")
    setup = book["Bảng"].page_setup
    assert (setup.orientation, setup.paperSize, setup.fitToWidth, setup.fitToHeight) == (orientation, 9, 1, 0)
    assert book["Bảng"].print_title_rows == "$1:$1"
    assert book["Lời"].print_title_rows is None


def test_days_are_days_and_numbers_have_the_decimals_that_are_asked_for(tmp_path: Path) -> None:
    writer = WorkbookWriter("vi")
    sheet = writer.sheet("Bảng", (10, 10))
    sheet.decimals = "0.00##"
    sheet.add("Ngày", date(2026, 1, 9), Decimal("90.00"), 7)
    writer.save(tmp_path / "a.xlsx")
    cells = load_workbook(tmp_path / "a.xlsx")["Bảng"][1]
    assert [cell.value for cell in cells] == ["Ngày", datetime(2026, 1, 9), 90, 7]  # noqa: DTZ001
    assert [cell.number_format for cell in cells][1:] == ["dd/mm/yyyy", "0.00##", "General"]
