"""The interface describes itself, and the page that shows it loads nothing from elsewhere."""

import re
from typing import Any

import pytest

from api.rest.problems import MEDIA_TYPE
from tests.api.scenario import V1, Client


@pytest.fixture(scope="session")
def document(shown: Client) -> Any:
    return shown.get(f"{V1}/openapi.json").json


@pytest.fixture(scope="session")
def operations(document: Any) -> list[Any]:
    return [o for path in document["paths"].values() for method, o in path.items() if method != "parameters"]


def test_it_is_openapi_3_1(document: Any) -> None:
    assert document["openapi"] == "3.1.0"
    assert document["components"]["securitySchemes"]["bearer"]["scheme"] == "bearer"


def test_every_operation_says_what_it_does_under_a_name_of_its_own(operations: list[Any]) -> None:
    assert all(operation["summary"].endswith(".") for operation in operations)
    names = [operation["operationId"] for operation in operations]
    assert len(set(names)) == len(names)


ABOUT_FILES = {"validateIndicatorSet", "convertIndicatorSet", "getIndicatorSetTemplate"}
"""What names nothing that might not be there."""


def test_every_problem_is_described_as_one(document: Any, operations: list[Any]) -> None:
    for operation in operations:
        described = {int(status): response for status, response in operation["responses"].items()}
        assert {406, 500} <= set(described)
        assert 404 in described or operation["operationId"] in ABOUT_FILES
        for status, response in described.items():
            if status >= 400:
                name = response["$ref"].rpartition("/")[2]
                [media_type] = document["components"]["responses"][name]["content"]
                assert media_type == MEDIA_TYPE


TRIALS = {"validateIndicatorSet", "convertIndicatorSet", "simulateIndicatorSet"}
"""What takes a body and changes nothing."""
BY_SIGNATURE = {"addCosignature"}
"""What is its own credential."""


def test_changes_are_protected_and_say_what_they_take(document: Any, operations: list[Any]) -> None:
    given = [operation for operation in operations if "requestBody" in operation]
    changes = [operation for operation in given if operation["operationId"] not in TRIALS | BY_SIGNATURE]
    assert len(changes) == 51
    for operation in changes:
        assert operation["security"] == [{"bearer": []}]
        names = {parameter["$ref"].rpartition("/")[2] for parameter in operation["parameters"] if "$ref" in parameter}
        assert {"IDEMPOTENCY_KEY", "CORRELATION_ID", "ACTOR", "UNIT"} <= names
        assert operation["description"].startswith("For: ")


def test_what_the_code_says_of_fields_is_in_the_document(document: Any) -> None:
    schemas = document["components"]["schemas"]
    assert schemas["OpenScorecard"]["required"] == ["unit"]
    assert schemas["AdjustScore"]["required"] == ["indicator", "reason"]
    assert schemas["SelfScore"]["properties"]["points"]["pattern"].startswith("^-?")
    assert schemas["IndicatorInput"]["properties"]["evidence"]["description"].startswith("The verifying documents")
    assert schemas["IndicatorInput"]["properties"]["rule"]["discriminator"]["propertyName"] == "kind"
    assert schemas["OpenRound"]["properties"]["sets"]["propertyNames"]["enum"][0] == "department"
    assert schemas["OpenRound"]["additionalProperties"] is False


def test_the_page_loads_only_from_here(shown: Client) -> None:
    page = shown.get(f"{V1}/docs")
    assert page.status_code == 200
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]
    addresses = re.findall(r'(?:src|href|data-document)="([^"]+)"', page.text)
    assert len(addresses) >= 5
    for address in addresses:
        assert address.startswith("/")
        with shown.get(address) as asset:
            assert asset.status_code == 200, address
    assert not re.findall(r"<script(?![^>]*src=)", page.text)


def test_swagger_ui_comes_from_the_package_and_is_recent(shown: Client) -> None:
    with shown.get(f"{V1}/docs/assets/VERSION") as version:
        assert int(version.get_data(as_text=True).removeprefix("v").split(".")[0]) >= 5
    assert shown.get(f"{V1}/docs/assets/../../openapi.py").status_code == 404


def test_the_topics_are_described_beside_it(shown: Client) -> None:
    document = shown.get(f"{V1}/asyncapi.json").json
    assert (document["asyncapi"], document["info"]["title"]) == ("3.0.0", "Bảng Vàng")
    assert f'href="{V1}/asyncapi.json"' in shown.get("/").text
