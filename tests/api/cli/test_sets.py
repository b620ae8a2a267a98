"""Sets as a province's officer works on them: template, file, every mistake, what differs, a trial, a release."""

import csv
import io
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest
from openpyxl import load_workbook  # type: ignore[import-untyped]

from application.sets import packages
from application.sets.checks import check_file
from application.sets.workbook_writing import write_workbook
from application.sets.yaml import write_yaml
from domain.indicator_set.content import content_hash
from domain.indicator_set.definition import Base, IndicatorSet, Migration
from tests.api.cli.conftest import CommandLine
from tests.domain.builders import DEFINITION
from tests.domain.editions import add_after, both, drop, edit, indicator_of, move, set_fields

EXAMPLE = Path(__file__).parents[3] / "docs/examples/set.yaml"
NAME = "vinh-long/so-nganh@1.0.0"

REWORDED = both(set_fields(version="1.0.1"), edit("1.1", name="Tên mới"))(DEFINITION)
SHORTER = both(set_fields(version="1.0.1"), drop("1.3"))(DEFINITION)
RETIRED = Migration(from_version="1.0.0", moves=(move("retired", "1.3"),))
AMENDED = both(set_fields(version="2.0.0", migrations=(RETIRED,)), drop("1.3"))(DEFINITION)
BROKEN = (
    EXAMPLE.read_text(encoding="utf-8").replace("share: 0.4", "share: 0.7").replace("max_points: 20", "max_points: 21")
)


@pytest.fixture
def yaml(cli: CommandLine) -> Callable[..., Path]:
    """Writes a set as YAML."""

    def write(definition: IndicatorSet, name: str = "set.yaml") -> Path:
        write_yaml(definition, cli.folder / name)
        return cli.folder / name

    return write


@pytest.fixture
def xlsx(cli: CommandLine) -> Callable[..., Path]:
    """Writes a set as a workbook."""

    def write(definition: IndicatorSet, name: str = "set.xlsx") -> Path:
        write_workbook(definition, cli.folder / name)
        return cli.folder / name

    return write


# --- validate ---------------------------------------------------------------------------------------------------------


def test_a_sound_file_is_said_to_be_sound(cli, yaml, xlsx):
    for file in (yaml(DEFINITION), xlsx(DEFINITION)):
        assert f"{file}: no faults. Set {NAME}, 8 indicators, 85 points" in cli("sets", "validate", file).output
        assert "không có lỗi" in cli("sets", "validate", file, "--lang", "vi").output
        report = cli.json("sets", "validate", file)
        assert (report["sound"], report["against_log"], report["faults"]) == (True, False, [])
        assert report["content_hash"] == content_hash(DEFINITION)
    assert not cli.data.exists()


def test_every_mistake_in_yaml_is_listed_with_its_line(cli):
    file = cli.file("bad.yaml", BROKEN)
    result = cli("sets", "validate", file, "--format", "json", code=3)
    report = msgspec.json.decode(result.stdout)
    assert (report["sound"], result.stderr) == (False, "")
    assert len(report["faults"]) == 2
    total, checklist = report["faults"]
    assert (total["file"], total["place"], total["value"]) == (str(file), "line 10, column 13", "21")
    assert "add up to 20" in total["problem"]
    assert checklist["place"].startswith("line 3")
    assert all(fault["problem"] == fault["problem_en"] and fault["advice"] for fault in report["faults"])


@pytest.mark.parametrize(
    ("lang", "words"), [("vi", ("2 lỗi", "dòng 10, cột 13")), ("en", ("faults: 2", "line 10, col"))]
)
def test_mistakes_are_told_in_the_chosen_language(cli, lang, words):
    output = cli("sets", "validate", cli.file("bad.yaml", BROKEN), "--lang", lang, code=3).output
    assert all(word in output for word in words)


def test_every_mistake_in_a_workbook_is_listed_with_its_cell(cli, xlsx):
    file = xlsx(DEFINITION)
    book = load_workbook(file)
    book["Thông tin"]["B2"] = "1.0"
    annex = book["Phụ lục"]
    heading = next(cell for cell in annex[1] if cell.value == "Điểm tối đa")
    wrong = annex.cell(3, heading.column)
    wrong.value = "mười"
    book.save(file)
    output = cli("sets", "validate", file, "--format", "csv", code=3).stdout
    rows = list(csv.DictReader(io.StringIO(output.removeprefix("\ufeff"))))
    assert {row["place"] for row in rows} >= {"Thông tin!B2", f"Phụ lục!{wrong.coordinate}"}
    assert {row["file"] for row in rows} == {str(file)}
    assert "mười" in {row["value"] for row in rows}


