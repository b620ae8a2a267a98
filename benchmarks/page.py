"""``docs/benchmarks.md``: what was measured last of each benchmark, when, and on and against what."""

import os
import re
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
page as it is; with `--page` it writes their tables here and leaves the others. `make bench ARGS="--quick"` runs on a
twentieth of the data, to see that the benchmarks work; its figures mean nothing. PostgreSQL is that of `DATABASE_URL`,
where it may create databases; without it, one is started.

Every figure stands beside its baseline, measured in the same run on the same machine, or beside a limit. *Ratio* is how
many times better than that it is. Machines differ in the figures, less in the ratios. A benchmark keeps one or two
cores busy: where the load is well above that, others were at work on the machine and the figures suffered.
"""
HEADING = re.compile(r"\n## `(\w+)`\n")


def write(results: Mapping[str, Sequence[Row]]) -> None:
    """Writes the page after a run; tables of benchmarks that did not run stay as they are."""
    parts = {**standing(), **{name: "\n".join(part(name, rows)) for name, rows in results.items()}}
    told = "".join(f"\n## `{name}`\n{parts[name]}" for name in sorted(parts))
    PAGE.write_text("\n".join([INTRODUCTION, *measured_on(), told]), "utf-8")


def standing() -> Mapping[str, str]:
    """What the page says of each benchmark."""
    _, *found = HEADING.split(PAGE.read_text("utf-8")) if PAGE.exists() else ("",)
    return dict(zip(found[::2], found[1::2], strict=True))


def measured_on() -> Iterator[str]:
    """The machine and the versions of the last run."""
    yield "## Measured on\n\n| | |\n|---|---|"
    for name, fact in facts():
        yield f"| {name} | {fact} |"


def part(name: str, rows: Sequence[Row]) -> Iterator[str]:
    """The table of one benchmark, under its module's own words."""
    told = (import_module(f"benchmarks.{name}").__doc__ or "").strip()
    yield f"\n{told}\n"
    yield f"Measured on {datetime.now(UTC):%Y-%m-%d}, with {os.getloadavg()[2]:.1f} runnable processes on average.\n"
    yield "| benchmark | unit | value | baseline or limit | ratio | target | verdict |"
    yield "|---|---|---:|---:|---:|---:|---|"
    for row in rows:
        yield f"| {' | '.join((row.name, row.unit, *row.figures(), row.verdict))} |"
    yield ""
