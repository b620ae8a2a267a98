"""``bangvang changes`` and ``bangvang unusual``: what has changed in a round, and what of it is worth a look."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

import click
import msgspec

from api.cli.output import Column, print_json, print_prose, print_rows, print_table, print_text, table
from api.cli.place import CODE, PLACES, place
from api.cli.rounds import notices
from api.cli.session import ACTOR_ID, CSV, JSON, TABLE, Report, Session, pass_session
from api.cli.values import BEHIND, MOST, Choices, Value
from application.contexts import opened_round
from application.workspace import Workspace
from domain.command import VIETNAM
from domain.metadata import Role
from domain.points import is_sound
from projections.changes import Mark, RoundChange, Unusual, Wanted

COLUMNS = (
    Column("position", "Vị trí", "Position", "right"),
    Column("recorded_at", "Ghi nhận lúc", "Recorded at"),
    Column("effective_on", "Hiệu lực từ", "Effective on"),
    Column("deadline", "Hạn của bước", "Step's last day"),
    Column("unit", "Đơn vị", "Unit"),
    Column("event", "Sự kiện", "Event"),
    Column("indicator", "Tiêu chí", "Indicator"),
    Column("final_before", "Chốt trước", "Final before", "right"),
    Column("final_after", "Chốt sau", "Final after", "right"),
    Column("size", "Mức đổi", "Size", "right"),
    Column("actor_id", "Ai", "Who"),
    Column("actor_role", "Vai trò", "Role"),
    Column("reason", "Lý do", "Reason"),
    Column("marks", "Quy tắc", "Rules"),
)
ALL = tuple(Column(name, name, name) for name in RoundChange.__struct_fields__)
FLAGS: Mapping[str, tuple[Mark, str]] = {
    "after_deadline": (Mark.AFTER_DEADLINE, "Recorded or effective after the calendar's window for that step."),
    "raised_by_reviewer": (Mark.RAISED_BY_REVIEWER, "Points that a reviewing body raised."),
    "after_appeal": (Mark.AFTER_APPEAL, "Points changed after an appeal on that indicator."),
    "same_person": (Mark.SAME_PERSON, "By whoever has both scored and reviewed that indicator."),
}
"""The options that ask for a mark."""


def _size(_context: click.Context, _parameter: click.Parameter, points: Decimal | None) -> Decimal | None:
    if points is not None and not (is_sound(points) and points >= 0):
        msg = f"{points} is no number of points such as 0.5"
        raise click.BadParameter(msg)
    return points


def _flags(command: Callable[..., None]) -> Callable[..., None]:
    for name, (_, about) in reversed(tuple(FLAGS.items())):
        command = click.option(f"--{name.replace('_', '-')}", name, is_flag=True, help=about)(command)
    return command


@click.command(cls=Report)
@place("province", "round_code")
@click.option("--unit", type=CODE, help="Only changes of this unit's scorecard.")
@click.option("--indicator", type=PLACES["indicator"], help="Only changes of this indicator.")
@click.option("--actor", type=Value(ACTOR_ID), help="Only what this person did.")
@click.option("--role", type=Choices(Role), help="Only what was done in this role.")
@click.option("--reason", type=Value(str), help="Only changes whose reason has this text in it, whatever its case.")
@click.option("--min-size", type=Value(Decimal), callback=_size, help="Final points changed by so many or more.")
@_flags
@click.option("--after", type=BEHIND, default=0, help="Only what came behind this position.")
@click.option("--limit", type=MOST, help="So many changes at most.")
@pass_session
def changes(  # One argument an option.
    session: Session, /, province: str, round_code: str, *, after: int, limit: int | None, **asked: Any
) -> None:
    """List the changes of all scorecards of a round: `changes vinh-long/2022 --role reviewer --min-size 2`."""
    marks = frozenset(mark for name, (mark, _) in FLAGS.items() if asked.pop(name))
    with session.current_platform() as platform:
        found = platform.changes.changes(province, round_code, Wanted(marks=marks, **asked), after=after, limit=limit)
        opening = opened_round(Workspace(platform.application.load), province, round_code).opening
    if session.format == TABLE:
        print_text(notices(session, opening.data_provenance, opening.notice))
    _print(session, found, f"{province}/{round_code} · {len(found)}")


@click.command(cls=Report)
@place("province", "round_code")
@click.option("--rule", type=Choices(Mark), help="Only changes that fall under this rule.")
@click.option("--after", type=BEHIND, default=0, help="Only what came behind this position.")
@click.option("--limit", type=MOST, help="So many changes at most.")
@pass_session
def unusual(session: Session, province: str, round_code: str, rule: Mark | None, after: int, limit: int | None) -> None:
    """Report unusual changes of a round by stated rules: `unusual vinh-long/2022`. It lists, and accuses nobody."""
    with session.current_platform() as platform:
        found = platform.changes.unusual(province, round_code, rule, after=after, limit=limit)
    if session.format == JSON:
        print_json(found)
    elif session.format == CSV:
        _print(session, found.changes)
    else:
        _print_report(session, found)


def _print_report(session: Session, found: Unusual) -> None:
    title = session.say("Thay đổi đáng chú ý", "Unusual changes")
    print_prose([f"{title} · {found.province}/{found.round} · @{found.position}"])
    print_prose([*notices(session, found.data_provenance, found.notice), session.say(found.vi, found.en)])
    print_prose(_rules(session, found))
    _print(session, found.changes)


def _rules(session: Session, found: Unusual) -> Iterator[str]:
    """Each rule in its own words, and how many changes fall under it."""
    for rule in found.rules:
        count = session.say(f"{rule.changes} thay đổi", f"changes: {rule.changes}")
        threshold = session.say(f"ngưỡng: {rule.threshold_vi}", f"threshold: {rule.threshold_en}")
        yield ""
        yield f"{rule.code} · {count} · {threshold}"
        yield f"  {session.say(rule.vi, rule.en)}"


def _print(session: Session, found: Sequence[RoundChange], title: str | None = None) -> None:
    rows = [msgspec.structs.asdict(change) for change in found]
    if session.format == TABLE:
        print_table(table(session, COLUMNS, map(_for_people, rows), title))
    else:
        print_rows(session, ALL, rows)


def _for_people(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """The row with its time in Viet Nam."""
    at = datetime.fromisoformat(row["recorded_at"]).astimezone(VIETNAM)
    return {**row, "recorded_at": f"{at:%Y-%m-%d %H:%M}", "marks": [mark.value for mark in row["marks"]]}
