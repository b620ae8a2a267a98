"""One projection in the feeding of a partition: what it holds in memory, and how it folds what has come."""

import logging
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

import sqlalchemy as sa

from application.messaging.events import Place, Received
from application.recording import Line, LogEntry
from projections.building import Builder
from projections.feeding.arrivals import Arrival, InLog
from projections.feeding.claims import Claim
from projections.feeding.grounds import Ground
from projections.feeding.source import Source
from projections.feeding.standing import key_of
from projections.projection import Projection

log = logging.getLogger(__name__)

KEPT = 100_000
"""Events after which rows that are kept in memory from batch to batch are dropped."""


class Folded(NamedTuple):
    """What has become of a batch: how many events were folded, the provinces' last ones, and what can't be folded."""

    events: int
    last: Collection[Received]
    strange: Sequence[Arrival]


class Lane:
    """Folds into one projection's tables. One thread at a time uses it."""

    def __init__(self, projection: Projection, claim: Claim, builder: Builder, source: Source) -> None:
        """Takes what the projection's tables are written with, and where the log is read that has not come."""
        self.projection, self.claim = projection, claim
        self._builder, self._source = builder, source
        self._ground: Ground | None = None
        self.filled: list[LogEntry] = []
        """What no record has brought of the batch that was folded last."""

    def fold(self, connection: sa.Connection, ground: Ground, arrivals: Sequence[Arrival]) -> Folded:
        """Folds what has not been folded yet of a batch, and writes its rows."""
        self._stand_on(ground)
        standing = dict(ground.provinces)
        lines: list[Line] = []
        strange: list[Arrival] = []
        last: dict[str, Received] = {}
        for arrival in arrivals:
            event = arrival.event
            if event is None or arrival.problem:
                strange.append(arrival)
                continue
            province = key_of(event.place.province)
            stands_at = standing[province]
            if event.position > stands_at:
                if event.place.previous > stands_at:
                    lines += self._gap(event, stands_at)
                lines.append(event.line)
                standing[province], last[province] = event.position, event
        self._builder.write_to(connection)
        self._builder.fold_lines(lines)
        self._builder.flush()
        self._ground = Ground(ground.baseline, {**self._provinces(), **standing})
        return Folded(len(lines), last.values(), strange)

    def _provinces(self) -> Mapping[str, int]:
        return self._ground.provinces if self._ground else {}

    def _stand_on(self, ground: Ground) -> None:
        """Where somebody else has written rows since, or there are too many, those in memory are dropped."""
        known = self._provinces()
        moved = any(known.get(province, position) != position for province, position in ground.provinces.items())
        if moved or self._ground is None or ground.baseline != self._ground.baseline or self._builder.folded > KEPT:
            self.forget()

    def _gap(self, event: Received, stands_at: int) -> list[Line]:
        """The lines before an event that were never brought."""
        province = event.place.province
        entries = self._source.between(province, stands_at, event.place.previous)
        log.warning(
            "%s: %s events of %s before position %s come from the log",
            *(self.projection.name, len(entries), key_of(province), event.position),
        )
        self.filled += entries
        return [(entry.position, entry.name, entry.state) for entry in entries]

    def forget(self) -> None:
        """What stands in memory does not hold any more."""
        self._builder.forget()
        self._ground = None


def pieces(arrival: Arrival, filled: Sequence[LogEntry]) -> Iterator[Arrival]:
    """The events before an arrival that no record has brought, one by one, as if records had."""
    known = arrival.event
    if known is None:
        return
    previous = chain([0], (entry.position for entry in filled))
    for number, (before, entry) in enumerate(zip(previous, filled, strict=False)):
        place = Place(known.place.province, known.place.sequence - len(filled) + number, before)
        event = Received(
            position=entry.position,
            name=entry.name,
            place=place,
            recorded_at=known.recorded_at,
            correlation_id=known.correlation_id,
            record=entry.state,
        )
        # A place in the log, which no offset is.
        yield Arrival(InLog(-entry.position, None, entry.state, []), event)
