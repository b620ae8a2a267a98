"""Copying: what PostgreSQL lacks of the log, chunk by chunk in the order of the log, then what stands beside it.

PostgreSQL takes no save from the first chunk on until both stores were found equal: triggers seal its tables, which
outlast whoever is killed in the middle, so that nobody goes on with half a log. Each chunk is one transaction.
"""

import re
from binascii import unhexlify
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import islice
from struct import Struct
from typing import NamedTuple

import msgspec
import psycopg

from application.log import ahead
from application.migration import beside
from application.migration.comparison import LOG, TOLD_EVERY, Comparison, compare
from application.migration.refusals import AnotherLog, MigrationRunning, NotExactlyStorable
from application.migration.stores import FIRST, Advance, Stores, Watch, unwatched
from application.postgres_connections import Connection, translated_errors
from application.recording import StoredEntry

CHUNK = 20_000
"""Events that are copied in one transaction."""

TAKE_TURN = "SELECT pg_advisory_lock(hashtextextended('migration into ' || %s, 0))"

LET_IN = "SELECT set_config('bangvang.migrating', 'yes', false)"

HOLD = "LOCK TABLE {schema}.stored_events IN SHARE ROW EXCLUSIVE MODE"

SEAL = """
    CREATE OR REPLACE FUNCTION {schema}.refuse_while_migrating() RETURNS trigger LANGUAGE plpgsql AS $refuse$
    BEGIN
        IF current_setting('bangvang.migrating', true) IS DISTINCT FROM 'yes' THEN
            RAISE 'this store is being filled from SQLite: run bangvang migrate again until it says that both are equal'
            USING ERRCODE = 'object_not_in_prerequisite_state';
        END IF;
        RETURN NULL;
    END
    $refuse$
"""
SEAL_TABLE = """
    DROP TRIGGER IF EXISTS refuse_while_migrating ON {{schema}}.{name};
    CREATE TRIGGER refuse_while_migrating BEFORE INSERT OR UPDATE OR DELETE ON {{schema}}.{name}
    FOR EACH STATEMENT EXECUTE FUNCTION {{schema}}.refuse_while_migrating()
"""
IS_SEALED = """
    SELECT EXISTS (
        SELECT FROM pg_trigger WHERE tgrelid = '{schema}.stored_events'::regclass AND tgname = 'refuse_while_migrating'
    )
"""
UNSEAL = "DROP FUNCTION IF EXISTS {schema}.refuse_while_migrating() CASCADE"

COPY = """
    COPY {schema}.stored_events (originator_id, originator_version, notification_id, topic, state)
    FROM STDIN (FORMAT BINARY)
"""
BEGINNING, END = b"PGCOPY\n\xff\r\n\0" + bytes(8), b"\xff\xff"
UNTIL_TOPIC = Struct("!hi16siqiqi")
"""Of a row the number of its fields, then stream, version and position behind the length of each, and the topic's."""
FIELDS, UUID_SIZE, BIGINT_SIZE = 5, 16, 8
LENGTH = Struct("!i")
EXACT = re.compile(rb"[0-9a-f]{32} (0|-?[1-9][0-9]{0,17})")
"""A stream and a version that PostgreSQL gives back as they were."""


class Chunk(NamedTuple):
    """Entries in the binary form of COPY, how many they are, and the position of the last."""

    rows: bytes
    size: int
    last: int


class Migrated(msgspec.Struct, frozen=True, kw_only=True):
    """What a run has done: how many events it found in the target, how many it copied, and how both stores stand."""

    found: int
    copied: int
    comparison: Comparison


def migrate(stores: Stores, watch: Watch = unwatched) -> Migrated:
    """Copies what the target lacks and compares both; a target that was filled takes saves only where they are equal.

    Goes on where an earlier run stopped, whatever stopped it. The source may be written to meanwhile: what came too
    late is told by the comparison, and copied by the next run. A target that has the whole log and takes saves may be
    in use already: it is not closed, and nothing is taken from it. Raises ``MigrationRunning``, ``AnotherLog`` and
    ``NotExactlyStorable``; what was copied until then stays.
    """
    with _alone(stores) as connection:
        with watch("PostgreSQL ↔ SQLite") as advance:
            found, head = require_same_beginning(stores, advance)
        is_in_use, copied = _is_in_use(stores, connection, found, head), 0
        if not is_in_use:
            _seal(stores, connection, head)
            with watch("SQLite → PostgreSQL") as advance:
                copied = _copy_log(stores, connection, head if found else FIRST, advance)
        _copy_beside(stores, connection, is_in_use=is_in_use)
        comparison = compare(stores, watch)
        if comparison.equal:
            _execute(stores, connection, UNSEAL)
    return Migrated(found=found, copied=copied, comparison=comparison)


