"""``bangvang progress``: who has handed in, what is missing, and who waits for whom since when."""

from typing import Any

import click
import msgspec

from api.cli.output import Column, print_json, print_rows, print_text
from api.cli.place import place
from api.cli.rounds import notices, phase_words
from api.cli.scorecards import STATES
from api.cli.session import JSON, TABLE, Report, Session, pass_session
from api.cli.values import Choices
from application.contexts import opened_round
from application.workspace import Workspace
from domain.command import VIETNAM
from projections.progress import Progress
from projections.progress.query import NO_SCORECARD, UnitProgress, WaitsFor

WAITS = {
    WaitsFor.UNIT: ("đơn vị", "the unit"),
    WaitsFor.REVIEWERS: ("cơ quan thẩm định", "reviewers"),
    WaitsFor.COUNCIL: ("Hội đồng", "the council"),
    WaitsFor.NOBODY: ("không ai", "nobody"),
}
COLUMNS = (
    Column("unit", "Đơn vị", "Unit", least=16),
    Column("state", "Trạng thái", "State"),
    Column("waits_for", "Đang chờ", "Waits for"),
    Column("since", "Từ", "Since"),
    Column("due", "Hạn", "Due"),
    Column("late", "Nộp muộn", "Late"),
    Column("missing", "Còn thiếu", "Missing"),
    Column("missing_elsewhere", "Bên khác còn thiếu", "Missing elsewhere"),
    Column("reviewed", "Đã thẩm định", "Reviewed", "right"),
    Column("applicable", "Số chỉ số", "Indicators", "right"),
    Column("appeals", "Khiếu nại", "Appeals"),
)


@click.command(cls=Report)
@place("province", "round_code")
@click.option("--waits-for", type=Choices(WaitsFor), help="Only units whose scorecard is in these hands.")
@pass_session
def progress(session: Session, province: str, round_code: str, waits_for: WaitsFor | None) -> None:
    """Tell how far a round is: `progress vinh-long 2022`, or `progress vinh-long/2022`."""
    with session.current_platform() as platform:
        found = platform.progress.progress(province, round_code)
        opening = opened_round(Workspace(platform.application.load), province, round_code).opening
    units = [unit for unit in found.units if waits_for in {None, unit.waits_for}]
    if session.format == JSON:
        print_json(msgspec.structs.replace(found, units=tuple(units)))
        return
    if session.format == TABLE:
        print_text([*notices(session, opening.data_provenance, opening.notice), _waiting(session, found)])
    title = f"{province}/{round_code} · {found.round_name} · {phase_words(session, found.phase)} · @{found.position}"
    print_rows(session, COLUMNS, [_row(session, unit) for unit in units], title)


def _waiting(session: Session, found: Progress) -> str:
    """How many are in whose hands."""
    words = (f"{session.say(*WAITS[hands])} {count}" for hands, count in found.waiting.items())
    return session.say("Đang chờ: ", "Waiting for: ") + "; ".join(words)


def _row(session: Session, unit: UnitProgress) -> dict[str, Any]:
    state = session.say("chưa có phiếu", "no scorecard") if unit.state == NO_SCORECARD else unit.state
    return {
        **msgspec.structs.asdict(unit),
        "unit": session.say(unit.name, unit.name_en or unit.name),
        "state": session.say(STATES.get(unit.state, state), state),
        "waits_for": session.say(*WAITS[unit.waits_for]),
        "since": unit.since.astimezone(VIETNAM).strftime("%Y-%m-%d %H:%M") if unit.since else None,
    }
