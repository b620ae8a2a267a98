"""Sets to take away: the empty workbook, and a set file in the other form."""

from pathlib import Path

import msgspec
import pytest

from api.rest.parts import WORKBOOK, YAML
from application.sets.checks import check_file
from application.sets.workbook_writing import write_workbook
from domain.indicator_set.definition import IndicatorSet
from tests.api.scenario import DEFINITION, V1, Client

CONVERT = f"{V1}/indicator-sets/convert"
SET = msgspec.convert(DEFINITION, IndicatorSet)


@pytest.mark.parametrize(("lang", "sheet"), [("vi", "Thông tin"), ("en", "Set")])
def test_the_template_is_a_workbook_in_the_language_asked_for(
    client: Client, tmp_path: Path, lang: str, sheet: str
) -> None:
    answer = client.get(f"{V1}/indicator-set-template?lang={lang}")
    assert (answer.status_code, answer.mimetype) == (200, WORKBOOK)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="set.xlsx"'
    (tmp_path / "set.xlsx").write_bytes(answer.data)
    assert {fault.place.partition("!")[0] for fault in check_file(tmp_path / "set.xlsx").faults} == {sheet}


@pytest.mark.parametrize("query", ["to=xlsx", "to=xlsx&sheets=groups&lang=en", "to=yaml"])
@pytest.mark.parametrize("given", [YAML, WORKBOOK])
def test_a_set_is_the_same_in_the_other_form(client: Client, tmp_path: Path, query: str, given: str) -> None:
    write_workbook(SET, tmp_path / "given.xlsx")
    body = msgspec.yaml.encode(DEFINITION) if given == YAML else (tmp_path / "given.xlsx").read_bytes()
    answer = client.post(f"{CONVERT}?{query}", data=body, content_type=given)
    assert (answer.status_code, answer.mimetype) == (200, YAML if query == "to=yaml" else WORKBOOK)
    file = tmp_path / ("set.yaml" if query == "to=yaml" else "set.xlsx")
    file.write_bytes(answer.data)
    assert check_file(file).definition == SET


@pytest.mark.parametrize(
    ("query", "body", "media_type", "status", "code"),
    [
        ("to=xlsx", b"code: Sai", YAML, 422, "set-file-invalid"),
        ("to=pdf", b"", YAML, 422, "request-invalid"),
        ("", b"", YAML, 422, "request-invalid"),
        ("to=yaml", b"a,b", "text/csv", 415, "set-type-unsupported"),
    ],
)
def test_what_can_t_be_converted_is_refused(
    client: Client, query: str, body: bytes, media_type: str, status: int, code: str
) -> None:
    answer = client.post(f"{CONVERT}?{query}", data=body, content_type=media_type)
    assert (answer.status_code, answer.json["code"]) == (status, code)


def test_only_what_is_accepted_is_answered(client: Client) -> None:
    answer = client.get(f"{V1}/indicator-set-template", headers={"Accept": "application/json"})
    assert answer.status_code == 406
