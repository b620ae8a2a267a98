"""The words of a command line that say where: PROVINCE/ROUND UNIT INDICATOR, PROVINCE/SET@VERSION."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import click

from api.cli.values import FILE, Choices, Value
from api.papers.paper import PaperKind
from domain.indicator_set.definition import Version
from domain.metadata import Code, IndicatorCode
from domain.person.reference import Reference

CODE = Value(Code)

PLACES: Mapping[str, click.ParamType[Any]] = {
    "province": CODE,
    "round": CODE,
    "round_code": CODE,
    "unit": CODE,
    "indicator": Value(IndicatorCode),
    "part": Value(IndicatorCode),
    "indicator_set": CODE,
    "version": Value(Version),
    "file": FILE,
    "reference": Value(Reference),
    "campaign": CODE,
    "nomination": CODE,
    "paper": Choices(PaperKind),
}
"""What is named by its place on the command line, and how it is read."""

WORDS = {"round_code": "ROUND", "indicator_set": "SET", "part": "INDICATOR|GROUP", "paper": "|".join(PaperKind)}
JOINING = {"round", "round_code", "indicator_set", "campaign"}
"""What may be written behind its province and a slash."""
JOINED = {
    "PROVINCE ROUND": "PROVINCE/ROUND",
    "PROVINCE SET": "PROVINCE/SET",
    "PROVINCE CAMPAIGN": "PROVINCE/CAMPAIGN",
    "SET VERSION": "SET@VERSION",
    "SET [VERSION]": "SET[@VERSION]",
}
"""How words that belong together are shown."""


class Place(click.Argument):
    """Several values that stand one after another; province and round, or set and version, may be written as one."""

    def __init__(
        self, declarations: Sequence[str], *, fields: Sequence[str], optional: Sequence[str] = (), **attributes: Any
    ) -> None:
        """Takes the words for these fields in this order, those in ``optional`` only if they are there."""
        self.fields, self.optional = tuple(fields), tuple(optional)
        words = [*map(_word, self.fields), *(f"[{_word(name)}]" for name in self.optional)]
        metavar = " ".join(words)
        for apart, joined in JOINED.items():
            metavar = metavar.replace(apart, joined)
        super().__init__(
            declarations, nargs=-1, metavar=metavar, expose_value=False, callback=self._spread, **attributes
        )

    def make_metavar(self, ctx: click.Context) -> str:  # noqa: ARG002  # The library's signature.
        """The words as the help shows them."""
        return self.metavar or ""

    def _spread(self, context: click.Context, _parameter: click.Parameter, words: Sequence[str]) -> None:
        named, found = (*self.fields, *self.optional), self._words(words)
        if not len(self.fields) <= len(found) <= len(named):
            msg = f"Expected: {self.metavar}"
            raise click.UsageError(msg, context)
        context.params |= dict.fromkeys(named)
        for name, word in zip(named, found, strict=False):
            context.params[name] = PLACES[name].convert(word, self, context)

    def _words(self, words: Sequence[str]) -> list[str]:
        """The words with PROVINCE/ROUND and SET@VERSION taken apart; later words, such as files, stay as they are."""
        found = list(words)
        place = self.fields.index("province") if JOINING & set(self.fields) else len(found)
        if len(found) > place and "/" in found[place]:
            found[place : place + 1] = found[place].split("/", 1)
        last = place + 1
        if "indicator_set" in self.fields and len(found) > last and "@" in found[last]:
            found[last : last + 1] = found[last].split("@", 1)
        return found


def place(*fields: str, optional: Sequence[str] = ()) -> Callable[[Any], Any]:
    """Lets a command take these words, which reach it under the fields' names."""
    return click.argument("place", cls=Place, fields=fields, optional=optional)


def _word(name: str) -> str:
    return WORDS.get(name, name.upper())
