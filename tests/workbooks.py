"""Excel workbooks for tests."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from openpyxl import Workbook  # type: ignore[import-untyped]  # It brings no types.


def workbook(path: Path, lines: Iterable[Any]) -> Path:
    """A workbook whose first sheet has these lines; ``None`` is an empty cell."""
    book = Workbook()
    for row, values in enumerate(lines, start=1):
        for column, value in enumerate(values, start=1):
            book.active.cell(row, column, value)
    book.save(path)
    book.close()
    return path