def test_earlier_releases_are_compared_with_where_there_are_some(registered, yaml, xlsx):
    for file in (yaml(SHORTER), xlsx(SHORTER)):
        output = registered("sets", "validate", file, code=3).output
        assert "differs from 1.0.0 by 'major'" in output
        assert "1.3: it is gone, and no move says what became of it" in output
        assert "no faults" in registered("sets", "validate", file, "--not-against-log").output
    vietnamese = registered("sets", "validate", yaml(SHORTER), "--lang", "vi", code=3).output
    assert "Dùng số 2.0.0 hoặc cao hơn" in vietnamese
    assert "no faults" in registered("sets", "validate", yaml(AMENDED)).output
    assert registered.json("sets", "validate", yaml(DEFINITION))["against_log"] is True


def test_a_taken_number_stands_at_the_version(registered, yaml):
    other = edit("1.1", name="Tên khác")(DEFINITION)
    result = registered("sets", "validate", yaml(other), "--format", "json", code=3)
    (fault,) = msgspec.json.decode(result.stdout)["faults"]
    assert (fault["place"], fault["value"]) == ("line 2, column 10", "1.0.0")
    assert "released with other content" in fault["problem"]


def test_a_file_may_be_compared_with_an_empty_log(cli, yaml):
    assert cli.json("sets", "validate", yaml(DEFINITION), "--against-log")["against_log"] is True


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        (set_fields(), None),
        (edit("1.1", name="Tên khác"), "1.1: it is locked, so 'name' must be as in the base"),
        (drop("1.1"), "1.1: it is locked, but this set does not have it"),
    ],
)
def test_what_a_set_extends_is_compared_with(cli, yaml, changes, told):
    base = both(set_fields(province="quoc-gia", code="goc"), edit("1.1", locked=True))(DEFINITION)
    extends = Base(province="quoc-gia", indicator_set="goc", version="1.0.0", content_hash=content_hash(base))
    own = both(set_fields(province="vinh-long", code="so-nganh", extends=extends), changes)(base)
    missing = cli("sets", "validate", yaml(own), "--against-log", code=3).output
    assert "which was never released" in missing
    cli("sets", "release", yaml(base, "base.yaml"))
    assert (told or "no faults") in cli("sets", "validate", yaml(own), code=3 if told else 0).output
    cli("sets", "withdraw", "quoc-gia", "goc", "1.0.0", "--reason", "sai sót")
    assert (told or "which was withdrawn") in cli("sets", "validate", yaml(own), code=3).output


# --- template and convert ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("lang", "sheet"), [("vi", "Thông tin"), ("en", "Set")])
def test_a_template_is_written_in_the_chosen_language(cli, lang, sheet):
    file = cli.folder / "mau.xlsx"
    cli("sets", "template", file, "--lang", lang)
    assert load_workbook(file).sheetnames[0] == sheet
    assert "'Set code' is missing" in cli("sets", "validate", file, code=3).output


def test_a_file_is_not_written_over_unless_told_so(cli, yaml):
    file = cli.file("mau.xlsx", "đã có")
    assert cli.refused("sets", "template", file, code=6)["code"] == "file-there"
    assert cli.refused("sets", "convert", yaml(DEFINITION), file, code=6)["code"] == "file-there"
    assert file.read_text(encoding="utf-8") == "đã có"
    assert cli.json("sets", "template", file, "--force") == {"file": str(file), "bytes": file.stat().st_size}


@pytest.mark.parametrize("sheets", ["one", "groups"])
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_a_set_stays_the_same_as_a_workbook_and_back(cli, yaml, sheets, lang):
    book, back = cli.folder / "b.xlsx", cli.folder / "back.yml"
    cli("sets", "convert", yaml(DEFINITION), book, "--sheets", sheets, "--lang", lang)
    assert "Written" in cli("sets", "convert", book, back).output
    assert check_file(back).definition == DEFINITION
    annexes = [name for name in load_workbook(book).sheetnames if name.startswith(("Annex", "Phụ lục"))]
    assert len(annexes) == (1 if sheets == "one" else 2)


def test_a_set_with_mistakes_is_not_converted(cli):
    target = cli.folder / "out.xlsx"
    refused = cli.refused("sets", "convert", cli.file("bad.yaml", BROKEN), target, code=3)
    assert refused["code"] == "set-file-invalid"
    assert not target.exists()


@pytest.mark.parametrize(
    "words",
    [
        ("template", "mau.xls"),
        ("template", "mau"),
        ("convert", EXAMPLE, "set.csv"),
        ("convert", "no-such-file.yaml", "set.xlsx"),
        ("convert", EXAMPLE, "set.xlsx", "--sheets", "many"),
        ("validate", "no-such-file.yaml"),
        ("diff", EXAMPLE),
        ("diff", EXAMPLE, "no-such-file.yaml"),
        ("diff", EXAMPLE, "vinh-long/so-nganh@1"),
        ("simulate", EXAMPLE),
        ("simulate", EXAMPLE, "--round", "2022"),
        ("simulate", EXAMPLE, "--round", "Vĩnh Long/2022"),
    ],
)
def test_a_wrong_command_line_is_told_apart(cli, words):
    assert "Usage:" in cli("sets", *words, code=2).stderr


