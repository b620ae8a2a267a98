"""Prometheus reads how requests were answered, and how far everything is."""

import pytest
from prometheus_client.parser import text_string_to_metric_families

from projections.platform import Platform
from tests.api import scenario
from tests.api.scenario import V1, Client

pytestmark = pytest.mark.no_cover

COUNTED = "bangvang_http_request_seconds_count"
Samples = dict[tuple[str, tuple[tuple[str, str], ...]], float]


def samples(text: str) -> Samples:
    found = [each for family in text_string_to_metric_families(text) for each in family.samples]
    return {(each.name, tuple(sorted(each.labels.items()))): each.value for each in found}


def scraped(client: Client) -> Samples:
    answer = client.get("/metrics")
    assert answer.mimetype == "text/plain"
    assert answer.headers["Cache-Control"] == "no-store"
    return samples(answer.text)


def requests(found: Samples) -> dict[tuple[str, str, str], float]:
    """How many requests by method, route and status."""
    counted = [(dict(labels), value) for (name, labels), value in found.items() if name == COUNTED]
    return {(each["method"], each["route"], each["status"]): value for each, value in counted}


def test_requests_are_counted_by_the_template_of_their_address(registered: Client):
    before = requests(scraped(registered))
    for unit in ("so-y-te", "so-noi-vu"):
        registered.get(f"{V1}/provinces/vinh-long/rounds/2022/scorecards/{unit}")
    registered.get("/nguyen-van-a")
    found = requests(scraped(registered))
    new = {key: value for key, value in found.items() if key not in before}
    scorecard = f"{V1}/provinces/<code:province>/rounds/<code:round>/scorecards/<code:unit>"
    assert new == {("GET", scorecard, "404"): 2, ("GET", "other", "404"): 1, ("GET", "/metrics", "200"): 1}
    assert "nguyen" not in registered.get("/metrics").text


def test_how_far_everything_is_can_be_read(anywhere: Client):
    found = scraped(anywhere)
    head = found[("bangvang_log_head", ())]
    assert head >= 4
    names = ("ranking", "score_history", "progress", "moments", "transparency")
    for name in names:
        labels = (("projection", name),)
        assert found[("bangvang_projection_position", labels)] == head
        for zero in ("projection_lag_events", "projection_lag_seconds", "projection_stopped", "dead_letters_open"):
            assert found[(f"bangvang_{zero}", labels)] == 0
    assert (found[("bangvang_stores_up", ())], found[("bangvang_checkpoint_size", ())]) == (1, 0)


def test_stores_that_do_not_answer_are_a_metric_too(
    client: Client, platform: Platform, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    def broken() -> None:
        msg = "no such host"
        raise OSError(msg)

    monkeypatch.setattr(platform.status, "read", broken)
    found = scraped(client)
    assert found[("bangvang_stores_up", ())] == 0
    assert ("bangvang_log_head", ()) not in found
    assert "could not be read" in caplog.text


def test_two_applications_count_for_themselves(registered: Client, platform: Platform):
    other = scenario.client_of(scenario.application(platform))
    other.get("/healthz")
    assert requests(scraped(other)) == {("GET", "/healthz", "200"): 1}
