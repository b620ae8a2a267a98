"""A real browser on a really served platform: it shows the ranking, complains of nothing, and needs no script."""

import sys
from collections.abc import Iterator
from pathlib import Path
from subprocess import PIPE, Popen

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from application.settings import Settings
from projections.platform import Platform
from tests.api import scenario

pytestmark = pytest.mark.browser

CHROMIUM, DRIVER = Path("/usr/bin/chromium"), Path("/usr/bin/chromedriver")
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    "--force-prefers-reduced-motion",  # A page that is still scrolling can't be clicked.
)
PATIENCE = 20


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where a published round is served."""
    folder, clock = tmp_path_factory.mktemp("served"), scenario.Clock()
    with Platform(Settings(data=folder, tokens=scenario.TOKENS)) as platform:
        client = scenario.client_of(scenario.application(platform, clock=clock))
        scenario.register(client)
        scenario.open_round(client)
        scenario.self_score(client)
        scenario.review(client, clock)
        scenario.publish(client, clock)
    with Popen([sys.executable, "-m", "tests.api.serving", str(folder)], stdout=PIPE, text=True) as process:
        assert process.stdout
        try:
            yield process.stdout.readline().strip().removesuffix("/")
        finally:
            process.terminate()


@pytest.fixture
def browser(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[webdriver.Chrome]:
    """A browser nobody has used before; with ``False`` as its parameter, one that runs no scripts of pages."""
    options = webdriver.ChromeOptions()
    options.binary_location = str(CHROMIUM)
    for flag in (*FLAGS, f"--user-data-dir={tmp_path / 'profile'}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    if getattr(request, "param", True) is False:
        options.add_experimental_option("prefs", {"profile.managed_default_content_settings.javascript": 2})
    driver = webdriver.Chrome(options=options, service=Service(str(DRIVER)))
    try:
        yield driver
    finally:
        driver.quit()


def complaints(browser: webdriver.Chrome) -> list[str]:
    """What the console says, violations of the content security policy among it."""
    return [entry["message"] for entry in browser.get_log("browser")]  # type: ignore[no-untyped-call]


@pytest.mark.parametrize("browser", [True, False], indirect=True, ids=["scripts", "no scripts"])
def test_the_ranking_is_shown_with_and_without_scripts(browser: webdriver.Chrome, address: str) -> None:
    browser.get(address)
    browser.find_element(By.PARTIAL_LINK_TEXT, "Đợt đánh giá năm 2022").click()
    rows = [row.text.split("\n")[0] for row in browser.find_elements(By.CSS_SELECTOR, ".standings tbody tr")]
    assert rows == ["1", "1", "3"]
    browser.find_element(By.LINK_TEXT, "Tự chấm").click()
    assert "stage=self" in browser.current_url
    browser.find_element(By.LINK_TEXT, "Sở Nội vụ").click()
    assert browser.find_element(By.TAG_NAME, "h1").text == "Sở Nội vụ"
    browser.find_element(By.CSS_SELECTOR, "option[value='2.1']").click()
    browser.find_element(By.CSS_SELECTOR, "form button").click()
    WebDriverWait(browser, PATIENCE).until(lambda page: "indicator=2.1" in page.current_url)
    WebDriverWait(browser, PATIENCE).until(
        lambda page: len(page.find_elements(By.CSS_SELECTOR, ".changes tbody tr")) == 2
    )
    assert complaints(browser) == []


def test_bars_are_drawn_and_as_long_as_the_percentages(browser: webdriver.Chrome, address: str) -> None:
    browser.get(f"{address}/vinh-long/2022")
    [track, fill] = browser.find_elements(By.CSS_SELECTOR, ".standings .percent .bar rect")[:2]
    assert fill.rect["width"] / track.rect["width"] == pytest.approx(0.825, abs=0.01)
    assert fill.value_of_css_property("fill") == "rgb(143, 29, 29)"


@pytest.mark.parametrize("width", [360, 768, 1440])
def test_no_page_is_wider_than_its_window(browser: webdriver.Chrome, address: str, width: int) -> None:
    browser.set_window_size(max(width, 500), 900)
    # Windows can't be as narrow as telephones; what the page is told of its width can.
    browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": width < 500},
    )
    unit = "/vinh-long/2022/so-noi-vu"
    for path in ("/", "/vinh-long/2022", unit, f"{unit}/why", f"{unit}/rank?as_of=28", "/nowhere"):
        browser.get(address + path)
        assert browser.execute_script("return document.documentElement.scrollWidth") <= width, path


def test_the_documentation_works_from_here_alone(browser: webdriver.Chrome, address: str) -> None:
    browser.get(f"{address}/api/v1/docs")
    WebDriverWait(browser, PATIENCE).until(lambda page: page.find_elements(By.ID, "operations-tag-scorecard"))
    browser.find_element(By.ID, "operations-tag-scorecard").click()
    WebDriverWait(browser, PATIENCE).until(lambda page: page.find_elements(By.ID, "operations-scorecard-selfScore"))
    loaded = browser.execute_script("return performance.getEntriesByType('resource').map(entry => entry.name)")
    assert loaded
    assert all(name.startswith((address, "data:")) for name in loaded)
    assert complaints(browser) == []


@pytest.mark.parametrize("browser", [False], indirect=True)
def test_the_documentation_says_so_where_scripts_are_off(browser: webdriver.Chrome, address: str) -> None:
    browser.get(f"{address}/api/v1/docs")
    assert browser.find_element(By.TAG_NAME, "noscript").text.startswith("Trang này cần JavaScript.")
