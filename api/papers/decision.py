"""Phụ lục quyết định khen thưởng and the data of certificates: the awards that were granted, by decision."""

from collections.abc import Sequence

from api.papers.paper import NUMBER, Cell, Column, Table
from api.papers.reading import CampaignRead, Group
from api.papers.wording import document_words, period
from domain.award_campaign.policy import CandidateKind
from domain.award_campaign.state import Step
from domain.metadata import SourceDocument
from projections.dossiers.answer import DossierStanding

CERTIFICATES = (
    NUMBER,
    Column("Tên ghi trên bằng", 18),
    Column("Chức vụ", 14),
    Column("Đơn vị công tác", 18),
    Column("Hình thức khen thưởng", 16),
    Column("Thành tích", 24),
    Column("Số quyết định", 13),
    Column("Ngày quyết định", 12, "center"),
    Column("Cơ quan ban hành", 13),
    Column("Số trong hạn mức", 7, "center"),
)
NOTHING = "Chưa có quyết định tặng nào."


def decision(campaign: CampaignRead) -> tuple[Table, ...]:
    """A table for each decision, award and kind of candidate; awards taken back since are marked."""
    documents = list(dict.fromkeys(decided_by(each) for each in campaign.granted))
    tables = [
        _annex(campaign, document, group, members, of_several=len(documents) > 1)
        for document in documents
        for group, members in campaign.grouped([each for each in campaign.granted if decided_by(each) == document])
    ]
    return tuple(tables) or (Table(heading="Danh sách", sheet="Danh sách", lines=(NOTHING,)),)


def decided_by(dossier: DossierStanding) -> SourceDocument | None:
    """The document of the decision."""
    return dossier.decided.act.document if dossier.decided else None


def _annex(
    campaign: CampaignRead,
    document: SourceDocument | None,
    group: Group,
    members: Sequence[DossierStanding],
    *,
    of_several: bool,
) -> Table:
    individual = group.kind is CandidateKind.INDIVIDUAL
    number = f"{document.number} " if document and of_several else ""
    columns = (
        NUMBER,
        Column("Họ và tên" if individual else "Tên tập thể", 28),
        *((Column("Chức vụ", 16), Column("Đơn vị công tác", 26)) if individual else ()),
        Column("Số trong hạn mức", 12, "center"),
        Column("Ghi chú", 24),
    )
    rows = (_row(campaign, group, number, each) for number, each in enumerate(members, start=1))
    lines = (f"Theo Quyết định {document_words(document)}.",) if of_several else ()
    return Table(heading=group.title, sheet=number + group.sheet, lines=lines, columns=columns, rows=tuple(rows))


def _row(campaign: CampaignRead, group: Group, number: int, dossier: DossierStanding) -> tuple[Cell, ...]:
    limit = group.award.quotas.get(group.kind)
    within = quota_number(dossier)
    candidate = dossier.candidate
    return (
        number,
        campaign.honoured(dossier),
        *((candidate.position, campaign.unit(candidate.unit)) if candidate.person else ()),
        within if limit is None else f"{within}/{limit}",
        _remark(dossier),
    )


def quota_number(dossier: DossierStanding) -> int | None:
    """The number of the award within its quota."""
    return dossier.decided.number if dossier.decided else None


def _remark(dossier: DossierStanding) -> str:
    """That it was taken back, or that results were corrected since."""
    if dossier.revoked:
        return f"Đã hủy bỏ theo Quyết định {document_words(dossier.revoked.act.document)}"
    return "Kết quả đã được sửa sau quyết định; đang xem xét lại" if dossier.flagged else ""


def certificates(campaign: CampaignRead) -> tuple[Table, ...]:
    """One table: a row an award that stands, in the order of the decisions."""
    standing = [each for each in campaign.granted if each.step is Step.GRANTED]
    rows = tuple(_certificate(campaign, number, each) for number, each in enumerate(standing, start=1))
    lines = (f"Số lượng: {len(rows)}.",) if rows else (NOTHING,)
    return (Table(heading="Nội dung in bằng", sheet="In bằng", lines=lines, columns=CERTIFICATES, rows=rows),)


def _certificate(campaign: CampaignRead, number: int, dossier: DossierStanding) -> tuple[Cell, ...]:
    document = decided_by(dossier)
    return (
        number,
        campaign.honoured(dossier),
        dossier.candidate.position,
        campaign.unit(dossier.candidate.unit) if dossier.candidate.person else "",
        campaign.award(dossier).name,
        f"Có thành tích trong {campaign.policy.name}, {period(campaign.years(dossier))}",
        document.number if document else "",
        f"{document.date:%d/%m/%Y}" if document else "",
        document.issuer if document else "",
        quota_number(dossier),
    )
