"""What an installation comes to: the tables of ``docs/scaling.md``, computed from assumptions and measured figures.

``python -m benchmarks.sizing`` prints them; with ``--write`` it puts them into the page. Figures are those of
``docs/benchmarks.md``, each under the name that its row has there; whoever measures again enters them here.
"""

import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

PAGE = Path(__file__).parent.parent / "docs" / "scaling.md"
BEGIN, END = "<!-- computed: python -m benchmarks.sizing --write -->\n", "<!-- end of what is computed -->\n"


class Figure(NamedTuple):
    """A measured figure: its value, its unit, and where it comes from."""

    value: float
    unit: str
    source: str


# --- Measured ---------------------------------------------------------------
SQLITE_LOG = Figure(732, "bytes/event", "`scaling`: SQLite: the log on disk")
SQLITE_READ = Figure(648, "bytes/event", "`scaling`: SQLite: all read models on disk")
POSTGRES_LOG = Figure(761, "bytes/event", "`scaling`: PostgreSQL: the log on disk, with its indexes")
POSTGRES_READ = Figure(911, "bytes/event", "`scaling`: PostgreSQL: all read models on disk")
MESSAGE = Figure(930, "bytes/event", "key, headers and record of a message, before the broker compresses")
MIGRATION = Figure(25_000, "events/s", "`scaling`: migrate: with both stores compared, against a bare COPY")
RANKING = Figure(388_859, "events/s", "`projections`: PostgreSQL: rebuild")
READ_MODELS = Figure(8_700, "events/s", "`scaling`: PostgreSQL: all 5 read models built, by one process")
EXAMINATION = Figure(246_179, "events/s", "`auditing`: PostgreSQL: the whole log examined")
SAVES = Figure(998, "saves/s", "`projections`: PostgreSQL: 8 writers while projections follow")
SAVED_AT_ONCE = Figure(38_898, "events/s", "`writes`: PostgreSQL, 30 per save")
MEMORY = Figure(0.5, "KiB", "growth of a rebuild of the ranking, a scorecard's indicator")
RELAY = Figure(27_185, "events/s", "`relaying`: PostgreSQL → broker: events relayed a second")
PROJECTOR = Figure(15_952, "events/s", "`projecting`: broker → rows in PostgreSQL, all three read models")

FIGURES = {
    "log on SQLite": SQLITE_LOG,
    "read models on SQLite": SQLITE_READ,
    "log on PostgreSQL": POSTGRES_LOG,
    "read models on PostgreSQL": POSTGRES_READ,
    "message in `bangvang.events.v1`": MESSAGE,
    "migration from SQLite, compared": MIGRATION,
    "rebuild of the ranking": RANKING,
    "all read models built": READ_MODELS,
    "`bangvang audit verify`": EXAMINATION,
    "saves of one event": SAVES,
    "saves of thirty events": SAVED_AT_ONCE,
    "memory of a rebuild": MEMORY,
    "relay": RELAY,
    "projector": PROJECTOR,
}

# --- Assumed ------------------------------------------------------------------
YEARS = 5
"""A log is planned for so long; nothing of it is ever deleted."""
QUIET, BUSY = 2.3, 7.6
"""Events a scorecard's indicator causes: in the demonstration (9,212 on 3,998), and in the benchmarks' logs."""
LAST_DAY, HOURS = 0.3, 8
"""The part of a year's events that comes on the day before self-scoring closes, within so many hours."""

SECONDS_OF_HOUR, SECONDS_OF_MINUTE = 3600, 60
KIBIBYTE, GIGABYTE, MEGABYTE = 1024, 10**9, 10**6
HUNDRED = 100


Form = Callable[[float], str]
"""Writes a figure for people."""


class Installation(NamedTuple):
    """A platform: a year's scorecards' indicators, how many scorecards, and the part that its largest province has."""

    name: str
    cards: int
    cells: int
    largest: float


COMMUNES, DEPARTMENTS, PROVINCES, ENTERPRISES = 124, 20, 34, 900_000
OF_COMMUNE, OF_DEPARTMENT, OF_ENTERPRISE = 33, 20, 33
"""Indicators."""
CARDS = COMMUNES + DEPARTMENTS
CELLS = COMMUNES * OF_COMMUNE + DEPARTMENTS * OF_DEPARTMENT

INSTALLATIONS = (
    Installation("1 province", CARDS, CELLS, 1),
    Installation("34 provinces", PROVINCES * CARDS, PROVINCES * CELLS, 1 / PROVINCES),
    Installation(
        "900,000 enterprises", PROVINCES * CARDS + ENTERPRISES, PROVINCES * CELLS + ENTERPRISES * OF_ENTERPRISE, 0.3
    ),
)


