"""Refusals: one error language for every way in.

A refusal has a stable code, a sentence in Vietnamese and in English, says what to do about it, and carries the data
behind the sentence. REST shows it as RFC 9457, the CLI and the pages as text.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, ClassVar

CODE = re.compile(r"[\w-]+")


class RefusalKind(StrEnum):
    """What sort of mistake was made; ways in choose status and exit codes by it."""

    INVALID = "invalid"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not-found"
    CONFLICT = "conflict"
    STALE = "stale"


class Refusal(Exception):  # noqa: N818  # The glossary's word; a refusal is an answer, not a failure.
    """A command was turned down and the log stays as it was. ``data`` fills the sentences."""

    code: ClassVar[str]
    kind: ClassVar[RefusalKind] = RefusalKind.CONFLICT
    vi: ClassVar[str]
    en: ClassVar[str]
    advice_vi: ClassVar[str]
    advice_en: ClassVar[str]

    vocabulary: ClassVar[Mapping[str, Mapping[Any, str]]] = {}
    """Codes in the data that have words in Vietnamese, by the data's name; sentences in English tell the codes."""

    known: ClassVar[dict[str, type["Refusal"]]] = {}
    """Every refusal by its code: the source of the documented list."""

    def __init_subclass__(cls) -> None:
        """Enters the refusal under its code, which must be new."""
        if cls.known.setdefault(cls.code, cls) is not cls:
            msg = f"the refusal code {cls.code!r} is taken"
            raise ValueError(msg)

    def __init__(self, **data: Any) -> None:
        """Takes the data that the sentences name in braces."""
        self.data = data
        super().__init__(self.en.format(**data))

    def sentence(self, language: str = "en") -> str:
        """What is wrong, in ``vi`` or ``en``."""
        return (self.vi if language == "vi" else self.en).format(**self._told(language))

    def advice(self, language: str = "en") -> str:
        """What to do about it, in ``vi`` or ``en``."""
        return (self.advice_vi if language == "vi" else self.advice_en).format(**self._told(language))

    def _told(self, language: str) -> dict[str, Any]:
        words = self.vocabulary if language == "vi" else {}
        return {name: _in_words(value, words[name]) if name in words else value for name, value in self.data.items()}


def _in_words(value: object, words: Mapping[Any, str]) -> str:
    """The text with words in the place of every code that has some."""
    return CODE.sub(lambda found: words.get(found[0], found[0]), str(value))


class RoleNotAllowed(Refusal):
    """The actor's role may not give this command."""

    code = "role-not-allowed"
    kind = RefusalKind.FORBIDDEN
    vi = "Vai trò «{role}» không được thực hiện thao tác này."
    en = "The role '{role}' may not do this."
    advice_vi = "Thao tác này dành cho: {allowed}."
    advice_en = "It is for: {allowed}."


class ReasonRequired(Refusal):
    """A correction, return, reopening or withdrawal came without a reason."""

    code = "reason-required"
    kind = RefusalKind.INVALID
    vi = "Thao tác này phải có lý do."
    en = "This needs a reason."
    advice_vi = "Ghi rõ lý do; lý do được lưu vĩnh viễn cùng thay đổi."
    advice_en = "State the reason; it is kept with the change for good."


class DecisionRequired(Refusal):
    """A decision came without the document that stands behind it."""

    code = "decision-required"
    kind = RefusalKind.INVALID
    vi = "Thiếu số, ngày và cơ quan ban hành của văn bản (quyết định hoặc biên bản)."
    en = "The number, date and issuer of the document (a decision, or minutes) are missing."
    advice_vi = "Ghi số văn bản, ngày ký và cơ quan ban hành."
    advice_en = "Give the document's number, its date and who issued it."
