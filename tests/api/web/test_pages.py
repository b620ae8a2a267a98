"""The pages show rankings and histories to people, in both languages, and say what they are."""

import re
from html.parser import HTMLParser
from typing import Any

import pytest

from domain.metadata import Role
from projections.platform import Platform
from tests.api import scenario
from tests.api.scenario import PROVINCE, ROUND, Caller, Client, Clock

PAGE = "/vinh-long/2022"
HISTORY = f"{PAGE}/so-noi-vu"


class Outline(HTMLParser):
    """What a page consists of: its elements with their attributes, and the text of its tables' rows."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.rows: list[list[str]] = []
        self._cell: list[str] | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag == "tr":
            self.rows.append([])
        if tag in {"td", "th"}:
            self._cell = []

    def handle_endtag(self, tag: str) -> None:
        if tag in {"td", "th"} and self._cell is not None:
            self.rows[-1].append(" ".join("".join(self._cell).split()))
            self._cell = None

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def outline(client: Client, path: str) -> Outline:
    answer = client.get(path)
    assert (answer.status_code, answer.mimetype) == (200, "text/html"), answer.text
    return Outline(answer.text)


def text(client: Client, path: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", client.get(path).text).split())


def test_the_first_page_leads_to_every_round(shown: Client) -> None:
    assert PAGE in [link["href"] for link in outline(shown, "/").all("a")]
    assert "Đợt đánh giá năm 2022" in text(shown, "/")


def test_it_says_so_where_there_are_none(client: Client) -> None:
    assert "Chưa có đợt đánh giá nào" in text(client, "/")


def test_a_ranking_shows_ranks_totals_percentages_bands_and_groups(shown: Client) -> None:
    rows = outline(shown, PAGE).rows
    assert rows[0] == [
        *("Hạng", "Đơn vị Unit", "Tự chấm", "Thẩm định", "Chốt điểm", "Tỷ lệ", "Xếp loại"),
        *("1 Nhận thức số", "2 Thể chế số"),
    ]
    assert rows[1:4] == [
        ["1", "Sở Thông tin và Truyền thông", "16,5", "16,5", "16,5 / 20", "82,50 %", "Tốt", "90", "75"],
        ["1", "Sở Y tế", "16,5", "16,5", "16,5 / 20", "82,50 %", "Tốt", "90", "75"],
        ["3", "Sở Nội vụ", "13", "9", "9 / 20", "45,00 %", "Khá", "30", "60"],
    ]


def test_it_shows_them_at_the_stage_asked_for(shown: Client) -> None:
    assert outline(shown, f"{PAGE}?stage=self").rows[3][4:6] == ["9", "65,00 %"]
    assert outline(shown, f"{PAGE}?stage=unknown").rows[3][5] == "45,00 %"


def test_bars_are_as_long_as_the_percentages(shown: Client) -> None:
    widths = [rect["width"] for rect in outline(shown, PAGE).all("rect") if rect["class"] == "fill"]
    assert widths == ["82.50%", "90.00%", "75.00%", "82.50%", "90.00%", "75.00%", "45.00%", "30.00%", "60.00%"]


def test_who_is_not_ranked_is_listed_with_the_reason(shown: Client) -> None:
    rows = outline(shown, PAGE).rows
    assert ["Công an tỉnh", "Không xếp hạng", "chức năng đặc thù"] in rows
    assert ["Sở Tư pháp", "Được miễn đánh giá", "mới lập"] in rows


def test_a_published_ranking_names_the_decision(shown: Client) -> None:
    told = text(shown, PAGE)
    assert "Đã công bố Published Quyết định 123/QĐ-UBND ngày 20/12/2022 , UBND tỉnh" in told
    assert "Tạm tính" not in told


def test_an_unpublished_one_is_provisional(submitted: Client) -> None:
    told = text(submitted, PAGE)
    assert "Tạm tính Provisional" in told
    assert "Quyết định" not in told


@pytest.mark.parametrize("path", [PAGE, HISTORY])
def test_synthetic_data_are_labelled(shown: Client, path: str) -> None:
    assert "Dữ liệu trình diễn tổng hợp Synthetic demonstration data" in text(shown, path)


@pytest.mark.parametrize("path", [PAGE, HISTORY])
def test_real_data_are_not_and_their_notice_is_shown(registered: Client, path: str) -> None:
    scenario.open_round(registered, data_provenance="published", notice="Nguồn: báo cáo đã công bố")
    scenario.self_score(registered)
    told = text(registered, path)
    assert "Nguồn: báo cáo đã công bố" in told
    assert "tổng hợp" not in told


def test_illustrative_sets_are_labelled(shown: Client) -> None:
    told = text(shown, PAGE)
    assert "Bộ chỉ số minh họa" in told
    assert "bo-so 1.0.0" in told


def test_it_says_how_fresh_it_is(shown: Client) -> None:
    told = text(shown, PAGE)
    assert re.search(r"Vị trí nhật ký Log position 30 Độ trễ Lag 0 sự kiện Phiên bản bảng đọc .* \d+ Tải CSV", told)


def test_a_late_unit_is_marked(opened: Client, clock: Clock) -> None:
    extended = {"unit": "so-y-te", "until": "2022-11-20", "reason": "mưa bão"}
    Caller(opened).do(f"{ROUND}/extensions", extended, of=ROUND)
    clock.set("2022-11-16")
    scenario.self_score(opened, {"so-y-te": ("9", "7.5")})
    assert outline(opened, PAGE).rows[1][1] == "Sở Y tế nộp muộn"


def test_a_name_in_english_stands_beside_and_leads_where_asked_for(shown: Client) -> None:
    vietnamese, english = text(shown, PAGE), text(shown, f"{PAGE}?lang=en")
    assert "Đợt đánh giá năm 2022 The round of 2022" in vietnamese
    assert "The round of 2022 Đợt đánh giá năm 2022" in english
    assert "Published Đã công bố Decision 123/QĐ-UBND of 20 December 2022" in english
    assert outline(shown, f"{PAGE}?lang=en").rows[1][4:6] == ["16.5 / 20", "82.50 %"]


@pytest.mark.parametrize("path", ["/", PAGE, HISTORY, "/nowhere"])
@pytest.mark.parametrize(("query", "language", "other"), [("", "vi", "en"), ("?lang=en", "en", "vi")])
def test_a_page_says_which_language_stands_where(
    shown: Client, path: str, query: str, language: str, other: str
) -> None:
    page = Outline(shown.get(path + query).text)
    assert page.all("html") == [{"lang": language}]
    spoken = {attributes["lang"] for tag, attributes in page.elements if tag != "html" and "lang" in attributes}
    assert spoken <= {other, "vi"}
    [switch] = [link for link in page.all("a") if link.get("hreflang") == other]
    assert switch["href"] == path + ("?lang=en" if other == "en" else "")


def test_links_stay_in_the_language(shown: Client) -> None:
    links = [link["href"] or "" for link in outline(shown, f"{PAGE}?lang=en&stage=self").all("a")]
    inner = [href for href in links if href.startswith("/vinh-long/2022") and "lang" not in href]
    assert inner == [f"{PAGE}?stage=self"]


@pytest.mark.parametrize("path", ["/", PAGE, HISTORY])
def test_tables_are_accessible(shown: Client, path: str) -> None:
    page = outline(shown, path)
    assert len(page.all("caption")) == len(page.all("table"))
    assert all(cell.get("scope") in {"col", "row"} for cell in page.all("th"))
    assert all("alt" in image for image in page.all("img"))
    labels = {label["for"] for label in page.all("label")}
    assert {select["id"] for select in page.all("select")} <= labels
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("path", ["/", PAGE, HISTORY, "/nowhere"])
def test_nothing_is_inline_and_nothing_comes_from_elsewhere(shown: Client, path: str) -> None:
    answer = shown.get(path)
    page = Outline(answer.text)
    assert not page.all("script")
    assert not page.all("style")
    assert not [attributes for _, attributes in page.elements if "style" in attributes]
    for attributes in [*page.all("link"), *page.all("img")]:
        address = attributes.get("href") or attributes["src"] or ""
        with shown.get(address) as asset:
            assert asset.status_code == 200, address


@pytest.mark.parametrize("path", ["/", PAGE, HISTORY, "/nowhere", "/api/v1/provinces", "/healthz"])
def test_every_answer_keeps_browsers_to_what_is_meant(shown: Client, path: str) -> None:
    headers = shown.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert "script-src" not in policy
    assert (headers["X-Content-Type-Options"], headers["X-Frame-Options"]) == ("nosniff", "DENY")
    assert headers["Referrer-Policy"] == "same-origin"
    assert "Strict-Transport-Security" not in headers


def test_over_https_it_stays_https(shown: Client) -> None:
    assert shown.get("/", base_url="https://bangvang.test").headers["Strict-Transport-Security"] == "max-age=31536000"


def test_the_csv_is_one_click_away(shown: Client) -> None:
    [address] = [link["href"] for link in outline(shown, f"{PAGE}?stage=self").all("a") if "download" in link]
    assert address
    answer = shown.get(address)
    assert (answer.status_code, answer.mimetype) == (200, "text/csv")
    assert answer.text.splitlines()[1].startswith("vinh-long,2022,department,self,published,")


def test_a_history_tells_every_change(shown: Client) -> None:
    rows = outline(shown, HISTORY).rows
    assert rows[0] == [
        *("Vị trí", "Thời điểm", "Người thực hiện", "Thao tác", "Chỉ số thành phần", "Trước → sau", "Lý do")
    ]
    told = {row[3]: row[4:] for row in rows[1:]}
    assert told["Thẩm định điều chỉnh Adjusted"] == ["2.1 Ban hành kế hoạch", "10 → 6 Thẩm định", "thiếu minh chứng"]
    assert told["Nộp phiếu Submitted"] == ["", "", "Người duyệt Giám đốc"]
    assert rows[2][4:] == ["1.1 Văn bản do người đứng đầu ký", "– → 3 Tự chấm", "Đầu vào a = 3; b = 10"]


def test_a_history_of_one_indicator(shown: Client) -> None:
    page = outline(shown, f"{HISTORY}?indicator=2.1")
    assert [row[4].split()[0] for row in page.rows[1:]] == ["2.1", "2.1"]
    [chosen] = [option["value"] for option in page.all("option") if "selected" in option]
    assert chosen == "2.1"
    assert "Chưa có thay đổi nào" in text(shown, f"{HISTORY}?indicator=9.9")
    assert len(outline(shown, f"{HISTORY}?indicator=").rows) == 7


@pytest.mark.parametrize("query", ["after=-1", "after=x", f"after={10**30}", "indicator=%00", "stage=x", "lang=fr"])
def test_what_can_t_be_read_in_an_address_is_not_asked_for(shown: Client, query: str) -> None:
    assert len(outline(shown, f"{HISTORY}?{query}").rows) == 7


def test_a_long_history_comes_in_pages(submitted: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.web.models.CHANGES_A_PAGE", 3)
    seen, address = [], HISTORY
    while address:
        page = outline(submitted, address)
        seen += [row[0] for row in page.rows[1:]]
        address = next((str(link["href"]) for link in page.all("a") if link.get("rel") == "next"), "")
    assert len(seen) == len(set(seen)) == 4


def test_everything_that_can_happen_to_a_scorecard_has_words(submitted: Client, clock: Clock) -> None:
    card, officer = f"{ROUND}/scorecards/so-noi-vu", Caller(submitted, Role.UNIT, "so-noi-vu")
    reviewer, council = Caller(submitted, Role.REVIEWER, "so-tttt"), Caller(submitted, Role.COUNCIL)
    clock.set("2022-11-16")
    reviewer.do(f"{card}/return", {"due": "2022-11-18", "reason": "bổ sung"}, of=card)
    evidence = {"name": "kế hoạch.pdf", "size": 1, "sha256": "ab" * 32}
    officer.do(f"{card}/evidence", {"indicator": "2.1", "evidence": evidence}, of=card)
    withdrawn = {"indicator": "2.1", "sha256": "ab" * 32, "reason": "nhầm tệp"}
    officer.do(f"{card}/evidence/withdraw", withdrawn, of=card)
    officer.do(f"{card}/explanations", {"indicator": "2.1", "text": "Đã ban hành"}, of=card)
    officer.do(f"{card}/submit", {"approved_by": "Giám đốc", "approved_on": "2022-11-16"}, of=card)
    on_site = {"indicator": "2.1", "points": "5", "on_site": True, "reason": "phúc tra"}
    reviewer.do(f"{card}/adjustments", on_site, of=card)
    Caller(submitted).do(f"{ROUND}/close-self-scoring", of=ROUND)
    clock.set("2022-12-01")
    Caller(submitted).do(f"{ROUND}/close-review", of=ROUND)
    officer.do(f"{card}/appeals", {"indicator": "2.1", "claimed_points": "9", "reason": "đủ"}, of=card)
    council.do(f"{card}/appeals/resolve", {"indicator": "2.1", "accepted": False, "reason": "chưa đủ"}, of=card)
    council.do(f"{card}/finalise", of=card)
    council.do(f"{card}/reopen", {"reason": "sai sót", "source_document": scenario.DECISION}, of=card)
    told = text(submitted, HISTORY)
    for fact in (
        *("Hạn 18/11/2022", "Tài liệu kế hoạch.pdf", "Giải trình Đã ban hành", "Phúc tra tại chỗ có"),
        *(
            "Điểm đề nghị 9,00",
            "Chấp nhận không",
            "Văn bản 123/QĐ-UBND (20/12/2022), UBND tỉnh",
            "Mở lại phiếu Reopened",
        ),
    ):
        assert fact in told


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/nowhere", 404, "Không có gì ở địa chỉ này."),
        ("/nowhere/2022", 404, "Tỉnh «nowhere» không có đợt đánh giá «2022»."),
        (f"{PAGE}?scope=enterprise", 404, "không có phạm vi xếp hạng «enterprise»"),
        (f"{PAGE}/so-tu-phap", 404, "chưa có phiếu chấm điểm"),
        ("/nowhere/2022/nobody", 404, "không có đợt đánh giá"),
        ("/Vĩnh Long/2022", 404, "Không có gì ở địa chỉ này."),
        (f"{PAGE}?lang=en&scope=x", 404, "has no ranking scope"),
    ],
)
def test_what_is_not_there_is_said_on_a_page(shown: Client, path: str, status: int, said: str) -> None:
    answer = shown.get(path)
    assert (answer.status_code, answer.mimetype) == (status, "text/html")
    assert said in text(shown, path)


def test_a_page_does_not_take_other_methods(shown: Client) -> None:
    answer = shown.post(PAGE)
    assert (answer.status_code, answer.mimetype, answer.headers["Allow"]) == (405, "text/html", "GET, HEAD, OPTIONS")


def test_a_failure_is_a_page_that_tells_nothing(
    client: Client, platform: Platform, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> None:
        msg = "password=hunter2"
        raise OSError(msg)

    monkeypatch.setattr(platform.rankings, "rounds", broken)
    answer = client.get("/")
    assert (answer.status_code, answer.mimetype) == (500, "text/html")
    assert "hunter2" not in answer.text
    assert "hunter2" in caplog.text


def test_names_are_shown_as_they_are_and_never_run(registered: Client) -> None:
    name = "<script>alert(1)</script>"
    renamed: dict[str, Any] = {"name": name, "reason": name}
    Caller(registered).do(f"{PROVINCE}/units/so-y-te/rename", renamed, of=PROVINCE)
    scenario.open_round(registered, notice=name, data_provenance="published")
    scenario.self_score(registered)
    for path in ("/", PAGE, f"{PAGE}/so-y-te"):
        assert "<script>" not in registered.get(path).text
    assert "&lt;script&gt;" in registered.get(PAGE).text


def test_units_scored_by_different_sets_name_their_groups_themselves(opened: Client) -> None:
    caller, round_2023 = Caller(opened), f"{PROVINCE}/rounds/2023"
    caller.do(f"{PROVINCE}/units", {"unit": "huyen-a", "kind": "district", "name": "Huyện A"}, of=PROVINCE)
    group = {**scenario.DEFINITION["groups"][0], "code": "8", "name": "Xã hội số"}
    changes = {"code": "bo-huyen", "unit_kinds": ["district"], "max_points": "10", "groups": [group]}
    caller.do(f"{PROVINCE}/indicator-sets", {"definition": {**scenario.DEFINITION, **changes}})
    [released] = caller.get(f"{PROVINCE}/indicator-sets/bo-huyen").json["releases"]
    pin = {"indicator_set": "bo-huyen", "version": "1.0.0", "content_hash": released["content_hash"]}
    sets = {**caller.get(ROUND).json["sets"], "district": pin}
    scope = {"code": "tat-ca", "name": "Tất cả", "kinds": ["department", "district"]}
    opening = {"round": "2023", "name": "2023", "sets": sets, "calendar": scenario.CALENDAR, "scopes": [scope]}
    caller.do(f"{PROVINCE}/rounds", opening)
    for unit, indicators in (("so-y-te", ("1.1", "2.1")), ("huyen-a", ("1.1",))):
        card = f"{round_2023}/scorecards/{unit}"
        caller.do(f"{round_2023}/scorecards", {"unit": unit})
        for indicator in indicators:
            caller.do(f"{card}/self-scores", {"indicator": indicator, "points": "5"}, of=card)
        caller.do(f"{card}/submit", {"approved_by": "Giám đốc", "approved_on": "2022-11-02"}, of=card)
    rows = {row[1]: row[-1] for row in outline(opened, "/vinh-long/2023").rows}
    assert rows["Đơn vị Unit"] == "Theo nhóm, % điểm tối đa"
    assert (rows["Sở Y tế"], rows["Huyện A"]) == ("1 Nhận thức số 50 2 Thể chế số 50", "8 Xã hội số 50")
