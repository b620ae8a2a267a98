"""A change is decided on a version that was read; what was read is not sent again."""

import pytest

from domain.metadata import Role
from tests.api.scenario import DEFINITION, PROVINCE, ROUND, V1, Caller, Client

pytestmark = pytest.mark.no_cover

RENAME = f"{PROVINCE}/units/so-y-te/rename"
RENAMED = {"name": "Sở Y tế tỉnh", "reason": "đổi tên"}
SETS = f"{PROVINCE}/indicator-sets"


@pytest.mark.parametrize(
    ("address", "version"),
    [
        (PROVINCE, 4),
        (f"{PROVINCE}/units/so-y-te", 4),
        (ROUND, 1),
        (f"{SETS}/bo-so", 1),
        (f"{SETS}/bo-so/versions/1.0.0", 1),
        (f"{ROUND}/scorecards/so-y-te", 4),
    ],
)
def test_an_aggregate_is_read_with_its_version_and_only_once(submitted: Client, address: str, version: int) -> None:
    reader = Caller(submitted, None)
    first = reader.get(address)
    assert first.headers["ETag"] == f'"v{version}"'
    again = reader.get(address, headers={"If-None-Match": f'"v{version}"'})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", f'"v{version}"')
    later = reader.get(address, headers={"If-None-Match": f'"v{version - 1}"'})
    assert (later.status_code, later.json) == (200, first.json)


def test_a_change_without_a_version_is_refused(registered: Client) -> None:
    answer = Caller(registered).post(RENAME, RENAMED)
    assert (answer.status_code, answer.json["code"]) == (428, "version-required")


@pytest.mark.parametrize("stale", ['"v3"', '"v5"', 'W/"v4"', '"4"', "v", '"v3", "v2"', "garbage, more"])
def test_a_change_of_another_version_is_refused(registered: Client, stale: str) -> None:
    answer = Caller(registered).post(RENAME, RENAMED, headers={"If-Match": stale})
    assert (answer.status_code, answer.json["code"]) == (412, "stale-version")
    assert answer.json["data"]["actual"] == 4


@pytest.mark.parametrize("fitting", ['"v4"', '"v3", "v4"'])
def test_a_change_of_the_version_read_is_made(registered: Client, fitting: str) -> None:
    assert Caller(registered).post(RENAME, RENAMED, headers={"If-Match": fitting}).status_code == 200


def test_a_change_of_whatever_there_is_is_refused(registered: Client) -> None:
    answer = Caller(registered).post(RENAME, RENAMED, headers={"If-Match": "*"})
    assert (answer.status_code, answer.json["code"]) == (412, "version-unspecific")


def test_of_two_changes_of_one_version_the_second_is_refused(registered: Client) -> None:
    caller = Caller(registered)
    assert caller.post(RENAME, RENAMED, headers={"If-Match": '"v4"'}).status_code == 200
    second = caller.post(f"{PROVINCE}/units/so-tttt/dissolve", {"reason": "giải thể"}, headers={"If-Match": '"v4"'})
    assert second.status_code == 412


def test_what_does_not_exist_is_not_found_with_or_without_a_version(client: Client) -> None:
    for headers in ({}, {"If-Match": '"v1"'}):
        answer = Caller(client).post(RENAME, RENAMED, headers=headers)
        assert (answer.status_code, answer.json["code"]) == (404, "province-unknown")


def test_something_new_needs_no_version_but_may_not_claim_one(client: Client) -> None:
    given = {"province": "vinh-long", "name": "Vĩnh Long"}
    assert Caller(client).post("/provinces", given, headers={"If-Match": '"v1"'}).status_code == 412
    assert Caller(client).post("/provinces", given).status_code == 201


def test_only_the_first_release_of_a_set_needs_no_version(opened: Client) -> None:
    second = {"definition": {**DEFINITION, "version": "1.1.0"}}
    caller = Caller(opened)
    assert caller.post(SETS, second).status_code == 428
    answer = caller.post(SETS, second, of=f"{SETS}/bo-so")
    assert (answer.status_code, answer.headers["ETag"]) == (201, '"v2"')
    assert answer.headers["Location"] == f"{V1}{SETS}/bo-so/versions/1.1.0"


def test_who_may_not_is_told_so_even_without_a_version(opened: Client) -> None:
    assert Caller(opened, Role.AUDITOR).post(f"{ROUND}/close-review").status_code == 403
