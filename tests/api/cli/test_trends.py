"""``bangvang trends``: a unit over the years, as people and programs read it."""

import csv
import io

import pytest

from domain.indicator_set.definition import Migration
from tests.api.cli.conftest import SCORES, plan
from tests.domain.builders import DEFINITION
from tests.domain.editions import both, drop, edit, move, set_fields

HEAVIER = both(
    edit("1.2", max_points=20),
    drop("2.2"),
    set_fields(
        version="2.0.0",
        migrations=(Migration(from_version="1.0.0", moves=(move("rescaled", "1.2", "1.2"), move("retired", "2.2"))),),
    ),
)(DEFINITION)


@pytest.fixture
def two_years(published):
    """The next year's round by a heavier set; one unit has handed in."""
    published("sets", "release", published.file("heavier.yaml", HEAVIER))
    windows = {
        "self_scoring": {"opens": "2023-10-15", "closes": "2023-11-14"},
        "review": {"opens": "2023-11-15", "closes": "2023-11-30"},
    }
    changes = {"round": "2023", "name": "Đợt đánh giá năm 2023", "calendar": windows}
    published("round", "open", published.file("next.yaml", plan(HEAVIER, **changes)), "--at", "2023-09-01")
    published("scorecard", "open", "vinh-long/2023", "so-noi-vu", "--at", "2023-10-20")
    points = {**SCORES, "1.2": "15"}
    lines = [f"so-noi-vu,{code},{value},đang chờ ký" for code, value in points.items() if code != "2.2"]
    table = published.file("scores.csv", "\n".join(["unit,indicator,points,explanation", *lines]))
    published("scores", "import", "vinh-long/2023", table, "--at", "2023-11-01")
    approval = ("--approved-by", "Giám đốc", "--approved-on", "2023-11-01", "--at", "2023-11-01T09:00")
    published("scorecard", "submit", "vinh-long/2023", "so-noi-vu", *approval)
    return published


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


TRENDS = ("trends", "vinh-long", "so-noi-vu")


def test_a_unit_over_the_years(two_years):
    output = two_years(*TRENDS).stdout
    assert output.startswith("Vĩnh Long · Sở Nội vụ · @")
    assert "2022: ⚠ Synthetic demonstration data" in output
    assert "2023: PROVISIONAL (phase: SelfScoring)" in output
    assert "2023: ⚠ Illustrative indicator set" in output
    assert "Left out of the comparison" in output
    assert "retired" in output
    found = two_years.json(*TRENDS)
    (comparison,) = found["comparisons"]
    assert (comparison["earlier_points"], comparison["later_points"], comparison["max_points"]) == (
        "62.5",
        "67.5",
        "85",
    )
    assert [each["reason"] for each in comparison["left_out"]] == ["retired"]
    assert two_years.refused("trends", "vinh-long", "so-khong-co", code=4)["code"] == "unit-unknown"


def test_a_unit_over_the_years_as_rows(two_years):
    first, second = rows(two_years(*TRENDS, "--format", "csv").stdout)
    assert (first["round"], first["data_provenance"], first["earlier"], first["difference"]) == (
        *("2022", "illustrative"),
        *("", ""),
    )
    assert (second["earlier"], second["comparable_max"], second["difference"], second["provisional"]) == (
        *("2022", "85"),
        *("+5.88", "true"),
    )
    points = rows(two_years(*TRENDS, "--indicators", "--format", "csv").stdout)
    rescaled = [(row["round"], row["points"], row["notice"]) for row in points if row["indicator"] == "1.2"]
    assert rescaled == [("2022", "10", "Dữ liệu trình diễn tổng hợp"), ("2023", "15", "Dữ liệu trình diễn tổng hợp")]


def test_a_unit_over_the_years_in_vietnamese_and_indicator_by_indicator(two_years):
    output = two_years(*TRENDS, "--indicators", "--lang", "vi").stdout
    assert "2022: ⚠ Dữ liệu trình diễn tổng hợp, không có thật" in output
    assert "Theo thang điểm của đợt mới nhất" in output
    assert "đã bỏ" in output


def test_mergers_are_told_beside_the_years(published):
    merge = ("province", "unit-merge", "vinh-long", "so-tai-chinh", "--into", "so-noi-vu", "--reason", "sắp xếp")
    published(*merge, "--at", "2023-03-01")
    assert "Sở Tài chính (so-tai-chinh) was merged into it on 01/03/2023" in published(*TRENDS).stdout
    gone = published("trends", "vinh-long", "so-tai-chinh").stdout
    assert "It was merged into so-noi-vu on 01/03/2023." in gone
    assert "Đã sáp nhập vào so-noi-vu từ 01/03/2023." in published(*TRENDS[:2], "so-tai-chinh", "--lang", "vi").stdout


def test_a_single_year_has_no_comparison(published):
    output = published(*TRENDS).stdout
    assert "on the later set's scale" not in output
    assert published.json(*TRENDS)["comparisons"] == []
    assert published.json("trends", "vinh-long", "so-tttt")["years"][0]["absence"] == "not-ranked"
    assert "not ranked: cơ quan chủ trì" in published("trends", "vinh-long", "so-tttt").stdout
