"""``bangvang changes`` and ``bangvang unusual``."""

import csv
import json

import pytest

from tests.api.cli.conftest import CommandLine

pytestmark = pytest.mark.no_cover


def test_the_changes_of_a_round_are_listed_and_filtered(published: CommandLine):
    everything = published.json("changes", "vinh-long/2022")
    assert {change["unit"] for change in everything} == {"so-noi-vu", "so-tai-chinh", "so-tttt"}
    (adjusted,) = published.json("changes", "vinh-long", "2022", "--role", "reviewer")
    assert (adjusted["unit"], adjusted["indicator"], adjusted["size"]) == ("so-tai-chinh", "2.4", "10")
    assert published.json("changes", "vinh-long/2022", "--reason", "THIẾU", "--min-size", "10") == [adjusted]
    assert published.json("changes", "vinh-long/2022", "--min-size", "10.0001", "--role", "reviewer") == []
    behind = published.json("changes", "vinh-long/2022", "--after", str(everything[2]["position"]), "--limit", "3")
    assert behind == everything[3:6]


def test_what_was_entered_late_is_after_its_deadline(published: CommandLine):
    late = published.json("changes", "vinh-long/2022", "--after-deadline", "--unit", "so-noi-vu")
    assert {change["effective_on"] for change in late} == {"2022-11-01"}
    assert all("after-deadline" in change["marks"] for change in late)
    assert published.json("changes", "vinh-long/2022", "--raised-by-reviewer", "--after-appeal", "--same-person") == []


def test_tables_say_that_the_scores_are_made_up(published: CommandLine):
    for command in ("changes", "unusual"):
        table = published(command, "vinh-long/2022", "--lang", "vi").stdout
        assert "Dữ liệu trình diễn tổng hợp" in table
        assert "Quy tắc" in table
        assert "scorecard.adjusted.v1" in table


def test_the_report_states_its_rules_in_the_language_asked_for(published: CommandLine):
    english = " ".join(published("unusual", "vinh-long/2022").stdout.split())
    assert "accuses nobody" in english
    assert "large-change · changes: 1 · threshold: 50 % of the indicator's maximum or more" in english
    vietnamese = " ".join(published("unusual", "vinh-long/2022", "--lang", "vi").stdout.split())
    assert "không cáo buộc ai sai" in vietnamese
    assert "large-change · 1 thay đổi · ngưỡng: từ 50 % điểm tối đa của chỉ số" in vietnamese


def test_the_report_is_data_too(published: CommandLine):
    report = published.json("unusual", "vinh-long/2022", "--rule", "large-change")
    (change,) = report["changes"]
    assert "large-change" in change["marks"]
    rows = list(csv.DictReader(published("unusual", "vinh-long/2022", "--format", "csv").stdout.splitlines()))
    assert rows[0].keys() >= {"position", "unit", "size", "marks", "reason"}
    (large,) = (row for row in rows if "large-change" in row["marks"])
    assert json.loads(large["marks"]) == change["marks"]
    part = published.json("unusual", "vinh-long/2022", "--limit", "1")
    assert part["next"] == part["changes"][0]["position"]


@pytest.mark.parametrize("points", ["NaN", "-1", "Infinity", "x"])
def test_a_size_is_a_number_of_points(published: CommandLine, points):
    published("changes", "vinh-long/2022", f"--min-size={points}", code=2)


def test_an_unknown_round_is_refused(published: CommandLine):
    assert published.refused("unusual", "vinh-long/2031", code=4)["code"] == "round-unknown"
    assert published.refused("changes", "vinh-long/2022", "--unit", "khong-co", code=4)["code"] == "unit-unknown"
