"""``bangvang replay``: how a scorecard came about, step by step, with what it came to before and after each."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import click
import msgspec

from api.cli.output import Column, print_json, print_rows, print_table, print_text, table, text
from api.cli.place import place
from api.cli.rounds import notices
from api.cli.session import CSV, TABLE, Report, Session, pass_session
from application.contexts import opened_round
from application.workspace import Workspace
from domain.command import VIETNAM
from domain.round.events import stream_id
from projections.explanation import Step, StepInFull
from projections.moments import HAPPENED
from projections.platform import Platform
from projections.score_history import Change

WHEN = (Column("recorded_at", "Ghi nhận lúc", "Recorded at"), Column("effective_on", "Hiệu lực từ", "Effective on"))
WHAT = (Column("event", "Sự kiện", "Event"), Column("indicator", "Tiêu chí", "Indicator"))
MOVED = (Column("before", "Trước", "Before", "right"), Column("after", "Sau", "After", "right"))
WHY = (
    Column("actor_id", "Ai", "Who"),
    Column("actor_role", "Vai trò", "Role"),
    Column("actor_unit", "Của", "Of"),
    Column("reason", "Lý do", "Reason"),
    Column("document", "Văn bản", "Document"),
)
INPUTS = Column("inputs", "Đầu vào", "Inputs")
SEEN = (Column("position", "Vị trí", "Position", "right"), *WHEN, *WHAT, *MOVED, INPUTS, *WHY)
"""An event as a line."""
STEPS = (
    Column("version", "Bước", "Step", "right"),
    Column("position", "Vị trí", "Position", "right"),
    *WHEN,
    *WHAT,
    *MOVED,
    Column("total_before", "Tổng trước", "Total before", "right"),
    Column("total_after", "Tổng sau", "Total after", "right"),
    Column("max_points_after", "Tối đa", "Maximum", "right"),
    *WHY,
)
FULL = (Column("field", "Mục", "Field"), Column("value", "Nội dung", "Content"))
ALL = tuple(Column(name, name, name) for name in Step.__struct_fields__)
LABELS: Mapping[str, tuple[str, str]] = {
    "stage": ("Bước chấm", "Stage"),
    "self": ("Điểm tự chấm", "Self-score"),
    "reviewed": ("Điểm thẩm định", "Reviewed points"),
    "final": ("Điểm chốt", "Final points"),
    "total": ("Tổng điểm chốt", "Final total"),
    "max_points": ("Điểm tối đa áp dụng", "Applicable maximum"),
    "percent": ("%", "%"),
    "details": ("Nội dung sự kiện", "The event's content"),
    "event_id": ("Mã sự kiện", "Event id"),
    "page": ("Địa chỉ cố định của trang", "Permanent address of the page"),
    "rest": ("Địa chỉ cố định của dữ liệu", "Permanent address of the data"),
    "previous": ("Bước trước ở vị trí", "Previous step at position"),
    "next": ("Bước sau ở vị trí", "Next step at position"),
}


@click.command(cls=Report)
@place("unit", "province", "round_code", optional=("indicator",))
@click.option("--from", "since", metavar="MOMENT", help="Only steps after this moment; moments as for --to.")
@click.option(
    "--to",
    "until",
    metavar="MOMENT",
    help=f"Only steps up to then: a log position, a day or time, or one of {', '.join(HAPPENED)}.",
)
@click.option("--step", type=click.IntRange(min=1), help="One step in full, by its number.")
@pass_session
def replay(  # One argument an option.
    session: Session, /, unit: str, province: str, round_code: str, indicator: str | None, **asked: Any
) -> None:
    """Replay a scorecard: `replay so-y-te vinh-long/2022`, or of one indicator: `replay so-y-te vinh-long/2022 1.1`.

    Totals are of final points as they were recorded. `--step 7` shows the seventh step in full.
    """
    with session.current_platform() as platform:
        if asked["step"] is not None:
            if session.format == CSV:
                msg = "--step is not offered as CSV"
                raise click.UsageError(msg)
            _show_step(session, platform.replay.step(province, round_code, unit, asked["step"]))
            return
        stream = stream_id(province, round_code)
        after, until = _position(platform, asked["since"], stream), _position(platform, asked["until"], stream)
        steps = platform.replay.steps(province, round_code, unit, indicator, after=after or 0, until=until)
        opening = opened_round(Workspace(platform.application.load), province, round_code).opening
    if session.format == TABLE:
        print_text(notices(session, opening.data_provenance, opening.notice))
        print_table(table(session, STEPS, map(for_people, steps), f"{unit} · {province}/{round_code}"))
    else:
        print_rows(session, ALL, [msgspec.structs.asdict(step) for step in steps])


def _position(platform: Platform, moment: str | None, stream: UUID) -> int | None:
    return None if moment is None else platform.moments.position_at(moment, stream)


def for_people(change: Change) -> Mapping[str, Any]:
    """An event as a row, with its time in Viet Nam and its document in a line."""
    document = change.source_document
    at = datetime.fromisoformat(change.recorded_at).astimezone(VIETNAM)
    written = f"{document['number']} ({document['date']}), {document['issuer']}" if document else None
    return {**msgspec.structs.asdict(change), "recorded_at": f"{at:%Y-%m-%d %H:%M}", "document": written}


def _show_step(session: Session, shown: StepInFull) -> None:
    if session.format != TABLE:
        print_json(shown)
        return
    print_text(notices(session, shown.data_provenance, shown.notice))
    title = f"{shown.unit} · {shown.province}/{shown.round} · {shown.number}/{shown.steps}"
    rows = ({"field": field, "value": value} for field, value in _fields(session, shown) if value)
    print_table(table(session, FULL, rows, title))


def _fields(session: Session, shown: StepInFull) -> Iterator[tuple[str, str]]:
    """Everything that is known of a step, each with its label."""
    step, row = shown.step, for_people(shown.step)
    name = session.say(shown.indicator_name, shown.indicator_name_en or shown.indicator_name)
    labelled = {**row, "indicator": f"{step.indicator} {name}" if step.indicator else None}
    for column in (Column("position", "Vị trí", "Position"), *WHEN, *WHAT):
        yield session.say(column.vi, column.en), text(labelled[column.key])
    if step.stage:
        for stage in ("self", "reviewed", "final"):
            yield session.say(*LABELS[stage]), _from_to(step, stage)
    for total in ("total", "max_points", "percent"):
        yield session.say(*LABELS[total]), _from_to(step, total)
    for column in WHY:
        yield session.say(column.vi, column.en), text(labelled[column.key])
    yield session.say(INPUTS.vi, INPUTS.en), text(step.inputs)
    yield session.say(*LABELS["details"]), msgspec.json.encode(step.details).decode()
    yield session.say(*LABELS["event_id"]), step.event_id
    page = f"/{shown.province}/{shown.round}/{shown.unit}/replay/{step.position}"
    card = f"/provinces/{shown.province}/rounds/{shown.round}/scorecards/{shown.unit}"
    yield session.say(*LABELS["page"]), page
    yield session.say(*LABELS["rest"]), f"/api/v1{card}/replay/{step.position}"
    yield session.say(*LABELS["previous"]), text(shown.previous)
    yield session.say(*LABELS["next"]), text(shown.next)


def _from_to(step: Step, what: str) -> str:
    before, after = (getattr(step, f"{what}_{moment}") for moment in ("before", "after"))
    return f"{'–' if before is None else before} → {'–' if after is None else after}"
