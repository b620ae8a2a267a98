"""A request sent twice is carried out once."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from domain.metadata import Role
from tests.api.scenario import PROVINCE, ROUND, Answer, Caller, Client, client_of

pytestmark = pytest.mark.no_cover

UNITS = f"{PROVINCE}/units"
UNIT = {"unit": "so-tu-phap", "kind": "department", "name": "Sở Tư pháp"}


def told(answer: Answer) -> tuple[int, Any, str | None, str | None]:
    return answer.status_code, answer.json, answer.headers.get("ETag"), answer.headers.get("Location")


def headers(key: str, version: int = 4) -> dict[str, str]:
    return {"Idempotency-Key": key, "If-Match": f'"v{version}"'}


def test_the_same_request_again_has_the_same_answer(anywhere: Client) -> None:
    caller = Caller(anywhere)
    first, again = (caller.post(UNITS, UNIT, headers=headers("k1")) for _ in range(2))
    assert first.status_code == 201
    assert told(first) == told(again)
    assert "Idempotency-Replayed" not in first.headers
    assert again.headers["Idempotency-Replayed"] == "true"


def test_it_has_it_even_when_the_version_has_moved_on(registered: Client) -> None:
    caller = Caller(registered)
    first = caller.post(UNITS, UNIT, headers=headers("k1"))
    caller.do(f"{UNITS}/so-y-te/dissolve", {"reason": "giải thể"}, of=PROVINCE)
    assert told(caller.post(UNITS, UNIT, headers=headers("k1"))) == told(first)
    assert told(caller.post(UNITS, UNIT, headers={"Idempotency-Key": "k1"})) == told(first)


@pytest.mark.parametrize(
    ("path", "body", "role"),
    [
        (UNITS, {**UNIT, "name": "Sở Tư pháp tỉnh"}, Role.ADMINISTRATOR),
        (f"{UNITS}/so-y-te/dissolve", {"reason": "giải thể"}, Role.ADMINISTRATOR),
        ("/provinces", {"province": "dong-thap", "name": "Đồng Tháp"}, Role.ADMINISTRATOR),
    ],
)
def test_another_request_with_the_key_is_refused(anywhere: Client, path: str, body: dict[str, Any], role: Role) -> None:
    Caller(anywhere).post(UNITS, UNIT, headers=headers("k1"))
    answer = Caller(anywhere, role).post(path, body, headers=headers("k1"))
    assert (answer.status_code, answer.json["code"]) == (422, "idempotency-key-reused")


def test_a_request_that_changed_nothing_is_remembered_too(anywhere: Client) -> None:
    caller = Caller(anywhere)
    given = {"province": "vinh-long", "name": "Vĩnh Long", "name_en": "Vinh Long"}
    first, again = (caller.post("/provinces", given, headers={"Idempotency-Key": "k1"}) for _ in range(2))
    assert (first.status_code, first.json["events"]) == (200, 0)
    assert told(again) == told(first)
    assert "Idempotency-Replayed" not in first.headers
    assert again.headers["Idempotency-Replayed"] == "true"
    other = caller.post("/provinces", {"province": "dong-thap", "name": "Đồng Tháp"}, headers={"Idempotency-Key": "k1"})
    assert other.status_code == 422


def test_another_person_s_request_with_the_key_is_refused(registered: Client) -> None:
    caller = Caller(registered)
    caller.post(UNITS, UNIT, headers=headers("k1"))
    answer = caller.post(UNITS, UNIT, headers={**headers("k1"), "X-Bangvang-Actor": "somebody-else"})
    assert (answer.status_code, answer.json["code"]) == (422, "idempotency-key-reused")


def test_the_order_and_the_spelling_of_json_don_t_matter(registered: Client) -> None:
    caller = Caller(registered)
    first = caller.post(UNITS, UNIT, headers=headers("k1"))
    turned = caller.post(UNITS, dict(reversed(UNIT.items())), headers=headers("k1"))
    assert told(turned) == told(first)


def test_a_refused_request_leaves_its_key_free(registered: Client) -> None:
    caller = Caller(registered)
    assert caller.post(UNITS, {**UNIT, "parent": "nobody"}, headers=headers("k1")).status_code == 404
    assert caller.post(UNITS, UNIT, headers=headers("k1")).status_code == 201


def test_a_scorecard_whose_id_is_made_up_is_opened_once(opened: Client) -> None:
    officer = Caller(opened, Role.UNIT, "so-y-te")
    answers = [
        officer.post(f"{ROUND}/scorecards", {"unit": "so-y-te"}, headers={"Idempotency-Key": "k1"}) for _ in range(2)
    ]
    assert told(answers[0]) == told(answers[1])
    assert officer.post(f"{ROUND}/scorecards", {"unit": "so-y-te"}).status_code == 409


@pytest.mark.parametrize("key", ["", "x" * 201, "with blanks", "đ".encode().decode("latin-1")])
def test_a_key_that_can_t_be_one_is_refused(registered: Client, key: str) -> None:
    answer = Caller(registered).post(UNITS, UNIT, headers=headers(key))
    assert (answer.status_code, answer.json["data"]["header"]) == (400, "Idempotency-Key")


def test_of_many_at_the_same_moment_one_is_carried_out(anywhere: Client) -> None:
    application = anywhere.application

    def send(_: int) -> Answer:
        return Caller(client_of(application)).post(UNITS, UNIT, headers=headers("k1"))

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(send, range(8)))
    assert len({str(told(answer)) for answer in answers}) == 1
    assert answers[0].status_code == 201
    assert [answer.headers.get("Idempotency-Replayed") for answer in answers].count(None) == 1
    assert Caller(anywhere).get(PROVINCE).headers["ETag"] == '"v5"'
