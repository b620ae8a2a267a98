"""``bangvang trends``: a unit over the years, and what of its years can be compared."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

import click
import msgspec

from api.cli.output import Column, print_json, print_rows, print_text
from api.cli.place import place
from api.cli.ranking import ABSENCES
from api.cli.rounds import notices, phase_words
from api.cli.session import CSV, JSON, Report, Session, pass_session
from domain.metadata import Provenance
from projections.trends import Trend
from projections.trends.answer import Comparison, Merger, Reason, Trace, Year

REASONS: Mapping[Reason, tuple[str, str]] = {
    Reason.NEW: ("mới", "new"),
    Reason.RETIRED: ("đã bỏ", "retired"),
    Reason.RULE_CHANGED: ("đổi cách tính", "rule changed"),
    Reason.NOT_COMPARABLE: ("không so sánh được", "not comparable"),
    Reason.NOT_APPLICABLE: ("không áp dụng", "not applicable"),
    Reason.NOT_SCORED: ("chưa có điểm", "not scored"),
}
YEARS = (
    Column("round", "Đợt", "Round"),
    Column("name", "Tên", "Name", least=12),
    Column("phase", "Giai đoạn", "Phase"),
    Column("self_scoring_opens", "Tự chấm từ", "Self-scoring from"),
    Column("period", "Kỳ của bộ chỉ số", "Set's period"),
    Column("set", "Bộ chỉ số", "Set"),
    Column("rank", "Hạng", "Rank", "right"),
    Column("ranked", "Trên", "Of", "right"),
    Column("final_total", "Điểm chốt", "Final", "right"),
    Column("max_points", "Tối đa", "Maximum", "right"),
    Column("percent", "%", "%", "right"),
    Column("why", "Không xếp hạng vì", "Not ranked because"),
)
COMPARISONS = (
    Column("earlier", "Từ đợt", "From"),
    Column("later", "Đến đợt", "To"),
    Column("earlier_points", "Điểm trước", "Points before", "right"),
    Column("later_points", "Điểm sau", "Points after", "right"),
    Column("comparable_max", "Tối đa so sánh được", "Comparable maximum", "right"),
    Column("earlier_percent", "% trước", "% before", "right"),
    Column("later_percent", "% sau", "% after", "right"),
    Column("difference", "Chênh lệch (điểm %)", "Difference (percent points)", "right"),
    Column("compared", "Số chỉ số so sánh", "Indicators compared", "right"),
    Column("left_out", "Số chỉ số để ngoài", "Left out", "right"),
    Column("provisional", "Tạm tính", "Provisional"),
)
LEFT_OUT = (
    Column("earlier", "Từ đợt", "From"),
    Column("later", "Đến đợt", "To"),
    Column("indicator", "Chỉ số", "Indicator"),
    Column("old", "Mã ở bộ trước", "Code in the earlier set"),
    Column("reason", "Để ngoài vì", "Left out because"),
    Column("remark", "Cụ thể", "In detail"),
)
EVERY_YEAR = (
    *(Column(name, name, name) for name in ("province", "unit", *Year.__struct_fields__)),
    *(column for column in COMPARISONS if column.key not in {"later", "provisional"}),
)
"""A year as CSV, with what compares it to the round ``earlier``."""
EVERY_POINT = tuple(
    Column(name, name, name)
    for name in (
        *("province", "unit", "indicator", "name", "max_points", "round", "points", "reason"),
        *("provisional", "data_provenance", "notice"),
    )
)
"""An indicator in one round as CSV."""
INDICATOR = (
    Column("indicator", "Chỉ số", "Indicator"),
    Column("name", "Tên", "Name", least=12),
    Column("max_points", "Tối đa", "Maximum", "right"),
)


@click.command(cls=Report)
@place("province", "unit")
@click.option("--indicators", is_flag=True, help="Indicator by indicator, on the scale of the latest round's set.")
@pass_session
def trends(session: Session, province: str, unit: str, *, indicators: bool) -> None:
    """Show a unit over the years: `trends vinh-long so-y-te`.

    From year to year only those indicators are compared that the sets' lineage carries from one to the other.
    """
    with session.current_platform() as platform:
        found = platform.trends.trend(province, unit)
    if session.format == JSON:
        print_json(found)
    elif session.format == CSV:
        _print_csv(session, found, indicators=indicators)
    else:
        _print(session, found, indicators=indicators)


def _print_csv(session: Session, found: Trend, *, indicators: bool) -> None:
    if indicators:
        print_rows(session, EVERY_POINT, list(_every_point(found)))
    else:
        print_rows(session, EVERY_YEAR, list(_every_year(found)))


def _print(session: Session, found: Trend, *, indicators: bool) -> None:
    print_text(_heading(session, found))
    print_rows(session, YEARS, [_year(session, year) for year in found.years])
    if found.comparisons:
        title = session.say(
            "So sánh từng cặp đợt liền kề, theo thang điểm của đợt sau", "Round by round, on the later set's scale"
        )
        print_rows(session, COMPARISONS, [_comparison(each) for each in found.comparisons], title)
    left_out = list(_left_out(session, found))
    if left_out:
        print_rows(session, LEFT_OUT, left_out, session.say("Không đưa vào so sánh", "Left out of the comparison"))
    if indicators:
        title = session.say("Theo thang điểm của đợt mới nhất", "On the scale of the latest round's set")
        print_rows(session, _by_year(found), [_traced(session, trace) for trace in found.indicators], title)


def _heading(session: Session, found: Trend) -> Iterator[str]:
    yield f"{found.province_name} · {session.say(found.name, found.name_en or found.name)} · @{found.position}"
    for merger in found.merged:
        name = session.say(merger.name, merger.name_en or merger.name)
        yield session.say(
            f"Đã nhận sáp nhập {name} ({merger.unit}) từ {_day(merger)}; điểm của đơn vị đó không cộng vào đây.",
            f"{name} ({merger.unit}) was merged into it on {_day(merger)}; that unit's points are not added here.",
        )
    if found.merged_into is not None:
        into, day = found.merged_into.into, _day(found.merged_into)
        yield session.say(f"Đã sáp nhập vào {into} từ {day}.", f"It was merged into {into} on {day}.")
    for year in found.years:
        yield from (f"{year.round}: {line}" for line in _warnings(session, year))


def _warnings(session: Session, year: Year) -> Iterator[str]:
    """What readers of the year's figures must be told."""
    if year.provisional:
        phase = phase_words(session, year.phase)
        yield session.say(f"TẠM TÍNH (giai đoạn: {phase})", f"PROVISIONAL (phase: {phase})")
    yield from notices(session, year.data_provenance, year.notice)
    if year.set_provenance is Provenance.ILLUSTRATIVE:
        yield session.say("⚠ Bộ chỉ số minh họa", "⚠ Illustrative indicator set")


