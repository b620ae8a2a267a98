"""Each request has an id that its log lines, its answer, its events and what comes of them carry."""

import json
from typing import Any
from uuid import UUID, uuid4

import pytest

from application import logs
from application.settings import Logs
from domain.metadata import Role
from projections.platform import Platform
from tests.api import scenario
from tests.api.scenario import V1, Client
from tests.projections.feeds import Feeders, arrivals_of, feed_by_province

pytestmark = pytest.mark.no_cover

HEADER = "X-Correlation-Id"

FED = ("ranking", "score_history", "progress", "eligibility", "dossiers", "honours")


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


@pytest.mark.parametrize("path", ["/", "/healthz", f"{V1}/provinces", f"{V1}/no-such-thing", "/no-such-thing"])
def test_every_answer_says_its_id(client: Client, path: str):
    ids = {UUID(client.get(path).headers[HEADER]) for _ in range(2)}
    assert len(ids) == 2


def test_it_is_the_one_that_was_sent(client: Client):
    sent = str(uuid4())
    assert client.get(f"{V1}/provinces", headers={HEADER: sent}).headers[HEADER] == sent


def test_what_is_no_uuid_is_replaced_for_readers_and_refused_where_it_would_be_kept(client: Client):
    answer = client.get("/", headers={HEADER: "x\tForged: line"})
    assert (answer.status_code, UUID(answer.headers[HEADER]).version) == (200, 4)
    headers = {"Authorization": "Bearer token-of-the-administrator", HEADER: "x"}
    refused = client.post(f"{V1}/provinces", json={"province": "an-giang", "name": "An Giang"}, headers=headers)
    assert (refused.status_code, refused.json["code"]) == (400, "header-invalid")


def test_one_line_tells_of_each_request_and_nothing_of_whom_it_was_about(
    client: Client, capsys: pytest.CaptureFixture[str]
):
    sent = str(uuid4())
    with logs.written(Logs()):
        client.get(f"{V1}/provinces/nguyen-van-a?actor=nguyen.van.a", headers={HEADER: sent})
        client.get("/healthz")
    [line] = lines(capsys)
    assert (line["logger"], line["message"], line["level"]) == ("api.access", "answered", "info")
    assert (line["method"], line["status"], line["correlation_id"]) == ("GET", 404, sent)
    assert line["route"] == f"{V1}/provinces/<code:province>"
    assert "nguyen" not in str(line)
    assert line["milliseconds"] > 0


def test_an_address_that_leads_nowhere_is_not_repeated(client: Client, capsys: pytest.CaptureFixture[str]):
    with logs.written(Logs()):
        client.open("/nguyen-van-a", method="BREW")
    [line] = lines(capsys)
    assert (line["method"], line["route"], line["status"]) == ("other", "other", 404)


def test_the_lines_of_a_failure_have_the_id_as_well(
    client: Client, platform: Platform, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    def broken() -> None:
        msg = "no such host"
        raise OSError(msg)

    monkeypatch.setattr(platform.rankings, "rounds", broken)
    with logs.written(Logs()):
        answer = client.get("/")
    failed, answered = lines(capsys)
    assert (answer.status_code, failed["level"], answered["status"]) == (500, "error", 500)
    assert "no such host" in failed["exception"]
    assert {failed["correlation_id"], answered["correlation_id"]} == {answer.headers[HEADER]}


def test_reads_that_are_logged_carry_it(registered: Client):
    sent = str(uuid4())
    auditor = {"Authorization": "Bearer token-of-the-auditor", HEADER: sent}
    assert registered.get(f"{V1}/log", headers=auditor).status_code == 200
    administrator = {"Authorization": "Bearer token-of-the-administrator"}
    [last] = registered.get(f"{V1}/log?name=audit.read_logged.v1", headers=administrator).json["items"]
    assert last["event"]["correlation_id"] == sent


def test_one_id_leads_from_the_request_by_way_of_the_broker_to_the_read_model(
    client: Client, platform: Platform, capsys: pytest.CaptureFixture[str]
):
    feed_by_province(platform)
    # Given a request with an id
    sent = str(uuid4())
    with logs.written(Logs()):
        body = {"province": "an-giang", "name": "An Giang"}
        scenario.Caller(client, Role.ADMINISTRATOR).post("/provinces", body, headers={HEADER: sent})
    # Then its log line has it, and its event,
    assert [line["correlation_id"] for line in lines(capsys)] == [sent]
    [entry] = platform.log.read(0, 2)
    assert str(platform.codec.decode(*entry[1:]).correlation_id) == sent
    # and so does the message that the relay makes of it,
    [arrival] = arrivals_of(platform)
    assert dict(arrival.raw.headers)["ce_correlationid"] == sent.encode()
    # and where the projector has folded it, the province in each read model.
    Feeders(platform).feed([arrival])
    found = {each.projection: (each.province, each.correlation_id) for each in platform.status.read().provinces}
    assert found == dict.fromkeys(FED, ("an-giang", sent))
