"""What an auditor reads on the command line, as it is logged: the words that were typed, and what they are about."""

import shlex
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import click
import msgspec

from application.people import People
from domain.audit.commands import LogRead
from domain.metadata import Actor, Code, Role

PROGRAM = "bangvang"
WORDS = f"{PROGRAM}.words"
NAMING: Mapping[str, Callable[[People, str], str]] = {"--auditor": lambda *_: "…", "--actor": People.without_name}
"""The options whose values are people, and what is kept of them."""


def keep_words(context: click.Context, words: Sequence[str]) -> None:
    """Remembers the words of the command line for as long as the command runs."""
    context.meta[WORDS] = tuple(words)


def read_of(context: click.Context, auditor: str, people: People) -> LogRead:
    """The read that the running command is; whom its words name is kept by reference, as everywhere in the log."""
    _, _, command = context.command_path.partition(" ")
    return LogRead(
        id=uuid4(),
        at=datetime.now(UTC),
        actor=Actor(id=auditor, role=Role.AUDITOR),
        operation=f"{PROGRAM} {command}",
        request=_stored(shlex.join((PROGRAM, *_without_names(context.meta[WORDS], people)))),
        **_place(context.params),
    )


def _without_names(words: Sequence[str], people: People) -> Iterator[str]:
    """The words; of the auditor nothing, for the envelope tells who it is, and of others their references."""
    before = ""
    for word in words:
        option, equals, value = word.partition("=")
        if before in NAMING:
            yield NAMING[before](people, word)
        elif equals and option in NAMING:
            yield f"{option}={NAMING[option](people, value)}"
        else:
            yield word
        before = "" if before in NAMING else word


def _place(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """The province, the round and the unit, as far as the words name them."""
    named = dict(parameters)
    where = parameters.get("where") or ("",)
    if "/" in where[0]:
        named["province"], named["round"] = where[0].split("/", 1)
    found = {"province": named.get("province"), "round": named.get("round_code") or named.get("round")}
    return {name: _code(value) for name, value in {**found, "unit": named.get("unit")}.items()}


def _code(value: object) -> Code | None:
    try:
        return msgspec.convert(value, Code)
    except msgspec.ValidationError:
        return None


def _stored(words: str) -> str:
    """The words as the log can keep them: bytes that are no text are written as such."""
    return words.encode(errors="backslashreplace").decode()
