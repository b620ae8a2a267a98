"""Eligibility: who qualifies in a campaign, condition by condition, and the event behind each number."""
