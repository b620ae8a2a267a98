"""A difference as rows: for people a table each of units, indicators and causes, for programs all of it in one."""

from collections.abc import Iterator
from typing import Any

import msgspec

from api.cli.output import Column
from api.cli.session import Session
from domain.command import VIETNAM
from projections.difference import RoundDifference
from projections.difference.answer import Cause, RankDifference, UnitDifference

Row = dict[str, Any]

CHANGE = Column("change", "Chênh lệch", "Difference", "right")
BECAUSE = (
    Column("position", "Vị trí", "Position", "right"),
    Column("recorded_at", "Ghi nhận lúc", "Recorded at"),
    Column("event", "Do sự kiện", "Because of"),
    Column("event_unit", "Của đơn vị", "Of unit"),
    Column("event_indicator", "Về tiêu chí", "About"),
    Column("actor_id", "Ai", "Who"),
    Column("actor_role", "Vai trò", "Role"),
    Column("reason", "Lý do", "Reason"),
)
UNITS = (
    Column("unit", "Đơn vị", "Unit"),
    Column("points_before", "Điểm trước", "Points before", "right"),
    Column("points_after", "Điểm sau", "Points after", "right"),
    CHANGE,
    Column("percent_before", "% trước", "% before", "right"),
    Column("percent_after", "% sau", "% after", "right"),
    Column("scope", "Phạm vi", "Scope"),
    Column("rank_before", "Hạng trước", "Rank before", "right"),
    Column("rank_after", "Hạng sau", "Rank after", "right"),
)
INDICATORS = (
    Column("unit", "Đơn vị", "Unit"),
    Column("indicator", "Tiêu chí", "Indicator"),
    Column("points_before", "Điểm trước", "Points before", "right"),
    Column("points_after", "Điểm sau", "Points after", "right"),
    CHANGE,
    Column("causes", "Số sự kiện", "Events", "right"),
)
POINTS = (
    Column("unit", "Đơn vị", "Unit"),
    Column("indicator", "Tiêu chí", "Indicator"),
    CHANGE,
    Column("maximum", "Tối đa", "Maximum", "right"),
    *BECAUSE,
)
RANKS = (
    Column("unit", "Đơn vị", "Unit"),
    Column("scope", "Phạm vi", "Scope"),
    Column("rank_before", "Hạng trước", "Rank before", "right"),
    Column("rank_after", "Hạng sau", "Rank after", "right"),
    CHANGE,
    *BECAUSE,
)
OF_CAUSE = tuple(name for name in Cause.__struct_fields__ if name not in {"position", "indicator"})
ALL = tuple(
    Column(name, name, name)
    for name in (
        *("unit", "about", "row", "scope", "indicator", "before", "after", "difference"),
        *("max_points_before", "max_points_after", "max_points", "causes", "position"),
        *(*OF_CAUSE, "event_indicator"),
    )
)
"""``about`` points or rank; a ``row`` is a difference, one of its causes, or what its other causes come to."""


def units(found: RoundDifference) -> Iterator[Row]:
    """One row a unit and scope; the points stand in the unit's first."""
    for unit in found.units:
        row: Row = {**msgspec.structs.asdict(unit), "change": _signed(unit.points)}
        for rank in unit.ranks or [None]:
            yield {**row, **(_ranks(rank) if rank else {})}
            row = {}


def indicators(found: RoundDifference) -> Iterator[Row]:
    """The indicators whose points have become others."""
    for unit in found.units:
        for each in unit.indicators:
            if each.points:
                yield {**msgspec.structs.asdict(each), "unit": unit.unit, "change": _signed(each.points)}


def points(session: Session, found: RoundDifference) -> Iterator[Row]:
    """What each event has added to the points of a unit."""
    told = _events(found)
    for unit in found.units:
        for cause in unit.causes:
            changed = {"change": _signed(cause.points), "maximum": _signed(cause.max_points)}
            yield {**told[cause.position], "unit": unit.unit, "indicator": cause.indicator, **changed}
        if unit.others.causes:
            changed = {"change": _signed(unit.others.points), "maximum": _signed(unit.others.max_points)}
            yield {"unit": unit.unit, **_others(session, unit.others.causes), **changed}


