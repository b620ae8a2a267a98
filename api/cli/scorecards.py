"""``bangvang scorecard show``: one unit's scorecard as it stands."""

from collections.abc import Mapping
from typing import Any

import click

from api.cli.output import Column, print_json, print_rows, print_text
from api.cli.place import place
from api.cli.rounds import notices
from api.cli.session import JSON, TABLE, Report, Session, pass_session
from application.contexts import SCORECARD, opened_round, release
from application.workspace import Workspace
from domain.indicator_set.definition import Indicator
from domain.points import plain
from domain.scorecard.events import stream_id
from domain.scorecard.refusals import ScorecardUnknown
from domain.scorecard.state import Entry, NotOpened, Opened
from projections.platform import Platform

STATES: Mapping[str, str] = {
    "Drafting": "đang tự chấm",
    "BackWithUnit": "trả lại đơn vị",
    "UnderReview": "đang thẩm định",
    "Final": "đã chốt",
}
"""The states of a scorecard in Vietnamese; in English they are called by their own names."""

ENTRIES = (
    Column("indicator", "Tiêu chí", "Indicator"),
    Column("name", "Tên", "Name"),
    Column("max_points", "Tối đa", "Maximum", "right"),
    Column("self_points", "Tự chấm", "Self", "right"),
    Column("reviewed_points", "Thẩm định", "Reviewed", "right"),
    Column("final_points", "Chốt", "Final", "right"),
    Column("inputs", "Đầu vào", "Inputs"),
    Column("evidence", "Kiểm chứng", "Evidence"),
    Column("explanation", "Giải trình", "Explanation"),
    Column("appealed", "Khiếu nại", "Appealed"),
    Column("not_applicable", "Không áp dụng", "Not applicable"),
)


@click.command("show", cls=Report)
@place("province", "round_code", "unit")
@pass_session
def show_scorecard(session: Session, province: str, round_code: str, unit: str) -> None:
    """Show a unit's scorecard, indicator by indicator, its totals and its version."""
    with session.platform() as platform:
        current = platform.application.load(SCORECARD, stream_id(province, round_code, unit))
        if isinstance(current.state, NotOpened):
            raise ScorecardUnknown(unit=unit, round=round_code)
        opening = opened_round(Workspace(platform.application.load), province, round_code).opening
        indicators = _indicators(platform, current.state)
    rows = [_row(session, indicator, current.state.entry(indicator.code)) for indicator in indicators]
    totals = current.state.totals(indicators)
    state = type(current.state).__name__
    if session.format == JSON:
        head = {"province": province, "round": round_code, "unit": unit, "version": current.number, "state": state}
        print_json({**head, "totals": totals, "entries": rows})
    else:
        if session.format == TABLE:
            print_text(notices(session, opening.data_provenance, opening.notice))
        points = " / ".join(str(plain(getattr(totals, name))) for name in totals.__struct_fields__)
        words = session.say(STATES[state], state)
        print_rows(session, ENTRIES, rows, f"{unit} · {province}/{round_code} · {words} · {points} · @{current.number}")


def _indicators(platform: Platform, card: Opened) -> tuple[Indicator, ...]:
    opening, workspace = card.opening, Workspace(platform.application.load)
    pinned = release(workspace, opening.province, opening.indicator_set, opening.content_hash)
    return pinned.definition.applicable(opening.unit_kind) if pinned else ()


def _row(session: Session, indicator: Indicator, entry: Entry) -> dict[str, Any]:
    return {
        "indicator": indicator.code,
        "name": session.say(indicator.name, indicator.name_en or indicator.name),
        "max_points": indicator.max_points,
        "self_points": entry.self_points,
        "reviewed_points": entry.reviewed_points,
        "final_points": entry.final_points,
        "inputs": entry.inputs,
        "evidence": [evidence.name for evidence in entry.evidence],
        "explanation": entry.explanation,
        "appealed": entry.appealed,
        "not_applicable": entry.not_applicable,
    }
