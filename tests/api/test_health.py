"""Whoever runs the platform can see that it is alive and able to answer."""

import pytest

from projections.platform import Platform
from tests.api.scenario import Client


def test_it_is_alive(client: Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json) == (200, {"status": "ok"})
    assert answer.headers["Cache-Control"] == "no-store"


def test_it_is_ready_when_the_stores_answer(anywhere: Client) -> None:
    answer = anywhere.get("/readyz").json
    assert answer["status"] == "ok"
    names = ("ranking", "score_history", "progress", "moments", "transparency", "eligibility", "dossiers", "honours")
    assert {each["projection"]: each["lag"] for each in answer["projections"]} == dict.fromkeys(names, 0)


def test_it_is_not_when_one_does_not(
    client: Client, platform: Platform, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> None:
        msg = "no such host"
        raise OSError(msg)

    monkeypatch.setattr(platform.projections, "status", broken)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json["code"]) == (503, "not-ready")
    assert "no such host" in caplog.text
    assert "no such host" not in answer.text
    assert client.get("/healthz").status_code == 200
