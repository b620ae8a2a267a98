"""``bangvang reads``: what auditors have read."""

from typing import Any
from urllib.parse import unquote

import click
import msgspec

from api.cli.audited import PROGRAM
from api.cli.output import Column, print_rows
from api.cli.session import ACTOR_ID, TABLE, Report, Session, pass_session
from api.cli.values import BEHIND, MOST, Value
from application import audit
from application.audit import LoggedRead
from domain.command import VIETNAM

COLUMNS = (
    Column("position", "Vị trí", "Position", "right"),
    Column("recorded_at", "Lúc", "At"),
    Column("actor_id", "Thanh tra", "Auditor"),
    Column("operation", "Thao tác", "Operation"),
    Column("province", "Tỉnh", "Province"),
    Column("round", "Đợt", "Round"),
    Column("unit", "Đơn vị", "Unit"),
    Column("request", "Yêu cầu", "Request"),
)
ALL = tuple(Column(name, name, name) for name in LoggedRead.__struct_fields__)


@click.command(cls=Report)
@click.option("--actor", type=Value(ACTOR_ID), help="Only reads of this auditor.")
@click.option("--after", type=BEHIND, default=0, help="Only what came behind this position.")
@click.option("--limit", type=MOST, help="So many reads at most.")
@pass_session
def reads(session: Session, actor: str | None, after: int, limit: int | None) -> None:
    """List what auditors have read, over REST and on the command line, in the order of the log."""
    with session.platform() as platform:
        where = platform.log, platform.codec, platform.application.people
        found = list(audit.reads(*where, actor=actor, after=after, limit=limit))
    rows = [msgspec.structs.asdict(read) for read in found]
    if session.format == TABLE:
        print_rows(session, COLUMNS, [_for_people(row) for row in rows], session.say("Lượt xem", "Reads"))
    else:
        print_rows(session, ALL, rows)


def _for_people(row: dict[str, Any]) -> dict[str, Any]:
    """The row with its time in Viet Nam, and its request as people read it."""
    at = row["recorded_at"].astimezone(VIETNAM)
    return {**row, "recorded_at": f"{at:%Y-%m-%d %H:%M:%S}", "request": _legible(row["request"])}


def _legible(request: str) -> str:
    """An address without its percent-encoding; the words of a command line as they were typed."""
    return request if request.startswith(f"{PROGRAM} ") else unquote(request)