def ranks(session: Session, found: RoundDifference) -> Iterator[Row]:
    """How each event has moved a rank."""
    told = _events(found)
    for unit in found.units:
        for rank in unit.ranks:
            where = {"unit": unit.unit, "scope": rank.scope}
            for cause in rank.causes:
                moved = {"rank_before": cause.rank_before or "–", "rank_after": cause.rank_after or "–"}
                yield {**told[cause.position], **where, **moved, "change": _signed(cause.steps)}
            if rank.others.causes:
                change = {"change": _signed(rank.others.steps)}
                yield {**where, **_others(session, rank.others.causes), **change}


def every_row(found: RoundDifference) -> Iterator[Row]:
    """Differences, and below each its causes."""
    told = {event.position: msgspec.structs.asdict(event) for event in found.events}
    about = {position: {**event, "event_indicator": event["indicator"]} for position, event in told.items()}
    for unit in found.units:
        for row in (*_points_rows(unit, about), *(row for rank in unit.ranks for row in _rank_rows(rank, about))):
            yield {"unit": unit.unit, **row}


def _points_rows(unit: UnitDifference, about: dict[int, Row]) -> Iterator[Row]:
    maxima = {name: getattr(unit, name) for name in ("max_points_before", "max_points_after", "max_points")}
    count = len(unit.causes) + unit.others.causes
    yield {
        **_row("points", "difference", unit.points_before, unit.points_after, unit.points),
        "causes": count,
        **maxima,
    }
    for each in unit.indicators:
        row = _row("points", "difference", each.points_before, each.points_after, each.points)
        yield {**row, "indicator": each.indicator, "causes": each.causes}
    for cause in unit.causes:
        row = _row("points", "cause", None, None, cause.points)
        yield {**about[cause.position], **row, "indicator": cause.indicator, "max_points": cause.max_points}
    if unit.others.causes:
        row = _row("points", "others", None, None, unit.others.points)
        yield {**row, "causes": unit.others.causes, "max_points": unit.others.max_points}


def _rank_rows(rank: RankDifference, about: dict[int, Row]) -> Iterator[Row]:
    where = {"scope": rank.scope, "indicator": None}
    count = len(rank.causes) + rank.others.causes
    yield {**_row("rank", "difference", rank.rank_before, rank.rank_after, rank.steps), **where, "causes": count}
    for cause in rank.causes:
        row = _row("rank", "cause", cause.rank_before, cause.rank_after, cause.steps)
        yield {**about[cause.position], **row, **where}
    if rank.others.causes:
        yield {**_row("rank", "others", None, None, rank.others.steps), **where, "causes": rank.others.causes}


def _row(about: str, row: str, before: Any, after: Any, difference: Any) -> Row:
    return {"about": about, "row": row, "before": before, "after": after, "difference": difference}


def _ranks(rank: RankDifference) -> Row:
    return {"scope": rank.scope, "rank_before": rank.rank_before or "–", "rank_after": rank.rank_after or "–"}


def _events(found: RoundDifference) -> dict[int, Row]:
    """The events by their positions, with their times in Viet Nam."""
    return {
        event.position: {
            **msgspec.structs.asdict(event),
            "event_indicator": event.indicator,
            "recorded_at": f"{event.recorded_at.astimezone(VIETNAM):%Y-%m-%d %H:%M}",
        }
        for event in found.events
    }


def _others(session: Session, count: int) -> Row:
    return {"event": session.say(f"và {count} sự kiện khác", f"and {count} other events")}


def _signed(value: Any) -> str:
    """With a plus where it is one; nothing for nothing."""
    return f"{value:+}" if value else ""
