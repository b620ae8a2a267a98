"""The eventsourcing library's own projections, as its documentation uses them, over the same events.

``one_by_one`` keeps points, totals and a history in tables: each event is one transaction with the library's tracking
record in it. ``in_memory`` adds points and totals up in dictionaries. Both get our events
through our mapper, whose decoding is the faster one, so that only the machinery differs. Rates are in events/s.
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from time import perf_counter, sleep
from typing import Any, TypeVar
from uuid import UUID

import psycopg
from eventsourcing.application import Application
from eventsourcing.persistence import Tracking, TrackingRecorder
from eventsourcing.popo import POPOTrackingRecorder
from eventsourcing.postgres import PostgresDatastore, PostgresTrackingRecorder
from eventsourcing.projection import Projection, ProjectionRunner
from eventsourcing.sqlite import SQLiteConnection, SQLiteConnectionPool, SQLiteDatastore, SQLiteTrackingRecorder
from psycopg.sql import SQL, Composed, Identifier

from benchmarks.servers import library_environment, new_schemas
from domain.event import Event, Recorded
from domain.points import to_units
from domain.scorecard.events import Adjusted, MarkedNotApplicable, SelfScored
from projections.platform import Platform

V = TypeVar("V", bound=TrackingRecorder)

SCORING = tuple(event.stored_name for event in (SelfScored, Adjusted, MarkedNotApplicable))
TABLES = (
    "CREATE TABLE IF NOT EXISTS {0}score (card text, indicator text, points bigint, PRIMARY KEY (card, indicator))",
    "CREATE TABLE IF NOT EXISTS {0}card (card text PRIMARY KEY, points bigint, version bigint)",
    "CREATE TABLE IF NOT EXISTS {0}change (position bigint PRIMARY KEY, card text, indicator text, points bigint)",
)
CHANGES = (
    """
    INSERT INTO {0}score VALUES (:card, :indicator, :points)
    ON CONFLICT (card, indicator) DO UPDATE SET points = excluded.points
    """,
    """
    INSERT INTO {0}card SELECT :card, sum(points), :version FROM {0}score WHERE card = :card
    ON CONFLICT (card) DO UPDATE SET points = excluded.points, version = excluded.version
    """,
    "INSERT INTO {0}change VALUES (:position, :card, :indicator, :points)",
)
GLANCE = 0.02
"""Seconds between two looks whether a runner has come to the end."""


def changed(recorded: Recorded[Event], tracking: Tracking) -> dict[str, Any]:
    """What the statements of ``CHANGES`` take of an event."""
    event = recorded.data
    return {
        "card": recorded.originator_id.hex,
        "indicator": getattr(event, "indicator", ""),
        "points": to_units(getattr(event, "points", Decimal(0))),
        "version": recorded.originator_version,
        "position": tracking.notification_id,
    }


# --- SQLite -----------------------------------------------------------------------------------------------------------


class SQLiteTotals(SQLiteTrackingRecorder):
    """Points, totals and history in an SQLite file."""

    def construct_create_table_statements(self) -> list[str]:
        """The statements that make the tables."""
        return [*super().construct_create_table_statements(), *(table.format("") for table in TABLES)]

    def change(self, values: Mapping[str, Any], tracking: Tracking) -> None:
        """Applies an event and tracks it, in one transaction."""
        with self.datastore.transaction(commit=True) as cursor:
            for statement in CHANGES:
                cursor.execute(statement.format(""), values)
            self._insert_tracking(cursor, tracking)


class RelaxedPool(SQLiteConnectionPool):
    """Connections whose commits do not wait for the disk, as those of our read database."""

    def _create_connection(self) -> SQLiteConnection:
        connection = super()._create_connection()
        connection.cursor().execute("PRAGMA synchronous = NORMAL")
        return connection


class OneByOneOnSQLite(Projection[SQLiteTotals]):
    """Each event a transaction."""

    def process_event(self, domain_event: Recorded[Event], tracking: Tracking) -> None:
        """Applies it."""
        self.view.change(changed(domain_event, tracking), tracking)


def one_by_one_on_sqlite(platform: Platform, file: Path, events: int, *, relaxed: bool = False) -> float:
    """The rate over the last events of the log; ``relaxed`` does not wait for the disk at each commit.

    The library's SQLite recorders offer no subscription, so that a loop takes the runner's place.
    """
    datastore = SQLiteDatastore(str(file))
    if relaxed:
        datastore.pool = RelaxedPool(db_name=str(file))
    view = SQLiteTotals(datastore)
    view.create_table()
    projection = OneByOneOnSQLite(view)
    recorder, decode = platform.application.recorder, platform.codec.decode
    began, folded = perf_counter(), 0
    for notification in recorder.select_notifications(platform.log.head() - events, events, topics=SCORING):
        place = notification.originator_id, notification.originator_version, notification.topic
        projection.process_event(decode(*place, notification.state), Tracking("bangvang", notification.id))
        folded += 1
    rate = folded / (perf_counter() - began)
    datastore.close()
    return rate


# --- PostgreSQL -------------------------------------------------------------------------------------------------------


class PostgresTotals(PostgresTrackingRecorder):
    """Points, totals and history in a PostgreSQL schema."""

    def __init__(self, datastore: PostgresDatastore, **names: Any) -> None:
        """Keeps them in the library's schema."""
        super().__init__(datastore, **names)
        prefix = f"{datastore.schema}."
        self.sql_create_statements.extend(_composed(table.format(prefix)) for table in TABLES)
        self._changes = [_composed(re.sub(r":(\w+)", r"%(\1)s", change.format(prefix))) for change in CHANGES]

    def change(self, values: Mapping[str, Any], tracking: Tracking) -> None:
        """Applies an event and tracks it, in one transaction."""
        with self.datastore.transaction(commit=True) as cursor:
            for statement in self._changes:
                cursor.execute(statement, values, prepare=True)
            self._insert_tracking(cursor, tracking)


