"""Building a projection beside its live tables, and finding the event that it can't fold."""

from collections.abc import Callable

import sqlalchemy as sa

from application import recording
from application.codec import Codec
from application.log import Line, LogReader
from projections import building
from projections.building import SHADOW, FreshBuilder, tables_of
from projections.database import writing
from projections.failures import INFRASTRUCTURE
from projections.of_province import OfProvince
from projections.positions import ProjectionStopped
from projections.projection import Projection

PORTION = 20_000
"""Events between two writes of what is only added to."""

Progress = Callable[[int, int], None]
"""Is told the position reached and the position to reach."""


class Failed(Exception):  # noqa: N818  # It tells what has happened.
    """An attempt has failed for what may be an event's fault; nobody on the way may take it for something else."""

    def __init__(self, error: Exception) -> None:
        """Takes what was raised."""
        super().__init__(error)
        self.error = error


class Shadow:
    """One projection's shadow tables."""

    def __init__(
        self, database: sa.Engine, projection: Projection, log: LogReader, codec: Codec, only: OfProvince | None = None
    ) -> None:
        """Of one province's part of the log, where that is all there is to build."""
        self._database, self._projection, self._log = database, projection, log
        self._codec, self._only = codec, only

    def build(self, until: int, progress: Progress | None = None) -> FreshBuilder:
        """Tables up to a position, and what may go on feeding them. Raises ``ProjectionStopped``.

        What fails in a batch does not tell which of its events it was: all is built again, and those are folded and
        written one by one.
        """
        careful = range(0)
        while True:
            by_pages = not careful and self._only is None and not self._projection.whole
            attempt = _Attempt(self._database, self._builder(), careful, by_pages=by_pages)
            try:
                return attempt.make(until, progress)
            except Failed as failed:
                if attempt.is_sure:
                    raise ProjectionStopped(self._projection, attempt.line(self._log), failed.error) from failed.error
                suspects = attempt.suspects
                begin = min(careful.start, suspects.start) if careful else suspects.start
                careful = range(begin, max(careful.stop, suspects.stop))

    def _builder(self) -> FreshBuilder:
        metadata, _ = tables_of(self._projection, SHADOW)
        with writing(self._database) as connection:
            metadata.drop_all(connection)
            metadata.create_all(connection)
        return FreshBuilder(self._projection, self._log, self._codec, suffix=SHADOW, only=self._only)


class _Attempt:
    """One way through the log; it knows how far it came when it failed."""

    def __init__(self, database: sa.Engine, builder: FreshBuilder, careful: range, *, by_pages: bool) -> None:
        """Events of the numbers in ``careful`` are folded and written one by one, which pages can't tell apart."""
        self._database, self._builder, self._careful, self._by_pages = database, builder, careful, by_pages
        self._written = 0
        self._one_by_one = self._completing = False

    @property
    def is_sure(self) -> bool:
        """Whether it is known where it failed, as well as it ever will be."""
        return self._one_by_one or self._completing

    @property
    def suspects(self) -> range:
        """The numbers of the events of which one may be at fault: of those that a fold has not only put aside."""
        return range(self._written, self._builder.folded + max(building.BATCH, recording.PAGE))

    def line(self, log: LogReader) -> Line:
        """The line at fault; when all rows are written in the end, the last that was folded."""
        if self._one_by_one and self._builder.last:
            return self._builder.last
        entries = log.read(max(0, self._builder.position - 1), 1)
        return (entries[0].position, entries[0].name, entries[0].state) if entries else (0, "", b"")

    def make(self, until: int, progress: Progress | None) -> FreshBuilder:
        """Folds and writes everything. Raises ``Failed``, and what is no event's fault."""
        if self._by_pages:
            with self._builder.pages(until) as pages:
                self._run(lambda: self._builder.fold_page(pages, until), until, progress)
        else:
            with self._builder.scan(until, watched=bool(self._careful)) as lines:
                self._run(lambda: self._builder.fold(lines, until, one=self._one_by_one), until, progress)
        self._one_by_one, self._completing = False, True
        self._guarded(self._complete)
        return self._builder

    def _run(self, fold: Callable[[], None], until: int, progress: Progress | None) -> None:
        while self._builder.position < until:
            self._guarded(lambda: self._next(fold, until))
            if progress:
                progress(self._builder.position, until)

    def _guarded(self, work: Callable[[], None]) -> None:
        try:
            work()
        except INFRASTRUCTURE:
            raise
        except Exception as error:
            raise Failed(error) from error

    def _next(self, fold: Callable[[], None], until: int) -> None:
        builder = self._builder
        self._one_by_one = builder.folded in self._careful
        fold()
        if self._one_by_one or builder.position >= until or builder.folded - self._written >= PORTION:
            if builder.is_pending:
                with writing(self._database) as connection:
                    builder.write_to(connection)
                    builder.flush()
            self._written = builder.folded

    def _complete(self) -> None:
        with writing(self._database) as connection:
            self._builder.complete(connection)
