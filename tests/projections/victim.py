"""Programs that fold until they are killed, run as processes of their own by ``test_killed.py``.

Each tells through a pipe that it is at work, and how many seconds one round of its work takes if it has rounds.
"""

import os
import signal
from collections.abc import Callable, Mapping
from functools import partial
from itertools import count
from multiprocessing.connection import Connection
from time import monotonic
from typing import Any

import sqlalchemy as sa

from application import recording
from application.settings import Settings
from projections import building
from projections.engine import Engine
from projections.platform import Platform

SWAP, REBUILD = "_swap", "_rebuild"
"""What of the engine is private, and has to be known in order to die in the middle of it."""

FEW, A_FEW = 30, 4
"""Events in a batch, so that there are many transactions to be killed in."""

Method = Callable[..., Any]


def _in_batches(size: int) -> None:
    building.BATCH = recording.PAGE = size


def rebuild_over_and_over(settings: Settings, pipe: Connection) -> None:
    """Rebuilds and verifies every projection, and again."""
    _in_batches(FEW)
    with Platform(settings) as platform:
        begun = monotonic()
        _go_round(platform)
        pipe.send(monotonic() - begun)
        while True:
            _go_round(platform)


def follow(settings: Settings, pipe: Connection) -> None:
    """Follows the log while others write."""
    _in_batches(FEW)
    with Platform(settings) as platform:
        platform.projections.advance()
        pipe.send(0.0)
        platform.projections.follow(lambda: False, wait=0.01)


def die_at_a_commit(settings: Settings, pipe: Connection, task: str, number: int) -> None:
    """Advances or rebuilds, and ends itself before it commits for that time; or lives, if it doesn't that often."""
    _in_batches(A_FEW)
    with Platform(settings) as platform:
        commits = count(1)

        def look(_connection: sa.Connection) -> None:
            if next(commits) == number:
                _die()

        sa.event.listen(platform.database, "commit", look)
        pipe.send(0.0)
        TASKS[task](platform)


def _go_round(platform: Platform) -> None:
    for name in platform.projections:
        platform.projections.rebuild(name)
        platform.projections.verify(name)


TASKS: Mapping[str, Callable[[Platform], object]] = {
    "advance": lambda platform: platform.projections.advance(),
    "rebuild and verify": _go_round,
}


# --- In the middle of a swap ------------------------------------------------------------------------------------------
def die_in_a_swap(settings: Settings, pipe: Connection, moment: str) -> None:
    """Rebuilds a projection and ends itself at that moment of the swap."""
    MOMENTS[moment]()
    with Platform(settings) as platform:
        pipe.send(0.0)
        platform.projections.rebuild("ranking")


def _before() -> None:
    _replace(SWAP, lambda _: lambda *_: _die())


def _after_the_first(word: str) -> None:
    def watched(swap: Method) -> Method:
        def watch(engine: Engine, connection: sa.Connection, *rest: Any) -> None:
            def look(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
                if statement.lstrip().startswith(word):
                    _die()

            sa.event.listen(connection, "after_cursor_execute", look)
            swap(engine, connection, *rest)

        return watch

    _replace(SWAP, watched)


def _after(name: str) -> None:
    def fatal(method: Method) -> Method:
        def do(*arguments: Any) -> None:
            method(*arguments)
            _die()

        return do

    _replace(name, fatal)


MOMENTS: Mapping[str, Callable[[], None]] = {
    "before it": _before,
    "a table dropped": partial(_after_the_first, "DROP TABLE"),
    "a table renamed": partial(_after_the_first, "ALTER TABLE"),
    "after it": partial(_after, SWAP),
    "committed": partial(_after, REBUILD),
}


def _replace(name: str, made_of: Callable[[Method], Method]) -> None:
    setattr(Engine, name, made_of(getattr(Engine, name)))


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)
