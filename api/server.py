"""Serving: the application behind a threaded server, and the thread that keeps the read models up to date."""

import logging
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from threading import Event, Thread, current_thread, main_thread

from werkzeug.serving import make_server

from api.app import create_app
from projections.platform import Platform

RETRY = 1.0
"""Seconds before the follower tries again after an error."""

log = logging.getLogger(__name__)


def serve(platform: Platform, host: str, port: int, *, ready: Callable[[str], None] | None = None) -> None:
    """Serves pages and REST until interrupted or terminated; ``ready`` is told the address once it answers.

    The read models are kept meanwhile, unless the settings say that others do. Port 0 takes a free one.
    Raises ``OSError`` if the address is taken.
    """
    keeps = platform.settings.follow
    server = make_server(host, port, create_app(platform, embedded=keeps), threaded=True)
    _stop_when_terminated()
    with following(platform) if keeps else nullcontext():
        if ready:
            ready(f"http://{_in_address(host)}:{server.server_port}/")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            log.info("interrupted")
        finally:
            server.server_close()


@contextmanager
def following(platform: Platform) -> Iterator[None]:
    """Lets a thread follow the log for as long as the block runs."""
    stopped = Event()
    thread = Thread(target=_follow, args=(platform, stopped), name="follower", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stopped.set()
        thread.join()


def _follow(platform: Platform, stopped: Event) -> None:
    while not stopped.is_set():
        try:
            platform.projections.follow(stopped.is_set)
        except Exception:
            # Whatever it was, the log is whole; readers see the lag grow until a later attempt succeeds.
            log.exception("the read models could not be brought up to date")
            stopped.wait(RETRY)


def _stop_when_terminated() -> None:
    """Lets the signal that service managers send end the process in order; only the main thread may ask for it."""
    if current_thread() is main_thread():
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))


def _in_address(host: str) -> str:
    return f"[{host}]" if ":" in host else host
