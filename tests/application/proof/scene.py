"""A small round told to its end: three departments, an indicator of every kind of rule, appeals and a frozen best."""

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

from application import sqlite
from application.log import open_log
from application.recording import LogEntry
from application.service import BangVang
from domain.command import Command
from domain.indicator_set.commands import ReleaseIndicatorSet
from domain.indicator_set.content import content_hash
from domain.metadata import Actor, Provenance, Role, UnitKind
from domain.province.commands import DissolveUnit, RegisterProvince, RegisterUnit, RenameUnit
from domain.round.calendar import Calendar
from domain.round.commands import (
    ChangeCalendar,
    CloseReview,
    CloseSelfScoring,
    FinaliseRound,
    MarkUnitNotRanked,
    MarkUnitRanked,
    PublishRound,
    ReopenRound,
)
from domain.scorecard.commands import (
    AdjustScore,
    AppealScore,
    AttachEvidence,
    Explain,
    FinaliseScorecard,
    MarkNotApplicable,
    OpenScorecard,
    ReopenScorecard,
    ResolveAppeal,
    ReturnScorecard,
    SelfScore,
    SubmitScorecard,
)
from tests.domain.builders import (
    BODY,
    CALENDAR,
    ROUND,
    SELF_SCORING_DAY,
    definition,
    evidence,
    group,
    indicator,
    open_round,
    pin,
    scope,
    window,
)
from tests.domain.builders import ask as build
from tests.golden.examples import INPUTS, RULES

CODES = tuple(f"1.{number}" for number in range(1, len(RULES) + 1))
RELATIVE, BONUS = "1.12", "1.13"
SET = definition(
    group("1", *(indicator(code, rule, 10, optional=True) for code, rule in zip(CODES[:-1], RULES[:-1], strict=True))),
    group("2", indicator(BONUS, RULES[-1], 0)),
    places=4,
    unit_kinds=(UnitKind.DEPARTMENT,),
)
HASH = content_hash(SET)
UNITS = ("so-noi-vu", "so-tai-chinh", "so-y-te")
ABSENT = "cong-an-tinh"
LONG = Calendar(
    self_scoring=CALENDAR.self_scoring, review=CALENDAR.review, explanation=window("2022-11-15", "2022-12-31")
)


def ask(command: type[Command], **fields: Any) -> Command:
    """The command of somebody who may give it."""
    return build(command, **{"id": uuid4(), **fields})


def officer(unit: str) -> Actor:
    return Actor(id="can-bo", role=Role.UNIT, unit=unit)


def hands_in(unit: str, **others: str) -> Iterable[Command]:
    """A unit scores itself on everything and hands in; on some indicators by other inputs."""
    mine: dict[str, Any] = {"unit": unit, "actor": officer(unit), "at": SELF_SCORING_DAY}
    yield ask(OpenScorecard, scorecard=uuid4(), **mine)
    for code, (inputs, _) in zip(CODES, INPUTS, strict=True):
        given = {"value": others[code]} if code in others else inputs
        yield ask(SelfScore, indicator=code, inputs=given, **mine)
    yield ask(AttachEvidence, indicator="1.1", evidence=evidence(), **mine)
    yield ask(Explain, indicator="1.1", text="Tài liệu chờ ký", **mine)
    yield ask(SubmitScorecard, **mine)


def beginning() -> Iterable[Command]:
    """The registry, a set, a round."""
    yield ask(RegisterProvince, name="Vĩnh Long", name_en="Vinh Long")
    for unit in (BODY, *UNITS, ABSENT, "so-cu"):
        yield ask(RegisterUnit, unit=unit, kind=UnitKind.DEPARTMENT, name=unit)
    yield ask(RenameUnit, unit=ABSENT, name="Công an tỉnh", reason="Tên đầy đủ")
    yield ask(DissolveUnit, unit="so-cu", reason="Giải thể")
    yield ask(ReleaseIndicatorSet, definition=SET)
    pinned = {UnitKind.DEPARTMENT: pin(indicator_set=SET.code, content_hash=HASH)}
    provenance = {"data_provenance": Provenance.ILLUSTRATIVE, "notice": "Số liệu minh họa"}
    yield open_round(id=uuid4(), sets=pinned, scopes=(scope(),), **provenance)
    yield ask(ChangeCalendar, calendar=LONG, reason="Theo thực tế")
    yield ask(MarkUnitNotRanked, unit=ABSENT, exempt=True, reason="Chức năng đặc thù")
    yield ask(MarkUnitNotRanked, unit=BODY, reason="Cơ quan thẩm định")
    yield ask(MarkUnitNotRanked, unit=UNITS[0], reason="Nhầm")
    yield ask(MarkUnitRanked, unit=UNITS[0], reason="Đính chính")


