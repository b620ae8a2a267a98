"""How events date the log: what was known at a time is what stands before anything that was recorded later."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import ClassVar

import msgspec
import sqlalchemy as sa

from application.catalogue import CATALOGUE
from domain.event import Event
from domain.metadata import Moment
from domain.round import events
from projections.moments.tables import tables
from projections.projection import Fact, Projection
from projections.rows import Rows

BLOCK = 1000
"""Positions that are dated together."""

HAPPENED: Mapping[str, type[Event]] = {
    "opened": events.RoundOpened,
    "self-scoring-closed": events.SelfScoringClosed,
    "review-closed": events.ReviewClosed,
    "finalised": events.RoundFinalised,
    "published": events.RoundPublished,
    "reopened": events.RoundReopened,
}
"""What happens to a round, by the words that people name the moment with; where it happened twice, the last time."""
WORDS = {event: word for word, event in HAPPENED.items()}


class Dated(msgspec.Struct, gc=False):
    """Of a record only when it was made."""

    recorded_at: Moment


class MomentsProjection(Projection):
    """Keeps how late it was along the log, and where the steps of each round stand in it."""

    name: ClassVar[str] = "moments"
    version: ClassVar[int] = 1
    events: ClassVar[tuple[type[Event], ...]] = tuple(CATALOGUE)
    parts: ClassVar[Mapping[type[Event], type[msgspec.Struct]]] = {
        event: Dated for event in CATALOGUE if event not in WORDS
    }

    def tables(self, metadata: sa.MetaData, suffix: str) -> Sequence[sa.Table]:
        """The tables of the moments."""
        return tables(metadata, suffix)

    def fold(self, rows: Mapping[str, Rows], batch: Sequence[Fact]) -> None:
        """Dates the blocks that the batch reaches into, and notes the steps of rounds."""
        blocks = rows["moments_block"]
        for position, recorded in batch:
            block, at = position // BLOCK, microseconds(recorded.recorded_at)
            known = blocks.get(block) or {"latest": _latest_before(blocks, block)}
            if at > known["latest"] or "block" not in known:
                blocks.put({"block": block, "latest": max(at, known["latest"])})
            if not isinstance(recorded, Dated):
                happened = {"stream": str(recorded.originator_id), "happened": WORDS[type(recorded.data)]}
                rows["moments_round"].put({**happened, "position": position})


def _latest_before(blocks: Rows, block: int) -> int:
    """Every block has events, for positions have no gaps."""
    before = blocks.get(block - 1)
    return before["latest"] if before else 0


def microseconds(moment: datetime) -> int:
    """Since 1970, UTC, exactly."""
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
