"""Danh sách đề nghị khen thưởng: who is proposed, with each year's result, the dossier and the unit's votes."""

from collections.abc import Iterator, Sequence

from api.award_words import STEPS, VERDICTS
from api.papers.paper import NUMBER, Ballot, Cell, Column, Table
from api.papers.reading import CampaignRead, Group
from api.papers.wording import percentage, results_by_year
from domain.award_campaign.eligibility import Verdict, YearFinding, qualifies
from domain.award_campaign.policy import Award, CandidateKind
from domain.award_campaign.state import Step
from projections.dossiers.answer import DossierStanding

BALLOT = ("Phiếu tán thành", "Tổng số phiếu", "Tỷ lệ (%)", "Biên bản của đơn vị")
NOT_LISTED = (Step.NOMINATED, Step.SUBMITTED, Step.WITHDRAWN)
"""The steps of dossiers that are not on the list, which are counted below it."""


def proposal(campaign: CampaignRead) -> tuple[Table, ...]:
    """A table for each award and kind of candidate."""
    groups = tuple(_table(campaign, group, members) for group, members in campaign.grouped(campaign.listed))
    return groups or (Table(heading="Danh sách", sheet="Danh sách", lines=("Chưa có hồ sơ nào được tổng hợp.",)),)


def others(campaign: CampaignRead) -> tuple[str, ...]:
    """How many dossiers are not on the list."""
    steps = [each.step for each in campaign.found.dossiers]
    counts = [f"{STEPS[step].vi}: {steps.count(step)}" for step in NOT_LISTED]
    return (f"Hồ sơ không có trong danh sách này – {'; '.join(counts)}.",)


def _table(campaign: CampaignRead, group: Group, members: Sequence[DossierStanding]) -> Table:
    years = campaign.years(members[0])
    individual = group.kind is CandidateKind.INDIVIDUAL
    columns = (
        NUMBER,
        Column("Họ và tên" if individual else "Tập thể", 17),
        *((Column("Chức vụ, đơn vị công tác", 17),) if individual else ()),
        *(Column(f"Kết quả năm {year} (%)", 8, "center") for year in years),
        Column("Nguồn kết quả", 14),
        Column("Tiêu chuẩn", 8, "center"),
        Column("Hồ sơ", 8, "center"),
        Column("Phiếu của hội đồng đơn vị", 15, parts=BALLOT),
        Column("Tình trạng", 9),
    )
    rows = (_row(campaign, number, each) for number, each in enumerate(members, start=1))
    return Table(
        heading=group.title,
        sheet=group.sheet,
        lines=(_counted(campaign, group, members), *_documents(campaign, group.award)),
        columns=columns,
        rows=tuple(rows),
    )


def _row(campaign: CampaignRead, number: int, dossier: DossierStanding) -> tuple[Cell, ...]:
    findings = campaign.findings(dossier)
    by_year = results_by_year(findings)
    percents = ({year: percentage(found.percent) for year, found in by_year.items()}).get
    return (
        number,
        campaign.honoured(dossier),
        *((position_and_unit(campaign, dossier),) if dossier.candidate.person else ()),
        *(percents(year) for year in campaign.years(dossier)),
        "; ".join(_source(campaign, dossier, found) for found in by_year.values()),
        VERDICTS[qualifies(findings)].vi,
        _held(campaign.award(dossier), dossier),
        _votes(dossier),
        STEPS[dossier.step].vi + (" (nộp muộn)" if dossier.late else ""),
    )


def position_and_unit(campaign: CampaignRead, dossier: DossierStanding) -> str:
    """A person's office and unit."""
    unit = campaign.unit(dossier.candidate.unit)
    return f"{dossier.candidate.position}, {unit}" if dossier.candidate.position else unit


def _counted(campaign: CampaignRead, group: Group, members: Sequence[DossierStanding]) -> str:
    met = sum(qualifies(campaign.findings(each)) is Verdict.MET for each in members)
    limit = group.award.quotas.get(group.kind)
    quota = "không giới hạn số lượng" if limit is None else f"số lượng không quá {limit}"
    return f"Đề nghị {len(members)}, trong đó đạt tiêu chuẩn {met}; {quota}."


def _documents(campaign: CampaignRead, award: Award) -> Iterator[str]:
    """Which documents the numbers in the column of dossiers stand for."""
    names = {kind.code: kind.name for kind in campaign.policy.documents}
    if award.documents:
        listed = (f"({number}) {names[code]}" for number, code in enumerate(award.documents, start=1))
        yield f"Hồ sơ gồm: {'; '.join(listed)}."


def _held(award: Award, dossier: DossierStanding) -> str:
    """The documents of the award that the dossier has, by their numbers, and those it lacks."""
    held = {each.document for each in dossier.documents}
    there = [str(number) for number, code in enumerate(award.documents, start=1) if code in held]
    lacking = [str(number) for number, code in enumerate(award.documents, start=1) if code not in held]
    return ", ".join(there) + (f" (thiếu {', '.join(lacking)})" if lacking else "")


def _source(campaign: CampaignRead, dossier: DossierStanding, found: YearFinding) -> str:
    """The rounds that a year's result is from, and whose it is where that is another unit, merged since."""
    rounds = ", ".join(dict.fromkeys(f"đợt {each.round}" for each in found.results))
    others = dict.fromkeys(each.unit for each in found.results if each.unit != dossier.candidate.unit)
    of = f" ({', '.join(map(campaign.unit, others))})" if others else ""
    return f"{found.year}: {rounds}{of}"


def _votes(dossier: DossierStanding) -> Ballot:
    votes, minutes = dossier.votes, dossier.votes.act.document
    every = votes.votes_for + votes.votes_against
    return Ballot(votes.votes_for, every, minutes.number if minutes else "")
