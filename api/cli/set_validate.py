"""``bangvang sets validate``: all that is wrong with a set file, before anybody releases it."""

import os
from pathlib import Path
from typing import Any

import click

from api.cli.exits import EXIT_CODE
from api.cli.output import print_json, print_rows, print_text
from api.cli.session import JSON, TABLE, Report, Session, pass_session
from api.cli.set_faults import FAULTS, fault_row
from api.cli.set_log_faults import log_faults
from api.cli.values import FILE
from application.sets.checks import check_file
from application.sets.document import CheckedSet
from application.settings import from_environment
from application.workspace import Workspace
from domain.indicator_set.content import content_hash
from domain.indicator_set.definition import IndicatorSet
from domain.refusal import RefusalKind

AGAINST = """Compare with the releases of the log, too: number, migrations, what the set extends [default: where there
is a log]."""


@click.command("validate", cls=Report)
@click.argument("file", type=FILE)
@click.option("--against-log/--not-against-log", "against", default=None, help=AGAINST)
@click.pass_context
@pass_session
def validate_set(session: Session, context: click.Context, file: Path, against: bool | None) -> None:  # noqa: FBT001
    """List every mistake in a set FILE, YAML or Excel, each with its place and how to mend it.

    Nothing is recorded. Ends with 3 if there is a mistake.
    """
    checked, compared = check_file(file), False
    if checked.definition and (_has_log(session) if against is None else against):
        checked, compared = _against_log(session, checked.definition, file), True
    _print(session, file, checked, compared=compared)
    if checked.faults:
        context.exit(EXIT_CODE[RefusalKind.INVALID])


def _has_log(session: Session) -> bool:
    """Whether there is a log to compare with; looking at a file is no reason to start one."""
    settings = from_environment(session.data)
    return settings.database_url is not None or os.access(settings.data / "events.db", os.R_OK)


def _against_log(session: Session, definition: IndicatorSet, file: Path) -> CheckedSet:
    with session.platform() as platform:
        return CheckedSet(definition, log_faults(Workspace(platform.application.load), definition, file))


def _print(session: Session, file: Path, checked: CheckedSet, *, compared: bool) -> None:
    rows = [fault_row(fault, session.lang) for fault in checked.faults]
    if session.format == JSON:
        print_json(_report(file, checked, rows, compared=compared))
    elif session.format == TABLE and checked.definition and not rows:
        print_text([_sound(session, file, checked.definition, compared=compared)])
    else:
        count = session.say("{} lỗi", "faults: {}").format(len(rows))
        # The title names the file; to repeat it on every line would leave no room for the rest.
        columns = FAULTS[1:] if session.format == TABLE else FAULTS
        print_rows(session, columns, rows, f"{file}: {count}")


def _report(file: Path, checked: CheckedSet, rows: list[dict[str, str]], *, compared: bool) -> dict[str, Any]:
    definition = checked.definition
    return {
        "file": str(file),
        "sound": not rows,
        "against_log": compared,
        "province": definition and definition.province,
        "indicator_set": definition and definition.code,
        "version": definition and definition.version,
        "content_hash": definition and content_hash(definition),
        "faults": rows,
    }


def _sound(session: Session, file: Path, definition: IndicatorSet, *, compared: bool) -> str:
    vi = "{file}: không có lỗi. Bộ chỉ số {name}, {count} chỉ số, {points} điểm, mã băm {hash}{log}."
    en = "{file}: no faults. Set {name}, {count} indicators, {points} points, hash {hash}{log}."
    log = session.say("; phù hợp với các bản đã ban hành", "; it fits what was released") if compared else ""
    return session.say(vi, en).format(
        file=file,
        name=f"{definition.province}/{definition.code}@{definition.version}",
        count=len(list(definition.indicators())),
        points=definition.max_points,
        hash=content_hash(definition),
        log=log,
    )
