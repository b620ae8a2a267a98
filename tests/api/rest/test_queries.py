"""What can be read, by whom, in which pages and formats."""

import csv
import io
from typing import Any
from urllib.parse import urlsplit

import pytest

from api.context import Context
from api.csv_ranking import ranking_csv
from domain.metadata import Role
from projections.projection import Projection
from projections.ranking import RankingProjection
from projections.score_history import ScoreHistoryProjection
from tests.api.scenario import DECISION, DEFINITION, DEPARTMENTS, PROVINCE, ROUND, V1, Caller, Client, open_round

RANKING = f"{ROUND}/ranking"
CARD = f"{ROUND}/scorecards/so-noi-vu"
FRESHNESS = ("X-Bangvang-Position", "X-Bangvang-Lag", "X-Bangvang-Version")


def pages(caller: Caller, path: str, limit: int) -> list[list[Any]]:
    """Every page of a list, by following the links."""
    found = []
    address: str | None = f"{path}{'&' if '?' in path else '?'}limit={limit}"
    while address:
        answer = caller.get(address)
        assert answer.status_code == 200, answer.text
        found.append(answer.json["items"])
        assert (answer.json["next"] is None) == ("Link" not in answer.headers)
        link = answer.headers.get("Link", "")
        address = link.removeprefix("<").partition(">")[0].removeprefix(V1) or None
    return found


@pytest.mark.parametrize(
    ("path", "key", "limit", "length"),
    [
        ("/provinces", "province", 1, 1),
        (f"{PROVINCE}/units", "code", 2, 5),
        (f"{PROVINCE}/units?kind=department", "code", 5, 5),
        (f"{PROVINCE}/units?kind=commune", "code", 2, 0),
        (f"{PROVINCE}/indicator-sets", "indicator_set", 1, 1),
        (f"{PROVINCE}/rounds", "round", 1, 1),
        (f"{CARD}/history", "position", 2, 6),
        (f"{CARD}/history?indicator=2.1", "position", 1, 2),
        (f"{ROUND}/rank-changes", "position", 2, 3),
        ("/log", "position", 7, 30),
        ("/log?name=scorecard.submitted.v1", "position", 2, 3),
        ("/projections", "projection", 2, 8),
        ("/problems", "code", 20, None),
    ],
)
def test_every_list_comes_in_pages(shown: Client, path: str, key: str, limit: int, length: int | None) -> None:
    found = pages(Caller(shown, Role.ADMINISTRATOR), path, limit)  # What auditors read, the log grows by.
    assert all(len(page) == limit for page in found[:-1])
    items = [item[key] for page in found for item in page]
    assert items == sorted(set(items))
    assert length in {None, len(items)}


def test_reading_needs_no_token(shown: Client) -> None:
    paths = [
        *("/provinces", PROVINCE, f"{PROVINCE}/units", f"{PROVINCE}/units/so-y-te", f"{PROVINCE}/rounds", ROUND),
        *(f"{PROVINCE}/indicator-sets", f"{PROVINCE}/indicator-sets/bo-so", RANKING, CARD, f"{CARD}/history"),
        *("/projections", "/problems", "/openapi.json", "/asyncapi.json"),
    ]
    assert {path: Caller(shown, None).get(path).status_code for path in paths} == dict.fromkeys(paths, 200)


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (None, 401),
        (Role.UNIT, 403),
        (Role.REVIEWER, 403),
        (Role.COUNCIL, 403),
        (Role.AUDITOR, 200),
        (Role.ADMINISTRATOR, 200),
    ],
)
def test_the_log_is_for_auditors_and_administrators(registered: Client, role: Role | None, status: int) -> None:
    assert Caller(registered, role).get("/log").status_code == status


def test_the_log_tells_each_event_with_its_position(shown: Client) -> None:
    answer = Caller(shown, Role.ADMINISTRATOR).get("/log?after=1&limit=1").json
    [second] = answer["items"]
    assert (second["position"], second["version"], second["name"], answer["next"]) == (2, 2, "unit.registered.v1", "2")
    assert second["event"]["data"] == {
        "unit": "so-tttt",
        "kind": "department",
        "name": DEPARTMENTS["so-tttt"],
        "name_en": "",
        "parent": None,
    }


def test_a_province_is_shown_with_its_units(shown: Client) -> None:
    province = Caller(shown).get(PROVINCE).json
    assert (province["name"], province["name_en"]) == ("Vĩnh Long", "Vinh Long")
    assert [unit["code"] for unit in province["units"]][:3] == list(DEPARTMENTS)


def test_a_release_is_shown_as_it_was_given(shown: Client) -> None:
    release = Caller(shown).get(f"{PROVINCE}/indicator-sets/bo-so/versions/1.0.0").json
    assert release["definition"] == DEFINITION
    assert release["withdrawn"] is False
    [listed] = Caller(shown).get(f"{PROVINCE}/indicator-sets/bo-so").json["releases"]
    assert listed["content_hash"] == release["content_hash"]


