"""``bangvang scorecard show``: one unit's scorecard as it stands."""

from collections.abc import Iterator, Mapping
from typing import Any

import click

from api.cli.output import Column, print_json, print_rows, print_text
from api.cli.place import place
from api.cli.rounds import notices
from api.cli.session import JSON, TABLE, Report, Session, pass_session
from application.contexts import CardNow, card_as_of_now, opened_round
from application.workspace import Workspace
from domain.indicator_set.definition import Indicator
from domain.points import plain

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
    Column("provisional", "Tạm tính", "Provisional"),
)


@click.command("show", cls=Report)
@place("province", "round_code", "unit")
@pass_session
def show_scorecard(session: Session, province: str, round_code: str, unit: str) -> None:
    """Show a unit's scorecard, indicator by indicator, its totals and its version."""
    with session.platform() as platform:
        workspace = Workspace(platform.application.load)
        now = card_as_of_now(workspace, province, round_code, unit)
        opening = opened_round(workspace, province, round_code).opening
    indicators = now.definition.applicable(now.card.opening.unit_kind)
    rows = [_row(session, indicator, now) for indicator in indicators]
    totals = now.card.totals(indicators)
    state = type(now.card).__name__
    if session.format == JSON:
        head = {"province": province, "round": round_code, "unit": unit, "version": now.version, "state": state}
        print_json({**head, "totals": totals, "entries": rows})
    else:
        if session.format == TABLE:
            print_text([*notices(session, opening.data_provenance, opening.notice), *_provisional(session, now)])
        points = " / ".join(str(plain(getattr(totals, name))) for name in totals.__struct_fields__)
        words = session.say(STATES[state], state)
        print_rows(session, ENTRIES, rows, f"{unit} · {province}/{round_code} · {words} · {points} · @{now.version}")


def _provisional(session: Session, now: CardNow) -> Iterator[str]:
    """Which points compare units that may still change theirs."""
    if now.provisional:
        codes = ", ".join(now.provisional)
        yield session.say(
            f"Điểm tạm tính, so với đơn vị cao nhất lúc này: {codes}",
            f"Provisional points, against the best unit of now: {codes}",
        )


def _row(session: Session, indicator: Indicator, now: CardNow) -> dict[str, Any]:
    entry = now.card.entry(indicator.code)
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
        "provisional": indicator.code in now.provisional,
    }
