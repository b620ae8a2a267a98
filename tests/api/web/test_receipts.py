"""Receipts as pages: what they say, how they are checked, and that they keep to what pages may do."""

import re

import pytest

from application.proof import keys
from projections.platform import Platform
from tests.api.scenario import Client
from tests.api.web.test_pages import HISTORY, Outline, outline, text

pytestmark = pytest.mark.no_cover


@pytest.fixture
def signing(platform: Platform, submitted: Client) -> Client:
    keys.init(platform.settings.keys, "bangvang/vinh-long")
    return submitted


def test_every_row_of_a_history_leads_to_its_receipt(signing: Client) -> None:
    links = [str(link["href"]) for link in outline(signing, f"{HISTORY}?lang=en").all("a")]
    receipts = [href for href in links if href.startswith("/receipts/")]
    assert len(receipts) == 4
    told = text(signing, receipts[0])
    assert "Receipt Biên nhận" in told
    assert "scorecard.opened.v1" in told
    assert "bangvang audit check receipt.json" in told
    assert "bangvang/vinh-long" in told
    assert "Hãy giữ biên nhận" in text(signing, receipts[0].partition("?")[0])


def test_a_step_leads_to_its_receipt(signing: Client) -> None:
    step = next(str(a["href"]) for a in outline(signing, HISTORY).all("a") if "/replay/" in str(a["href"]))
    assert f"/receipts/{step.rpartition('/')[2]}" in signing.get(step).text


def test_the_code_is_an_image_in_the_page_and_nothing_else_is(signing: Client) -> None:
    answer = signing.get("/receipts/3")
    page = Outline(answer.text)
    assert len(page.all("svg")) == 1
    assert not page.all("script")
    assert not page.all("style")
    assert not [attributes for _, attributes in page.elements if "style" in attributes]
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    [address] = [str(link["href"]) for link in page.all("a") if "download" in link]
    assert signing.get(address).json["position"] == 3


def test_without_keys_no_receipt_is_offered(submitted: Client) -> None:
    assert "/receipts/" not in submitted.get(HISTORY).text
    assert submitted.get("/receipts/3").status_code == 404


@pytest.mark.parametrize(("path", "status"), [("999", 422), ("0", 422), ("x", 404), ("03", 404)])
def test_what_there_is_not_is_a_page_too(signing: Client, path: str, status: int) -> None:
    answer = signing.get(f"/receipts/{path}")
    assert (answer.status_code, answer.mimetype) == (status, "text/html")
    assert re.search("<h1", answer.text)
