"""A campaign as several read models tell of it, at one and the same position of the log."""

from typing import NamedTuple

from domain.metadata import Code
from projections.dossiers.answer import Dossiers
from projections.eligibility.answer import CampaignEligibility
from projections.honours.answer import Quotas
from projections.platform import Platform
from projections.shortlist import EligibilityAndQuota, with_shortlists


class CampaignRead(NamedTuple):
    """What is known of a campaign at one position."""

    quotas: Quotas
    eligibility: CampaignEligibility
    dossiers: Dossiers

    @property
    def shortlisted(self) -> EligibilityAndQuota:
        """Who qualifies, and who of them is within what is left of the quotas."""
        return with_shortlists(self.eligibility, self.quotas)


def read_campaign(platform: Platform, province: Code, campaign: Code, as_of: int | None = None) -> CampaignRead:
    """Reads it as of a position, as of now if there is none; refuses an unknown campaign with ``CampaignUnknown``.

    Where one read model has come further than another, all are read at what the slowest has come to: else a nomination
    could be in one of them and not in the other.
    """
    found = CampaignRead(
        platform.honours.quota(province, campaign, as_of),
        platform.eligibility.campaign(province, campaign, as_of),
        platform.dossiers.waiting(province, campaign, as_of),
    )
    positions = {each.position for each in found}
    return found if len(positions) == 1 else read_campaign(platform, province, campaign, min(positions))
