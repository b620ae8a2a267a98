"""What a row of the export holds: an event, its envelope, and what the opening of its stream says of it."""

from collections.abc import Sequence
from decimal import Context, Decimal, Inexact, InvalidOperation
from typing import Any

import msgspec
import pyarrow as pa  # type: ignore[import-untyped]

from application.origins import Origin
from domain.event import Event, Recorded
from domain.points import PLACES

SCHEMA_VERSION = 1
"""Raised whenever a column changes its name, its type or its meaning."""

DIGITS = 18
POINTS = pa.decimal128(DIGITS, PLACES)
WORD = pa.dictionary(pa.int32(), pa.string())
"""Text of which few values exist."""

SCHEMA = pa.schema(
    [
        pa.field("position", pa.int64(), nullable=False),
        pa.field("stream", pa.string(), nullable=False),
        pa.field("version", pa.int32(), nullable=False),
        pa.field("name", WORD, nullable=False),
        pa.field("recorded_at", pa.timestamp("us", tz="UTC"), nullable=False),
        pa.field("effective_on", pa.date32()),
        pa.field("actor_id", WORD, nullable=False),
        pa.field("actor_role", WORD, nullable=False),
        pa.field("actor_unit", WORD),
        pa.field("reason", pa.string()),
        pa.field("document_number", pa.string()),
        pa.field("document_date", pa.date32()),
        pa.field("document_issuer", pa.string()),
        pa.field("event_id", pa.string(), nullable=False),
        pa.field("correlation_id", pa.string(), nullable=False),
        pa.field("causation_id", pa.string(), nullable=False),
        pa.field("round", WORD),
        pa.field("unit", WORD),
        pa.field("indicator", WORD),
        pa.field("points", POINTS),
        pa.field("self_points", POINTS),
        pa.field("reviewed_points", POINTS),
        pa.field("final_points", POINTS),
        pa.field("inputs", pa.string()),
        pa.field("data", pa.string(), nullable=False),
    ]
)
"""The columns of every file; ``province`` and ``year`` are in the names of the folders."""

Row = tuple[Any, ...]
"""The values of one event in the order of the columns."""

TEN_THOUSANDTH = Decimal(1).scaleb(-PLACES)
EXACT = Context(prec=DIGITS, traps=[Inexact, InvalidOperation])

json_of = msgspec.json.Encoder().encode


def row_of(position: int, recorded: Recorded[Event], origin: Origin) -> Row:
    """The event's row; raises ``ArithmeticError`` for points that the columns can't hold exactly."""
    event = recorded.data
    inputs = getattr(event, "inputs", None)
    return (
        position,
        origin.stream,
        recorded.originator_version,
        event.stored_name,
        *_envelope(recorded),
        origin.round,
        getattr(event, "unit", origin.unit),
        getattr(event, "indicator", None),
        points_of(event, "points"),
        points_of(event, "self_points"),
        points_of(event, "reviewed_points"),
        points_of(event, "final_points"),
        None if inputs is None else json_of(inputs).decode(),
        json_of(event).decode(),
    )


def _envelope(recorded: Recorded[Event]) -> Sequence[Any]:
    """Who recorded the event, when, why, and what it came of."""
    actor, document = recorded.actor, recorded.source_document
    return (
        recorded.recorded_at,
        recorded.effective_on,
        actor.id,
        actor.role.value,
        actor.unit,
        recorded.reason,
        document and document.number,
        document and document.date,
        document and document.issuer,
        str(recorded.event_id),
        str(recorded.correlation_id),
        str(recorded.causation_id),
    )


def points_of(event: Event, field: str) -> Decimal | None:
    """The points in a field, with four decimals; raises ``ArithmeticError`` if that would not be exact."""
    points: Decimal | None = getattr(event, field, None)
    if points is None:
        return None
    if not points.is_finite():
        msg = f"{field} is {points}"
        raise ArithmeticError(msg)
    return points.quantize(TEN_THOUSANDTH, context=EXACT)