def test_a_withdrawn_release_is_marked(opened: Client) -> None:
    caller, sets = Caller(opened), f"{PROVINCE}/indicator-sets/bo-so"
    caller.do(f"{sets}/versions/1.0.0/withdraw", {"reason": "sai sót"}, of=sets)
    assert caller.get(f"{sets}/versions/1.0.0").json["withdrawn"] is True


def test_a_round_is_shown_with_its_phase_and_who_is_left_out(shown: Client) -> None:
    state = Caller(shown).get(ROUND).json
    assert state["phase"] == "Published"
    assert state["not_ranked"] == [
        {"unit": "cong-an-tinh", "exempt": False},
        {"unit": "so-tu-phap", "exempt": True},
    ]
    assert state["sets"]["department"]["indicator_set"] == "bo-so"


def test_a_scorecard_is_shown_with_three_totals(shown: Client) -> None:
    state = Caller(shown).get(CARD).json
    assert state["totals"] == {
        "self_total": "13.00",
        "reviewed_total": "9.00",
        "final_total": "9.00",
        "max_points": "20",
    }
    entry = state["entries"]["2.1"]
    assert (entry["self_points"], entry["reviewed_points"], entry["final_points"]) == ("10.00", "6.00", "6.00")
    assert entry["adjustments"] == [{"reviewer": "so-tttt", "inputs": None, "points": "6.00", "on_site": False}]


def test_a_ranking_shares_ranks_and_lists_who_has_none(shown: Client) -> None:
    ranking = Caller(shown).get(RANKING).json
    places = [(s["rank"], s["unit"], s["final_total"], s["percent"]) for s in ranking["standings"]]
    assert places == [
        (1, "so-tttt", "16.5", "82.50"),
        (1, "so-y-te", "16.5", "82.50"),
        (3, "so-noi-vu", "9", "45.00"),
    ]
    assert {(n["unit"], n["absence"], n["reason"]) for n in ranking["not_ranked"]} == {
        ("cong-an-tinh", "not-ranked", "chức năng đặc thù"),
        ("so-tu-phap", "exempt", "mới lập"),
    }
    assert (ranking["published"], ranking["decision"]) == (True, DECISION)


def test_a_ranking_at_another_stage(shown: Client) -> None:
    ranking = Caller(shown).get(f"{RANKING}?stage=self&scope=department").json
    assert [(s["rank"], s["percent"]) for s in ranking["standings"]] == [(1, "82.50"), (1, "82.50"), (3, "65.00")]


@pytest.mark.parametrize(
    ("path", "projection"),
    [
        (RANKING, RankingProjection),
        (f"{RANKING}?format=csv", RankingProjection),
        (f"{ROUND}/rank-changes", RankingProjection),
        ("/provinces", RankingProjection),
        (f"{PROVINCE}/rounds", RankingProjection),
        (f"{CARD}/history", ScoreHistoryProjection),
    ],
)
def test_what_comes_from_a_read_model_says_how_fresh_it_is(
    shown: Client, path: str, projection: type[Projection]
) -> None:
    answer = Caller(shown).get(path)
    assert [answer.headers[name] for name in FRESHNESS] == ["30", "0", str(projection.version)]


@pytest.mark.parametrize(
    ("query", "accept", "media_type"),
    [
        ("", None, "application/json"),
        ("", "*/*", "application/json"),
        ("", "text/csv", "text/csv"),
        ("", "text/csv;q=0.5, application/json;q=0.4", "text/csv"),
        ("", "text/*, application/json;q=0.1", "text/csv"),
        ("?format=csv", "application/json", "text/csv"),
        ("?format=json", "text/csv", "application/json"),
    ],
)
def test_a_ranking_comes_in_the_format_asked_for(
    shown: Client, query: str, accept: str | None, media_type: str
) -> None:
    answer = Caller(shown).get(RANKING + query, headers={"Accept": accept} if accept else {})
    assert (answer.status_code, answer.mimetype) == (200, media_type)
    assert "Accept" in answer.headers["Vary"]


