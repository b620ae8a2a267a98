"""The pages for auditors: why a number or a rank is what it is, and one step of a scorecard."""

import json
import re

import pytest

from domain.metadata import Role
from tests.api import scenario
from tests.api.scenario import ROUND, Caller, Client, Clock
from tests.api.web.test_pages import Outline, outline, text

pytestmark = pytest.mark.no_cover

UNIT = "/vinh-long/2022/so-noi-vu"
NOT_RANKED = "/vinh-long/2022/cong-an-tinh/rank"
EXPLAINED = (f"{UNIT}/why", f"{UNIT}/why?code=1", f"{UNIT}/why?code=2.1", f"{UNIT}/rank", NOT_RANKED)


def links_of(page: Outline, within: str) -> list[str]:
    return [str(link["href"]) for link in page.all("a") if re.search(within, str(link["href"]))]


def test_numbers_of_a_ranking_lead_to_why(shown: Client) -> None:
    page = outline(shown, "/vinh-long/2022?lang=en")
    (why,) = links_of(page, r"so-noi-vu/why.*stage=self")
    rows = outline(shown, why).rows
    assert [row[1:3] for row in rows if row[0] == "Sum"] == [["13", "20"]]
    (rank,) = links_of(page, r"so-noi-vu/rank")
    assert "Rank 3 of 3" in text(shown, rank)
    assert "2 ahead by exact share, plus 1" in text(shown, rank)


def test_a_total_is_the_sum_of_groups_and_indicators(shown: Client) -> None:
    rows = outline(shown, f"{UNIT}/why").rows
    assert rows[1:6] == [
        ["1 Nhận thức số", "3", "10", ""],
        ["1.1 Văn bản do người đứng đầu ký", "3", "10", "theo quy tắc, từ đầu vào đã khai"],
        ["2 Thể chế số", "6", "10", ""],
        ["2.1 Ban hành kế hoạch", "6", "10", "điểm do người chấm ghi"],
        ["Cộng", "9", "20", ""],
    ]
    assert "9 / 20 = 9/20 = 45,00 %" in text(shown, f"{UNIT}/why")


def test_an_indicator_shows_rule_inputs_and_working(shown: Client) -> None:
    page = f"{UNIT}/why?code=1.1&lang=en"
    assert outline(shown, page).rows[1:3] == [["", "3 ÷ 10 × 10", "3"], ["Sum", "", "3"]]
    told = text(shown, page)
    assert "a ÷ b × max, a = văn bản ký" in told
    assert "a = 3; b = 10" in told
    assert "SHA-256" in told


def test_a_number_can_be_asked_for_as_of_a_position(shown: Client) -> None:
    (adjusted,) = [row[0] for row in outline(shown, UNIT).rows if "Thẩm định điều chỉnh" in row[3]]
    then = int(adjusted) - 1
    assert "10 / 10 = 1 = 100,00 %" in text(shown, f"{UNIT}/why?code=2.1&as_of={then}")
    assert "6 / 10 = 3/5 = 60,00 %" in text(shown, f"{UNIT}/why?code=2.1")


def test_why_a_unit_has_no_rank(shown: Client) -> None:
    told = text(shown, NOT_RANKED)
    assert "Công an tỉnh: Không xếp hạng" in told
    assert "chức năng đặc thù" in told
    assert "round.unit_marked_not_ranked.v1" in told


def test_every_step_has_an_address_and_leads_to_its_neighbours(shown: Client) -> None:
    positions = [row[0] for row in outline(shown, UNIT).rows[1:]]
    address, seen = links_of(outline(shown, UNIT), "/replay/")[0], []
    while address:
        page = outline(shown, address)
        seen.append(address.rpartition("/")[2])
        address = next((str(link["href"]) for link in page.all("a") if link.get("rel") == "next"), "")
    assert seen == positions
    told = text(shown, f"{UNIT}/replay/{seen[-2]}?lang=en")
    assert "Step 5 / 6: Adjusted" in told
    assert "Reason Lý do thiếu minh chứng" in told
    assert ["Final total", "13", "9"] in outline(shown, f"{UNIT}/replay/{seen[-2]}?lang=en").rows


