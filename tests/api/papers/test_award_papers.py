"""The papers of a campaign told to the end: what they say, by which decision, and what they are held against."""

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

import pytest
from msgspec.structs import replace

from api.papers import Asked, Paper, PaperKind, as_pdf, as_workbook, make_paper
from api.papers.choosing import AwardNotThere, DecisionNotThere, SeveralDecisions
from api.papers.making import EVERYTHING
from api.papers.paper import Ballot
from api.papers.wording import ballot_words
from api.rest.answers import POSITION
from application.proof import cosigning, keys
from application.proof.signing import Kind, Signer
from application.settings import Settings
from domain.award_campaign.commands import AnswerObjection, GrantAward, RecordCouncilVote, RecordObjection, RevokeAward
from domain.award_campaign.policy import CandidateKind, OtherDecider
from domain.metadata import Role, SourceDocument, UnitKind
from domain.person.commands import EraseName
from projections.campaigns import AwardsNotReadSoFar
from projections.platform import Platform
from tests.api import campaign, scenario
from tests.api.campaign import PERSON, give
from tests.api.cli.conftest import CommandLine
from tests.api.papers.built import dense, pages, sheets, text
from tests.application.test_awards import AT
from tests.domain.builders import ask
from tests.domain.campaigns import CAMPAIGN

pytestmark = pytest.mark.no_cover

