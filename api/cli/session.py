"""One run of ``bangvang``: where the data are, in which language and in which form it answers."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
import msgspec

from api.cli.audited import read_of
from api.cli.values import Value
from api.people import with_names
from api.refusals import AuditorOnlyReads
from application.audit import log_read
from application.people import Names
from application.settings import Settings, from_environment
from domain.metadata import Actor
from domain.person.reference import IN_TEXT
from projections.platform import Platform

TABLE, JSON, CSV = "table", "json", "csv"
LANGUAGES = ("vi", "en")
ACTOR_ID = next(field.type for field in msgspec.structs.fields(Actor) if field.name == "id")
"""How an actor is named."""

EXIT_CODES = """\b
Exit codes:
  0  done
  1  failed, or a rebuilt projection differs from the live one
  2  the command line is wrong
  3  refused: what was given is not valid
  4  refused: there is no such thing
  5  refused: this role or unit may not do it
  6  refused: it conflicts with how things stand, or somebody else was faster
"""


class Session:
    """What the options that every command shares have said so far."""

    def __init__(self) -> None:
        """Starts with the environment's language, the default folder and tables."""
        self.data: Path | None = None
        self.lang = language_of(os.environ)
        self.format = TABLE
        self.names: Names = {}
        self.with_names = True
        self.auditor: str | None = None
        self._is_logged = False

    def platform(self) -> Platform:
        """The platform on the chosen data, to be read, and closed by the caller; what an auditor reads is logged."""
        settings = from_environment(self.data)
        opened = Platform(settings)
        try:
            self._log_read(opened, self.auditor or settings.auditor)
        except BaseException:
            opened.close()
            raise
        return opened

    def platform_to_change(self) -> Platform:
        """The platform for whoever does more than read, to be closed by the caller; refuses auditors."""
        return Platform(self.settings_to_change())

    def settings_to_change(self) -> Settings:
        """The settings, for whoever does more than read; refuses auditors."""
        settings = from_environment(self.data)
        auditor = self.auditor or settings.auditor
        if auditor is not None:
            raise AuditorOnlyReads(auditor=auditor)
        return settings

    def _log_read(self, platform: Platform, auditor: str | None) -> None:
        """One command is one read, however often it looks and however long it follows."""
        if auditor is not None and not self._is_logged:
            log_read(platform.application, read_of(click.get_current_context(), auditor, platform.application.people))
            self._is_logged = True

    def has_log(self) -> bool:
        """Whether there is a log to look into; looking at a file is no reason to start one."""
        settings = from_environment(self.data)
        return settings.database_url is not None or os.access(settings.data / "events.db", os.R_OK)

    @contextmanager
    def platform_if_any(self) -> Iterator[Platform | None]:
        """The platform while it is needed, or nothing where there is no log yet."""
        if not self.has_log():
            yield None
            return
        with self.platform() as platform:
            yield platform

    def current_platform(self) -> Platform:
        """The platform with its projections brought to the head of the log, to be closed by the caller."""
        platform = self.platform()
        try:
            for problem in platform.projections.catch_up():
                self.warn(
                    f"mô hình đọc «{problem.projection}» dừng ở vị trí {problem.position} ({problem.event})",
                    f"read model '{problem.projection}' stops at position {problem.position} ({problem.event})",
                )
        except BaseException:
            platform.close()
            raise
        return platform

    def named(self, text: str) -> str:
        """The text with the names of people in the place of their references, which are looked up when first met."""
        met = set(IN_TEXT.findall(text)) - self.names.keys() if self.with_names else set()
        if met:
            with self.platform() as platform:
                everybody = {person.reference: person.name for person in platform.application.people.listed()}
            self.names |= dict.fromkeys(met) | everybody
        return with_names(self.lang, text, self.names)

    def warn(self, vi: str, en: str) -> None:
        """Says it on standard error."""
        click.echo(f"⚠ {self.say(vi, en)}", err=True)

    def say(self, vi: str, en: str) -> str:
        """The text in the chosen language."""
        return vi if self.lang == "vi" else en


def language_of(environment: Any) -> str:
    """``en`` where the environment asks for English, else ``vi``."""
    names = ("LC_ALL", "LC_MESSAGES", "LANG")
    locale = next((environment[name] for name in names if environment.get(name)), "")
    return "en" if locale.startswith("en") else "vi"


pass_session = click.make_pass_decorator(Session, ensure=True)


def shared_options(formats: Sequence[str]) -> list[click.Option]:
    """The options that may stand before the command's name or behind it."""
    return [
        _shared("data", type=click.Path(file_okay=False, path_type=Path), help="Data folder [env: BANGVANG_DATA]."),
        _shared("lang", type=click.Choice(LANGUAGES), help="Language of answers and refusals [default: from LANG]."),
        _shared(
            "auditor", type=Value(ACTOR_ID), help="Read as this auditor; the read is logged [env: BANGVANG_AUDITOR]."
        ),
        _shared("format", type=click.Choice(formats), help="Form of the answer [default: table]."),
    ]


def _shared(name: str, **attributes: Any) -> click.Option:
    return click.Option([f"--{name}"], expose_value=False, callback=_remember, **attributes)


def _remember(context: click.Context, parameter: click.Parameter, value: object) -> None:
    session = context.ensure_object(Session)
    if value is not None and parameter.name:
        setattr(session, parameter.name, value)


def share(command: click.Command, formats: Sequence[str] = (TABLE, JSON)) -> None:
    """Gives a command the shared options that it does not have yet."""
    taken = {parameter.name for parameter in command.params}
    command.params += [option for option in shared_options(formats) if option.name not in taken]


class Task(click.Command):
    """A command that takes the shared options and answers as a table or as JSON."""

    formats: Sequence[str] = (TABLE, JSON)

    def __init__(self, *arguments: Any, **attributes: Any) -> None:
        """Adds the shared options behind the command's own, and the exit codes below them."""
        attributes.setdefault("epilog", EXIT_CODES)
        super().__init__(*arguments, **attributes)
        share(self, self.formats)

    def invoke(self, context: click.Context) -> Any:
        """Refuses a form that this command does not have, were it asked for before the command's name."""
        asked = context.ensure_object(Session).format
        if asked not in self.formats:
            msg = f"--format {asked} is not offered here, only: {', '.join(self.formats)}"
            raise click.UsageError(msg, context)
        return super().invoke(context)


class Report(Task):
    """A command whose answer is rows, which may also be CSV."""

    formats = (TABLE, CSV, JSON)


class Group(click.Group):
    """Commands about one thing, listed in the order they were entered."""

    command_class = Task
    group_class = type

    def list_commands(self, _context: click.Context) -> list[str]:
        """The names in the order they were entered."""
        return list(self.commands)
