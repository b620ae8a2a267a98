"""Sets before and after their release: the schema, every mistake of a file, differences, and a dry run on a round."""

import copy
import io
from typing import Any

import msgspec
import pytest
from openpyxl import Workbook  # type: ignore[import-untyped]

from api.rest.body import DEEPEST
from api.rest.imports import WORKBOOK
from application.sets.schema import schema_text
from domain.metadata import Role
from tests.api.scenario import DEFINITION, PROVINCE, ROUND, V1, Answer, Caller, Client

SETS = f"{PROVINCE}/indicator-sets"
RELEASE = f"{SETS}/bo-so/versions"
YAML = "application/yaml"


def amended(version: str, **indicator: Any) -> dict[str, Any]:
    """The set of the scenario with another version, and its indicator 1.1 changed."""
    definition = copy.deepcopy(DEFINITION)
    definition["version"] = version
    definition["groups"][0]["indicators"][0] |= indicator
    return definition


def composed() -> dict[str, Any]:
    """The set with rules inside a rule."""
    levels = {"kind": "levels", "levels": [{"code": "co", "when": "Có", "share": "1"}]}
    inner = {"kind": "capped", "rule": {"kind": "count", "counted": "tin", "each": "1"}, "share": "0.5"}
    parts = [
        {"code": "cong", "name": "Cổng", "share": "0.5", "rule": levels},
        {"code": "tin", "name": "Tin", "share": "0.5", "rule": inner},
    ]
    return amended("2.0.0", rule={"kind": "sum", "parts": parts})


def validate(client: Client, body: str | bytes, media_type: str = YAML) -> Answer:
    return client.post(f"{V1}/indicator-sets/validate", data=body, content_type=media_type)


def test_the_schema_is_served(client: Client) -> None:
    assert client.get(f"{V1}/indicator-set-schema").json == msgspec.json.decode(schema_text())


def test_a_sound_file_has_the_hash_that_its_release_gets(registered: Client) -> None:
    told = validate(registered, msgspec.yaml.encode(DEFINITION)).json
    assert (told["sound"], told["faults"]) == (True, [])
    Caller(registered).do(SETS, {"definition": DEFINITION})
    assert told["content_hash"] == Caller(registered).get(f"{RELEASE}/1.0.0").json["content_hash"]


def test_every_fault_is_told_at_its_line(client: Client) -> None:
    broken = {**DEFINITION, "places": 9, "max_points": "21", "colour": "gold"}
    answer = validate(client, msgspec.yaml.encode(broken))
    assert (answer.status_code, answer.json["sound"], answer.json["content_hash"]) == (200, False, None)
    assert {fault["file"] for fault in answer.json["faults"]} == {"set.yaml"}
    assert len(answer.json["faults"]) >= 2
    assert all(fault["place"].startswith("line ") for fault in answer.json["faults"])
    assert all(fault["problem_vi"] and fault["problem_en"] and fault["advice_vi"] for fault in answer.json["faults"])


def test_so_are_those_of_a_workbook(client: Client) -> None:
    book, file = Workbook(), io.BytesIO()
    book.active.append(["=1+1"])
    book.save(file)
    answer = validate(client, file.getvalue(), WORKBOOK)
    assert (answer.status_code, answer.json["sound"]) == (200, False)
    assert {fault["file"] for fault in answer.json["faults"]} == {"set.xlsx"}
    assert "/tmp" not in answer.text


@pytest.mark.parametrize("body", [b"", b"\xff\xfe", b"PK\x03\x04", b"a: &a [*a]", b"[" * 100_000])
@pytest.mark.parametrize("media_type", [YAML, WORKBOOK])
def test_whatever_is_sent_is_answered(client: Client, body: bytes, media_type: str) -> None:
    answer = validate(client, body, media_type)
    assert (answer.status_code, answer.json["sound"]) == (200, False)
    assert answer.json["faults"]


def test_what_is_no_set_file_or_too_large_is_refused(client: Client) -> None:
    answer = validate(client, "{}", "application/json")
    assert (answer.status_code, answer.json["code"]) == (415, "set-type-unsupported")
    answer = validate(client, b" " * (2 * 1024 * 1024 + 1))
    assert (answer.status_code, answer.json["code"]) == (413, "body-too-large")


