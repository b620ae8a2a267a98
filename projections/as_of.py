"""The ranking as it was known at a position of the log: folded up to there, beside the live tables."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from application.codec import Codec
from application.log import LogReader
from projections.building import FreshBuilder, tables_of
from projections.positions import METADATA, save_position
from projections.ranking import RankingProjection, RankingQuery

PROJECTION = RankingProjection()


@contextmanager
def rankings_as_of(log: LogReader, codec: Codec, position: int) -> Iterator[RankingQuery]:
    """Answers from the log cut at that position. It takes as long as folding the log up to there, and its memory."""
    database = sa.create_engine("sqlite://", poolclass=sa.StaticPool)
    try:
        with database.begin() as connection:
            METADATA.create_all(connection)
            tables_of(PROJECTION, "")[0].create_all(connection)
            builder = FreshBuilder(PROJECTION, log, codec, suffix="")
            builder.feed(connection, position)
            builder.complete(connection)
            save_position(connection, PROJECTION, position)
        yield RankingQuery(database)
    finally:
        database.dispose()
