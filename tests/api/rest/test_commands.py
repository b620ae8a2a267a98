"""Every command has an address, and what it leads to is answered."""

from uuid import UUID

import pytest
from flask import Flask

from api.rest.routes import ROUTES
from application.handlers import HANDLERS, INTERNAL
from domain.metadata import Role
from projections.platform import Platform
from tests.api.scenario import CALENDAR, PROVINCE, ROUND, V1, Caller, Client, Clock, publish, review

CARD = f"{ROUND}/scorecards/so-y-te"


def test_every_command_has_one_route() -> None:
    assert sorted(route.command.__name__ for route in ROUTES) == sorted(
        command.__name__ for command in HANDLERS.keys() - INTERNAL
    )


def test_every_route_gives_fields_that_its_command_has() -> None:
    lacking = {route.operation: route.in_path - set(route.command.__struct_fields__) for route in ROUTES}
    # The province of a set is in its definition; that the address says the same is checked.
    assert {operation: fields for operation, fields in lacking.items() if fields} == {
        "releaseIndicatorSet": {"province"}
    }


def test_every_route_is_served_and_described(client: Client) -> None:
    described = client.get(f"{V1}/openapi.json").json["paths"]
    operations = {o["operationId"] for path in described.values() for m, o in path.items() if m != "parameters"}
    assert operations >= {route.operation for route in ROUTES}


def test_a_creation_answers_where_and_at_which_version(client: Client) -> None:
    answer = Caller(client).post("/provinces", {"province": "vinh-long", "name": "Vĩnh Long"})
    assert answer.status_code == 201
    assert (answer.headers["Location"], answer.headers["ETag"]) == (f"{V1}{PROVINCE}", '"v1"')
    assert (answer.json["version"], answer.json["position"], answer.json["events"]) == (1, 1, 1)
    assert UUID(answer.json["stream"]).version == 5
    assert client.get(answer.headers["Location"]).json["name"] == "Vĩnh Long"


def test_a_creation_repeated_changes_nothing_and_says_so(registered: Client) -> None:
    given = {"province": "vinh-long", "name": "Vĩnh Long", "name_en": "Vinh Long"}
    answer = Caller(registered).post("/provinces", given)
    assert answer.status_code == 200
    assert (answer.json["version"], answer.json["position"], answer.json["events"]) == (4, None, 0)


def test_a_change_answers_the_new_version(registered: Client) -> None:
    renamed = {"name": "Sở Y tế tỉnh", "reason": "đổi tên"}
    answer = Caller(registered).post(f"{PROVINCE}/units/so-y-te/rename", renamed, of=PROVINCE)
    assert (answer.status_code, answer.headers["ETag"], answer.json["version"]) == (200, '"v5"', 5)


def test_a_unit_is_created_at_its_address(registered: Client) -> None:
    given = {"unit": "xa-a", "kind": "commune", "name": "Xã A", "parent": "so-y-te"}
    answer = Caller(registered).post(f"{PROVINCE}/units", given, of=PROVINCE)
    assert (answer.status_code, answer.headers["Location"]) == (201, f"{V1}{PROVINCE}/units/xa-a")
    assert registered.get(answer.headers["Location"]).json["parent"] == "so-y-te"


def test_a_scorecard_gets_an_id_unless_one_is_given(opened: Client) -> None:
    officer = Caller(opened, Role.UNIT, "so-y-te")
    officer.do(f"{ROUND}/scorecards", {"unit": "so-y-te"})
    assert UUID(officer.get(CARD).json["scorecard"]).version == 4
    given = "6b1d0b53-64a2-4b9c-8f0c-1e9d3f0d2a11"
    Caller(opened).do(f"{ROUND}/scorecards", {"unit": "so-noi-vu", "scorecard": given})
    assert officer.get(f"{ROUND}/scorecards/so-noi-vu").json["scorecard"] == given


