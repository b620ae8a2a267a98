"""Sets by their names, released or installed; what becomes of releases; and how far a trial can compare."""

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from application.sets.checks import check_file
from application.sets.workbook_writing import write_workbook
from application.sets.yaml import write_yaml
from domain.indicator_set.content import content_hash
from domain.indicator_set.definition import Indicator, IndicatorSet, Migration
from domain.metadata import UnitKind
from tests.api.cli.conftest import SCORES, CommandLine, plan
from tests.domain.builders import DEFINITION
from tests.domain.editions import both, drop, edit, move, set_fields, with_indicators

NAME = "vinh-long/so-nganh@1.0.0"
INSTALLED = "vinh-long/vinh-long-so-2022@1.0.0"
ROUND = ("--round", "vinh-long/2022")
HASH = content_hash(DEFINITION)[:12]


def recoded(old: Indicator) -> tuple[Indicator, ...]:
    changes: dict[str, dict[str, Any]] = {"1.2": {"code": "1.9", "name": "Tên khác"}}
    return (msgspec.structs.replace(old, **changes.get(old.code, {})),)


def migrating(*moves: Any, version: str = "1.0.0") -> Callable[[IndicatorSet], IndicatorSet]:
    return set_fields(version="2.0.0", migrations=(Migration(from_version=version, moves=moves),))


RENAMED = with_indicators(both(migrating(move("renamed", "1.2", "1.9")), edit("1.1", name="Mới"))(DEFINITION), recoded)
WRONG = both(
    drop("1.3"),
    migrating(move("retired", "1.3"), move("rescaled", "1.1", "1.1"), move("renamed", "9.9", "1.9")),
)(DEFINITION)


@pytest.fixture
def yaml(cli: CommandLine) -> Callable[..., Path]:
    def write(definition: IndicatorSet, name: str = "set.yaml") -> Path:
        write_yaml(definition, cli.folder / name)
        return cli.folder / name

    return write


@pytest.fixture
def withdrawn(registered: CommandLine) -> CommandLine:
    registered("sets", "withdraw", NAME, "--reason", "sai căn cứ", "--at", "2022-10-02")
    return registered


# --- Names ------------------------------------------------------------------------------------------------------------


def test_a_released_set_is_given_back_as_a_file(registered):
    for name in ("back.yaml", "back.xlsx"):
        registered("sets", "convert", NAME, registered.folder / name)
        assert check_file(registered.folder / name).definition == DEFINITION


def test_an_installed_set_needs_no_log(cli):
    cli("sets", "convert", INSTALLED, cli.folder / "back.xlsx")
    assert check_file(cli.folder / "back.xlsx").definition is not None
    assert f"{INSTALLED}: no faults. Set {INSTALLED}" in cli("sets", "validate", INSTALLED).output
    assert not cli.data.exists()


def test_an_installed_set_is_released_by_its_name(cli):
    told = cli("sets", "release", INSTALLED).output
    assert told.startswith(f"Released {INSTALLED} (SHA-256 ")
    assert cli.json("sets", "validate", INSTALLED)["against_log"] is True
    assert "no faults" in cli("sets", "validate", INSTALLED, "--against-log").output


def test_an_installed_set_that_can_t_be_released_is_told_without_a_place(cli, yaml):
    cli("sets", "convert", INSTALLED, cli.folder / "installed.yaml")
    definition = check_file(cli.folder / "installed.yaml").definition
    assert definition is not None
    cli("sets", "release", yaml(set_fields(version="1.0.1")(definition)))
    (fault,) = cli_json_refused(cli, "sets", "validate", INSTALLED)["faults"]
    assert (fault["file"], fault["place"], fault["value"]) == (INSTALLED, "", "1.0.0")


def cli_json_refused(cli: CommandLine, *words: str | Path) -> Any:
    return msgspec.json.decode(cli(*words, "--format", "json", code=3).stdout)


def test_what_is_released_by_name_is_what_is_installed(cli, yaml):
    cli("sets", "convert", INSTALLED, cli.folder / "installed.yaml")
    definition = check_file(cli.folder / "installed.yaml").definition
    assert definition is not None
    cli("sets", "release", yaml(set_fields(name="Khác")(definition)))
    assert cli.refused("sets", "release", INSTALLED, code=6)["code"] == "version-taken"


@pytest.mark.parametrize("command", ["convert", "validate", "diff", "release"])
def test_a_name_of_nothing_is_refused(registered, command):
    more = {"convert": ["out.yaml"], "diff": [NAME]}.get(command, [])
    refused = registered.refused("sets", command, "vinh-long/khac@1.0.0", *more, code=4)
    assert refused["code"] == "release-unknown"


def test_how_a_set_is_named_is_said_in_words(cli):
    told = cli("sets", "diff", "x/y@1", NAME, code=2).stderr
    assert "'x/y@1' is no file; a set is named province/set@1.0.0" in told
    assert "\\." not in told


# --- show -------------------------------------------------------------------------------------------------------------


