"""A program that gives commands at a steady pace until it is told to stop, and says how many it has given.

``python -m tests.consumers.chaos.writer SEED COUNT PACE``: at least ``COUNT`` commands, ``PACE`` a second. Where the
database cuts it off, it gives the command again.
"""

import signal
import sys
from contextlib import suppress
from random import Random
from threading import Event
from time import monotonic, sleep
from typing import Any

from eventsourcing.persistence import PersistenceError

from application import postgres
from application.service import BangVang
from application.settings import from_environment
from domain.command import Command
from domain.refusal import Refusal
from tests.consumers.scene import deed

stopped = Event()


def write(application: BangVang, chance: Random, count: int, pace: float) -> int:
    """Gives commands; returns how many."""
    begun, given = monotonic(), 0
    while given < count or not stopped.is_set():
        give(application, deed(chance))
        given += 1
        if not stopped.is_set():
            sleep(max(begun + given / pace - monotonic(), 0))
    return given


def give(application: BangVang, command: Command) -> None:
    """Gives a command until it is carried out or refused, as it is where the other writer was faster."""
    while True:
        with suppress(PersistenceError):
            with suppress(Refusal):
                application.execute(command)
            return
        sleep(0.05)


def stop(*_: Any) -> None:
    """Lets the writer give what is left, without a pause."""
    stopped.set()


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, stop)
    seed, count, pace = sys.argv[1:]
    url = from_environment().database_url
    assert url
    application = BangVang(postgres.environment(url))
    sys.stdout.write(f"{write(application, Random(int(seed)), int(count), float(pace))}\n")
    application.close()
