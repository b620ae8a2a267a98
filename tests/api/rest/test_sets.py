"""Sets before and after their release: the schema, every mistake of a file, differences, and a dry run on a round."""

import copy
import io
import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from openpyxl import Workbook  # type: ignore[import-untyped]

from api.rest.body import DEEPEST
from api.rest.parts import WORKBOOK
from application.policies import schema as policy_schema
from application.sets.schema import schema_text
from application.sets.workbook_writing import write_workbook
from domain.indicator_set.content import content_hash
from domain.indicator_set.definition import IndicatorSet
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


def validate(client: Client, body: str | bytes, media_type: str = YAML, query: dict[str, str] | None = None) -> Answer:
    return client.post(f"{V1}/indicator-sets/validate", data=body, content_type=media_type, query_string=query)


def test_the_schema_is_served(client: Client) -> None:
    assert client.get(f"{V1}/indicator-set-schema").json == msgspec.json.decode(schema_text())
    assert client.get(f"{V1}/award-policy-schema").json == msgspec.json.decode(policy_schema.schema_text())


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
    administrator = Caller(shown)
    before = administrator.get("/log").json
    told = administrator.do(f"{ROUND}/simulations", {"definition": DEFINITION})
    assert (told["round"], told["published"], len(told["units"])) == ("2022", True, 3)
    for unit in told["units"]:
        assert unit["totals"]["as-published"] == unit["totals"]["restated"]
    assert administrator.get("/log").json == before


def test_another_set_restates_it(shown: Client) -> None:
    told = Caller(shown, Role.REVIEWER).do(f"{ROUND}/simulations", {"definition": composed()})
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


# --- From a set file to a trial and a release ----------------------------------------------------------------------


def shorter(version: str, **more: Any) -> dict[str, Any]:
    """The set of the scenario without its group 2."""
    definition = copy.deepcopy(DEFINITION)
    return {**definition, "version": version, "groups": definition["groups"][:1], "max_points": "10", **more}


def workbook(definition: dict[str, Any], folder: Path) -> bytes:
    write_workbook(msgspec.convert(definition, IndicatorSet), folder / "set.xlsx")
    return (folder / "set.xlsx").read_bytes()


def test_what_a_release_would_be_refused_for_is_told_at_its_place(opened: Client, tmp_path: Path) -> None:
    moves = [{"kind": "retired", "old": ["2.1"], "reason": "Bỏ"}, {"kind": "renamed", "old": ["9.9"], "reason": "Nhầm"}]
    wrong = shorter("1.0.1", migrations=[{"from_version": "1.0.0", "moves": moves}])
    told = validate(opened, workbook(wrong, tmp_path), WORKBOOK).json
    assert told["sound"] is False
    problems = {fault["place"]: fault["problem_en"] for fault in told["faults"]}
    assert "differs from 1.0.0 by 'major'" in problems["Thông tin!B2"]
    assert problems["Chuyển đổi!C3"].startswith("compared with 1.0.0: renamed 9.9: ")
    assert {fault["file"] for fault in told["faults"]} == {"set.xlsx"}
    assert (told["version"], told["content_hash"] is None, told["definition"]) == ("1.0.1", False, None)


def test_only_the_file_is_looked_at_if_so_asked(opened: Client) -> None:
    body = msgspec.yaml.encode(shorter("1.0.1"))
    assert [each["place"] for each in validate(opened, body).json["faults"]] == ["line 2, column 10"] * 2
    for against, sound in (("log", False), ("nothing", True)):
        answer = validate(opened, body, query={"against": against})
        assert answer.json["sound"] is sound
    for query in ({"against": "all"}, {"definition": "yes"}, {"unknown": "1"}):
        answer = validate(opened, body, query=query)
        assert (answer.status_code, answer.json["code"]) == (422, "request-invalid")


def test_a_workbook_s_definition_goes_on_to_a_trial_and_a_release(submitted: Client, tmp_path: Path) -> None:
    body = workbook(amended("1.0.1", name="Văn bản do lãnh đạo ký"), tmp_path)
    told = validate(submitted, body, WORKBOOK, query={"definition": "true"}).json
    assert (told["sound"], told["province"], told["indicator_set"]) == (True, "vinh-long", "bo-so")
    administrator = Caller(submitted)
    restated = administrator.do(f"{ROUND}/simulations", {"definition": told["definition"]})
    assert restated["content_hash"] == told["content_hash"]
    administrator.do(SETS, {"definition": told["definition"]}, of=f"{SETS}/bo-so")
    assert administrator.get(f"{RELEASE}/1.0.1").json["content_hash"] == told["content_hash"]
    assert validate(submitted, body, WORKBOOK, query={"definition": "false"}).json["definition"] is None


