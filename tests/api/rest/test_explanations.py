"""Why a number is what it is, and scorecards replayed, as programs read it."""

from fractions import Fraction

import pytest

from tests.api.scenario import ROUND, Caller, Client

pytestmark = pytest.mark.no_cover

CARD = f"{ROUND}/scorecards/so-noi-vu"


def test_why_points_are_what_they_are(shown: Client) -> None:
    reader = Caller(shown, None)
    total = reader.get(f"{CARD}/why").json
    assert (total["points"], total["max_points"], total["share"]) == ("9", "20", {"exact": "9/20", "percent": "45.00"})
    assert sum(Fraction(term["points"]) for term in total["terms"]) == Fraction(total["points"])
    told = reader.get(f"{CARD}/why?code=1.1&stage=self").json
    assert told["calculation"]["parts"] == [{"what": "", "formula": "3 ÷ 10 × 10", "points": "3"}]
    assert (told["data_provenance"], told["position"]) == ("illustrative", total["position"])
    before = reader.get(f"{CARD}/why?code=2.1&as_of=review-closed").json
    assert before["points"] == "6"


def test_why_a_rank(shown: Client) -> None:
    reader = Caller(shown, None)
    told = reader.get(f"{ROUND}/ranking/so-noi-vu/why").json
    assert (told["rank"], told["of"], told["ahead"], told["below"]) == (3, 3, 2, None)
    assert told["above"]["points_between"] == "7.5"
    listed = Caller(shown).get(f"{ROUND}/rank-changes?unit=so-noi-vu").json["items"]
    assert told["last_change"] == listed[-1]
    assert (listed[-1]["event"], listed[-1]["rank_before"], listed[-1]["rank_after"]) == (
        *("scorecard.submitted.v1", None),
        3,
    )
    before = reader.get(f"{ROUND}/ranking/so-noi-vu/why?as_of={listed[-1]['position'] - 1}").json
    assert (before["rank"], before["absence"], before["last_change"]) == (None, "not-submitted", None)
    absent = reader.get(f"{ROUND}/ranking/so-tu-phap/why").json
    assert (absent["rank"], absent["absence"], absent["marked_by"]["reason"]) == (None, "exempt", "mới lập")


def test_a_replay_comes_in_pages_and_each_step_has_its_address(shown: Client) -> None:
    reader = Caller(shown, None)
    first = reader.get(f"{CARD}/replay?limit=4")
    assert first.headers["X-Bangvang-Data-Provenance"] == "illustrative"
    rest = reader.get(f"{CARD}/replay?limit=4&cursor={first.json['next']}").json
    seen = [*first.json["items"], *rest["items"]]
    assert rest["next"] is None
    assert [step["version"] for step in seen] == list(range(1, 7))
    for index, step in enumerate(seen):
        told = reader.get(f"{CARD}/replay/{step['position']}").json
        assert (told["step"], told["number"]) == (step, index + 1)
        assert told["previous"] == (seen[index - 1]["position"] if index else None)
    of_one = reader.get(f"{CARD}/replay?indicator=2.1&from=self-scoring-closed&to=published").json["items"]
    assert [step["event"] for step in of_one] == ["scorecard.adjusted.v1"]


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        (f"{CARD}/replay/1", 404, "step-unknown"),
        (f"{CARD}/replay/x", 404, "address-unknown"),
        (f"{CARD}/why?code=9.9", 422, "indicator-unknown"),
        (f"{CARD}/why?as_of=never", 422, "moment-unknown"),
        (f"{ROUND}/scorecards/so-tu-phap/why", 404, "scorecard-unknown"),
        (f"{ROUND}/ranking/so-khong-co/why", 404, "unit-unknown"),
    ],
)
def test_what_is_not_there_is_refused(shown: Client, path: str, status: int, code: str) -> None:
    answer = Caller(shown, None).get(path)
    assert (answer.status_code, answer.json["code"]) == (status, code)
