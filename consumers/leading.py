"""What work has in common that one process at a time does under a lease: it can be told to stop, and tries again."""

from threading import Event
from time import monotonic

from consumers.kafka import BROKER_ERRORS
from consumers.lease import Lease
from projections.failures import INFRASTRUCTURE
from projections.platform import Platform
from projections.retry import Retry

FAILURES: tuple[type[BaseException], ...] = (*BROKER_ERRORS, *INFRASTRUCTURE)
"""What is nobody's fault here, and is tried again."""

STANDBY = 0.5
"""Seconds between two attempts to have the lease."""

WAIT = 1.0
"""Seconds after which one that nothing has woken looks around."""

DRAIN = 5.0
"""Seconds that one which is to stop waits for what it has sent."""

LONGEST = 15.0
"""The most seconds between two attempts when the broker or the database is away."""


class Leading:
    """Work on a platform under the lease of one name."""

    def __init__(self, platform: Platform, lease: str, holder: str | None = None) -> None:
        """Works on a platform; ``holder`` is what it is called in the table of leases."""
        self._platform = platform
        self._lease = Lease(platform, lease, holder)
        self._retry = Retry(first=0.2, last=LONGEST, spread=0.5)
        self._stop = Event()
        self._stopping_since = 0.0

    def stop(self) -> None:
        """Has ``run`` return soon, when what it has sent has arrived; may be called by a signal's handler."""
        self._stopping_since = self._stopping_since or monotonic()
        self._stop.set()

    def _gives_up(self) -> bool:
        """Whether it has been told to stop for so long that what is on its way is not waited for."""
        return self._stop.is_set() and monotonic() > self._stopping_since + DRAIN
