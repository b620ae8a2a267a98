"""Awards as programs read them: what everybody sees by the policy, and what only those who are known."""

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from application.settings import Settings
from domain.award_campaign.policy import AwardPolicy
from domain.metadata import Role
from projections.platform import Platform
from tests.api import campaign, scenario
from tests.api.campaign import CLOSED, DRAFTED, OPEN, PERSON
from tests.api.rest.test_queries import FRESHNESS
from tests.api.scenario import PROVINCE, V1, Answer, Caller, Client
from tests.domain.campaigns import DEADLINES, POLICY

pytestmark = pytest.mark.no_cover

CAMPAIGNS = f"{PROVINCE}/award-campaigns"
ONE = f"{CAMPAIGNS}/bang-khen-2023-2025"
HONOURS = f"{PROVINCE}/honours"


@pytest.fixture(scope="module")
def in_public(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """Nominations are public; nothing is decided yet."""
    yield from told(tmp_path_factory, OPEN)


@pytest.fixture(scope="module")
def decided(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """Nominations were not public; two awards stand in the roll of honour, one of them flagged."""
    yield from told(tmp_path_factory, CLOSED, campaign.decide, campaign.flag)


def told(folders: pytest.TempPathFactory, policy: AwardPolicy, *parts: Any) -> Iterator[Client]:
    with Platform(Settings(data=folders.mktemp("awards"), tokens=scenario.TOKENS)) as platform:
        campaign.nominate(platform.application, policy)
        for part in parts:
            part(platform.application)
        yield scenario.client_of(scenario.application(platform))


def read(client: Client, path: str, role: Role | None = Role.UNIT, status: int = 200) -> Any:
    answer = Caller(client, role).get(path)
    assert answer.status_code == status, answer.text
    return answer.json


def test_a_campaign_and_its_policy_are_open_to_all(decided: Client) -> None:
    answer = Caller(decided, None).get(ONE)
    assert answer.headers["ETag"].startswith('"v')
    uses = {(use["award"], use["kind"]): (use["granted"], use["left"]) for use in answer.json["uses"]}
    assert uses[("bang-khen", "collective")] == (1, 0)
    assert answer.json["opening"]["policy"]["grounds"][0]["code"] == "khai-gian-doi"
    unchanged = decided.get(f"{V1}{ONE}", headers={"If-None-Match": answer.headers["ETag"]})
    assert unchanged.status_code == 304
    assert read(decided, f"{CAMPAIGNS}/khong-co", status=404)["code"] == "campaign-unknown"


def test_how_many_nominations_there_are_is_told_to_those_who_are_known(decided: Client) -> None:
    (listed,) = read(decided, CAMPAIGNS)["items"]
    assert listed["steps"] == {"granted": 2, "declined": 1, "appraised": 1, "nominated": 1}
    (publicly,) = read(decided, CAMPAIGNS, None)["items"]
    assert publicly == {**listed, "steps": {}}
    assert read(decided, f"{CAMPAIGNS}?cursor=bang-khen-2023-2025")["items"] == []
    assert read(decided, "/provinces/khong-co/award-campaigns", status=404)["code"] == "province-unknown"


def test_every_condition_is_explained_and_ties_are_marked(in_public: Client) -> None:
    answer = Caller(in_public).get(f"{ONE}/eligibility")
    assert set(FRESHNESS) <= set(answer.headers.keys())
    assert "Authorization" in answer.vary
    found = {each["nomination"]: each for each in answer.json["nominations"]}
    score = found["n-2"]["conditions"][0]
    assert (score["finding"]["verdict"], score["missing"][0]["gap"]) == ("not-met", "below")
    assert score["sources"][0]["round"] == "2023"
    collectives, _ = answer.json["shortlists"]
    assert {each["nomination"]: each["cut"] for each in collectives["candidates"]} == {"n-1": "tied", "n-3": "tied"}


def test_lists_come_in_pages(in_public: Client) -> None:
    for path, key in ((f"{ONE}/eligibility", "nominations"), (f"{ONE}/nominations", "dossiers")):
        codes: list[str] = []
        address: str | None = f"{path}?limit=2"
        while address:
            answer: Answer = Caller(in_public).get(address)
            codes += [each["nomination"] for each in answer.json[key]]
            address = answer.headers.get("Link", "").removeprefix(f"<{V1}").partition(">")[0] or None
        assert codes == ["n-1", "n-2", "n-3", "p-1", "p-2"]


def test_the_public_sees_nominations_by_the_policy_and_never_drafts(in_public: Client, decided: Client) -> None:
    everything = Caller(in_public).get(f"{ONE}/nominations")
    assert DRAFTED in everything.text
    for path, key in ((f"{ONE}/eligibility", "nominations"), (f"{ONE}/nominations", "dossiers")):
        publicly = Caller(in_public, None).get(path)
        assert [each["nomination"] for each in publicly.json[key]] == ["n-1", "n-2", "n-3", "p-1"]
        assert PERSON in publicly.text
        assert DRAFTED not in publicly.text
        hidden = Caller(decided, None).get(path)
        assert [each["nomination"] for each in hidden.json[key]] == ["n-1", "p-1"]
        for text in (DRAFTED, "so-cu", "so-xay-dung"):
            assert text not in hidden.text
    assert read(in_public, f"{ONE}/nominations", None)["waiting"] == {"council": 4}


@pytest.mark.parametrize("code", ["n-2", "p-2", "n-9"])
def test_strangers_do_not_learn_whether_there_is_a_nomination(decided: Client, code: str) -> None:
    for path in (f"{ONE}/nominations/{code}", f"{ONE}/eligibility?nomination={code}"):
        assert read(decided, path, None, status=401)["code"] == "token-missing"
    status = 404 if code == "n-9" else 200
    read(decided, f"{ONE}/nominations/{code}", status=status)


def test_an_earlier_moment_shows_the_public_no_more_than_now(decided: Client) -> None:
    submitted = f"{ONE}/eligibility?as_of=p-1:granted"
    assert [each["nomination"] for each in read(decided, submitted)["nominations"]][1] == "n-2"
    assert [each["nomination"] for each in read(decided, submitted, None)["nominations"]] == ["n-1", "p-1"]
    hidden = f"{ONE}/eligibility?as_of=n-2:declined"
    assert len(read(decided, hidden)["nominations"]) == 5
    assert read(decided, hidden, None, status=422)["code"] == "award-moment-unknown"
    assert read(decided, f"{ONE}/eligibility?as_of=n-9:granted", status=422)["code"] == "award-moment-unknown"
    assert read(decided, f"{ONE}/nominations?as_of=opened")["dossiers"] == []


def test_how_a_decision_came_about_is_told_step_by_step(decided: Client) -> None:
    found = read(decided, f"{ONE}/nominations/n-1", None)
    assert found["events"][0]["step"] == "nominated"
    assert found["dossier"]["decided"]["act"]["document"]["number"] == "12/QĐ-UBND"
    assert found["dossier"]["decided"]["findings"][0]["verdict"] == "met"
    assert found["dossier"]["flagged"] is True


def test_the_roll_of_honour_is_open_and_what_was_revoked_is_not(decided: Client) -> None:
    roll = read(decided, HONOURS, None)
    assert [each["nomination"] for each in roll["honours"]] == ["n-1", "p-1"]
    assert PERSON in roll["names"].values()
    assert read(decided, f"{HONOURS}?with_revoked=true", None, status=401)["code"] == "token-missing"
    assert len(read(decided, f"{HONOURS}?with_revoked=true&year=2023&unit=so-y-te&limit=1")["honours"]) == 1
    assert read(decided, f"{HONOURS}?year=2022", None)["honours"] == []


def test_a_revoked_award_is_gone_from_the_roll_and_stays_in_history(platform: Platform, client: Client) -> None:
    campaign.nominate(platform.application, CLOSED)
    campaign.decide(platform.application)
    before = platform.log.head()
    campaign.revoke(platform.application)
    platform.projections.catch_up()
    assert PERSON not in Caller(client, None).get(HONOURS).text
    assert PERSON not in Caller(client, None).get(f"{HONOURS}?as_of={before}").text
    assert PERSON in Caller(client).get(f"{HONOURS}?as_of={before}").text
    read(client, f"{ONE}/nominations/p-1", None, status=401)
    revoked = read(client, f"{HONOURS}?with_revoked=true")["honours"][-1]["revoked"]
    assert revoked["ground"]["legal_basis"] == "Luật 06/2022/QH15"


def test_a_campaign_is_opened_with_the_rounds_of_its_years(registered: Client) -> None:
    body = {
        "campaign": "bang-khen-2023-2025",
        "name": "Khen thưởng tổng kết 2023–2025",
        "policy": msgspec.to_builtins(POLICY, str_keys=True),
        "deadlines": msgspec.to_builtins(DEADLINES),
        "rounds": {"2023": "2022"},
        "source_document": scenario.DECISION,
    }
    Caller(registered).do(CAMPAIGNS, body)
    assert read(registered, ONE)["opening"]["rounds"] == {"2023": "2022"}
    for wrong in ("0", "hai-nghin", "02023"):
        refused = Caller(registered).post(CAMPAIGNS, {**body, "rounds": {wrong: "2022"}})
        assert (refused.status_code, refused.json["code"]) == (422, "request-invalid"), refused.text
