"""Events that only these tests know, and a catalogue in which one of them has a past."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import msgspec
from eventsourcing.persistence import StoredEvent

from application.codec import EventMapper
from domain.event import Catalogue, Event, Recorded
from domain.metadata import Actor, Role, SourceDocument


class Scored(Event, name="sample.scored.v3", frozen=True, kw_only=True):
    indicator: str
    points: Decimal
    counted_on: date
    counted_by: UUID
    inputs: dict[str, Decimal] = msgspec.field(default_factory=dict)
    weights: dict[int, Decimal] = msgspec.field(default_factory=dict)


class Closed(Event, name="sample.closed.v1", frozen=True, kw_only=True):
    pass


class Uncatalogued(Event, name="sample.uncatalogued.v1", frozen=True, kw_only=True):
    pass


def rename_score(data: dict[str, Any]) -> dict[str, Any]:
    return {**data, "points": data.pop("score")}


def add_counter(data: dict[str, Any]) -> dict[str, Any]:
    return {**data, "counted_by": "6d1bfb0c-5a43-5a0e-9d7e-3b7b6f0c2a61"}


def sample_catalogue() -> Catalogue:
    catalogue = Catalogue([Scored, Closed])
    catalogue.retire("sample.scored.v1", "sample.scored.v2", rename_score)
    catalogue.retire("sample.scored.v2", "sample.scored.v3", add_counter)
    return catalogue


class SampleMapper(EventMapper):
    catalogue = sample_catalogue()


SCORED = Scored(
    indicator="1.1",
    points=Decimal("7.50"),
    counted_on=date(2025, 6, 30),
    counted_by=UUID("6d1bfb0c-5a43-5a0e-9d7e-3b7b6f0c2a61"),
    inputs={"Số dịch vụ công": Decimal("0.1")},
    weights={1: Decimal("0.25")},
)

DECISION = SourceDocument(number="12/QĐ-UBND", date=date(2025, 1, 2), issuer="UBND tỉnh")


def recorded(data: Event, stream: UUID | None = None, version: int = 1, **envelope: Any) -> Recorded[Event]:
    command = uuid4()
    return Recorded(
        originator_id=stream or uuid4(),
        originator_version=version,
        event_id=uuid4(),
        recorded_at=datetime(2025, 7, 1, 8, 30, tzinfo=UTC),
        actor=Actor(id="an", role=Role.UNIT, unit="so-y-te"),
        correlation_id=command,
        causation_id=command,
        data=data,
        **envelope,
    )


def stored(
    stream: UUID, *versions: int, name: str = "sample.closed.v1", state: bytes | None = None
) -> list[StoredEvent]:
    """Events of a stream as the recorders take them; what the bytes say is all the same to them."""
    return [StoredEvent(stream, version, name, state or f"{stream}/{version}".encode()) for version in versions]
