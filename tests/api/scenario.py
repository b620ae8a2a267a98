"""A province being scored, told through the REST interface as its users would."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from api.app import create_app
from domain.metadata import Role
from projections.platform import Platform

TOKENS = {f"token-of-the-{role}": role for role in Role}
V1 = "/api/v1"
PROVINCE = "/provinces/vinh-long"
ROUND = f"{PROVINCE}/rounds/2022"

DEPARTMENTS = {"so-tttt": "Sở Thông tin và Truyền thông", "so-y-te": "Sở Y tế", "so-noi-vu": "Sở Nội vụ"}
SCORES = {"so-tttt": ("9", "7.5"), "so-y-te": ("9", "7.5"), "so-noi-vu": ("3", "10")}

DEFINITION: dict[str, Any] = {
    "code": "bo-so",
    "version": "1.0.0",
    "province": "vinh-long",
    "name": "Bộ chỉ số sở, ban, ngành",
    "unit_kinds": ["department"],
    "period": "2022",
    "places": 2,
    "max_points": "20",
    "provenance": "illustrative",
    "bands": [
        {"code": "tot", "name": "Tốt", "name_en": "Good", "from_percent": "80"},
        {"code": "kha", "name": "Khá", "name_en": "Fair", "from_percent": "0"},
    ],
    "groups": [
        {
            "code": "1",
            "name": "Nhận thức số",
            "name_en": "Digital awareness",
            "max_points": "10",
            "provenance": "published",
            "source": "Phụ lục I",
            "indicators": [
                {
                    "code": "1.1",
                    "name": "Văn bản do người đứng đầu ký",
                    "max_points": "10",
                    "rule": {"kind": "ratio", "a": "văn bản ký", "b": "tổng văn bản", "if_b_is_zero": "zero"},
                    "provenance": "illustrative",
                }
            ],
        },
        {
            "code": "2",
            "name": "Thể chế số",
            "max_points": "10",
            "provenance": "illustrative",
            "indicators": [
                {
                    "code": "2.1",
                    "name": "Ban hành kế hoạch",
                    "max_points": "10",
                    "rule": {"kind": "manual", "guide": "theo hướng dẫn"},
                    "provenance": "illustrative",
                }
            ],
        },
    ],
}
CALENDAR = {
    "self_scoring": {"opens": "2022-11-01", "closes": "2022-11-14"},
    "review": {"opens": "2022-11-15", "closes": "2022-11-30"},
    "explanation": {"opens": "2022-12-01", "closes": "2022-12-10"},
}
DECISION = {"number": "123/QĐ-UBND", "date": "2022-12-20", "issuer": "UBND tỉnh"}


class Clock:
    """A clock that stands still until it is set; noon in Viet Nam."""

    def __init__(self) -> None:
        self.day = date(2022, 11, 2)

    def __call__(self) -> datetime:
        return datetime(self.day.year, self.day.month, self.day.day, 5, tzinfo=UTC)

    def set(self, day: str) -> None:
        self.day = date.fromisoformat(day)


class Answer(TestResponse):
    """A response of which tests know what its JSON looks like."""

    json: Any


class Client(FlaskClient):
    """A client whose answers are such."""

    def open(self, *args: Any, **kwargs: Any) -> Answer:
        answer: Any = super().open(*args, **kwargs)
        return answer  # type: ignore[no-any-return]  # As above.

    def get(self, *args: Any, **kwargs: Any) -> Answer:
        return self.open(*args, method="GET", **kwargs)

    def post(self, *args: Any, **kwargs: Any) -> Answer:
        return self.open(*args, method="POST", **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Answer:
        return self.open(*args, method="DELETE", **kwargs)


def application(platform: Platform, *, clock: "Clock | None" = None, embedded: bool = True) -> Flask:
    """The application on this platform, by a clock that stands still."""
    return create_app(platform, clock=clock or Clock(), embedded=embedded)


def client_of(app: Flask) -> Client:
    """A client of this application."""
    return Client(app, app.response_class)


class Caller:
    """Somebody who uses the interface in a role."""

    def __init__(self, client: Client, role: Role | None = Role.ADMINISTRATOR, unit: str | None = None) -> None:
        self.client = client
        self.headers = {"Authorization": f"Bearer token-of-the-{role}"} if role else {}
        if unit:
            self.headers["X-Bangvang-Unit"] = unit

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> Answer:
        return self.client.get(V1 + path, headers={**self.headers, **(headers or {})})

    def post(
        self, path: str, body: Any = None, *, of: str | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Sends a command; ``of`` is the address of what is changed, whose current version is sent along."""
        version = {"If-Match": self.get(of).headers["ETag"]} if of else {}
        given = {**self.headers, **version, **(headers or {})}
        return self.client.post(V1 + path, json={} if body is None else body, headers=given)

    def do(self, path: str, body: Any = None, *, of: str | None = None) -> Any:
        """Sends a command that is expected to succeed."""
        answer = self.post(path, body, of=of)
        assert answer.status_code in {200, 201}, answer.text
        return answer.json


