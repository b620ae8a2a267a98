"""How answers look: tables for people, JSON and CSV for programs."""

import re
import shutil
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal, NamedTuple

import click
import msgspec
import rich.table
from rich.box import SIMPLE_HEAD
from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from api.cli.session import CSV, JSON, Session
from api.csv_text import csv_bytes

CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
"""Characters that would steer the terminal instead of being read."""

PROSE = 120
"""The width of paragraphs where no terminal says its own."""

UNBOUNDED = 10_000
"""A width that nothing reaches."""

Row = Mapping[str, Any]


class Column(NamedTuple):
    """A column: its key in JSON and CSV, its heading in both languages, its side, and the least of its width."""

    key: str
    vi: str
    en: str
    justify: Literal["left", "right"] = "left"
    least: int = 0


def console(*, stderr: bool = False) -> Console:
    """A console that prints text as it is; what is piped is not cut to a terminal's width."""
    made = Console(stderr=stderr, markup=False, highlight=False, emoji=False, soft_wrap=False)
    if not made.is_terminal:
        made.width = shutil.get_terminal_size((240, 50)).columns
    return made


def text(value: Any) -> str:
    """A cell as people read it; nothing for ``None``, and nothing that steers the terminal."""
    match value:
        case None:
            return ""
        case bool():
            return "✓" if value else ""
        case list() | tuple():
            return ", ".join(text(item) for item in value)
        case Mapping():
            return " ".join(f"{key}={text(item)}" for key, item in value.items())
        case _:
            return CONTROL.sub("\ufffd", _named(str(value)))


def _named(text: str) -> str:
    """The text with the names of people in the place of their references."""
    session = (context := click.get_current_context(silent=True)) and context.find_object(Session)
    return session.named(text) if session else text


def table(session: Session, columns: Iterable[Column], rows: Iterable[Row], title: str | None = None) -> Table:
    """Rows under headings in the chosen language."""
    made = Table(box=SIMPLE_HEAD, title=title, title_justify="left", pad_edge=False)
    columns = tuple(columns)
    for column in columns:
        made.add_column(
            session.say(column.vi, column.en),
            justify=column.justify,
            no_wrap=column.justify == "right",
            overflow="fold",
            min_width=column.least,
        )
    for row in rows:
        made.add_row(*(text(row.get(column.key)) for column in columns))
    return made


def print_table(*renderables: RenderableType) -> None:
    """Prints tables for people; where the terminal is too narrow for a figure, lines are longer than it is wide."""
    for renderable in renderables:
        out = console()
        if not out.is_terminal:
            needed = natural_width(renderable)
        elif isinstance(renderable, Table):
            needed = fit(renderable, out.width)
        else:
            needed = narrowest(renderable)
        out.width = max(out.width, needed)
        out.print(renderable)


def fit(table: Table, width: int) -> int:
    """Sets how broad the columns are so that the table is as broad as this, and no word is broken; answers its breadth.

    The library makes the broadest columns narrower whatever words they have. Where the words alone take more than the
    width, so does the table.
    """
    needed = [_breadths(column) for column in table.columns]
    around = natural_width(table) - sum(line for _, line in needed)
    shown = _shared(needed, width - around)
    for column, breadth in zip(table.columns, shown, strict=True):
        column.width, column.min_width = breadth, None
    return sum(shown) + around


def _shared(needed: Sequence[tuple[int, int]], room: int) -> list[int]:
    """How broad each column is, given what its longest word and its longest line need: the broadest give way first."""
    limit = max(line for _, line in needed)
    widths = [line for _, line in needed]
    while sum(widths) > room and limit > 1:
        limit -= 1
        widths = [max(word, min(line, limit)) for word, line in needed]
    return widths


def _breadths(column: rich.table.Column) -> tuple[int, int]:
    """How broad a column has to be for its longest word, and for its longest line."""
    unbounded = Console(width=UNBOUNDED, markup=False, emoji=False)
    cells = [unbounded.measure(each) for each in (column.header, *column.cells)]
    least = column.min_width or 0
    line = max(least, *(each.maximum for each in cells))
    return (line if column.no_wrap else max(least, *(each.minimum for each in cells))), line


def print_text(lines: Iterable[str]) -> None:
    """Prints lines for people, folded where the terminal ends."""
    for line in lines:
        console().print(text(line))


def print_prose(lines: Iterable[str]) -> None:
    """Prints paragraphs for people, folded at the terminal's width even when piped; what is folded keeps its indent."""
    out, width = console(), shutil.get_terminal_size((PROSE, 50)).columns
    for line in lines:
        paragraph = text(line)
        indent = " " * (len(paragraph) - len(paragraph.lstrip(" ")))
        for folded in Text(paragraph.strip()).wrap(out, max(width - len(indent), 1)) or [Text()]:
            out.print(f"{indent}{folded.plain.rstrip()}", soft_wrap=True)


def natural_width(renderable: RenderableType) -> int:
    """The width at which nothing has to be folded."""
    return Console(width=UNBOUNDED).measure(renderable).maximum


def narrowest(renderable: RenderableType) -> int:
    """The width at which no word and no figure has to be broken."""
    return Console(width=UNBOUNDED).measure(renderable).minimum


def print_json(value: Any) -> None:
    """Prints one JSON document; points and other decimals are strings in it."""
    print_bytes(msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n")


def print_bytes(content: bytes) -> None:
    """Prints bytes as they are, whatever the terminal's encoding and line ends."""
    sys.stdout.flush()
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()


def print_rows(session: Session, columns: Sequence[Column], rows: Sequence[Row], title: str | None = None) -> None:
    """Prints rows in the form that was asked for."""
    keys = [column.key for column in columns]
    if session.format == JSON:
        print_json(rows)
    elif session.format == CSV:
        print_bytes(csv_bytes(keys, ([_plain(row.get(key)) for key in keys] for row in rows)))
    else:
        print_table(table(session, columns, rows, title))


def _plain(value: Any) -> Any:
    if isinstance(value, str | int | None):
        return str(value).lower() if isinstance(value, bool) else value
    encoded = msgspec.to_builtins(value)
    return encoded if isinstance(encoded, str) else msgspec.json.encode(encoded).decode()
