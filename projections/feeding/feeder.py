"""Feeding projections from one partition: rows, positions and offset are written together or not at all."""

import logging
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import NamedTuple

import psycopg
import sqlalchemy as sa

from projections.database import writing
from projections.failures import INFRASTRUCTURE
from projections.feeding import provinces
from projections.feeding.arrivals import Arrival, InLog
from projections.feeding.claims import Fenced, move_on, require_held
from projections.feeding.grounds import Ground, grounds
from projections.feeding.lane import Lane, pieces
from projections.feeding.notes import Letter, is_kept, keep
from projections.feeding.source import Source
from projections.feeding.standing import key_of
from projections.positions import ProjectionOutdated

log = logging.getLogger(__name__)

Bury = Callable[[Letter], None]
"""Brings a letter to where others find it, and returns when it is there."""


class NotBuried(Exception):  # noqa: N818  # What has happened.
    """A letter could not be brought away: nothing was written, and the same has to be tried again."""


class Fed(NamedTuple):
    """What has become of a batch: events folded, and letters; the others had been folded before."""

    folded: int = 0
    letters: int = 0


FedEach = Mapping[str, Fed]
"""What has become of a batch, by projection."""

NO_EVENTS_FAULT = (Fenced, NotBuried, sa.exc.ProgrammingError, psycopg.ProgrammingError, *INFRASTRUCTURE)
"""What a feeder raises: nothing was written of the batch, or of its rest, and it may be given again."""


class Feeder:
    """Feeds projections from a partition that was taken for them. One thread at a time uses it.

    Each batch is one transaction for all of them, so that small batches cost little. One in which an event stumbles is
    given to each of them by itself, and to that one in ever smaller parts.
    """

    def __init__(self, database: sa.Engine, lanes: Sequence[Lane], source: Source, bury: Bury) -> None:
        """Takes the projections, what the log is looked at with, and where letters go."""
        self._database, self._lanes = database, lanes
        self._source, self._bury = source, bury

    def feed(self, arrivals: Sequence[Arrival]) -> FedEach:
        """Folds what has not been folded yet of a batch; raises one of ``NO_EVENTS_FAULT``, or ``ProjectionOutdated``.

        The batch is in the order of the partition; how it is cut, and what of it has come before, makes no difference.
        """
        return self._feed(self._lanes, [self._held_against_log(each) for each in arrivals])

    def _held_against_log(self, arrival: Arrival) -> Arrival:
        if arrival.event is None or self._source.has(arrival.event.position):
            return arrival
        return arrival._replace(problem="no event of the log stands at its position")

    def _feed(self, lanes: Sequence[Lane], arrivals: Sequence[Arrival]) -> FedEach:
        if not arrivals:
            return {}
        for lane in lanes:
            lane.filled = []
        try:
            return self._fold(lanes, arrivals)
        except (*NO_EVENTS_FAULT, ProjectionOutdated):
            raise
        except Exception as error:  # noqa: BLE001  # A fold may stumble in any way.
            return self._find(lanes, arrivals, error)

    def _find(self, lanes: Sequence[Lane], arrivals: Sequence[Arrival], error: Exception) -> FedEach:
        """A failed batch does not tell whose fold it was, nor at which event: its parts do, in the end."""
        if len(lanes) > 1:
            return _together(self._feed([lane], arrivals) for lane in lanes)
        if len(arrivals) > 1:
            middle = len(arrivals) // 2
            return _together(self._feed(lanes, part) for part in (arrivals[:middle], arrivals[middle:]))
        (lane,), (arrival,) = lanes, arrivals
        if lane.filled:
            filled = list(pieces(arrival, lane.filled))
            return _together(self._feed(lanes, [each]) for each in [*filled, arrival])
        return self._give_up(lane, arrival, f"{type(error).__name__}: {error}")

    # --- Transactions ------------------------------------------------------------------------------------------------

    @contextmanager
    def _writing(
        self, lanes: Sequence[Lane], named: Collection[str]
    ) -> Iterator[tuple[sa.Connection, Mapping[str, Ground | None]]]:
        """A transaction of whoever holds the partition; what stands in memory holds only where it ends well.

        With it comes what the projections stand on, and nothing for one that somebody else feeds.
        """
        try:
            with writing(self._database) as connection:
                found = grounds(connection, [lane.projection for lane in lanes], named)
                require_held(connection, [lane.claim for lane in lanes])
                yield connection, found
        except BaseException:
            for lane in lanes:
                lane.forget()
            raise

    def _fold(self, lanes: Sequence[Lane], arrivals: Sequence[Arrival]) -> FedEach:
        named = {key_of(arrival.event.place.province) for arrival in arrivals if arrival.event}
        fed = {lane.projection.name: Fed() for lane in lanes}
        last = []
        with self._writing(lanes, named) as (connection, found):
            for lane in lanes:
                ground = found[lane.projection.name]
                if ground is not None:
                    folded = lane.fold(connection, ground, arrivals)
                    letters = sum(self._keep(connection, lane, each, each.problem) for each in folded.strange)
                    fed[lane.projection.name] = Fed(folded.events, letters)
                    last.append((lane.projection, folded.last))
            provinces.save(connection, last)
            _move_on(connection, lanes, arrivals[-1])
        return fed

    def _give_up(self, lane: Lane, arrival: Arrival, problem: str) -> FedEach:
        """The event can't be folded: those behind it go on."""
        event = arrival.event
        province = key_of(event.place.province) if event else None
        with self._writing([lane], [province] if province else []) as (connection, found):
            kept = 0
            ground = found[lane.projection.name]
            if ground and (event is None or event.position > ground.provinces[key_of(event.place.province)]):
                kept = self._keep(connection, lane, arrival, problem)
                provinces.save(connection, [(lane.projection, [event] if event else [])])
            _move_on(connection, [lane], arrival)
        lane.forget()
        return {lane.projection.name: Fed(0, kept)}

    def _keep(self, connection: sa.Connection, lane: Lane, arrival: Arrival, problem: str) -> int:
        """Brings the letter away and notes it, unless that was done before; tells how many it brought."""
        letter = Letter(lane.projection.name, lane.claim.partition, arrival, problem)
        if is_kept(connection, letter):
            return 0
        event = arrival.event
        log.error(
            "%s: a record goes to the dead letters: %s",
            *(letter.projection, problem),
            extra={
                "projection": letter.projection,
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


def _move_on(connection: sa.Connection, lanes: Sequence[Lane], arrival: Arrival) -> None:
    if not isinstance(arrival.raw, InLog):
        move_on(connection, [lane.claim for lane in lanes], arrival.raw.offset + 1)


def _together(fed: Iterable[FedEach]) -> FedEach:
    found: dict[str, Fed] = defaultdict(Fed)
    for each in fed:
        for name, (folded, letters) in each.items():
            found[name] = Fed(found[name].folded + folded, found[name].letters + letters)
    return found