def _composed(text: str) -> Composed:
    return Composed([SQL(text)])


class OneByOneOnPostgres(Projection[PostgresTotals]):
    """Each event a transaction."""

    def process_event(self, domain_event: Recorded[Event], tracking: Tracking) -> None:
        """Applies it."""
        self.view.change(changed(domain_event, tracking), tracking)


class Remembered(POPOTrackingRecorder):
    """Points and totals, in memory only."""

    def __init__(self) -> None:
        """Starts empty."""
        super().__init__()
        self.points: dict[tuple[str, str], int] = {}
        self.totals: dict[str, int] = {}


class InMemory(Projection[Remembered]):
    """Each event added to the points of its indicator and the total of its card."""

    def process_event(self, domain_event: Recorded[Event], tracking: Tracking) -> None:
        """Adds and tracks it."""
        values = changed(domain_event, tracking)
        key, points = (values["card"], values["indicator"]), values["points"]
        moved = points - self.view.points.get(key, 0)
        self.view.points[key] = points
        self.view.totals[key[0]] = self.view.totals.get(key[0], 0) + moved
        self.view.insert_tracking(tracking)


class LibraryLog(Application[UUID]):
    """The library's application on a log of its own, with our mapper."""

    name = "bench"


def one_by_one_on_postgres(url: str, events: int) -> float:
    """The rate of the library's runner over the last events of the log, each waiting for the disk."""
    condition = SQL("topic = ANY(%(topics)s) ORDER BY notification_id DESC LIMIT %(events)s")
    with new_schemas(url, 1) as [schema]:
        environment = library_environment(url, schema)
        last = fill(url, environment, condition, events)
        return rate(OneByOneOnPostgres, PostgresTotals, environment, events, last)


def in_memory_on_postgres(url: str, events: int) -> float:
    """The rate of the library's runner over the first events of the log, with rows in memory only."""
    with new_schemas(url, 1) as [schema]:
        environment = library_environment(url, schema)
        last = fill(url, environment, SQL("notification_id <= %(events)s"), events)
        environment[f"{InMemory.name.upper()}_PERSISTENCE_MODULE"] = "eventsourcing.popo"
        return rate(InMemory, Remembered, environment, events, last)


def fill(url: str, environment: dict[str, str], condition: SQL, events: int) -> int:
    """Copies events of our log into one of the library's; returns the position of the last."""
    environment["MAPPER_TOPIC"] = "application.codec:EventMapper"
    LibraryLog(environment).close()
    table = Identifier(environment["POSTGRES_SCHEMA"], f"{LibraryLog.name}_events")
    columns = SQL("originator_id, originator_version, topic, state, notification_id")
    copy = SQL("INSERT INTO {} ({}) SELECT {} FROM public.stored_events WHERE {}")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(copy.format(table, columns, columns, condition), {"topics": list(SCORING), "events": events})
        connection.execute(SQL("ANALYZE {}").format(table))
        [last] = connection.execute(SQL("SELECT max(notification_id) FROM {}").format(table)).fetchone() or [0]
    return int(last)


def rate(projection: type[Projection[V]], view: type[V], environment: dict[str, str], events: int, last: int) -> float:
    """Events per second from the start of a runner until it has tracked the last event."""
    began = perf_counter()
    with ProjectionRunner(
        application_class=LibraryLog, projection_class=projection, view_class=view, env=environment
    ) as runner:
        # A runner that fails interrupts itself, and tells why when it is left.
        while not runner.is_interrupted.is_set() and (runner.view.max_tracking_id(LibraryLog.name) or 0) < last:
            sleep(GLANCE)
        return events / (perf_counter() - began)
