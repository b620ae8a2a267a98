"""``bangvang sets validate``: all that is wrong with a set, before anybody releases it."""

from contextlib import nullcontext
from pathlib import Path
from typing import Any

import click

from api.cli.exits import EXIT_CODE
from api.cli.output import print_json, print_text
from api.cli.session import JSON, TABLE, Report, Session, pass_session
from api.cli.set_faults import fault_row, print_faults
from api.cli.set_reference import METAVAR, ReferenceType, SetReference
from application.sets.checks import check_file
from application.sets.document import CheckedSet
from application.sets.standing import check_named_with_log, check_with_log
from application.workspace import Workspace
from domain.indicator_set.content import content_hash
from domain.indicator_set.definition import IndicatorSet
from domain.refusal import RefusalKind

AGAINST = """Compare with the releases of the log, too: number, migrations, what the set extends [default: where there
is a log]."""


@click.command("validate", cls=Report)
@click.argument("reference", metavar=METAVAR, type=ReferenceType())
@click.option("--against-log/--not-against-log", "against", default=None, help=AGAINST)
@click.pass_context
@pass_session
def validate_set(session: Session, context: click.Context, reference: SetReference, against: bool | None) -> None:  # noqa: FBT001
    """List every mistake in a set, each with its place and how to mend it.

    The set is a file, YAML or Excel, or PROVINCE/SET@VERSION as released or installed. Nothing is recorded. Ends with
    3 if there is a mistake.
    """
    compare = session.has_log() if against is None else against
    checked = _checked_with_log(session, reference) if compare else _checked(session, reference)
    _print(session, reference, checked, compared=compare and checked.definition is not None)
    if checked.faults:
        context.exit(EXIT_CODE[RefusalKind.INVALID])


def _checked(session: Session, reference: SetReference) -> CheckedSet:
    if isinstance(reference.source, Path):
        return check_file(reference.source)
    return CheckedSet(reference.definition(session.platform_if_any), ())


def _checked_with_log(session: Session, reference: SetReference) -> CheckedSet:
    with session.platform() as platform:
        workspace = Workspace(platform.application.load)
        if isinstance(reference.source, Path):
            return check_with_log(workspace, reference.source)
        definition = reference.definition(lambda: nullcontext(platform))
        return check_named_with_log(workspace, definition, str(reference))


def _print(session: Session, reference: SetReference, checked: CheckedSet, *, compared: bool) -> None:
    if session.format == JSON:
        print_json(_report(session, reference, checked, compared=compared))
    elif session.format == TABLE and checked.definition and not checked.faults:
        print_text([_sound(session, reference, checked.definition, compared=compared)])
    else:
        print_faults(session, str(reference), checked.faults)


def _report(session: Session, reference: SetReference, checked: CheckedSet, *, compared: bool) -> dict[str, Any]:
    definition = checked.definition
    return {
        "file": str(reference),
        "sound": not checked.faults,
        "against_log": compared,
        "province": definition and definition.province,
        "indicator_set": definition and definition.code,
        "version": definition and definition.version,
        "content_hash": definition and content_hash(definition),
        "faults": [fault_row(fault, session.lang) for fault in checked.faults],
    }


def _sound(session: Session, reference: SetReference, definition: IndicatorSet, *, compared: bool) -> str:
    vi = "{file}: không có lỗi. Bộ chỉ số {name}, {count} chỉ số, {points} điểm, mã băm {hash}{log}."
    en = "{file}: no faults. Set {name}, {count} {indicators}, {points} points, hash {hash}{log}."
    log = session.say("; phù hợp với các bản đã ban hành", "; it fits what was released") if compared else ""
    count = len(list(definition.indicators()))
    return session.say(vi, en).format(
        file=reference,
        name=f"{definition.province}/{definition.code}@{definition.version}",
        count=count,
        indicators="indicator" if count == 1 else "indicators",
        points=definition.max_points,
        hash=content_hash(definition),
        log=log,
    )
