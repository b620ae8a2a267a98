"""Takes a cell's notation apart, word by word."""

import re
from collections.abc import Iterable, Mapping
from typing import ClassVar, NamedTuple, NoReturn

from application.sets.words import folded
from domain.wording import Wording

ADVICE = (
    'Viết các mục cách nhau bằng dấu chấm phẩy, ví dụ: head=1 "Người đứng đầu"; none=0 "Không ai"',
    'Part the entries by semicolons, as in: head=1 "The head leads"; none=0 "Nobody does"',
)
"""What to do where no example of the kind of rule is at hand."""


class EntryOf(NamedTuple):
    """An entry of a rule: the rule's kind, and where the entry begins."""

    kind: str
    position: int


class NotationError(ValueError):
    """The notation breaks off or goes on with something else than it may."""

    def __init__(self, wording: Wording, value: str) -> None:
        """Takes what is wrong, and the entry in which it is."""
        self.wording, self.value = wording, value
        self.within: EntryOf | None = None
        """The innermost entry around it, where it is in one."""
        super().__init__(wording.problem_en)


class Scanner:
    """Reads words, quoted text and signs from left to right; white space between them means nothing."""

    WORD = r'(?:(?!->)[^\s;,:=()"“”])+'
    SPACED = r"[-+]?[0-9.]{1,30}\s*(?:%|/\s*[0-9]{1,30})(?=[\s;,:()\"“]|$)"
    """A percentage or a fraction, which people write with spaces in it."""
    TEXT = r'"((?:[^"\\]|\\.)*)"|“([^”]*)”'
    ENTRY = r'(?:"(?:[^"\\]|\\.)*"|“[^”]*”|[^;"“])*'
    ESCAPES: ClassVar[Mapping[str, str]] = {"n": "\n", "t": "\t"}

    def __init__(self, text: str, before: int = 0) -> None:
        """Starts at the beginning of the text, before which so many characters stand in the cell."""
        self._text, self._position, self._before = text, 0, before
        self.advice = ADVICE
        self.start = 0
        """Where the entry begins that is being read."""
        self._skip()

    @property
    def position(self) -> int:
        """How many characters were read."""
        return self._position

    def between(self, start: int) -> str:
        """What was read from there on."""
        return self._text[start : self._position].strip()

    def entry(self) -> str:
        """The whole entry that is being read, its end guessed where it is not yet reached."""
        found = re.compile(self.ENTRY, re.DOTALL).match(self._text, self.start)
        end = found.end() if found else self.start
        return self._text[self.start : max(end, self._position) if self._closed(end) else len(self._text)].strip()

    def _closed(self, end: int) -> bool:
        return not self._text.startswith(('"', "“"), end)

    def skip_entry(self) -> bool:
        """Goes to the end of the entry that is being read, if it is clear where that is."""
        found = re.compile(self.ENTRY, re.DOTALL).match(self._text, self.start)
        if found is None or not self._closed(found.end()) or found[0].count("(") != found[0].count(")"):
            return False
        self._position = max(self._position, found.end())
        return self.at_end(";")

    def refuse(self, vi: str, en: str) -> NoReturn:
        """Says what is wrong at this position. Raises ``NotationError``."""
        wording = at_character(Wording(vi, en, *self.advice), self._before + self._position)
        raise NotationError(wording, self.entry() or self._text)

    def at_end(self, *signs: str) -> bool:
        """Whether nothing is left, or one of these signs is next."""
        return self._position == len(self._text) or self._text.startswith(signs or ("\0",), self._position)

    def end(self) -> None:
        """Nothing may be left."""
        if not self.at_end():
            self._expected("hết", "the end")

    def take(self, sign: str) -> bool:
        """Takes the sign if it is next."""
        found = self._text.startswith(sign, self._position)
        if found:
            self._advance(len(sign))
        return found

    def expect(self, sign: str) -> None:
        """Takes the sign, which must be next."""
        if not self.take(sign):
            self._expected(f"«{sign}»", f"'{sign}'")

    def word(self, vi: str, en: str) -> str:
        """A word, which must be next."""
        if found := re.compile(self.WORD).match(self._text, self._position):
            self._advance(len(found[0]))
            return found[0]
        return self._expected(vi, en)

    def number_or_word(self, vi: str, en: str) -> str:
        """A word, which must be next; a percentage or a fraction is one, without the white space in it."""
        found = re.compile(self.SPACED).match(self._text, self._position)
        if found is None:
            return self.word(vi, en)
        self._advance(len(found[0]))
        return "".join(found[0].split())

    def phrase(self, known: Iterable[str]) -> str | None:
        """One of the known names, of several words perhaps, if it is next and stands before a colon or the end."""
        found = re.compile(r'[^:;=()"“”]{0,80}').match(self._text, self._position)
        if found is None or folded(found[0]) not in known:
            return None
        self._advance(len(found[0]))
        return found[0].strip()

    def text(self) -> str | None:
        """Quoted text if it is next."""
        found = re.compile(self.TEXT, re.DOTALL).match(self._text, self._position)
        if found:
            self._advance(len(found[0]))
            return found[2] if found[1] is None else re.sub(r"\\(.)", self._unescaped, found[1], flags=re.DOTALL)
        if self._text.startswith(('"', "“"), self._position):
            self.refuse("thiếu dấu ngoặc kép đóng", "the closing quote is missing")
        return None

    def text_or_word(self, vi: str, en: str) -> str:
        """Quoted text or a word, which must be next."""
        text = self.text()
        return self.word(vi, en) if text is None else text

    def _unescaped(self, found: re.Match[str]) -> str:
        return self.ESCAPES.get(found[1], found[1])

    def _expected(self, vi: str, en: str) -> NoReturn:
        self.refuse(f"cần {vi}", f"expected {en}")

    def _advance(self, length: int) -> None:
        self._position += length
        self._skip()

    def _skip(self) -> None:
        while self._position < len(self._text) and self._text[self._position].isspace():
            self._position += 1


def at_character(wording: Wording, position: int) -> Wording:
    """The wording with the place in the cell, counted from 1."""
    return wording._replace(
        problem_vi=f"{wording.problem_vi} (ký tự thứ {position + 1})",
        problem_en=f"{wording.problem_en} (at character {position + 1})",
    )
