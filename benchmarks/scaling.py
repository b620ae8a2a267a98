"""What a larger installation is computed from: moving to PostgreSQL, bytes on disk, saves of many writers.

The log has 1,000,000 events of 4,000 scorecards, as in `projections`. *A bare COPY* is the driver's own, of the same
rows into the same table with its indexes, in one transaction: nothing is compared, and a second run begins anew. Bytes
on disk are those of the tables and indexes, or of the files, right after they were filled. Read models are built one
after another by one process. Writers are processes that save one event at a time through the event store, each event
of a stream of their own; commands are not decided, so that the store alone is measured. `docs/scaling.md` computes
sizes of installations from these figures (`python -m benchmarks.sizing`).
"""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import migrating, weights, writers
from benchmarks.generated_log import copy_to_postgres
from benchmarks.projections import CARDS, EVENTS, generated
from benchmarks.row import Row
from benchmarks.servers import new_database, postgres_server


def run() -> Iterator[Row]:
    """Migration, then both stores, then writers."""
    with TemporaryDirectory(prefix="bangvang-bench-") as name, postgres_server() as server:
        log = generated(Path(name), CARDS, EVENTS)
        yield from migrating.rows(log, server)
        yield from weights.rows("SQLite", log)
        with new_database(server) as url:
            yield from weights.rows("PostgreSQL", copy_to_postgres(log, url))
        yield from writers.rows(server)