def _day(merger: Merger) -> str:
    return f"{merger.on:%d/%m/%Y}"


def _year(session: Session, year: Year) -> dict[str, Any]:
    why = session.say(*ABSENCES[year.absence]) if year.absence else ""
    return {
        **msgspec.structs.asdict(year),
        "name": session.say(year.name, year.name_en or year.name),
        "phase": phase_words(session, year.phase),
        "set": f"{year.indicator_set}@{year.version}",
        "why": f"{why}: {year.absence_reason}" if year.absence_reason else why,
    }


def _comparison(each: Comparison) -> dict[str, Any]:
    return {
        **msgspec.structs.asdict(each),
        "comparable_max": each.max_points,
        "difference": _signed(each.difference),
        "compared": len(each.indicators),
        "left_out": len(each.left_out),
    }


def _left_out(session: Session, found: Trend) -> Iterator[dict[str, Any]]:
    for comparison in found.comparisons:
        for each in comparison.left_out:
            yield {
                "earlier": comparison.earlier,
                "later": comparison.later,
                "indicator": each.indicator,
                "old": each.old,
                "reason": session.say(*REASONS[each.reason]),
                "remark": session.say(each.remark.vi, each.remark.en),
            }


def _every_year(found: Trend) -> Iterator[dict[str, Any]]:
    comparisons = {each.later: _comparison(each) for each in found.comparisons}
    for year in found.years:
        where = {"province": found.province, "unit": found.unit}
        compared = comparisons.get(year.round, {})
        yield {**compared, **where, **msgspec.structs.asdict(year)}


def _every_point(found: Trend) -> Iterator[dict[str, Any]]:
    for trace in found.indicators:
        indicator = {"indicator": trace.indicator, "name": trace.name, "max_points": trace.max_points}
        for year, each in zip(found.years, trace.years, strict=True):
            where = {"province": found.province, "unit": found.unit}
            about = {name: getattr(year, name) for name in ("provisional", "data_provenance", "notice")}
            yield {**where, **indicator, **msgspec.structs.asdict(each), **about}


def _by_year(found: Trend) -> Sequence[Column]:
    rounds = (year.round for year in found.years)
    return (*INDICATOR, *(Column(f"points_{code}", code, code, "right") for code in rounds))


def _traced(session: Session, trace: Trace) -> dict[str, Any]:
    """The points, or in brackets why there are none."""
    cells = {
        f"points_{each.round}": f"({session.say(*REASONS[each.reason])})" if each.reason else each.points
        for each in trace.years
    }
    name = session.say(trace.name, trace.name_en or trace.name)
    return {"indicator": trace.indicator, "name": name, "max_points": trace.max_points, **cells}


def _signed(number: Decimal | None) -> str | None:
    """The number with its sign; no difference is a zero without one."""
    if number is None:
        return None
    return f"{number:+}" if number else "0"
