"""Projections that a test installs beside the platform's own, to see how they are fed."""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from time import sleep
from typing import Any, ClassVar

import psycopg
import sqlalchemy as sa

from domain.event import Event
from domain.scorecard.events import EvidenceAttached, Explained, SelfScored, stream_id
from projections.columns import at, key, text, whole
from projections.installed import GROUP
from projections.projection import Fact, Projection
from projections.rows import Rows
from tests.consumers.scene import PROVINCES, ROUND, UNITS

PROVINCE_OF = {stream_id(province, ROUND, unit).hex: province for province in PROVINCES for unit in UNITS}


def install(folder: Path, projection: type[Projection]) -> str:
    """Installs a projection as a package with an entry point would; returns what has to be on Python's path."""
    metadata = folder / f"{projection.name}-1.0.dist-info"
    metadata.mkdir(parents=True)
    (metadata / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {projection.name}\nVersion: 1.0\n")
    entry = f"{projection.name} = {projection.__module__}:{projection.__name__}"
    (metadata / "entry_points.txt").write_text(f"[{GROUP}]\n{entry}\n")
    return str(folder)


class Counted(Projection):
    """Keeps of each scorecard how many events it has had, and the position of the last."""

    version: ClassVar[int] = 1
    events: ClassVar[tuple[type[Event], ...]] = (SelfScored, EvidenceAttached, Explained)

    def tables(self, metadata: sa.MetaData, suffix: str) -> Sequence[sa.Table]:
        """One row a scorecard."""
        return (
            sa.Table(f"{self.name}_card{suffix}", metadata, key("stream"), whole("events"), at("last"), text("said")),
        )

    def fold(self, rows: Mapping[str, Rows], batch: Sequence[Fact]) -> None:
        """Refuses an event that the scorecard has had already."""
        cards = rows[f"{self.name}_card"]
        for position, recorded in batch:
            stream = recorded.originator_id.hex
            card = cards.get(stream) or {"stream": stream, "events": 0, "last": 0, "said": ""}
            assert position > card["last"]
            said = self.said(recorded.data) or card["said"]
            cards.put({**card, "events": card["events"] + 1, "last": position, "said": said})

    def said(self, event: Event) -> str | None:
        """What an event says in words."""
        return event.text if isinstance(event, Explained) else None


# --- Who folds when ---------------------------------------------------------------------------------------------------
FOLDS = """
    CREATE TABLE test_folds (id bigserial PRIMARY KEY, province text NOT NULL, process integer NOT NULL,
                             what text NOT NULL)
"""
NOTE = "INSERT INTO test_folds (province, process, what) VALUES (%s, %s, %s)"
NOTES_IN = "TEST_FOLDS"
"""The environment variable with the database in which folds are noted; elsewhere they are not."""


class Noted(Counted):
    """Notes when it begins and ends to fold events of a province, and takes its time in between."""

    name: ClassVar[str] = "noted"

    def fold(self, rows: Mapping[str, Rows], batch: Sequence[Fact]) -> None:
        """As ever."""
        provinces = sorted({PROVINCE_OF[fact.recorded.originator_id.hex] for fact in batch})
        with _noted(provinces):
            super().fold(rows, batch)


@contextmanager
def _noted(provinces: Sequence[str]) -> Iterator[None]:
    url = os.environ.get(NOTES_IN)
    if url is None:
        yield
        return
    _note(url, provinces, "begin")
    sleep(0.01)
    yield
    _note(url, provinces, "end")


def _note(url: str, provinces: Sequence[str], what: str) -> None:
    with _connection(url).cursor() as cursor:
        cursor.executemany(NOTE, [(province, os.getpid(), what) for province in provinces])


@cache
def _connection(url: str) -> psycopg.Connection[Any]:
    return psycopg.connect(url, autocommit=True)


# --- What it can't fold -----------------------------------------------------------------------------------------------
POISON = "Không ai gấp được"
FIXED_BY = "TEST_FIXED_BY"
"""The environment variable with the file that has to exist for the poison to be folded."""


class Delicate(Counted):
    """Can't fold what says the words of ``POISON`` until somebody has mended it."""

    name: ClassVar[str] = "delicate"

    def said(self, event: Event) -> str | None:
        """As ever, if it can."""
        words = super().said(event)
        fixed_by = os.environ.get(FIXED_BY)
        if words == POISON and not (fixed_by and Path(fixed_by).exists()):
            msg = "these words are beyond it"
            raise ValueError(msg)
        return words
