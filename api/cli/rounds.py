"""``bangvang round list`` and ``show``: assessment rounds as they stand."""

from collections.abc import Iterator, Mapping

import click
import msgspec

from api.cli.output import Column, print_json, print_rows, print_text
from api.cli.place import place
from api.cli.session import JSON, Report, Session, Task, pass_session
from application.contexts import ROUND, opened_round
from application.workspace import Workspace
from domain.metadata import Provenance
from domain.round.calendar import Stage
from domain.round.decisions import phase
from domain.round.events import stream_id
from domain.round.state import Locked, Open

PHASES: Mapping[str, str] = {
    "SelfScoring": "tự chấm điểm",
    "Reviewing": "thẩm định",
    "Concluding": "chốt điểm",
    "Finalised": "đã chốt, chờ công bố",
    "Published": "đã công bố",
}
"""The phases of a round in Vietnamese; in English they are called by their own names."""

STAGES: Mapping[Stage, tuple[str, str]] = {
    Stage.SELF_SCORING: ("Tự chấm", "Self-scoring"),
    Stage.REVIEW: ("Thẩm định", "Review"),
    Stage.ON_SITE: ("Phúc tra", "On-site verification"),
    Stage.EXPLANATION: ("Giải trình", "Explanation"),
}

ROUNDS = (
    Column("province", "Tỉnh", "Province"),
    Column("round", "Đợt", "Round"),
    Column("name", "Tên", "Name"),
    Column("phase", "Giai đoạn", "Phase"),
    Column("scopes", "Phạm vi xếp hạng", "Scopes"),
)


@click.command("list", cls=Report)
@pass_session
def list_rounds(session: Session) -> None:
    """List the rounds of all provinces."""
    with session.current_platform() as platform:
        rounds = platform.rankings.rounds()
    if session.format == JSON:
        print_json(rounds)
    else:
        rows = [{**msgspec.structs.asdict(each), "scopes": [scope.code for scope in each.scopes]} for each in rounds]
        print_rows(session, ROUNDS, rows)


@click.command("show", cls=Task)
@place("province", "round_code")
@pass_session
def show_round(session: Session, province: str, round_code: str) -> None:
    """Show a round: phase, calendar, sets, scopes, reviewing bodies, units left out, and its version."""
    with session.platform() as platform:
        workspace = Workspace(platform.application.load)
        state = opened_round(workspace, province, round_code)
        version = workspace.version(ROUND, stream_id(province, round_code)).number
    if session.format == JSON:
        print_json({"version": version, "phase": phase(state), **msgspec.to_builtins(state)})
    else:
        print_text(_lines(session, state, version))


def phase_words(session: Session, name: str) -> str:
    """A phase in the chosen language."""
    return session.say(PHASES[name], name)


def notices(session: Session, provenance: Provenance, notice: str) -> Iterator[str]:
    """What readers of a round's scores must be told wherever these show."""
    if provenance is Provenance.ILLUSTRATIVE:
        yield session.say("⚠ Dữ liệu trình diễn tổng hợp, không có thật", "⚠ Synthetic demonstration data")
    if notice:
        yield f"⚠ {notice}"


def _lines(session: Session, state: Open | Locked, version: int) -> Iterator[str]:
    opening, calendar = state.opening, state.calendar
    yield f"{opening.province}/{opening.round} · {opening.name}"
    words = phase_words(session, phase(state))
    yield session.say(f"Giai đoạn: {words} · phiên bản {version}", f"Phase: {words} · version {version}")
    yield from notices(session, opening.data_provenance, opening.notice)
    for stage in Stage:
        for window in calendar.windows(stage):
            yield f"{session.say(*STAGES[stage])}: {window.opens} – {window.closes}"
    for unit, until in calendar.extensions.items():
        yield f"{session.say('Gia hạn', 'Extended')}: {unit} → {until}"
    for kind, pin in opening.sets.items():
        yield f"{session.say('Bộ chỉ số', 'Set')} ({kind}): {pin.indicator_set} {pin.version} · {pin.content_hash}"
    for scope in opening.scopes:
        yield f"{session.say('Phạm vi', 'Scope')}: {scope.code} · {scope.name}"
    yield f"{session.say('Thẩm định', 'Reviewers')}: {', '.join(opening.reviewers) or '—'}"
    for unit, exempt in state.not_ranked.items():
        left_out = session.say("miễn đánh giá", "exempt") if exempt else session.say("không xếp hạng", "not ranked")
        yield f"{unit}: {left_out}"
