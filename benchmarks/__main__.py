"""Runs every benchmark of this folder, or those named: ``python -m benchmarks [--quick] [--page] [MODULE ...]``.

A benchmark is a module with ``run()``, which gives rows. They are printed and kept in ``var/bench.json``. A full run of
all of them is written to ``docs/benchmarks.md``; ``--page`` writes the tables of any run there.
"""

import argparse
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib import import_module
from pathlib import Path

import msgspec
from rich.console import Console
from rich.table import Table

from benchmarks.row import Row

FOLDER = Path(__file__).parent
RESULTS = FOLDER.parent / "var" / "bench.json"


def arguments() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("modules", nargs="*", metavar="MODULE", help="benchmarks to run; all if none is named")
    parser.add_argument("--quick", action="store_true", help="a twentieth of the data, to see that it runs")
    parser.add_argument(
        "--page", action="store_true", help="write docs/benchmarks.md after a quick or partial run, too"
    )
    return parser.parse_args()


def measure(names: Sequence[str]) -> Iterator[tuple[str, list[Row]]]:
    """The rows of these benchmarks, of all if none is named."""
    for name in names or sorted(path.stem for path in FOLDER.glob("[!_]*.py")):
        run = getattr(import_module(f"benchmarks.{name}"), "run", None)
        if run:
            yield name, list(told(run()))


def told(rows: Iterable[Row]) -> Iterator[Row]:
    """The rows, each told when it is measured: a full run takes long."""
    for row in rows:
        value, baseline, *_ = row.figures()
        print(f"{row.name}: {value} {row.unit} ({baseline}), {row.verdict}", flush=True)
        yield row


def table(name: str, rows: Sequence[Row]) -> Table:
    """The rows for people."""
    result = Table(name, "Unit")
    for heading in ("Value", "Baseline or limit", "Ratio", "Target"):
        result.add_column(heading, justify="right")
    result.add_column("Verdict")
    for row in rows:
        result.add_row(row.name, row.unit, *row.figures(), row.verdict)
    return result


def keep(results: Mapping[str, Sequence[Row]]) -> None:
    """Writes the rows for programs."""
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_bytes(msgspec.json.format(msgspec.json.encode(results), indent=2))


def main() -> None:
    """Measures, prints and keeps the results."""
    asked = arguments()
    if asked.quick:
        # Sizes are chosen when the benchmarks are imported, here and in the processes that they start.
        os.environ["QUICK"] = "1"
    from benchmarks import page, scale  # noqa: PLC0415  # The same reason.

    console, results = Console(width=150), {}
    for name, rows in measure(asked.modules):
        console.print(table(name, rows))
        results[name] = rows
    keep(results)
    if asked.page or not (asked.modules or scale.QUICK):
        page.write(results)


if __name__ == "__main__":
    main()
