"""``bangvang diff``: what has become of points and ranks between two moments, and because of which events."""

from collections.abc import Iterator

import click

from api.cli.diff_rows import ALL, INDICATORS, POINTS, RANKS, UNITS, every_row, indicators, points, ranks, units
from api.cli.output import Column, print_json, print_rows, print_table, print_text, table
from api.cli.place import CODE, place
from api.cli.ranking import STAGES
from api.cli.rounds import notices
from api.cli.session import CSV, JSON, Report, Session, pass_session
from api.cli.values import Choices
from domain.round.events import stream_id
from projections.difference import RoundDifference
from projections.difference.query import MOST
from projections.moments import HAPPENED
from projections.ranking.scopes import Stage

MOMENT = f"a log position, a day or time, or one of {', '.join(HAPPENED)}"


@click.command(cls=Report)
@place("province", "round_code")
@click.option("--from", "since", metavar="MOMENT", required=True, help=f"The earlier moment: {MOMENT}.")
@click.option("--to", "until", metavar="MOMENT", required=True, help="The later moment.")
@click.option("--unit", type=CODE, help="Only this unit.")
@click.option("--scope", type=CODE, help="Only this ranking scope, such as department [default: all].")
@click.option("--stage", type=Choices(Stage), default=Stage.FINAL.value, show_default=True, help="Which total ranks.")
@click.option(
    "--causes",
    type=click.IntRange(min=1),
    help="So many events at most for a unit's points and for each of its ranks, those that moved most; what the others "
    f"come to is added up [default: {MOST}, or all of one unit].",
)
@pass_session
def diff(  # noqa: PLR0913  # One argument an option.
    session: Session,
    /,
    province: str,
    round_code: str,
    since: str,
    until: str,
    *,
    unit: str | None,
    scope: str | None,
    stage: Stage,
    causes: int | None,
) -> None:
    """Compare two moments: `diff vinh-long/2022 --from 2022-12-01 --to published`.

    Every point and every rank of difference is attributed to the events that brought it about, those of other units
    among them; what they come to adds up to it exactly.
    """
    with session.current_platform() as platform:
        stream = stream_id(province, round_code)
        first, last = (platform.moments.position_at(each, stream) for each in (since, until))
        most = causes or (MOST if unit is None else None)
        found = platform.differences.difference(
            province, round_code, first, last, scope=scope, unit=unit, stage=stage, most=most
        )
    if session.format == JSON:
        print_json(found)
    elif session.format == CSV:
        print_rows(session, ALL, list(every_row(found)))
    else:
        _print(session, found)


def _print(session: Session, found: RoundDifference) -> None:
    print_text(_heading(session, found))
    print_table(table(session, UNITS, units(found)))
    for columns, rows, title in (
        (INDICATORS, indicators(found), session.say("Điểm theo tiêu chí", "Points by indicator")),
        (POINTS, points(session, found), session.say("Điểm: từ sự kiện nào", "Points: because of which events")),
        (RANKS, ranks(session, found), session.say("Hạng: từ sự kiện nào", "Ranks: because of which events")),
    ):
        _print_any(session, columns, list(rows), title)


def _print_any(session: Session, columns: tuple[Column, ...], rows: list[dict[str, object]], title: str) -> None:
    if rows:
        print_table(table(session, columns, rows, title))


def _heading(session: Session, found: RoundDifference) -> Iterator[str]:
    stage = session.say(*STAGES[found.stage])
    yield f"{found.province_name} · {found.round_name} · {stage}"
    yield session.say(
        f"Từ vị trí {found.from_position} đến vị trí {found.to_position}",
        f"From position {found.from_position} to position {found.to_position}",
    )
    yield from notices(session, found.data_provenance, found.notice)
    if not found.units:
        yield session.say("Không có gì thay đổi.", "Nothing has changed.")
