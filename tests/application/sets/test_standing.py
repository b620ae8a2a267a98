"""What stands against a sound set in the light of the log is told at its place, and as a release would refuse it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import uuid4

import pytest

from application import sqlite
from application.service import BangVang
from application.sets.standing import Withdrawal, check_named_with_log, check_with_log, withdrawal
from application.sets.workbook_writing import write_workbook
from application.sets.yaml import write_yaml
from application.workspace import Workspace
from domain.indicator_set.commands import ReleaseIndicatorSet, WithdrawIndicatorSet
from domain.indicator_set.definition import Base, Migration, Move
from domain.indicator_set.events import stream_id
from domain.indicator_set.refusals import MigrationInvalid
from tests.domain.builders import DEFINITION, ask
from tests.domain.editions import Edit, both, drop, edit, move, set_fields

STREAM = stream_id(DEFINITION.province, DEFINITION.code)


@pytest.fixture
def application(tmp_path: Path) -> Iterator[BangVang]:
    with BangVang(sqlite.environment(tmp_path / "events.db")) as application:
        application.execute(ask(ReleaseIndicatorSet, id=uuid4(), definition=DEFINITION))
        yield application


@pytest.fixture(params=["yaml", "xlsx"])
def check(request, application, tmp_path):
    """Every fault by its place in a file, and what stands there."""

    def found(definition):
        file = tmp_path / f"set.{request.param}"
        (write_yaml if request.param == "yaml" else write_workbook)(definition, file)
        checked = check_with_log(Workspace(application.load), file)
        assert checked.definition is not None
        return [(fault.value, fault.problem_en, bool(fault.place)) for fault in checked.faults]

    return found


def migrated(*migrations: Migration) -> Edit:
    return set_fields(version="2.0.0", migrations=migrations)


def of(version: str, *moves: Move) -> Migration:
    return Migration(from_version=version, moves=moves)


RETIRED = move("retired", "1.3")
GONE = "1.3: it is gone, and no move says what became of it"


@pytest.mark.parametrize(
    ("definition", "found"),
    [
        (DEFINITION, []),
        (both(drop("1.3"), migrated(of("1.0.0", RETIRED)))(DEFINITION), []),
        (both(drop("1.3"), migrated())(DEFINITION), [("2.0.0", f"compared with 1.0.0: {GONE}")]),
        (both(drop("1.3"), migrated(of("1.0.0", move("kept", "1.1", "1.1"))))(DEFINITION), [("1.0.0", GONE)]),
        (
            both(drop("1.3"), migrated(of("1.0.0", RETIRED, RETIRED)))(DEFINITION),
            [("1.3", "compared with 1.0.0: 1.3: the old indicator is named 2 times")],
        ),
        (
            migrated(of("1.0.0", move("renamed", "1.1", "1.2")))(DEFINITION),
            [("1.2", "1.2: the new indicator takes 2 places")],
        ),
        (
            migrated(of("1.0.0", move("renamed", "9.9", "1.2")))(DEFINITION),
            [
                ("9.9", "renamed 9.9: the earlier version has no indicator 9.9"),
                ("1.2", "1.2: the new indicator takes 2 places"),
            ],
        ),
        (migrated(of("0.1.0"))(DEFINITION), [("0.1.0", "0.1.0: it was never released")]),
        (set_fields(name="Khác")(DEFINITION), [("1.0.0", "was released with other content")]),
        (
            both(set_fields(version="1.0.1"), edit("1.1", max_points=20))(DEFINITION),
            [("1.0.1", "differs from 1.0.0 by 'major'")],
        ),
    ],
)
def test_each_fault_stands_at_what_it_is_about(check, definition, found):
    told = check(definition)
    assert [(value, True) for value, _ in found] == [(value, placed) for value, _, placed in told]
    assert all(part in whole for (_, part), (_, whole, _) in zip(found, told, strict=True))


def test_a_release_is_refused_for_the_same_faults(application, check):
    wrong = both(drop("1.3"), migrated(of("1.0.0", move("renamed", "9.9", "1.2")), of("0.1.0")))(DEFINITION)
    with pytest.raises(MigrationInvalid) as refused:
        application.execute(ask(ReleaseIndicatorSet, id=uuid4(), definition=wrong))
    told = check(wrong)
    assert refused.value.data["count"] == len(told)
    for _, problem, _ in told:
        assert problem.removeprefix("compared with 1.0.0: ") in refused.value.data["faults_en"]


def test_a_base_that_was_never_released_stands_where_it_is_named(check):
    extends = Base(province="quoc-gia", indicator_set="goc", version="1.0.0", content_hash="0" * 64)
    ((_, problem, placed),) = check(set_fields(code="rieng", extends=extends)(DEFINITION))
    assert ("never released" in problem, placed) == (True, True)


def test_a_set_without_a_file_has_no_places(application):
    other = set_fields(name="Khác")(DEFINITION)
    (fault,) = check_named_with_log(Workspace(application.load), other, "goi").faults
    assert (fault.file, fault.place, fault.value) == ("goi", "", "1.0.0")


def test_a_withdrawal_has_a_day_in_viet_nam_and_a_reason(application):
    assert withdrawal(application, STREAM, "1.0.0") is None
    late = datetime(2022, 10, 1, 20, tzinfo=UTC)
    command = ask(
        WithdrawIndicatorSet,
        id=uuid4(),
        province=DEFINITION.province,
        indicator_set=DEFINITION.code,
        version="1.0.0",
        reason="sai",
        at=late,
    )
    application.execute(command)
    assert withdrawal(application, STREAM, "1.0.0") == Withdrawal(on=date(2022, 10, 2), reason="sai")
    assert withdrawal(application, STREAM, "2.0.0") is None
