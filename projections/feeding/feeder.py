"""Feeding one projection from one partition: rows, positions and offset are written together or not at all."""

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from typing import NamedTuple

import psycopg
import sqlalchemy as sa

from application.codec import Codec
from application.log import LogReader
from application.messaging.events import Place, Received
from application.recording import Line, LogEntry
from projections.building import Builder
from projections.database import writing
from projections.failures import INFRASTRUCTURE
from projections.feeding import provinces
from projections.feeding.arrivals import Arrival, InLog
from projections.feeding.claims import Claim, Fenced, move_on, require_held
from projections.feeding.notes import Letter, is_kept, keep
from projections.feeding.source import Source
from projections.feeding.standing import key_of
from projections.positions import Feed, refuse_newer, share_its_turn, stand_of
from projections.projection import Projection

log = logging.getLogger(__name__)

KEPT = 100_000
"""Events after which rows that are kept in memory from batch to batch are dropped."""


Bury = Callable[[Letter], None]
"""Brings a letter to where others find it, and returns when it is there."""


class NotBuried(Exception):  # noqa: N818  # What has happened.
    """A letter could not be brought away: nothing was written, and the same has to be tried again."""


class Fed(NamedTuple):
    """What has become of a batch: events folded, and letters; the others had been folded before."""

    folded: int = 0
    letters: int = 0

    def and_then(self, other: "Fed") -> "Fed":
        """Both together."""
        return Fed(self.folded + other.folded, self.letters + other.letters)


NO_EVENTS_FAULT = (Fenced, NotBuried, sa.exc.ProgrammingError, psycopg.ProgrammingError, *INFRASTRUCTURE)
"""What a feeder raises: nothing was written of the batch, or of its rest, and it may be given again."""