@contextmanager
def _alone(stores: Stores) -> Iterator[Connection]:
    """A connection that may write to sealed tables; there is one at a time.

    It takes the server a moment to notice that whoever had the turn was killed, so that there is some waiting.
    """
    datastore = stores.target.datastore
    with translated_errors(), datastore.connect() as connection:
        try:
            connection.execute(TAKE_TURN, (datastore.channel,))
        except psycopg.errors.LockNotAvailable as error:
            raise MigrationRunning from error
        connection.execute(LET_IN)
        yield connection


def _is_in_use(stores: Stores, connection: Connection, found: int, head: int) -> bool:
    """Whether the target has the whole log and takes saves: its migration is done."""
    is_sealed = connection.execute(stores.target.datastore.statement(IS_SEALED)).fetchone() == (True,)
    return bool(found) and not is_sealed and stores.source_log.head() == head


def _seal(stores: Stores, connection: Connection, head: int) -> None:
    """Lets nobody else write to the target from now on; refuses one that was written to since the look at its head."""
    with connection.transaction():
        _execute(stores, connection, HOLD)
        if stores.target_log.head() != head:
            raise AnotherLog(position=head + 1)
        _execute(stores, connection, SEAL)
        for name in (LOG, *(table.name for table in beside.TABLES)):
            _execute(stores, connection, SEAL_TABLE.format(name=name))


def require_same_beginning(stores: Stores, advance: Advance) -> tuple[int, int]:
    """Refuses a target that holds what the source has not, byte for byte; answers with its events' number and head."""
    ours, head, count = stores.source_log.head(), stores.target_log.head(), 0
    if head > ours:
        raise AnotherLog(position=ours + 1)
    with stores.source_log.entries(FIRST, head) as wanted, stores.target_log.entries(FIRST, head) as present:
        for count, entry in enumerate(present, start=1):
            expected = next(wanted, None)
            if entry != expected:
                raise AnotherLog(position=min(entry[0], expected[0]) if expected else entry[0])
            if not count % TOLD_EVERY:
                advance(entry[0], head)
    return count, head


def _copy_log(stores: Stores, connection: Connection, after: int, advance: Advance) -> int:
    copied, head = 0, stores.source_log.head()
    with stores.source_log.entries(after, head) as entries, closing(ahead(chunks(entries))) as coming:
        for chunk in coming:
            _copy_chunk(stores, connection, chunk)
            copied += chunk.size
            advance(chunk.last, head)
    return copied


def chunks(entries: Iterator[StoredEntry]) -> Iterator[Chunk]:
    """The entries as they are sent: the next chunk is made while PostgreSQL stores the one before."""
    while taken := list(islice(entries, CHUNK)):
        yield Chunk(b"".join((BEGINNING, *map(binary_row, taken), END)), len(taken), taken[-1][0])


def _copy_chunk(stores: Stores, connection: Connection, chunk: Chunk) -> None:
    """One transaction, which wakes those who follow the log."""
    with connection.transaction():
        with connection.cursor().copy(stores.target.datastore.statement(COPY)) as copy:
            copy.write(chunk.rows)
        _execute(stores, connection, "NOTIFY {channel}")


def binary_row(entry: StoredEntry) -> bytes:
    """An entry of the log in the binary form of COPY; raises ``NotExactlyStorable``.

    Made by hand, for through psycopg's own it takes longer than PostgreSQL needs to store it.
    """
    position, stream, version, name, state = entry
    if not EXACT.fullmatch(b"%b %b" % (stream, version)):
        raise NotExactlyStorable(table=LOG, row=position, problem=f"{stream!r}, {version!r}")
    fields = UUID_SIZE, unhexlify(stream), BIGINT_SIZE, int(version), BIGINT_SIZE, position, len(name)
    return b"".join((UNTIL_TOPIC.pack(FIELDS, *fields), name, LENGTH.pack(len(state)), state))


def _copy_beside(stores: Stores, connection: Connection, *, is_in_use: bool) -> None:
    """After the log, and wholly in each run: rows are added in any order, and signatures to rows that exist."""
    for table in beside.TABLES:
        with beside.of_source(stores.source.datastore, table) as rows:
            beside.copy_table(stores.target.datastore, connection, table, rows, is_in_use=is_in_use)
        _execute(stores, connection, f"ANALYZE {{schema}}.{table.name}")
    _execute(stores, connection, f"ANALYZE {{schema}}.{LOG}")


def _execute(stores: Stores, connection: Connection, text: str) -> None:
    connection.execute(stores.target.datastore.statement(text))
