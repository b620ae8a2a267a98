"""What is wrong, and how to mend it, in both languages."""

from collections.abc import Iterable
from typing import NamedTuple


class Wording(NamedTuple):
    """A problem and the advice that goes with it."""

    problem_vi: str
    problem_en: str
    advice_vi: str
    advice_en: str

    def within(self, part: str) -> "Wording":
        """The same of a part: its name comes first."""
        return self._replace(problem_vi=f"{part}: {self.problem_vi}", problem_en=f"{part}: {self.problem_en}")

    def problem(self, language: str = "en") -> str:
        """What is wrong, in ``vi`` or ``en``."""
        return self.problem_vi if language == "vi" else self.problem_en


class Fault(NamedTuple):
    """Something wrong with a part of a definition."""

    place: str
    """The group's or indicator's code; or the set's field, and the code in it of a band or scope: ``bands.good``."""
    below: tuple[str | int, ...]
    """The field of that part, and what below the field."""
    wording: Wording

    def sentence(self, language: str = "en") -> str:
        """Which part, and what is wrong with it, in ``vi`` or ``en``."""
        return f"{self.place}: {self.wording.problem(language)}"


def listed(faults: Iterable[Fault], language: str = "en") -> str:
    """All of them in one line."""
    return "; ".join(fault.sentence(language) for fault in faults)
