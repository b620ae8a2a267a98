"""Every answer to an auditor is logged before it goes out, and what can't be logged is not answered."""

import logging
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any

import pytest

from domain.metadata import Role
from projections.platform import Platform
from tests.api.scenario import PROVINCE, ROUND, V1, Caller, Client, client_of

pytestmark = pytest.mark.no_cover

CARD = f"{ROUND}/scorecards/so-y-te"


@pytest.fixture
def auditor(submitted: Client) -> Caller:
    return Caller(submitted, Role.AUDITOR)


def logged(platform: Platform) -> list[dict[str, Any]]:
    """What was read, as the log has it."""
    entries = platform.log.read(0, 10_000, ["audit.read_logged.v1"])
    return [{"actor": (found := platform.codec.decode(*entry[1:])).actor, "data": found.data} for entry in entries]


def requests(platform: Platform) -> list[str]:
    return [read["data"].request for read in logged(platform)]


def test_what_an_auditor_reads_is_in_the_log(platform: Platform, auditor: Caller) -> None:
    answer = auditor.get(f"{CARD}/history?indicator=1.1", headers={"X-Bangvang-Actor": "nguyen.van.a"})
    assert answer.status_code == 200
    [read] = logged(platform)
    assert (read["actor"].id, read["actor"].role) == (platform.application.people.called("nguyen.van.a"), Role.AUDITOR)
    assert read["data"].operation == "listChanges"
    assert read["data"].request == f"GET {V1}{CARD}/history?indicator=1.1"
    assert (read["data"].province, read["data"].round, read["data"].unit) == ("vinh-long", "2022", "so-y-te")


def test_what_is_open_to_all_is_logged_as_well(platform: Platform, auditor: Caller) -> None:
    for path in ("/provinces", PROVINCE, f"{ROUND}/ranking?stage=self", f"{ROUND}/progress", "/log?limit=1"):
        assert auditor.get(path).status_code == 200
    assert requests(platform) == [
        f"GET {V1}{path}"
        for path in ("/provinces", PROVINCE, f"{ROUND}/ranking?stage=self", f"{ROUND}/progress", "/log?limit=1")
    ]


def test_an_answer_that_it_still_holds_and_one_without_a_body_are_reads(platform: Platform, auditor: Caller) -> None:
    etag = auditor.get(CARD).headers["ETag"]
    assert auditor.get(CARD, headers={"If-None-Match": etag}).status_code == 304
    auditor.client.open(V1 + CARD, method="HEAD", headers=auditor.headers)
    assert requests(platform) == [f"GET {V1}{CARD}", f"GET {V1}{CARD}", f"HEAD {V1}{CARD}"]


def test_trials_that_are_sent_a_body_are_reads(platform: Platform, auditor: Caller) -> None:
    sent = auditor.client.post(
        f"{V1}/indicator-sets/validate", data=b"a: 1", content_type="application/yaml", headers=auditor.headers
    )
    assert sent.status_code == 200
    assert requests(platform) == [f"POST {V1}/indicator-sets/validate"]


def test_nobody_else_s_reads_are_kept(platform: Platform, submitted: Client) -> None:
    for role in (None, *(set(Role) - {Role.AUDITOR})):
        assert Caller(submitted, role).get(f"{ROUND}/ranking").status_code == 200
    unknown = {"Authorization": "Bearer of-nobody"}
    assert submitted.get(f"{V1}{ROUND}/ranking", headers=unknown).status_code == 200
    assert logged(platform) == []


def test_a_refusal_shows_nothing_and_is_not_kept(platform: Platform, auditor: Caller) -> None:
    assert auditor.get("/provinces/khong-co").status_code == 404
    assert auditor.get(f"{ROUND}/ranking?stage=none").status_code == 422
    assert auditor.post(f"{CARD}/finalise", headers={"If-Match": '"v1"'}).status_code == 403
    assert logged(platform) == []


def test_an_auditor_who_can_t_be_named_is_not_answered(platform: Platform, auditor: Caller) -> None:
    answer = auditor.get(f"{ROUND}/ranking", headers={"X-Bangvang-Actor": "ă"})
    assert (answer.status_code, answer.json["code"]) == (400, "header-invalid")
    assert logged(platform) == []


