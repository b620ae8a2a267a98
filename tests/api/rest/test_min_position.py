"""Reading what one has just written: a read model is waited for, and says so when it is late."""

from threading import Timer

import pytest

from api import freshness
from projections.platform import Platform
from tests.api import scenario
from tests.api.scenario import PROVINCE, ROUND, Caller, Client

pytestmark = pytest.mark.no_cover

RANKING = f"{ROUND}/ranking"
HEADER = "X-Bangvang-Min-Position"
VIEWS = [
    RANKING,
    f"{RANKING}?format=csv",
    f"{ROUND}/scorecards/so-noi-vu/history",
    f"{PROVINCE}/rounds",
    f"{PROVINCE}/indicator-sets",
    "/provinces",
]


@pytest.fixture
def behind(client: Client, platform: Platform) -> Caller:
    """Reads of a process that does not keep the read models itself; one more event is in the log."""
    for step in (scenario.register, scenario.open_round, scenario.self_score):
        step(client)
    caller = Caller(scenario.client_of(scenario.application(platform, embedded=False)))
    caller.do(f"{PROVINCE}/units", {"unit": "so-moi", "kind": "department", "name": "Sở mới"}, of=PROVINCE)
    return caller


@pytest.mark.parametrize("path", VIEWS)
def test_an_answer_waits_for_the_position_asked_for(behind: Caller, platform: Platform, path: str) -> None:
    head = platform.log.head()
    follower = Timer(0.1, platform.projections.advance)
    follower.start()
    answer = behind.get(path, headers={HEADER: str(head)})
    follower.join()
    assert answer.status_code == 200
    assert int(answer.headers["X-Bangvang-Position"]) >= head


def test_a_read_model_that_is_late_says_how_far_it_has_come(
    behind: Caller, platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(freshness, "PATIENCE", 0.05)
    head = platform.log.head()
    answer = behind.get(RANKING, headers={HEADER: str(head)})
    assert (answer.status_code, answer.json["code"]) == (503, "read-model-late")
    assert answer.json["data"] == {"projection": "ranking", "position": head - 1, "wanted": head}
    assert behind.get(RANKING, headers={HEADER: str(head - 1)}).status_code == 200


@pytest.mark.parametrize(
    ("position", "status", "code"),
    [
        ("999999", 422, "position-unknown"),
        ("-1", 400, "header-invalid"),
        ("một", 400, "header-invalid"),
        ("9" * 30, 400, "header-invalid"),
    ],
)
def test_a_position_that_the_log_does_not_have_is_refused_at_once(
    behind: Caller, position: str, status: int, code: str
) -> None:
    answer = behind.get(RANKING, headers={HEADER: position.encode().decode("latin-1")})
    assert (answer.status_code, answer.json["code"]) == (status, code)


def test_a_change_answers_with_its_position(opened: Client, platform: Platform) -> None:
    unit = {"unit": "so-moi", "kind": "department", "name": "Sở mới"}
    answer = Caller(opened).do(f"{PROVINCE}/units", unit, of=PROVINCE)
    assert answer["position"] == platform.log.head()
