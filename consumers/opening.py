"""Opening the platform for a program that nobody watches: a database that is away is waited for, as a broker is."""

import gc
import logging
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

import click
from prometheus_client import start_http_server

from application.settings import Settings, from_environment
from projections.failures import INFRASTRUCTURE
from projections.platform import Platform
from projections.retry import Retry

log = logging.getLogger(__name__)

PATIENCE = 60.0
"""Seconds after which it is taken for a mistake in the settings, which whoever has started the program has to see."""

FIRST, LONGEST = 0.2, 5.0
"""Seconds until the next attempt, and the most between two."""


@contextmanager
def running(context: click.Context, data: Path | None, metrics_port: int | None) -> Iterator[Platform]:
    """The platform that a command works on, with metrics for Prometheus on a port, if there is one.

    The folder is that of the command, else of the command line as a whole. Until the program says what is to be done
    when it is told to stop, it simply ends: it has nothing in hand yet.
    """
    when_told_to_stop(lambda: sys.exit(0))
    settings = from_environment(data or getattr(context.find_root().obj, "data", None))
    with collecting_seldom(), opened(settings) as platform, _measured(metrics_port):
        yield platform


@contextmanager
def collecting_seldom() -> Iterator[None]:
    """Meanwhile Python looks for garbage in circles at every hundred thousand objects, not at every 700.

    Records come by the thousand and make none; looking through them took a quarter of a projector's time.
    """
    usual = gc.get_threshold()
    gc.set_threshold(100_000, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def when_told_to_stop(stop: Callable[[], object]) -> None:
    """What the signals of service managers and of keyboards do from now on."""
    for kind in (signal.SIGTERM, signal.SIGINT):
        signal.signal(kind, lambda *_: stop())


@contextmanager
def _measured(port: int | None) -> Iterator[None]:
    if port is None:
        yield
        return
    server, thread = start_http_server(port)
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


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
