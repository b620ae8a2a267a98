"""``bangvang diff``: two moments of a round compared, as people and programs read it."""

import csv
import io

import pytest

pytestmark = pytest.mark.no_cover

DIFF = ("diff", "vinh-long/2022")
WHOLE = (*DIFF, "--from", "1", "--to", "published")


@pytest.fixture
def adjusted(published):
    """Where in the log so-tai-chinh lost ten points and its first place."""
    changes = published.json("rank-changes", "vinh-long/2022")
    (position,) = {change["position"] for change in changes if change["event"] == "scorecard.adjusted.v1"}
    return position


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_what_two_moments_differ_by_and_why(published, adjusted):
    output = published(*DIFF, "--from", str(adjusted - 1), "--to", "published").stdout
    assert "⚠ Synthetic demonstration data" in output
    assert f"From position {adjusted - 1} to position" in output
    lines = [line.split() for line in output.splitlines() if line.strip().startswith("so-tai-chinh")]
    assert lines[0] == [
        *("so-tai-chinh", "60.5", "50.5", "-10", "75.63", "63.13"),
        *("department", "1", "2"),
    ]
    assert lines[1] == ["so-tai-chinh", "2.4", "12", "2", "-10", "1"]
    (cause,) = [line for line in lines[2:] if line[1] == "2.4"]
    assert cause[2:4] == ["-10", str(adjusted)]
    assert "scorecard.adjusted.v1" in cause
    assert cause[-2:] == ["reviewer", "thiếu"]
    (moved,) = [line for line in lines[2:] if line[1] == "department"]
    assert moved[2:6] == ["1", "2", "+1", str(adjusted)]
    in_vietnamese = published(*DIFF, "--lang", "vi", "--from", "published", "--to", "published").stdout
    assert "Không có gì thay đổi." in in_vietnamese


def test_it_adds_up_for_programs(published):
    found = published.json(*WHOLE)
    assert (found["province"], found["round"], found["from_position"]) == ("vinh-long", "2022", 1)
    rows = rows_of(published(*WHOLE, "--format", "csv").stdout)
    for unit in found["units"]:
        own = [row for row in rows if row["unit"] == unit["unit"]]
        total = next(row for row in own if row["about"] == "points")
        assert (total["row"], total["difference"]) == ("difference", unit["points"])
        parts = [row for row in own if row["about"] == "points" and row["row"] != "difference"]
        assert sum(float(row["difference"]) for row in parts) == float(unit["points"])
        assert sum(float(row["max_points"]) for row in parts) == float(unit["max_points"])
        steps = [int(row["difference"]) for row in own if row["about"] == "rank" and row["row"] != "difference"]
        assert sum(steps) == sum(rank["steps"] for rank in unit["ranks"])


def test_of_one_unit_all_is_told_unless_less_is_asked_for(published):
    def causes(*more: str) -> tuple[int, int]:
        (unit,) = published.json(*WHOLE, "--unit", "so-tai-chinh", "--scope", "department", *more)["units"]
        return len(unit["causes"]), unit["others"]["causes"]

    told, left = causes()
    assert (left, told > 5) == (0, True)
    assert causes("--causes", "2") == (2, told - 2)
    output = published(*WHOLE, "--unit", "so-tai-chinh", "--stage", "self", "--causes", "2").stdout
    assert "other events" in output
    assert "self-score" in output
    rows = rows_of(published(*WHOLE, "--unit", "so-tai-chinh", "--causes", "1", "--format", "csv").stdout)
    (others,) = [row for row in rows if (row["about"], row["row"]) == ("points", "others")]
    assert int(others["causes"]) > 1


def test_what_there_is_not_is_refused(published):
    assert published.refused(*DIFF, "--from", "published", "--to", "1", code=3)["code"] == "moments-reversed"
    assert published.refused(*DIFF, "--from", "bao giờ", "--to", "1", code=3)["code"] == "moment-unknown"
    assert published.refused(*DIFF, "--from", "1", "--to", "999999", code=3)["code"] == "moment-unknown"
    assert published.refused("diff", "vinh-long/2099", "--from", "1", "--to", "9", code=4)["code"] == "round-unknown"
    assert published.refused(*WHOLE, "--unit", "so-moi", code=4)["code"] == "unit-unknown"
    assert published.refused(*WHOLE, "--scope", "enterprise", code=4)["code"] == "scope-unknown"
    assert "--to" in published(*DIFF, "--from", "1", code=2).stderr
