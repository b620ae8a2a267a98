"""``docs/benchmarks.md``: the last full run, with what it was measured on and against."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

from benchmarks.machine import facts
from benchmarks.row import Row

PAGE = Path(__file__).parent.parent / "docs" / "benchmarks.md"

INTRODUCTION = """\
# Benchmarks

`make bench` measures everything, prints the tables and writes this page and `var/bench.json`; it takes five to thirty
minutes and 5 GB of disk. `make bench ARGS="projections"` measures the modules named, of `benchmarks/`, and leaves this
page as it is. `make bench ARGS="--quick"` runs on a twentieth of the data, to see that the benchmarks work; its figures
mean nothing. PostgreSQL is that of `DATABASE_URL`, where it may create databases; without it, one is started.

Every figure stands beside its baseline, measured in the same run on the same machine, or beside a limit. *Ratio* is how
many times better than that it is. Machines differ in the figures, less in the ratios. A benchmark keeps one or two
cores busy: where the load below is well above that, others were at work on the machine and the figures suffered.
"""


def write(results: Mapping[str, Sequence[Row]]) -> None:
    """Writes the page of a run."""
    lines = [INTRODUCTION, *measured_on(), *(line for each in results.items() for line in part(*each))]
    PAGE.write_text("\n".join(lines), "utf-8")


def measured_on() -> Iterator[str]:
    """The machine and the versions."""
    yield f"## Measured on {datetime.now(UTC):%Y-%m-%d}\n\n| | |\n|---|---|"
    for name, fact in facts():
        yield f"| {name} | {fact} |"


def part(name: str, rows: Sequence[Row]) -> Iterator[str]:
    """The table of one benchmark, under its module's own words."""
    told = (import_module(f"benchmarks.{name}").__doc__ or "").strip()
    yield f"\n## `{name}`\n\n{told}\n"
    yield "| benchmark | unit | value | baseline or limit | ratio | target | verdict |"
    yield "|---|---|---:|---:|---:|---:|---|"
    for row in rows:
        yield f"| {' | '.join((row.name, row.unit, *row.figures(), row.verdict))} |"
    yield ""
