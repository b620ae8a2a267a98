"""The checkpoints of the log, kept beside it in an SQLite file."""

import sqlite3
from typing import Any, cast

from eventsourcing.sqlite import SQLiteDatastore

from application.proof import notes
from application.proof.refusals import CheckpointUnknown

CREATE_CHECKPOINTS = """
    CREATE TABLE IF NOT EXISTS checkpoints (
        size INTEGER NOT NULL,
        text_hash TEXT NOT NULL,
        note TEXT NOT NULL,
        made_at TEXT NOT NULL,
        PRIMARY KEY (size, text_hash)
    ) WITHOUT ROWID
"""
"""What the log has published of itself: of each size one note, unless the log has forked. Signatures may be added."""

INSERT = """
    INSERT OR IGNORE INTO checkpoints VALUES (:size, :text_hash, :note, strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now'))
"""

SELECT = "SELECT note FROM checkpoints WHERE size = :size AND text_hash = :text_hash"

UPDATE = "UPDATE checkpoints SET note = :note WHERE size = :size AND text_hash = :text_hash"

SELECT_AFTER = "SELECT size, note FROM checkpoints WHERE size > ? ORDER BY size, made_at, text_hash LIMIT ?"

SELECT_LAST = "SELECT size, note FROM checkpoints ORDER BY size DESC, made_at DESC, text_hash DESC LIMIT 1"


class SQLiteCheckpoints:
    """The part of the recorder that keeps checkpoints."""

    datastore: SQLiteDatastore

    def save_checkpoint(self, size: int, note: str) -> None:
        """Keeps the note of a checkpoint of this size; of one that is kept already, only new signatures are added.

        Raises ``NoteMalformed``.
        """
        row = {"size": size, "text_hash": notes.text_hash(note), "note": note}
        with self.datastore.transaction(commit=True) as transaction:
            transaction.sqlite_cursor.execute(INSERT, row)
            _merge(transaction.sqlite_cursor, row)

    def replace_checkpoint(self, size: int, note: str) -> str:
        """Adds the note's signatures to the one that is kept of the same text, and answers with all of them.

        Raises ``NoteMalformed``, and ``CheckpointUnknown`` where there is no such checkpoint.
        """
        row = {"size": size, "text_hash": notes.text_hash(note), "note": note}
        with self.datastore.transaction(commit=True) as transaction:
            return _merge(transaction.sqlite_cursor, row)

    def checkpoints(self, after: int = -1, limit: int | None = None) -> list[tuple[int, str]]:
        """Sizes above ``after`` and their notes, in the order of the sizes, at most ``limit`` of them."""
        return self._checkpoints(SELECT_AFTER, after, -1 if limit is None else limit)

    def last_checkpoint(self) -> tuple[int, str] | None:
        """The largest size that has a checkpoint, and its note."""
        return next(iter(self._checkpoints(SELECT_LAST)), None)

    def _checkpoints(self, statement: str, *parameters: int) -> list[tuple[int, str]]:
        with self.datastore.transaction(commit=False) as transaction:
            cursor = transaction.sqlite_cursor
            cursor.row_factory = None
            # Anything may stand in a column of SQLite; what is no note is refused by whoever reads it as one.
            return [(size, str(note)) for size, note in cursor.execute(statement, parameters)]


def _merge(cursor: sqlite3.Cursor, row: dict[str, Any]) -> str:
    """Adds signatures under the write lock, so that none is lost to another writer."""
    stored = cursor.execute(SELECT, row).fetchone()
    if stored is None:
        raise CheckpointUnknown(size=row["size"])
    merged = notes.merge(cast("str", stored[0]), row["note"])
    if merged != stored[0]:
        cursor.execute(UPDATE, {**row, "note": merged})
    return merged
