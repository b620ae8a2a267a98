"""``bangvang history``: every change of a unit's points, and who made it, when and why."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import click
import msgspec

from api.cli.output import Column, print_rows, print_table, print_text, table, text
from api.cli.place import CODE, PLACES
from api.cli.rounds import notices
from api.cli.session import TABLE, Report, Session, pass_session
from api.people import with_names
from application.contexts import SCORECARD, opened_round
from application.workspace import Workspace
from domain.command import VIETNAM
from domain.metadata import Code
from domain.round.events import RoundOpened
from domain.scorecard.events import stream_id
from domain.scorecard.refusals import ScorecardUnknown
from domain.scorecard.state import NotOpened
from projections.platform import Platform
from projections.score_history.query import Change

COLUMNS = (
    Column("position", "Vị trí", "Position", "right"),
    Column("recorded_at", "Ghi nhận lúc", "Recorded at"),
    Column("effective_on", "Hiệu lực từ", "Effective on"),
    Column("event", "Sự kiện", "Event"),
    Column("indicator", "Tiêu chí", "Indicator"),
    Column("before", "Trước", "Before", "right"),
    Column("after", "Sau", "After", "right"),
    Column("final_after", "Chốt", "Final", "right"),
    Column("said", "Nội dung", "Content"),
    Column("actor_id", "Ai", "Who"),
    Column("actor_role", "Vai trò", "Role"),
    Column("actor_unit", "Của", "Of"),
    Column("reason", "Lý do", "Reason"),
)
SAID = (
    "text",
    "evidence",
    "sha256",
    "approved_by",
    "late",
    "due",
    "on_site",
    "claimed_points",
    "accepted",
    "stated_index",
)
"""What an event says besides points and inputs that is worth a reader's while."""
PLACE = ("province", "round", "indicator")
ALL = tuple(Column(name, name, name) for name in Change.__struct_fields__)


@click.command(cls=Report)
@click.argument("unit", type=CODE)
@click.argument("where", nargs=-1, required=True, metavar="PROVINCE/ROUND [INDICATOR]")
@click.option("--province", type=CODE, help="The province, where ROUND is given without it.")
@pass_session
def history(session: Session, unit: str, where: Sequence[str], province: str | None) -> None:
    """Print how a unit's points came about: `history so-y-te vinh-long/2022 1.1`.

    ROUND may stand without its province if --province names it, or if the unit has a scorecard in one such round only.
    """
    with session.current_platform() as platform:
        words = _with_province(platform, unit, where, province)
        if len(words) > len(PLACE):
            msg = "Expected: UNIT PROVINCE/ROUND [INDICATOR]"
            raise click.UsageError(msg)
        place, round_code, *indicator = (
            PLACES[name].convert(word, None, None) for name, word in zip(PLACE, words, strict=False)
        )
        opening = _opening(platform, place, round_code, unit)
        changes = platform.history.changes(place, round_code, unit, *indicator)
    rows = [msgspec.structs.asdict(change) for change in changes]
    if session.format == TABLE:
        print_text(notices(session, opening.data_provenance, opening.notice))
        shown = (_for_people(session, row) for row in rows)
        print_table(table(session, COLUMNS, shown, f"{unit} · {place}/{round_code}"))
    else:
        print_rows(session, ALL, rows)


def _for_people(session: Session, row: dict[str, Any]) -> dict[str, Any]:
    """The row with its time in Viet Nam, the names of people, and what it says besides points."""
    said = {name: _named(value) for name, value in row["details"].items() if name in SAID and value}
    at = datetime.fromisoformat(row["recorded_at"]).astimezone(VIETNAM)
    who = with_names(session.lang, row["actor_id"], row["names"])
    told = {name: with_names(session.lang, text(value), row["names"]) for name, value in said.items()}
    return {**row, "actor_id": who, "recorded_at": f"{at:%Y-%m-%d %H:%M}", "said": (row["inputs"] or {}) | told}


def _with_province(platform: Platform, unit: Code, where: Sequence[str], province: Code | None) -> Sequence[str]:
    """The words with the province as the first of them, the round as the second."""
    first, *rest = where
    if "/" in first:
        return [*first.split("/", 1), *rest]
    if province is not None:
        return [province, *where]
    rounds = [(each.province, each.round) for each in platform.rankings.rounds()]
    if rest and (first, rest[0]) in rounds:
        return where
    return [_only_province(platform, unit, first, [place for place, code in rounds if code == first]), *where]


def _only_province(platform: Platform, unit: Code, round_code: Code, provinces: Sequence[Code]) -> Code:
    found = [province for province in provinces if _has_scorecard(platform, province, round_code, unit)]
    if not found:
        raise ScorecardUnknown(unit=unit, round=round_code)
    if len(found) > 1:
        choices = ", ".join(f"{province}/{round_code}" for province in found)
        msg = f"Several provinces have such a scorecard; write the round as one of: {choices}"
        raise click.UsageError(msg)
    return found[0]


def _opening(platform: Platform, province: Code, round_code: Code, unit: Code) -> RoundOpened:
    """How the round began; refuses a unit that has no scorecard in it."""
    assessed = opened_round(Workspace(platform.application.load), province, round_code)
    if not _has_scorecard(platform, province, round_code, unit):
        raise ScorecardUnknown(unit=unit, round=round_code)
    return assessed.opening


def _has_scorecard(platform: Platform, province: Code, round_code: Code, unit: Code) -> bool:
    card = platform.application.load(SCORECARD, stream_id(province, round_code, unit)).state
    return not isinstance(card, NotOpened)


def _named(value: Any) -> Any:
    return value["name"] if isinstance(value, dict) else value
