"""``bangvang sets simulate``: a past round read through another set, side by side with what was published."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

import click
import msgspec

from api.cli.output import Column, print_json, print_rows, print_text
from api.cli.place import CODE
from api.cli.session import CSV, JSON, Report, Session, pass_session
from api.cli.set_reference import ReferenceType, SetReference
from application.restatement import IndicatorResult, Method
from application.simulation import Place, ScopeResult, Series, Simulation, UnitResult, simulate
from domain.metadata import Code
from domain.points import plain

BEFORE, AFTER = Series.AS_PUBLISHED, Series.RESTATED

SUCCESSOR = ("So sánh được {comparable} trên {total} điểm.", "{comparable} of {total} points comparable.")
STRANGER = (
    (
        "CẢNH BÁO: không phải bản kế tiếp của bộ chỉ số đã dùng để chấm đợt này; chỉ so sánh theo mã; "
        "so sánh được {comparable} trên {total} điểm. Bộ chỉ số của đợt: {pins}."
    ),
    (
        "WARNING: not a successor of the set the round was scored with; compared by codes only; "
        "{comparable} of {total} points comparable. The round's set: {pins}."
    ),
)
"""How much can be compared, with a set of the same name and with any other."""

STANDINGS = (
    Column("rank_before", "Hạng đã công bố", "Rank as published", "right"),
    Column("rank_after", "Hạng tính lại", "Rank restated", "right"),
    Column("gained", "Tăng/giảm", "Gained", "right"),
    Column("name", "Đơn vị", "Unit", least=12),
    Column("points_before", "Điểm đã công bố", "Points as published", "right"),
    Column("max_before", "Tối đa", "Maximum", "right"),
    Column("percent_before", "%", "%", "right"),
    Column("points_after", "Điểm tính lại", "Points restated", "right"),
    Column("max_after", "Tối đa", "Maximum", "right"),
    Column("percent_after", "%", "%", "right"),
    Column("moved", "Chênh lệch (điểm %)", "Move (percent points)", "right"),
)
EVERY_STANDING = (
    Column("scope", "Phạm vi", "Scope"),
    Column("unit", "Mã", "Code"),
    Column("parent", "Cấp trên", "Parent"),
    *STANDINGS,
    Column("comparable_points", "Điểm so sánh được", "Comparable points", "right"),
    Column("total_points", "Tổng điểm", "All points", "right"),
    Column("note", "Ghi chú", "Note"),
)
MOVES = (
    Column("indicator", "Chỉ số", "Indicator"),
    Column("units", "Số đơn vị thay đổi", "Units that move", "right"),
    Column("lowest", "Thay đổi thấp nhất (điểm)", "Lowest move (points)", "right"),
    Column("highest", "Thay đổi cao nhất (điểm)", "Highest move (points)", "right"),
)
MISSING = (
    Column("indicator", "Chỉ số", "Indicator"),
    Column("units", "Số đơn vị", "Units", "right"),
    Column("reason", "Lý do", "Reason"),
)


class RoundType(click.ParamType[tuple[Code, Code]]):
    """PROVINCE/ROUND."""

    name = "province/round"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[Code, Code]:
        """The codes of the province and the round."""
        if isinstance(value, tuple):
            return value
        province, slash, round_code = value.partition("/")
        if not slash:
            self.fail(f"{value!r} is not PROVINCE/ROUND, such as vinh-long/2022", param, ctx)
        return CODE.convert(province, param, ctx), CODE.convert(round_code, param, ctx)


@click.command("simulate", cls=Report)
@click.argument("new", metavar="NEW", type=ReferenceType())
@click.option("--round", "past", type=RoundType(), required=True, help="The round to read through the set.")
@pass_session
def simulate_set(session: Session, new: SetReference, past: tuple[Code, Code]) -> None:
    """Show what the set NEW would have made of a past round: totals, ranks, and what can't be compared.

    A dry run: nothing is recorded. NEW is a file, YAML or Excel, or PROVINCE/SET@VERSION as released or installed.
    """
    definition = new.definition(session.platform_if_any)
    with session.platform() as platform:
        result = simulate(platform.application, *past, definition)
    if session.format == JSON:
        print_json(_report(session, result))
    elif session.format == CSV:
        print_rows(session, EVERY_STANDING, list(_every_standing(session, result)))
    else:
        _print(session, result)


def _report(session: Session, result: Simulation) -> dict[str, Any]:
    return {
        "recorded": False,
        "series": {series: {language: series.label(language) for language in ("vi", "en")} for series in Series},
        **msgspec.structs.asdict(result),
        "moved": [unit.unit for unit in result.moved],
        "moves": list(_moves(result)),
        "not_comparable": list(_missing(session, result)),
    }


def _print(session: Session, result: Simulation) -> None:
    print_text(_head(session, result))
    for scope, standings in _concerned(result):
        print_rows(session, STANDINGS, standings, scope.name)
    moves, missing = list(_moves(result)), list(_missing(session, result))
    if moves:
        print_rows(session, MOVES, moves, session.say("Chỉ số có điểm thay đổi", "Indicators whose points move"))
    if missing:
        print_rows(session, MISSING, missing, session.say("Không so sánh được", "Can't be compared"))


def _head(session: Session, result: Simulation) -> Iterator[str]:
    vi = "Chạy thử {set} trên đợt {round}; không ghi gì vào nhật ký."
    en = "Dry run of {set} on round {round}; nothing is recorded."
    name = f"{result.indicator_set}@{result.version}"
    yield session.say(vi, en).format(set=name, round=f"{result.province}/{result.round}")
    if not result.published:
        yield session.say(
            "Đợt này chưa công bố: kết quả còn có thể thay đổi.",
            "The round is not published: its results may still change.",
        )
    yield _comparability(session, result)
    heads = session.say("Hai dãy số", "Two series")
    yield f"{heads}: {BEFORE.label(session.lang)}; {AFTER.label(session.lang)}."
    moved = session.say("Số đơn vị có tổng điểm thay đổi: {} trên {}.", "Units whose total moves: {} of {}.")
    yield moved.format(len(result.moved), sum(1 for unit in result.units if unit.indicators))


def _comparability(session: Session, result: Simulation) -> str:
    """How much of the set can be compared, and whether it is by codes alone."""
    pins = dict.fromkeys(f"{pin.indicator_set}@{pin.version}" for pin in result.replaces.values())
    return session.say(*(SUCCESSOR if result.successor else STRANGER)).format(
        comparable=plain(result.comparable_points), total=plain(result.total_points), pins=", ".join(pins)
    )


def _every_standing(session: Session, result: Simulation) -> Iterator[dict[str, Any]]:
    """The rows of all scopes that are shown, each with how much of the set it stands for."""
    note = None if result.successor else _comparability(session, result)
    points = {"comparable_points": result.comparable_points, "total_points": result.total_points, "note": note}
    for scope, standings in _concerned(result):
        yield from ({"scope": scope.code, **row, **points} for row in standings)


def _concerned(result: Simulation) -> Iterator[tuple[ScopeResult, list[dict[str, Any]]]]:
    """The scopes in which the set is for one unit at least; in others nothing can move."""
    for scope in result.scopes:
        standings = list(_standings(scope, result))
        if any(row["concerned"] for row in standings):
            yield scope, standings


def _standings(scope: ScopeResult, result: Simulation) -> Iterator[dict[str, Any]]:
    units = {unit.unit: unit for unit in result.units}
    return (_standing(place, units[place.unit]) for place in scope.places)


def _standing(place: Place, unit: UnitResult) -> dict[str, Any]:
    before, after = unit.totals[BEFORE], unit.totals[AFTER]
    return {
        "unit": unit.unit,
        "parent": place.parent,
        "name": unit.name,
        "concerned": bool(unit.indicators),
        "rank_before": place.ranks[BEFORE],
        "rank_after": place.ranks[AFTER],
        "gained": _signed(place.gained),
        **{f"{key}_before": value for key, value in _figures(before.points, before.max_points, before.percent).items()},
        **{f"{key}_after": value for key, value in _figures(after.points, after.max_points, after.percent).items()},
        "moved": None if None in (before.percent, after.percent) else _signed(_move(before.percent, after.percent)),
    }


def _figures(points: Decimal, maximum: Decimal, percent: Decimal | None) -> Mapping[str, Decimal | None]:
    return {"points": points, "max": maximum, "percent": percent}


def _move(before: Decimal | None, after: Decimal | None) -> Decimal:
    return (after or Decimal(0)) - (before or Decimal(0))


def _signed(number: int | Decimal) -> str:
    """The number with its sign; nothing gained is a zero without one."""
    return f"{number:+}" if number else "0"


def _moves(result: Simulation) -> Iterator[dict[str, Any]]:
    """The indicators whose points move, with the number of units and the span, in the order of the set."""
    found: dict[str, list[Decimal]] = {}
    for each in (indicator for unit in result.units for indicator in unit.indicators if indicator.indicator):
        moves = found.setdefault(str(each.indicator), [])
        if each.counts and each.before is not None and each.after is not None and each.before != each.after:
            moves.append(each.after - each.before)
    for code, moves in found.items():
        if moves:
            span = {"lowest": _signed(min(moves)), "highest": _signed(max(moves))}
            yield {"indicator": code, "units": len(moves), **span}


def _missing(session: Session, result: Simulation) -> Iterator[dict[str, Any]]:
    """What can't be compared, or is gone, with the number of units."""
    counts: dict[tuple[str, str], int] = {}
    for unit in result.units:
        for each in unit.indicators:
            if each.method in {Method.NOT_COMPARABLE, Method.RETIRED}:
                known = each.indicator or ", ".join(each.old), _reason(session, each)
                counts[known] = counts.get(known, 0) + 1
    for (code, reason), units in counts.items():
        yield {"indicator": code, "units": units, "reason": reason}


def _reason(session: Session, result: IndicatorResult) -> str:
    if result.reason is not None:
        return session.say(result.reason.vi, result.reason.en)
    return session.say("không còn trong bộ mới", "the new set does not have it")