# --- diff -------------------------------------------------------------------------------------------------------------


def test_differences_are_told_by_their_weight(registered, yaml):
    changed = both(
        set_fields(version="1.1.0"), edit("1.1", name="Tên mới"), add_after("1.2", indicator_of("1.9", 5)), drop("2.4")
    )(DEFINITION)
    output = registered("sets", "diff", NAME, yaml(changed)).output
    major, minor, patch = (output.index(f"({weight})") for weight in ("major", "minor", "patch"))
    assert major < output.index("indicator 2.4 is removed") < minor < output.index("indicator 1.9 is added") < patch
    assert patch < output.index("→ Tên mới")
    assert "Version 1.1.0 is wrong: use 2.0.0 or higher." in output
    vietnamese = registered("sets", "diff", NAME, yaml(changed), "--lang", "vi").output
    assert "chỉ số 2.4 bị bỏ" in vietnamese
    assert "cần từ 2.0.0" in vietnamese


def test_a_diff_as_json_says_which_number_is_needed(cli, yaml, xlsx):
    report = cli.json("sets", "diff", yaml(DEFINITION), xlsx(REWORDED))
    assert (report["needed"], report["lowest_version"], report["fits"]) == ("patch", "1.0.1", True)
    (difference,) = report["differences"]
    assert (difference["code"], difference["field"], difference["after"]) == ("1.1", "name", "Tên mới")
    assert difference["sentence"].endswith("→ Tên mới")
    assert "Version 1.0.1 fits" in cli("sets", "diff", yaml(DEFINITION), xlsx(REWORDED)).output
    rows = cli("sets", "diff", yaml(DEFINITION), xlsx(REWORDED), "--format", "csv").stdout.splitlines()
    assert len(rows) == 2
    assert not cli.data.exists()


def test_the_same_set_in_both_forms_has_no_difference(cli, yaml, xlsx):
    assert "There is no difference." in cli("sets", "diff", yaml(DEFINITION), xlsx(DEFINITION)).output
    report = cli.json("sets", "diff", yaml(DEFINITION), xlsx(DEFINITION))
    assert (report["needed"], report["fits"], report["differences"]) == (None, True, [])


def test_numbers_of_two_sets_are_not_compared(cli, yaml):
    files = (yaml(DEFINITION), yaml(set_fields(code="khac", name="Khác")(DEFINITION), "other.yaml"))
    assert "These are two sets" in cli("sets", "diff", *files).output
    assert cli.json("sets", "diff", *files)["fits"] is None


def test_a_set_that_is_nowhere_is_refused(registered, yaml):
    assert registered.refused("sets", "diff", "vinh-long/khac@1.0.0", yaml(DEFINITION), code=4)["code"] == (
        "release-unknown"
    )
    assert registered.refused("sets", "diff", NAME, registered.file("b.yaml", BROKEN), code=3)["code"] == (
        "set-file-invalid"
    )


def test_an_installed_set_is_known_by_its_name(cli):
    name = "vinh-long/vinh-long-so-2022@1.0.0"
    assert "There is no difference." in cli("sets", "diff", name, name).output


# --- simulate ---------------------------------------------------------------------------------------------------------


def test_a_trial_shows_ranks_and_totals_side_by_side_and_records_nothing(published, yaml):
    before = published("log", "tail", "--format", "json").stdout
    rescaled = Migration(from_version="1.0.0", moves=(move("rescaled", "2.4", "2.4"),))
    changes = set_fields(version="2.0.0", migrations=(rescaled,))
    last_only = both(changes, edit("2.4", max_points=Decimal(5)))(DEFINITION)
    output = published("sets", "simulate", yaml(last_only), "--round", "vinh-long/2022").output
    assert "Dry run of so-nganh@2.0.0 on round vinh-long/2022; nothing is recorded." in output
    assert "as published; restated by the new set, not a result" in output
    assert "Sở Nội vụ" in output
    assert "Sở, ban, ngành" in output
    assert published("log", "tail", "--format", "json").stdout == before
    assert "Indicators whose points move" in output
    (moved,) = published.json("sets", "simulate", yaml(last_only), "--round", "vinh-long/2022")["moves"]
    assert moved == {"indicator": "2.4", "units": 2, "lowest": "-8.00", "highest": "-1.33"}
    vietnamese = published("sets", "simulate", yaml(last_only), "--round", "vinh-long/2022", "--lang", "vi").output
    assert "không ghi gì vào nhật ký" in vietnamese
    assert "Hạng tính lại" in vietnamese


