"""The event store in PostgreSQL: many processes and machines write, and each save is one call of one function.

The library's own recorder is not used: it needs several round trips for each save, and it repeats a save whose
connection broke, so that a save which did take effect is reported as a conflict.
"""

from collections.abc import Collection, Sequence
from typing import Any, Never, cast
from uuid import UUID

import psycopg
from eventsourcing.persistence import (
    ApplicationRecorder,
    InfrastructureFactory,
    IntegrityError,
    Notification,
    OperationalError,
    StoredEvent,
    TrackingRecorder,
)
from eventsourcing.utils import Environment, EnvType, strtobool

from application.postgres_arrays import BigintArray, ByteaArray, TextArray, UuidArray
from application.postgres_checkpoints import PostgresCheckpoints
from application.postgres_connections import ConnectionLost
from application.postgres_datastore import GUARD_FAILED, KEY_TAKEN, LAST_POSITION, PostgresDatastore
from application.postgres_people import PostgresPeople
from application.recording import Guard, GuardFailed, KeyTaken, Receipt, SaveUnconfirmed, StoredReceipt, StreamLine
from domain.person.reference import Reference

APPEND = "SELECT {schema}.append_events(%s, %s, %s, %s, %s, %s, %s, %s, %s)"

APPEND_AND_ERASE = """
    WITH erased AS (DELETE FROM {schema}.people WHERE reference = ANY(%s))
    SELECT {schema}.append_events(%s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
"""One statement, and so one transaction: the names are gone if and only if the event is there."""

SELECT_EVENTS = """
    SELECT originator_id, originator_version, topic, state FROM {schema}.stored_events
    WHERE originator_id = %s AND originator_version > %s AND originator_version <= %s
    ORDER BY originator_version LIMIT %s
"""

SELECT_EVENTS_BACKWARDS = """
    SELECT originator_id, originator_version, topic, state FROM {schema}.stored_events
    WHERE originator_id = %s AND originator_version > %s AND originator_version <= %s
    ORDER BY originator_version DESC LIMIT %s
"""

SELECT_STREAM = """
    SELECT originator_version, topic, state FROM {schema}.stored_events
    WHERE originator_id = %s AND originator_version > %s ORDER BY originator_version
"""

SELECT_POSITION = """
    SELECT notification_id FROM {schema}.stored_events
    WHERE originator_id = %s AND originator_version = %s AND topic = %s AND state = %s
"""

SELECT_RECEIPT = "SELECT * FROM {schema}.idempotency_keys WHERE key = %s"


def environment(url: str, schema: str = "public") -> dict[str, str]:
    """The eventsourcing environment that keeps events in this schema of the database at this libpq URL."""
    return {
        "PERSISTENCE_MODULE": __name__,
        "MAPPER_TOPIC": "application.codec:EventMapper",
        "POSTGRES_URL": url,
        "POSTGRES_SCHEMA": schema,
    }


class PostgresRecorder(PostgresPeople, PostgresCheckpoints, ApplicationRecorder):
    """Appends events to the log, each save in one call and one transaction, and reads them back."""

    def __init__(self, datastore: PostgresDatastore) -> None:
        """Keeps events in a schema that has the tables."""
        self.datastore = datastore

    def insert_events(
        self,
        stored_events: Sequence[StoredEvent],
        *,
        guards: Sequence[Guard] = (),
        receipt: Receipt | None = None,
        erased: Collection[Reference] = (),
        **_: Any,
    ) -> list[int]:
        """Writes the events and the receipt and erases people, all or nothing; answers the events' positions.

        Raises ``KeyTaken``, else ``GuardFailed``, else ``IntegrityError`` when a version is taken already. Raises
        ``SaveUnconfirmed`` when the database is lost before it has answered.
        """
        try:
            return self._append(stored_events, guards, receipt, erased)
        except ConnectionLost:
            self.datastore.pool.drop_idle()
            return self._append_again(stored_events, guards, receipt, erased)

    def _append(
        self,
        stored_events: Sequence[StoredEvent],
        guards: Sequence[Guard],
        receipt: Receipt | None,
        erased: Collection[Reference],
    ) -> list[int]:
        parameters = append_parameters(stored_events, guards, receipt)
        statement, first = (APPEND_AND_ERASE, (TextArray(erased),)) if erased else (APPEND, ())
        try:
            [(head,)] = self.datastore.pool.execute(self.datastore.statement(statement), (*first, *parameters))
        except IntegrityError as error:
            raise refusal(error, guards, receipt) from error
        return list(range(head + 1, head + 1 + len(stored_events)))

    def _append_again(
        self,
        stored_events: Sequence[StoredEvent],
        guards: Sequence[Guard],
        receipt: Receipt | None,
        erased: Collection[Reference],
    ) -> list[int]:
        """Repeats a save that may have taken effect.

        If it has, the repetition is refused and the log has these very events: their ids are in their bytes, so
        nobody else can have written them. The refusal is not the answer then; the positions are.
        """
        try:
            return self._append(stored_events, guards, receipt, erased)
        except IntegrityError:
            positions = self._find(stored_events)
            if not positions:
                raise
            return positions
        except OperationalError as error:
            raise SaveUnconfirmed(str(error)) from error

    def _find(self, stored_events: Sequence[StoredEvent]) -> list[int]:
        """The positions of these events, none of them if the log lacks one or has another in its place."""
        rows = [
            self._read(SELECT_POSITION, event.originator_id, event.originator_version, event.topic, event.state)
            for event in stored_events
        ]
        return [row[0] for (row,) in rows] if all(rows) else []

    def _read(self, text: str, *parameters: Any) -> list[tuple[Any, ...]]:
        return self.datastore.pool.read(self.datastore.statement(text), parameters)

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> list[StoredEvent]:
        """A stream's events after version ``gt`` and up to ``lte``, in the order of their versions or backwards."""
        text = SELECT_EVENTS_BACKWARDS if desc else SELECT_EVENTS
        first, last = -1 if gt is None else gt, LAST_POSITION if lte is None else lte
        return [StoredEvent(*row) for row in self._read(text, originator_id, first, last, limit)]

    def select_stream(self, originator_id: UUID, after: int) -> list[StreamLine]:
        """A stream's events after a version, in the order of their versions."""
        return cast("list[StreamLine]", self._read(SELECT_STREAM, originator_id, after))

    def select_receipt(self, key: str) -> StoredReceipt | None:
        """The receipt stored under this key, if any."""
        rows = self._read(SELECT_RECEIPT, key)
        return StoredReceipt(*rows[0]) if rows else None

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> list[Notification]:
        """The log as the library's own programs read it."""
        after = (start or 0) - inclusive_of_start
        entries = self.datastore.select_log(self.datastore.pool, after, limit, topics or None, stop)
        return [entry.notification() for entry in entries]

    def max_notification_id(self) -> int | None:
        """The position of the last event; none in an empty log."""
        return self.datastore.select_head(self.datastore.pool)

    def subscribe(self, gt: int | None = None, topics: Sequence[str] = ()) -> Never:
        """Not offered: the log is followed with a ``LogReader``, on either store."""
        raise NotImplementedError


