"""``bangvang status``: where everything stands on its way from the log to the read models, and how late it is."""

from collections.abc import Mapping, Sequence
from typing import Any

import click
import msgspec

from api.cli.exits import FAILED
from api.cli.output import Column, print_json, print_table, table
from api.cli.session import JSON, Session, Task, pass_session
from projections.feeding.status import PlatformStatus

LAG = Column("lag", "Trễ (sự kiện)", "Lag (events)", "right")
SECONDS = Column("seconds", "Trễ (giây)", "Lag (s)", "right")
RELAYS = (
    Column("name", "Bộ chuyển tiếp", "Relay"),
    Column("position", "Vị trí", "Position", "right"),
    LAG,
    SECONDS,
    Column("holder", "Do", "Held by"),
    Column("epoch", "Lần", "Epoch", "right"),
)
PROJECTIONS = (
    Column("projection", "Mô hình đọc", "Projection"),
    Column("version", "Phiên bản", "Version", "right"),
    Column("feed", "Nguồn", "Feed"),
    Column("position", "Vị trí", "Position", "right"),
    LAG,
    SECONDS,
    Column("dead_letters", "Bản ghi lỗi", "Dead letters", "right"),
    Column("stopped_at", "Dừng ở", "Stopped at", "right"),
    Column("problem", "Vì", "Because"),
)
PROVINCES = (
    Column("projection", "Mô hình đọc", "Projection"),
    Column("province", "Tỉnh", "Province"),
    Column("position", "Vị trí", "Position", "right"),
    Column("sequence", "Số thứ tự", "Sequence", "right"),
    LAG,
    SECONDS,
    Column("correlation_id", "Mã liên kết", "Correlation id"),
)
UNKNOWN = "?"


@click.command(cls=Task)
@click.option(
    "--fail-when-late",
    type=click.FloatRange(min=0),
    metavar="SECONDS",
    help="Exit code 1 where anything is later than this, has stopped, or has put records aside.",
)
@pass_session
@click.pass_context
def status(context: click.Context, session: Session, fail_when_late: float | None) -> None:
    """Say where relay and read models stand, in each province, and how many events and seconds they are behind.

    A read model's lag in events counts positions of the log; a province's counts its events that were sent and are
    not folded, "?" where that can't be told. Seconds are the age of the oldest event that is missing.
    """
    with session.platform() as platform:
        found = platform.status.read()
    if session.format == JSON:
        print_json({**msgspec.to_builtins(found), "late": found.late})
    else:
        _print(session, found)
    if fail_when_late is not None and _fails(found, fail_when_late):
        context.exit(FAILED)


def _fails(found: PlatformStatus, limit: float) -> bool:
    halted = any(each.stopped_at is not None or each.dead_letters for each in found.projections)
    return halted or found.late > limit


def _print(session: Session, found: PlatformStatus) -> None:
    click.echo(f"{session.say('Sự kiện cuối của nhật ký ở vị trí', 'The log ends at position')} {found.head}")
    for columns, rows in ((RELAYS, found.relays), (PROJECTIONS, found.projections), (PROVINCES, found.provinces)):
        if rows:
            print_table(table(session, columns, _shown(rows)))


def _shown(rows: Sequence[Any]) -> Sequence[Mapping[str, Any]]:
    """The rows as people read them: seconds with one place, and a mark where events can't be counted."""
    return [{**msgspec.structs.asdict(row), **_words(row)} for row in rows]


def _words(row: Any) -> Mapping[str, Any]:
    return {"lag": UNKNOWN if row.lag is None else row.lag, "seconds": f"{row.seconds:.1f}"}
