"""Runs every benchmark of this folder, or those named: ``python -m benchmarks [MODULE ...]``.

A benchmark is a module with ``run() -> list[Row]``. The rows are printed and kept in ``var/bench.json``.
"""

import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import msgspec
from rich.console import Console
from rich.table import Table

from benchmarks.row import Row

FOLDER = Path(__file__).parent
RESULTS = FOLDER.parent / "var" / "bench.json"
VERDICTS = {True: "met", False: "MISSED", None: "no baseline"}


def measure(names: list[str]) -> Iterator[Row]:
    """The rows of these benchmarks, of all if none is named."""
    for name in names or sorted(path.stem for path in FOLDER.glob("[!_]*.py")):
        run = getattr(import_module(f"benchmarks.{name}"), "run", None)
        if run:
            yield from run()


def table(rows: list[Row]) -> Table:
    """The rows for people."""
    result = Table("Benchmark", "Unit")
    for heading in ("Value", "Baseline", "Ratio", "Target"):
        result.add_column(heading, justify="right")
    result.add_column("Verdict")
    for row in rows:
        figures = number(row.value), number(row.baseline), number(row.ratio, 2), number(row.target, 2)
        result.add_row(row.name, row.unit, *figures, VERDICTS[row.ok])
    return result


def number(value: float | None, places: int = 0) -> str:
    """A figure with thousands separated; a dash where there is none."""
    return "–" if value is None else f"{value:,.{places}f}"


def main() -> None:
    """Measures, prints and keeps the results."""
    rows = list(measure(sys.argv[1:]))
    Console(width=150).print(table(rows))
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_bytes(msgspec.json.format(msgspec.json.encode(rows), indent=2))


if __name__ == "__main__":
    main()
