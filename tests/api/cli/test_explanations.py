"""``bangvang why`` and ``bangvang replay``: as auditors read them, and as programs do."""

import csv
import io
from fractions import Fraction

import pytest

from domain.metadata import UnitKind
from domain.rules.relative import Relative
from tests.api.cli.conftest import plan
from tests.domain.builders import definition, group, indicator

pytestmark = pytest.mark.no_cover

UNIT = ("so-tai-chinh", "vinh-long/2022")
WHY, REPLAY = ("why", *UNIT), ("replay", *UNIT)


def lines_of(output: str) -> list[str]:
    """The lines without the space that makes columns of them."""
    return [" ".join(line.split()) for line in output.splitlines()]


# --- Why --------------------------------------------------------------------------------------------------------------
def test_why_a_total_is_what_it_is(published):
    lines = lines_of(published(*WHY).stdout)
    assert "⚠ Synthetic demonstration data" in lines
    assert "⚠ Illustrative indicator set" in lines
    assert "Points: 50.5 / 80 = 101/160 = 63.13 %" in lines
    assert "Sum 50.5 80" in lines
    assert any(line.startswith("2.4 ") and " 2 " in line for line in lines)
    assert any("scorecard.adjusted.v1 2.4 12 2" in line and "thiếu" in line for line in lines)


def test_why_a_group_and_an_indicator(published):
    group_found = published.json(*WHY, "2")
    terms = [(term["code"], term["points"], term["basis"]) for term in group_found["terms"]]
    assert ("2.4", "2", "judged") in terms
    assert sum(Fraction(term["points"]) for term in group_found["terms"]) == Fraction(group_found["points"])
    told = published.json(*WHY, "2.4", "--stage", "self")
    assert (told["points"], told["share"]["exact"]) == ("12", str(Fraction(12) / Fraction(told["max_points"])))
    assert told["explanation"] == "đang chờ ký"
    assert [event["event"] for event in told["events"]][-1] == "scorecard.adjusted.v1"
    assert told["rule"]["recorded_hash"] == told["rule"]["rule_hash"]
    assert told["indicator_set"]["content_hash"]


def test_why_in_vietnamese_and_as_it_was_known_then(published):
    (adjusted,) = [row for row in published.json(*REPLAY) if row["event"] == "scorecard.adjusted.v1"]
    then = adjusted["position"] - 1
    output = published(*WHY, "2.4", "--as-of", then, "--lang", "vi").stdout
    assert f"điểm chốt · @{then}" in output
    assert "Căn cứ: điểm do người chấm ghi" in output
    assert "Giải trình: đang chờ ký" in output
    assert "Cộng 12" in lines_of(output)
    assert published.json(*WHY, "2.4", "--as-of", then)["points"] == "12"


def test_why_a_rank(published):
    lines = lines_of(published(*WHY, "--rank").stdout)
    assert "Rank 2 of 2 = 1 ahead by exact share + 1" in lines
    assert "1 Sở Nội vụ 60.5 80 75.63 121/160 +10 +12.5000" in lines
    assert any(line.startswith("The rank moved last: ") and "scorecard.adjusted.v1" in line for line in lines)
    told = published.json(*WHY, "--rank", "--scope", "department")
    assert (told["rank"], told["above"]["share_between"], told["last_change"]["unit"]) == (2, "1/8", "so-tai-chinh")
    early = published.json(*WHY, "--rank", "--as-of", told["last_change"]["position"] - 1)
    assert (early["rank"], early["sharing"]) == (1, ["so-noi-vu"])


def test_why_a_unit_is_not_ranked(published):
    output = published("why", "so-tttt", "vinh-long/2022", "--rank").stdout
    assert "not ranked: cơ quan chủ trì" in output
    assert "round.unit_marked_not_ranked.v1" in output


def test_what_is_not_there_is_refused(published):
    assert published.refused(*WHY, "9.9", code=3)["code"] == "indicator-unknown"
    assert published.refused("why", "so-khong-co", "vinh-long/2022", code=4)["code"] == "scorecard-unknown"
    assert published.refused("replay", "so-khong-co", "vinh-long/2022", code=4)["code"] == "scorecard-unknown"
    assert published.refused("why", "so-khong-co", "vinh-long/2022", "--rank", code=4)["code"] == "unit-unknown"
    assert published.refused(*WHY, "--as-of", "hôm qua", code=3)["code"] == "moment-unknown"
    assert published.refused(*REPLAY, "--step", "99", code=4)["code"] == "step-unknown"
    published(*WHY, "1.1", "--rank", code=2)
    published(*WHY, "--scope", "department", code=2)
    published(*REPLAY, "--step", "1", "--format", "csv", code=2)