def test_a_request_that_is_too_long_to_be_kept_is_not_answered(platform: Platform, auditor: Caller) -> None:
    answer = auditor.get(f"{PROVINCE}?{'x' * 11_000}")
    assert (answer.status_code, answer.json["code"]) == (422, "command-malformed")
    assert logged(platform) == []


def test_what_can_t_be_logged_is_not_answered(
    platform: Platform, auditor: Caller, caplog: pytest.LogCaptureFixture
) -> None:
    """The store refuses to write: the disk is full, or the database is read only."""
    with closing(sqlite3.connect(platform.settings.data / "events.db")) as store:
        store.execute("CREATE TRIGGER full BEFORE INSERT ON stored_events BEGIN SELECT RAISE(FAIL, 'disk full'); END")
    with caplog.at_level(logging.CRITICAL):
        answer = auditor.get(f"{CARD}/history")
    assert (answer.status_code, answer.json["code"]) == (503, "read-not-logged")
    assert answer.content_type == "application/problem+json"
    assert "so-y-te" not in answer.text
    assert "ghi được" in answer.json["vi"]["advice"]
    assert Caller(auditor.client, None).get(f"{CARD}/history").status_code == 200


def test_the_ranking_and_its_position_go_on_as_if_nothing_had_been_read(platform: Platform, auditor: Caller) -> None:
    before = auditor.get(f"{ROUND}/ranking").json
    for _ in range(3):
        auditor.get(f"{CARD}/history")
    platform.projections.advance()
    after = auditor.get(f"{ROUND}/ranking")
    assert {**after.json, "position": None} == {**before, "position": None}
    assert after.headers["X-Bangvang-Lag"] == "0"
    assert int(after.headers["X-Bangvang-Position"]) == before["position"] + 4
    for name in platform.projections:
        assert platform.projections.verify(name).equal


def test_reads_at_the_same_time_do_not_get_in_one_another_s_way(platform: Platform, auditor: Caller) -> None:
    def read(number: int) -> int:
        client = client_of(auditor.client.application)
        return Caller(client, Role.AUDITOR).get(f"/log?after={number}&limit=1").status_code

    with ThreadPoolExecutor(8) as readers:
        assert set(readers.map(read, range(40))) == {200}
    assert sorted(requests(platform)) == sorted(f"GET {V1}/log?after={number}&limit=1" for number in range(40))


def test_reads_are_listed_for_auditors_and_administrators(platform: Platform, auditor: Caller) -> None:
    for actor in ("a", "b", "a"):
        auditor.get(f"{CARD}/history", headers={"X-Bangvang-Actor": actor})
    a, b = map(platform.application.people.called, ("a", "b"))
    administrator = Caller(auditor.client, Role.ADMINISTRATOR)
    first = administrator.get("/reads?limit=2").json
    assert [read["actor_id"] for read in first["items"]] == [a, b]
    rest = administrator.get(f"/reads?after={first['next']}").json
    assert ([read["actor_id"] for read in rest["items"]], rest["next"]) == ([a], None)
    assert [read["actor_id"] for read in administrator.get("/reads?actor=b").json["items"]] == [b]
    own = auditor.get("/reads").json["items"]
    assert [read["operation"] for read in own] == ["listChanges"] * 3
    assert auditor.get("/reads").json["items"][-1]["operation"] == "listReads"


@pytest.mark.parametrize(("role", "status"), [(None, 401), (Role.UNIT, 403), (Role.REVIEWER, 403), (Role.COUNCIL, 403)])
def test_nobody_else_learns_what_auditors_look_at(submitted: Client, role: Role | None, status: int) -> None:
    assert Caller(submitted, role).get("/reads").status_code == status


def test_no_name_that_was_asked_for_reaches_the_log(platform: Platform, auditor: Caller) -> None:
    auditor.get("/reads?actor=Tr%E1%BA%A7n+B&limit=5")
    auditor.get("/reads?limit=5&actor=reviewer")
    auditor.get("/reads?%61ctor=Tr%E1%BA%A7n+B")
    assert requests(platform) == [
        f"GET {V1}/reads?{kept}" for kept in ("actor=%E2%80%A6&limit=5", "limit=5&actor=reviewer", "actor=%E2%80%A6")
    ]
