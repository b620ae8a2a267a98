"""Pages whose commands run: what is typed, and what is said to be printed then."""

import re
from collections.abc import Iterator
from pathlib import Path

BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
OMITTED = "…"


def steps(page: Path) -> Iterator[tuple[str, list[str]]]:
    """Each command of the page and the lines that stand below it."""
    for block in BLOCK.findall(page.read_text(encoding="utf-8")):
        for step in block.split("$ ")[1:]:
            command, *printed = step.splitlines()
            yield command, printed


def words(text: str) -> str:
    """The text with one blank between words."""
    return " ".join(text.split())


def appears(expected: str, printed: str) -> bool:
    """Whether the line is printed; what an omission mark stands for may be anything."""
    parts = [re.escape(words(part)) for part in expected.split(OMITTED)]
    return re.search(r".*".join(part for part in parts if part), printed) is not None
