"""Papers as workbooks: a sheet of what the paper says of itself, and one for each table, to be sorted and merged."""

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from api.papers.paper import Ballot, Cell, Column, Paper, Table
from api.papers.pdf import seal_lines
from api.papers.wording import day_words
from application.sets.writer import Value, WorkbookWriter

ODD_IN_TITLES = re.compile(r"[\[\]:*?/\\']+")
"""What no sheet may have in its title."""
MODIFIED = re.compile(rb"<dcterms:(created|modified)([^>]*)>[^<]*<")
EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest moment that a zip file can tell: the same in every one."""
DECIMALS = "0.00##"
"""Percentages have two decimals, and more where they need them."""
SHORT = 14
WIDEST = 2
"""So many characters stand in a sheet for each unit of a column's breadth."""


def as_workbook(paper: Paper) -> bytes:
    """The paper as a workbook; text is never taken for a formula. The same paper gives the same bytes."""
    writer = WorkbookWriter("vi")
    about = writer.sheet("Thông tin", (28, 100))
    about.wide = paper.wide
    for name, text in _about(paper):
        about.add(name, text)
    for table in paper.tables:
        if table.columns:
            _add(writer, table, paper)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "paper.xlsx"
        writer.save(path)
        return _timeless(path.read_bytes(), f"{paper.made_at:%Y-%m-%dT%H:%M:%SZ}".encode())


def _about(paper: Paper) -> Iterator[tuple[str, str]]:
    for notice in paper.notices:
        yield "Lưu ý", notice
    yield "Văn bản", paper.title
    yield "Đợt khen thưởng", paper.subject
    yield "Cơ quan", paper.body
    yield "Nơi, ngày", f"{paper.place}, {day_words(paper.day)}"
    for each in paper.basis:
        yield "Căn cứ", each
    yield "Nguồn", f"{paper.province}/{paper.campaign}"
    for line in seal_lines(paper):
        yield "Đối chiếu nhật ký", line
    if paper.seal.note:
        yield "Điểm kiểm đã ký", paper.seal.note
    for table in paper.tables:
        for line in table.lines:
            yield table.heading, line
    for sentence in paper.closing:
        yield "Tổng số", sentence


def _add(writer: WorkbookWriter, table: Table, paper: Paper) -> None:
    """A sheet; where readers must be told something, every row tells it."""
    headings = [part for column in table.columns for part in column.parts or (column.heading,)]
    widths = [width for column in table.columns for width in _widths(column)]
    title = ODD_IN_TITLES.sub("-", table.sheet)
    sheet = writer.sheet(title, (*widths, *(40 for _ in paper.notices)), heading_row=True)
    sheet.wide, sheet.decimals = paper.wide, DECIMALS
    sheet.add(*headings, *("Lưu ý" for _ in paper.notices))
    for row in table.rows:
        values = (value for cell, column in zip(row, table.columns, strict=True) for value in _values(cell, column))
        sheet.add(*values, *paper.notices)


def _widths(column: Column) -> Iterator[int]:
    """As broad as on paper; the parts of a ballot are short."""
    yield from (SHORT for _ in column.parts) if column.parts else (column.breadth * WIDEST,)


def _values(cell: Cell, column: Column) -> Iterator[Value]:
    """A cell, or each part of a ballot; what stands there instead of votes is in the first of them."""
    if isinstance(cell, Ballot):
        yield from (cell.votes_for, cell.every, cell.percent, cell.minutes)[: len(column.parts)]
    else:
        yield cell
        yield from (None for _ in column.parts[1:])


def _timeless(content: bytes, made_at: bytes) -> bytes:
    """The same workbook, telling of the paper's own time instead of the clock's."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as read, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as written:
        for name in read.namelist():
            part = MODIFIED.sub(rb"<dcterms:\1\2>" + made_at + b"<", read.read(name))
            written.writestr(zipfile.ZipInfo(name, EPOCH), part, zipfile.ZIP_DEFLATED)
    return out.getvalue()
