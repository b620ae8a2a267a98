"""What is typed, read as the domain's own types: nothing that they refuse gets past the command line."""

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path
from types import NoneType
from typing import Any, get_args

import click
import msgspec
from msgspec import inspect as types

from api.cli.described import core, type_words
from application.sets.wording import of_msgspec
from domain.command import VIETNAM
from domain.metadata import Sha256
from domain.round.calendar import Window
from domain.scorecard.events import Evidence

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
LARGEST = 2**63 - 1
"""The largest position, size and number of rows that every store can be asked for."""
POSITION = click.IntRange(1, LARGEST)
BEHIND = click.IntRange(0, LARGEST)
"""A position behind which to begin."""
MOST = click.IntRange(1, LARGEST)
"""How many to show."""
EVIDENCE = re.compile(r"(?P<name>.+):(?P<size>\d+):(?P<sha256>[0-9A-Fa-f]{64})", re.DOTALL)
DIGEST = re.compile(r"[0-9A-Fa-f]{64}")


class Value(click.ParamType[Any]):
    """Text read as a msgspec type: a code, a name, a day, a decimal, an id. In JSON where it has several parts."""

    def __init__(self, kind: Any, *, json: bool = False) -> None:
        """Reads the type, from JSON if ``json``."""
        self._kind, self._json = kind, json
        self.name = "JSON" if json else type_words(kind)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The value in its type, text in Unicode NFC."""
        text = unicodedata.normalize("NFC", value)
        try:
            return msgspec.json.decode(text, type=self._kind) if self._json else self._read(text)
        except msgspec.MsgspecError as error:
            self.fail(f"{text!r}: {self._wrong(str(error), ctx)}", param, ctx)

    def _wrong(self, problem: str, ctx: click.Context | None) -> str:
        """What is wrong, and how it is written, in the chosen language, where there are words for it."""
        if not problem.startswith(("Expected", "Invalid RFC3339")):
            return problem
        language = getattr(ctx and ctx.find_root().obj, "lang", "en")
        wording = of_msgspec(problem, self._kind)
        _, at, place = problem.partition(" - at ")
        advice = wording.advice_vi if language == "vi" else wording.advice_en
        return f"{wording.problem(language)}{at and f' ({place})'}. {advice}."

    def _read(self, text: str) -> Any:
        return msgspec.convert(text, self._kind, strict=False)


class Choices(click.Choice[str]):
    """One member of an enumeration, written as it is stored."""

    def __init__(self, kind: type[Enum]) -> None:
        """Offers the members of the enumeration."""
        self._enumeration = kind
        super().__init__([member.value for member in kind])

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The member."""
        return self._enumeration(super().convert(str(value), param, ctx))


class Moment(click.ParamType[datetime]):
    """A time as ISO 8601 writes it; in Viet Nam unless it says where."""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """The time in UTC."""
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is no time such as 2022-11-14T09:30 or 2022-11-14T02:30Z", param, ctx)
        return (moment if moment.tzinfo else moment.replace(tzinfo=VIETNAM)).astimezone(UTC)


class Span(click.ParamType[Window]):
    """A window of days, the first and the last: ``2022-11-15..2022-11-30``."""

    name = "date..date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Window:
        """The window."""
        opens, _, closes = value.partition("..")
        try:
            return msgspec.convert({"opens": opens.strip(), "closes": closes.strip()}, Window, strict=False)
        except msgspec.ValidationError:
            self.fail(f"{value!r} is no window such as 2022-11-15..2022-11-30", param, ctx)


class Pair(click.ParamType[tuple[str, str]]):
    """``name=value``."""

    name = "name=value"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:
        """The name and the value, without surrounding white space."""
        name, equals, text = (part.strip() for part in unicodedata.normalize("NFC", value).partition("="))
        if not (name and equals):
            self.fail(f"{value!r} is not name=value", param, ctx)
        return name, text


class EvidenceFile(click.ParamType[Evidence]):
    """A verifying document: a file at hand, or ``NAME:SIZE:SHA256`` of one that is elsewhere."""

    name = "file|name:size:sha256"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Evidence:
        """The reference to the document."""
        named = EVIDENCE.fullmatch(unicodedata.normalize("NFC", value))
        if named:
            parts = {**named.groupdict(), "sha256": named["sha256"].lower()}
            return msgspec.convert(parts, Evidence, strict=False)
        path = Path(FILE.convert(value, param, ctx))
        name = unicodedata.normalize("NFC", path.name)
        return Evidence(name=name, size=path.stat().st_size, sha256=digest_of(path))


class Digest(click.ParamType[str]):
    """A SHA-256 digest, whichever its case, for some systems print capitals; or the file itself."""

    name = "file|SHA-256"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The digest in lower case."""
        digest = value.strip()
        return digest.lower() if DIGEST.fullmatch(digest) else digest_of(Path(FILE.convert(value, param, ctx)))


def digest_of(path: Path) -> str:
    """The SHA-256 digest of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def type_of(kind: Any) -> click.ParamType[Any]:
    """How a value of the type is typed on a command line; what is left out is typed by nothing, not by ``null``."""
    if NoneType in get_args(kind):
        (kind,) = (each for each in get_args(kind) if each is not NoneType)
    match core(kind):
        case types.EnumType(cls=cls):
            return Choices(cls)
        case types.StrType() if kind == Sha256:
            return Digest()
        case types.StructType(cls=cls) if cls is Evidence:
            return EvidenceFile()
        case types.StructType() | types.DictType() | types.VarTupleType() | types.UnionType():
            return Value(kind, json=True)
        case _:
            return Value(kind)


def option_of(field: msgspec.structs.FieldInfo) -> click.Option:
    """The option that fills a field: a flag, a value, or one that may stand several times."""
    name = field.name.replace("_", "-")
    node = core(field.type)
    attributes: dict[str, Any] = {"required": field.required}
    match node:
        case types.BoolType():
            if field.required:
                return click.Option([f"--{name}/--not-{name}", field.name], **attributes)
            return click.Option([f"--{name}", field.name], is_flag=True, default=None, **attributes)
        case types.DictType(key_type=types.StrType(), value_type=types.StrType()):
            option = [f"--{name.removesuffix('s')}", field.name]
            return click.Option(option, type=Pair(), multiple=True, callback=_mapping, **attributes)
        case types.VarTupleType():
            item = get_args(field.type)[0]
            return click.Option(
                [f"--{name.removesuffix('s')}", field.name], type=type_of(item), multiple=True, **attributes
            )
        case _:
            return click.Option([f"--{name}", field.name], type=type_of(field.type), **attributes)


def _mapping(_context: click.Context, parameter: click.Parameter, pairs: Sequence[tuple[str, str]]) -> dict[str, str]:
    named = dict(pairs)
    if len(named) < len(pairs):
        msg = "a name stands twice"
        raise click.BadParameter(msg, param=parameter)
    return named