def test_the_newest_release_in_force_is_shown(registered, yaml):
    registered("sets", "release", yaml(set_fields(version="1.0.1", name="Sửa tên")(DEFINITION)))
    assert registered.json("sets", "show", "vinh-long/so-nganh")["version"] == "1.0.1"
    registered("sets", "withdraw", "vinh-long/so-nganh@1.0.1", "--reason", "nhầm")
    shown = registered.json("sets", "show", "vinh-long/so-nganh")
    assert (shown["version"], shown["withdrawn"], shown["withdrawal"]) == ("1.0.0", False, None)
    assert "WITHDRAWN" not in registered("sets", "show", "vinh-long/so-nganh").output


def test_versions_are_compared_as_numbers(registered, yaml):
    for version in ("1.9.0", "1.10.0"):
        registered("sets", "release", yaml(set_fields(version=version, name=version)(DEFINITION)))
    assert registered.json("sets", "show", "vinh-long/so-nganh")["version"] == "1.10.0"


def test_a_withdrawn_release_says_so_first(withdrawn):
    line = "WITHDRAWN: vinh-long/so-nganh@1.0.0, on 2022-10-02; reason: sai căn cứ."
    for words in ((NAME,), ("vinh-long/so-nganh",), ("vinh-long", "so-nganh", "1.0.0")):
        assert withdrawn("sets", "show", *words).stdout.startswith(line)
    assert withdrawn("sets", "show", NAME, "--lang", "vi").stdout.startswith("ĐÃ THU HỒI: ")
    assert withdrawn.json("sets", "show", NAME)["withdrawal"] == {"on": "2022-10-02", "reason": "sai căn cứ"}
    table = withdrawn("sets", "show", NAME, "--format", "csv")
    assert (table.stdout.removeprefix("\ufeff").startswith("group,"), line in table.stderr) == (True, True)


def test_where_a_set_comes_from_is_shown(registered):
    assert "· 1.0.0 · released · @1" in registered("sets", "show", NAME).output
    shown = registered.json("sets", "show", INSTALLED)
    assert (shown["released"], shown["installed"], shown["stream_version"]) == (False, True, 0)
    assert "· installed · @0" in registered("sets", "show", INSTALLED.partition("@")[0]).output
    registered("sets", "release", INSTALLED)
    assert "· released, installed · @1" in registered("sets", "show", INSTALLED).output
    unknown = registered.refused("sets", "show", "vinh-long/vinh-long-so-2022@7.0.0", code=4)
    assert unknown["code"] == "release-unknown"


# --- release and withdraw ---------------------------------------------------------------------------------------------


def test_a_release_is_answered_with_its_name_and_hash(cli, yaml):
    assert (
        cli("sets", "release", yaml(DEFINITION)).output == f"Released {NAME} (SHA-256 {HASH}…), event at position 1.\n"
    )
    again = cli("sets", "release", yaml(DEFINITION)).output
    assert again == f"Nothing to change: {NAME} (SHA-256 {HASH}…) was released before.\n"
    words = ("sets", "withdraw", NAME, "--reason", "nhầm", "--lang", "vi")
    assert cli(*words).output == f"Đã thu hồi {NAME} (SHA-256 {HASH}…), sự kiện ở vị trí 2.\n"
    report = cli.json("sets", "withdraw", NAME, "--reason", "nhầm")
    assert (report["release"], report["content_hash"][:12], report["events"]) == ("1.0.0", HASH, 0)


def test_what_is_withdrawn_is_not_released_again_without_a_word(withdrawn, yaml):
    told = withdrawn("sets", "release", yaml(DEFINITION)).output
    assert told.startswith("Nothing to change")
    assert "WITHDRAWN: vinh-long/so-nganh@1.0.0, on 2022-10-02; reason: sai căn cứ." in told
    assert withdrawn.json("sets", "release", yaml(DEFINITION))["withdrawal"]["reason"] == "sai căn cứ"


# --- validate ---------------------------------------------------------------------------------------------------------


def test_what_the_log_refuses_stands_at_the_move(registered, yaml):
    book = registered.folder / "wrong.xlsx"
    write_workbook(WRONG, book)
    places = {each["place"]: each for each in cli_json_refused(registered, "sets", "validate", book)["faults"]}
    assert set(places) == {"Chuyển đổi!C3", "Chuyển đổi!C4"}
    assert places["Chuyển đổi!C4"]["problem"].startswith("compared with 1.0.0: renamed 9.9: ")
    assert places["Chuyển đổi!C4"]["problem_vi"].startswith("so với bản 1.0.0: renamed 9.9: ")
    assert places["Chuyển đổi!C4"]["value"] == "9.9"
    file = yaml(WRONG)
    lines = file.read_text(encoding="utf-8").splitlines()
    for fault in cli_json_refused(registered, "sets", "validate", file)["faults"]:
        line = int(fault["place"].removeprefix("line ").partition(",")[0])
        assert fault["value"] in lines[line - 1]