def test_the_csv_is_the_one_that_every_way_in_gives(shown: Client) -> None:
    answer = Caller(shown).get(f"{RANKING}?format=csv")
    attached: Context = shown.application.extensions["bangvang"]
    ranking = attached.platform.rankings.ranking("vinh-long", "2022")
    assert answer.data == ranking_csv(attached.platform.application, ranking)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="vinh-long-2022-department-final.csv"'
    lines = list(csv.DictReader(io.StringIO(answer.text)))
    assert [(line["rank"], line["unit"]) for line in lines][:3] == [
        ("1", "so-tttt"),
        ("1", "so-y-te"),
        ("3", "so-noi-vu"),
    ]


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/provinces/nowhere", "province-unknown"),
        ("/provinces/nowhere/units", "province-unknown"),
        (f"{PROVINCE}/units/nobody", "unit-unknown"),
        (f"{PROVINCE}/indicator-sets/none", "indicator-set-unknown"),
        (f"{PROVINCE}/indicator-sets/bo-so/versions/9.9.9", "release-unknown"),
        (f"{PROVINCE}/rounds/1999", "round-unknown"),
        (f"{PROVINCE}/rounds/1999/ranking", "round-unknown"),
        (f"{RANKING}?scope=enterprise", "scope-unknown"),
        (f"{PROVINCE}/rounds/1999/rank-changes", "round-unknown"),
        (f"{ROUND}/rank-changes?scope=enterprise", "scope-unknown"),
        (f"{ROUND}/rank-changes?unit=nobody", "unit-unknown"),
        (f"{ROUND}/scorecards/so-tu-phap", "scorecard-unknown"),
        (f"{ROUND}/scorecards/so-tu-phap/history", "scorecard-unknown"),
    ],
)
def test_what_does_not_exist_is_not_found(shown: Client, path: str, code: str) -> None:
    answer = Caller(shown).get(path)
    assert (answer.status_code, answer.json["code"]) == (404, code)


def test_sets_of_one_province_are_not_another_s(registered: Client) -> None:
    caller = Caller(registered)
    caller.do("/provinces", {"province": "dong-thap", "name": "Đồng Tháp"})
    open_round(registered)
    assert caller.get("/provinces/dong-thap/indicator-sets").json == {"items": [], "next": None}
    assert caller.get("/provinces/dong-thap/rounds").json["items"] == []


def test_links_keep_what_was_asked(shown: Client) -> None:
    link = Caller(shown).get(f"{CARD}/history?indicator=2.1&limit=1").headers["Link"]
    query = urlsplit(link.removeprefix("<").partition(">")[0]).query
    assert query.startswith("indicator=2.1&limit=1&cursor=")


def test_a_ranking_as_it_was_known_then(shown: Client) -> None:
    caller = Caller(shown)
    now, then = caller.get(RANKING), caller.get(f"{RANKING}?as_of=finalised")
    assert (now.json["published"], then.json["published"]) == (True, False)
    assert then.json["standings"] == now.json["standings"]
    assert int(then.headers["X-Bangvang-Position"]) == then.json["position"] < now.json["position"]
    assert "PUBLISHED" not in caller.get(f"{RANKING}?as_of={then.json['position']}&format=csv").text
    assert Caller(shown, None).get(f"{RANKING}?as_of=finalised").json == then.json
    refused = caller.get(f"{RANKING}?as_of=reopened")
    assert (refused.status_code, refused.json["code"]) == (422, "moment-unknown")


def test_the_progress_of_a_round(shown: Client) -> None:
    answer = Caller(shown, None).get(f"{ROUND}/progress")
    assert (answer.json["phase"], answer.json["waiting"]) == ("Published", {"nobody": len(answer.json["units"])})
    assert set(FRESHNESS) <= set(answer.headers.keys())
    one = next(unit for unit in answer.json["units"] if unit["unit"] == "so-noi-vu")
    assert (one["state"], one["applicable"], one["missing"], one["reviewed"]) == ("Final", 2, [], 1)
    assert Caller(shown).get(f"{PROVINCE}/rounds/2099/progress").status_code == 404


def test_when_and_why_ranks_moved(shown: Client) -> None:
    answer = Caller(shown, Role.UNIT).get(f"{ROUND}/rank-changes?stage=reviewed&cursor=10.so-tttt&limit=1")
    assert answer.headers["X-Bangvang-Data-Provenance"] == "illustrative"
    [change] = answer.json["items"]
    assert (change["unit"], change["rank_before"], change["rank_after"]) == ("so-y-te", None, 1)
    assert (change["points_after"], change["max_points_after"], change["percent_after"]) == ("16.5", "20", "82.50")
    assert (change["event"], change["event_unit"], change["indicator"]) == ("scorecard.submitted.v1", "so-y-te", None)
    assert answer.json["next"] == f"{change['position']}.so-y-te"
    one = Caller(shown).get(f"{ROUND}/rank-changes?unit=so-noi-vu&stage=self&scope=department")
    assert [(item["unit"], item["rank_after"]) for item in one.json["items"]] == [("so-noi-vu", 3)]


@pytest.mark.parametrize("cursor", ["x", "-1", "1.", "1.X", "1.so-y-te.", "9" * 19])
def test_a_cursor_that_cannot_be_read_is_refused(shown: Client, cursor: str) -> None:
    assert Caller(shown).get(f"{ROUND}/rank-changes?cursor={cursor}").status_code == 422


def test_rank_changes_need_a_token(shown: Client) -> None:
    assert Caller(shown, None).get(f"{ROUND}/rank-changes").status_code == 401
