"""An event of the log as a CloudEvent in Kafka's binary mode: attributes are headers, the value is the stored record.

The record stands in the message byte for byte as in the log, so that whoever has a receipt or a proof bundle can hold
messages against it. Source: CloudEvents 1.0.2 with its Kafka protocol binding and its extension ``sequence``.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import NamedTuple, Protocol
from uuid import UUID, uuid5

import msgspec

from application.messaging.topics import NOWHERE
from application.recording import Line
from domain.metadata import NAMESPACE, Code

SOURCE = b"/bangvang/log"
Headers = list[tuple[str, bytes]]

_SAME = [("ce_specversion", b"1.0"), ("ce_source", SOURCE), ("content-type", b"application/json")]


class Message(NamedTuple):
    """What a producer is given."""

    key: bytes
    value: bytes
    headers: Headers


class Raw(Protocol):
    """A record as the broker gives it."""

    @property
    def offset(self) -> int:
        """Where it stands in its partition."""

    @property
    def key(self) -> bytes | None:
        """Its key."""

    @property
    def value(self) -> bytes | None:
        """Its value."""

    @property
    def headers(self) -> Headers:
        """Its headers."""


class Place(msgspec.Struct, frozen=True, gc=False):
    """Where an event stands among those of its province, or of no province at all.

    ``sequence`` numbers them from 1 without gaps; ``previous`` is the log position of the one before, 0 for the first.
    """

    province: Code | None
    sequence: int
    previous: int


class Known(msgspec.Struct, gc=False):
    """Of a record what its headers repeat, as it stands there: to make it more than text takes half of the time."""

    originator_id: str
    event_id: str
    recorded_at: str
    correlation_id: str


NOBODY = str(UUID(int=0))
"""Stands for the stream and the correlation of a record that can't be read."""

UNKNOWN = "1970-01-01T00:00:00Z"
"""Stands for when it was recorded."""

KNOWN = msgspec.json.Decoder(Known).decode


class Received(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """An event as it came: its place in the log and in its province, when it was recorded, and the record itself."""

    position: int
    name: str
    place: Place
    recorded_at: datetime
    correlation_id: str
    record: bytes

    @property
    def line(self) -> Line:
        """The same as a line of the log."""
        return self.position, self.name, self.record


class Unreadable(Exception):  # noqa: N818  # What was met.
    """A message is no event of ours; says what is missing or malformed."""


def message_of(line: Line, place: Place) -> Message:
    """The message for a line of the log; a record that can't be read goes out as it stands, under an id of its own."""
    position, name, record = line
    try:
        known = KNOWN(record)
    except msgspec.DecodeError:
        known = Known(NOBODY, str(uuid5(NAMESPACE, f"log/{position}")), UNKNOWN, NOBODY)
    key = (place.province or NOWHERE).encode()
    headers = [
        *_SAME,
        ("ce_id", known.event_id.encode()),
        ("ce_type", name.encode()),
        ("ce_time", known.recorded_at.encode()),
        ("ce_subject", known.originator_id.replace("-", "").encode()),
        ("ce_partitionkey", key),
        ("ce_position", b"%d" % position),
        ("ce_sequence", b"%d" % place.sequence),
        ("ce_previous", b"%d" % place.previous),
        ("ce_correlationid", known.correlation_id.encode()),
    ]
    return Message(key, record, headers)


def received(headers: Iterable[tuple[str, bytes | None]], value: bytes | None) -> Received:
    """The event of a message; raises ``Unreadable``."""
    # Who sends what is no event of ours may send headers without a value.
    given = {header: content for header, content in headers if content is not None}
    if given.get("ce_specversion") != b"1.0" or given.get("ce_source") != SOURCE or value is None:
        msg = "not a CloudEvent 1.0 of this platform"
        raise Unreadable(msg)
    try:
        return _received(given, value)
    except (KeyError, ValueError) as error:
        msg = f"{type(error).__name__}: {error}"
        raise Unreadable(msg) from error


def _received(given: Mapping[str, bytes], value: bytes) -> Received:
    province = given["ce_partitionkey"].decode()
    return Received(
        position=int(given["ce_position"]),
        name=given["ce_type"].decode(),
        place=Place(
            None if province == NOWHERE else province,
            int(given["ce_sequence"]),
            int(given["ce_previous"]),
        ),
        recorded_at=datetime.fromisoformat(given["ce_time"].decode()),
        correlation_id=given["ce_correlationid"].decode(),
        record=value,
    )


def moment(at: datetime) -> str:
    """A point in time as CloudEvents have it: RFC 3339, UTC."""
    return f"{at.astimezone(UTC).replace(tzinfo=None).isoformat()}Z"
