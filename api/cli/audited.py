"""What an auditor reads on the command line, as it is logged: the words that were typed, and what they are about."""

import shlex
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import click
import msgspec

from domain.audit.commands import LogRead
from domain.metadata import Actor, Code, Role

PROGRAM = "bangvang"
WORDS = f"{PROGRAM}.words"


def keep_words(context: click.Context, words: Sequence[str]) -> None:
    """Remembers the words of the command line for as long as the command runs."""
    context.meta[WORDS] = tuple(words)


def read_of(context: click.Context, auditor: str) -> LogRead:
    """The read that the running command is."""
    _, _, command = context.command_path.partition(" ")
    return LogRead(
        id=uuid4(),
        at=datetime.now(UTC),
        actor=Actor(id=auditor, role=Role.AUDITOR),
        operation=f"{PROGRAM} {command}",
        request=_stored(shlex.join((PROGRAM, *context.meta[WORDS]))),
        **_place(context.params),
    )


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
