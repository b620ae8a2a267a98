"""The engine: follows the log in batches, rebuilds beside the live tables and swaps, verifies live against rebuilt."""

import logging
from collections.abc import Callable, Iterator, Sequence
from math import inf

import sqlalchemy as sa

from application.codec import Codec
from application.log import LogReader
from domain.metadata import Code
from projections import building
from projections.building import SHADOW, Builder, tables_of
from projections.database import close_gate, exclusively, take_turn, writing
from projections.failures import INFRASTRUCTURE
from projections.feeding.apart import has_provinces_apart, require_provinces_apart
from projections.feeding.notes import forget_provinces, settle_letters
from projections.positions import (
    POSITIONS,
    PROBLEMS,
    Feed,
    ProjectionOutdated,
    ProjectionStopped,
    Stand,
    Status,
    forget_problem,
    make_tables,
    refuse_newer,
    save_position,
    save_problem,
    stand_of,
    stands_of,
    statuses,
    stored_feed,
    take_its_turn,
)
from projections.projection import Projection
from projections.retry import Retry
from projections.shadow import Progress, Shadow
from projections.verification import Verification
from projections.verifying import Verifying

log = logging.getLogger(__name__)


NOWHERE = Stand(0, Feed.LOG)
"""Where a projection stands that has no tables yet."""


def _nothing() -> None:
    """What is to be done after advancing, unless somebody says otherwise."""