def tables() -> str:
    """Both tables, in Markdown."""
    return "\n".join(("", *figures_table(), "", *installations_table(), ""))


def figures_table() -> Iterator[str]:
    """What is computed from."""
    yield "| figure | value | from |"
    yield "|---|---:|---|"
    for name, figure in FIGURES.items():
        yield f"| {name} | {figure.value:,} {figure.unit} | {figure.source} |"


def installations_table() -> Iterator[str]:
    """A column for each installation; where there are two figures, the first is of quiet rounds, the second of busy."""
    yield f"| | {' | '.join(each.name for each in INSTALLATIONS)} |"
    yield f"|---|{'---:|' * len(INSTALLATIONS)}"
    yield row("scorecards a year", [count(each.cards) for each in INSTALLATIONS])
    yield row("events a year", [both(each, count, 1) for each in INSTALLATIONS])
    lasting = f"after {YEARS} years"
    yield row(f"events {lasting}", [both(each, count, YEARS) for each in INSTALLATIONS])
    for name, figure in (
        ("log on SQLite", SQLITE_LOG),
        ("read models on SQLite", SQLITE_READ),
        ("log on PostgreSQL", POSTGRES_LOG),
        ("read models on PostgreSQL", POSTGRES_READ),
        ("topic of events, each replica", MESSAGE),
    ):
        yield row(f"{name}, {lasting}", [both(each, size, YEARS * figure.value) for each in INSTALLATIONS])
    yield row("events/s on the last day", [both(each, count, per_second()) for each in INSTALLATIONS])
    for name, limit in (("one event a save", SAVES), ("thirty events a save", SAVED_AT_ONCE)):
        share = HUNDRED * per_second() / limit.value
        yield row(f"… of what PostgreSQL takes, {name}", [both(each, percent, share) for each in INSTALLATIONS])
    for name, figure in (
        ("migration from SQLite", MIGRATION),
        ("rebuild of the ranking", RANKING),
        ("all read models built by one process", READ_MODELS),
        ("`bangvang audit verify`", EXAMINATION),
        ("full replay by the relay", RELAY),
        ("full replay by one projector", PROJECTOR),
    ):
        yield row(f"{name}, {lasting}", [both(each, span, YEARS / figure.value) for each in INSTALLATIONS])
    several = [both(each, span, each.largest * YEARS / PROJECTOR.value) for each in INSTALLATIONS]
    yield row(f"full replay by enough projectors, {lasting}", several)
    memory = [size(each.cells * YEARS * MEMORY.value * KIBIBYTE) for each in INSTALLATIONS]
    yield row(f"memory of a rebuild of the ranking, {lasting}", memory)


def per_second() -> float:
    """What a year's events are to be multiplied by to have those of a second of the last day."""
    return LAST_DAY / (HOURS * SECONDS_OF_HOUR)


def row(name: str, cells: Sequence[str]) -> str:
    """A line of a table."""
    return f"| {name} | {' | '.join(cells)} |"


def both(installation: Installation, form: Form, factor: float) -> str:
    """A figure that grows with the events of a year, for quiet rounds and for busy ones."""
    low, high = (form(installation.cells * each * factor) for each in (QUIET, BUSY))
    return low if low == high else f"{low} – {high}"


def significant(value: float) -> str:
    """The value with two digits that matter: more would pretend to know."""
    if value >= HUNDRED:
        digits = len(str(int(value))) - 2
        return f"{round(value / 10**digits) * 10**digits:,}"
    return f"{value:.2g}"


def count(value: float) -> str:
    """How many."""
    return significant(value)


def percent(value: float) -> str:
    """A share of what is possible."""
    return f"{significant(value)} %"


def size(value: float) -> str:
    """Bytes, in the decimal units of disks."""
    if value < GIGABYTE:
        return f"{significant(value / MEGABYTE)} MB"
    return f"{significant(value / GIGABYTE)} GB"


def span(seconds: float) -> str:
    """How long it takes."""
    if seconds < SECONDS_OF_MINUTE:
        return f"{significant(seconds)} s"
    if seconds < SECONDS_OF_HOUR:
        return f"{significant(seconds / SECONDS_OF_MINUTE)} min"
    return f"{significant(seconds / SECONDS_OF_HOUR)} h"


def with_tables(page: str) -> str:
    """The page with the tables as they are now; raises ``ValueError`` where it has no place for them."""
    before, rest = page.split(BEGIN)
    _, after = rest.split(END)
    return f"{before}{BEGIN}{tables()}\n{END}{after}"


def main() -> None:
    """Prints the tables, or writes them."""
    if "--write" in sys.argv[1:]:
        PAGE.write_text(with_tables(PAGE.read_text("utf-8")), "utf-8")
    else:
        print(tables())


if __name__ == "__main__":
    main()
