"""What is wrong, and how to mend it, in both languages."""

from typing import NamedTuple


class Wording(NamedTuple):
    """A problem and the advice that goes with it."""

    problem_vi: str
    problem_en: str
    advice_vi: str
    advice_en: str