PROVINCE = "vinh-long"
OBJECTION = "Hồ sơ chưa nêu số liệu năm 2023"
ANSWER = "Đã bổ sung phụ lục số liệu"
SYNTHETIC = "SYNTHETIC DEMONSTRATION DATA"
PAPERS = f"/provinces/{PROVINCE}/award-campaigns/{CAMPAIGN}/papers"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A campaign told to the end, in a log that is signed: one objection, a vote, an award taken back."""
    folder = tmp_path_factory.mktemp("papers")
    with Platform(Settings(data=folder, tokens=scenario.TOKENS)) as platform:
        keys.init(platform.settings.keys, "bangvang/thu")
        campaign.nominate(platform.application)
        objection = {"nomination": "n-1", "objection": "y-1"}
        platform.application.execute(give(RecordObjection, **objection, text=OBJECTION))
        platform.application.execute(give(AnswerObjection, **objection, upheld=False, answer=ANSWER))
        platform.application.execute(give(RecordCouncilVote, nomination="n-1", votes_for=8, votes_against=1))
        campaign.decide(platform.application)
        platform.projections.advance()
    return folder


@pytest.fixture
def platform(folder: Path, tmp_path: Path) -> Iterator[Platform]:
    data = shutil.copytree(folder, tmp_path / "data")
    with Platform(Settings(data=data, tokens=scenario.TOKENS)) as opened:
        yield opened


def made(platform: Platform, kind: PaperKind, as_of: int | None = None, asked: Asked = EVERYTHING) -> Paper:
    platform.projections.advance()
    return make_paper(platform, PROVINCE, CAMPAIGN, kind, as_of, asked)


def rows(paper: Paper, heading: str) -> list[tuple[object, ...]]:
    return [row for table in paper.tables if heading in table.heading for row in table.rows]


def test_the_proposals_have_results_sources_documents_and_votes(platform):
    paper = made(platform, PaperKind.PROPOSAL)
    sources = "2023: đợt 2023; 2024: đợt 2024"
    votes = Ballot(7, 7, "12/QĐ-UBND")
    found = rows(paper, "Tập thể")
    exact, below = Decimal("90.00"), Decimal("89.99")
    assert found[0] == (1, "so-y-te", exact, exact, None, sources, "đạt", "1, 2, 3", votes, "đã thẩm định")
    assert found[1] == (2, "so-xay-dung", below, below, None, sources, "không đạt", "1, 2, 3", votes, "đã thẩm định")
    (person,) = rows(paper, "Cá nhân")
    assert person[:5] == (1, PERSON, "so-y-te", exact, exact)
    assert paper.tables[0].lines[0] == "Đề nghị 3, trong đó đạt tiêu chuẩn 2; số lượng không quá 1."
    assert "đã đề nghị, đang lập hồ sơ: 0" in paper.closing[0]


def test_the_minutes_have_votes_objections_with_answers_and_reasons(platform):
    paper = made(platform, PaperKind.MINUTES)
    assert (paper.day, paper.number) == (date(2026, 1, 19), "12/QĐ-UBND")
    opinion = "đủ điều kiện: Theo kết quả kiểm tra"
    assert rows(paper, "bỏ phiếu")[0][3:] == ("đạt", opinion, Ballot(8, 9))
    assert rows(paper, "bỏ phiếu")[1][3:] == (*(f"không đạt: {declined_for(paper)}", opinion, "chưa bỏ phiếu"),)
    assert rows(paper, "Ý kiến của") == [(1, "so-y-te", OBJECTION, ANSWER, "không chấp nhận ý kiến")]
    assert [row[1] for row in rows(paper, "được tặng")][:2] == ["so-y-te", f"{PERSON} (so-y-te)"]
    (declined,) = rows(paper, "không được tặng")
    assert declined[1] == "so-xay-dung"
    assert "2023: 89,99 %; 2024: 89,99 %" in str(declined[3])
    assert declined[4] == "Chưa đủ điều kiện"


def declined_for(paper: Paper) -> str:
    return str(rows(paper, "không được tặng")[0][3])


def test_the_annex_has_numbers_in_the_quota_and_marks_what_was_taken_back_on_its_day(platform):
    before = made(platform, PaperKind.DECISION)
    assert rows(before, "Tập thể") == [(1, "so-y-te", "1/1", "")]
    assert before.closing == ("Danh sách này có 1 tập thể, 1 cá nhân.",)
    campaign.revoke(platform.application)
    campaign.flag(platform.application)
    after = made(platform, PaperKind.DECISION)
    assert "đang xem xét lại" in str(rows(after, "Tập thể")[0][-1])
    assert "Đã hủy bỏ theo Quyết định số 12/QĐ-UBND" in str(rows(after, "Cá nhân")[0][-1])
    assert made(platform, PaperKind.DECISION, before.seal.position) == before
    assert after.day == date(2026, 1, 19)


@pytest.mark.parametrize("kind", [PaperKind.PROPOSAL, PaperKind.MINUTES, PaperKind.DECISION])
def test_a_paper_tells_nothing_of_what_came_after_its_day(platform, kind):
    before = made(platform, kind)
    later = datetime(2026, 4, 20, 3, tzinfo=UTC)
    document = SourceDocument(number="HB", date=later.date(), issuer="Chủ tịch UBND tỉnh")
    revoked = {"nomination": "p-1", "ground": "khai-gian-doi", "reason": "Khai sai thành tích"}
    platform.application.execute(give(RevokeAward, **revoked, at=later, source_document=document))
    assert made(platform, kind) == before


def test_the_list_is_of_the_day_on_which_the_last_dossier_came_into_it(platform):
    paper = made(platform, PaperKind.PROPOSAL)
    assert paper.day == AT.date()
    assert {row[-1] for row in rows(paper, "Bằng khen")} == {"đã thẩm định", "đã tổng hợp"}
    opened = platform.dossiers.waiting(PROVINCE, CAMPAIGN).opened.position
    assert made(platform, PaperKind.PROPOSAL, opened).day is None


def test_minutes_of_several_sessions_have_no_day(platform):
    for nomination, day in (("n-3", date(2026, 1, 20)),):
        minutes = SourceDocument(number="13/BB", date=day, issuer="Hội đồng")
        vote = give(RecordCouncilVote, nomination=nomination, votes_for=9, votes_against=0, source_document=minutes)
        platform.application.execute(vote)
    paper = made(platform, PaperKind.MINUTES)
    assert paper.day is None
    assert "ngày ..... tháng ....." in text_of_day(paper)
    assert any("13/BB" in line for line in paper.tables[1].lines)


def text_of_day(paper: Paper) -> str:
    return " ".join(pages(as_pdf(paper))[0].split())


def test_a_part_is_asked_for_and_an_annex_is_of_one_decision(platform):
    other = SourceDocument(number="14/QĐ-UBND", date=date(2026, 1, 21), issuer="Chủ tịch UBND tỉnh")
    platform.application.execute(give(RevokeAward, nomination="n-1", ground="khai-gian-doi", reason="Khai sai"))
    platform.application.execute(give(GrantAward, nomination="n-3", source_document=other))
    with pytest.raises(SeveralDecisions) as several:
        made(platform, PaperKind.DECISION)
    assert several.value.data["known"] == "12/QĐ-UBND; 14/QĐ-UBND"
    second = made(platform, PaperKind.DECISION, asked=Asked(decision="14/QĐ-UBND"))
    assert (second.day, [row[1] for row in rows(second, "")]) == (date(2026, 1, 21), ["so-cu"])
    assert second.basis == ("Kèm theo Quyết định số 14/QĐ-UBND ngày 21 tháng 01 năm 2026 của Chủ tịch UBND tỉnh",)
    assert made(platform, PaperKind.DECISION, asked=Asked(decision="14/QĐ-UBND, Chủ tịch UBND tỉnh")) == second
    first = made(platform, PaperKind.DECISION, asked=Asked(decision="12/QĐ-UBND"))
    assert [row[1] for row in rows(first, "")] == ["so-y-te", PERSON]
    printed = made(platform, PaperKind.CERTIFICATES, asked=Asked(decision="14/QĐ-UBND"))
    assert [row[1] for row in rows(printed, "")] == ["so-cu"]
    assert len(rows(made(platform, PaperKind.PROPOSAL, asked=Asked(decision="14/QĐ-UBND")), "")) == 4
    assert not rows(made(platform, PaperKind.PROPOSAL, asked=Asked(year=2024)), "")
    with pytest.raises(DecisionNotThere):
        made(platform, PaperKind.DECISION, asked=Asked(decision="99/QĐ"))
    with pytest.raises(AwardNotThere):
        made(platform, PaperKind.MINUTES, asked=Asked(award="huan-chuong"))


def test_certificates_are_printed_of_awards_that_stand(platform):
    campaign.revoke(platform.application)
    (certificate,) = rows(made(platform, PaperKind.CERTIFICATES), "in bằng")
    assert certificate == (
        *(1, "so-y-te", "", "", "Bằng khen của Chủ tịch UBND tỉnh"),
        "Đã có thành tích xuất sắc trong phong trào thi đua giai đoạn 2023–2025",
        *("12/QĐ-UBND", date(2026, 1, 19), "Chủ tịch UBND tỉnh", 1),
    )


@pytest.mark.parametrize("kind", PaperKind)
def test_both_files_say_the_whole_paper_and_that_it_is_made_up(platform, kind):
    paper = made(platform, kind)
    content = as_pdf(paper)
    assert all(SYNTHETIC in page for page in pages(content))
    told, book = text(content), sheets(as_workbook(paper))
    for table in paper.tables:
        assert all(dense(each) in told for each in (table.heading, *table.lines))
        assert all(dense(str(cell)) in told for row in table.rows for cell in row if isinstance(cell, str))
        if table.columns:
            read = book[table.sheet[:31].strip()][1:]
            assert [row[1] for row in read] == [row[1] for row in table.rows]
            parts = sum(len(column.parts or (column.heading,)) for column in table.columns)
            assert all(SYNTHETIC in str(row[parts]) for row in read)


def test_the_paper_bears_the_checkpoint_over_its_last_decision(platform):
    paper = made(platform, PaperKind.DECISION)
    checkpoint = platform.checkpoints.verified(paper.seal.note)
    assert paper.seal.decided
    assert paper.seal.last <= checkpoint.size == paper.seal.size
    assert platform.transparency.root(checkpoint.size) == checkpoint.root
    witness = Signer.generate("thanh-tra", Kind.COSIGNATURE)
    (platform.settings.keys / keys.WITNESSES).write_text(f"{witness.verifier}\n", "utf-8")
    line = cosigning.cosign(paper.seal.note, platform.checkpoints.public_keys(), witness, AT)
    platform.checkpoints.add_cosignature(paper.seal.size, line)
    assert as_pdf(made(platform, PaperKind.DECISION)) == as_pdf(paper)


def test_an_erased_person_is_named_no_more(platform):
    before = made(platform, PaperKind.CERTIFICATES)
    assert dense(PERSON) in text(as_pdf(before))
    reference = platform.application.people.called(PERSON)
    platform.application.execute(ask(EraseName, id=uuid4(), reference=reference))
    after = made(platform, PaperKind.CERTIFICATES, before.seal.position)
    assert PERSON not in str(after)
    assert dense("«đã xóa theo yêu cầu»") in text(as_pdf(after))
    assert after.seal == before.seal


def test_a_position_that_was_not_read_is_refused(platform):
    with pytest.raises(AwardsNotReadSoFar):
        made(platform, PaperKind.MINUTES, 10_000)
    assert made(platform, PaperKind.PROPOSAL, platform.dossiers.waiting(PROVINCE, CAMPAIGN).opened.position).seal.size


# --- On the command line ----------------------------------------------------------------------------------------------


def test_the_command_writes_a_file_by_its_ending_and_no_other(folder, tmp_path):
    cli = CommandLine(tmp_path)
    shutil.copytree(folder, cli.data)
    command = ("awards", "papers", f"{PROVINCE}/{CAMPAIGN}")
    file = tmp_path / "bien-ban.pdf"
    output = cli(*command, "minutes", "--output", file).stdout
    assert SYNTHETIC in output
    assert dense(OBJECTION) in text(file.read_bytes())
    assert cli.refused(*command, "minutes", "--output", file, code=6)["code"] == "file-there"
    told = cli.json(*command, "minutes", "--output", file, "--force")
    assert told["bytes"] == file.stat().st_size
    assert told["checkpoint"] <= told["position"]
    book = tmp_path / "bien-ban.XLSX"
    cli(*command, "minutes", "--output", book, "--as-of", str(told["position"]))
    assert "Ý kiến" in sheets(book.read_bytes())
    for moment in ("n-1:granted", "honours-published", "2030-01-01"):
        cli(*command, "minutes", "--output", book, "--force", "--as-of", moment)
    cli(*command, "decision", "--output", book, "--force", "--decision", "12/QĐ-UBND", "--award", "bang-khen")
    cli(*command, "minutes", "--output", tmp_path / "bien-ban.docx", code=2)
    cli(*command, "poster", "--output", tmp_path / "poster.pdf", code=2)
    unknown = ("awards", "papers", f"{PROVINCE}/khong-co", "minutes", "--output", tmp_path / "khong-co.pdf")
    assert cli.refused(*unknown, code=4)["code"] == "campaign-unknown"
    assert not (tmp_path / "khong-co.pdf").exists()


# --- Over REST --------------------------------------------------------------------------------------------------------


def test_papers_are_for_those_who_are_known_in_the_form_they_accept(platform):
    platform.projections.advance()
    client = scenario.client_of(scenario.application(platform))
    reader = scenario.Caller(client, Role.COUNCIL)
    assert scenario.Caller(client, None).get(f"{PAPERS}/minutes").status_code == 401
    printed = reader.get(f"{PAPERS}/minutes")
    assert (printed.status_code, printed.mimetype) == (200, "application/pdf")
    assert printed.headers["Content-Disposition"].endswith(f'"{PROVINCE}-{CAMPAIGN}-minutes.pdf"')
    assert printed.headers["Cache-Control"] == "no-store"
    assert dense(ANSWER) in text(printed.data)
    accepted = reader.get(f"{PAPERS}/decision", headers={"Accept": made_of("spreadsheetml.sheet")})
    assert sheets(accepted.data) == sheets(reader.get(f"{PAPERS}/decision?format=xlsx").data)
    assert reader.get(f"{PAPERS}/minutes?as_of={printed.headers[POSITION]}").data == printed.data
    for path, status, code in (
        (f"{PAPERS}/poster", 404, "address-unknown"),
        (f"{PAPERS}/minutes?as_of=100000", 422, "moment-unknown"),
        (f"{PAPERS}/decision?decision=99", 404, "decision-not-there"),
        (f"{PAPERS}/decision?award=huan-chuong", 404, "award-not-there"),
        (f"/provinces/{PROVINCE}/award-campaigns/khong-co/papers/minutes", 404, "campaign-unknown"),
    ):
        answer = reader.get(path)
        assert (answer.status_code, answer.json["code"]) == (status, code)
    assert reader.get(f"{PAPERS}/minutes", headers={"Accept": "text/csv"}).status_code == 406


def made_of(ending: str) -> str:
    return f"application/vnd.openxmlformats-officedocument.{ending}"


def test_an_award_of_the_first_years_is_for_these(tmp_path):
    (merit,) = campaign.OPEN.awards
    interim = replace(campaign.OPEN, years=(2023, 2024, 2025, 2026), awards=(replace(merit, years=(2023, 2024, 2025)),))
    with Platform(Settings(data=tmp_path)) as platform:
        campaign.nominate(platform.application, interim)
        campaign.decide(platform.application)
        ((first, *_),) = (rows(made(platform, PaperKind.CERTIFICATES), "in bằng"),)
        assert str(first[5]).endswith("giai đoạn 2023–2025")
        columns = [each.heading for each in made(platform, PaperKind.PROPOSAL).tables[0].columns]
        assert "Kết quả năm 2026 (%)" not in " ".join(columns)


def test_before_a_decision_its_annex_is_signed_by_whoever_is_to_decide(tmp_path):
    (merit,) = campaign.OPEN.awards
    head = OtherDecider(
        decided_by="Trưởng Ban Chỉ đạo",
        when="Đơn vị không thuộc thẩm quyền",
        candidates=(CandidateKind.COLLECTIVE,),
        unit_kinds=(UnitKind.DEPARTMENT,),
    )
    both, other = ((CandidateKind.COLLECTIVE, CandidateKind.INDIVIDUAL), (CandidateKind.COLLECTIVE,))
    signed = {}
    for name, candidates in (("both", both), ("other", other)):
        decided = replace(merit, other_deciders=(replace(head, candidates=candidates),))
        with Platform(Settings(data=tmp_path / name)) as platform:
            campaign.nominate(platform.application, replace(campaign.OPEN, awards=(decided,)))
            signed[name] = made(platform, PaperKind.DECISION).signatures[-1]
    assert signed == {"both": "Trưởng Ban", "other": "Người ký quyết định"}


def test_a_share_of_votes_is_rounded_as_points_are():
    assert ballot_words(Ballot(1, 16)) == "1/16 (6,3 %)"
