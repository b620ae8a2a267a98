"""Reads rolls of honour, and what is left of quotas."""

import sqlalchemy as sa

from application.people import People
from domain.award_campaign.policy import Year
from domain.metadata import Code
from projections.honours.answer import Honours, Quotas


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
        raise NotImplementedError

    def history(
        self, province: Code, year: Year | None = None, unit: Code | None = None, as_of: int | None = None
    ) -> Honours:
        """Every award that was ever granted, also those not published yet or taken back since."""
        raise NotImplementedError

    def quota(self, province: Code, campaign: Code, as_of: int | None = None) -> Quotas:
        """How many awards stand of how many; refuses an unknown campaign with ``CampaignUnknown``."""
        raise NotImplementedError
