"""``bangvang awards``: campaigns, who qualifies and why not, who waits for whom, how a decision came about, honours."""

import csv
import io
import shutil
from pathlib import Path

import msgspec
import pytest

from application.audit import reads
from application.settings import Settings
from domain.award_campaign.policy import CandidateKind, OtherDecider
from domain.metadata import Provenance, UnitKind
from projections.platform import Platform
from tests.api import campaign
from tests.api.campaign import CAMPAIGN, PERSON
from tests.api.cli.conftest import CommandLine, copied

pytestmark = pytest.mark.no_cover


def told(cli: CommandLine, *parts) -> CommandLine:
    with Platform(Settings(data=cli.data)) as platform:
        for part in parts:
            part(platform.application)
    return cli


@pytest.fixture(scope="module")
def stages(tmp_path_factory):
    """The data folder after each part of the story: told once, copied for each test."""
    cli = CommandLine(tmp_path_factory.mktemp("awards"))
    folders = {}
    for part in (campaign.nominate, campaign.decide):
        told(cli, part)
        folders[part.__name__] = Path(shutil.copytree(cli.data, cli.folder / part.__name__))
    return folders


@pytest.fixture
def nominated(cli, stages):
    return copied(cli, stages["nominate"])


@pytest.fixture
def decided(cli, stages):
    return copied(cli, stages["decide"])


def test_campaigns_are_listed_and_labelled(nominated):
    output = nominated("awards", "list", "vinh-long").stdout
    assert "bang-khen-2023-2025" in output
    assert "⚠ Synthetic demonstration data" in output
    (listed,) = nominated.json("awards", "list")
    assert listed["steps"] == {"appraised": 4, "nominated": 1}
    assert nominated.refused("awards", "list", "khong-co", code=4)["code"] == "province-unknown"


def test_a_policy_is_told_in_words(decided):
    output = decided("awards", "show", CAMPAIGN).stdout
    assert "⚠ Synthetic demonstration data" in output
    assert "Dossiers due on: 2026-01-09; late dossiers are refused" in output
    assert "collective: 1 of 1 granted, 0 left" in output
    assert "the published result is 90% or more in at least 2 of the 3 years" in output
    assert "Revoked for khai-gian-doi: Khai gian dối (Luật 06/2022/QH15)" in output
    assert "đã tặng 1 / 1, còn 0" in decided("awards", "show", CAMPAIGN, "--lang", "vi").stdout
    assert decided.refused("awards", "show", "vinh-long/khong-co", code=4)["code"] == "campaign-unknown"


def test_a_calendar_is_changed_and_shown(nominated):
    change = ("awards", "change-calendar", CAMPAIGN, "--deadlines", '{"dossiers": "2026-02-09"}', "--reason", "Gia hạn")
    document = ("--document-number", "13/QĐ", "--document-date", "2026-01-08", "--document-issuer", "UBND tỉnh")
    assert nominated.refused(*change, code=3)["code"] == "decision-required"
    nominated(*change, *document)
    output = nominated("awards", "show", CAMPAIGN).stdout
    assert "Dossiers due on: 2026-02-09" in output
    assert "2024 → 2024" in output
    assert "Calendar changed: 13/QĐ, 2026-01-08, UBND tỉnh · Gia hạn" in output
    again = ("awards", "change-calendar", CAMPAIGN, "--rounds", '{"2023": "2023", "2024": "2023"}', "--reason", "Sửa")
    assert nominated.refused(*again, *document, code=3)["code"] == "campaign-invalid"


def test_who_else_decides_and_that_a_policy_is_made_up_is_told(cli):
    head = OtherDecider(
        decided_by="Trưởng Ban Chỉ đạo",
        decided_by_en="Head of the steering committee",
        when="Đơn vị không thuộc thẩm quyền",
        candidates=(CandidateKind.COLLECTIVE,),
        unit_kinds=(UnitKind.DEPARTMENT,),
    )
    (merit,) = campaign.OPEN.awards
    awards = (msgspec.structs.replace(merit, other_deciders=(head,)),)
    policy = msgspec.structs.replace(campaign.OPEN, provenance=Provenance.ILLUSTRATIVE, awards=awards)
    told(cli, lambda application: campaign.nominate(application, policy), campaign.decide)
    assert "Head of the steering committee: Đơn vị không thuộc thẩm quyền" in cli("awards", "show", CAMPAIGN).stdout
    assert "⚠ Illustrative policy" in cli("awards", "honours", "vinh-long").stdout
    honours = cli.json("awards", "honours", "vinh-long")["honours"]
    assert [each["decided_by"] for each in honours] == ["Trưởng Ban Chỉ đạo", merit.decided_by]


