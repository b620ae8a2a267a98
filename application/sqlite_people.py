"""The table of people in an SQLite file, and how somebody is erased from it so that the file keeps nothing."""

import json
import sqlite3
from collections.abc import Collection
from datetime import datetime
from typing import Any

from eventsourcing.sqlite import SQLiteDatastore

from application.people import StoredPerson
from domain.person.reference import Reference

CREATE_PEOPLE = """
    CREATE TABLE IF NOT EXISTS people (
        reference TEXT PRIMARY KEY,
        salt BLOB NOT NULL,
        name TEXT NOT NULL,
        handle TEXT NOT NULL UNIQUE,
        recorded_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now'))
    ) WITHOUT ROWID
"""

INSERT_PERSON = """
    INSERT INTO people (reference, salt, name, handle) VALUES (?, ?, ?, ?) ON CONFLICT (handle) DO NOTHING
"""

SELECT_PERSON = "SELECT * FROM people WHERE handle = ?"

SELECT_PEOPLE = "SELECT * FROM people WHERE reference IN (SELECT value FROM json_each(?))"

LIST_PEOPLE = "SELECT * FROM people WHERE reference > ? ORDER BY reference LIMIT ?"

SET_ASIDE = "ALTER TABLE people RENAME TO people_before"

TAKE_OVER = """
    INSERT INTO people SELECT * FROM people_before WHERE reference NOT IN (SELECT value FROM json_each(?))
"""

DROP_BEFORE = "DROP TABLE people_before"


class SQLitePeople:
    """The part of the recorder that keeps people."""

    datastore: SQLiteDatastore

    def insert_person(self, reference: Reference, salt: bytes, name: str, handle: str) -> None:
        """Enters a person, unless somebody is found by that handle already."""
        with self.datastore.transaction(commit=True) as transaction:
            transaction.sqlite_cursor.execute(INSERT_PERSON, (reference, salt, name, handle))

    def select_person(self, handle: str) -> StoredPerson | None:
        """The person found by that handle."""
        return next(iter(self._people(SELECT_PERSON, handle)), None)

    def select_people(self, references: Collection[Reference]) -> list[StoredPerson]:
        """Those of these people whose names are kept."""
        return self._people(SELECT_PEOPLE, json.dumps(list(references)))

    def list_people(self, after: str, limit: int | None = None) -> list[StoredPerson]:
        """All whose names are kept and whose references come behind ``after``, in the order of the references."""
        return self._people(LIST_PEOPLE, after, -1 if limit is None else limit)

    def _people(self, statement: str, *parameters: Any) -> list[StoredPerson]:
        with self.datastore.transaction(commit=False) as transaction:
            cursor = transaction.sqlite_cursor
            cursor.row_factory = None
            return [stored_person(*row) for row in cursor.execute(statement, parameters).fetchall()]


def erase_people(cursor: sqlite3.Cursor, erased: Collection[Reference]) -> None:
    """Writes the table anew without these people.

    Deleting their rows would not do: where SQLite has moved a row to another page, some of it may be left on the first,
    which ``secure_delete`` does not look for. The pages of a table that is dropped are overwritten as a whole.
    """
    cursor.execute(SET_ASIDE)
    cursor.execute(CREATE_PEOPLE)
    cursor.execute(TAKE_OVER, (json.dumps(list(erased)),))
    cursor.execute(DROP_BEFORE)


def stored_person(reference: Reference, salt: bytes, name: str, handle: str, recorded_at: str) -> StoredPerson:
    """A row of ``people`` in its Python types."""
    return StoredPerson(reference, salt, name, handle, datetime.fromisoformat(recorded_at))
