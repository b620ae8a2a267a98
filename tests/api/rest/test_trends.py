"""A unit over the years, as programs read it."""

from tests.api.scenario import PROVINCE, ROUND, Caller, Client

RANKING = f"{ROUND}/ranking"
FRESHNESS = ("X-Bangvang-Position", "X-Bangvang-Lag", "X-Bangvang-Version")


def test_a_unit_over_the_years(shown: Client) -> None:
    answer = Caller(shown, None).get(f"{PROVINCE}/units/so-noi-vu/trends")
    assert set(FRESHNESS) <= set(answer.headers.keys())
    ranking = Caller(shown).get(RANKING).json
    (year,) = answer.json["years"]
    (standing,) = (each for each in ranking["standings"] if each["unit"] == "so-noi-vu")
    same = ("rank", "final_total", "max_points", "percent")
    assert [year[name] for name in same] == [standing[name] for name in same]
    assert (year["ranked"], year["provisional"]) == (len(ranking["standings"]), False)
    assert (year["data_provenance"], year["notice"]) == ("illustrative", ranking["notice"])
    assert (answer.json["comparisons"], answer.json["merged"], answer.json["merged_into"]) == ([], [], None)
    assert [each["indicator"] for each in answer.json["indicators"]] == ["1.1", "2.1"]
    for unknown in (f"{PROVINCE}/units/so-khong-co/trends", "/provinces/khong-co/units/so-noi-vu/trends"):
        assert Caller(shown).get(unknown).status_code == 404