def test_every_condition_has_its_number_its_source_and_what_is_missing(nominated):
    output = nominated("awards", "eligibility", CAMPAIGN).stdout
    assert "2023: 89.99 %" in output
    assert "2023: 89.99 % is below 90 %" in output
    assert "2023/so-xay-dung v" in output
    found = nominated.json("awards", "eligibility", CAMPAIGN)
    verdicts = {each["nomination"]: each["verdict"] for each in found["nominations"]}
    assert verdicts == {"n-1": "met", "n-2": "not-met", "n-3": "met", "p-1": "met", "p-2": "met"}
    in_csv = nominated("awards", "eligibility", CAMPAIGN, "--nomination", "n-2", "--format", "csv").stdout
    rows = list(csv.DictReader(io.StringIO(in_csv, newline="")))
    assert [row["condition"] for row in rows] == ["diem", "nhiem-vu", "ke-hoach", "mot-hinh-thuc"]
    assert rows[0]["number"] == "2023: 89.99 %; 2024: 89.99 %; 2025: unknown"
    unknown = ("awards", "eligibility", CAMPAIGN, "--nomination", "n-9")
    assert nominated.refused(*unknown, code=4)["code"] == "nomination-unknown"


def test_equal_candidates_at_the_cut_are_shown_as_tied(nominated):
    output = nominated("awards", "eligibility", CAMPAIGN).stdout
    assert "0 of 1 granted, 1 left; 2 qualify and wait for the decision" in output
    assert "2 candidates are tied at the cut: the platform does not choose among them" in output
    collectives, individuals = nominated.json("awards", "eligibility", CAMPAIGN)["shortlists"]
    placed = [(each["nomination"], each["rank"], each["cut"]) for each in collectives["candidates"]]
    assert placed == [("n-1", 1, "tied"), ("n-3", 1, "tied")]
    assert (collectives["tied"], individuals["contested"]) == (2, True)
    assert "BẰNG NHAU TẠI RANH GIỚI" in nominated("awards", "eligibility", CAMPAIGN, "--lang", "vi").stdout


def test_eligibility_is_told_as_of_a_moment(decided):
    def at(moment: str) -> dict[str, str]:
        found = decided.json("awards", "eligibility", CAMPAIGN, "--as-of", moment)
        return {each["nomination"]: each["step"] for each in found["nominations"]}

    assert at("opened") == {}
    assert at("n-1:submitted") == {"n-1": "submitted"}
    assert at("p-1:granted")["n-2"] == "appraised"
    assert at("honours-published")["n-2"] == "declined"
    before = decided.refused("awards", "eligibility", CAMPAIGN, "--as-of", "2024:published", code=4)
    assert before["code"] == "campaign-unknown"
    told(decided, campaign.flag)
    assert at("2024:published")["n-1"] == "granted"
    for moment in ("n-9:granted", "n-3:granted", "granted"):
        refused = decided.refused("awards", "eligibility", CAMPAIGN, "--as-of", moment, code=3)
        assert refused["code"] in {"award-moment-unknown", "moment-unknown"}


def test_dossiers_tell_who_waits_for_whom(nominated):
    output = nominated("awards", "dossiers", CAMPAIGN).stdout
    assert "Waiting for: the unit 1; whoever decides 4" in output
    assert PERSON in output
    waiting = nominated.json("awards", "dossiers", CAMPAIGN, "--waits-for", "unit")["dossiers"]
    assert [(each["nomination"], each["body"]) for each in waiting] == [("p-2", "so-cu")]
    assert nominated.json("awards", "dossiers", CAMPAIGN, "--as-of", "n-1:consolidated")["waiting"] == {
        "appraising-body": 1
    }


