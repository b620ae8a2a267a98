"""A migration in small chunks that stops for good at the given piece of progress, run by ``test_migration.py``.

It is given a data folder, the number of the piece, and PostgreSQL's environment as ``KEY=value``.
"""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from application.migration import copying
from application.migration.copying import migrate
from application.migration.stores import Advance, open_stores


def main(folder: str, piece: str, *settings: str) -> None:
    """Migrates, and kills itself between two of its transactions."""
    copying.CHUNK = 3
    pieces = count(1)

    def die_in_time(_done: int, _total: int) -> None:
        if next(pieces) == int(piece):
            os.kill(os.getpid(), signal.SIGKILL)

    @contextmanager
    def watch(_name: str) -> Iterator[Advance]:
        yield die_in_time

    with open_stores(Path(folder), dict(setting.split("=", 1) for setting in settings)) as stores:
        migrate(stores, watch)


if __name__ == "__main__":
    main(*sys.argv[1:])
