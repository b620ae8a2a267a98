"""Whatever goes wrong is told as an RFC 9457 problem, in Vietnamese and in English."""

import json
from typing import Any

import pytest

from api.rest.problems import MEDIA_TYPE
from domain.metadata import Role
from domain.refusal import Refusal
from projections.platform import Platform
from tests.api.scenario import DEFINITION, PROVINCE, ROUND, V1, Answer, Caller, Client


def problem(answer: Answer, status: int, code: str) -> Any:
    assert (answer.status_code, answer.mimetype) == (status, MEDIA_TYPE), answer.text
    assert (answer.json["status"], answer.json["code"]) == (status, code)
    assert answer.json["type"] == f"urn:bangvang:problem:{code}"
    for language in ("vi", "en"):
        assert all(answer.json[language][part] for part in ("detail", "advice"))
    return answer.json


def errors(answer: Answer) -> dict[str, str]:
    found = problem(answer, 422, "request-invalid")["errors"]
    return {error.get("pointer") or error["parameter"]: error["code"] for error in found}


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        (None, "vi"),
        ("vi", "vi"),
        ("en", "en"),
        ("en-GB,en;q=0.9", "en"),
        ("en;q=0.5, vi", "vi"),
        ("fr", "vi"),
        ("*", "vi"),
    ],
)
def test_the_language_asked_for_is_spoken(client: Client, accepted: str | None, language: str) -> None:
    answer = client.get(f"{V1}/provinces/nowhere", headers={"Accept-Language": accepted} if accepted else {})
    told = problem(answer, 404, "province-unknown")
    assert (told["detail"], told["advice"]) == (told[language]["detail"], told[language]["advice"])
    assert told["vi"]["detail"] == "Chưa có tỉnh «nowhere» trên hệ thống."
    assert told["en"]["detail"] == "There is no province 'nowhere' on the platform."
    assert (answer.headers["Content-Language"], answer.headers["Vary"]) == (language, "Accept-Language")


def test_a_refusal_tells_its_data(opened: Client) -> None:
    officer = Caller(opened, Role.UNIT, "so-y-te")
    officer.do(f"{ROUND}/scorecards", {"unit": "so-y-te"})
    card = f"{ROUND}/scorecards/so-y-te"
    told = problem(
        officer.post(f"{card}/self-scores", {"indicator": "2.1", "points": "10.5"}, of=card),
        422,
        "points-above-maximum",
    )
    assert told["data"] == {"indicator": "2.1", "points": "10.5", "minimum": "0", "maximum": "10"}
    assert told["title"] == "More points than the indicator can earn"
    assert told["errors"] == []


def test_every_fault_of_a_body_is_named_with_its_place(registered: Client) -> None:
    broken = json.loads(json.dumps(DEFINITION))
    broken["places"] = "2"
    broken["max_points"] = "20,5"
    broken["groups"][0]["indicators"][0]["rule"] = {"kind": "guess"}
    broken["groups"][1]["indicators"][0]["rule"] = {"kind": "manual", "guides": "…"}
    broken["bands"] = {}
    broken["name"] = " "
    del broken["code"]
    answer = Caller(registered).post(f"{PROVINCE}/indicator-sets", {"definition": broken, "why": 1, "reason": None})
    assert errors(answer) == {
        "#/why": "unknown",
        "#/definition/code": "required",
        "#/definition/name": "pattern",
        "#/definition/places": "integer",
        "#/definition/max_points": "number",
        "#/definition/bands": "list",
        "#/definition/groups/0/indicators/0/rule/kind": "choice",
        "#/definition/groups/1/indicators/0/rule/guide": "required",
        "#/definition/groups/1/indicators/0/rule/guides": "unknown",
    }


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ([], {"#": "type"}),
        (None, {"#": "type"}),
        ("text", {"#": "type"}),
        ({}, {"#/province": "required", "#/name": "required"}),
        ({"province": "A", "name": 1}, {"#/province": "pattern", "#/name": "string"}),
        ({"province": "a\n", "name": "\n"}, {"#/province": "pattern", "#/name": "pattern"}),
        ({"province": "a" * 81, "name": "x" * 501}, {"#/province": "length", "#/name": "length"}),
        ({"province": "a", "name": "a\u0000b"}, {"#/name": "text"}),
        ({"province": "a", "name": None}, {"#/name": "null"}),
        ({"province": "a", "name": "A", "effective_on": "2022-02-30"}, {"#/effective_on": "date"}),
        ({"province": "a", "name": "A", "~/": 1}, {"#/~0~1": "unknown"}),
        ({"province": "a", "name": "A", "source_document": []}, {"#/source_document": "type"}),
    ],
)
def test_a_body_of_another_shape_is_refused(client: Client, given: Any, found: dict[str, str]) -> None:
    token = Caller(client).headers
    answer = client.post(f"{V1}/provinces", data=json.dumps(given), content_type="application/json", headers=token)
    assert errors(answer) == found


