"""Opening the platform for a program that nobody watches: a database that is away is waited for, as a broker is."""

import logging
import signal
import sys
from time import monotonic, sleep

from application.settings import Settings
from projections.failures import INFRASTRUCTURE
from projections.platform import Platform
from projections.retry import Retry

log = logging.getLogger(__name__)

PATIENCE = 60.0
"""Seconds after which it is taken for a mistake in the settings, which whoever has started the program has to see."""

FIRST, LONGEST = 0.2, 5.0
"""Seconds until the next attempt, and the most between two."""


def end_when_asked() -> None:
    """Lets the signals of service managers end a program in order that has nothing in hand yet."""
    for kind in (signal.SIGTERM, signal.SIGINT):
        signal.signal(kind, lambda *_: sys.exit(0))


def opened(settings: Settings) -> Platform:
    """The platform, to be closed by the caller; raises one of ``INFRASTRUCTURE`` where it can't be opened for long."""
    retry = Retry(first=FIRST, last=LONGEST, spread=0.5)
    until = monotonic() + PATIENCE
    while True:
        try:
            return Platform(settings)
        except INFRASTRUCTURE as problem:
            if settings.database_url is None or monotonic() > until:
                raise
            retry.later()
            facts = {"kind": type(problem).__name__, "problem": str(problem), "retry_seconds": round(retry.left(), 2)}
            log.error("database is away, and waited for", extra=facts)  # noqa: TRY400  # The problem says it all.
            sleep(retry.left())