class Engine:
    """Keeps a set of projections up to date with one log."""

    def __init__(self, database: sa.Engine, log: LogReader, codec: Codec, projections: Sequence[Projection]) -> None:
        """Makes missing tables; a projection whose version has changed is rebuilt when it is next advanced."""
        self.whenever_advanced: Callable[[], None] = _nothing
        self.database = database
        self._log = log
        self._codec = codec
        self._projections = {projection.name: projection for projection in projections}
        self._seen_live: set[str] = set()
        with writing(database) as connection:
            take_turn(connection, POSITIONS.name)
            make_tables(connection)
            self._stopped = set(connection.execute(sa.select(PROBLEMS.c.projection)).scalars())

    def __iter__(self) -> Iterator[str]:
        """The names of the projections."""
        return iter(self._projections)

    def advance(self) -> int:
        """Brings every projection to the head of the log; returns how many events were folded.

        Raises ``ProjectionStopped`` for the first that meets an event that it can't fold, when the others are there.
        """
        folded, stopped = self._advance_all()
        if stopped:
            raise stopped[0]
        return folded

    def catch_up(self) -> list[ProjectionStopped]:
        """The same for whoever can go on with what there is: what has stopped projections is returned and logged."""
        _, stopped = self._advance_all()
        for problem in stopped:
            log.error("%s", problem)
        return stopped

    def _advance_all(self) -> tuple[int, list[ProjectionStopped]]:
        folded, stopped = 0, []
        for projection in self._projections.values():
            try:
                folded += self._advance(projection)
            except ProjectionStopped as problem:
                stopped.append(problem)
        self.whenever_advanced()
        return folded, stopped

    def follow(self, stopped: Callable[[], bool], wait: float = 1.0) -> None:
        """Advances whenever the log grows, until ``stopped``; a projection that can't is tried again, ever later."""
        retries = {name: Retry() for name in self._projections}
        while not stopped():
            for projection in self._left_to_the_log():
                if retries[projection.name].is_due():
                    self._try(projection, retries[projection.name])
            self.whenever_advanced()
            self._log.wait(wait)

    def _left_to_the_log(self) -> Sequence[Projection]:
        """All but those that projectors feed, who come to every event anyway: asked at once, not one by one."""
        projections = list(self._projections.values())
        try:
            with self.database.connect() as connection:
                stands = stands_of(connection, projections)
        except (ProjectionOutdated, *INFRASTRUCTURE):
            # Each of them meets it by itself.
            return projections
        return [each for each in projections if (stands[each.name] or NOWHERE).feed == Feed.LOG]

    def _try(self, projection: Projection, retry: Retry) -> None:
        try:
            self._advance(projection)
        except (ProjectionStopped, *INFRASTRUCTURE) as problem:
            retry.later()
            # The problem says it all.
            log.error("%s: %s; it is tried again in %s s", projection.name, problem, retry.pause)  # noqa: TRY400
        else:
            retry.reset()

    def rebuild(self, name: str, progress: Progress | None = None) -> int:
        """Rebuilds a projection into shadow tables and swaps them in; returns the position reached.

        Readers see the old tables until the swap. An interrupted rebuild leaves them untouched.
        """
        projection = self._projections[name]
        with exclusively(self.database, name):
            return self._rebuild(projection, progress).position

    def _rebuild(self, projection: Projection, progress: Progress | None = None, feed: Feed | None = None) -> Builder:
        builder = self._shadow(projection).build(self._log.head(), progress)
        try:
            self._swap_in(projection, builder, feed)
        except INFRASTRUCTURE:
            raise
        except Exception:  # noqa: BLE001  # As above.
            # An event that has come meanwhile: building up to it finds it.
            builder = self._shadow(projection).build(self._log.head(), progress)
            self._swap_in(projection, builder, feed)
        self._note_recovery(projection)
        return builder

    def _shadow(self, projection: Projection) -> Shadow:
        return Shadow(self.database, projection, self._log, self._codec)

    def _swap_in(self, projection: Projection, builder: Builder, feed: Feed | None) -> None:
        """Whoever feeds it goes on, unless somebody else is named; all provinces stand at the new position."""
        with writing(self.database) as connection:
            take_its_turn(connection, projection)
            builder.feed(connection, self._log.head())
            forget_provinces(connection, projection)
            settle_letters(connection, projection)
            feed = feed or stored_feed(connection, projection)
            # Whoever closes the gate waits for nothing else from here on, so that nobody can wait in a circle.
            close_gate(connection, POSITIONS)
            self._swap(connection, projection)
            save_position(connection, projection, builder.position, feed)

    def verify(self, name: str, progress: Progress | None = None, province: Code | None = None) -> Verification:
        """Rebuilds to the position of the live tables and compares them row by row; the live ones stay as they are.

        Of one province only its part of the log is folded, and compared are the rows of its streams; of rows that all
        provinces share, those that it has brought.
        """
        projection = self._projections[name]
        self._advance(projection)
        with exclusively(self.database, name):
            return Verifying(self.database, projection, self._log, self._codec, province).verify(progress)

    def status(self, province: Code | None = None) -> list[Status]:
        """Where each projection stands; those that are fed by province, in this one or in all."""
        head = self._log.head()
        with self.database.connect() as connection:
            return statuses(connection, self._projections.values(), head, province)

    def feed_by(self, name: str, feed: Feed, progress: Progress | None = None) -> int:
        """Has a projection fed by whoever follows the log, or by projectors; returns the position at which that is so.

        Back to the log it is rebuilt. Raises ``ProjectionStopped``; refuses with ``FedByLogOnly``.
        """
        projection = self._projections[name]
        if feed == Feed.LOG:
            with exclusively(self.database, name):
                return self._rebuild(projection, progress, feed).position
        require_provinces_apart(projection)
        self._advance(projection)
        while (position := self._hand_over(projection)) is None:
            self._advance(projection)
        return position

    def _hand_over(self, projection: Projection) -> int | None:
        """What has been sent to projectors so far is in the tables, so that they may have passed over it."""
        with writing(self.database) as connection:
            take_its_turn(connection, projection)
            stand = stand_of(connection, projection)
            if stand is None or stand.feed == Feed.KAFKA:
                return stand and stand.position
            builder = Builder(projection, self._log, self._codec, suffix="")
            builder.continue_from(stand.position)
            builder.feed(connection, self._log.head())
            forget_provinces(connection, projection)
            save_position(connection, projection, builder.position, Feed.KAFKA)
        return builder.position

    @property
    def fed_by_province(self) -> Sequence[Projection]:
        """The projections that projectors may feed: those that look at no more than one province at a time."""
        return [each for each in self._projections.values() if has_provinces_apart(each)]

    def _advance(self, projection: Projection) -> int:
        try:
            folded = self._fold_to_head(projection)
        except ProjectionStopped as problem:
            self._note(problem)
            raise
        self._note_recovery(projection)
        return folded

    def _fold_to_head(self, projection: Projection) -> int:
        if not self._is_live(projection):
            with exclusively(self.database, projection.name):
                # Somebody else may have rebuilt it while this waited for its turn.
                if not self._is_live(projection):
                    return self._rebuild(projection).folded
        builder = Builder(projection, self._log, self._codec, suffix="")
        head = self._log.head()
        if self._follows_up_to(projection) >= head:
            return 0
        while builder.position < head:
            if not self._fold_next(projection, builder, head):
                # Another program has replaced the tables: what stands there now is not ours to fold onto.
                self._seen_live.discard(projection.name)
                return builder.folded + self._fold_to_head(projection)
        return builder.folded

    def _fold_next(self, projection: Projection, builder: Builder, head: int) -> bool:
        """Folds the next batch and saves the position with it; ``False`` where there are no tables of this version."""
        try:
            return self._fold_batch(projection, builder, head)
        except INFRASTRUCTURE:
            raise
        except Exception as error:  # noqa: BLE001  # A fold may stumble in any way.
            return self._fold_one_by_one(projection, builder, head, error)

    def _fold_one_by_one(self, projection: Projection, builder: Builder, head: int, error: Exception) -> bool:
        """Goes as far as the event that can't be folded, which a failed batch does not tell."""
        try:
            for _ in range(building.BATCH):
                stands_before = self._follows_up_to(projection) < head
                if stands_before and not self._fold_batch(projection, builder, head, one=True):
                    return False
        except INFRASTRUCTURE:
            raise
        except Exception as at_event:
            if builder.last is None:
                raise
            raise ProjectionStopped(projection, builder.last, at_event) from at_event
        # What failed in a batch has passed event by event.
        log.warning("%s: a batch failed and its events did not: %r", projection.name, error)
        return True

    def _fold_batch(self, projection: Projection, builder: Builder, head: int, *, one: bool = False) -> bool:
        with writing(self.database) as connection:
            take_its_turn(connection, projection)
            stand = stand_of(connection, projection)
            if stand is None or stand.feed != Feed.LOG:
                return False
            builder.continue_from(stand.position)
            save_position(connection, projection, builder.feed_batch(connection, head, one=one))
        return True

    def _note(self, problem: ProjectionStopped) -> None:
        self._stopped.add(problem.projection)
        with writing(self.database) as connection:
            save_problem(connection, problem)

    def _note_recovery(self, projection: Projection) -> None:
        if projection.name in self._stopped:
            with writing(self.database) as connection:
                forget_problem(connection, projection)
            self._stopped.discard(projection.name)

    def _follows_up_to(self, projection: Projection) -> float:
        """The position behind which the log is to be followed; there is none where projectors feed it."""
        with self.database.connect() as connection:
            stand = stand_of(connection, projection)
        if stand is not None and stand.feed != Feed.LOG:
            return inf
        return stand.position if stand else 0

    def _is_live(self, projection: Projection) -> bool:
        """Whether the tables exist in this version; looked at once, for only a rebuild replaces them afterwards."""
        if projection.name not in self._seen_live:
            with self.database.connect() as connection:
                refuse_newer(connection, projection)
                names = set(sa.inspect(connection).get_table_names())
                complete = all(table.name in names for table in tables_of(projection, "")[1])
                if complete and stand_of(connection, projection) is not None:
                    self._seen_live.add(projection.name)
        return projection.name in self._seen_live

    def _swap(self, connection: sa.Connection, projection: Projection) -> None:
        live_metadata, live = tables_of(projection, "")
        _, shadow = tables_of(projection, SHADOW)
        live_metadata.drop_all(connection)
        quote = connection.dialect.identifier_preparer.quote
        for old, new in zip(shadow, live, strict=True):
            connection.exec_driver_sql(f"ALTER TABLE {quote(old.name)} RENAME TO {quote(new.name)}")