def test_why_tells_every_step_and_the_findings_at_the_decision(decided):
    output = decided("awards", "why", CAMPAIGN, "n-1").stdout
    assert "Granted: 12/QĐ-UBND, 2026-01-19, Chủ tịch UBND tỉnh" in output
    assert "Conditions at the decision" in output
    assert "2023: 90 % (2023/so-y-te v" in output
    assert "Chưa đủ điều kiện" in decided("awards", "why", CAMPAIGN, "n-2").stdout
    told(decided, campaign.flag, campaign.revoke)
    flagged = decided("awards", "why", CAMPAIGN, "n-1").stdout
    assert "it would be judged otherwise now; the award stands" in flagged
    assert "After a correction of results" in flagged
    revoked = decided("awards", "why", CAMPAIGN, "p-1").stdout
    assert "Revoked (Khai gian dối, Luật 06/2022/QH15): 12/QĐ-UBND, 2026-01-19" in revoked
    assert "Khai sai thành tích" in revoked
    assert [each["step"] for each in decided.json("awards", "why", CAMPAIGN, "p-1")["events"]][-1] == "revoked"


def test_the_roll_of_honour_names_people_and_leaves_out_what_was_revoked(decided):
    output = decided("awards", "honours", "vinh-long").stdout
    assert "bang-khen-2023-2025: ⚠ Synthetic demonstration data" in output
    assert PERSON in output
    told(decided, campaign.revoke)
    roll = ("awards", "honours", "vinh-long")
    assert [each["nomination"] for each in decided.json(*roll)["honours"]] == ["n-1"]
    with_revoked = decided(*roll, "--with-revoked").stdout
    assert PERSON in with_revoked
    assert "Luật 06/2022/QH15: 12/QĐ-UBND" in with_revoked
    assert decided.json(*roll, "--year", "2022")["honours"] == []
    assert len(decided.json(*roll, "--year", "2024", "--unit", "so-y-te")["honours"]) == 1
    assert decided.refused("awards", "honours", "khong-co", code=4)["code"] == "province-unknown"


def test_what_auditors_read_is_logged(decided):
    decided("awards", "eligibility", CAMPAIGN, "--auditor", "Thanh tra")
    with Platform(Settings(data=decided.data)) as platform:
        (read,) = reads(platform.log, platform.codec, platform.application.people)
    assert (read.operation, read.province) == ("bangvang awards eligibility", "vinh-long")


# --- What a unit types ------------------------------------------------------------------------------------------------


def test_a_unit_acts_for_itself_and_gives_documents_as_files_or_digests_in_whichever_case(nominated, tmp_path):
    file = tmp_path / "to-trinh.pdf"
    file.write_bytes(b"foo")
    digest = "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae"
    about = ("awards", "add-document", CAMPAIGN, "p-2", "--title", "15/TTr", "--at", "2026-01-06T08:00")
    for document, given in (("to-trinh", digest.upper()), ("bien-ban", str(file)), ("bao-cao", f" {digest} ")):
        nominated(*about, "--document", document, "--sha256", given)
    nominated("awards", "submit", CAMPAIGN, "p-2", "--at", "2026-01-06T09:00")
    (dossier,) = [
        each for each in nominated.json("awards", "dossiers", CAMPAIGN)["dossiers"] if each["nomination"] == "p-2"
    ]
    assert dossier["step"] == "submitted"
    assert {each["sha256"] for each in dossier["documents"]} == {digest}


def test_a_body_that_was_not_named_is_told_how_to_say_it(nominated):
    refused = nominated.refused("awards", "return", CAMPAIGN, "n-1", "--reason", "Thiếu chữ ký", code=5)
    assert refused["code"] == "not-the-body"
    assert "--unit-of so-" in refused["advice"]


def test_whoever_objects_is_not_taken_for_the_candidate(nominated):
    given = ("--objection", "y-9", "--text", "Số liệu", "--as", "unit", "--at", "2026-01-06T08:00")
    nominated("awards", "object", CAMPAIGN, "n-1", *given, code=0)
    events = nominated.json("awards", "why", CAMPAIGN, "n-1")["events"]
    assert events[-1]["actor_unit"] is None


