"""Makes papers: what was read of a campaign becomes headings, tables and signatures."""

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from api.papers.choosing import Asked, read_for
from api.papers.decision import certificates, counted, decision
from api.papers.minutes import minutes, number
from api.papers.paper import Paper, PaperKind, Table, with_texts
from api.papers.proposal import others, proposal
from api.papers.reading import CampaignRead, acts, decided_by
from api.papers.seal import seal
from api.papers.wording import document_words, office_of, place_of, ranked, titled, with_years
from api.people import with_names
from domain.metadata import Code, Provenance, SourceDocument
from projections.platform import Platform

COUNCIL = "Hội đồng Thi đua - Khen thưởng"
WHOEVER_DECIDES = "Người có thẩm quyền quyết định"
SYNTHETIC = "DỮ LIỆU TRÌNH DIỄN TỔNG HỢP, KHÔNG CÓ THẬT · SYNTHETIC DEMONSTRATION DATA"
EVERYTHING = Asked()
MADE_UP_POLICY = "THỂ LỆ MINH HỌA · ILLUSTRATIVE POLICY"


class Layout(NamedTuple):
    """What a kind of paper has in its tables and around them."""

    title: str
    wide: bool
    tables: Callable[[CampaignRead], tuple[Table, ...]]
    body: Callable[[CampaignRead], str]
    signatures: Callable[[CampaignRead], tuple[str, ...]]
    number: Callable[[CampaignRead], str] = lambda _: ""
    closing: Callable[[CampaignRead], tuple[str, ...]] = lambda _: ()


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
        closing=others,
    ),
    PaperKind.MINUTES: Layout(
        *("Biên bản họp xét khen thưởng", False, minutes, lambda _: COUNCIL),
        lambda _: ("Thư ký", "Chủ trì"),
        number=number,
    ),
    PaperKind.DECISION: Layout(
        *("Danh sách được khen thưởng", False, decision, _issuer),
        lambda campaign: ("", office_of(_issuer(campaign)) or "Người ký quyết định"),
        closing=counted,
    ),
    PaperKind.CERTIFICATES: Layout(
        *("Bảng dữ liệu in bằng", True, certificates, _consolidating),
        lambda _: ("Người lập bảng", "Người kiểm tra"),
        closing=lambda campaign: (f"Số lượng: {len(campaign.standing)}.",),
    ),
}


def make_paper(
    platform: Platform,
    province: Code,
    campaign: Code,
    kind: PaperKind,
    as_of: int | None = None,
    asked: Asked = EVERYTHING,
) -> Paper:
    """The paper, of what was known on its day; as of a position, as if nothing had happened since.

    Persons are named if their names were not erased. Refuses like ``read_for`` and like ``Checkpointing.covering``.
    """
    read, day = read_for(platform, province, campaign, kind, as_of, asked)
    layout = LAYOUTS[kind]
    paper = Paper(
        kind=kind,
        province=province,
        campaign=campaign,
        above=f"UBND {ranked(read.province_name)}",
        body=layout.body(read),
        place=place_of(read.province_name),
        day=day,
        made_at=max(each.recorded_at for each in acts(read.found)),
        title=layout.title,
        subject=with_years(read.found.name, read.policy.years),
        basis=tuple(_basis(read, kind)),
        notices=tuple(_notices(read)),
        tables=layout.tables(read),
        signatures=layout.signatures(read),
        wide=layout.wide,
        policy_hash=read.found.content_hash,
        seal=seal(platform, read),
        number=layout.number(read),
        annex=kind is PaperKind.DECISION,
        closing=layout.closing(read),
    )
    return with_texts(paper, lambda text: with_names("vi", text, read.found.names))


def _basis(read: CampaignRead, kind: PaperKind) -> Iterator[str]:
    """The documents that a paper goes back to."""
    if kind is PaperKind.DECISION:
        documents = dict.fromkeys(decided_by(each) for each in read.granted)
        yield from (f"Kèm theo Quyết định {document_words(each)}" for each in documents)
        return
    named = [titled(each, each.title) for each in read.policy.legal_basis]
    if read.found.opened.document:
        named.append(f"{titled(read.found.opened.document)} về việc mở đợt khen thưởng")
    for each in named:
        yield f"Căn cứ {each}{'.' if each is named[-1] else ';'}"


def _notices(read: CampaignRead) -> Iterator[str]:
    if read.found.data_provenance is Provenance.ILLUSTRATIVE:
        yield SYNTHETIC
    if read.policy.provenance is Provenance.ILLUSTRATIVE:
        yield MADE_UP_POLICY
    if read.found.notice:
        yield read.found.notice
