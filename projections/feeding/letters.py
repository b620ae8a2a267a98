"""Dead letters: records that a projection could not read or fold, and how they are put right."""

from collections.abc import Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

from domain.metadata import Code
from domain.refusal import Refusal, RefusalKind
from projections.engine import Engine
from projections.feeding.notes import Headers, headers_of
from projections.feeding.tables import DEAD_LETTERS

PLACE = DEAD_LETTERS.c.at, DEAD_LETTERS.c.projection, DEAD_LETTERS.c.topic, DEAD_LETTERS.c.partition
ORDER = *PLACE, DEAD_LETTERS.c.offset


class DeadLetterUnknown(Refusal):
    """There is no dead letter of this number."""

    code = "dead-letter-unknown"
    kind = RefusalKind.NOT_FOUND
    vi = "Không có bản ghi lỗi số {number}."
    en = "There is no dead letter {number}."
    advice_vi = "Xem số của các bản ghi lỗi bằng `bangvang dead-letters list --settled`."
    advice_en = "See the numbers of dead letters with `bangvang dead-letters list --settled`."


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """A record as it came from the broker."""

    key: bytes | None
    value: bytes | None
    headers: Headers


class DeadLetter(msgspec.Struct, frozen=True, kw_only=True):
    """A record that a projection could not read or fold: where it stood, what it told of itself, and what was wrong.

    ``number`` counts all letters from 1 in the order in which they came, and stays as it is. ``province``,
    ``position`` and ``event`` are unknown where the record could not be read.
    """

    number: int
    projection: str
    topic: str
    partition: int
    offset: int
    province: Code | None
    position: int | None
    event: str | None
    problem: str
    at: str
    """When it was met: ISO 8601, UTC."""
    settled_at: str | None
    """When a rebuild has put it right; it has not yet where there is nothing."""
    record: Record

    @property
    def place(self) -> tuple[str, str, int, int]:
        """Whose letter it is, and where the record stood."""
        return self.projection, self.topic, self.partition, self.offset


class DeadLetters:
    """What could not be read or folded, in the read database."""

    def __init__(self, database: sa.Engine, engine: Engine) -> None:
        """Reads from the read database; the engine rebuilds what is retried."""
        self._database, self._engine = database, engine

    def list(self, *, settled: bool = False) -> Sequence[DeadLetter]:
        """Those that wait to be put right, in the order in which they came; with ``settled``, the others, too."""
        return [letter for letter in self._all() if settled or letter.settled_at is None]

    def show(self, number: int) -> DeadLetter:
        """One letter; refuses an unknown number with ``DeadLetterUnknown``."""
        found = next((letter for letter in self._all() if letter.number == number), None)
        if found is None:
            raise DeadLetterUnknown(number=number)
        return found

    def retry(self, projection: str | None = None) -> Sequence[DeadLetter]:
        """Rebuilds the projection, or each that has letters waiting, from the log; returns the letters so settled.

        The log has every event in its order, so that what is folded now is folded where it belongs. Raises
        ``ProjectionStopped`` where an event still can't be folded: then nothing is settled, and the tables stay.
        """
        waiting = [letter for letter in self.list() if projection in {None, letter.projection}]
        for name in dict.fromkeys(letter.projection for letter in waiting):
            self._engine.rebuild(name)
        places = {letter.place for letter in waiting}
        return [letter for letter in self._all() if letter.place in places and letter.settled_at]

    def _all(self) -> Sequence[DeadLetter]:
        query = sa.select(DEAD_LETTERS).order_by(*ORDER)
        with self._database.connect() as connection:
            rows = connection.execute(query).mappings().all()
        return [_letter(number, row) for number, row in enumerate(rows, start=1)]


def _letter(number: int, row: sa.RowMapping) -> DeadLetter:
    fields: dict[str, Any] = dict(row)
    headers, key, value = (fields.pop(f"record_{name}") for name in ("headers", "key", "value"))
    return DeadLetter(number=number, record=Record(key=key, value=value, headers=headers_of(headers)), **fields)
