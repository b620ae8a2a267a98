"""The table of people in PostgreSQL; ``postgres.sql`` has it, and an erasure is part of the save that records it."""

from collections.abc import Collection
from typing import Any

from application.people import StoredPerson
from application.postgres_datastore import PostgresDatastore
from domain.person.reference import Reference

INSERT_PERSON = """
    INSERT INTO {schema}.people (reference, salt, name, handle) VALUES (%s, %s, %s, %s)
    ON CONFLICT (handle) DO NOTHING RETURNING reference
"""

SELECT_PERSON = "SELECT * FROM {schema}.people WHERE handle = %s"

SELECT_PEOPLE = "SELECT * FROM {schema}.people WHERE reference = ANY(%s)"

LIST_PEOPLE = "SELECT * FROM {schema}.people WHERE reference > %s ORDER BY reference LIMIT %s"


class PostgresPeople:
    """The part of the recorder that keeps people."""

    datastore: PostgresDatastore

    def insert_person(self, reference: Reference, salt: bytes, name: str, handle: str) -> None:
        """Enters a person, unless somebody is found by that handle already."""
        # Sent again after a lost connection, it finds what it has written and changes nothing.
        self.datastore.pool.read(self.datastore.statement(INSERT_PERSON), (reference, salt, name, handle))

    def select_person(self, handle: str) -> StoredPerson | None:
        """The person found by that handle."""
        return next(iter(self._people(SELECT_PERSON, handle)), None)

    def select_people(self, references: Collection[Reference]) -> list[StoredPerson]:
        """Those of these people whose names are kept."""
        return self._people(SELECT_PEOPLE, list(references))

    def list_people(self, after: str, limit: int | None = None) -> list[StoredPerson]:
        """All whose names are kept and whose references come behind ``after``, in the order of the references."""
        return self._people(LIST_PEOPLE, after, limit)

    def _people(self, statement: str, *parameters: Any) -> list[StoredPerson]:
        rows = self.datastore.pool.read(self.datastore.statement(statement), parameters)
        return [StoredPerson(*row) for row in rows]
