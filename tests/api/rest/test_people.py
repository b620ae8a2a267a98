"""People over REST and on pages: shown by name, erased by administrators, gone at once from whatever is shown."""

import pytest

from domain.metadata import Role
from tests.api.scenario import PROVINCE, ROUND, Caller, Client, self_score

pytestmark = pytest.mark.no_cover

HEAD, OFFICER = "Giám đốc", "nguyen.van.a@vinhlong"
CARD = f"{ROUND}/scorecards/so-noi-vu"
PAGE = "/vinh-long/2022/so-noi-vu"
UNKNOWN = "/people/person:" + "0" * 64
REASON = {"reason": "theo yêu cầu của cá nhân"}


@pytest.fixture
def named(opened: Client) -> Client:
    """A client of a platform whose log names heads and, by name, an officer."""
    renamed = {"name": "Sở Y tế tỉnh", "reason": "đổi tên"}
    answer = Caller(opened).post(
        f"{PROVINCE}/units/so-y-te/rename", renamed, of=PROVINCE, headers={"X-Bangvang-Actor": OFFICER}
    )
    assert answer.status_code == 200, answer.text
    self_score(opened)
    return opened


def approver(client: Client) -> str:
    changes = Caller(client).get(f"{CARD}/history").json["items"]
    return next(str(change["details"]["approved_by"]) for change in changes if "approved_by" in change["details"])


def test_a_history_refers_to_people_and_names_them(named: Client):
    [change] = [c for c in Caller(named).get(f"{CARD}/history").json["items"] if "approved_by" in c["details"]]
    assert change["names"] == {change["details"]["approved_by"]: HEAD}
    assert change["actor_id"] == "unit"
    assert HEAD in named.get(PAGE).text


def test_an_erased_person_is_shown_as_such_everywhere(named: Client):
    reference = approver(named)
    answer = Caller(named).post(f"/people/{reference}/erase", REASON)
    assert (answer.status_code, answer.json["events"]) == (200, 1)
    assert Caller(named).post(f"/people/{reference}/erase", REASON).json["events"] == 0
    [change] = [c for c in Caller(named).get(f"{CARD}/history").json["items"] if "approved_by" in c["details"]]
    assert change["names"] == {reference: None}
    shown = f"{reference[:15]}…"
    assert f"«đã xóa theo yêu cầu» {shown}" in named.get(PAGE).text
    assert f"«erased on request» {shown}" in named.get(f"{PAGE}?lang=en").text
    erased = Caller(named, Role.AUDITOR).get(f"/people/{reference}").json
    assert (erased["name"], erased["salt"], erased["reason"]) == (None, None, REASON["reason"])
    [last] = Caller(named, Role.AUDITOR).get(f"/log?after={answer.json['position'] - 1}").json["items"]
    assert last["name"] == "person.name_erased.v1"
    assert HEAD not in str(last)


def test_people_are_listed_for_auditors_in_parts(named: Client):
    auditor = Caller(named, Role.AUDITOR)
    everybody = auditor.get("/people").json["items"]
    assert {person["name"] for person in everybody} == {HEAD, OFFICER}
    first = auditor.get("/people?limit=1").json
    assert first["items"] == everybody[:1]
    rest = auditor.get(f"/people?cursor={first['next']}").json
    assert rest["items"] == everybody[1:]


@pytest.mark.parametrize("role", [Role.UNIT, Role.REVIEWER, Role.COUNCIL, None])
def test_others_neither_list_nor_erase_them(named: Client, role: Role | None):
    caller, status = Caller(named, role), 403 if role else 401
    assert caller.get("/people").status_code == status
    assert caller.get(f"/people/{approver(named)}").status_code == status
    assert caller.post(f"/people/{approver(named)}/erase", REASON).status_code == status
    assert HEAD in named.get(PAGE).text


def test_auditors_do_not_erase(named: Client):
    assert Caller(named, Role.AUDITOR).post(f"/people/{approver(named)}/erase", REASON).status_code == 403


def test_who_is_unknown_is_not_found(named: Client):
    caller = Caller(named)
    for answer in (caller.get(UNKNOWN), caller.post(f"{UNKNOWN}/erase", REASON)):
        assert (answer.status_code, answer.json["code"]) == (404, "person-unknown")
    assert caller.get("/people/lan").status_code == 404
    assert caller.post(f"/people/{approver(named)}/erase").status_code == 422


def test_a_key_answers_again_until_its_sender_was_erased(registered: Client):
    caller = Caller(registered)
    headers = {"Idempotency-Key": "k", "If-Match": '"v4"', "X-Bangvang-Actor": OFFICER}
    unit = {"unit": "so-tu-phap", "kind": "department", "name": "Sở Tư pháp"}
    first, again = (caller.post(f"{PROVINCE}/units", unit, headers=headers) for _ in range(2))
    assert (first.status_code, again.headers["Idempotency-Replayed"]) == (201, "true")
    [person] = caller.get("/people").json["items"]
    caller.do(f"/people/{person['reference']}/erase", REASON)
    refused = caller.post(f"{PROVINCE}/units", unit, headers=headers)
    assert (refused.status_code, refused.json["code"]) == (422, "idempotency-key-reused")


def test_rank_changes_tell_who_by_name(named: Client):
    changes = Caller(named).get(f"{ROUND}/rank-changes").json["items"]
    assert all(set(change["names"]) <= {change["actor_id"]} for change in changes)