def append_parameters(
    stored_events: Sequence[StoredEvent], guards: Sequence[Guard], receipt: Receipt | None
) -> tuple[Any, ...]:
    """The arguments of ``append_events``."""
    return (
        UuidArray(cast("UUID", event.originator_id) for event in stored_events),
        BigintArray(event.originator_version for event in stored_events),
        TextArray(event.topic for event in stored_events),
        ByteaArray(event.state for event in stored_events),
        UuidArray(guard.originator_id for guard in guards),
        BigintArray(guard.originator_version for guard in guards),
        *(receipt or (None, None, None)),
    )


def refusal(error: IntegrityError, guards: Sequence[Guard], receipt: Receipt | None) -> IntegrityError:
    """The refusal that ``append_events`` has raised, with what it is about."""
    cause = cast("psycopg.IntegrityError", error.__cause__)
    if receipt and cause.sqlstate == KEY_TAKEN:
        return KeyTaken(receipt.key)
    if cause.sqlstate == GUARD_FAILED:
        guard = guards[int(cause.diag.message_detail or 0) - 1]
        return GuardFailed(guard, int(cause.diag.message_hint or 0))
    return error


class PostgresFactory(InfrastructureFactory[TrackingRecorder]):
    """Makes the store that an environment describes; see ``environment``.

    Besides the URL and the schema it reads ``POSTGRES_LOCK_TIMEOUT`` (10 seconds), ``POSTGRES_POOL_SIZE`` (10
    connections) and ``CREATE_TABLE`` (yes).
    """

    def __init__(self, env: Environment | EnvType | None) -> None:
        """Raises ``OSError`` for a missing or odd setting."""
        super().__init__(env)
        url = self.env.get("POSTGRES_URL")
        if not url:
            msg = "POSTGRES_URL is not in the environment"
            raise OSError(msg)
        self.datastore = PostgresDatastore(
            url,
            schema=self.env.get("POSTGRES_SCHEMA") or "public",
            lock_timeout=self._number("POSTGRES_LOCK_TIMEOUT"),
            pool_size=self._number("POSTGRES_POOL_SIZE"),
        )

    def _number(self, key: str) -> int:
        value = self.env.get(key) or "10"
        try:
            return int(value)
        except ValueError:
            msg = f"{key} is not a whole number: {value!r}"
            raise OSError(msg) from None

    def application_recorder(self) -> PostgresRecorder:
        """The recorder of the log; makes the tables unless ``CREATE_TABLE`` says no."""
        if strtobool(self.env.get("CREATE_TABLE") or "yes"):
            self.datastore.create_tables()
        return PostgresRecorder(self.datastore)

    def aggregate_recorder(self, purpose: str = "events") -> Never:
        """Not offered: no stream is so long that it needs snapshots."""
        raise NotImplementedError

    def tracking_recorder(self, tracking_recorder_class: type[TrackingRecorder] | None = None) -> Never:
        """Not offered: a projection keeps its position in its own tables."""
        raise NotImplementedError

    def process_recorder(self) -> Never:
        """Not offered, for the same reason."""
        raise NotImplementedError

    def close(self) -> None:
        """Closes every connection."""
        self.datastore.pool.close()