def test_a_set_released_at_another_province_s_address_is_refused(opened: Client) -> None:
    definition = opened.get(f"{V1}{PROVINCE}/indicator-sets/bo-so/versions/1.0.0").json["definition"]
    answer = Caller(opened).post("/provinces/dong-thap/indicator-sets", {"definition": definition})
    assert (answer.status_code, answer.json["code"]) == (422, "address-contradicts-body")


def test_who_acts_and_for_whom_is_in_the_log(registered: Client) -> None:
    correlation = "0d8f6a1e-9c0f-4f6e-8a44-5d0d6f6f2a10"
    headers = {"X-Bangvang-Actor": "nguyen.van.a@vinhlong", "X-Correlation-Id": correlation}
    answer = Caller(registered, Role.ADMINISTRATOR, "so-tttt").post(
        f"{PROVINCE}/units/so-y-te/dissolve", {"reason": "giải thể"}, of=PROVINCE, headers=headers
    )
    assert answer.headers["X-Correlation-Id"] == correlation
    [logged] = Caller(registered, Role.AUDITOR).get(f"/log?after={answer.json['position'] - 1}").json["items"]
    [(reference, name)] = logged["names"].items()
    assert logged["event"]["actor"] == {"id": reference, "role": "administrator", "unit": "so-tttt"}
    assert name == "nguyen.van.a@vinhlong"
    assert (logged["event"]["correlation_id"], logged["event"]["reason"]) == (correlation, "giải thể")


def test_who_does_not_say_acts_as_the_role(registered: Client) -> None:
    [first] = Caller(registered, Role.AUDITOR).get("/log?limit=1").json["items"]
    assert first["event"]["actor"]["id"] == "administrator"


@pytest.mark.parametrize(
    ("authorization", "code"),
    [
        (None, "token-missing"),
        ("Basic YTpi", "token-missing"),
        ("Bearer", "token-missing"),
        ("Bearer ", "token-missing"),
        ("Bearer nobody", "token-unknown"),
        ("Bearer token-of-the-administratoŕ", "token-unknown"),
    ],
)
def test_changes_need_a_known_token(client: Client, authorization: str | None, code: str) -> None:
    headers = {"Authorization": authorization} if authorization else {}
    answer = client.post(f"{V1}/provinces", json={"province": "a", "name": "A"}, headers=headers)
    assert (answer.status_code, answer.json["code"]) == (401, code)
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="bangvang"'


def test_a_role_that_may_not_is_refused_before_anything_is_looked_at(client: Client) -> None:
    answer = Caller(client, Role.AUDITOR).post("/provinces", {"province": "a", "name": "A"})
    assert (answer.status_code, answer.json["code"]) == (403, "role-not-allowed")
    assert answer.json["data"] == {"role": "auditor", "allowed": "administrator"}


def test_a_unit_may_not_act_for_another(submitted: Client) -> None:
    answer = Caller(submitted, Role.UNIT, "so-noi-vu").post(
        f"{CARD}/explanations", {"indicator": "1.1", "text": "…"}, of=CARD
    )
    assert (answer.status_code, answer.json["code"]) == (403, "not-your-unit")


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("X-Bangvang-Actor", "a" * 201),
        ("X-Bangvang-Actor", "Nguyễn".encode().decode("latin-1")),
        ("X-Bangvang-Unit", "Sở Y tế".encode().decode("latin-1")),
        ("X-Correlation-Id", "seven"),
    ],
)
def test_headers_that_can_t_be_read_are_named(client: Client, header: str, value: str) -> None:
    answer = Caller(client).post("/provinces", {"province": "a", "name": "A"}, headers={header: value})
    assert (answer.status_code, answer.json["code"], answer.json["data"]["header"]) == (400, "header-invalid", header)