def simulate(client: Client, body: bytes, media_type: str, role: Role | None = Role.REVIEWER) -> Answer:
    headers = Caller(client, role).headers
    return client.post(f"{V1}{ROUND}/simulations", data=body, content_type=media_type, headers=headers)


def test_a_set_file_is_simulated_as_its_definition_is(shown: Client, tmp_path: Path) -> None:
    definition = composed()
    told = Caller(shown, Role.REVIEWER).do(f"{ROUND}/simulations", {"definition": definition})
    assert (told["successor"], told["comparable_points"], told["total_points"]) == (True, "10", "20")
    assert simulate(shown, msgspec.yaml.encode(definition), YAML).json == told
    assert simulate(shown, workbook(definition, tmp_path), WORKBOOK).json == told


def test_a_set_file_with_mistakes_is_refused_with_each_at_its_place(shown: Client) -> None:
    body = msgspec.yaml.encode({**DEFINITION, "places": 9, "colour": "gold"})
    answer = simulate(shown, body, YAML)
    assert (answer.status_code, answer.json["code"]) == (422, "set-file-invalid")
    assert answer.json["data"]["file"] == "set.yaml"
    assert len(answer.json["errors"]) == 2
    assert all(each["place"].startswith("line ") and each["vi"] and each["en"] for each in answer.json["errors"])
    assert simulate(shown, body, YAML, role=None).status_code == 401
    assert simulate(shown, body, "text/csv").status_code == 415


def test_decimals_of_a_definition_may_be_numbers_and_are_exact(shown: Client) -> None:
    """A hash is that of every digit; through a float, these would be others."""
    definition = amended("2.0.0", rule={"kind": "count", "counted": "tin", "each": "0.100000000000000001"})
    expected = content_hash(msgspec.convert(definition, IndicatorSet))
    text = json.dumps({"definition": definition})
    for numbers in ({}, {'"0.100000000000000001"': "0.100000000000000001", '"20"': "2e1", '"10"': "10"}):
        for written, number in numbers.items():
            text = text.replace(written, number)
        assert simulate(shown, text.encode(), "application/json").json["content_hash"] == expected


@pytest.mark.parametrize("number", ["1e400", "1e-400", "true", "[1]", '"1e1"', "0.1234567890123456789"])
def test_what_is_no_plain_decimal_is_refused(shown: Client, number: str) -> None:
    text = json.dumps({"definition": amended("2.0.0")}).replace('"max_points": "20"', f'"max_points": {number}')
    answer = simulate(shown, text.encode(), "application/json")
    assert (answer.status_code, answer.json["code"]) == (422, "request-invalid")
    assert [each["pointer"] for each in answer.json["errors"]] == ["#/definition/max_points"]


def test_points_of_scorecards_stay_text(opened: Client) -> None:
    officer = Caller(opened, Role.UNIT, "so-y-te")
    officer.do(f"{ROUND}/scorecards", {"unit": "so-y-te"})
    card = f"{ROUND}/scorecards/so-y-te"
    answer = officer.post(f"{card}/self-scores", {"indicator": "2.1", "points": 7.5}, of=card)
    assert [each["code"] for each in answer.json["errors"]] == ["decimal"]


def test_a_renamed_indicator_is_compared_with_what_it_was(opened: Client) -> None:
    renamed = amended("2.0.0", code="1.5", name="Văn bản khác")
    move = {"kind": "renamed", "old": ["1.1"], "new": ["1.5"], "reason": "Đánh số lại"}
    renamed["migrations"] = [{"from_version": "1.0.0", "moves": [move]}]
    administrator = Caller(opened)
    administrator.do(SETS, {"definition": renamed}, of=f"{SETS}/bo-so")
    told = administrator.get(f"{RELEASE}/2.0.0/differences?from=1.0.0").json
    assert told["significance"] == "major"
    said = [each["en"] for each in told["differences"]]
    assert "indicator 1.5: code: 1.1 → 1.5" in said
    assert "migration from 1.0.0: 1.1 → 1.5: renamed (Đánh số lại)" in said
    assert not [each for each in said if each.endswith(("is removed", "is added"))]


def test_the_specification_says_what_bodies_a_trial_takes(client: Client) -> None:
    document = client.get(f"{V1}/openapi.json").json
    operation = document["paths"][f"{V1}/provinces/{{province}}/rounds/{{round}}/simulations"]["post"]
    assert set(operation["requestBody"]["content"]) == {"application/json", YAML, WORKBOOK}
    assert (operation["security"], "Needs a token" in operation["description"]) == ([{"bearer": []}], True)
    group = document["components"]["schemas"]["GroupInput"]["properties"]["max_points"]
    assert group["type"] == ["number", "string"]
    asked = document["paths"][f"{V1}/indicator-sets/validate"]["post"]["parameters"]
    assert {each["name"] for each in asked} == {"against", "definition"}
