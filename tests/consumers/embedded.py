"""The same log on one machine: what a platform's read models have to equal, whatever has happened to it."""

from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from sqlite3 import connect
from typing import Any

import sqlalchemy as sa

from application.settings import Settings
from projections.building import tables_of
from projections.platform import Platform
from projections.projection import Projection
from tests.projections.shown import PROJECTIONS

Rows = Mapping[str, Sequence[Any]]

INSERT = """
    INSERT INTO stored_events (notification_id, originator_id, originator_version, topic, state) VALUES (?, ?, ?, ?, ?)
"""


def rows_of(platform: Platform, projections: Sequence[Projection] = PROJECTIONS) -> Rows:
    """Every row of every table of these projections, by the tables' names."""
    tables = [table for projection in projections for table in tables_of(projection, "")[1]]
    with platform.database.connect() as connection:
        return {
            table.name: [tuple(row) for row in connection.execute(sa.select(table).order_by(*table.primary_key))]
            for table in tables
        }


def rows_on_one_machine(platform: Platform, folder: Path, projections: Sequence[Projection] = PROJECTIONS) -> Rows:
    """The same of a new platform on SQLite in that folder, which has the same log at the same positions."""
    settings = Settings(data=folder, keys=platform.settings.keys)
    with Platform(settings) as embedded:
        _copy_log(platform, settings.data / "events.db")
        embedded.projections.advance()
        assert embedded.log.head() == platform.log.head()
        return rows_of(embedded, projections)


def _copy_log(platform: Platform, events: Path) -> None:
    with platform.log.entries(0, platform.log.head()) as entries, closing(connect(events)) as store, store:
        store.executemany(
            INSERT,
            (
                (position, stream.decode(), int(version), name.decode(), record)
                for position, stream, version, name, record in entries
            ),
        )


def assert_as_on_one_machine(platform: Platform, folder: Path, projections: Sequence[Projection] = PROJECTIONS) -> None:
    """Every row is that of an embedded platform, and there are no others."""
    expected, found = rows_on_one_machine(platform, folder, projections), rows_of(platform, projections)
    assert {name: len(rows) for name, rows in found.items()} == {name: len(rows) for name, rows in expected.items()}
    assert [name for name in expected if found[name] != expected[name]] == []
