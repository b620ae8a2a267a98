"""``bangvang ranking``: who stands where, and why somebody does not."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import groupby

import click
import msgspec
from rich.table import Table

from api.cli.output import Column, console, narrowest, print_bytes, print_json, print_table, print_text, table
from api.cli.place import CODE, place
from api.cli.rounds import notices, phase_words
from api.cli.session import CSV, JSON, TABLE, Report, Session, pass_session
from api.cli.values import Choices
from api.csv_ranking import Definitions, definitions, group_codes, ranking_csv, written
from application.contexts import opened_round
from application.workspace import Workspace
from domain.metadata import Provenance
from domain.round.events import stream_id
from projections.moments import HAPPENED
from projections.platform import Platform
from projections.ranking.answer import Absence, NotRanked, Ranking, Standing
from projections.ranking.scopes import Stage

LEVELS = "▁▂▃▄▅▆▇█"

STAGES = {
    Stage.SELF: ("điểm tự chấm", "self-score"),
    Stage.REVIEWED: ("điểm thẩm định", "reviewed points"),
    Stage.FINAL: ("điểm chốt", "final points"),
}

ABSENCES = {
    Absence.NOT_RANKED: ("không xếp hạng", "not ranked"),
    Absence.EXEMPT: ("được miễn đánh giá", "exempt"),
    Absence.NOT_SUBMITTED: ("chưa nộp phiếu", "not submitted"),
    Absence.NO_SCORECARD: ("chưa có phiếu", "no scorecard"),
}

PLACE = (Column("rank", "Hạng", "Rank", "right"), Column("unit", "Đơn vị", "Unit", least=16))
EARLIER = (Column("self", "Tự chấm", "Self", "right"), Column("reviewed", "Thẩm định", "Reviewed", "right"))
FINAL = Column("final", "Chốt", "Final", "right")
TOTAL = Column("total", "Điểm", "Points", "right")
MAXIMUM = Column("maximum", "Tối đa", "Maximum", "right")
PERCENT = Column("percent", "%", "%", "right")
INDEX = (Column("index", "Chỉ số", "Index", "right"), Column("stated", "Đã công bố", "Stated", "right"))
BAND = Column("band", "Xếp loại", "Band", least=8)
BARS = Column("bars", "Nhóm", "Groups", "right")
Section = tuple[str | None, Sequence[Standing]]
"""Units that are ranked among themselves, and the name of their parent if that is why."""

LEFT_OUT = (Column("unit", "Đơn vị", "Unit"), Column("why", "Không xếp hạng vì", "Not ranked because"))


@click.command(cls=Report)
@place("province", "round_code")
@click.option("--scope", type=CODE, help="Whom to rank among whom, such as department [default: the first].")
@click.option("--stage", type=Choices(Stage), default=Stage.FINAL.value, show_default=True, help="Which total ranks.")
@click.option(
    "--as-of",
    "moment",
    metavar="MOMENT",
    help=f"As it was known then: a log position, a day or time, or one of {', '.join(HAPPENED)}.",
)
@pass_session
def ranking(
    session: Session, province: str, round_code: str, scope: str | None, stage: Stage, moment: str | None
) -> None:
    """Print a ranking: `ranking vinh-long 2022`, or `ranking vinh-long/2022`."""
    with session.current_platform() as platform:
        as_of = None if moment is None else platform.moments.position_at(moment, stream_id(province, round_code))
        found = platform.rankings.ranking(province, round_code, scope, stage, as_of)
        if as_of is not None and session.format == TABLE:
            print_text([session.say(f"Như đã biết ở vị trí {as_of}", f"As it was known at position {as_of}")])
        show_ranking(session, platform, found)


def show_ranking(session: Session, platform: Platform, found: Ranking) -> None:
    """Prints a ranking in the form that was asked for."""
    if session.format == CSV:
        print_bytes(ranking_csv(platform.application, found))
    elif session.format == JSON:
        print_json({**msgspec.structs.asdict(found), "lag": lag(platform, found)})
    else:
        sets = definitions(platform.application, found)
        _print(session, found, sets, _sections(platform, found))
        print_text(_footing(session, found, sets, lag(platform, found)))


def lag(platform: Platform, found: Ranking) -> int:
    """How many positions the log is ahead of the ranking."""
    return max(0, platform.log.head() - found.position)


def _sections(platform: Platform, found: Ranking) -> Sequence[Section]:
    """The units that are ranked among themselves: all of them, or those of each parent under its name."""
    scopes = opened_round(Workspace(platform.application.load), found.province, found.round).opening.scopes
    if not any(scope.within_parent for scope in scopes if scope.code == found.scope):
        return [(None, found.standings)] if found.standings else []
    by_parent = groupby(found.standings, key=lambda standing: (standing.parent, standing.parent_name))
    return [(name, tuple(standings)) for (_, name), standings in by_parent]


def _print(session: Session, found: Ranking, sets: Definitions, sections: Sequence[Section]) -> None:
    print_text(_heading(session, found))
    for parent, standings in sections:
        print_table(_placed(session, found.stage, parent, standings, sets))
    if found.not_ranked:
        rows = [_left_out(session, absent) for absent in found.not_ranked]
        print_table(table(session, LEFT_OUT, rows))


def _heading(session: Session, found: Ranking) -> Iterator[str]:
    yield f"{found.province_name} · {found.round_name}"
    stage = session.say(*STAGES[found.stage])
    yield session.say(f"Xếp hạng «{found.scope_name}» theo {stage}", f"Ranking of '{found.scope_name}' by {stage}")
    if found.published and found.decision:
        document = found.decision
        yield session.say(
            f"ĐÃ CÔNG BỐ theo {document.number} ngày {document.date:%d/%m/%Y} của {document.issuer}",
            f"PUBLISHED by {document.number} of {document.date} issued by {document.issuer}",
        )
    else:
        phase = phase_words(session, found.phase)
        yield session.say(f"TẠM TÍNH (giai đoạn: {phase})", f"PROVISIONAL (phase: {phase})")
    yield from notices(session, found.data_provenance, found.notice)
    for used in found.sets:
        if used.provenance is Provenance.ILLUSTRATIVE:
            yield session.say(f"⚠ Bộ chỉ số minh họa: {used.name}", f"⚠ Illustrative indicator set: {used.name}")


def _placed(
    session: Session, stage: Stage, title: str | None, standings: Sequence[Standing], sets: Definitions
) -> Table:
    """The ranked units, with as much of each as the terminal has room for."""
    rows = [_row(session, standing, sets, stage) for standing in standings]
    indexed = any(standing.index is not None for standing in standings)
    banded = any(standing.band is not None for standing in standings)
    tail = (PERCENT, *(INDEX if indexed else ()), *((BAND,) if banded else ()))
    choices = [table(session, columns, rows, title) for columns in _choices(group_codes(sets), tail)]
    out = console()
    fitting = (each for each in choices if not out.is_terminal or narrowest(each) <= out.width)
    return next(fitting, choices[-1])


def _choices(groups: Sequence[str], tail: Sequence[Column]) -> Iterator[Sequence[Column]]:
    """The columns, ever fewer: every group's points, then a bar for each, then none, then the ranking total alone."""
    yield (*PLACE, *EARLIER, FINAL, MAXIMUM, *tail, *(Column(f"group {code}", code, code, "right") for code in groups))
    yield (*PLACE, *EARLIER, FINAL, MAXIMUM, *tail, BARS)
    yield (*PLACE, *EARLIER, FINAL, *tail)
    yield (*PLACE, TOTAL, *tail)


