"""Importing self-scores: all faults at once, each with its cell; everything is written or nothing."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from application.imports import ImportRefused, ImportScores, import_scores, read_rows
from application.recording import Guard, GuardFailed, KeyTaken
from application.refusals import KeyReused, StaleVersion
from application.service import BangVang, Outcome
from application.sheets import Row
from domain.indicator_set.commands import ReleaseIndicatorSet
from domain.indicator_set.content import content_hash
from domain.metadata import Actor, Role, UnitKind
from domain.province.commands import RegisterProvince, RegisterUnit
from domain.refusal import RoleNotAllowed
from domain.round.commands import CloseReview, CloseSelfScoring, ExtendSelfScoring, FinaliseRound, MarkUnitNotRanked
from domain.round.refusals import RoundLocked, RoundUnknown
from domain.scorecard.commands import OpenScorecard
from domain.scorecard.events import stream_id
from tests.domain.builders import (
    ADMINISTRATOR,
    BODY,
    COUNCIL,
    EXPLANATION_DAY,
    MANUAL,
    OTHER_UNIT,
    PROVINCE,
    ROUND,
    SELF_SCORING_DAY,
    UNIT,
    ask,
    definition,
    group,
    indicator,
    open_round,
    pin,
    release,
)
from tests.workbooks import workbook

SHA = "a" * 64


@pytest.fixture
def application(sqlite_environment: dict[str, str]) -> Iterator[BangVang]:
    with BangVang(sqlite_environment) as application:
        yield scene(application)


@pytest.fixture
def stored(store_environment: dict[str, str]) -> Iterator[BangVang]:
    """The same scene on either store."""
    with BangVang(store_environment) as application:
        yield scene(application)


def scene(application: BangVang) -> BangVang:
    """A round in which two units have scorecards and a third has none."""
    do(application, RegisterProvince, name="Vĩnh Long")
    for unit in (UNIT, OTHER_UNIT, BODY):
        do(application, RegisterUnit, unit=unit, kind=UnitKind.DEPARTMENT, name=unit)
    application.execute(release())
    application.execute(open_round())
    for unit in (UNIT, OTHER_UNIT):
        do(application, OpenScorecard, unit=unit, scorecard=uuid4(), actor=ADMINISTRATOR)
    return application


def do(application: BangVang, command: Any, **fields: Any) -> Outcome:
    return application.execute(ask(command, **{"id": uuid4(), **fields}))


def request(**changes: Any) -> ImportScores:
    fields = {"id": uuid4(), "at": SELF_SCORING_DAY, "actor": ADMINISTRATOR, "province": PROVINCE, "round": ROUND}
    return ImportScores(**{**fields, **changes})


def table(folder: Path, *lines: str) -> Path:
    path = folder / "scores.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def rows(folder: Path, *lines: str) -> list[Row]:
    """A table of points."""
    return read_rows(table(folder, "unit,indicator,points", *lines))


def run(application: BangVang, folder: Path, *lines: str, **changes: Any) -> Outcome:
    return import_scores(application, read_rows(table(folder, *lines)), request(**changes))


def log_of(application: BangVang) -> list[str]:
    return [notification.topic for notification in application.recorder.select_notifications(1, 1000)]


def events(application: BangVang, unit: str = UNIT) -> list[Any]:
    return [recorded.data for recorded in application.read(stream_id(PROVINCE, ROUND, unit), after=1)]


def faults(application: BangVang, folder: Path, *lines: str, **changes: Any) -> list[tuple[str, str]]:
    """The cells that are refused and why; nothing must have been written."""
    before = log_of(application)
    with pytest.raises(ImportRefused) as refused:
        run(application, folder, *lines, **changes)
    assert log_of(application) == before
    assert all(fault.refusal.sentence("vi") and fault.refusal.advice("vi") for fault in refused.value.faults)
    assert str(len(refused.value.faults)) in refused.value.sentence("vi")
    return [(fault.cell.place, fault.refusal.code) for fault in refused.value.faults]


# --- What goes in ---------------------------------------------------------------------------------------------------


def test_a_table_is_written_in_one_transaction(stored: BangVang, tmp_path):
    outcome = run(
        stored,
        tmp_path,
        "unit,indicator,points,a,b,level,count,value",
        f"{UNIT},1.1,,,,head,,",
        f"{UNIT},1.3,,,,,3,",
        f"{UNIT},2.1,,3,4,,,",
        f"{UNIT},2.3,,,,,,0.8",
        f"{OTHER_UNIT},2.4,12.5,,,,,",
    )
    assert [(event.indicator, str(event.points)) for event in events(stored)] == [
        ("1.1", "10.00"),
        ("1.3", "15.00"),
        ("2.1", "7.50"),
        ("2.3", "8.00"),
    ]
    (own,) = events(stored, OTHER_UNIT)
    assert (own.inputs, str(own.points)) == (None, "12.50")
    assert (outcome.events, outcome.version, outcome.position) == (5, 1, len(log_of(stored)))


def test_inputs_may_stand_in_one_column_and_headings_in_vietnamese(application, tmp_path):
    run(
        application,
        tmp_path,
        "Mã đơn vị;Tên đơn vị; Mã  tiêu chí;Đầu vào;Điểm tự chấm;attends;Ghi chú",
        f'{UNIT};Sở Nội vụ;2.1;"a=3; b = 4;";;;xem lại',
        f"{UNIT};Sở Nội vụ;1.2;chairs=có;;x;",
        f"{UNIT};Sở Nội vụ;2.2;;2;;",
    )
    assert [(event.indicator, event.inputs) for event in events(application)] == [
        ("2.1", {"a": "3", "b": "4"}),
        ("1.2", {"attends": "x", "chairs": "có"}),
        ("2.2", None),
    ]


def test_evidence_and_explanation_come_along(application, tmp_path):
    run(
        application,
        tmp_path,
        "unit,indicator,points,giải trình,evidence_name,evidence size,sha256",
        f"{UNIT},1.2,5,Đang chờ ký,bao-cao.pdf,1024,{SHA}",
    )
    scored, attached, explained = events(application)
    assert str(scored.points) == "5.00"
    assert (attached.evidence.name, attached.evidence.size, attached.evidence.sha256) == ("bao-cao.pdf", 1024, SHA)
    assert explained.text == "Đang chờ ký"


def test_a_workbook_is_imported_like_csv(application, tmp_path):
    lines = [["unit", "indicator", "a", "b", "points"], [UNIT, 2.1, 3.0, 4], [UNIT, "2.2", None, None, 1.1]]
    import_scores(application, read_rows(workbook(tmp_path / "scores.xlsx", lines)), request())
    assert [(event.inputs, str(event.points)) for event in events(application)] == [
        ({"a": "3", "b": "4"}, "7.50"),
        (None, "1.10"),
    ]


def test_every_event_names_the_import_as_its_cause(application, tmp_path):
    given = request(reason="Nhập từ bảng giấy")
    import_scores(
        application, read_rows(table(tmp_path, "unit,indicator,points", f"{UNIT},1.2,5", f"{UNIT},2.2,1")), given
    )
    recorded = list(application.read(stream_id(PROVINCE, ROUND, UNIT), after=1))
    assert {(each.causation_id, each.correlation_id) for each in recorded} == {(given.id, given.id)}
    assert {each.reason for each in recorded} == {given.reason}
    assert len({each.event_id for each in recorded}) == 2


def test_the_same_table_again_changes_nothing(application, tmp_path):
    lines = ("unit,indicator,points", f"{UNIT},1.2,5")
    run(application, tmp_path, *lines)
    outcome = run(application, tmp_path, *lines)
    assert (outcome.events, outcome.position) == (0, None)


def test_a_unit_s_officer_may_import_the_own_unit(application, tmp_path):
    officer = Actor(id="can-bo", role=Role.UNIT, unit=UNIT)
    lines = ("unit,indicator,points", f"{UNIT},1.2,5", f"{OTHER_UNIT},1.2,5")
    assert faults(application, tmp_path, *lines, actor=officer) == [("A3", "not-your-unit")]
    assert run(application, tmp_path, *lines[:2], actor=officer).events == 1


def test_progress_is_told_row_by_row(application, tmp_path):
    told: list[tuple[int, int]] = []
    given = rows(tmp_path, f"{UNIT},1.2,5", f"{UNIT},2.2,1")
    import_scores(application, given, request(), progress=lambda done, total: told.append((done, total)))
    assert told == [(1, 2), (2, 2)]


# --- What is refused, cell by cell ------------------------------------------------------------------------------------


def test_all_faults_are_told_at_once(application, tmp_path):
    found = faults(
        application,
        tmp_path,
        "unit,indicator,points,a,b,level,evidence_name,evidence_size,evidence_sha256",
        f"{UNIT},1.2,5,,,,,,",
        f"{UNIT},9.9,5,,,,,,",
        "so-la,1.2,5,,,,,,",
        f"{BODY},1.2,5,,,,,,",
        f"{UNIT},2.1,,5,4,,,,",
        f"{UNIT},2.2,nhiều,,,,,,",
        f"{UNIT},2.4,99,,,,,,",
        f"{UNIT},1.1,,,,boss,x.pdf,lớn,zz",
        ",1.3,1,,,,,,",
        f"{UNIT},,1,,,,,,",
        f"{UNIT},1.2,4,,,,,,",
    )
    assert found == [
        ("B3", "indicator-unknown"),
        ("A4", "unit-unknown"),
        ("A5", "scorecard-unknown"),
        ("D6", "invalid-input"),
        ("C7", "cell-unreadable"),
        ("C8", "points-above-maximum"),
        ("H9", "cell-unreadable"),
        ("I9", "cell-unreadable"),
        ("F9", "invalid-input"),
        ("A10", "cell-missing"),
        ("B11", "cell-missing"),
        ("B12", "line-repeated"),
    ]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("2.1,,x,y,,", [("D2", "invalid-input"), ("E2", "invalid-input")]),
        ("2.1,,,4,,", [("D2", "invalid-input")]),
        ("2.1,,-1,,,", [("D2", "invalid-input"), ("E2", "invalid-input")]),
        ("2.1,,3,,,", [("E2", "invalid-input")]),
        ("1.2,,,,,attends=maybe;chairs=perhaps", [("G2", "invalid-input"), ("G2", "invalid-input")]),
        ("2.1,,x,,,", [("D2", "invalid-input"), ("E2", "invalid-input")]),
        ("2.1,,3,4,2,", [("F2", "invalid-input")]),
        ("2.1,,3,4,,c=1", [("G2", "invalid-input")]),
        ("2.1,,3,,,b", [("G2", "cell-unreadable"), ("E2", "invalid-input")]),
        ("2.1,,3,4,,a=3", [("G2", "cell-unreadable")]),
        ("2.1,5,3,4,,", [("C2", "points-or-inputs")]),
        ("2.1,,,,,", [("C2", "points-or-inputs")]),
        ("2.1,-1,,,,", [("C2", "points-below-minimum")]),
        ("2.1,NaN,,,,", [("C2", "points-not-a-number")]),
        ("2.1,0.001,,,,", [("C2", "too-many-decimals")]),
        ("2.1,0.1,,,,,too much", [("H2", "cell-without-heading")]),
        ('2.1,"7,5",,,,', [("C2", "cell-unreadable")]),
        ("2.5,1,,,,", [("B2", "indicator-not-for-kind")]),
    ],
)
def test_a_faulty_line_is_refused_at_its_cells(application, tmp_path, line, found):
    assert faults(application, tmp_path, "unit,indicator,points,a,b,count,inputs", f"{UNIT},{line}") == found


def test_without_a_column_of_points_the_indicator_is_where_they_are_missing(application, tmp_path):
    assert faults(application, tmp_path, "unit,indicator,a,b", f"{UNIT},2.1,,") == [("B2", "points-or-inputs")]


def test_half_of_a_document_is_refused_at_what_is_missing(application, tmp_path):
    assert faults(application, tmp_path, "unit,indicator,points,evidence_name", f"{UNIT},1.2,5,x.pdf") == [
        ("B2", "cell-missing"),
        ("B2", "cell-missing"),
    ]


def test_too_long_an_explanation_is_refused(application, tmp_path):
    lines = ("unit,indicator,points,explanation", f"{UNIT},1.2,5,{'a' * 10_001}")
    assert faults(application, tmp_path, *lines) == [("D2", "cell-unreadable")]


def test_outside_the_window_every_line_is_refused_at_its_unit(application, tmp_path):
    late = SELF_SCORING_DAY.replace(month=12)
    lines = ("unit,indicator,points", f"{UNIT},1.2,5", f"{OTHER_UNIT},1.2,5")
    assert faults(application, tmp_path, *lines, at=late) == [("A2", "outside-window"), ("A3", "outside-window")]


def test_headings_are_refused_before_anything_else(application, tmp_path):
    assert faults(application, tmp_path, "đơn vị,unit,điểm", "a,b,c") == [
        ("B1", "column-repeated"),
        ("A1", "column-missing"),
    ]
    assert faults(application, tmp_path, "") == [("A1", "column-missing"), ("A1", "column-missing")]


def test_a_number_that_may_stand_for_two_indicators_is_refused(application, tmp_path):
    tenth = [indicator(f"3.{n}", MANUAL, 1) for n in range(1, 11)]
    released = definition(group("3", *tenth, indicator("3.x", MANUAL, 1)), code="bo-khac")
    application.execute(ask(ReleaseIndicatorSet, definition=released))
    pinned = pin(indicator_set="bo-khac", content_hash=content_hash(released))
    application.execute(open_round(round="2023", sets={UnitKind.DEPARTMENT: pinned}))
    do(application, OpenScorecard, round="2023", scorecard=uuid4())
    lines = [["unit", "indicator", "points"], [UNIT, 3.1, 1], [UNIT, 3.2, 1], [UNIT, "3.10", 1]]
    with pytest.raises(ImportRefused) as refused:
        import_scores(application, read_rows(workbook(tmp_path / "x.xlsx", lines)), request(round="2023"))
    (fault,) = refused.value.faults
    assert (fault.cell.place, fault.column, fault.refusal.code) == ("B2", "B", "indicator-ambiguous")
    assert "3.1, 3.10" in fault.refusal.sentence("vi")


# --- What is refused as a whole ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "refusal"), [({"round": "1999"}, RoundUnknown), ({"actor": COUNCIL}, RoleNotAllowed)]
)
def test_an_import_that_may_not_be_is_refused_as_a_whole(application, tmp_path, changes, refusal):
    with pytest.raises(refusal):
        run(application, tmp_path, "unit,indicator,points", f"{UNIT},1.2,5", **changes)


def test_a_locked_round_takes_no_import(application, tmp_path):
    do(application, CloseSelfScoring)
    do(application, CloseReview)
    for unit in (UNIT, OTHER_UNIT, BODY):
        do(application, MarkUnitNotRanked, unit=unit)
    do(application, FinaliseRound)
    with pytest.raises(RoundLocked):
        run(application, tmp_path, "unit,indicator,points", f"{UNIT},1.2,5")


# --- Keys and other writers -------------------------------------------------------------------------------------------


def test_a_key_answers_the_same_import_as_before_and_refuses_another(stored: BangVang, tmp_path):
    given = rows(tmp_path, f"{UNIT},1.2,5")
    first = import_scores(stored, given, request(), key="k")
    assert import_scores(stored, given, request(), key="k") == first
    others = rows(tmp_path, f"{UNIT},1.2,4")
    with pytest.raises(KeyReused):
        import_scores(stored, others, request(), key="k")


def test_whoever_loses_the_race_for_a_key_has_the_winner_s_answer(application, tmp_path, monkeypatch):
    given = rows(tmp_path, f"{UNIT},1.2,5")
    first = import_scores(application, given, request(), key="k")
    select, looks = application.recorder.select_receipt, iter([None])
    monkeypatch.setattr(application.recorder, "select_receipt", lambda key: next(looks, select(key)))
    monkeypatch.setattr(application, "record", _raising(KeyTaken("k")))
    assert import_scores(application, given, request(), key="k") == first


def test_a_key_that_is_taken_but_not_to_be_found_is_no_answer(application, tmp_path, monkeypatch):
    given = rows(tmp_path, f"{UNIT},1.2,5")
    monkeypatch.setattr(application, "record", _raising(KeyTaken("k")))
    with pytest.raises(KeyTaken):
        import_scores(application, given, request(), key="k")


def test_an_import_on_a_round_that_changes_meanwhile_is_decided_again(application, tmp_path):
    given = rows(tmp_path, f"{UNIT},1.2,5")
    extended = iter([True])

    def meanwhile(_done: int, _total: int) -> None:
        if next(extended, False):
            do(application, ExtendSelfScoring, until=EXPLANATION_DAY.date())

    assert import_scores(application, given, request(), progress=meanwhile).events == 1


def test_an_import_that_never_finds_the_round_unchanged_is_stale(application, tmp_path, monkeypatch):
    given = rows(tmp_path, f"{UNIT},1.2,5")
    failed = GuardFailed(Guard(stream_id(PROVINCE, ROUND, UNIT), 1), 2)
    monkeypatch.setattr(application, "record", _raising(failed))
    with pytest.raises(StaleVersion):
        import_scores(application, given, request())


def test_an_import_on_a_scorecard_that_changes_meanwhile_is_stale(application, tmp_path):
    given = rows(tmp_path, f"{UNIT},1.2,5")

    def meanwhile(_done: int, _total: int) -> None:
        import_scores(application, rows(tmp_path, f"{UNIT},2.2,1"), request())

    with pytest.raises(StaleVersion):
        import_scores(application, given, request(), progress=meanwhile)


def _raising(error: Exception) -> Any:
    def raise_it(*_: Any, **__: Any) -> None:
        raise error

    return raise_it