def review() -> Iterable[Command]:
    """Reviewers return, adjust, leave out; a unit appeals twice."""
    first, second, third = UNITS
    yield ask(ReturnScorecard, unit=first, indicators=("1.1",), reason="Thiếu tài liệu")
    yield ask(SubmitScorecard, unit=first)
    yield ask(CloseSelfScoring, reason="Đã nộp đủ")
    yield ask(AdjustScore, unit=first, indicator="1.7", points="6", reason="Hạ điểm")
    yield ask(AdjustScore, unit=second, indicator=RELATIVE, inputs={"value": "18"}, reason="Số đúng")
    yield ask(AdjustScore, unit=second, indicator="1.1", points="4", reason="Hạ điểm")
    yield ask(
        MarkNotApplicable,
        unit=third,
        indicator="1.4",
        actor=Actor(id="x", role=Role.REVIEWER, unit=BODY),
        reason="Không có đối tượng",
        at=SELF_SCORING_DAY.replace(day=20),
    )
    for code, accepted in (("1.7", True), ("1.2", False)):
        yield ask(AppealScore, unit=first, actor=officer(first), indicator=code, reason="Chưa tính đủ")
        yield ask(
            ResolveAppeal,
            unit=first,
            indicator=code,
            accepted=accepted,
            points="7" if accepted else None,
            reason="Hội đồng xét",
        )
    yield ask(CloseReview, reason="Xong")


def conclusion() -> Iterable[Command]:
    """All results stand, are corrected once, and are published."""
    for unit in UNITS:
        yield ask(FinaliseScorecard, unit=unit)
    yield ask(ReopenScorecard, unit=UNITS[1], reason="Đính chính")
    yield ask(FinaliseScorecard, unit=UNITS[1])
    yield ask(FinaliseRound)
    yield ask(ReopenRound, reason="Đính chính")
    yield ask(FinaliseRound)
    yield ask(PublishRound)


def story() -> Iterable[Command]:
    """The whole round."""
    yield from beginning()
    for unit, value in zip(UNITS, ("12", "16", "15"), strict=True):
        yield from hands_in(unit, **{RELATIVE: value})
    yield from review()
    yield from conclusion()


def log_of(commands: Iterable[Command], folder: Path) -> Sequence[LogEntry]:
    """What is in the log when these commands were carried out."""
    with BangVang(sqlite.environment(folder / "events.db")) as application:
        for command in commands:
            application.execute(command)
        log = open_log(application.recorder)
        return log.read(0, log.head())


def row(unit: str, rank: int | None, *points: str, **left_out: Any) -> dict[str, Any]:
    """A line of the ranking as it is stated."""
    names = ("self", "reviewed", "final", "max", "percent")
    stated: Mapping[str, Any] = dict(zip(names, points or [None] * 5, strict=True))
    return {"unit": unit, "rank": rank, **stated, "not_ranked": left_out or None}


def ranking(as_of: int, *rows: Mapping[str, Any], stage: str = "final") -> dict[str, Any]:
    """The ranking as it is stated."""
    return {"round": ROUND, "as_of": as_of, "stage": stage, "scopes": [{"scope": "department", "rows": list(rows)}]}


def edited(log: Sequence[LogEntry], name: str, nth: int = 0, /, **changes: Any) -> Sequence[LogEntry]:
    """A log that somebody dishonest keeps: of the nth event of this name other things were recorded."""
    chosen = [entry for entry in log if entry.name == name][nth]
    recorded = json.loads(chosen.state)
    recorded["data"].update(changes)
    return replaced(log, chosen, state=json.dumps(recorded, ensure_ascii=False).encode())


def replaced(log: Sequence[LogEntry], chosen: LogEntry, **changes: Any) -> Sequence[LogEntry]:
    """The log with another entry in this one's place."""
    return [entry._replace(**changes) if entry is chosen else entry for entry in log]