@pytest.mark.parametrize("path", [*EXPLAINED, f"{UNIT}/replay/17"])
@pytest.mark.parametrize("query", ["", "lang=en"])
def test_they_are_pages_like_the_others(shown: Client, path: str, query: str) -> None:
    if "/replay/" in path:
        path = links_of(outline(shown, UNIT), "/replay/")[1]
    page = outline(shown, f"{path}{'&' if '?' in path else '?'}{query}")
    assert page.all("html") == [{"lang": "en" if query else "vi"}]
    assert len(page.all("caption")) == len(page.all("table"))
    assert all(cell.get("scope") in {"col", "row"} for cell in page.all("th"))
    assert not page.all("script")
    assert not [attributes for _, attributes in page.elements if "style" in attributes]
    assert "Dữ liệu trình diễn tổng hợp" in text(shown, path)
    for address in links_of(page, r"^/(api/v1/provinces|vinh-long)"):
        assert shown.get(address).status_code in {200, 404}, address


@pytest.mark.parametrize(
    ("path", "said"),
    [
        (f"{UNIT}/replay/1", "không có bước @1"),
        (f"{UNIT}/replay/{10**30}", "không có bước"),
        (f"{UNIT}/why?code=9.9", "9.9"),
        ("/vinh-long/2022/so-tu-phap/why", "chưa có phiếu chấm điểm"),
        ("/vinh-long/2022/nobody/rank", "nobody"),
        (f"{UNIT}/rank?scope=x", "không có phạm vi xếp hạng «x»"),
    ],
)
def test_what_is_not_there_is_refused(shown: Client, path: str, said: str) -> None:
    assert shown.get(path).status_code in {404, 422}
    assert said in text(shown, path)


def test_names_are_never_run(registered: Client) -> None:
    scenario.open_round(registered, notice="<script>", data_provenance="published")
    scenario.self_score(registered)
    assert "<script>" not in registered.get("/vinh-long/2022/so-y-te/why").text


def test_points_against_the_frozen_best_value_have_words(registered: Client, clock: Clock) -> None:
    compared = json.loads(json.dumps(scenario.DEFINITION))
    compared["groups"][1]["indicators"][0]["rule"] = {"kind": "relative", "measured": "hồ sơ trực tuyến"}
    scenario.open_round(registered, compared)
    for unit, value in (("so-noi-vu", "30"), ("so-y-te", "40")):
        card, officer = f"{ROUND}/scorecards/{unit}", Caller(registered, Role.UNIT, unit)
        officer.do(f"{ROUND}/scorecards", {"unit": unit})
        officer.do(f"{card}/self-scores", {"indicator": "1.1", "inputs": {"a": "1", "b": "1"}}, of=card)
        officer.do(f"{card}/self-scores", {"indicator": "2.1", "inputs": {"value": value}}, of=card)
        officer.do(f"{card}/submit", {"approved_by": "Giám đốc", "approved_on": "2022-11-02"}, of=card)
    assert "tạm tính theo quy tắc" in text(registered, f"{UNIT}/why?code=2.1")
    clock.set("2022-12-01")
    for step in ("close-self-scoring", "close-review"):
        Caller(registered).do(f"{ROUND}/{step}", of=ROUND)
    assert outline(registered, UNIT).rows[-1][3:6] == [
        *("Quy điểm theo giá trị cao nhất Rescaled to the best value", "2.1 Ban hành kế hoạch", "10 → 7,5 Chốt điểm")
    ]
    told = text(registered, f"{UNIT}/why?code=2.1")
    assert "Giá trị cao nhất Best value 40 · so-y-te" in told
    assert "hồ sơ trực tuyến 30 ÷ 40 × 10 7,5" in told
