"""The changes of a round over REST, as an auditor asks for them."""

from typing import Any

import pytest

from domain.metadata import Role
from tests.api.scenario import ROUND, Caller, Client

pytestmark = pytest.mark.no_cover


@pytest.fixture
def auditor(shown: Client) -> Caller:
    """An administrator reads the same and leaves no trace in a platform that other tests only read."""
    return Caller(shown, Role.ADMINISTRATOR)


def found(auditor: Caller, query: str) -> list[Any]:
    answer = auditor.get(f"{ROUND}/changes?{query}")
    assert answer.status_code == 200, answer.text
    items: list[Any] = answer.json["items"]
    return items


def test_the_changes_of_a_round_come_in_pages(auditor: Caller) -> None:
    everything = found(auditor, "limit=200")
    assert {change["unit"] for change in everything} == {"so-tttt", "so-y-te", "so-noi-vu"}
    pages: list[Any] = []
    link = "limit=7"
    while link:
        answer = auditor.get(f"{ROUND}/changes?{link}")
        pages += answer.json["items"]
        link = answer.json["next"] and f"limit=7&after={answer.json['next']}"
    assert pages == everything


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("role=reviewer", 1),
        ("actor=reviewer", 1),
        ("reason=MINH+ch%E1%BB%A9ng", 1),
        ("min_size=4&role=reviewer", 1),
        ("min_size=4.0001&role=reviewer", 0),
        ("unit=so-y-te&indicator=2.1", 1),
        ("raised_by_reviewer=true", 0),
        ("after_deadline=true", 0),
        ("after_appeal=true", 0),
        ("same_person=true", 0),
        ("same_person=false&role=reviewer", 1),
    ],
)
def test_filters(auditor: Caller, query: str, count: int) -> None:
    assert len(found(auditor, query)) == count


def test_a_change_says_all_that_the_history_says_and_whose_it_is(auditor: Caller) -> None:
    (change,) = found(auditor, "role=reviewer")
    assert (change["unit"], change["indicator"], change["before"], change["after"]) == ("so-noi-vu", "2.1", "10", "6")
    assert (change["size"], change["deadline"], change["reason"]) == ("4", "2022-11-30", "thiếu minh chứng")
    history = auditor.get(f"{ROUND}/scorecards/so-noi-vu/history?indicator=2.1").json["items"]
    assert history[-1].items() <= change.items()


def test_the_report_says_its_rules_and_how_fresh_it_is(auditor: Caller) -> None:
    answer = auditor.get(f"{ROUND}/unusual")
    report = answer.json
    assert answer.headers["X-Bangvang-Position"] == str(report["position"])
    assert report["data_provenance"] == "illustrative"
    assert "accuses nobody" in report["en"]
    assert [rule["code"] for rule in report["rules"]][:2] == ["after-deadline", "raised-by-reviewer"]
    assert report["changes"] == []
    assert auditor.get(f"{ROUND}/unusual?rule=same-person").json["rules"][0]["code"] == "same-person"


@pytest.mark.parametrize("path", ["changes", "unusual"])
def test_they_name_people_and_are_for_auditors(shown: Client, path: str) -> None:
    for role, status in ((None, 401), (Role.UNIT, 403), (Role.REVIEWER, 403), (Role.COUNCIL, 403)):
        assert Caller(shown, role).get(f"{ROUND}/{path}").status_code == status
    assert Caller(shown, Role.ADMINISTRATOR).get(f"/provinces/vinh-long/rounds/2031/{path}").status_code == 404


@pytest.mark.parametrize(
    "query", ["role=king", "min_size=1e3", "min_size=NaN", "limit=0", "after=-1", "reason=", "size=3"]
)
def test_what_can_t_be_read_is_refused(auditor: Caller, query: str) -> None:
    assert auditor.get(f"{ROUND}/changes?{query}").status_code == 422


def test_an_auditor_s_own_reading_of_it_is_logged(submitted: Client) -> None:
    auditor = Caller(submitted, Role.AUDITOR)
    assert auditor.get(f"{ROUND}/changes?limit=1").status_code == 200
    assert auditor.get(f"{ROUND}/unusual").status_code == 200
    operations = [read["operation"] for read in auditor.get("/reads").json["items"]]
    assert operations == ["listRoundChanges", "getUnusualChanges"]
