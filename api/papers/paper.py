"""What a paper says, whatever file it becomes."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any, Literal, TypeVar, cast
from unicodedata import normalize

import msgspec

from domain.metadata import Code
from domain.points import round_half_up

T = TypeVar("T")


class PaperKind(StrEnum):
    """Which paper."""

    PROPOSAL = "proposal"
    """Danh sách đề nghị khen thưởng: who is proposed, with results, dossiers and votes."""
    MINUTES = "minutes"
    """Biên bản họp xét: votes, objections with their answers, who was declined and why."""
    DECISION = "decision"
    """Phụ lục quyết định: the awards granted, by decision."""
    CERTIFICATES = "certificates"
    """What is printed on certificates, a row an award that stands."""


class Ballot(msgspec.Struct, frozen=True):
    """Votes in favour, of all, and the number of the minutes if there is one: one cell on paper, several in a sheet."""

    votes_for: int
    every: int
    minutes: str = ""

    @property
    def percent(self) -> Decimal | None:
        """The share of those in favour, to a tenth."""
        return round_half_up(Fraction(100 * self.votes_for, self.every), 1) if self.every else None


Cell = str | int | Decimal | date | Ballot | None


class Column(msgspec.Struct, frozen=True):
    """A column: its heading, how broad it is compared with others, and where its cells begin."""

    heading: str
    breadth: int
    align: Literal["left", "center", "right"] = "left"
    parts: tuple[str, ...] = ()
    """The headings of a ballot's parts in a sheet: votes in favour, all of them, percent, and perhaps minutes."""


NUMBER = Column("STT", 4, "center")
"""The column that counts the rows of a table, from 1."""


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a paper: its heading, sentences, and rows whose first cell is their number."""

    heading: str
    sheet: str
    """The heading in few words, for the sheet of a workbook."""
    lines: tuple[str, ...] = ()
    columns: tuple[Column, ...] = ()
    """Nothing where the part has sentences only."""
    rows: tuple[tuple[Cell, ...], ...] = ()


class Seal(msgspec.Struct, frozen=True, kw_only=True):
    """What a paper can be held against the log by."""

    position: int
    """Up to which position of the log it was made."""
    last: int
    """The position of the last decision, of the last event of the campaign's dossiers where nothing is decided."""
    decided: bool
    origin: str = ""
    """The log's name; blank where no checkpoint covers ``last``, and so are the others."""
    size: int = 0
    root: str = ""
    """In base64."""
    note: str = ""
    """The checkpoint as the log has signed it, without cosignatures, which may still come."""


class Paper(msgspec.Struct, frozen=True, kw_only=True):
    """A whole paper. The same campaign at the same position gives the same one, but for names erased since."""

    kind: PaperKind
    province: Code
    campaign: Code
    above: str
    """Who stands above the issuing body."""
    body: str
    place: str
    day: date | None
    """The day of the step that it is about; none where nothing says it, to be written by hand."""
    made_at: datetime
    """When the last event was recorded that it tells of."""
    title: str
    subject: str
    basis: tuple[str, ...]
    notices: tuple[str, ...]
    """What readers must be told on every page."""
    tables: tuple[Table, ...]
    signatures: tuple[str, ...]
    """Who signs, from the left to the right."""
    wide: bool
    """Whether it is printed on its side."""
    policy_hash: str
    seal: Seal
    number: str = ""
    """Of the paper itself, or what stands behind the number that it will get; blank where it gets none."""
    annex: bool = False
    """Whether it goes with a document, which has the national heading, the day and the number."""
    closing: tuple[str, ...] = ()
    """Sentences between the tables and the signatures."""


def with_texts(value: T, change: Callable[[str], str]) -> T:
    """The same with every text changed and in Unicode's NFC, which fonts have letters for."""
    changed: Any = value
    match value:
        case str() if not isinstance(value, PaperKind):
            changed = normalize("NFC", change(value))
        case tuple():
            changed = tuple(with_texts(each, change) for each in value)
        case msgspec.Struct():
            parts = {name: with_texts(getattr(value, name), change) for name in value.__struct_fields__}
            changed = msgspec.structs.replace(value, **parts)
    return cast("T", changed)
