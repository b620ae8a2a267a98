"""What is written beside the rows that are fed by province: where provinces stand, and letters that are settled."""

import base64
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

import msgspec
import sqlalchemy as sa

from projections.feeding.arrivals import Arrival, Partition
from projections.feeding.standing import key_of
from projections.feeding.tables import DEAD_LETTERS, PROVINCES
from projections.projection import Projection

Headers = Sequence[tuple[str, bytes]]


class Letter(NamedTuple):
    """A record that a projection could not read or fold."""

    projection: str
    partition: Partition
    arrival: Arrival
    problem: str

    @property
    def place(self) -> dict[str, object]:
        """Whose letter it is, and where the record stood."""
        topic, number = self.partition
        return {"projection": self.projection, "topic": topic, "partition": number, "offset": self.arrival.raw.offset}


def now() -> str:
    """The time, as the tables have it: ISO 8601, UTC."""
    return datetime.now(UTC).isoformat()


def forget_provinces(connection: sa.Connection, projection: Projection) -> None:
    """All provinces stand where the whole projection does."""
    connection.execute(sa.delete(PROVINCES).where(PROVINCES.c.projection == projection.name))


def settle_letters(connection: sa.Connection, projection: Projection) -> None:
    """Everything in the log has been folded in its order, and with it all that could not be when it came."""
    of_it = DEAD_LETTERS.c.projection == projection.name, DEAD_LETTERS.c.settled_at.is_(None)
    connection.execute(sa.update(DEAD_LETTERS).where(*of_it).values(settled_at=now()))


def is_kept(connection: sa.Connection, letter: Letter) -> bool:
    """Whether the letter was noted before."""
    same = (DEAD_LETTERS.c[name] == value for name, value in letter.place.items())
    return connection.execute(sa.select(sa.true()).where(*same).select_from(DEAD_LETTERS)).first() is not None


def keep(connection: sa.Connection, letter: Letter) -> None:
    """Notes a letter, as it came."""
    raw, event = letter.arrival.raw, letter.arrival.event
    row = {
        **letter.place,
        "province": key_of(event.place.province) if event else None,
        "position": event.position if event else None,
        "event": event.name if event else None,
        "problem": letter.problem,
        "at": now(),
        "record_key": raw.key,
        "record_value": raw.value,
        "record_headers": headers_text(raw.headers),
    }
    connection.execute(sa.insert(DEAD_LETTERS).values(row))


def headers_text(headers: Iterable[tuple[str, bytes | None]]) -> str:
    """Headers as the table has them: one without a value stands there as an empty one."""
    return msgspec.json.encode([(name, base64.b64encode(value or b"").decode()) for name, value in headers]).decode()


def headers_of(text: str) -> Headers:
    """The headers that were kept as text."""
    kept = msgspec.json.decode(text, type=list[tuple[str, str]])
    return [(name, base64.b64decode(value)) for name, value in kept]
