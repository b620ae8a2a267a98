"""The checkpoints of the log, kept beside it in PostgreSQL; ``postgres.sql`` has the table."""

from typing import Any, cast

from application.postgres_connections import Connection
from application.postgres_datastore import PostgresDatastore
from application.proof import notes
from application.proof.refusals import CheckpointUnknown

INSERT = "INSERT INTO {schema}.checkpoints VALUES (%s, %s, %s, clock_timestamp()) ON CONFLICT DO NOTHING"

SELECT = "SELECT note FROM {schema}.checkpoints WHERE size = %s AND text_hash = %s FOR UPDATE"

UPDATE = "UPDATE {schema}.checkpoints SET note = %s WHERE size = %s AND text_hash = %s"

SELECT_AFTER = "SELECT size, note FROM {schema}.checkpoints WHERE size > %s ORDER BY size, made_at, text_hash LIMIT %s"

SELECT_LAST = "SELECT size, note FROM {schema}.checkpoints ORDER BY size DESC, made_at DESC, text_hash DESC LIMIT 1"


class PostgresCheckpoints:
    """The part of the recorder that keeps checkpoints."""

    datastore: PostgresDatastore

    def save_checkpoint(self, size: int, note: str) -> None:
        """Keeps the note of a checkpoint of this size; of one that is kept already, only new signatures are added.

        Raises ``NoteMalformed``.
        """
        self._keep(size, note, self.datastore.statement(INSERT))

    def replace_checkpoint(self, size: int, note: str) -> str:
        """Adds the note's signatures to the one that is kept of the same text, and answers with all of them.

        Raises ``NoteMalformed``, and ``CheckpointUnknown`` where there is no such checkpoint.
        """
        return self._keep(size, note)

    def _keep(self, size: int, note: str, insert: bytes = b"") -> str:
        text_hash = notes.text_hash(note)

        def keep() -> str:
            with self.datastore.pool.lend() as connection, connection.transaction():
                if insert:
                    connection.execute(insert, (size, text_hash, note))
                return self._merge(connection, size, text_hash, note)

        return self.datastore.pool.twice(keep)

    def _merge(self, connection: Connection, size: int, text_hash: str, note: str) -> str:
        """Adds signatures while the row is locked, so that none is lost to another writer."""
        stored = connection.execute(self.datastore.statement(SELECT), (size, text_hash)).fetchone()
        if stored is None:
            raise CheckpointUnknown(size=size)
        merged = notes.merge(cast("str", stored[0]), note)
        if merged != stored[0]:
            connection.execute(self.datastore.statement(UPDATE), (merged, size, text_hash))
        return merged

    def checkpoints(self, after: int = -1, limit: int | None = None) -> list[tuple[int, str]]:
        """Sizes above ``after`` and their notes, in the order of the sizes, at most ``limit`` of them."""
        return self._checkpoints(SELECT_AFTER, after, limit)

    def last_checkpoint(self) -> tuple[int, str] | None:
        """The largest size that has a checkpoint, and its note."""
        return next(iter(self._checkpoints(SELECT_LAST)), None)

    def _checkpoints(self, statement: str, *parameters: Any) -> list[tuple[int, str]]:
        rows = self.datastore.pool.read(self.datastore.statement(statement), parameters)
        return cast("list[tuple[int, str]]", rows)
