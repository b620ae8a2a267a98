"""Many self-scores at once, from a table sent as the body."""

import io
from typing import Any

import pytest
from openpyxl import Workbook  # type: ignore[import-untyped]

from domain.metadata import Role
from tests.api.scenario import ROUND, V1, Answer, Caller, Client

CSV = "unit,indicator,points,a,b\nso-y-te,1.1,,9,10\nso-y-te,2.1,7.5,,\nso-noi-vu,2.1,10,,\n"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def drafting(opened: Client) -> Client:
    """A client of a platform on which two units have open scorecards."""
    for unit in ("so-y-te", "so-noi-vu"):
        Caller(opened).do(f"{ROUND}/scorecards", {"unit": unit})
    return opened


def send(
    client: Client, table: str | bytes, media_type: str = "text/csv", role: Role = Role.ADMINISTRATOR, **more: str
) -> Answer:
    headers = {**Caller(client, role).headers, **{name.replace("_", "-"): value for name, value in more.items()}}
    return client.post(f"{V1}{ROUND}/scores", data=table, content_type=media_type, headers=headers)


def workbook(lines: list[list[Any]]) -> bytes:
    book, file = Workbook(), io.BytesIO()
    for line in lines:
        book.active.append(line)
    book.save(file)
    return file.getvalue()


def totals(client: Client, unit: str) -> Any:
    return client.get(f"{V1}{ROUND}/scorecards/{unit}").json["totals"]["self_total"]


def test_a_table_is_imported_as_a_whole(drafting: Client) -> None:
    answer = send(drafting, CSV)
    assert (answer.status_code, answer.json["events"]) == (200, 3), answer.text
    assert (totals(drafting, "so-y-te"), totals(drafting, "so-noi-vu")) == ("16.50", "10.00")


def test_so_is_a_workbook(drafting: Client) -> None:
    lines: list[list[Any]] = [["Mã đơn vị", "Mã tiêu chí", "Điểm"], ["so-y-te", "2.1", 7.5]]
    assert send(drafting, workbook(lines), XLSX).status_code == 200
    assert totals(drafting, "so-y-te") == "7.50"


def test_every_fault_is_named_with_its_cell_and_nothing_is_written(drafting: Client) -> None:
    answer = send(drafting, "unit,indicator,points\nso-y-te,2.1,7.5\nnobody,2.1,1\nso-noi-vu,9.9,1\nso-noi-vu,2.1,11\n")
    assert (answer.status_code, answer.json["code"]) == (422, "import-refused")
    assert [(error["cell"], error["code"]) for error in answer.json["errors"]] == [
        ("A3", "unit-unknown"),
        ("B4", "indicator-unknown"),
        ("C5", "points-above-maximum"),
    ]
    assert answer.json["data"] == {"count": 3}
    assert totals(drafting, "so-y-te") == "0"


def test_the_same_table_again_has_the_same_answer(drafting: Client) -> None:
    first, again = (send(drafting, CSV, Idempotency_Key="k1") for _ in range(2))
    assert (first.status_code, first.json) == (again.status_code, again.json)
    assert "Idempotency-Replayed" not in first.headers
    assert again.headers["Idempotency-Replayed"] == "true"
    other = send(drafting, CSV.replace("7.5", "8"), Idempotency_Key="k1")
    assert (other.status_code, other.json["code"]) == (422, "idempotency-key-reused")


@pytest.mark.parametrize(
    ("table", "media_type", "status", "code"),
    [
        ("{}", "application/json", 415, "table-type-unsupported"),
        (b"PK\x03\x04 and nothing more", XLSX, 422, "file-unreadable"),
        (b"\xff\xfe\xfd", "text/csv", 422, "file-unreadable"),
        ("", "text/csv", 422, "import-refused"),
    ],
)
def test_what_is_no_table_is_refused(
    drafting: Client, table: str | bytes, media_type: str, status: int, code: str
) -> None:
    answer = send(drafting, table, media_type)
    assert (answer.status_code, answer.json["code"]) == (status, code)
    assert "/tmp" not in answer.text


def test_reviewers_don_t_import(drafting: Client) -> None:
    assert send(drafting, CSV, role=Role.REVIEWER).status_code == 403
