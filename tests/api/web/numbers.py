"""The numbers of a page: each with the link that it is, or with what else says how it comes about."""

import re
from decimal import Decimal
from html.parser import HTMLParser
from typing import NamedTuple

from tests.api.scenario import Client

NUMBERS = {"number", "rank", "percent", "group", "index", "mixed", "place"}
"""The classes of cells and labels in which scores and ranks stand."""
NO_SCORES = {"position", "group-code", "group-name", "beside"}
"""Within these, digits are positions of the log, codes and names."""
EMPTY = {"br", "img", "input", "link", "meta", "rect"}


class Number(NamedTuple):
    """A number; it leads to ``href``, or where that is empty is explained where it stands."""

    value: Decimal
    href: str
    is_answer: bool


class Element(NamedTuple):
    """An element that is open."""

    tag: str
    classes: frozenset[str]
    href: str


class Numbers(HTMLParser):
    """All numbers of a page, and what in cells of numbers looks like one but is not printed as one."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.numbers: list[Number] = []
        self.bare: list[str] = []
        self._open: list[Element] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        element = Element(tag, frozenset((given.get("class") or "").split()), given.get("href") or "")
        if tag == "data":
            self._number(str(given["value"]))
        if tag not in EMPTY:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        if tag not in EMPTY:
            while self._open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        classes = frozenset[str]().union(*(element.classes for element in self._open))
        within = {element.tag for element in self._open}
        is_told = classes & {"here", "answer"} or within & {"data", "thead"}
        if re.search(r"\d", data) and classes & NUMBERS and not classes & NO_SCORES and not is_told:
            self.bare.append(data.strip())

    def _number(self, value: str) -> None:
        link = next((element for element in self._open if "explained" in element.classes), None)
        told = {name for element in self._open for name in element.classes} & {"here", "answer"}
        if link is None and not told:
            self.bare.append(value)
        self.numbers.append(Number(Decimal(value), link.href if link else "", "answer" in told))

    @property
    def answers(self) -> set[Decimal]:
        """What the page is about."""
        return {number.value for number in self.numbers if number.is_answer}


def numbers(client: Client, path: str) -> Numbers:
    """The numbers of the page at an address, none of which may stand there unexplained."""
    answer = client.get(path)
    assert (answer.status_code, answer.mimetype) == (200, "text/html"), (path, answer.text)
    found = Numbers(answer.text)
    assert not found.bare, (path, found.bare)
    return found


def follow(client: Client, *paths: str) -> int:
    """Follows every number on these pages to the page that explains it, which has to be about that very number.

    Returns how many there were.
    """
    linked = {(each.href, each.value) for path in paths for each in numbers(client, path).numbers if each.href}
    answers = {href: numbers(client, href).answers for href in sorted({href for href, _ in linked})}
    for href, value in sorted(linked):
        assert value in answers[href], (href, value, answers[href])
    return len(linked)
