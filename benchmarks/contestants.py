"""Three ways to keep a self-score, with the same facts and the same durability.

``ours`` is the platform's event store. ``library`` is the eventsourcing library as it comes: events in its own style,
its JSON transcoder, its recorder. ``tables`` keeps the present score in one table and every change of it in another, in
one transaction, with SQLAlchemy Core.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import partial
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid5

import sqlalchemy as sa
from eventsourcing.domain import Aggregate
from eventsourcing.persistence import (
    DatetimeAsISO,
    DecimalAsStr,
    EventStore,
    InfrastructureFactory,
    JSONTranscoder,
    UUIDAsHex,
)
from sqlalchemy.dialects import postgresql, sqlite

from domain.event import Event, Recorded
from domain.metadata import NAMESPACE, Actor, Role, stream
from domain.scorecard.events import SelfScored

Save = Callable[[], object]
Prepare = Callable[[range], Save]
"""Makes the save of the events of these numbers; what is measured is the save alone."""

INDICATORS = 30
RULE_HASH = sha256(b"rule").hexdigest()
FIRST_MOMENT = datetime(2025, 7, 1, 1, tzinfo=UTC)
REASON = "Bổ sung số liệu dịch vụ công trực tuyến theo báo cáo quý II"


def place(number: int) -> tuple[str, UUID, int]:
    """The unit, the scorecard and the version of the event of this number: thirty events to a scorecard."""
    unit = f"xa-{number // INDICATORS}"
    return unit, stream("scorecard", "lam-dong", "2025", unit), number % INDICATORS + 1


def moment(number: int) -> datetime:
    """When the event of this number was recorded."""
    return FIRST_MOMENT + timedelta(seconds=number)


def event_id(number: int) -> UUID:
    """The id of the event of this number."""
    return uuid5(NAMESPACE, str(number))


def inputs(number: int) -> dict[str, str]:
    """What the unit entered."""
    return {"a": str(number % 97), "b": "120", "reported_on": "2025-06-30"}


def points(number: int) -> Decimal:
    """What that earned."""
    return Decimal(number % 1000) / 100


@contextmanager
def ours(environment: dict[str, str]) -> Iterator[Prepare]:
    """The platform's event store."""
    factory = InfrastructureFactory.construct(environment)
    store: EventStore[UUID] = factory.event_store()
    yield lambda numbers: partial(store.put, [our_event(number) for number in numbers])
    factory.close()


def our_event(number: int) -> Recorded[Event]:
    """A self-score as the platform records it."""
    unit, scorecard, version = place(number)
    return Recorded(
        originator_id=scorecard,
        originator_version=version,
        event_id=event_id(number),
        recorded_at=moment(number),
        actor=Actor(id=f"{unit}@example.vn", role=Role.UNIT, unit=unit),
        correlation_id=event_id(number),
        causation_id=event_id(number),
        reason=REASON,
        data=SelfScored(indicator=f"{version}.1", inputs=inputs(number), points=points(number), rule_hash=RULE_HASH),
    )


class LibrarySelfScored(Aggregate.Event):
    """A self-score as a user of the library writes it."""

    event_id: UUID
    actor: dict[str, str]
    correlation_id: UUID
    causation_id: UUID
    reason: str
    indicator: str
    inputs: dict[str, str]
    points: Decimal
    rule_hash: str


@contextmanager
def library(environment: dict[str, str]) -> Iterator[Prepare]:
    """The library as it comes."""
    factory = InfrastructureFactory.construct(environment)
    transcoder = JSONTranscoder()
    for transcoding in (UUIDAsHex(), DecimalAsStr(), DatetimeAsISO()):
        transcoder.register(transcoding)
    store: EventStore[UUID] = factory.event_store(mapper=factory.mapper(transcoder))
    yield lambda numbers: partial(store.put, [library_event(number) for number in numbers])
    factory.close()


def library_event(number: int) -> LibrarySelfScored:
    """The same facts as in ``our_event``."""
    unit, scorecard, version = place(number)
    # The library's metaclass makes a dataclass of it, which a type checker can't see.
    new: Callable[..., LibrarySelfScored] = LibrarySelfScored
    return new(
        originator_id=scorecard,
        originator_version=version,
        timestamp=moment(number),
        event_id=event_id(number),
        actor={"id": f"{unit}@example.vn", "role": "unit", "unit": unit},
        correlation_id=event_id(number),
        causation_id=event_id(number),
        reason=REASON,
        indicator=f"{version}.1",
        inputs=inputs(number),
        points=points(number),
        rule_hash=RULE_HASH,
    )


@contextmanager
def tables(engine: sa.Engine, schema: str | None = None) -> Iterator[Prepare]:
    """A table of scores and a table of their changes."""
    metadata = sa.MetaData(schema=schema)
    scores, history = score_table(metadata), history_table(metadata)
    metadata.create_all(engine)
    dialect: Any = {"sqlite": sqlite, "postgresql": postgresql}[engine.dialect.name]
    insert = dialect.insert(scores)
    changed = {name: insert.excluded[name] for name in ("inputs", "points", "rule_hash", "version", "recorded_at")}
    upsert = insert.on_conflict_do_update(index_elements=list(scores.primary_key), set_=changed)

    def save(score_rows: list[dict[str, Any]], history_rows: list[dict[str, Any]]) -> None:
        with engine.begin() as connection:
            connection.execute(upsert, score_rows)
            connection.execute(history.insert(), history_rows)

    yield lambda numbers: partial(save, [score_row(n) for n in numbers], [history_row(n) for n in numbers])
    engine.dispose()


def score_table(metadata: sa.MetaData) -> sa.Table:
    """The present score of each unit on each indicator."""
    return sa.Table(
        "scores",
        metadata,
        sa.Column("scorecard", sa.Uuid, primary_key=True),
        sa.Column("indicator", sa.Text, primary_key=True),
        *facts(),
        sa.Column("version", sa.Integer, nullable=False),
    )


def history_table(metadata: sa.MetaData) -> sa.Table:
    """Every change of a score: who, when, why."""
    return sa.Table(
        "score_history",
        metadata,
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True),
        sa.Column("scorecard", sa.Uuid, nullable=False),
        sa.Column("indicator", sa.Text, nullable=False),
        *facts(),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("event_id", sa.Uuid, nullable=False),
        sa.Column("actor", sa.JSON, nullable=False),
        sa.Column("correlation_id", sa.Uuid, nullable=False),
        sa.Column("causation_id", sa.Uuid, nullable=False),
        sa.Column("reason", sa.Text),
        sa.UniqueConstraint("scorecard", "version"),
    )


def facts() -> list[sa.Column[Any]]:
    """What both tables keep of a score; points are integers of 1/10 000."""
    return [
        sa.Column("inputs", sa.JSON),
        sa.Column("points", sa.Integer, nullable=False),
        sa.Column("rule_hash", sa.Text, nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
    ]


def score_row(number: int) -> dict[str, Any]:
    """The present score after the event of this number."""
    _, scorecard, version = place(number)
    return {
        "scorecard": scorecard,
        "indicator": f"{version}.1",
        "inputs": inputs(number),
        "points": int(points(number) * 10_000),
        "rule_hash": RULE_HASH,
        "recorded_at": moment(number),
        "version": version,
    }


def history_row(number: int) -> dict[str, Any]:
    """The change that the event of this number is."""
    unit, _, _ = place(number)
    return score_row(number) | {
        "event_id": event_id(number),
        "actor": {"id": f"{unit}@example.vn", "role": "unit", "unit": unit},
        "correlation_id": event_id(number),
        "causation_id": event_id(number),
        "reason": REASON,
    }
