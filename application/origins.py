"""Whose a stream is: the opening event of a stream says what all its events belong to."""

from collections.abc import Callable, Collection, Sequence
from itertools import islice
from typing import NamedTuple
from uuid import UUID

from application.codec import Codec, UnreadableEvent
from application.recording import LogEntry
from domain.award_campaign.events import CampaignListed, CampaignOpened
from domain.event import Event
from domain.indicator_set.events import Released
from domain.metadata import Code
from domain.province.events import ProvinceRegistered
from domain.round.events import RoundOpened
from domain.scorecard.events import ScorecardOpened

OPENINGS: tuple[type[Event], ...] = (
    ProvinceRegistered,
    Released,
    RoundOpened,
    ScorecardOpened,
    CampaignOpened,
    CampaignListed,
)
"""The first event of each kind of stream."""


class Origin(NamedTuple):
    """A stream's id, and the province, round and unit that its opening event names."""

    stream: str
    province: str | None = None
    round: str | None = None
    unit: str | None = None


def origin_of(stream: UUID, opening: Event) -> Origin:
    """What all events of the stream have from its opening event; no province where that event names none."""
    match opening:
        case ProvinceRegistered() | CampaignOpened() | CampaignListed():
            return Origin(str(stream), opening.province)
        case Released():
            return Origin(str(stream), opening.definition.province)
        case RoundOpened():
            return Origin(str(stream), opening.province, opening.round)
        case ScorecardOpened():
            return Origin(str(stream), opening.province, opening.round, opening.unit)
        case _:
            return Origin(str(stream))


REMEMBERED = 200_000
"""Streams whose province is kept in mind: some forty megabytes."""


class Provinces:
    """Which province entries of the log belong to; of streams seen before, it is known without reading anything."""

    def __init__(
        self, codec: Codec, openings: Callable[[Collection[UUID]], Sequence[LogEntry]], *, remembered: int = REMEMBERED
    ) -> None:
        """Reads the openings of streams not seen before with ``openings``, all those of a page at once."""
        self._codec = codec
        self._openings = openings
        self._remembered = remembered
        self._names = codec.catalogue.stored_names(*OPENINGS)
        self._known: dict[UUID, Code | None] = {}

    def of(self, entries: Sequence[LogEntry]) -> list[Code | None]:
        """The province of each entry; ``None`` where its stream belongs to none, or does not tell."""
        known = self._known
        known.update((entry.originator_id, self._told_by(entry)) for entry in entries if entry.originator_version == 1)
        missing = {entry.originator_id for entry in entries}.difference(known)
        if missing:
            known.update(dict.fromkeys(missing))
            known.update((opening.originator_id, self._told_by(opening)) for opening in self._openings(missing))
        found = [known[entry.originator_id] for entry in entries]
        self._forget()
        return found

    def _told_by(self, opening: LogEntry) -> Code | None:
        if opening.name not in self._names:
            return None
        try:
            event = self._codec.decode_content(*opening[1:])
        except UnreadableEvent:
            # The bytes were damaged, which an audit tells; whoever passes entries on must get past it.
            return None
        return origin_of(opening.originator_id, event).province

    def _forget(self) -> None:
        """Drops those that were learned first."""
        for stream in list(islice(self._known, max(len(self._known) - self._remembered, 0))):
            del self._known[stream]
