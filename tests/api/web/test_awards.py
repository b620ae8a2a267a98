"""The pages about awards: a policy in words, who qualifies by which number, ties, the way of a nomination, honours."""

import re
from collections.abc import Iterator
from datetime import date

import msgspec
import pytest

from application.settings import Settings
from domain.award_campaign.commands import ChangeAwardCalendar, GrantAward
from domain.award_campaign.events import Deadlines
from domain.award_campaign.policy import CandidateKind, OtherDecider
from domain.metadata import Provenance, Role, UnitKind
from projections.platform import Platform
from projections.positions import Feed
from tests.api import campaign, scenario
from tests.api.campaign import CLOSED, DRAFTED, OPEN, PERSON
from tests.api.scenario import Client
from tests.api.web.numbers import follow
from tests.api.web.test_explained import links_of
from tests.api.web.test_pages import outline, text
from tests.application.test_awards import propose
from tests.domain.campaigns import CAMPAIGN as CODE
from tests.domain.campaigns import SCORE

pytestmark = pytest.mark.no_cover

CAMPAIGNS = "/awards/vinh-long"
ONE = f"{CAMPAIGNS}/bang-khen-2023-2025"
HONOURS = "/honours/vinh-long"
COLLECTIVE = CandidateKind.COLLECTIVE


@pytest.fixture(scope="module")
def in_public(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    with Platform(Settings(data=tmp_path_factory.mktemp("awards"), tokens=scenario.TOKENS)) as platform:
        campaign.nominate(platform.application, OPEN)
        yield scenario.client_of(scenario.application(platform))


@pytest.fixture(scope="module")
def decided(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    with Platform(Settings(data=tmp_path_factory.mktemp("awards"), tokens=scenario.TOKENS)) as platform:
        for part in (lambda application: campaign.nominate(application, CLOSED), campaign.decide, campaign.flag):
            part(platform.application)
        yield scenario.client_of(scenario.application(platform))


def as_role(client: Client, path: str, role: Role) -> str:
    answer = client.get(path, headers={"Authorization": f"Bearer token-of-the-{role}"})
    assert (answer.status_code, answer.mimetype) == (200, "text/html"), answer.text
    assert "Authorization" in answer.vary
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text).split())


def test_the_first_page_leads_to_campaigns_and_honours(decided: Client) -> None:
    assert {CAMPAIGNS, HONOURS} <= {link["href"] for link in outline(decided, "/").all("a")}
    assert ONE in links_of(outline(decided, CAMPAIGNS), ONE)
    assert "đã tặng: 2" not in text(decided, CAMPAIGNS)
    assert "đã tặng: 2" in as_role(decided, CAMPAIGNS, Role.COUNCIL)


def test_a_policy_is_told_in_words_with_its_quota(decided: Client) -> None:
    told = text(decided, ONE)
    assert "tập thể: đã tặng 1 / 1, còn 0" in told
    assert "Điểm chỉ số đạt từ 90 % trong 02 năm trở lên" in told
    assert "Đề nghị không công khai trước khi quyết định" in told
    assert "Dữ liệu trình diễn tổng hợp" in told
    assert "collective: granted 1 / 1, left 0" in text(decided, f"{ONE}?lang=en")


def test_every_number_of_a_campaign_is_explained(in_public: Client, decided: Client) -> None:
    told = text(in_public, ONE)
    assert "89,9900 %" in told
    assert "Năm 2023: 89,99 %, chưa đạt 90 %" in told
    assert follow(in_public, ONE) >= 12
    assert follow(decided, f"{ONE}/n-1", f"{ONE}/p-1") >= 8


def test_equal_candidates_at_the_cut_are_marked(in_public: Client) -> None:
    told = text(in_public, f"{ONE}?lang=en")
    assert "TIED AT THE CUT" not in told
    everything = as_role(in_public, f"{ONE}?lang=en", Role.COUNCIL)
    assert "Candidates are tied at the cut: the platform does not choose among them." in everything
    assert everything.count("TIED AT THE CUT") == 4


@pytest.mark.parametrize("role", [Role.UNIT, Role.ADMINISTRATOR])
def test_those_who_are_known_see_what_the_public_does_not(decided: Client, role: Role) -> None:
    assert DRAFTED in as_role(decided, ONE, role)
    assert DRAFTED not in text(decided, ONE)
    assert "Chưa đủ điều kiện" in as_role(decided, f"{ONE}/n-2", role)
    assert decided.get(f"{ONE}/n-2").status_code == 401


def test_auditors_see_what_is_public_for_pages_log_no_reads(decided: Client) -> None:
    assert DRAFTED not in as_role(decided, ONE, Role.AUDITOR)


