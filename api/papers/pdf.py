"""Papers as PDF, set by Typst: the same paper gives the same bytes wherever it is made."""

from datetime import date
from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import Any

import msgspec

from api.papers.paper import Ballot, Cell, Paper, Seal, Table
from api.papers.wording import ballot_words, day_words, number_words

TEMPLATE = "paper.typ"
CHECKED = "Kiểm tra: lưu văn bản của mã QR vào tệp rồi chạy «bangvang audit verify --checkpoint TỆP»."
"""How the checkpoint is held against the log."""
TALL = 25
"""Rows of so many lines or more may go on over the page; others stand on one."""
LETTERS = {True: 120, False: 80}
"""About how many letters stand in a line of a table, on a page on its side and upright."""


def as_pdf(paper: Paper) -> bytes:
    """The paper on A4, with its checkpoint as a QR code where there is one."""
    # Only those who print papers wait for the typesetter, and for the codes.
    import typst  # noqa: PLC0415

    # Fonts of the machine would make other bytes of it: those that the package brings have all Vietnamese letters.
    compiler = typst.Compiler(_template(), ignore_system_fonts=True)
    told = msgspec.json.encode(_told(paper)).decode()
    made = compiler.compile(format="pdf", sys_inputs={"paper": told}, timestamp=int(paper.made_at.timestamp()))
    if not isinstance(made, bytes):
        raise TypeError(type(made))
    return made


@cache
def _template() -> bytes:
    return files("api.papers").joinpath(TEMPLATE).read_bytes()


def _told(paper: Paper) -> dict[str, Any]:
    """What the template sets: every word of it is text, none is markup."""
    return {
        "above": paper.above,
        "body": paper.body,
        "day": f"{paper.place}, {day_words(paper.day)}",
        "title": paper.title,
        "subject": paper.subject,
        "basis": paper.basis,
        "notices": paper.notices,
        "tables": [_table(each, paper) for each in paper.tables],
        "signatures": paper.signatures,
        "wide": paper.wide,
        "number": paper.number,
        "annex": paper.annex,
        "closing": paper.closing,
        "source": f"{paper.province}/{paper.campaign} · vị trí {paper.seal.position}",
        "seal": seal_lines(paper),
        "code": _code(paper.seal),
    }


def _table(table: Table, paper: Paper) -> dict[str, Any]:
    letters = LETTERS[paper.wide]
    return {
        "heading": table.heading,
        "lines": table.lines,
        "columns": table.columns,
        "rows": [{"cells": cells, "tall": _lines(table, cells, letters) >= TALL} for cells in _rows(table)],
    }


def _rows(table: Table) -> list[list[str]]:
    return [[_written(cell) for cell in row] for row in table.rows]


def _lines(table: Table, cells: list[str], letters: int) -> float:
    """About how many lines the fullest cell of a row has."""
    whole = sum(column.breadth for column in table.columns)
    columns = zip(cells, table.columns, strict=True)
    return max(len(cell) * whole / (column.breadth * letters) for cell, column in columns)


def _written(cell: Cell) -> str:
    """A cell in words; a number stays with its percent sign."""
    match cell:
        case None:
            return ""
        case str():
            return cell.replace(" %", "\u00a0%")
        case date():
            return f"{cell:%d/%m/%Y}"
        case Ballot():
            return _written(ballot_words(cell))
        case _:
            return number_words(cell)


def seal_lines(paper: Paper) -> list[str]:
    """What stands beside the code: up to where the log was read, and the checkpoint to hold the paper against."""
    made = paper.seal
    what = "quyết định cuối cùng" if made.decided else "sự kiện cuối cùng của hồ sơ"
    lines = [
        f"Lập từ nhật ký sự kiện đến vị trí {made.position}; {what} ở vị trí {made.last}.",
        f"Mã băm thể lệ (SHA-256): {paper.policy_hash}",
    ]
    if not made.size:
        return [*lines, f"Chưa có điểm kiểm nào bao trùm vị trí {made.last}."]
    signed = f"Điểm kiểm của nhật ký {made.origin}: kích thước {made.size}"
    return [*lines, signed, f"Gốc của cây băm: {made.root}", CHECKED]


def _code(made: Seal) -> str:
    """The checkpoint as a QR code in SVG; blank where there is none."""
    if not made.note:
        return ""
    import segno  # noqa: PLC0415  # As above.

    image = BytesIO()
    segno.make(made.note, error="m", micro=False).save(image, kind="svg", xmldecl=False, border=2)
    return image.getvalue().decode()
