"""Where everything stands on its way from the log to the read models: relay, projections, and each province in them.

Behind are counted two things. *Events* (``lag``) of a relay or of a projection as a whole are positions of the log,
which has gaps where saves were rolled back: no more than that are missing. Those of a province are counted exactly, by
the numbers that the relay gives them. *Seconds* (``seconds``) tell how long ago the oldest event that is missing was
recorded: 0 where none is.

What the relay has not sent yet is the relay's lag; a province is behind by what was sent and is not folded.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa

from application.codec import Codec
from application.log import LogReader
from application.origins import Provinces
from projections.feeding.behind import Behind
from projections.feeding.standing import EVENTS_RELAY
from projections.feeding.tables import DEAD_LETTERS, PROVINCES, RELAY, RELAYED
from projections.positions import Feed, Status
from projections.tables import POSITIONS


class RelayStatus(msgspec.Struct, frozen=True, kw_only=True):
    """A relay: up to which position everything was acknowledged, and who holds it."""

    name: str
    position: int
    lag: int
    seconds: float
    holder: str
    epoch: int
    """How often it has changed hands."""


class ProvinceStatus(msgspec.Struct, frozen=True, kw_only=True):
    """Where a projection that is fed by province stands in one of them; ``_`` is what belongs to no province."""

    projection: str
    province: str
    position: int
    sequence: int | None = None
    """The number of the last event folded, among those of the province; none before projectors have had one."""
    lag: int | None = None
    """Events that were sent and are not folded; none where that can't be told, for nothing was counted before."""
    seconds: float = 0.0
    """Never less than it is; more only where the oldest missing event is far behind in the log."""
    correlation_id: str | None = None
    """That of the last event folded."""


class ProjectionStatus(msgspec.Struct, frozen=True, kw_only=True):
    """Where a projection stands as a whole; one that is fed by province, in all of them."""

    projection: str
    version: int
    feed: Feed
    position: int
    lag: int
    seconds: float
    dead_letters: int
    """Records that it could not read or fold, and that are not settled."""
    stopped_at: int | None = None
    problem: str | None = None


class PlatformStatus(msgspec.Struct, frozen=True, kw_only=True):
    """Where everything stands: ``head`` is the position of the log's last event."""

    head: int
    relays: tuple[RelayStatus, ...]
    projections: tuple[ProjectionStatus, ...]
    provinces: tuple[ProvinceStatus, ...]

    @property
    def late(self) -> float:
        """Seconds by which the slowest of all is behind."""
        seconds = [each.seconds for each in self.relays]
        # What a province misses, its projection misses.
        return max([*seconds, *(each.seconds for each in self.projections)], default=0.0)


class StatusQuery:
    """Reads where everything stands, in a few small queries and, of whoever is behind, a look into the log."""

    def __init__(
        self, database: sa.Engine, log: LogReader, codec: Codec, statuses: Callable[[], Sequence[Status]]
    ) -> None:
        """Takes where projections stand as a whole from ``statuses``."""
        self._database, self._log, self._codec, self._statuses = database, log, codec, statuses

    def read(self, now: datetime | None = None) -> PlatformStatus:
        """Where everything stands; seconds are counted up to ``now``."""
        with self._database.connect() as connection:
            # First what is folded, then what was sent: between the two looks a province can only seem further behind.
            kept = _Kept(
                baselines=dict(connection.execute(sa.select(POSITIONS.c.projection, POSITIONS.c.position)).all()),
                folded=connection.execute(sa.select(PROVINCES)).all(),
                sent={row.province: row for row in connection.execute(sa.select(RELAYED))},
                letters=_open_letters(connection),
            )
            relays = connection.execute(sa.select(RELAY).order_by(RELAY.c.name)).all()
        statuses = self._statuses()
        behind = Behind(self._log, Provinces(self._codec, self._log.openings), now or datetime.now(UTC))
        told = tuple(_relay(row, behind) for row in relays)
        provinces = tuple(each for status in statuses for each in _provinces_of(status, kept, behind))
        return PlatformStatus(
            head=behind.head,
            relays=told,
            projections=tuple(_projection(each, kept, (*told, *provinces), behind) for each in statuses),
            provinces=provinces,
        )


class _Kept(NamedTuple):
    """What the read database says."""

    baselines: Mapping[str, int]
    folded: Sequence[Any]
    sent: Mapping[str, Any]
    letters: Mapping[str, int]


def _open_letters(connection: sa.Connection) -> Mapping[str, int]:
    counted = sa.select(DEAD_LETTERS.c.projection, sa.func.count()).where(DEAD_LETTERS.c.settled_at.is_(None))
    rows = connection.execute(counted.group_by(DEAD_LETTERS.c.projection))
    return {row[0]: row[1] for row in rows}


def _relay(row: Any, behind: Behind) -> RelayStatus:
    return RelayStatus(
        name=row.name,
        position=row.position,
        lag=max(behind.head - row.position, 0),
        seconds=behind.since(row.position),
        holder=row.holder,
        epoch=row.epoch,
    )


def _projection(
    status: Status, kept: _Kept, ways: Sequence[RelayStatus | ProvinceStatus], behind: Behind
) -> ProjectionStatus:
    """A projection that is fed by province misses what it was sent, and what the relay has not sent yet."""
    missing = [each.seconds for each in ways if _leads_to(each, status)]
    return ProjectionStatus(
        projection=status.projection,
        version=status.version,
        feed=status.feed,
        position=status.position,
        lag=status.lag,
        seconds=behind.since(status.position) if status.feed == Feed.LOG else max(missing, default=0.0),
        dead_letters=kept.letters.get(status.projection, 0),
        stopped_at=status.stopped_at,
        problem=status.problem,
    )


def _leads_to(way: RelayStatus | ProvinceStatus, status: Status) -> bool:
    match way:
        case RelayStatus():
            return way.name == EVENTS_RELAY
        case ProvinceStatus():
            return way.projection == status.projection


def _provinces_of(status: Status, kept: _Kept, behind: Behind) -> Iterator[ProvinceStatus]:
    """The provinces of which anything was sent or folded; none of a projection that follows the log itself."""
    if status.feed == Feed.LOG:
        return
    mine = (status.projection, status.version)
    rows = {row.province: row for row in kept.folded if (row.projection, row.version) == mine}
    baseline = kept.baselines.get(status.projection, 0)
    for province in sorted(kept.sent.keys() | rows.keys()):
        way = _Way(status.projection, province, baseline, rows.get(province))
        yield _province(way, kept.sent.get(province), behind)


class _Way(NamedTuple):
    """Of a projection and a province: where the whole projection was rebuilt to, and the row of what came since."""

    projection: str
    province: str
    baseline: int
    row: Any

    @property
    def counts(self) -> bool:
        """Whether the row is not older than the rebuild."""
        return self.row is not None and self.row.position >= self.baseline


def _province(way: _Way, sent: Any, behind: Behind) -> ProvinceStatus:
    position = way.row.position if way.counts else way.baseline
    lag = _lag(way, sent)
    return ProvinceStatus(
        projection=way.projection,
        province=way.province,
        position=position,
        sequence=way.row.sequence if way.counts else None,
        lag=lag,
        seconds=0.0 if lag == 0 else behind.in_province(way.province, position),
        correlation_id=way.row.correlation_id if way.row is not None else None,
    )


def _lag(way: _Way, sent: Any) -> int | None:
    """Events that were sent and are not folded."""
    if sent is None or sent.position <= (way.row.position if way.counts else way.baseline):
        return 0
    return sent.sequence - way.row.sequence if way.counts else None
