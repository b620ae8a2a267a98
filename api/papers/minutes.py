"""Biên bản họp xét: how the council voted, what was objected and answered, what came of it and why."""

from collections.abc import Iterator

from api.award_words import VERDICTS
from api.papers.paper import NUMBER, Ballot, Cell, Column, Table
from api.papers.reading import CampaignRead
from api.papers.wording import award_in_year, day_words, document_words, percentage
from domain.award_campaign.eligibility import Finding, Verdict, qualifies
from domain.metadata import SourceDocument
from projections.dossiers.answer import DossierStanding, KeptObjection

WHO = (NUMBER, Column("Tập thể, cá nhân", 18), Column("Hình thức khen thưởng", 16))
VOTES = (
    *WHO,
    Column("Tiêu chuẩn", 20),
    Column("Ý kiến thẩm định", 18),
    Column("Tán thành", 10, "center", parts=("Tán thành", "Tổng số phiếu", "Tỷ lệ (%)")),
)
BY_HAND = (
    "Thời gian bắt đầu: ......... giờ ........., kết thúc: ......... giờ .........",
    "Địa điểm: ..............................................................................................",
    "Thành phần tham dự: ..............................................................................",
    "Chủ trì: .............................................  Thư ký: .............................................",
)
"""What the log does not tell of a session."""
UNNUMBERED = "        /BB-HĐTĐKT"
OBJECTIONS = (*WHO[:2], Column("Ý kiến", 28), Column("Trả lời", 28), Column("Kết luận", 12))
GRANTED = (*WHO, Column("Quyết định", 30))
DECLINED = (*WHO, Column("Tiêu chuẩn chưa đạt", 24), Column("Lý do", 26))


def minutes(campaign: CampaignRead) -> tuple[Table, ...]:
    """What was before the council, its votes, objections, and what was granted and declined by then."""
    decided = (
        _table("Tập thể, cá nhân được tặng", "Được tặng", GRANTED, _granted(campaign)),
        _table("Tập thể, cá nhân không được tặng và lý do", "Không được tặng", DECLINED, _declined(campaign)),
    )
    return (
        Table(heading="Thời gian, địa điểm, thành phần", sheet="Thành phần", lines=BY_HAND),
        Table(heading="Nội dung họp xét", sheet="Nội dung", lines=tuple(_agenda(campaign))),
        _table("Kết quả thẩm định và bỏ phiếu", "Bỏ phiếu", VOTES, _votes(campaign)),
        _table("Ý kiến của tổ chức, cá nhân và trả lời", "Ý kiến", OBJECTIONS, _objections(campaign)),
        *(each for each in decided if each.rows),
    )


def number(campaign: CampaignRead) -> str:
    """That of the minutes by which the votes were recorded, if they all are."""
    documents = set(_papers(campaign))
    return documents.pop().number if len(documents) == 1 else UNNUMBERED


def _papers(campaign: CampaignRead) -> Iterator[SourceDocument]:
    """The minutes by which votes were recorded, those of a session once."""
    documents = (each.council.act.document for each in campaign.listed if each.council)
    yield from dict.fromkeys(each for each in documents if each)


def _table(heading: str, sheet: str, columns: tuple[Column, ...], rows: Iterator[tuple[Cell, ...]]) -> Table:
    numbered = tuple((number, *row) for number, row in enumerate(rows, start=1))
    return Table(heading=heading, sheet=sheet, columns=columns, rows=numbered, lines=() if numbered else ("Không có.",))


def _agenda(campaign: CampaignRead) -> Iterator[str]:
    found = campaign.found
    yield f"Xét khen thưởng: {found.name}; theo {found.policy.name} (phiên bản {found.policy.version})."
    yield f"Căn cứ mở đợt: {document_words(found.opened.document)}."
    yield f"Hạn nộp hồ sơ: {day_words(found.deadlines.dossiers)}. Số hồ sơ được tổng hợp: {len(campaign.listed)}."
    yield f"Cơ quan tổng hợp: {campaign.unit(found.policy.consolidated_by)}."
    yield f"Cơ quan thẩm định: {campaign.unit(found.policy.appraised_by)}."
    papers = tuple(_papers(campaign))
    if len(papers) > 1:
        yield f"Các phiên họp theo biên bản: {'; '.join(map(document_words, papers))}."


def _who(campaign: CampaignRead, dossier: DossierStanding) -> tuple[str, str]:
    """Who it is about, a person with the unit, and the award with its year."""
    unit = f" ({campaign.unit(dossier.candidate.unit)})" if dossier.candidate.person else ""
    return campaign.honoured(dossier) + unit, award_in_year(campaign.award(dossier).name, dossier.year)


def _votes(campaign: CampaignRead) -> Iterator[tuple[Cell, ...]]:
    for each in campaign.listed:
        council = each.council
        votes = Ballot(council.votes_for, council.votes_for + council.votes_against) if council else "chưa bỏ phiếu"
        yield *_who(campaign, each), _standard(campaign, each), _opinion(each), votes


def _standard(campaign: CampaignRead, dossier: DossierStanding) -> str:
    """Whether every condition is fulfilled, and else which are not."""
    lacking = "; ".join(_lacking(campaign, dossier))
    return f"{VERDICTS[qualifies(campaign.findings(dossier))].vi}{': ' if lacking else ''}{lacking}"


def _opinion(dossier: DossierStanding) -> str:
    opinion = dossier.opinion
    if opinion is None:
        return "chưa thẩm định"
    reason = f": {opinion.act.reason}" if opinion.act.reason else ""
    return ("đủ điều kiện" if opinion.favourable else "không đủ điều kiện") + reason


def _objections(campaign: CampaignRead) -> Iterator[tuple[Cell, ...]]:
    for dossier in campaign.found.dossiers:
        for each in dossier.objections:
            yield _who(campaign, dossier)[0], each.text, each.answer.text if each.answer else "", _ruling(each)


def _ruling(objection: KeptObjection) -> str:
    if objection.answer is None:
        return "chưa trả lời"
    return "chấp nhận ý kiến" if objection.answer.upheld else "không chấp nhận ý kiến"


def _granted(campaign: CampaignRead) -> Iterator[tuple[Cell, ...]]:
    for each in campaign.granted:
        if each.decided:
            yield *_who(campaign, each), document_words(each.decided.act.document)


def _declined(campaign: CampaignRead) -> Iterator[tuple[Cell, ...]]:
    for each in campaign.declined:
        if each.decided:
            yield *_who(campaign, each), "; ".join(_lacking(campaign, each)), each.decided.act.reason or ""


def _lacking(campaign: CampaignRead, dossier: DossierStanding) -> Iterator[str]:
    """The conditions that were not fulfilled when it was decided, in the policy's words, with the results."""
    texts = {each.code: each.text for each in campaign.award(dossier).conditions_for(dossier.candidate.kind)}
    for finding in campaign.findings(dossier):
        if finding.verdict is not Verdict.MET:
            yield texts.get(finding.condition, finding.condition) + _numbers(finding)


def _numbers(finding: Finding) -> str:
    percents = {each.year: percentage(each.percent) for each in finding.years if each.percent is not None}
    numbers = (f"{year}: {percent:f} %".replace(".", ",") for year, percent in percents.items())
    return f" ({'; '.join(numbers)})" if percents else ""
