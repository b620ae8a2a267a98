"""Both stores held against each other: each is read on its own and has a digest of its own."""

from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from typing import NamedTuple

import msgspec

from application.log import LogReader
from application.migration import beside
from application.migration.stores import FIRST, Advance, Stores, Watch, unwatched
from application.proof.tree import Growing, leaf_hash

LOG = "stored_events"
TOLD_EVERY = 10_000
"""Events between two looks at how far it is."""


class Digest(NamedTuple):
    """How many rows a table has, and what they come to."""

    rows: int
    digest: str


class Compared(msgspec.Struct, frozen=True, kw_only=True):
    """A table in both stores.

    The digest of the log is the root of its Merkle tree, in base64 as checkpoints have it; that of another table is the
    SHA-256 of its rows as JSON lines, in hexadecimal digits.
    """

    table: str
    source_rows: int
    source_digest: str
    target_rows: int
    target_digest: str

    @property
    def equal(self) -> bool:
        """Whether the table is the same in both."""
        return (self.source_rows, self.source_digest) == (self.target_rows, self.target_digest)


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """All that a migration takes over, as it stands in both stores; the log comes first."""

    tables: tuple[Compared, ...]

    @property
    def equal(self) -> bool:
        """Whether both stores hold the same."""
        return all(each.equal for each in self.tables)

    @property
    def behind(self) -> int:
        """Events that the source has beyond those of the target: it was written to while it was copied."""
        return max(0, self.tables[0].source_rows - self.tables[0].target_rows)


def compare(stores: Stores, watch: Watch = unwatched) -> Comparison:
    """Reads both stores from beginning to end, as they stand now."""
    with watch("SQLite") as advance:
        source = [log_digest(stores.source_log, advance), *_of_source(stores)]
    with watch("PostgreSQL") as advance:
        target = [log_digest(stores.target_log, advance), *_of_target(stores)]
    names = [LOG, *(table.name for table in beside.TABLES)]
    return Comparison(tables=tuple(_compared(*each) for each in zip(names, source, target, strict=True)))


def _compared(table: str, source: Digest, target: Digest) -> Compared:
    return Compared(
        table=table,
        source_rows=source.rows,
        source_digest=source.digest,
        target_rows=target.rows,
        target_digest=target.digest,
    )


def log_digest(log: LogReader, advance: Advance) -> Digest:
    """The events of a log and the root of their Merkle tree, as ``audit verify`` has it."""
    tree, head = Growing(), log.head()
    with log.entries(FIRST, head) as entries:
        for entry in entries:
            tree.append(leaf_hash(entry))
            if not tree.size % TOLD_EVERY:
                advance(entry[0], head)
    advance(head, head)
    return Digest(tree.size, b64encode(tree.root()).decode())


def _of_source(stores: Stores) -> Iterator[Digest]:
    for table in beside.TABLES:
        with beside.of_source(stores.source.datastore, table) as rows:
            yield rows_digest(rows)


def _of_target(stores: Stores) -> Iterator[Digest]:
    for table in beside.TABLES:
        with beside.of_target(stores.target.datastore, table) as rows:
            yield rows_digest(rows)


def rows_digest(rows: Iterator[beside.Row]) -> Digest:
    """The rows and their digest; times are UTC, bytes in base64."""
    found, count, encode = sha256(), 0, msgspec.json.Encoder().encode
    for row in rows:
        found.update(encode(tuple(row)) + b"\n")
        count += 1
    return Digest(count, found.hexdigest())
