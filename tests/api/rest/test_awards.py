"""Awards as programs read them: what everybody sees by the policy, and what only those who are known."""

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from application.proof import keys
from application.settings import Settings
from domain.award_campaign.commands import GrantAward, PublishHonours
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
    assert Caller(decided).get(ONE).headers["ETag"].startswith('"v')
    answer = Caller(decided, None).get(ONE)
    assert "Authorization" in answer.vary
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


def granted(client: Client, role: Role | None) -> int:
    uses = read(client, ONE, role)["uses"]
    return {(use["award"], use["kind"]): int(use["granted"]) for use in uses}["bang-khen", "collective"]


def test_strangers_see_no_activity_and_no_decision_before_it_is_published(platform: Platform, client: Client) -> None:
    campaign.nominate(platform.application, CLOSED)
    before = Caller(client, None).get(ONE)
    platform.application.execute(campaign.give(GrantAward, nomination="n-1"))
    assert (granted(client, Role.COUNCIL), granted(client, None)) == (1, 0)
    after = Caller(client, None).get(ONE)
    assert (after.headers["ETag"], after.json) == (before.headers["ETag"], before.json)
    assert client.get(f"{V1}{ONE}", headers={"If-None-Match": before.headers["ETag"]}).status_code == 304
    platform.application.execute(campaign.give(PublishHonours))
    assert granted(client, None) == 1
    platform.projections.catch_up()
    assert read(client, f"{ONE}/eligibility", None)["shortlists"] == []


def test_where_nominations_are_public_so_are_their_grants(platform: Platform, client: Client) -> None:
    campaign.nominate(platform.application, OPEN)
    platform.application.execute(campaign.give(GrantAward, nomination="n-1"))
    assert granted(client, None) == 1


@pytest.mark.parametrize(("policy", "hidden"), [(CLOSED, {"n-1", "n-2", "n-3", "p-1", "p-2"}), (OPEN, {"p-2"})])
def test_receipts_of_nominations_are_for_those_who_may_see_them(
    platform: Platform, client: Client, policy: AwardPolicy, hidden: set[str]
) -> None:
    keys.init(platform.settings.keys, "bangvang/thu")
    campaign.nominate(platform.application, policy)
    platform.projections.catch_up()
    refused = set()
    for entry in platform.log.read(0, platform.log.head()):
        path = f"/log/receipts/{entry.position}"
        read(client, path)
        answer = Caller(client, None).get(path)
        about = getattr(platform.codec.decode(*entry[1:]).data, "nomination", None)
        assert answer.status_code == (401 if about in hidden else 200), answer.text
        assert client.get(f"/receipts/{entry.position}").status_code == answer.status_code
        refused |= {about} if answer.status_code == 401 else set()
    assert refused == hidden
    assert read(client, f"/log/receipts/{platform.log.head() + 1}", None, status=422)["code"] == "tree-size-unknown"


def test_a_calendar_is_changed_with_a_reason_and_a_decision(platform: Platform, client: Client) -> None:
    campaign.nominate(platform.application, OPEN)
    body = {
        "deadlines": {"dossiers": "2026-02-09"},
        "rounds": {"2023": "2023", "2024": "2024", "2025": "2025"},
        "reason": "Gia hạn theo kết luận họp",
        "source_document": scenario.DECISION,
    }
    Caller(client).do(f"{ONE}/calendar", body, of=ONE)
    opening = read(client, ONE)["opening"]
    assert (opening["deadlines"], opening["rounds"]) == (body["deadlines"], body["rounds"])
    twice = {**body, "rounds": {"2023": "2023", "2024": "2023"}}
    refused = Caller(client).post(f"{ONE}/calendar", twice, of=ONE)
    assert (refused.status_code, refused.json["code"]) == (422, "campaign-invalid")
    platform.projections.catch_up()
    assert read(client, f"{ONE}/nominations")["deadlines"] == body["deadlines"]


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
    assert read(registered, ONE)["data_provenance"] == "published"
    for wrong in ("0", "hai-nghin", "02023"):
        refused = Caller(registered).post(CAMPAIGNS, {**body, "rounds": {wrong: "2022"}})
        assert (refused.status_code, refused.json["code"]) == (422, "request-invalid"), refused.text
