"""The pages of what comes with the platform: a whole province, and the national index as it was published."""

import re
from collections.abc import Iterator

import pytest

from api.demo.national import load_national
from api.demo.provinces import load_province
from application.settings import Settings
from projections.platform import Platform
from tests.api import scenario
from tests.api.scenario import Client
from tests.api.web.numbers import follow, numbers

SCOPES = ("department", "district", "commune", "commune-by-district")


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    with Platform(Settings(data=tmp_path_factory.mktemp("demonstration"))) as platform:
        load_province(platform.application, "vinh-long", lambda: None)
        load_national(platform.application, lambda: None)
        yield scenario.client_of(scenario.application(platform))


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text).split())


@pytest.mark.parametrize("stage", ["self", "reviewed", "final"])
@pytest.mark.parametrize("scope", SCOPES)
def test_every_scope_is_shown_at_every_stage(demonstration: Client, scope: str, stage: str) -> None:
    told = text(demonstration, f"/vinh-long/2022?scope={scope}&stage={stage}")
    assert "Dữ liệu trình diễn tổng hợp" in told
    assert "Bộ chỉ số minh họa" in told


def test_every_unit_s_history_is_shown(demonstration: Client) -> None:
    page = demonstration.get("/vinh-long/2022?scope=district").text
    links = set(re.findall(r'href="(/vinh-long/2022/[^"?]+)"', page))
    assert len(links) == 8
    for link in links:
        assert "Lịch sử thay đổi điểm" in text(demonstration, link)


def test_units_within_each_parent_have_a_table_of_their_own(demonstration: Client) -> None:
    page = demonstration.get("/vinh-long/2022?scope=commune-by-district").text
    captions = re.findall(r"<caption[^>]*>([^<]*)", page)
    assert len(captions) == 8 + 1
    assert "Huyện Bình Tân" in captions[0]
    assert page.count('place-1"') >= 8


def test_every_number_of_a_province_leads_to_its_explanation(demonstration: Client) -> None:
    # Of each of eight districts a rank, three totals, a maximum, a percentage and six groups.
    assert follow(demonstration, "/vinh-long/2022?scope=district") == 8 * 12
    assert follow(demonstration, "/vinh-long/2022/huyen-tra-on", "/vinh-long/2022/huyen-tra-on/rank") > 40
    for scope in SCOPES:
        numbers(demonstration, f"/vinh-long/2022?scope={scope}")


def test_every_published_index_leads_to_its_explanation(demonstration: Client) -> None:
    assert follow(demonstration, "/quoc-gia/2022") > 5 * 8
    told = text(demonstration, "/quoc-gia/2022/ho-chi-minh/why?lang=en")
    assert "716.355 / 1000 × 1 = 0.7164 (rounded, decimals: 4) · published 0.7163" in told


def test_the_published_index_is_printed_to_four_places(demonstration: Client) -> None:
    page = demonstration.get("/quoc-gia/2022").text
    for index in ("0.8002", "0.7163", "0.7024", "0.6975", "0.6924"):
        assert f'<data value="{index}">{index.replace(".", ",")}</data>' in page


def test_where_it_differs_from_the_recomputed_one_both_are_shown(demonstration: Client) -> None:
    told = text(demonstration, "/quoc-gia/2022")
    assert "0,7163 * đã công bố 0,7164 tính lại" in told
    assert demonstration.get("/quoc-gia/2022").text.count('class="computed"') == 1
    assert "Chỉ số tính lại khác chỉ số đã công bố ở chữ số cuối" in told
    assert "Dữ liệu trình diễn" not in told
    assert "Bộ chỉ số đã công bố" in told
