"""Makes papers: what was read of a campaign becomes headings, tables and signatures."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from api.papers.decision import certificates, decided_by, decision
from api.papers.minutes import minutes
from api.papers.paper import Paper, PaperKind, Table, with_texts
from api.papers.proposal import proposal
from api.papers.reading import CampaignRead, acts, read_campaign
from api.papers.seal import seal
from api.papers.wording import document_words, period
from api.people import with_names
from domain.command import VIETNAM
from domain.metadata import Code, Provenance, SourceDocument
from projections.platform import Platform

COUNCIL = "Hội đồng Thi đua - Khen thưởng"
WHOEVER_DECIDES = "Người có thẩm quyền quyết định"
SYNTHETIC = "DỮ LIỆU TRÌNH DIỄN TỔNG HỢP, KHÔNG CÓ THẬT · SYNTHETIC DEMONSTRATION DATA"
MADE_UP_POLICY = "THỂ LỆ MINH HỌA · ILLUSTRATIVE POLICY"


class Layout(NamedTuple):
    """What a kind of paper has in its tables and around them."""

    title: str
    wide: bool
    tables: Callable[[CampaignRead], tuple[Table, ...]]
    body: Callable[[CampaignRead], str]
    signatures: Callable[[CampaignRead], tuple[str, ...]]


def _consolidating(campaign: CampaignRead) -> str:
    return campaign.unit(campaign.policy.consolidated_by)


def _issuer(campaign: CampaignRead) -> str:
    """Who issued the last decision; before there is one, who is to decide on what is listed, if that is one alone."""
    document = _last_decision(campaign)
    deciders = {campaign.decider(each) for each in campaign.listed}
    if document:
        return document.issuer
    return deciders.pop() if len(deciders) == 1 else WHOEVER_DECIDES


def _last_decision(campaign: CampaignRead) -> SourceDocument | None:
    return decided_by(campaign.granted[-1]) if campaign.granted else None


LAYOUTS: Mapping[PaperKind, Layout] = {
    PaperKind.PROPOSAL: Layout(
        *("Danh sách đề nghị khen thưởng", True, proposal, _consolidating),
        lambda _: ("Người lập danh sách", "Thủ trưởng cơ quan"),
    ),
    PaperKind.MINUTES: Layout(
        *("Biên bản họp xét khen thưởng", False, minutes, lambda _: COUNCIL), lambda _: ("Thư ký", "Chủ trì")
    ),
    PaperKind.DECISION: Layout(
        *("Phụ lục: Danh sách được khen thưởng", False, decision, _issuer), lambda campaign: ("", _issuer(campaign))
    ),
    PaperKind.CERTIFICATES: Layout(
        *("Bảng dữ liệu in bằng", True, certificates, _consolidating), lambda _: ("Người lập bảng", "Người kiểm tra")
    ),
}


def make_paper(platform: Platform, province: Code, campaign: Code, kind: PaperKind, as_of: int | None = None) -> Paper:
    """The paper as of a position, as of now if there is none; persons are named if their names were not erased.

    Refuses an unknown campaign with ``CampaignUnknown``, a position that was not read yet with
    ``AwardsNotReadSoFar``, and like ``Checkpointing.covering``.
    """
    read = read_campaign(platform, province, campaign, as_of)
    layout = LAYOUTS[kind]
    made_at = max(each.recorded_at for each in acts(read.found))
    paper = Paper(
        kind=kind,
        province=province,
        campaign=campaign,
        above=f"Tỉnh {read.province_name}",
        body=layout.body(read),
        place=read.province_name,
        day=_day(read, kind, made_at.astimezone(VIETNAM).date()),
        made_at=made_at,
        title=layout.title,
        subject=f"{read.found.name} ({period(read.policy.years)})",
        basis=tuple(_basis(read, kind)),
        notices=tuple(_notices(read)),
        tables=layout.tables(read),
        signatures=layout.signatures(read),
        wide=layout.wide,
        policy_hash=read.found.content_hash,
        seal=seal(platform, read),
    )
    return with_texts(paper, lambda text: with_names("vi", text, read.found.names))


def _day(read: CampaignRead, kind: PaperKind, last: date) -> date:
    """The day of the last decision on its annex, that of the last event on the others: no paper looks at the clock."""
    document = _last_decision(read)
    return document.date if document and kind is PaperKind.DECISION else last


def _basis(read: CampaignRead, kind: PaperKind) -> Iterator[str]:
    """The documents that a paper goes back to."""
    if kind is PaperKind.DECISION:
        documents = dict.fromkeys(decided_by(each) for each in read.granted)
        yield from (f"Kèm theo Quyết định {document_words(each)}" for each in documents)
        return
    yield from (f"Căn cứ văn bản {document_words(each)}" for each in read.policy.legal_basis)
    if read.found.opened.document:
        yield f"Căn cứ văn bản {document_words(read.found.opened.document)} về việc mở đợt khen thưởng"


def _notices(read: CampaignRead) -> Iterator[str]:
    if read.found.data_provenance is Provenance.ILLUSTRATIVE:
        yield SYNTHETIC
    if read.policy.provenance is Provenance.ILLUSTRATIVE:
        yield MADE_UP_POLICY
    if read.found.notice:
        yield read.found.notice
