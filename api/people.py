"""How people are shown whom events name by reference."""

import re
from collections.abc import Mapping

from domain.person.reference import IN_TEXT, PREFIX

SHOWN_DIGITS = 8
"""So many digits of a reference tell people apart whose names were erased."""

ERASED = {"vi": "đã xóa theo yêu cầu", "en": "erased on request"}


def with_names(language: str, text: str, names: Mapping[str, str | None]) -> str:
    """The text with the names of people in the place of those references of which something is known."""

    def shown(found: re.Match[str]) -> str:
        reference = found[0]
        return (names[reference] or erased_person(language, reference)) if reference in names else reference

    return IN_TEXT.sub(shown, text)


def erased_person(language: str, reference: str) -> str:
    """What stands in the place of a name that was erased: that it was, and the beginning of the reference."""
    return f"«{ERASED[language]}» {reference[: len(PREFIX) + SHOWN_DIGITS]}…"