def compared(cli) -> None:
    """Two units are compared by a value; one has handed in 30, the other 40."""
    relative = indicator("1.1", Relative(measured="hồ sơ trực tuyến"), 10)
    comparing = definition(group("1", relative), code="so-sanh", unit_kinds=(UnitKind.DEPARTMENT,))
    cli("sets", "release", cli.file("compared.yaml", comparing))
    cli("round", "open", cli.file("round.yaml", plan(comparing)))
    for unit, value in (("so-noi-vu", "30"), ("so-tttt", "40")):
        card = ("vinh-long/2022", unit)
        cli("scorecard", "open", *card, "--at", "2022-10-20T08:00")
        cli("scorecard", "self-score", *card, "1.1", "--input", f"value={value}", "--at", "2022-11-01")
        approval = ("--approved-by", "Giám đốc", "--approved-on", "2022-11-01", "--at", "2022-11-01T09:00")
        cli("scorecard", "submit", *card, *approval)


def test_points_against_the_best_value_tell_whose_it_is(registered):
    compared(registered)
    why = ("why", "so-noi-vu", "vinh-long/2022", "1.1")
    output = registered(*why).stdout
    assert "PROVISIONAL" in output
    assert "Points as recorded in the log: 10" in output
    assert "Best value: 40 (so-tttt)" in output
    assert "hồ sơ trực tuyến 30 ÷ 40 × 10 15/2" in lines_of(output)
    assert registered.json(*why)["calculation"]["basis"] == "best-so-far"
    registered("round", "close-self-scoring", "vinh-long/2022", "--at", "2022-12-20")
    registered("round", "close-review", "vinh-long/2022", "--at", "2022-12-20")
    frozen = registered.json(*why)["calculation"]
    assert (frozen["basis"], frozen["best"], frozen["best_units"], frozen["points"]) == (
        *("frozen-best", "40"),
        *(["so-tttt"], "7.5"),
    )
    steps = registered.json("replay", "so-noi-vu", "vinh-long/2022")
    assert [(step["total_before"], step["total_after"]) for step in steps if step["stage"]] == [
        ("0", "10"),
        ("10", "7.5"),
    ]


# --- Replay -----------------------------------------------------------------------------------------------------------
def test_a_scorecard_is_replayed_step_by_step(published):
    lines = lines_of(published(*REPLAY).stdout)
    assert "⚠ Synthetic demonstration data" in lines
    assert any("scorecard.adjusted.v1 2.4 12 2 60.5 50.5 80 " in line and "thiếu" in line for line in lines)
    rows = list(csv.DictReader(io.StringIO(published(*REPLAY, "--format", "csv").stdout, newline="")))
    assert [row["version"] for row in rows] == [str(number) for number in range(1, len(rows) + 1)]
    assert (rows[-1]["total_after"], rows[-1]["percent_after"]) == ("50.5", "63.13")


def test_a_part_of_a_replay(published):
    every = published.json(*REPLAY)
    of_one = published.json(*REPLAY, "2.4")
    assert of_one == [step for step in every if step["indicator"] == "2.4"]
    begin, end = every[2]["position"], every[5]["position"]
    assert published.json(*REPLAY, "--from", begin, "--to", end) == every[3:6]
    assert published.json(*REPLAY, "--from", "review-closed")[0]["event"] == "scorecard.finalised.v1"


def test_a_step_in_full(published):
    (adjusted,) = [step for step in published.json(*REPLAY) if step["event"] == "scorecard.adjusted.v1"]
    number = adjusted["version"]
    told = published.json(*REPLAY, "--step", number)
    assert (told["step"], told["number"]) == (adjusted, number)
    assert told["previous"] < adjusted["position"] < told["next"]
    lines = lines_of(published(*REPLAY, "--step", number).stdout)
    assert f"Permanent address of the page /vinh-long/2022/so-tai-chinh/replay/{adjusted['position']}" in lines
    assert {"Final total 60.5 → 50.5", "Final points 12 → 2", "Reason thiếu"} <= set(lines)
    assert "Lý do thiếu" in lines_of(published(*REPLAY, "--step", number, "--lang", "vi").stdout)
