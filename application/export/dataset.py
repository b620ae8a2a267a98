"""Rows become Parquet files in folders named by province and year, as Hive, DuckDB and Arrow know them."""

from pathlib import Path
from typing import NamedTuple

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from application.export.rows import SCHEMA, Row
from domain.metadata import Code

ROWS_A_FILE = 50_000
ROWS_HELD = 100_000
"""The most rows that wait in memory for their file to fill, of all partitions together."""

NOWHERE = "__HIVE_DEFAULT_PARTITION__"
"""How a partition without a value is named everywhere."""

FILES = "province=*/year=*/part-*.parquet"
"""The names of the files, below the folder of the export."""


class Partition(NamedTuple):
    """The province, where one is known, and the calendar year in Viet Nam in which an event was recorded."""

    province: Code | None
    year: int

    @property
    def folder(self) -> str:
        """The partition's folder below that of the export."""
        return f"province={self.province or NOWHERE}/year={self.year:04}"


class Dataset:
    """Takes rows in log order and writes each partition as files of at most ``ROWS_A_FILE`` rows.

    No file stays open: a file is written when it is full, or when it is the fullest and ``ROWS_HELD`` rows wait.
    """

    def __init__(self, folder: Path) -> None:
        """Writes into this folder, which exists."""
        self._folder = folder
        self._held: dict[Partition, list[Row]] = {}
        self._count = 0
        self.files = 0

    def add(self, partition: Partition, row: Row) -> None:
        """Takes the partition's next row."""
        rows = self._held.setdefault(partition, [])
        rows.append(row)
        self._count += 1
        if len(rows) == ROWS_A_FILE:
            self._write(partition)
        elif self._count == ROWS_HELD:
            self._write(max(self._held, key=lambda each: len(self._held[each])))

    def finish(self) -> None:
        """Writes what still waits."""
        for partition in list(self._held):
            self._write(partition)

    def _write(self, partition: Partition) -> None:
        rows = self._held.pop(partition)
        self._count -= len(rows)
        folder = self._folder / partition.folder
        folder.mkdir(parents=True, exist_ok=True)
        # Files are numbered through, so that their names stay in log order within a partition.
        write_rows(folder / f"part-{self.files:06}.parquet", rows)
        self.files += 1


def write_rows(path: Path, rows: list[Row]) -> None:
    """Writes one file with one row group."""
    columns = [pa.array(values, field.type) for values, field in zip(zip(*rows, strict=True), SCHEMA, strict=True)]
    pq.write_table(pa.table(columns, schema=SCHEMA), path, compression="zstd", row_group_size=len(rows))
