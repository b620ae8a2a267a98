"""A projector's life: it hands projections over to the group, shares the provinces, and tries again what fails."""

import logging
import os
import socket
from collections.abc import Mapping, Sequence
from threading import Event, Thread
from time import monotonic

from application.log import open_log
from application.messaging.events import Raw
from application.messaging.topics import EVENTS, TOPICS
from consumers.kafka import BROKER_ERRORS, Member, make_topics
from consumers.projector import metrics
from consumers.projector.burial import Burial
from consumers.projector.handing import Handing
from consumers.projector.holding import Holding, Outcome
from projections.failures import INFRASTRUCTURE
from projections.feeding.feeder import NO_EVENTS_FAULT
from projections.platform import Platform
from projections.retry import Retry

log = logging.getLogger(__name__)

FAILURES: tuple[type[Exception], ...] = (*BROKER_ERRORS, *NO_EVENTS_FAULT)
WAIT = 0.25
"""Seconds after which a projector to which nothing comes looks around."""

GLANCE = 0.02
"""Seconds for which a busy projector waits for more to come, and for something to be folded, by turns."""

MANY = 500
"""Records that come at once from which on more are read ahead."""

MOST = 20_000
"""Records that are in memory at once, about, whether they are being folded or wait for it."""

FIRST, LONGEST = 0.2, 15.0
"""Seconds until what has failed is tried again, and the most between two attempts."""

TELLING = 5.0
"""Seconds between two looks at how far read models are behind."""

QUIET = 3.0
"""Seconds without a record after which nothing is left, for who is to end then."""


class Projector:
    """One member of the group; what is of the whole log, a thread of it follows meanwhile."""

    def __init__(self, platform: Platform, *, name: str | None = None) -> None:
        """Works on a platform; ``name`` is what the broker and the read database call it."""
        self._platform = platform
        self._name = name or f"{socket.gethostname()}-{os.getpid()}"
        self._stop = Event()
        self._told = 0.0
        self._failing: set[int] = set()
        self._retry = Retry(first=FIRST, last=LONGEST, spread=0.5)
        self._handing = Handing(platform.projections)

    def stop(self) -> None:
        """Has ``run`` return when the batches that are under way are folded; may be called by a signal's handler."""
        self._stop.set()

    def run(self, *, once: bool = False) -> None:
        """Feeds projections until it is stopped; or ``once`` until nothing has come for ``QUIET`` seconds."""
        follower = Thread(target=self._follow, name="follower")
        follower.start()
        reader = open_log(self._platform.application.recorder)
        burial = Burial(self._platform.settings.kafka, self._name)
        holding = Holding(self._platform, reader, burial, self._name)
        try:
            while not self._stop.is_set():
                self._take_part(holding, once=once)
        finally:
            self._stop.set()
            holding.close()
            burial.close()
            follower.join()
            reader.close()

    def _take_part(self, holding: Holding, *, once: bool) -> None:
        """Is a member of the group until something fails that only joining anew mends."""
        try:
            make_topics(self._platform.settings.kafka, TOPICS)
            self._handing.hand_over()
            member = self._member(holding)
            try:
                self._share(member, holding, once=once)
            finally:
                member.close()
        except FAILURES as problem:
            self._pause(problem)

    def _member(self, holding: Holding) -> Member:
        return Member(
            self._platform.settings.kafka,
            EVENTS.name,
            name=self._name,
            assigned=holding.take,
            revoked=holding.leave,
        )

    def _share(self, member: Member, holding: Holding, *, once: bool) -> None:
        """Where many records come, more are read while they are folded, and partitions are folded side by side.

        Few are folded first, if that is soon done: what comes meanwhile is then there for the next fetch.
        """
        came, hurries = monotonic(), False
        while not self._stop.is_set():
            polled = self._polled(member, holding)
            holding.begin(polled)
            if holding.busy:
                came = monotonic()
            elif once and monotonic() - came > QUIET:
                self.stop()
            if polled:
                hurries = sum(map(len, polled.values())) >= MANY
            self._conclude(member, holding.ended(0 if hurries and not member.is_ahead else GLANCE))
        self._conclude(member, holding.ended(None))

    def _polled(self, member: Member, holding: Holding) -> Mapping[int, Sequence[Raw]]:
        """What has come; where the database is away, the next call takes partitions that could not be taken."""
        try:
            self._handing.hand_over()
            for partition, offset in holding.regain():
                member.seek(partition, offset)
            self._tell()
            return member.poll(GLANCE if holding.busy else WAIT, MOST - holding.records, holding.busy)
        except INFRASTRUCTURE as problem:
            self._pause(problem)
            return {}

    def _tell(self) -> None:
        if monotonic() > self._told + TELLING:
            metrics.tell(self._platform.projections.status())
            self._told = monotonic()

    def _conclude(self, member: Member, ended: Sequence[Outcome]) -> None:
        """What can't be folded now is read once more after a pause, and everything behind it."""
        member.commit({each.partition: each.behind for each in ended if each.problem is None})
        problems = {each.partition: each.problem for each in ended if each.problem is not None}
        for each in ended:
            if each.problem is not None:
                if not isinstance(each.problem, FAILURES):
                    raise each.problem
                member.seek(each.partition, each.first)
        still = self._failing.intersection(member.owned).difference(each.partition for each in ended)
        self._failing = still.union(problems)
        if problems:
            self._pause(next(iter(problems.values())))
        elif ended and not self._failing:
            self._retry.reset()

    def _pause(self, problem: BaseException) -> None:
        self._retry.later()
        facts = {"member": self._name, "kind": metrics.failed(problem), "problem": str(problem)}
        log.error("projector failed and tries again", extra={**facts, "retry_seconds": round(self._retry.left(), 2)})
        self._stop.wait(self._retry.left())

    def _follow(self) -> None:
        """Follows the log for what projectors can't feed by province."""
        retry = Retry(first=FIRST, last=LONGEST, spread=0.5)
        while not self._stop.is_set():
            try:
                self._platform.projections.follow(self._stop.is_set)
            except Exception:
                # Whatever it was, the log is whole; the lag grows until a later attempt succeeds.
                log.exception("the log could not be followed")
                retry.later()
                self._stop.wait(retry.left())