def register(client: Client, units: Mapping[str, str] = DEPARTMENTS) -> None:
    """A province with its departments."""
    administrator = Caller(client)
    administrator.do("/provinces", {"province": "vinh-long", "name": "Vĩnh Long", "name_en": "Vinh Long"})
    for unit, name in units.items():
        administrator.do(f"{PROVINCE}/units", {"unit": unit, "kind": "department", "name": name}, of=PROVINCE)


def open_round(client: Client, definition: Any = DEFINITION, **changes: Any) -> None:
    """A released set, and a round that pins it."""
    administrator = Caller(client)
    administrator.do(f"{PROVINCE}/indicator-sets", {"definition": definition})
    releases = administrator.get(f"{PROVINCE}/indicator-sets/bo-so").json["releases"]
    pin = {"indicator_set": "bo-so", "version": "1.0.0", "content_hash": releases[0]["content_hash"]}
    opening = {
        "round": "2022",
        "name": "Đợt đánh giá năm 2022",
        "name_en": "The round of 2022",
        "sets": {"department": pin},
        "calendar": CALENDAR,
        "scopes": [{"code": "department", "name": "Sở, ban, ngành", "name_en": "Departments", "kinds": ["department"]}],
        "reviewers": ["so-tttt", "so-noi-vu"],
        "data_provenance": "illustrative",
        "notice": "Dữ liệu trình diễn tổng hợp / Synthetic demonstration data",
    }
    administrator.do(f"{PROVINCE}/rounds", {**opening, **changes})


def self_score(client: Client, units: Mapping[str, tuple[str, str]] = SCORES) -> None:
    """Every unit scores itself and hands in."""
    for unit, (part, points) in units.items():
        card = f"{ROUND}/scorecards/{unit}"
        officer = Caller(client, Role.UNIT, unit)
        officer.do(f"{ROUND}/scorecards", {"unit": unit})
        officer.do(f"{card}/self-scores", {"indicator": "1.1", "inputs": {"a": part, "b": "10"}}, of=card)
        officer.do(f"{card}/self-scores", {"indicator": "2.1", "points": points}, of=card)
        officer.do(f"{card}/submit", {"approved_by": "Giám đốc", "approved_on": "2022-11-02"}, of=card)


def leave_out(client: Client) -> None:
    """A department that is not ranked, and one that has no scorecard."""
    administrator = Caller(client)
    for unit, name in (("cong-an-tinh", "Công an tỉnh"), ("so-tu-phap", "Sở Tư pháp")):
        administrator.do(f"{PROVINCE}/units", {"unit": unit, "kind": "department", "name": name}, of=PROVINCE)
    marked = {"unit": "cong-an-tinh", "reason": "chức năng đặc thù"}
    administrator.do(f"{ROUND}/not-ranked", marked, of=ROUND)
    administrator.do(f"{ROUND}/not-ranked", {"unit": "so-tu-phap", "exempt": True, "reason": "mới lập"}, of=ROUND)


def review(client: Client, clock: Clock) -> None:
    """A reviewer lowers one unit's points; the round goes on to its conclusion."""
    administrator = Caller(client)
    clock.set("2022-11-15")
    administrator.do(f"{ROUND}/close-self-scoring", of=ROUND)
    card = f"{ROUND}/scorecards/so-noi-vu"
    lowered = {"indicator": "2.1", "points": "6", "reason": "thiếu minh chứng"}
    Caller(client, Role.REVIEWER, "so-tttt").do(f"{card}/adjustments", lowered, of=card)
    clock.set("2022-12-01")
    administrator.do(f"{ROUND}/close-review", of=ROUND)


def publish(client: Client, clock: Clock) -> None:
    """Every scorecard is finalised and the round published by a decision."""
    council = Caller(client, Role.COUNCIL)
    clock.set("2022-12-20")
    for unit in SCORES:
        card = f"{ROUND}/scorecards/{unit}"
        council.do(f"{card}/finalise", of=card)
    council.do(f"{ROUND}/finalise", of=ROUND)
    council.do(f"{ROUND}/publish", {"source_document": DECISION}, of=ROUND)