# --- In Vietnamese ----------------------------------------------------------------------------------------------------

VI = ("--lang", "vi")


def test_numbers_days_roles_and_answers_are_told_in_vietnamese(decided):
    output = words(decided(*VI, "awards", "eligibility", CAMPAIGN, "--nomination", "n-2").stdout)
    assert "2023: 89,99 %" in output
    assert "89.99 %" not in output
    why = words(decided(*VI, "awards", "why", CAMPAIGN, "n-1").stdout)
    for told in (
        "Tặng: 12/QĐ-UBND, 19/01/2026, Chủ tịch UBND tỉnh",
        "đối tượng: tập thể; đơn vị: so-y-te; phiếu tán thành: 7",
        "đủ điều kiện: có",
        "nộp muộn: không",
        "cơ quan thẩm tra · so-tttt",
    ):
        assert told in why
    assert not {"kind=", "collective", "reviewer", "None", "holds"} & set(why.split())
    assert "Hạn nộp hồ sơ: 09/01/2026; hồ sơ nộp muộn bị từ chối" in decided(*VI, "awards", "show", CAMPAIGN).stdout


def test_dossiers_tell_the_day_that_held_and_yes_or_no(nominated):
    (row, *_) = [line for line in nominated(*VI, "awards", "dossiers", CAMPAIGN).stdout.splitlines() if "n-1" in line]
    assert "05/01/2026" in row
    assert row.split().count("không") == 2
    kept = list(csv.DictReader(io.StringIO(nominated("awards", "dossiers", CAMPAIGN, "--format", "csv").stdout)))
    assert {each["late"] for each in kept} == {"false"}


def test_refusals_tell_steps_and_kinds_in_words(decided):
    quota = ("--document-number", "1", "--document-date", "2026-02-01", "--document-issuer", "UBND")
    refused = decided.refused(*VI, "awards", "grant", CAMPAIGN, "n-3", *quota, code=6)
    assert "cho đối tượng «tập thể»" in refused["vi"]["detail"]
    assert "for the kind 'collective'" in refused["en"]["detail"]
    step = decided.refused("awards", "consolidate", CAMPAIGN, "n-1", "--unit-of", "so-tttt", code=6)
    assert "bước «đã tặng»" in step["vi"]["detail"]
    assert "đã nộp hồ sơ" in step["vi"]["advice"]


def words(text: str) -> str:
    return " ".join(text.split())


def test_the_roll_of_honour_is_shown_as_of_named_moments(decided):
    code = CAMPAIGN.rpartition("/")[2]
    for moment in (f"{code}:honours-published", f"{code}:opened", "2024:published", "2030-01-01", "1"):
        decided("awards", "honours", "vinh-long", "--as-of", moment)
    for moment in ("abc", "opened", "honours-published", "khong-co:honours-published"):
        refused = decided.refused("awards", "honours", "vinh-long", "--as-of", moment, code=3)
        assert refused["code"] == "honours-moment-unknown"


def test_conditions_are_told_in_words_below_their_codes(nominated):
    output = nominated(*VI, "awards", "eligibility", CAMPAIGN, "--nomination", "n-1").stdout
    assert "ke-hoach: " in output


def test_a_folder_that_is_not_there_is_told_in_vietnamese(decided):
    paper = ("awards", "papers", CAMPAIGN, "minutes", "--output", "/khong/co/bien-ban.pdf")
    assert "không có tệp hoặc thư mục: /khong/co/bien-ban.pdf" in decided(*VI, *paper, code=1).stderr


def test_what_is_mistyped_is_told_in_vietnamese(nominated):
    nominate = ("awards", "nominate", CAMPAIGN, "n-9", "so-y-te")
    for given, told in (
        (("--document-date", "2026-13-45"), "không phải là ngày. Ghi ngày theo dạng 2022-12-06"),
        (("--award", "Bằng khen"), "mã chỉ gồm chữ thường không dấu"),
        (("--votes-for", "x"), "cần số nguyên nhưng gặp văn bản"),
    ):
        assert told in nominated(*VI, *nominate, *given, code=2).stderr
    assert "it is not a day" in nominated(*nominate, "--document-date", "hôm nay", code=2).stderr
