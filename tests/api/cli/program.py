"""``bangvang`` for processes that are forked with it already loaded."""

import os
import sys
from pathlib import Path


def bangvang(*words: str) -> None:
    """Runs it silently, in a process of its own."""
    from api.cli.main import main

    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        sys.stdout = sys.stderr = nowhere
        main(words, prog_name="bangvang")
