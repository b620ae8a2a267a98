"""Two moments of a round compared, as programs read it."""

from decimal import Decimal

import pytest

from domain.metadata import Role
from tests.api.scenario import ROUND, Caller, Client

pytestmark = pytest.mark.no_cover

DIFF = f"{ROUND}/diff"
FRESHNESS = ("X-Bangvang-Position", "X-Bangvang-Lag", "X-Bangvang-Version")


def test_what_two_moments_differ_by_and_why(shown: Client) -> None:
    answer = Caller(shown, Role.ADMINISTRATOR).get(f"{DIFF}?from=self-scoring-closed&to=published&scope=department")
    assert answer.status_code == 200
    assert answer.headers["X-Bangvang-Data-Provenance"] == "illustrative"
    assert set(FRESHNESS) <= set(answer.headers.keys())
    found = answer.json
    assert (found["scopes"], found["stage"], found["position"]) == (["department"], "final", 30)
    named = {event["position"]: event for event in found["events"]}
    assert list(named) == sorted(named)
    assert found["units"]
    for unit in found["units"]:
        told = sum(Decimal(cause["points"]) for cause in unit["causes"])
        assert told + Decimal(unit["others"]["points"]) == Decimal(unit["points"])
        assert {cause["position"] for cause in unit["causes"]} <= named.keys()
        for rank in unit["ranks"]:
            steps = sum(cause["steps"] for cause in rank["causes"]) + rank["others"]["steps"]
            assert steps == rank["steps"] == (rank["rank_after"] or 0) - (rank["rank_before"] or 0)


def test_its_ends_are_the_rankings_of_both_moments(shown: Client) -> None:
    caller = Caller(shown)
    found = caller.get(f"{DIFF}?from=1&to=published&stage=reviewed&scope=department").json
    ranking = caller.get(f"{ROUND}/ranking?as_of=published&stage=reviewed&scope=department").json
    ends = {
        unit["unit"]: (unit["ranks"][0]["rank_after"], unit["points_after"], unit["percent_after"])
        for unit in found["units"]
        if unit["ranks"][0]["rank_after"]
    }
    assert ends == {
        each["unit"]: (each["rank"], each["reviewed_total"], each["percent"]) for each in ranking["standings"]
    }


def test_of_one_unit_all_is_told_unless_less_is_asked_for(shown: Client) -> None:
    caller = Caller(shown)
    (whole,) = caller.get(f"{DIFF}?from=1&to=published&unit=so-noi-vu").json["units"]
    (part,) = caller.get(f"{DIFF}?from=1&to=published&unit=so-noi-vu&causes=1").json["units"]
    assert whole["others"]["causes"] == 0
    assert (len(part["causes"]), part["others"]["causes"]) == (1, len(whole["causes"]) - 1)


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ("from=published&to=1", 422, "moments-reversed"),
        ("from=reopened&to=published", 422, "moment-unknown"),
        ("from=1&to=999", 422, "moment-unknown"),
        ("from=1&to=published&unit=nobody", 404, "unit-unknown"),
        ("from=1&to=published&scope=enterprise", 404, "scope-unknown"),
        ("from=1", 422, "request-invalid"),
        ("from=1&to=2&causes=0", 422, "request-invalid"),
    ],
)
def test_what_there_is_not_is_refused(shown: Client, query: str, status: int, code: str) -> None:
    answer = Caller(shown).get(f"{DIFF}?{query}")
    assert (answer.status_code, answer.json["code"]) == (status, code)


def test_it_needs_a_token(shown: Client) -> None:
    assert Caller(shown, None).get(f"{DIFF}?from=1&to=published").status_code == 401