def test_two_releases_are_compared(opened: Client) -> None:
    administrator = Caller(opened)
    renamed = amended("1.0.1", name="Văn bản do lãnh đạo ký")
    administrator.do(SETS, {"definition": renamed}, of=f"{SETS}/bo-so")
    told = administrator.get(f"{RELEASE}/1.0.1/differences?from=1.0.0").json
    assert (told["earlier"], told["version"], told["significance"]) == ("1.0.0", "1.0.1", "patch")
    (only,) = told["differences"]
    assert only["difference"] == {
        "part": "indicator",
        "change": "changed",
        "significance": "patch",
        "code": "1.1",
        "group": "1",
        "field": "name",
        "before": "Văn bản do người đứng đầu ký",
        "after": "Văn bản do lãnh đạo ký",
    }
    assert only["en"].startswith("indicator 1.1: name: ")
    assert only["vi"].startswith("chỉ số 1.1: tên: ")
    same = administrator.get(f"{RELEASE}/1.0.0/differences?from=1.0.0").json
    assert (same["significance"], same["differences"]) == (None, [])


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        (f"{RELEASE}/1.0.0/differences?from=3.0.0", 404, "release-unknown"),
        (f"{RELEASE}/3.0.0/differences?from=1.0.0", 404, "release-unknown"),
        (f"{SETS}/nothing/versions/1.0.0/differences?from=1.0.0", 404, "indicator-set-unknown"),
        (f"{RELEASE}/1.0.0/differences", 422, "request-invalid"),
        (f"{RELEASE}/1.0.0/differences?from=one", 422, "request-invalid"),
    ],
)
def test_what_can_not_be_compared_is_refused(shown: Client, path: str, status: int, code: str) -> None:
    answer = Caller(shown, None).get(path)
    assert (answer.status_code, answer.json["code"]) == (status, code)


def test_the_same_set_changes_nothing_of_a_round(shown: Client) -> None:
    auditor = Caller(shown, Role.AUDITOR)
    before = auditor.get("/log").json
    told = auditor.do(f"{ROUND}/simulations", {"definition": DEFINITION})
    assert (told["round"], told["published"], len(told["units"])) == ("2022", True, 3)
    for unit in told["units"]:
        assert unit["totals"]["as-published"] == unit["totals"]["restated"]
    assert auditor.get("/log").json == before


def test_another_set_restates_it(shown: Client) -> None:
    told = Caller(shown, Role.AUDITOR).do(f"{ROUND}/simulations", {"definition": composed()})
    methods = {each["indicator"]: each["method"] for each in told["units"][0]["indicators"]}
    assert methods == {"1.1": "not-comparable", "2.1": "held"}


def test_strangers_simulate_nothing_and_unsound_sets_are_refused(shown: Client) -> None:
    assert Caller(shown, None).post(f"{ROUND}/simulations", {"definition": DEFINITION}).status_code == 401
    unsound = {**DEFINITION, "max_points": "21"}
    answer = Caller(shown).post(f"{ROUND}/simulations", {"definition": unsound})
    assert (answer.status_code, answer.json["code"]) == (422, "definition-invalid")
    answer = Caller(shown).post(f"{PROVINCE}/rounds/1999/simulations", {"definition": DEFINITION})
    assert (answer.status_code, answer.json["code"]) == (404, "round-unknown")


def test_rules_inside_rules_are_released_and_read(registered: Client) -> None:
    administrator = Caller(registered)
    administrator.do(SETS, {"definition": composed()})
    read = administrator.get(f"{RELEASE}/2.0.0").json["definition"]
    rule = read["groups"][0]["indicators"][0]["rule"]
    assert [part["rule"]["kind"] for part in rule["parts"]] == ["levels", "capped"]


def test_a_body_that_is_nested_without_end_is_refused(registered: Client) -> None:
    rule: dict[str, Any] = {"kind": "count", "counted": "tin", "each": "1"}
    for _ in range(DEEPEST):
        rule = {"kind": "capped", "rule": rule}
    answer = Caller(registered).post(SETS, {"definition": amended("1.0.0", rule=rule)})
    assert (answer.status_code, answer.json["code"]) == (400, "body-unreadable")
