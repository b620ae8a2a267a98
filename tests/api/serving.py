"""A program that serves the platform in a folder until it is told to stop: ``python -m tests.api.serving FOLDER``."""

import sys
from pathlib import Path

from api.server import serve
from application.settings import Settings
from projections.platform import Platform
from tests.api.scenario import TOKENS


def announce(address: str) -> None:
    sys.stdout.write(f"{address}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    with Platform(Settings(data=Path(sys.argv[1]), tokens=TOKENS)) as platform:
        serve(platform, "127.0.0.1", 0, ready=announce)
