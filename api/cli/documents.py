"""``bangvang events catalogue`` and ``bangvang refusals``: pages of the documentation, written from the code."""

import importlib
import re
from collections.abc import Iterator, Sequence
from enum import Enum
from itertools import groupby
from pathlib import Path

import click
import msgspec
from msgspec import inspect as types

from api.cli.causes import events_of
from api.cli.commands import WAYS
from api.cli.described import core, field_notes, summary, type_words
from api.cli.exits import EXIT_CODE
from api.cli.output import Column, print_bytes, print_rows
from api.cli.session import TABLE, Group, Report, Session, pass_session
from api.markdown import table
from api.refusals import STATUS_BY_KIND, status_of
from application.catalogue import CATALOGUE
from application.handlers import INTERNAL
from domain.command import Command
from domain.event import Event, Recorded
from domain.refusal import Refusal

LAYERS = ("domain", "application", "projections", "api")
"""The packages whose refusals are listed."""
DEFINITION = re.compile(r"^class \w+\(.*\bRefusal\):$", re.MULTILINE)

EVENTS = (Column("name", "Tên", "Name"), Column("meaning", "Ý nghĩa", "Meaning"))
REFUSALS = tuple(Column(name, name, name) for name in ("code", "kind", "vi", "en", "advice_vi", "advice_en"))

EVENTS_HEAD = """\
# Events

This page is written from the code by `bangvang events catalogue` (`make docs`); a test fails when it is stale.

Stored names and fields are a storage format: they are added to, never changed. Every event stands in the log in an
envelope that says who recorded it, when and why (see the end of this page). In JSON, decimals are strings and times are
in UTC. A field marked with an asterisk may be left out."""

OPTIONAL = r" \*"

REFUSALS_HEAD = """\
# Refusals

This page is written from the code by `bangvang refusals` (`make docs`); a test fails when it is stale.

Whatever is turned down has a stable code, a sentence that says what is wrong and an advice that says what to do, in
Vietnamese and in English. The kind decides how `bangvang` ends and which status REST answers with, unless the refusal
has a status of its own, which then stands behind its kind."""


@click.group(cls=Group)
def events() -> None:
    """The events that the log may hold."""


@events.command(cls=Report)
@pass_session
def catalogue(session: Session) -> None:
    """Print the catalogue of events: a page in Markdown; as CSV or JSON, names and meanings alone."""
    if session.format == TABLE:
        print_bytes(events_page().encode())
    else:
        print_rows(session, EVENTS, [{"name": e.stored_name, "meaning": summary(e)} for e in CATALOGUE])


@click.command(cls=Report)
@pass_session
def refusals(session: Session) -> None:
    """Print every refusal: a page in Markdown, or rows as CSV or JSON."""
    if session.format == TABLE:
        print_bytes(refusals_page().encode())
    else:
        print_rows(session, REFUSALS, [{c.key: getattr(r, c.key) for c in REFUSALS} for r in known_refusals()])


# --- Events ------------------------------------------------------------------


def events_page() -> str:
    """The catalogue of events in Markdown."""
    return "\n".join([*_events_page(), ""])


def _events_page() -> Iterator[str]:
    yield EVENTS_HEAD
    yield "\n## Which command leads to which event\n"
    yield from table(("command", "on the command line", "event", "who"), map(_cause, (*WAYS, *INTERNAL)))
    for aggregate, members in groupby(CATALOGUE, key=_aggregate):
        yield f"\n## Events of `{aggregate}`"
        for event in members:
            yield f"\n### `{event.stored_name}`\n\n{summary(event)}\n"
            yield from _fields(event)
    yield "\n## Parts of events"
    for part in _parts():
        yield f"\n### {part.__name__}\n\n{summary(part)}\n"
        yield from [", ".join(f"`{member.value}`" for member in part)] if issubclass(part, Enum) else _fields(part)
    yield f"\n## The envelope\n\n{summary(Recorded)}\n"
    yield from _fields(Recorded)
    yield "\n## Retired names\n"
    yield from _retired()