def test_a_trial_says_what_can_t_be_compared(published, xlsx):
    stricter = both(
        set_fields(version="2.0.0", migrations=(RETIRED,)), drop("1.3"), add_after("1.1", indicator_of("1.8", 5))
    )
    words = ("sets", "simulate", xlsx(stricter(DEFINITION)), "--round", "vinh-long/2022")
    report = published.json(*words)
    assert report["recorded"] is False
    assert report["published"] is True
    assert report["series"]["restated"]["vi"].startswith("tính lại")
    assert {row["indicator"] for row in report["not_comparable"]} == {"1.3", "1.8"}
    assert "so-noi-vu" in report["moved"]
    (scope,) = report["scopes"]
    assert [place["unit"] for place in scope["places"]] == ["so-noi-vu", "so-tai-chinh"]
    totals = {unit["unit"]: unit["totals"] for unit in report["units"]}
    assert totals["so-noi-vu"]["as-published"]["points"] == "60.50"
    assert totals["so-noi-vu"]["restated"]["points"] == "45.50"
    output = published(*words).output
    assert "Can't be compared" in output
    assert "the new set does not have it" in output


def test_a_trial_as_csv_has_a_row_for_each_place(published, yaml):
    output = published("sets", "simulate", yaml(AMENDED), "--round", "vinh-long/2022", "--format", "csv").stdout
    first, second = csv.DictReader(io.StringIO(output.removeprefix("\ufeff")))
    assert (first["scope"], first["unit"], first["rank_before"], first["rank_after"]) == (
        "department",
        "so-noi-vu",
        "1",
        "1",
    )
    assert (second["points_before"], second["points_after"]) == ("50.50", "35.50")


def test_the_same_set_moves_nothing(published):
    output = published("sets", "simulate", NAME, "--round", "vinh-long/2022").output
    assert "Units whose total moves: 0 of 3." in output
    assert "Can't be compared" not in output


def test_a_trial_on_an_open_round_says_so(submitted):
    output = submitted("sets", "simulate", NAME, "--round", "vinh-long/2022").output
    assert "The round is not published: its results may still change." in output


def test_a_trial_on_a_round_that_is_not_there_is_refused(registered):
    refused = registered.refused("sets", "simulate", NAME, "--round", "vinh-long/1999", code=4)
    assert refused["code"] == "round-unknown"


# --- release and list -------------------------------------------------------------------------------------------------


def test_a_workbook_is_released_as_its_yaml_is(registered, yaml, xlsx):
    assert registered.json("sets", "release", xlsx(REWORDED))["events"] == 1
    assert registered.json("sets", "release", yaml(REWORDED))["events"] == 0
    assert registered.refused("sets", "release", xlsx(SHORTER), code=6)["code"] == "version-taken"


def test_a_release_is_refused_with_every_mistake(cli):
    file = cli.file("bad.yaml", BROKEN)
    refused = cli.refused("sets", "release", file, code=3)
    assert refused["code"] == "set-file-invalid"
    assert refused["errors"][0]["place"] == "line 10, column 13"
    assert all(each["file"] == str(file) and each["detail"] and each["advice"] for each in refused["errors"])
    told = cli("sets", "release", file, "--lang", "vi", code=3).stderr
    assert told.startswith(f"Bị từ chối [set-file-invalid]: Tệp {file} có 2 lỗi.\n")
    assert "dòng 10, cột 13" in told


def test_installed_sets_are_listed_and_marked(registered):
    rows = {row["indicator_set"]: row for row in registered.json("sets", "list")}
    assert (rows["so-nganh"]["released"], rows["so-nganh"]["installed"]) == (True, False)
    shipped = rows["vinh-long-so-2022"]
    assert (shipped["released"], shipped["installed"], shipped["withdrawn"]) == (False, True, False)


def test_a_set_may_be_both_released_and_installed(cli):
    cli("sets", "release", EXAMPLE.parents[2] / "indicator_sets/vinh-long/vinh-long-so-2022.yaml")
    found = [row for row in cli.json("sets", "list") if row["indicator_set"] == "vinh-long-so-2022"]
    assert [(row["released"], row["installed"]) for row in found] == [(True, True)]


def test_a_package_that_can_t_be_used_does_not_hide_the_releases(registered, monkeypatch):
    broken = packages.Installed({}, (packages.PackageMissing(package="la", problem="no module"),))
    monkeypatch.setattr("api.cli.sets.installed", lambda: broken)
    result = registered("sets", "list")
    assert "so-nganh" in result.stdout
    assert "installed-set-package-missing" in result.stderr
