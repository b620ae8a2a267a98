"""Reads rolls of honour, and what is left of quotas."""

from collections import Counter
from collections.abc import Iterator

import sqlalchemy as sa

from application.people import People
from domain.award_campaign.events import CampaignOpened
from domain.award_campaign.policy import CandidateKind, Year
from domain.metadata import Code
from projections.campaigns import CampaignReading, Meets
from projections.database import reading
from projections.honours.answer import Honour, Honours, HonoursCampaign, Quotas, QuotaUse
from projections.honours.fold import HonoursProjection
from projections.honours.tables import AWARDS, OF_CAMPAIGNS
from projections.past import known
from projections.positions import POSITIONS
from projections.telling import with_people

Counted = tuple[Code, CandidateKind, tuple[Year, ...]]
"""What awards are counted by: the award, the kind of candidate, the years that it is for."""


class HonoursQuery:
    """Answers who was honoured with what, by which decision."""

    def __init__(self, database: sa.Engine, people: People) -> None:
        """Reads from the read database, which holds references only, and whom they stand for from ``people``."""
        self._database, self._people = database, people

    def roll(
        self, province: Code, year: Year | None = None, unit: Code | None = None, as_of: int | None = None
    ) -> Honours:
        """The awards that stand and were published in a roll of honour; of a year or a unit if given.

        With ``as_of`` it is what it was when the log ended at that position; refuses with ``AwardsNotReadSoFar``.
        """
        with reading(self._database, POSITIONS) as connection:
            shown = (lambda t: t.c.stands, lambda t: t.c.published)
            found = _Reading(connection, province, as_of).honours(province, year, unit, *shown)
        return with_people(found, self._people)

    def history(
        self, province: Code, year: Year | None = None, unit: Code | None = None, as_of: int | None = None
    ) -> Honours:
        """Every award that was ever granted, also those not published yet or taken back since."""
        with reading(self._database, POSITIONS) as connection:
            found = _Reading(connection, province, as_of).honours(province, year, unit)
        return with_people(found, self._people)

    def quota(
        self, province: Code, campaign: Code, as_of: int | None = None, *, only_published: bool = False
    ) -> Quotas:
        """How many awards stand of how many; refuses an unknown campaign with ``CampaignUnknown``.

        Where ``only_published`` are counted, it tells nothing of decisions that nobody has been told of yet.
        """
        shown: tuple[Meets, ...] = (lambda t: t.c.published,) if only_published else ()
        with reading(self._database, POSITIONS) as connection:
            found = _Reading(connection, province, as_of).quotas(province, campaign, *shown)
        return with_people(found, self._people)


class _Reading(CampaignReading):
    """Honours being read in one transaction."""

    def __init__(self, connection: sa.Connection, province: Code, as_of: int | None) -> None:
        super().__init__(connection, HonoursProjection, OF_CAMPAIGNS, province, as_of)

    def honours(self, province: Code, year: Year | None, unit: Code | None, *conditions: Meets) -> Honours:
        honours = tuple(each for each in self._granted(province, unit, *conditions) if year in {None, *each.years})
        campaigns = {row["campaign"]: row["opening"] for row in self.campaigns(lambda t: t.c.province == province)}
        return Honours(
            position=self.shown,
            version=HonoursProjection.version,
            province=province,
            year=year,
            unit=unit,
            honours=honours,
            campaigns={code: self._campaign(campaigns[code]) for code in dict.fromkeys(e.campaign for e in honours)},
            unit_names=self.unit_names(province, (each.candidate.unit for each in honours)),
            names={},
        )

    def _campaign(self, opening: CampaignOpened) -> HonoursCampaign:
        return HonoursCampaign(
            name=opening.name,
            name_en=opening.name_en,
            years=opening.policy.years,
            data_provenance=self.provenance(opening),
            notice=opening.notice,
            policy_provenance=opening.policy.provenance,
        )

    def _granted(self, province: Code, unit: Code | None, *conditions: Meets) -> Iterator[Honour]:
        """In the order in which they were granted."""
        of_unit: tuple[Meets, ...] = () if unit is None else (lambda t: t.c.unit == unit,)
        rows = known(self.connection, AWARDS, self.as_of, lambda t: t.c.province == province, *of_unit, *conditions)
        return (row["honour"] for row in sorted(rows, key=lambda row: int(row["number"])))

    def quotas(self, province: Code, campaign: Code, *shown: Meets) -> Quotas:
        row = self.campaign(province, campaign)
        conditions: tuple[Meets, ...] = (lambda t: t.c.stream == row["stream"], lambda t: t.c.stands, *shown)
        standing = [each["honour"] for each in known(self.connection, AWARDS, self.as_of, *conditions)]
        granted = Counter((each.award, each.candidate.kind, each.years) for each in standing)
        return Quotas(**self.about(row, ()), uses=tuple(_uses(row["opening"], granted)))


def _uses(opening: CampaignOpened, granted: Counter[Counted]) -> Iterator[QuotaUse]:
    for award, kind, year in opening.policy.quotas():
        years = opening.policy.years_of(award) if year is None else (year,)
        limit, used = award.quotas.get(kind), granted[award.code, kind, years]
        left = None if limit is None else limit - used
        yield QuotaUse(award=award.code, kind=kind, year=year, granted=used, limit=limit, left=left)