def test_faults_are_folded_where_the_page_ends(registered, yaml):
    for columns, most in (("80", 80), (None, 120)):
        output = registered("sets", "validate", yaml(WRONG), code=3, env={"COLUMNS": columns}).stdout
        assert max(len(line) for line in output.splitlines()[1:]) <= most
        assert "compared with 1.0.0: renamed 9.9: the earlier version has no indicator 9.9" in " ".join(output.split())


def test_one_fault_is_one(registered, yaml):
    taken = registered.file("bad.yaml", yaml(DEFINITION).read_text(encoding="utf-8").replace("places: 2", "places: 9"))
    assert "has 1 fault." in registered("sets", "release", taken, code=3).stderr


# --- diff -------------------------------------------------------------------------------------------------------------


def test_a_renamed_indicator_is_compared_with_what_it_was(registered, yaml):
    output = registered("sets", "diff", NAME, yaml(RENAMED)).output
    assert "indicator 1.9: code: 1.2 → 1.9" in output
    assert "indicator 1.9: name: Chỉ số 1.2 → Tên khác" in output
    assert "migration from 1.0.0: 1.2 → 1.9: renamed (Quyết định mới)" in output
    assert "is removed" not in output
    assert "from_version" not in output
    vietnamese = registered("sets", "diff", NAME, yaml(RENAMED), "--lang", "vi").output
    assert "chuyển đổi từ bản 1.0.0: 1.2 → 1.9: đổi mã (Quyết định mới)" in vietnamese


def test_the_number_goes_by_codes_alone(registered, yaml):
    report = registered.json("sets", "diff", NAME, yaml(set_fields(version="1.1.0")(RENAMED)))
    assert (report["needed"], report["lowest_version"], report["fits"]) == ("major", "2.0.0", False)


# --- simulate ---------------------------------------------------------------------------------------------------------


def test_a_successor_says_how_much_of_it_can_be_compared(published, yaml):
    output = published("sets", "simulate", yaml(set_fields(version="2.0.0")(DEFINITION)), *ROUND).output
    assert "80 of 80 points comparable." in output
    assert "WARNING" not in output


def test_another_set_is_compared_by_codes_only_and_says_so(published, yaml):
    other = with_indicators(set_fields(code="bo-khac", migrations=())(DEFINITION), recoded)
    note = (
        "WARNING: not a successor of the set the round was scored with; compared by codes only; "
        "70 of 80 points comparable. The round's set: so-nganh@1.0.0."
    )
    file = yaml(other)
    assert note in " ".join(published("sets", "simulate", file, *ROUND).output.split())
    report = published.json("sets", "simulate", file, *ROUND)
    assert (report["successor"], report["comparable_points"], report["total_points"]) == (False, "70", "80")
    rows = rows_of(published("sets", "simulate", file, *ROUND, "--format", "csv").stdout)
    assert {(row["comparable_points"], row["total_points"], row["note"]) for row in rows} == {("70", "80", note)}
    same = rows_of(published("sets", "simulate", NAME, *ROUND, "--format", "csv").stdout)
    assert {row["note"] for row in same} == {""}


def test_the_table_and_csv_have_the_same_scopes(submitted, yaml):
    districts = {"code": "district", "name": "Huyện", "kinds": ["district"]}
    departments = {"code": "department", "name": "Sở, ban, ngành", "kinds": ["department"]}
    submitted("province", "unit-register", "vinh-long", "huyen", "--kind", "district", "--name", "Huyện Long Hồ")
    both_kinds = set_fields(code="chung", unit_kinds=(UnitKind.DEPARTMENT, UnitKind.DISTRICT))(DEFINITION)
    submitted("sets", "release", yaml(both_kinds, "chung.yaml"))
    pinned = {"indicator_set": "chung", "version": "1.0.0"}
    rounds = plan(
        round="2023", sets={"department": pinned, "district": pinned}, scopes=[departments, districts], reviewers=[]
    )
    submitted("round", "open", submitted.file("round.yaml", rounds))
    submitted("scorecard", "open", "vinh-long/2023", "--all", "--at", "2022-10-20T08:00")
    for unit, codes in (("huyen", {**SCORES, "2.5": "0"}), ("so-noi-vu", SCORES)):
        scores = [f"{unit},{code},{points},đang chờ ký" for code, points in codes.items()]
        table = submitted.file("scores.csv", "\n".join(["unit,indicator,points,explanation", *scores]))
        submitted("scores", "import", "vinh-long/2023", table, "--at", "2022-11-01")
        approval = ("--approved-by", "Giám đốc", "--approved-on", "2022-11-01", "--at", "2022-11-01T09:00")
        submitted("scorecard", "submit", "vinh-long/2023", unit, *approval)
    alone = both(set_fields(unit_kinds=(UnitKind.DEPARTMENT,)), drop("2.5"))(DEFINITION)
    words = ("sets", "simulate", yaml(alone), "--round", "vinh-long/2023")
    rows = rows_of(submitted(*words, "--format", "csv").stdout)
    assert {row["scope"] for row in rows} == {"department"}
    output = submitted(*words).output
    assert ("Sở, ban, ngành" in output, "Huyện" in output) == (True, False)


def rows_of(output: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(output.removeprefix("\ufeff"))))
