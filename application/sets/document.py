"""A set file as read but not yet judged: its plain content, where each piece stands, and what was wrong so far."""

import re
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

import msgspec

from application.sets.forms import for_workbook
from domain.indicator_set.definition import IndicatorSet
from domain.wording import Wording

Path = tuple[str | int, ...]
"""Where a piece of content is: ``("groups", 0, "indicators", 2, "rule")``."""


class Unreadable:
    """Stands in for content that was refused already, so that nothing else is said about it."""


UNREADABLE: Final = Unreadable()

INVISIBLE = re.compile(r"[\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069]")
"""Characters without width, and those that turn the direction of writing: two texts may look the same and not be."""
LINE = re.compile(r"line (\d+), column (\d+)")
MOST_FAULTS = 1_000
"""So many faults are told of one file: more of them are no help."""

LONGEST_VALUE = 200
"""So many characters of a value are repeated in a fault."""


class SetFault(msgspec.Struct, frozen=True, kw_only=True):
    """One mistake in a set file: where it stands, what stands there, what is wrong with it and how to mend it.

    ``place`` is ``line 12, column 3``, ``Sheet!C7``, or empty where the whole file is meant.
    """

    file: str
    place: str
    value: str
    problem_vi: str
    problem_en: str
    advice_vi: str
    advice_en: str

    def where(self, language: str = "en") -> str:
        """File and place, in ``vi`` or ``en``."""
        place = self.place
        if language == "vi" and "!" not in place:
            place = place.replace("line", "dòng").replace("column", "cột")
        return f"{self.file}: {place}" if place else self.file

    def sentence(self, language: str = "en") -> str:
        """Where, what is wrong, and what stands there, in ``vi`` or ``en``."""
        problem = self.problem_vi if language == "vi" else self.problem_en
        return f"{self.where(language)}: {problem}" + (f" [{self.value}]" if self.value else "")

    def advice(self, language: str = "en") -> str:
        """How to mend it, in ``vi`` or ``en``."""
        return self.advice_vi if language == "vi" else self.advice_en


class CheckedSet(NamedTuple):
    """What came of checking a file: the definition if nothing was wrong, else every fault in the order of the file."""

    definition: IndicatorSet | None
    faults: tuple[SetFault, ...]


class FileRefused(Exception):  # noqa: N818  # An answer, not a failure.
    """The file cannot be read any further; the fault says why."""

    def __init__(self, wording: Wording, place: str = "", value: str = "") -> None:
        """Takes what is wrong, and where."""
        self.wording, self.place, self.value = wording, place, value
        super().__init__(wording.problem_en)


class Document:
    """Content of dictionaries, lists, text, whole numbers and truth values, with the place of every path."""

    def __init__(self, file: str) -> None:
        """Starts empty."""
        self.file = file
        self.content: Any = UNREADABLE
        self.places: dict[Path, str] = {}
        self.sheets: list[str] = []
        """The names of a workbook's sheets in their order."""
        self._faults: dict[SetFault, None] = {}

    def place(self, path: Path) -> str:
        """Where the path stands; where it has no place of its own, that of what it is in."""
        return next((self.places[prefix] for prefix in prefixes(path) if prefix in self.places), "")

    def value(self, path: Path) -> str:
        """The text or number at the path, else nothing."""
        found = self.content
        for step in path:
            held = found.keys() if isinstance(found, dict) else range(len(found)) if isinstance(found, list) else ()
            if step not in held:
                return ""
            found = found[step]
        return "" if found is None or isinstance(found, dict | list | Unreadable) else shown(found)

    def refuse(self, path: Path, wording: Wording) -> None:
        """Adds a fault at the path."""
        self.refuse_at(self.place(path), self.value(path), wording)

    def refuse_at(self, place: str, value: str, wording: Wording) -> None:
        """Adds a fault at a place."""
        said = for_workbook(wording) if self.sheets else wording
        texts = {name: printable(text) for name, text in said._asdict().items()}
        fault = SetFault(file=self.file, place=place, value=shown(value), **texts)
        if len(self._faults) < MOST_FAULTS:
            self._faults[fault] = None

    def faults(self) -> tuple[SetFault, ...]:
        """Every fault so far, in the order of the file."""
        return tuple(sorted(self._faults, key=lambda fault: self._order(fault.place)))

    def _order(self, place: str) -> tuple[int, int, int, str]:
        """Sheet, row and column, or line and column; what has no place comes first."""
        if found := LINE.fullmatch(place):
            return 0, int(found[1]), int(found[2]), ""
        sheet, _, cell = place.rpartition("!")
        letters = cell.rstrip("0123456789")
        number = self.sheets.index(sheet) if sheet in self.sheets else -1
        return number, int(cell[len(letters) :] or 0), len(letters), letters


def prefixes(path: Path) -> Iterator[Path]:
    """The path and all that it is in, the document last."""
    return (path[:length] for length in range(len(path), -1, -1))


def shown(value: Any) -> str:
    """A value as a fault repeats it: not too long, and without what no terminal or page could show."""
    text = ("yes" if value else "no") if isinstance(value, bool) else str(value)
    text = printable(text[: LONGEST_VALUE + 1])
    return text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]}…"


def printable(text: str) -> str:
    """The text without invisible characters and halves of characters."""
    return INVISIBLE.sub("\ufffd", text).encode("utf-8", "replace").decode("utf-8")
