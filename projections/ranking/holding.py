"""What scorecards hold, read from the tables of the ranking, as of now or of any position."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import sqlalchemy as sa

from domain.metadata import Sha256
from projections.ranking.held import ALL, Field, Held
from projections.ranking.records import SIZE, records
from projections.ranking.tables import POINTS
from projections.ranking.worth import numbers

Streams = sa.Select[tuple[str]] | Sequence[str]
"""The streams of some scorecards."""


def held_by(
    connection: sa.Connection,
    streams: Streams,
    sets: Mapping[str, Sha256],
    stored_sets: Mapping[Sha256, str],
    position: int | None = None,
    fields: Mapping[str, Field] = ALL,
) -> Held:
    """What these cards had at a position of the log, or have now; ``sets`` tells by which set each is scored."""
    held = Held(fields)
    starts = {stream: held.put(stream, numbers(stored_sets[by])).start for stream, by in sets.items()}
    rows = [row for row in points_rows(connection, streams, position, given=fields is ALL) if row[0] in starts]
    stored = [row[1] for row in rows]
    begins, sizes = [starts[row[0]] for row in rows], [len(changes) // SIZE for changes in stored]
    held.change(np.repeat(np.array(begins, np.int64), sizes), records(b"".join(stored)), position)
    if fields is ALL:
        for row in rows:
            held.values.update(row.given)
    return held


def points_rows(
    connection: sa.Connection, streams: Streams, position: int | None = None, *, given: bool = True
) -> Iterator[Any]:
    """The rows of these cards that begin up to a position, those of one card in the order of the log.

    They have the values that were ``given`` only where these are asked for.
    """
    last, past = POINTS
    for table in (past, last):
        columns = [table.c.stream, table.c.changes, *([table.c.given] if given else [])]
        query = sa.select(*columns).where(table.c.stream.in_(streams)).order_by(*table.primary_key)
        begun = query if position is None else query.where(table.c.since <= position)
        yield from connection.execute(begun).all()
