"""``bangvang log``: the events themselves, as they were recorded."""

from collections.abc import Collection, Sequence
from contextlib import suppress
from fnmatch import fnmatchcase
from typing import Any

import click
import msgspec

from api.cli.log_export import export_command
from api.cli.output import print_bytes, text
from api.cli.session import JSON, Group, Session, pass_session
from api.cli.values import BEHIND, MOST
from api.people import with_names
from application.catalogue import CATALOGUE
from application.log import LogEntry
from application.people import Names
from domain.command import VIETNAM
from projections.platform import Platform

PAGE = 1000
WIDTH = 160
"""How much of an event's content a line shows; a whole set would fill screens."""
WAIT = 1.0
"""Seconds after which a follower looks again, were it not woken before."""


@click.group(cls=Group)
def log() -> None:
    """The log of all events."""


log.add_command(export_command)


@log.command()
@click.option("--follow", "-f", is_flag=True, help="Go on with what is recorded from now on, until interrupted.")
@click.option("--after", type=BEHIND, help="Begin behind this position [default: the last --limit events].")
@click.option("--limit", "-n", type=MOST, default=20, show_default=True, help="How many events to print.")
@click.option(
    "--name",
    "patterns",
    multiple=True,
    help="Only events of this stored name, such as scorecard.* or round.published.v1.",
)
@pass_session
def tail(session: Session, follow: bool, after: int | None, limit: int, patterns: Sequence[str]) -> None:  # noqa: FBT001  # A flag of the command line.
    """Print events in the order they were recorded; as JSON, one document a line."""
    names = _names(patterns)
    with session.platform() as platform:
        head = platform.log.head()
        entries = _last(platform, limit, names, head) if after is None else platform.log.read(after, limit, names)
        _print(session, platform, entries)
        if follow:
            _follow(session, platform, _reached(entries, head if after is None else after), names)


def _names(patterns: Sequence[str]) -> Collection[str] | None:
    """The stored names that fit one of the patterns; all if there are none."""
    known = CATALOGUE.stored_names()
    for pattern in patterns:
        if not any(fnmatchcase(name, pattern) for name in known):
            msg = f"{pattern!r} fits none of: {', '.join(sorted(known))}"
            raise click.BadParameter(msg, param_hint="--name")
    return {name for name in known if any(fnmatchcase(name, pattern) for pattern in patterns)} or None


def _last(platform: Platform, limit: int, names: Collection[str] | None, head: int) -> Sequence[LogEntry]:
    """The last entries up to the head; looks ever further back, for names are rare and positions may have gaps."""
    span = limit
    while True:
        entries = platform.log.read(max(0, head - span), span, names, head)
        if len(entries) >= limit or span >= head:
            return entries[-limit:]
        span *= 8


def _follow(session: Session, platform: Platform, position: int, names: Collection[str] | None) -> None:
    with suppress(KeyboardInterrupt):
        while True:
            entries = platform.log.read(position, PAGE, names)
            _print(session, platform, entries)
            position = _reached(entries, position)
            if len(entries) < PAGE:
                platform.log.wait(WAIT)


def _reached(entries: Sequence[LogEntry], before: int) -> int:
    return entries[-1].position if entries else before


def _print(session: Session, platform: Platform, entries: Sequence[LogEntry]) -> None:
    for entry in entries:
        if session.format == JSON:
            print_bytes(msgspec.json.encode(_document(platform, entry)) + b"\n")
        else:
            click.echo(with_names(session.lang, _line(platform, entry), _names_in(platform, entry)))


def _document(platform: Platform, entry: LogEntry) -> dict[str, Any]:
    """The event with its place in the log, its stored name and the names of the people it refers to."""
    recorded = platform.codec.decode(*entry[1:])
    names = _names_in(platform, entry)
    return {"position": entry.position, "name": entry.name, **msgspec.to_builtins(recorded), "names": names}


def _names_in(platform: Platform, entry: LogEntry) -> Names:
    return platform.application.people.names([entry.state.decode()])


def _line(platform: Platform, entry: LogEntry) -> str:
    recorded = platform.codec.decode(*entry[1:])
    actor = recorded.actor
    who = f"{actor.role}:{actor.unit}" if actor.unit else actor.role.value
    at = recorded.recorded_at.astimezone(VIETNAM)
    content = msgspec.json.encode(recorded.data).decode()
    reason = f" «{recorded.reason}»" if recorded.reason else ""
    shortened = content if len(content) <= WIDTH else f"{content[:WIDTH]}…"
    return text(f"{entry.position:>7} {at:%Y-%m-%d %H:%M:%S} {entry.name:<32} {actor.id} ({who}) {shortened}{reason}")
