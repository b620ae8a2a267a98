"""Reads who qualifies, now or as of any position of the log."""

from collections.abc import Sequence

import sqlalchemy as sa

from application.people import People
from domain.metadata import Code
from projections.eligibility.answer import CampaignEligibility, CampaignSummary


class EligibilityQuery:
    """Answers who qualifies for which award, condition by condition."""

    def __init__(self, database: sa.Engine, people: People) -> None:
        """Reads from the read database, which holds references only, and whom they stand for from ``people``."""
        self._database, self._people = database, people

    def campaigns(self, province: Code | None = None) -> Sequence[CampaignSummary]:
        """The campaigns of a province, or of all, by the provinces' codes and then in the order of their opening."""
        raise NotImplementedError

    def campaign(self, province: Code, campaign: Code, as_of: int | None = None) -> CampaignEligibility:
        """Who qualifies; refuses an unknown campaign with ``CampaignUnknown``.

        With ``as_of`` it is what it was when the log ended at that position; refuses with ``AwardsNotReadSoFar``.
        """
        raise NotImplementedError