def test_faults_are_told_in_both_languages(client: Client) -> None:
    answer = Caller(client).post("/provinces", {"province": "a"}, headers={"Accept-Language": "en"})
    [error] = answer.json["errors"]
    assert error == {
        "pointer": "#/name",
        "code": "required",
        "detail": "it is required",
        "vi": "bắt buộc phải có",
        "en": "it is required",
    }


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("limit=0", {"limit": "range"}),
        ("limit=201", {"limit": "range"}),
        ("limit=ten", {"limit": "integer"}),
        ("limit=1.5", {"limit": "integer"}),
        ("cursor=A", {"cursor": "pattern"}),
        ("page=2", {"page": "unknown"}),
        ("limit=0&page=2", {"limit": "range", "page": "unknown"}),
    ],
)
def test_parameters_are_checked_like_bodies(client: Client, query: str, found: dict[str, str]) -> None:
    assert errors(client.get(f"{V1}/provinces?{query}")) == found


@pytest.mark.parametrize(
    ("body", "media_type", "status", "code"),
    [
        (b"{", "application/json", 400, "body-unreadable"),
        (b'{"a": "\xff"}', "application/json", 400, "body-unreadable"),
        (b'{"a": "\\ud800"}', "application/json", 400, "body-unreadable"),
        (b"NaN", "application/json", 400, "body-unreadable"),
        (b"[" * 100_000, "application/json", 400, "body-unreadable"),
        (b"{}", "text/plain", 415, "media-type-unsupported"),
        (b"a=b", "application/x-www-form-urlencoded", 415, "media-type-unsupported"),
        (b"{}", None, 415, "media-type-unsupported"),
        (b" " * 3_000_000, "application/json", 413, "body-too-large"),
    ],
)
def test_a_body_that_can_t_be_read_is_refused(
    client: Client, body: bytes, media_type: str | None, status: int, code: str
) -> None:
    token = Caller(client).headers
    problem(client.post(f"{V1}/provinces", data=body, content_type=media_type, headers=token), status, code)


def test_no_body_is_an_empty_one(client: Client) -> None:
    answer = client.post(f"{V1}/provinces", headers=Caller(client).headers)
    assert errors(answer) == {"#/province": "required", "#/name": "required"}


def test_a_reason_is_asked_for_where_one_is_needed(registered: Client) -> None:
    answer = Caller(registered).post(f"{PROVINCE}/units/so-y-te/dissolve", {}, of=PROVINCE)
    assert errors(answer) == {"#/reason": "required"}


def test_a_decision_is_asked_for_where_one_is_needed(opened: Client) -> None:
    answer = Caller(opened, Role.COUNCIL).post(f"{ROUND}/publish", {"source_document": None}, of=ROUND)
    assert errors(answer) == {"#/source_document": "null"}


@pytest.mark.parametrize("path", ["/nothing", "/provinces/A", "/provinces/a%0A", f"/provinces/{'a' * 81}", "/docs/no"])
def test_an_address_that_leads_nowhere(client: Client, path: str) -> None:
    problem(client.get(V1 + path), 404, "address-unknown")


def test_a_method_that_an_address_does_not_take(client: Client) -> None:
    answer = client.delete(f"{V1}/provinces")
    told = problem(answer, 405, "method-unsupported")
    assert told["data"] == {"method": "DELETE", "allowed": "GET, HEAD, OPTIONS, POST"}
    assert answer.headers["Allow"] == "GET, HEAD, OPTIONS, POST"


@pytest.mark.parametrize(
    ("path", "available"),
    [("/provinces", "application/json"), (f"{ROUND}/ranking", "application/json, text/csv")],
)
def test_a_format_that_there_is_not(client: Client, path: str, available: str) -> None:
    told = problem(client.get(V1 + path, headers={"Accept": "image/png"}), 406, "format-unavailable")
    assert told["data"] == {"available": available}


def test_nothing_is_done_whose_answer_would_not_be_accepted(client: Client) -> None:
    given = {"province": "a", "name": "A"}
    problem(Caller(client).post("/provinces", given, headers={"Accept": "text/html"}), 406, "format-unavailable")
    assert client.get(f"{V1}/provinces").json["items"] == []


def test_a_failure_is_logged_and_tells_nothing(
    client: Client, platform: Platform, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(**_: object) -> None:
        msg = "password=hunter2"
        raise OSError(msg)

    monkeypatch.setattr(platform.rankings, "provinces", broken)
    answer = client.get(f"{V1}/provinces")
    assert "hunter2" not in json.dumps(problem(answer, 500, "server-failed"))
    assert "GET /api/v1/provinces failed" in caplog.text
    assert "hunter2" in caplog.text


def test_every_kind_of_problem_is_listed(client: Client) -> None:
    listed = client.get(f"{V1}/problems?limit=200").json["items"]
    assert [each["code"] for each in listed] == sorted(Refusal.known)
    by_code = {each["code"]: each["status"] for each in listed}
    assert (by_code["round-locked"], by_code["stale-version"], by_code["not-your-unit"]) == (409, 412, 403)
