"""Phụ lục quyết định khen thưởng and the data of certificates: the awards that were granted."""

from collections.abc import Sequence

from api.award_words import KINDS
from api.papers.paper import NUMBER, Cell, Column, Table
from api.papers.reading import CampaignRead, Group, decided_by
from api.papers.wording import award_in_year, document_words, merit_words
from domain.award_campaign.policy import CandidateKind
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
    """A table for each award and kind of candidate; awards taken back by then are marked."""
    tables = [_annex(campaign, group, members) for group, members in campaign.grouped(campaign.granted)]
    return tuple(tables) or (Table(heading="Danh sách", sheet="Danh sách", lines=(NOTHING,)),)


def _annex(campaign: CampaignRead, group: Group, members: Sequence[DossierStanding]) -> Table:
    individual = group.kind is CandidateKind.INDIVIDUAL
    columns = (
        NUMBER,
        Column("Họ và tên" if individual else "Tên tập thể", 28),
        *((Column("Chức vụ", 16), Column("Đơn vị công tác", 26)) if individual else ()),
        Column("Số trong hạn mức", 12, "center"),
        Column("Ghi chú", 24),
    )
    rows = (_row(campaign, group, number, each) for number, each in enumerate(members, start=1))
    return Table(heading=group.title, sheet=group.sheet, columns=columns, rows=tuple(rows))


def counted(campaign: CampaignRead) -> tuple[str, ...]:
    """How many are on the list, so that nobody adds to it."""
    kinds = [each.candidate.kind for each in campaign.granted]
    counts = (f"{kinds.count(kind)} {words.vi}" for kind, words in KINDS.items() if kind in kinds)
    return (f"Danh sách này có {', '.join(counts)}.",) if kinds else ()


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
    rows = tuple(_certificate(campaign, number, each) for number, each in enumerate(campaign.standing, start=1))
    lines = () if rows else (NOTHING,)
    return (Table(heading="Nội dung in bằng", sheet="In bằng", lines=lines, columns=CERTIFICATES, rows=rows),)


def _certificate(campaign: CampaignRead, number: int, dossier: DossierStanding) -> tuple[Cell, ...]:
    document = decided_by(dossier)
    return (
        number,
        campaign.honoured(dossier),
        dossier.candidate.position,
        campaign.unit(dossier.candidate.unit) if dossier.candidate.person else "",
        award_in_year(campaign.award(dossier).name, dossier.year),
        merit_words(campaign.policy.merit, campaign.years(dossier)),
        document.number if document else "",
        document.date if document else None,
        document.issuer if document else "",
        quota_number(dossier),
    )