def test_the_whole_life_of_a_round(submitted: Client, clock: Clock) -> None:
    officer, council = Caller(submitted, Role.UNIT, "so-noi-vu"), Caller(submitted, Role.COUNCIL)
    card = f"{ROUND}/scorecards/so-noi-vu"
    review(submitted, clock)
    officer.do(f"{card}/explanations", {"indicator": "2.1", "text": "Kế hoạch ban hành ngày 01/3"}, of=card)
    evidence = {"name": "ke-hoach.pdf", "size": 1024, "sha256": "ab" * 32}
    officer.do(f"{card}/evidence", {"indicator": "2.1", "evidence": evidence}, of=card)
    officer.do(f"{card}/appeals", {"indicator": "2.1", "claimed_points": "9", "reason": "đủ minh chứng"}, of=card)
    decided = {"indicator": "2.1", "accepted": True, "points": "8.5", "reason": "chấp nhận một phần"}
    council.do(f"{card}/appeals/resolve", decided, of=card)
    publish(submitted, clock)
    state = officer.get(card).json
    assert state["state"] == "Final"
    assert state["totals"] == {
        "self_total": "13.00",
        "reviewed_total": "9.00",
        "final_total": "11.50",
        "max_points": "20",
    }
    assert officer.get(ROUND).json["phase"] == "Published"


def test_a_published_round_is_corrected_only_after_reopening(submitted: Client, clock: Clock) -> None:
    review(submitted, clock)
    publish(submitted, clock)
    council = Caller(submitted, Role.COUNCIL)
    refused = council.post(f"{CARD}/reopen", {"reason": "sai sót"}, of=CARD)
    assert (refused.status_code, refused.json["code"]) == (409, "round-locked")
    council.do(f"{ROUND}/reopen", {"reason": "sai sót"}, of=ROUND)
    council.do(f"{CARD}/reopen", {"reason": "sai sót"}, of=CARD)
    assert council.get(ROUND).json["reopened"] is True


def test_the_calendar_and_single_units_get_more_time(opened: Client) -> None:
    administrator = Caller(opened)
    moved = {**CALENDAR, "review": {"opens": "2022-11-16", "closes": "2022-11-30"}}
    administrator.do(f"{ROUND}/calendar", {"calendar": moved, "reason": "mưa bão"}, of=ROUND)
    extended = {"unit": "so-y-te", "until": "2022-11-20", "reason": "mưa bão"}
    administrator.do(f"{ROUND}/extensions", extended, of=ROUND)
    calendar = administrator.get(ROUND).json["calendar"]
    assert calendar["review"]["opens"] == "2022-11-16"
    assert calendar["extensions"] == {"so-y-te": "2022-11-20"}


def test_what_was_changed_shows_at_once(opened: Client, platform: Platform) -> None:
    Caller(opened, Role.UNIT, "so-y-te").do(f"{ROUND}/scorecards", {"unit": "so-y-te"})
    assert all(status.lag == 0 for status in platform.projections.status())
    absent = {each["unit"]: each["absence"] for each in Caller(opened).get(f"{ROUND}/ranking").json["not_ranked"]}
    assert absent["so-y-te"] == "not-submitted"


def test_a_change_that_is_recorded_succeeds_whatever_becomes_of_the_read_models(
    registered: Client, platform: Platform, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> int:
        msg = "the read database is gone"
        raise OSError(msg)

    monkeypatch.setattr(platform.projections, "advance", broken)
    Caller(registered).do(f"{PROVINCE}/units/so-y-te/dissolve", {"reason": "giải thể"}, of=PROVINCE)
    assert registered.get(f"{V1}{PROVINCE}/units/so-y-te").json["life"] == "dissolved"
    assert "could not be brought up to date" in caplog.text


def test_a_stranger_learns_nothing_of_what_a_body_should_be(app: Flask) -> None:
    for path in ("/provinces", "/provinces/vinh-long/rounds/2022/scores"):
        assert app.test_client().post(f"/api/v1{path}", json={}).status_code == 401
