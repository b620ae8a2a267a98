"""``bangvang why --rank``: who stands above and below a unit, how far away, and what moved its rank last."""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from api.cli.output import Column, print_json, print_table, print_text, table
from api.cli.ranking import ABSENCES, STAGES
from api.cli.rounds import notices, phase_words
from api.cli.session import JSON, Session
from domain.command import VIETNAM
from domain.metadata import Code, Moment, Provenance
from domain.round.state import Published
from projections.explanation import RankExplanation
from projections.explanation.answer import Neighbour
from projections.platform import Platform
from projections.ranking.scopes import Stage

Asked = tuple[Code, Code, Code, Code | None, Stage, int | None]
"""Province, round, unit, scope, stage, and the position as of which it is told."""
COLUMNS = (
    Column("rank", "Hạng", "Rank", "right"),
    Column("unit", "Đơn vị", "Unit", least=16),
    Column("points", "Điểm", "Points", "right"),
    Column("max_points", "Tối đa", "Maximum", "right"),
    Column("percent", "%", "%", "right"),
    Column("exact", "Tỷ lệ chính xác", "Exact share", "right"),
    Column("points_between", "Cách (điểm)", "Away (points)", "right"),
    Column("percent_between", "Cách (điểm %)", "Away (percent points)", "right"),
)


def show_rank(session: Session, platform: Platform, asked: Asked) -> None:
    """Prints why a unit has its rank, or none."""
    found = platform.explanations.why_rank(*asked)
    if session.format == JSON:
        print_json(found)
        return
    print_text(_heading(session, found))
    if found.rank is not None:
        print_table(table(session, COLUMNS, _rows(session, found)))
    print_text(_footing(session, found))


def _heading(session: Session, found: RankExplanation) -> Iterator[str]:
    yield f"{found.province_name} · {found.round_name}"
    name = session.say(found.name, found.name_en or found.name)
    stage = session.say(*STAGES[found.stage])
    yield f"{name} ({found.unit}) · {found.scope_name} · {stage} · @{found.position}"
    if found.phase != Published.__name__:
        phase = phase_words(session, found.phase)
        yield session.say(f"TẠM TÍNH (giai đoạn: {phase})", f"PROVISIONAL (phase: {phase})")
    yield from notices(session, found.data_provenance, found.notice)
    if any(used.provenance is Provenance.ILLUSTRATIVE for used in found.sets):
        yield session.say("⚠ Bộ chỉ số minh họa", "⚠ Illustrative indicator set")
    for used in found.sets:
        yield f"{session.say('Bộ chỉ số', 'Set')}: {used.code}@{used.version} · SHA-256 {used.content_hash}"
    yield _verdict(session, found)


def _verdict(session: Session, found: RankExplanation) -> str:
    if found.absence is not None:
        absence = session.say(*ABSENCES[found.absence])
        return f"{absence}: {found.absence_reason}" if found.absence_reason else absence
    among = f" ({found.parent_name})" if found.parent_name else ""
    return session.say(
        f"Hạng {found.rank} trên {found.of}{among} = {found.ahead} đơn vị có tỷ lệ cao hơn + 1",
        f"Rank {found.rank} of {found.of}{among} = {found.ahead} ahead by exact share + 1",
    )


def _rows(session: Session, found: RankExplanation) -> Iterator[Mapping[str, Any]]:
    """The neighbour above, the unit, and the neighbour below."""
    if found.above:
        yield _neighbour(session, found.above)
    if found.share:
        name = session.say(found.name, found.name_en or found.name)
        own = {"rank": found.rank, "unit": f"▶ {name}", "points": found.points, "max_points": found.max_points}
        yield {**own, "percent": found.share.percent, "exact": found.share.exact}
    if found.below:
        yield _neighbour(session, found.below)


def _neighbour(session: Session, other: Neighbour) -> Mapping[str, Any]:
    return {
        **msgspec.structs.asdict(other),
        "unit": session.say(other.name, other.name_en or other.name),
        "percent": other.share.percent,
        "exact": other.share.exact,
        "points_between": f"{other.points_between:+}",
        "percent_between": f"{other.percent_between:+}",
    }


def _footing(session: Session, found: RankExplanation) -> Iterator[str]:
    if found.sharing:
        yield f"{session.say('Cùng hạng', 'Same rank')}: {', '.join(found.sharing)}"
    if found.marked_by:
        marked = found.marked_by
        yield (
            f"{session.say('Do sự kiện', 'By the event')} @{marked.position} {marked.event} · "
            f"{_at(marked.recorded_at)} · {marked.actor_id} ({marked.actor_role})"
        )
    if found.last_change:
        last = found.last_change
        moved = f"{last.rank_before or '–'} → {last.rank_after or '–'}"
        about = " ".join(filter(None, [last.event, last.event_unit, last.indicator]))
        yield (
            f"{session.say('Hạng đổi gần nhất', 'The rank moved last')}: {moved} @{last.position} {about} · "
            f"{_at(last.recorded_at)} · {last.actor_id} ({last.actor_role})"
            + (f" · {last.reason}" if last.reason else "")
        )


def _at(moment: Moment) -> str:
    return f"{moment.astimezone(VIETNAM):%Y-%m-%d %H:%M}"
