"""Writes the log, or the part of it that belongs to some provinces, as a dataset of Parquet files."""

from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path
from uuid import UUID

from application.codec import Codec, UnreadableEvent
from application.export.dataset import Dataset, Partition
from application.export.folder import ExportedRound, Manifest, replacing, write_manifest
from application.export.rows import row_of
from application.log import LogEntry, LogReader
from application.origins import Origin, origin_of
from application.refusals import EventNotExportable
from domain.command import VIETNAM
from domain.event import Event, Recorded
from domain.metadata import Code
from domain.round.events import RoundOpened

PAGE = 5_000
"""Entries of the log read at once."""

Advance = Callable[[int, int], None]
"""Is told the position reached and the position to be reached."""


def export_log(
    log: LogReader,
    codec: Codec,
    folder: Path,
    *,
    provinces: Collection[Code] = (),
    until: int | None = None,
    advance: Advance = lambda _reached, _end: None,
) -> Manifest:
    """Writes every event up to the head, or up to position ``until``, into a folder that appears when all is written.

    Only events of these ``provinces``, or of all if none is named. Memory grows with the number of streams, not of
    events. Raises ``ExportFolderTaken``, and ``EventNotExportable`` at an event that can't be read; what was in the
    folder stays as it was then.
    """
    head = log.head()
    end = head if until is None else min(until, head)
    with replacing(folder) as new:
        export = _Export(codec, Dataset(new), provinces)
        for page in _pages(log, end):
            for entry in page:
                export.add(entry)
            advance(page[-1].position, end)
        manifest = export.finish(end)
        write_manifest(new, manifest)
    return manifest


def _pages(log: LogReader, end: int) -> Iterator[Sequence[LogEntry]]:
    after = 0
    while page := log.read(after, PAGE, until=end):
        yield page
        after = page[-1].position


class _Export:
    """Turns entries of the log into rows; remembers what streams there are and which rounds have begun."""

    def __init__(self, codec: Codec, dataset: Dataset, provinces: Collection[Code]) -> None:
        self._codec = codec
        self._dataset = dataset
        self._provinces = frozenset(provinces)
        self._origins: dict[UUID, Origin] = {}
        self._rounds: list[ExportedRound] = []
        self._events = 0

    def add(self, entry: LogEntry) -> None:
        """Takes the next entry of the log; raises ``EventNotExportable``."""
        try:
            self._add(entry)
        except (UnreadableEvent, ArithmeticError) as error:
            raise EventNotExportable(position=entry.position, name=entry.name, problem=error) from error

    def _add(self, entry: LogEntry) -> None:
        origin = self._origins.get(entry.originator_id)
        if origin and not self._is_wanted(origin):
            return
        recorded = self._codec.decode(*entry[1:])
        if origin is None:
            origin = self._origins[entry.originator_id] = origin_of(entry.originator_id, recorded.data)
        if self._is_wanted(origin):
            self._write(entry.position, recorded, origin)

    def _is_wanted(self, origin: Origin) -> bool:
        return not self._provinces or origin.province in self._provinces

    def _write(self, position: int, recorded: Recorded[Event], origin: Origin) -> None:
        year = recorded.recorded_at.astimezone(VIETNAM).year
        self._dataset.add(Partition(origin.province, year), row_of(position, recorded, origin))
        self._events += 1
        if isinstance(recorded.data, RoundOpened):
            self._rounds.append(_exported(recorded.data))

    def finish(self, position: int) -> Manifest:
        """Writes what still waits, and tells what was written, of the log up to this position."""
        self._dataset.finish()
        return Manifest(
            position=position,
            events=self._events,
            files=self._dataset.files,
            provinces=sorted(self._provinces),
            rounds=self._rounds,
        )


def _exported(opening: RoundOpened) -> ExportedRound:
    return ExportedRound(
        province=opening.province,
        round=opening.round,
        name=opening.name,
        data_provenance=opening.data_provenance,
        notice=opening.notice,
    )
