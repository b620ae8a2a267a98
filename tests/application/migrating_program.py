"""A migration in small chunks that is killed right before one of its own statements, run by ``test_migration.py``.

It is given a data folder, the number of the statement, and PostgreSQL's environment as ``KEY=value``.
"""

import os
import signal
import sys
from itertools import count
from pathlib import Path
from typing import Any

from application.migration import copying
from application.migration.copying import migrate
from application.migration.stores import open_stores


def main(folder: str, number: str, *settings: str) -> None:
    """Migrates, and kills itself within one of its transactions or between two of them."""
    copying.CHUNK = 3
    execute, statements = copying._execute, count(1)  # noqa: SLF001  # To die in the middle of what is private.

    def die_in_time(*arguments: Any) -> None:
        if next(statements) == int(number):
            os.kill(os.getpid(), signal.SIGKILL)
        execute(*arguments)

    setattr(copying, "_execute", die_in_time)  # noqa: B010  # As above.
    with open_stores(Path(folder), dict(setting.split("=", 1) for setting in settings)) as stores:
        migrate(stores)


if __name__ == "__main__":
    main(*sys.argv[1:])