def test_the_way_of_a_nomination_tells_who_did_what_and_the_findings(decided: Client) -> None:
    told = text(decided, f"{ONE}/n-1")
    for expected in (
        "Quyết định tặng Award granted",
        "12/QĐ-UBND",
        "Điều kiện khi quyết định",
        "Điều kiện sau khi sửa kết quả",
        "Nguyễn Văn A",
        "nhiem-vu 2023: xác nhận",
        "Số phiếu thuận / chống: 7 / 0",
        "nay sẽ xét khác",
    ):
        assert expected in told


def test_a_campaign_is_shown_while_one_read_model_is_behind_another(platform: Platform, client: Client) -> None:
    campaign.nominate(platform.application, OPEN)
    platform.projections.advance()
    for name in ("dossiers", "honours"):
        platform.projections.feed_by(name, Feed.KAFKA)
    propose(platform.application, "n-9", "so-tttt")
    platform.projections.advance()
    nominated = [each.nomination for each in platform.eligibility.campaign("vinh-long", CODE).nominations]
    assert nominated[-1] == "n-9"
    told = as_role(client, ONE, Role.COUNCIL)
    assert "so-cu" in told
    assert "nomination-n-9" not in client.get(ONE).text


def test_a_condition_with_groups_of_its_own_shows_their_points(platform: Platform, client: Client) -> None:
    of_first = msgspec.structs.replace(SCORE, groups=("1",))
    (merit,) = OPEN.awards
    conditions = {**merit.conditions, COLLECTIVE: (of_first, *merit.conditions_for(COLLECTIVE)[1:])}
    with_groups = msgspec.structs.replace(OPEN, awards=(msgspec.structs.replace(merit, conditions=conditions),))
    campaign.nominate(platform.application, with_groups)
    platform.application.execute(campaign.give(GrantAward, nomination="n-1"))
    platform.projections.advance()
    for path in (ONE, f"{ONE}/n-1"):
        shown = text(client, path)
        assert "45,00 / 50" in shown or "45 / 50" in shown, shown
        assert "/ 100" not in shown


def test_a_changed_calendar_is_told_with_its_reason_and_decision(platform: Platform, client: Client) -> None:
    campaign.nominate(platform.application, OPEN)
    later = Deadlines(dossiers=date(2026, 2, 9))
    platform.application.execute(campaign.give(ChangeAwardCalendar, deadlines=later, reason="Gia hạn theo kết luận"))
    platform.projections.advance()
    told = text(client, ONE)
    assert "09/02/2026" in told
    assert "12/QĐ-UBND" in told
    assert "Gia hạn theo kết luận" in told


def test_an_illustrative_policy_is_labelled_wherever_its_awards_show(platform: Platform, client: Client) -> None:
    head = OtherDecider(
        decided_by="Trưởng Ban Chỉ đạo",
        when="Đơn vị không thuộc thẩm quyền",
        candidates=(COLLECTIVE,),
        unit_kinds=(UnitKind.DEPARTMENT,),
    )
    (merit,) = OPEN.awards
    awards = (msgspec.structs.replace(merit, other_deciders=(head,)),)
    made_up = msgspec.structs.replace(OPEN, provenance=Provenance.ILLUSTRATIVE, awards=awards)
    campaign.nominate(platform.application, made_up)
    campaign.decide(platform.application)
    platform.projections.advance()
    for path in (ONE, f"{ONE}/n-1", HONOURS):
        assert "Thể lệ minh họa" in text(client, path)
    assert "Trưởng Ban Chỉ đạo: Đơn vị không thuộc thẩm quyền" in text(client, ONE)


def test_the_roll_of_honour_names_who_was_honoured(decided: Client) -> None:
    told = text(decided, HONOURS)
    assert PERSON in told
    assert "Dữ liệu trình diễn tổng hợp" in told
    assert f"{ONE}/n-1" in links_of(outline(decided, HONOURS), ONE)
    assert PERSON in text(decided, f"{HONOURS}?year=2024")
    assert "Chưa công bố khen thưởng nào" in text(decided, f"{HONOURS}?year=2019")


@pytest.mark.parametrize("path", ["/awards/khong-co", "/honours/khong-co", f"{CAMPAIGNS}/khong-co"])
def test_what_there_is_not_is_not_found(decided: Client, path: str) -> None:
    assert decided.get(path).status_code == 404


def test_it_says_so_where_there_are_none(registered: Client) -> None:
    assert "Chưa có đợt khen thưởng nào" in text(registered, CAMPAIGNS)
    assert "Chưa công bố khen thưởng nào" in text(registered, HONOURS)


def test_the_roll_tells_of_each_award_whether_it_is_made_up_or_flagged(decided: Client) -> None:
    page = decided.get(f"{HONOURS}?lang=en").text
    rows = page.split("<tbody")[1].split('<tr role="row">')[1:]
    assert len(rows) == 2
    assert all("Synthetic demonstration data" in row for row in rows)
    assert all("Results were corrected since" in row for row in rows)
