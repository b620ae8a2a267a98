"""Eligibility: who qualifies in a campaign, condition by condition, and the event behind each number."""

from projections.eligibility.answer import CampaignEligibility, CampaignSummary
from projections.eligibility.fold import EligibilityProjection
from projections.eligibility.query import EligibilityQuery

__all__ = ["CampaignEligibility", "CampaignSummary", "EligibilityProjection", "EligibilityQuery"]