class Feeder:
    """Feeds a projection from a partition that was taken for it. One thread uses it."""

    def __init__(
        self,
        database: sa.Engine,
        projection: Projection,
        logged: tuple[LogReader, Codec, Source],
        claim: Claim,
        bury: Bury,
    ) -> None:
        """Takes what the log is read with, where a gap has to be filled, and where letters go."""
        self._database, self._projection = database, projection
        reader, codec, self._source = logged
        self._claim, self._bury = claim, bury
        self._builder = Builder(projection, reader, codec, suffix="")
        self._baseline = -1
        self._stood: dict[str, int] = {}
        self._filled: list[LogEntry] = []

    def feed(self, arrivals: Sequence[Arrival]) -> Fed:
        """Folds what has not been folded yet of a batch; raises one of ``NO_EVENTS_FAULT``.

        The batch is in the order of the partition; how it is cut, and what of it has come before, makes no difference.
        """
        if not arrivals:
            return Fed()
        self._filled = []
        try:
            return self._fold(arrivals)
        except NO_EVENTS_FAULT:
            raise
        except Exception as error:  # noqa: BLE001  # A fold may stumble in any way.
            return self._find(arrivals, error)

    def _find(self, arrivals: Sequence[Arrival], error: Exception) -> Fed:
        """A failed batch does not tell which of its events it was: its halves do, in the end."""
        if len(arrivals) > 1:
            middle = len(arrivals) // 2
            return self.feed(arrivals[:middle]).and_then(self.feed(arrivals[middle:]))
        (arrival,) = arrivals
        if self._filled:
            pieces = list(_pieces(arrival, self._filled))
            filled = [self.feed([piece]) for piece in pieces]
            return Fed(*map(sum, zip(*filled, self.feed(arrivals), strict=True)))
        return self._give_up(arrival, f"{type(error).__name__}: {error}")

    # --- Transactions ------------------------------------------------------------------------------------------------

    @contextmanager
    def _writing(self) -> Iterator[tuple[sa.Connection, int | None]]:
        """A transaction of whoever holds the partition; what stands in memory holds only where it ends well.

        With it comes the position of the whole projection, and nothing where somebody else feeds it.
        """
        try:
            with writing(self._database) as connection:
                share_its_turn(connection, self._projection)
                require_held(connection, self._projection, self._claim)
                yield connection, self._baseline_in(connection)
        except BaseException:
            self._forget()
            raise

    def _baseline_in(self, connection: sa.Connection) -> int | None:
        stand = stand_of(connection, self._projection)
        if stand is None:
            refuse_newer(connection, self._projection)
        # What comes while somebody else follows the log for it, or builds it, is in the tables when that ends.
        return stand.position if stand and stand.feed == Feed.KAFKA else None

    def _fold(self, arrivals: Sequence[Arrival]) -> Fed:
        with self._writing() as (connection, baseline):
            fed = Fed() if baseline is None else self._fold_in(connection, baseline, arrivals)
            self._move_on(connection, arrivals[-1])
        return fed

    def _fold_in(self, connection: sa.Connection, baseline: int, arrivals: Sequence[Arrival]) -> Fed:
        standing = self._standing(connection, baseline, arrivals)
        last: dict[str, Received] = {}
        lines: list[Line] = []
        letters = 0
        for arrival in arrivals:
            event = arrival.event
            if event is None or not self._source.has(event.position):
                problem = arrival.problem or "no event of the log stands at its position"
                letters += self._keep(connection, arrival, problem)
                continue
            province = key_of(event.place.province)
            if event.position > standing[province]:
                lines += self._gap(event, standing[province])
                lines.append(event.line)
                standing[province], last[province] = event.position, event
        self._builder.write_to(connection)
        self._builder.fold_lines(lines)
        self._builder.flush()
        provinces.save(connection, self._projection, last.values())
        self._stood.update(standing)
        return Fed(len(lines), letters)

    def _standing(self, connection: sa.Connection, baseline: int, arrivals: Iterable[Arrival]) -> dict[str, int]:
        """Where the provinces of a batch stand, which nobody else moves from here on."""
        named = {key_of(arrival.event.place.province) for arrival in arrivals if arrival.event}
        provinces.lock(connection, self._projection, named)
        standing = provinces.positions(connection, self._projection, named, baseline)
        moved = any(self._stood.get(province, position) != position for province, position in standing.items())
        if moved or baseline != self._baseline or self._builder.folded > KEPT:
            # Somebody else has written rows since, or there are too many.
            self._forget()
        self._baseline = baseline
        return standing

    def _gap(self, event: Received, stands_at: int) -> list[Line]:
        """The lines before an event that were never brought."""
        province, _, previous = event.place
        if previous <= stands_at:
            return []
        entries = self._source.between(province, stands_at, previous)
        log.warning(
            "%s: %s events of %s before position %s come from the log",
            *(self._projection.name, len(entries), key_of(province), event.position),
        )
        self._filled += entries
        return [(entry.position, entry.name, entry.state) for entry in entries]

    def _give_up(self, arrival: Arrival, problem: str) -> Fed:
        """The event can't be folded: those behind it go on."""
        with self._writing() as (connection, baseline):
            kept = 0
            if baseline is not None:
                standing = self._standing(connection, baseline, [arrival])
                event = arrival.event
                if event is None or event.position > standing[key_of(event.place.province)]:
                    kept = self._keep(connection, arrival, problem)
                    provinces.save(connection, self._projection, [event] if event else [])
            self._move_on(connection, arrival)
        self._forget()
        return Fed(0, kept)

    def _keep(self, connection: sa.Connection, arrival: Arrival, problem: str) -> int:
        """Brings the letter away and notes it, unless that was done before; tells how many it brought."""
        letter = Letter(self._projection.name, self._claim.partition, arrival, problem)
        if is_kept(connection, letter):
            return 0
        event = arrival.event
        log.error(
            "%s: a record goes to the dead letters: %s",
            *(self._projection.name, problem),
            extra={
                "projection": self._projection.name,
                "topic": letter.partition.topic,
                "partition": letter.partition.number,
                "offset": arrival.raw.offset,
                "position": event and event.position,
                "correlation_id": event and event.correlation_id,
            },
        )
        try:
            self._bury(letter)
        except Exception as error:
            raise NotBuried(problem) from error
        keep(connection, letter)
        return 1

    def _move_on(self, connection: sa.Connection, arrival: Arrival) -> None:
        if not isinstance(arrival.raw, InLog):
            move_on(connection, self._projection, self._claim.partition, arrival.raw.offset + 1)

    def _forget(self) -> None:
        self._builder.forget()
        self._stood.clear()
        self._baseline = -1


def _pieces(arrival: Arrival, filled: Sequence[LogEntry]) -> Iterator[Arrival]:
    """The events that no record has brought, one by one, as if records had."""
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