def _cause(kind: type[Command]) -> Sequence[str]:
    names = "<br>".join(f"`{event.stored_name}`" for event in events_of(kind))
    needs = {"a reason": kind.needs_reason, "a decision": kind.needs_decision}
    asked = " and ".join(name for name, needed in needs.items() if needed)
    who = ", ".join(sorted(kind.roles)) + (f", with {asked}" if asked else "")
    typed = f"`{' '.join(WAYS[kind])}`" if kind in WAYS else "—"
    return f"**{kind.__name__}**: {summary(kind)}", typed, names, who


def _aggregate(event: type[Event]) -> str:
    return event.__module__.split(".")[1]


def _fields(kind: type) -> Iterator[str]:
    notes = field_notes(kind)
    fields = [field for field in msgspec.structs.fields(kind) if field.name != "data"]
    if tag := kind.__struct_config__.tag:  # type: ignore[attr-defined]  # msgspec's own.
        yield f"`{kind.__struct_config__.tag_field}` is `{tag}`.\n"  # type: ignore[attr-defined]
    if not fields:
        yield "No fields of its own."
        return
    names = [f"`{field.name}`{'' if field.required else OPTIONAL}" for field in fields]
    rows = zip(names, (type_words(f.type) for f in fields), (notes.get(f.name, "") for f in fields), strict=True)
    yield from table(("field", "holds", ""), rows)


def _parts() -> Sequence[type]:
    """The structs and enumerations that events and the envelope are made of, by their names."""
    kinds = [*CATALOGUE, Recorded]
    fields = (field for kind in kinds for field in msgspec.structs.fields(kind) if field.name != "data")
    found: set[type] = set()
    for field in fields:
        _add_parts(field.type, found)
    return sorted(found, key=lambda part: part.__name__)


def _add_parts(kind: object, found: set[type]) -> None:
    """Adds the structs and enumerations that a type is made of; those that hold others of their kind only once."""
    match core(kind):
        case types.EnumType(cls=cls):
            found.add(cls)
        case types.StructType(cls=cls) if cls not in found:
            found.add(cls)
            for field in msgspec.structs.fields(cls):
                _add_parts(field.type, found)
        case types.VarTupleType(item_type=item) | types.ListType(item_type=item):
            _add_parts(item, found)
        case types.DictType(key_type=key, value_type=value):
            _add_parts(key, found)
            _add_parts(value, found)
        case types.UnionType(types=choices):
            for choice in choices:
                _add_parts(choice, found)


def _retired() -> Iterator[str]:
    retired = CATALOGUE.retired()
    if not retired:
        yield "None so far."
        return
    yield from table(("name", "read as"), ((f"`{name}`", f"`{successor}`") for name, successor in retired.items()))


# --- Refusals ----------------------------------------------------------------


def refusals_page() -> str:
    """The list of refusals in Markdown."""
    kinds = [(f"`{kind}`", str(EXIT_CODE[kind]), str(status)) for kind, status in STATUS_BY_KIND.items()]
    lines = [
        REFUSALS_HEAD,
        "",
        *table(("kind", "exit code", "status"), kinds),
        "",
        *table(("code", "kind", "Vietnamese", "English"), map(_refusal, known_refusals())),
        "",
    ]
    return "\n".join(lines)


def _refusal(refusal: type[Refusal]) -> Sequence[str]:
    vi = f"{refusal.vi}<br>→ {refusal.advice_vi}"
    en = f"{refusal.en}<br>→ {refusal.advice_en}"
    status = "" if status_of(refusal) == STATUS_BY_KIND[refusal.kind] else f"<br>({status_of(refusal)})"
    return f"`{refusal.code}`", f"`{refusal.kind}`{status}", vi, en


def known_refusals() -> Sequence[type[Refusal]]:
    """Every refusal of the platform, by its code; modules that define one are loaded for it."""
    for name in _modules_with_refusals():
        importlib.import_module(name)
    known = Refusal.known.values()
    return sorted((r for r in known if r.__module__.partition(".")[0] in LAYERS), key=lambda refusal: refusal.code)


def _modules_with_refusals() -> Iterator[str]:
    """Told by their text, for some modules must not be loaded for nothing."""
    for layer in LAYERS:
        package = importlib.import_module(layer)
        for root in map(Path, package.__path__):
            for file in sorted(root.rglob("*.py")):
                if DEFINITION.search(file.read_text(encoding="utf-8")):
                    yield ".".join((layer, *file.relative_to(root).with_suffix("").parts))
