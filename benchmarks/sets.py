"""Importing a set of 5,000 indicators from a workbook: how long it takes and how much memory.

The baseline is calamine, which reads the same cells in compiled code and judges none of them.
"""

import time
import tracemalloc
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

from python_calamine import CalamineWorkbook

from application.sets.checks import check_file
from application.sets.template import example_indicators
from application.sets.workbook_writing import write_workbook
from benchmarks.row import Row
from domain.indicator_set.definition import Group, Indicator, IndicatorSet
from domain.metadata import Provenance, UnitKind

INDICATORS, GROUPS = 5_000, 50
MEBIBYTE = 1024 * 1024
SHARE_OF_SPEED = 0.02
"""Aimed at: a fiftieth of the speed of only reading the cells, in compiled code and without judging any."""
SHARE_OF_MEMORY = 0.1
"""Aimed at: no more than ten times the memory."""


def run() -> list[Row]:
    """Speed and memory against calamine, which reads the cells and judges nothing."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "set.xlsx"
        write_workbook(definition(), path)
        imported = measure(lambda: imported_soundly(path))
        read = measure(lambda: cells(path))
    (seconds, peak), (baseline_seconds, baseline_peak) = imported, read
    speed, baseline_speed = INDICATORS / seconds, INDICATORS / baseline_seconds
    sparing, baseline_sparing = INDICATORS * MEBIBYTE / peak, INDICATORS * MEBIBYTE / baseline_peak
    return [
        Row.compare("5,000-indicator workbook: import", "indicators/s", speed, baseline_speed, SHARE_OF_SPEED),
        Row.compare("5,000-indicator workbook: memory", "indicators/MiB", sparing, baseline_sparing, SHARE_OF_MEMORY),
    ]


def measure(work: Callable[[], object]) -> tuple[float, int]:
    """Seconds, and the peak of memory in bytes, which is measured in a run of its own."""
    began = time.perf_counter()
    work()
    seconds = time.perf_counter() - began
    tracemalloc.start()
    work()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return seconds, peak


def imported_soundly(path: Path) -> None:
    """Imports the workbook, which must be sound."""
    if check_file(path).definition is None:
        msg = "the benchmark's set is not sound"
        raise ValueError(msg)


def cells(path: Path) -> list[list[object]]:
    """Every cell, as Python objects."""
    with CalamineWorkbook.from_path(path) as workbook:
        return [[*workbook.get_sheet_by_name(name).to_python()] for name in workbook.sheet_names]


def definition() -> IndicatorSet:
    """A set in which every kind of rule stands some hundreds of times, each with a worked example."""
    samples = list(example_indicators())
    each = INDICATORS // GROUPS
    groups = tuple(
        group(number, [samples[(number + n) % len(samples)] for n in range(each)]) for number in range(1, GROUPS + 1)
    )
    return IndicatorSet(
        code="bench",
        version="1.0.0",
        province="bench",
        name="Bench",
        unit_kinds=(UnitKind.DEPARTMENT,),
        period="2026",
        places=2,
        max_points=sum((each.max_points for each in groups), Decimal(0)),
        groups=groups,
        provenance=Provenance.ILLUSTRATIVE,
    )


def group(number: int, samples: list[Indicator]) -> Group:
    """A group of these indicators under codes of its own."""
    indicators = tuple(
        Indicator(
            code=f"{number}.{place}",
            name=f"{sample.name} ({number}.{place})",
            max_points=sample.max_points,
            rule=sample.rule,
            evidence=f"{sample.evidence} {number}.{place}",
            examples=sample.examples,
            provenance=sample.provenance,
        )
        for place, sample in enumerate(samples, start=1)
    )
    total = sum((indicator.max_points for indicator in indicators), Decimal(0))
    return Group(
        code=str(number),
        name=f"Nhóm {number}",
        max_points=total,
        indicators=indicators,
        provenance=Provenance.ILLUSTRATIVE,
    )
