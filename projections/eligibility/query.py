"""Reads who qualifies, now or as of any position of the log."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from application.people import People
from domain.award_campaign.eligibility import Verdict
from domain.award_campaign.events import CampaignOpened
from domain.award_campaign.state import Step
from domain.metadata import Code, Provenance
from projections.campaigns import CampaignReading, Meets
from projections.database import reading, rows_of
from projections.eligibility.answer import (
    CampaignEligibility,
    CampaignSummary,
    NominationEligibility,
    ResultSource,
)
from projections.eligibility.fold import EligibilityProjection
from projections.eligibility.judging import judged
from projections.eligibility.tables import (
    ATTESTATIONS,
    CAMPAIGNS,
    CARDS,
    NOMINATIONS,
    OF_CAMPAIGNS,
    ROUNDS,
    SOURCES,
    UNITS,
    VERDICTS,
)
from projections.past import Kept, known
from projections.positions import POSITIONS
from projections.telling import with_people

KEPT: Mapping[str, Kept] = {
    table[0].name: table for table in (CAMPAIGNS, UNITS, ROUNDS, CARDS, NOMINATIONS, ATTESTATIONS)
}


class EligibilityQuery:
    """Answers who qualifies for which award, condition by condition."""

    def __init__(self, database: sa.Engine, people: People) -> None:
        """Reads from the read database, which holds references only, and whom they stand for from ``people``."""
        self._database, self._people = database, people

    def campaigns(self, province: Code | None = None) -> Sequence[CampaignSummary]:
        """The campaigns of a province, or of all, by the provinces' codes and then in the order of their opening."""
        wanted: tuple[Meets, ...] = () if province is None else (lambda t: t.c.province == province,)
        with reading(self._database, POSITIONS) as connection:
            read = _Reading(connection, province)
            rows = read.campaigns(*wanted)
            steps = _steps(connection, [row["stream"] for row in rows])
            return [_summary(row, steps, read.provenance(row["opening"])) for row in rows]

    def campaign(self, province: Code, campaign: Code, as_of: int | None = None) -> CampaignEligibility:
        """Who qualifies; refuses an unknown campaign with ``CampaignUnknown``.

        With ``as_of`` it is what it was when the log ended at that position; refuses with ``AwardsNotReadSoFar``.
        """
        with reading(self._database, POSITIONS) as connection:
            found = _Reading(connection, province, as_of).eligibility(province, campaign)
        return with_people(found, self._people)


class _Reading(CampaignReading):
    """Eligibility being read in one transaction."""

    def __init__(self, connection: sa.Connection, province: Code | None, as_of: int | None = None) -> None:
        super().__init__(connection, EligibilityProjection, OF_CAMPAIGNS, province, as_of)

    def eligibility(self, province: Code, campaign: Code) -> CampaignEligibility:
        row = self.campaign(province, campaign)
        stream, opening = row["stream"], row["opening"]
        verdicts = {each["nomination"]: each for each in self._verdicts(stream)}
        proposed = sorted(
            self._find("eligibility_nomination", "stream", [stream]), key=lambda each: int(each["number"])
        )
        nominations = tuple(_nomination(opening, each, verdicts[each["nomination"]]) for each in proposed)
        return CampaignEligibility(**self.about(row, _mentioned(nominations)), nominations=nominations)

    def _verdicts(self, stream: str) -> Sequence[Mapping[Any, Any]]:
        """Those of now are written; those of before are found again from what was known then."""
        if self.as_of is None:
            return rows_of(self.connection, VERDICTS, VERDICTS.c.stream == stream)
        return list(judged(self._find, {stream: None}))

    def _find(self, table: str, column: str, values: Collection[str]) -> Sequence[Mapping[Any, Any]]:
        if table == SOURCES.name:
            # Who looks at what is only ever added to, and a campaign that was not opened by then is not found.
            return rows_of(self.connection, SOURCES, SOURCES.c[column].in_(values))
        return known(self.connection, KEPT[table], self.as_of, lambda t: t.c[column].in_(values))


def _nomination(opening: CampaignOpened, row: Mapping[Any, Any], verdict: Mapping[Any, Any]) -> NominationEligibility:
    nominated = row["nominated"]
    award = next(each for each in opening.policy.awards if each.code == nominated.award)
    return NominationEligibility(
        nomination=row["nomination"],
        award=nominated.award,
        year=nominated.year,
        years=opening.policy.years_of(award) if nominated.year is None else (nominated.year,),
        candidate=nominated.candidate,
        step=Step(row["step"]),
        proposed=row["proposed"],
        verdict=Verdict(verdict["verdict"]),
        conditions=verdict["conditions"],
    )


def _mentioned(nominations: Sequence[NominationEligibility]) -> Iterator[Code]:
    """The units of candidates, and those whose results were looked at."""
    for nomination in nominations:
        yield nomination.candidate.unit
        for condition in nomination.conditions:
            yield from (source.unit for source in condition.sources if isinstance(source, ResultSource))


def _steps(connection: sa.Connection, streams: Sequence[str]) -> Mapping[str, Counter[Step]]:
    """How many nominations of each campaign are at each step."""
    table, _ = NOMINATIONS
    columns = table.c.stream, table.c.step
    query = sa.select(*columns, sa.func.count()).where(table.c.stream.in_(streams)).group_by(*columns)
    found: dict[str, Counter[Step]] = {stream: Counter() for stream in streams}
    for stream, step, count in connection.execute(query):
        found[stream][Step(step)] = count
    return found


def _summary(row: Mapping[Any, Any], steps: Mapping[str, Counter[Step]], provenance: Provenance) -> CampaignSummary:
    opening: CampaignOpened = row["opening"]
    counts = steps[row["stream"]]
    return CampaignSummary(
        province=opening.province,
        campaign=opening.campaign,
        name=opening.name,
        name_en=opening.name_en,
        policy=opening.policy.code,
        years=opening.policy.years,
        data_provenance=provenance,
        notice=opening.notice,
        opened=row["opened"],
        steps={step: counts[step] for step in Step if counts[step]},
    )
