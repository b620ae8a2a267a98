"""What tests of read models that are fed by province need: a log as a broker brings it, and feeders."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from application.log import LogReader
from application.messaging.events import Headers, Place, message_of
from application.messaging.topics import EVENTS
from application.origins import Provinces
from projections.building import Builder
from projections.feeding.arrivals import Arrival, Partition, arrived
from projections.feeding.claims import take
from projections.feeding.feeder import Fed, Feeder
from projections.feeding.lane import Lane
from projections.feeding.notes import Letter
from projections.feeding.source import Source
from projections.platform import Platform
from projections.positions import Feed
from projections.projection import Projection


class Brought(NamedTuple):
    """A record of a broker that there is not."""

    offset: int
    key: bytes | None
    value: bytes | None
    headers: Headers


def arrivals_of(platform: Platform, log: LogReader | None = None) -> Sequence[Arrival]:
    """The whole log as one partition brings it."""
    reader = log or platform.log
    entries = reader.read(0, 1_000_000)
    found, places = [], dict[str | None, Place]()
    for offset, (entry, province) in enumerate(
        zip(entries, Provinces(platform.codec, reader.openings).of(entries), strict=True)
    ):
        before = places.get(province, Place(province, 0, 0))
        line = entry.position, entry.name, entry.state
        message = message_of(line, Place(province, before.sequence + 1, before.previous))
        places[province] = Place(province, before.sequence + 1, entry.position)
        found.append(arrived(Brought(offset, message.key, message.value, message.headers)))
    return found


def province_of(arrival: Arrival) -> str | None:
    """Whose event has arrived."""
    assert arrival.event
    return arrival.event.place.province


def at_offsets(arrivals: Iterable[Arrival], first: int = 0) -> Sequence[Arrival]:
    """The same records one behind the other in a partition."""
    return [
        arrived(Brought(offset, each.raw.key, each.raw.value, each.raw.headers))
        for offset, each in enumerate(arrivals, first)
    ]


class Feeders:
    """What feeds from one partition the projections that may be fed by province."""

    def __init__(self, platform: Platform, number: int = 0, bury: Callable[[Letter], None] | None = None) -> None:
        self.letters: list[Letter] = []
        self._platform, self._source = platform, Source(platform.log, platform.codec)
        self._bury = bury or self.letters.append
        self._lanes = [
            self._lane(each, Partition(EVENTS.name, number)) for each in platform.projections.fed_by_province
        ]

    def _lane(self, projection: Projection, partition: Partition) -> Lane:
        claim = take(self._platform.database, projection, partition, "test")
        builder = Builder(projection, self._platform.log, self._platform.codec, suffix="")
        return Lane(projection, claim, builder, self._source)

    def feed(self, arrivals: Sequence[Arrival], only: str | None = None) -> Mapping[str, Fed]:
        """Feeds all of them, or one."""
        lanes = [lane for lane in self._lanes if only in {None, lane.projection.name}]
        return Feeder(self._platform.database, lanes, self._source, self._bury).feed(arrivals)


def feed_by_province(platform: Platform) -> None:
    """From here on projections are fed by province, as far as they may be."""
    for each in platform.projections.fed_by_province:
        platform.projections.feed_by(each.name, Feed.KAFKA)


@contextmanager
def failing(platform: Platform, name: str, positions: set[int]) -> Iterator[None]:
    """Meanwhile a projection can't fold the events at these positions."""
    projection = next(each for each in platform.projections.fed_by_province if each.name == name)
    fold = projection.fold

    def fold_or_fail(rows, batch):
        met = positions.intersection(fact.position for fact in batch)
        if met:
            raise ValueError(met)
        fold(rows, batch)

    projection.fold = fold_or_fail  # type: ignore[method-assign]
    try:
        yield
    finally:
        del projection.fold
