"""Takes a cell's notation apart, word by word."""

import re
from collections.abc import Mapping
from typing import ClassVar, NoReturn

from domain.wording import Wording


class NotationError(ValueError):
    """The notation breaks off or goes on with something else than it may."""

    def __init__(self, wording: Wording, value: str) -> None:
        """Takes what is wrong, and the text from there on."""
        self.wording, self.value = wording, value
        super().__init__(wording.problem_en)


class Scanner:
    """Reads words, quoted text and signs from left to right; white space between them means nothing."""

    WORD = r'(?:(?!->)[^\s;,:=()"“”])+'
    TEXT = r'"((?:[^"\\]|\\.)*)"|“([^”]*)”'
    ESCAPES: ClassVar[Mapping[str, str]] = {"n": "\n", "t": "\t"}

    def __init__(self, text: str) -> None:
        """Starts at the beginning."""
        self._text, self._position = text, 0
        self._skip()

    def refuse(self, vi: str, en: str) -> NoReturn:
        """Says what is wrong at this position. Raises ``NotationError``."""
        number, rest = self._position + 1, self._text[self._position :]
        raise NotationError(
            Wording(
                f"{vi} (ký tự thứ {number})",
                f"{en} (at character {number})",
                "Xem cách viết quy tắc và ví dụ ở trang Hướng dẫn của tệp mẫu",
                "See the template's Help sheet for how rules and examples are written",
            ),
            rest or self._text,
        )

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