def _row(session: Session, standing: Standing, sets: Definitions, stage: Stage) -> dict[str, str]:
    definition = sets[standing.kind]
    places = definition.places
    index_places = definition.index.places if definition.index else places
    band = standing.band
    late = session.say(" (nộp muộn)", " (late)") if standing.late else ""
    return {
        "rank": str(standing.rank),
        "unit": f"{session.say(standing.name, standing.name_en or standing.name)}{late}",
        "self": written(standing.self_total, places),
        "reviewed": written(standing.reviewed_total, places),
        "final": written(standing.final_total, places),
        "total": written(getattr(standing, f"{stage}_total"), places),
        "maximum": written(standing.max_points, places),
        "percent": written(standing.percent, 2),
        "index": written(standing.index, index_places),
        "stated": _stated(standing, index_places),
        "band": session.say(band.name, band.name_en or band.name) if band else "",
        "bars": "".join(_bar(group.percent) for group in standing.groups),
        **{f"group {group.code}": written(group.points, places) for group in standing.groups},
    }


def _stated(standing: Standing, places: int) -> str:
    mark = "*" if differs(standing) else ""
    return f"{written(standing.stated_index, places)}{mark}"


def differs(standing: Standing) -> bool:
    """Whether an authority has printed another index than the one computed here."""
    return None not in {standing.stated_index, standing.index} and standing.stated_index != standing.index


def _bar(share: Decimal | None) -> str:
    return " " if share is None else LEVELS[min(int(share * len(LEVELS) / 100), len(LEVELS) - 1)]


def _left_out(session: Session, absent: NotRanked) -> dict[str, str]:
    absence = session.say(*ABSENCES[absent.absence])
    why = f"{absence}: {absent.reason}" if absent.reason else absence
    return {"unit": session.say(absent.name, absent.name_en or absent.name), "why": why}


def _footing(session: Session, found: Ranking, sets: Definitions, behind: int) -> Iterator[str]:
    names = {group.code: group for definition in sets.values() for group in definition.groups}
    if names:
        listed = "; ".join(f"{code} {session.say(g.name, g.name_en or g.name)}" for code, g in names.items())
        yield f"{session.say('Nhóm', 'Groups')}: {listed}"
    if any(differs(standing) for standing in found.standings):
        yield session.say(
            "* Khác chỉ số tính lại ở đây: khi các thành phần được công bố đã làm tròn, chữ số cuối có thể lệch.",
            "* Differs from the index computed here: where published parts are rounded, the last place may be off.",
        )
    yield session.say(
        f"Vị trí {found.position}, trễ {behind} sự kiện, phiên bản mô hình đọc {found.version}",
        f"Position {found.position}, lag {behind} events, read model version {found.version}",
    )
