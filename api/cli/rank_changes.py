"""``bangvang rank-changes``: when and why ranks moved."""

from collections.abc import Mapping
from typing import Annotated, Any

import click
import msgspec

from api.cli.output import Column, print_rows, print_table, print_text, table
from api.cli.place import CODE, place
from api.cli.ranking import STAGES
from api.cli.rounds import notices
from api.cli.session import TABLE, Report, Session, pass_session
from api.cli.values import Choices, Value
from api.people import with_names
from application.contexts import opened_round
from application.workspace import Workspace
from domain.command import VIETNAM
from projections.ranking import RankChange
from projections.ranking.rank_changes import PATTERN, Cursor
from projections.ranking.scopes import Stage

COLUMNS = (
    Column("position", "Vị trí", "Position", "right"),
    Column("recorded_at", "Ghi nhận lúc", "Recorded at"),
    Column("unit", "Đơn vị", "Unit"),
    Column("rank_before", "Hạng trước", "Rank before", "right"),
    Column("rank_after", "Hạng sau", "Rank after", "right"),
    Column("points_before", "Điểm trước", "Points before", "right"),
    Column("points_after", "Điểm sau", "Points after", "right"),
    Column("percent_before", "% trước", "% before", "right"),
    Column("percent_after", "% sau", "% after", "right"),
    Column("effective_on", "Hiệu lực từ", "Effective on"),
    Column("event", "Do sự kiện", "Because of"),
    Column("event_unit", "Của đơn vị", "Of unit"),
    Column("indicator", "Tiêu chí", "Indicator"),
    Column("actor_id", "Ai", "Who"),
    Column("actor_role", "Vai trò", "Role"),
    Column("reason", "Lý do", "Reason"),
)
ALL = tuple(Column(name, name, name) for name in RankChange.__struct_fields__)


@click.command("rank-changes", cls=Report)
@place("province", "round_code")
@click.option("--scope", type=CODE, help="Whom to rank among whom, such as department [default: the first].")
@click.option("--stage", type=Choices(Stage), default=Stage.FINAL.value, show_default=True, help="Which total ranks.")
@click.option("--unit", type=CODE, help="Only the rank of this unit.")
@click.option(
    "--after",
    type=Value(Annotated[str, msgspec.Meta(pattern=PATTERN)]),
    metavar="POSITION[.UNIT]",
    default="0",
    help="Only what came behind this position, or behind this unit at it.",
)
@click.option("--limit", type=click.IntRange(min=1), help="So many changes at most.")
@pass_session
def rank_changes(  # One argument an option.
    session: Session, /, province: str, round_code: str, scope: str | None, stage: Stage, *, after: str, **part: Any
) -> None:
    """Tell when and why ranks moved: `rank-changes vinh-long 2022 --unit so-y-te`."""
    with session.current_platform() as platform:
        found = platform.rankings.rank_changes(province, round_code, scope, stage, after=Cursor.read(after), **part)
        opening = opened_round(Workspace(platform.application.load), province, round_code).opening
    rows = [msgspec.structs.asdict(change) for change in found]
    if session.format == TABLE:
        title = f"{province}/{round_code} · {scope or opening.scopes[0].code} · {session.say(*STAGES[stage])}"
        print_text(notices(session, opening.data_provenance, opening.notice))
        print_table(table(session, COLUMNS, (_for_people(session, row) for row in rows), title))
    else:
        print_rows(session, ALL, rows)


def _for_people(session: Session, row: Mapping[str, Any]) -> Mapping[str, Any]:
    """The row with its time in Viet Nam, the name of who acted, and a dash where there is no rank."""
    ranks = {name: row[name] or "–" for name in ("rank_before", "rank_after")}
    who = with_names(session.lang, row["actor_id"], row["names"])
    return {**row, **ranks, "actor_id": who, "recorded_at": f"{row['recorded_at'].astimezone(VIETNAM):%Y-%m-%d %H:%M}"}
